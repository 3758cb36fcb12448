"""Customer lifetime value from deals and margins, worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kpi.customers import MONTHS, customer_lifetime_value
from kpi.programme import Programme
from kpi.reading import Groups, Reading, each_partner, everyone
from tests.kpi.frames import board, programme

NAN = float("nan")
Row = dict[str, object]


def deal(
    partner: str, day: str, amount: float | None, customer: str | None, kind: str = "new", stage: str = "won"
) -> Row:
    return {"partner_id": partner, "deal_id": f"{partner}{day}{customer}{amount}", "opened_on": day, "closed_on": day,
            "stage": stage, "amount": amount, "customer": customer, "deal_type": kind}  # fmt: skip


def margin(partner: str, day: str, value: float, by: str = "us") -> Row:
    return {"partner_id": partner, "date": day, "measure": "gross_margin", "value": value, "reported_by": by}


DEALS = [
    deal("a", "2024-01-31", 600, "Acme", "renewal"),
    deal("a", "2024-02-29", 300, "Bolt"),
    deal("a", "2025-12-31", None, "Coil", "renewal", "lost"),
    deal("a", "2026-01-31", 900, "Acme"),
    {"partner_id": "a", "deal_id": "open", "opened_on": "2026-02-28", "stage": "open"},
]
MARGINS = [margin("a", "2024-01-31", 40), margin("a", "2025-12-31", 25), margin("a", "2026-01-31", 55)]


def lifetime(made: Programme, groups: Groups | None = None) -> Reading:
    return customer_lifetime_value(made, groups or each_partner(made))


def test_bookings_a_year_times_margin_times_lifetime() -> None:
    found = lifetime(programme(deals=DEALS, measures=MARGINS))
    assert MONTHS == 24
    # Column 0, one month: 600 · 12 = 7,200; 40 % 2,880; 1 of 1 renewed, lifetime 1/(1/2) = 2 years
    assert found.value[0, 0] == pytest.approx(5760)
    # Column 1: 900 of 2 customers in 2 months, 450 · 6 = 2,700; · 0.4 · 2
    assert found.value[0, 1] == pytest.approx(2160)
    # Column 22, 23 months: 450 · 12/23 · 0.4 · 2
    assert found.value[0, 22] == pytest.approx(450 * 12 / 23 * 0.8)
    # Column 23, 24 months: 225 a year; margin (40 + 25)/2; 1 of 2 renewed: 2 years
    assert found.value[0, 23] == pytest.approx(225 * 0.325 * 2)
    # Column 24: January 2024 is out: 1,200 of Bolt and Acme, 300 a year; (25 + 55)/2; 0 of 1: one year
    assert found.value[0, 24] == pytest.approx(120)
    # Column 25: Acme alone, 450 a year; 40 %; one year
    assert found.value[0, 25] == pytest.approx(180)
    assert found.n[0, [0, 1, 22, 23, 24, 25]].tolist() == [1, 2, 2, 2, 2, 1]
    assert (found.kpi, found.rate, found.labels) == ("customer_lifetime_value", None, ("a",))


def test_the_board_asks_for_it_whatever_its_window() -> None:
    made = board(None, 1, deals=DEALS, measures=MARGINS)
    assert made.reading("customer_lifetime_value").value[0, 24] == pytest.approx(120)


def test_customers_are_counted_once_and_only_when_named() -> None:
    # Acme three times, Bolt once, one nameless, one lost: 1,200 of 2 customers in one month: 600 · 12 = 7,200 a
    # year; 50 %; 2 of 3 renewed: 3 years
    rows = [
        deal("a", "2026-01-05", 400, "Acme", "renewal"),
        deal("a", "2026-01-06", 300, "Acme", "renewal"),
        deal("a", "2026-01-31", 200, "Acme"),
        deal("a", "2026-01-07", 100, "Bolt"),
        deal("a", "2026-01-08", 200, None),
        deal("a", "2026-01-09", 999, "Coil", "renewal", "lost"),
    ]
    for order in (rows, rows[::-1]):
        found = lifetime(programme(deals=order, measures=[margin("a", "2026-01-31", 50)]))
        assert found.value.tolist() == [[pytest.approx(10_800)]]
        assert found.n.tolist() == [[5]]


def test_a_customer_of_two_partners_is_one_of_their_group() -> None:
    # a: 100 of Acme; b: 500 of Acme, 60 of Bolt. Each: margins 20 and 40. Renewals: a 1 of 1, b 0 of 1.
    rows = [deal("a", "2026-01-31", 100, "Acme", "renewal"), deal("b", "2026-01-31", 500, "Acme"),
            deal("b", "2026-01-30", 60, "Bolt"), deal("b", "2026-01-30", 7, "Acme", "renewal", "lost")]  # fmt: skip
    made = programme(deals=rows, measures=[margin("a", "2026-01-31", 20), margin("b", "2026-01-31", 40)])
    # a 1,200 · 0.2 · 2; b 280 · 12 · 0.4 · 1; together 330 · 12 · 0.3 · 2
    assert lifetime(made).value[:, 0].tolist() == pytest.approx([480, 1344])
    assert lifetime(made, everyone(made)).value.tolist() == [[pytest.approx(2376)]]
    assert lifetime(made, everyone(made)).n.tolist() == [[3]]
    only_b = lifetime(made, Groups(np.array([-1, 0]), ("x",)))
    assert (only_b.value.tolist(), only_b.n.tolist()) == ([[pytest.approx(1344)]], [[2]])
    turned = lifetime(made, Groups(np.array([1, 0]), ("y", "x")))
    assert turned.value[:, 0].tolist() == pytest.approx([1344, 480])


def test_a_customer_stays_for_24_months_and_comes_back() -> None:
    # Acme in January 2023 and in March 2025 (column 26): from February on no customer, so nothing; then again
    rows = [
        deal("a", "2023-01-31", 240, "Acme"),
        deal("a", "2024-06-30", 0, None, "renewal"),
        deal("a", "2025-03-31", 480, "Acme"),
    ]
    found = lifetime(programme(deals=rows, measures=[margin("a", "2024-06-30", 50)]))
    # Columns 17 to 23: 240·12/(18 to 24 months)·0.5·2; 24 and 25 missing; 26: 480/1 · 12/24 · 0.5 · 2
    assert np.isnan(found.value[0, :17]).all()
    assert found.value[0, 17:24].tolist() == pytest.approx([240 * 12 / months for months in range(18, 25)])
    assert found.value[0, 24:].tolist() == pytest.approx([NAN, NAN, 240], nan_ok=True)
    assert found.n[0, 22:].tolist() == [2, 2, 1, 1, 2]


def test_months_are_those_of_the_span_of_deals_and_at_least_one() -> None:
    # Deals begin in March 2026, interactions in January; as of 15 April: 1.5 months. 150 · 12/1.5 · 0.5 · 2
    rows = [deal("a", "2026-03-31", 100, "Acme", "renewal"), deal("a", "2026-04-15", 50, "Acme")]
    call = {"partner_id": "a", "date": "2026-01-31", "kind": "call"}
    made = programme(date(2026, 4, 15), deals=rows, interactions=[call], measures=[margin("a", "2026-04-01", 50)])
    assert lifetime(made).value[0, 3] == pytest.approx(1200)
    # One deal of 15 April: half a month counts as one: 50 · 12 · 0.5 · 2
    alone = [deal("a", "2026-04-15", 50, "Acme", "renewal")]
    made = programme(date(2026, 4, 15), deals=alone, measures=[margin("a", "2026-04-01", 50)])
    assert lifetime(made).value[0, 0] == pytest.approx(600)


@pytest.mark.parametrize(
    ("deals", "measures", "n"),
    [
        ([deal("a", "2026-01-31", 100, "Acme")], MARGINS, 1),  # no renewal closed
        ([deal("a", "2026-01-31", 100, None, "renewal")], MARGINS, 1),  # no customer
        ([deal("a", "2026-01-31", 100, "Acme", "renewal")], [margin("a", "2023-12-31", 40)], 1),  # no margin in time
        ([deal("a", "2026-01-31", 100, "Acme", "renewal", "lost")], MARGINS, 0),  # nothing won
        ([], MARGINS, 0),
    ],
)
def test_missing_without_renewals_customers_or_margin(deals: list[Row], measures: list[Row], n: int) -> None:
    tables = {"measures": measures} | ({"deals": deals} if deals else {})
    found = lifetime(programme(**tables))
    assert np.isnan(found.value[0, -1])
    assert found.n[0, -1] == n


def test_nothing_won_and_nothing_lost_are_different() -> None:
    # Won for nothing: worth 0, not missing; a loss makes it negative
    rows = [deal("a", "2026-01-31", 0, "Acme", "renewal")]
    assert lifetime(programme(deals=rows, measures=[margin("a", "2026-01-31", 50)])).value.tolist() == [[0]]
    rows = [deal("a", "2026-01-31", 100, "Acme", "renewal")]
    found = lifetime(programme(deals=rows, measures=[margin("a", "2026-01-31", -10)]))
    assert found.value.tolist() == [[pytest.approx(-240)]]  # 1,200 · −0.1 · 2


def test_each_customer_leaves_after_its_own_24_months() -> None:
    # Acme in column 0, Bolt (a renewal) in 10, Coil in 26 and 30, Dent in 31 (August 2025); a margin of 50 % in 24.
    # Column 29: Bolt and Coil, 300/2 · 12/24 · 0.5 · 2 years; column 32: with Dent and Coil again 1,200/3
    rows = [
        deal("a", "2023-01-31", 999, "Acme"),
        deal("a", "2023-11-30", 100, "Bolt", "renewal"),
        deal("a", "2025-03-31", 200, "Coil"),
        deal("a", "2025-07-31", 300, "Coil"),
        deal("a", "2025-08-31", 600, "Dent"),
        {"partner_id": "a", "deal_id": "open", "opened_on": "2025-09-30", "stage": "open"},
    ]
    found = lifetime(programme(deals=rows, measures=[margin("a", "2025-01-31", 50)]))
    assert found.value[0, [29, 32]].tolist() == pytest.approx([75, 200])


def test_deals_lost_that_are_no_renewals_shorten_no_lifetime() -> None:
    day = "2024-01-31"
    deals = [deal("a", day, 600, "Acme", "renewal"), deal("a", day, 600, "Bolt", "renewal")]
    deals += [deal("a", day, None, "Coil", "new", "lost"), deal("a", day, None, "Dorn", "expansion", "lost")]
    found = lifetime(programme(deals=deals, measures=[margin("a", day, 40)]))
    # 1,200 of 2 customers, 7,200 a year each, 40 % of it; 2 of 2 renewed: 3 years
    assert found.value[0, 0] == pytest.approx(8640)
