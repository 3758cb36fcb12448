"""What the database remembers about share links."""

from datetime import datetime

from sqlalchemy import DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models import Base


class ShareLink(Base):
    """A link that shows one partner's scorecard to whoever holds its secret.

    Only the SHA-256 of the secret is kept: a copy of the database opens nothing. Times are UTC.
    """

    __tablename__ = "share_links"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    partner_id: Mapped[str] = mapped_column(String(200), index=True)
    label: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(DateTime)
    expires_at: Mapped[datetime] = mapped_column(DateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime)
    views: Mapped[int]
    last_opened: Mapped[datetime | None] = mapped_column(DateTime)
