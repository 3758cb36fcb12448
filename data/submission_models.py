"""What the database remembers of what partners sent back, and of the groups that they are compared with."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models import Base


class SubmissionRow(Base):
    """Answers, a figure, a dispute or a comment that came through a link; pending until a manager decides."""

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    link_id: Mapped[str] = mapped_column(ForeignKey("share_links.id", ondelete="CASCADE"), index=True)
    # The link's partner on that day.
    partner_id: Mapped[str] = mapped_column(String(400), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    # What was sent, by kind; see `data.submissions`.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sent_at: Mapped[datetime] = mapped_column(DateTime)
    state: Mapped[str] = mapped_column(String(20), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(DateTime)
    decided_by: Mapped[str] = mapped_column(String(254))
    # What the partner is told about the decision.
    reason: Mapped[str] = mapped_column(String(1000))
    # The import that an accepted one became.
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id", ondelete="SET NULL"))


class PeerGroup(Base):
    """The partners over which the medians of a KPI run that scorecards show; see `docs/decisions.md`."""

    __tablename__ = "peer_groups"

    kpi: Mapped[str] = mapped_column(String(80), primary_key=True)
    partner_type: Mapped[str] = mapped_column(String(80), primary_key=True)
    members: Mapped[list[Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(DateTime)
