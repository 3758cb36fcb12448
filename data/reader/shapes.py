"""Shapes: what cells look like, and what the rows of a table look like column by column.

A shape is learnt from the first rows. It tells a header from data, and a row whose cells have moved from one that
is merely short: no delimiter says that, only the cells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

EMPTY: Final = ""
WORD: Final = "word"
TEXT: Final = "text"
ODD: Final = "odd"

TYPED: Final = frozenset({"number", "date", "time", "web", "mail"})
"""Kinds that no header has, but for years."""

_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|mär)[a-z]*"
_CLOCK: Final = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]m)?"
_DAY: Final = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{4}-\d{2}"
    rf"|\d{{1,2}}[- ]{_MONTH}[- ,]+\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}}|{_MONTH}[- ]\d{{2,4}})"
)
_SIGN: Final = r"(?:[$€£¥]|(?-i:[A-Z]{3}) |US\$)"
_FIGURES: Final = r"(?:\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)"
_KINDS: Final = re.compile(
    rf"(?P<number>[-+(−]?{_SIGN}? ?[-+]?{_FIGURES}(?:e[-+]?\d+)?"
    r"(?: ?%| ?[$€£¥]| (?-i:[A-Z]{3})|[km])?\)?)"
    rf"|(?P<date>{_DAY}(?:[T ]{_CLOCK}(?: ?(?:Z|UTC|[-+]\d{{2}}:?\d{{2}}))?)?)"
    rf"|(?P<time>{_CLOCK})"
    r"|(?P<web>(?:https?://|www\.)\S+)"
    r"|(?P<mail>[^\s@]+@[^\s@]+\.\w+)"
    r"|(?P<code>(?=\S*\d)[\w./#:+-]+)"
    r"|(?P<word>[^\W\d_][\w.&'’/-]*)"
    r"|(?P<text>(?s:.+))",
    re.IGNORECASE,
)
_LONGEST: Final = 200


@lru_cache(maxsize=4096)
def _kind_of_short(cell: str) -> str:
    found = _KINDS.fullmatch(cell)
    return found.lastgroup or TEXT if found else TEXT


def kind(cell: str) -> str:
    """Return what a cell looks like: a number, a date, a code, a word, text, or nothing at all.

    Examples
    --------
    >>> [kind(cell) for cell in ("1,234.50", "28/01/2018", "00:15", "MG-8769", "Acme", "Acme Ltd", " ")]
    ['number', 'date', 'time', 'code', 'word', 'text', '']
    """
    trimmed = cell.strip()
    if not trimmed:
        return EMPTY
    return TEXT if len(trimmed) > _LONGEST else _kind_of_short(trimmed)


@dataclass(frozen=True)
class Shape:
    """What the rows of a table look like.

    Parameters
    ----------
    width
        Number of columns.
    shares
        For each column: kind of cell -> its share of the rows.
    rows
        How many rows it was learnt from.
    """

    width: int
    shares: tuple[Mapping[str, float], ...]
    rows: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether it was learnt from enough rows to doubt another one."""
        return self.rows >= _ENOUGH

    def fit(self, cells: Sequence[str]) -> float:
        """Return how many of the cells are of a kind that their column has, each as often as it has it."""
        return sum(share.get(kind(cell), 0.0) for share, cell in zip(self.shares, cells, strict=False))

    def usual(self, at: int) -> str:
        """Return the most frequent kind of a column."""
        share = self.shares[at]
        return max(share, key=lambda name: share[name]) if share else EMPTY

    def typed(self, at: int) -> str | None:
        """Return the kind that nearly all filled cells of a column have, when no header has it."""
        share = {name: part for name, part in self.shares[at].items() if name != EMPTY}
        total = sum(share.values())
        best = max(share, key=lambda name: share[name], default=None)
        return best if best in TYPED and share[best] >= _NEARLY_ALL * total else None


_NEARLY_ALL: Final = 0.8
_ENOUGH: Final = 5


def learn(rows: Sequence[Sequence[str]], width: int) -> Shape:
    """Learn a shape from rows; only those of the right width count when there are any."""
    right = [row for row in rows if len(row) == width] or [row for row in rows if len(row) > width // 2]
    counts = [Counter[str]() for _ in range(width)]
    for row in right:
        for count, cell in zip(counts, row, strict=False):
            count[kind(cell)] += 1
    total = max(len(right), 1)
    return Shape(
        width, tuple({name: number / total for name, number in count.items()} for count in counts), len(right)
    )
