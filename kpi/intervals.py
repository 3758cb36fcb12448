"""Intervals for small counts: how far a share or a net promoter score may be from what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

from kpi.programme import Floats

_ADDED: Final = (0.75, 1.5, 0.75)
"""Answers added to promoters, passives and detractors before the interval is taken (Rocks 2016)."""


@dataclass(frozen=True)
class Nps:
    """A net promoter score with its interval.

    Parameters
    ----------
    value
        Share of promoters less share of detractors, -100 to 100 [points].
    low, high
        Ends of the interval [points].
    n
        Answers behind it.
    """

    value: Floats
    low: Floats
    high: Floats
    n: Floats


def wilson(successes: npt.ArrayLike, n: npt.ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the Wilson score interval of a share.

    Narrow when much was counted. Unlike the share plus and minus its standard error it stays inside 0 to 1 and has
    a width when all or none succeed.

    Parameters
    ----------
    successes
        How many succeeded [count]; a number or an array.
    n
        How many were tried [count].
    level
        Probability that the interval holds the true share, between 0 and 1.

    Returns
    -------
    tuple
        Low and high end [share, 0 to 1]; missing where nothing was tried.

    Raises
    ------
    ValueError
        When successes lie outside 0 to n, or the level outside 0 to 1.

    Notes
    -----
    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p = successes/n, without continuity correction.

    References
    ----------
    Wilson, E. B., *Probable inference, the law of succession, and statistical inference*, Journal of the American
    Statistical Association 22, 1927.
    Newcombe, R. G., *Two-sided confidence intervals for the single proportion*, Statistics in Medicine 17, 1998.

    Examples
    --------
    >>> low, high = wilson(3, 4)
    >>> f"{low:.2f} to {high:.2f}"
    '0.30 to 0.95'
    """
    won, tried = _counts(successes, n)
    if np.any((won < 0) | (won > tried)):
        raise ValueError("successes must lie between 0 and n")
    z = _quantile(level)
    tried = np.where(tried > 0, tried, np.nan)
    share, spread = won / tried, z * z / tried
    middle = share + spread / 2.0
    half = np.sqrt(share * (1.0 - share) * spread + spread * spread / 4.0)
    # Exact where rounding would leave 1e-17 beside 0 or 1.
    low = np.where(won == 0, share, (middle - half) / (1.0 + spread))
    high = np.where(won == tried, share, (middle + half) / (1.0 + spread))
    # A number for numbers, an array for arrays.
    return low[()], high[()]


def nps(
    promoters: npt.ArrayLike,
    passives: npt.ArrayLike,
    detractors: npt.ArrayLike,
    *,
    level: float = 0.95,
    adjusted: bool = True,
) -> Nps:
    """Return a net promoter score with its interval.

    High means that more would recommend than would warn; the interval says whether so few answers can tell.

    Parameters
    ----------
    promoters, passives, detractors
        Answers 9 to 10, 7 to 8 and 0 to 6 [count]; numbers or arrays.
    level
        Probability that the interval holds the true score, between 0 and 1.
    adjusted
        Add three answers (¾ promoter, 1½ passive, ¾ detractor) before the interval is taken. Without them five
        promoters among five answers would have an interval of no width.

    Returns
    -------
    Nps
        Score and interval [points]; missing without answers. The score itself is never adjusted.

    Raises
    ------
    ValueError
        When a count is negative, or the level outside 0 to 1.

    Notes
    -----
    value = 100·(p − d) with the shares p and d; interval 100·((p − d) ± z·√((p + d − (p − d)²)/n)), with p, d and n
    after the addition, cut to −100 to 100: the adjusted Wald interval, or with ``adjusted=False`` the plain one.

    References
    ----------
    Rocks, B., *Interval estimation for the "Net Promoter Score"*, The American Statistician 70, 2016.
    MeasuringU, *Confidence intervals for Net Promoter Scores*, 2021.

    Examples
    --------
    >>> score = nps(3, 1, 1)
    >>> f"{score.value:.0f}, {score.low:.0f} to {score.high:.0f}"
    '40, -30 to 80'
    """
    pro, neutral, con = _counts(promoters, passives, detractors)
    if np.any((pro < 0) | (neutral < 0) | (con < 0)):
        raise ValueError("promoters, passives and detractors must not be negative")
    n = np.asarray(pro + neutral + con)
    answered = np.where(n > 0, n, np.nan)
    added = _ADDED if adjusted else (0.0, 0.0, 0.0)
    total = answered + sum(added)
    p, d = (pro + added[0]) / total, (con + added[2]) / total
    half = _quantile(level) * np.sqrt((p + d - (p - d) ** 2) / total)
    return Nps(
        value=100.0 * (pro - con) / answered,
        low=np.maximum(100.0 * (p - d - half), -100.0),
        high=np.minimum(100.0 * (p - d + half), 100.0),
        n=n[()],
    )


def _counts(*counts: npt.ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(count, dtype="float64") for count in np.broadcast_arrays(*counts))


def _quantile(level: float) -> float:
    if not 0.0 < level < 1.0:
        raise ValueError(f"a level lies between 0 and 1, not at {level!r}")
    return NormalDist().inv_cdf(0.5 + level / 2.0)
