"""Activity by day, and its gaps."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kpi.activity import Activity, calendar_span, daily, longest_gap, within
from kpi.benchmark import part_percentiles
from kpi.catalogue import CATALOGUE
from kpi.target_share import target_share
from tests.kpi.frames import board, frame


def test_days_add_quantities_of_contacts_and_advocacy_and_deals_opened() -> None:
    facts = {
        "interactions": frame(
            "interactions", [{"partner_id": "a", "date": "2026-03-02", "kind": "call", "quantity": 2}]
        ),
        "advocacy": frame("advocacy", [{"partner_id": "a", "date": "2026-03-02", "kind": "talk", "quantity": 1}]),
        "deals": frame(
            "deals", [{"partner_id": "a", "deal_id": "1", "opened_on": "2026-03-03", "stage": "open", "amount": 9.0}]
        ),
        "surveys": frame("surveys", [{"partner_id": "a", "date": "2026-03-01", "question": "q", "score": 1}]),
    }
    made = daily(facts, date(2026, 3, 1), date(2026, 3, 4))
    assert (made.counts, made.last, made.total) == ((0.0, 3.0, 1.0, 0.0), date(2026, 3, 4), 4.0)


def test_days_outside_are_left_out_and_no_rows_are_no_error() -> None:
    rows = frame("interactions", [{"partner_id": "a", "date": "2026-05-02", "kind": "call"}])
    assert daily({"interactions": rows}, date(2026, 3, 1), date(2026, 3, 2)).counts == (0.0, 0.0)
    assert daily({"deals": pd.DataFrame()}, date(2026, 3, 1), date(2026, 3, 1)).counts == (0.0,)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([1.0, *[0.0] * 13, 1.0], None),
        ([1.0, *[0.0] * 14, 1.0], (date(2026, 3, 2), date(2026, 3, 15))),
        ([*[0.0] * 14], (date(2026, 3, 1), date(2026, 3, 14))),
        # of two of the same length the later one
        ([*[0.0] * 14, 1.0, *[0.0] * 14], (date(2026, 3, 16), date(2026, 3, 29))),
        ([], None),
    ],
)
def test_a_gap_is_a_fortnight_at_least(counts: list[float], expected: tuple[date, date] | None) -> None:
    found = longest_gap(Activity(date(2026, 3, 1), tuple(counts)))
    assert (None if found is None else (found.first, found.last)) == expected


def test_no_gap_reaches_beyond_the_partnership() -> None:
    quiet = Activity(date(2026, 3, 1), (0.0,) * 40)
    found = longest_gap(quiet, since=date(2026, 3, 11), until=date(2026, 3, 30))
    assert found is not None
    assert (found.first, found.last, found.days) == (date(2026, 3, 11), date(2026, 3, 30), 20)
    assert within(quiet, since=date(2026, 4, 8)) == (None,) * 38 + (0.0, 0.0)


def test_a_calendar_ends_with_the_data_and_begins_with_them() -> None:
    march = 2026 * 12 + 2
    whole = calendar_span(march, as_of=date(2026, 3, 20), first_month=march - 30)
    assert whole == (date(2025, 4, 1), date(2026, 3, 20))
    assert calendar_span(march, as_of=date(2026, 3, 20), first_month=march)[0] == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("kpi", "value", "target", "share", "reached"),
    [
        ("bookings", 50.0, 100.0, 50.0, False),
        ("bookings", 100.0, 100.0, 100.0, True),
        ("sales_cycle", 20.0, 40.0, 200.0, True),
        ("sales_cycle", 0.0, 40.0, None, True),
        ("bookings_growth", -5.0, 10.0, None, False),
        ("bookings_growth", 5.0, 0.0, None, True),
    ],
)
def test_a_value_is_a_share_of_its_target(
    kpi: str, value: float, target: float, share: float | None, reached: bool
) -> None:
    found = target_share(CATALOGUE[kpi], value, target)
    assert (found.share, found.reached) == (share, reached)


def test_components_have_a_place_among_five_peers_only() -> None:
    def scores(count: int) -> dict[str, float]:
        names = [{"partner_id": f"p{at}", "name": "N", "partner_type": "reseller"} for at in range(count)]
        rows = [
            {"partner_id": f"p{at}", "date": "2026-03-31", "kind": "call", "quantity": float(at)}
            for at in range(count)
        ]
        return part_percentiles(board(partners=names, interactions=rows), "engagement_score", label="p1", column=0)

    # 0, 3, 6, 9, 12 a quarter: one does worse, one as well (itself): (1 + 0.5) of 5
    assert scores(5) == {"communication": 30.0}
    assert scores(4) == {}
