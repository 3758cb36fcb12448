"""Readings and groups worked by hand: bands, sums by group, means of scores, the one ratio."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.method import Bands
from kpi.reading import (
    BAND_NAMES,
    DECIMALS,
    Groups,
    Rate,
    Reading,
    each_partner,
    everyone,
    grouped_by,
    mean_by_group,
    of_each_type,
    ratio,
    total_by_code,
)
from kpi.scores import band_name
from tests.kpi.frames import programme

NAN = float("nan")
JANUARY = 24_312


def reading(value: list[list[float]], n: list[list[int]], **more: object) -> Reading:
    labels = tuple("abcdef"[: len(value)])
    grid = np.array(value, dtype="float64")
    return Reading("win_rate", labels, JANUARY, grid, np.array(n), **more)  # type: ignore[arg-type]


def members(**regions: str) -> object:
    partners = [
        {"partner_id": name, "name": name, "partner_type": kind, "region": region, "joined_on": "2020-01-01"}
        for name, (kind, region) in ((name, words.split("/")) for name, words in regions.items())
    ]
    call = {"partner_id": next(iter(regions)), "date": "2026-01-31", "kind": "call"}
    return programme(partners=partners, interactions=[call])


# Ratios


def test_a_ratio_is_missing_over_0_and_over_nothing() -> None:
    found = ratio(np.array([6.0, 6.0, 0.0, NAN, 6.0, -6.0, 0.0]), np.array([4.0, 0.0, 4.0, 4.0, NAN, 4.0, 0.0]))
    assert found == pytest.approx([1.5, NAN, 0, NAN, NAN, -1.5, NAN], nan_ok=True)
    assert ratio(np.array([6.0]), np.array([-4.0])).tolist() == [-1.5]
    assert ratio(np.array([6.0]), np.array([0.5])).tolist() == [12]


def test_a_denominator_of_almost_nothing_is_0() -> None:
    # 0.1 + 0.2 − 0.3 is 5.6e-17 to a computer; a billionth is something, on both sides of 0
    found = ratio(np.full(5, 3.0), np.array([0.1 + 0.2 - 0.3, 9.9e-10, -9.9e-10, 1e-9, -1e-9]))
    assert found == pytest.approx([NAN, NAN, NAN, 3e9, -3e9], nan_ok=True)


def test_a_rate_is_its_factor_times_the_ratio() -> None:
    rate = Rate(np.array([[3.0, 1.0]]), np.array([[4.0, 0.0]]), 100.0)
    assert rate.value == pytest.approx(np.array([[75, NAN]]), nan_ok=True)
    assert Rate(np.array([[3.0]]), np.array([[4.0]])).value.tolist() == [[0.75]]


# Bands


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (NAN, "insufficient data"), (0.0, "low"), (49.9, "low"), (50.0, "moderate"), (62.0, "moderate"),
        (75.0, "moderate"), (75.1, "strong"), (100.0, "strong"),
        # thresholds at nine decimals: 49.9999999996 is 50, 49.9999999994 is not; so at the upper end
        (50 - 4e-10, "moderate"), (50 - 6e-10, "low"), (75 + 4e-10, "moderate"), (75 + 6e-10, "strong"),
    ],
)  # fmt: skip
def test_bands(value: float, band: str) -> None:
    made = reading([[value]], [[1]], bands=Bands(moderate=50.0, strong=75.0))
    assert band_name(int(made.band_codes[0, 0])) == band
    assert DECIMALS == 9


def test_a_kpi_without_bands_has_none() -> None:
    made = reading([[NAN, 80.0]], [[1, 1]])
    assert made.band_codes.tolist() == [[-1, -1]]
    assert [band_name(code) for code in (-1, 0, 1, 2, 3)] == ["", *BAND_NAMES]
    assert BAND_NAMES == ("insufficient data", "low", "moderate", "strong")


def test_values_as_a_series_and_rows_by_label() -> None:
    made = reading([[1, 2], [3, NAN]], [[1, 1], [1, 1]])
    series = made.series()
    assert series.name == "win_rate"
    assert series.index.names == ["label", "month"]
    assert series.index.tolist() == [("a", "2026-01"), ("a", "2026-02"), ("b", "2026-01"), ("b", "2026-02")]
    assert series.tolist() == pytest.approx([1, 2, 3, NAN], nan_ok=True)
    assert made.row("b") == 1
    with pytest.raises(KeyError, match=r"^'z'$"):
        made.row("z")


# Groups


def test_sums_by_group_leave_out_who_is_in_none() -> None:
    groups = Groups(np.array([1, -1, 0, 1]), ("x", "y"))
    grid = np.array([[1.0, 2.0], [4.0, 8.0], [16.0, 32.0], [64.0, 128.0]])
    assert groups.total(grid).tolist() == [[16, 32], [65, 130]]
    assert groups.some(grid > 60).tolist() == [[False, False], [True, True]]
    assert groups.some(grid < 9).tolist() == [[False, False], [True, True]]
    everyone_apart = Groups(np.arange(4), ("a", "b", "c", "d"))
    copied = everyone_apart.total(grid)
    assert copied.tolist() == grid.tolist()
    copied[0, 0] = 99
    assert grid[0, 0] == 1
    assert Groups(np.array([1, 0]), ("a", "b")).total(grid[:2]).tolist() == [[4, 8], [1, 2]]
    assert Groups(np.array([-1, -1, -1, -1]), ("x",)).total(grid).tolist() == [[0, 0]]


def test_groups_among_some_partners() -> None:
    groups = Groups(np.array([1, 0, 1]), ("x", "y"))
    assert groups.among(np.array([True, True, True])) is groups
    some = groups.among(np.array([True, False, True]))
    assert (some.codes.tolist(), some.labels) == ([1, -1, 1], ("x", "y"))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5)), max_size=12))
def test_sums_by_code_are_plain_sums(rows: list[tuple[int, int]]) -> None:
    codes = np.array([code for code, _ in rows], dtype="int64")
    grid = np.array([[value, 2 * value] for _, value in rows], dtype="float64").reshape(-1, 2)
    plain = [sum(value for code, value in rows if code == wanted) for wanted in range(4)]
    assert total_by_code(codes, 4, grid).tolist() == [[value, 2 * value] for value in plain]


def test_partitions_of_a_programme() -> None:
    made = members(a="reseller/North", b="service/", c="reseller/South", d="reseller/")
    assert each_partner(made).labels == ("a", "b", "c", "d")
    assert each_partner(made).codes.tolist() == [0, 1, 2, 3]
    assert (of_each_type(made).codes.tolist(), of_each_type(made).labels) == ([0, 1, 0, 0], ("reseller", "service"))
    assert (everyone(made).codes.tolist(), everyone(made).labels) == ([0, 0, 0, 0], ("*",))
    by = grouped_by(made, "region")
    assert (by.codes.tolist(), by.labels) == ([1, 0, 2, 0], ("", "North", "South"))


def test_partitions_of_some_partners_have_their_groups_only() -> None:
    made = members(a="reseller/North", b="service/", c="reseller/South", d="reseller/")
    chosen = np.array([False, False, True, True])
    assert everyone(made, chosen=chosen).codes.tolist() == [-1, -1, 0, 0]
    by = grouped_by(made, "region", chosen=chosen)
    assert (by.codes.tolist(), by.labels) == ([-1, -1, 1, 0], ("", "South"))
    nobody = grouped_by(made, "region", chosen=np.zeros(4, dtype=bool))
    assert (nobody.codes.tolist(), nobody.labels) == ([-1, -1, -1, -1], ())


# Means of scores


def test_the_score_of_a_group_is_the_mean_of_those_that_have_one() -> None:
    # January: a 30, b missing, c 80 -> 55, coverage (0.6 + 1)/2, n 3 + 11; February: c no longer exists -> 20
    made = reading(
        [[30, 20], [NAN, NAN], [80, 90], [10, NAN]],
        [[3, 4], [5, 6], [11, 13], [2, 7]],
        coverage=np.array([[0.6, 0.7], [0.2, 0.3], [1.0, 0.9], [0.8, 0.1]]),
        bands=Bands(50.0, 75.0),
    )
    exists = np.array([[True, True], [True, True], [True, False], [True, True]])
    found = mean_by_group(made, Groups(np.array([0, 0, 0, 1]), ("x", "y")), exists)
    assert found.value == pytest.approx(np.array([[55, 20], [10, NAN]]), nan_ok=True)
    assert found.coverage == pytest.approx(np.array([[0.8, 0.7], [0.8, NAN]]), nan_ok=True)
    assert found.n.tolist() == [[14, 4], [2, 0]]
    assert (found.kpi, found.labels, found.first, found.bands) == ("win_rate", ("x", "y"), JANUARY, made.bands)


def test_without_coverages_the_mean_is_whole() -> None:
    made = reading([[30.0], [50.0]], [[1], [1]])
    found = mean_by_group(made, Groups(np.array([0, 0]), ("x",)), np.ones((2, 1), dtype=bool))
    assert (found.value.tolist(), found.coverage.tolist()) == ([[40]], [[1]])  # type: ignore[union-attr]
