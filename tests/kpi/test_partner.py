"""One partner in numbers, on frames worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kpi.partner import advocacy_year, by_change, levers, own_target
from kpi.summary import quarters
from tests.kpi.frames import board

RESELLERS = [{"partner_id": one, "name": one.upper(), "partner_type": "reseller"} for one in "abcde"]


def activity(partner: str, kind: str, quantity: float, day: str = "2026-03-31") -> dict[str, object]:
    return {"partner_id": partner, "date": day, "kind": kind, "quantity": quantity}


def spoke(partner: str, kind: str, day: str, quantity: float = 1) -> dict[str, object]:
    return {"partner_id": partner, "date": day, "kind": kind, "quantity": quantity}


def test_levers_are_share_times_what_is_missing() -> None:
    # One month, rates are three times the quantity: meeting 6 of 12 -> 50, campaign 6 of 6 -> 100, training 0,
    # lead 3 of 6 -> 50, feedback 3 of 3 -> 100, review 3 of 1 -> 100. Training: 0.2 * 100; the others 0.2 * 50
    rows = [
        activity("a", kind, quantity)
        for kind, quantity in {"meeting": 2, "campaign": 2, "lead": 1, "feedback": 1, "business_review": 1}.items()
    ]
    rows.append(activity("b", "training", 1))
    made = board(partners=RESELLERS[:2], interactions=rows)
    assert made.engagement.value[0, 0] == pytest.approx(60)
    found = levers(made, 0, 0)
    assert [(one.component, one.rate, one.reference) for one in found] == [
        ("enablement", 0, 3),
        ("communication", 6, 12),
        ("pipeline", 3, 6),
    ]
    assert [one.points for one in found] == pytest.approx([20, 10, 10])
    assert made.engagement.value[0, 0] + sum(one.points for one in found) == pytest.approx(100)


def test_without_a_score_there_is_no_lever() -> None:
    made = board(interactions=[activity("a", "training", 1)])
    assert np.isnan(made.engagement.value[0, 0])
    assert levers(made, 0, 0) == []


def test_an_advocacy_year_counts_twelve_months_by_kind() -> None:
    rows = [
        spoke("a", "reference", "2025-02-28"),  # thirteen months before the end: out
        spoke("a", "reference", "2025-04-01", 2),
        spoke("a", "case_study", "2026-03-31"),
        spoke("b", "case_study", "2026-03-31"),
    ]
    made = board(advocacy=rows)
    year = advocacy_year(made, 0, 13)
    assert [(one.kind, one.quantity) for one in year.kinds] == [("reference", 2), ("case_study", 1)]
    assert (year.quantity, year.points, year.months) == (3, 3, 12)
    # 100 * (12 * 3 / 12) / 4 = 75
    assert made.reading("advocacy_score").value[0, 13] == pytest.approx(75)


def test_a_newcomer_counts_at_least_six_months() -> None:
    year = advocacy_year(board(advocacy=[spoke("a", "reference", "2026-03-31")]), 0, 0)
    assert (year.months, year.points) == (6, 1)


def test_only_a_target_that_names_the_partner_is_its_own() -> None:
    targets = [
        {"kpi": "advocacy_score", "value": 50, "due": "2026-12-31"},
        {"kpi": "advocacy_score", "value": 75, "due": "2026-12-31", "partner_id": "b"},
    ]
    made = board(advocacy=[spoke("a", "reference", "2026-03-31")], targets=targets, partners=RESELLERS)
    assert own_target(made, "advocacy_score", "a", 0) is None
    own = own_target(made, "advocacy_score", "b", 0)
    assert own is not None
    assert own.value == 75


def test_steps_go_from_the_largest_fall_to_the_unknown() -> None:
    # March to June 2026; a falls as its reference leaves nothing, b rises, c joins late
    partners = [*RESELLERS[:2], {**RESELLERS[2], "joined_on": "2026-05-01"}]
    rows = [spoke("a", "reference", "2025-06-15", 2), spoke("b", "reference", "2026-06-30")]
    made = board(partners=partners, advocacy=rows)
    at = quarters(made.programme.calendar)
    chosen = np.array([True, True, True])
    assert by_change(made, "advocacy_score", chosen, at[-1], at[-2]) == [0, 1, 2]
    assert by_change(made, "advocacy_score", np.array([False, True, True]), at[-1], None) == [1, 2]
