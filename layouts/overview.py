"""The Overview: what happened, why, what to do, and the partners behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts import components, filterbar, formats, partner_table, tiles
from layouts.charts import ChartView, chart
from layouts.graph import frame_id
from layouts.ids import FilterIds, OverviewIds

TREND_HEIGHT, BANDS_HEIGHT = 324, 236


@dataclass(frozen=True)
class InsightView:
    """A partner that needs attention."""

    partner: str
    href: str
    band: str
    amount: str
    what: str
    why: str
    action: str = ""


@dataclass(frozen=True)
class NoMatchView:
    """No partner passes the filters: what the one to drop is, and what dropping it gives."""

    title: str
    text: str
    drop_label: str
    drop_href: str
    clear_href: str


@dataclass(frozen=True)
class OverviewView:
    """Everything that the page shows. `switch` lists (label, href, is it the one shown)."""

    headline: str
    sub: str
    filters: filterbar.FilterBarView
    tiles: Sequence[tiles.TileView]
    kpi: str
    kpis: Sequence[tuple[str, str]]
    switch: Sequence[tuple[str, str, bool]]
    trend: ChartView
    bands: ChartView
    attention: Sequence[InsightView]
    attention_sub: str
    attention_total: int
    results: Sequence[tiles.ResultView]
    results_sub: str
    partners: Sequence[partner_table.PartnerRow]
    partners_sub: str
    sort: str = "change"
    no_match: NoMatchView | None = None
    notices: Sequence[str] = ()


PARTS: tuple[tuple[str, str], ...] = (
    (OverviewIds.HEAD, "children"),
    (OverviewIds.NOTICES, "children"),
    (FilterIds.MENUS, "children"),
    (FilterIds.ACTIVE, "children"),
    (FilterIds.BUTTON, "children"),
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
    (OverviewIds.GRID, "rowData"),
    (OverviewIds.GRID, "columnDefs"),
)
"""Every (id, property) that a filter changes, in the order of `parts`. Replacing these and not the page keeps
charts, grid, scroll position and open menus where they are."""


def layout(view: OverviewView) -> Component:
    """Return the whole page."""
    return html.Div(
        [
            html.Div(_head(view), id=OverviewIds.HEAD),
            html.Div(_notices(view), id=OverviewIds.NOTICES),
            filterbar.filter_bar(view=view.filters),
            html.Div(_no_match(view), id=OverviewIds.NO_MATCH, className="tdm-instead"),
            html.Div(_body(view)),
        ]
    )


def parts(view: OverviewView) -> tuple[Any, ...]:
    """Return the value of each of `PARTS` for another view of the page."""
    columns = partner_table.grid_columns(kpis=view.kpis, kpi=view.kpi, sort=view.sort)
    return (
        _head(view),
        _notices(view),
        filterbar.menus(view=view.filters),
        filterbar.active(view=view.filters),
        filterbar.button_content(view=view.filters),
        _no_match(view),
        tiles.tile_row(tiles=view.tiles),
        _switch(view),
        *_chart_parts(view.trend),
        *_chart_parts(view.bands),
        _attention(view),
        _results(view),
        _partners_head(view),
        partner_table.grid_rows(rows=view.partners, kpi=view.kpi),
        columns,
    )


def first_run() -> Component:
    """Return the page before there are any data: the sample data in one click, or the first file."""
    sample = html.Button(
        "Use sample data", id=OverviewIds.SAMPLE, className="btn btn-outline-secondary", type="button"
    )
    text = (
        "Add one export of partner activity to see first scores in about a minute, or look around with sample data."
    )
    empty = components.empty_state(
        symbol="file-earmark-arrow-up",
        title="No data yet",
        text=text,
        actions=[components.link("Add data", href="/data", class_name="btn btn-primary"), sample],
    )
    head = components.page_head(
        title="How your partners are doing", sub="Engagement, mindshare and advocacy, from your own exports"
    )
    return html.Div([head, html.Section(empty, className="card", **{"aria-label": "First use"})])


def _body(view: OverviewView) -> list[Component]:
    """Return everything under the filters."""
    switch = html.Div(_switch(view), id=OverviewIds.SWITCH)
    results = html.Section(
        _results(view), id=OverviewIds.RESULTS, className="card mt-3", **{"aria-labelledby": "results-title"}
    )
    return [
        html.Div(tiles.tile_row(tiles=view.tiles), id=OverviewIds.TILES),
        components.section_head(title="Trends and exceptions", control=switch),
        _charts(view),
        results,
        _partners(view),
    ]


def _head(view: OverviewView) -> Component:
    actions = [components.copy_button()]
    return components.page_head(title=view.headline, sub=view.sub, actions=actions)


def _notices(view: OverviewView) -> list[Component]:
    return [components.notice(text=text, kind="warning") for text in view.notices]


def _switch(view: OverviewView) -> Component:
    return components.segmented(label="KPI shown in the charts and the table", key="kpi", options=view.switch)


def _charts(view: OverviewView) -> html.Div:
    trend = chart(view.trend, id=OverviewIds.TREND, height=TREND_HEIGHT)
    bands = chart(view.bands, id=OverviewIds.BANDS, height=BANDS_HEIGHT)
    attention = html.Section(
        _attention(view),
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


def _attention(view: OverviewView) -> list[Component]:
    """Return the partners to look at first, each with a way to its page."""
    title = html.Div([html.H3("Needs attention", id="attention-title"), html.P(view.attention_sub)])
    head = html.Div(title, className="card-header")
    if not view.attention:
        calm = components.empty_state(
            symbol="check2-circle", title="Nothing stands out", text="No score fell by much this quarter."
        )
        return [head, calm]
    items = [
        components.insight(
            partner=one.partner,
            href=one.href,
            band_name=one.band,
            amount=one.amount,
            what=one.what,
            why=one.why,
            action=one.action,
        )
        for one in view.attention
    ]
    shown = f"{formats.count(len(view.attention))} of {formats.count(view.attention_total)} shown"
    foot = html.Div(shown, className="card-footer mt-auto")
    return [head, html.Ul(items, className="tdm-insights"), foot]


def _results(view: OverviewView) -> list[Component]:
    title = html.Div([html.H2("Programme results", id="results-title"), html.P(view.results_sub)])
    body = html.Div(tiles.result_list(results=view.results), className="card-body")
    return [html.Div(title, className="card-header"), body]


def _partners(view: OverviewView) -> html.Section:
    file = {"data-tdm-grid-csv": OverviewIds.GRID.value, "data-tdm-file": "partners.csv"}
    download = html.Button(
        [components.icon("filetype-csv"), "Download CSV"],
        className="btn btn-ghost btn-sm tdm-hide-sm",
        type="button",
        **file,
    )
    grid = partner_table.partner_grid(
        rows=view.partners, kpis=view.kpis, kpi=view.kpi, sort=view.sort, grid_id=OverviewIds.GRID
    )
    head = [html.Div(_partners_head(view), id=OverviewIds.PARTNERS), download]
    return html.Section(
        [html.Div(head, className="card-header align-items-center"), grid],
        className="card mt-3 tdm-tablecard",
        **{"aria-labelledby": "partners-title"},
    )


def _partners_head(view: OverviewView) -> list[Component]:
    return [html.H2("Partners", id="partners-title"), html.P(view.partners_sub)]


def _no_match(view: OverviewView) -> Component | None:
    """Return what stands in for the page when no partner passes the filters."""
    if view.no_match is None:
        return None
    drop = {"href": view.no_match.drop_href, "class_name": "btn btn-outline-secondary", "keep_scroll": True}
    clear = {"href": view.no_match.clear_href, "class_name": "btn btn-link", "keep_scroll": True}
    actions = [
        components.link(view.no_match.drop_label, **drop),
        components.link("Clear all", **clear),
    ]
    empty = components.empty_state(
        symbol="funnel", title=view.no_match.title, text=view.no_match.text, actions=actions
    )
    return html.Section(empty, className="card mt-3", **{"aria-label": "No result"})
