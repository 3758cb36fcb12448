"""An account as others may see it, and what may stand in its fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.moments import aware, maybe_aware
from data.people.errors import BadField, LastAdmin, UnknownPerson
from data.people.models import Person
from data.people.principal import Principal, Right, Role
from data.sealed import hashed
from kpi.language import t

LONGEST_EMAIL: Final = 254
LONGEST_NAME: Final = 200

# ASCII alone: letters that look alike, or become alike in lower case, would be another person's address.
_EMAIL: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")


class State(StrEnum):
    """How things stand with an account."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True)
class Account:
    """Somebody with an account; what opens it is left out."""

    id: str
    email: str
    name: str
    role: Role
    manages: str
    has_password: bool
    created_at: datetime
    disabled_at: datetime | None
    last_seen_at: datetime | None
    password_mark: str = field(default="", repr=False)
    """Changes with the password; it opens nothing."""

    @property
    def state(self) -> State:
        """How things stand with it; who has never come in is still invited."""
        if self.disabled_at is not None:
            return State.DISABLED
        return State.ACTIVE if self.has_password or self.last_seen_at is not None else State.INVITED

    def principal(self, *, scopes: frozenset[Right] | None = None, address: str = "") -> Principal:
        """Return the person as who asks."""
        return Principal(self.id, self.email, self.role, self.manages, scopes, address)


def account_of(row: Person) -> Account:
    """Return a row as others may see it."""
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        manages=row.manages,
        has_password=bool(row.password_hash),
        created_at=aware(row.created_at),
        disabled_at=maybe_aware(row.disabled_at),
        last_seen_at=maybe_aware(row.last_seen_at),
        password_mark=hashed(row.password_hash),
    )


def plain_email(text: str) -> str:
    """Return an e-mail address as accounts have it; empty when it is none.

    Examples
    --------
    >>> plain_email(" Ada@Partners.Example.com "), plain_email("ada"), plain_email("\u212aim@example.com")
    ('ada@partners.example.com', '', '')
    """
    email = text.strip()
    known = email.isascii() and len(email) <= LONGEST_EMAIL and _EMAIL.fullmatch(email.lower())
    return email.lower() if known else ""


def checked_email(text: str) -> str:
    """Return an e-mail address as accounts have it.

    Raises
    ------
    BadField
    """
    email = plain_email(text)
    if not email:
        raise BadField("email", t("That is no e-mail address."), t("Give one as in ada@example.com."))
    return email


def checked_name(text: str) -> str:
    """Return a name without needless spaces.

    Raises
    ------
    BadField
    """
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadField("name", t("Give a name of at most {most} characters.", most=LONGEST_NAME))
    return name


def checked_role(text: str) -> Role:
    """Return a role by its word.

    Raises
    ------
    BadField
    """
    if text not in set(Role):
        words = ", ".join(role.value for role in Role)
        raise BadField("role", t("There is no role “{role}”. Choose one of: {roles}.", role=text[:40], roles=words))
    return Role(text)


def checked_manages(text: str, role: Role) -> str:
    """Return the manager whose partners are the only ones seen; empty only when nothing at all was given.

    Raises
    ------
    BadField
        For a name that nobody can have, or an admin, who sees all partners.
    """
    manages = " ".join(text.split())
    if text and (not manages or not manages.isprintable() or len(manages) > LONGEST_NAME):
        raise BadField("manages", t("Give the manager's name as it stands in the partners file."))
    if manages and role is Role.ADMIN:
        raise BadField("manages", t("An admin sees all partners. Choose another role, or no manager."))
    return manages


def found(session: Session, person_id: str) -> Person:
    """Return the row of a person.

    Raises
    ------
    UnknownPerson
    """
    row = session.get(Person, person_id)
    if row is None:
        raise UnknownPerson(t("There is no such person."), t("Look at the list of people."))
    return row


def has_joined(row: Person) -> bool:
    """Whether a person has ever come in, or could with a password."""
    return bool(row.password_hash) or row.last_seen_at is not None


def keep_an_admin(session: Session, row: Person) -> None:
    """Refuse a change after which nobody could look after the site; asked before `row` is changed.

    Raises
    ------
    LastAdmin
    """
    admin = (Person.role == Role.ADMIN.value) & (Person.manages == "") & Person.disabled_at.is_(None)
    admins = [one for one in session.scalars(select(Person).where(admin)) if has_joined(one)]
    if [one.id for one in admins] == [row.id]:
        raise LastAdmin(
            t("{name} is the only admin who can sign in.", name=row.name or row.email),
            t("Make somebody else an admin first."),
        )
