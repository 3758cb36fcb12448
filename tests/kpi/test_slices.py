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
from kpi.selection import Selection, matching, option_counts, passing
from kpi.slices import Slice, slice_of
from tests.callbacks.boards import small_board
from tests.kpi.frames import board
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
    within = passing(board, selection, kpi=kpi, month=made.quarter.column)
    group = everyone(board.programme, chosen=within)
    for one in (*HEADLINE, *RESULTS):
        assert made.values(one, at) == pytest.approx(summary.history(board.reading(one, group), at), nan_ok=True)
    assert made.band_counts(at) == summary.band_counts(board, kpi, within, at)
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
    chosen = grouped_by(board.programme, attribute, chosen=made.chosen)
    sizes = {label: int((chosen.codes == at).sum()) for at, label in enumerate(chosen.labels)}
    assert made.sizes_by(attribute) == sizes
    groups = grouped_by(board.programme, attribute, chosen=made.group)
    for kpi in ("mindshare_score", "win_rate", "new_leads"):
        reading, found = board.reading(kpi, groups), made.values_by(attribute, kpi, at)
        assert list(found) == list(sizes)
        for label, values in found.items():
            assert values == pytest.approx(summary.history(reading, at, row=groups.labels.index(label)))


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


def won(deal: str, partner: str, day: str, amount: float) -> dict[str, object]:
    about = {"deal_id": deal, "partner_id": partner, "opened_on": day, "closed_on": day, "stage": "won"}
    return {**about, "amount": amount}


def test_what_a_partner_sold_that_has_left_counts_in_its_group_as_everywhere() -> None:
    about = {"partner_type": "reseller"}
    made = board(
        partners=[
            {"partner_id": "P1", "name": "Alder", **about},
            {"partner_id": "P2", "name": "Birch", "left_on": "2026-07-31", **about},
        ],
        deals=[
            won("D1", "P1", "2026-06-10", 100.0),
            won("D2", "P2", "2026-07-10", 40.0),
            won("D3", "P1", "2026-09-30", 10.0),
        ],
    )
    at = summary.quarters(made.programme.calendar)
    third = slice_of(made, Selection(partner_type=("reseller",)), kpi="engagement_score", quarter=at[-1], quarters=at)
    assert (third.matched, third.total) == (1, 1)
    assert third.values("bookings", at[-1:]) == [50.0]
    assert third.values("sales_cycle", at[-1:]) == [0.0]
    assert made.reading("bookings", everyone(made.programme)).value[0, at[-1].column] == 50.0
    # Only partners that exist have a band.
    band = Selection(band=("insufficient data",))
    unscored = slice_of(made, band, kpi="engagement_score", quarter=at[-1], quarters=at)
    assert unscored.values("bookings", at[-1:]) == [10.0]
