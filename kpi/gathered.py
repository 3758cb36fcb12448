"""Lines of a rollup while it is made: in codes, from several blocks or files, reduced to one per key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd

from kpi.keyed import Ints, Lines, Vocabulary, latest, stacked, summed

KEYS: Final = {
    "interactions": ["kind", "initiated_by"],
    "advocacy": ["kind"],
    "surveys": ["respondent", "question"],
    "deals": ["event", "sourced_by", "deal_type", "days", "customer"],
    "measures": ["measure", "reported_by"],
}
"""Keys of the lines of each table beside partner and month."""

SUMS: Final = {"interactions": "quantity", "advocacy": "quantity", "deals": "amount", "measures": "value"}
"""What is summed."""

ANSWER: Final = ["day", "score", "scale_min", "scale_max"]
"""What is kept of the latest answer."""

_NUMBERS: Final = ("month", "days")
"""Keys that are no words."""

_WAITING: Final = 1_000_000
_PART: Final = 250_000

Reduction = Callable[[Lines, Sequence[str]], Lines]


class Gathered:
    """Lines of one table in codes, reduced to one per key whenever many have come together.

    Parameters
    ----------
    table
        Name of the table.
    reduce
        Makes one line of those with the same key; by default their sum, or the latest answer.
    """

    def __init__(self, table: str, reduce: Reduction | None = None) -> None:
        self._table = table
        self._keys = ["partner_id", "month", *KEYS.get(table, ())]
        self._reduce = reduce or (
            partial(latest, kept=ANSWER) if table == "surveys" else partial(summed, value=SUMS.get(table, ""))
        )
        self.words = {key: Vocabulary() for key in self._keys if key not in _NUMBERS}
        self._lines: Lines | None = None
        self._waiting: list[Lines] = []

    def add(self, lines: Lines) -> None:
        """Add lines, later ones last."""
        columns = {name: lines[name] for name in [*self._keys, *self._values()]}
        self._waiting.append(columns)
        count = sum(len(part["month"]) for part in self._waiting)
        if count > max(_WAITING, 0 if self._lines is None else len(self._lines["month"])):
            self._lines = self._all(self._lines_so_far())
            self._waiting = []

    def add_rollup(self, rollup: pd.DataFrame, name: Callable[[str], str]) -> None:
        """Add the lines of a rollup, respondents renamed."""
        words = {
            key: words.codes(rollup[key], name if key == "respondent" else str) for key, words in self.words.items()
        }
        rest = [column for column in [*self._keys, *self._values()] if column not in words]
        self.add(words | {column: rollup[column].to_numpy() for column in rest})

    def orders(self) -> list[Ints]:
        """Return for each key of words the codes in the order of the words."""
        return [words.sorted_words()[1] for words in self.words.values()]

    def parts(self) -> Iterator[pd.DataFrame]:
        """Yield all lines, sorted by their keys."""
        lines = dict(self._lines_so_far())
        for key, words in self.words.items():
            order = words.sorted_words()[1]
            ranks = np.empty(len(order), dtype=np.int64)
            ranks[order] = np.arange(len(order))
            lines[key] = ranks[lines[key]]
        reduced = self._all(lines)
        count = max(len(reduced["month"]), 1)
        yield from self.framed(
            {name: column[first : first + _PART] for name, column in reduced.items()}
            for first in range(0, count, _PART)
        )

    def framed(self, parts: Iterable[Lines]) -> Iterator[pd.DataFrame]:
        """Yield lines whose words are places in the order of words as frames; at least one."""
        dtypes = {key: pd.CategoricalDtype(words.sorted_words()[0]) for key, words in self.words.items()}
        none = True
        for lines in parts:
            none = False
            yield self._frame(lines, dtypes)
        if none:
            yield self._frame(self._empty(), dtypes)

    def _frame(self, lines: Lines, dtypes: dict[str, pd.CategoricalDtype]) -> pd.DataFrame:
        columns: dict[str, Any] = {name: lines[name] for name in [*self._keys, *self._values()]}
        for key, dtype in dtypes.items():
            columns[key] = pd.Categorical.from_codes(columns[key], dtype=dtype, validate=False)
        return pd.DataFrame(columns, copy=False)

    def _values(self) -> list[str]:
        if self._table == "surveys":
            return ["rows", "last_day", *ANSWER]
        return [SUMS[self._table], "rows", "last_day"]

    def _all(self, lines: Lines) -> Lines:
        return self._reduce(lines, self._keys)

    def _lines_so_far(self) -> Lines:
        return stacked([*([self._lines] if self._lines is not None else []), *self._waiting]) or self._empty()

    def _empty(self) -> Lines:
        whole = {*self._keys, "rows", "last_day", "day"}
        names = [*self._keys, *self._values()]
        return {name: np.empty(0, dtype=np.int64 if name in whole else np.float64) for name in names}


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without categoricals."""
    coded = [name for name in frame.columns if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(coded, "str")).reset_index(drop=True)
