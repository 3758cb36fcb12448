"""Lines become records: cells between delimiters, with quotes that may hold line ends.

A quote that is opened and never closed must not swallow the file. So records are cut strictly; a line on
which that fails is cut again on its own, and the lines after it are read as if it had not been there.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

CELL_LIMIT: Final = 100_000
"""Longest cell [characters]."""

ROW_LINES_LIMIT: Final = 1_000
"""Most lines of one row; a longer one is an unclosed quote."""


@dataclass(frozen=True)
class Quoting:
    """How cells are told apart.

    Parameters
    ----------
    delimiter
        Between cells.
    escapes
        Quotes inside cells are written with a backslash, not doubled.
    """

    delimiter: str
    escapes: bool = False


@dataclass(frozen=True)
class Malformed:
    """A row that can't be cut into the cells of the header."""

    line: int
    cells: tuple[str, ...]
    value: str
    rule: str
    remedy: str


@dataclass(frozen=True)
class Record:
    """The cells of one row and the line on which it begins; `wrong` says why they can't be trusted."""

    line: int
    cells: tuple[str, ...]
    delimiter: str
    wrong: str = ""

    def malformed(self, width: int) -> Malformed:
        """Return the row as a rejected one."""
        remedy = (
            "Shorten the text"
            if "longer" in self.wrong
            else "Close the quote, or double each quote that belongs to the text"
        )
        return self._rejected(width, self.wrong, f"{remedy}, then import the row again.")

    def too_wide(self, width: int) -> Malformed:
        """Return the row as one with too many cells."""
        rule = f"the row has {len(self.cells)} cells, the header has {width}"
        return self._rejected(width, rule, "Put quotes around the cell that holds the delimiter.")

    def _rejected(self, width: int, rule: str, remedy: str) -> Malformed:
        cells = [*self.cells[:width], *[""] * (width - len(self.cells))]
        if len(self.cells) > width:
            cells[-1] = self.delimiter.join(self.cells[width - 1 :])
        shown = self.delimiter.join(self.cells)
        return Malformed(self.line, tuple(cells), shown[:200], rule, remedy)


class Lines:
    """Lines of a text with their numbers; lines can be given back and read again.

    Parameters
    ----------
    source
        Lines with their ends.
    number
        Number of the first one.
    """

    def __init__(self, source: Iterator[str], number: int) -> None:
        self._source = source
        self._back: deque[str] = deque()
        self.number = number

    def next(self) -> str | None:
        """Return the next line, or None at the end."""
        line = self._back.popleft() if self._back else next(self._source, None)
        self.number += line is not None
        return line

    def take(self, count: int) -> list[str]:
        """Return up to `count` lines."""
        lines = [self._back.popleft() for _ in range(min(count, len(self._back)))]
        lines += islice(self._source, count - len(lines))
        self.number += len(lines)
        return lines

    def give_back(self, lines: list[str]) -> None:
        """Put lines back in front."""
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


def records(lines: Lines, quoting: Quoting, until: int | None = None) -> Iterator[Record]:
    """Cut lines into records.

    Parameters
    ----------
    lines
        Where to read.
    quoting
        How cells are told apart.
    until
        Stop before the first record that begins on this line or later.

    Yields
    ------
    Record
        Blank lines give a record without cells.
    """
    while until is None or lines.number < until:
        start, taken = lines.number, list[str]()
        reader = csv.reader(_feed(lines, taken), _dialect(quoting, strict=True))
        while True:
            try:
                row = next(reader, None)
            except csv.Error:
                lines.give_back(taken[1:])
                yield _alone(start, taken[0], quoting)
                break
            if row is None:
                return
            yield _checked(start, row, quoting)
            start = lines.number
            taken.clear()
            if until is not None and start >= until:
                return


def _feed(lines: Lines, taken: list[str]) -> Iterator[str]:
    while (line := lines.next()) is not None:
        taken.append(line)
        if len(taken) > ROW_LINES_LIMIT:
            raise csv.Error("the row has no end")
        yield line


def _alone(start: int, line: str, quoting: Quoting) -> Record:
    """Cut one line by itself, as well as it goes."""
    if line.count('"') % 2 or len(line) > CELL_LIMIT:
        cells = tuple(line.rstrip("\r\n").split(quoting.delimiter))
        long = len(line) > CELL_LIMIT and line.count('"') % 2 == 0
        wrong = f"a cell is longer than {CELL_LIMIT:,} characters" if long else "a quote is opened and not closed"
        return Record(start, tuple(cell[:CELL_LIMIT] for cell in cells), quoting.delimiter, wrong)
    try:
        row = next(csv.reader([line], _dialect(quoting, strict=False)), [])
    except csv.Error:
        row = line.rstrip("\r\n").split(quoting.delimiter)
    return _checked(start, row, quoting)


def _checked(start: int, row: list[str], quoting: Quoting) -> Record:
    if any(len(cell) > CELL_LIMIT for cell in row):
        wrong = f"a cell is longer than {CELL_LIMIT:,} characters"
        return Record(start, tuple(cell[:CELL_LIMIT] for cell in row), quoting.delimiter, wrong)
    return Record(start, tuple(row), quoting.delimiter)


def _dialect(quoting: Quoting, *, strict: bool) -> type[csv.Dialect]:
    members = {"delimiter": quoting.delimiter, "strict": strict}
    if quoting.escapes:
        members |= {"doublequote": False, "escapechar": "\\"}
    return type("_Dialect", (csv.excel,), members)
