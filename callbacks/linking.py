"""Share links as the Sharing page and ``tandem share`` handle them."""

from __future__ import annotations

from typing import Any

from callbacks.security import SHARE_PREFIX
from callbacks.services import Services
from data.links import DEFAULT_DAYS, Link


def create_link(
    services: Services, partner_id: str, *, days: int = DEFAULT_DAYS, label: str = ""
) -> tuple[Link, str]:
    """Make a link for a partner that the store knows; returns it with its secret.

    Raises
    ------
    ValueError
        If there is no such partner, or `days` is not from 1 to 365, in words.
    """
    if partner_id not in partner_names(services):
        raise ValueError(f"There is no partner {partner_id!r}. Give the id as in the column partner_id.")
    return services.links.create(partner_id, now=services.clock(), days=days, label=label)


def partner_names(services: Services) -> dict[str, str]:
    """Name of every partner that the store knows, by id; partners without a name have their id."""
    names = services.store.known_partners()
    board = services.board()
    found = {} if board is None else dict(board.programme.partners["name"])
    return {partner: name or partner for partner, name in {**names, **found}.items()}


def link_address(base: str, secret: str) -> str:
    """The address that opens a link."""
    return f"{base}{SHARE_PREFIX}{secret}"


def link_rows(services: Services) -> list[dict[str, Any]]:
    """All links as plain values, the newest first, without secrets."""
    now = services.clock()
    return [
        {
            "id": link.id,
            "partner_id": link.partner_id,
            "label": link.label,
            "status": link.status(now).value,
            "created_at": link.created_at.isoformat(),
            "expires_at": link.expires_at.isoformat(),
            "views": link.views,
            "last_opened": link.last_opened.isoformat() if link.last_opened else None,
        }
        for link in services.links.list()
    ]
