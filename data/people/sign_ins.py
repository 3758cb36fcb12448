"""Sessions: the browsers in which people have signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.moments import aware, stored
from data.people.accounts import Account, account_of, found
from data.people.errors import UnknownPerson
from data.people.models import Person, SignIn
from data.people.one_time import Purpose, forget_links
from data.people.principal import NOBODY, Principal
from data.sealed import SEEN_EVERY, hashed, is_secret, new_id, new_secret
from data.store import Store

IDLE: Final = timedelta(hours=12)
"""A session that nobody has used for so long is over."""

LONGEST: Final = timedelta(days=14)
"""However much it is used, a session is over after this time."""

KEPT: Final = timedelta(days=30)
"""How long it is known that a session was; the audit log knows it for longer."""

LONGEST_BROWSER: Final = 120


@dataclass(frozen=True)
class OpenSession:
    """A session that is not over; its secret is not known here."""

    id: str
    person_id: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    browser: str


class Sessions:
    """The sessions of a site.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, account: Account, *, now: datetime, address: str = "", browser: str = "") -> str:
        """Return the secret of a new session, which is not kept.

        Parameters
        ----------
        account
            As it was when the person showed who they are.

        Raises
        ------
        UnknownPerson
            When the person was shut out since, or has another password.
        """
        secret = new_secret()
        moment = stored(now)
        with self._store.transaction() as session:
            session.execute(delete(SignIn).where(SignIn.expires_at <= moment - KEPT))
            person = found(session, account.id)
            if person.disabled_at is not None or account_of(person).password_mark != account.password_mark:
                raise UnknownPerson(account.id)
            session.add(
                SignIn(
                    id=new_id(),
                    secret_sha256=hashed(secret),
                    person_id=person.id,
                    created_at=moment,
                    last_seen_at=moment,
                    expires_at=stored(now + LONGEST),
                    ended_at=None,
                    address=address,
                    browser=browser[:LONGEST_BROWSER],
                )
            )
            person.last_seen_at = moment
            # Who has come in, by whichever way, needs no invitation any more.
            forget_links(session, person.id, Purpose.INVITE)
        return secret

    def principal(self, secret: str, *, now: datetime, address: str = "") -> Principal:
        """Return whose session a secret opens; nobody's when it is none, is over or long unused."""
        if not is_secret(secret):
            return NOBODY
        moment = stored(now)
        with self._store.session() as session:
            query = select(SignIn, Person).join(Person, Person.id == SignIn.person_id)
            kept = session.execute(query.where(SignIn.secret_sha256 == hashed(secret))).one_or_none()
        if kept is None:
            return NOBODY
        one, person = kept
        is_over = one.ended_at is not None or one.expires_at <= moment or one.last_seen_at <= moment - IDLE
        if is_over or person.disabled_at is not None:
            return NOBODY
        if one.last_seen_at <= moment - SEEN_EVERY:
            with self._store.transaction() as session:
                session.execute(update(SignIn).where(SignIn.id == one.id).values(last_seen_at=moment))
                session.execute(update(Person).where(Person.id == person.id).values(last_seen_at=moment))
        return account_of(person).principal(address=address)

    def list(self, person_id: str | None = None, *, now: datetime) -> tuple[OpenSession, ...]:
        """Return the sessions that are not over, of one person or of all, the one used last first."""
        moment = stored(now)
        query = select(SignIn).where(
            SignIn.ended_at.is_(None), SignIn.expires_at > moment, SignIn.last_seen_at > moment - IDLE
        )
        if person_id is not None:
            query = query.where(SignIn.person_id == person_id)
        with self._store.session() as session:
            rows = session.scalars(query.order_by(SignIn.last_seen_at.desc(), SignIn.id))
            return tuple(_open_session(row) for row in rows)

    def id_of(self, secret: str) -> str:
        """Return the id of the session that a secret opens; empty for none."""
        if not is_secret(secret):
            return ""
        with self._store.session() as session:
            return session.scalar(select(SignIn.id).where(SignIn.secret_sha256 == hashed(secret))) or ""

    def end(self, session_id: str, *, now: datetime, person_id: str | None = None) -> bool:
        """End a session, that of `person_id` if it is given; returns whether there was one that went on."""
        query = update(SignIn).where(SignIn.id == session_id, SignIn.ended_at.is_(None))
        if person_id is not None:
            query = query.where(SignIn.person_id == person_id)
        with self._store.transaction() as session:
            ended = session.execute(query.values(ended_at=stored(now)).returning(SignIn.id))
            return ended.one_or_none() is not None

    def end_all(self, person_id: str, *, now: datetime, but: str = "") -> int:
        """End the sessions of a person, but for the one with this id, and return how many."""
        with self._store.transaction() as session:
            return end_sessions(session, person_id, now=now, but=but)


def end_sessions(session: Session, person_id: str, *, now: datetime, but: str = "") -> int:
    """End sessions in a transaction that is under way."""
    query = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.id != but)
    return len(session.execute(query.values(ended_at=stored(now)).returning(SignIn.id)).all())


def _open_session(row: SignIn) -> OpenSession:
    return OpenSession(
        id=row.id,
        person_id=row.person_id,
        created_at=aware(row.created_at),
        last_seen_at=aware(row.last_seen_at),
        expires_at=aware(row.expires_at),
        address=row.address,
        browser=row.browser,
    )
