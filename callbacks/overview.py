"""The Overview: from filters in the address to what the page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from callbacks.filters import Filters, parse_filters, query_word
from callbacks.views import kpi_switch, partner_path, period_name, result_view, score_scale
from kpi import narrative, summary, titles
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS
from kpi.change import moves
from kpi.programme import Flags
from kpi.reading import Groups, everyone, grouped_by
from kpi.schema import type_label, type_plural
from kpi.selection import Selection, matching, option_counts
from kpi.targets import open_target
from layouts import components, filterbar, findings, formats, overview, partner_table, tiles
from layouts.charts import ChartView
from layouts.figures import (
    BandCounts,
    Canvas,
    Line,
    band_columns_figure,
    band_columns_summary,
    band_columns_table,
    known_periods,
    trend_figure,
    trend_summary,
    trend_table,
)

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

ATTENTION_SHOWN = 6
"""Findings listed on the page; the table shows the rest."""

NOTICEABLE_FALL = 3.0
"""Points lost within a quarter from which on a partner needs attention, unless it lost a band."""

_MENUS = {
    "type": ("partner_type", "Type"),
    "tier": ("tier", "Tier"),
    "region": ("region", "Region"),
    "manager": ("manager", "Manager"),
    "band": ("band", "Band"),
}


def overview_page(services: Services, search: str | None, canvas: Canvas) -> Component:
    """Return the page for an address.

    Parameters
    ----------
    services
        The running app.
    search
        Query of the address.
    canvas
        What charts are drawn on.
    """
    view = overview_of(services, search, canvas)
    return overview.first_run() if view is None else overview.layout(view)


def overview_of(services: Services, search: str | None, canvas: Canvas) -> overview.OverviewView | None:
    """Return what the page shows for an address; None while there is nothing to score."""
    board = services.board()
    if board is None:
        return None
    filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start)
    return overview_view(board, filters, canvas, currency=services.currency())


def overview_view(board: Board, filters: Filters, canvas: Canvas, *, currency: str) -> overview.OverviewView:
    """Return all that the Overview shows under some filters."""
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
    group = everyone(board.programme, chosen=chosen)
    standings = [summary.group_standing(board, kpi, group, filters.period, filters.before) for kpi in HEADLINE]
    attention, attention_total = _attention(board, filters, chosen, currency)
    matched = int(chosen.sum())
    headline = titles.headline(standings, bands=board.method.bands_of)
    return overview.OverviewView(
        headline=headline if matched else "No partner matches these filters",
        sub=f"{_period_text(board, filters)} for {formats.plural(matched, 'partner')}",
        filters=filter_bar_view(board, filters, matched, path="/"),
        notices=filters.notices,
        tiles=[_tile(board, filters, group, one) for one in standings],
        kpi=filters.kpi,
        kpis=[(kpi, CATALOGUE[kpi].short) for kpi in HEADLINE],
        switch=kpi_switch(filters, path="/"),
        trend=_trend(board, filters, chosen, canvas),
        bands=_bands(board, filters, chosen, canvas),
        attention=attention,
        attention_sub=f"Largest losses in {findings.low(CATALOGUE[filters.kpi].short)}, with bookings of 12 months",
        attention_total=attention_total,
        results=[
            result_view(
                summary.group_standing(board, kpi, group, filters.period, filters.before), filters, currency=currency
            )
            for kpi in RESULTS
        ],
        results_sub=f"Trailing quarter to {formats.month(board.programme.calendar.first + filters.period.column)}",
        partners=_rows(board, filters, chosen),
        partners_sub=f"Largest falls in {findings.low(CATALOGUE[filters.kpi].short)} first",
        no_match=None if matched else _no_match(board, filters),
    )


def filter_bar_view(board: Board, filters: Filters, matched: int, *, path: str) -> filterbar.FilterBarView:
    """Return the filter bar of a page at `path`."""
    column = filters.period.column
    counts = option_counts(board, filters.selection, kpi=filters.kpi, month=column)
    menus = [_period_menu(filters, path)]
    menus += [_menu(filters, key, counts[name], path) for key, (name, _) in _MENUS.items()]
    return filterbar.FilterBarView(
        menus=menus,
        chips=_chips(filters, path),
        matched=matched,
        total=int(board.programme.exists[:, column].sum()),
        clear_href=filters.cleared().href(path),
        search=filters.selection.search,
    )


def option_label(name: str, value: str) -> str:
    """Return a filter's value as people read it."""
    if name == "partner_type":
        return type_label(value)
    if name == "band":
        return value[:1].upper() + value[1:]
    return value or "Not given"


def _period_text(board: Board, filters: Filters) -> str:
    if filters.period.complete:
        return filters.period.label
    return f"{filters.period.label} to {formats.month(board.programme.calendar.first + filters.period.column)}"


def _period_menu(filters: Filters, path: str) -> filterbar.FilterMenu:
    options = [
        filterbar.FilterOption(
            label=period_name(quarter),
            value=quarter.key,
            count=None,
            selected=quarter == filters.period,
            href=filters.with_period(quarter).href(path),
        )
        for quarter in reversed(filters.periods)
    ]
    return filterbar.FilterMenu(
        name="period", label="Period", summary=filters.period.label, options=options, is_single=True
    )


def _menu(filters: Filters, key: str, counts: Mapping[str, int], path: str) -> filterbar.FilterMenu:
    name, label = _MENUS[key]
    chosen = filters.selection.values(name)
    options = [
        filterbar.FilterOption(
            label=option_label(name, value),
            value=query_word(name, value),
            count=count,
            selected=value in chosen,
            href=filters.with_selection(filters.selection.toggled(name, value)).href(path),
        )
        for value, count in counts.items()
    ]
    one = option_label(name, chosen[0]) if len(chosen) == 1 else f"{len(chosen)} of {len(options)}"
    return filterbar.FilterMenu(
        name=key, label=label, summary=one if chosen else "All", options=options, is_set=bool(chosen)
    )


def _chips(filters: Filters, path: str) -> list[filterbar.FilterChip]:
    chips = [
        filterbar.FilterChip(
            key=key,
            label=label,
            text=" or ".join(option_label(name, value) for value in filters.selection.values(name)),
            remove_href=filters.with_selection(filters.selection.without(name)).href(path),
        )
        for key, (name, label) in _MENUS.items()
        if filters.selection.values(name)
    ]
    if filters.selection.search:
        without = filters.with_selection(filters.selection.without("search")).href(path)
        chips.append(filterbar.FilterChip("q", "Name", filters.selection.search, without))
    return chips


def _tile(board: Board, filters: Filters, group: Groups, one: summary.Standing) -> tiles.TileView:
    reading = board.reading(one.kpi, group)
    target = open_target(board.programme, one.kpi, month=filters.period.column)
    return tiles.TileView(
        kpi=one.kpi,
        name=CATALOGUE[one.kpi].name,
        definition_href=f"/kpis/{one.kpi}",
        value=one.value,
        band=one.band,
        change=one.change,
        versus=filters.before.label if filters.before else "",
        history=summary.history(reading, filters.until),
        first_label=filters.until[0].label,
        last_label=filters.period.label,
        target=None
        if target is None
        else tiles.Target(target.value, formats.day(target.due), _gap(one.value, target.value)),
        reason="" if one.value is not None else "Too few of its components have data.",
    )


def _gap(value: float | None, target: float) -> str:
    if value is None:
        return ""
    return "reached" if value >= target else f"{formats.count(round(target - value))} to go"


def _trend(board: Board, filters: Filters, chosen: Flags, canvas: Canvas) -> ChartView:
    kpi, at = CATALOGUE[filters.kpi], filters.until
    groups = grouped_by(board.programme, "partner_type", chosen=chosen)
    reading = board.reading(filters.kpi, groups)
    lines = [
        Line(type_plural(label), label, summary.history(reading, at, row=row), short=type_label(label))
        for row, label in enumerate(groups.labels)
    ]
    lines = [line for line in lines if any(value is not None for value in line.values)]
    periods = [quarter.label for quarter in at]
    scale = score_scale(board, filters.kpi)
    points = known_periods(lines) if lines else 0
    partial = not filters.period.complete
    title = titles.trend_title({line.name: line.values for line in lines}, subject=kpi.short, partial=partial)
    figure = trend_figure(
        periods, lines, scale=scale, canvas=replace(canvas, height=overview.TREND_HEIGHT), partial=partial
    )
    table = trend_table(periods, lines)
    return ChartView(
        title=title,
        sub=_trend_sub(kpi.name, partial=partial, points=points),
        figure=figure if points else None,
        label=trend_summary(kpi.name, periods, lines, scale=scale),
        table=components.value_table(caption=title, columns=table.columns, rows=table.rows, unit=kpi.unit),
        file_name=f"{filters.kpi}-by-type.csv",
        reason="None of these partners has a score yet.",
    )


def _trend_sub(name: str, *, partial: bool, points: int) -> str:
    if points == 1:
        return f"{name}, mean by partner type. A trend appears with the second quarter of data"
    return f"{name}, mean by partner type, each quarter" + (", the last one so far" if partial else "")


def _bands(board: Board, filters: Filters, chosen: Flags, canvas: Canvas) -> ChartView:
    at = filters.until
    counts = summary.band_counts(board, filters.kpi, chosen, at)
    bands = BandCounts(low=counts["low"], moderate=counts["moderate"], strong=counts["strong"])
    periods = [quarter.label for quarter in at]
    table = band_columns_table(periods, bands)
    title = titles.bands_title(counts)
    missing = counts["insufficient data"][-1]
    return ChartView(
        title=title,
        sub=_moves(board, filters, chosen) + (f"; {formats.count(missing)} have too little data" if missing else ""),
        figure=band_columns_figure(periods, bands, canvas=replace(canvas, height=overview.BANDS_HEIGHT)),
        label=band_columns_summary(periods, bands),
        table=components.value_table(caption=title, columns=table.columns, rows=table.rows, unit="count"),
        file_name=f"{filters.kpi}-bands.csv",
        reason=""
        if any(map(any, (bands.low, bands.moderate, bands.strong)))
        else "None of these partners has a score yet.",
    )


def _moves(board: Board, filters: Filters, chosen: Flags) -> str:
    lead = f"Number of partners per {findings.low(CATALOGUE[filters.kpi].short)} band, each quarter"
    if filters.before is None:
        return lead
    up, down = summary.band_moves(board, filters.kpi, chosen, filters.period, filters.before)
    return f"{lead}. In {filters.period.label}, {up} moved up a band and {down} moved down"


def _attention(
    board: Board, filters: Filters, chosen: Flags, currency: str
) -> tuple[list[overview.InsightView], int]:
    """Return the findings to show, and how many there are."""
    if filters.before is None:
        return [], 0
    codes = board.reading(filters.kpi).band_codes
    now, before = filters.period.column, filters.before.column
    amounts = summary.yearly_bookings(board, now)
    found = [
        (partner, bool(0 < codes[partner, now] < codes[partner, before]))
        for partner, points in summary.falls(board, filters.kpi, chosen, filters.period, filters.before)
        if points <= -NOTICEABLE_FALL or 0 < codes[partner, now] < codes[partner, before]
    ]
    shown = [
        _finding(board, filters, partner, float(amounts[partner]), currency, lost_band=lost_band)
        for partner, lost_band in found[:ATTENTION_SHOWN]
    ]
    return shown, len(found)


def _finding(
    board: Board, filters: Filters, partner: int, amount: float, currency: str, *, lost_band: bool
) -> overview.InsightView:
    assert filters.before is not None
    reading = board.reading(filters.kpi)
    one = summary.standing(reading, filters.period, filters.before, row=partner)
    composite = board.composite(filters.kpi)
    at = [(partner, filters.before.column), (partner, filters.period.column)]
    why = (
        "Fewer advocacy activities in twelve months."
        if composite is None or filters.kpi == "advocacy_score"
        else narrative.drivers(moves(composite, *at))
    )
    what = f"{CATALOGUE[filters.kpi].short} down {abs(one.change or 0):.0f} to {formats.score(one.value)}"
    return overview.InsightView(
        partner=str(board.programme.partners["name"].iloc[partner]),
        href=filters.href(partner_path(reading.labels[partner])),
        band=one.band,
        amount=f"{formats.money(amount, currency=currency)} a year" if amount else "",
        what=f"{what}, now {one.band}" if lost_band else what,
        why=why,
    )


def _rows(board: Board, filters: Filters, chosen: Flags) -> list[partner_table.PartnerRow]:
    partners = board.programme.partners
    readings = {kpi: board.reading(kpi) for kpi in HEADLINE}
    columns = {name: partners[name].tolist() for name in ("name", "partner_type", "tier", "region", "manager")}
    now = {kpi: summary.column(one, filters.period) for kpi, one in readings.items()}
    before = summary.column(readings[filters.kpi], filters.before) if filters.before else None
    labels = readings[filters.kpi].labels
    return [
        partner_table.PartnerRow(
            partner=columns["name"][at],
            href=filters.href(partner_path(labels[at])),
            partner_type=type_label(columns["partner_type"][at]),
            tier=columns["tier"][at],
            region=columns["region"][at],
            manager=columns["manager"][at],
            scores={kpi: one.values[at] for kpi, one in now.items()},
            bands={kpi: one.bands[at] for kpi, one in now.items()},
            history=summary.history(readings[filters.kpi], filters.until, row=at),
            change=_difference(now[filters.kpi].values[at], before.values[at] if before else None),
        )
        for at in chosen.nonzero()[0].tolist()
    ]


def _difference(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else now - before


def _no_match(board: Board, filters: Filters) -> overview.NoMatchView:
    """Name the filter whose dropping shows most partners."""
    names = {name: label.lower() for name, label in (*_MENUS.values(), ("search", "search"))}
    best, most = Selection(), 0
    dropped = "filters"
    for name, label in names.items():
        if not filters.selection.values(name):
            continue
        relaxed = filters.selection.without(name)
        count = int(matching(board, relaxed, kpi=filters.kpi, month=filters.period.column).sum())
        if count > most:
            best, most, dropped = relaxed, count, label
    return overview.NoMatchView(
        title="No partner matches all of these filters",
        text=f"Without the {dropped} there would be {formats.plural(most, 'partner')}."
        if most
        else "No single filter is to blame; clear them all to start again.",
        drop_label=f"Drop the {dropped}",
        drop_href=filters.with_selection(best).href("/"),
        clear_href=filters.cleared().href("/"),
    )
