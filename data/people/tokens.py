"""API tokens: with one a script acts for a person, within the rights that it was made with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.moments import aware, maybe_aware, stored
from data.people.accounts import account_of
from data.people.errors import BadField
from data.people.models import ApiToken, Person
from data.people.principal import NOBODY, Principal, Right
from data.sealed import SEEN_EVERY, hashed, is_secret, new_id, new_secret
from data.store import Store
from kpi.language import t

TOKEN_PREFIX: Final = "tdm_"
"""Begins every API token, so that a scanner for leaked secrets can tell one."""

SCOPES: Final = tuple(Right)
"""What a token can be made for."""

LONGEST_LABEL: Final = 100


@dataclass(frozen=True)
class Token:
    """An API token as others may see it: without its secret."""

    id: str
    person_id: str
    label: str
    scopes: tuple[Right, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Tokens:
    """The API tokens of a site.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def make(
        self, principal: Principal, *, label: str, scopes: Collection[Right], now: datetime
    ) -> tuple[Token, str]:
        """Make a token for somebody; returns it with the token itself, which is not kept.

        Raises
        ------
        BadField
            Without a label, or with rights that the person does not have.
        """
        text = " ".join(label.split())
        if not text or len(text) > LONGEST_LABEL or not text.isprintable():
            raise BadField("label", t("Give the token a label of at most {most} characters.", most=LONGEST_LABEL))
        wanted = tuple(right for right in SCOPES if right in scopes)
        if not wanted:
            raise BadField("scopes", t("Choose at least one thing that the token may do."))
        if len(wanted) != len(set(scopes)) or not principal.rights.issuperset(wanted):
            raise BadField("scopes", t("A token can't do more than you may do yourself."))
        secret = new_secret()
        row = ApiToken(
            id=new_id(),
            secret_sha256=hashed(secret),
            person_id=principal.id,
            label=text,
            scopes=[right.value for right in wanted],
            created_at=stored(now),
            last_used_at=None,
            revoked_at=None,
        )
        with self._store.transaction() as session:
            session.add(row)
            return _token(row), TOKEN_PREFIX + secret

    def principal(self, token: str, *, now: datetime, address: str = "") -> Principal:
        """Return for whom a token acts, within its scopes; nobody when it is none or was revoked."""
        secret = token.removeprefix(TOKEN_PREFIX)
        if secret == token or not is_secret(secret):
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
        return account_of(person).principal(scopes=frozenset(scopes_of(one)), address=address)

    def list(self, person_id: str | None = None) -> tuple[Token, ...]:
        """Return the tokens that are not revoked, of one person or of all, the newest first."""
        query = select(ApiToken).where(ApiToken.revoked_at.is_(None))
        if person_id is not None:
            query = query.where(ApiToken.person_id == person_id)
        with self._store.session() as session:
            return tuple(_token(row) for row in session.scalars(query.order_by(ApiToken.created_at.desc())))

    def revoke(self, token_id: str, *, now: datetime, person_id: str | None = None) -> Token | None:
        """Take a token back, that of `person_id` if it is given; None when there is none that works."""
        with self._store.transaction() as session:
            row = session.get(ApiToken, token_id)
            if row is None or row.revoked_at is not None or person_id not in (None, row.person_id):
                return None
            row.revoked_at = stored(now)
            return _token(row)


def revoke_tokens(session: Session, person_id: str, *, now: datetime) -> int:
    """Take back all tokens of a person, in a transaction that is under way."""
    query = update(ApiToken).where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    return len(session.execute(query.values(revoked_at=stored(now)).returning(ApiToken.id)).all())


def scopes_of(row: ApiToken) -> tuple[Right, ...]:
    """Return the rights of a token; words that no right has any more count for nothing."""
    known = {right.value for right in Right}
    return tuple(Right(word) for word in row.scopes if word in known)


def _token(row: ApiToken) -> Token:
    return Token(
        id=row.id,
        person_id=row.person_id,
        label=row.label,
        scopes=scopes_of(row),
        created_at=aware(row.created_at),
        last_used_at=maybe_aware(row.last_used_at),
        revoked_at=maybe_aware(row.revoked_at),
    )
