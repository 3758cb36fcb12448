"""What is behind a number, as plain values, and the rows of one partner that may count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.programme import Flags
from kpi.schema import TABLES, Kind

COLUMNS: Final = ("date", "kind", "detail", "figure", "part", "gave", "import_id", "line")
"""Of the rows behind a number: day, word of the file, what else tells the row, the figure that it holds, to which
part it counts and how much it gave, number of the import and line of its file."""

_DTYPES: Final = {
    Kind.TEXT: "str",
    Kind.WORD: "str",
    Kind.CHOICE: "str",
    Kind.NUMBER: "float64",
    Kind.DATE: "datetime64[us]",
}


@dataclass(frozen=True)
class Need:
    """Rows of a table in some months, by ordinal; deals by opening or closing."""

    table: str
    first: int
    last: int


@dataclass(frozen=True)
class Part:
    """One sum that a figure is made of.

    Parameters
    ----------
    name, label
        Identifier, as in the column ``part``, and the name shown to people.
    rows
        How many rows count.
    total
        What they give together.
    unit
        Of the total: a word of `kpi.catalogue.Unit`.
    """

    name: str
    label: str
    rows: int
    total: float
    unit: str = "count"


@dataclass(frozen=True)
class Behind:
    """The rows behind one figure.

    Parameters
    ----------
    kpi, component
        What was asked for.
    rows
        One row each, the latest first; columns as in `COLUMNS`.
    parts
        The sums that the rows make; their rows add up to those of `rows`.
    value
        The figure, from the rows: of a component its raw value, else the KPI. Missing where it is not defined.
    n
        Rows, respondents or deals that count, as pages show them.
    """

    kpi: str
    component: str
    rows: pd.DataFrame = field(repr=False)
    parts: tuple[Part, ...]
    value: float
    n: int


@dataclass(frozen=True)
class Case:
    """One figure of one partner, and the rows that may be behind it.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id.
    row, column
        The partner and the month at which the window ends.
    facts
        Table -> live rows of the partner.
    component
        Part that is asked for; empty for all.
    """

    board: Board
    kpi: str
    row: int
    column: int
    facts: Mapping[str, pd.DataFrame]
    component: str = ""

    @property
    def at(self) -> tuple[int, int]:
        """Row of the partner and column of the month."""
        return self.row, self.column

    @property
    def partner_type(self) -> str:
        """Type of the partner."""
        codes, types = self.board.programme.partner_types
        return str(types[codes[self.row]])

    def within(self, table: str, window: int, *, day: str = "date", back: int = 0) -> pd.DataFrame:
        """Return the rows of a table in a window, with their `month` as a column of the calendar.

        Parameters
        ----------
        table
            Its name.
        window
            Months that end with the month of the case.
        day
            Column with the date that counts.
        back
            Months by which the window ends earlier.
        """
        rows = self.facts.get(table)
        if rows is None or not len(rows):
            return _without_rows(table)
        dates = rows[day]
        month = dates.dt.year * 12 + dates.dt.month - 1 - self.board.programme.calendar.first
        last = self.column - back
        inside = month.gt(last - window) & month.le(last)
        found: pd.DataFrame = rows.assign(month=month)[inside].astype({"month": "int64"})
        return found

    def existing(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows dated while the partner exists: others are kept, and count for nothing."""
        inside: Flags = self.board.programme.exists[self.row, rows["month"].to_numpy(dtype="int64")]
        return rows[inside]


def _without_rows(table: str) -> pd.DataFrame:
    kinds = {column.name: _DTYPES[column.kind] for column in TABLES[table].columns}
    kinds |= {"month": "int64", "import_id": "int64", "_line": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def chosen(rows: pd.DataFrame, flags: Sequence[bool]) -> pd.DataFrame:
    """Return the rows with a flag; none of none."""
    return rows[np.array(flags, dtype=bool)]


def listed(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return rows in the form of `COLUMNS`, the latest first, of one day in the order of their files."""
    kept = [frame for frame in frames if len(frame)]
    if not kept:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})
    rows = pd.concat(kept, ignore_index=True)
    order = rows.sort_values(["import_id", "line"], kind="stable").sort_values("date", ascending=False, kind="stable")
    made: pd.DataFrame = order[list(COLUMNS)].reset_index(drop=True)
    return made


def shown(
    rows: pd.DataFrame,
    *,
    part: pd.Series | str,
    gave: pd.Series | float,
    kind: pd.Series | str,
    figure: pd.Series,
    detail: pd.Series | str = "",
    day: str = "date",
) -> pd.DataFrame:
    """Return rows of a table in the form of `COLUMNS`."""
    return pd.DataFrame(
        {
            "date": rows[day],
            "kind": kind,
            "detail": detail,
            "figure": figure,
            "part": part,
            "gave": gave,
            "import_id": rows["import_id"],
            "line": rows["_line"],
        }
    )


def part_of(name: str, label: str, rows: pd.DataFrame, *, unit: str = "count") -> Part:
    """Return the sum of the rows that count to a part."""
    own = rows[rows["part"] == name]
    return Part(name, label, len(own), float(own["gave"].sum()), unit)


def text(column: pd.Series) -> pd.Series:
    """Return a column of words, empty where there is none."""
    return column.astype("object").where(column.notna(), "").astype("str")


def figures(column: pd.Series) -> pd.Series:
    """Return a column of figures, 0 where there is none, as sums take them."""
    return column.astype("float64").fillna(0.0)
