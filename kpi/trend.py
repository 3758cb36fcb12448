"""Trend: whether a KPI has risen or fallen for longer than chance explains.

Theil–Sen slope and Mann–Kendall test, for one series or for many rows at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpi.history import History, Spaced, Step, run_lengths
from kpi.kendall import by_ties, tail_probabilities, variance_of
from kpi.programme import Flags, Floats, Ints
from kpi.reading import DECIMALS

Direction = Literal["rising", "falling", "no clear trend", "too short"]

EXACT_UP_TO: Final = 40
"""Values up to which the p-value is counted out rather than approximated."""

_QUARTERS: Final = 4


@dataclass(frozen=True)
class TheilSen:
    """A Theil–Sen slope; numbers for one series, arrays for rows of series.

    Parameters
    ----------
    slope
        Median of the slopes between all pairs of values [per period].
    low, high
        Ends of its interval.
    """

    slope: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class MannKendall:
    """A Mann–Kendall test; numbers for one series, arrays for rows of series.

    Parameters
    ----------
    s
        Pairs of values that rise less pairs that fall.
    variance
        Variance of `s` without a trend.
    z
        `s` brought one nearer to 0, in standard deviations.
    p_value
        Probability of an `s` at least as far from 0 without a trend, two-sided.
    n
        Values that are not missing.
    """

    s: Floats
    variance: Floats
    z: Floats
    p_value: Floats
    n: Ints


@dataclass(frozen=True)
class Trend:
    """How a KPI has moved.

    Parameters
    ----------
    previous, year_ago
        Change against the previous quarter and against the same quarter a year ago; None when either is missing.
    slope, low, high
        Theil–Sen slope per period with its interval; None when too short.
    p_value
        Of the Mann–Kendall test; None when too short.
    direction
        ``rising``, ``falling``, ``no clear trend`` or ``too short``.
    n
        Values it stands on.
    step
        The period, ``quarter`` or ``month``.
    words
        Empty, or why it is too short.
    """

    previous: float | None
    year_ago: float | None
    slope: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    direction: Direction = "too short"
    n: int = 0
    step: Step = "quarter"
    words: str = ""


def trend(history: History, *, level: float = 0.05) -> Trend:
    """Return how a KPI has moved, and whether that is more than chance.

    Parameters
    ----------
    history
        Values that do not overlap, or that say how far they do.
    level
        Probability of calling noise a trend, between 0 and 1.

    Returns
    -------
    Trend
        "No clear trend" is an answer; "too short" comes with fewer than 8 quarters or 12 months in a row.

    Examples
    --------
    >>> quarters = tuple(f"Q{1 + at % 4} {2024 + at // 4}" for at in range(8))
    >>> rising = trend(History("engagement_score", "quarter", quarters, (50, 53, 51, 55, 58, 57, 61, 64)))
    >>> rising.direction, rising.previous, rising.year_ago, rising.slope
    ('rising', 3.0, 9.0, 2.0)
    """
    values = history.usable
    made = Trend(_change(history, 1), _change(history, _QUARTERS), n=len(values), step=history.step)
    if history.lacking:
        return replace(made, words=history.lacking)
    line = theil_sen(values, level=1.0 - level, overlap=history.overlap)
    test = mann_kendall(values, overlap=history.overlap)
    return replace(
        made,
        slope=float(line.slope),
        low=float(line.low),
        high=float(line.high),
        p_value=float(test.p_value),
        direction=_direction(float(test.s), float(test.p_value), level),
    )


def trends(histories: Spaced, *, level: float = 0.05) -> pd.DataFrame:
    """Return the trends of all partners, or groups, at once.

    Parameters
    ----------
    histories
        Histories of one KPI.
    level
        As in `trend`.

    Returns
    -------
    pd.DataFrame
        Index label; columns as the fields of `Trend` without its words, NaN for None.
    """
    table = pd.DataFrame(
        {
            "previous": _changes(histories.quarterly, 1),
            "year_ago": _changes(histories.quarterly, _QUARTERS),
            **dict.fromkeys(("slope", "low", "high", "p_value"), np.nan),
            "direction": "too short",
            "n": run_lengths(histories.quarterly),
            "step": "quarter",
        },
        index=pd.Index(histories.rows, name="label", dtype="str"),
    )
    for step, rows in (("quarter", histories.in_quarters), ("month", histories.in_months)):
        if rows.any():
            _fill(table, rows, histories, "quarter" if step == "quarter" else "month", level)
    return table


def theil_sen(values: npt.ArrayLike, *, level: float = 0.95, overlap: int = 1) -> TheilSen:
    """Return the median of the slopes between all pairs of values.

    One wild value does not turn it, as it turns a least-squares line.

    Parameters
    ----------
    values
        One series, or row × period; NaN where missing.
    level
        Probability that the interval holds the true slope, between 0 and 1.
    overlap
        `kpi.history.History.overlap`.

    Returns
    -------
    TheilSen
        Slope [per period] and interval; missing with fewer than two values.

    Notes
    -----
    The interval ends at the slopes of rank (N ∓ z·√variance)/2 among all N, with the variance of the Mann–Kendall
    statistic.

    References
    ----------
    Sen, P. K., *Estimates of the regression coefficient based on Kendall's tau*, Journal of the American Statistical
    Association 63, 1968.

    Examples
    --------
    >>> float(theil_sen([1, 2, 3, 100, 5]).slope)
    1.0
    """
    rows = np.atleast_2d(np.asarray(values, dtype="float64"))
    slopes = np.sort(_pair_slopes(rows), axis=1)
    pairs = (~np.isnan(slopes)).sum(axis=1)
    variance = np.zeros(len(rows))
    for ties, chosen in by_ties(rows):
        variance[chosen] = variance_of(ties, overlap)
    reach = NormalDist().inv_cdf(0.5 + level / 2.0) * np.sqrt(variance)
    # The ranks that scipy.stats.theilslopes takes, so that both give the same interval.
    low = np.maximum(np.rint((pairs - reach) / 2.0) - 1, 0)
    high = np.minimum(np.rint((pairs + reach) / 2.0), pairs - 1)
    middle = (_ranked(slopes, (pairs - 1) // 2) + _ranked(slopes, pairs // 2)) / 2.0
    ends = [middle, _ranked(slopes, low), _ranked(slopes, high)]
    return TheilSen(*(end if np.ndim(values) > 1 else end[0] for end in ends))


def mann_kendall(values: npt.ArrayLike, *, overlap: int = 1) -> MannKendall:
    """Return the Mann–Kendall test for a trend up or down, of whatever shape.

    Parameters
    ----------
    values
        One series, or row × period; NaN where missing.
    overlap
        `kpi.history.History.overlap`. Values that share data move together and make a larger `s` by chance alone.

    Returns
    -------
    MannKendall
        Missing with fewer than two values; a p-value of 1 when all are equal.

    Notes
    -----
    s = Σ sign(x_j − x_i) over i < j. The p-value is exact, ties included, up to 40 values that do not overlap: it
    counts the orders of the values that have an s as large. Beyond, it is that of the normal distribution with
    continuity correction and variance (n(n−1)(2n+5) − Σ t(t−1)(2t+5))/18, t the sizes of the ties. With an overlap
    the variance is that of moving sums of normal noise: a sum over pairs of pairs of (2/π)·arcsin of the correlation
    of their differences; it takes them to stand in a row.

    References
    ----------
    Mann, H. B., *Nonparametric tests against trend*, Econometrica 13, 1945.
    Kendall, M. G., *Rank correlation methods*, 1975.
    Gilbert, R. O., *Statistical methods for environmental pollution monitoring*, 1987, chapter 16.

    Examples
    --------
    >>> test = mann_kendall([1, 2, 3, 4, 5])
    >>> int(test.s), round(float(test.p_value), 4)  # two of the 5! = 120 orders have |s| = 10
    (10, 0.0167)
    """
    rows = np.atleast_2d(np.asarray(values, dtype="float64"))
    s, n = _rise(rows), (~np.isnan(rows)).sum(axis=1)
    variance, p_value = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for ties, chosen in by_ties(rows):
        variance[chosen] = variance_of(ties, overlap)
        if overlap == 1 and sum(ties) <= EXACT_UP_TO:
            p_value[chosen] = tail_probabilities(ties)[np.abs(s[chosen]).astype("int64")]
    nearer = np.sign(s) * np.maximum(np.abs(s) - 1.0, 0.0)
    z = np.divide(nearer, np.sqrt(variance), out=np.where(n < 2, np.nan, 0.0), where=variance > 0)
    p_value = np.where(np.isnan(p_value), _two_sided(z), p_value)
    s = np.where(n < 2, np.nan, s)
    if np.ndim(values) > 1:
        return MannKendall(s, variance, z, p_value, n)
    return MannKendall(s[0], variance[0], z[0], p_value[0], n[0])


def _fill(table: pd.DataFrame, rows: Flags, histories: Spaced, step: Step, level: float) -> None:
    values = histories.by_step(step)[rows]
    lengths = run_lengths(values)
    in_run = np.arange(values.shape[1]) >= values.shape[1] - lengths[:, None]
    values = np.where(in_run, np.round(values, DECIMALS), np.nan)
    overlap = histories.overlaps[step]
    line, test = theil_sen(values, level=1.0 - level, overlap=overlap), mann_kendall(values, overlap=overlap)
    table.loc[rows, ["slope", "low", "high", "p_value"]] = np.column_stack(
        [line.slope, line.low, line.high, test.p_value]
    )
    pairs = zip(test.s.tolist(), test.p_value.tolist(), strict=True)
    table.loc[rows, "direction"] = [_direction(s, p_value, level) for s, p_value in pairs]
    table.loc[rows, "n"] = lengths
    table.loc[rows, "step"] = step


def _direction(s: float, p_value: float, level: float) -> Direction:
    if p_value > level:
        return "no clear trend"
    return "rising" if s > 0 else "falling"


def _change(history: History, back: int) -> float | None:
    changed = _changes(np.array([history.quarterly], dtype="float64"), back)[0]
    return None if np.isnan(changed) else float(changed)


def _changes(quarterly: Floats, back: int) -> Floats:
    if quarterly.shape[1] <= back:
        return np.full(len(quarterly), np.nan)
    changed: Floats = quarterly[:, -1] - quarterly[:, -1 - back]
    return changed


def _rise(rows: Floats) -> Floats:
    total = np.zeros(len(rows))
    for lag in range(1, rows.shape[1]):
        total += np.nansum(np.sign(rows[:, lag:] - rows[:, :-lag]), axis=1)
    return total


def _pair_slopes(rows: Floats) -> Floats:
    earlier, later = np.triu_indices(rows.shape[1], 1)
    slopes: Floats = (rows[:, later] - rows[:, earlier]) / (later - earlier)
    return slopes


def _ranked(ordered: Floats, rank: Floats | Ints) -> Floats:
    """Return the value of a rank in each row; missing in a row without values, which sort last."""
    if not ordered.shape[1]:
        return np.full(len(ordered), np.nan)
    at = np.clip(rank, 0, ordered.shape[1] - 1).astype("int64")
    return np.take_along_axis(ordered, at[:, None], axis=1)[:, 0]


def _two_sided(z: Floats) -> Floats:
    below = np.array([NormalDist().cdf(-abs(one)) for one in z.tolist()])
    return np.minimum(2.0 * below, 1.0)
