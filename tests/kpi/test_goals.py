"""What partners contribute to business goals: shares by hand, and that they add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.board import Board
from kpi.goals import COLUMNS, aims, goals, parts_of, whole_of
from kpi.reading import everyone
from tests.kpi.frames import board

Row = dict[str, object]
PARTNERS: list[Row] = [
    {"partner_id": "a", "name": "A", "partner_type": "reseller"},
    {"partner_id": "b", "name": "B", "partner_type": "reseller"},
    {"partner_id": "c", "name": "C", "partner_type": "referral"},
]


def deal(partner: str, number: int, stage: str, amount: float = 100, days: int = 5) -> Row:
    return {
        "partner_id": partner, "deal_id": f"{partner}{number}", "opened_on": f"2026-03-{20 - days:02d}",
        "closed_on": "2026-03-20", "stage": stage, "amount": amount, "sourced_by": "partner",
    }  # fmt: skip


def spoke(partner: str, quantity: float) -> Row:
    return {"partner_id": partner, "date": "2026-03-31", "kind": "reference", "quantity": quantity}


# a wins 3 of 4 for 300 in all, b 1 of 4 for 100, c nothing of 2
DEALS = [
    *(deal("a", n, "won" if n < 3 else "lost", days=2) for n in range(4)),
    *(deal("b", n, "won" if n < 1 else "lost", days=9) for n in range(4)), *(deal("c", n, "lost") for n in range(2)),
]  # fmt: skip


def programme_of(*targets: Row, **more: list[Row]) -> Board:
    rows: dict[str, list[Row]] = {"partners": PARTNERS, "deals": DEALS, "advocacy": [spoke("a", 1), spoke("b", 2)]}
    return board(**{**rows, **more, "targets": list(targets)})


def of(table: pd.DataFrame, kpi: str, scope: str = "*") -> pd.DataFrame:
    return table[(table["kpi"] == kpi) & (table["scope"] == scope)].set_index("partner_id")


def test_a_sum_is_shared_out() -> None:
    shown = of(goals(programme_of()), "bookings")
    assert shown["contribution"].to_dict() == {"a": 300, "b": 100, "c": 0}
    assert shown["share"].to_dict() == {"a": 0.75, "b": 0.25, "c": 0}
    assert shown["effect"].to_dict() == {"a": 300, "b": 100, "c": 0}
    assert shown["whole"].tolist() == [400] * 3
    assert shown.index.tolist() == ["a", "b", "c"]
    assert set(shown["goal"]) == {"Revenue growth"}


def test_a_rate_has_parts_and_effects() -> None:
    # 4 of 10 won: 40 %. Parts: 3/10, 1/10, 0/10. Without a 1 of 6, without b 3 of 6, without c 4 of 8
    shown = of(goals(programme_of()), "win_rate")
    assert shown["contribution"].to_dict() == pytest.approx({"a": 30, "b": 10, "c": 0})
    assert shown["effect"].to_dict() == pytest.approx({"a": 40 - 100 / 6, "b": -10, "c": -10})
    assert shown["value"].to_dict() == {"a": 75, "b": 25, "c": 0}
    assert shown["share"].to_dict() == pytest.approx({"a": 0.75, "b": 0.25, "c": 0})


def test_a_score_is_a_mean() -> None:
    # Points of a month count as of six: 1 -> 50, 2 -> 100, 0 -> 0. Mean 50: parts 16.67, 33.33 and 0; without b 25
    shown = of(goals(programme_of()), "advocacy_score")
    assert shown["contribution"].to_dict() == pytest.approx({"b": 100 / 3, "a": 50 / 3, "c": 0})
    assert shown["effect"].to_dict() == pytest.approx({"b": 25, "a": 0, "c": -25})
    # Two of three spoke: c drags the share of advocates from 100 % to 66.7 %
    rate = of(goals(programme_of()), "active_advocate_rate")
    assert rate["contribution"].to_dict() == pytest.approx({"a": 100 / 3, "b": 100 / 3, "c": 0})
    assert rate.loc["c", "effect"] == pytest.approx(-100 / 3)


def test_a_median_has_no_parts() -> None:
    shown = of(goals(programme_of()), "sales_cycle")
    assert shown["value"].to_dict() == {"a": 2, "b": 9}
    assert shown[["contribution", "share", "effect"]].isna().all(axis=None)
    assert set(shown["whole"]) == {2}


def test_one_partner_is_the_whole() -> None:
    shown = of(goals(board(deals=[deal("a", 1, "won")])), "win_rate")
    assert shown["share"].tolist() == [1]
    assert shown["effect"].isna().all()


def test_targets_name_goals_and_scopes() -> None:
    made = programme_of(
        {"kpi": "bookings", "value": 900, "due": "2026-12-31", "goal": "revenue  GROWTH"},
        {
            "kpi": "bookings",
            "value": 500,
            "due": "2026-12-31",
            "partner_type": "reseller",
            "goal": "Market expansion",
        },
        {"kpi": "win_rate", "value": 50, "due": "2026-06-30", "partner_id": "c", "goal": "Better deals"},
        {"kpi": "advocacy_score", "value": 50, "due": "2026-06-30", "partner_id": "b"},
        {"kpi": "mood", "value": 1, "due": "2026-06-30", "goal": "Fun"},
        {"kpi": "win_rate", "value": 1, "due": "2026-06-30", "partner_id": "nobody", "goal": "Fun"},
    )
    table = goals(made)
    assert "Fun" not in set(table["goal"])
    everybody = of(table[table["goal"] == "Revenue growth"], "bookings")
    assert everybody["target"].tolist() == [900] * 3
    of_type = of(table, "bookings", "reseller")
    assert of_type["share"].to_dict() == {"a": 0.75, "b": 0.25}
    assert set(of_type["goal"]) == {"Market expansion"}
    alone = of(table, "win_rate", "c")
    assert (alone["goal"].tolist(), alone["whole"].tolist(), alone["target"].tolist()) == (
        ["Better deals"],
        [0],
        [50],
    )
    # A target without a goal serves that of its KPI; goals of targets only come last
    assert of(table, "advocacy_score", "b")["goal"].tolist() == ["Market expansion"]
    assert table["goal"].unique().tolist()[0] == "Revenue growth"
    assert table["goal"].unique().tolist()[-1] == "Better deals"
    # The KPI is not listed a second time without its target
    assert len(table[(table["kpi"] == "bookings") & (table["goal"] == "Revenue growth")]) == 3


def test_one_goal_only() -> None:
    made = programme_of()
    shown = goals(made, goal="market EXPANSION")
    assert set(shown["goal"]) == {"Market expansion"}
    nothing = goals(made, goal="World peace")
    assert nothing.empty
    assert tuple(nothing.columns) == COLUMNS


def test_partners_that_left_count_where_their_rows_do() -> None:
    # d has left; its deal of the quarter is booked, its old advocacy is no score
    gone = [*PARTNERS, {"partner_id": "d", "name": "D", "partner_type": "reseller", "left_on": "2026-02-28"}]
    table = goals(programme_of(partners=gone, deals=[*DEALS, deal("d", 1, "won")], advocacy=[
        *(spoke(one, 1) for one in "ab"), {**spoke("d", 1), "date": "2026-02-15"},
    ]))  # fmt: skip
    assert of(table, "bookings").loc["d", "contribution"] == 100
    assert of(table, "bookings")["contribution"].sum() == 500
    assert "d" not in of(table, "advocacy_score").index


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(0, 500)), min_size=1, max_size=12))
def test_contributions_add_up_to_the_whole(sales: list[tuple[str, bool, int]]) -> None:
    deals = [deal(one, at, "won" if won else "lost", amount) for at, (one, won, amount) in enumerate(sales)]
    made = programme_of(deals=deals, advocacy=[spoke(one, 1) for one, won, _ in sales if won] or [spoke("a", 1)])
    table = goals(made)
    group = everyone(made.programme)
    additive = ("bookings", "new_leads", "win_rate", "average_deal_size", "advocacy_score", "active_advocate_rate")
    for kpi in additive:
        whole = made.reading(kpi, group).value[0, -1]
        shown = of(table, kpi)
        assert np.isnan(whole) or shown["contribution"].sum() == pytest.approx(whole, abs=1e-9)
        if len(shown) > 1 and whole:
            assert shown["share"].sum() == pytest.approx(1)


def test_the_partners_in_view_give_their_part_of_the_whole() -> None:
    made = programme_of()
    (aim,) = [one for one in aims(made) if one.kpi == "bookings"]
    found = parts_of(made, aim, column=0, chosen=np.array([False, True, True]))
    assert (found.whole, found.count, found.share) == (400.0, 3, 0.25)
    assert [(one.partner, one.contribution, one.share, one.effect) for one in found.parts] == [
        (1, 100.0, 0.25, 100.0),
        (2, 0.0, 0.0, 0.0),
    ]
    nobody = parts_of(made, aim, column=0, chosen=np.zeros(3, dtype=bool))
    assert (nobody.parts, nobody.share, nobody.whole) == ((), None, 400.0)


def test_what_is_no_sum_has_partners_without_parts() -> None:
    made = programme_of()
    (aim,) = [one for one in aims(made) if one.kpi == "sales_cycle"]
    found = parts_of(made, aim, column=0, chosen=np.ones(3, dtype=bool))
    assert {(one.contribution, one.share) for one in found.parts} == {(None, None)}
    assert (found.share, sorted(one.value or 0 for one in found.parts)) == (None, [2.0, 9.0])


def test_an_aim_knows_whom_it_is_for() -> None:
    rows = [
        {"kpi": "bookings", "value": 5, "due": "2026-12-31", "partner_id": "a"},
        {"kpi": "bookings", "value": 9, "due": "2026-12-31", "partner_type": "reseller"},
    ]
    made = programme_of(*rows)
    held = {one.scope: one for one in aims(made) if one.kpi == "bookings"}
    assert {scope: one.groups(made).codes.tolist() for scope, one in held.items()} == {
        "a": [0, -1, -1], "reseller": [0, 0, -1], "*": [0, 0, 0],
    }  # fmt: skip
    assert {scope: whole_of(made, one, column=0) for scope, one in held.items()} == {
        "a": 300.0, "reseller": 400.0, "*": 400.0,
    }  # fmt: skip
