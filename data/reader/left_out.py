"""Left out: rows among the data that are none: totals, footers, repeated headers, another table below.

Blocks are looked at by whole columns. Only rows that begin with a telling word are looked at one by one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.columns.synonyms import header_key
from data.reader.blocks import Block
from data.reader.records import Malformed
from data.reader.sections import MOST_SHOWN, shown
from data.reader.shapes import EMPTY, Shape, kind
from data.results import Aside

MOST_ASIDE: Final = 50
"""Rows left out that are listed; all are counted."""

_TOTAL: Final = (
    r"(?:grand |sub ?-?|report )?totals?|grand summar(?:y|ies)|sum(?:me)?|subtotals?|gesamt(?:summe|ergebnis)?"
    r"|zwischensumme|endsumme|somme|total g[eé]n[eé]ral|sous-total|totale?s?|record count"
    r"|(?:sum|average|maximum|minimum|largest|smallest) of [^,;\t|]+"
)
_FOOTER: Final = (
    r"copyright\b|©|\(c\) \d{4}|confidential\b|generated (?:by|on)\b|filtered by\b|as of \d"
    r"|report (?:generated|run)\b"
    r"|source:|notes?:|page \d+ of \d+|end of (?:report|file)|\d+ (?:rows?|records?) (?:selected|returned|in total)"
    r"|total (?:rows?|records?)\b|erstellt (?:am|von)\b|quelle:|stand:|vertraulich\b"
)
_TOTAL_CELL: Final = re.compile(rf"\s*(?:{_TOTAL})\s*:?\s*(?:\([^)]*\)|:?\s*\d+(?: \w+)?)?\s*", re.IGNORECASE)
_FOOTER_CELL: Final = re.compile(rf"\s*(?:{_FOOTER}).*", re.IGNORECASE | re.DOTALL)
_BEGINS: Final = rf"^\s*(?i:{_TOTAL}|{_FOOTER})"
_CURRENCY: Final = re.compile(r"[A-Z]{3}|[$€£¥]")
BLANK: Final = "blank"
REPEATED: Final = "repeated header"
TOTAL: Final = "total"
FOOTER: Final = "footer"
OTHER: Final = "another table"

_LOOKED_AT: Final = 3
"""First columns in which a telling word may stand."""
_TAIL: Final = 40
_MOST_SUSPECTS: Final = 5_000
_FEWEST_NAMES: Final = 3
_FIGURES: Final = ("number", "date", "time")
_NO_FIGURE: Final = r"^\s*\pL"
_TYPED_LOOKED_AT: Final = 2
_FITS: Final = 0.6
_WRAPPED: Final = r"^\s*'.*'\s*$"
_MOST_NAMES: Final = 0.6
_OFTEN: Final = 0.1

_FEWEST_WRAPPED: Final = 2
_APOSTROPHES: Final = "its cells stand in apostrophes, those of the other rows don't"
_USUAL_QUOTES: Final = "Take the apostrophes out, or put double quotes in their place."

Flags = npt.NDArray[np.bool_]


class LeftOut:
    """Takes rows that are no data out of blocks, in the order of the file.

    Parameters
    ----------
    header
        Names of the columns.
    header_rows
        The header rows, as they stand in the file.
    shape
        What rows look like.
    known
        Keys of header names.
    """

    def __init__(
        self,
        header: Sequence[str],
        header_rows: Sequence[Sequence[str]],
        shape: Shape,
        known: Collection[str] = frozenset(),
    ) -> None:
        rows = header_rows or [header]
        self._rows = [tuple(cell.strip() for cell in row) for row in rows]
        self._keys = {header_key(cell) for row in self._rows for cell in row} - {""}
        self._known = self._keys | set(known) if header_rows else set[str]()
        self._harmless = pa.array([], type=pa.string())
        self._known_keys = pa.array(sorted(self._known), type=pa.string())
        self._shape = shape
        self._listed = 0
        self._ended = False

    def taken_from(self, block: Block, *, is_last: bool) -> Block:
        """Return a block without the rows that are no data; they are counted in it.

        Parameters
        ----------
        block
            Rows as they were read.
        is_last
            Whether the file ends with it.
        """
        ends = self._other_table(block)
        if ends is not None:
            block = self._until(block, ends)
        block = self._without_notes(_without_wrapped(block), is_last=is_last)
        reasons = self._reasons(block, is_last=is_last and ends is None)
        if not reasons:
            return block
        keep: Flags = np.ones(len(block.lines), dtype=bool)
        keep[list(reasons)] = False
        aside = self._listed_rows(block, reasons)
        return replace(
            block,
            columns=tuple(column.filter(pa.array(keep)) for column in block.columns),
            lines=block.lines[keep],
            skipped=dict(Counter(block.skipped) + Counter(reasons.values())),
            aside=(*block.aside, *aside),
        )

    def _listed_rows(self, block: Block, reasons: Mapping[int, str]) -> list[Aside]:
        places = [at for at in sorted(reasons) if reasons[at] != BLANK][: MOST_ASIDE - self._listed]
        self._listed += len(places)
        return [Aside(int(block.lines[at]), reasons[at], shown(_row(block, at))) for at in places]

    def _without_notes(self, block: Block, *, is_last: bool) -> Block:
        """Take lines of text that begin like a footer, or stand below all rows, out of the rows that don't fit."""
        last = int(block.lines[-1]) if len(block.lines) else 0
        notes = [
            item
            for item in block.malformed
            if not any(item.cells[1:]) and (_FOOTER_CELL.fullmatch(item.cells[0]) or (is_last and item.line > last))
        ]
        if not notes or self._shape.width < 2:
            return block
        listed = notes[: MOST_ASIDE - self._listed]
        self._listed += len(listed)
        return replace(
            block,
            malformed=tuple(item for item in block.malformed if item not in notes),
            skipped=dict(Counter(block.skipped) + Counter({FOOTER: len(notes)})),
            aside=(*block.aside, *(Aside(item.line, FOOTER, item.value[:MOST_SHOWN]) for item in listed)),
        )

    def _reasons(self, block: Block, *, is_last: bool) -> dict[int, str]:
        """Return why rows are no data, by their place in the block."""
        found = dict.fromkeys(map(int, np.flatnonzero(_blank(block))), BLANK)
        for row in self._rows:
            found |= dict.fromkeys(map(int, np.flatnonzero(_equal(block, row))), REPEATED)
        for at in self._suspects(block, _BEGINS):
            after_gap = at > 0 and block.lines[at] - block.lines[at - 1] > 1
            if at not in found and (reason := self._judged(_row(block, at), after_gap=bool(after_gap))):
                found[at] = reason
        if is_last:
            found |= self._at_the_end(block, found)
        return found

    def _suspects(self, block: Block, pattern: str) -> list[int]:
        flags: Flags = np.zeros(len(block.lines), dtype=bool)
        for column in block.columns[:_LOOKED_AT]:
            flags |= _matching(column, pattern)
        return [int(at) for at in np.flatnonzero(flags)[:_MOST_SUSPECTS]]

    def _judged(self, cells: Sequence[str], *, after_gap: bool) -> str:
        """Say what a row with a telling word is: a total has figures besides, a footer nothing."""
        filled = [cell for cell in cells if cell.strip()]
        others = [kind(cell) for cell in filled[1:] if not _CURRENCY.fullmatch(cell.strip())]
        if _TOTAL_CELL.fullmatch(filled[0]) and len(cells) > 1 and all(found == "number" for found in others):
            return TOTAL
        # A sentence with a comma in it is cut into two cells; figures and dates are in rows of the table.
        is_sentence = len(filled) * 2 <= len(cells) and not {"number", "date"} & set(others)
        is_alone = not others or is_sentence or (after_gap and len(filled) < len(cells))
        if _FOOTER_CELL.fullmatch(filled[0]) and is_alone and len(cells) > 1:
            return FOOTER
        return ""

    def _at_the_end(self, block: Block, found: Mapping[int, str]) -> dict[int, str]:
        """Find lines of text below the table: one cell in a table of several, after a gap or with blanks in it."""
        at, ends = len(block.lines) - 1, dict[int, str]()
        if self._shape.width < 3 or self._shape.shares[0].get(EMPTY, 0.0) > _OFTEN:
            return ends
        while at >= 0 and len(ends) < _TAIL and (at in found or self._is_note(block, at)):
            if at not in found:
                ends[at] = FOOTER
            at -= 1
        return ends

    def _is_note(self, block: Block, at: int) -> bool:
        cells = [cell.strip() for cell in _row(block, at)]
        if not cells[0] or any(cells[1:]):
            return False
        after_gap = at > 0 and block.lines[at] - block.lines[at - 1] > 1
        return bool(after_gap) or kind(cells[0]) not in (self._shape.usual(0), "code")

    def _other_table(self, block: Block) -> int | None:
        """Return the line on which the header of another table stands."""
        if self._ended:
            return 0
        if not self._keys:
            return None
        lines = [item.line for item in block.malformed if self._is_header(item)]
        for at in self._beginning_like_header(block):
            row = tuple(cell.strip() for cell in _row(block, at))
            if row not in self._rows and self._is_other_header(row):
                lines.append(int(block.lines[at]))
                break
        lines += [int(block.lines[at]) for at in self._without_figures(block) if self._begins_other(block, at)][:1]
        return min(lines, default=None)

    def _without_figures(self, block: Block) -> list[int]:
        """Find rows with words where the first columns of figures or dates have theirs."""
        width = min(self._shape.width, len(block.columns))
        typed = [at for at in range(width) if self._shape.typed(at) in _FIGURES]
        if len(typed) < _TYPED_LOOKED_AT or not self._shape.is_sure:
            return []
        flags = _matching(block.columns[typed[0]], _NO_FIGURE)
        for at in typed[1:_TYPED_LOOKED_AT]:
            flags = flags & _matching(block.columns[at], _NO_FIGURE) if flags.any() else flags
        return [int(at) for at in np.flatnonzero(flags)[:_TAIL]]

    def _begins_other(self, block: Block, at: int) -> bool:
        """Say whether a row of words is a header: what follows does not fit the columns of this table."""
        row = [cell for cell in _row(block, at) if cell.strip()]
        following = [_row(block, below) for below in range(at + 1, min(at + 6, len(block.lines)))]
        if len(set(row)) < len(row) or 2 * len(row) < self._shape.width or not following:
            return False
        usual = sum(max(share.values(), default=0.0) for share in self._shape.shares)
        return median(self._shape.fit(cells) for cells in following) < _FITS * usual

    def _is_header(self, item: Malformed) -> bool:
        first = item.cells[0][:MOST_SHOWN]
        return header_key(first) in self._known and self._is_other_header([cell.strip() for cell in item.cells], 2)

    def _is_other_header(self, row: Sequence[str], fewest: int = _FEWEST_NAMES) -> bool:
        keys = [header_key(cell) for cell in row if cell and len(cell) < MOST_SHOWN]
        own, any_ = sum(key in self._keys for key in keys), sum(key in self._known for key in keys)
        return len(set(keys)) >= fewest and max(own, any_) >= max(fewest, _MOST_NAMES * len(keys))

    def _beginning_like_header(self, block: Block) -> list[int]:
        if not block.columns:
            return []
        column = block.columns[0]
        if pa.types.is_dictionary(column.type):
            codes = [at for at in self._maybe_names(column.dictionary) if self._is_name(str(column.dictionary[at]))]
            flags = np.isin(column.indices.to_numpy(), codes)
        else:
            names = sorted({cell for row in self._rows for cell in row if cell})
            flags = pc.is_in(column, value_set=pa.array(names, type=pa.string())).to_numpy(zero_copy_only=False)
        return [int(at) for at in np.flatnonzero(flags)[:_MOST_SUSPECTS]]

    def _maybe_names(self, words: pa.StringArray) -> list[int]:
        """Find words that may be names of headers, by a look at all at once: only few are worth their key."""
        if pc.all(pc.is_in(words, value_set=self._harmless)).as_py():
            return []
        keys = pc.replace_substring_regex(pc.utf8_lower(words), r"[\W_]+", "")
        maybe = pc.or_(pc.is_in(keys, value_set=self._known_keys), pc.invert(pc.string_is_ascii(words)))
        # The next block mostly holds the same words.
        self._harmless = words.filter(pc.invert(maybe))
        return [int(at) for at in np.flatnonzero(maybe.to_numpy(zero_copy_only=False))]

    def _is_name(self, word: str) -> bool:
        return len(word) < MOST_SHOWN and header_key(word) in self._known

    def _until(self, block: Block, line: int) -> Block:
        """Leave out everything from a line on: it belongs to another table."""
        keep = block.lines < line
        count = int((~keep).sum()) + sum(item.line >= line for item in block.malformed)
        rest = _row(block, int(keep.sum())) if not keep.all() else ()
        aside = () if self._ended else (Aside(line, OTHER, shown(rest)),)
        self._ended = True
        return replace(
            block,
            columns=tuple(column.filter(pa.array(keep)) for column in block.columns),
            lines=block.lines[keep],
            malformed=tuple(item for item in block.malformed if item.line < line),
            skipped=dict(Counter(block.skipped) + Counter({OTHER: count})),
            aside=(*block.aside, *aside),
        )


def _without_wrapped(block: Block) -> Block:
    """Doubt rows whose cells stand in apostrophes where those of the others don't."""
    flags: Flags = np.zeros(len(block.lines), dtype=bool)
    for column in block.columns[:_LOOKED_AT]:
        flags |= _matching(column, _WRAPPED)
    places = [int(at) for at in np.flatnonzero(flags)] if 0 < flags.sum() < len(flags) / 10 + 1 else []
    found = {at: _unwrapped(_row(block, at)) for at in places[:_MOST_SUSPECTS]}
    doubted = {at: cells for at, cells in found.items() if cells}
    if not doubted:
        return block
    keep: Flags = np.ones(len(block.lines), dtype=bool)
    keep[list(doubted)] = False
    rows = [
        Malformed(int(block.lines[at]), cells, " ".join(cells)[:MOST_SHOWN], _APOSTROPHES, _USUAL_QUOTES)
        for at, cells in doubted.items()
    ]
    return replace(
        block,
        columns=tuple(column.filter(pa.array(keep)) for column in block.columns),
        lines=block.lines[keep],
        malformed=tuple(sorted([*block.malformed, *rows], key=lambda item: item.line)),
    )


def _unwrapped(cells: Sequence[str]) -> tuple[str, ...]:
    filled = [cell.strip() for cell in cells if cell.strip()]
    wrapped = sum(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in filled)
    if wrapped < _FEWEST_WRAPPED or 2 * wrapped < len(filled):
        return ()
    return tuple(cell.strip()[1:-1] if cell.strip()[:1] == "'" == cell.strip()[-1:] else cell for cell in cells)


def _row(block: Block, at: int) -> list[str]:
    return [column[at].as_py() for column in block.columns]


def _blank(block: Block) -> Flags:
    return _all_equal(block, [""] * len(block.columns))


def _equal(block: Block, row: Sequence[str]) -> Flags:
    return _all_equal(block, row) & ~_all_equal(block, [""] * len(row))


def _all_equal(block: Block, row: Sequence[str]) -> Flags:
    """Flag rows that are equal to one, but for blanks around the cells."""
    flags: Flags = np.ones(len(block.lines), dtype=bool)
    for column, cell in zip(block.columns, row, strict=False):
        flags &= _is(column, cell)
        if not flags.any():
            break
    return flags


def _is(column: pa.Array, cell: str) -> Flags:
    if pa.types.is_dictionary(column.type):
        codes = pc.equal(pc.utf8_trim_whitespace(column.dictionary), cell).to_numpy(zero_copy_only=False)
        return _of_codes(column, codes)
    return np.asarray(pc.equal(pc.utf8_trim_whitespace(column), cell).to_numpy(zero_copy_only=False))


def _matching(column: pa.Array, pattern: str) -> Flags:
    if pa.types.is_dictionary(column.type):
        codes = pc.match_substring_regex(column.dictionary, pattern).to_numpy(zero_copy_only=False)
        return _of_codes(column, codes)
    return np.asarray(pc.match_substring_regex(column, pattern).to_numpy(zero_copy_only=False))


def _of_codes(column: pa.Array, codes: Flags) -> Flags:
    if not codes.any():
        return np.zeros(len(column), dtype=bool)
    return np.asarray(codes[column.indices.to_numpy()])
