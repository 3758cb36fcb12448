"""The preview: what the accepted rows of a file would do to the store, counted before anything is stored.

Rows are compared by hashes of 64 bits, of their id and of their content, one range of hashes after the other:
memory stays the same however long the files are. A hash decides what is counted here, never what is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.facts.facts_writer import Staged
from data.facts.live import covered_months, read_hidden
from data.facts.row_ids import NO_HASH, ROWS_AT_ONCE, Flags, are_in, hash_texts, mix, shared
from data.models import ImportFile
from data.results import Comparison
from kpi.schema import TABLES, Column, Kind

if TYPE_CHECKING:
    from data.facts.contents import Contents
    from data.facts.files import FactFiles, Words

ROWS_IN_RANGE: Final = 1 << 21
"""About how many rows of the new file are compared together."""

_SEED: Final = np.uint64(0x243F6A8885A308D3)


@dataclass(frozen=True)
class Prints:
    """Some rows of a file as hashes.

    Parameters
    ----------
    key
        Of the row id; of the content where a row has none.
    content
        Of every canonical cell.
    named
        Whether the row has an id.
    replaced
        Whether mode ``replace`` would hide the row.
    """

    key: Words
    content: Words
    named: Flags
    replaced: Flags

    def where(self, chosen: Flags) -> Prints:
        """Return the chosen rows."""
        return Prints(self.key[chosen], self.content[chosen], self.named[chosen], self.replaced[chosen])

    @classmethod
    def stacked(cls, parts: list[Prints]) -> Prints:
        """Return the rows of several parts, one after the other."""
        return cls(
            key=np.concatenate([np.empty(0, "uint64"), *(part.key for part in parts)]),
            content=np.concatenate([np.empty(0, "uint64"), *(part.content for part in parts)]),
            named=np.concatenate([np.empty(0, bool), *(part.named for part in parts)]),
            replaced=np.concatenate([np.empty(0, bool), *(part.replaced for part in parts)]),
        )


def compare(contents: Contents, staged: Staged, *, mode: str, source: str) -> Comparison:
    """Count the rows of a staged file that are new, changed or unchanged, and those that they supersede.

    A row with an id is compared with the live row of that id. In mode ``replace`` a row without one is
    unchanged when a row that it supersedes is equal; rows that are superseded and come back neither under
    their id nor as they were are counted as superseded.

    Parameters
    ----------
    contents
        What the store holds.
    staged
        The accepted rows of a file.
    mode
        ``add`` or ``replace``.
    source
        Fingerprint of table and header.
    """
    comparer = _Comparer(contents.files, staged, source if mode == "replace" else None)
    earlier = [file for file in contents.active if file.table == staged.table and comparer.concerns(file)]
    if not earlier:
        return Comparison(new=staged.rows, changed=0, unchanged=0)
    counts = np.zeros(3, dtype="int64")
    for low, high in _ranges(max(staged.rows, *(file.rows for file in earlier))):
        counts += comparer.count(earlier, low, high)
    changed, unchanged, superseded = (int(count) for count in counts)
    return Comparison(staged.rows - changed - unchanged, changed, unchanged, superseded)


class _Comparer:
    """One staged file against the files of the store; `source` is that of the files it replaces."""

    def __init__(self, files: FactFiles, staged: Staged, source: str | None) -> None:
        self._files, self._staged, self._source = files, staged, source
        self._has_ids = bool(TABLES[staged.table].row_id)

    def concerns(self, file: ImportFile) -> bool:
        """Say whether a row of an earlier file may be replaced."""
        return self._replaces(file) or (self._has_ids and file.ids_path is not None)

    def count(self, earlier: list[ImportFile], low: int, high: int) -> npt.NDArray[np.int64]:
        """Count changed, unchanged and superseded rows among the hashes of a range."""
        new = Prints.stacked(list(self._prints(self._staged.facts_path, low, high)))
        old = Prints.stacked([part for file in earlier for part in self._live(file, low, high, new)])
        by_id = _matched_ids(new.where(new.named), old.where(old.named))
        equal = _matched_contents(new.where(~new.named), old.where(~old.named & old.replaced))
        changed, unchanged, kept = by_id
        return np.array([changed, unchanged + equal, int(old.replaced.sum()) - kept - equal])

    def _live(self, file: ImportFile, low: int, high: int, new: Prints) -> Iterator[Prints]:
        """Give those live rows of an earlier file that the new ones may replace."""
        ids = np.sort(new.key[new.named])
        replaces = self._replaces(file)
        if not replaces and not len(shared(ids, self._files.words(file.ids_path or ""))):
            return
        hidden = read_hidden(self._files, file)
        for part in self._prints(file.facts_path, low, high, replaces=replaces, hidden=hidden):
            yield part.where(part.replaced | (part.named & are_in(part.key, ids)))

    def _prints(
        self, path: str, low: int, high: int, *, replaces: bool = False, hidden: Flags | None = None
    ) -> Iterator[Prints]:
        start = 0
        for batch in self._files.open(path).iter_batches(batch_size=ROWS_AT_ONCE):
            prints = _prints(self._staged.table, batch, self._covered(batch) if replaces else None)
            wanted = (prints.key >= np.uint64(low)) & (prints.key <= np.uint64(high))
            if hidden is not None:
                wanted &= ~hidden[start : start + len(batch)]
            start += len(batch)
            yield prints.where(wanted)

    def _replaces(self, file: ImportFile) -> bool:
        return self._source is not None and file.source == self._source

    def _covered(self, batch: pa.RecordBatch) -> Flags:
        return covered_months(batch, self._staged.table, self._staged.first_month, self._staged.last_month)


def _ranges(rows: int) -> Iterator[tuple[int, int]]:
    """Give ranges of hashes, first and last, that hold about `ROWS_IN_RANGE` of so many rows."""
    count = -(-rows // ROWS_IN_RANGE)
    bounds = [at * 2**64 // count for at in range(count + 1)]
    yield from ((low, high - 1) for low, high in pairwise(bounds))


def _prints(table: str, batch: pa.RecordBatch, replaced: Flags | None) -> Prints:
    content = np.full(len(batch), _SEED)
    for column in TABLES[table].columns:
        content = mix(content, _cells(batch, column))
    ids = hash_texts(batch.column("_row_id"))
    named = ids != NO_HASH
    nothing = np.zeros(len(batch), dtype=bool)
    return Prints(np.where(named, ids, content), content, named, nothing if replaced is None else replaced)


def _cells(batch: pa.RecordBatch, column: Column) -> Words:
    """Return a hash of each cell; an empty one counts as the default of its column."""
    there = column.name in batch.schema.names
    cells = batch.column(column.name) if there else pa.nulls(len(batch))
    if column.kind is Kind.NUMBER:
        return _hash_numbers(cells, column.default)
    if column.kind is Kind.DATE:
        return _hash_days(cells)
    hashes = hash_texts(cells)
    empty = hash_texts(pa.array([""]))[0]
    default = hash_texts(pa.array([column.default]))[0] if column.default is not None else NO_HASH
    found: Words = np.where((hashes == NO_HASH) | (hashes == empty), default, hashes)
    return found


def _hash_numbers(cells: pa.Array, default: float | str | None) -> Words:
    values = cells.cast(pa.float64()).to_numpy(zero_copy_only=False)
    filled = np.where(np.isnan(values), float("nan") if default is None else float(default), values)
    # One zero, and one that is not a number.
    return np.where(np.isnan(filled), np.nan, filled + 0.0).view("uint64")


def _hash_days(cells: pa.Array) -> Words:
    whole = pc.fill_null(cells.cast(pa.timestamp("us")).cast(pa.int64()), np.iinfo("int64").min)
    found: Words = whole.to_numpy(zero_copy_only=False).view("uint64")
    return found


def _matched_ids(new: Prints, old: Prints) -> tuple[int, int, int]:
    """Count the rows whose id is held: with other content, with equal content; and the replaced rows among them."""
    # Of one id there is one live row; were there two, the later file's would come last and win.
    order = np.argsort(old.key, kind="stable")
    keys, contents = old.key[order], old.content[order]
    at = np.searchsorted(keys, new.key, side="right") - 1
    held = (at >= 0) & (keys[at] == new.key) if len(keys) else np.zeros(len(new.key), dtype=bool)
    equal = int((contents[at[held]] == new.content[held]).sum()) if len(keys) else 0
    kept = int((old.replaced & are_in(old.key, np.sort(new.key))).sum())
    return int(held.sum()) - equal, equal, kept


def _matched_contents(new: Prints, old: Prints) -> int:
    """Count the rows that both sides hold, as often as both do."""
    hashes, counts = np.unique(new.content, return_counts=True)
    known, there = np.unique(old.content, return_counts=True)
    both, here, again = np.intersect1d(hashes, known, assume_unique=True, return_indices=True)
    return int(np.minimum(counts[here], there[again]).sum()) if len(both) else 0
