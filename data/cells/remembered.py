"""Remembered: what the words of a column were read as, so that a word is read once, not once in every block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.cells.coded import Coded, Parsed

MOST_WORDS: Final = 50_000
"""Words of one column that are remembered."""

_FEW: Final = 0.5
"""Share of the rows of a block that its words may be; where more differ, looking them up costs what reading does."""


class Remembered:
    """What the words of one column were read as; they must be read alike in all blocks.

    Examples
    --------
    >>> from data.cells.values import text
    >>> column = Remembered()
    >>> for cells in (["b", "a", "b", "a"], ["a", "a"]):
    ...     print(column.parsed(Coded.of(pa.array(cells)), text).series.tolist())
    ['b', 'a', 'b', 'a']
    ['a', 'a']
    """

    def __init__(self) -> None:
        self._words = pa.array([], type=pa.string())
        self._parsed = Parsed(pd.Series(dtype="str"))

    def parsed(self, column: Coded, read: Callable[[Coded], Parsed]) -> Parsed:
        """Return the values of a block, reading only when a word is new.

        Parameters
        ----------
        column
            The cells.
        read
            Reads a column word by word: what becomes of a word does not depend on its rows.
        """
        if not column.is_distinct or len(column.words) > min(MOST_WORDS, _FEW * len(column.codes)):
            return read(column)
        places = pc.index_in(column.words, value_set=self._words)
        if places.null_count:
            self._learn(column.words.filter(places.is_null()), column.words, read)
            places = pc.index_in(column.words, value_set=self._words)
        return _spread(self._parsed, places.to_numpy(), column)

    def _learn(self, fresh: pa.StringArray, words: pa.StringArray, read: Callable[[Coded], Parsed]) -> None:
        """Read what is known and what is new; when it gets too much, only the words of the block."""
        known = pa.concat_arrays([self._words, fresh])
        self._words = known if len(known) <= MOST_WORDS else words
        self._parsed = read(Coded(np.arange(len(self._words), dtype=np.int32), self._words))


class Memory:
    """What was read of the columns of one file, as long as it is read in one way."""

    def __init__(self) -> None:
        self._columns: defaultdict[str, Remembered] = defaultdict(Remembered)

    def of(self, column: str) -> Remembered:
        """Return what is remembered of a column."""
        return self._columns[column]


def _spread(known: Parsed, places: npt.NDArray[Any], column: Coded) -> Parsed:
    """Give the rows of a block what its words were read as."""
    wrong = {rule: column.take(words[places]) for rule, words in known.wrong.items() if words[places].any()}
    return Parsed(_taken(known.series, places, column), {rule: rows for rule, rows in wrong.items() if rows.any()})


def _taken(series: pd.Series, places: npt.NDArray[Any], column: Coded) -> pd.Series:
    if not isinstance(series.dtype, pd.CategoricalDtype):
        return pd.Series(column.take(series.to_numpy()[places]), copy=False)
    codes = column.take(series.cat.codes.to_numpy()[places])
    return pd.Series(pd.Categorical.from_codes(codes, dtype=series.dtype, validate=False), copy=False)
