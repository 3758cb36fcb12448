"""Quarterly reviews of partners: the list, the page of one, and the addresses under which they are written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from dash import Dash
from dash.development.base_component import Component
from flask import Blueprint, Flask, Response, jsonify, request

from callbacks.access import may
from callbacks.review_acts import Refused, act, start
from callbacks.review_agenda import live_agenda, manager_of
from callbacks.review_list import reviews_view
from callbacks.services import day_of
from callbacks.views import partner_path
from data.people.principal import Right
from data.work.reviews import ReviewEntry, ReviewMissing
from data.work.snapshots import unpack
from kpi.catalogue import CATALOGUE, Unit
from kpi.follow_up import tells_of_peers
from kpi.language import t
from layouts import components, findings, review, reviews
from layouts.charts import ChartView
from layouts.figures import (
    Canvas,
    Line,
    Scale,
    Target,
    known_periods,
    partner_trend_figure,
    partner_trend_summary,
    partner_trend_table,
)
from layouts.review_agenda import FORM, Agenda, ScoreItem

if TYPE_CHECKING:
    from callbacks.services import Services

ROUTE = "/api/reviews"
TARGET_QUARTERS = 4
"""Quarters for which a target is drawn back from the last one."""


def reviews_page(services: Services, search: str | None) -> Component:
    """Return the list of reviews; ``?partner=P-7`` prepares starting one."""
    return reviews.layout(reviews_view(services, search))


def review_page(services: Services, review_id: str, search: str | None, canvas: Canvas) -> Component:
    """Return the page of a review.

    Parameters
    ----------
    services
        The running app.
    review_id
        As in the address; whatever a client sends.
    search
        Query of the address; the page has none of its own.
    canvas
        What charts are drawn on.
    """
    entry = review_of(services, review_id)
    return review.missing(href="/reviews") if entry is None else review.layout(review_view(services, entry, canvas))


def review_of(services: Services, review_id: str) -> ReviewEntry | None:
    """Return the review of an address; None when there is none."""
    if not (review_id.isascii() and review_id.isdigit() and len(review_id) < 10):
        return None
    try:
        return services.reviews().get(int(review_id))
    except ReviewMissing:
        return None


def review_view(services: Services, entry: ReviewEntry, canvas: Canvas) -> review.ReviewView:
    """Return all that the page shows: of an open review as the data stand, of a closed one as its record says."""
    agenda, notices = (live_agenda(services, entry), []) if entry.is_open else record_of(entry)
    if not entry.is_open and not services.scope().is_all:
        agenda = without_peers(agenda)
    height = review.TREND_HEIGHT_PHONE if canvas.compact else review.TREND_HEIGHT
    drawn = replace(canvas, height=height)
    return review.ReviewView(
        review_id=entry.id,
        agenda=agenda,
        is_open=entry.is_open,
        may_write=may(Right.WORK),
        trends=[trend_view(agenda, one, drawn) for one in agenda.scores],
        partner_href=partner_path(entry.partner_id),
        closed_on=day_of(entry.closed_at) if entry.closed_at else None,
        has_record=entry.snapshot is not None,
        owner=manager_of(services, entry.partner_id) if entry.is_open else "",
        notices=notices,
        trend_height=height,
    )


def record_of(entry: ReviewEntry) -> tuple[Agenda, list[str]]:
    """Return what a closed review showed, from its record alone, and what should be known of the record."""
    stored = entry.snapshot or {}
    held = stored.get("agenda")
    if not isinstance(held, Mapping):
        text = t("The record of this review can't be read. Reopen it to see the figures as they are now.")
        return Agenda(partner_id=entry.partner_id, name=entry.partner_id, period=entry.period, notes=entry.notes), [
            text
        ]
    form = stored.get("form")
    newer = isinstance(form, int) and form > FORM
    text = t("This record was made by a later version of Tandem; what this version does not know is left out.")
    return unpack(Agenda, held), [text] if newer else []


def without_peers(agenda: Agenda) -> Agenda:
    """Return what a record, made among all partners, says of the partner alone: for who may not see the others."""
    scores = [
        replace(
            one, peers=(), rank="", finding=findings.trend_finding(one.short, one.history, peers=None, peers_name="")
        )
        for one in agenda.scores
    ]
    actions = {
        name: tuple(replace(one, effect="") for one in getattr(agenda, name))
        for name in ("last_actions", "other_actions", "next_actions")
    }
    told = tuple(one for one in agenda.findings if not tells_of_peers(one.key))
    return replace(agenda, scores=tuple(scores), findings=told, **actions)


def trend_view(agenda: Agenda, one: ScoreItem, canvas: Canvas) -> ChartView:
    """Return the chart of a score's history, from the agenda alone."""
    unit = CATALOGUE[one.kpi].unit if one.kpi in CATALOGUE else Unit.SCORE
    # A record that was cut short must not break the page: what has no period is not drawn.
    periods = list(agenda.periods)
    own = Line(agenda.name, "partner", _fitted(one.history, periods), short=t("Partner"))
    peers = Line(one.peers_name, "peers", _fitted(one.peers, periods), short=t("Median")) if one.peers else None
    aim = None if one.target is None else Target(one.target, max(len(periods) - TARGET_QUARTERS, 0))
    scale = Scale(unit=unit, edges=one.edges)
    table = partner_trend_table(periods, own, peers=peers, target=aim)
    drawn = bool(periods) and known_periods([own])
    figure = (
        partner_trend_figure(
            periods, own, scale=scale, peers=peers, target=aim, canvas=canvas, partial=agenda.partial
        )
        if drawn
        else None
    )
    return ChartView(
        title=one.finding or one.name,
        sub=_trend_sub(agenda, one, points=drawn),
        figure=figure,
        label=partner_trend_summary(one.name, periods, own, scale=scale, peers=peers, target=aim),
        table=components.value_table(
            caption=one.finding or one.name, columns=table.columns, rows=table.rows, unit=unit
        ),
        file_name=f"{one.kpi}-by-quarter.csv",
        reason=t("This partner has no {name} score yet.", name=findings.low(one.short)),
    )


class Way(NamedTuple):
    """The way to a partner's review, and the day of the next one where that is known."""

    href: str
    day: date | None


def way_to_review(services: Services, partner_id: str) -> Way:
    """Return the way to a partner's open review, else to the page that prepares starting one."""
    known = services.reviews().list(partner_id, status="open")
    href = f"/reviews/{known[0].id}" if known else f"/reviews?partner={quote(partner_id, safe='')}"
    return Way(href, min((one.held_on for one in known if one.held_on), default=None))


def register(_app: Dash, _services: Services) -> None:
    """Connect the page: it has no callbacks, what is written in it goes to `routes`."""


def routes(server: Flask, services: Services) -> None:
    """Add the addresses under which reviews are started and written in."""
    blueprint = Blueprint("reviews", __name__)

    @blueprint.post(ROUTE)
    def begin() -> Response:
        return _answered(lambda said: start(services, said))

    @blueprint.post(f"{ROUTE}/<int:review_id>")
    def write(review_id: int) -> Response:
        return _answered(lambda said: act(services, review_id, said))

    server.register_blueprint(blueprint)


def _answered(do: Any) -> Response:
    """Answer with what was done, or in words why it was not: 409, with what is stored where that matters."""
    said = request.get_json(silent=True)
    try:
        return jsonify(do(said if isinstance(said, dict) else {}))
    except Refused as error:
        answer = jsonify(error=str(error), **({} if error.stored is None else {"stored": error.stored}))
        answer.status_code = 409
        return answer


def _trend_sub(agenda: Agenda, one: ScoreItem, *, points: int) -> str:
    if points == 1:
        return t("{name}; a trend appears with the second quarter of data", name=one.name)
    if agenda.partial:
        return t("{name} each quarter, the last one so far", name=one.name)
    return t("{name} each quarter", name=one.name)


def _fitted(values: Sequence[float | None], periods: Sequence[str]) -> list[float | None]:
    """Return one value for each period, the last ones last."""
    short = [None] * max(len(periods) - len(values), 0)
    return [*short, *values][-len(periods) :] if periods else []
