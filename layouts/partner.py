"""The page of one partner: what happened, why, what the score is made of, and how sure we are."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import components, tiles
from layouts.charts import ChartView, chart
from layouts.ids import PartnerIds
from layouts.partner_evidence import (
    ComponentsView,
    ConfidenceView,
    CountView,
    components_card,
    confidence_card,
    counted_card,
)

CHART_HEIGHT, CHART_HEIGHT_PHONE = 372, 280


@dataclass(frozen=True)
class Step:
    """The partner before or after this one in the filtered list."""

    name: str
    href: str


@dataclass(frozen=True)
class PartnerView:
    """Everything that the page shows.

    `meta` lists (before, emphasised, after); `periods` and `switch` (label, href, is it the one shown). A score
    has either `components` and a chart `why`, or `counted`.
    """

    name: str
    trail: Sequence[tuple[str, str]]
    meta: Sequence[tuple[str, str, str]]
    notices: Sequence[str]
    previous: Step | None
    following: Step | None
    period: str
    periods: Sequence[tuple[str, str, bool]]
    share_href: str
    lead: str
    tiles: Sequence[tiles.TileView]
    switch: Sequence[tuple[str, str, bool]]
    trend: ChartView
    why: ChartView | None
    counted: CountView | None
    components: ComponentsView | None
    confidence: ConfidenceView
    results: Sequence[tiles.ResultView]
    results_title: str
    results_sub: str
    chart_height: int = CHART_HEIGHT


def layout(view: PartnerView) -> Component:
    """Return the whole page."""
    switch = components.segmented(label="KPI shown below", key="kpi", options=view.switch)
    return html.Div(
        [
            head(view),
            html.Div([components.notice(text=text) for text in view.notices], className="tdm-notices"),
            html.P(view.lead, className="tdm-lead mb-3"),
            tiles.tile_row(tiles=view.tiles),
            components.section_head(title="How it moved and why", control=switch),
            _explained(view),
            components.section_head(title="Results", sub=view.results_sub),
            _results(view),
        ]
    )


def unknown(*, partner: str, href: str) -> Component:
    """Return the page of a partner that there is none of."""
    empty = components.empty_state(
        symbol="person-x",
        title=f"There is no partner “{partner}”",
        text="It may have been left out of the last import, or the address was mistyped.",
        actions=[components.link("See all partners", href=href, class_name="btn btn-outline-secondary")],
    )
    return html.Section(empty, className="card mt-3", **{"aria-label": "Unknown partner"})


def no_data() -> Component:
    """Return the page before there are any data."""
    empty = components.empty_state(
        symbol="file-earmark-arrow-up",
        title="No data yet",
        text="A partner's page appears with the first file of activities, surveys, advocacy or deals.",
        actions=[components.link("Add data", href="/data", class_name="btn btn-primary")],
    )
    return html.Section(empty, className="card mt-3", **{"aria-label": "First use"})


def head(view: PartnerView) -> Component:
    """Return who it is, and the ways on: another quarter, the next partner, sharing."""
    share = components.link(
        [components.icon("box-arrow-up"), "Share scorecard"], href=view.share_href, class_name="btn btn-primary"
    )
    meta = [html.Li([before, html.B(text), after]) for before, text, after in view.meta]
    who = [
        components.breadcrumb(trail=view.trail, here=view.name),
        html.H1(view.name),
        html.Ul(meta, className="tdm-meta"),
    ]
    actions = [_period_menu(view), _steps(view), share]
    return html.Div([html.Div(who), html.Div(actions, className="tdm-actions")], className="tdm-pagehead")


def _period_menu(view: PartnerView) -> Component:
    options = [
        html.Li(
            components.link(
                label,
                href=href,
                class_name="tdm-option is-single",
                keep_scroll=True,
                **({"aria-current": "true"} if shown else {}),
            )
        )
        for label, href, shown in view.periods
    ]
    return components.menu(
        name="period",
        summary=[components.hidden("Period: "), html.Span(view.period)],
        items=html.Ul(options, className="tdm-optionlist"),
        class_name="tdm-options tdm-periodmenu",
        className="btn btn-outline-secondary",
    )


def _steps(view: PartnerView) -> Component:
    buttons = [_step(view.previous, "Previous", "chevron-left"), _step(view.following, "Next", "chevron-right")]
    return html.Div(
        buttons, className="btn-group", role="group", **{"aria-label": "Step through the filtered partners"}
    )


def _step(step: Step | None, word: str, symbol: str) -> Component:
    class_name = "btn btn-outline-secondary btn-icon"
    if step is None:
        name = {"aria-label": f"{word} partner: none"}
        return html.Button(components.icon(symbol), className=class_name, type="button", disabled=True, **name)
    return components.link(
        components.icon(symbol),
        href=step.href,
        class_name=class_name,
        title=step.name,
        **{"aria-label": f"{word} partner: {step.name}"},
    )


def _explained(view: PartnerView) -> html.Div:
    """Trend, change, components and confidence: two rows, or one where a score has no components."""
    trend = html.Div(
        chart(view.trend, id=PartnerIds.TREND, height=view.chart_height), className="col-12 col-xl-8 d-flex"
    )
    sure = confidence_card(view.confidence)
    if view.components is None:
        made_of = [counted_card(view.counted), sure] if view.counted else [sure]
        beside = html.Div(made_of, className="col-12 col-xl-4 tdm-stack")
        return html.Div([trend, beside], className="row tdm-grid")
    why = [chart(view.why, id=PartnerIds.CHANGE, height=view.chart_height)] if view.why else []
    cells = [
        trend,
        html.Div(why, className="col-12 col-xl-4 d-flex"),
        html.Div(components_card(view.components), className="col-12 col-xl-8"),
        html.Div(sure, className="col-12 col-xl-4"),
    ]
    return html.Div(cells, className="row tdm-grid")


def _results(view: PartnerView) -> html.Section:
    title = html.Div(html.H3(view.results_title, id="results-title"))
    return html.Section(
        [
            html.Div(title, className="card-header"),
            html.Div(tiles.result_list(results=view.results), className="card-body"),
        ],
        className="card",
        **{"aria-labelledby": "results-title"},
    )
