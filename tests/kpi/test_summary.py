"""Small answers for pages."""

from __future__ import annotations

from datetime import date

import numpy as np

from kpi import summary
from kpi.periods import parse_month
from kpi.programme import Calendar
from kpi.targets import open_target
from tests.callbacks.boards import small_board
from tests.kpi.frames import board


def calendar(first: str, as_of: date) -> Calendar:
    return Calendar(parse_month(first), as_of.year * 12 + as_of.month - 1, as_of)


def test_a_quarter_is_taken_at_its_last_complete_month() -> None:
    made = summary.quarters(calendar("2026-02", date(2026, 8, 10)))
    assert [(one.key, one.column, one.complete) for one in made] == [
        ("2026Q1", 1, True),
        ("2026Q2", 4, True),
        ("2026Q3", 5, False),
    ]


def test_a_first_partial_month_is_still_shown() -> None:
    made = summary.quarters(calendar("2026-08", date(2026, 8, 10)))
    assert [(one.label, one.column, one.complete) for one in made] == [("Q3 2026", 0, False)]


def test_fiscal_quarters() -> None:
    made = summary.quarters(calendar("2026-01", date(2026, 4, 30)), fiscal_start=2)
    assert [one.label for one in made] == ["FY26 Q4", "FY27 Q1"]


def test_band_counts_and_moves() -> None:
    made = small_board()
    everybody = np.ones(6, dtype=bool)
    at = summary.quarters(made.programme.calendar)
    counts = summary.band_counts(made, "engagement_score", everybody, at)
    assert counts["strong"] == [5, 4, 5]
    assert counts["low"] == [0, 1, 1]
    assert summary.band_moves(made, "engagement_score", everybody, at[1], at[0]) == (0, 1)


def test_targets_of_a_partner_come_before_those_of_its_type_and_of_all() -> None:
    rows = [
        {"kpi": "bookings", "value": 1.0, "due": "2026-12-31"},
        {"kpi": "bookings", "value": 2.0, "due": "2026-12-31", "partner_type": "reseller"},
        {"kpi": "bookings", "value": 3.0, "due": "2027-06-30", "partner_id": "p"},
        {"kpi": "bookings", "value": 4.0, "due": "2026-09-30", "partner_id": "p"},
        {"kpi": "bookings", "value": 5.0, "due": "2026-01-31", "partner_id": "p"},
    ]
    partners = [{"partner_id": one, "name": one, "partner_type": "reseller"} for one in "pq"]
    partners.append({"partner_id": "r", "name": "r", "partner_type": "referral"})
    call = {"partner_id": "p", "date": "2026-03-31", "kind": "call", "quantity": 1}
    programme = board(partners=partners, targets=rows, interactions=[call]).programme
    found = {one: open_target(programme, "bookings", partner_id=one) for one in ("p", "q", "r", "")}
    assert {one: target and target.value for one, target in found.items()} == {"p": 4, "q": 2, "r": 1, "": 1}
    assert open_target(programme, "win_rate") is None
