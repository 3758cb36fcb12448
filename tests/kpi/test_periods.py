"""Months as ordinals, and the quarters that they lie in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.periods import month_days, month_end, month_ordinal, month_text, parse_month, quarter_of, quarter_text


def test_an_ordinal_counts_months_from_year_0() -> None:
    # 2026 · 12 = 24,312; March is the third: + 2
    assert month_ordinal(date(2026, 3, 31)) == 24_314
    assert month_ordinal(date(2026, 1, 1)) == 24_312
    assert month_ordinal(date(2025, 12, 31)) == 24_311


@pytest.mark.parametrize(
    ("ordinal", "text"),
    [(24_314, "2026-03"), (24_312, "2026-01"), (24_311, "2025-12"), (24_321, "2026-10"), (1_200, "0100-01")],
)
def test_text_and_back(ordinal: int, text: str) -> None:
    assert month_text(ordinal) == text
    assert parse_month(text) == ordinal


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-", "2026-0", "2026-00", "2026-13", "26-03", "20260-3", "2026-x", "x026-03", "2026-3-1", "-12"],
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^'{text}' is not a month; write it like 2026-03$"):
        parse_month(text)


def test_months_1_and_12_are_months() -> None:
    assert parse_month("2026-1") == 24_312
    assert parse_month("2026-12") == 24_323


@pytest.mark.parametrize(
    ("month", "days"), [("2026-01", 31), ("2026-02", 28), ("2024-02", 29), ("2026-04", 30), ("2025-12", 31)]
)
def test_days_and_end_of_a_month(month: str, days: int) -> None:
    ordinal = parse_month(month)
    assert month_days(ordinal) == days
    assert month_end(ordinal).isoformat() == f"{month}-{days}"


@pytest.mark.parametrize(
    ("month", "start", "quarter", "text"),
    [
        ("2026-01", 1, (2026, 1), "Q1 2026"),
        ("2026-03", 1, (2026, 1), "Q1 2026"),
        ("2026-04", 1, (2026, 2), "Q2 2026"),
        ("2026-12", 1, (2026, 4), "Q4 2026"),
        # A year that begins in February ends in the next calendar year: January is its last month.
        ("2026-01", 2, (2026, 4), "FY26 Q4"),
        ("2026-02", 2, (2027, 1), "FY27 Q1"),
        ("2026-06", 7, (2026, 4), "FY26 Q4"),
        ("2026-07", 7, (2027, 1), "FY27 Q1"),
        ("2026-11", 12, (2026, 4), "FY26 Q4"),
        ("2008-12", 12, (2009, 1), "FY09 Q1"),
    ],
)
def test_quarters_of_calendar_and_fiscal_years(month: str, start: int, quarter: tuple[int, int], text: str) -> None:
    assert quarter_of(parse_month(month), fiscal_start=start) == quarter
    assert quarter_text(parse_month(month), fiscal_start=start) == text


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_the_end_of_a_month_lies_in_it_and_the_next_day_does_not(day: date) -> None:
    ordinal = month_ordinal(day)
    assert month_ordinal(month_end(ordinal)) == ordinal
    assert month_end(ordinal).toordinal() + 1 == date.fromisoformat(f"{month_text(ordinal + 1)}-01").toordinal()
    assert parse_month(month_text(ordinal)) == ordinal
