"""Findings that somebody put off or dismissed, with the reason; nothing is forgotten, all can be brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from data.scope import EVERYTHING, Scope
from data.store import Store
from data.work.changes import raise_work
from data.work.models import InsightState
from kpi.follow_up import finding_of

SNOOZED: Final = "snoozed"
DISMISSED: Final = "dismissed"
LONGEST_KEY: Final = 700
LONGEST_REASON: Final = 500
"""Characters that are kept."""


@dataclass(frozen=True)
class StateEntry:
    """What was decided about a finding.

    Parameters
    ----------
    key
        Which finding; whoever makes findings says what their key is.
    state
        `SNOOZED` or `DISMISSED`.
    until
        Day on which a snoozed one comes back; None when it is dismissed.
    reason
        Why; may be empty.
    made_on
        When it was decided.
    """

    key: str
    state: str
    until: date | None
    reason: str
    made_on: date

    def hides(self, today: date) -> bool:
        """Whether the finding is out of sight on a day."""
        return self.state == DISMISSED or (self.until is not None and today < self.until)


class InsightStates:
    """What was decided about the findings of a site.

    Parameters
    ----------
    store
        Store whose database holds it; every method is one transaction.
    scope
        The partners that are seen; what was decided about others is as if it were not there.
    """

    def __init__(self, store: Store, scope: Scope = EVERYTHING) -> None:
        self._store = store
        self._scope = scope

    def snooze(self, key: str, until: date, *, today: date, reason: str = "") -> StateEntry:
        """Put a finding off until a day.

        Raises
        ------
        ValueError
            When the day is not after today, key or reason are too long, or its partner is not seen.
        """
        if until <= today:
            raise ValueError("A finding is put off until a later day.")
        return self._keep(StateEntry(key, SNOOZED, until, reason.strip(), today))

    def dismiss(self, key: str, reason: str, *, today: date) -> StateEntry:
        """Take a finding off the list for good.

        Raises
        ------
        ValueError
            When no reason is given, key or reason are too long, or its partner is not seen.
        """
        if not reason.strip():
            raise ValueError("A finding is dismissed for a reason.")
        return self._keep(StateEntry(key, DISMISSED, None, reason.strip(), today))

    def clear(self, key: str) -> bool:
        """Bring a finding back; returns whether it was out of sight."""
        with self._store.transaction() as session:
            row = session.get(InsightState, key)
            if row is None or not self._sees(key):
                return False
            session.delete(row)
            raise_work(session)
            return True

    def all(self) -> dict[str, StateEntry]:
        """Return what was decided, by key, the latest first; also what has come back by itself since."""
        query = select(InsightState).order_by(InsightState.made_on.desc(), InsightState.key)
        with self._store.session() as session:
            return {row.key: _entry(row) for row in session.scalars(query) if self._sees(row.key)}

    def _keep(self, entry: StateEntry) -> StateEntry:
        if not 0 < len(entry.key) <= LONGEST_KEY or len(entry.reason) > LONGEST_REASON:
            raise ValueError("A finding has a key, and its reason at most a few sentences.")
        if not self._sees(entry.key):
            raise ValueError("It is no finding about a partner that is seen.")
        with self._store.transaction() as session:
            row = session.get(InsightState, entry.key)
            if row is None:
                row = InsightState(key=entry.key)
                session.add(row)
            row.state, row.until, row.reason, row.made_on = entry.state, entry.until, entry.reason, entry.made_on
            raise_work(session)
        return entry

    def _sees(self, key: str) -> bool:
        return self._scope.sees(finding_of(key))


def _entry(row: InsightState) -> StateEntry:
    return StateEntry(row.key, row.state, row.until, row.reason, row.made_on)
