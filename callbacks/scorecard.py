"""The scorecard: what a shared link shows of its partner, and of nobody else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from callbacks.answer_forms import answers_view
from callbacks.filters import Filters
from callbacks.languages import language_named, offered_locale
from callbacks.subject import Subject
from callbacks.views import score_scale
from data.links import SECTIONS, Frozen, LinkRefused
from data.work.snapshots import pack, unpack
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS
from kpi.change import explain_change
from kpi.contributions import contributions
from kpi.language import language, speaking, t
from kpi.partner import advocacy_year, levers, own_target
from kpi.peer_group import PeerFigures
from kpi.periods import month_text
from kpi.schema import type_plural
from kpi.summary import history, number, quarters
from layouts import formats, scorecard, scorecard_words
from layouts.figures import Canvas, Line, partner_trend_summary, scorecard_trend_figure
from layouts.scorecard_words import Shift

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services
    from data.links import LinkScope

QUARTERS_SHOWN = 8

LEVER_KPI = "engagement_score"
"""The score for which steps are worked out: its components are amounts of work."""


@dataclass(frozen=True)
class Snapshot:
    """What a frozen link shows for good.

    Parameters
    ----------
    view
        The page, without how long the link lives, which may be changed later.
    day
        The day it was made.
    locale
        The language of its sentences.
    """

    view: scorecard.ScorecardView = field(default_factory=scorecard.ScorecardView)
    day: date | None = None
    locale: str = ""


def scorecard_page(services: Services, scope: LinkScope) -> Component:
    """Return the scorecard of the partner that a link names.

    Parameters
    ----------
    services
        The running app.
    scope
        What the link that was opened may show.
    """
    page = _page(services, scope)
    if services.settings.brand_color:
        # That of the host, also where the figures are frozen.
        page.style = {"--tdm-brand": services.settings.brand_color, "--tdm-on-brand": "#ffffff"}
    return page


def _page(services: Services, scope: LinkScope) -> Component:
    frozen = services.links.frozen(scope)
    if frozen is not None:
        return _frozen_page(services, unpack(Snapshot, frozen.content), scope)
    view = _shared_view(services, scope)
    if view is None:
        return scorecard.nothing_yet(brand=services.settings.brand_name, partner=scope.partner_id)
    return scorecard.layout(_with_end(view, scope), answers_view(services, scope, view))


def shown_view(services: Services, scope: LinkScope) -> scorecard.ScorecardView | None:
    """Return what the page of a link shows; None while there are no figures of its partner."""
    frozen = services.links.frozen(scope)
    return _shared_view(services, scope) if frozen is None else unpack(Snapshot, frozen.content).view


def freeze(services: Services, scope: LinkScope) -> Frozen:
    """Return what a link shows today, for a frozen one to keep.

    Raises
    ------
    LinkRefused
        When there are no figures of the partner yet.
    """
    # Before the figures: what comes in meanwhile is at most newer than what the link says.
    revision = services.store.revision()
    view = _shared_view(services, scope)
    if view is None:
        raise LinkRefused(t("There are no figures of this partner to keep yet. Make a live link, or add data first."))
    content: dict[str, Any] = pack(Snapshot(view, services.today(), language().locale))
    return Frozen(content, revision)


def _shared_view(services: Services, scope: LinkScope) -> scorecard.ScorecardView | None:
    """Return what a link shows now; None while there are no figures of its partner."""
    board, link = services.shared_board(scope), scope.link
    if board is None:
        return None
    return scorecard_view(
        board,
        link.partner_id,
        brand=services.settings.brand_name,
        fiscal_start=services.settings.fiscal_year_start,
        currency=services.currency(),
        peers=services.peers(scope) if link.shows(SECTIONS.scores) else {},
        sections=[one for one in SECTIONS if link.shows(one)],
    )


def _frozen_page(services: Services, kept: Snapshot, scope: LinkScope) -> Component:
    """Return a frozen page in the language in which it was made, so that its sentences are all in one."""
    with speaking(language_named(offered_locale(kept.locale) or language().locale)):
        view = replace(kept.view, frozen_on=kept.day)
        page = scorecard.layout(_with_end(view, scope), answers_view(services, scope, view))
        page.lang = language().locale.replace("_", "-")
    return page


def _with_end(view: scorecard.ScorecardView, scope: LinkScope) -> scorecard.ScorecardView:
    """Return a page that says in its foot for whom the link is and how long it lives."""
    day = formats.day(scope.link.expires_at.astimezone().date())
    private = t("Private link for {name}, valid to {valid_to}.", name=view.partner, valid_to=day)
    return replace(view, foot=(*view.foot[:-1], private, *view.foot[-1:]))


def scorecard_view(
    board: Board,
    partner_id: str,
    *,
    brand: str,
    fiscal_start: int = 1,
    currency: str = "EUR",
    peers: Mapping[str, PeerFigures] | None = None,
    sections: Collection[str] = SECTIONS,
) -> scorecard.ScorecardView:
    """Return all that the scorecard of one partner shows: its own figures, and medians of at least five.

    Parameters
    ----------
    board
        Scores, of this partner at least.
    partner_id
        The partner.
    brand, fiscal_start, currency
        Settings of the site.
    peers
        What may be told of similar partners, by headline KPI.
    sections
        What is shown, of `data.links.SECTIONS`; of anything else nothing is computed.

    Raises
    ------
    KeyError
        When the board has no such partner.
    """
    available = tuple(quarters(board.programme.calendar, fiscal_start=fiscal_start))
    filters = Filters(period=available[-1], periods=available)
    subject = Subject(board, filters, board.reading(LEVER_KPI).row(partner_id))
    since = filters.before.label if filters.before else ""
    has_scores, has_results = SECTIONS.scores in sections, SECTIONS.results in sections
    steps = _steps(subject) if SECTIONS.steps in sections else []
    name = str(board.programme.partners.iloc[subject.row]["name"]) or partner_id
    changes = [subject.standing(kpi).change for kpi in HEADLINE] if has_scores else []
    peers = (peers or {}) if has_scores else {}
    return scorecard.ScorecardView(
        brand=brand,
        partner=name,
        period=filters.period.label if filters.period.complete else t("{label} so far", label=filters.period.label),
        before=since,
        title=_title(subject, changes, has_results=has_results) if has_scores else t("How we work together"),
        intro=scorecard_words.intro(changes, since, has_steps=bool(steps)) if has_scores else scorecard_words.same(),
        scores=tuple(_score(subject, kpi, peers.get(kpi)) for kpi in HEADLINE) if has_scores else (),
        steps=tuple(steps),
        steps_title=t("What would raise your engagement most") if steps else "",
        steps_intro=_steps_intro(subject, steps, has_scores=has_scores) if steps else "",
        results=tuple(_result(subject, kpi) for kpi in RESULTS) if has_results else (),
        currency=currency,
        month=month_text(board.programme.calendar.first + filters.period.column),
        foot=tuple(_foot(subject, peers, has_scores=has_scores)),
    )


def _title(subject: Subject, changes: list[float | None], *, has_results: bool) -> str:
    """Return the finding; of bookings it speaks only where they are shown."""
    bookings = subject.standing("bookings") if has_results else None
    if bookings is None:
        return scorecard_words.title(changes, None, None)
    return scorecard_words.title(changes, bookings.value, bookings.previous)


def _score(subject: Subject, kpi: str, peers: PeerFigures | None) -> scorecard.ScoreView:
    one = subject.standing(kpi)
    before = subject.filters.before
    components = [part.label for part in subject.board.engagement.parts]
    drawn = _drawn(subject, kpi, peers) if one.value is not None else (None, "")
    return scorecard.ScoreView(
        kpi=kpi,
        name=CATALOGUE[kpi].short,
        value=one.value,
        band=one.band,
        change=one.change,
        since=before.label if before else "",
        about=scorecard_words.about(kpi, components),
        why=_why(subject, kpi),
        peers=_peers(peers, subject.now[1]),
        figure=drawn[0],
        label=drawn[1],
    )


def _why(subject: Subject, kpi: str) -> str:
    """Say in words what moved a score, or why there is none."""
    one, before = subject.standing(kpi), subject.filters.before
    if one.value is None:
        return scorecard_words.missing(kpi, one.coverage)
    said = scorecard_words.why(one.change, before.label if before else "", _shifts(subject, kpi))
    if kpi == "mindshare_score":
        people = int(subject.board.mindshare.survey.respondents[subject.now])
        return f"{said} {scorecard_words.answers(people, subject.board.method.mindshare.shrinkage)}"
    if kpi == "advocacy_score":
        year = advocacy_year(subject.board, *subject.now)
        was = advocacy_year(subject.board, *subject.earlier).quantity if subject.earlier else None
        kinds = [(item.kind, item.quantity) for item in year.kinds]
        return f"{said} {scorecard_words.activities(kinds, was if one.change is not None else None)}"
    return said


def _shifts(subject: Subject, kpi: str) -> list[Shift]:
    """Return what each component did to a score since the last quarter."""
    composite = subject.composite_of(kpi)
    if composite is None or subject.earlier is None:
        return []
    (_, before), (_, after) = subject.earlier, subject.now
    moved = explain_change(subject.board, kpi, label=subject.id, before=before, after=after).effects
    now, was = (_rates(contributions(composite, at)) for at in (subject.now, subject.earlier))
    return [
        Shift(row.component, row.label, float(row.points), was.get(row.component), now.get(row.component))
        for row in moved.itertuples()
    ]


def _rates(table: Any) -> Mapping[str, float | None]:
    return {str(row.component): number(row.raw) for row in table.itertuples()}


def _peers(peers: PeerFigures | None, column: int) -> scorecard.PeersView | None:
    median = peers.median[column] if peers else None
    if peers is None or median is None:
        return None
    return scorecard.PeersView(median, peers.low[column], peers.high[column])


def _drawn(subject: Subject, kpi: str, similar: PeerFigures | None) -> tuple[Mapping[str, Any], str]:
    """Return the small chart of a score and its sentence."""
    board, at = subject.board, subject.filters.until[-QUARTERS_SHOWN:]
    periods = [quarter.label for quarter in at]
    values = history(board.reading(kpi), at, row=subject.row)
    own = Line(t("You"), "partner", [None if value is None else formats.shown_score(value) for value in values])
    middle = [similar.median[quarter.column] if similar else None for quarter in at]
    peers = None if all(value is None for value in middle) else Line(t("Peer median"), "peers", middle)
    scale = score_scale(board, kpi)
    # Light whatever the reader's theme, and wide: eight quarters fit a phone too.
    canvas = Canvas("light", False, scorecard.CHART_HEIGHT)
    partial = not subject.filters.period.complete
    figure = scorecard_trend_figure(periods, own, scale=scale, peers=peers, canvas=canvas, partial=partial)
    return figure, partner_trend_summary(CATALOGUE[kpi].short, periods, own, scale=scale, peers=peers)


def _steps(subject: Subject) -> list[scorecard.StepView]:
    return [
        scorecard.StepView(
            points=lever.points,
            title=scorecard_words.step_title(lever.label, lever.reference - lever.rate),
            text=scorecard_words.step_text(lever.rate, lever.reference, lever.kinds),
        )
        for lever in levers(subject.board, *subject.now)
    ]


def _steps_intro(subject: Subject, steps: list[scorecard.StepView], *, has_scores: bool) -> str:
    if not has_scores:
        return scorecard_words.steps_from()
    value = subject.standing(LEVER_KPI).value
    if value is None:
        return ""
    target = own_target(subject.board, LEVER_KPI, subject.id, subject.filters.period.column)
    aim = (target.value, formats.day(target.due)) if target else None
    return scorecard_words.steps_intro(value, sum(step.points for step in steps), aim)


def _result(subject: Subject, kpi: str) -> scorecard.ResultRow:
    one = subject.standing(kpi)
    return scorecard.ResultRow(CATALOGUE[kpi].short, CATALOGUE[kpi].unit, one.value, one.previous, kpi)


def _foot(subject: Subject, peers: Mapping[str, PeerFigures], *, has_scores: bool) -> list[str]:
    """Say who the peers are, how to read the bands, and what the figures rest on."""
    calendar, method = subject.board.programme.calendar, subject.board.method
    said = []
    if has_scores:
        count = max((one.count[subject.now[1]] for one in peers.values()), default=0)
        low, high = formats.count(method.bands.moderate), formats.count(method.bands.strong)
        said = [
            scorecard_words.similar(count or None, type_plural(subject.partner_type)),
            t("Strong is above {high}, moderate {low} to {high}, low below {low}.", high=high, low=low),
        ]
    as_of = formats.day(calendar.as_of)
    return [*said, t("Data to {as_of}, method {version}.", as_of=as_of, version=method.version)]
