"""When something was last heard, and how much there was until then."""

from __future__ import annotations

import numpy as np

from kpi.programme import Flags, Floats, Ints


def last_month(flags: Flags) -> Ints:
    """Return the last column that holds in each row, -1 for none.

    Examples
    --------
    >>> last_month(np.array([[True, False], [False, False]])).tolist()
    [0, -1]
    """
    last = flags.shape[1] - 1 - np.argmax(flags[:, ::-1], axis=1)
    return np.where(flags.any(axis=1), last, -1)


def sum_until(grid: Floats, last: Ints, months: int) -> Floats:
    """Return each row's sum over the months that end at a column of its own.

    Examples
    --------
    >>> sum_until(np.array([[1.0, 2.0, 4.0]]), np.array([1]), 1).tolist()
    [2.0]
    """
    running = np.concatenate([np.zeros((len(grid), 1)), np.cumsum(grid, axis=1)], axis=1)
    rows, end = np.arange(len(grid)), last + 1
    total: Floats = running[rows, end] - running[rows, np.maximum(end - months, 0)]
    return total
