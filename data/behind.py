"""Rows of one partner, read from the facts: behind a number, and by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
from sqlalchemy import select

from data.models import Import, ImportFile
from data.store import Store
from kpi.activity import TABLES as ACTIVITY
from kpi.activity import Activity, calendar_span, daily
from kpi.behind import Behind, Need, needs, rows_behind
from kpi.board import Board
from kpi.recent import Recent

KEPT: Final = 512
"""Partners whose days are kept in memory, 3 kB each."""


def read_behind(store: Store, board: Board, kpi: str, *, partner_id: str, column: int, component: str = "") -> Behind:
    """Return the rows behind a KPI of a partner, read from its files.

    Parameters
    ----------
    store
        Where the files are.
    board, kpi, column, component
        As in `kpi.behind.rows_behind`.
    partner_id
        The partner.

    Raises
    ------
    KeyError
        When there is no such partner or KPI.
    """
    board.reading(kpi).row(partner_id)
    facts = {need.table: _read(store, need, partner_id) for need in needs(board, kpi, column)}
    return rows_behind(board, kpi, label=partner_id, column=column, facts=facts, component=component)


def read_activity(store: Store, board: Board, partner_id: str, column: int) -> Activity:
    """Return what happened with a partner on each day of the twelve months that end with a column.

    Kept with the programme: reading takes longer than all else on a page.
    """
    calendar = board.programme.calendar
    first, last = calendar_span(calendar.first + column, as_of=calendar.as_of, first_month=calendar.first)

    def make() -> Activity:
        month = first.year * 12 + first.month - 1
        needed = [Need(table, month, calendar.first + column) for table in ACTIVITY if table in board.programme.lines]
        return daily({need.table: _read(store, need, partner_id) for need in needed}, first, last)

    kept = board.programme.memory.get("days", lambda: Recent(KEPT))
    return kept.get((partner_id, column), make)


def file_names(store: Store, numbers: list[int]) -> Mapping[int, str]:
    """Return the names of the files of some imports."""
    with store.session() as session:
        rows = session.execute(select(Import.id, Import.file_name).where(Import.id.in_(numbers)))
        return {row.id: row.file_name for row in rows}


def import_days(store: Store, numbers: list[int]) -> Mapping[int, date]:
    """Return the days of some imports: what somebody may know of them who must not read the names of their files."""
    with store.session() as session:
        rows = session.execute(select(Import.id, Import.imported_on).where(Import.id.in_(numbers)))
        return {row.id: row.imported_on for row in rows}


def behind_frame(behind: Behind, names: Mapping[int, str], *, partner_id: str) -> pd.DataFrame:
    """Return the rows behind a number as a table for a file, with the file and the line that each stands in."""
    rows = behind.rows
    return pd.DataFrame(
        {
            "partner_id": pd.Series([partner_id] * len(rows), dtype="str"),
            "kpi": behind.kpi,
            "date": rows["date"],
            "kind": rows["kind"],
            "detail": rows["detail"],
            "figure": rows["figure"],
            "part": rows["part"],
            "gave": rows["gave"],
            "file": rows["import_id"].map(names),
            "import": rows["import_id"],
            "line": rows["line"],
        }
    )


@dataclass(frozen=True)
class SourceState:
    """What a table of the store rests on: files in use, and the day on which the last one came."""

    table: str
    files: int
    last_import: date


def source_states(store: Store) -> list[SourceState]:
    """Return the tables that files in use hold, and when the last of them came."""
    asked = (
        select(ImportFile.table, Import.imported_on)
        .join(Import, Import.id == ImportFile.import_id)
        .where(Import.active)
    )
    with store.session() as session:
        found: dict[str, list[date]] = {}
        for table, day in session.execute(asked):
            found.setdefault(table, []).append(day)
    return [SourceState(table, len(days), max(days)) for table, days in sorted(found.items())]


def _read(store: Store, need: Need, partner_id: str) -> pd.DataFrame:
    return store.facts(need.table, partner_id=partner_id, month_from=need.first, month_to=need.last)
