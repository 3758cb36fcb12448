"""Peer figures of what is shared: worked by hand, and no newcomer to be read off them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.peer_group import Batch, Values, counted_at, peer_figures, renewed

FIRST = 24300
NAN = float("nan")


def values(rows: dict[str, list[float]], other_type: str = "") -> Values:
    ids = pd.Index(list(rows), dtype=object)
    alike = np.array([one not in other_type.split() for one in rows], dtype=bool)
    width = max(len(row) for row in rows.values())
    return Values(ids, alike, np.array([row + [NAN] * (width - len(row)) for row in rows.values()]), FIRST)


def five(*last: float) -> dict[str, list[float]]:
    return {name: [value] for name, value in zip("abcde", last, strict=True)}


def test_the_median_of_five_in_whole_points() -> None:
    # 10 20 30.5 40 50: the median is 30.5, told as 31; with five there are no quartiles.
    told = values(five(10, 20, 30.5, 40, 50))
    shown = peer_figures(renewed((), told, column=0), told)
    assert (shown.count, shown.median, shown.low, shown.high) == ((5,), (31.0,), (None,), (None,))


def test_quartiles_from_eight_on() -> None:
    # 10 20 ... 80: quartiles at 27.5, 45 and 62.5, halves upwards
    told = values({name: [10.0 * (at + 1)] for at, name in enumerate("abcdefgh")})
    shown = peer_figures(renewed((), told, column=0), told)
    assert (shown.low, shown.median, shown.high) == ((28.0,), (45.0,), (63.0,))


def test_four_are_no_group() -> None:
    told = values({name: [50.0] for name in "abcd"})
    assert renewed((), told, column=0) == ()
    assert peer_figures((), told).median == (None,)


def test_newcomers_count_from_the_fifth_on() -> None:
    before = values(five(10, 20, 30, 40, 50))
    group = renewed((), before, column=0)
    rows = five(10, 20, 30, 40, 50)
    for at, name in enumerate("vwxy"):
        rows[name] = [90.0 + at]
        now = values(rows)
        assert renewed(group, now, column=0) == group
        assert peer_figures(group, now) == peer_figures(group, before)
    rows["z"] = [99.0]
    now = values(rows)
    # 10 20 30 40 50 90 91 92 93 99: the median is 70.
    group = renewed(group, now, column=0)
    assert peer_figures(group, now).median == (70.0,)


def test_of_a_batch_nobody_goes_in_the_month_in_which_it_came() -> None:
    # Six come in the second month, and of five of them the values are taken back: one would be left.
    rows = {name: [50.0, 50.0] for name in "abcde"} | {name: [NAN, 90.0] for name in "uvwxyz"}
    group = renewed((), values(rows), column=1)
    rows |= {name: [NAN, NAN] for name in "uvwxy"}
    assert renewed(group, values(rows), column=1) == group
    assert len(renewed(group, values({name: [*row, row[-1]] for name, row in rows.items()}), column=2)) == 3


def test_one_that_left_counts_with_its_last_value_until_five_have() -> None:
    rows = {name: [value, value] for name, value in zip("abcdefghij", range(10, 110, 10), strict=True)}
    group = renewed((), values({name: row[:1] for name, row in rows.items()}), column=0)
    for name in "abcd":
        rows[name] = [rows[name][0], NAN]
        assert renewed(group, values(rows), column=1) == group
    assert peer_figures(group, values(rows)).median == (55.0, 55.0)
    rows["e"] = [50.0, NAN]
    after = renewed(group, values(rows), column=1)
    # From the second month on 60 70 80 90 100; the first is as it was.
    assert peer_figures(after, values(rows)).median == (55.0, 80.0)
    assert peer_figures(after, values(rows)).count == (10, 5)


def test_one_that_is_gone_from_the_data_counts_with_what_the_group_was_told() -> None:
    whole = values({**five(10, 20, 30, 40, 50), "f": [60.0]})
    group = renewed((), whole, column=0)
    assert peer_figures(group, values(five(10, 20, 30, 40, 50))) == peer_figures(group, whole)


def test_one_of_another_type_by_now_is_like_one_that_left() -> None:
    rows = {name: [50.0, 50.0] for name in "abcde"}
    group = renewed((), values(rows), column=0)
    assert renewed(group, values(rows, other_type="a b c d"), column=1) == group
    assert len(renewed(group, values(rows, other_type="a b c d e"), column=1)) == 2


def test_who_came_later_counts_from_when_five_were_there() -> None:
    # a to e from the first month, f in the second, g to j in the third: f waits for them.
    rows = {name: [50.0, 50.0, 50.0] for name in "abcde"}
    rows |= {"f": [NAN, 90.0, 90.0], **{name: [NAN, NAN, 90.0] for name in "ghij"}}
    told = values(rows)
    group = renewed((), told, column=2)
    assert [(batch.month - FIRST, sorted(batch.members)) for batch in group] == [
        (0, list("abcde")),
        (2, list("fghij")),
    ]
    assert peer_figures(group, told).count == (5, 5, 10)


def test_fewer_than_five_at_the_end_join_the_batch_before() -> None:
    rows = {name: [50.0, 50.0] for name in "abcde"} | {"f": [NAN, 90.0]}
    (batch,) = renewed((), values(rows), column=1)
    assert (batch.month - FIRST, len(batch.members)) == (1, 6)


def test_one_that_came_back_is_not_counted_twice() -> None:
    gone = Batch(FIRST + 1, dict.fromkeys("abcde", 1.0), gone=True)
    group = (Batch(FIRST, dict.fromkeys("abcdefghij", 1.0)), gone)
    again = renewed(group, values({name: [1.0, 1.0, 1.0] for name in "abcdefghij"}), column=2)
    assert [len(counted_at(again, FIRST + month)) for month in range(3)] == [10, 5, 10]


POINTS = st.floats(0, 100, allow_nan=False) | st.just(NAN)
ROWS = st.lists(st.lists(POINTS, min_size=3, max_size=3), min_size=5, max_size=14)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.lists(st.lists(POINTS, min_size=3, max_size=3), min_size=1, max_size=4), st.randoms())
def test_up_to_four_newcomers_change_nothing_that_anybody_sees(
    known: list[list[float]], come: list[list[float]], dice: object
) -> None:
    rows = {f"P{at}": row for at, row in enumerate(known)}
    before = values(rows)
    group = renewed((), before, column=2)
    mixed = [*rows.items(), *((f"N{at}", row) for at, row in enumerate(come))]
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    after = values(dict(mixed))
    if group:
        assert renewed(group, after, column=2) == group
        assert peer_figures(renewed(group, after, column=2), after) == peer_figures(group, before)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.lists(POINTS, min_size=4, max_size=4), min_size=3, max_size=16), min_size=2, max_size=6))
def test_the_partners_behind_a_median_change_by_none_or_by_five(states: list[list[list[float]]]) -> None:
    group: tuple[Batch, ...] = ()
    for at, state in enumerate(states):
        told = values({f"P{number}": row for number, row in enumerate(state)})
        later = renewed(group, told, column=min(at, 3))
        for month in range(FIRST, FIRST + 4):
            was, now = set(counted_at(group, month)), set(counted_at(later, month))
            assert len(was ^ now) == 0 or len(was ^ now) >= 5
            if month > FIRST:
                across = set(counted_at(later, month - 1)) ^ now
                assert len(across) == 0 or len(across) >= 5
        group = later


@pytest.mark.parametrize("value", [0.0, 49.5, 49.4999, 100.0])
def test_no_figure_is_finer_than_a_point(value: float) -> None:
    told = values({name: [value] for name in "abcdefgh"})
    shown = peer_figures(renewed((), told, column=0), told)
    for figures in (shown.low, shown.median, shown.high):
        assert all(one == round(one) for one in figures if one is not None)
