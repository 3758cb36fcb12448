"""Measures: figures that a site or a partner reports by month, and the forms of KPI made of them.

Of a measure that both sides report for a month, ours counts, else the partner's. Measures count by their own
dates, whether or not their partner existed then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kpi.method import SiteKpi
from kpi.programme import Flags, Floats, Ints, Programme
from kpi.reading import Groups, Rate, Reading
from kpi.windows import trailing

TABLE = "measures"


@dataclass(frozen=True)
class Measured:
    """A measure of every partner and month.

    Parameters
    ----------
    total
        Partner × month: sum over the rows of the side that counts.
    rows
        Partner × month: how many they are; 0 where nothing was reported.
    """

    total: Floats
    rows: Floats


def measured(programme: Programme, measure: str) -> Measured:
    """Return a measure of every partner and month: our figure, else the partner's.

    Parameters
    ----------
    programme
        The programme.
    measure
        Name of the measure.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, _ = monthly(units_sold=[60.0, 40.0, 50.0])
    >>> measured(programme, "units_sold").total.tolist()
    [[60.0, 40.0, 50.0]]
    """
    if TABLE not in programme.lines:
        return Measured(np.zeros(programme.shape), np.zeros(programme.shape))
    lines = programme.lines[TABLE]

    def side(column: str, reported_by: str) -> Floats:
        return lines.grid_where(column, programme.shape, measure=measure, reported_by=reported_by)

    ours = side("rows", "us") > 0
    return Measured(
        total=np.where(ours, side("value", "us"), side("value", "partner")),
        rows=np.where(ours, side("rows", "us"), side("rows", "partner")),
    )


def sum_of(programme: Programme, groups: Groups, measure: str, *, kpi: str, window: int) -> Reading:
    """Return the sum of a measure.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.
    measure
        Name of the measure.
    kpi
        Catalogue id of the KPI that it is.

    Returns
    -------
    Reading
        Σ measure, n rows; missing when the window has no row.
    """
    total, rows = _windowed(groups, measured(programme, measure), window)
    return reading_of(kpi, programme, groups, np.where(rows > 0, total, np.nan), rows)


def mean_of(programme: Programme, groups: Groups, measure: str, *, kpi: str, window: int) -> Reading:
    """Return the mean of a measure over its rows.

    Parameters
    ----------
    programme, groups, measure, kpi, window
        As in `sum_of`.

    Returns
    -------
    Reading
        Σ measure / rows, n rows; missing when the window has no row.
    """
    rate = Rate(*_windowed(groups, measured(programme, measure), window))
    return reading_of(kpi, programme, groups, rate.value, rate.denominator, rate=rate)


def last_of(programme: Programme, groups: Groups, measure: str, *, kpi: str, window: int) -> Reading:
    """Return the mean of a measure in the last month of the window that has a row of it.

    Parameters
    ----------
    programme, groups, measure, kpi, window
        As in `sum_of`.
    """
    held = measured(programme, measure)
    total, rows = groups.total(held.total), groups.total(held.rows)
    rate = Rate(latest(total, rows > 0, window), latest(rows, rows > 0, window))
    return reading_of(kpi, programme, groups, rate.value, rate.denominator, rate=rate)


def ratio_of(
    programme: Programme,
    groups: Groups,
    top: str,
    bottom: str,
    *,
    kpi: str,
    window: int,
    factor: float = 100.0,
    less: bool = False,
) -> Reading:
    """Return the ratio of two measures, from the partner-months that have both.

    Parameters
    ----------
    programme, groups, kpi, window
        As in `sum_of`.
    top, bottom
        Measures above and below the line.
    factor
        100 for a result in %.
    less
        Take `bottom` off the top first: (top − bottom) / bottom.

    Returns
    -------
    Reading
        factor · Σ top / Σ bottom, n rows of both; missing where no partner-month has both or Σ bottom is 0.
    """
    above, below, rows = paired(programme, top, bottom)
    numerator = trailing(groups.total(above - below if less else above), window)
    rate = Rate(numerator, trailing(groups.total(below), window), factor)
    return reading_of(kpi, programme, groups, rate.value, trailing(groups.total(rows), window), rate=rate)


def site_reading(programme: Programme, entry: SiteKpi, groups: Groups, *, window: int) -> Reading:
    """Return a KPI that a site added to its method: a measure, or a ratio of two.

    Parameters
    ----------
    programme
        The programme.
    entry
        The KPI's entry in the method.
    groups
        Partition of its partners.
    window
        Months that end at each month, unless the entry names its own.
    """
    months = entry.window or window
    if entry.measure:
        form = {"sum": sum_of, "mean": mean_of, "last": last_of}[entry.aggregate]
        made = form(programme, groups, entry.measure, kpi=entry.id, window=months)
    else:
        top, bottom = entry.numerator, entry.denominator
        made = ratio_of(programme, groups, top, bottom, kpi=entry.id, window=months, factor=entry.factor)
    return replace(made, bands=entry.bands)


def paired(programme: Programme, top: str, bottom: str) -> tuple[Floats, Floats, Floats]:
    """Return two measures and the rows of both, partner × month; all 0 in partner-months that lack one."""
    above, below = measured(programme, top), measured(programme, bottom)
    both = (above.rows > 0) & (below.rows > 0)
    return (
        np.where(both, above.total, 0.0),
        np.where(both, below.total, 0.0),
        np.where(both, above.rows + below.rows, 0.0),
    )


def _windowed(groups: Groups, held: Measured, window: int) -> tuple[Floats, Floats]:
    return trailing(groups.total(held.total), window), trailing(groups.total(held.rows), window)


def latest(grid: Floats, where: Flags, window: int) -> Floats:
    """Return the value of the last column of each window where something stands; 0 where nothing does.

    Examples
    --------
    >>> latest(np.array([[5.0, 7.0, 0.0, 0.0]]), np.array([[True, True, False, False]]), 2).tolist()
    [[5.0, 7.0, 7.0, 0.0]]
    """
    found = np.zeros_like(grid)
    for lag in range(min(window, grid.shape[1]) - 1, -1, -1):
        held = where[:, : grid.shape[1] - lag]
        found[:, lag:] = np.where(held, grid[:, : grid.shape[1] - lag], found[:, lag:])
    return found


def reading_of(
    kpi: str, programme: Programme, groups: Groups, value: Floats, count: Floats | Ints, *, rate: Rate | None = None
) -> Reading:
    """Return a reading of a KPI without bands."""
    first = programme.calendar.first
    return Reading(kpi, groups.labels, first, value, count.astype("int64"), rate=rate)
