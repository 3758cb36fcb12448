"""The one place where the oracle's tests reach the product: rows of text in, `Row`s out."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from math import isnan
from pathlib import Path

import pandas as pd

from kpi.board import Board
from kpi.method import Method, parse_method
from kpi.programme import EmptyProgramme, Programme, build_programme
from kpi.rollup import merge_rollups, roll_up, rows_until
from kpi.scores import score_table
from tests.oracle.facts import text, word
from tests.oracle.oracle import Row
from tests.oracle.programmes import COLUMNS

TableRows = Sequence[Mapping[str, str]]
DATES = {"date", "joined_on", "left_on", "opened_on", "closed_on"}
NUMBERS = {"quantity", "score", "scale_min", "scale_max", "amount", "value"}
WORDS = {
    "partner_type",
    "kind",
    "question",
    "initiated_by",
    "sourced_by",
    "stage",
    "deal_type",
    "measure",
    "reported_by",
}
DEFAULTS = {"quantity": "1", "reported_by": "us"}  # filled where rows are validated, before the frames that kpi takes


@cache
def method() -> Method:
    """The method as shipped."""
    return parse_method((Path(__file__).parents[2] / "kpi" / "method.toml").read_text(encoding="utf-8"))


def canonical_frame(table: str, rows: TableRows) -> pd.DataFrame:
    """Rows of text as a frame of the canonical columns and types."""
    columns = {}
    for column in COLUMNS[table].split():
        cells = [word(row, column) if column in WORDS else text(row, column) for row in rows]
        known = [cell or DEFAULTS.get(column) for cell in cells]
        if column in DATES:
            columns[column] = pd.Series(pd.to_datetime(pd.Series(known, dtype="str"))).astype("datetime64[us]")
        elif column in NUMBERS:
            columns[column] = pd.Series(known, dtype="str").astype("float64")
        else:
            columns[column] = pd.Series(known, dtype="str")
    return pd.DataFrame(columns)


def rolled(table: str, rows: TableRows, as_of: date | None, files: int) -> pd.DataFrame:
    """The rollup of a table that came in one or several files, cut at `as_of` when it is given."""
    size = -(-len(rows) // files) or 1
    rollups = []
    for number in range(files):
        frame = canonical_frame(table, rows[number * size : (number + 1) * size])
        known = frame if as_of is None else rows_until(table, frame, as_of)
        rollups.append(roll_up(table, known))
    return rollups[0] if files == 1 else merge_rollups(table, rollups)


def tandem_programme(
    tables: Mapping[str, TableRows], as_of: date | None, *, files: int = 1, cut_rows: bool = True
) -> Programme:
    """The product's programme; with `cut_rows` rows are cut at `as_of` before they are rolled up."""
    cut = as_of if cut_rows else None
    rollups = {name: rolled(name, rows, cut, files) for name, rows in tables.items() if rows}
    return build_programme(rollups, as_of=as_of)


def tandem_scores(
    tables: Mapping[str, TableRows],
    as_of: date | None,
    window: int,
    group_bys: Sequence[str | None],
    *,
    files: int = 1,
    cut_rows: bool = True,
) -> dict[str | None, list[Row]]:
    """The product's long tables, per partner (None) or grouped."""
    try:
        programme = tandem_programme(tables, as_of, files=files, cut_rows=cut_rows)
    except EmptyProgramme:
        return {by: [] for by in group_bys}
    board = Board(programme, method(), window)
    return {by: rows_of(score_table(board, group_by=by)) for by in group_bys}


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """A long table as rows."""
    key = "group" if "group" in frame.columns else "partner_id"
    columns = [key, "month", "kpi", "value", "band", "coverage", "n", "partial"]
    return [
        Row(k, month, kpi, none_if_nan(value), band, none_if_nan(coverage), int(n), bool(partial))
        for k, month, kpi, value, band, coverage, n, partial in zip(
            *(frame[column].tolist() for column in columns), strict=True
        )
    ]


def none_if_nan(value: float) -> float | None:
    """A number, or None when it is missing."""
    return None if value is None or isnan(value) else float(value)
