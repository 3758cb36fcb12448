"""Passcodes of links: which may be chosen, how they are kept, and how often a wrong one may be tried."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from data.link_values import LinkRefused
from data.people.models import LimitCount
from data.people.passwords import hash_password, matches

SHORTEST: Final = 6
LONGEST: Final = 64
"""Characters of a passcode."""

TRIES: Final = 5
"""Wrong passcodes of one link within `PAUSE`."""

PAUSE: Final = timedelta(minutes=15)


def hash_passcode(passcode: str) -> str:
    """Return what is kept of a passcode; empty for none.

    Raises
    ------
    LinkRefused
        When it is too short, too long or holds what can't be typed.
    """
    plain = _plain(passcode)
    if not plain:
        return ""
    if not SHORTEST <= len(plain) <= LONGEST:
        raise LinkRefused(f"A passcode has {SHORTEST} to {LONGEST} characters, not {len(plain)}.")
    if not plain.isprintable():
        raise LinkRefused("The passcode holds characters that can't be shown. Type it again.")
    return hash_password(plain)


def fits(kept: str, passcode: str) -> bool:
    """Whether a passcode is the one of which `kept` is kept; as slow for none as for a wrong one."""
    return matches(kept, _plain(passcode[: 4 * LONGEST]))


def mark_of(kept: str) -> str:
    """Return what changes with a passcode and tells nothing about it; empty without one."""
    return hashlib.sha256(kept.encode()).hexdigest()[:32] if kept else ""


def count_try(session: Session, link_id: str, now: datetime) -> bool:
    """Count a try before it is looked at, so that many at once are no more than one after the other.

    Returns
    -------
    bool
        Whether it may be looked at.
    """
    key, moment = _key(link_id), now.timestamp()
    row = session.get(LimitCount, key)
    if row is None or row.expires_at <= moment:
        session.merge(LimitCount(key=key, count=1, expires_at=moment + PAUSE.total_seconds()))
        return True
    if row.count >= TRIES:
        return False
    row.count += 1
    return True


def forget_tries(session: Session, link_id: str) -> None:
    """Forget the tries of a link: the right passcode was given."""
    row = session.get(LimitCount, _key(link_id))
    if row is not None:
        session.delete(row)


def _key(link_id: str) -> str:
    return f"passcode:{link_id}"


def _plain(passcode: str) -> str:
    return unicodedata.normalize("NFKC", passcode).strip()
