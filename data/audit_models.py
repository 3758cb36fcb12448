"""What the database remembers of who did what."""

from datetime import datetime

from sqlalchemy import DateTime, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models import Base


class AuditRow(Base):
    """One thing that somebody did; rows are added, and removed only when they are older than the site keeps them."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime, index=True)
    # Who: a person's id, "link:" and a link's id, "command", "system", or "local".
    actor: Mapped[str] = mapped_column(String(60), index=True)
    # What it was called on that day.
    actor_name: Mapped[str] = mapped_column(String(254))
    act: Mapped[str] = mapped_column(String(40), index=True)
    # The partner that it was about; empty when it was about none.
    partner_id: Mapped[str] = mapped_column(String(400), index=True)
    # What else there is to say; never a secret, a password or a row of a file.
    detail: Mapped[str] = mapped_column(String(500))
    address: Mapped[str] = mapped_column(String(60))
