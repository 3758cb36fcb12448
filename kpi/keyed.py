"""Lines with keys: words as codes, sums over equal keys, without a string being compared on the way.

A word gets its code once, whichever block or file it comes from. Values of one key are added one after another
in the order in which they came: a sum does not depend on how rows were cut into blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Lines = Mapping[str, npt.NDArray[Any]]
"""Columns of equal length: keys as integers, then what is summed or kept."""

_BITS: Final = 62
_MONTHS_BEFORE_1970: Final = 1970 * 12
_DAY: Final = 86_400_000_000
_NO_DAY: Final = int(np.iinfo(np.int64).min) // _DAY
"""The day of a missing date."""


class Vocabulary:
    """Words and their codes, in the order in which they appear."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._seen: pd.Index | None = None
        self._texts: list[str] = []
        self._places: Ints = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._codes)

    def code(self, word: str) -> int:
        """Return the code of a word, a new one when it has none yet."""
        return self._codes.setdefault(word, len(self._codes))

    def codes(self, column: pd.Series, meaning: Callable[[str], str] = str) -> Ints:
        """Return the codes of a column of words.

        Parameters
        ----------
        column
            Text, or a categorical of it.
        meaning
            Gives the word to be coded for the word of a cell, which is empty where the cell is missing.
        """
        if isinstance(column.dtype, pd.CategoricalDtype):
            places, words = column.cat.codes.to_numpy(), column.cat.categories
        else:
            places, words = pd.factorize(column.astype("str"))
        if words is not self._seen:
            # A missing cell has the place -1, the last one.
            self._texts = [*words.tolist(), ""] if meaning is str else [meaning(str(word)) for word in [*words, ""]]
            self._places = np.fromiter(map(self._codes.get, self._texts, repeat(-1)), np.int64, len(self._texts))
            self._seen = words if meaning is str else None
        codes = self._places[places]
        return codes if (codes >= 0).all() else self._learnt(places)

    def _learnt(self, places: npt.NDArray[Any]) -> Ints:
        """Give the words that are used and new their codes."""
        used = np.zeros(len(self._texts), dtype=bool)
        used[places] = True
        for at in np.flatnonzero(used & (self._places < 0)):
            self._places[at] = self.code(self._texts[at])
        codes: Ints = self._places[places]
        return codes

    @property
    def words(self) -> list[str]:
        """The words by their codes."""
        return list(self._codes)

    def sorted_words(self) -> tuple[pd.Index, Ints]:
        """Return the words in order, and the code of each."""
        words = sorted(self._codes)
        return pd.Index(words, dtype="str"), np.array([self._codes[word] for word in words], dtype=np.int64)


def months_and_days(dates: pd.Series) -> tuple[Ints, Ints]:
    """Return ordinals of months and days of the month, worked out once per day between the first and the last.

    Raises
    ------
    ValueError
        When a date is missing.
    """
    stamps = dates.to_numpy(dtype="datetime64[us]")
    numbers = stamps.view(np.int64) // _DAY
    first, last = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    if first == _NO_DAY:
        raise ValueError(f"a row has no {dates.name}")
    calendar = np.arange(first, last + 1).astype("datetime64[D]")
    months = calendar.astype("datetime64[M]")
    days = (calendar - months.astype("datetime64[D]")).astype(np.int64) + 1
    return (months.astype(np.int64) + _MONTHS_BEFORE_1970)[numbers - first], days[numbers - first]


def summed(lines: Lines, keys: Sequence[str], value: str) -> Lines:
    """Return one line per key, sorted by key: sums of `value` and ``rows``, the latest ``last_day``."""
    return _reduced(lines, keys, keys, lambda order, group: {value: _folded(lines[value][order], group)})


def latest(lines: Lines, keys: Sequence[str], kept: Sequence[str]) -> Lines:
    """Return one line per key, sorted by key: of `kept` what stands on the latest ``day``, the later line winning."""

    def last(order: Ints, group: Ints) -> Lines:
        ends = np.append(np.flatnonzero(np.diff(group)), len(group) - 1)
        return {name: lines[name][order[ends]] for name in kept}

    return _reduced(lines, keys, (*keys, "day"), last)


def replaced(lines: Lines, keys: Sequence[str]) -> Lines:
    """Return the last line of each key, sorted by key."""
    order, group = _groups(lines, keys, keys)
    if not len(order):
        return lines
    ends = np.append(np.flatnonzero(np.diff(group)), len(group) - 1)
    return {name: column[order[ends]] for name, column in lines.items()}


def stacked(parts: Sequence[Lines]) -> Lines:
    """Return lines under each other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


def _reduced(
    lines: Lines, keys: Sequence[str], order_by: Sequence[str], values: Callable[[Ints, Ints], Lines]
) -> Lines:
    order, group = _groups(lines, keys, order_by)
    if not len(order):
        return lines
    starts = np.append(0, np.flatnonzero(np.diff(group)) + 1)
    counted = {
        "rows": np.add.reduceat(lines["rows"][order], starts),
        "last_day": np.maximum.reduceat(lines["last_day"][order], starts),
    }
    found = {name: lines[name][order[starts]] for name in keys} | counted | dict(values(order, group))
    return {name: found[name] for name in lines}


def _folded(values: npt.NDArray[np.float64], group: Ints) -> npt.NDArray[np.float64]:
    """Add values up from the first to the last of each group."""
    sums = np.zeros(int(group[-1]) + 1)
    np.add.at(sums, group, values)
    return sums


def _groups(lines: Lines, keys: Sequence[str], order_by: Sequence[str]) -> tuple[Ints, Ints]:
    """Return the order that sorts lines, equal ones as they came, and the number of each one's group in it."""
    order = _order(_packed([lines[name] for name in order_by]))
    changes = np.zeros(len(order), dtype=np.int64)
    for name in keys:
        column = lines[name][order]
        changes[1:] |= column[1:] != column[:-1]
    return order, np.cumsum(changes)


def _order(columns: Sequence[Ints]) -> Ints:
    if len(columns) == 1:
        if (columns[0][1:] >= columns[0][:-1]).all():
            return np.arange(len(columns[0]))
        return np.argsort(columns[0], kind="stable")
    return np.lexsort(columns[::-1])


def _packed(columns: Sequence[npt.NDArray[Any]]) -> list[Ints]:
    """Put as many keys into one integer as it holds."""
    packed: list[Ints] = []
    room = 0
    for column in columns:
        low = int(column.min(initial=0))
        bits = int(int(column.max(initial=0)) - low).bit_length()
        if not packed or bits > room:
            packed.append(np.zeros(len(column), dtype=np.int64))
            room = _BITS
        packed[-1] = (packed[-1] << bits) | (column.astype(np.int64) - low)
        room -= bits
    return packed
