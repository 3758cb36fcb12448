"""Share links as the Sharing page, ``tandem share`` and the API handle them: within a scope, and noted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from callbacks.access import who
from callbacks.scorecard import freeze
from callbacks.security import SHARE_PREFIX
from callbacks.services import Services
from data.links import DEFAULT_DAYS, LONGEST_LABEL, Link, LinkRefused, NoPartner
from kpi.language import t


def create_link(
    services: Services,
    partner_id: str,
    *,
    days: int = DEFAULT_DAYS,
    label: str = "",
    sections: Sequence[str] = (),
    passcode: str = "",
    is_frozen: bool = False,
) -> tuple[Link, str]:
    """Make a link for a partner that the store knows and who asks may see; returns it with its secret.

    Raises
    ------
    NoPartner
        If there is none of this id among those that who asks may see.
    LinkRefused
        If a value can't be used, in words.
    """
    if partner_id not in partner_names(services):
        raise NoPartner(f"There is no partner {partner_id!r}. Give the id as in the column partner_id.")
    link, secret = services.links.create(
        partner_id,
        now=services.clock(),
        days=days,
        label=checked_label(label),
        sections=sections,
        passcode=passcode,
        freeze=(lambda scope: freeze(services, scope)) if is_frozen else None,
        created_by=who().id,
    )
    _note(services, "made link", link)
    return link, secret


def rotate_link(services: Services, link_id: str) -> tuple[Link, str]:
    """Give a link another secret, and return both.

    Raises
    ------
    LinkInvalid
        When there is no such link among those that who asks may see.
    LinkRefused
        When it has ended, or sharing is stopped.
    """
    link, secret = services.links.rotate(link_id, now=services.clock(), scope=services.scope())
    _note(services, "rotated link", link)
    return link, secret


def extend_link(services: Services, link_id: str, days: int = DEFAULT_DAYS) -> Link:
    """Let a link live for so many days from now; raises as `rotate_link`."""
    link = services.links.extend(link_id, now=services.clock(), days=days, scope=services.scope())
    _note(services, "extended link", link)
    return link


def revoke_link(services: Services, link_id: str) -> Link:
    """Take a link back at once; raises as `rotate_link`."""
    scope = services.scope()
    before = services.links.get(link_id, scope=scope)
    link = services.links.revoke(link_id, now=services.clock(), scope=scope)
    if before.revoked_at is None:
        _note(services, "revoked link", link)
    return link


def revoke_partner(services: Services, partner_id: str) -> tuple[Link, ...]:
    """Take back every link of a partner at once, and return those that ended.

    Raises
    ------
    NoPartner
        When who asks sees no such partner, and no link of it.
    """
    if not services.scope().sees(partner_id) or not (
        partner_id in partner_names(services) or services.links.list(partner_id)
    ):
        raise NoPartner(t("There is no such partner."))
    ended = services.links.revoke_partner(partner_id, now=services.clock())
    for link in ended:
        _note(services, "revoked link", link)
    return ended


def stop_sharing(services: Services) -> int:
    """End every link for good and let none be made until `resume_sharing`; returns how many ended."""
    ended = services.links.stop(now=services.clock())
    services.note("stopped sharing", detail=f"{len(ended)} links ended")
    return len(ended)


def resume_sharing(services: Services) -> None:
    """Let links be made again; those that ended stay ended."""
    services.links.resume()
    services.note("resumed sharing")


def own_links(services: Services, partner_id: str | None = None) -> tuple[Link, ...]:
    """Return the links that who asks may see, the newest first."""
    return services.links.list(partner_id, scope=services.scope())


def checked_label(label: str) -> str:
    """Return a label as it is kept.

    Raises
    ------
    LinkRefused
        When it is too long or holds what can't be shown.
    """
    text = " ".join(label.split())
    if len(text) > LONGEST_LABEL:
        raise LinkRefused(f"The label has {len(text)} characters; at most {LONGEST_LABEL} are kept. Shorten it.")
    if not text.isprintable():
        raise LinkRefused("The label holds characters that can't be shown. Type it again.")
    return text


def partner_names(services: Services) -> dict[str, str]:
    """Name of every partner that who asks may see, by id; partners without a name have their id."""
    scope = services.scope()
    names = services.store.known_partners()
    board = services.board()
    found = {} if board is None else dict(board.programme.partners["name"])
    return {partner: name or partner for partner, name in {**names, **found}.items() if scope.sees(partner)}


def link_address(base: str, secret: str) -> str:
    """The address that opens a link."""
    return f"{base}{SHARE_PREFIX}{secret}"


def link_rows(services: Services, partner_id: str | None = None) -> list[dict[str, Any]]:
    """Return the links that who asks may see as plain values, the newest first, without secrets."""
    return [link_row(services, link) for link in own_links(services, partner_id)]


def link_row(services: Services, link: Link) -> dict[str, Any]:
    """Return a link as plain values, without its secret."""
    return {
        "id": link.id,
        "partner_id": link.partner_id,
        "label": link.label,
        "status": link.status(services.clock()).value,
        "created_at": link.created_at.isoformat(),
        "created_by": link.created_by,
        "expires_at": link.expires_at.isoformat(),
        "views": link.views,
        "last_opened": link.last_opened.isoformat() if link.last_opened else None,
        "sections": list(link.sections),
        "frozen": link.is_frozen,
        "passcode": link.has_passcode,
    }


def _note(services: Services, act: str, link: Link) -> None:
    said = [f"link {link.id}", f"“{link.label}”" if link.label else "", "frozen" if link.is_frozen else ""]
    if act in ("made link", "extended link"):
        said.append(f"until {link.expires_at:%Y-%m-%d}")
    services.note(act, partner_id=link.partner_id, detail=", ".join(part for part in said if part))
