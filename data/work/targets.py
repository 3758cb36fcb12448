"""Targets that people set, change and remove in the pages, beside those of uploaded files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.facts.site_targets import as_target
from data.models import raise_revision
from data.scope import EVERYTHING, Scope
from data.store import Store
from data.work.models import SiteTarget
from kpi.targets import Target

LONGEST_KPI: Final = 80
LONGEST_PARTNER: Final = 400
LONGEST_TYPE: Final = 80
LONGEST_TEXT: Final = 200
"""Characters that are kept."""

_FIELDS: Final = ("kpi", "value", "due", "partner_id", "partner_type", "baseline", "goal", "owner")
_LONGEST: Final = {
    "kpi": LONGEST_KPI,
    "partner_id": LONGEST_PARTNER,
    "partner_type": LONGEST_TYPE,
    "goal": LONGEST_TEXT,
    "owner": LONGEST_TEXT,
}


class TargetError(Exception):
    """What can't be done with a target."""


class TargetMissing(TargetError):
    """There is no target of this number."""


class TargetInvalid(TargetError):
    """A value that a target can't have; the first argument is the field's name."""


@dataclass(frozen=True)
class Before:
    """What the site held under a number before a change.

    Parameters
    ----------
    number
        Of the target.
    target
        As it was; None when there was none.
    removed
        Whether it was removed then.
    """

    number: int
    target: Target | None = None
    removed: bool = False


@dataclass(frozen=True)
class Change:
    """What a change left behind: the target as it is now, and what `Targets.take_back` needs to undo it."""

    target: Target
    before: tuple[Before, ...]


class Targets:
    """The targets that a site has set by itself; what they do to uploaded ones, `kpi.targets.merge_targets` says.

    Every change raises the revision of the data, so every worker shows it with its next page.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    scope
        The partners that are seen. Targets of others, of a type and of everybody are as if they were not there: they
        are read from the programme, and changed by those who see all of it.
    """

    def __init__(self, store: Store, scope: Scope = EVERYTHING) -> None:
        self._store = store
        self._scope = scope

    def list(self, *, removed: bool = False) -> tuple[Target, ...]:
        """Return the targets of the site by number, or those that were removed."""
        query = select(SiteTarget).where(SiteTarget.removed.is_(removed)).order_by(SiteTarget.id)
        with self._store.session() as session:
            return tuple(as_target(row) for row in session.scalars(query) if self._scope.sees(row.partner_id))

    def add(self, target: Target, *, today: date, instead_of: Target | None = None) -> Change:
        """Keep a new target, or another in place of an uploaded one.

        Parameters
        ----------
        target
            The target; its number is not looked at.
        today
            The day on which it is made.
        instead_of
            The uploaded target that was changed; it stays away also when its KPI, scope or day is another now.

        Raises
        ------
        TargetInvalid
            When it has a value that no target has.
        """
        checked = self._checked(target)
        replaced = None if instead_of is None else self._checked(instead_of)
        with self._store.transaction() as session:
            rows = [_inserted(session, checked, today)]
            if replaced is not None and replaced.key != checked.key:
                rows.append(_inserted(session, replaced, today, removed=True))
            raise_revision(session)
            return Change(as_target(rows[0]), tuple(Before(row.id) for row in rows))

    def change(self, number: int, target: Target) -> Change:
        """Give a target of the site other values.

        Raises
        ------
        TargetMissing
            When there is none of this number, or it was removed.
        TargetInvalid
            When it has a value that no target has.
        """
        checked = self._checked(target)
        with self._store.transaction() as session:
            row = self._found(session, number)
            if row.removed:
                raise TargetMissing(number)
            before = _before(row)
            _write(row, checked)
            raise_revision(session)
            return Change(as_target(row), (before,))

    def remove(self, target: Target, *, today: date) -> Change:
        """Take a target off every page, one of the site or an uploaded one; it can be brought back.

        Raises
        ------
        TargetMissing
            When the site has none of its number.
        """
        with self._store.transaction() as session:
            if target.number is None:
                row = _inserted(session, self._checked(target), today, removed=True)
                before = Before(row.id)
            else:
                row = self._found(session, target.number)
                before = _before(row)
                row.removed = True
            raise_revision(session)
            return Change(as_target(row), (before,))

    def restore(self, number: int) -> Change:
        """Bring a removed target back, with all that it held.

        Raises
        ------
        TargetMissing
            When there is none of this number.
        """
        with self._store.transaction() as session:
            row = self._found(session, number)
            before = _before(row)
            row.removed = False
            raise_revision(session)
            return Change(as_target(row), (before,))

    def take_back(self, before: Sequence[Before]) -> None:
        """Undo a change: what it made is gone, what it changed is as it was.

        Raises
        ------
        TargetMissing
            When one of them is not there any more.
        TargetInvalid
            When one had a value that no target has.
        """
        with self._store.transaction() as session:
            for one in before:
                row = self._found(session, one.number)
                if one.target is None:
                    session.delete(row)
                else:
                    _write(row, self._checked(one.target))
                    row.removed = one.removed
            raise_revision(session)

    def _found(self, session: Session, number: int) -> SiteTarget:
        row = session.get(SiteTarget, number)
        if row is None or not self._scope.sees(row.partner_id):
            raise TargetMissing(number)
        return row

    def _checked(self, target: Target) -> Target:
        checked = _checked(target)
        if not self._scope.sees(checked.partner_id):
            raise TargetInvalid("partner_id", "is no partner that you see")
        return checked


def _inserted(session: Session, target: Target, today: date, *, removed: bool = False) -> SiteTarget:
    row = SiteTarget(**_values(target), made_on=today, removed=removed)
    session.add(row)
    session.flush()
    return row


def _write(row: SiteTarget, target: Target) -> None:
    for name, value in _values(target).items():
        setattr(row, name, value)


def _values(target: Target) -> dict[str, object]:
    return {name: getattr(target, name) for name in _FIELDS}


def _before(row: SiteTarget) -> Before:
    return Before(row.id, as_target(row), row.removed)


def _checked(target: Target) -> Target:
    """Return a target as it is kept, spaces around goal and owner dropped.

    Raises
    ------
    TargetInvalid
        When a value can't be kept.
    """
    target = replace(target, goal=target.goal.strip(), owner=target.owner.strip())
    for name, longest in _LONGEST.items():
        if len(getattr(target, name)) > longest:
            raise TargetInvalid(name, f"has more than {longest} characters")
    if not target.kpi:
        raise TargetInvalid("kpi", "is empty")
    for name in ("value", "baseline"):
        number = getattr(target, name)
        if number is not None and not math.isfinite(number):
            raise TargetInvalid(name, "is not a number")
    if target.partner_id and target.partner_type:
        raise TargetInvalid("partner_type", "is given beside a partner; a target has one of the two")
    return target
