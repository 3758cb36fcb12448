"""How much a series usually moves in a quarter: what a finding has to exceed."""

from __future__ import annotations

from math import exp, lgamma, log
from typing import Final

import numpy as np

from kpi.programme import Flags, Floats, Ints
from kpi.reading import total_by_code
from kpi.windows import QUARTER

NORMAL: Final = 1.2533
"""Mean absolute deviation → standard deviation of a normal variable, √(π/2). Not the median deviation: a score that
moves in steps, as advocacy does, stands still in most quarters, and its median would call every step a signal."""

BORROWED: Final = 12.0
"""Months of changes that a partner borrows from its type, a type from the programme and that from the prior."""


def usual_change(values: Floats, types: Ints, exists: Flags, column: int, *, prior: float) -> Floats:
    """Return how much each partner's values usually change from one quarter to the next.

    Parameters
    ----------
    values
        Partner × month.
    types
        Code of each partner's type.
    exists
        Partner × month.
    column
        The month in question; changes that reach into its quarter take no part.
    prior
        What is assumed of a programme without any history, in the unit of the values.

    Returns
    -------
    Floats
        Per partner; never missing, never 0.

    Notes
    -----
    σ = 1.2533 · (Σ|d| + 12·m_type) / (n + 12) over the partner's n changes d across three months; the mean m of its
    type is pulled in the same way towards that of the programme, and that one towards the prior. The changes are
    not centred: a partner that moves steadily needs a larger move to be news.
    """
    moved = np.abs(values[:, QUARTER:] - values[:, :-QUARTER])[:, : max(column - 2 * QUARTER + 1, 0)]
    known = ~np.isnan(moved) & exists[:, QUARTER:][:, : moved.shape[1]] & exists[:, : moved.shape[1]]
    sums = np.where(known, moved, 0.0).sum(axis=1)
    counts = known.sum(axis=1).astype("float64")
    of_all = (sums.sum() + BORROWED * prior / NORMAL) / (counts.sum() + BORROWED)
    of_type = _pulled(_by_type(types, sums), _by_type(types, counts), of_all)[types]
    usual: Floats = NORMAL * _pulled(sums, counts, of_type)
    return usual


def poisson_at_most(count: int, mean: float) -> float:
    """Return the chance of at most so many events where so many are expected.

    Examples
    --------
    >>> round(poisson_at_most(2, 3.0), 4), poisson_at_most(-1, 3.0)
    (0.4232, 0.0)
    """
    if mean <= 0:
        return float(count >= 0)
    return min(sum((exp(at * log(mean) - mean - lgamma(at + 1)) for at in range(count + 1)), 0.0), 1.0)


def _pulled(sums: Floats, counts: Floats, towards: Floats | float) -> Floats:
    pulled: Floats = (sums + BORROWED * towards) / (counts + BORROWED)
    return pulled


def _by_type(types: Ints, figures: Floats) -> Floats:
    count = int(types.max()) + 1 if len(types) else 0
    return total_by_code(types, count, figures[:, None])[:, 0]
