"""Lines become records: cells between delimiters, with quotes that may hold line ends.

A quote that is opened and never closed must not swallow the file. So records are cut strictly; a line on
which that fails is cut again on its own, and the lines after it are read as if it had not been there.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from data.reader.mending import cut_loosely, mend_short, mend_wide
from data.reader.shapes import Shape

CELL_LIMIT: Final = 100_000
"""Longest cell [characters]."""

ROW_LINES_LIMIT: Final = 1_000
"""Most lines of one row; a longer one is an unclosed quote."""

_SHOWN: Final = 200
_LOOSE_LIMIT: Final = 1_000_000
"""Longest line that is looked at quote by quote [characters]."""


@dataclass(frozen=True)
class Quoting:
    """How cells are told apart.

    Parameters
    ----------
    delimiter
        Between cells; one sign, or one with a blank after it.
    escapes
        Quotes inside cells are written with a backslash, not doubled.
    quote
        Around cells that hold delimiters or line ends.
    loose
        Quotes inside cells are written as they are; a cell ends where one stands before a delimiter.
    shape
        What rows look like, once it is known: rows whose cells have moved are told by it.
    """

    delimiter: str
    escapes: bool = False
    quote: str = '"'
    loose: bool = False
    shape: Shape | None = field(default=None, compare=False, repr=False)

    @property
    def is_usual(self) -> bool:
        """Whether any CSV reader knows it: one delimiter, cells in double quotes, or none."""
        return len(self.delimiter) == 1 and self.quote == '"' and not self.loose and self.delimiter != " "


@dataclass(frozen=True)
class Malformed:
    """A row that can't be cut into the cells of the header; `cells` is the likeliest guess."""

    line: int
    cells: tuple[str, ...]
    value: str
    rule: str
    remedy: str


class Record(NamedTuple):
    """The cells of one row and the line on which it begins; `wrong` says why they can't be trusted."""

    line: int
    cells: Sequence[str]
    delimiter: str
    wrong: str = ""
    guess: Sequence[str] = ()

    def malformed(self, width: int) -> Malformed:
        """Return the row as a rejected one."""
        remedy = next(words for part, words in _REMEDIES.items() if part in self.wrong)
        return self._rejected(width, self.wrong, f"{remedy}, then import the row again.")

    def too_wide(self, width: int) -> Malformed:
        """Return the row as one with too many cells."""
        rule = f"the row has {len(self.cells)} cells, the header has {width}"
        return self._rejected(width, rule, "Put quotes around the cell that holds the delimiter.")

    def _rejected(self, width: int, rule: str, remedy: str) -> Malformed:
        found = self.guess or self.cells
        cells = [*found[:width], *[""] * (width - len(found))]
        if len(found) > width:
            cells[-1] = self.delimiter.join(found[width - 1 :])
        shown = self.delimiter.join(self.cells[:_SHOWN])
        return Malformed(self.line, tuple(cells), shown[:_SHOWN], rule, remedy)


_OPEN: Final = "a quote is opened and not closed"
_INSIDE: Final = "a quote stands inside a quoted cell"
_MIDDLE: Final = "a quote is opened in the middle of a cell"
_LONG: Final = f"a cell is longer than {CELL_LIMIT:,} characters"
_MOVED: Final = "the row has {} cells, the header has {}, and they don't fit its columns"
_REMEDIES: Final[Mapping[str, str]] = {
    _OPEN: "Close the quote, or double each quote that belongs to the text",
    _INSIDE: "Double each quote that belongs to the text",
    _MIDDLE: "Put the delimiter that is missing before the quote",
    _LONG: "Shorten the text",
    "don't fit": "Take out the delimiter that is too many, or put in the one that is missing",
    "": "Put quotes around the cell that holds the delimiter",
}


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
    width = quoting.shape.width if quoting.shape else 0
    delimiter, quote = quoting.delimiter, quoting.quote
    while until is None or lines.number < until:
        start, taken = lines.number, list[str]()
        reader = csv.reader(_feed(lines, taken), _dialect(quoting))
        try:
            for row in reader:
                if len(row) == width and len(taken) == 1 and len(taken[0]) <= CELL_LIMIT and quote not in taken[0]:
                    # Nearly every row is one of these: no more is asked of it.
                    yield Record(start, row, delimiter)
                elif len(taken) > 1 and len(row) != width and (one := _fitting(start, taken[0], quoting, width)):
                    lines.give_back(taken[1:])
                    yield one
                    break
                else:
                    yield _checked(start, row, taken, quoting)
                start = lines.number
                taken.clear()
                if until is not None and start >= until:
                    return
            else:
                return
        except csv.Error:
            lines.give_back(taken[1:])
            yield _alone(start, taken[0], quoting)


def _feed(lines: Lines, taken: list[str]) -> Iterator[str]:
    while (line := lines.next()) is not None:
        taken.append(line)
        if len(taken) > ROW_LINES_LIMIT:
            raise csv.Error("the row has no end")
        # A mark of UTF-8 stands where files were put together.
        yield line.lstrip("\ufeff") if line.startswith("\ufeff") else line


def _fitting(start: int, line: str, quoting: Quoting, width: int) -> Record | None:
    """Cut the first line of a row of several lines by itself, when that gives the width that they don't."""
    if not width:
        return None
    one = _alone(start, line, quoting)
    return one if len(one.guess or one.cells) == width else None


def _alone(start: int, line: str, quoting: Quoting) -> Record:
    """Cut one line by itself, as well as it goes."""
    text = line.rstrip("\r\n")
    if len(text) > _LOOSE_LIMIT or quoting.escapes:
        return _split(start, text, quoting)
    width = quoting.shape.width if quoting.shape else 0
    found = cut_loosely(text, quoting.delimiter, quoting.quote, width)
    if found is None:
        return _split(start, text, quoting)
    cells, is_closed = found
    if max(map(len, cells)) > CELL_LIMIT:
        return Record(start, [cell[:CELL_LIMIT] for cell in cells], quoting.delimiter, _LONG)
    if (quoting.loose and is_closed) or not width:
        return Record(start, cells, quoting.delimiter)
    wrong = _OPEN if line.count(quoting.quote) % 2 else _INSIDE
    return Record(start, text.split(quoting.delimiter), quoting.delimiter, wrong, cells)


def _split(start: int, text: str, quoting: Quoting) -> Record:
    """Cut at each delimiter, whatever the quotes say."""
    is_long = len(text) > CELL_LIMIT and text.count(quoting.quote) % 2 == 0
    cells = text[:_LOOSE_LIMIT].split(quoting.delimiter)
    return Record(start, [cell[:CELL_LIMIT] for cell in cells], quoting.delimiter, _LONG if is_long else _OPEN)


def _checked(start: int, row: list[str], taken: list[str], quoting: Quoting) -> Record:
    """Look at a row that was cut without an error: cells may be too long, or stand in other columns."""
    line, shape = taken[0], quoting.shape
    if (len(line) > CELL_LIMIT or len(taken) > 1) and any(len(cell) > CELL_LIMIT for cell in row):
        return Record(start, [cell[:CELL_LIMIT] for cell in row], quoting.delimiter, _LONG)
    if shape is None or not row:
        return Record(start, row, quoting.delimiter)
    if len(row) != shape.width:
        return _other_width(start, row, shape, quoting.delimiter)
    if quoting.quote in line and len(taken) == 1 and _opens_inside(line, row, quoting):
        return Record(start, row, quoting.delimiter, _MIDDLE)
    return Record(start, row, quoting.delimiter)


def _other_width(start: int, row: list[str], shape: Shape, delimiter: str) -> Record:
    if len(row) < shape.width:
        guess, is_plain = mend_short(row, shape)
    else:
        guess, is_plain = mend_wide(row, shape, delimiter)
    if is_plain:
        return Record(start, row, delimiter)
    if len(row) > shape.width and any(cell.strip() for cell in row[shape.width :]):
        rule = f"the row has {len(row)} cells, the header has {shape.width}"
        return Record(start, row, delimiter, rule, guess)
    return Record(start, row, delimiter, _MOVED.format(len(row), shape.width), guess)


def _opens_inside(line: str, row: list[str], quoting: Quoting) -> bool:
    """Say whether two cells without quotes around them hold one each: they are parts of one quoted cell."""
    quote = quoting.quote
    if sum(cell.count(quote) % 2 for cell in row) < 2:
        return False
    at = found = 0
    for cell in row:
        is_quoted = line.startswith(quote, at)
        found += not is_quoted and cell.count(quote) % 2
        at += len(cell) + len(quoting.delimiter) + (2 + cell.count(quote) if is_quoted else 0)
    return found >= 2


@lru_cache(maxsize=64)
def _dialect(quoting: Quoting) -> type[csv.Dialect]:
    members = {
        "delimiter": quoting.delimiter[0],
        "skipinitialspace": len(quoting.delimiter) > 1,
        "quotechar": quoting.quote,
        "strict": True,
    }
    if quoting.escapes:
        members |= {"doublequote": False, "escapechar": "\\"}
    return type("_Dialect", (csv.excel,), members)
