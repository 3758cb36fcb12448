"""The Overview: from filters in the address to what the page shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dash import Dash, Input, Output, State, no_update, set_props

from callbacks.attention import attention_items, attention_state
from callbacks.drawing import Drawn, live_ids, remembered, solid_value
from callbacks.drilling import band_hrefs, type_href
from callbacks.filter_bar import cut_of, filter_bar_view, no_match_view
from callbacks.filters import Filters, parse_filters
from callbacks.partner_list import connect_grid, table_view
from callbacks.views import kpi_switch, result_view, score_scale
from kpi import titles
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS
from kpi.language import lowered, t
from kpi.programme import Flags
from kpi.schema import type_label, type_plural
from kpi.slices import Slice
from kpi.summary import Level
from kpi.targets import open_target
from layouts import components, filterbar, formats, overview, tiles
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
from layouts.ids import OverviewIds, ShellIds
from layouts.insights import AttentionView

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

PATH = "/"

ANY_HEIGHT = 320
"""Height of a canvas until the page sets that of its chart [pixels]."""


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

    def attention(chosen: Flags) -> AttentionView:
        return attention_items(services, board, filters, chosen)

    return overview_view(board, filters, canvas, currency=services.currency(), attention=attention)


def overview_view(
    board: Board, filters: Filters, canvas: Canvas, *, currency: str, attention: Callable[[Flags], AttentionView]
) -> overview.OverviewView:
    """Return all that the Overview shows under some filters; `attention` tells what stands out among partners."""
    cut = cut_of(board, filters)
    matched = cut.matched
    levels = [cut.level(kpi, filters.period, filters.before) for kpi in HEADLINE]
    headline = titles.headline(levels, bands=board.method.bands_of)
    partners = formats.counted("{count} partner", "{count} partners", matched)
    return overview.OverviewView(
        headline=headline if matched else t("No partner matches these filters"),
        sub=t("{period} for {partners}", period=_period_text(board, filters), partners=partners),
        filters=filter_bar_view(board, filters, matched, path=PATH, cut=cut),
        notices=filters.notices,
        tiles=[_tile(cut, filters, one) for one in levels],
        switch=kpi_switch(filters, path=PATH),
        trend=_trend(cut, filters, canvas),
        bands=_bands(cut, filters, canvas),
        attention=attention(cut.chosen),
        results=[
            result_view(cut.level(kpi, filters.period, filters.before), filters, currency=currency) for kpi in RESULTS
        ],
        results_sub=t(
            "Trailing quarter to {month}",
            month=formats.month(board.programme.calendar.first + filters.period.column),
        ),
        partners=table_view(filters, matched, path=PATH),
        no_match=None if matched else no_match_view(board, filters, path=PATH),
    )


def _period_text(board: Board, filters: Filters) -> str:
    if filters.period.complete:
        return filters.period.label
    month = formats.month(board.programme.calendar.first + filters.period.column)
    return t("{quarter} to {month}", quarter=filters.period.label, month=month)


def _tile(cut: Slice, filters: Filters, one: Level) -> tiles.TileView:
    target = open_target(cut.board.programme, one.kpi, month=filters.period.column)
    return tiles.TileView(
        kpi=one.kpi,
        name=CATALOGUE[one.kpi].name,
        definition_href=filters.without_list().href(f"/kpis/{one.kpi}"),
        value=one.value,
        band=one.band,
        change=one.change,
        versus=filters.before.label if filters.before else "",
        history=cut.values(one.kpi, filters.until),
        first_label=filters.until[0].label,
        last_label=filters.period.label,
        target=None
        if target is None
        else tiles.Target(target.value, formats.day(target.due), _gap(one.value, target.value)),
        reason="" if one.value is not None else t("Too few of its components have data."),
        href=filters.with_kpi(one.kpi).href(PATH),
        is_here=one.kpi == filters.kpi,
        edges=score_scale(cut.board, one.kpi).edges,
    )


def _gap(value: float | None, target: float) -> str:
    if value is None:
        return ""
    if value >= target:
        return t("reached")
    return t("{points} to go", points=formats.count(round(target - value)))


def _trend(cut: Slice, filters: Filters, canvas: Canvas) -> ChartView:
    kpi, at = CATALOGUE[filters.kpi], filters.until
    found = cut.values_by("partner_type", filters.kpi, at)
    lines = [
        Line(type_plural(name), name, values, short=type_label(name), href=type_href(filters, name, path=PATH))
        for name, values in found.items()
        if any(value is not None for value in values)
    ]
    periods = [quarter.label for quarter in at]
    scale = score_scale(cut.board, filters.kpi)
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
        table=components.value_table(
            caption=title,
            columns=table.columns,
            rows=table.rows,
            unit=kpi.unit,
            head_hrefs=["", *(line.href for line in lines)],
        ),
        file_name=f"{filters.kpi}-by-type.csv",
        reason=t("None of these partners has a score yet."),
    )


def _trend_sub(name: str, *, partial: bool, points: int) -> str:
    if points == 1:
        return t("{kpi}, mean by partner type. A trend appears with the second quarter of data", kpi=name)
    if partial:
        return t("{kpi}, mean by partner type, each quarter, the last one so far", kpi=name)
    return t("{kpi}, mean by partner type, each quarter", kpi=name)


def _bands(cut: Slice, filters: Filters, canvas: Canvas) -> ChartView:
    at = filters.until
    counts = cut.band_counts(at)
    bands = BandCounts(low=counts["low"], moderate=counts["moderate"], strong=counts["strong"])
    periods = [quarter.label for quarter in at]
    table = band_columns_table(periods, bands)
    title, hrefs = titles.bands_title(counts), band_hrefs(filters, at)
    return ChartView(
        title=title,
        sub=_bands_sub(cut, filters, counts["insufficient data"][-1]),
        figure=band_columns_figure(periods, bands, canvas=replace(canvas, height=overview.BANDS_HEIGHT), hrefs=hrefs),
        label=band_columns_summary(periods, bands),
        table=components.value_table(
            caption=title, columns=table.columns, rows=table.rows, unit="count", cell_hrefs=hrefs
        ),
        file_name=f"{filters.kpi}-bands.csv",
        reason=""
        if any(map(any, (bands.low, bands.moderate, bands.strong)))
        else t("None of these partners has a score yet."),
    )


def _bands_sub(cut: Slice, filters: Filters, missing: int) -> str:
    said = t("Number of partners per {kpi} band, each quarter", kpi=lowered(CATALOGUE[filters.kpi].short))
    if filters.before is not None:
        up, down = (formats.count(number) for number in cut.band_moves(filters.period, filters.before))
        quarter = filters.period.label
        moved = t("In {quarter}, {up} moved up a band and {down} moved down", quarter=quarter, up=up, down=down)
        said = t("{said}. {more}", said=said, more=moved)
    if missing:
        said = t("{said}; {count} have too little data", said=said, count=formats.count(missing))
    return said


def register(app: Dash, services: Services) -> None:
    """Connect the page: its parts to the address, and its table."""
    connect_grid(app, services, OverviewIds.GRID)

    @app.callback(
        [Output(part, name) for part, name in overview.PARTS],
        Input(ShellIds.LOCATION, "search"),
        Input(ShellIds.SCREEN, "data"),
        State(ShellIds.LOCATION, "pathname"),
        prevent_initial_call=True,
    )
    def refilter(search: object, screen: object, path: object) -> Any:
        board = services.board()
        if board is None or path != PATH:
            return [no_update] * len(overview.PARTS)
        around, parts = redrawn(services, board, str(search or ""), screen, live_ids(app))
        for part, children in around:
            set_props(part, {"children": children})
        return parts


def redrawn(
    services: Services, board: Board, search: str, screen: object, live: frozenset[str]
) -> tuple[Drawn, list[Any]]:
    """Return the parts of the filter bar, and the value of each of `overview.PARTS`, for another address.

    Parameters
    ----------
    services, board
        The running app, and its scores.
    search
        Query of the address.
    screen
        What the client says of its theme and size.
    live
        Ids that callbacks reach for.
    """
    canvas = Canvas.read(screen, height=ANY_HEIGHT)
    filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start)
    currency = services.currency()

    def attention(chosen: Flags) -> AttentionView:
        return attention_items(services, board, filters, chosen)

    def draw() -> tuple[Drawn, list[Any]]:
        view = overview_view(board, filters, canvas, currency=currency, attention=attention)
        around = [(part, solid_value(children, live)) for part, children in filterbar.parts(view=view.filters)]
        return around, [solid_value(part, live) for part in overview.parts(view)]

    state = attention_state(services, board, filters)
    return draw() if state is None else remembered(board, search, (PATH, canvas, currency, *state), draw)
