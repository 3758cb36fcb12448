"""What the database remembers about share links."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models import Base


class ShareLink(Base):
    """A link that shows one partner's scorecard to whoever holds its secret.

    Only the SHA-256 of the secret is kept: a copy of the database opens nothing. Times are UTC.
    """

    __tablename__ = "share_links"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    partner_id: Mapped[str] = mapped_column(String(400), index=True)
    label: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(DateTime)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime)
    views: Mapped[int]
    last_opened: Mapped[datetime | None] = mapped_column(DateTime)
    # What of the scorecard it shows; empty: everything.
    sections: Mapped[list[Any]] = mapped_column(JSON, server_default="[]")
    # argon2; empty without a passcode.
    passcode_hash: Mapped[str] = mapped_column(String(200), server_default="")
    # What a frozen link shows for good, and the version of the data that it was made of; None when it is live.
    frozen: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    frozen_at: Mapped[int | None]
    # Raised when the secret is changed, so that browsers that opened the link before must open it again.
    turn: Mapped[int] = mapped_column(server_default="0")
    # Who made it, as `data.audit_models.AuditRow.actor`.
    created_by: Mapped[str] = mapped_column(String(60), server_default="")


class PastSecret(Base):
    """A secret that a link once had: whoever still holds it is told that the link has ended."""

    __tablename__ = "share_past_secrets"

    secret_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("share_links.id", ondelete="CASCADE"), index=True)
