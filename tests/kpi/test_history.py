"""Histories: which quarters and months count."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kpi.board import Board
from kpi.history import History, run_lengths, spaced, spaced_all
from kpi.reading import grouped_by
from tests.kpi.frames import board

AS_OF = date(2026, 3, 31)
PARTNERS = [
    {"partner_id": "a", "name": "A", "partner_type": "reseller", "joined_on": "2020-01-01"},
    {"partner_id": "b", "name": "B", "partner_type": "reseller", "joined_on": "2025-02-10"},
    {"partner_id": "c", "name": "C", "partner_type": "referral", "joined_on": "2020-01-01", "left_on": "2025-12-31"},
]


def months(first: str, last: str) -> list[str]:
    at, end = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(at, end + 1)]


def won(partner: str, month: str, amount: float = 100.0) -> dict[str, object]:
    return {
        "partner_id": partner,
        "deal_id": f"{partner}{month}",
        "opened_on": f"{month}-01",
        "closed_on": f"{month}-20",
        "stage": "won",
        "amount": amount,
        "deal_type": "new",
    }


def sold(first: str, last: str, *, as_of: date | None = AS_OF, partners: str = "abc") -> Board:
    rows = [won(one, month) for one in partners for month in months(first, last)]
    # Calls keep the calendar longer than the deals.
    calls = [{"partner_id": "a", "date": f"{month}-15", "kind": "call"} for month in months("2023-11", "2026-03")]
    return board(as_of=as_of, partners=PARTNERS, deals=rows, interactions=calls)


def test_quarters_that_do_not_overlap() -> None:
    # The calendar begins in November 2023: that quarter is not whole. 3 deals of 100 a quarter
    history = spaced(sold("2023-11", "2026-03"), "bookings", label="a")
    assert (history.step, history.short, history.overlap) == ("quarter", "", 1)
    assert history.labels[0] == "Q1 2024"
    assert history.labels[-1] == "Q1 2026"
    assert history.values == (300.0,) * 9
    assert history.quarterly == history.values


def test_the_window_of_the_board_makes_no_difference() -> None:
    made = sold("2023-11", "2026-03")
    yearly = Board(made.programme, made.method, 12)
    assert spaced(yearly, "bookings", label="a") == spaced(made, "bookings", label="a")


def test_quarters_of_the_fiscal_year() -> None:
    history = spaced(sold("2023-11", "2026-03"), "bookings", label="a", fiscal_start=2)
    # November to January is whole, February and March are not a quarter yet
    assert (history.labels[0], history.labels[-1], len(history.values)) == ("FY24 Q4", "FY26 Q4", 9)


def test_a_partial_month_is_never_used() -> None:
    quarters = spaced(sold("2023-11", "2026-03", as_of=date(2026, 3, 30)), "bookings", label="a")
    assert quarters.labels[-1] == "Q4 2025"
    assert spaced_all(sold("2023-11", "2026-03", as_of=date(2026, 3, 30)), "bookings").month_labels[-1] == "2026-02"


def test_a_calendar_of_one_partial_month_has_no_history() -> None:
    made = board(as_of=date(2026, 3, 10), deals=[won("a", "2026-03") | {"closed_on": "2026-03-05"}])
    history = spaced(made, "bookings", label="a")
    assert (history.values, history.short) == ((), "There is no value for the last complete quarter or month.")


def test_months_when_quarters_are_too_few() -> None:
    # b joined in February 2025: 4 whole quarters, 14 months
    history = spaced(sold("2023-11", "2026-03"), "bookings", label="b")
    assert (history.step, history.short) == ("month", "")
    assert len(history.values) == len(months("2023-11", "2026-03"))
    assert history.usable.tolist() == [100.0] * 14
    assert history.quarterly[-5:] == (pytest.approx(np.nan, nan_ok=True), 300.0, 300.0, 300.0, 300.0)


def test_too_few_of_either_say_so() -> None:
    made = sold("2025-05", "2026-03")
    history = spaced(made, "bookings", label="b")
    assert (history.step, history.values[-1]) == ("quarter", 300.0)
    # The deals begin in May 2025, so that the second quarter of 2025 is not whole
    assert history.short == "It takes 8 whole quarters or 12 months in a row; there are 3 and 11."
    assert history.lacking == history.short


def test_a_partner_that_left_has_no_last_value() -> None:
    history = spaced(sold("2023-11", "2026-03"), "bookings", label="c")
    assert history.short == "There is no value for the last complete quarter or month."


def test_a_quarter_that_deals_do_not_cover_is_not_a_fall() -> None:
    # Deals were delivered up to February: the first quarter of 2026 would be 200
    history = spaced(sold("2023-11", "2026-02"), "bookings", label="a")
    assert np.isnan(history.values[-1])
    assert history.values[-2] == 300.0


def test_groups_and_everyone() -> None:
    made = sold("2023-11", "2026-03")
    types = grouped_by(made.programme, "partner_type")
    reseller = spaced(made, "bookings", label="reseller", groups=types)
    assert reseller.values[-1] == 600.0
    assert np.isnan(spaced(made, "bookings", label="referral", groups=types).values[-1])
    # All deals count, also of partners that have left: 3 partners · 3 deals
    assert spaced(made, "bookings").values[-1] == 900.0


def test_all_at_once_are_each_alone() -> None:
    made = sold("2023-11", "2026-03")
    together = spaced_all(made, "engagement_score")
    for label in together.rows:
        one = spaced(made, "engagement_score", label=label)
        assert (one.step, one.labels, one.short) == (
            together.row(label).step,
            together.row(label).labels,
            together.row(label).short,
        )
        assert np.array_equal(one.values, together.row(label).values, equal_nan=True)


def test_an_unknown_partner_is_an_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        spaced(sold("2025-05", "2026-03"), "bookings", label="nobody")


@pytest.mark.parametrize(("kpi", "overlap"), [("advocacy_score", 4), ("mindshare_score", 4), ("bookings", 1)])
def test_longer_windows_say_how_far_they_overlap(kpi: str, overlap: int) -> None:
    assert spaced(sold("2023-11", "2026-03"), kpi, label="a").overlap == overlap


def test_usable_is_the_run_at_the_end() -> None:
    history = History("win_rate", "quarter", tuple("abcde"), (1.0, 2.0, np.nan, 3.0, 4.0))
    assert history.usable.tolist() == [3.0, 4.0]
    assert History("win_rate", "quarter", (), ()).usable.tolist() == []
    assert run_lengths(np.empty((2, 0))).tolist() == [0, 0]
