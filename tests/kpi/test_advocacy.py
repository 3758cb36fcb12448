"""Partner Advocacy on frames worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kpi.reading import everyone, grouped_by
from tests.kpi.frames import board


def act(partner: str, day: str, quantity: float = 1) -> dict[str, object]:
    return {"partner_id": partner, "date": day, "kind": "reference", "quantity": quantity}


PARTNERS = [
    {"partner_id": "a", "name": "A", "partner_type": "reseller", "joined_on": "2020-01-01"},
    {"partner_id": "b", "name": "B", "partner_type": "reseller", "joined_on": "2020-01-01"},
    {
        "partner_id": "c",
        "name": "C",
        "partner_type": "referral",
        "joined_on": "2020-01-01",
        "left_on": "2026-02-28",
    },
]


def test_score_divides_by_at_least_six_months() -> None:
    # Three months delivered, divided by 6: 12 * 1 / 6 = 2 a year of 4 -> 50; without activity 0
    made = board(partners=PARTNERS, advocacy=[act("a", "2026-01-31"), act("c", "2026-01-31"), act("a", "2026-03-31")])
    score = made.reading("advocacy_score").value
    assert list(score[0]) == pytest.approx([50, 50, 100])
    assert list(score[1]) == [0, 0, 0]
    assert made.reading("advocacy_score").coverage is not None


def test_without_advocacy_in_twelve_months_the_score_is_missing() -> None:
    rows = [act("a", "2024-12-31"), act("a", "2026-03-31")]
    reading = board(partners=PARTNERS, advocacy=rows).reading("advocacy_score")
    assert np.isnan(reading.value[1, 12])
    assert reading.band_codes[1, 12] == 0
    assert reading.value[1, 11] == 0


def test_activities_per_partner_count_those_of_partners_that_left() -> None:
    rows = [act("a", "2026-01-31", 2), act("c", "2026-02-28"), act("a", "2026-03-31")]
    made = board(partners=PARTNERS, advocacy=rows)
    per_partner = made.reading("advocacy_per_partner", everyone(made.programme))
    # January 2/3, February 3/3, March 4/2 (c has left)
    assert list(per_partner.value[0]) == pytest.approx([2 / 3, 1, 2])


def test_active_rate_is_over_partners_that_exist() -> None:
    rows = [act("a", "2026-01-31", 2), act("c", "2026-02-28"), act("a", "2026-03-31", 0)]
    made = board(partners=PARTNERS, advocacy=rows)
    rate = made.reading("active_advocate_rate", everyone(made.programme))
    assert list(rate.value[0]) == pytest.approx([100 / 3, 200 / 3, 50])
    by_type = made.reading("active_advocate_rate", grouped_by(made.programme, "partner_type"))
    assert by_type.labels == ("referral", "reseller")


def test_active_rate_is_missing_when_those_still_there_have_no_month_left() -> None:
    partners = [
        {"partner_id": "a", "name": "A", "partner_type": "reseller", "left_on": "2026-01-31"},
        {"partner_id": "b", "name": "B", "partner_type": "reseller", "joined_on": "2026-02-01"},
    ]
    call = {"partner_id": "b", "date": "2026-02-28", "kind": "call", "quantity": 1}
    made = board(partners=partners, advocacy=[act("a", "2026-01-31")], interactions=[call])
    group = everyone(made.programme)
    assert np.isnan(made.reading("active_advocate_rate", group).value[0, 1])
    assert made.reading("advocacy_per_partner", group).value[0, 1] == 1
