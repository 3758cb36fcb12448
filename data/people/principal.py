"""Who asks, and what they may do: one value that every request carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is to the site."""

    ADMIN = "admin"
    MANAGER = "manager"
    VIEWER = "viewer"


class Right(StrEnum):
    """Something that a route, a callback or a page needs."""

    VIEW = "view"
    """See pages and figures, export what is seen, keep views of one's own."""
    WORK = "work"
    """Act on findings, keep actions and targets, hold reviews."""
    SHARE = "share"
    """Make and end links, decide about what partners sent back."""
    IMPORT = "import"
    """Bring in files, take imports back, merge partners: needs to see all partners."""
    METHOD = "method"
    """Change how scores are calculated, for everybody."""
    ADMIN = "admin"
    """Look after people, settings and the audit log."""


_RIGHTS: Final = {
    Role.ADMIN: frozenset(Right),
    Role.MANAGER: frozenset({Right.VIEW, Right.WORK, Right.SHARE, Right.IMPORT, Right.METHOD}),
    Role.VIEWER: frozenset({Right.VIEW}),
}

_ABOUT_ALL: Final = frozenset({Right.IMPORT, Right.METHOD, Right.ADMIN})
"""Rights over things that concern every partner: of no use to somebody who may see only some of them."""


@dataclass(frozen=True)
class Principal:
    """Who asks.

    Parameters
    ----------
    id
        Of the person, or another word of `data.audit.Entry.actor`.
    name
        What the audit log calls it.
    role
        None for nobody: may do nothing.
    manages
        The manager, as in the partners file, whose partners are the only ones seen; empty: all partners.
    scopes
        Of an API token: the rights that it was made with; None without a token.
    address
        Shortened, see `data.audit.shortened_address`.
    """

    id: str
    name: str
    role: Role | None = None
    manages: str = ""
    scopes: frozenset[Right] | None = None
    address: str = ""

    @property
    def rights(self) -> frozenset[Right]:
        """What it may do."""
        if self.role is None:
            return frozenset()
        rights = _RIGHTS[self.role]
        if self.manages:
            rights -= _ABOUT_ALL
        return rights if self.scopes is None else rights & self.scopes

    @property
    def is_known(self) -> bool:
        """Whether somebody has signed in."""
        return self.role is not None

    def may(self, right: Right) -> bool:
        """Whether it has a right."""
        return right in self.rights


NOBODY: Final = Principal("", "nobody")
LOCAL: Final = Principal("local", "local", Role.ADMIN)
"""Whoever sits at this machine, where there are no accounts."""
COMMAND: Final = Principal("command", "command line", Role.ADMIN)
