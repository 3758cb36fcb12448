"""The KPI library: the words of the catalogue beside what the KPI says now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS, Direction, Kpi, Scope, Unit
from kpi.reading import everyone
from kpi.schema import type_plural
from kpi.site_kpis import site_catalogue
from kpi.summary import Spread, Standing, distribution, group_standing, quarters
from layouts import components, findings, formats, library
from layouts.figures import (
    Canvas,
    Distribution,
    Scale,
    distribution_figure,
    distribution_summary,
    distribution_table,
    five_point_bins,
)

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services
    from kpi.board import Board

UNITS = {
    Unit.SCORE: "score, 0 to 100",
    Unit.PERCENT: "per cent",
    Unit.MONEY: "money",
    Unit.COUNT: "number",
    Unit.DAYS: "days",
    Unit.POINTS: "points",
}
BETTER = {Direction.UP: "higher", Direction.DOWN: "lower"}
SCORES, PROGRAMME, FIGURES = "Partner scores", "Programme", "Results"
TYPED, OTHERS, OWN = "By partner type", "Relationship and growth", "This site's own"
KINDS = {
    SCORES: "Partner score",
    PROGRAMME: "Programme figure",
    FIGURES: "Result",
    OTHERS: "KPI",
    TYPED: "KPI of a partner type",
    OWN: "KPI of this site",
}


def library_page(services: Services, kpi_id: str | None, _search: str | None, canvas: Canvas) -> Component:
    """Return the article of a KPI; the first one's when none is asked for, or none of that name exists."""
    catalogue = {**CATALOGUE, **site_catalogue(services.method)}
    known = catalogue.get(kpi_id or HEADLINE[0])
    kpi = known or catalogue[HEADLINE[0]]
    view = library_view(services, kpi, canvas)
    if known is None:
        view = replace(view, notice=f"There is no KPI “{str(kpi_id)[:40]}”; this is {kpi.name}.")
    return library.layout(view)


def library_view(services: Services, kpi: Kpi, canvas: Canvas) -> library.LibraryView:
    """Return all that the page shows of a KPI."""
    bands, catalogue = services.method.bands_of(kpi.id), {**CATALOGUE, **site_catalogue(services.method)}
    edges = (bands.moderate, bands.strong) if kpi.banded else None
    view = library.LibraryView(
        groups=kpi_groups(catalogue.values(), kpi.id),
        kicker=f"{KINDS[group_of(kpi)]}, measured {kpi.cadence}, {kpi.window}",
        text=kpi.text,
        edges=edges,
        facts=facts(kpi, services.method.version),
    )
    board = services.board()
    return view if board is None else with_figures(view, board, kpi, services, canvas)


def with_figures(
    view: library.LibraryView, board: Board, kpi: Kpi, services: Services, canvas: Canvas
) -> library.LibraryView:
    """Return the page with what the data say: the spread of a score, the value of any other KPI."""
    *earlier, now = quarters(board.programme.calendar, fiscal_start=services.settings.fiscal_year_start)
    when = now.label
    if not now.complete:
        when += f" to {formats.month(board.programme.calendar.first + now.column)}"
    if kpi.banded:
        spread = distribution(board, kpi.id, board.programme.exists[:, now.column], now.column)
        if spread.median is not None:
            scale = Scale(edges=view.edges or formats.BAND_EDGES)
            fact = ("Now", f"{scale.text(spread.median)}, median in {when}")
            return replace(view, facts=(fact, *view.facts), spread=spread_view(kpi, spread, when, scale, canvas))
    before = earlier[-1] if earlier else None
    one = group_standing(board, kpi.id, everyone(board.programme), now, before)
    words, sentence = now_texts(kpi, one, when, "" if before is None else before.label, services)
    return replace(view, facts=(("Now", words), *view.facts), now=sentence)


def now_texts(kpi: Kpi, one: Standing, when: str, before: str, services: Services) -> tuple[str, library.NowView]:
    """Return what a KPI of the whole programme says now, in a few words and as a sentence."""
    if one.value is None:
        text = f"in {when}: the data hold nothing that it counts. The definition says what it needs."
        return f"not measured in {when}", library.NowView("Not measured", text)
    value = value_of(kpi, one.value, services)
    whom = findings.listed([type_plural(name).lower() for name in kpi.partner_types])
    text = f"is the value of {f'all {whom}' if whom else 'the whole programme'} in {when}"
    if one.previous is not None:
        text += f", after {value_of(kpi, one.previous, services)} in {before}"
    return f"{value}, {when}", library.NowView(value, f"{text}.")


def spread_view(kpi: Kpi, spread: Spread, when: str, scale: Scale, canvas: Canvas) -> library.SpreadView:
    """Return how a score spreads over the partners."""
    drawn = Distribution(
        five_point_bins(spread.values), spread.median, low=spread.low, moderate=spread.moderate, strong=spread.strong
    )
    title = finding(spread)
    table = distribution_table(drawn)
    partners = formats.plural(len(spread.values), "partner")
    return library.SpreadView(
        title=title,
        sub=f"{partners} by {kpi.short.lower()}, {when}, in steps of five points",
        figure=distribution_figure(drawn, scale=scale, canvas=replace(canvas, height=library.CHART_HEIGHT)),
        label=distribution_summary(kpi.name, drawn, scale=scale),
        table=components.value_table(caption=title, columns=table.columns, rows=table.rows, unit="count"),
        file_name=f"{kpi.id}-distribution.csv",
    )


def finding(spread: Spread) -> str:
    """Return in a sentence which band most partners are in, and how many are low.

    Examples
    --------
    >>> finding(Spread((40.0, 60.0, 62.0, 70.0), 61.0, low=1, moderate=3, strong=0))
    'Most partners are moderate; 1 of 4 is low'
    """
    counts = {"strong": spread.strong, "moderate": spread.moderate, "low": spread.low}
    total = sum(counts.values())
    most = max(counts, key=lambda band: counts[band])
    if counts[most] == total:
        return "The only partner with a score is " + most if total == 1 else f"All partners are {most}"
    lead = f"Most partners are {most}" if counts[most] * 2 > total else "Partners are spread over the bands"
    if most == "low" and counts[most] * 2 > total:
        return f"{lead}; {counts['strong']} of {total} {_is(counts['strong'])} strong"
    return f"{lead}; {counts['low']} of {total} {_is(counts['low'])} low"


def kpi_groups(kpis: Iterable[Kpi], here: str) -> list[library.KpiGroup]:
    """Return the list of all KPIs under their headings."""
    groups: dict[str, list[tuple[str, str, bool]]] = {title: [] for title in KINDS}
    for kpi in kpis:
        groups[group_of(kpi)].append((kpi.name, f"/kpis/{kpi.id}", kpi.id == here))
    return [library.KpiGroup(title, links) for title, links in groups.items() if links]


def group_of(kpi: Kpi) -> str:
    """Return the heading under which a KPI is listed."""
    if kpi.id not in CATALOGUE:
        return OWN
    if kpi.id in HEADLINE:
        return SCORES
    if kpi.scope is Scope.GROUPS:
        return PROGRAMME
    if kpi.partner_types:
        return TYPED
    return FIGURES if kpi.id in RESULTS else OTHERS


def facts(kpi: Kpi, version: str) -> tuple[tuple[str, str], ...]:
    """Return what is fixed about a KPI, in a few words each."""
    types = findings.listed([type_plural(name).lower() for name in kpi.partner_types]) or "all partners"
    low, high = kpi.target_band or (0.0, 0.0)
    better = BETTER.get(kpi.direction) or f"between {formats.count(low)} and {formats.count(high)}"
    return (
        ("Unit", UNITS[kpi.unit]),
        ("Better", better),
        ("Window", kpi.window),
        ("Applies to", "groups of partners" if kpi.scope is Scope.GROUPS else types),
        ("Goal", kpi.text.goal),
        ("Method", version),
    )


def value_of(kpi: Kpi, value: float, services: Services) -> str:
    """Return a value of a KPI as text."""
    return formats.value_text(value, kpi.unit, currency=services.currency())


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
