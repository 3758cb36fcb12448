"""Sums that were made once say the same as the board asked for the group, whatever the selection."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi import summary
from kpi.board import Board
from kpi.catalogue import HEADLINE, RESULTS
from kpi.reading import BAND_NAMES, everyone, grouped_by
from kpi.selection import Selection, matching, option_counts
from kpi.slices import Slice, slice_of
from tests.callbacks.boards import small_board
from tests.kpi.lively import SEEDS, lively

BOARD = small_board()
AT = summary.quarters(BOARD.programme.calendar)

selections = st.builds(
    Selection,
    partner_type=st.sets(st.sampled_from(["reseller", "distributor", "nothing"]), max_size=2).map(tuple),
    tier=st.sets(st.sampled_from(["Gold", "Silver", ""]), max_size=2).map(tuple),
    region=st.sets(st.sampled_from(["north", "south", ""]), max_size=2).map(tuple),
    band=st.sets(st.sampled_from(BAND_NAMES), max_size=3).map(tuple),
    search=st.sampled_from(["", "", "p0", "1"]),
)


def cut(board: Board, selection: Selection, kpi: str, place: int) -> tuple[Slice, list[summary.Quarter]]:
    at = summary.quarters(board.programme.calendar)
    return slice_of(board, selection, kpi=kpi, quarter=at[place % len(at)], quarters=at), at


@settings(max_examples=80, deadline=None)
@given(st.integers(0, SEEDS - 1), selections, st.sampled_from(HEADLINE), st.integers(0, 9))
def test_a_slice_says_what_the_board_says(seed: int, selection: Selection, kpi: str, place: int) -> None:
    board = lively(seed)
    made, at = cut(board, selection, kpi, place)
    chosen = matching(board, selection, kpi=kpi, month=made.quarter.column)
    assert made.chosen.tolist() == chosen.tolist()
    assert made.matched == chosen.sum()
    assert made.option_counts() == option_counts(board, selection, kpi=kpi, month=made.quarter.column)
    if not chosen.any():
        return
    group = everyone(board.programme, chosen=chosen)
    for one in (*HEADLINE, *RESULTS):
        assert made.values(one, at) == pytest.approx(summary.history(board.reading(one, group), at), nan_ok=True)
    assert made.band_counts(at) == summary.band_counts(board, kpi, chosen, at)
    assert made.band_moves(at[-1], at[0]) == summary.band_moves(board, kpi, chosen, at[-1], at[0])
    level = summary.group_standing(board, kpi, group, at[-1], at[0])
    said = made.level(kpi, at[-1], at[0])
    assert (said.band, said.value) == (level.band, pytest.approx(level.value))
    assert said.change == pytest.approx(level.change)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, SEEDS - 1), selections, st.sampled_from(["partner_type", "tier", "region", "manager"]))
def test_groups_of_a_slice_are_those_of_the_board(seed: int, selection: Selection, attribute: str) -> None:
    board = lively(seed)
    made, at = cut(board, selection, HEADLINE[0], -1)
    groups = grouped_by(board.programme, attribute, chosen=made.chosen)
    assert list(made.sizes_by(attribute)) == list(groups.labels)
    for kpi in ("mindshare_score", "win_rate", "new_leads"):
        reading, found = board.reading(kpi, groups), made.values_by(attribute, kpi, at)
        for row, label in enumerate(groups.labels):
            assert found[label] == pytest.approx(summary.history(reading, at, row=row))
    assert list(made.sizes_by(attribute).values()) == [
        int((groups.codes == at).sum()) for at in range(len(groups.labels))
    ]


def test_partners_that_have_not_joined_take_no_part() -> None:
    # Fir joined in July: it is not in the second quarter, and in the third only the third has it.
    second = slice_of(BOARD, Selection(), kpi="engagement_score", quarter=AT[1], quarters=AT)
    assert (second.matched, second.total) == (5, 5)
    assert second.values("engagement_score", AT[:2]) == [100, 80]
    assert second.values_by("partner_type", "engagement_score", [AT[1]])["reseller"] == [50]
    third = slice_of(BOARD, Selection(), kpi="engagement_score", quarter=AT[2], quarters=AT)
    assert third.matched == 6
    assert third.sizes_by("region") == {"": 1, "DACH": 2, "Nordics": 2, "UK, Ireland": 1}


def test_a_selection_without_partners_has_no_values() -> None:
    made = slice_of(BOARD, Selection(search="nobody"), kpi="engagement_score", quarter=AT[1], quarters=AT)
    assert made.matched == 0
    assert made.values("engagement_score", AT) == [None] * 3
    assert made.values("sales_cycle", AT) == [None] * 3
    assert made.level("engagement_score", AT[1], None).band == "insufficient data"
    assert made.values_by("tier", "engagement_score", AT) == {}
    assert not np.any(made.chosen)
