"""Trends: Theil–Sen and Mann–Kendall against worked examples and scipy, and what the test says of noise."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kpi.history import History, Spaced
from kpi.kendall import overlapping_variance, tail_probabilities
from kpi.trend import Trend, mann_kendall, theil_sen, trend, trends

# Worked by hand by J. Little, College of the Holy Cross: 72 pairs rise, 18 fall, one pair is equal
HOLY_CROSS = [12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7]


def history(values: list[float], *, step: str = "quarter", overlap: int = 1) -> History:
    labels = tuple(str(at) for at in range(len(values)))
    return History("bookings", step, labels, tuple(values), overlap=overlap)


def test_mann_kendall_worked_by_hand() -> None:
    found = mann_kendall(HOLY_CROSS)
    assert found.s == 54
    # (14 · 13 · 33 − 2 · 1 · 9) / 18
    assert found.variance == pytest.approx(332.6667, abs=1e-4)
    assert found.z == pytest.approx(2.9058, abs=1e-4)
    assert found.n == 14


def test_the_p_value_counts_orders() -> None:
    # Of 4! = 24 orders two have |s| = 6
    assert mann_kendall([1, 2, 3, 4]).p_value == pytest.approx(2 / 24)
    # Kendall's table for n = 8: P(|s| ≥ 18) = 2 · 0.0156
    assert tail_probabilities((1,) * 8)[18] == pytest.approx(0.0312, abs=1e-4)


def test_tied_p_values_are_those_of_all_orders() -> None:
    values = [1, 1, 1, 2, 3, 3, 4]
    sizes = []
    for order in set(itertools.permutations(values)):
        signs = [np.sign(later - earlier) for earlier, later in itertools.combinations(order, 2)]
        sizes.append(abs(int(sum(signs))))
    expected = [np.mean(np.array(sizes) >= size) for size in range(18)]
    assert tail_probabilities((3, 2, 1, 1)).tolist() == pytest.approx(expected)


@pytest.mark.parametrize("n", [3, 8, 12, 25, 40])
def test_agrees_with_scipy(n: int) -> None:
    values = np.random.default_rng(n).normal(size=n)
    assert mann_kendall(values).p_value == pytest.approx(
        stats.kendalltau(np.arange(n), values, method="exact").pvalue, abs=1e-12
    )
    line, slope = stats.theilslopes(values), theil_sen(values)
    assert (slope.slope, slope.low, slope.high) == pytest.approx((line.slope, line.low_slope, line.high_slope))


def test_many_values_take_the_normal_distribution() -> None:
    values = np.random.default_rng(1).normal(size=60)
    found = mann_kendall(values)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(found.z)))


def test_theil_sen_by_hand() -> None:
    # Slopes: 1, 1, 3, 1, 4, 7 -> (1 + 3) / 2
    assert theil_sen([1.0, 2.0, 3.0, 10.0]).slope == 2.0


def test_rows_are_series_with_their_own_gaps() -> None:
    rows = np.array([[1.0, 2.0, 3.0, 4.0], [4.0, np.nan, 2.0, np.nan], [np.nan, np.nan, np.nan, 5.0]])
    line, found = theil_sen(rows), mann_kendall(rows)
    assert line.slope.tolist()[:2] == [1.0, -1.0]
    assert found.s.tolist()[:2] == [6.0, -1.0]
    assert found.n.tolist() == [4, 2, 1]
    assert np.isnan([line.slope[2], line.low[2], line.high[2], found.s[2], found.p_value[2], found.z[2]]).all()


def test_equal_values_have_no_trend() -> None:
    found = mann_kendall([5.0] * 9)
    assert (found.s, found.variance, found.z, found.p_value) == (0, 0, 0, 1)
    assert theil_sen([5.0] * 9).slope == 0


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=14))
def test_mirrored_series_mirror(values: list[int]) -> None:
    there, back = mann_kendall(values), mann_kendall(values[::-1])
    assert there.s == -back.s
    assert there.p_value == pytest.approx(back.p_value)
    assert 0 < there.p_value <= 1
    line, turned = theil_sen(values), theil_sen([-value for value in values])
    assert line.slope == pytest.approx(-turned.slope)
    assert line.low <= line.slope <= line.high


def test_a_trend_says_rising_or_falling() -> None:
    # All 28 pairs rise: p = 2/8!; slope 2 a quarter
    up = trend(history([10, 12, 14, 16, 18, 20, 22, 24]))
    assert (up.direction, up.slope, up.low, up.high, up.n) == ("rising", 2, 2, 2, 8)
    assert up.p_value == pytest.approx(2 / 40320)
    assert (up.previous, up.year_ago) == (2, 8)
    assert trend(history([24, 22, 20, 18, 16, 14, 12, 10])).direction == "falling"


def test_the_edge_of_five_percent() -> None:
    # n = 8: s = 18 (23 rise, 5 fall) has p = 0.031, s = 16 has p = 0.061
    assert trend(history([6, 1, 2, 3, 4, 5, 7, 8])).direction == "rising"
    assert trend(history([7, 1, 2, 3, 4, 5, 6, 8])).direction == "no clear trend"
    assert trend(history([7, 1, 2, 3, 4, 5, 6, 8]), level=0.1).direction == "rising"


def test_only_the_values_after_the_last_gap_count() -> None:
    found = trend(history([90, 80, np.nan, 1, 2, 3, 4, 5, 6, 7, 8]))
    assert (found.direction, found.n) == ("rising", 8)


def test_too_short_says_so_and_still_tells_changes() -> None:
    found = trend(history([np.nan, 1, 2, 3, 4, 6]))
    assert found == Trend(2, 5, n=5, words="It takes 8 quarters in a row; there are 5.")
    assert found.direction == "too short"


def test_changes_are_missing_where_either_value_is() -> None:
    assert trend(history([1.0, np.nan])).previous is None
    assert trend(history([1.0, 2.0, 3.0, 4.0])).year_ago is None


def test_changes_of_a_monthly_history_are_between_quarters() -> None:
    months = History("win_rate", "month", tuple("abcdefghijkl"), tuple(range(12)), quarters=(5.0, 7.0, 4.0, 9.0, 8.0))
    found = trend(months)
    assert (found.previous, found.year_ago, found.step, found.slope) == (-1, 3, "month", 1)


def test_values_that_differ_in_the_last_digit_are_equal() -> None:
    assert trend(history([100 * (1 + at * 1e-15) for at in range(9)])).direction == "no clear trend"


def test_all_rows_at_once_are_each_alone() -> None:
    rng = np.random.default_rng(5)
    quarterly = np.round(rng.normal(50, 5, (40, 11)))
    quarterly[rng.random(quarterly.shape) < 0.08] = np.nan
    monthly = np.round(rng.normal(50, 5, (40, 33)))
    monthly[rng.random(monthly.shape) < 0.02] = np.nan
    made = Spaced(
        kpi="win_rate",
        rows=tuple(f"p{at}" for at in range(40)),
        quarter_labels=tuple(f"q{at}" for at in range(11)),
        month_labels=tuple(f"m{at}" for at in range(33)),
        quarterly=quarterly,
        monthly=monthly,
        overlaps={"quarter": 1, "month": 1},
    )
    table = trends(made)
    assert set(table["step"]) == {"quarter", "month"}
    for label in made.rows:
        alone, row = trend(made.row(label)), table.loc[label]
        assert (alone.direction, alone.n, alone.step) == (row["direction"], row["n"], row["step"])
        for name in ("previous", "year_ago", "slope", "low", "high", "p_value"):
            assert getattr(alone, name) == (None if np.isnan(row[name]) else pytest.approx(row[name]))


def test_noise_is_called_a_trend_in_at_most_five_percent() -> None:
    noise = np.random.default_rng(2).normal(size=(4000, 10))
    assert 0.03 < (mann_kendall(noise).p_value <= 0.05).mean() < 0.06


def test_overlapping_noise_is_not_a_trend_either() -> None:
    noise = np.random.default_rng(3).normal(size=(4000, 19))
    yearly = np.stack([noise[:, at : at + 4].sum(axis=1) for at in range(16)], axis=1)
    assert (mann_kendall(yearly).p_value <= 0.05).mean() > 0.25
    assert (mann_kendall(yearly, overlap=4).p_value <= 0.05).mean() < 0.05


def test_the_variance_of_overlapping_sums_is_what_they_show() -> None:
    noise = np.random.default_rng(4).normal(size=(20000, 13))
    sums = noise[:, :-3] + noise[:, 1:-2] + noise[:, 2:-1] + noise[:, 3:]
    assert overlapping_variance(10, 4) == pytest.approx(mann_kendall(sums).s.var(), rel=0.03)


def test_ten_thousand_partners_at_once() -> None:
    rows = np.random.default_rng(6).normal(size=(10_000, 12))
    assert mann_kendall(rows).p_value.shape == theil_sen(rows).slope.shape == (10_000,)
