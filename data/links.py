"""Share links: made for one partner, opened by whoever holds the secret, until they end."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session, defer

from data.link_models import PastSecret, ShareLink
from data.link_values import (
    SECTIONS,
    Frozen,
    Link,
    LinkEnded,
    LinkError,
    LinkExpired,
    LinkInvalid,
    LinkMissing,
    LinkOver,
    LinkRefused,
    LinkRevoked,
    LinkRotated,
    LinkStatus,
    LinkTried,
    NoPartner,
    SharingStopped,
)
from data.models import State
from data.moments import aware, maybe_aware, stored
from data.passcodes import count_try, fits, forget_tries, hash_passcode, mark_of
from data.scope import EVERYTHING, Scope
from data.sealed import hashed, new_id, new_secret
from data.store import Store

__all__ = [
    "DEFAULT_DAYS",
    "LONGEST_DAYS",
    "LONGEST_LABEL",
    "SECTIONS",
    "Frozen",
    "Link",
    "LinkEnded",
    "LinkError",
    "LinkExpired",
    "LinkInvalid",
    "LinkMissing",
    "LinkOver",
    "LinkRefused",
    "LinkRevoked",
    "LinkRotated",
    "LinkScope",
    "LinkStatus",
    "LinkTried",
    "Links",
    "NoPartner",
    "SharingStopped",
]

DEFAULT_DAYS = 90
LONGEST_DAYS = 365
LONGEST_LABEL = 200
#: Opening a link again within this time is the same visit.
VISIT = timedelta(minutes=30)
STOPPED: Final = "sharing_stopped"

_MINT: Final = object()

#: All of a row but what a frozen link shows, which is large and asked for on its own.
_PLAIN: Final = defer(ShareLink.frozen, raiseload=True)


class LinkScope:
    """What the holder of a link may see: the link's partner, and nothing else.

    Made by `Links` from the link's row and by nothing else, so that whatever asks for a partner's data with it can
    only ask for that partner.

    Raises
    ------
    TypeError
        When somebody else makes one.
    """

    __slots__ = ("_link",)

    def __init__(self, link: Link, mint: object) -> None:
        if mint is not _MINT:
            raise TypeError("Only a link's row makes a scope.")
        self._link = link

    @property
    def link(self) -> Link:
        """The link, as it was when it was looked up."""
        return self._link

    @property
    def partner_id(self) -> str:
        """The one partner."""
        return self._link.partner_id


class Links:
    """The share links of a site.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(
        self,
        partner_id: str,
        *,
        now: datetime,
        days: int = DEFAULT_DAYS,
        label: str = "",
        sections: Iterable[str] = (),
        passcode: str = "",
        freeze: Callable[[LinkScope], Frozen] | None = None,
        created_by: str = "",
    ) -> tuple[Link, str]:
        """Make a link; returns it with its secret, which is not kept and cannot be shown again.

        Parameters
        ----------
        partner_id
            Whom it shows.
        now
            The moment.
        days
            How long it lives, 1 to 365.
        label
            For the list of links.
        sections
            What it shows, of `SECTIONS`; none: everything.
        passcode
            What has to be given to open it; empty for none.
        freeze
            Makes what the link shows for good, from the link's scope; None for a live link.
        created_by
            As `data.audit.Entry.actor`.

        Raises
        ------
        LinkRefused
            If a value can't be used, there is no partner, or sharing is stopped.
        """
        _check(partner_id, days)
        secret = new_secret()
        row = ShareLink(
            id=new_id(),
            secret_sha256=hashed(secret),
            partner_id=partner_id,
            label=label.strip()[:LONGEST_LABEL],
            created_at=stored(now),
            expires_at=stored(now + timedelta(days=days)),
            revoked_at=None,
            views=0,
            last_opened=None,
            sections=_chosen(sections),
            passcode_hash=hash_passcode(passcode),
            frozen=None,
            frozen_at=None,
            turn=0,
            created_by=created_by,
        )
        if freeze is not None:
            frozen = freeze(LinkScope(_link(row), _MINT))
            row.frozen, row.frozen_at = dict(frozen.content), frozen.revision
        with self._store.transaction() as session:
            _refuse_stopped(session)
            session.add(row)
            return _link(row), secret

    def list(self, partner_id: str | None = None, *, scope: Scope = EVERYTHING) -> tuple[Link, ...]:
        """All links, or those of one partner, the newest first; only those of partners that somebody may see."""
        query = select(ShareLink).options(_PLAIN).order_by(ShareLink.created_at.desc(), ShareLink.id)
        if partner_id is not None:
            query = query.where(ShareLink.partner_id == partner_id)
        with self._store.session() as session:
            return tuple(_link(row) for row in session.scalars(query) if scope.sees(row.partner_id))

    def get(self, link_id: str, *, scope: Scope = EVERYTHING) -> Link:
        """Return a link, whether or not it opens.

        Raises
        ------
        LinkInvalid
            When there is none, or it is of a partner that may not be seen: which of these is not told.
        """
        with self._store.session() as session:
            return _link(_row(session, link_id, scope))

    def revoke(self, link_id: str, *, now: datetime, scope: Scope = EVERYTHING) -> Link:
        """Take a link back; it stops at the next request. Revoking twice changes nothing."""
        with self._store.transaction() as session:
            row = _row(session, link_id, scope)
            row.revoked_at = row.revoked_at or stored(now)
            return _link(row)

    def revoke_partner(self, partner_id: str, *, now: datetime) -> tuple[Link, ...]:
        """Take back every link of a partner that is not revoked yet, and return these."""
        return self._revoke(ShareLink.partner_id == partner_id, now)

    def rotate(self, link_id: str, *, now: datetime, scope: Scope = EVERYTHING) -> tuple[Link, str]:
        """Give a link another secret; the old one, and browsers that have opened it, are told that it has ended.

        Raises
        ------
        LinkInvalid
            As `get`.
        LinkRefused
            When the link has ended, or sharing is stopped.
        """
        secret = new_secret()
        with self._store.transaction() as session:
            row = _row(session, link_id, scope)
            _refuse_stopped(session)
            _refuse_revoked(row)
            if _link(row).status(now) is LinkStatus.EXPIRED:
                raise LinkOver("This link has expired. Extend it first.")
            session.add(PastSecret(secret_sha256=row.secret_sha256, link_id=row.id))
            row.secret_sha256 = hashed(secret)
            row.turn += 1
            return _link(row), secret

    def extend(self, link_id: str, *, now: datetime, days: int = DEFAULT_DAYS, scope: Scope = EVERYTHING) -> Link:
        """Let a link live for so many days from now, also one that has expired; never shorter than it would have.

        Raises
        ------
        LinkInvalid
            As `get`.
        LinkRefused
            When it was revoked, `days` is not from 1 to 365, or sharing is stopped.
        """
        _check_days(days)
        with self._store.transaction() as session:
            row = _row(session, link_id, scope)
            _refuse_stopped(session)
            _refuse_revoked(row)
            row.expires_at = max(row.expires_at, stored(now + timedelta(days=days)))
            return _link(row)

    def stop(self, *, now: datetime) -> tuple[Link, ...]:
        """End every link for good and let none be made until `resume`; returns those that ended."""
        return self._revoke(None, now, stops=True)

    def resume(self) -> None:
        """Let links be made again; those that ended stay ended."""
        with self._store.transaction() as session:
            session.merge(State(name=STOPPED, value=0))

    def is_stopped(self) -> bool:
        """Whether sharing is stopped."""
        return self._store.state(STOPPED) != 0

    def find(self, secret: str, *, now: datetime) -> Link:
        """Return the link that `secret` opens.

        Raises
        ------
        LinkMissing, LinkInvalid, LinkExpired, LinkRevoked, LinkRotated
        """
        if not secret:
            raise LinkMissing
        kept = hashed(secret)
        with self._store.session() as session:
            # Both are looked up whatever comes of the first: how long it takes tells nothing.
            row = session.scalars(
                select(ShareLink).options(_PLAIN).where(ShareLink.secret_sha256 == kept)
            ).one_or_none()
            past = session.get(PastSecret, kept)
            if row is None and past is not None:
                raise LinkRotated
            return _open(session, row, now)

    def check(self, link_id: str | None, *, now: datetime, turn: int = 0) -> LinkScope:
        """Return what the link with this id shows, if it still opens; asked on every request.

        Parameters
        ----------
        link_id
            As the cookie has it.
        now
            The moment.
        turn
            The link's turn when it was opened.

        Raises
        ------
        LinkMissing, LinkInvalid, LinkExpired, LinkRevoked, LinkRotated
        """
        if not link_id:
            raise LinkMissing
        with self._store.session() as session:
            link = _open(session, session.get(ShareLink, link_id, options=[_PLAIN]), now)
        if link.turn != turn:
            raise LinkRotated
        return LinkScope(link, _MINT)

    def frozen(self, scope: LinkScope) -> Frozen | None:
        """Return what a frozen link shows for good; None for a live one."""
        if not isinstance(scope, LinkScope):
            raise TypeError("What a link shows needs the scope of that link.")
        if scope.link.frozen_at is None:
            return None
        with self._store.session() as session:
            content = session.scalar(select(ShareLink.frozen).where(ShareLink.id == scope.link.id))
        return Frozen(content or {}, scope.link.frozen_at)

    def try_passcode(self, scope: LinkScope, passcode: str, *, now: datetime) -> bool:
        """Whether a passcode is that of the link.

        Raises
        ------
        LinkTried
            After five wrong ones within a quarter of an hour, by whomever.
        """
        link_id = scope.link.id
        with self._store.transaction() as session:
            kept = session.scalar(select(ShareLink.passcode_hash).where(ShareLink.id == link_id)) or ""
            may = count_try(session, link_id, now)
        if not may:
            raise LinkTried
        if not fits(kept, passcode) or mark_of(kept) != scope.link.passcode_mark:
            return False
        with self._store.transaction() as session:
            forget_tries(session, link_id)
        return True

    def count_view(self, link_id: str, *, now: datetime) -> bool:
        """Count a view unless the link was opened within the last half hour; returns whether it was."""
        moment = stored(now)
        fresh = (ShareLink.last_opened.is_(None)) | (ShareLink.last_opened <= moment - VISIT)
        query = update(ShareLink).where(ShareLink.id == link_id, fresh)
        with self._store.transaction() as session:
            # In one statement, so that two opened at the same moment count once.
            values = {"views": ShareLink.views + 1, "last_opened": moment}
            counted = session.execute(query.values(values).returning(ShareLink.id))
            return counted.one_or_none() is not None

    def _revoke(self, which: Any, now: datetime, *, stops: bool = False) -> tuple[Link, ...]:
        query = select(ShareLink).options(_PLAIN).where(ShareLink.revoked_at.is_(None))
        with self._store.transaction() as session:
            if stops:
                session.merge(State(name=STOPPED, value=1))
            rows: Sequence[ShareLink] = session.scalars(query if which is None else query.where(which)).all()
            for row in rows:
                row.revoked_at = stored(now)
            return tuple(_link(row) for row in rows)


def _check(partner_id: str, days: int) -> None:
    if not partner_id:
        raise LinkRefused("A link needs a partner.")
    _check_days(days)


def _check_days(days: int) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise LinkRefused(f"A link lives from 1 to {LONGEST_DAYS} days, not {days}.")


def _chosen(sections: Iterable[str]) -> builtins.list[str]:
    """Return sections as they are kept: in their own order, and none where all are chosen."""
    wanted = set(sections)
    unknown = sorted(wanted.difference(SECTIONS))
    if unknown:
        raise LinkRefused(f"There is no section {unknown[0]!r}. Sections are {', '.join(SECTIONS)}.")
    return [] if wanted == set(SECTIONS) else [one for one in SECTIONS if one in wanted]


def _row(session: Session, link_id: str, scope: Scope) -> ShareLink:
    if not (link_id.isascii() and link_id.isprintable()):
        # Not every database takes such a text at all.
        raise LinkInvalid
    row = session.get(ShareLink, link_id, options=[_PLAIN])
    if row is None or not scope.sees(row.partner_id):
        raise LinkInvalid
    return row


def _refuse_stopped(session: Session) -> None:
    if _is_stopped(session):
        raise SharingStopped


def _is_stopped(session: Session) -> bool:
    state = session.get(State, STOPPED)
    return state is not None and state.value != 0


def _refuse_revoked(row: ShareLink) -> None:
    if row.revoked_at is not None:
        raise LinkOver("This link was revoked, and a revoked link never opens again. Create a new one.")


def _open(session: Session, row: ShareLink | None, now: datetime) -> Link:
    is_stopped = _is_stopped(session)
    if row is None:
        raise LinkInvalid
    link = _link(row)
    status = link.status(now)
    if status is LinkStatus.REVOKED or is_stopped:
        raise LinkRevoked
    if status is LinkStatus.EXPIRED:
        raise LinkExpired
    return link


def _link(row: ShareLink) -> Link:
    return Link(
        id=row.id,
        partner_id=row.partner_id,
        label=row.label,
        created_at=aware(row.created_at),
        expires_at=aware(row.expires_at),
        revoked_at=maybe_aware(row.revoked_at),
        views=row.views,
        last_opened=maybe_aware(row.last_opened),
        sections=tuple(row.sections),
        frozen_at=row.frozen_at,
        turn=row.turn,
        passcode_mark=mark_of(row.passcode_hash),
        created_by=row.created_by,
    )
