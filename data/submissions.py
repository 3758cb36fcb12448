"""What partners send back through their links: kept as it came, and decided by a manager.

Nothing here changes a score before somebody has accepted it. What is accepted becomes an import like any other, in
the same transaction as the decision, so that there are never both a decision without its rows and rows without one.

Errors, in words for whoever sent or decides::

    SubmissionError
    ├── BadSubmission       (data.submission_contents) a field that can't be taken
    ├── TooMany             so much waits for a decision already
    ├── SubmissionMissing   there is none of this number, or it is of a partner that who asks may not see
    ├── AlreadyDecided      somebody was faster
    └── NotTaken            its rows could not be stored
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.audit import note_in
from data.errors import TandemError
from data.links import SECTIONS, LinkScope
from data.models import Import
from data.moments import aware, maybe_aware, stored
from data.people.principal import Principal
from data.pipeline import import_file
from data.scope import Scope
from data.store import Store
from data.submission_contents import SURVEY, Askable, checked_content, plain_words
from data.submission_models import SubmissionRow
from data.submission_rows import Sheet, Taking, file_name, sheet_of
from kpi.language import t
from kpi.periods import month_ordinal

MOST_PENDING: Final = 20
SHOWN_TO_PARTNER: Final = 30
SHORTEST_REASON, LONGEST_REASON = 3, 1000
LONGEST_DECIDER: Final = 254

YEAR: Final = 12


class SubmissionError(ValueError):
    """Something that can't be done with what a partner sent; the message says what to do."""


class TooMany(SubmissionError):
    """So much of a link waits for a decision already."""


class SubmissionMissing(SubmissionError):
    """There is nothing of this number that who asks may see."""


class AlreadyDecided(SubmissionError):
    """It was accepted or declined before."""


class NotTaken(SubmissionError):
    """Its rows could not be stored."""


class SubmissionState(StrEnum):
    """Where a submission stands; accepted and declined are final, but for undoing the import that it became."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True)
class Submission:
    """What a partner sent, and what became of it.

    Parameters
    ----------
    content
        What was sent, by kind; see `data.submission_contents`.
    state
        As it is now: *taken back* while the import that it became is undone.
    decided_by
        Name of who decided; of no concern to the partner.
    reason
        What the partner is told about the decision.
    """

    id: int
    link_id: str
    partner_id: str
    kind: str
    content: Mapping[str, Any]
    sent_at: datetime
    state: SubmissionState
    decided_at: datetime | None
    decided_by: str
    reason: str
    import_id: int | None

    def sheet(self, taking: Taking | None = None) -> Sheet | None:
        """Return the rows that it becomes when it is accepted; None when it holds no figures."""
        sent = _day(self.sent_at)
        return sheet_of(self.id, self.partner_id, self.kind, self.content, taking.dated(sent) if taking else sent)


class Submissions:
    """What partners of a site sent back.

    Parameters
    ----------
    store
        Store whose database holds it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        scope: LinkScope,
        kind: object,
        content: object,
        *,
        now: datetime,
        askable: Askable,
        address: str = "",
    ) -> Submission:
        """Keep what the holder of a link sent; it is its partner's, whatever the content says.

        Parameters
        ----------
        scope
            What the link that was opened may do.
        kind, content
            Whatever a client sends.
        now
            The moment, in UTC.
        askable
            What can be asked.
        address
            From where it came, shortened.

        Raises
        ------
        TypeError
            Without a link's scope.
        SubmissionError, BadSubmission
            When it can't be taken, in words.
        """
        link = _checked(scope).link
        if not link.shows(SECTIONS.respond):
            raise SubmissionError(t("This link shows the scorecard only. Ask for one that takes answers."))
        kept = checked_content(kind, content, askable)
        with self._store.transaction() as session:
            waiting = session.scalars(
                select(SubmissionRow).where(
                    SubmissionRow.link_id == link.id, SubmissionRow.state == SubmissionState.PENDING.value
                )
            ).all()
            if len(waiting) >= MOST_PENDING:
                raise TooMany(
                    t(
                        "{count} things that you sent wait for a decision already. Send more when they are decided.",
                        count=str(len(waiting)),
                    )
                )
            # Two people may well give the same answers; one who sends a figure twice has clicked twice.
            if kind != SURVEY and any(one.kind == kind and one.content == kept for one in waiting):
                raise SubmissionError(t("You have sent exactly that already. It waits for a decision."))
            row = SubmissionRow(
                link_id=link.id,
                partner_id=scope.partner_id,
                kind=str(kind),
                content=kept,
                sent_at=stored(now),
                state=SubmissionState.PENDING.value,
                decided_at=None,
                decided_by="",
                reason="",
                import_id=None,
            )
            session.add(row)
            session.flush()
            sender = Principal(f"link:{link.id}", link.label or "link", address=address)
            note_in(session, sender, "sent", now=now, partner_id=scope.partner_id, detail=f"{row.kind} {row.id}")
            return _submission(row, undone=False)

    def of(self, scope: LinkScope) -> tuple[Submission, ...]:
        """Return what a link's partner sent, through whichever link, the latest first.

        Raises
        ------
        TypeError
            Without a link's scope.
        """
        own = SubmissionRow.partner_id == _checked(scope).partner_id
        with self._store.session() as session:
            query = select(SubmissionRow).where(own).order_by(SubmissionRow.id.desc()).limit(SHOWN_TO_PARTNER)
            return _submissions(session, session.scalars(query).all())

    def pending(self, scope: Scope, partner_id: str | None = None) -> tuple[Submission, ...]:
        """Return what waits for a decision, the latest first; of one partner alone when it is named."""
        return self._listed(scope, partner_id, is_pending=True)

    def decided(self, scope: Scope, partner_id: str | None = None, *, most: int) -> tuple[Submission, ...]:
        """Return what was decided, the latest decision first; at most so many."""
        return self._listed(scope, partner_id, is_pending=False)[:most]

    def count_pending(self, scope: Scope) -> int:
        """Return how much waits for a decision."""
        with self._store.session() as session:
            query = select(SubmissionRow.partner_id, func.count()).where(_waits()).group_by(SubmissionRow.partner_id)
            return sum(count for partner_id, count in session.execute(query) if scope.sees(partner_id))

    def respondents(self, partner_id: str, *, today: date) -> int:
        """Return how many people of a partner have answered in twelve months, those whose answers wait included."""
        last = month_ordinal(today)
        rows = self._store.facts("surveys", partner_id=partner_id, month_from=last - YEAR + 1, month_to=last)
        people = {
            str(person) or str(response)
            for person, response in zip(rows["respondent"].fillna(""), rows["response_id"].fillna(""), strict=True)
        }
        with self._store.session() as session:
            query = select(func.count()).where(
                _waits(), SubmissionRow.partner_id == partner_id, SubmissionRow.kind == SURVEY
            )
            return len(people - {""}) + (session.scalar(query) or 0)

    def accept(
        self,
        submission_id: int,
        *,
        scope: Scope,
        by: Principal,
        now: datetime,
        taking: Callable[[Submission], Taking],
        answer: object = "",
    ) -> Submission:
        """Accept what was sent; figures in it become an import.

        Parameters
        ----------
        submission_id
            Its number.
        scope
            The partners that who decides may see.
        by
            Who decides.
        now
            The moment, in UTC.
        taking
            Tells what an import of it needs to know of the site.
        answer
            What the partner is told, if anything; whatever a client sends.

        Raises
        ------
        SubmissionError, BadSubmission
            When it can't be accepted, in words; nothing was changed then.
        """
        said = plain_words(answer, longest=LONGEST_REASON)
        found = self._undecided(submission_id, scope)
        told = taking(found)
        sheet = found.sheet(told)

        def decide(session: Session, import_id: int | None) -> None:
            _decide(session, found.id, scope, SubmissionState.ACCEPTED, by, now, said, import_id)

        if sheet is None:
            with self._store.transaction() as session:
                decide(session, None)
        else:
            try:
                self._take(sheet, _day(found.sent_at), told, decide)
            except NotTaken:
                # Somebody who was faster has stored the same rows.
                self._undecided(found.id, scope)
                raise
        return self._found(found.id)

    def decline(
        self, submission_id: int, *, scope: Scope, by: Principal, now: datetime, reason: object
    ) -> Submission:
        """Decline what was sent, with a reason that the partner is told.

        Raises
        ------
        SubmissionError, BadSubmission
            When it can't be declined, in words.
        """
        said = plain_words(reason, longest=LONGEST_REASON)
        if len(said) < SHORTEST_REASON:
            raise SubmissionError(t("Say in a few words why: the partner is shown the reason."))
        with self._store.transaction() as session:
            _decide(session, submission_id, scope, SubmissionState.DECLINED, by, now, said, None)
        return self._found(submission_id)

    def _take(self, sheet: Sheet, sent: date, taking: Taking, decide: Callable[[Session, int | None], None]) -> None:
        """Store the rows and decide in one transaction."""

        def also(session: Session, number: int) -> None:
            owner = session.get(Import, number)
            if owner is None or owner.accepted != len(sheet.rows):
                raise NotTaken(t("Not all of its figures can be read with the method in force. Decline it instead."))
            decide(session, number)

        with tempfile.TemporaryDirectory(prefix="tandem-") as folder:
            path = Path(folder) / "sent.csv"
            sheet.write(path)
            try:
                result = import_file(
                    self._store,
                    path,
                    file_name=file_name(sheet, taking.partner_name, sent),
                    table=sheet.table,
                    mapping=sheet.mapping,
                    today=taking.today,
                    method=taking.method,
                    currency=taking.currency,
                    group=sheet.group,
                    also=also,
                )
            except TandemError as error:
                raise NotTaken(str(error)) from error
        if result.import_id is None:
            raise NotTaken(t("Its figures can't be read with the method in force. Decline it instead."))

    def _listed(self, scope: Scope, partner_id: str | None, *, is_pending: bool) -> tuple[Submission, ...]:
        order = (
            [SubmissionRow.id.desc()] if is_pending else [SubmissionRow.decided_at.desc(), SubmissionRow.id.desc()]
        )
        query = select(SubmissionRow).where(_waits() if is_pending else ~_waits()).order_by(*order)
        if partner_id is not None:
            query = query.where(SubmissionRow.partner_id == partner_id)
        with self._store.session() as session:
            rows = [row for row in session.scalars(query) if scope.sees(row.partner_id)]
            return _submissions(session, rows)

    def _found(self, submission_id: int) -> Submission:
        with self._store.session() as session:
            row = session.get(SubmissionRow, submission_id)
            if row is None:
                raise _missing()
            return _submissions(session, [row])[0]

    def _undecided(self, submission_id: int, scope: Scope) -> Submission:
        with self._store.session() as session:
            return _submission(_pending_row(session, submission_id, scope), undone=False)


def _checked(scope: LinkScope) -> LinkScope:
    if not isinstance(scope, LinkScope):
        raise TypeError("What a partner sends needs the scope of its link.")
    return scope


def _decide(
    session: Session,
    submission_id: int,
    scope: Scope,
    state: SubmissionState,
    by: Principal,
    now: datetime,
    reason: str,
    import_id: int | None,
) -> None:
    """Decide once, within a transaction that keeps other writers out; the audit log says so with it."""
    row = _pending_row(session, submission_id, scope)
    row.state = state.value
    row.decided_at = stored(now)
    row.decided_by = by.name[:LONGEST_DECIDER]
    row.reason = reason
    row.import_id = import_id
    act = "accepted" if state is SubmissionState.ACCEPTED else "declined"
    became = f", import {import_id}" if import_id is not None else ""
    note_in(session, by, act, now=now, partner_id=row.partner_id, detail=f"{row.kind} {row.id}{became}")


def _pending_row(session: Session, submission_id: int, scope: Scope) -> SubmissionRow:
    row = session.get(SubmissionRow, submission_id)
    if row is None or not scope.sees(row.partner_id):
        raise _missing()
    if row.state != SubmissionState.PENDING.value:
        raise AlreadyDecided(
            t("It was accepted already. Reload the page.")
            if row.state == SubmissionState.ACCEPTED.value
            else t("It was declined already. Reload the page.")
        )
    return row


def _missing() -> SubmissionMissing:
    return SubmissionMissing(t("There is no such answer any more. Reload the page."))


def _waits() -> Any:
    return SubmissionRow.state == SubmissionState.PENDING.value


def _submissions(session: Session, rows: Sequence[SubmissionRow]) -> tuple[Submission, ...]:
    numbers = {row.import_id for row in rows if row.import_id is not None}
    undone = (
        set(session.scalars(select(Import.id).where(Import.id.in_(numbers), ~Import.active))) if numbers else set()
    )
    return tuple(_submission(row, undone=row.import_id in undone) for row in rows)


def _submission(row: SubmissionRow, *, undone: bool) -> Submission:
    return Submission(
        id=row.id,
        link_id=row.link_id,
        partner_id=row.partner_id,
        kind=row.kind,
        content=row.content,
        sent_at=aware(row.sent_at),
        state=SubmissionState.TAKEN_BACK if undone else SubmissionState(row.state),
        decided_at=maybe_aware(row.decided_at),
        decided_by=row.decided_by,
        reason=row.reason,
        import_id=row.import_id,
    )


def _day(moment: datetime) -> date:
    """Return the local day of a moment."""
    return moment.astimezone().date()
