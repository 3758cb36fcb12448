"""Facts writer: accepted rows become Parquet and a rollup block by block, while the next block is being read.

Each block is a group of rows of the file, sorted by month, partner and line, so that reading a partner or some
months skips most of it. Nothing is named by a row of the database yet: what is staged here is swept away when
nobody commits it.

Text is stored as codes of distinct values. It is read back as text, or as categoricals by whoever asks for them
(``read_dictionary`` of pyarrow).
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.facts.files import FactFiles
from kpi.keyed import months_and_days
from kpi.rollup import RollupBuilder
from kpi.schema import TABLES, Kind

CODED: Final = pa.dictionary(pa.int32(), pa.string())

_MONTH_DATES: Final = {
    name: next((column.name for column in table.columns if column.event), None) for name, table in TABLES.items()
}
"""The date that says in which month a row lies."""

_LEVEL: Final = 1
"""Of zstd; a higher one takes twice the time for a twentieth of the size."""

_RADIX: Final = 2**16
_OWN: Final[Mapping[str, pa.DataType]] = {"_line": pa.int64(), "_row_id": pa.string()}
_TYPES: Final[Mapping[Kind, pa.DataType]] = {Kind.NUMBER: pa.float64(), Kind.DATE: pa.timestamp("us")}

_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Staged:
    """Files that are written and named by no row of the database yet.

    Parameters
    ----------
    table
        Of the rows.
    facts_path, rollup_path
        Below the root of the files.
    rows
        How many there are.
    first_month, last_month
        Ordinals of the months that they cover; None for partners and targets.
    """

    table: str
    facts_path: str
    rollup_path: str
    rows: int
    first_month: int | None
    last_month: int | None


class FactsWriter:
    """Writes the accepted rows of one file; a context manager that leaves nothing behind unless it is finished.

    Parameters
    ----------
    files
        Where to.
    table
        Name of the table.

    Raises
    ------
    StoreError
        On leaving, when the disk has refused, for instance because it is full.
    """

    def __init__(self, files: FactFiles, table: str) -> None:
        self._files, self._table = files, table
        self._rollup = RollupBuilder(table)
        self._ranks = _Ranks()
        self._stack = ExitStack()
        self._rows = 0
        self._months: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        self._draft = self._stack.enter_context(self._files.drafting(self._table))
        self._groups = self._stack.enter_context(_RowGroups(self._draft.temporary))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # After `finish` nothing is left to close; before it, leaving is a reason to throw the draft away.
        self._stack.__exit__(kind or _Unfinished, error or _Unfinished(), trace)

    def add(self, frame: pd.DataFrame) -> None:
        """Add a block of rows, in the order of the file.

        Parameters
        ----------
        frame
            All canonical columns of the table, `_line` and `_row_id`; text may be categorical, and the categories
            may differ from block to block.
        """
        if not len(frame):
            return
        date = _MONTH_DATES[self._table]
        if date is not None:
            months, _ = months_and_days(frame[date])
            found = int(months.min()), int(months.max())
            first, last = self._months or found
            self._months = min(first, found[0]), max(last, found[1])
            frame = frame.take(_order(frame, months, self._ranks))
        self._groups.add(_facts(self._table, frame))
        self._rollup.add(frame.drop(columns=list(_OWN)))
        self._rows += len(frame)

    def finish(self) -> Staged:
        """Write what is left and the rollup, and give both files their names.

        Raises
        ------
        ValueError
            When no row was added: there is nothing to stage.
        """
        if not self._rows:
            raise ValueError(f"no row of {self._table} was added")
        try:
            with self._files.drafting(f"{self._table}/rollups") as rollup:
                with _RowGroups(rollup.temporary) as groups:
                    for part in self._rollup.parts():
                        groups.add(_table({name: part[name] for name in part.columns}, {}))
                self._stack.close()
        except BaseException:
            # The facts may have their name already when the disk has no room left for the rollup.
            self._files.discard([self._draft.path])
            raise
        first, last = self._months or (None, None)
        return Staged(self._table, self._draft.path, rollup.path, self._rows, first, last)


class _Unfinished(Exception):
    """The writer was left before it was finished."""


class _RowGroups:
    """A Parquet file that is written group by group by a thread of its own.

    Parameters
    ----------
    path
        Where to.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(1)
        self._writer: pq.ParquetWriter | None = None
        self._schema: pa.Schema | None = None
        self._last: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._wait()
        finally:
            self._pool.shutdown(cancel_futures=True)
            if self._writer is not None:
                self._close(self._writer, failed=kind is not None)

    def add(self, table: pa.Table) -> None:
        """Hand a group over, once the one before is written."""
        if self._schema is None:
            self._schema = table.schema
        table = _like(table, self._schema)
        self._wait()
        self._last = self._pool.submit(self._write, table)

    def _wait(self) -> None:
        if self._last is not None:
            self._last.result()

    def _write(self, table: pa.Table) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, store_schema=False, **_settings(table.schema))
        self._writer.write_table(table, row_group_size=max(len(table), 1))

    def _close(self, writer: pq.ParquetWriter, *, failed: bool) -> None:
        # A file that is thrown away need not end as Parquet does; on a full disk it can't.
        with suppress(OSError) if failed else nullcontext():
            writer.close()


def _settings(schema: pa.Schema) -> dict[str, Any]:
    """Return how columns are written: as codes of distinct values, but for plain text and numbers of lines.

    Those differ in every row; their differences are small, and compressing them would save nothing. The least and
    the greatest text of a group are left out: to find them costs as much as all else, and nobody asks for them.
    """
    lines = [name for name in schema.names if name == "_line"]
    coded = [field.name for field in schema if field.type != pa.string() and field.name not in lines]
    told = [name for name in schema.names if name == "_row_id"]
    return {
        "compression": {name: "none" if name in lines else "zstd" for name in schema.names},
        "compression_level": {name: _LEVEL for name in schema.names if name not in lines},
        "use_dictionary": coded,
        "column_encoding": dict.fromkeys(lines, "DELTA_BINARY_PACKED"),
        "write_statistics": [name for name in coded if not _is_text(schema.field(name))] + told,
    }


def _facts(table: str, frame: pd.DataFrame) -> pa.Table:
    types = {column.name: _TYPES.get(column.kind, pa.string()) for column in TABLES[table].columns}
    names = [name for name in (*types, *_OWN) if name in frame]
    facts = _table({name: frame[name] for name in names}, {**types, **_OWN})
    if "_row_id" not in facts.column_names or facts["_row_id"].null_count < len(facts):
        return facts
    # Codes of no words cost more to write than no words.
    return facts.set_column(facts.column_names.index("_row_id"), "_row_id", pa.nulls(len(facts), pa.string()))


def _table(columns: Mapping[str, pd.Series], types: Mapping[str, pa.DataType]) -> pa.Table:
    return pa.table({name: _array(column, types.get(name)) for name, column in columns.items()})


def _is_text(field: pa.Field) -> bool:
    return field.type in (CODED, pa.string())


def _array(column: pd.Series, kind: pa.DataType | None) -> pa.Array:
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return pa.array(column, type=kind, from_pandas=True)
    words = pa.array(column.cat.categories, type=pa.string(), from_pandas=True)
    if not len(words):
        return pa.nulls(len(column), CODED)
    codes = column.cat.codes.to_numpy()
    missing = codes < 0 if codes.min(initial=0) < 0 else None
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32, copy=False), mask=missing), words, safe=False
    )


def _like(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give a block the types of the first one: text has codes in all groups or in none."""
    columns = []
    for column, field in zip(table.columns, schema, strict=True):
        is_coded = column.type == CODED
        if is_coded and field.type == pa.string():
            column = column.cast(pa.string())
        elif not is_coded and field.type == CODED:
            column = column.dictionary_encode()
        columns.append(column)
    return pa.table(columns, schema=schema)


def _order(frame: pd.DataFrame, months: _Ints, partners: _Ranks) -> _Ints:
    """Return the order by month, partner and line, sorting the last first."""
    lines = frame["_line"].to_numpy()
    order = None if (lines[1:] > lines[:-1]).all() else np.argsort(lines, kind="stable")
    for ranks in (partners.of(frame["partner_id"]), _narrow(months - months.min())):
        place = np.argsort(ranks if order is None else ranks[order], kind="stable")
        order = place if order is None else order[place]
    assert order is not None, "there are two things to sort by"
    return order


def _narrow(ranks: _Ints) -> npt.NDArray[Any]:
    """Return ranks in two bytes, which are sorted by counting, when they fit."""
    return ranks.astype(np.uint16) if ranks.max(initial=0) < _RADIX else ranks


class _Ranks:
    """The places of partners in the order of their ids, worked out once for blocks that share their categories."""

    def __init__(self) -> None:
        self._ids = pd.Index([])
        self._places: npt.NDArray[Any] = np.empty(0, dtype=np.uint16)

    def of(self, partners: pd.Series) -> npt.NDArray[Any]:
        """Return one place per row."""
        if not isinstance(partners.dtype, pd.CategoricalDtype):
            return _narrow(pd.factorize(partners, sort=True)[0])
        if partners.cat.categories is not self._ids:
            self._ids = partners.cat.categories
            order = pc.array_sort_indices(pa.array(self._ids, type=pa.string(), from_pandas=True)).to_numpy()
            places = np.empty(len(order), dtype=np.int64)
            places[order] = np.arange(len(order))
            self._places = _narrow(places)
        return self._places[partners.cat.codes.to_numpy()]
