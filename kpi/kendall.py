"""What Kendall's S does by chance: its variance and its exact distribution, with ties and with overlapping values."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from kpi.programme import Floats, Ints


def by_ties(rows: Floats) -> list[tuple[tuple[int, ...], Ints]]:
    """Return the sizes of the groups of equal values, largest first, with the rows that have them.

    Parameters
    ----------
    rows
        Row × period; NaN where missing. Rows of fewer than two values are left out.

    Examples
    --------
    >>> rows = np.array([[5.0, 1.0, 5.0], [7.0, 8.0, np.nan]])
    >>> sorted((ties, chosen.tolist()) for ties, chosen in by_ties(rows))
    [((1, 1), [1]), ((2, 1), [0])]
    """
    ordered = np.sort(rows, axis=1)
    starts = np.ones(rows.shape, dtype=bool)
    starts[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    marks = np.hstack([~np.isnan(ordered), starts & ~np.isnan(ordered)])
    # Rows of bits as one word each: that sorts many times faster than rows do.
    words = np.packbits(marks, axis=1)
    _, first, place = np.unique(words.view(f"V{words.shape[1]}")[:, 0], return_index=True, return_inverse=True)
    alike = np.split(np.argsort(place, kind="stable"), np.cumsum(np.bincount(place))[:-1])
    found: dict[tuple[int, ...], list[Ints]] = {}
    for chosen, (held, begins) in zip(alike, marks[first].reshape(len(first), 2, -1), strict=True):
        if held.sum() > 1:
            sizes = np.diff(np.flatnonzero(begins), append=held.sum())
            found.setdefault(tuple(sorted(sizes.tolist(), reverse=True)), []).append(chosen)
    return [(ties, np.concatenate(chosen)) for ties, chosen in found.items()]


def variance_of(ties: tuple[int, ...], overlap: int) -> float:
    """Return the variance of S: that of ties without an overlap, else that of overlapping sums.

    Parameters
    ----------
    ties, overlap
        As in `tied_variance` and `overlapping_variance`.
    """
    return tied_variance(ties) if overlap == 1 else overlapping_variance(sum(ties), overlap)


def tied_variance(ties: tuple[int, ...]) -> float:
    """Return the variance of S when every order of the values is equally likely.

    Parameters
    ----------
    ties
        Sizes of the groups of equal values; a value that is alone counts as a group of 1.

    Notes
    -----
    (n(n−1)(2n+5) − Σ t(t−1)(2t+5))/18.

    References
    ----------
    Kendall, M. G., *Rank correlation methods*, 1975.

    Examples
    --------
    >>> tied_variance((2, 1, 1))  # (4·3·13 − 2·1·9)/18
    7.666666666666667
    """
    n = sum(ties)
    tied = sum(size * (size - 1) * (2 * size + 5) for size in ties)
    return (n * (n - 1) * (2 * n + 5) - tied) / 18.0


@lru_cache(maxsize=256)
def overlapping_variance(n: int, overlap: int) -> float:
    """Return the variance of S for n sums in a row of normal noise that share data with the sums before them.

    Parameters
    ----------
    n
        Values in a row.
    overlap
        Periods in a sum; 1 when they share nothing.

    Notes
    -----
    Values k periods apart correlate by max(1 − k/overlap, 0). Two differences with correlation ρ have the same sign
    more often than not, by (2/π)·arcsin ρ; the variance is the sum of that over all pairs of pairs.

    Examples
    --------
    >>> round(overlapping_variance(8, 1), 6) == round(tied_variance((1,) * 8), 6)
    True
    >>> round(overlapping_variance(8, 4) / tied_variance((1,) * 8), 1)
    2.8
    """
    lags = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    alike = np.maximum(1.0 - lags / overlap, 0.0)
    earlier, later = np.triu_indices(n, 1)
    together = (
        alike[np.ix_(later, later)]
        - alike[np.ix_(later, earlier)]
        - alike[np.ix_(earlier, later)]
        + alike[np.ix_(earlier, earlier)]
    )
    size = np.sqrt(np.diag(together))
    correlation = np.clip(together / np.outer(size, size), -1.0, 1.0)
    return float(2.0 / np.pi * np.arcsin(correlation).sum())


@lru_cache(maxsize=4096)
def tail_probabilities(ties: tuple[int, ...]) -> Floats:
    """Return the probability of an |S| of at least 0, 1, 2, … when every order of the values is equally likely.

    Parameters
    ----------
    ties
        As in `tied_variance`; up to 40 values in all, beyond which the counts leave 64 bits.

    Notes
    -----
    The pairs that fall are counted group by group: those of a group with the values before it are distributed as the
    Mann–Whitney statistic.

    Examples
    --------
    >>> tail_probabilities((1, 1, 1)).round(4).tolist()  # |S| of 3! = 6 orders: 3, 1, 1, 1, 1, 3
    [1.0, 1.0, 0.3333, 0.3333]
    """
    falls, before = np.ones(1), 0
    for size in ties:
        ways = _mann_whitney(before, size).astype("float64")
        falls = np.convolve(falls, ways / ways.sum())
        before += size
    pairs = len(falls) - 1
    likely = np.bincount(np.abs(pairs - 2 * np.arange(pairs + 1)), weights=falls, minlength=pairs + 1)
    tail: Floats = np.minimum(likely[::-1].cumsum()[::-1], 1.0)
    return tail


def _mann_whitney(first: int, second: int) -> Ints:
    """Return in how many ways 0, 1, 2, … of the pairs between two groups fall: a Gaussian binomial coefficient."""
    ways = np.zeros(first * second + 1, dtype="int64")
    ways[0] = 1
    for size in range(1, second + 1):
        factor = np.arange(len(ways)) >= first + size
        ways = ways - np.where(factor, np.roll(ways, first + size), 0)
        for at in range(size, len(ways)):
            ways[at] += ways[at - size]
    return ways
