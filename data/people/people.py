"""People and what they sign in with: accounts, sessions, one-time links and API tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.moments import stored
from data.people.accounts import (
    Account,
    account_of,
    checked_email,
    checked_manages,
    checked_name,
    checked_role,
    found,
    has_joined,
    keep_an_admin,
    plain_email,
)
from data.people.errors import BadField, LinkSpent, UnknownPerson
from data.people.models import Person
from data.people.one_time import OneTimeLinks, Purpose, forget_links, make_link, use_link, waiting_links
from data.people.passwords import check_password, hash_password, is_outdated, matches
from data.people.principal import Principal, Role
from data.people.sign_ins import Sessions, end_sessions
from data.people.tokens import Tokens, revoke_tokens
from data.sealed import new_id
from data.store import Store
from kpi.language import t


class People:
    """The people of a site.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.sessions = Sessions(store)
        self.tokens = Tokens(store)
        self.links = OneTimeLinks(store)

    def add(self, email: str, *, name: str = "", role: str, manages: str = "", now: datetime) -> Account:
        """Make an account that nobody can sign in with yet; `invite` and `set_password` open it.

        Raises
        ------
        BadField
            When a field can't be used, or somebody has the e-mail.
        """
        with self._store.transaction() as session:
            return account_of(_added(session, email, name=name, role=role, manages=manages, now=now))

    def add_with_password(
        self, email: str, *, name: str, role: str, manages: str, password: str, brand: str, now: datetime
    ) -> Account:
        """Make an account with a password, or none at all.

        Raises
        ------
        BadField
        """
        check_password(password, email=checked_email(email), brand=brand)
        kept = hash_password(password)
        with self._store.transaction() as session:
            row = _added(session, email, name=name, role=role, manages=manages, now=now)
            row.password_hash = kept
            return account_of(row)

    def invite_new(self, email: str, *, name: str, role: str, manages: str, now: datetime) -> tuple[Account, str]:
        """Make an account, or take that of somebody who has not joined yet; returned with an invitation's secret.

        Raises
        ------
        BadField
            When a field can't be used, or the person has joined already.
        """
        address, kind = checked_email(email), checked_role(role)
        with self._store.transaction() as session:
            row = session.scalars(select(Person).where(Person.email == address)).one_or_none()
            if row is None:
                row = _added(session, address, name=name, role=kind, manages=manages, now=now)
            elif has_joined(row) or row.disabled_at is not None:
                raise BadField("email", t("Somebody has the e-mail {email} already.", email=address))
            row.name = checked_name(name) if name else row.name
            row.role, row.manages = kind.value, checked_manages(manages, kind)
            return account_of(row), make_link(session, Purpose.INVITE, row.id, now=now)

    def list(self) -> tuple[Account, ...]:
        """Return everybody, by name."""
        with self._store.session() as session:
            made = [account_of(row) for row in session.scalars(select(Person))]
        return tuple(sorted(made, key=lambda one: ((one.name or one.email).casefold(), one.email)))

    def get(self, person_id: str) -> Account:
        """Return one person.

        Raises
        ------
        UnknownPerson
        """
        with self._store.session() as session:
            return account_of(found(session, person_id))

    def with_email(self, email: str) -> Account:
        """Return the person with an e-mail, in whatever case it is written.

        Raises
        ------
        UnknownPerson
        """
        with self._store.session() as session:
            row = session.scalars(select(Person).where(Person.email == plain_email(email))).one_or_none()
        if row is None:
            raise UnknownPerson(
                t("Nobody has the e-mail {email}.", email=email[:100]), t("Look at the list of people.")
            )
        return account_of(row)

    def has_anybody(self) -> bool:
        """Whether somebody has joined; until then the first admin's link works."""
        with self._store.session() as session:
            return any(has_joined(row) for row in session.scalars(select(Person)))

    def invited_until(self, *, now: datetime) -> dict[str, datetime]:
        """Return until when the invitation of each person works that has one."""
        with self._store.session() as session:
            return waiting_links(session, now=now)

    def change(
        self, person_id: str, *, name: str | None = None, role: str | None = None, manages: str | None = None
    ) -> Account:
        """Change what a person is called, is and sees; it holds from the next request on.

        Raises
        ------
        UnknownPerson, BadField, LastAdmin
        """
        with self._store.transaction() as session:
            row = found(session, person_id)
            new_role = checked_role(row.role if role is None else role)
            new_manages = checked_manages(row.manages if manages is None else manages, new_role)
            if new_role is not Role.ADMIN:
                keep_an_admin(session, row)
            row.name = row.name if name is None else checked_name(name)
            row.role, row.manages = new_role.value, new_manages
            return account_of(row)

    def disable(self, person_id: str, *, now: datetime) -> Account:
        """Shut somebody out from the next request on: sessions, tokens and one-time links end.

        Raises
        ------
        UnknownPerson, LastAdmin
        """
        with self._store.transaction() as session:
            row = found(session, person_id)
            keep_an_admin(session, row)
            row.disabled_at = row.disabled_at or stored(now)
            end_sessions(session, person_id, now=now)
            revoke_tokens(session, person_id, now=now)
            forget_links(session, person_id)
            return account_of(row)

    def enable(self, person_id: str) -> Account:
        """Let somebody in again, with the password of before.

        Raises
        ------
        UnknownPerson
        """
        with self._store.transaction() as session:
            row = found(session, person_id)
            row.disabled_at = None
            return account_of(row)

    def invite(self, person_id: str, *, now: datetime) -> str:
        """Return the secret of a new invitation; an earlier one ends.

        Raises
        ------
        UnknownPerson, BadField
        """
        return self._link(person_id, Purpose.INVITE, now)

    def offer_reset(self, person_id: str, *, now: datetime) -> str:
        """Return the secret of a link with which a person chooses a new password; an earlier one ends.

        Raises
        ------
        UnknownPerson, BadField
        """
        return self._link(person_id, Purpose.RESET, now)

    def offer_first_admin(self, *, now: datetime) -> str:
        """Return the secret of the way in for the first admin; earlier ones end."""
        return self.links.make(Purpose.FIRST_ADMIN, None, now=now)

    def join_first(self, key: str, *, email: str, name: str, password: str, brand: str, now: datetime) -> Account:
        """Make the first admin with a one-time link, which is used up.

        Raises
        ------
        BadField, LinkSpent
            Also when somebody else has joined meanwhile.
        """
        check_password(password, email=checked_email(email), brand=brand)
        kept = hash_password(password)
        with self._store.transaction() as session:
            use_link(session, key, Purpose.FIRST_ADMIN, now=now)
            if any(has_joined(row) for row in session.scalars(select(Person))):
                raise LinkSpent(t("Somebody has joined already."), t("Ask them for an invitation."))
            row = _added(session, email, name=checked_name(name), role=Role.ADMIN.value, manages="", now=now)
            row.password_hash = kept
            return account_of(row)

    def join(self, key: str, *, name: str, password: str, brand: str, now: datetime) -> Account:
        """Let an invited person choose name and password with a one-time link, which is used up.

        Raises
        ------
        BadField, LinkSpent
        """
        return self._choose(key, Purpose.INVITE, password, brand=brand, now=now, name=checked_name(name))

    def reset(self, key: str, *, password: str, brand: str, now: datetime) -> Account:
        """Let a person choose a new password with a one-time link, which is used up; all sessions end.

        Raises
        ------
        BadField, LinkSpent
        """
        return self._choose(key, Purpose.RESET, password, brand=brand, now=now)

    def set_password(self, person_id: str, password: str, *, brand: str, now: datetime, keep: str = "") -> Account:
        """Give a person a new password; all sessions end but the one with the id `keep`.

        Raises
        ------
        UnknownPerson, BadField
        """
        check_password(password, email=self.get(person_id).email, brand=brand)
        kept = hash_password(password)
        with self._store.transaction() as session:
            row = found(session, person_id)
            return account_of(_with_password(session, row, kept, now=now, keep=keep))

    def verify(self, email: str, password: str) -> Account | None:
        """Return whose e-mail and password these are; None, after as long a time, when they are nobody's."""
        with self._store.session() as session:
            row = session.scalars(select(Person).where(Person.email == plain_email(email))).one_or_none()
        fits = matches(row.password_hash if row else "", password)
        if row is None or not fits or row.disabled_at is not None:
            return None
        if is_outdated(row.password_hash):
            kept = hash_password(password)
            with self._store.transaction() as session:
                unchanged = (Person.id == row.id) & (Person.password_hash == row.password_hash)
                session.execute(update(Person).where(unchanged).values(password_hash=kept))
            row.password_hash = kept
        return account_of(row)

    def of_session(self, secret: str, *, now: datetime, address: str = "") -> Principal:
        """Return whose session a cookie's secret opens; nobody's when it is none, is over or long unused."""
        return self.sessions.principal(secret, now=now, address=address)

    def of_token(self, token: str, *, now: datetime, address: str = "") -> Principal:
        """Return for whom an API token acts, within its scopes; nobody when it is none or was revoked."""
        return self.tokens.principal(token, now=now, address=address)

    def _link(self, person_id: str, purpose: Purpose, now: datetime) -> str:
        if self.get(person_id).disabled_at is not None:
            raise BadField("email", t("This person is shut out."), t("Let them in again first."))
        return self.links.make(purpose, person_id, now=now)

    def _choose(
        self, key: str, purpose: Purpose, password: str, *, brand: str, now: datetime, name: str = ""
    ) -> Account:
        opened = self.links.look_up(key, purpose, now=now)
        check_password(password, email=opened.email, brand=brand)
        kept = hash_password(password)
        with self._store.transaction() as session:
            row = found(session, use_link(session, key, purpose, now=now) or "")
            if row.disabled_at is not None:
                raise LinkSpent(t("This account is shut."), t("Ask an admin of the site."))
            row.name = name or row.name
            if purpose is Purpose.RESET:
                # Whoever made the reset necessary may have made tokens.
                revoke_tokens(session, row.id, now=now)
            return account_of(_with_password(session, row, kept, now=now))


def _added(session: Session, email: str, *, name: str, role: str, manages: str, now: datetime) -> Person:
    address, kind = checked_email(email), checked_role(role)
    if session.scalars(select(Person).where(Person.email == address)).one_or_none() is not None:
        raise BadField("email", t("Somebody has the e-mail {email} already.", email=address))
    row = Person(
        id=new_id(),
        email=address,
        name=checked_name(name) if name else "",
        role=kind.value,
        manages=checked_manages(manages, kind),
        password_hash="",
        created_at=stored(now),
        disabled_at=None,
        last_seen_at=None,
    )
    session.add(row)
    session.flush()
    return row


def _with_password(session: Session, row: Person, kept: str, *, now: datetime, keep: str = "") -> Person:
    """Keep a new password: sessions of the old one end, and every other way to choose one."""
    row.password_hash = kept
    end_sessions(session, row.id, now=now, but=keep)
    forget_links(session, row.id)
    return row
