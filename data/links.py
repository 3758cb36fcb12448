"""Share links: made for one partner, opened by whoever holds the secret, until they end.

Errors, of which only the inside knows the difference::

    LinkError
    ├── LinkMissing     no secret or no id was given
    ├── LinkInvalid     it belongs to no link
    └── LinkEnded
        ├── LinkExpired
        └── LinkRevoked
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select, update

from data.link_models import ShareLink
from data.store import Store

SECRET_BYTES = 32
#: A secret in base64url, as secrets.token_urlsafe writes it.
SECRET_LENGTH = 43
ID_BYTES = 9
DEFAULT_DAYS = 90
LONGEST_DAYS = 365
LONGEST_LABEL = 200
#: Opening a link again within this time is the same visit.
VISIT = timedelta(minutes=30)


class LinkError(Exception):
    """A link that does not open."""


class LinkMissing(LinkError):
    """No secret or no id was given."""


class LinkInvalid(LinkError):
    """The secret or id belongs to no link."""


class LinkEnded(LinkError):
    """The link opened once and does no longer."""


class LinkExpired(LinkEnded):
    """The link's time is over."""


class LinkRevoked(LinkEnded):
    """The link was taken back."""


class LinkStatus(StrEnum):
    """What a link is good for."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Link:
    """A share link as others may see it: without its secret."""

    id: str
    partner_id: str
    label: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    views: int
    last_opened: datetime | None

    def status(self, now: datetime) -> LinkStatus:
        """Whether the link opens at `now`."""
        if self.revoked_at is not None:
            return LinkStatus.REVOKED
        return LinkStatus.EXPIRED if self.expires_at <= now else LinkStatus.ACTIVE


_MINT: Final = object()


class LinkScope:
    """What the holder of a link may see: the link's partner, and nothing else.

    Made by `Links.check` from the link's row and by nothing else, so that whatever asks for a partner's data with it
    can only ask for that partner.

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
        self, partner_id: str, *, now: datetime, days: int = DEFAULT_DAYS, label: str = ""
    ) -> tuple[Link, str]:
        """Make a link; returns it with its secret, which is not kept and cannot be shown again.

        Raises
        ------
        ValueError
            If `days` is not from 1 to 365, or there is no partner.
        """
        _check(partner_id, days)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        row = ShareLink(
            id=secrets.token_urlsafe(ID_BYTES),
            secret_sha256=hash_secret(secret),
            partner_id=partner_id,
            label=label.strip()[:LONGEST_LABEL],
            created_at=_stored(now),
            expires_at=_stored(now + timedelta(days=days)),
            revoked_at=None,
            views=0,
            last_opened=None,
        )
        with self._store.transaction() as session:
            session.add(row)
            return _link(row), secret

    def list(self, partner_id: str | None = None) -> tuple[Link, ...]:
        """All links, or those of one partner, the newest first."""
        query = select(ShareLink).order_by(ShareLink.created_at.desc(), ShareLink.id)
        if partner_id is not None:
            query = query.where(ShareLink.partner_id == partner_id)
        with self._store.session() as session:
            return tuple(_link(row) for row in session.scalars(query))

    def revoke(self, link_id: str, *, now: datetime) -> Link:
        """Take a link back; it stops at the next request. Revoking twice changes nothing."""
        with self._store.transaction() as session:
            row = session.get(ShareLink, link_id)
            if row is None:
                raise LinkInvalid
            row.revoked_at = row.revoked_at or _stored(now)
            return _link(row)

    def find(self, secret: str, *, now: datetime) -> Link:
        """Return the link that `secret` opens.

        Raises
        ------
        LinkMissing, LinkInvalid, LinkExpired, LinkRevoked
        """
        if not secret:
            raise LinkMissing
        if len(secret) != SECRET_LENGTH or not secret.isascii():
            raise LinkInvalid
        with self._store.session() as session:
            query = select(ShareLink).where(ShareLink.secret_sha256 == hash_secret(secret))
            return _open(session.scalars(query).one_or_none(), now)

    def check(self, link_id: str | None, *, now: datetime) -> LinkScope:
        """Return what the link with this id shows, if it still opens; asked on every request.

        Raises
        ------
        LinkMissing, LinkInvalid, LinkExpired, LinkRevoked
        """
        if not link_id:
            raise LinkMissing
        with self._store.session() as session:
            return LinkScope(_open(session.get(ShareLink, link_id), now), _MINT)

    def count_view(self, link_id: str, *, now: datetime) -> bool:
        """Count a view unless the link was opened within the last half hour; returns whether it was."""
        moment = _stored(now)
        fresh = (ShareLink.last_opened.is_(None)) | (ShareLink.last_opened <= moment - VISIT)
        query = update(ShareLink).where(ShareLink.id == link_id, fresh)
        with self._store.transaction() as session:
            # In one statement, so that two opened at the same moment count once.
            values = {"views": ShareLink.views + 1, "last_opened": moment}
            counted = session.execute(query.values(values).returning(ShareLink.id))
            return counted.one_or_none() is not None


def hash_secret(secret: str) -> str:
    """SHA-256 of a secret; it has 256 random bits, so no salt and no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(partner_id: str, days: int) -> None:
    if not partner_id:
        raise ValueError("A link needs a partner.")
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError(f"A link lives from 1 to {LONGEST_DAYS} days, not {days}.")


def _open(row: ShareLink | None, now: datetime) -> Link:
    if row is None:
        raise LinkInvalid
    link = _link(row)
    status = link.status(now)
    if status is LinkStatus.REVOKED:
        raise LinkRevoked
    if status is LinkStatus.EXPIRED:
        raise LinkExpired
    return link


def _link(row: ShareLink) -> Link:
    return Link(
        id=row.id,
        partner_id=row.partner_id,
        label=row.label,
        created_at=row.created_at.replace(tzinfo=UTC),
        expires_at=row.expires_at.replace(tzinfo=UTC),
        revoked_at=_aware(row.revoked_at),
        views=row.views,
        last_opened=_aware(row.last_opened),
    )


def _stored(moment: datetime) -> datetime:
    """Return UTC without a zone, which is what SQLite keeps."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
