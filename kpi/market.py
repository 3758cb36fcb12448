"""KPIs against the market and against the year before: growth, penetration, share.

A year-on-year figure needs the whole earlier window: inside the span of its tables and inside the existence of the
partner (of a group: of at least one of its partners in each month), on a base above 0. Every function takes a
programme, a partition of its partners and a window in months.
"""

from __future__ import annotations

import numpy as np

from kpi import deals, measures
from kpi.measures import measured, reading_of
from kpi.programme import Flags, Floats, Programme
from kpi.reading import DECIMALS, Groups, Rate, Reading, ratio
from kpi.windows import YEAR, trailing


def bookings_growth(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return how much bookings grew against the same window a year before.

    High means growth, 0 no change, −100 that nothing was won this time.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Growth [%], n deals won in the window. Missing without the whole earlier window, or when nothing was won then.

    Notes
    -----
    100 · (bookings in the window / bookings in the same window a year before − 1).

    Examples
    --------
    >>> from kpi.examples import won_deals
    >>> programme, groups = won_deals({"2025-01": 100.0, "2026-01": 150.0})
    >>> bookings_growth(programme, groups, window=1).value[0, -1].tolist()
    50.0
    """
    now = deals.bookings(programme, groups, window=window)
    base = _year_before(now.value, np.nan)
    whole = _whole_year_before(programme, groups, window, deals.TABLE)
    grown = 100.0 * (ratio(now.value, np.where(base > 0, base, 0.0)) - 1.0)
    return reading_of("bookings_growth", programme, groups, np.where(whole, grown, np.nan), now.n)


def market_penetration(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return which share of its market a partner took with us.

    High means that much of what could be sold was.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Share [%], n deals won and rows of the market's size. Missing when the window has no size, or no bookings
        are defined.

    Notes
    -----
    100 · bookings / Σ of the measure ``market_size``, in the money of the site; months are not paired.

    Examples
    --------
    >>> from kpi.examples import won_deals
    >>> programme, groups = won_deals({"2026-01": 50.0}, market_size=[1000.0])
    >>> market_penetration(programme, groups, window=3).value.tolist()
    [[5.0]]
    """
    won = deals.bookings(programme, groups, window=window)
    size = measured(programme, "market_size")
    total, rows = (trailing(groups.total(grid), window) for grid in (size.total, size.rows))
    rate = Rate(np.nan_to_num(won.value), total, 100.0)
    value = np.where(np.isnan(won.value) | (rows == 0), np.nan, rate.value)
    return reading_of("market_penetration", programme, groups, value, won.n + rows, rate=rate)


def market_share_growth(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return by how many points the share of the market rose within a year.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Difference [points], n as in `market_penetration`. Missing without the whole earlier window.

    Notes
    -----
    `market_penetration` now minus `market_penetration` in the same window a year before.

    Examples
    --------
    >>> from kpi.examples import won_deals
    >>> sizes = [1000.0] * 13
    >>> programme, groups = won_deals({"2026-01": 50.0, "2027-01": 60.0}, market_size=sizes)
    >>> market_share_growth(programme, groups, window=1).value[0, -1].round(9).tolist()
    1.0
    """
    now = market_penetration(programme, groups, window=window)
    whole = _whole_year_before(programme, groups, window, deals.TABLE, measures.TABLE)
    size = trailing(groups.total(measured(programme, "market_size").total), window)
    whole &= np.round(_year_before(size, 0.0), DECIMALS) > 0
    gained = now.value - _year_before(now.value, np.nan)
    return reading_of("market_share_growth", programme, groups, np.where(whole, gained, np.nan), now.n)


def _year_before(grid: Floats, blank: float) -> Floats:
    """Return the grid of a year before, `blank` where there was none."""
    earlier = np.full(grid.shape, blank)
    earlier[:, YEAR:] = grid[:, :-YEAR]
    return earlier


def _whole_year_before(programme: Programme, groups: Groups, window: int, *tables: str) -> Flags:
    """Return, group × month, whether every month of the window a year before lies in span and existence."""
    inside = groups.some(programme.exists)
    for table in tables:
        inside = inside & programme.in_span(table)
    held = trailing(inside.astype("float64"), window) if window <= inside.shape[1] else np.zeros(inside.shape)
    whole: Flags = _year_before(held, 0.0) == window
    return whole
