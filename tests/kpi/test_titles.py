"""Titles say what holds, and nothing where nothing does."""

from __future__ import annotations

import pytest

from kpi import titles
from kpi.method_types import Bands
from kpi.summary import Standing

BANDS = Bands(50.0, 75.0)


def standing(value: float | None, previous: float | None, band: str = "moderate") -> Standing:
    return Standing("engagement_score", value, previous, band, 9, 1.0)


def headline(one: Standing, bands: Bands = BANDS) -> str:
    return titles.headline([one], bands=lambda kpi: bands)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (standing(76.1, 74.0, "strong"), "Engagement is strong at 76 and rising"),
        (standing(76.1, 78.0, "strong"), "Engagement slipped to 76"),
        (standing(40.0, 35.0, "low"), "Engagement is low at 40, but improving"),
        (standing(40.0, 45.0, "low"), "Engagement is low at 40, and falling"),
        (standing(60.0, 60.4), "Engagement is moderate at 60"),
        (standing(60.0, None), "Engagement is moderate at 60"),
        (standing(None, 60.0), "Engagement has too little data for a score"),
    ],
)
def test_a_headline_says_where_a_score_stands_and_whether_it_moved(one: Standing, said: str) -> None:
    assert headline(one) == said


def test_rounding_never_contradicts_the_band() -> None:
    assert headline(standing(75.3, 75.3, "strong")) == "Engagement is strong at 75.3"
    assert headline(standing(49.96, None, "low")) == "Engagement is low at 49.96"
    assert headline(standing(75.3, 75.3), Bands(50.0, 80.0)) == "Engagement is moderate at 75"
    assert headline(standing(80.2, 80.2, "strong"), Bands(50.0, 80.0)) == "Engagement is strong at 80.2"


def trend(*values: float | None, partial: bool = False) -> str:
    return titles.trend_title({"Resellers": values}, subject="Engagement", partial=partial)


NEUTRAL = "Engagement by partner type"


def test_three_quarters_in_a_row_are_a_finding() -> None:
    assert trend(70, 60, 50, 40) == "Resellers have fallen for three quarters"
    assert trend(70, 69.5, 69, 68.5) == "Resellers have fallen for three quarters"
    assert trend(30, 70, 60, 50, 40) == "Resellers have fallen for three quarters"
    assert trend(10, 20, 30, 40, 50) == "Resellers have risen for four quarters"
    both = {"Resellers": [4.0, 3.0, 2.0, 1.0], "Distributors": [1.0, 2.0, 3.0, 4.0]}
    assert titles.trend_title(both, subject="Engagement") == (
        "Resellers have fallen for three quarters while distributors keep climbing"
    )


def test_the_longest_run_is_told() -> None:
    both = {"Resellers": [4.0, 4.0, 3.0, 2.0, 1.0], "Distributors": [5.0, 4.0, 3.0, 2.0, 1.0]}
    assert titles.trend_title(both, subject="Engagement") == "Distributors have fallen for four quarters"


@pytest.mark.parametrize(
    "values",
    [
        (60, 50, 40),
        (70, 60, None, 50, 40),
        (70, 60, 50, 40, None),
        (None, 60, 50, 40),
        (70, 60, 50, 49.6),
        (70, 60, 50, 40, 41),
        (),
        (70,),
    ],
)
def test_a_run_that_is_short_broken_or_over_is_no_title(values: tuple[float | None, ...]) -> None:
    assert trend(*values) == NEUTRAL


def test_a_quarter_that_is_not_over_ends_a_run_but_adds_none() -> None:
    assert trend(70, 60, 50, 40, partial=True) == NEUTRAL
    assert trend(70, 60, 50, 40, 39.9, partial=True) == "Resellers have fallen for three quarters"
    assert trend(70, 60, 50, 40, 30, partial=True) == "Resellers have fallen for three quarters"
    assert trend(70, 60, 50, 40, None, partial=True) == "Resellers have fallen for three quarters"
    assert trend(70, 60, 50, 40, 40.1, partial=True) == NEUTRAL


def bands(**counts: list[int]) -> str:
    return titles.bands_title({"low": [0], "moderate": [0], "strong": [0], "insufficient data": [0]} | counts)


def test_bands_are_counted_out() -> None:
    told = bands(strong=[3, 5], moderate=[4, 3], low=[2, 1], **{"insufficient data": [0, 0]})
    assert told == "5 of 9 partners are strong; low partners fell from 2 to 1"
    assert bands(strong=[1], low=[8]) == "1 of 9 partners is strong"
    assert bands(moderate=[2], low=[1]) == "2 of 3 partners are moderate"
    assert bands(low=[1]) == "1 of 1 partner is low"
    assert (
        bands(low=[1, 3], moderate=[2, 0], strong=[0, 0]) == "3 of 3 partners are low; low partners rose from 1 to 3"
    )
    assert bands(low=[2, 2], moderate=[1, 1], strong=[0, 0]) == "2 of 3 partners are low"


def test_without_scores_there_is_no_finding_and_none_before_is_no_rise() -> None:
    assert bands(**{"insufficient data": [3]}) == "Partners per band"
    first = bands(low=[0, 2], moderate=[0, 1], strong=[0, 0], **{"insufficient data": [3, 0]})
    assert first == "2 of 3 partners are low"
