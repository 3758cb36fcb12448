"""KPIs against the market and the year before, worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kpi.board import Board
from kpi.market import bookings_growth, market_penetration, market_share_growth
from kpi.programme import Programme
from kpi.reading import each_partner, everyone
from tests.kpi.frames import default_method, programme

NAN = float("nan")
Row = dict[str, object]


def won(partner: str, day: str, amount: float) -> Row:
    return {"partner_id": partner, "deal_id": partner + day, "opened_on": day, "closed_on": day, "stage": "won",
            "amount": amount}  # fmt: skip


def opened(partner: str, day: str) -> Row:
    return {"partner_id": partner, "deal_id": "open" + day, "opened_on": day, "stage": "open"}


def size(partner: str, day: str, value: float, by: str = "us") -> Row:
    return {"partner_id": partner, "date": day, "measure": "market_size", "value": value, "reported_by": by}


def member(name: str, joined: str = "2020-01-01", left: str | None = None) -> Row:
    return {"partner_id": name, "name": name, "partner_type": "reseller", "joined_on": joined, "left_on": left}


def call(partner: str, day: str) -> Row:
    return {"partner_id": partner, "date": day, "kind": "call"}


# Growth: 100, 60, 40 in the first months of 2025, 130, 10, 70 in those of 2026; columns 0 to 14.
YEARS = [
    won("a", "2025-01-31", 100), won("a", "2025-02-28", 60), won("a", "2025-03-31", 40),
    won("a", "2026-01-31", 130), won("a", "2026-02-28", 10), won("a", "2026-03-31", 70),
]  # fmt: skip


@pytest.mark.parametrize(
    ("window", "values", "n"),
    [
        (1, [30, -250 / 3, 75], [1, 1, 1]),  # 130/100, 10/60, 70/40
        (
            2,
            [NAN, -12.5, -20],
            [1, 2, 2],
        ),  # 140/160, 80/100; in January half of the earlier window is before the data
        (3, [NAN, NAN, 5], [1, 2, 3]),  # 210/200
        (4, [NAN, NAN, NAN], [1, 2, 3]),
        (99, [NAN, NAN, NAN], [4, 5, 6]),
    ],
)
def test_growth_against_the_same_window_a_year_before(window: int, values: list[float], n: list[int]) -> None:
    made = programme(deals=YEARS, partners=[member("a")])
    found = bookings_growth(made, each_partner(made), window=window)
    assert np.isnan(found.value[0, :12]).all()
    assert found.value[0, 12:] == pytest.approx(values, nan_ok=True)
    assert found.n[0, 12:].tolist() == n
    assert (found.kpi, found.rate) == ("bookings_growth", None)


def test_growth_needs_the_whole_earlier_window_in_existence() -> None:
    # a joined in February 2025: its January is no base; with b, who was there, the group's is
    made = programme(deals=YEARS, partners=[member("a", "2025-02-10"), member("b")])
    alone = bookings_growth(made, each_partner(made), window=2)
    assert alone.value[0, 12:] == pytest.approx([NAN, NAN, -20], nan_ok=True)
    assert np.isnan(alone.value[1]).all()
    together = bookings_growth(made, everyone(made), window=2)
    assert together.value[0, 12:] == pytest.approx([NAN, -12.5, -20], nan_ok=True)
    # who has left since has a base all the same; who was gone in February 2025 has none of February and March
    gone = programme(deals=YEARS, partners=[member("a", left="2025-02-01"), member("b")])
    assert bookings_growth(gone, each_partner(gone), window=1).value[0, 12:] == pytest.approx(
        [30, -250 / 3, NAN], nan_ok=True
    )


def test_growth_needs_the_whole_earlier_window_in_the_span_of_deals() -> None:
    # Interactions from December 2024 on: column 1 is January 2025; deals begin there
    made = programme(deals=YEARS, interactions=[call("a", "2024-12-31")], partners=[member("a")])
    assert bookings_growth(made, each_partner(made), window=2).value[0, 13:] == pytest.approx(
        [NAN, -12.5, -20], nan_ok=True
    )


def test_growth_from_nothing_is_missing_and_to_nothing_is_minus_100() -> None:
    rows = [won("a", "2025-01-31", 0), won("a", "2025-02-28", 0.5), won("a", "2026-01-31", 10),
            opened("a", "2026-02-28"), won("a", "2025-03-31", -4), won("a", "2026-03-31", 4)]  # fmt: skip
    made = programme(deals=rows, partners=[member("a")])
    assert bookings_growth(made, each_partner(made), window=1).value[0, 12:] == pytest.approx(
        [NAN, -100, NAN], nan_ok=True
    )


def test_growth_in_a_year_that_was_not_delivered_is_missing() -> None:
    made = programme(deals=YEARS[:3], interactions=[call("a", "2026-03-31")], partners=[member("a")])
    assert np.isnan(bookings_growth(made, each_partner(made), window=1).value).all()
    assert np.isnan(bookings_growth(made, each_partner(made), window=1).value[0, 12:]).all()


def test_growth_without_deals() -> None:
    made = programme(interactions=[call("a", "2024-01-31"), call("a", "2026-03-31")])
    found = bookings_growth(made, each_partner(made), window=1)
    assert np.isnan(found.value).all()
    assert found.n.sum() == 0


# Penetration


def spring() -> Programme:
    # Won: January 30, April 5. Size: February 400 of ours (the partner's 9,000 is not taken), March 0.
    return programme(
        deals=[won("a", "2026-01-31", 30), won("a", "2026-04-30", 5)],
        measures=[size("a", "2026-02-28", 300), size("a", "2026-02-01", 100),
                  size("a", "2026-02-28", 9000, "partner"),
                  size("a", "2026-03-31", 0)],
        partners=[member("a"), member("b")],
    )  # fmt: skip


def test_penetration_divides_what_was_won_by_the_size_of_the_market() -> None:
    # Windows of two months: no size; 30/400, n 1 + 2; 0/400, n 0 + 3; 5/0, n 1 + 1
    made = spring()
    found = market_penetration(made, each_partner(made), window=2)
    assert found.value == pytest.approx(np.array([[NAN, 7.5, 0, NAN], [NAN] * 4]), nan_ok=True)
    assert found.n.tolist() == [[1, 3, 3, 2], [0, 0, 0, 0]]
    assert found.rate is not None
    assert found.rate.numerator[0].tolist() == [30, 30, 0, 5]
    assert found.rate.denominator[0].tolist() == [0, 400, 400, 0]
    assert (found.rate.factor, found.kpi) == (100, "market_penetration")
    assert market_penetration(made, each_partner(made), window=3).value[0] == pytest.approx(
        [NAN, 7.5, 7.5, 1.25], nan_ok=True
    )


def test_penetration_of_a_group_is_a_sum_over_a_sum() -> None:
    made = programme(
        deals=[won("a", "2026-01-31", 30), won("b", "2026-01-31", 6)],
        measures=[size("a", "2026-01-31", 400), size("b", "2026-01-31", 50, "partner")],
    )
    assert market_penetration(made, each_partner(made), window=3).value[:, 0].tolist() == pytest.approx([7.5, 12])
    group = market_penetration(made, everyone(made), window=3)
    assert group.value.tolist() == [[8]]
    assert group.n.tolist() == [[4]]


def test_penetration_without_deals_or_with_silent_ones_is_missing() -> None:
    made = programme(measures=[size("a", "2026-01-31", 400)])
    found = market_penetration(made, each_partner(made), window=3)
    assert (np.isnan(found.value).tolist(), found.n.tolist()) == ([[True]], [[1]])
    # Deals of March 2025 only: in January 2026 no month of a window of three is left
    made = programme(deals=[won("a", "2025-03-31", 3)], measures=[size("a", "2026-01-31", 400)])
    found = market_penetration(made, each_partner(made), window=3)
    assert np.isnan(found.value[0, 10])
    assert found.n[0, 10] == 1


# Growth of the share


def shares(**more: list[Row]) -> Programme:
    # 2025: 50 of 1,000 and 20 of 500; 2026: 60 of 800 and 10 of 125
    tables: dict[str, list[Row]] = {
        "partners": [member("a")],
        "deals": [won("a", "2025-01-31", 50), won("a", "2025-02-28", 20), won("a", "2026-01-31", 60),
                  won("a", "2026-02-28", 10)],
        "measures": [size("a", "2025-01-31", 1000), size("a", "2025-02-28", 500), size("a", "2026-01-31", 800),
                     size("a", "2026-02-28", 125)],
    }  # fmt: skip
    return programme(**(tables | more))


def growth(made: Programme, window: int) -> list[float]:
    return market_share_growth(made, each_partner(made), window=window).value[0, 12:].tolist()


def test_growth_of_the_share_is_a_difference_of_points() -> None:
    # 7.5 − 5 = 2.5 and 8 − 4 = 4; of two months 70/925 − 70/1,500
    made = shares()
    assert growth(made, 1) == pytest.approx([2.5, 4])
    assert growth(made, 2) == pytest.approx([NAN, 7000 / 925 - 7000 / 1500], nan_ok=True)
    assert growth(made, 3) == pytest.approx([NAN, NAN], nan_ok=True)
    found = market_share_growth(made, each_partner(made), window=1)
    assert found.n[0, 12:].tolist() == [2, 2]
    assert (found.kpi, found.rate) == ("market_share_growth", None)
    assert np.isnan(found.value[0, :12]).all()


def test_growth_of_the_share_needs_both_tables_for_the_whole_earlier_window() -> None:
    later = [size("a", "2025-02-28", 500), size("a", "2026-01-31", 800), size("a", "2026-02-28", 125)]
    assert growth(shares(measures=later), 1) == pytest.approx([NAN, 4], nan_ok=True)
    assert growth(shares(measures=later), 2) == pytest.approx([NAN, NAN], nan_ok=True)
    fewer = [won("a", "2025-02-28", 20), won("a", "2026-01-31", 60), won("a", "2026-02-28", 10)]
    assert growth(shares(deals=fewer), 1) == pytest.approx([NAN, 4], nan_ok=True)
    assert growth(shares(partners=[member("a", "2025-02-01")]), 1) == pytest.approx([NAN, 4], nan_ok=True)


def test_growth_of_the_share_needs_a_market_that_had_a_size() -> None:
    sizes = [size("a", "2025-01-31", 0), size("a", "2025-02-28", 500), size("a", "2026-01-31", 800)]
    assert growth(shares(measures=sizes), 1) == pytest.approx([NAN, NAN], nan_ok=True)
    assert growth(shares(measures=[*sizes, size("a", "2026-02-28", 125)]), 1) == pytest.approx([NAN, 4], nan_ok=True)
    # Half a unit of money is a size: 10/125 − 20/0.5 in %
    small = [size("a", "2025-01-31", 0), size("a", "2025-02-28", 0.5), size("a", "2026-02-28", 125)]
    assert growth(shares(measures=small), 1) == pytest.approx([NAN, 8 - 4000], nan_ok=True)
    # A market of less than nothing is none
    odd = [size("a", "2025-01-31", 7), size("a", "2025-02-28", -500), size("a", "2026-02-28", 125)]
    assert growth(shares(measures=odd), 1) == pytest.approx([NAN, NAN], nan_ok=True)


def test_a_partial_month_is_compared_with_a_whole_one() -> None:
    # As of 14 February 2026 the deal of the 28th is open: January to date 60 + 0 against 70
    rows = [won("a", "2025-01-31", 50), won("a", "2025-02-28", 20), won("a", "2026-01-31", 60),
            opened("a", "2026-02-14")]  # fmt: skip
    made = Board(programme(date(2026, 2, 14), deals=rows, partners=[member("a")]), default_method(), 2)
    assert made.reading("bookings_growth").value[0, 13] == pytest.approx(100 * (60 / 70 - 1))
