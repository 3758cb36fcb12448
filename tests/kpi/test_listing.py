"""The list of partners: every order holds everybody exactly once, and what is missing comes last."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi import summary
from kpi.board import Board
from kpi.catalogue import HEADLINE
from kpi.listing import DEFAULT_SORT, SORTS, ListSort, ListView, listed, listing_frame, ordered, read_sort
from kpi.recent import Recent
from kpi.selection import Selection, matching
from tests.callbacks.boards import small_board
from tests.kpi.lively import SEEDS, lively


def view(board: Board, kpi: str = HEADLINE[0], place: int = -1) -> ListView:
    at = summary.quarters(board.programme.calendar)
    place %= len(at)
    return ListView(board, kpi, at[place], at[place - 1] if place else None, tuple(at[: place + 1]))


def everybody(shown: ListView) -> np.ndarray:
    return matching(shown.board, Selection(), kpi=shown.kpi, month=shown.now.column)


def value(one, field: str):
    """What a row is sorted by, told from the row alone; None when missing."""
    if field in HEADLINE:
        return one.scores[field]
    if field in one.attributes:
        return one.attributes[field].casefold() or None
    return one.name.casefold() if field == "partner" else getattr(one, field)


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, SEEDS - 1),
    st.sampled_from(SORTS),
    st.booleans(),
    st.sampled_from(HEADLINE),
    st.integers(0, 3),
    st.integers(1, 5),
)
def test_paging_through_any_order_gives_every_partner_once_in_order(
    seed: int, field: str, descending: bool, kpi: str, place: int, page: int
) -> None:
    shown = view(lively(seed), kpi, place)
    chosen = everybody(shown)
    rows = ordered(shown, chosen, ListSort(field, descending))
    pages = [listed(shown, rows[at : at + page]) for at in range(0, len(rows), page)]
    found = [one for part in pages for one in part]
    assert sorted(one.row for one in found) == np.flatnonzero(chosen).tolist()
    keys = [value(one, field) for one in found]
    known = [key for key in keys if key is not None]
    assert keys == known + [None] * (len(keys) - len(known))
    for before, after in pairwise(known):
        assert (before >= after) if descending else (before <= after)


def test_partners_that_are_alike_are_in_the_order_of_their_names_either_way() -> None:
    # Everybody but Birch stands at 100 in June.
    shown = view(small_board(), place=1)
    for descending, names in ((True, ["Alder, Voss & Co", "Cedar"]), (False, ["Birch", "Alder, Voss & Co"])):
        rows = ordered(shown, everybody(shown), ListSort("engagement_score", descending))
        assert [one.name for one in listed(shown, rows[:2])] == names


def test_a_row_says_what_the_board_says() -> None:
    shown = view(small_board(), place=1)
    birch = listed(shown, ordered(shown, everybody(shown), DEFAULT_SORT)[:1])[0]
    assert (birch.partner_id, birch.name, birch.attributes["tier"]) == ("p2", "Birch", "Silver")
    assert (birch.scores["engagement_score"], birch.bands["engagement_score"]) == (0, "low")
    assert (birch.history, birch.change, birch.bookings) == ([100, 0], -100, 0)


def test_without_a_quarter_before_nobody_has_changed() -> None:
    shown = view(small_board(), place=0)
    assert [one.change for one in listed(shown, ordered(shown, everybody(shown)))] == [None] * 5


def test_the_table_of_exports_holds_numbers_and_names_of_bands() -> None:
    shown = view(small_board(), place=1)
    frame = listing_frame(shown, ordered(shown, everybody(shown), DEFAULT_SORT))
    first = frame.iloc[0]
    assert (first["partner_id"], first["engagement_score"], first["engagement_band"]) == ("p2", 0.0, "low")
    assert (first["engagement_change"], first["engagement_score 2026Q1"]) == (-100.0, 100.0)
    assert math.isnan(frame.set_index("partner_id").at["p2", "advocacy_score"]) or first["advocacy_score"] == 0
    assert len(frame) == 5


@pytest.mark.parametrize("text", ["", "-", "--change", "colour", "sort", "CHANGE", "-history"])
def test_what_is_no_order_is_none(text: str) -> None:
    assert read_sort(text) is None


def test_orders_come_back_as_they_stand_in_addresses() -> None:
    for field in SORTS:
        for one in (ListSort(field), ListSort(field, descending=True)):
            assert read_sort(one.key) == one


def test_only_the_answers_asked_for_last_are_kept() -> None:
    recent, made = Recent(2), []

    def ask(question: str) -> str:
        return recent.get(question, lambda: made.append(question) or question)

    assert [ask(one) for one in ("a", "b", "a", "c", "a", "b")] == ["a", "b", "a", "c", "a", "b"]
    assert made == ["a", "b", "c", "b"]
