"""Sections: where the header of a table is, how many rows it has, and where its data begin.

Exports have titles above the header, headers of up to three rows, or none at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from data.columns.file_mapping import MOST_HEADER_ROWS, FileMapping
from data.columns.synonyms import header_key
from data.errors import UnreadableFile
from data.reader.dialect import DELIMITERS
from data.reader.mending import cut_loosely
from data.reader.records import CELL_LIMIT, Quoting, Record
from data.reader.shapes import TYPED, Shape, kind, learn
from data.results import Aside, Decision

COLUMN_LIMIT: Final = 1_000
"""Most columns of a file."""

MOST_SHOWN: Final = 200
"""Characters of a row that was left out that are shown."""

_SEARCH: Final = 50
_ENOUGH_ABOVE: Final = 5
_IMPORT_ID: Final = '"ImportId"'
_QUESTION_CODE: Final = re.compile(r"Q(?:ID)?\d+\w*", re.IGNORECASE)
_NO_LABEL: Final = frozenset({"response", "openendedresponse", ""})
_ABOVE: Final = "above the header"


@dataclass(frozen=True)
class Layout:
    """Where the parts of a table are.

    Parameters
    ----------
    header
        One name per column.
    header_rows
        The rows that it was made of, as they stand in the file.
    data_line
        First line below the header.
    preamble
        How many rows are above the header.
    aside
        The rows above the header that hold something.
    shape
        What the rows below look like.
    decisions
        What was decided, and why.
    """

    header: tuple[str, ...]
    header_rows: tuple[tuple[str, ...], ...]
    data_line: int
    preamble: int
    aside: tuple[Aside, ...]
    shape: Shape
    decisions: tuple[Decision, ...]


def find_layout(
    rows: Sequence[Record],
    end: int,
    quoting: Quoting,
    file_name: str,
    known: Collection[str] = frozenset(),
    choices: FileMapping | None = None,
    remarks: int = 0,
) -> Layout:
    """Find the header among the first rows of a table.

    Parameters
    ----------
    rows
        The first rows.
    end
        Number of the line after them.
    quoting
        How they were cut.
    file_name
        What the user calls the file.
    known
        Keys of header names.
    choices
        What the user has decided.
    remarks
        How many of the rows are remarks above the table.

    Raises
    ------
    UnreadableFile
        When there is no row, or more columns than the limit.
    """
    head = _Head([_Row.of(row) for row in rows], end, quoting, known, remarks)
    if not head.filled:
        raise UnreadableFile(f"{file_name} has no row in it.", "Export it again with a header line.")
    at, found = head.choose(choices.header_line) if choices and choices.header_line is not None else head.search()
    wanted = choices.header_rows if choices else None
    layout = head.without_header(at) if found is None else head.layout(found, at, wanted)
    _check(layout, file_name)
    return layout


def shown(cells: Sequence[str]) -> str:
    """Return a row that is left out, shortened."""
    return " ".join(cell.strip() for cell in cells[:50] if cell.strip())[:MOST_SHOWN]


def _check(layout: Layout, file_name: str) -> None:
    if len(layout.header) > COLUMN_LIMIT:
        raise UnreadableFile(
            f"{file_name} has more than {COLUMN_LIMIT:,} columns, which is the limit.",
            "Export only the columns that Tandem reads.",
        )
    if any(len(name) >= CELL_LIMIT for name in layout.header):
        raise UnreadableFile(
            f"{file_name}: a name in the header is longer than {CELL_LIMIT:,} characters.",
            "Check where the header ends, and whether a quote in it is never closed.",
        )


@dataclass(frozen=True)
class _Row:
    line: int
    cells: tuple[str, ...]
    wrong: str = ""

    @classmethod
    def of(cls, record: Record) -> _Row:
        """Take a record; names in a header have no kind by which moved cells could be told."""
        has_quotes = bool(record.guess) and "quote" in record.wrong
        # One cell more than allowed is enough to see that there are too many.
        cells = (record.guess if has_quotes else record.cells)[: COLUMN_LIMIT + 1]
        return cls(record.line, tuple(cells), record.wrong if has_quotes else "")

    @property
    def filled(self) -> int:
        return sum(bool(cell.strip()) for cell in self.cells)


class _Head:
    """The first rows of a table, and what they say of its header."""

    def __init__(
        self, rows: list[_Row], end: int, quoting: Quoting, known: Collection[str], remarks: int = 0
    ) -> None:
        self._rows, self._end, self._quoting, self._known = rows, end, quoting, known
        self.filled = [at for at, row in enumerate(rows) if row.filled and at >= remarks]

    def choose(self, line: int) -> tuple[str, int | None]:
        """Take the header that the user names; 0 is none."""
        if line == 0:
            return "you said so", None
        return "you said so", next((at for at in self.filled if self._rows[at].line >= line), self.filled[-1])

    def search(self) -> tuple[str, int | None]:
        """Find the header: known names tell it, or else cells that are not like those below them."""
        first = self.filled[:_SEARCH]
        names = {at: self._names(at) for at in first}
        # The first row that comes near the best: another table may stand below.
        best = next(at for at in first if 2 * names[at] >= max(names.values()))
        if names[best] >= 2:
            return f"{names[best]} of its names are known", best
        at = self._first_full(first)
        if names[at] or not self._is_data(at):
            return "it is the first row as full as most" if len(first) > 1 else "it is the only row", at
        above = self._cut_otherwise(at)
        if above is not None:
            return "it has as many names as the rows below have cells, with another delimiter", above
        return "the first row looks like those below it", None

    def without_header(self, reason: str) -> Layout:
        """Lay out a table that has no header: each row is data."""
        at = self._first_full(self.filled[:_SEARCH])
        body = [self._rows[place].cells for place in self.filled if place >= at]
        width = _usual_width(body) or len(self._rows[at].cells)
        names = tuple(f"column_{number}" for number in range(1, width + 1))
        decision = Decision("header", "none: columns are called column_1, column_2 and so on", reason)
        return Layout(names, (), self._rows[at].line, at, self._aside(at), learn(body, width), (decision,))

    def layout(self, at: int, reason: str, wanted: int | None) -> Layout:
        """Lay out a table below a header that begins with a row."""
        body_from = self._header_end(at, wanted)
        header_rows = [self._rows[place].cells for place in range(at, body_from) if self._rows[place].filled]
        body = _first_table([row.cells for row in self._rows[body_from:] if row.filled])
        width, decisions = _width(header_rows, body)
        header_rows = [_of_width(row, width) for row in header_rows]
        header = _named(_combined(header_rows, self._known), body)
        line = self._rows[at].line
        where = f"line {line}" if len(header_rows) == 1 else f"{len(header_rows)} rows from line {line}"
        data_line = self._rows[body_from].line if body_from < len(self._rows) else self._end
        return Layout(
            header=header,
            header_rows=tuple(map(tuple, header_rows)),
            data_line=data_line,
            preamble=at,
            aside=self._aside(at),
            shape=learn(body, width),
            decisions=(Decision("header", where, reason), *self._put_right(at), *decisions, *_filled_up(body, width)),
        )

    def _put_right(self, at: int) -> tuple[Decision, ...]:
        wrong = self._rows[at].wrong
        return (Decision("header", "put right; check the names", wrong),) if wrong else ()

    def _names(self, at: int) -> int:
        """Count the known names in a row; where many cells are figures or dates they are no names."""
        if sum(kind(cell) in TYPED for cell in self._rows[at].cells) * 3 > self._rows[at].filled:
            return 0
        cells = self._rows[at].cells[:COLUMN_LIMIT]
        return len({header_key(cell) for cell in cells if len(cell) < MOST_SHOWN} & set(self._known) - {""})

    def _first_full(self, first: Sequence[int]) -> int:
        """Return the first row that is at least half as full as most."""
        width = _usual_width([self._rows[at].cells for at in self.filled])
        if width < 2:
            return first[0]
        usual = median(self._rows[at].filled for at in self.filled if len(self._rows[at].cells) >= width // 2 + 1)
        least = max(2.0, min(usual, width) / 2)
        return next((at for at in first if self._rows[at].filled >= least), first[0])

    def _is_data(self, at: int) -> bool:
        """Say whether a row looks like those below it, rather than like their names."""
        row, below = self._rows[at], self._below(at)
        if not below or _counts_up(row.cells):
            return False
        shape = learn(below, _usual_width(below) or len(row.cells))
        alike, unlike = _votes(row.cells, shape)
        if alike or unlike:
            return alike > unlike
        codes = [at for at in range(min(shape.width, len(row.cells))) if shape.usual(at) == "code"]
        return any(kind(row.cells[at]) == "code" and _alike(row.cells[at], below, at) for at in codes)

    def _below(self, at: int) -> list[tuple[str, ...]]:
        return [self._rows[place].cells for place in self.filled if place > at]

    def _cut_otherwise(self, at: int) -> int | None:
        """Cut the row above data with other delimiters; see whether it has a name for each column."""
        if at == 0 or at - 1 not in self.filled:
            return None
        above, width = self._rows[at - 1], len(self._rows[at].cells)
        text = self._quoting.delimiter.join(above.cells)
        for delimiter in DELIMITERS:
            found = cut_loosely(text, delimiter, self._quoting.quote)
            if found and len(found[0]) == width and all(cell.strip() for cell in found[0]):
                self._rows[at - 1] = replace(above, cells=tuple(found[0]))
                return at - 1
        return None

    def _header_end(self, at: int, wanted: int | None) -> int:
        """Return the place of the first row below the header."""
        following = [place for place in self.filled if place > at][: MOST_HEADER_ROWS + 1]
        if wanted:
            return [*following, *[len(self._rows)] * wanted][wanted - 1]
        for number, place in enumerate(following[: MOST_HEADER_ROWS - 1]):
            if any(_IMPORT_ID in cell for cell in self._rows[place].cells):
                return [*following, len(self._rows)][number + 1]
        end = at
        for place in following[: MOST_HEADER_ROWS - 1]:
            if not self._continues(end, place):
                break
            end = place
        return next((place for place in following if place > end), len(self._rows))

    def _continues(self, end: int, place: int) -> bool:
        """Say whether a row below a header row belongs to the header."""
        upper, row, below = self._rows[end], self._rows[place], self._below(place)
        if not below or row.cells == upper.cells or not _is_same_width(row.cells, upper.cells):
            return False
        shape = learn(below, _usual_width(below) or len(row.cells))
        alike, unlike = _votes(row.cells, shape)
        if alike or any(kind(cell) in TYPED for cell in row.cells):
            return False
        spans = sum(
            not over.strip() and bool(under.strip()) for over, under in zip(upper.cells, row.cells, strict=False)
        )
        if spans:
            return bool(unlike) or row.filled < len(row.cells)
        return unlike > 1 and row.filled == len(row.cells)

    def _aside(self, at: int) -> tuple[Aside, ...]:
        rows = [row for row in self._rows[:at] if row.filled]
        return tuple(Aside(row.line, _ABOVE, shown(row.cells)) for row in rows)


def _first_table(body: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the rows above the names of another table, so that the shape is that of the first one."""
    for at in range(_ENOUGH_ABOVE, len(body)):
        filled = [cell.strip() for cell in body[at] if cell.strip()]
        if 2 * len(filled) < len(body[at]) or not all(cell[0].isalpha() for cell in filled):
            continue
        above = body[max(0, at - _SEARCH) : at]
        alike, unlike = _votes(body[at], learn(above, _usual_width(above)))
        if unlike > 1 and not alike:
            return body[:at]
    return body


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(len(row) for row in rows)
    return max(widths, key=lambda width: (widths[width] * min(width, 8), width), default=0)


def _votes(cells: Sequence[str], shape: Shape) -> tuple[int, int]:
    """Count cells of the kind that their column has, and those that are of no kind that it could have."""
    alike = unlike = 0
    for at, cell in enumerate(cells[: shape.width]):
        typed = shape.typed(at)
        if typed and cell.strip():
            alike += kind(cell) == typed
            unlike += kind(cell) != typed
    return alike, unlike


def _counts_up(cells: Sequence[str]) -> bool:
    """Say whether most cells are whole numbers that rise by one: years, quarters or days as names."""
    figures = [int(cell) for cell in cells if cell.strip().isdecimal() and len(cell) < 6]
    least = 2 if figures and all(1900 <= figure <= 2100 for figure in figures) else 3
    return len(figures) >= least and all(two - one == 1 for one, two in pairwise(figures))


def _alike(cell: str, below: Sequence[Sequence[str]], at: int) -> bool:
    pattern = _pattern(cell)
    cells = [row[at] for row in below[:100] if at < len(row) and row[at].strip()]
    return sum(_pattern(other) == pattern for other in cells) > len(cells) / 2


def _pattern(cell: str) -> str:
    return re.sub(r"9+", "9", re.sub(r"\d", "9", re.sub(r"[^\W\d_]+", "a", cell.strip())))


def _is_same_width(one: Sequence[str], two: Sequence[str]) -> bool:
    return abs(len(one) - len(two)) <= 1


def _width(header_rows: Sequence[Sequence[str]], body: Sequence[Sequence[str]]) -> tuple[int, tuple[Decision, ...]]:
    """Decide how many columns there are when header and rows differ."""
    named = max(map(len, header_rows))
    usual = _usual_width(body)
    if not body or usual == named:
        return named, ()
    share = sum(len(row) == usual for row in body) / len(body)
    if usual > named:
        if share < 0.5:
            return named, ()
        if not any(cell.strip() for row in body for cell in row[named:]):
            reason = f"{share:.0%} of the rows have {usual} cells, but none has anything in the last"
            return named, (Decision("columns", f"{named} names; check that each stands above its column", reason),)
        reason = f"{share:.0%} of the rows have {usual} cells; check which name belongs to which column"
        return usual, (Decision("columns", f"{named} names for {usual} columns", reason),)
    names = [cell for cell in header_rows[0] if cell.strip()]
    if share >= 0.8 and len(names) == usual:
        reason = f"{share:.0%} of the rows have {usual} cells, and {named - usual} of the names are empty"
        return usual, (Decision("columns", "empty names left out", reason),)
    return named, (Decision("columns", f"{named} names", f"most rows have only {usual} cells and are filled up"),)


def _filled_up(body: Sequence[Sequence[str]], width: int) -> tuple[Decision, ...]:
    short = sum(len(row) < width for row in body)
    if not short or 2 * short > len(body):
        return ()
    reason = f"{short} of the first {len(body)} rows have fewer cells than the header"
    return (Decision("short rows", "filled up with empty cells where they fit their columns", reason),)


def _of_width(row: Sequence[str], width: int) -> tuple[str, ...]:
    if len(row) > width:
        full = tuple(cell for cell in row if cell.strip())
        return full if len(full) == width else tuple(row[:width])
    return (*row, *[""] * (width - len(row)))


def _combined(rows: Sequence[Sequence[str]], known: Collection[str]) -> tuple[str, ...]:
    """Put header rows together as a person would name the columns."""
    top = tuple(cell.strip().lstrip("\ufeff") for cell in rows[0])
    if len(rows) == 1:
        return top
    if any(_IMPORT_ID in cell for cell in rows[-1]):
        return tuple(_qualtrics(*pair) for pair in zip(top, rows[1], strict=True))
    names = list(_spread(top, rows[1]))
    for row in rows[1:]:
        names = [_joined(name, cell.strip()) for name, cell in zip(names, row, strict=True)]
    return tuple(names)


def _qualtrics(code: str, text: str) -> str:
    trimmed = text.strip()
    return trimmed if _QUESTION_CODE.fullmatch(code) and trimmed and _IMPORT_ID not in text else code


def _spread(top: Sequence[str], under: Sequence[str]) -> Iterator[str]:
    """Let a name reach over the empty cells to its right below which something stands."""
    current = ""
    for name, below in zip(top, under, strict=True):
        current = name or (current if below.strip() else "")
        yield current


def _joined(name: str, label: str) -> str:
    if not name or header_key(label) in _NO_LABEL or name == label:
        return name or label
    return f"{name} {label}"


def _named(header: tuple[str, ...], body: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Give a name to columns beyond the header that hold something."""
    last = max((at for at, name in enumerate(header) if name), default=-1)
    filled = {at for at in range(last + 1, len(header)) if any(len(row) > at and row[at].strip() for row in body)}
    return tuple(f"column_{at + 1}" if at in filled else name for at, name in enumerate(header))
