"""The agenda of a review as the data stand now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from callbacks.filters import Filters
from callbacks.insight_list import PATIENCE, Listed, found
from callbacks.review_actions import action_items, kpi_name
from callbacks.subject import Subject
from callbacks.views import period_name
from callbacks.work import HIDDEN, Work, work_of
from data.work.reviews import FigureEntry, ReviewEntry
from kpi import narrative, summary, titles
from kpi.benchmark import benchmark, peer_medians
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, RESULTS, Direction
from kpi.follow_up import is_good_news
from kpi.language import t
from kpi.partner import advocacy_year
from kpi.review import Difference, differences, quarter_label, to_discuss
from kpi.schema import type_label, type_plural
from kpi.summary import Quarter, quarters
from kpi.targets import open_target
from layouts import findings, formats
from layouts.review_agenda import Agenda, FigureItem, FindingItem, Move, ResultItem, ScoreItem

if TYPE_CHECKING:
    from callbacks.services import Services

PERIODS = 12
"""Quarters that a trend shows."""


def live_agenda(services: Services, review: ReviewEntry, *, patient: bool = False) -> Agenda:
    """Return what the page of an open review shows.

    Parameters
    ----------
    services
        The running app.
    review
        The review.
    patient
        Wait for findings that are still being looked for: a record must hold them, a page can be drawn again.
    """
    written = _written(services, review)
    subject = subject_of(services, review.partner_id, review.period)
    if subject is None:
        return replace(written, gap=_gap(services, review))
    return replace(
        written,
        **_place(subject, currency=services.currency()),
        **_figures(services, subject, review),
        **_found(services, subject, patient=patient),
    )


def subject_of(services: Services, partner_id: str, period: str) -> Subject | None:
    """Return a partner at a quarter; None when the data hold one or the other no longer."""
    board = services.board()
    if board is None or partner_id not in board.programme.partners.index:
        return None
    known = tuple(quarters(board.programme.calendar, fiscal_start=services.settings.fiscal_year_start))
    at = next((one for one in known if one.key == period), None)
    if at is None:
        return None
    return Subject(board, Filters(period=at, periods=known), board.reading(HEADLINE[0]).row(partner_id))


def manager_of(services: Services, partner_id: str) -> str:
    """Return who looks after a partner; empty when nobody is known."""
    board = services.board()
    if board is None or partner_id not in board.programme.partners.index:
        return ""
    return str(board.programme.partners.at[partner_id, "manager"])


def _written(services: Services, review: ReviewEntry) -> Agenda:
    """Return what people have written, which needs no figures."""
    reviews, actions = services.reviews(), services.actions()
    last = reviews.before(review.partner_id, review.period)
    known = actions.list(review.partner_id)
    own = [one for one in known if one.review_id == review.id]
    of_last = [one for one in known if last is not None and one.review_id == last.id]
    others = [one for one in known if one.is_open and one not in own and one not in of_last]
    return Agenda(
        partner_id=review.partner_id,
        name=services.partner_name(review.partner_id),
        period=review.period,
        period_name=quarter_name(services, review.period),
        method=services.method.version,
        last_name=quarter_name(services, last.period) if last else "",
        last_actions=action_items(services, of_last),
        other_actions=action_items(services, others),
        next_actions=action_items(services, own),
        notes=review.notes,
        held_on=review.held_on,
    )


def quarter_name(services: Services, period: str) -> str:
    """Return a quarter's name: Q3 2026; the key itself where it is none."""
    return quarter_label(period, fiscal_start=services.settings.fiscal_year_start)


def _gap(services: Services, review: ReviewEntry) -> str:
    if services.board() is None:
        return t("There are no data now, so there are no figures to review. Notes and actions are kept.")
    period = quarter_name(services, review.period)
    return t(
        "The data hold no figures of this partner for {period} now. Notes and actions are kept; the figures come "
        "back with the data.",
        period=period,
    )


def _place(subject: Subject, *, currency: str) -> dict[str, Any]:
    """Return where the partner stands, how it came there, and what the work with it brings in."""
    board, filters = subject.board, subject.filters
    bookings = subject.standing("bookings")
    periods = filters.until[-PERIODS:]
    standings = [subject.standing(kpi) for kpi in HEADLINE]
    month = formats.month(board.programme.calendar.first + filters.period.column)
    known = any(one.value is not None for one in standings)
    return {
        "about": _about(subject),
        "period_name": period_name(filters.period),
        "before_name": filters.before.label if filters.before else "",
        "periods": tuple(one.label for one in periods),
        "partial": not filters.period.complete,
        "method": board.method.version,
        "as_of": board.programme.calendar.as_of,
        "currency": currency,
        "notices": _notices(subject),
        "headline": titles.headline(standings, bands=board.method.bands_of) if known else "",
        "scores": tuple(_score(subject, kpi, periods) for kpi in HEADLINE),
        "results": tuple(_result(subject, kpi) for kpi in RESULTS),
        "results_title": findings.bookings_finding(
            bookings.value, bookings.previous, period=filters.period.label, currency=currency
        ),
        "results_sub": t("{count} months to {month}", count=formats.count(board.months), month=month),
    }


def _about(subject: Subject) -> tuple[tuple[str, str, str], ...]:
    about = subject.board.programme.partners.iloc[subject.row]
    facts = (
        ("", type_label(str(about["partner_type"])), ""),
        ("", str(about["tier"]), t(" tier")),
        (t("Region "), str(about["region"]), ""),
        (t("Managed by "), str(about["manager"]), ""),
    )
    return tuple(fact for fact in facts if fact[1])


def _notices(subject: Subject) -> tuple[str, ...]:
    period = subject.filters.period
    if not subject.board.programme.exists[subject.now]:
        return (t("This company was no partner in {period}, so it has no scores there.", period=period.label),)
    if not period.complete:
        return (t("{period} is not over yet: its figures will still move.", period=period.label),)
    return ()


def _score(subject: Subject, kpi: str, periods: Sequence[Quarter]) -> ScoreItem:
    board, filters, one = subject.board, subject.filters, subject.standing(kpi)
    row, bands = CATALOGUE[kpi], board.method.bands_of(kpi)
    target = open_target(board.programme, kpi, partner_id=subject.id, month=filters.period.column)
    medians = peer_medians(board, kpi, label=subject.id)
    peers = tuple(medians[quarter.column] for quarter in periods)
    peers_name = t("{type} median", type=type_label(subject.partner_type))
    history = tuple(summary.history(board.reading(kpi), periods, row=subject.row))
    among = benchmark(board, kpi, label=subject.id, column=filters.period.column)
    return ScoreItem(
        kpi=kpi,
        name=row.name,
        short=row.short,
        value=one.value,
        previous=one.previous,
        band=one.band,
        target=None if target is None else target.value,
        target_due=None if target is None else target.due,
        said=_said(subject, kpi),
        finding=findings.trend_finding(row.short, history, peers=peers[-1], peers_name=findings.low(peers_name)),
        moves=_moves(subject, kpi),
        history=history,
        peers=() if all(value is None for value in peers) else peers,
        peers_name=peers_name,
        rank=findings.rank_text(among.rank, among.count, type_plural(subject.partner_type))
        if among and among.rank
        else "",
        reason="" if one.value is not None else t("Too little of what makes it up has data"),
        edges=(bands.moderate, bands.strong),
    )


def _said(subject: Subject, kpi: str) -> str:
    """Say what happened to a score."""
    one, before = subject.standing(kpi), subject.filters.before
    if one.value is None:
        return t("{name} has no score in {period}.", name=CATALOGUE[kpi].short, period=subject.filters.period.label)
    bands = subject.board.method.bands_of(kpi)
    said = narrative.change_sentence(kpi, one, before.label if before else "", subject.changes(kpi), bands=bands)
    if kpi != "advocacy_score":
        return said
    count = round(advocacy_year(subject.board, *subject.now).quantity)
    return f"{said} {_activities(count)}"


def _activities(count: int) -> str:
    if not count:
        return t("No activity counted in twelve months.")
    if count == 1:
        return t("One activity counted in twelve months.")
    return t("{count} activities counted in twelve months.", count=formats.count(count))


def _moves(subject: Subject, kpi: str) -> tuple[Move, ...]:
    changes = subject.changes(kpi)
    if changes is None:
        return ()
    made = [Move(str(row.label), float(row.points)) for row in changes.itertuples()]
    return tuple(sorted((one for one in made if abs(one.points) >= SMALLEST_MOVE), key=lambda one: one.points))


SMALLEST_MOVE = 0.05
"""Points below which a component reads as not having moved."""


def _result(subject: Subject, kpi: str) -> ResultItem:
    row, one = CATALOGUE[kpi], subject.standing(kpi)
    return ResultItem(
        kpi=kpi,
        name=row.short,
        unit=str(row.unit),
        value=one.value,
        change=one.change,
        higher_is_better=row.direction is Direction.UP,
        reason="" if one.value is not None else t("No deal to count"),
    )


def _figures(services: Services, subject: Subject, review: ReviewEntry) -> dict[str, Any]:
    """Return the figures on which the two sides differ, with what this review or an earlier one says of them."""
    calendar = subject.board.programme.calendar
    earlier = services.reviews().said_before(review.partner_id, review.period)
    chosen = to_discuss(
        differences(subject.board, [subject.id])[subject.id],
        until=calendar.first + subject.filters.period.column,
        written=review.figures,
        settled=[key for key, one in earlier.items() if one.resolved],
    )
    # In the order in which a meeting goes through them, which stays while they are settled.
    ordered = sorted(chosen, key=lambda one: (one.measure, one.month))
    return {"figures": tuple(_figure(one, review.figures.get(one.key) or earlier.get(one.key)) for one in ordered)}


def _figure(one: Difference, said: FigureEntry | None) -> FigureItem:
    return FigureItem(
        month=one.month,
        measure=one.measure,
        name=_measure_name(one.measure),
        ours=one.ours,
        theirs=one.theirs,
        share=one.share,
        status=one.status,
        owner=said.owner if said else one.owner,
        resolution=said.resolution if said else "",
        resolved=bool(said and said.resolved),
    )


def _measure_name(measure: str) -> str:
    words = findings.kind_text(measure)
    return words[:1].upper() + words[1:]


def _found(services: Services, subject: Subject, *, patient: bool) -> dict[str, Any]:
    known = found(services, subject.board, subject.filters, patience=PATIENCE if patient else 0.0)
    if known.pending:
        return {"findings_gap": t("Findings are being looked for. They appear here in a moment.")}
    if known.failed:
        number = known.failed
        return {"findings_gap": t("Findings could not be made. The error is in the log as {number}.", number=number)}
    work, period = work_of(services), subject.filters.period.key
    ours = [one for one in known.items if one.row == subject.row]
    shown = [one for one in ours if work.standing(one.key, period, services.today()) != HIDDEN]
    return {"findings": tuple(_finding(subject.board, one, work) for one in shown)}


def _finding(board: Board, one: Listed, work: Work) -> FindingItem:
    return FindingItem(
        key=one.key,
        what=one.insight.what,
        action=one.insight.action,
        kpi=one.insight.kpi,
        kpi_name=kpi_name(board, one.insight.kpi),
        good=is_good_news(one.insight),
        answered=one.key in work.answered,
    )
