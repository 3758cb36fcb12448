"""The search for smallest sets, against trying everything."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.path_search import Counts, cheapest_sets


def tried(gains: list[list[float]], need: float) -> dict[Counts, set[Counts]]:
    """Every set that is enough and of which nothing can be left out, by the kinds that take part."""
    made: dict[Counts, set[Counts]] = {}
    for counts in product(*(range(len(gain)) for gain in gains)):
        points = sum(gain[count] for gain, count in zip(gains, counts, strict=True))
        less = [points - gain[at] + gain[at - 1] for gain, at in zip(gains, counts, strict=True) if at]
        if points >= need and all(left < need for left in less):
            made.setdefault(tuple(at for at, count in enumerate(counts) if count), set()).add(counts)
    return made


@st.composite
def falling_steps(draw: st.DrawFn) -> list[list[float]]:
    """Gains of up to four kinds; whole numbers, so that no rounding blurs what is enough."""
    made = []
    for _ in range(draw(st.integers(1, 4))):
        steps = sorted(draw(st.lists(st.integers(1, 9), min_size=1, max_size=4)), reverse=True)
        made.append([float(sum(steps[:count])) for count in range(len(steps) + 1)])
    return made


@settings(max_examples=150, deadline=None)
@given(falling_steps(), st.integers(1, 40), st.integers(1, 20))
def test_the_search_finds_a_smallest_set_of_every_choice(gains: list[list[float]], need: int, most: int) -> None:
    expected = tried(gains, need)
    found = cheapest_sets(gains, lambda points: points >= need, most=most)
    sizes = sorted(min(map(sum, some)) for some in expected.values())
    assert [sum(counts) for counts in found][:most] == sizes[:most]
    assert len(found) >= min(most, len(sizes))
    kinds = [tuple(at for at, count in enumerate(counts) if count) for counts in found]
    assert len(set(kinds)) == len(kinds)
    for choice, counts in zip(kinds, found, strict=True):
        assert counts in expected[choice]
        assert sum(counts) == min(map(sum, expected[choice]))


def test_a_kind_may_need_more_than_the_fewest() -> None:
    # 10 needed. First and third kind: 6 + 4 · 1, as 6 + 6 is enough without a third. Second and third: 5 + 4 · 1 is
    # not enough, 5 + 5 needs no third. All three: 6 + 5 is enough without a third.
    gains = [[0.0, 6.0, 12.0], [0.0, 5.0, 10.0], [0.0, 1.0, 2.0, 3.0, 4.0]]
    found = cheapest_sets(gains, lambda points: points >= 10, most=9)
    assert sorted(found) == [(0, 2, 0), (1, 0, 4), (1, 1, 0), (2, 0, 0)]


def test_nothing_is_enough() -> None:
    assert cheapest_sets([[0.0, 1.0], [0.0, 2.0]], lambda points: points > 3, most=3) == []
    assert cheapest_sets([], lambda points: points > 3, most=3) == []
