"""The page of one partner: what happened, why, what to do, what came of it, and how sure we are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, html, tiles
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
from layouts.partner_results import FiguresView, PathView, ResultsView, figures_card, path_card, results_card

CHART_HEIGHT, CHART_HEIGHT_PHONE = 372, 280


@dataclass(frozen=True)
class Step:
    """The partner before or after this one in the filtered list."""

    name: str
    href: str


@dataclass(frozen=True)
class PartnerView:
    """Everything that the page shows, but for the plan and the target, which are cards of their own.

    `meta` are texts in which what is emphasised stands between asterisks; `periods` and `switch` (label, href, is it
    the one shown). A score has either `components` and a chart `why`, or `counted`. `calendar` is what the browser
    asks for when the page is there.
    """

    partner_id: str
    name: str
    trail: Sequence[tuple[str, str]]
    meta: Sequence[str]
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
    path: PathView
    results: ResultsView
    figures: FiguresView
    results_heading: tuple[str, str]
    calendar: Mapping[str, Any]
    chart_height: int = CHART_HEIGHT


def layout(view: PartnerView, *, plan: Component, target: Component, sent: Sequence[Component] = ()) -> Component:
    """Return the whole page around the cards of the plan and of the target, and what the partner sent."""
    switch = components.segmented(label=t("KPI shown below"), key="kpi", options=view.switch)
    heading, covers = view.results_heading
    # Where there is nothing to compare, the results take the room.
    widths = (6, 6) if view.figures.rows else (8, 4)
    return html.Div(
        [
            head(view),
            html.Div([components.notice(text=text) for text in view.notices], className="tdm-notices"),
            html.P(view.lead, className="tdm-lead mb-3"),
            tiles.tile_row(tiles=view.tiles),
            *sent,
            components.section_head(title=t("How it moved and why"), control=switch),
            _explained(view),
            components.section_head(title=t("Plan")),
            html.Div(path_card(view.path), className="mb-3"),
            _row((plan, 8), (target, 4)),
            components.section_head(title=heading, sub=covers),
            _row((results_card(view.results), widths[0]), (figures_card(view.figures), widths[1])),
            _calendar(view),
        ]
    )


def unknown(*, partner: str, href: str) -> Component:
    """Return the page of a partner that there is none of."""
    empty = components.empty_state(
        level=1,
        symbol="person-x",
        title=t("There is no partner “{partner}”", partner=partner),
        text=t("It may have been left out of the last import, or the address was mistyped."),
        actions=[components.link(t("See all partners"), href=href, class_name="btn btn-outline-secondary")],
    )
    return html.Section(empty, className="card mt-3", **{"aria-label": t("Unknown partner")})


def no_data() -> Component:
    """Return the page before there are any data."""
    empty = components.empty_state(
        level=1,
        symbol="file-earmark-arrow-up",
        title=t("No data yet"),
        text=t("A partner's page appears with the first file of activities, surveys, advocacy or deals."),
        actions=[components.link(t("Add data"), href="/data", class_name="btn btn-primary")],
    )
    return html.Section(empty, className="card mt-3", **{"aria-label": t("First use")})


def head(view: PartnerView) -> Component:
    """Return who it is, and the ways on: another quarter, the next partner, sharing."""
    words = [components.icon("box-arrow-up"), t("Share scorecard")]
    share = [components.link(words, href=view.share_href, class_name="btn btn-primary")] if view.share_href else []
    who = [
        components.breadcrumb(trail=view.trail, here=view.name),
        html.H1(view.name),
        html.Ul([html.Li(_emphasised(text)) for text in view.meta], className="tdm-meta"),
    ]
    actions = [_period_menu(view), _steps(view), *share]
    return html.Div([html.Div(who), html.Div(actions, className="tdm-actions")], className="tdm-pagehead")


def _emphasised(text: str) -> list[components.Child]:
    """Return a text whose part between asterisks is bold."""
    return [html.B(part) if at % 2 else part for at, part in enumerate(text.split("*")) if part]


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
        summary=[components.hidden(f"{t('Period')}: "), html.Span(view.period)],
        items=html.Ul(options, className="tdm-optionlist"),
        class_name="tdm-options tdm-periodmenu",
        className="btn btn-outline-secondary",
    )


def _steps(view: PartnerView) -> Component:
    buttons = [
        _step(view.previous, "chevron-left", "["),
        _step(view.following, "chevron-right", "]"),
    ]
    return html.Div(
        buttons, className="btn-group", role="group", **{"aria-label": t("Step through the filtered partners")}
    )


def _step(step: Step | None, symbol: str, key: str) -> Component:
    class_name, back = "btn btn-outline-secondary btn-icon", key == "["
    if step is None:
        name = {"aria-label": t("Previous partner: none") if back else t("Next partner: none")}
        return html.Button(components.icon(symbol), className=class_name, type="button", disabled=True, **name)
    said = t("Previous partner: {name}", name=step.name) if back else t("Next partner: {name}", name=step.name)
    return components.link(
        components.icon(symbol),
        href=step.href,
        class_name=class_name,
        title=step.name,
        **{"aria-label": said, "data-tdm-hotkey": key},
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


def _row(*cells: tuple[Component, int]) -> html.Div:
    """Return cards side by side on a wide page, each so many columns wide."""
    return html.Div(
        [html.Div(card, className=f"col-12 col-xl-{width}") for card, width in cells], className="row tdm-grid"
    )


def _calendar(view: PartnerView) -> html.Div:
    """Return the place of the calendar: its shape, until the days have been read."""
    waiting = html.Div(
        html.Div(html.Span(className="placeholder d-block col-4"), className="card tdm-skel-days placeholder-wave"),
        **{"aria-busy": "true"},
    )
    return html.Div(
        [
            dcc.Store(id=PartnerIds.CALENDAR_ASKED, data=dict(view.calendar)),
            html.Div(waiting, id=PartnerIds.CALENDAR, className="tdm-days"),
        ]
    )
