"""The audit log: who did what, when, and from where. Entries are added and never changed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from data.audit_models import AuditRow
from data.moments import aware, stored
from data.people.principal import Principal
from data.store import Store

LONGEST_DETAIL: Final = 500
LONGEST_NAME: Final = 254

ACTS: Final = (
    "imported",
    "undid import",
    "redid import",
    "merged partners",
    "unmerged partners",
    "loaded sample",
    "removed sample",
    "made link",
    "opened link",
    "extended link",
    "rotated link",
    "revoked link",
    "stopped sharing",
    "resumed sharing",
    "sent",
    "accepted",
    "declined",
    "took back",
    "changed method",
    "changed target",
    "closed review",
    "reopened review",
    "exported",
    "signed in",
    "failed sign-in",
    "signed out",
    "invited",
    "joined",
    "changed role",
    "disabled person",
    "enabled person",
    "reset password",
    "changed password",
    "ended session",
    "made token",
    "revoked token",
)
"""Every kind of entry."""


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did.

    Parameters
    ----------
    at
        When, in UTC.
    actor
        A person's id, ``link:`` and a link's id, ``command``, ``local``, or empty for nobody.
    actor_name
        What it was called on that day.
    act
        One of `ACTS`.
    partner_id
        The partner that it was about, if any.
    detail
        What else there is to say.
    address
        Shortened.
    """

    id: int
    at: datetime
    actor: str
    actor_name: str
    act: str
    partner_id: str
    detail: str
    address: str


@dataclass(frozen=True)
class AuditQuestion:
    """Which entries are asked for; what is empty is not asked."""

    actor: str = ""
    act: str = ""
    partner_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None


class Audit:
    """The audit log of a site.

    Parameters
    ----------
    store
        Store whose database holds it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, who: Principal, act: str, *, now: datetime, partner_id: str = "", detail: str = "") -> None:
        """Add an entry.

        Raises
        ------
        ValueError
            When there is no such act: a misspelt one would be found by no filter.
        """
        with self._store.transaction() as session:
            note_in(session, who, act, now=now, partner_id=partner_id, detail=detail)

    def entries(self, question: AuditQuestion | None = None, *, most: int | None = None) -> tuple[Entry, ...]:
        """Return entries, the latest first; at most so many."""
        with self._store.session() as session:
            query = _asked(question or AuditQuestion()).order_by(AuditRow.id.desc()).limit(most)
            return tuple(_entry(row) for row in session.scalars(query))

    def actors(self) -> dict[str, str]:
        """Return everybody who has ever done something, id to the name of the latest time."""
        with self._store.session() as session:
            found = session.execute(select(AuditRow.actor, AuditRow.actor_name).order_by(AuditRow.id))
            return {actor: name for actor, name in found}  # noqa: C416 - rows are not pairs to the type checker

    def acts(self) -> list[str]:
        """Return the kinds of entries that there are."""
        with self._store.session() as session:
            return sorted(session.scalars(select(AuditRow.act).distinct()))

    def forget(self, *, now: datetime, days: int) -> int:
        """Remove what is older than the site keeps it, and return how many entries that were."""
        with self._store.transaction() as session:
            old = delete(AuditRow).where(AuditRow.at < stored(now - timedelta(days=days)))
            return len(session.execute(old.returning(AuditRow.id)).all())


def note_in(
    session: Session, who: Principal, act: str, *, now: datetime, partner_id: str = "", detail: str = ""
) -> None:
    """Add an entry in a transaction that is under way: the act and its entry are kept together or not at all."""
    if act not in ACTS:
        raise ValueError(f"There is no act {act!r} in the audit log.")
    plain = "".join(letter if letter.isprintable() else " " for letter in detail)
    session.add(
        AuditRow(
            at=stored(now),
            actor=who.id,
            actor_name=who.name[:LONGEST_NAME],
            act=act,
            partner_id=partner_id,
            detail=plain[:LONGEST_DETAIL],
            address=who.address,
        )
    )


def shortened_address(address: str | None) -> str:
    """Return an IP address without its end: enough to tell a country or a company, not a person.

    Examples
    --------
    >>> shortened_address("203.0.113.77"), shortened_address("2001:db8:7:8::9"), shortened_address("nonsense")
    ('203.0.113.0/24', '2001:db8:7::/48', '')
    """
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return str(ipaddress.ip_network((known, 24 if known.version == 4 else 48), strict=False))


def _asked(question: AuditQuestion) -> Select[AuditRow]:
    query = select(AuditRow)
    if question.actor:
        query = query.where(AuditRow.actor == question.actor)
    if question.act:
        query = query.where(AuditRow.act == question.act)
    if question.partner_id:
        query = query.where(AuditRow.partner_id == question.partner_id)
    if question.since is not None:
        query = query.where(AuditRow.at >= stored(question.since))
    if question.until is not None:
        query = query.where(AuditRow.at < stored(question.until))
    if question.before_id is not None:
        query = query.where(AuditRow.id < question.before_id)
    return query


def _entry(row: AuditRow) -> Entry:
    return Entry(
        row.id,
        aware(row.at),
        row.actor,
        row.actor_name,
        row.act,
        row.partner_id,
        row.detail,
        row.address,
    )
