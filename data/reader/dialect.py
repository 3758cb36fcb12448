"""Dialect: how a text file is written, decided over its first thousand rows. The second step of the pipeline.

Each way of cutting the rows is tried. The best one gives rows of one width, cells that look like something
(numbers, dates, words, not pieces of cells), and names that are known from other files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TextIO

from data.columns.synonyms import header_key
from data.reader.records import Lines, Quoting, Record, records
from data.reader.shapes import TEXT, kind, learn
from data.results import Decision

DELIMITERS: Final[Mapping[str, str]] = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "vertical bar",
    "^": "caret",
    ", ": "comma and blank",
    " ": "blank",
}
"""What may stand between cells, the likeliest first."""

SAMPLE_LINES: Final = 1_000
SAMPLE_CHARACTERS: Final = 1_000_000

_WEIGHT: Final = {" ": 0.5}
_LOOKED_AT: Final = 120
"""Rows whose cells are looked at."""
_HEADER_SEARCH: Final = 50
_WIDEST: Final = 2_000
"""Columns beyond which a file is refused anyway."""
_LEAST: Final = 0.15
"""Merit below which a file has one column."""
_FOLLOWED: Final = 0.3
_PADDED: Final = 0.9
_NAME: Final = 0.15
"""What a known name is worth next to the merit of the rows."""
_MOST_NAMES: Final = 6
_FEWEST_LOOSE: Final = 2
_LOOSE_SHARE: Final = 0.015
_REMARK: Final = re.compile(r"#+[ \t]*(?![,;|\t^ ])\S")
_SIGNS: Final = frozenset(";|\t^")


@dataclass(frozen=True)
class Dialect:
    """How a file is written.

    Parameters
    ----------
    quoting
        Delimiter, quotes and escaping.
    rows
        The rows of the sample.
    end
        Number of the line after the sample.
    remarks
        How many of the rows are remarks above the table.
    decisions
        What was decided, and why.
    """

    quoting: Quoting
    rows: tuple[Record, ...]
    end: int
    remarks: int
    decisions: tuple[Decision, ...]


def take_sample(stream: TextIO) -> list[str]:
    """Return the first lines of a text; a very long one is cut off and is the last."""
    lines, size = list[str](), 0
    while len(lines) < SAMPLE_LINES and size < SAMPLE_CHARACTERS:
        line = stream.readline(SAMPLE_CHARACTERS)
        if not line:
            break
        lines.append(line)
        size += len(line)
    return lines


def decide_dialect(sample: Sequence[str], known: Collection[str], choice: str | None = None) -> Dialect:
    """Decide how a text is written.

    Parameters
    ----------
    sample
        Its first lines, with their ends.
    known
        Keys of header names that tell a header from a title.
    choice
        The delimiter, when the user says it.
    """
    remarks = _remarks(sample)
    above = [Record(at, [line.strip()], ",") for at, line in enumerate(sample[:remarks], start=1)]
    sample = sample[remarks:]
    delimiters = [choice] if choice else _possible("".join(sample))
    guesses = [_guess(sample, delimiter, known) for delimiter in delimiters]
    best = max(guesses, key=lambda guess: guess.merit + _NAME * min(guess.names, _MOST_NAMES))
    if choice is None and not best.names and best.merit < _LEAST:
        best = replace(best, quoting=Quoting(","), width=1)
    best = _padded(best, sample) if choice is None else best
    quoting = _loose(best.quoting, sample, best.width)
    shape = learn(_cells(best.rows), min(best.width, _WIDEST))
    rows, end = _rows(sample, replace(quoting, shape=shape), remarks)
    rows = [*above, *rows]
    return Dialect(quoting, tuple(rows), end, remarks, _decisions(best, quoting, choice))


@dataclass(frozen=True)
class _Guess:
    """A reading of the sample with one delimiter."""

    quoting: Quoting
    rows: Sequence[Record]
    width: int
    consistency: float
    merit: float
    names: int


def _guess(sample: Sequence[str], delimiter: str, known: Collection[str]) -> _Guess:
    # Apostrophes that stand alone in cells look as if they stood around them: the rows then differ in width.
    return max((_read(sample, one, known) for one in _quotings(sample, delimiter)), key=lambda guess: guess.merit)


def _read(sample: Sequence[str], quoting: Quoting, known: Collection[str]) -> _Guess:
    delimiter = quoting.delimiter
    rows, _ = _rows(sample, quoting)
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    widths = Counter(len(row.cells) for row in filled)
    # A few wide rows under many lines of a title are the table.
    width = max(widths, key=lambda width: (widths[width] * min(width, 8), width), default=1)
    consistency = widths[width] / len(filled) if filled else 0.0
    merit = consistency**1.5 * (1 - 0.4 ** (width - 1)) * _WEIGHT.get(delimiter, 1.0)
    if merit:
        merit *= _goodness([row for row in filled if len(row.cells) == width][:_LOOKED_AT], delimiter)
    first = filled[:_HEADER_SEARCH] if delimiter != " " else []
    names = max((_known_names(row.cells, known) for row in first), default=0)
    return _Guess(quoting, filled, width, consistency, merit, names if names > 1 else 0)


def _possible(text: str) -> list[str]:
    """Leave out what can't be: a delimiter that is not there, or a blank that seldom follows the comma."""
    return [
        delimiter
        for delimiter in DELIMITERS
        if delimiter == ","
        or text.count(delimiter) > (_FOLLOWED * text.count(delimiter[0]) if len(delimiter) > 1 else 0)
    ]


def _remarks(sample: Sequence[str]) -> int:
    """Count the remarks above a table: lines that begin with a number sign and a blank, or are empty."""
    count = next((at for at, line in enumerate(sample) if line.strip() and not _REMARK.match(line)), 0)
    return count if any(_REMARK.match(line) for line in sample[:count]) else 0


def _rows(sample: Sequence[str], quoting: Quoting, above: int = 0) -> tuple[list[Record], int]:
    source = Lines(iter(sample), above + 1)
    return list(records(source, quoting)), source.number


def _cells(rows: Sequence[Record]) -> list[Sequence[str]]:
    return [row.cells for row in rows]


def _quotings(sample: Sequence[str], delimiter: str) -> Iterator[Quoting]:
    """Return the quotes that there may be, the likeliest first."""
    text = "".join(sample)
    sign = re.escape(delimiter[0])
    ends = {quote: len(re.findall(rf"{quote}\s*(?:{sign}|$)", text, re.MULTILINE)) for quote in "\"'"}
    begins = {quote: len(re.findall(rf"(?:{sign}|^)\s*{quote}", text, re.MULTILINE)) for quote in "\"'"}
    wraps = {quote: min(begins[quote], ends[quote]) for quote in ends}
    if wraps["'"] > 1 and wraps["'"] > 3 * wraps['"']:
        yield Quoting(delimiter, quote="'")
    yield Quoting(delimiter, _escapes(text, delimiter))


def _escapes(text: str, delimiter: str) -> bool:
    """Say whether quotes inside cells are written with a backslash, not doubled."""
    sign = re.escape(delimiter)
    # A quote after a backslash ends the cell where a delimiter follows; two may be a backslash and a doubled one.
    written = len(re.findall(rf'\\"(?="(?:{sign}|$)|[^"\r\n{sign}])', text, re.MULTILINE))
    doubled = re.findall(rf'(?<!\\)(?<!^)(?<!{sign})""(?!{sign}|$)|"""', text, re.MULTILINE)
    return written > 0 and not doubled


def _goodness(rows: Sequence[Record], delimiter: str) -> float:
    """Return how much the cells look like whole ones, from 0 to 1."""
    marks = [_mark(cell, delimiter) for row in rows for cell in row.cells[:100]]
    return sum(marks) / len(marks) if marks else 0.0


def _mark(cell: str, delimiter: str) -> float:
    found = kind(cell)
    if found != TEXT:
        return 1.0
    trimmed = cell.strip()
    if (trimmed[0] in "\"'") != (trimmed[-1] in "\"'"):
        return 0.2
    return 0.4 if _SIGNS & set(trimmed) - set(delimiter) else 0.8


def _known_names(row: Sequence[str], known: Collection[str]) -> int:
    return len({header_key(cell) for cell in row[:1000] if len(cell) < 200} & set(known) - {""})


def _padded(guess: _Guess, sample: Sequence[str]) -> _Guess:
    """See whether a blank follows each delimiter: it is no part of the cells then."""
    delimiter = guess.quoting.delimiter
    if len(delimiter) > 1 or delimiter in (" ", "\t") or guess.width < 2:
        return guess
    later = [cell for row in guess.rows for cell in row.cells[1:] if cell.strip()]
    if not later or sum(cell.startswith(" ") for cell in later) < _PADDED * len(later):
        return guess
    quoting = replace(guess.quoting, delimiter=f"{delimiter} ")
    return replace(guess, quoting=quoting, rows=[row for row in _rows(sample, quoting)[0] if any(row.cells)])


def _loose(quoting: Quoting, sample: Sequence[str], width: int) -> Quoting:
    """See whether quotes inside cells are usually written as they are, neither doubled nor escaped."""
    if not 2 <= width <= _WIDEST or quoting.escapes:
        return quoting
    rows, _ = _rows(sample, replace(quoting, shape=learn([], width)))
    odd = [row for row in rows if row.wrong and "quote" in row.wrong and len(row.guess) == width]
    if len(odd) >= max(_FEWEST_LOOSE, _LOOSE_SHARE * len(rows)):
        return replace(quoting, loose=True)
    return quoting


def _decisions(guess: _Guess, quoting: Quoting, choice: str | None) -> tuple[Decision, ...]:
    return tuple(_each_decision(guess, quoting, choice))


def _each_decision(guess: _Guess, quoting: Quoting, choice: str | None) -> Iterator[Decision]:
    if guess.width == 1 and not choice:
        yield Decision("delimiter", "none", "no delimiter gives rows of the same width")
    else:
        reason = f"it gives {guess.consistency:.0%} of the first rows {guess.width} cells"
        reason += f", and {guess.names} of the names are known" if guess.names else ""
        usual = DELIMITERS.get(quoting.delimiter) or DELIMITERS.get(quoting.delimiter[0], repr(quoting.delimiter))
        padded = " and blank" if len(quoting.delimiter) > 1 and quoting.delimiter not in DELIMITERS else ""
        yield Decision("delimiter", usual + padded, "you said so" if choice else reason)
    if quoting.escapes:
        yield Decision("quotes", 'written \\" inside cells', "no doubled quote was seen")
    if quoting.quote == "'":
        yield Decision("quotes", "apostrophes", "they stand around cells, double quotes don't")
    if quoting.loose:
        yield Decision(
            "quotes",
            "a cell ends where a quote stands before a delimiter",
            "quotes inside cells are neither doubled nor escaped in several rows; look at those",
        )
