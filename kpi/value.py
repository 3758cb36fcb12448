"""Customer lifetime value: what a customer of a partner is worth over the years that it stays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kpi.programme import Floats
from kpi.reading import ratio

_YEAR = 12.0


def customer_lifetime_value(
    *,
    bookings: npt.ArrayLike,
    customers: npt.ArrayLike,
    months: npt.ArrayLike,
    gross_margin: npt.ArrayLike,
    renewals_won: npt.ArrayLike,
    renewals_closed: npt.ArrayLike,
) -> Floats:
    """Return the margin that one customer brings over its lifetime.

    High means that customers buy much, at a good margin, and renew. No renewal rate makes a lifetime endless: with n
    renewals closed nobody is taken to stay longer than n + 1 years.

    Parameters
    ----------
    bookings
        Amount of deals won in the window [money].
    customers
        Distinct customers with a deal won in the window [count].
    months
        Length of the window [months].
    gross_margin
        Mean gross margin [%].
    renewals_won, renewals_closed
        Renewals won, and won or lost, in the window [count].

    Returns
    -------
    array
        Value of a customer [money]. Missing without customers, months, margin or closed renewals.

    Notes
    -----
    (bookings / customers · 12 / months) · gross_margin / 100 · lifetime, where lifetime in years =
    1 / max(1 − renewals_won / renewals_closed, 1 / (renewals_closed + 1)). Money is not discounted, and the cost of
    winning the customer is not taken off.

    References
    ----------
    Farris, P. W. et al., *Marketing Metrics*, 2010: customer lifetime value as yearly margin over churn.

    Examples
    --------
    Four customers bought for 120,000 in two years, at a margin of 40 %; of ten renewals eight were won, so that a
    customer stays for 1 / (1 − 0.8) = 5 years: 15,000 · 0.4 · 5.

    >>> value = customer_lifetime_value(
    ...     bookings=120_000, customers=4, months=24, gross_margin=40, renewals_won=8, renewals_closed=10
    ... )
    >>> round(float(value), 6)
    30000.0
    """
    amount, buyers, length, margin, won, closed = (
        np.asarray(given, dtype="float64")
        for given in np.broadcast_arrays(bookings, customers, months, gross_margin, renewals_won, renewals_closed)
    )
    yearly = ratio(amount, buyers) * ratio(np.full_like(length, _YEAR), length)
    leaving = np.maximum(1.0 - ratio(won, closed), 1.0 / (closed + 1.0))
    value: Floats = yearly * margin / 100.0 * ratio(np.ones_like(leaving), leaving)
    return value[()]
