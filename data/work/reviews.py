"""Quarterly reviews of partners: started, written in, closed with a record of what was known, opened again.

Errors, in words for whoever is at the page::

    ReviewError
    ├── ReviewMissing    there is no such review (any more)
    ├── ReviewClosed     a closed review is not written in
    ├── ReviewOpen       an open review has no record to go back to
    ├── ReviewHolds      a review that somebody has written in is not discarded
    ├── ReviewMoved      it was changed between looking at it and closing it
    └── NotesChanged     the notes were changed elsewhere since they were read
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.moments import aware, maybe_aware, stored
from data.scope import EVERYTHING, Scope
from data.store import Store
from data.work.models import Action, Review, ReviewFigure

OPEN: Final = "open"
CLOSED: Final = "closed"

LONGEST_NOTES: Final = 50_000
LONGEST_OWNER: Final = 200
LONGEST_RESOLUTION: Final = 2000


Figure = tuple[int, str]
"""A figure: ordinal of its month, and its measure."""


class ReviewError(Exception):
    """Something that can't be done to a review."""


class ReviewMissing(ReviewError):
    """There is no such review."""


class ReviewClosed(ReviewError):
    """The review is closed."""


class ReviewOpen(ReviewError):
    """The review is open, or was never closed."""


class ReviewHolds(ReviewError):
    """The review holds somebody's work."""


class ReviewMoved(ReviewError):
    """The review is not what it was when it was looked at."""


class NotesChanged(ReviewError):
    """The stored notes are not those that somebody started from.

    Parameters
    ----------
    stored
        The notes as they are now.
    """

    def __init__(self, stored: str) -> None:
        super().__init__(stored)
        self.stored = stored


@dataclass(frozen=True)
class FigureEntry:
    """What was said of a figure on which the two sides differ.

    Parameters
    ----------
    month
        Ordinal of the month, ``year * 12 + month - 1``.
    measure
        Name of the measure.
    owner
        Who looks into it.
    resolution
        What came of it.
    resolved
        Whether it is settled.
    """

    month: int
    measure: str
    owner: str = ""
    resolution: str = ""
    resolved: bool = False


@dataclass(frozen=True)
class ReviewEntry:
    """A review as it is stored.

    Parameters
    ----------
    period
        The quarter under review, as in addresses: ``2026Q3``.
    status
        `OPEN` or `CLOSED`.
    held_on
        The day of the meeting; None while it is not known.
    created_at, closed_at
        In UTC; the second also of a review that was opened again, since its record is kept.
    snapshot
        What the page showed when it was closed, as plain JSON.
    figures
        By month and measure.
    """

    id: int
    partner_id: str
    period: str
    status: str
    held_on: date | None
    notes: str
    created_at: datetime
    closed_at: datetime | None
    snapshot: Mapping[str, Any] | None = None
    figures: Mapping[tuple[int, str], FigureEntry] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it can be written in."""
        return self.status == OPEN


@dataclass(frozen=True)
class ReviewLine:
    """A review as a list shows it.

    Parameters
    ----------
    settled, unsettled
        Figures of which somebody has said something, as (month, measure).
    """

    id: int
    partner_id: str
    period: str
    status: str
    held_on: date | None
    closed_at: datetime | None
    settled: tuple[Figure, ...] = ()
    unsettled: tuple[Figure, ...] = ()


class Reviews:
    """The reviews of a site.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    scope
        The partners that are seen; reviews of others are as if they were not there.
    """

    def __init__(self, store: Store, scope: Scope = EVERYTHING) -> None:
        self._store = store
        self._scope = scope

    def start(self, partner_id: str, period: str, *, now: datetime) -> ReviewEntry:
        """Start the review of a partner and a quarter; the one there is already when there is one.

        Parameters
        ----------
        partner_id
            The partner.
        period
            The quarter, ``2026Q3``.
        now
            The moment.

        Raises
        ------
        ReviewMissing
            When the partner is not seen.
        """
        if not self._scope.sees(partner_id):
            raise ReviewMissing
        with self._store.transaction() as session:
            same = select(Review).where(Review.partner_id == partner_id, Review.period == period)
            row = session.scalars(same.order_by(Review.id)).first()
            if row is None:
                row = Review(
                    partner_id=partner_id, period=period, status=OPEN, held_on=None, notes="",
                    created_at=stored(now), closed_at=None, snapshot=None,
                )  # fmt: skip
                session.add(row)
                session.flush()
            return _entry(session, row)

    def get(self, review_id: int) -> ReviewEntry:
        """Return a review.

        Raises
        ------
        ReviewMissing
        """
        with self._store.session() as session:
            return _entry(session, self._row(session, review_id))

    def list(self, partner_id: str | None = None, *, status: str | None = None) -> tuple[ReviewLine, ...]:
        """Return the reviews there are: open ones first, then the latest quarter.

        Parameters
        ----------
        partner_id
            Those of one partner only.
        status
            `OPEN` or `CLOSED`; both when None.
        """
        columns = (
            Review.id, Review.partner_id, Review.period, Review.status, Review.held_on, Review.closed_at
        )  # fmt: skip
        query = select(*columns)
        if partner_id is not None:
            query = query.where(Review.partner_id == partner_id)
        if status is not None:
            query = query.where(Review.status == status)
        query = query.order_by(Review.status.desc(), Review.period.desc(), Review.id.desc())
        with self._store.session() as session:
            said = _figures_said(session)
            return tuple(
                ReviewLine(
                    *(row.id, row.partner_id, row.period, row.status, row.held_on, maybe_aware(row.closed_at)),
                    settled=tuple(said.get((row.id, True), ())),
                    unsettled=tuple(said.get((row.id, False), ())),
                )
                for row in session.execute(query)
                if self._scope.sees(row.partner_id)
            )

    def before(self, partner_id: str, period: str) -> ReviewEntry | None:
        """Return the partner's last review of an earlier quarter; None when there is none."""
        if not self._scope.sees(partner_id):
            return None
        query = select(Review).where(Review.partner_id == partner_id, Review.period < period)
        with self._store.session() as session:
            row = session.scalars(query.order_by(Review.period.desc(), Review.id.desc())).first()
            return None if row is None else _entry(session, row)

    def said_before(self, partner_id: str, period: str) -> dict[Figure, FigureEntry]:
        """Return what the partner's reviews of earlier quarters have said of figures; the latest one is right."""
        if not self._scope.sees(partner_id):
            return {}
        query = select(ReviewFigure).join(Review, Review.id == ReviewFigure.review_id)
        query = query.where(Review.partner_id == partner_id, Review.period < period)
        with self._store.session() as session:
            rows = session.scalars(query.order_by(Review.period, Review.id))
            return {(one.month, one.measure): _figure(one) for one in rows}

    def write_notes(self, review_id: int, notes: str, *, seen: str) -> None:
        """Store the notes of an open review.

        Parameters
        ----------
        review_id
            The review.
        notes
            What they shall be, at most `LONGEST_NOTES` characters.
        seen
            What they were when the writer started from them.

        Raises
        ------
        ReviewMissing, ReviewClosed
        NotesChanged
            When they are neither what the writer started from nor what they shall be.
        ValueError
            When they are too long.
        """
        if len(notes) > LONGEST_NOTES:
            raise ValueError(f"Notes hold at most {LONGEST_NOTES} characters.")
        with self._store.transaction() as session:
            row = self._open_row(session, review_id)
            if row.notes not in (seen, notes):
                raise NotesChanged(row.notes)
            row.notes = notes

    def hold(self, review_id: int, held_on: date | None) -> None:
        """Store the day of the meeting.

        Raises
        ------
        ReviewMissing, ReviewClosed
        """
        with self._store.transaction() as session:
            self._open_row(session, review_id).held_on = held_on

    def settle(
        self,
        review_id: int,
        month: int,
        measure: str,
        *,
        owner: str | None = None,
        resolution: str | None = None,
        resolved: bool | None = None,
        proposed: FigureEntry | None = None,
    ) -> FigureEntry:
        """Store what was said of a figure; what is None stays as it is.

        Parameters
        ----------
        review_id
            The review.
        month, measure
            The figure.
        owner, resolution, resolved
            As in `FigureEntry`; longer texts are cut.
        proposed
            What the page showed while nothing was said here: it is taken over with the first word.

        Raises
        ------
        ReviewMissing, ReviewClosed
        """
        with self._store.transaction() as session:
            self._open_row(session, review_id)
            row = session.get(ReviewFigure, (review_id, month, measure))
            if row is None:
                first = proposed or FigureEntry(month, measure)
                row = ReviewFigure(
                    review_id=review_id, month=month, measure=measure, owner=first.owner,
                    resolution=first.resolution, resolved=first.resolved,
                )  # fmt: skip
                session.add(row)
            row.owner = row.owner if owner is None else owner[:LONGEST_OWNER]
            row.resolution = row.resolution if resolution is None else resolution[:LONGEST_RESOLUTION]
            row.resolved = row.resolved if resolved is None else resolved
            return _figure(row)

    def close(self, seen: ReviewEntry, snapshot: Mapping[str, Any], *, now: datetime) -> ReviewEntry:
        """Close a review with the record of what its page showed.

        Parameters
        ----------
        seen
            The review that the record was made of.
        snapshot
            The record, as plain JSON.
        now
            The moment.

        Raises
        ------
        ReviewMissing, ReviewClosed
        ReviewMoved
            When it was changed since it was looked at: the record would not hold what somebody has just written.
        """
        with self._store.transaction() as session:
            row = self._open_row(session, seen.id)
            kept = _entry(session, row)
            if (kept.notes, kept.held_on, kept.figures) != (seen.notes, seen.held_on, seen.figures):
                raise ReviewMoved
            row.status, row.closed_at, row.snapshot = CLOSED, stored(now), dict(snapshot)
            return _entry(session, row)

    def reopen(self, review_id: int) -> ReviewEntry:
        """Open a closed review again; its record is kept until it is closed anew, see `shut`.

        Raises
        ------
        ReviewMissing
        """
        return self._turn(review_id, OPEN)

    def shut(self, review_id: int) -> ReviewEntry:
        """Take reopening back: closed with the record that it had.

        Raises
        ------
        ReviewMissing
        ReviewOpen
            When it was never closed, so that there is no record.
        """
        return self._turn(review_id, CLOSED)

    def discard(self, review_id: int) -> ReviewEntry:
        """Remove a review that nobody has written in, and return it.

        Raises
        ------
        ReviewMissing
        ReviewHolds
            When it holds notes, a day, figures or actions, or was closed once.
        """
        with self._store.transaction() as session:
            row = self._row(session, review_id)
            entry = _entry(session, row)
            if entry.notes or entry.held_on or entry.figures or entry.snapshot or _has_actions(session, review_id):
                raise ReviewHolds
            session.delete(row)
            return entry

    def _turn(self, review_id: int, status: str) -> ReviewEntry:
        with self._store.transaction() as session:
            row = self._row(session, review_id)
            if status == CLOSED and row.snapshot is None:
                raise ReviewOpen
            row.status = status
            return _entry(session, row)

    def _row(self, session: Session, review_id: int) -> Review:
        row = session.get(Review, review_id)
        if row is None or not self._scope.sees(row.partner_id):
            raise ReviewMissing
        return row

    def _open_row(self, session: Session, review_id: int) -> Review:
        row = self._row(session, review_id)
        if row.status != OPEN:
            raise ReviewClosed
        return row


def _has_actions(session: Session, review_id: int) -> bool:
    query = select(Action.id).where(Action.review_id == review_id, Action.removed.is_(False))
    return session.scalars(query.limit(1)).first() is not None


def _entry(session: Session, row: Review) -> ReviewEntry:
    query = select(ReviewFigure).where(ReviewFigure.review_id == row.id)
    figures = query.order_by(ReviewFigure.month, ReviewFigure.measure)
    return ReviewEntry(
        id=row.id,
        partner_id=row.partner_id,
        period=row.period,
        status=row.status,
        held_on=row.held_on,
        notes=row.notes,
        created_at=aware(row.created_at),
        closed_at=maybe_aware(row.closed_at),
        snapshot=row.snapshot,
        figures={(one.month, one.measure): _figure(one) for one in session.scalars(figures)},
    )


def _figure(row: ReviewFigure) -> FigureEntry:
    return FigureEntry(row.month, row.measure, row.owner, row.resolution, row.resolved)


def _figures_said(session: Session) -> dict[tuple[int, bool], list[Figure]]:
    """Return figures by review and by whether they are settled."""
    said: dict[tuple[int, bool], list[Figure]] = {}
    columns = (ReviewFigure.review_id, ReviewFigure.resolved, ReviewFigure.month, ReviewFigure.measure)
    for review_id, resolved, month, measure in session.execute(select(*columns)):
        said.setdefault((review_id, resolved), []).append((month, measure))
    return said
