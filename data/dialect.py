"""Dialect: how a text file is written, decided on its first thousand rows. The second step of the pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TextIO

from data.errors import UnreadableFile
from data.records import CELL_LIMIT, Lines, Quoting, records
from data.results import Decision
from kpi.schema import normalise_word

COLUMN_LIMIT: Final = 1_000
"""Most columns of a file."""

DELIMITERS: Final[Mapping[str, str]] = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "vertical bar",
    "^": "caret",
}

_SAMPLE_LINES: Final = 1_000
_SAMPLE_CHARACTERS: Final = 1_000_000
_HEADER_SEARCH: Final = 50


@dataclass(frozen=True)
class Dialect:
    """How a file is written.

    Parameters
    ----------
    quoting
        Delimiter and escaping.
    header
        Cells of the header row.
    data_line
        First line below the header row.
    preamble
        Rows above the header.
    decisions
        What was decided, and why.
    """

    quoting: Quoting
    header: tuple[str, ...]
    data_line: int
    preamble: int
    decisions: tuple[Decision, ...]


def decide_dialect(stream: TextIO, file_name: str, known: Collection[str]) -> Dialect:
    """Decide how a file is written; the stream is read from its beginning.

    Parameters
    ----------
    stream
        The text, at its beginning.
    file_name
        What the user calls it.
    known
        Normalised header names that tell a header row from a title.

    Raises
    ------
    UnreadableFile
        When there is no row in it, or more columns than the limit.
    """
    sample = _sample(stream)
    guesses = [_guess(sample, delimiter, known) for delimiter in DELIMITERS]
    best = max(guesses, key=lambda guess: guess.merit)
    if best.at is None:
        raise UnreadableFile(f"{file_name} has no row in it.", "Export it again with a header line.")
    header = best.rows[best.at][1]
    if len(header) > COLUMN_LIMIT:
        raise UnreadableFile(
            f"{file_name} has {len(header)} columns; the limit is {COLUMN_LIMIT}.",
            "Export only the columns that Tandem reads.",
        )
    data_line = best.rows[best.at + 1][0] if best.at + 1 < len(best.rows) else best.end
    return Dialect(
        quoting=best.quoting,
        header=tuple(cell.strip() for cell in header),
        data_line=data_line,
        preamble=best.at,
        decisions=_decisions(best),
    )


@dataclass(frozen=True)
class _Guess:
    """A reading of the sample with one delimiter."""

    quoting: Quoting
    rows: list[tuple[int, list[str]]]
    end: int
    at: int | None
    names: int
    consistency: float

    @property
    def merit(self) -> tuple[int, bool, float, int]:
        width = 0 if self.at is None else len(self.rows[self.at][1])
        return self.names, width > 1, round(self.consistency, 2), width


def _sample(stream: TextIO) -> list[str]:
    lines, size = [], 0
    for line in islice(stream, _SAMPLE_LINES):
        lines.append(line[:CELL_LIMIT])
        size += len(line)
        if size > _SAMPLE_CHARACTERS:
            break
    return lines


def _guess(sample: list[str], delimiter: str, known: Collection[str]) -> _Guess:
    quoting = Quoting(delimiter, _escapes(sample, delimiter))
    source = Lines(iter(sample), 1)
    rows = [(item.line, list(item.cells)) for item in records(source, quoting)]
    at, names = _header_row(rows, known)
    body = [row for _, row in rows[at + 1 :] if any(row)] if at is not None else []
    same = sum(len(row) == len(rows[at][1]) for row in body) if at is not None else 0
    consistency = same / len(body) if body else 0.0
    return _Guess(quoting, rows, source.number, at, names, consistency)


def _escapes(sample: Sequence[str], delimiter: str) -> bool:
    """Say whether quotes inside cells are written with a backslash, not doubled."""
    text = "".join(sample)
    written = text.count('\\"') - text.count(f'\\"{delimiter}') - text.count('\\"\n') - text.count('\\"\r')
    return written > 0 and '""' not in text.replace(f'{delimiter}""', "")


def _header_row(rows: list[tuple[int, list[str]]], known: Collection[str]) -> tuple[int | None, int]:
    """Return where the header is and how many names in it are known."""
    candidates = [at for at, (_, row) in enumerate(rows) if any(cell.strip() for cell in row)]
    if not candidates:
        return None, 0
    candidates = candidates[:_HEADER_SEARCH]
    counts = {at: _known_names(rows[at][1], known) for at in candidates}
    best = max(candidates, key=lambda at: (counts[at], -at))
    if counts[best] >= 2:
        return best, counts[best]
    # No name is known: the header is the first row as wide as most.
    widths = Counter(len(row) for _, row in rows if any(row))
    usual = max(widths, key=lambda width: (widths[width], width))
    at = next((at for at in candidates if len(rows[at][1]) == usual), candidates[0])
    return at, counts[at]


def _known_names(row: Sequence[str], known: Collection[str]) -> int:
    return len({normalise_word(cell).replace("_", "") for cell in row} & set(known) - {""})


def _decisions(guess: _Guess) -> tuple[Decision, ...]:
    width = 0 if guess.at is None else len(guess.rows[guess.at][1])
    line = 1 if guess.at is None else guess.rows[guess.at][0]
    reason = f"the header has {width} cells with it, and so have {guess.consistency:.0%} of the first rows"
    delimiter = Decision("delimiter", DELIMITERS[guess.quoting.delimiter], reason)
    named = f"{guess.names} of its names are known" if guess.names else "it is the first row as wide as most"
    header = Decision("header", f"line {line}", named)
    if not guess.quoting.escapes:
        return delimiter, header
    return delimiter, header, Decision("quotes", 'written \\" inside cells', "no doubled quote was seen")
