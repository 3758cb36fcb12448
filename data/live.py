"""Which rows count: the one place that knows how a later import replaces rows of an earlier one.

Imports of a table have an order. A row with an id is live when no later active import holds the same id; a
row without one is always live. An import in mode ``replace`` also hides the rows of earlier imports of the
same source in the months that it covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.files import FactFiles
from data.models import ImportFile
from kpi.rollup import roll_up
from kpi.schema import EVENT_TABLES

MONTH_COLUMN: Final = {name: "opened_on" if name == "deals" else "date" for name in EVENT_TABLES}
"""The date that says in which month a row lies; partners and targets have none."""


@dataclass(frozen=True)
class Held:
    """An active file of a table and the row ids that it holds."""

    file: ImportFile
    replaces: bool
    ids: pa.Array


def hold(files: FactFiles, file: ImportFile) -> Held:
    """Read what the liveness of other rows needs to know about a file."""
    return Held(file=file, replaces=file.owner.mode == "replace", ids=files.read_ids(file.facts_path))


def touched(held: Sequence[Held], changed: int) -> list[ImportFile]:
    """Return the files whose live rows depend on one import, itself included.

    Parameters
    ----------
    held
        The active files of a table, and the changed one.
    changed
        Number of the import that came in or went out.
    """
    causes = [item for item in held if item.file.import_id == changed]
    earlier = [item for item in held if item.file.import_id < changed]
    found = causes + [item for item in earlier if any(_hides(cause, item) for cause in causes)]
    return [item.file for item in found if item.file.owner.active]


def live_rows(frame: pd.DataFrame, file: ImportFile, held: Sequence[Held]) -> pd.DataFrame:
    """Return the rows of a facts file that no later active import hides.

    Parameters
    ----------
    frame
        Rows of the file, with `_row_id`.
    file
        The file.
    held
        All files of the table that may hide its rows.
    """
    hidden = pd.Series(False, index=frame.index)
    for item in held:
        if item.file.import_id <= file.import_id or not item.file.owner.active:
            continue
        if len(item.ids):
            ids = pa.array(frame["_row_id"], type=item.ids.type, from_pandas=True)
            hidden |= pc.is_in(ids, value_set=item.ids).to_numpy(zero_copy_only=False)
        if item.replaces and item.file.source == file.source:
            hidden |= _covered(frame, file.table, item.file)
    return frame[~hidden] if hidden.any() else frame


def rollup_of(frame: pd.DataFrame, file: ImportFile) -> pd.DataFrame:
    """Roll the live rows of a file up."""
    rows = frame.drop(columns=["_line", "_row_id"])
    return roll_up(file.table, rows, source=str(file.import_id))


def _hides(cause: Held, item: Held) -> bool:
    if cause.replaces and cause.file.source == item.file.source:
        return True
    if not len(cause.ids) or not len(item.ids):
        return False
    return bool(pc.any(pc.is_in(item.ids, value_set=cause.ids)).as_py())


def _covered(frame: pd.DataFrame, table: str, later: ImportFile) -> pd.Series:
    if table not in MONTH_COLUMN or later.first_month is None or later.last_month is None:
        return pd.Series(True, index=frame.index)
    months = month_of(frame, table)
    return (months >= later.first_month) & (months <= later.last_month)


def month_of(frame: pd.DataFrame, table: str) -> pd.Series:
    """Return the ordinal of the month in which each row lies."""
    dates = frame[MONTH_COLUMN[table]]
    months: pd.Series = dates.dt.year.astype("int64") * 12 + dates.dt.month.astype("int64") - 1
    return months
