"""Intervals against published tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.intervals import nps, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe 1998, table I, method 3: the score interval without continuity correction
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_that_of_newcombe(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_three_of_four_deals_say_little() -> None:
    # p = 3/4, z² = 3.8415: (0.75 + 0.4802 ± 1.96 √(0.1875/4 + 3.8415/64)) / 1.9604 = (1.2302 ± 0.6408) / 1.9604
    assert wilson(3, 4) == pytest.approx((0.3006, 0.9544), abs=1e-4)


def test_wilson_takes_other_levels() -> None:
    # One of two at 50 %: z² = 0.45494; (0.5 + 0.11373 ± √(0.25·0.22747 + 0.22747²/4)) / 1.22747
    assert wilson(1, 2, level=0.5) == pytest.approx((0.28476, 0.71524), abs=1e-5)


def test_wilson_of_nothing_is_missing() -> None:
    low, high = wilson([0, 1], [0, 1])
    assert np.isnan([low[0], high[0]]).all()
    assert high[1] == 1.0
    assert 0 < low[1] < 1


@pytest.mark.parametrize(("successes", "n", "level"), [(5, 4, 0.95), (-1, 4, 0.95), (1, 4, 0.0), (1, 4, 1.0)])
def test_wilson_refuses_nonsense(successes: int, n: int, level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        wilson(successes, n, level=level)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(counted: tuple[int, int]) -> None:
    successes, n = counted
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_plain_nps_interval_is_that_of_a_difference_of_proportions() -> None:
    # p = 0.5, d = 0.2, n = 200: variance 0.7 − 0.09 = 0.61, 1.96 √(0.61/200) = 0.108244
    score = nps(100, 60, 40, adjusted=False)
    assert (score.value, score.n) == (pytest.approx(30.0), 200)
    assert (score.low, score.high) == pytest.approx((30 - 10.8244, 30 + 10.8244), abs=1e-3)


def test_adjusted_nps_interval_adds_three_answers() -> None:
    # p = 3.75/8, d = 1.75/8: difference 0.25, variance 0.6875 − 0.0625 = 0.625, 1.96 √(0.625/8) = 0.547818
    score = nps(3, 1, 1)
    assert score.value == pytest.approx(40.0)
    assert (score.low, score.high) == pytest.approx((-29.7818, 79.7818), abs=1e-3)


def test_five_promoters_are_not_certainty() -> None:
    # p = 5.75/8 = 0.71875, d = 0.09375: 0.625 ± 1.96 √((0.8125 − 0.390625)/8) = 0.625 ± 0.45008, cut at 1
    score = nps(5, 0, 0)
    assert (score.low, score.high) == pytest.approx((17.492, 100.0), abs=1e-2)
    assert nps(5, 0, 0, adjusted=False).low == 100.0


def test_nps_of_arrays_is_missing_without_answers() -> None:
    score = nps([0, 2], [0, 0], [0, 2])
    assert np.isnan([score.value[0], score.low[0], score.high[0]]).all()
    assert score.value[1] == 0.0
    assert score.n.tolist() == [0, 4]


def test_nps_refuses_negative_counts() -> None:
    with pytest.raises(ValueError, match="negative"):
        nps(1, -1, 0)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 500), st.booleans())
def test_nps_mirrors_and_stays_in_range(promoters: int, passives: int, detractors: int, adjusted: bool) -> None:
    score = nps(promoters, passives, detractors, adjusted=adjusted)
    other = nps(detractors, passives, promoters, adjusted=adjusted)
    assert (other.value, other.low, other.high) == pytest.approx((-score.value, -score.high, -score.low), abs=1e-9)
    assert -100 <= score.low <= score.high <= 100
