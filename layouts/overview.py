"""The Overview: what happened, why, what to do, and the partners behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, filterbar, filtered, html, insights, partner_table, tiles
from layouts.charts import ChartView, chart
from layouts.graph import frame_id
from layouts.ids import OverviewIds

TREND_HEIGHT, BANDS_HEIGHT = 360, 236


@dataclass(frozen=True)
class OverviewView:
    """Everything that the page shows. `switch` lists (label, href, is it the one shown)."""

    headline: str
    sub: str
    filters: filterbar.FilterBarView
    tiles: Sequence[tiles.TileView]
    switch: Sequence[tuple[str, str, bool]]
    trend: ChartView
    bands: ChartView
    attention: insights.AttentionView
    results: Sequence[tiles.ResultView]
    results_sub: str
    partners: partner_table.PartnerTableView
    no_match: filtered.NoMatchView | None = None
    notices: Sequence[str] = ()


PARTS: tuple[tuple[str, str], ...] = (
    (OverviewIds.HEAD, "children"),
    (OverviewIds.NOTICES, "children"),
    (OverviewIds.NO_MATCH, "children"),
    (OverviewIds.TILES, "children"),
    (OverviewIds.SWITCH, "children"),
    (OverviewIds.TREND, "figure"),
    (frame_id(OverviewIds.TREND), "aria-label"),
    (components.chart_part(OverviewIds.TREND, "head"), "children"),
    (components.chart_part(OverviewIds.TREND, "empty"), "children"),
    (components.chart_part(OverviewIds.TREND, "table"), "children"),
    (OverviewIds.BANDS, "figure"),
    (frame_id(OverviewIds.BANDS), "aria-label"),
    (components.chart_part(OverviewIds.BANDS, "head"), "children"),
    (components.chart_part(OverviewIds.BANDS, "empty"), "children"),
    (components.chart_part(OverviewIds.BANDS, "table"), "children"),
    (OverviewIds.ATTENTION, "children"),
    (OverviewIds.RESULTS, "children"),
    (OverviewIds.PARTNERS, "children"),
    (OverviewIds.GRID, "columnDefs"),
)
"""Every (id, property) of the page alone that a filter changes, in the order of `parts`. Replacing these and not the
page keeps charts, grid, scroll position and open menus where they are. The grid asks for its rows itself."""


def layout(view: OverviewView) -> Component:
    """Return the whole page."""
    return html.Div(
        [
            html.Div(_head(view), id=OverviewIds.HEAD),
            html.Div(filtered.notices(view.notices), id=OverviewIds.NOTICES),
            filterbar.filter_bar(view=view.filters),
            html.Div(filtered.no_match(view.no_match), id=OverviewIds.NO_MATCH, className="tdm-instead"),
            html.Div(_body(view)),
        ]
    )


def parts(view: OverviewView) -> tuple[Any, ...]:
    """Return the value of each of `PARTS` for another view of the page."""
    return (
        _head(view),
        filtered.notices(view.notices),
        filtered.no_match(view.no_match),
        tiles.tile_row(tiles=view.tiles),
        _switch(view),
        *_chart_parts(view.trend),
        *_chart_parts(view.bands),
        insights.attention_card(view.attention),
        _results(view),
        partner_table.table_head(view=view.partners),
        partner_table.grid_columns(view=view.partners),
    )


def first_run() -> Component:
    """Return the page before there are any data: the sample data in one click, or the first file."""
    sample = html.Button(
        t("Use sample data"),
        id=OverviewIds.SAMPLE,
        className="btn btn-outline-secondary",
        type="button",
        **components.needs("import"),
    )
    text = t(
        "Add one export of partner activity to see first scores in about a minute, or look around with sample data."
    )
    empty = components.empty_state(
        symbol="file-earmark-arrow-up",
        title=t("No data yet"),
        text=text,
        actions=[components.link(t("Add data"), href="/data", class_name="btn btn-primary"), sample],
    )
    head = components.page_head(
        title=t("How your partners are doing"),
        sub=t("Engagement, mindshare and advocacy, from your own exports"),
    )
    return html.Div([head, html.Section(empty, className="card", **{"aria-label": t("First use")})])


def _body(view: OverviewView) -> list[Component]:
    """Return everything under the filters."""
    switch = html.Div(_switch(view), id=OverviewIds.SWITCH)
    results = html.Section(
        _results(view), id=OverviewIds.RESULTS, className="card mt-3", **{"aria-labelledby": "results-title"}
    )
    return [
        html.Div(tiles.tile_row(tiles=view.tiles), id=OverviewIds.TILES),
        components.section_head(title=t("Trends and exceptions"), control=switch),
        _charts(view),
        results,
        _partners(view),
    ]


def _head(view: OverviewView) -> Component:
    review = components.link(
        t("Start quarterly review"), href="/reviews", class_name="btn btn-primary", **components.needs("work")
    )
    actions = [components.copy_button(), review]
    return components.page_head(title=view.headline, sub=view.sub, actions=actions)


def _switch(view: OverviewView) -> Component:
    return components.segmented(label=t("KPI shown in the charts and the table"), key="kpi", options=view.switch)


def _charts(view: OverviewView) -> html.Div:
    trend = chart(view.trend, id=OverviewIds.TREND, height=TREND_HEIGHT)
    bands = chart(view.bands, id=OverviewIds.BANDS, height=BANDS_HEIGHT)
    attention = html.Section(
        insights.attention_card(view.attention),
        id=OverviewIds.ATTENTION,
        className="card h-100",
        **{"aria-labelledby": "attention-title"},
    )
    return html.Div(
        [
            html.Div([trend, bands], className="col-12 col-xl-8 tdm-stack"),
            html.Div(attention, className="col-12 col-xl-4 order-first order-xl-last"),
        ],
        className="row tdm-grid",
    )


def _chart_parts(view: ChartView) -> tuple[Any, ...]:
    """Return figure, sentence, head, reason for emptiness and table, in the order of `PARTS`."""
    return (
        dict(view.figure or {}),
        view.label,
        components.chart_head(title=view.title, sub=view.sub),
        components.chart_empty(reason=view.gap),
        components.chart_table(table=view.table),
    )


def _results(view: OverviewView) -> list[Component]:
    title = html.Div([html.H2(t("Programme results"), id="results-title"), html.P(view.results_sub)])
    body = html.Div(tiles.result_list(results=view.results), className="card-body")
    return [html.Div(title, className="card-header"), body]


def _partners(view: OverviewView) -> html.Section:
    head = html.Div(partner_table.table_head(view=view.partners), id=OverviewIds.PARTNERS, className="tdm-tablehead")
    return html.Section(
        [
            html.Div(head, className="card-header"),
            partner_table.partner_grid(view=view.partners, grid_id=OverviewIds.GRID),
        ],
        className="card mt-3 tdm-tablecard",
        **{"aria-labelledby": "partners-title"},
    )
