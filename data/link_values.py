"""Share links as values, what they show, and what can be wrong with one.

Errors, of which only the inside knows the difference::

    LinkError
    ├── LinkMissing         no secret or no id was given
    ├── LinkInvalid         it belongs to no link
    ├── LinkRefused         what was asked can't be done with a link, in words
    │   ├── NoPartner       there is no such partner
    │   ├── LinkOver        it has ended, so that it can't be changed
    │   └── SharingStopped  nothing can be made while sharing is stopped
    ├── LinkTried           too many wrong passcodes
    └── LinkEnded
        ├── LinkExpired
        ├── LinkRevoked
        └── LinkRotated     it has another secret by now
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple


class LinkError(Exception):
    """A link that does not open, or can't be changed."""


class LinkMissing(LinkError):
    """No secret or no id was given."""


class LinkInvalid(LinkError):
    """The secret or id belongs to no link."""


class LinkRefused(LinkError, ValueError):
    """What was asked can't be done with a link; the message says why and what to do."""


class NoPartner(LinkRefused):
    """There is no such partner, or who asks may not see it: which of these is not told."""


class LinkOver(LinkRefused):
    """The link has ended, so that it can't be changed."""


class SharingStopped(LinkRefused):
    """Sharing is stopped: no link opens, and none can be made."""

    def __init__(self) -> None:
        super().__init__("Sharing is stopped. An admin has to allow it again before links are made or changed.")


class LinkTried(LinkError):
    """Too many wrong passcodes were given; there is a wait."""


class LinkEnded(LinkError):
    """The link opened once and does no longer."""


class LinkExpired(LinkEnded):
    """The link's time is over."""


class LinkRevoked(LinkEnded):
    """The link was taken back."""


class LinkRotated(LinkEnded):
    """The link has another secret by now."""


class LinkStatus(StrEnum):
    """What a link is good for."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Sections(NamedTuple):
    """The parts of a scorecard that a link may show, by the name under which its row keeps them."""

    scores: str = "scores"
    """The three scores, what moved them, and where similar partners stand."""
    steps: str = "steps"
    """What would raise the score."""
    results: str = "results"
    """Figures that the partner can check."""
    respond: str = "respond"
    """Ways to answer."""


SECTIONS: Final = Sections()


@dataclass(frozen=True)
class Frozen:
    """What a frozen link shows for good.

    Parameters
    ----------
    content
        Plain JSON.
    revision
        Version of the data that it was made of.
    """

    content: Mapping[str, Any]
    revision: int


@dataclass(frozen=True)
class Link:
    """A share link as others may see it: without its secret.

    Parameters
    ----------
    sections
        What it shows, of `SECTIONS`; empty: everything.
    frozen_at
        Version of the data that it shows for good; None when it is live.
    turn
        How often its secret was changed.
    passcode_mark
        Changes with the passcode and tells nothing about it; empty without one.
    created_by
        As `data.audit.Entry.actor`.
    """

    id: str
    partner_id: str
    label: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    views: int
    last_opened: datetime | None
    sections: tuple[str, ...] = ()
    frozen_at: int | None = None
    turn: int = 0
    passcode_mark: str = field(default="", repr=False)
    created_by: str = ""

    @property
    def has_passcode(self) -> bool:
        """Whether whoever opens it has to give a passcode."""
        return bool(self.passcode_mark)

    @property
    def is_frozen(self) -> bool:
        """Whether it shows what was known when it was made."""
        return self.frozen_at is not None

    def shows(self, section: str) -> bool:
        """Whether it shows a part of the scorecard, one of `SECTIONS`."""
        return section in (self.sections or SECTIONS)

    def status(self, now: datetime) -> LinkStatus:
        """Whether the link opens at `now`."""
        if self.revoked_at is not None:
            return LinkStatus.REVOKED
        return LinkStatus.EXPIRED if self.expires_at <= now else LinkStatus.ACTIVE
