"""The list of quarterly reviews: those under way, those that were closed, and the partners whose review is due."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from kpi.language import t, tn
from layouts import components, filterbar, formats
from layouts.solid import Node, solid


@dataclass(frozen=True)
class ReviewRow:
    """A review as the list shows it; days as text, `open_points` in words."""

    href: str
    partner: str
    period: str
    is_open: bool
    held: str
    closed: str
    open_points: str


@dataclass(frozen=True)
class DueRow:
    """A partner without a review of the quarter."""

    partner_id: str
    name: str
    href: str
    band: str
    score: float | None
    change: float | None
    last: str


@dataclass(frozen=True)
class StartView:
    """A partner whose review may be started; `periods` lists (key, name, address of the review there is)."""

    partner_id: str
    name: str
    periods: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class ReviewsView:
    """Everything that the page shows.

    Parameters
    ----------
    statuses
        (label, address, is it shown) of the choice by status.
    total
        Reviews that match, of which `rows` are those of this page of the list.
    earlier_href, later_href
        The pages of the list before and after; empty without one.
    period, period_name
        The quarter whose reviews are due.
    due, due_total
        The first partners without one, and how many there are.
    start
        The partner that the address names.
    clear_href
        The page without filters.
    """

    title: str
    sub: str
    filters: filterbar.FilterBarView | None
    notices: Sequence[str]
    statuses: Sequence[tuple[str, str, bool]]
    rows: Sequence[ReviewRow]
    total: int
    earlier_href: str = ""
    later_href: str = ""
    period: str = ""
    period_name: str = ""
    due: Sequence[DueRow] = ()
    due_total: int = 0
    due_sub: str = ""
    start: StartView | None = None
    clear_href: str = ""


def layout(view: ReviewsView) -> Component:
    """Return the whole page."""
    notices = [components.notice(text=text, kind="warning") for text in view.notices]
    return html.Div(
        [
            components.page_head(title=view.title, sub=view.sub),
            *([filterbar.filter_bar(view=view.filters)] if view.filters else []),
            *([html.Div(notices, className="tdm-notices mt-3")] if notices else []),
            *([_start(view.start)] if view.start else []),
            _reviews(view),
            *([_due(view)] if view.filters and view.filters.matched else []),
        ]
    )


def _start(view: StartView) -> Component:
    """Return the way to start the review of the partner that the address names."""
    options: list[Node] = [["option", {"value": key}, name] for key, name, _href in view.periods]
    fields: list[Node] = [
        [
            "label",
            {"class": "form-label"},
            ["span", {}, t("Quarter under review")],
            ["select", {"class": "form-select", "name": "period"}, *options],
        ],
        ["button", {"type": "submit", "class": "btn btn-primary"}, t("Start review")],
    ]
    held = [(name, href) for _key, name, href in view.periods if href]
    known = [
        html.P(
            [
                t("There is one already for: "),
                *[
                    part
                    for at, (name, href) in enumerate(held)
                    for part in ([", "] if at else []) + [components.link(name, href=href)]
                ],
                t(". Choosing that quarter opens it."),
            ],
            className="tdm-soft mb-0 mt-2",
        )
    ]
    form = solid(html.Form, fields, className="tdm-rv-new", **{"data-tdm-start-form": view.partner_id})
    return html.Section(
        [
            html.Div(
                html.Div([html.H2(t("Start a review of {name}", name=view.name), id="start-title")]),
                className="card-header",
            ),
            html.Div([form, *(known if held else [])], className="card-body"),
        ],
        className="card mt-3",
        **{"aria-labelledby": "start-title", **components.needs("work")},
    )


def _reviews(view: ReviewsView) -> Component:
    switch = components.segmented(label=t("Status"), key="status", options=view.statuses)
    head = components.section_head(title=t("Reviews"), control=switch)
    if not view.rows:
        return html.Section([head, html.Div(_none(view), className="card")])
    heads = (t("Partner"), t("Quarter"), t("Status"), t("Meeting"), t("Open points"))
    table = html.Table(
        [
            html.Caption(t("Reviews, open ones first"), className="visually-hidden"),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in heads])),
            html.Tbody([_row(one) for one in view.rows]),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    name = {"aria-label": t("Reviews, scrolls sideways")}
    scroll = html.Div(table, className="table-responsive", tabIndex="0", role="region", **name)
    return html.Section([head, html.Div([scroll, *_pager(view)], className="card tdm-rv-card")])


def _row(one: ReviewRow) -> Component:
    icon = components.icon("pencil-square" if one.is_open else "lock")
    state = t("Open") if one.is_open else t("Closed on {day}", day=one.closed)
    return html.Tr(
        [
            html.Th(components.link(one.partner, href=one.href, class_name="tdm-rowlink"), scope="row"),
            html.Td(one.period, className="tdm-num"),
            html.Td(html.Span([icon, state], className="tdm-status")),
            html.Td(one.held or formats.MISSING, className="tdm-num", **{"data-label": t("Meeting")}),
            html.Td(one.open_points or t("None"), **{"data-label": t("Open points")}),
        ]
    )


def _pager(view: ReviewsView) -> list[Component]:
    if not (view.earlier_href or view.later_href):
        return []
    shown = t("{shown} of {total} reviews", shown=formats.count(len(view.rows)), total=formats.count(view.total))
    ways = [
        components.link(text, href=href, class_name="btn btn-outline-secondary btn-sm")
        for text, href in ((t("Previous"), view.earlier_href), (t("Next"), view.later_href))
        if href
    ]
    return [html.Div([html.Span(shown), html.Div(ways, className="tdm-actions")], className="card-footer tdm-pager")]


def _none(view: ReviewsView) -> Component:
    """Return why the list is empty, and one way out."""
    if view.filters and view.filters.chips:
        partners = t("None of the partners in view has a review like this.")
        nobody = t("No partner matches all of these filters.")
        return components.empty_state(
            symbol="funnel",
            title=t("No review matches these filters"),
            text=partners if view.filters.matched else nobody,
            actions=[components.link(t("Clear all filters"), href=view.clear_href, class_name="btn btn-primary")],
        )
    if view.filters is None:
        return components.empty_state(
            symbol="file-earmark-arrow-up",
            title=t("No reviews yet"),
            text=t("A review is built from the data of a partner. Add the first file to begin."),
            actions=[components.link(t("Add data"), href="/data", class_name="btn btn-primary")],
        )
    shown = next((label for label, _href, is_here in view.statuses[1:] if is_here), "")
    if shown:
        return components.empty_state(
            symbol="calendar-check",
            title=t("No review has this status"),
            text=t("None of the reviews is {status} at present.", status=shown.lower()),
            actions=[
                components.link(t("Show all"), href=view.statuses[0][1], class_name="btn btn-outline-secondary")
            ],
        )
    return components.empty_state(
        symbol="calendar-plus",
        title=t("No reviews yet"),
        text=t("Start the first one below: its agenda is made from the data."),
    )


def _due(view: ReviewsView) -> Component:
    title = t("Due for {period}", period=view.period_name)
    head = components.section_head(title=title, sub=view.due_sub)
    if not view.due:
        text = t("Every partner in view has a review of {period}.", period=view.period_name)
        empty = components.empty_state(symbol="calendar-check", title=t("Nothing is due"), text=text)
        return html.Section([head, html.Div(empty, className="card")])
    heads = [
        (t("Partner"), ""), (t("Engagement"), "num"), (t("Change"), "num"), (t("Band"), ""), (t("Last review"), ""),
        ("", ""),
    ]  # fmt: skip
    table = html.Table(
        [
            html.Caption(
                t("Partners without a review of {period}", period=view.period_name), className="visually-hidden"
            ),
            html.Thead(
                html.Tr(
                    [
                        html.Th(text or components.hidden(t("Start")), scope="col", className=class_of)
                        for text, class_of in heads
                    ]
                )
            ),
            html.Tbody([_due_row(one, view) for one in view.due]),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    name = {"aria-label": t("{title}, scrolls sideways", title=title)}
    parts: list[Component] = [html.Div(table, className="table-responsive", tabIndex="0", role="region", **name)]
    more = view.due_total - len(view.due)
    if more > 0:
        text = tn(
            "{count} more partner has none. Find it with the search or a filter above.",
            "{count} more partners have none. Find them with the search or a filter above.",
            more,
            count=formats.count(more),
        )
        parts.append(html.Div(text, className="card-footer"))
    return html.Section([head, html.Div(parts, className="card tdm-rv-card")])


def _due_row(one: DueRow, view: ReviewsView) -> Component:
    ask = json.dumps({"partner": one.partner_id, "period": view.period})
    button = html.Button(
        t("Start review"),
        className="btn btn-outline-secondary btn-sm",
        type="button",
        **{"data-tdm-start": ask, "aria-label": t("Start the review of {name}", name=one.name)},
    )
    return html.Tr(
        [
            html.Th(components.link(one.name, href=one.href, class_name="tdm-rowlink"), scope="row"),
            html.Td(formats.score(one.score), className="num", **{"data-label": t("Engagement")}),
            html.Td(components.delta(change=one.change), className="num"),
            html.Td(components.band(name=one.band if one.band in components.BANDS else "none")),
            html.Td(one.last or t("Never"), className="tdm-num", **{"data-label": t("Last review")}),
            html.Td(button, className="num"),
        ]
    )
