"""Mending: the likeliest cells of a row that can't be cut the usual way.

What comes out is a guess. It is shown next to the reason why the row was not taken, never taken by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice
from typing import Final

from data.reader.shapes import EMPTY, Shape, kind

_MOST_EXTRA: Final = 2
_MOST_WAYS: Final = 400
_LONGEST_PARTED: Final = 1_000
_CLEARLY: Final = 0.75
"""By how much another reading of a row must fit better than the plain one [columns]."""


def cut_loosely(line: str, delimiter: str, quote: str, width: int = 0) -> tuple[list[str], bool] | None:
    """Cut a line whose quotes are not as they must be: a quote closes only before a delimiter.

    Parameters
    ----------
    line
        One line, without its end.
    delimiter
        Between cells.
    quote
        Around cells.
    width
        How many cells are wanted; 0 when that is not known.

    Returns
    -------
    tuple or None
        The cells, and whether each quote at the beginning of a cell has one at its end; None when no way of reading
        the quotes gives the width.
    """
    plain = _cut(line, delimiter, quote)
    if plain and (not width or len(plain) == width):
        return plain, True
    return next((way for way in _other_ways(line, delimiter, quote) if len(way[0]) == width), None)


def _other_ways(line: str, delimiter: str, quote: str) -> Iterator[tuple[list[str], bool]]:
    """Take one quote at the beginning of a cell for text, or a doubled one before a delimiter for an end."""
    begins = [at for at in range(len(line)) if line[at] == quote and _begins_cell(line, at, delimiter)]
    ways = [(frozenset[int](), True), *((frozenset({at}), False) for at in begins)]
    ways += [(frozenset({at}), True) for at in begins]
    for as_text, ends_doubled in islice(ways, _MOST_WAYS):
        if cells := _cut(line, delimiter, quote, as_text, ends_doubled=ends_doubled):
            yield cells, not as_text


def _begins_cell(line: str, at: int, delimiter: str) -> bool:
    return at == 0 or line.endswith(delimiter, 0, at)


def _cut(
    line: str, delimiter: str, quote: str, as_text: frozenset[int] = frozenset(), *, ends_doubled: bool = False
) -> list[str] | None:
    """Cut a line; None when a quoted cell has no end."""
    cells, at = list[str](), 0
    while True:
        if line.startswith(quote, at) and at not in as_text:
            end = _closing(line, at + 1, delimiter, quote, ends_doubled=ends_doubled)
            if end is None:
                return None
            cells.append(line[at + 1 : end].replace(quote * 2, quote))
            end += 1
        else:
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            cells.append(line[at:end])
        if end >= len(line):
            return cells
        at = end + len(delimiter)


def _closing(line: str, at: int, delimiter: str, quote: str, *, ends_doubled: bool) -> int | None:
    while (at := line.find(quote, at)) >= 0:
        doubled = line.startswith(quote, at + 1)
        ends = at + 1 == len(line) or line.startswith(delimiter, at + 1)
        if doubled and ends_doubled and (at + 2 == len(line) or line.startswith(delimiter, at + 2)):
            return at + 1
        if ends:
            return at
        at += 2 if doubled else 1
    return None


def mend_wide(cells: Sequence[str], shape: Shape, delimiter: str) -> tuple[list[str], bool]:
    """Return the likeliest cells of a row with too many, and whether cutting off the end is not clearly worse.

    Parameters
    ----------
    cells
        More than the columns of the table.
    shape
        What its rows look like.
    delimiter
        Between cells.
    """
    plain = list(cells[: shape.width])
    extra = len(cells) - shape.width
    blank_end = not any(cell.strip() for cell in cells[shape.width :])
    if blank_end and not shape.is_sure:
        return plain, True
    if extra > _MOST_EXTRA:
        return _joined_at_end(cells, shape.width, delimiter), blank_end
    ways = [*_without_blanks(cells, extra), *_joined(cells, extra, delimiter)]
    best = max(ways, key=shape.fit, default=plain)
    if blank_end and shape.fit(best) < shape.fit(plain) + _CLEARLY:
        return plain, True
    return best, False


def _without_blanks(cells: Sequence[str], extra: int) -> Iterator[list[str]]:
    blanks = [at for at, cell in enumerate(cells) if not cell.strip()]
    for places in islice(combinations(blanks, extra), _MOST_WAYS):
        yield [cell for at, cell in enumerate(cells) if at not in places]


def _joined(cells: Sequence[str], extra: int, delimiter: str) -> Iterator[list[str]]:
    # Where nothing tells them apart, text with a delimiter in it is likelier at the end.
    for at in reversed(range(min(len(cells) - extra, _MOST_WAYS))):
        yield [*cells[:at], delimiter.join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]]


def _joined_at_end(cells: Sequence[str], width: int, delimiter: str) -> list[str]:
    return [*cells[: width - 1], delimiter.join(cells[width - 1 :])]


def mend_short(cells: Sequence[str], shape: Shape) -> tuple[list[str], bool]:
    """Return the likeliest cells of a row with too few, and whether filling up its end is not clearly worse.

    Parameters
    ----------
    cells
        Fewer than the columns of the table.
    shape
        What its rows look like.
    """
    lacking = shape.width - len(cells)
    plain = [*cells, *[""] * lacking]
    if not shape.is_sure:
        return plain, True
    if lacking > 1 or len(cells) < 2:
        return plain, _mostly_fits(cells, shape)
    ways = [[*cells[:at], *_parted(cells[at], at, shape), *cells[at + 1 :]] for at in range(len(cells))]
    best = max(ways, key=shape.fit)
    if shape.fit(best) < shape.fit(plain) + _CLEARLY:
        return plain, True
    return best, False


def _mostly_fits(cells: Sequence[str], shape: Shape) -> bool:
    """Say whether at least half of the filled cells are of a kind that their column has."""
    filled = [(at, cell) for at, cell in enumerate(cells) if cell.strip()]
    return 2 * sum(shape.shares[at].get(kind(cell), 0.0) > 0 for at, cell in filled) >= len(filled)


def _parted(cell: str, at: int, shape: Shape) -> tuple[str, str]:
    """Part a cell in two of the kinds that its columns have, where the kind of sign changes."""
    left, right = shape.usual(at), shape.usual(at + 1)
    if right == EMPTY or len(cell) > _LONGEST_PARTED:
        return cell, ""
    for place in range(len(cell) - 1, 0, -1):
        if _same_sort(cell[place - 1], cell[place]):
            continue
        if kind(cell[place:]) == right and kind(cell[:place]) == left:
            return cell[:place].removesuffix('"'), cell[place:]
    return cell, ""


def _same_sort(one: str, two: str) -> bool:
    return one.islower() and two.islower()
