"""KPIs of deals on frames worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kpi.board import Board
from kpi.catalogue import RESULTS
from kpi.reading import everyone
from tests.kpi.frames import board, default_method, programme


def deal(
    partner: str, opened: str, stage: str = "open", closed: str | None = None, **more: object
) -> dict[str, object]:
    return {"partner_id": partner, "deal_id": f"{partner}{opened}{closed}", "opened_on": opened, "stage": stage,
            "closed_on": closed, **more}  # fmt: skip


DEALS = [
    deal("a", "2026-01-05", "won", "2026-01-25", amount=100, sourced_by="partner"),
    deal("a", "2026-01-10", "lost", "2026-02-20", sourced_by="us", amount=300),
    deal("b", "2026-02-01", "won", "2026-03-03", amount=50, deal_type="renewal", sourced_by="partner"),
    deal("b", "2026-03-31", "open", "2027-01-01"),
]


def test_values_of_each_partner() -> None:
    made = board(deals=DEALS)
    values = {kpi: made.reading(kpi).value[:, 2].tolist() for kpi in RESULTS}
    assert values == {
        "bookings": [100, 50],
        "win_rate": [50, 100],
        "average_deal_size": [100, 50],
        "sourced_pipeline_share": [25, 100],
        "new_leads": [1, 0],
        "sales_cycle": [20, 30],
    }


def test_group_values_are_sums_over_sums() -> None:
    made = board(deals=DEALS)
    group = everyone(made.programme)
    assert made.reading("win_rate", group).value[0, 2] == pytest.approx(200 / 3)
    assert made.reading("sales_cycle", group).value[0, 2] == 25
    assert made.reading("sourced_pipeline_share", group).value[0, 2] == pytest.approx(100 * 150 / 450)
    assert made.reading("bookings", group).n[0, 2] == 2


def test_nothing_closed_is_missing_but_no_bookings_is_zero() -> None:
    made = board(deals=DEALS)
    assert np.isnan(made.reading("win_rate").value[1, 1])
    assert made.reading("bookings").value[1, 1] == 0


def test_deals_count_outside_existence() -> None:
    partners = [{"partner_id": "a", "name": "A", "partner_type": "reseller", "joined_on": "2026-03-01"}]
    made = board(partners=partners, deals=DEALS[:1] + DEALS[2:])
    assert made.reading("bookings").value[0, 2] == 100


def test_a_deal_that_closes_after_as_of_is_open() -> None:
    early = Board(programme(date(2026, 1, 31), deals=DEALS), default_method())
    assert early.reading("win_rate").value[0].tolist() == [100]
    assert early.programme.shape == (1, 1)


def test_deals_silent_for_a_year_are_missing_not_zero() -> None:
    rows = [*DEALS[:1], deal("b", "2027-03-01")]
    made = board(deals=rows)
    bookings = made.reading("bookings").value[0]
    assert bookings[11] == 0
    assert np.isnan(bookings[12])
