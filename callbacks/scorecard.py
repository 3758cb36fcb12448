"""The scorecard: what a shared link shows of its partner, and of nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from callbacks.filters import Filters
from callbacks.subject import Subject
from callbacks.views import score_scale
from kpi.benchmark import Benchmark, benchmark, peer_medians
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS
from kpi.contributions import contributions
from kpi.language import t
from kpi.partner import advocacy_year, levers, own_target
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


def scorecard_page(services: Services, scope: LinkScope) -> Component:
    """Return the scorecard of the partner that a link names.

    Parameters
    ----------
    services
        The running app.
    scope
        What the link that was opened may show.
    """
    board, link, settings = services.shared_board(scope), scope.link, services.settings
    if board is None:
        return scorecard.nothing_yet(brand=settings.brand_name, partner=link.partner_id)
    return scorecard.layout(
        scorecard_view(
            board,
            link.partner_id,
            brand=settings.brand_name,
            valid_to=link.expires_at.astimezone().date(),
            fiscal_start=settings.fiscal_year_start,
            currency=services.currency(),
        )
    )


def scorecard_view(
    board: Board,
    partner_id: str,
    *,
    brand: str,
    valid_to: date,
    fiscal_start: int = 1,
    currency: str = "EUR",
) -> scorecard.ScorecardView:
    """Return all that the scorecard of one partner shows: its own figures, and medians of at least five.

    Raises
    ------
    KeyError
        When the board has no such partner.
    """
    available = tuple(quarters(board.programme.calendar, fiscal_start=fiscal_start))
    filters = Filters(period=available[-1], periods=available)
    subject = Subject(board, filters, board.reading(LEVER_KPI).row(partner_id))
    since = filters.before.label if filters.before else ""
    standings = [subject.standing(kpi) for kpi in HEADLINE]
    changes = [one.change for one in standings]
    bookings = subject.standing("bookings")
    steps = _steps(subject)
    about = board.programme.partners.iloc[subject.row]
    name = str(about["name"]) or partner_id
    return scorecard.ScorecardView(
        brand=brand,
        partner=name,
        period=filters.period.label if filters.period.complete else t("{label} so far", label=filters.period.label),
        before=since,
        title=scorecard_words.title(changes, bookings.value, bookings.previous),
        intro=scorecard_words.intro(changes, since, has_steps=bool(steps)),
        scores=[_score(subject, kpi) for kpi in HEADLINE],
        steps=steps,
        steps_title=t("What would raise your engagement most"),
        steps_intro=_steps_intro(subject, steps),
        results=[_result(subject, kpi) for kpi in RESULTS],
        currency=currency,
        foot=_foot(subject, name, valid_to),
    )


def _score(subject: Subject, kpi: str) -> scorecard.ScoreView:
    one = subject.standing(kpi)
    before = subject.filters.before
    components = [part.label for part in subject.board.engagement.parts]
    drawn = _drawn(subject, kpi) if one.value is not None else (None, "")
    return scorecard.ScoreView(
        kpi=kpi,
        name=CATALOGUE[kpi].short,
        value=one.value,
        band=one.band,
        change=one.change,
        since=before.label if before else "",
        about=scorecard_words.about(kpi, components),
        why=_why(subject, kpi),
        peers=_peers(subject, kpi),
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
    moved, composite = subject.changes(kpi), subject.board.composite(kpi)
    if moved is None or composite is None or subject.earlier is None:
        return []
    now, was = (_rates(contributions(composite, at)) for at in (subject.now, subject.earlier))
    return [
        Shift(row.component, row.label, float(row.points), was.get(row.component), now.get(row.component))
        for row in moved.itertuples()
    ]


def _rates(table: Any) -> Mapping[str, float | None]:
    return {str(row.component): number(row.raw) for row in table.itertuples()}


def _peers(subject: Subject, kpi: str) -> scorecard.PeersView | None:
    peers = _peers_of(subject, kpi)
    return None if peers is None else scorecard.PeersView(peers.low, peers.median, peers.high)


def _peers_of(subject: Subject, kpi: str) -> Benchmark | None:
    return benchmark(subject.board, kpi, label=subject.id, column=subject.now[1])


def _drawn(subject: Subject, kpi: str) -> tuple[Mapping[str, Any], str]:
    """Return the small chart of a score and its sentence."""
    board, at = subject.board, subject.filters.until[-QUARTERS_SHOWN:]
    periods = [quarter.label for quarter in at]
    own = Line(t("You"), "partner", history(board.reading(kpi), at, row=subject.row))
    medians = peer_medians(board, kpi, label=subject.id)
    middle = [medians[quarter.column] for quarter in at]
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


def _steps_intro(subject: Subject, steps: list[scorecard.StepView]) -> str:
    value = subject.standing(LEVER_KPI).value
    if value is None:
        return ""
    target = own_target(subject.board, LEVER_KPI, subject.id, subject.filters.period.column)
    aim = (target.value, formats.day(target.due)) if target else None
    return scorecard_words.steps_intro(value, sum(step.points for step in steps), aim)


def _result(subject: Subject, kpi: str) -> scorecard.ResultRow:
    one = subject.standing(kpi)
    return scorecard.ResultRow(CATALOGUE[kpi].short, CATALOGUE[kpi].unit, one.value, one.previous)


def _foot(subject: Subject, name: str, valid_to: date) -> list[str]:
    """Say who the peers are, how to read the bands, how long the link lives and what the figures rest on."""
    counts = [peers.count for kpi in HEADLINE if (peers := _peers_of(subject, kpi))]
    bands, calendar = subject.board.method.bands, subject.board.programme.calendar
    low, high = formats.count(bands.moderate), formats.count(bands.strong)
    return [
        scorecard_words.similar(max(counts, default=None), type_plural(subject.partner_type)),
        t("Strong is above {high}, moderate {low} to {high}, low below {low}.", high=high, low=low),
        t("Private link for {name}, valid to {valid_to}.", name=name, valid_to=formats.day(valid_to)),
        t(
            "Data to {as_of}, method {version}.",
            as_of=formats.day(calendar.as_of),
            version=subject.board.method.version,
        ),
    ]
