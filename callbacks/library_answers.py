"""What the data say about a KPI in the library: how it spreads, what they answer, and where it is used."""

from __future__ import annotations

from dataclasses import replace

from callbacks.filters import Filters
from kpi.board import Board
from kpi.catalogue import HEADLINE, RESULTS, Kpi, Scope
from kpi.checklist import Check, checklist
from kpi.language import lowered, t
from kpi.programme import Flags
from kpi.schema import type_plural
from kpi.selection import Selection
from kpi.summary import BENCHMARK_MINIMUM, Spread, distribution
from layouts import components, formats, library
from layouts.figures import Canvas, Scale
from layouts.figures.spread import histogram, spread_figure, spread_summary, spread_table


def check_views(board: Board, kpi: Kpi, chosen: Flags, filters: Filters) -> list[library.CheckView]:
    """Return what the data answer about a KPI of the partners in view."""
    found = checklist(board, kpi.id, chosen, filters.period, filters.before)
    return [library.CheckView(one.state, one.question, one.answer, _href(one, kpi, filters)) for one in found]


def scope_view(kpi: Kpi, chosen: Flags, filters: Filters) -> library.ScopeView | None:
    """Say whom the live figures are of; None where no filter is on."""
    if filters.selection == Selection():
        return None
    number = int(chosen.sum())
    text = formats.counted(
        "The figures are of {count} partner, as filtered on the page before.",
        "The figures are of {count} partners, as filtered on the page before.",
        number,
    )
    return library.ScopeView(text, filters.cleared().href(f"/kpis/{kpi.id}"))


def spread_of(
    board: Board, kpi: Kpi, chosen: Flags, *, column: int, when: str, canvas: Canvas, currency: str
) -> library.SpreadView | None:
    """Return how a KPI without bands spreads over partners; None with fewer than five that have a value."""
    if kpi.scope is Scope.GROUPS:
        return None
    spread = distribution(board, kpi.id, chosen & board.applies(kpi.id), column)
    if len(spread.values) < BENCHMARK_MINIMUM:
        return None
    scale, drawn = Scale(unit=str(kpi.unit), currency=currency), histogram(spread.values)
    title, table = _title(spread, scale), spread_table(drawn, scale=scale)
    partners = formats.counted("{count} partner", "{count} partners", len(spread.values))
    return library.SpreadView(
        title=title,
        sub=t("{partners} by {kpi}, {when}", partners=partners, kpi=lowered(kpi.short), when=when),
        figure=spread_figure(drawn, scale=scale, canvas=replace(canvas, height=library.CHART_HEIGHT)),
        label=spread_summary(kpi.name, drawn, scale=scale),
        table=components.value_table(caption=title, columns=table.columns, rows=table.rows, unit="count"),
        file_name=f"{kpi.id}-distribution.csv",
    )


def uses(board: Board | None, kpi: Kpi, filters: Filters | None) -> list[tuple[str, str]]:
    """Return (label, address) of where a KPI is used."""
    found: list[tuple[str, str]] = []
    if kpi.id in HEADLINE:
        shown = None if filters is None else filters.with_kpi(kpi.id)
        found = [
            (t("The Overview: tile, trend by partner type, partners per band"), _at(shown, "/")),
            (t("The list of partners"), _at(shown, "/partners")),
            (t("Every partner's page and scorecard, with its components"), _at(shown, "/partners")),
            (t("Comparing partners"), _at(shown, "/compare")),
            (t("Weights, references and bands: the method"), "/method"),
        ]
    elif kpi.id in RESULTS:
        found = [(t("Programme results on the Overview"), "/"), (t("Results on every partner's page"), "/partners")]
    elif kpi.scope is Scope.GROUPS:
        found = []
    else:
        types = ", ".join(lowered(type_plural(name)) for name in kpi.partner_types)
        label = t("The pages of {types}", types=types) if types else t("Every partner's page")
        query = f"?type={','.join(kpi.partner_types)}" if kpi.partner_types else ""
        found = [(label, f"/partners{query}"), (t("Comparing partners"), "/compare")]
    targets = 0 if board is None else sum(one.kpi == kpi.id for one in board.programme.targets)
    if targets:
        found.append((formats.counted("{count} target", "{count} targets", targets), "/actions?tab=targets"))
    return found


def _title(spread: Spread, scale: Scale) -> str:
    """Return between which values the middle half of the partners lies."""
    quarter = len(spread.values) // 4
    low, high = scale.text(spread.values[quarter]), scale.text(spread.values[-1 - quarter])
    if low == high:
        return t("Half of the partners or more are at {value}", value=low)
    return t("Half of the partners lie between {low} and {high}", low=low, high=high)


def _href(one: Check, kpi: Kpi, filters: Filters) -> str:
    """Return the list of the partners that an answer speaks of; empty when it speaks of all."""
    selection = filters.selection
    if one.partner_type:
        selection = replace(selection, partner_type=(one.partner_type,))
    if one.band:
        selection = replace(selection, band=(one.band,))
    if selection == filters.selection:
        return ""
    shown = filters.with_selection(selection)
    return (shown.with_kpi(kpi.id) if kpi.id in HEADLINE else shown).href("/partners")


def _at(filters: Filters | None, path: str) -> str:
    return path if filters is None else filters.href(path)
