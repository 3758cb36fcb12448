"""What if: hand-worked scores before and after, and what holds for any method."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.board import Board
from kpi.method import Bands, Method
from kpi.reading import BAND_NAMES
from kpi.what_if import WhatIf, what_if
from tests.callbacks.boards import small_board
from tests.kpi.frames import board

COLUMN = 5
"""June 2026, the last complete quarter of the small board."""


@pytest.fixture(scope="module")
def six() -> Board:
    return small_board()


def weighted(method: Method, **weights: float) -> Method:
    """Return a method with other weights of components."""
    changed = tuple(replace(one, weight=weights.get(one.name, one.weight)) for one in method.components)
    return replace(method, components=changed)


def test_weights_move_scores_and_bands_by_hand() -> None:
    # One month, so 3 times its quantity a quarter: A 4 meetings = 12 of 12 = 100, no campaign = 0; B 1 meeting = 3 of
    # 12 = 25, 2 campaigns = 6 of 6 = 100. Coverage of the two components: 40 of 100 weight, so minimum 0.4.
    rows = [
        {"partner_id": "A", "date": "2026-01-31", "kind": "meeting", "quantity": 4},
        {"partner_id": "B", "date": "2026-01-31", "kind": "meeting", "quantity": 1},
        {"partner_id": "B", "date": "2026-01-30", "kind": "campaign", "quantity": 2},
    ]
    made = board(interactions=rows)
    now = Board(made.programme, replace(made.method, minimum_coverage=0.3))
    found = what_if(now, weighted(now.method, communication=60.0), column=0, kpis=["engagement_score"])
    # Before: A (20·100 + 20·0) / 40 = 50, B (20·25 + 20·100) / 40 = 62.5. After, weights 60 and 20: A 75, B 43.75.
    assert found.before.round(9).tolist() == [[50.0, 62.5]]
    assert found.after.round(9).tolist() == [[75.0, 43.75]]
    (effect,) = found.effects
    assert (effect.mean_before, effect.mean_after) == (56.25, 59.375)
    assert effect.moves == (("moderate", "low", 1),)
    assert effect.counts_before == {"insufficient data": 0, "low": 0, "moderate": 2, "strong": 0}
    assert effect.counts_after == {"insufficient data": 0, "low": 1, "moderate": 1, "strong": 0}
    # A gains 25 points and B loses 18.75: the larger change comes first.
    assert [one.partner_id for one in found.partners(most=5)] == ["A", "B"]
    assert [one.partner_id for one in found.crossers(most=5)] == ["B"]
    assert (found.changed, found.crossing) == (2, 1)
    assert found.crossers(most=1)[0].scores[0].change == -18.75


def test_thresholds_alone_move_bands_and_no_score(six: Board) -> None:
    found = what_if(six, replace(six.method, bands=Bands(moderate=50.0, strong=100.0)), column=COLUMN)
    assert found.changed == 0
    assert found.crossing > 0
    assert all(one.mean_before == one.mean_after for one in found.effects)
    assert all(before == "strong" for one in found.effects for before, _, _ in one.moves)


def test_a_score_that_vanishes_comes_first(six: Board) -> None:
    found = what_if(six, replace(six.method, minimum_coverage=1.0), column=COLUMN)
    first = found.partners(most=1)[0]
    gone = [one for one in first.scores if one.before is not None and one.after is None]
    assert gone
    assert all(one.band_after == "insufficient data" and one.change is None for one in gone)


def test_partners_that_do_not_exist_then_take_no_part(six: Board) -> None:
    # Fir joins in July.
    assert "p6" not in what_if(six, six.method, column=COLUMN).labels
    assert "p6" in what_if(six, six.method, column=COLUMN + 1).labels


def test_pages_of_the_list_add_up_to_the_table(six: Board) -> None:
    found = what_if(six, weighted(six.method, communication=80.0), column=COLUMN)
    pages = [one.partner_id for start in range(0, 6, 2) for one in found.partners(most=2, start=start)]
    table = found.table()
    assert pages == table["partner_id"].tolist()
    assert table["month"].unique().tolist() == ["2026-06"]
    sizes = (table["engagement_score_after"] - table["engagement_score_before"]).abs().to_numpy()
    assert (np.diff(sizes) <= 1e-9).all()


def test_what_was_tried_leaves_no_trace_in_the_memory(six: Board) -> None:
    lines = six.programme.lines["interactions"]
    what_if(six, six.method, column=COLUMN)
    held, known = len(six.programme.memory._held), len(lines.known)
    kinds = tuple(replace(one, kinds=one.kinds[1:] or ("walk",)) for one in six.method.components)
    tried = what_if(six, replace(six.method, components=kinds), column=COLUMN)
    assert tried.changed > 0
    assert (len(six.programme.memory._held), len(lines.known)) == (held, known)
    again = what_if(six, six.method, column=COLUMN)
    assert again.changed == again.crossing == 0


def test_nobody_is_there() -> None:
    rows = [{"partner_id": "A", "date": "2026-02-10", "kind": "call"}]
    partners = [{"partner_id": "A", "name": "A", "partner_type": "reseller", "joined_on": "2026-02-01"}]
    advocacy = [{"partner_id": "A", "date": "2026-01-05", "kind": "post"}]
    made = board(partners=partners, interactions=rows, advocacy=advocacy)
    found = what_if(made, weighted(made.method, communication=1.0), column=0)
    assert (found.labels, found.changed, found.crossing, found.partners(most=9)) == ((), 0, 0, [])
    assert all(one.mean_after is None for one in found.effects)


methods = st.builds(
    lambda weights, references, coverage, low, high, survey: (weights, references, coverage, low, high, survey),
    st.lists(st.floats(0.1, 100), min_size=6, max_size=6),
    st.lists(st.floats(0.1, 40), min_size=6, max_size=6),
    st.floats(0, 1),
    st.floats(0, 60),
    st.floats(60, 100),
    st.floats(0, 100),
)


@settings(max_examples=25, deadline=None)
@given(methods)
def test_counts_add_up_and_the_same_method_changes_nothing(six: Board, drawn: tuple) -> None:
    weights, references, coverage, low, high, survey = drawn
    parts = zip(six.method.components, weights, references, strict=True)
    method = replace(
        six.method,
        components=tuple(replace(one, weight=weight, reference=value) for one, weight, value in parts),
        minimum_coverage=coverage,
        bands=Bands(low, high),
        mindshare=replace(six.method.mindshare, survey_weight=survey),
    )
    found = what_if(six, method, column=COLUMN)
    assert_consistent(found)
    same = what_if(six.under(method), method, column=COLUMN)
    assert (same.changed, same.crossing) == (0, 0)
    back = what_if(six.under(method), six.method, column=COLUMN)
    assert (back.changed, back.crossing) == (found.changed, found.crossing)


def assert_consistent(found: WhatIf) -> None:
    partners = found.partners(most=100)
    assert len(partners) == len(found.labels)
    crossing = [one for one in partners if any(score.crosses for score in one.scores)]
    assert found.crossing == len(crossing) == len(found.crossers(most=100))
    for at, effect in enumerate(found.effects):
        assert sum(effect.counts_before.values()) == sum(effect.counts_after.values()) == len(partners)
        moved = dict.fromkeys(BAND_NAMES, 0)
        for before, after, count in effect.moves:
            moved[before] -= count
            moved[after] += count
        assert {name: effect.counts_before[name] + moved[name] for name in BAND_NAMES} == dict(effect.counts_after)
        known = [one.scores[at].after for one in partners if one.scores[at].after is not None]
        assert (effect.mean_after is None) == (not known)
        if known:
            assert effect.mean_after == pytest.approx(sum(known) / len(known))
