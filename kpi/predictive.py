"""What may come: the predictive distribution of a short series under damped-trend exponential smoothing.

Eight quarters cannot tell a random walk from noise around a level. One set of smoothing parameters, chosen and then
taken for the truth, gives intervals that are far too narrow; so every set of a small grid is kept, weighted by how
well it explains the series.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

import numpy as np

from kpi.programme import Floats

_NONE, _ALL = 1e-4, 1.0 - 1e-4
"""Smoothing of the level next to none and next to all; statsmodels divides by both distances to the ends."""

_GRID: Final = np.array(
    [
        (alpha, alpha * part, phi)
        for alpha, part, phi in product((_NONE, 0.25, 0.5, 0.75, _ALL), (0.0, 0.2), (0.8, 0.95))
    ]
)
"""Smoothing of the level, smoothing of the slope, damping."""

_PRIOR: Final = np.where(_GRID[:, 0] == _ALL, 6.0, 1.0)
"""Weight of each set before the series is seen; a level that moves all the way is a random walk, the naive one."""

_SLOPE: Final = 0.3
"""Spread of the slope at the start, in standard deviations of the noise: a steeper one needs evidence."""

_TINY: Final = 1e-300
"""Stands for 0 where a logarithm is taken."""

_TRIALS, _CLOSE = 60, 1e-9
"""Most steps in which a quantile is closed in on, and how near its probability is near enough."""


@dataclass(frozen=True, eq=False)
class Predictive:
    """A distribution for each period ahead: a mixture of Student t distributions.

    Parameters
    ----------
    weights
        Share of each component.
    centres, scales
        Component × period ahead.
    freedom
        Degrees of freedom of every component.
    """

    weights: Floats
    centres: Floats
    scales: Floats
    freedom: int

    @property
    def mean(self) -> Floats:
        """Mean for each period ahead."""
        mean: Floats = self.weights @ self.centres
        return mean

    def below(self, value: float, ahead: int) -> float:
        """Return the probability of a value of at most `value`.

        Parameters
        ----------
        value
            In the unit of the series.
        ahead
            Period, 1 for the next.
        """
        return float(self._shares(value - self.centres)[ahead - 1])

    def above(self, value: float, ahead: int) -> float:
        """Return the probability of a value of at least `value`.

        Parameters
        ----------
        value, ahead
            As in `below`.
        """
        return float(self._shares(self.centres - value)[ahead - 1])

    def quantiles(self, probabilities: Floats) -> Floats:
        """Return the values below which the distribution lies with some probabilities.

        Parameters
        ----------
        probabilities
            Between 0 and 1.

        Returns
        -------
        array
            Probability × period ahead.
        """
        # Imported here: scipy takes longer to load than the whole package.
        from scipy.special import stdtrit

        asked = probabilities[:, None]
        ends = self.centres + stdtrit(self.freedom, asked[:, :, None]) * self.scales
        low: Floats = ends.min(axis=1)
        high: Floats = ends.max(axis=1)
        tried: Floats = np.clip(self.weights @ ends, low, high)
        for _ in range(_TRIALS):
            off = self._shares(tried[:, None, :] - self.centres) - asked
            if np.abs(off).max() < _CLOSE:
                break
            low, high = np.where(off < 0.0, tried, low), np.where(off >= 0.0, tried, high)
            # Newton's step, or the middle where that leaves the bracket.
            density = self._densities(tried[:, None, :] - self.centres)
            step = tried - np.divide(off, density, out=np.full_like(off, np.inf), where=density > 0.0)
            tried = np.where((step > low) & (step < high), step, (low + high) / 2.0)
        return tried

    def _shares(self, off: Floats) -> Floats:
        """Return the probability of a value less than `off` above the centres, … × component × period ahead."""
        from scipy.special import stdtr

        # Without any noise a component is a point.
        at_point = np.where(off >= 0.0, np.inf, -np.inf)
        share: Floats = self.weights @ stdtr(self.freedom, self._units(off, at_point))
        return share

    def _densities(self, off: Floats) -> Floats:
        half = (self.freedom + 1) / 2.0
        top = math.exp(math.lgamma(half) - math.lgamma(half - 0.5)) / math.sqrt(math.pi * self.freedom)
        heights = top * (1.0 + self._units(off, np.zeros_like(off)) ** 2 / self.freedom) ** -half
        density: Floats = self.weights @ np.divide(
            heights, self.scales, out=np.zeros_like(off), where=self.scales > 0
        )
        return density

    def _units(self, off: Floats, at_point: Floats) -> Floats:
        units: Floats = np.divide(off, self.scales, out=at_point, where=self.scales > 0)
        return units


@dataclass(frozen=True, eq=False)
class Filtered:
    """A series run through the filter of every set of the grid, from a level and a slope of 0.

    Parameters
    ----------
    errors, levels, slopes
        Set × period: one-step error, and level and slope after it.
    """

    errors: Floats
    levels: Floats
    slopes: Floats


def predict(values: Floats, ahead: int) -> Predictive:
    """Return the predictive distribution of the periods that follow a series.

    Parameters
    ----------
    values
        Series without gaps, at least two values.
    ahead
        Periods ahead.

    Notes
    -----
    For a set (α, β, φ) the series is y_t = l + φ·b + e, l ← l + φ·b + α·e, b ← φ·b + β·e. The errors e are linear in
    the level and slope at the start, so that with a flat prior on the level, b₀ ~ N(0, (0.3 σ)²) and p(σ) ∝ 1/σ these
    are integrated out exactly: the weight of a set is its marginal likelihood, its forecast a Student t with n − 1
    degrees of freedom.

    References
    ----------
    Hyndman, R. J. et al., *Forecasting with exponential smoothing: the state space approach*, 2008, chapters 2 and 6.

    Examples
    --------
    >>> predict(np.array([5.0, 5.0, 5.0, 5.0]), 2).mean.tolist()
    [5.0, 5.0]
    """
    return predict_from(filtered(values), values[0], len(values), ahead)


def filtered(values: Floats) -> Filtered:
    """Return a series, counted from its first value, run through the filters.

    Parameters
    ----------
    values
        Series without gaps.
    """
    return _filter(values - values[0], 0.0, 0.0)


def predict_from(run: Filtered, origin: float, n: int, ahead: int) -> Predictive:
    """Return the predictive distribution after the first n values of a filtered series.

    Parameters
    ----------
    run
        The filtered series.
    origin
        Its first value.
    n
        Values that are known.
    ahead
        Periods ahead.
    """
    of_level, of_slope = _responses(n)
    design = -np.stack([of_level.errors, of_slope.errors], axis=2)
    errors = run.errors[:, :n]
    inverse = np.linalg.inv(design.transpose(0, 2, 1) @ design + np.diag([0.0, _SLOPE**-2]))
    start = (inverse @ (design.transpose(0, 2, 1) @ errors[:, :, None]))[:, :, 0]
    left = errors - (design @ start[:, :, None])[:, :, 0]
    squares = (left**2).sum(axis=1) + (start[:, 1] / _SLOPE) ** 2

    damping: Floats = np.cumsum(_GRID[:, 2:] ** np.arange(1.0, ahead + 1.0), axis=1)
    reach = np.stack([_ahead(one, n, damping) for one in (of_level, of_slope)], axis=2)
    centres = _ahead(run, n, damping) + (reach @ start[:, :, None])[:, :, 0]
    moved = (_GRID[:, :1] + _GRID[:, 1:2] * damping) ** 2
    spread = 1.0 + np.cumsum(moved, axis=1) - moved + ((reach @ inverse) * reach).sum(axis=2)
    return Predictive(
        weights=_weights(squares, np.linalg.det(inverse), n - 1),
        centres=origin + centres,
        scales=np.sqrt(squares[:, None] / (n - 1) * spread),
        freedom=n - 1,
    )


def _weights(squares: Floats, volume: Floats, freedom: int) -> Floats:
    """Return the share of each set: prior · √det · squares^(−freedom/2), added up to 1."""
    # A series that never moves has errors of exactly 0.
    evidence = np.log(_PRIOR) + (np.log(volume) - freedom * np.log(np.maximum(squares, _TINY))) / 2.0
    likely = np.exp(evidence - evidence.max())
    weights: Floats = likely / likely.sum()
    return weights


def _ahead(run: Filtered, n: int, damping: Floats) -> Floats:
    reached: Floats = run.levels[:, n - 1 : n] + damping * run.slopes[:, n - 1 : n]
    return reached


@lru_cache(maxsize=64)
def _responses(n: int) -> tuple[Filtered, Filtered]:
    """Return what a level of 1, and a slope of 1, at the start of an empty series come to."""
    return _filter(np.zeros(n), 1.0, 0.0), _filter(np.zeros(n), 0.0, 1.0)


def _filter(values: Floats, level: float, slope: float) -> Filtered:
    # Imported here: statsmodels takes a second to load, and only forecasts need it.
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(
        values,
        error="add",
        trend="add",
        damped_trend=True,
        initialization_method="known",
        initial_level=level,
        initial_trend=slope,
    )
    fitted, states = zip(*(model.smooth(parameters, return_raw=True) for parameters in _GRID), strict=True)
    moved = np.array(states)
    return Filtered(values - np.array(fitted), moved[:, :, 0], moved[:, :, 1])
