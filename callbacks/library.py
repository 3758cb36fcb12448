"""The KPI library: the words of the catalogue beside what the KPI says now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from callbacks.filters import Filters, parse_filters
from callbacks.library_answers import check_views, scope_view, spread_of, uses
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS, Direction, Kpi, Scope, Unit
from kpi.language import language, marked, t
from kpi.reading import everyone
from kpi.schema import type_plural
from kpi.selection import matching
from kpi.site_kpis import site_catalogue
from kpi.summary import Spread, Standing, distribution, group_standing
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
    Unit.SCORE: marked("score, 0 to 100"),
    Unit.PERCENT: marked("per cent"),
    Unit.MONEY: marked("money"),
    Unit.COUNT: marked("number"),
    Unit.DAYS: marked("days"),
    Unit.POINTS: marked("points"),
}
BETTER = {Direction.UP: marked("higher"), Direction.DOWN: marked("lower")}
SCORES, PROGRAMME, FIGURES = marked("Partner scores"), marked("Programme"), marked("Results")
TYPED, OTHERS, OWN = marked("By partner type"), marked("Relationship and growth"), marked("This site's own")
KINDS = {
    SCORES: marked("Partner score"),
    PROGRAMME: marked("Programme figure"),
    FIGURES: marked("Result"),
    OTHERS: marked("KPI"),
    TYPED: marked("KPI of a partner type"),
    OWN: marked("KPI of this site"),
}


_OF_ALL = marked("is the value of the whole programme in {when}.")
_OF_ALL_AFTER = marked("is the value of the whole programme in {when}, after {previous} in {before}.")
_OF_TYPES_AFTER = marked("is the value of all {whom} in {when}, after {previous} in {before}.")

_ONLY = {
    "strong": marked("The only partner with a score is strong"),
    "moderate": marked("The only partner with a score is moderate"),
    "low": marked("The only partner with a score is low"),
}
_ALL = {
    "strong": marked("All partners are strong"),
    "moderate": marked("All partners are moderate"),
    "low": marked("All partners are low"),
}
_MOST = {
    "strong": marked("Most partners are strong"),
    "moderate": marked("Most partners are moderate"),
    "low": marked("Most partners are low"),
}


def library_page(services: Services, kpi_id: str | None, search: str | None, canvas: Canvas) -> Component:
    """Return the article of a KPI; the first one's when none is asked for, or none of that name exists.

    Parameters
    ----------
    services
        The running app.
    kpi_id
        As in the address; whatever a client sends.
    search
        Query of the address: period and partners that the live figures are of.
    canvas
        What charts are drawn on.
    """
    catalogue = {**CATALOGUE, **site_catalogue(services.method)}
    known = catalogue.get(kpi_id or HEADLINE[0])
    kpi = known or catalogue[HEADLINE[0]]
    view = library_view(services, kpi, canvas, search=search)
    if known is None:
        view = replace(
            view, notice=t("There is no KPI “{asked}”; this is {kpi}.", asked=str(kpi_id)[:40], kpi=kpi.name)
        )
    return library.layout(view)


def library_view(services: Services, kpi: Kpi, canvas: Canvas, *, search: str | None = "") -> library.LibraryView:
    """Return all that the page shows of a KPI."""
    bands, catalogue = services.method.bands_of(kpi.id), {**CATALOGUE, **site_catalogue(services.method)}
    edges = (bands.moderate, bands.strong) if kpi.banded else None
    view = library.LibraryView(
        kpi=kpi.id,
        groups=kpi_groups(catalogue.values(), kpi.id),
        kicker=t(
            "{kind}, measured {cadence}, {window}",
            kind=t(KINDS[group_of(kpi)]),
            cadence=t(kpi.cadence),
            window=t(kpi.window),
        ),
        text=kpi.text.spoken(),
        edges=edges,
        facts=facts(kpi, services.method.version),
        uses=uses(None, kpi, None),
    )
    board = services.board()
    if board is None:
        return view
    filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start).without_list()
    return with_figures(view, board, kpi, filters, services, canvas)


def with_figures(
    view: library.LibraryView, board: Board, kpi: Kpi, filters: Filters, services: Services, canvas: Canvas
) -> library.LibraryView:
    """Return the page with what the data say of the partners in view: spread or value, answers, uses."""
    now, before, currency = filters.period, filters.before, services.currency()
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=now.column)
    when = now.label
    if not now.complete:
        month = formats.month(board.programme.calendar.first + now.column)
        when = t("{quarter} to {month}", quarter=now.label, month=month)
    view = replace(
        view,
        scope=scope_view(kpi, chosen, filters),
        checks=check_views(board, kpi, chosen, filters),
        uses=uses(board, kpi, filters),
        notice=" ".join(filters.notices),
    )
    if kpi.banded:
        spread = distribution(board, kpi.id, chosen, now.column)
        if spread.median is not None:
            scale = Scale(edges=view.edges or formats.BAND_EDGES)
            fact = (t("Now"), t("{value}, median in {when}", value=scale.text(spread.median), when=when))
            return replace(view, facts=(fact, *view.facts), spread=spread_view(kpi, spread, when, scale, canvas))
    one = group_standing(board, kpi.id, everyone(board.programme, chosen=chosen), now, before)
    words, sentence = now_texts(kpi, one, when, "" if before is None else before.label, services)
    drawn = spread_of(board, kpi, chosen, column=now.column, when=when, canvas=canvas, currency=currency)
    return replace(view, facts=((t("Now"), words), *view.facts), now=sentence, spread=drawn)


def now_texts(kpi: Kpi, one: Standing, when: str, before: str, services: Services) -> tuple[str, library.NowView]:
    """Return what a KPI of the whole programme says now, in a few words and as a sentence."""
    if one.value is None:
        text = t("in {when}: the data hold nothing that it counts. The definition says what it needs.", when=when)
        return t("not measured in {when}", when=when), library.NowView(t("Not measured"), text)
    value = value_of(kpi, one.value, services)
    whom = findings.listed([_in_sentence(type_plural(name)) for name in kpi.partner_types])
    said = {"whom": whom, "when": when, "before": before}
    if one.previous is None:
        text = t("is the value of all {whom} in {when}.", **said) if whom else t(_OF_ALL, **said)
    else:
        said["previous"] = value_of(kpi, one.previous, services)
        text = t(_OF_TYPES_AFTER, **said) if whom else t(_OF_ALL_AFTER, **said)
    return f"{value}, {when}", library.NowView(value, text)


def spread_view(kpi: Kpi, spread: Spread, when: str, scale: Scale, canvas: Canvas) -> library.SpreadView:
    """Return how a score spreads over the partners."""
    drawn = Distribution(
        five_point_bins(spread.values), spread.median, low=spread.low, moderate=spread.moderate, strong=spread.strong
    )
    title = finding(spread)
    table = distribution_table(drawn)
    partners = formats.counted("{count} partner", "{count} partners", len(spread.values))
    return library.SpreadView(
        title=title,
        sub=t(
            "{partners} by {score}, {when}, in steps of five points",
            partners=partners,
            score=_in_sentence(kpi.short),
            when=when,
        ),
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
        return t(_ONLY[most]) if total == 1 else t(_ALL[most])
    lead = t(_MOST[most]) if counts[most] * 2 > total else t("Partners are spread over the bands")
    whole = formats.count(total)
    if most == "low" and counts[most] * 2 > total:
        there = formats.counted(
            "{count} of {total} is strong", "{count} of {total} are strong", spread.strong, total=whole
        )
    else:
        there = formats.counted("{count} of {total} is low", "{count} of {total} are low", spread.low, total=whole)
    return f"{lead}; {there}"


def kpi_groups(kpis: Iterable[Kpi], here: str) -> list[library.KpiGroup]:
    """Return the list of all KPIs under their headings."""
    groups: dict[str, list[tuple[str, str, bool]]] = {title: [] for title in KINDS}
    for kpi in kpis:
        groups[group_of(kpi)].append((kpi.name, f"/kpis/{kpi.id}", kpi.id == here))
    return [library.KpiGroup(t(title), links) for title, links in groups.items() if links]


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
    types = findings.listed([_in_sentence(type_plural(name)) for name in kpi.partner_types]) or t("all partners")
    low, high = kpi.target_band or (0.0, 0.0)
    between = t("between {low} and {high}", low=formats.count(low), high=formats.count(high))
    return (
        (t("Unit"), t(UNITS[kpi.unit])),
        (t("Better"), t(BETTER[kpi.direction]) if kpi.direction in BETTER else between),
        (t("Window"), t(kpi.window)),
        (t("Applies to"), t("groups of partners") if kpi.scope is Scope.GROUPS else types),
        (t("Goal"), t(kpi.text.goal)),
        (t("Method"), version),
    )


def value_of(kpi: Kpi, value: float, services: Services) -> str:
    """Return a value of a KPI as text."""
    return formats.value_text(value, kpi.unit, currency=services.currency())


def _in_sentence(text: str) -> str:
    return text.lower() if language().lowers else text
