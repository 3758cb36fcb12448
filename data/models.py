"""What the database remembers. Facts and rollups are files; a row here is what makes a file exist."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    """Base of all mapped classes."""


class Import(Base):
    """One file that was taken in; undone imports stay listed and can be redone."""

    __tablename__ = "imports"
    # Numbers are never used twice: they are the order in which later rows replace earlier ones.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    file_name: Mapped[str] = mapped_column(String(400))
    imported_on: Mapped[date]
    mode: Mapped[str] = mapped_column(String(10))
    active: Mapped[bool]
    group: Mapped[str | None] = mapped_column(String(40))
    rows_read: Mapped[int]
    accepted: Mapped[int]
    rejected: Mapped[int]
    skipped: Mapped[int]
    rejected_path: Mapped[str | None] = mapped_column(String(200))
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    files: Mapped[list[ImportFile]] = relationship(
        back_populates="owner", cascade="all, delete-orphan", order_by="ImportFile.table", lazy="selectin"
    )


class ImportFile(Base):
    """The facts and the rollup that an import holds of one table."""

    __tablename__ = "import_files"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    table: Mapped[str] = mapped_column("table_name", String(20), primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    facts_path: Mapped[str] = mapped_column(String(200))
    rollup_path: Mapped[str] = mapped_column(String(200))
    rows: Mapped[int]
    first_month: Mapped[int | None] = mapped_column(Integer)
    last_month: Mapped[int | None] = mapped_column(Integer)
    currency: Mapped[str | None] = mapped_column(String(8))
    # Hashes of the row ids, sorted; None without ids.
    ids_path: Mapped[str | None] = mapped_column(String(200))
    # The rows that the rollup leaves out because later imports hide them; None when there are none.
    hidden_path: Mapped[str | None] = mapped_column(String(200))
    owner: Mapped[Import] = relationship(back_populates="files", lazy="joined")


class Profile(Base):
    """What a person decided about a file, remembered for the next one with the same header."""

    __tablename__ = "profiles"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    file_name: Mapped[str] = mapped_column(String(400))
    header: Mapped[list[str]] = mapped_column(JSON)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_on: Mapped[date]


class Alias(Base):
    """Rows that stand under one partner id count for another: what a merge is, and what undoing it removes."""

    __tablename__ = "partner_aliases"

    alias: Mapped[str] = mapped_column(String(400), primary_key=True)
    partner_id: Mapped[str] = mapped_column(String(400), index=True)
    made_on: Mapped[date]


class State(Base):
    """Numbers of the store as a whole; `revision` is raised by every change."""

    __tablename__ = "state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]


def raise_revision(session: Session) -> None:
    """Note that the data have changed; whoever keeps something made of them looks at this number."""
    state = session.get(State, "revision")
    if state is None:
        session.add(State(name="revision", value=1))
    else:
        state.value += 1
