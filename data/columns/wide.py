"""Wide tables turned long: one row per answered question or per month, block by block.

What an export lacks or has too much of is put right in the same go: columns that are the same in every row are
added, and rows that don't count are left out and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.reader.blocks import Block
from data.reader.records import Malformed
from kpi.schema import normalise_word

NO_ANSWER: Final = "no answer"
NO_VALUE: Final = "no value"


@dataclass(frozen=True)
class Kept:
    """A column of the file that is repeated in every row made of one of its rows.

    Parameters
    ----------
    column
        Canonical column.
    header
        As it stands in the file.
    position
        In the file, from 0.
    """

    column: str
    header: str
    position: int


@dataclass(frozen=True)
class Spread:
    """A column of the file that becomes rows.

    Parameters
    ----------
    header
        As it stands in the file.
    position
        In the file, from 0.
    labels
        What it stands for: a cell for each canonical column of `Unfold.labelled`.
    """

    header: str
    position: int
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Constant:
    """A column that the file does not have.

    Parameters
    ----------
    column
        Canonical column.
    value
        Its cell in every row.
    filled
        Place of a column that changes it, and what it is where that column is not empty.
    """

    column: str
    value: str
    filled: tuple[int, str] | None = None


@dataclass(frozen=True)
class Leave:
    """Rows that don't count.

    Parameters
    ----------
    reason
        What they are called.
    position
        Column that tells, in the file.
    words
        Its cells by which a row is left out, normalised; none: rows in which it is empty.
    """

    reason: str
    position: int
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Unfold:
    """How the columns of a file become those of a table.

    Parameters
    ----------
    kept
        Columns that are repeated.
    constants
        Columns that are added.
    spread
        Columns that become rows; none: every row stays one row.
    labelled
        Canonical columns that say which of them a row came from.
    value
        Canonical column of their cells.
    leave
        Rows that don't count.
    empty
        What an empty cell of them is called.
    """

    kept: tuple[Kept, ...]
    constants: tuple[Constant, ...] = ()
    spread: tuple[Spread, ...] = ()
    labelled: tuple[str, ...] = ()
    value: str = ""
    leave: Leave | None = None
    empty: str = NO_ANSWER

    @property
    def columns(self) -> tuple[str, ...]:
        """Canonical columns of an unfolded block, in its order."""
        grown = (*self.labelled, self.value) if self.spread else ()
        return (*(one.column for one in self.kept), *(one.column for one in self.constants), *grown)

    @property
    def headers(self) -> tuple[str, ...]:
        """Headers of an unfolded block: those of the file where a column comes from it."""
        return (*(one.header for one in self.kept), *self.columns[len(self.kept) :])

    def position(self, column: str) -> int | None:
        """Return where a canonical column is in an unfolded block."""
        return self.columns.index(column) if column in self.columns else None

    def header_of(self, labels: Sequence[str]) -> str:
        """Return the header of the file that a row came from, by its labels; empty when there is none."""
        return next((one.header for one in self.spread if one.labels == tuple(labels)), "")


def unfold_block(block: Block, plan: Unfold) -> Block:
    """Turn a block of the file into one of the table.

    Rows that can't be cut into cells stay one row each. What is left out is counted in `skipped`.

    Parameters
    ----------
    block
        As read.
    plan
        What becomes of its columns.
    """
    rows, skipped = _counted(block, plan)
    if plan.spread:
        rows, places, values, empty = _answers(block, plan, rows)
        skipped[plan.empty] = skipped.get(plan.empty, 0) + empty
        labels = [_labels(plan, at, places) for at in range(len(plan.labelled))]
        grown = [*labels, values]
    else:
        grown = []
    kept = [_codes(block.columns[one.position]).take(pa.array(rows)) for one in plan.kept]
    added = [_constant(one, block, rows) for one in plan.constants]
    return replace(
        block,
        columns=(*kept, *added, *grown),
        lines=block.lines[rows],
        malformed=tuple(_narrow(item, plan) for item in block.malformed),
        skipped={reason: count for reason, count in skipped.items() if count},
    )


def _counted(block: Block, plan: Unfold) -> tuple[npt.NDArray[np.int64], dict[str, int]]:
    """Return the rows that count, and why others don't."""
    skipped = dict(block.skipped)
    rows = np.arange(len(block.lines), dtype=np.int64)
    if plan.leave is None:
        return rows, skipped
    cells = _codes(block.columns[plan.leave.position])
    out = [_is_out(str(cell), plan.leave) for cell in cells.dictionary.to_pylist()]
    left = np.array(out, dtype=bool)[_indices(cells)] if out else np.zeros(len(rows), dtype=bool)
    skipped[plan.leave.reason] = skipped.get(plan.leave.reason, 0) + int(left.sum())
    return rows[~left], skipped


def _is_out(cell: str, leave: Leave) -> bool:
    return normalise_word(cell) in leave.words if leave.words else not cell.strip()


def _answers(
    block: Block, plan: Unfold, rows: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], pa.DictionaryArray, int]:
    """Return row, question and answer of every filled cell, row by row, and how many cells are empty."""
    columns = [_codes(block.columns[one.position]) for one in plan.spread]
    words = pa.concat_arrays([column.dictionary for column in columns])
    distinct = words.dictionary_encode()
    starts = np.cumsum([0, *(len(column.dictionary) for column in columns)])
    codes = np.empty((len(rows), len(columns)), dtype=np.int32)
    for at, column in enumerate(columns):
        codes[:, at] = _indices(column)[rows] + starts[at]
    blank = pc.equal(pc.utf8_trim_whitespace(words), "").to_numpy(zero_copy_only=False)
    filled = ~blank[codes] if len(words) else np.zeros(codes.shape, dtype=bool)
    at_row, at_column = np.nonzero(filled)
    values = _indices(distinct).astype(np.int32)[codes[at_row, at_column]]
    answers = pa.DictionaryArray.from_arrays(pa.array(values), distinct.dictionary)
    return rows[at_row], at_column.astype(np.int32), answers, int(filled.size - len(at_row))


def _labels(plan: Unfold, at: int, places: npt.NDArray[np.int32]) -> pa.DictionaryArray:
    """Return the cells that say which column a row came from, as codes of distinct labels."""
    labels = [one.labels[at] for one in plan.spread]
    distinct = list(dict.fromkeys(labels))
    codes = np.array([distinct.index(label) for label in labels], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(codes[places]), pa.array(distinct, type=pa.string()))


def _constant(constant: Constant, block: Block, rows: npt.NDArray[np.int64]) -> pa.DictionaryArray:
    words, codes = [constant.value], np.zeros(len(rows), dtype=np.int32)
    if constant.filled:
        place, other = constant.filled
        words.append(other)
        cells = _codes(block.columns[place])
        filled = np.array([bool(str(cell).strip()) for cell in cells.dictionary.to_pylist()], dtype=np.int32)
        codes = filled[_indices(cells)[rows]] if len(filled) else codes
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words, type=pa.string()))


def _narrow(item: Malformed, plan: Unfold) -> Malformed:
    """Return a row that can't be cut with the cells that an unfolded block shows."""
    kept = [item.cells[one.position] if one.position < len(item.cells) else "" for one in plan.kept]
    added = [one.value for one in plan.constants]
    return replace(item, cells=(*kept, *added, *[""] * (len(plan.columns) - len(kept) - len(added))))


def _codes(column: pa.Array) -> pa.DictionaryArray:
    if isinstance(column, pa.DictionaryArray):
        return column
    return column.dictionary_encode()


def _indices(column: pa.DictionaryArray) -> npt.NDArray[np.int64]:
    return np.asarray(column.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
