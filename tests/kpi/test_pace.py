"""The pace towards a target, worked by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.catalogue import CATALOGUE, Direction
from kpi.pace import Pace, pace

UP = CATALOGUE["win_rate"]
DOWN = CATALOGUE["sales_cycle"]
BAND = dataclasses.replace(UP, direction=Direction.BAND, target_band=(40.0, 60.0))


def of(values: list[float], target: float, kpi=UP, **more) -> Pace:
    return pace(kpi, np.array(values), target, **{"months_left": 6, **more})


def test_a_rise_by_hand() -> None:
    # Six months: 50 - 40 = 10 now, half of it a quarter; the best were month 1 to 7, 54 - 38 = 16.
    # 62 is 12 off, in two quarters. From 45 to 62 are 17, of which 5 are made.
    shown = of([40, 38, 42, 44, 46, 48, 52, 54, 50], 62, baseline=45)
    # month 8 against month 2: 50 - 42 = 8
    assert (shown.current, shown.reached, shown.required, shown.recent, shown.best) == (50, False, 6, 4, 8)
    assert shown.progress == pytest.approx(5 / 17)
    assert (shown.kept, shown.achieved_before) == (False, True)


def test_a_fall_is_good_where_down_is() -> None:
    # 60 to 48 in six months: −6 a quarter. 45 in two quarters: −1.5 a quarter
    shown = of([60, 58, 56, 54, 52, 50, 48], 45, DOWN, baseline=60)
    assert (shown.required, shown.recent, shown.best, shown.progress) == (-1.5, -6, -6, 0.8)
    assert shown.kept
    assert of([60, 58, 56, 54, 52, 50, 48], 48, DOWN).reached
    assert not of([60, 58, 56, 54, 52, 50, 48], 47, DOWN).reached


def test_a_band_is_entered_from_either_side() -> None:
    # From above: 80 now, 92 half a year ago, so −6 a quarter; the band ends at 60, 20 off, −10 a quarter
    above = of([92, 90, 88, 86, 84, 82, 80], 50, BAND)
    assert (above.required, above.recent) == (-10, -6)
    below = of([8, 10, 12, 14, 16, 18, 20], 50, BAND)
    assert (below.required, below.recent) == (10, 6)
    assert of([50] * 7, 45, BAND).reached
    # A target of 70 is 10 from the band: 69 and 31 are as near, 71 is not
    assert of([69], 70, BAND).reached
    assert of([31], 70, BAND).reached
    assert not of([71], 70, BAND).reached


def test_a_short_or_gappy_history_has_no_pace() -> None:
    shown = of([40, 41, 42, 43, 44, 45], 60)
    assert (shown.recent, shown.best, shown.kept, shown.achieved_before) == (None, None, None, None)
    gap = of([40, np.nan, 42, 43, 44, 45, 46, 47], 60)
    # month 7 against the missing month 1; month 6 against 0: 46 - 40 = 6
    assert (gap.recent, gap.best) == (None, 3)


def test_a_window_that_fills_up_is_no_pace() -> None:
    # A sum of three months that has one, two, three months in it, and then stands still
    values = [np.nan, 100, 200, 300, 300, 300, 300, 300, 300, 300]
    assert of(values, 400).best == 100
    assert of(values, 400, filling=2).best == 0
    assert of(values[:8], 400, filling=2).best is None


def test_missing_and_due() -> None:
    nothing = of([40, np.nan], 60, baseline=40)
    assert nothing == Pace(None, False, None, None, None, None)
    assert of([40, 50], 60, months_left=0).required is None
    assert of([40, 50], 60, baseline=60).progress is None
    assert of([40, 35], 60, baseline=40).progress == -0.25


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=15),
    st.floats(0, 100),
    st.integers(1, 24),
    st.sampled_from([UP, DOWN]),
)
def test_the_required_pace_arrives(values: list[float], target: float, months: int, kpi) -> None:
    shown = of(values, target, kpi, months_left=months)
    mirrored = of([-value for value in values], -target, DOWN if kpi is UP else UP, months_left=months)
    assert mirrored.reached == shown.reached
    if shown.required is not None:
        assert values[-1] + shown.required * months / 3 == pytest.approx(target, abs=1e-9)
        assert mirrored.required == pytest.approx(-shown.required)
    if shown.best is not None and shown.recent is not None:
        assert abs(shown.best) >= 0
        assert (shown.best >= shown.recent) if kpi is UP else (shown.best <= shown.recent)
