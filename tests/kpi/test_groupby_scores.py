"""The arrays of `kpi` against merge, groupby and running sums in pandas, on programmes of some size."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from kpi.board import Board
from kpi.method import Method
from kpi.programme import build_programme
from tests.bench.groupby_scores import groupby_scores
from tests.bench.programmes import SMALL, SMALL_TYPE, random_programme
from tests.bench.scoring_speed import TOLERANCE, Comparison, compared, wider_method
from tests.kpi.frames import default_method

PARTNERS, MONTHS = 60, 15
METHODS = ["wider", "typed", "windowed"]
INSIDE_A_MONTH, END_OF_MONTH = date(2026, 3, 20), date(2026, 3, 31)


def agreement(rollups: dict[str, pd.DataFrame], method: Method, as_of: date) -> Comparison:
    """Compare board and groupby on the same rollups."""
    board = Board(build_programme(rollups, as_of=as_of), method)
    return compared(board, groupby_scores(rollups, method, as_of=as_of))


def typed_method() -> Method:
    """Return a method that differs by partner type."""
    method = default_method()
    resellers = tuple(replace(one, weight=one.weight + at, reference=2.0) for at, one in enumerate(method.components))
    return replace(
        method,
        type_components={"reseller": resellers},
        type_mindshare={"distributor": replace(method.mindshare, survey_weight=20.0, attention_reference=3.0)},
        type_advocacy={"technology": replace(method.advocacy, reference=1.5)},
    )


def windowed_method() -> Method:
    """Return a method with windows of its own."""
    method = default_method()
    return replace(method, windows=replace(method.windows, default=5, surveys=7, advocacy=9, partial_advocacy=4))


@pytest.mark.parametrize(("seed", "as_of"), [(1, INSIDE_A_MONTH), (2, INSIDE_A_MONTH), (3, END_OF_MONTH)], ids=str)
def test_arrays_and_groupby_agree(seed: int, as_of: date) -> None:
    made = random_programme(PARTNERS, MONTHS, as_of=as_of, seed=seed)
    found = agreement(made.rollups, default_method(), as_of)
    assert found.equal
    # Value and coverage of three scores, in most of the months.
    assert found.count > 2 * 3 * 0.7 * PARTNERS * MONTHS


@pytest.mark.parametrize("method", [wider_method(default_method()), typed_method(), windowed_method()], ids=METHODS)
def test_arrays_and_groupby_agree_under_any_method(method: Method) -> None:
    made = random_programme(PARTNERS, MONTHS, as_of=INSIDE_A_MONTH, seed=11)
    assert agreement(made.rollups, method, INSIDE_A_MONTH).equal


def test_arrays_and_groupby_agree_where_a_source_is_late_or_falls_silent() -> None:
    rollups = dict(random_programme(PARTNERS, MONTHS, as_of=INSIDE_A_MONTH, seed=12).rollups)
    last = int(rollups["interactions"]["month"].max())
    contacts, activities = rollups["interactions"], rollups["advocacy"]
    silent = contacts["kind"].isin(["training", "certification"]) & (contacts["month"] > last - 5)
    rollups["interactions"] = contacts[~silent]
    rollups["advocacy"] = activities[activities["month"] >= last - 4]
    assert agreement(rollups, default_method(), INSIDE_A_MONTH).equal
    board = Board(build_programme(rollups, as_of=INSIDE_A_MONTH), default_method())
    # Training weighs 20 of 100, and nobody has had any for five months.
    assert board.reading("engagement_score").coverage[:, -1].max() == pytest.approx(0.8)


def test_arrays_and_groupby_agree_on_partners_that_only_facts_name() -> None:
    rollups = dict(random_programme(PARTNERS, MONTHS, as_of=INSIDE_A_MONTH, seed=13).rollups)
    rollups["partners"] = rollups["partners"].iloc[PARTNERS // 4 :]
    assert agreement(rollups, default_method(), INSIDE_A_MONTH).equal


def test_a_difference_is_noticed() -> None:
    made = random_programme(PARTNERS, MONTHS, as_of=INSIDE_A_MONTH, seed=14)
    board = Board(build_programme(made.rollups, as_of=made.as_of), default_method())
    frame = groupby_scores(made.rollups, default_method(), as_of=made.as_of)
    filled = frame["value"].notna()
    assert compared(board, frame).equal
    assert compared(board, frame.assign(value=frame["value"] + 3 * TOLERANCE)).largest == pytest.approx(
        3e-9, rel=0.01
    )
    assert not compared(board, frame.assign(value=frame["value"].mask(filled & (frame.index == 0)))).equal
    assert not compared(board, frame.iloc[1:]).equal


def test_random_programmes_hold_what_bites() -> None:
    made = random_programme(PARTNERS, MONTHS, as_of=INSIDE_A_MONTH, seed=15)
    partners = made.rollups["partners"]
    first = pd.Timestamp(2025, 1, 1)
    assert (partners["partner_type"] == SMALL_TYPE).sum() == SMALL < 5
    assert (partners["joined_on"] > first).any()
    assert partners["joined_on"].isna().any()
    assert (partners["left_on"] < pd.Timestamp(INSIDE_A_MONTH)).any()
    programme = build_programme(made.rollups, as_of=made.as_of)
    assert programme.calendar.partial
    assert programme.outside["interactions"] > 0
    lines = len(programme.lines["interactions"].partner) / programme.exists.sum()
    assert 6 < lines < 8


def test_random_programmes_repeat_by_seed() -> None:
    one, same, other = (random_programme(5, 3, as_of=END_OF_MONTH, seed=seed).rollups for seed in (1, 1, 2))
    for table, frame in one.items():
        pd.testing.assert_frame_equal(frame, same[table])
    assert not one["interactions"].equals(other["interactions"])
