"""Trailing windows worked by hand: sums, what is left of them, how long they are, when they are missing."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.evidence import PEERS_MINIMUM, any_peer, has_data
from kpi.programme import Programme
from kpi.reading import Groups, each_partner, everyone
from kpi.windows import (
    QUARTER,
    YEAR,
    any_left,
    cut_window,
    delivered,
    open_months,
    recent,
    sum_is_defined,
    trailing,
    window_length,
)
from tests.kpi.frames import programme

Row = dict[str, object]


def call(partner: str, day: str, quantity: float = 1) -> Row:
    return {"partner_id": partner, "date": day, "kind": "call", "quantity": quantity}


def act(partner: str, day: str) -> Row:
    return {"partner_id": partner, "date": day, "kind": "reference", "quantity": 1}


def deal(partner: str, opened: str) -> Row:
    return {"partner_id": partner, "deal_id": partner + opened, "opened_on": opened, "stage": "open"}


def partner(name: str, joined: str | None = None, left: str | None = None, kind: str = "reseller") -> Row:
    return {"partner_id": name, "name": name, "partner_type": kind, "joined_on": joined, "left_on": left}


def bits(flags: np.ndarray) -> list[str]:
    """Rows of flags as text, quick to read against a calendar."""
    return ["".join("x" if flag else "." for flag in row) for row in np.atleast_2d(flags)]


# Sums


@pytest.mark.parametrize(
    ("window", "sums"),
    [(1, [1, 2, 4, 8, 16]), (2, [1, 3, 6, 12, 24]), (3, [1, 3, 7, 14, 28]), (5, [1, 3, 7, 15, 31]),
     (9, [1, 3, 7, 15, 31])],
)  # fmt: skip
def test_trailing_sums(window: int, sums: list[float]) -> None:
    # Powers of two: every set of months has a sum of its own
    grid = np.array([[1.0, 2.0, 4.0, 8.0, 16.0], [0.0, 0.0, 0.0, 0.0, 5.0]])
    copy = grid.copy()
    assert trailing(grid, window).tolist() == [sums, [0, 0, 0, 0, 5]]
    assert trailing(grid[0], window).tolist() == sums
    np.testing.assert_array_equal(grid, copy)


def test_a_window_without_activity_is_exactly_zero() -> None:
    assert trailing(np.array([[0.1, 0.2, 0.3, 0.0, 0.0, 0.0]]), 3)[0, 5] == 0


@pytest.mark.parametrize(
    ("window", "found"),
    [(1, "..x......."), (2, "..xx......"), (3, "..xxx....."), (4, "..xxxx...."), (5, "..xxxxx..."),
     (7, "..xxxxxxx."), (8, "..xxxxxxxx"), (12, "..xxxxxxxx"), (99, "..xxxxxxxx")],
)  # fmt: skip
def test_whether_anything_stands_in_a_window(window: int, found: str) -> None:
    grid = np.zeros((1, 10))
    grid[0, 2] = 0.25
    assert bits(recent(grid, window)) == [found]
    assert bits(recent(grid > 0, window)) == [found]
    assert grid.sum() == 0.25


@given(st.lists(st.integers(0, 1), min_size=1, max_size=30), st.integers(1, 40))
def test_something_stands_where_the_trailing_sum_is_above_0(row: list[int], window: int) -> None:
    grid = np.array([row], dtype="float64")
    assert (recent(grid, window) == (trailing(grid, window) > 0)).all()


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=20), st.integers(1, 25))
def test_trailing_is_a_plain_sum_of_the_last_months(row: list[int], window: int) -> None:
    plain = [sum(row[max(0, at - window + 1) : at + 1]) for at in range(len(row))]
    assert trailing(np.array([row], dtype="float64"), window)[0].tolist() == plain


# What is left


def spring() -> Programme:
    """January to 12 April 2026; interactions from January to March, advocacy on from February to April.

    a joined in February; b was there all the time; c left in January.
    """
    return programme(
        date(2026, 4, 12),
        partners=[partner("a", "2026-02-20"), partner("b", "2020-01-01"), partner("c", "2020-01-01", "2026-01-05")],
        interactions=[call("b", "2026-01-31"), call("b", "2026-03-01"), call("c", "2026-01-02")],
        advocacy=[act("b", "2026-02-28"), act("a", "2026-04-10")],
    )


def test_open_months_are_cut_to_the_span_and_to_existence() -> None:
    made = spring()
    assert bits(open_months(made, "interactions", existing=False)) == ["xxx.", "xxx.", "xxx."]
    assert bits(open_months(made, "interactions", existing=True)) == [".xx.", "xxx.", "x..."]
    assert bits(open_months(made, "advocacy", existing=True)) == [".xxx", ".xxx", "...."]
    assert bits(open_months(made, "deals", existing=False)) == ["....", "....", "...."]
    open_months(made, "interactions", existing=False)[:] = False
    assert bits(made.exists) == [".xxx", "xxxx", "x..."]


def test_length_of_a_window() -> None:
    # 12 of 30 days of April: 0.4 of a month; less than one month counts as one
    made = spring()
    assert made.calendar.lengths.tolist() == [1, 1, 1, 0.4]
    months = open_months(made, "advocacy", existing=True)
    assert window_length(made, months, 1).tolist() == [[1, 1, 1, 1]] * 3
    assert window_length(made, months, 2).tolist() == [[1, 1, 2, 1.4]] * 2 + [[1, 1, 1, 1]]
    assert window_length(made, months, 3)[0].tolist() == pytest.approx([1, 1, 2, 2.4])


def test_a_cut_window_knows_whether_a_month_is_left() -> None:
    made = spring()
    cut = cut_window(made, "interactions", 2)
    assert bits(cut.left) == [".xxx", "xxxx", "xx.."]
    assert cut.length.tolist() == [[1, 1, 2, 1], [1, 2, 2, 1], [1, 1, 1, 1]]
    assert bits(cut_window(made, "interactions", 1).left) == [".xx.", "xxx.", "x..."]
    assert bits(cut_window(made, "advocacy", 2).left) == [".xxx", ".xxx", "...."]
    assert cut_window(made, "interactions", 2) is cut
    assert cut_window(made, "advocacy", 2) is not cut_window(made, "advocacy", 1)


def test_whether_any_partner_of_a_group_has_a_month_left() -> None:
    made = spring()
    groups = Groups(np.array([0, 1, 0]), ("new and old", "steady"))
    assert bits(any_left(made, "interactions", groups, 2, still_there=False)) == ["xxxx", "xxxx"]
    # February: c left and a joined then; January: c; April: a has March left
    assert bits(any_left(made, "interactions", groups, 1, still_there=False)) == ["xxx.", "xxx."]
    only_c = Groups(np.array([-1, -1, 0]), ("gone",))
    assert bits(any_left(made, "interactions", only_c, 2, still_there=False)) == ["xx.."]
    assert bits(any_left(made, "interactions", only_c, 2, still_there=True)) == ["x..."]


# When a sum is missing


def silent_year() -> Programme:
    """Interactions of b in January 2025 and in March 2026, of a in February 2025; months 0 to 14."""
    return programme(
        partners=[partner("a", "2020-01-01"), partner("b", "2020-01-01")],
        interactions=[call("b", "2025-01-20"), call("a", "2025-02-10"), call("b", "2026-03-31")],
    )


def test_a_table_is_delivered_for_twelve_months_after_a_row() -> None:
    # February 2025 is column 1: it holds up to column 12, January 2026; column 13 is silent
    made = silent_year()
    assert bits(delivered(made, "interactions")) == ["xxxxxxxxxxxxx.x"]
    assert bits(delivered(made, "surveys")) == ["..............."]
    assert (QUARTER, YEAR) == (3, 12)


def test_a_sum_is_defined_by_delivery_or_by_a_row_of_its_own() -> None:
    made = silent_year()
    alone = each_partner(made)
    assert bits(sum_is_defined(made, "interactions", alone, 3, existing=True)) == ["xxxxxxxxxxxxx.x"] * 2
    # In a window of 13 months a's own row of February 2025 stands until February 2026; b's of January until January
    assert bits(sum_is_defined(made, "interactions", alone, 13, existing=True)) == [
        "xxxxxxxxxxxxxxx",
        "xxxxxxxxxxxxx.x",
    ]
    assert bits(sum_is_defined(made, "interactions", everyone(made), 13, existing=True)) == ["xxxxxxxxxxxxxxx"]
    assert bits(sum_is_defined(made, "surveys", alone, 3, existing=True)) == ["..............."] * 2
    assert sum_is_defined(made, "deals", everyone(made), 3, existing=False).shape == (1, 15)


def test_a_sum_needs_a_month_left_in_its_window() -> None:
    # Deals from February to March: January has nothing left; existence cuts interactions and not deals
    made = programme(
        partners=[partner("a", "2026-03-01"), partner("b", "2020-01-01", "2026-02-28")],
        interactions=[call("b", "2026-01-05"), call("a", "2026-05-31")],
        deals=[deal("a", "2026-02-02"), deal("b", "2026-03-03")],
    )
    alone = each_partner(made)
    assert bits(sum_is_defined(made, "deals", alone, 1, existing=False)) == [".xx..", ".xx.."]
    assert bits(sum_is_defined(made, "deals", alone, 2, existing=False)) == [".xxx.", ".xxx."]
    assert bits(sum_is_defined(made, "deals", alone, 1, existing=True)) == ["..x..", ".x..."]
    assert bits(sum_is_defined(made, "interactions", alone, 2, existing=True)) == ["..xxx", "xxx.."]


# When a component has data


def chatter(types: dict[str, str], rows: list[Row], **lives: tuple[str, str | None]) -> Programme:
    named = [partner(name, *lives.get(name, ("2020-01-01", None)), kind=kind) for name, kind in types.items()]
    return programme(partners=named, interactions=rows)


def held(made: Programme) -> list[str]:
    rows = made.lines["interactions"].grid_where("rows", made.shape, kind="call")
    return bits(has_data(made, rows, np.ones(made.shape, dtype=bool)))


def test_five_of_a_type_are_each_others_peers_and_four_are_not() -> None:
    # One of z's type calls, nobody else. Five resellers: their own kind is silent; four: everyone is a peer.
    assert PEERS_MINIMUM == 5
    rows = [call("z", "2026-01-31")]
    five = dict.fromkeys("abcde", "reseller") | {"z": "service"}
    assert held(chatter(five, rows)) == ["."] * 5 + ["x"]
    four = dict.fromkeys("abcd", "reseller") | {"z": "service"}
    assert held(chatter(four, rows)) == ["x"] * 5
    # The fifth reseller left in January: until then they are peers of their own, then everyone is one of the four
    rows = [call("z", "2026-01-31"), call("z", "2026-02-28")]
    assert held(chatter(five, rows, e=("2020-01-01", "2026-01-09"))) == [".x"] * 4 + [".."] + ["xx"]


def test_a_peer_that_left_is_no_peer() -> None:
    # a alone called, in January, and left in February: in March nobody who exists has a row; b calls in April, and
    # a, who is gone, has no data any more
    rows = [call("a", "2026-01-05"), call("b", "2026-04-30", 3)]
    made = chatter({"a": "reseller", "b": "reseller"}, rows, a=("2020-01-01", "2026-02-01"))
    assert held(made) == ["xx..", "xx.x"]
    assert bits(any_peer(made, np.array([[True, False, True, False], [False, False, False, True]]))) == [
        "x..x",
        "x..x",
    ]


def test_data_needs_a_peer_in_a_year_and_anyone_in_a_quarter() -> None:
    # Calls by reseller a in January 2025 only; by service partner z in January 2025 and every 2nd month to May
    # 2026. Resellers (5): data until December 2025, twelve months; from January 2026 on their year is empty.
    kinds = dict.fromkeys("abcde", "reseller") | {"z": "service"}
    days = ["2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01", "2025-11-01", "2026-01-01", "2026-02-28"]
    rows = [call("a", "2025-01-15"), *(call("z", day) for day in days)]
    assert held(chatter(kinds, rows))[0] == "xxxxxxxxxxxx.."
    # z silent after March 2025: anyone's quarter ends in May, though a's year goes on; one at the end is the span
    rows = [call("a", "2025-01-15"), call("z", "2025-03-01"), call("z", "2025-08-31")]
    assert held(chatter(kinds, rows))[0] == "xxxxx..x"
    # A row of quantity 0 is a row
    assert held(chatter({"a": "reseller"}, [call("a", "2025-01-15", 0), call("a", "2025-04-01")])) == ["xxxx"]


def test_data_needs_a_month_left() -> None:
    made = chatter({"a": "reseller"}, [call("a", "2026-01-05"), call("a", "2026-02-28")])
    rows = made.lines["interactions"].grid_where("rows", made.shape)
    assert bits(has_data(made, rows, np.array([[False, True]]))) == [".x"]
