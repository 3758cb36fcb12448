"""Seen ids: which rows of a file have an id that an accepted row above them has already.

An id is kept as two hashes of 64 bits, of its text read forwards and backwards: 16 bytes whatever it looks
like. That both meet for two of ten million different ids has a probability below 10⁻²⁴.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.facts.files import Words
from data.facts.row_ids import NO_HASH, Flags, hash_texts

_Run = tuple[Words, Words]
"""Hashes of ids, sorted by the first."""

_GROWTH: Final = 2
"""Runs are merged until each is this many times as long as the next: few to look into, rarely rewritten."""


class SeenIds:
    """The ids of the rows of a file that have been accepted so far.

    Examples
    --------
    >>> seen = SeenIds()
    >>> seen.repeated(pa.array(["a", "b", "a", None, None])).tolist()
    [False, False, True, False, False]
    >>> seen.repeated(pa.array(["c", "b"])).tolist()
    [False, True]
    """

    def __init__(self) -> None:
        self._runs: list[_Run] = []

    def __len__(self) -> int:
        return sum(len(first) for first, _ in self._runs)

    def repeated(self, ids: pa.Array | pd.Series) -> Flags:
        """Say of each row whether its id stands above, and remember those that do not.

        Parameters
        ----------
        ids
            Of the rows of a block that nothing else is wrong with, in the order of the file; text, codes of
            distinct texts, or a categorical. A missing id is never a repeated one.
        """
        texts = _texts(ids)
        first, second = hash_texts(texts), hash_texts(_backwards(texts))
        order = np.lexsort((second, first))
        order = order[first[order] != NO_HASH]
        first, second = first[order], second[order]
        again = np.zeros(len(order), dtype=bool)
        again[1:] = (first[1:] == first[:-1]) & (second[1:] == second[:-1])
        for run in self._runs:
            again |= _are_in((first, second), run)
        self._add((first[~again], second[~again]))
        flags: Flags = np.zeros(len(texts), dtype=bool)
        flags[order] = again
        return flags

    def _add(self, run: _Run) -> None:
        while self._runs and len(self._runs[-1][0]) < _GROWTH * len(run[0]):
            run = _merged(self._runs.pop(), run)
        if len(run[0]):
            self._runs.append(run)


def _texts(ids: pa.Array | pd.Series) -> pa.Array:
    if not isinstance(ids, pd.Series):
        return ids
    if isinstance(ids.dtype, pd.CategoricalDtype):
        codes = ids.cat.codes.to_numpy().astype(np.int32)
        words = pa.array(ids.cat.categories, type=pa.string(), from_pandas=True)
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), words)
    return pa.array(ids, type=pa.string(), from_pandas=True)


def _backwards(texts: pa.Array) -> pa.Array:
    if pa.types.is_null(texts.type):
        return texts
    if pa.types.is_dictionary(texts.type):
        return pa.DictionaryArray.from_arrays(texts.indices, _backwards(texts.dictionary))
    return pc.utf8_reverse(texts)


def _are_in(hashes: _Run, run: _Run) -> Flags:
    """Say of each pair of hashes, sorted, whether a run holds it."""
    at: npt.NDArray[np.intp] = np.searchsorted(run[0], hashes[0])
    found: Flags = np.zeros(len(at), dtype=bool)
    open_ = np.arange(len(at))
    # Nearly always one look: the first hashes of two ids hardly ever meet.
    while len(open_ := open_[at[open_] < len(run[0])]):
        open_ = open_[run[0][at[open_]] == hashes[0][open_]]
        found[open_] = run[1][at[open_]] == hashes[1][open_]
        open_ = open_[~found[open_]]
        at[open_] += 1
    return found


def _merged(one: _Run, other: _Run) -> _Run:
    first = np.concatenate([one[0], other[0]])
    # Two sorted runs: a stable sort finds them and merges them.
    order = np.argsort(first, kind="stable")
    return first[order], np.concatenate([one[1], other[1]])[order]
