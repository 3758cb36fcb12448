"""What the database remembers of people: accounts, sessions, one-time links, tokens, attempts. Times are UTC."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models import Base


class Person(Base):
    """Somebody with an account; never deleted, so that the audit log keeps its names."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    # In lower case: what a person signs in with.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    # The manager of the partners file whose partners are the only ones seen; empty: all partners.
    manages: Mapped[str] = mapped_column(String(200))
    # argon2; empty until a password was chosen: a person may sign in by OIDC alone.
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(DateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime)
    last_seen_at: Mapped[datetime | None] = mapped_column(DateTime)


class SignIn(Base):
    """A session: one browser in which a person has signed in. Only the SHA-256 of the cookie's secret is kept."""

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    last_seen_at: Mapped[datetime] = mapped_column(DateTime)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime)
    # Shortened, see `data.audit.shortened_address`.
    address: Mapped[str] = mapped_column(String(60))
    browser: Mapped[str] = mapped_column(String(120))


class OneTimeLink(Base):
    """An invitation, a password reset, or the way in for the first admin; used once. Only the SHA-256 is kept."""

    __tablename__ = "one_time_links"

    secret_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    # None for the first admin, of whom nothing is known yet.
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    used_at: Mapped[datetime | None] = mapped_column(DateTime)


class ApiToken(Base):
    """A token with which a script acts for a person, within scopes. Only the SHA-256 is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    scopes: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime)


class LimitCount(Base):
    """How often something was tried in a span of time, counted for all workers of a site."""

    __tablename__ = "limit_counts"

    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    count: Mapped[int]
    # Seconds since 1970.
    expires_at: Mapped[float] = mapped_column(Float)
