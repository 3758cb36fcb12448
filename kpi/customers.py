"""What customers won with a partner are worth."""

from __future__ import annotations

from typing import Final

import numpy as np

from kpi import deals
from kpi.measures import mean_of, reading_of
from kpi.programme import Floats, Programme
from kpi.reading import Groups, Reading
from kpi.value import customer_lifetime_value as lifetime_value
from kpi.windows import trailing

MONTHS: Final = 24
"""The window of customer lifetime value; a shorter one holds too few renewals to speak of a lifetime."""


def customer_lifetime_value(programme: Programme, groups: Groups) -> Reading:
    """Return what a customer won with the partner earns over the years that it stays.

    High means that customers buy much, at a good margin, and renew.

    Parameters
    ----------
    programme
        The programme.
    groups
        Partition of its partners.

    Returns
    -------
    Reading
        Value per customer [money of the site], n deals won in 24 months. Missing without a renewal that closed, a
        customer, or a gross margin.

    Notes
    -----
    Bookings per customer and year · gross margin · lifetime, over the trailing 24 months, see
    `kpi.value.customer_lifetime_value`. Customers are the distinct names among the group's deals won; a deal
    without a customer adds to bookings and not to customers.

    Examples
    --------
    >>> from kpi.examples import won_deals
    >>> programme, groups = won_deals({"2026-01": 120.0}, deal_type="renewal", gross_margin=[50.0])
    >>> customer_lifetime_value(programme, groups).value.tolist()  # 120 · 12 a year, half of it margin, 2 years
    [[1440.0]]
    """
    amount = deals.window_sum(programme, groups, MONTHS, "amount", event="won")
    count = deals.window_sum(programme, groups, MONTHS, "rows", event="won")
    renewals = {"deal_type": "renewal"}
    won = deals.window_sum(programme, groups, MONTHS, "rows", event="won", **renewals)
    lost = deals.window_sum(programme, groups, MONTHS, "rows", event="lost", **renewals)
    margin = mean_of(programme, groups, "gross_margin", kpi="gross_margin", window=MONTHS)
    in_span = programme.in_span(deals.TABLE) * programme.calendar.lengths
    months = np.maximum(trailing(in_span, MONTHS), 1.0)
    customers = _customers(programme, groups)
    value = lifetime_value(
        bookings=amount,
        customers=customers,
        months=np.broadcast_to(months, amount.shape),
        gross_margin=margin.value,
        renewals_won=won,
        renewals_closed=won + lost,
    )
    return reading_of("customer_lifetime_value", programme, groups, np.asarray(value), count)


def _customers(programme: Programme, groups: Groups) -> Floats:
    """Return, group × month, how many distinct customers have a won deal in the window."""
    shape = (len(groups.labels), programme.shape[1])
    if deals.TABLE not in programme.lines:
        return np.zeros(shape)
    lines = programme.lines[deals.TABLE]
    code, names = lines.coded("customer")
    event, events = lines.coded("event")
    won = event == (events.index("won") if "won" in events else -1)
    named = won & (code != (names.index("") if "" in names else -1)) & (groups.codes[lines.partner] >= 0)
    who = groups.codes[lines.partner[named]] * len(names) + code[named]
    month = lines.month[named]
    order = np.lexsort((month, who))
    who, start = who[order], month[order]
    # A customer counts once: until its next deal, or until its last one leaves the window.
    end = np.minimum(start + MONTHS, shape[1])
    end[:-1] = np.where(who[1:] == who[:-1], np.minimum(end[:-1], start[1:]), end[:-1])
    width = shape[1] + 1
    row = who // len(names) * width
    size = shape[0] * width
    moves = np.bincount(row + start, minlength=size) - np.bincount(row + end, minlength=size)
    return np.cumsum(moves.reshape(shape[0], width), axis=1)[:, :-1].astype("float64")
