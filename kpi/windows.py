"""Trailing windows: sums over the W months that end at a month, how long the window is, and when it is missing."""

from __future__ import annotations

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


def recent(grid: Floats, window: int) -> Flags:
    """Return, for each column, whether anything stands in the `window` columns that end at it."""
    return trailing((grid > 0).astype("float64"), window) > 0


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


def any_left(programme: Programme, table: str, groups: Groups, window: int, *, still_there: bool) -> Flags:
    """Return, group × month, whether a window cut to span and existence has a month left.

    Parameters
    ----------
    programme, table, groups, window
        As in `sum_is_defined`.
    still_there
        Look only at partners that exist at the month; else also at those that have left since.
    """
    left = recent(open_months(programme, table, existing=True).astype("float64"), window)
    return groups.some(left & programme.exists if still_there else left)


def delivered(programme: Programme, table: str) -> Flags:
    """Return, for each month, whether anybody has a counted row in the 12 months that end with it."""
    if table not in programme.lines:
        return np.zeros(programme.shape[1], dtype=bool)
    return recent(programme.lines[table].grid("rows", programme.shape).sum(axis=0), YEAR)


def sum_is_defined(programme: Programme, table: str, groups: Groups, window: int, *, existing: bool) -> Flags:
    """Return, group × month, where a sum over a table is a number rather than missing.

    A sum needs a month left in its window, and either a row of the group there or a row of anybody in the 12
    months that end with it: a source that has not been delivered is not inactivity.
    """
    if table not in programme.lines:
        return np.zeros((len(groups.labels), programme.shape[1]), dtype=bool)
    if existing:
        left = any_left(programme, table, groups, window, still_there=False)
    else:
        left = np.broadcast_to(
            recent(programme.in_span(table).astype("float64"), window), (len(groups.labels), programme.shape[1])
        )
    own = recent(groups.total(programme.lines[table].grid("rows", programme.shape)), window)
    return left & (own | delivered(programme, table))
