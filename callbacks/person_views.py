"""Accounts, sessions and tokens as pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import has_request_context, request

from callbacks.access import SESSION_COOKIE
from callbacks.services import day_of
from layouts import formats
from layouts.person_parts import SessionView, TokenView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from callbacks.services import Services


def session_views(services: Services, person_id: str, *, this: str = "") -> list[SessionView]:
    """Return where somebody is signed in; `this` is the id of the session that asks."""
    return [
        SessionView(
            id=one.id,
            browser=one.browser,
            address=one.address or formats.MISSING,
            began=moment_text(one.created_at),
            seen=moment_text(one.last_seen_at),
            is_this=one.id == this,
        )
        for one in services.people.sessions.list(person_id, now=services.clock())
    ]


def this_session(services: Services) -> str:
    """Return the id of the session that asks; empty for none."""
    secret = request.cookies.get(SESSION_COOKIE, "") if has_request_context() else ""
    return services.people.sessions.id_of(secret)


def token_views(services: Services, person_id: str) -> list[TokenView]:
    """Return the API tokens of somebody."""
    return [
        TokenView(
            id=one.id,
            label=one.label,
            scopes=[right.value for right in one.scopes],
            created=formats.day(day_of(one.created_at)),
            used=moment_text(one.last_used_at),
        )
        for one in services.people.tokens.list(person_id)
    ]


def managers_of(services: Services) -> Sequence[str]:
    """Return the managers of the partners file, by name."""
    board = services.board()
    if board is None:
        return []
    return sorted({name for name in board.programme.coded["manager"][1] if name.strip()}, key=str.casefold)


def moment_text(moment: datetime | None) -> str:
    """Return a day and time where the server stands."""
    if moment is None:
        return formats.MISSING
    local = moment.astimezone()
    return f"{formats.day(local.date())}, {local:%H:%M}"


def asked_button(asked: object) -> tuple[str, str]:
    """Return what a clicked button does and to what; two empty texts for whatever else a client sends."""
    button = asked.get("button") if isinstance(asked, dict) else None
    if not isinstance(button, dict):
        return "", ""
    do, key = button.get("do"), button.get("key")
    return (do, key) if isinstance(do, str) and isinstance(key, str) else ("", "")


def as_text(value: object) -> str:
    """Return what a field sent; whatever is no text counts as nothing."""
    return value if isinstance(value, str) else ""
