"""Forecasts: published damped trends, statsmodels as the filter, and intervals that hold what they claim."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kpi.forecast import Forecast, damped_trend, forecast
from kpi.history import History
from kpi.predictive import filtered, predict

# Air passengers of Australia 1990 to 2004, millions (Hyndman and Athanasopoulos, Forecasting: principles and
# practice)
AIR = [
    17.5534, 21.8601, 23.8866, 26.9293, 26.8885, 28.8314, 30.0751, 30.9535, 30.1857, 31.5797, 32.577569, 33.477398,
    39.021581, 41.386432, 41.596552,
]  # fmt: skip
# Sheep in Asia 1970 to 2000, millions (the same)
SHEEP = [
    263.917747, 268.307222, 260.662556, 266.639419, 277.515778, 283.834045, 290.309028, 292.474198, 300.830694,
    309.286657, 318.331081, 329.37239, 338.883998, 339.244126, 328.600632, 314.255385, 314.459695, 321.413779,
    329.789292, 346.385165, 352.297882, 348.370515, 417.562922, 417.12357, 417.749459, 412.233904, 411.946817,
    394.697075, 401.49927, 408.270468, 414.2428,
]  # fmt: skip


def history(values: object, *, step: str = "quarter") -> History:
    held = tuple(float(value) for value in values)
    return History("win_rate", step, tuple(map(str, range(len(held)))), held)


def test_air_passengers_as_published() -> None:
    fit = damped_trend(AIR, 5, alpha=0.8, beta=0.2)
    assert fit.mean == pytest.approx((42.85, 43.81, 44.66, 45.41, 46.06), abs=0.01)


def test_sheep_as_published() -> None:
    fit = damped_trend(SHEEP, 1, phi=0.98)
    assert (fit.alpha, fit.beta, fit.level, fit.slope) == pytest.approx((0.98, 0.0, 257.36, 6.64), abs=0.005)
    assert fit.squares == pytest.approx(6036.56, abs=0.01)


def test_sheep_with_the_parameters_of_r() -> None:
    # forecast::ets(model = "AAN", damped = TRUE, phi = 0.98) reports a mean square of 195.43979
    fit = damped_trend(SHEEP, 1, alpha=0.97402626, beta=0.00010006, phi=0.98, level=252.59039965, slope=6.90265918)
    assert fit.squares / len(SHEEP) == pytest.approx(195.43979, abs=1e-3)


def test_a_damped_trend_by_hand() -> None:
    # α = β = 0.5, φ = 0.8, l = 10, b = 5. Forecast 14, came 16: l = 15, b = 0.5·5 + 0.5·4 = 4.5
    # 18.6, 18.6: l = 18.6, b = 0.5·3.6 + 0.5·3.6 = 3.6; 21.48, 20.48: l = 20.98, b = 0.5·2.38 + 0.5·2.88 = 2.63
    # 23.084, 23.084: l = 23.084, b = 2.104; 24.7672, 24.7672: l = 24.7672, b = 1.6832
    # ahead: 24.7672 + 0.8·1.6832, and 0.64·1.6832 more
    values = [16.0, 18.6, 20.48, 23.084, 24.7672]
    fit = damped_trend(values, 2, alpha=0.5, beta=0.5, phi=0.8, level=10, slope=5)
    assert fit.mean == pytest.approx((26.11376, 27.191008))
    # Errors 2, 0, −1, 0, 0
    assert fit.squares == pytest.approx(5.0)


def test_damped_trends_flatten() -> None:
    mean = damped_trend([1, 3, 4, 6, 7, 9, 11], 40, alpha=0.5, beta=0.1, phi=0.8).mean
    steps = np.diff(mean)
    assert steps[1:] == pytest.approx(0.8 * steps[:-1])


def test_a_series_without_noise_fits_in_silence() -> None:
    assert damped_trend([5.0] * 8, 3).mean == pytest.approx((5, 5, 5))
    assert damped_trend(range(9), 1).mean == pytest.approx((9,), abs=0.1)


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0, 4.0], [1.0, np.nan, 3.0, 4.0, 5.0], [[1.0] * 6]])
def test_a_damped_trend_refuses_what_is_no_series(values: list[float]) -> None:
    with pytest.raises(ValueError, match="at least five values"):
        damped_trend(values, 4)


def test_level_and_slope_come_together() -> None:
    with pytest.raises(ValueError, match="both"):
        damped_trend(AIR, 4, level=17.0)


def test_predictive_is_that_of_the_joint_normal_distribution() -> None:
    # The same model without any filter: y = level + M·e, covariance V = M·M' + 0.3²·x·x' (x: what the first slope
    # adds), an unknown level and an unknown scale. Weight √(|V|⁻¹ / 1'V⁻¹1) · rss^(−(n−1)/2); forecast by kriging.
    values = np.array([40.0, 44.0, 41.0, 46.0, 43.0, 47.0, 44.0, 48.0])
    n, ahead, weights = len(values), 4, []
    made = predict(values, ahead)
    sets = itertools.product((1e-4, 0.25, 0.5, 0.75, 1 - 1e-4), (0.0, 0.2), (0.8, 0.95))
    for at, (alpha, part, phi) in enumerate(sets):
        damped = np.cumsum(phi ** np.arange(1, n + ahead + 1))
        impulse = np.concatenate([[1.0], alpha + alpha * part * damped])
        lags = np.subtract.outer(np.arange(n + ahead), np.arange(n + ahead))
        moved = np.where(lags >= 0, impulse[np.maximum(lags, 0)], 0.0)
        spread = moved @ moved.T + 0.09 * np.outer(damped, damped)
        inverse, across = np.linalg.inv(spread[:n, :n]), spread[n:, :n]
        level = inverse.sum(axis=0) @ values / inverse.sum()
        rss = (values - level) @ inverse @ (values - level)
        weights.append((6 if alpha > 0.9 else 1) * math.sqrt(np.linalg.det(inverse) / inverse.sum()) * rss**-3.5)
        left = 1.0 - (across @ inverse).sum(axis=1)
        variance = np.diag(spread[n:, n:] - across @ inverse @ across.T) + left**2 / inverse.sum()
        assert made.centres[at] == pytest.approx(level + across @ inverse @ (values - level))
        assert made.scales[at] == pytest.approx(np.sqrt(rss / (n - 1) * variance))
    assert made.weights == pytest.approx(np.array(weights) / sum(weights))
    assert made.freedom == n - 1


def test_the_filter_is_that_of_statsmodels() -> None:
    # Holt's recursions with α = 0.25, φ = 0.95 from 0 and 0, on what lies above the first value
    run = filtered(np.array([40.0, 44.0, 41.0]))
    assert run.errors[5] == pytest.approx([0.0, 4.0, 0.0])
    assert run.levels[5] == pytest.approx([0.0, 1.0, 1.0])
    assert run.slopes[5] == pytest.approx([0.0, 0.0, 0.0])


def test_two_values_mirror_each_other() -> None:
    up, down = predict(np.array([4.0, 6.0]), 3), predict(np.array([6.0, 4.0]), 3)
    assert up.mean + down.mean == pytest.approx([10, 10, 10])
    assert up.below(5.0, 1) == pytest.approx(down.above(5.0, 1))


@settings(max_examples=25, deadline=None)
@given(
    arrays("float64", st.integers(8, 14), elements=st.floats(-100, 100).map(lambda value: round(value, 2))),
    st.floats(-1000, 1000),
    st.floats(0.01, 1000),
)
def test_forecasts_move_with_the_unit(values: np.ndarray, shift: float, scale: float) -> None:
    plain, moved = forecast(history(values)), forecast(history(shift + scale * values))
    for name in ("mean", "low80", "low50", "high50", "high80"):
        expected = shift + scale * np.array(getattr(plain, name))
        assert getattr(moved, name) == pytest.approx(expected, rel=1e-5, abs=1e-5 * (abs(shift) + 100 * scale))


@settings(max_examples=25, deadline=None)
@given(arrays("float64", st.integers(8, 14), elements=st.floats(0, 100).map(lambda value: round(value, 1))))
def test_intervals_nest_inside_the_range(values: np.ndarray) -> None:
    made = forecast(history(values), lower=0, upper=100)
    for low80, low50, high50, high80 in zip(made.low80, made.low50, made.high50, made.high80, strict=True):
        assert 0 <= low80 <= low50 <= high50 <= high80 <= 100
    assert all(0 <= value <= 100 for value in made.mean)


def test_chances_are_those_of_the_intervals() -> None:
    made = forecast(history([40, 44, 41, 46, 43, 47, 44, 48]))
    for ahead in (1, 4):
        assert made.chance_of_reaching(made.high80[ahead - 1], ahead) == pytest.approx(0.10, abs=1e-6)
        assert made.chance_of_reaching(made.low50[ahead - 1], ahead) == pytest.approx(0.75, abs=1e-6)
        assert made.chance_of_reaching(made.low80[ahead - 1], ahead, "down") == pytest.approx(0.10, abs=1e-6)


def test_chances_at_the_ends_of_the_range() -> None:
    made = forecast(history([90, 95, 92, 97, 94, 99, 96, 98]), lower=0, upper=100)
    assert made.chance_of_reaching(100.5, 1) == 0.0
    assert made.chance_of_reaching(0, 1) == 1.0
    assert made.chance_of_reaching(100, 1, "down") == 1.0
    assert made.chance_of_reaching(-1, 1, "down") == 0.0
    # Whatever would go beyond 100 stays at it
    assert 0.0 < made.chance_of_reaching(100, 1) < 0.5


def test_no_chance_without_a_forecast_for_it() -> None:
    made = forecast(history([40, 44, 41, 46, 43, 47, 44, 48]))
    assert made.chance_of_reaching(45, 5) is None
    assert made.chance_of_reaching(45, 0) is None
    assert made.chance_of_reaching(45, 1, "band") is None
    assert Forecast("win_rate", "quarter").chance_of_reaching(45, 1) is None


def test_too_short_gives_words_instead_of_a_line() -> None:
    made = forecast(history([1, 2, 3, 4, 5, 6, 7]))
    assert (made.mean, made.low80, made.error, made.naive_error) == ((), (), None, None)
    assert made.words == "It takes 8 quarters in a row; there are 7."
    assert forecast(history(range(11), step="month")).words == "It takes 12 months in a row; there are 11."
    assert forecast(history([1, 2, 3, np.nan, 5, 6, 7, 8, 9])).mean == ()


def test_four_quarters_or_twelve_months_ahead() -> None:
    assert len(forecast(history([1, 3, 2, 4, 3, 5, 4, 6])).mean) == 4
    assert len(forecast(history([1, 3, 2, 4] * 3, step="month")).mean) == 12


def test_a_constant_series_stays_and_says_why_it_is_so_sure() -> None:
    made = forecast(history([70.0] * 9), lower=0, upper=100)
    assert made.mean == made.low80 == made.high80 == (70.0,) * 4
    assert (made.error, made.naive_error) == (pytest.approx(0.0, abs=1e-12), 0.0)
    assert "has not moved in 9 quarters" in made.words
    assert made.chance_of_reaching(70, 1) == made.chance_of_reaching(70, 1, "down") == 1.0
    assert made.chance_of_reaching(71, 1) == 0.0


def test_past_errors_by_hand_for_the_naive_forecast() -> None:
    # Known 4, 5, 6, 7 of 8 values; last value carried forward
    # from 4 (value 0): 8, 0, 8, 0; from 5 (8): 8, 0, 8; from 6 (0): 8, 0; from 7 (8): 8 -> 48 / 10
    made = forecast(history([8, 0, 8, 0, 8, 0, 8, 0]))
    assert made.naive_error == pytest.approx(4.8)
    # The level in between is wrong by about 4 each time
    assert made.error == pytest.approx(4, abs=0.5)
    assert made.words == ""


def test_where_the_naive_forecast_was_as_good_it_is_said() -> None:
    walk = 50 + np.cumsum([3, 3, 3, 3, -3, -3, -3, -3, -3])
    made = forecast(history(walk))
    assert made.error >= made.naive_error
    assert made.words == "In the past this was no better than to say that the last value stays."


def test_a_trend_beats_the_naive_forecast() -> None:
    made = forecast(history(10 + 3 * np.arange(10) + np.array([1, -1, 0, 1, -1, 0, 1, -1, 0, 1])))
    assert made.error < 0.7 * made.naive_error
    assert made.mean[0] > 38


@pytest.mark.parametrize(
    ("kind", "quarters"), [("walk", 8), ("walk", 12), ("noise", 8), ("noise", 12), ("trend", 10)]
)
def test_intervals_hold_what_they_claim(kind: str, quarters: int) -> None:
    noise = np.random.default_rng([7, quarters]).normal(size=(300, quarters + 4))
    made = {"walk": np.cumsum(noise, axis=1), "noise": noise, "trend": noise + 0.5 * np.arange(quarters + 4)}[kind]
    inside = []
    for row in made:
        coming = predict(row[:quarters], 4)
        inside += [abs(coming.below(row[quarters + at], at + 1) - 0.5) for at in range(4)]
    # 1,200 values of 300 series: the standard error is about 2 %
    assert 0.42 < np.mean(np.array(inside) <= 0.25) < 0.63
    assert 0.73 < np.mean(np.array(inside) <= 0.40) < 0.93


def test_a_forecast_takes_milliseconds() -> None:
    given_history = history(np.random.default_rng(1).normal(size=9))
    forecast(given_history)
    taken = []
    for _ in range(5):
        start = time.process_time()
        forecast(given_history)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.05


def test_the_package_loads_without_statsmodels() -> None:
    code = "import sys, kpi.forecast, kpi.trend; sys.exit('statsmodels' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_quantiles_undo_the_distribution() -> None:
    for values in ([40.0, 44, 41, 46, 43, 47, 44, 48], [0.0, 0, 0, 90, 0, 0, 0, 5], [1.0, 2, 3, 4, 5, 6, 7, 8]):
        made = predict(np.array(values), 4)
        for probability, ends in zip(
            (0.01, 0.3, 0.5, 0.9), made.quantiles(np.array([0.01, 0.3, 0.5, 0.9])), strict=True
        ):
            reached = [made.below(end, at + 1) for at, end in enumerate(ends)]
            assert reached == pytest.approx([probability] * 4, abs=1e-8)
