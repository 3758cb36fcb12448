"""A change is an exact sum, whatever came, went or was measured in another way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.board import Board, GroupsOnly
from kpi.change import Change, change, explain_change, moves
from kpi.composite import Composite, Part, compose
from kpi.effects import KINDS
from kpi.method import Method
from kpi.method_types import Component
from kpi.reading import Groups, everyone, grouped_by
from tests.kpi.frames import default_method, programme
from tests.kpi.lively import MONTHS, SEEDS, changed, lively

EXACT = 1e-9

# Calls earn 10 points each and events 25 each in a window of one month.
CALLS, EVENTS = (
    Component("calls", "Calls", ("call",), 60.0, 30.0),
    Component("events", "Events", ("event",), 40.0, 12.0),
)


def method(*components: Component, coverage: float = 0.5) -> Method:
    return replace(default_method(), components=components, type_components={}, minimum_coverage=coverage)


def monthly(made: Method, **tables: Sequence[dict[str, object]]) -> Board:
    return Board(programme(**tables), made, 1)


def partner(name: str, **more: object) -> dict[str, object]:
    return {"partner_id": name, "name": name.upper(), "partner_type": "reseller", **more}


def done(name: str, month: int, kind: str, quantity: float) -> dict[str, object]:
    return {"partner_id": name, "date": f"2026-{month:02d}-28", "kind": kind, "quantity": quantity}


def said(name: str, month: int, score: float, who: str = "r") -> dict[str, object]:
    return {"partner_id": name, "date": f"2026-{month:02d}-28", "question": "fit", "score": score, "scale_min": 0,
            "scale_max": 100, "respondent": who}  # fmt: skip


def closed(name: str, month: int, won: int, lost: int, amount: float = 1.0) -> list[dict[str, object]]:
    day = f"2026-{month:02d}-28"
    return [
        {"partner_id": name, "deal_id": f"{name}{month}{at}", "opened_on": f"2026-{month:02d}-08", "closed_on": day,
         "stage": "won" if at < won else "lost", "amount": amount}
        for at in range(won + lost)
    ]  # fmt: skip


def points(made: Change) -> Mapping[str, float]:
    """Points by component, without those of no size."""
    rows = zip(made.effects["component"], made.effects["points"], strict=True)
    return {component: moved for component, moved in rows if abs(moved) > EXACT}


def kinds(made: Change) -> Mapping[str, str]:
    return dict(zip(made.effects["component"], made.effects["kind"], strict=True))


def two_months(board: Board, kpi: str = "engagement_score", label: str = "a", **more: object) -> Change:
    return explain_change(board, kpi, label=label, before=0, after=1, **more)  # type: ignore[arg-type]


def of_all(board: Board, kpi: str = "engagement_score", **more: object) -> Change:
    return two_months(board, kpi, "*", groups=everyone(board.programme), **more)


# Scores of partners --------------------------------------------------------------------------------


def test_a_component_that_appears_is_told_apart_from_one_that_moved() -> None:
    # January: calls 50, no events anywhere: 50. February: 0.6 * 70 + 0.4 * 100 = 82.
    # Calls (1 + 0.6) / 2 * 20 = 16; the rest of 32 is renormalised weights.
    rows = [done("a", 1, "call", 5), done("a", 2, "call", 7), done("a", 2, "event", 4)]
    made = two_months(monthly(method(CALLS, EVENTS), interactions=rows))
    assert (made.before_value, made.after_value) == pytest.approx((50, 82))
    assert points(made) == pytest.approx({"calls": 16, "reweighted": 16})
    assert kinds(made) == {"calls": "component", "events": "component", "reweighted": "reweighted"}


def test_a_mean_of_peers_that_moved_is_not_the_partners_doing() -> None:
    # Raw indices in January a 100, b to d 50, e 0: mean 50; in February e 50: mean 60. One respondent each, k = 5:
    # a (100 + 5 * 50) / 6 -> (100 + 5 * 60) / 6, all of it 5/6 * 10 through the mean; e its own (50 - 0) / 6 too.
    rows = [said(name, 1, score) for name, score in zip("abcde", (100, 50, 50, 50, 0), strict=True)]
    board = monthly(default_method(), partners=[partner(one) for one in "abcde"], surveys=[*rows, said("e", 2, 50)])
    assert points(two_months(board, "mindshare_score")) == pytest.approx({"peer_mean": 50 / 6})
    own = two_months(board, "mindshare_score", "e")
    assert points(own) == pytest.approx({"peer_mean": 50 / 6, "survey": 50 / 6})
    assert kinds(own)["peer_mean"] == "peers"
    # The group: one of five moved by 50/6, all by the mean: together the 10 points of the mean itself.
    whole = of_all(board, "mindshare_score")
    assert points(whole) == pytest.approx({"peer_mean": 50 / 6, "survey": 10 / 6})
    assert whole.difference == pytest.approx(10)


def test_a_part_of_the_peers_carries_the_weight_of_the_survey() -> None:
    # As before, with five contacts begun by each partner: the survey has 0.6 of the weight, so 0.6 * 50/6.
    rows = [said(name, 1, score) for name, score in zip("abcde", (100, 50, 50, 50, 0), strict=True)]
    talk = [done(name, month, "call", 5) | {"initiated_by": "partner"} for name in "abcde" for month in (1, 2)]
    board = monthly(default_method(), surveys=[*rows, said("e", 2, 50)], interactions=talk)
    assert points(two_months(board, "mindshare_score")) == pytest.approx({"peer_mean": 5})


def test_the_pull_of_the_peers_is_the_mean_of_the_old_and_the_new_one() -> None:
    # As before, but a has a second respondent with 100 in February: 1 - a is 5/6, then 5/7, mean 65/84, times 10.
    # Index (100 + 250) / 6 = 350/6 -> (200 + 300) / 7 = 500/7; the rest of it is the survey's own.
    rows = [said(name, 1, score) for name, score in zip("abcde", (100, 50, 50, 50, 0), strict=True)]
    board = monthly(default_method(), surveys=[*rows, said("e", 2, 50), said("a", 2, 100, "another")])
    made = two_months(board, "mindshare_score")
    assert points(made) == pytest.approx({"peer_mean": 650 / 84, "survey": 500 / 7 - 350 / 6 - 650 / 84})


def test_without_a_value_there_is_no_explanation() -> None:
    rows = [done("a", 1, "call", 5), done("a", 2, "call", 7), done("b", 2, "call", 1)]
    made = two_months(monthly(method(CALLS, EVENTS), interactions=rows), label="b")
    assert (made.before_value, made.after_value, made.difference) == (None, pytest.approx(10), None)
    assert list(made.effects.columns) == ["component", "label", "points", "kind"]
    assert made.effects.empty


def test_a_partner_that_has_left_has_no_score_to_explain() -> None:
    partners = [partner("a", left_on="2026-01-31"), partner("b")]
    rows = [done("a", 1, "call", 5), done("b", 2, "call", 7)]
    board = Board(programme(partners=partners, interactions=rows), method(CALLS), 3)
    assert two_months(board).after_value is None


# Methods -------------------------------------------------------------------------------------------


def test_a_new_method_is_one_row_after_the_change_under_the_old_one() -> None:
    # Old weights 60/40: 50 -> 0.6 * 70 + 0.4 * 50 = 62, calls 0.6 * 20 = 12. New weights 20/80: 54, so -8.
    rows = [done("a", 1, "call", 5), done("a", 2, "call", 7), *(done("a", month, "event", 2) for month in (1, 2))]
    old = monthly(method(CALLS, EVENTS), interactions=rows)
    new = Board(old.programme, method(replace(CALLS, weight=20.0), replace(EVENTS, weight=80.0)), 1)
    for made in (two_months(new, base=old), of_all(new, base=old)):
        assert points(made) == pytest.approx({"calls": 12, "method": -8})
        assert kinds(made)["method"] == "method"


def silent_calls() -> list[dict[str, object]]:
    """Calls in January only, events in January (2) and April (4): in April the source of calls is silent."""
    return [done("a", 1, "call", 5), done("a", 1, "event", 2), done("a", 4, "event", 4)]


def test_a_score_the_old_method_would_not_give_is_taken_as_what_it_would_be() -> None:
    # January 50. April: events alone, 0.4 of the weight, below the old 0.6: would be 100, and is under the new 0.3.
    # Events (0.4 + 1) / 2 * 50 = 35; calls -0.6 * 50, events 100 - 0.4 * 50 - 35 more: renormalised 15.
    old = monthly(method(CALLS, EVENTS, coverage=0.6), interactions=silent_calls())
    new = Board(old.programme, method(CALLS, EVENTS, coverage=0.3), 1)
    for groups, label in ((None, "a"), (everyone(old.programme), "*")):
        made = explain_change(new, "engagement_score", label=label, before=0, after=3, groups=groups, base=old)
        assert points(made) == pytest.approx({"events": 35, "reweighted": 15})


def test_where_the_old_method_knows_nothing_all_is_method() -> None:
    old = monthly(method(CALLS), interactions=silent_calls())
    new = Board(old.programme, method(EVENTS), 1)
    for groups, label in ((None, "a"), (everyone(old.programme), "*")):
        made = explain_change(new, "engagement_score", label=label, before=0, after=3, groups=groups, base=old)
        assert points(made) == pytest.approx({"method": 50})


def test_a_base_of_another_programme_is_refused() -> None:
    board = monthly(method(CALLS), interactions=[done("a", 1, "call", 5), done("a", 2, "call", 7)])
    other = monthly(method(CALLS), interactions=[done("b", 1, "call", 5), done("b", 2, "call", 7)])
    with pytest.raises(ValueError, match="another"):
        two_months(board, base=other)


# Scores of groups ----------------------------------------------------------------------------------


def joining() -> Board:
    """a 50 -> 60, b 30 -> 30, c joins with 90."""
    rows = [done("a", 1, "call", 5), done("a", 2, "call", 6), done("c", 2, "call", 9)]
    rows += [done("b", month, "call", 3) for month in (1, 2)]
    partners = [partner("a"), partner("b"), partner("c", joined_on="2026-02-01")]
    return monthly(method(CALLS, EVENTS), partners=partners, interactions=rows)


def test_partners_that_joined_are_compared_with_those_that_stayed() -> None:
    # Mean 40 -> 60. Those that stayed 40 -> 45: calls 5; c (90 - 45) / 3 = 15.
    made = of_all(joining())
    assert points(made) == pytest.approx({"calls": 5, "c": 15})
    assert kinds(made)["c"] == "joined"
    assert made.effects.set_index("component").loc["c", "label"] == "C"


def test_backwards_a_partner_that_joined_is_one_that_left() -> None:
    board = joining()
    everybody = everyone(board.programme)
    made = explain_change(board, "engagement_score", label="*", before=1, after=0, groups=everybody)
    assert points(made) == pytest.approx({"calls": -5, "c": -15})
    assert kinds(made)["c"] == "left"


def test_a_partner_whose_score_appears_with_its_data_has_not_joined() -> None:
    # Too few partners: all shrink to 50. a (100 + 250) / 6 = 58.33 both times; c (0 + 250) / 6 = 41.67 in February:
    # (41.67 - 58.33) / 2 = -8.33.
    partners = [partner("a"), partner("c", joined_on="2026-01-01")]
    board = monthly(default_method(), partners=partners, surveys=[said("a", 1, 100), said("c", 2, 0)])
    made = of_all(board, "mindshare_score")
    assert points(made) == pytest.approx({"c": -50 / 6})
    assert kinds(made)["c"] == "scored"


def test_where_nobody_stayed_half_is_of_those_that_left() -> None:
    # 20 -> 60, middle 40: b gives 60 - 40, and a, that was 20 below it, as much by leaving.
    partners = [partner("a", left_on="2026-01-31"), partner("b", joined_on="2026-02-01")]
    rows = [done("a", 1, "call", 2), done("b", 2, "call", 6)]
    made = of_all(monthly(method(CALLS, EVENTS), partners=partners, interactions=rows))
    assert points(made) == pytest.approx({"b": 20, "a": 20})
    assert (kinds(made)["b"], kinds(made)["a"]) == ("joined", "left")


# Rates, sums and the rest ---------------------------------------------------------------------------


def test_a_rate_of_a_group_moves_by_its_partners_and_by_their_mix() -> None:
    # a 1 of 2 -> 6 of 8, b 2 of 2 -> 2 of 2: 75 % -> 80 %. a (0.5 + 0.8) / 2 * 25 = 16.25;
    # mix: a (0.8 - 0.5) * 62.5 = 18.75, b (0.2 - 0.5) * 100 = -30.
    deals = [*closed("a", 1, 1, 1), *closed("a", 2, 6, 2), *closed("b", 1, 2, 0), *closed("b", 2, 2, 0)]
    made = of_all(monthly(default_method(), deals=deals), "win_rate")
    assert made.difference == pytest.approx(5)
    assert points(made) == pytest.approx({"a": 16.25, "mix": -11.25})
    assert kinds(made) == {"a": "own", "b": "own", "mix": "mix"}


def test_a_denominator_that_vanishes_is_mix() -> None:
    # b closes nothing in February: 75 % -> 75 %; a (0.5 + 1) / 2 * 25 = 18.75.
    deals = [*closed("a", 1, 1, 1), *closed("a", 2, 3, 1), *closed("b", 1, 2, 0)]
    made = of_all(monthly(default_method(), deals=deals), "win_rate")
    assert points(made) == pytest.approx({"a": 18.75, "mix": -18.75})
    assert "b" not in kinds(made)


def test_a_rate_of_a_partner_moves_by_numerator_and_denominator() -> None:
    # 1 of 2 -> 3 of 4: 2 * (1/2 + 1/4) / 2 = 0.75; (1/4 - 1/2) * (1 + 3) / 2 = -0.5
    deals = [*closed("a", 1, 1, 1), *closed("a", 2, 3, 1)]
    made = two_months(monthly(default_method(), deals=deals), "win_rate")
    assert points(made) == pytest.approx({"numerator": 75, "denominator": -50})
    assert set(kinds(made).values()) == {"own"}


def test_a_rate_under_a_new_method_keeps_its_value() -> None:
    deals = [*closed("a", 1, 1, 1), *closed("a", 2, 3, 1)]
    old = monthly(default_method(), deals=deals)
    made = of_all(Board(old.programme, method(CALLS), 1), "win_rate", base=old)
    assert points(made) == pytest.approx({"a": 25})
    assert made.effects["points"].tolist()[-1] == 0


def test_a_sum_moves_by_its_partners_largest_first() -> None:
    # Units: a 10 -> 30, b 5 -> nothing reported; a service partner has no such KPI, whatever it reports.
    figures = [("a", 1, 10), ("a", 2, 30), ("b", 1, 5)]
    rows = [
        {"partner_id": name, "date": f"2026-{month:02d}-28", "measure": "units_sold", "value": value,
         "reported_by": "us"} for name, month, value in figures
    ]  # fmt: skip
    rows += [rows[0] | {"partner_id": "s"}]
    partners = [partner("a"), partner("b"), partner("s", partner_type="service")]
    made = of_all(monthly(default_method(), partners=partners, measures=rows), "sales_volume")
    assert (made.before_value, made.after_value) == (15, 30)
    assert list(zip(made.effects["label"], made.effects["points"], strict=True)) == [("A", 20), ("B", -5)]


def test_a_median_is_one_row() -> None:
    # Days from opening to winning are 20 for all; one row of no size.
    deals = [*closed("a", 1, 1, 0), *closed("b", 1, 1, 0), *closed("b", 2, 1, 0)]
    made = of_all(monthly(default_method(), deals=deals), "sales_cycle")
    assert kinds(made) == {"own": "own"}
    assert (made.difference, points(made)) == (0, {})
    assert made.effects["label"].tolist() == ["Sales cycle"]


def test_what_cannot_be_asked_is_refused() -> None:
    board = joining()
    with pytest.raises(KeyError):
        two_months(board, label="nobody")
    with pytest.raises(KeyError):
        two_months(board, "no_such_kpi")
    with pytest.raises(GroupsOnly):
        two_months(board, "active_advocate_rate")


# Properties ----------------------------------------------------------------------------------------

score = st.none() | st.floats(0, 100)
component = st.tuples(st.floats(0.01, 100), score, score)


def composite(rows: Sequence[tuple[float, float | None, float | None]]) -> Composite:
    parts = []
    for at, (weight, *scores) in enumerate(rows):
        grid = np.array([scores], dtype="float64")
        parts.append(Part(f"c{at}", f"C{at}", grid, np.array([weight]), grid, grid, np.ones((1, 2)), "points"))
    return compose(parts, minimum_coverage=0.0)


@given(st.lists(component, min_size=1, max_size=6))
def test_components_add_up_and_run_backwards(rows: list[tuple[float, float | None, float | None]]) -> None:
    made = composite(rows)
    was, now = np.nan_to_num(made.value[0])
    forth, back = change(made, (0, 0), (0, 1)), change(made, (0, 1), (0, 0))
    assert forth["points"].sum() == pytest.approx(now - was, abs=EXACT)
    assert forth["points"].to_numpy() == pytest.approx(-back["points"].to_numpy(), abs=EXACT)
    assert [one for _, one in moves(made, (0, 0), (0, 1))] == forth["points"].tolist()
    if all((old is None) == (new is None) for _, old, new in rows):
        assert forth["points"].iloc[-1] == pytest.approx(0, abs=EXACT)


seed = st.integers(0, SEEDS - 1)
column = st.integers(0, MONTHS - 1)
SCORES = ("engagement_score", "mindshare_score", "advocacy_score")
FLOWS = ("bookings", "new_leads", "win_rate", "average_deal_size", "sourced_pipeline_share", "renewal_rate",
         "sales_cycle", "cost_reduction", "sales_volume", "sell_through_rate", "partner_nps")  # fmt: skip
OF_GROUPS = ("advocacy_per_partner", "active_advocate_rate")


def asked(board: Board, base: Board | None, kpi: str, before: int, after: int, groups: Groups | None) -> list[Change]:
    labels = board.partners.labels if groups is None else groups.labels
    return [
        explain_change(board, kpi, label=label, before=before, after=after, groups=groups, base=base)
        for label in labels
    ]


def exact(made: Change) -> bool:
    """Whether the effects add up to the difference, to 1e-9 of the larger value."""
    if made.difference is None:
        return made.effects.empty
    assert made.before_value is not None
    assert made.after_value is not None
    assert set(made.effects["kind"]) <= set(KINDS)
    size = max(1.0, abs(made.before_value), abs(made.after_value))
    return bool(abs(made.effects["points"].sum() - made.difference) <= EXACT * size)


@settings(deadline=None, max_examples=30)
@given(seed, column, column, st.sampled_from(SCORES), st.booleans())
def test_changes_of_partners_scores_add_up(at: int, before: int, after: int, kpi: str, moved: bool) -> None:
    base = changed(at) if moved else None
    assert all(map(exact, asked(lively(at), base, kpi, before, after, None)))


@settings(deadline=None, max_examples=30)
@given(seed, column, column, st.sampled_from(SCORES), st.booleans(), st.booleans())
def test_changes_of_groups_scores_add_up(
    at: int, before: int, after: int, kpi: str, moved: bool, apart: bool
) -> None:
    board = lively(at)
    groups = grouped_by(board.programme, "region") if apart else everyone(board.programme)
    assert all(map(exact, asked(board, changed(at) if moved else None, kpi, before, after, groups)))


@settings(deadline=None, max_examples=30)
@given(seed, column, column, st.sampled_from((*FLOWS, *OF_GROUPS)), st.booleans())
def test_changes_of_rates_and_sums_add_up(at: int, before: int, after: int, kpi: str, moved: bool) -> None:
    board, base = lively(at), changed(at) if moved else None
    assert all(map(exact, asked(board, base, kpi, before, after, grouped_by(board.programme, "region"))))
    if kpi in FLOWS:
        assert all(map(exact, asked(board, base, kpi, before, after, None)))


@settings(deadline=None, max_examples=30)
@given(seed, column, column, st.sampled_from((*SCORES, "win_rate", "bookings")))
def test_effects_of_groups_run_backwards(at: int, before: int, after: int, kpi: str) -> None:
    board = lively(at)
    groups = everyone(board.programme)
    forth, back = (asked(board, None, kpi, *months, groups)[0] for months in ((before, after), (after, before)))
    there, again = (one.effects.set_index("component")["points"].sort_index() for one in (forth, back))
    pd.testing.assert_series_equal(there, -again, atol=1e-6)


@settings(deadline=None, max_examples=30)
@given(seed, column, column, st.sampled_from(SCORES))
def test_a_group_of_one_partner_changes_as_the_partner_does(at: int, before: int, after: int, kpi: str) -> None:
    board = lively(at)
    alone = asked(board, None, kpi, before, after, None)
    grouped = asked(board, None, kpi, before, after, Groups(board.partners.codes, board.partners.labels))
    for one, other in zip(alone, grouped, strict=True):
        pd.testing.assert_frame_equal(one.effects, other.effects)


def test_the_random_programmes_hold_every_kind_of_effect() -> None:
    found = set()
    for at in range(SEEDS):
        board = lively(at)
        for kpi in (*SCORES, "win_rate"):
            for before, after in ((2, 5), (4, 7), (3, 6)):
                for made in asked(board, changed(at), kpi, before, after, everyone(board.programme)):
                    sized = made.effects["points"].abs() > EXACT
                    found |= set(made.effects.loc[sized, "kind"])
    assert found == set(KINDS)
