"""Short ways to write canonical frames in tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from kpi.board import Board
from kpi.method import Method, parse_method
from kpi.programme import Programme, build_programme
from kpi.rollup import merge_rollups, roll_up
from kpi.schema import TABLES, Kind

METHOD_FILE = Path(__file__).parents[2] / "kpi" / "method.toml"


def frame(table: str, rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """Return rows as a canonical frame: every column there, defaults filled in."""
    columns = TABLES[table].columns
    made = pd.DataFrame(list(rows), columns=[column.name for column in columns])
    for column in columns:
        if column.kind is Kind.DATE:
            made[column.name] = pd.to_datetime(made[column.name]).astype("datetime64[us]")
        elif column.kind is Kind.NUMBER:
            made[column.name] = made[column.name].astype("float64")
        else:
            made[column.name] = made[column.name].astype("str")
        if column.default is not None:
            made[column.name] = made[column.name].fillna(column.default)
    return made


def programme(as_of: date | None = None, **tables: Sequence[dict[str, object]]) -> Programme:
    """Return the programme of literal rows."""
    return build_programme(
        {table: merge_rollups(table, [roll_up(table, frame(table, rows))]) for table, rows in tables.items()},
        as_of=as_of,
    )


def default_method() -> Method:
    """Return the method as shipped."""
    return parse_method(METHOD_FILE.read_text(encoding="utf-8"))


def board(as_of: date | None = None, window: int | None = None, **tables: Sequence[dict[str, object]]) -> Board:
    """Return the board of literal rows under the shipped method."""
    return Board(programme(as_of, **tables), default_method(), window)


def value(board: Board, kpi: str, partner: str, month: str) -> float:
    """Return one value of a KPI."""
    return float(board.reading(kpi).series()[partner, month])
