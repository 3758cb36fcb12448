"""One-time links: an invitation, a password reset, or the way in for the first admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.moments import aware, stored
from data.people.errors import LinkSpent
from data.people.models import OneTimeLink, Person
from data.sealed import hashed, is_secret, new_secret
from data.store import Store
from kpi.language import t


class Purpose(StrEnum):
    """What a one-time link is for; it opens nothing else."""

    FIRST_ADMIN = "first_admin"
    INVITE = "invite"
    RESET = "reset"


LIVES: Final = {
    Purpose.FIRST_ADMIN: timedelta(hours=24),
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(hours=24),
}
"""How long each kind of link works."""


@dataclass(frozen=True)
class Opened:
    """A one-time link that works now.

    Parameters
    ----------
    key
        The hash of its secret: tells the link, and opens nothing.
    purpose
        What it is for.
    person_id, email, name
        Whose it is; empty for the first admin.
    """

    key: str
    purpose: Purpose
    person_id: str
    email: str
    name: str
    expires_at: datetime


class OneTimeLinks:
    """The one-time links of a site.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def make(self, purpose: Purpose, person_id: str | None, *, now: datetime) -> str:
        """Return the secret of a new link, which is not kept; earlier links of the same kind end."""
        with self._store.transaction() as session:
            return make_link(session, purpose, person_id, now=now)

    def find(self, secret: str, *purposes: Purpose, now: datetime) -> Opened:
        """Return what a secret opens; it is not used up by that.

        Raises
        ------
        LinkSpent
            When it opens nothing, or something else.
        """
        if not is_secret(secret):
            raise _spent()
        return self.look_up(hashed(secret), *purposes, now=now)

    def look_up(self, key: str, *purposes: Purpose, now: datetime) -> Opened:
        """Return the link of a key, see `Opened`, if it still works.

        Raises
        ------
        LinkSpent
        """
        with self._store.session() as session:
            row = session.get(OneTimeLink, key)
            person = session.get(Person, row.person_id) if row is not None and row.person_id else None
        if row is None or row.used_at is not None or row.expires_at <= stored(now):
            raise _spent()
        if row.purpose not in purposes or (person is not None and person.disabled_at is not None):
            raise _spent()
        return Opened(
            key=row.secret_sha256,
            purpose=Purpose(row.purpose),
            person_id=row.person_id or "",
            email=person.email if person else "",
            name=person.name if person else "",
            expires_at=aware(row.expires_at),
        )


def make_link(session: Session, purpose: Purpose, person_id: str | None, *, now: datetime) -> str:
    """Make a link in a transaction that is under way, and return its secret; earlier ones of its kind end."""
    secret = new_secret()
    forget_links(session, person_id, purpose)
    session.add(
        OneTimeLink(
            secret_sha256=hashed(secret),
            purpose=purpose.value,
            person_id=person_id,
            created_at=stored(now),
            expires_at=stored(now + LIVES[purpose]),
            used_at=None,
        )
    )
    return secret


def use_link(session: Session, key: str, purpose: Purpose, *, now: datetime) -> str | None:
    """Use a link up in a transaction that is under way, and return whose it is.

    In one statement, so that of two who use it at the same moment only one does.

    Raises
    ------
    LinkSpent
    """
    unused = (OneTimeLink.used_at.is_(None)) & (OneTimeLink.expires_at > stored(now))
    query = update(OneTimeLink).where(OneTimeLink.secret_sha256 == key, OneTimeLink.purpose == purpose.value, unused)
    found = session.execute(query.values(used_at=stored(now)).returning(OneTimeLink.person_id)).one_or_none()
    if found is None:
        raise _spent()
    person_id: str | None = found[0]
    return person_id


def forget_links(session: Session, person_id: str | None, *purposes: Purpose) -> None:
    """End the unused links of a person, of these kinds or of all."""
    query = delete(OneTimeLink).where(OneTimeLink.used_at.is_(None))
    owned = OneTimeLink.person_id.is_(None) if person_id is None else OneTimeLink.person_id == person_id
    query = query.where(owned)
    session.execute(query.where(OneTimeLink.purpose.in_(purposes)) if purposes else query)


def waiting_links(session: Session, *, now: datetime) -> dict[str, datetime]:
    """Return until when the invitation of each person works that has one."""
    query = select(OneTimeLink.person_id, OneTimeLink.expires_at).where(
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > stored(now),
        OneTimeLink.purpose == Purpose.INVITE.value,
        OneTimeLink.person_id.is_not(None),
    )
    return {str(person_id): aware(until) for person_id, until in session.execute(query)}


def _spent() -> LinkSpent:
    return LinkSpent(t("This link works no more: it was used, or its time is over."), t("Ask for a new one."))
