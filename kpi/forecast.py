"""Forecast: where a KPI may go, how sure that is, and whether it beats saying that nothing will change.

A forecast is damped-trend exponential smoothing: a trend goes on, but not for ever.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from kpi.catalogue import Direction
from kpi.history import History, Step
from kpi.language import marked, t
from kpi.predictive import Filtered, Predictive, filtered, predict_from
from kpi.programme import Floats

AHEAD: Final[Mapping[Step, int]] = {"quarter": 4, "month": 12}
"""Periods that a forecast looks ahead: four quarters."""

_ENDS: Final = np.array([0.1, 0.25, 0.75, 0.9])
"""Ends of the 80 % interval outside, of the 50 % interval inside."""


_LOOKED_BACK: Final = 8
"""Most periods from which the past errors are measured."""


@dataclass(frozen=True)
class DampedTrend:
    """A damped-trend fit to one series.

    Parameters
    ----------
    mean
        Forecast for each period ahead.
    alpha, beta, phi
        Smoothing of the level, smoothing of the slope, damping.
    level, slope
        Before the first value.
    squares
        Sum of the squared one-step errors.
    """

    mean: tuple[float, ...]
    alpha: float
    beta: float
    phi: float
    level: float
    slope: float
    squares: float


@dataclass(frozen=True)
class Forecast:
    """What a KPI may be in the periods ahead.

    Parameters
    ----------
    kpi, step
        As in the history.
    mean
        Expected value for each period ahead; empty when there are too few values.
    low50, high50, low80, high80
        Ends of the intervals that hold the value with 50 % and 80 %.
    error, naive_error
        Mean absolute error in the past of this forecast, and of saying that the last value stays; None without a
        forecast.
    words
        Empty, or why there is no forecast, or what to know of it.
    lower, upper
        Range of the KPI; None where unbounded.
    predictive
        The distribution behind mean and intervals, before it is cut to the range; None without a forecast.
    """

    kpi: str
    step: Step
    mean: tuple[float, ...] = ()
    low50: tuple[float, ...] = ()
    high50: tuple[float, ...] = ()
    low80: tuple[float, ...] = ()
    high80: tuple[float, ...] = ()
    error: float | None = None
    naive_error: float | None = None
    words: str = ""
    lower: float | None = None
    upper: float | None = None
    predictive: Predictive | None = field(default=None, repr=False, compare=False)

    def chance_of_reaching(self, value: float, ahead: int, direction: str = Direction.UP) -> float | None:
        """Return the probability that the KPI is at a value, or on its good side.

        Parameters
        ----------
        value
            What to reach [unit of the KPI].
        ahead
            In how many periods, 1 for the next.
        direction
            ``up`` to be at least at `value`, ``down`` to be at most there.

        Returns
        -------
        float or None
            0 to 1; None without a forecast for that period, or for a KPI with a target band.
        """
        if self.predictive is None or not 1 <= ahead <= len(self.mean) or direction not in ("up", "down"):
            return None
        rising = direction == "up"
        # All that lies beyond the range is gathered at its ends.
        near, far = (self.lower, self.upper) if rising else (self.upper, self.lower)
        sign = 1.0 if rising else -1.0
        if near is not None and sign * value <= sign * near:
            return 1.0
        if far is not None and sign * value > sign * far:
            return 0.0
        return self.predictive.above(value, ahead) if rising else self.predictive.below(value, ahead)


def forecast(history: History, *, lower: float | None = None, upper: float | None = None) -> Forecast:
    """Return the forecast of a KPI for the next four quarters (or twelve months).

    Parameters
    ----------
    history
        Values that do not overlap.
    lower, upper
        Range of the KPI, as in the catalogue; None where unbounded.

    Returns
    -------
    Forecast
        Without a line, but with words, when fewer than 8 quarters or 12 months in a row have a value.

    Notes
    -----
    The mean over a grid of smoothing parameters, each weighted by how well it explains the series
    (`kpi.predictive.predict`); the fit of one set, as in `damped_trend`, is too sure of itself with so few values.
    Errors are those of forecasts from the last half of the periods (8 at most) for all periods that follow, made
    with the values known then.

    Examples
    --------
    >>> quarters = tuple(f"Q{1 + at % 4} {2024 + at // 4}" for at in range(8))
    >>> history = History("win_rate", "quarter", quarters, (40, 44, 41, 46, 43, 47, 44, 48))
    >>> ahead = forecast(history, lower=0, upper=100)
    >>> [round(value) for value in ahead.mean], round(ahead.low80[0]), round(ahead.high80[0])
    ([47, 47, 48, 48], 43, 51)
    >>> round(ahead.chance_of_reaching(50, ahead=4), 2)
    0.29
    """
    values = history.usable
    if history.lacking:
        return Forecast(history.kpi, history.step, words=history.lacking, lower=lower, upper=upper)
    ahead, run = AHEAD[history.step], filtered(values)
    made = predict_from(run, values[0], len(values), ahead)
    error, naive_error = _past_errors(run, values, ahead)
    low80, low50, high50, high80 = made.quantiles(_ENDS)
    mean, low50, high50, low80, high80 = (
        tuple(np.clip(line, lower, upper).tolist()) for line in (made.mean, low50, high50, low80, high80)
    )
    return Forecast(
        kpi=history.kpi,
        step=history.step,
        mean=mean,
        low50=low50,
        high50=high50,
        low80=low80,
        high80=high80,
        error=error,
        naive_error=naive_error,
        words=_caution(values, error, naive_error, history.step),
        lower=lower,
        upper=upper,
        predictive=made,
    )


def damped_trend(
    values: npt.ArrayLike,
    horizon: int,
    *,
    alpha: float | None = None,
    beta: float | None = None,
    phi: float | None = None,
    level: float | None = None,
    slope: float | None = None,
) -> DampedTrend:
    """Return the damped-trend forecast of a series, with its parameters fitted by least squares.

    Parameters
    ----------
    values
        Series without gaps, at least five values.
    horizon
        Periods ahead.
    alpha
        Smoothing of the level, 0 to 1; fitted when None.
    beta
        Smoothing of the slope, 0 to 1 (β* of Hyndman and Athanasopoulos); fitted when None.
    phi
        Damping, 0 to 1; fitted between 0.8 and 0.995 when None.
    level, slope
        Level and slope before the first value; both or neither, fitted when None.

    Returns
    -------
    DampedTrend
        Forecast and parameters.

    Raises
    ------
    ValueError
        When the series is too short or has gaps, or only one of level and slope is given.

    Notes
    -----
    l_t = α·y_t + (1 − α)(l + φ·b) and b_t = β(l_t − l) + (1 − β)·φ·b, with l and b those of the period before;
    ŷ_{t+h} = l_t + (φ + φ² + … + φ^h)·b_t.

    References
    ----------
    Gardner, E. S. and McKenzie, E., *Forecasting trends in time series*, Management Science 31, 1985.
    Hyndman, R. J. and Athanasopoulos, G., *Forecasting: principles and practice*, section on damped trend methods.

    Examples
    --------
    >>> fit = damped_trend([10, 12, 13, 15, 16], 2, alpha=0.5, beta=0.5, phi=0.9, level=9, slope=2)
    >>> [round(value, 2) for value in fit.mean]
    [17.03, 18.03]
    """
    series = np.asarray(values, dtype="float64")
    if series.ndim != 1 or len(series) < 5 or not np.isfinite(series).all():
        raise ValueError("a damped trend needs a series of at least five values without gaps")
    if (level is None) != (slope is None):
        raise ValueError("give both level and slope, or neither")
    chosen = {"smoothing_level": alpha, "smoothing_trend": beta, "damping_trend": phi}
    return _fitted(series, horizon, chosen, level, slope)


def _fitted(
    series: Floats, horizon: int, chosen: dict[str, float | None], level: float | None, slope: float | None
) -> DampedTrend:
    # Imported here: statsmodels takes a second to load, and only forecasts need it.
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.holtwinters import Holt

    start = "estimated" if level is None else "known"
    model = Holt(series, damped_trend=True, initialization_method=start, initial_level=level, initial_trend=slope)
    # A perfect fit ends the search early and has a likelihood of log 0; its forecast is none the worse for either.
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        fit = model.fit(**chosen, optimized=start == "estimated" or None in chosen.values())
        mean = tuple(fit.forecast(horizon).tolist())
    return DampedTrend(
        mean=mean,
        alpha=float(fit.params["smoothing_level"]),
        beta=float(fit.params["smoothing_trend"]),
        phi=float(fit.params["damping_trend"]),
        level=float(fit.params["initial_level"]),
        slope=float(fit.params["initial_trend"]),
        squares=float(fit.sse),
    )


def _past_errors(run: Filtered, values: Floats, ahead: int) -> tuple[float, float]:
    """Return the mean absolute errors of the forecast and of the last value, made from earlier periods."""
    errors, naive_errors = [], []
    for known in range(max(len(values) // 2, len(values) - _LOOKED_BACK), len(values)):
        came = values[known : known + ahead]
        errors.append(np.abs(came - predict_from(run, values[0], known, len(came)).mean))
        naive_errors.append(np.abs(came - values[known - 1]))
    return float(np.concatenate(errors).mean()), float(np.concatenate(naive_errors).mean())


_STILL: Final = {
    "quarter": marked("The value has not moved in {count} quarters, so nothing tells how far it may."),
    "month": marked("The value has not moved in {count} months, so nothing tells how far it may."),
}


def _caution(values: Floats, error: float, naive_error: float, step: Step) -> str:
    if np.ptp(values) == 0.0:
        return t(_STILL[step], count=len(values))
    if error >= naive_error:
        return t("In the past this was no better than to say that the last value stays.")
    return ""
