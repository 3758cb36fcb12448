"""People and what they sign in with: accounts, sessions, one-time links and API tokens."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.people.models import ApiToken, Person, SignIn
from data.people.principal import NOBODY, Principal, Right, Role
from data.store import Store

SECRET_LENGTH: Final = 43
"""Characters of a secret of 32 random bytes, as `secrets.token_urlsafe` writes it."""

TOKEN_PREFIX: Final = "tdm_"
"""Begins every API token, so that a scanner for leaked secrets can tell one."""

IDLE: Final = timedelta(hours=12)
"""A session that nobody has used for so long is over."""

SEEN_EVERY: Final = timedelta(minutes=1)
"""How often it is noted that a session or a token was used; a page asks many times a second."""


class People:
    """The people of a site.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_session(self, secret: str, *, now: datetime, address: str = "") -> Principal:
        """Return whose session a cookie's secret opens; nobody's when it is none, is over or long unused."""
        if not _is_secret(secret):
            return NOBODY
        moment = stored(now)
        with self._store.session() as session:
            query = select(SignIn, Person).join(Person, Person.id == SignIn.person_id)
            found = session.execute(query.where(SignIn.secret_sha256 == hashed(secret))).one_or_none()
        if found is None:
            return NOBODY
        one, person = found
        is_over = one.ended_at is not None or one.expires_at <= moment or one.last_seen_at <= moment - IDLE
        if is_over or person.disabled_at is not None:
            return NOBODY
        if one.last_seen_at <= moment - SEEN_EVERY:
            with self._store.transaction() as session:
                session.execute(update(SignIn).where(SignIn.id == one.id).values(last_seen_at=moment))
                _seen(session, person.id, moment)
        return principal_of(person, address=address)

    def of_token(self, token: str, *, now: datetime, address: str = "") -> Principal:
        """Return for whom an API token acts, within its scopes; nobody when it is none or was revoked."""
        secret = token.removeprefix(TOKEN_PREFIX)
        if secret == token or not _is_secret(secret):
            return NOBODY
        moment = stored(now)
        with self._store.session() as session:
            query = select(ApiToken, Person).join(Person, Person.id == ApiToken.person_id)
            found = session.execute(query.where(ApiToken.secret_sha256 == hashed(secret))).one_or_none()
        if found is None:
            return NOBODY
        one, person = found
        if one.revoked_at is not None or person.disabled_at is not None:
            return NOBODY
        if one.last_used_at is None or one.last_used_at <= moment - SEEN_EVERY:
            with self._store.transaction() as session:
                session.execute(update(ApiToken).where(ApiToken.id == one.id).values(last_used_at=moment))
        known = {right.value for right in Right}
        return principal_of(
            person, scopes=frozenset(Right(word) for word in one.scopes if word in known), address=address
        )


def principal_of(person: Person, *, scopes: frozenset[Right] | None = None, address: str = "") -> Principal:
    """Return a person as who asks."""
    return Principal(person.id, person.email, Role(person.role), person.manages, scopes, address)


def hashed(secret: str) -> str:
    """SHA-256 of a secret; it has 256 random bits, so no salt and no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def stored(moment: datetime) -> datetime:
    """Return UTC without a zone, which is what SQLite keeps."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _is_secret(text: str) -> bool:
    return len(text) == SECRET_LENGTH and text.isascii()


def _seen(session: Session, person_id: str, moment: datetime) -> None:
    session.execute(update(Person).where(Person.id == person_id).values(last_seen_at=moment))
