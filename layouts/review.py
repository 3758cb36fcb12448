"""The page of one quarterly review: eight parts, written in while it is open and read when it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, tiles
from layouts.charts import ChartView, chart
from layouts.ids import ReviewIds
from layouts.review_agenda import Agenda, ResultItem, ScoreItem
from layouts.review_fields import act_button, day_field
from layouts.review_sections import figures, found, last_actions, next_actions, notes, unsettled_text
from layouts.solid import solid

TREND_HEIGHT, TREND_HEIGHT_PHONE = 236, 220

CHARTS = {
    "engagement_score": ReviewIds.ENGAGEMENT,
    "mindshare_score": ReviewIds.MINDSHARE,
    "advocacy_score": ReviewIds.ADVOCACY,
}
"""Id of each score's chart."""


@dataclass(frozen=True)
class ReviewView:
    """Everything that the page shows.

    Parameters
    ----------
    trends
        A chart for each of the agenda's scores.
    closed_on
        The day on which it was closed; of a review that was opened again the day of its record.
    has_record
        Whether there is a record to go back to.
    owner
        Who is proposed for a new action.
    notices
        What should be known before reading.
    may_write
        Whether the reader may write in reviews.
    """

    review_id: int
    agenda: Agenda
    is_open: bool
    trends: Sequence[ChartView]
    partner_href: str
    closed_on: date | None = None
    has_record: bool = False
    owner: str = ""
    notices: Sequence[str] = ()
    trend_height: int = TREND_HEIGHT
    may_write: bool = True


def layout(view: ReviewView) -> Component:
    """Return the whole page."""
    agenda, is_open = view.agenda, view.is_open and view.may_write
    parts = [
        _part(1, t("Where we stand"), _period_text(agenda), _standing(view)),
        _part(2, t("Last review's actions"), agenda.last_name, last_actions(agenda, is_open=is_open), saves=is_open),
        _part(3, t("What changed and why"), _since(agenda), _changes(view)),
        _part(4, t("Figures to settle"), unsettled_text(agenda), figures(agenda, is_open=is_open), saves=is_open),
        _part(5, t("Findings"), "", found(agenda, is_open=is_open, waits=view.is_open)),
        _part(6, t("Notes"), "", notes(agenda, is_open=is_open), saves=is_open),
        _part(7, t("Next actions"), "", next_actions(agenda, is_open=is_open, owner=view.owner), saves=is_open),
        *([_part(8, t("Close the review"), "", _closing(view), on_paper=False)] if is_open else []),
    ]
    return html.Div(
        [_head(view), *_notices(view), *parts, _foot(view)],
        className="tdm-review",
        **{"data-tdm-review-id": str(view.review_id)},
    )


def missing(*, href: str) -> Component:
    """Return the page of a review that there is none of."""
    empty = components.empty_state(
        symbol="calendar-x",
        title=t("There is no such review"),
        text=t("It may have been discarded, or the address was mistyped."),
        actions=[components.link(t("See all reviews"), href=href, class_name="btn btn-outline-secondary")],
    )
    return html.Section(empty, className="card mt-3", **{"aria-label": t("Unknown review")})


def _head(view: ReviewView) -> Component:
    agenda = view.agenda
    meta: list[Component] = [html.Li([before, html.B(text), after]) for before, text, after in agenda.about]
    state = _state(view)
    who = html.Div(
        [
            components.breadcrumb(
                trail=[(t("Reviews"), "/reviews")], here=f"{agenda.name}, {agenda.period_name or agenda.period}"
            ),
            html.H1(t("{name}: review of {period}", name=agenda.name, period=agenda.period_name or agenda.period)),
            html.Ul([*meta, state], className="tdm-meta"),
        ]
    )
    actions = [
        components.link(t("Partner page"), href=view.partner_href, class_name="btn btn-outline-secondary"),
        html.Button(
            [components.icon("printer"), t("Print")],
            className="btn btn-outline-secondary",
            type="button",
            **{"data-tdm-print-light": ""},
        ),
    ]
    return html.Div([who, html.Div(actions, className="tdm-actions")], className="tdm-pagehead")


def _state(view: ReviewView) -> Component:
    if not view.is_open:
        text = [components.icon("lock"), t("Closed on {day}", day=formats.day(view.closed_on))]
        held = view.agenda.held_on
        return html.Li(
            [html.Span(text, className="tdm-status"), *([_held(held)] if held else [])], className="tdm-rv-state"
        )
    if not view.may_write:
        text = t("Meeting on {day}", day=formats.day(view.agenda.held_on)) if view.agenda.held_on else t("Open")
        return html.Li(html.Span(text, className="tdm-status"), className="tdm-rv-state")
    field = day_field(ask={"do": "hold"}, name="value", value=view.agenda.held_on, label=t("Day of the meeting"))
    return solid(html.Li, [["span", {"aria-hidden": "true"}, t("Meeting on")], field], className="tdm-rv-day")


def _held(day: date) -> Component:
    return html.Span(t("Held on {day}", day=formats.day(day)), className="tdm-soft")


def _notices(view: ReviewView) -> list[Component]:
    agenda, made = view.agenda, []
    if not view.is_open:
        known = t(
            "This page shows what was known on {day}: data to {as_of}, method {method}. Nothing that happened since "
            "changes it.",
            day=formats.day(view.closed_on),
            as_of=formats.day(agenda.as_of),
            method=agenda.method or formats.MISSING,
        )
        again = act_button(ask={"do": "reopen"}, children=t("Reopen"), kind="btn-outline-secondary btn-sm")
        made.append(components.notice(text=[html.Span(known), html.Span(again, className="tdm-noprint")]))
    elif view.has_record:
        text = t(
            "This review was opened again. The record of {day} is kept until you close it anew.",
            day=formats.day(view.closed_on),
        )
        back = act_button(
            ask={"do": "shut"}, children=t("Close with that record"), kind="btn-outline-secondary btn-sm"
        )
        made.append(components.notice(text=[html.Span(text), back]))
    made += [components.notice(text=text, kind="warning") for text in (agenda.gap, *view.notices) if text]
    made += [components.notice(text=text) for text in agenda.notices]
    return [html.Div(made, className="tdm-notices tdm-rv-notices")] if made else []


def _part(
    number: int, title: str, sub: str, content: Sequence[Component], *, saves: bool = False, on_paper: bool = True
) -> Component:
    title_id = f"review-part-{number}"
    saved = [html.Span(className="tdm-status tdm-rv-saved", role="status", **{"data-tdm-saved": ""})] if saves else []
    head = html.Div(
        [
            html.Span(formats.count(number), className="n", **{"aria-hidden": "true"}),
            html.H2(title, id=title_id, tabIndex="-1"),
            html.P([*saved, *([html.Span(sub, **{"data-tdm-sub": ""})] if sub else [])]),
        ],
        className="tdm-step",
    )
    class_name = "tdm-rv-part" if on_paper else "tdm-rv-part tdm-noprint"
    return html.Section([head, *content], className=class_name, **{"aria-labelledby": title_id})


def _period_text(agenda: Agenda) -> str:
    if agenda.as_of is None:
        return ""
    return t("Data to {day}", day=formats.day(agenda.as_of))


def _since(agenda: Agenda) -> str:
    return t("Since {period}", period=agenda.before_name) if agenda.before_name else ""


def _standing(view: ReviewView) -> list[Component]:
    agenda = view.agenda
    if not agenda.scores:
        return [html.P(t("There are no figures to show."), className="tdm-soft mb-0")]
    lead = [html.P(f"{agenda.headline}.", className="tdm-lead mb-3")] if agenda.headline else []
    results = html.Section(
        [
            html.Div(
                html.Div([html.H3(agenda.results_title, id="review-results"), html.P(agenda.results_sub)]),
                className="card-header",
            ),
            html.Div(
                tiles.result_list(results=[_result(one, agenda) for one in agenda.results]), className="card-body"
            ),
        ],
        className="card mt-3",
        **{"aria-labelledby": "review-results"},
    )
    return [*lead, tiles.tile_row(tiles=[_tile(one, agenda) for one in agenda.scores]), results]


def _tile(one: ScoreItem, agenda: Agenda) -> tiles.TileView:
    target = None if one.target is None else tiles.Target(one.target, formats.day(one.target_due), _to_go(one))
    return tiles.TileView(
        kpi=one.kpi,
        name=one.name,
        definition_href=f"/kpis/{one.kpi}",
        value=one.value,
        band=one.band if one.band in components.BANDS else "none",
        change=one.change,
        versus=agenda.before_name,
        history=one.history,
        first_label=agenda.periods[0] if agenda.periods else "",
        last_label=agenda.periods[-1] if agenda.periods else "",
        target=target,
        reason=one.reason,
        note=one.rank,
        edges=one.edges,
    )


def _to_go(one: ScoreItem) -> str:
    if one.value is None or one.target is None:
        return ""
    if one.value >= one.target:
        return t("reached")
    return t("{points} to go", points=formats.change_text(one.target - one.value))


def _result(one: ResultItem, agenda: Agenda) -> tiles.ResultView:
    return tiles.ResultView(
        name=one.name,
        definition_href=f"/kpis/{one.kpi}",
        value=one.value,
        unit=one.unit,
        change=one.change,
        versus=agenda.before_name,
        higher_is_better=one.higher_is_better,
        reason=one.reason,
        currency=agenda.currency,
    )


def _changes(view: ReviewView) -> list[Component]:
    agenda = view.agenda
    if not agenda.scores:
        return [html.P(t("There are no figures to show."), className="tdm-soft mb-0")]
    return [
        html.Div([_why(one), _trend(one, view, at)], className="tdm-rv-why") for at, one in enumerate(agenda.scores)
    ]


def _why(one: ScoreItem) -> Component:
    parts: list[Component] = [
        html.H3(components.link(one.short, href=f"/kpis/{one.kpi}")),
        html.P(one.said),
    ]
    if len(one.moves) > 1:
        rows = [html.Div([html.Dt(move.label), html.Dd(components.delta(change=move.points))]) for move in one.moves]
        name = {"aria-label": t("{name}: points gained and lost", name=one.short)}
        parts.append(html.Dl(rows, className="tdm-rv-moves", **name))
    return html.Div(parts)


def _trend(one: ScoreItem, view: ReviewView, at: int) -> Component:
    card = chart(view.trends[at], id=CHARTS.get(one.kpi, ReviewIds.ENGAGEMENT), height=view.trend_height)
    return html.Div(card, className="d-flex")


def _closing(view: ReviewView) -> list[Component]:
    text = t(
        "Closing keeps this page as it is now: figures, sentences, notes and actions. Later imports, targets and "
        "methods do not change it. It can be opened again."
    )
    close = act_button(ask={"do": "close"}, children=t("Close review"), kind="btn-primary")
    discard = act_button(ask={"do": "discard"}, children=t("Discard"), label=t("Discard this empty review"))
    buttons = [close, *([discard] if view.agenda.is_empty and not view.has_record else [])]
    return [html.P(text, className="tdm-soft mb-0"), html.Div(buttons, className="tdm-actions mt-3")]


def _foot(view: ReviewView) -> Component:
    agenda = view.agenda
    said = [t("Method {method}", method=agenda.method or formats.MISSING), _period_text(agenda)]
    return html.P([html.Span(text) for text in said if text], className="tdm-rv-foot")
