"""KPIs of deals on frames worked by hand."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from kpi.board import Board
from kpi.catalogue import RESULTS
from kpi.deals import sales_cycle, window_sum
from kpi.reading import Groups, each_partner, everyone
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


# Eight deals of a, two of b; windows of two months, January to April 2026.
MIXED = [
    deal("a", "2026-01-10", "won", "2026-01-25", amount=700, sourced_by="partner", deal_type="new"),
    deal("a", "2026-01-12", "won", "2026-02-11", amount=50, sourced_by="us", deal_type="renewal"),
    deal("a", "2026-01-12", "lost", "2026-02-28", amount=300, sourced_by="partner", deal_type="renewal"),
    deal("a", "2026-02-02", "won", "2026-03-31", amount=20, sourced_by="partner", deal_type="renewal"),
    deal("a", "2026-03-03", "open", amount=1000, sourced_by="partner", deal_type="expansion"),
    deal("a", "2026-03-04", "open", amount=9, deal_type="new"),
    deal("a", "2026-03-05", "lost", "2026-03-06", sourced_by="us", deal_type="new"),
    deal("b", "2026-02-05", "won", "2026-04-30", amount=11, sourced_by="partner", deal_type="new"),
    deal("b", "2026-01-31", "lost", "2026-04-02", amount=6, sourced_by="partner"),
]

NAN = float("nan")

WORKED = {
    # KPI: values and n of a, then of b, January to April
    # won 700; + 50; 50 + 20; 20
    "bookings": ([700, 750, 70, 20], [1, 2, 2, 1], [0, 0, 0, 11], [0, 0, 0, 1]),
    # 1 of 1; 2 of 3; February and March 2 of 4; March and April 1 of 2
    "win_rate": ([100, 200 / 3, 50, 50], [1, 3, 4, 2], [NAN, NAN, NAN, 50], [0, 0, 0, 2]),
    "average_deal_size": ([700, 375, 35, 20], [1, 2, 2, 1], [NAN, NAN, NAN, 11], [0, 0, 0, 1]),
    # opened by the partner 1,000 of 1,050; 1,020 of 1,070; 1,020 of 1,020 (a lost one without an amount); 1,000
    "sourced_pipeline_share": (
        [100 / 1.05, 102_000 / 1070, 100, 100], [3, 4, 3, 2], [100, 100, 100, NAN], [1, 2, 1, 0],
    ),
    # without the renewals of January and February, without the deal of unknown source
    "new_leads": ([1, 1, 1, 1], [1, 1, 1, 1], [1, 2, 1, 0], [1, 2, 1, 0]),
    # 1 of 2; 2 of 3; 1 of 1
    "renewal_rate": ([NAN, 50, 200 / 3, 100], [0, 2, 3, 1], [NAN] * 4, [0] * 4),
    # the partner's own: 1 of 1; 1 of 2; 1 of 2; 1 of 1
    "lead_conversion": ([100, 50, 50, 100], [1, 2, 2, 1], [NAN, NAN, NAN, 50], [0, 0, 0, 2]),
    # 15 days; 15 and 30; 30 and 57 (26 + 31); 57. b: 23 + 31 + 30 days
    "sales_cycle": ([15, 22.5, 43.5, 57], [1, 2, 2, 1], [NAN, NAN, NAN, 84], [0, 0, 0, 1]),
}  # fmt: skip


@cache
def mixed(*, turned: bool) -> Board:
    return board(None, 2, deals=MIXED[::-1] if turned else MIXED)


@pytest.mark.parametrize("kpi", WORKED)
@pytest.mark.parametrize("turned", [False, True])
def test_each_kpi_of_deals_in_a_window_of_two_months(kpi: str, turned: bool) -> None:
    found = mixed(turned=turned).reading(kpi)
    value_a, n_a, value_b, n_b = WORKED[kpi]
    assert found.value == pytest.approx(np.array([value_a, value_b]), nan_ok=True)
    assert found.n.tolist() == [n_a, n_b]
    assert (found.kpi, found.labels, found.first) == (kpi, ("a", "b"), 24_312)
    assert found.bands is None
    assert found.coverage is None


def test_medians_are_of_all_deals_of_a_group() -> None:
    # Window of three, March: 15, 30, 57 -> 30. April of a and b: 30, 57, 84 -> 57; of two months (57 + 84)/2.
    made = programme(deals=MIXED)
    assert sales_cycle(made, each_partner(made), window=3).value[0].tolist() == [15, 22.5, 30, 43.5]
    assert sales_cycle(made, everyone(made), window=3).value[0].tolist() == [15, 22.5, 30, 57]
    assert sales_cycle(made, everyone(made), window=2).value[0, 3] == 70.5
    only_b = Groups(np.array([-1, 0]), ("x",))
    assert sales_cycle(made, only_b, window=3).value[0].tolist() == pytest.approx([NAN, NAN, NAN, 84], nan_ok=True)
    assert sales_cycle(made, only_b, window=3).n.tolist() == [[0, 0, 0, 1]]
    assert sales_cycle(made, everyone(made), window=1).value[0].tolist() == [15, 30, 57, 84]


def test_a_median_counts_deals_alike_one_by_one() -> None:
    # Twice 2 days (one line of a rollup), once 10: the median is 2, not 6. With another 10: 6; and with a 40: 10
    twice = [deal("a", "2026-01-01", "won", "2026-01-03", amount=one) for one in (1, 2)]
    ten = deal("a", "2026-01-01", "won", "2026-01-11", amount=3)
    made = board(deals=[*twice, ten])
    assert (made.reading("sales_cycle").value.tolist(), made.reading("sales_cycle").n.tolist()) == ([[2]], [[3]])
    more = [deal("b", "2026-01-01", "won", "2026-01-11"), deal("b", "2026-01-01", "won", "2026-02-10")]
    made = board(deals=[ten, *more, *twice])
    assert made.reading("sales_cycle", everyone(made.programme)).value.tolist() == [[6, 10]]
    assert made.reading("sales_cycle").value.tolist() == [[2, 2], [10, 25]]


def test_a_deal_won_on_the_day_it_was_opened_took_no_time() -> None:
    made = board(deals=[deal("a", "2026-01-31", "won", "2026-01-31", amount=5)])
    assert made.reading("sales_cycle").value.tolist() == [[0]]


def test_edges_of_deals() -> None:
    # Without a table; one open deal; amounts of 0; the same row twice; a partner of nobody's list
    none = board(interactions=[{"partner_id": "a", "date": "2026-01-31", "kind": "call"}])
    for kpi in WORKED:
        assert np.isnan(none.reading(kpi).value).all(), kpi
        assert none.reading(kpi).n.tolist() == [[0]]
    one = board(deals=[deal("a", "2026-01-31", "open", sourced_by="partner")])
    values = {kpi: one.reading(kpi).value[0, 0] for kpi in WORKED}
    missing = dict.fromkeys(
        ("win_rate", "average_deal_size", "sourced_pipeline_share", "renewal_rate", "lead_conversion", "sales_cycle"),
        NAN,
    )
    assert values == pytest.approx({"bookings": 0, "new_leads": 1} | missing, nan_ok=True)
    assert one.reading("sourced_pipeline_share").n.tolist() == [[1]]
    again = board(deals=[MIXED[0], MIXED[0]])
    assert again.reading("bookings").value.tolist() == [[1400]]
    assert again.programme.partners["partner_type"].tolist() == ["unknown"]


def test_window_sums_by_words() -> None:
    made = programme(deals=MIXED)
    alone = each_partner(made)
    assert window_sum(made, alone, 1, "amount", event="opened").tolist() == [[1050, 20, 1009, 0], [6, 11, 0, 0]]
    assert window_sum(made, alone, 2, "rows", event="lost", deal_type="renewal").tolist() == [[0, 1, 1, 0], [0] * 4]
    assert window_sum(made, everyone(made), 4, "amount", event="won").tolist() == [[700, 750, 770, 781]]
    empty = programme(interactions=[{"partner_id": "a", "date": "2026-01-31", "kind": "call"}])
    assert window_sum(empty, each_partner(empty), 2, "rows").tolist() == [[0]]


def test_a_sum_of_deals_is_defined_outside_existence() -> None:
    # a joined in March: what it won in January, and that it won nothing in February, are known
    partners = [{"partner_id": "a", "name": "A", "partner_type": "reseller", "joined_on": "2026-03-01"}]
    made = board(None, 1, partners=partners, deals=[DEALS[0], deal("a", "2026-03-31")])
    assert made.reading("bookings").value.tolist() == [[100, 0, 0]]
    assert made.reading("new_leads").value.tolist() == [[1, 0, 0]]


def test_the_sources_behind_a_share_are_openings_only() -> None:
    deals = [
        {"partner_id": "a", "deal_id": "1", "opened_on": "2026-01-05", "closed_on": "2026-02-01", "stage": "won",
         "amount": 30.0, "sourced_by": "partner"},
        {"partner_id": "a", "deal_id": "2", "opened_on": "2026-02-05", "closed_on": "2026-02-09", "stage": "lost",
         "amount": 10.0, "sourced_by": "us"},
    ]  # fmt: skip
    made = board(window=1, deals=deals)
    share = made.reading("sourced_pipeline_share")
    # January opens the partner's deal alone, February ours; that both close in February opens nothing.
    assert share.n.tolist() == [[1, 1]]
    assert share.value.tolist() == [[100.0, 0.0]]
