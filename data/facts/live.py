"""Which rows count: the one place that knows how a later import replaces rows of an earlier one.

Imports of a table have an order. A row with an id is live when no later active import holds the same id; a
row without one is always live. An import in mode ``replace`` also hides the rows of earlier imports of the
same source in the months that it covers.

What is hidden in a file is kept beside it, a bit per row, and worked out again only when an import comes in
or goes out that concerns it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_, or_
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.facts.files import FactFiles, Words
from data.facts.row_ids import ROWS_AT_ONCE, Flags, rows_with_ids_of, shared
from data.models import ImportFile
from kpi.rollup import RollupBuilder
from kpi.schema import EVENT_TABLES, TABLES, Kind

MONTH_COLUMN: Final = {name: "opened_on" if name == "deals" else "date" for name in EVENT_TABLES}
"""The date that says in which month a row lies; partners and targets have none."""

_WORDS: Final = {
    name: [column.name for column in table.columns if column.kind is not Kind.TEXT or column.name == "partner_id"]
    for name, table in TABLES.items()
}
"""Columns in which the same words come again and again; others of them hold no text."""

_ROW_IDS_ALONE: Final = ("interaction_id", "activity_id")
"""Columns that no rollup needs."""

_BITS: Final = 64
_MONTHS_BEFORE_1970: Final = 1970 * 12


def hides(files: FactFiles, later: ImportFile, earlier: ImportFile) -> bool:
    """Say whether a later import may hide rows of an earlier one; no row is looked at."""
    return _replaces(later, earlier) or bool(len(_shared_ids(files, later, earlier)))


def hidden_rows(files: FactFiles, file: ImportFile, later: Sequence[ImportFile]) -> Flags:
    """Say for each row of a file whether a later import hides it.

    Parameters
    ----------
    files
        Where facts lie.
    file
        The file.
    later
        The active files of the table that came after it.
    """
    hidden = np.zeros(file.rows, dtype=bool)
    for cause in later:
        common = _shared_ids(files, cause, file)
        if len(common):
            hidden |= rows_with_ids_of(files, file.facts_path, cause.facts_path, common)
        if _replaces(cause, file):
            hidden |= _covered_by(files, file, cause)
    return hidden


def covered_months(batch: pa.RecordBatch, table: str, first: int | None, last: int | None) -> Flags:
    """Say for each row whether it lies in some months; without months every row does."""
    if table not in MONTH_COLUMN or first is None or last is None:
        return np.ones(len(batch), dtype=bool)
    days = batch.column(MONTH_COLUMN[table]).to_numpy(zero_copy_only=False)
    months = days.astype("datetime64[M]").astype("int64") + _MONTHS_BEFORE_1970
    inside: Flags = (months >= first) & (months <= last)
    return inside


def write_hidden(files: FactFiles, file: ImportFile, hidden: Flags) -> str | None:
    """Keep the hidden rows of a file beside it and return the path; None when there are none."""
    if not hidden.any():
        return None
    bits = np.packbits(hidden, bitorder="little")
    words: Words = np.frombuffer(bits.tobytes().ljust(-(-len(hidden) // _BITS) * 8, b"\0"), dtype="<u8")
    return files.write_words(f"{file.table}/hidden", iter([words]), "hidden")


def read_hidden(files: FactFiles, file: ImportFile) -> Flags:
    """Return which rows of a file are hidden, as `write_hidden` kept them."""
    if file.hidden_path is None:
        return np.zeros(file.rows, dtype=bool)
    packed = np.asarray(files.words(file.hidden_path)).view("uint8")
    return np.unpackbits(packed, count=file.rows, bitorder="little").astype(bool)


def live_rows(
    files: FactFiles,
    file: ImportFile,
    partners: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    *,
    months: tuple[int | None, int | None] = (None, None),
) -> pd.DataFrame:
    """Return the rows of a file that no later import hides, or those of some partners.

    Parameters
    ----------
    files, file
        Where facts lie, and the file.
    partners, columns
        Rows of these partners, and these columns only; all when None.
    months
        Ordinals of the first and the last month that are asked for: rows of others may be left out.
    """
    if file.hidden_path is None:
        where = _in_months(file.table, *months)
        return files.read(file.facts_path, columns=columns, partners=partners, where=where)
    named = None if partners is None else pa.array(list(partners), pa.large_string())
    found = []
    for batch in live_batches(files, file, columns):
        chosen = batch if named is None else batch.filter(_is_one_of(batch.column("partner_id"), named))
        found.append(chosen)
    table = pa.Table.from_batches(found) if found else _without_rows(files.open(file.facts_path), columns)
    frame: pd.DataFrame = table.unify_dictionaries().to_pandas()
    return frame


def live_batches(
    files: FactFiles, file: ImportFile, columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Give the rows of a file that no later import hides, block by block."""
    return _unhidden(files.open(file.facts_path), read_hidden(files, file), columns)


def write_rollup(files: FactFiles, file: ImportFile, hidden: Flags) -> str:
    """Roll the rows of a file up that are not hidden, and return the path of the rollup."""
    builder = RollupBuilder(file.table)
    facts = files.open(file.facts_path, coded=_WORDS[file.table])
    columns = [name for name in facts.schema_arrow.names if name not in ("_line", "_row_id", *_ROW_IDS_ALONE)]
    for batch in _unhidden(facts, hidden, columns):
        builder.add(batch.to_pandas())
    return files.write(f"{file.table}/rollups", builder.finish())


def month_of(frame: pd.DataFrame, table: str) -> pd.Series:
    """Return the ordinal of the month in which each row lies."""
    dates = frame[MONTH_COLUMN[table]]
    months: pd.Series = dates.dt.year.astype("int64") * 12 + dates.dt.month.astype("int64") - 1
    return months


def _in_months(table: str, first: int | None, last: int | None) -> pc.Expression | None:
    """Return the expression that holds for rows of some months at least; None when nothing can be left out."""
    if table not in MONTH_COLUMN or (first is None and last is None):
        return None
    days = ("opened_on", "closed_on") if table == "deals" else (MONTH_COLUMN[table],)
    bounds = [None if month is None else _first_day(month) for month in (first, None if last is None else last + 1)]
    found = [_between_days(pc.field(day), *bounds) for day in days]
    return reduce(or_, found)


def _between_days(day: pc.Expression, since: pa.Scalar | None, before: pa.Scalar | None) -> pc.Expression:
    parts = [*([] if since is None else [day >= since]), *([] if before is None else [day < before])]
    return reduce(and_, parts)


def _first_day(month: int) -> pa.Scalar:
    return pa.scalar(np.datetime64(month - _MONTHS_BEFORE_1970, "M").astype("datetime64[us]"))


def _unhidden(facts: pq.ParquetFile, hidden: Flags, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in facts.iter_batches(batch_size=ROWS_AT_ONCE, columns=columns):
        left = ~hidden[start : start + len(batch)]
        start += len(batch)
        yield batch if left.all() else batch.filter(pa.array(left))


def _without_rows(file: pq.ParquetFile, columns: Sequence[str] | None) -> pa.Table:
    empty = file.schema_arrow.empty_table()
    return empty if columns is None else empty.select(list(columns))


def _is_one_of(values: pa.Array, names: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return pc.is_in(values.cast(pa.large_string()), value_set=names)


def _covered_by(files: FactFiles, file: ImportFile, later: ImportFile) -> Flags:
    columns = [MONTH_COLUMN.get(file.table, "_line")]
    batches = files.open(file.facts_path).iter_batches(batch_size=ROWS_AT_ONCE, columns=columns)
    blocks = [covered_months(batch, file.table, later.first_month, later.last_month) for batch in batches]
    return np.concatenate([np.empty(0, dtype=bool), *blocks])


def _replaces(later: ImportFile, earlier: ImportFile) -> bool:
    if later.owner.mode != "replace" or later.source != earlier.source:
        return False
    months = (later.first_month, later.last_month, earlier.first_month, earlier.last_month)
    if None in months:
        return True
    start, end, first, last = (month or 0 for month in months)
    return start <= last and first <= end


def _shared_ids(files: FactFiles, later: ImportFile, earlier: ImportFile) -> Words:
    if later.ids_path is None or earlier.ids_path is None:
        return np.empty(0, dtype="uint64")
    return shared(files.words(later.ids_path), files.words(earlier.ids_path))
