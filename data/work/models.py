"""What the database remembers of people's work; nothing here is made of uploaded rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Float, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.models import Base


class Action(Base):
    """Something that somebody does for a partner by a day; removed ones are kept, so that removing can be undone."""

    __tablename__ = "actions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    # Empty: for the programme as a whole.
    partner_id: Mapped[str] = mapped_column(String(400), index=True)
    kpi: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(2000))
    # The finding that it answers, as `InsightState.key`; empty when there is none.
    insight: Mapped[str] = mapped_column(String(700), index=True)
    owner: Mapped[str] = mapped_column(String(200))
    due: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20))
    expected: Mapped[float | None] = mapped_column(Float)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id", ondelete="SET NULL"))
    created_on: Mapped[date]
    done_on: Mapped[date | None]
    removed: Mapped[bool]


class InsightState(Base):
    """A finding that somebody put off or dismissed, with the reason."""

    __tablename__ = "insight_states"

    key: Mapped[str] = mapped_column(String(700), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500))
    made_on: Mapped[date]


class SiteTarget(Base):
    """A target that was set or changed in the page; it goes before those of uploaded files."""

    __tablename__ = "site_targets"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kpi: Mapped[str] = mapped_column(String(80))
    value: Mapped[float] = mapped_column(Float)
    due: Mapped[date]
    partner_id: Mapped[str] = mapped_column(String(400), index=True)
    partner_type: Mapped[str] = mapped_column(String(80))
    baseline: Mapped[float | None] = mapped_column(Float)
    goal: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(200))
    made_on: Mapped[date]
    # A removed one hides an uploaded target of the same KPI, scope and day.
    removed: Mapped[bool]


class Review(Base):
    """A partner's quarterly review; a closed one shows what was known on its day."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    partner_id: Mapped[str] = mapped_column(String(400), index=True)
    # The quarter under review, as in addresses: 2026Q3.
    period: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20))
    held_on: Mapped[date | None]
    notes: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime)
    # Everything that the page showed when it was closed; kept when it is opened again, so that this can be undone.
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class ReviewFigure(Base):
    """A figure on which the two sides differ, with who looks into it and what came of it."""

    __tablename__ = "review_figures"

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True)
    # Ordinal of the month, year * 12 + month - 1.
    month: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(200), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    resolution: Mapped[str] = mapped_column(String(2000))
    resolved: Mapped[bool]


class SavedView(Base):
    """A page with its filters, under a name that its owner has only once."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("owner", "name", name="one_name_per_owner"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    # Id of the person; empty where there are no accounts.
    owner: Mapped[str] = mapped_column(String(24), index=True)
    name: Mapped[str] = mapped_column(String(100))
    path: Mapped[str] = mapped_column(String(400))
    query: Mapped[str] = mapped_column(String(4000))
    made_on: Mapped[date]


class MethodVersion(Base):
    """A method that was saved in the page; the newest one in force is what scores are computed by."""

    __tablename__ = "method_versions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    label: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(String(2000))
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(DateTime)
