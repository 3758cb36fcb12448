"""KPIs of deals: bookings, win rate, deal size, pipeline, leads, renewals, sales cycle.

Deals count by their own dates, whether or not their partner existed then: a quarter's bookings must equal
the CRM's. Every function takes a programme, a partition of its partners and a window in months, and returns
a `kpi.reading.Reading` of group × month.
"""

from __future__ import annotations

import numpy as np

from kpi.measures import reading_of
from kpi.programme import Flags, Floats, Ints, Programme
from kpi.reading import Groups, Rate, Reading
from kpi.windows import sum_is_defined, trailing

TABLE = "deals"


def bookings(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return the amount of deals won.

    High means that the partner sells; it says nothing of effort or future. The range is that of the amounts.

    Parameters
    ----------
    programme
        The programme.
    groups
        Partition of its partners.
    window
        Months that end at each month.

    Returns
    -------
    Reading
        Amount [money of the site], n deals won. 0 when nothing was won; missing when no deals were delivered.

    Notes
    -----
    Σ amount over deals with stage *won* by ``closed_on``. Open and lost deals are not counted.

    Examples
    --------
    >>> from kpi.examples import deals_programme
    >>> programme, groups = deals_programme()
    >>> bookings(programme, groups, window=3).value.tolist()
    [[100.0, 100.0, 400.0]]
    """
    amount = window_sum(programme, groups, window, "amount", event="won")
    count = window_sum(programme, groups, window, "rows", event="won")
    return reading_of("bookings", programme, groups, _where_defined(programme, groups, window, amount), count)


def win_rate(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return the share of closed deals that were won.

    High means that deals which are fought for are won, 0 to 100; very high can mean that only safe deals are
    registered.

    Parameters
    ----------
    programme, groups, window
        As in `bookings`.

    Returns
    -------
    Reading
        Share [%], n deals closed. Missing when none closed.

    Notes
    -----
    100 · won / (won + lost), by ``closed_on``; a sum over a sum for any group.

    Examples
    --------
    >>> from kpi.examples import deals_programme
    >>> programme, groups = deals_programme()
    >>> win_rate(programme, groups, window=3).value.round(1).tolist()
    [[100.0, 50.0, 66.7]]
    """
    return _won_of_closed("win_rate", programme, groups, window)


def average_deal_size(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return the mean amount of a deal won.

    Parameters
    ----------
    programme, groups, window
        As in `bookings`.

    Returns
    -------
    Reading
        Amount [money of the site], n deals won. Missing when none was won.

    Notes
    -----
    bookings / deals won.

    Examples
    --------
    >>> from kpi.examples import deals_programme
    >>> programme, groups = deals_programme()
    >>> average_deal_size(programme, groups, window=3).value.tolist()
    [[100.0, 100.0, 200.0]]
    """
    amount = window_sum(programme, groups, window, "amount", event="won")
    count = window_sum(programme, groups, window, "rows", event="won")
    return _rate("average_deal_size", programme, groups, Rate(amount, count), count)


def sourced_pipeline_share(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return the share of opened pipeline that the partner brought.

    High means that the partner finds business by itself, 0 to 100.

    Parameters
    ----------
    programme, groups, window
        As in `bookings`.

    Returns
    -------
    Reading
        Share [%], n deals opened with a known source. Missing when their amount is 0.

    Notes
    -----
    100 · amount opened with ``sourced_by`` partner / amount opened with a known source, by ``opened_on``,
    whatever the stage. Deals without a source, or without an amount, add nothing to either side.

    Examples
    --------
    >>> from kpi.examples import deals_programme
    >>> programme, groups = deals_programme()
    >>> sourced_pipeline_share(programme, groups, window=3).value.tolist()
    [[25.0, 25.0, 25.0]]
    """
    partner = window_sum(programme, groups, window, "amount", event="opened", sourced_by="partner")
    ours = window_sum(programme, groups, window, "amount", event="opened", sourced_by="us")
    count = window_sum(programme, groups, window, "rows", event="opened", sourced_by="partner")
    count = count + window_sum(programme, groups, window, "rows", event="opened", sourced_by="us")
    return _rate("sourced_pipeline_share", programme, groups, Rate(partner, partner + ours, 100.0), count)


def new_leads(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return the number of new deals that the partner brought.

    Parameters
    ----------
    programme, groups, window
        As in `bookings`.

    Returns
    -------
    Reading
        Deals [count]. 0 when none was opened; missing when no deals were delivered.

    Notes
    -----
    Deals by ``opened_on`` with ``sourced_by`` partner, without renewals; a blank deal type is none.

    Examples
    --------
    >>> from kpi.examples import deals_programme
    >>> programme, groups = deals_programme()
    >>> new_leads(programme, groups, window=3).value.tolist()
    [[1.0, 1.0, 1.0]]
    """
    sourced = {"event": "opened", "sourced_by": "partner"}
    count = window_sum(programme, groups, window, "rows", **sourced)
    count = count - window_sum(programme, groups, window, "rows", **sourced, deal_type="renewal")
    return reading_of("new_leads", programme, groups, _where_defined(programme, groups, window, count), count)


def renewal_rate(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return the share of renewals that were won.

    High means that customers stay, 0 to 100.

    Parameters
    ----------
    programme, groups, window
        As in `bookings`.

    Returns
    -------
    Reading
        Share [%], n renewals closed. Missing when none closed.

    Notes
    -----
    100 · renewals won / renewals closed, by ``closed_on``: deals with ``deal_type`` renewal. A contract that runs out
    without a deal of its own is not counted.

    Examples
    --------
    >>> from kpi.examples import won_deals
    >>> programme, groups = won_deals({"2026-01": 120.0}, deal_type="renewal")
    >>> renewal_rate(programme, groups, window=3).value.tolist()
    [[100.0]]
    """
    return _won_of_closed("renewal_rate", programme, groups, window, deal_type="renewal")


def lead_conversion(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return the share of the partner's own leads that became customers.

    High means that what the partner refers is worth following up, 0 to 100.

    Parameters
    ----------
    programme, groups, window
        As in `bookings`.

    Returns
    -------
    Reading
        Share [%], n deals closed. Missing when none closed.

    Notes
    -----
    100 · won / (won + lost), by ``closed_on``, over deals with ``sourced_by`` partner.

    Examples
    --------
    >>> from kpi.examples import deals_programme
    >>> programme, groups = deals_programme()
    >>> lead_conversion(programme, groups, window=3).value.tolist()
    [[100.0, 100.0, 100.0]]
    """
    return _won_of_closed("lead_conversion", programme, groups, window, sourced_by="partner")


def sales_cycle(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return the median time from opening to winning a deal.

    Low means that deals move; very low often means that deals are entered when they are already won.

    Parameters
    ----------
    programme, groups, window
        As in `bookings`.

    Returns
    -------
    Reading
        Duration [days], n deals won. Missing when none was won.

    Notes
    -----
    Median of ``closed_on`` − ``opened_on`` over deals won, by ``closed_on``; of all deals of a group, not of
    its partners' medians.

    Examples
    --------
    >>> from kpi.examples import deals_programme
    >>> programme, groups = deals_programme()
    >>> sales_cycle(programme, groups, window=3).value.tolist()
    [[10.0, 10.0, 45.0]]
    """
    shape = (len(groups.labels), programme.shape[1])
    value, count = np.full(shape, np.nan), np.zeros(shape)
    if TABLE in programme.lines:
        lines = programme.lines[TABLE]
        won = np.asarray(lines.frame["event"] == "won")
        days = lines.frame["days"].to_numpy(dtype="int64")[won]
        deals = lines.frame["rows"].to_numpy(dtype="int64")[won]
        _fill_medians(value, count, groups.codes[lines.partner[won]], lines.month[won], days, deals, window)
    return reading_of("sales_cycle", programme, groups, value, count)


def sales_cycle_at(programme: Programme, chosen: Flags, month: int, *, window: int) -> float:
    """Return the sales cycle of some partners together at one month; `sales_cycle` gives the same for every month.

    Parameters
    ----------
    programme
        The programme.
    chosen
        The partners.
    month
        Column of the calendar.
    window
        Months that end at the month.

    Returns
    -------
    float
        Duration [days]; missing when no deal was won.
    """
    if TABLE not in programme.lines:
        return float("nan")
    lines = programme.lines[TABLE]

    def make() -> tuple[Ints, Ints, Ints, Ints]:
        won = np.flatnonzero(np.asarray(lines.frame["event"] == "won"))
        won = won[np.argsort(lines.month[won], kind="stable")]
        starts = np.searchsorted(lines.month[won], np.arange(programme.shape[1] + 1))
        days, rows = (lines.frame[name].to_numpy(dtype="int64")[won] for name in ("days", "rows"))
        return starts, lines.partner[won], days, rows

    starts, partner, days, deals = lines.memory.get(("won by month", programme.shape[1]), make)
    inside = slice(starts[max(month - window + 1, 0)], starts[month + 1])
    kept = np.flatnonzero(chosen[partner[inside]]) + inside.start
    if not len(kept):
        return float("nan")
    shortest = days[kept].min()
    passed = np.cumsum(np.bincount(days[kept] - shortest, weights=deals[kept]))
    # The deals in the middle, counted from 1: the same one twice when their number is odd.
    low, high = np.searchsorted(passed, [(passed[-1] + 1) // 2, passed[-1] // 2 + 1])
    return float(shortest) + (int(low) + int(high)) / 2.0


def _fill_medians(
    value: Floats, count: Floats, group: Ints, month: Ints, days: Ints, deals: Ints, window: int
) -> None:
    """Write median and count of every group × month with deals, from one sort of the deals by group and days."""
    kept = group >= 0
    order = np.lexsort((days[kept], group[kept]))
    group, month = (
        np.repeat(group[kept][order], deals[kept][order]),
        np.repeat(month[kept][order], deals[kept][order]),
    )
    days = np.repeat(days[kept][order], deals[kept][order])
    for at in range(value.shape[1]):
        inside = (month > at - window) & (month <= at)
        held, first, size = np.unique(group[inside], return_index=True, return_counts=True)
        ordered = days[inside]
        value[held, at] = (ordered[first + (size - 1) // 2] + ordered[first + size // 2]) / 2.0
        count[held, at] = size


def window_sum(programme: Programme, groups: Groups, window: int, column: str, **keys: str) -> Floats:
    """Return the sums of a column of the deals' rollup in each window, group × month.

    Parameters
    ----------
    programme, groups, window
        As in `bookings`.
    column
        ``amount`` or ``rows``.
    **keys
        Words that the deals must have: event, sourced_by, deal_type.
    """
    if TABLE not in programme.lines:
        return np.zeros((len(groups.labels), programme.shape[1]))
    grid = programme.lines[TABLE].grid_where(column, programme.shape, **keys)
    return trailing(groups.total(grid), window)


def _won_of_closed(kpi: str, programme: Programme, groups: Groups, window: int, **keys: str) -> Reading:
    won = window_sum(programme, groups, window, "rows", event="won", **keys)
    closed = won + window_sum(programme, groups, window, "rows", event="lost", **keys)
    return _rate(kpi, programme, groups, Rate(won, closed, 100.0), closed)


def _where_defined(programme: Programme, groups: Groups, window: int, total: Floats) -> Floats:
    return np.where(sum_is_defined(programme, TABLE, groups, window, existing=False), total, np.nan)


def _rate(kpi: str, programme: Programme, groups: Groups, rate: Rate, count: Floats) -> Reading:
    return reading_of(kpi, programme, groups, rate.value, count, rate=rate)
