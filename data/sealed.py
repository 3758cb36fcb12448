"""Secrets that open something: made at random, kept only as their SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Final

SECRET_BYTES: Final = 32
SECRET_LENGTH: Final = 43
"""Characters of a secret of 32 random bytes, as `secrets.token_urlsafe` writes it."""

ID_BYTES: Final = 9

SEEN_EVERY: Final = timedelta(minutes=1)
"""How often it is noted that a session or a token was used; a page asks many times a second."""


def new_secret() -> str:
    """Return a new secret of 256 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_id() -> str:
    """Return a new id that tells nothing and can't be counted up; a command never takes it for an option."""
    return secrets.token_hex(ID_BYTES)


def is_secret(text: str) -> bool:
    """Whether a text has the form of a secret; nothing else is worth a look into the database."""
    return len(text) == SECRET_LENGTH and text.isascii()


def hashed(secret: str) -> str:
    """SHA-256 of a secret; it has 256 random bits, so no salt and no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
