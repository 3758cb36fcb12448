"""Actions: what somebody does for a partner by a day, from the plan to what came of it."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.scope import EVERYTHING, Scope
from data.store import Store
from data.work.changes import raise_work
from data.work.models import Action
from kpi.follow_up import finding_of

STATUSES: Final = ("planned", "in_progress", "done", "dropped")
"""What an action may be, in the order in which it passes through them."""

OPEN: Final = frozenset({"planned", "in_progress"})
"""Statuses of actions that somebody still has to see to."""

LONGEST_TITLE: Final = 300
LONGEST_REASON: Final = 2000
LONGEST_OWNER: Final = 200
"""Characters that are kept."""


class ActionError(Exception):
    """What can't be done with an action."""


class ActionMissing(ActionError):
    """There is no such action."""


class ActionInvalid(ActionError):
    """A value that an action can't have; the first argument is the field's name."""


@dataclass(frozen=True)
class ActionDraft:
    """An action before it is kept.

    Parameters
    ----------
    title
        What is to be done.
    partner_id
        For whom; empty for the programme as a whole.
    kpi
        The KPI that it should move; empty when there is none.
    reason
        Why: the root cause.
    insight
        Key of the finding that it answers; empty when there is none.
    owner, due
        Who does it, by which day.
    status
        One of `STATUSES`.
    expected
        Change of the KPI that is hoped for [its unit]; None where nobody said.
    review_id
        The review in which it was agreed.
    """

    title: str
    partner_id: str = ""
    kpi: str = ""
    reason: str = ""
    insight: str = ""
    owner: str = ""
    due: date | None = None
    status: str = STATUSES[0]
    expected: float | None = None
    review_id: int | None = None


@dataclass(frozen=True)
class ActionEntry:
    """An action as it is kept; `done_on` is the day on which its status became done."""

    id: int
    partner_id: str
    kpi: str
    title: str
    reason: str
    insight: str
    owner: str
    due: date | None
    status: str
    expected: float | None
    review_id: int | None
    created_on: date
    done_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.status in OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether it should be done and is not."""
        return self.is_open and self.due is not None and self.due < today


CHANGEABLE: Final = frozenset(field.name for field in fields(ActionDraft))
"""What `Actions.change` may change."""

_NAMES: Final = tuple(field.name for field in fields(ActionEntry))


class Actions:
    """The actions of a site.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    scope
        The partners that are seen; actions of others are as if they were not there.
    """

    def __init__(self, store: Store, scope: Scope = EVERYTHING) -> None:
        self._store = store
        self._scope = scope

    def add(self, draft: ActionDraft, *, today: date | None = None) -> ActionEntry:
        """Keep a new action.

        Parameters
        ----------
        draft
            The action; spaces around its texts are dropped.
        today
            The day on which it is made; the local day when None.

        Raises
        ------
        ActionInvalid
            When it has no title, a text is too long, status or expectation are none, or the partner is not seen.
        """
        made_on = today or date.today()
        values = self._checked({field.name: getattr(draft, field.name) for field in fields(draft)})
        row = Action(
            **values, created_on=made_on, done_on=made_on if values["status"] == "done" else None, removed=False
        )
        with self._store.transaction() as session:
            session.add(row)
            raise_work(session)
            session.flush()
            return _entry(row)

    def change(self, action_id: int, *, today: date | None = None, **values: Any) -> ActionEntry:
        """Change some fields of an action; becoming done notes the day, ceasing to be done forgets it.

        Parameters
        ----------
        action_id
            Which one.
        today
            The day of the change; the local day when None.
        values
            Fields of `CHANGEABLE` with their new values.

        Raises
        ------
        ActionMissing
            When there is no such action, or it was removed.
        ActionInvalid
            When a field can't be changed or can't have the value.
        """
        checked = self._checked(values)
        with self._store.transaction() as session:
            row = self._found(session, action_id)
            if row.removed:
                raise ActionMissing(action_id)
            if "status" in checked and checked["status"] != row.status:
                row.done_on = (today or date.today()) if checked["status"] == "done" else None
            for name, value in checked.items():
                setattr(row, name, value)
            raise_work(session)
            return _entry(row)

    def remove(self, action_id: int) -> ActionEntry:
        """Take an action off every list; it can be brought back.

        Raises
        ------
        ActionMissing
            When there is no such action.
        """
        return self._set_removed(action_id, removed=True)

    def restore(self, action_id: int) -> ActionEntry:
        """Bring a removed action back, with all that it held.

        Raises
        ------
        ActionMissing
            When there is no such action.
        """
        return self._set_removed(action_id, removed=False)

    def get(self, action_id: int) -> ActionEntry:
        """Return one action, removed or not.

        Raises
        ------
        ActionMissing
            When there is no such action.
        """
        with self._store.session() as session:
            return _entry(self._found(session, action_id))

    def list(
        self, partner_id: str | None = None, *, review_id: int | None = None, removed: bool = False
    ) -> list[ActionEntry]:
        """Return actions by their due day, those without one last.

        Parameters
        ----------
        partner_id
            Only those of one partner; those of the programme as a whole when empty.
        review_id
            Only those that were agreed in one review.
        removed
            The removed ones instead of those that are kept.
        """
        query = select(Action).where(Action.removed.is_(removed))
        if partner_id is not None:
            query = query.where(Action.partner_id == partner_id)
        if review_id is not None:
            query = query.where(Action.review_id == review_id)
        query = query.order_by(Action.due.is_(None), Action.due, Action.id)
        with self._store.session() as session:
            return [_entry(row) for row in session.scalars(query) if self._scope.sees(row.partner_id)]

    def open_insights(self) -> frozenset[str]:
        """Return the keys of the findings that an open action answers."""
        query = select(Action.partner_id, Action.insight).where(
            Action.removed.is_(False), Action.insight != "", Action.status.in_(sorted(OPEN))
        )
        with self._store.session() as session:
            return frozenset(key for partner_id, key in session.execute(query) if self._scope.sees(partner_id))

    def count_open(self) -> int:
        """Return how many actions somebody still has to see to."""
        query = select(Action.partner_id, func.count()).where(
            Action.removed.is_(False), Action.status.in_(sorted(OPEN))
        )
        with self._store.session() as session:
            counts = session.execute(query.group_by(Action.partner_id))
            return sum(count for partner_id, count in counts if self._scope.sees(partner_id))

    def _set_removed(self, action_id: int, *, removed: bool) -> ActionEntry:
        with self._store.transaction() as session:
            row = self._found(session, action_id)
            row.removed = removed
            raise_work(session)
            return _entry(row)

    def _found(self, session: Session, action_id: int) -> Action:
        row = session.get(Action, action_id)
        if row is None or not self._scope.sees(row.partner_id):
            raise ActionMissing(action_id)
        return row

    def _checked(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return values as they are kept; see `_checked`.

        Raises
        ------
        ActionInvalid
            When one can't be, or names a partner or a finding that is not seen.
        """
        checked = _checked(values)
        if "partner_id" in checked and not self._scope.sees(checked["partner_id"]):
            raise ActionInvalid("partner_id", "is no partner that you see")
        if checked.get("insight") and not self._scope.sees(finding_of(checked["insight"])):
            raise ActionInvalid("insight", "is no finding that you see")
        return checked


def _entry(row: Action) -> ActionEntry:
    return ActionEntry(**{name: getattr(row, name) for name in _NAMES})


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as they are kept.

    Raises
    ------
    ActionInvalid
        When one can't be.
    """
    unknown = values.keys() - CHANGEABLE
    if unknown:
        raise ActionInvalid(min(unknown), "is no field that can be changed")
    checked: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    if not checked.get("title", "x"):
        raise ActionInvalid("title", "is empty")
    for name, longest in (("title", LONGEST_TITLE), ("reason", LONGEST_REASON), ("owner", LONGEST_OWNER)):
        if len(checked.get(name, "")) > longest:
            raise ActionInvalid(name, f"has more than {longest} characters")
    _one_of("status", checked, STATUSES)
    expected = checked.get("expected")
    if expected is not None and not math.isfinite(expected):
        raise ActionInvalid("expected", "is not a number")
    return checked


def _one_of(name: str, values: dict[str, Any], known: Collection[str]) -> None:
    if name in values and values[name] not in known:
        raise ActionInvalid(name, f"is none of {', '.join(known)}")
