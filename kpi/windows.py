"""Trailing windows: sums over the W months that end at a month, how long the window is, and when it is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kpi.programme import Flags, Floats, Programme
from kpi.reading import Groups

YEAR: Final = 12
QUARTER: Final = 3


def trailing(grid: Floats, window: int) -> Floats:
    """Return, for each column, the sum of the `window` columns that end at it.

    Plain additions rather than differences of a running sum: a window without activity is exactly 0.

    Examples
    --------
    >>> trailing(np.array([[1.0, 2.0, 3.0, 4.0]]), 3).tolist()
    [[1.0, 3.0, 6.0, 9.0]]
    """
    total = grid.copy()
    for lag in range(1, min(window, grid.shape[-1])):
        total[..., lag:] += grid[..., :-lag]
    return total


def recent(grid: Floats | Flags, window: int) -> Flags:
    """Return, for each column, whether anything above 0 stands in the `window` columns that end at it.

    Examples
    --------
    >>> recent(np.array([[0.0, 2.0, 0.0, 0.0]]), 2).tolist()
    [[False, True, True, False]]
    """
    found: Flags = np.array(grid > 0)
    width = 1
    # What holds for two windows side by side holds for the one that covers both: 1, 2, 4, 8, 12 columns.
    while width < min(window, grid.shape[-1]):
        step = min(width, window - width)
        found[..., step:] |= found[..., :-step].copy()
        width += step
    return found


def open_months(programme: Programme, table: str, *, existing: bool) -> Flags:
    """Return, partner × month, which months a window may count.

    Parameters
    ----------
    programme
        The programme.
    table
        Event table whose span cuts the window.
    existing
        Cut to the partner's existence too (interactions, surveys, advocacy).
    """
    months = np.broadcast_to(programme.in_span(table), programme.shape)
    return months & programme.exists if existing else months.copy()


def window_length(programme: Programme, months: Flags, window: int) -> Floats:
    """Return the length of each window [months], at least 1.

    Parameters
    ----------
    programme
        The programme, for the length of its partial month.
    months
        Partner × month: months that count.
    window
        Months in a whole window.
    """
    return np.maximum(trailing(months * programme.calendar.lengths, window), 1.0)


@dataclass(frozen=True)
class Window:
    """A trailing window cut to the span of a table and to existence, partner × month.

    Parameters
    ----------
    left
        Whether a month is left in it.
    length
        Its length [months], at least 1.
    """

    left: Flags
    length: Floats


def cut_window(programme: Programme, table: str, window: int) -> Window:
    """Return the window over interactions, surveys or advocacy, as it is left for every partner and month."""

    def make() -> Window:
        months = open_months(programme, table, existing=True)
        return Window(recent(months, window), window_length(programme, months, window))

    return programme.memory.get(("window", table, window), make)


def any_left(programme: Programme, table: str, groups: Groups, window: int, *, still_there: bool) -> Flags:
    """Return, group × month, whether a window cut to span and existence has a month left.

    Parameters
    ----------
    programme, table, groups, window
        As in `sum_is_defined`.
    still_there
        Look only at partners that exist at the month; else also at those that have left since.
    """
    left = cut_window(programme, table, window).left
    return groups.some(left & programme.exists if still_there else left)


def delivered(programme: Programme, table: str) -> Flags:
    """Return, for each month, whether anybody has a counted row in the 12 months that end with it."""
    if table not in programme.heard:
        return np.zeros(programme.shape[1], dtype=bool)
    return recent(programme.heard[table], YEAR)


def sum_is_defined(programme: Programme, table: str, groups: Groups, window: int, *, existing: bool) -> Flags:
    """Return, group × month, where a sum over a table is a number rather than missing.

    A sum needs a month left in its window, and either a row of the group there or a row of anybody in the 12
    months that end with it: a source that has not been delivered is not inactivity.
    """
    if table not in programme.lines:
        return np.zeros((len(groups.labels), programme.shape[1]), dtype=bool)
    lines = programme.lines[table]
    if existing:
        left = any_left(programme, table, groups, window, still_there=False)
    else:
        left = np.broadcast_to(recent(programme.in_span(table), window), (len(groups.labels), programme.shape[1]))
    own = recent(groups.total(lines.grid_where("rows", programme.shape)), window)
    return left & (own | delivered(programme, table))
