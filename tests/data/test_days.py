from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from data.cells.coded import Coded
from data.cells.day_forms import DayEvidence, DayForm, day_form
from data.cells.days import dates, day_evidence, parse_date
from data.cells.months import MONTH_NAMES


def coded(*cells: str) -> Coded:
    return Coded.of(pa.array(cells, type=pa.string()))


def order_of(*cells: str, **options):
    return day_form(day_evidence(coded(*cells)), "Date", **options)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-03-31", "dmy", date(2026, 3, 31)),
        ("2026/3/1", "dmy", date(2026, 3, 1)),
        ("20260131", "dmy", date(2026, 1, 31)),
        ("31.01.2026", "mdy", date(2026, 1, 31)),
        ("3/4/2026", "dmy", date(2026, 4, 3)),
        ("3/4/2026", "mdy", date(2026, 3, 4)),
        ("03-04-26", "dmy", date(2026, 4, 3)),
        ("31 Jan 2026", "dmy", date(2026, 1, 31)),
        ("31-Jan-2026", "dmy", date(2026, 1, 31)),
        ("January 31, 2026", "dmy", date(2026, 1, 31)),
        ("Jan. 31st, 2026", "dmy", date(2026, 1, 31)),
        ("31. Januar 2026", "mdy", date(2026, 1, 31)),
        ("1er janvier 2026", "mdy", date(2026, 1, 1)),
        ("mar. 7 avril 2026", "mdy", date(2026, 4, 7)),
        ("domingo, 5 de abril de 2026", "mdy", date(2026, 4, 5)),
        ("31 stycznia 2026 r.", "mdy", date(2026, 1, 31)),
        ("2026年3月31日", "mdy", date(2026, 3, 31)),
        ("5. 3. 2026", "mdy", date(2026, 3, 5)),
        ("5.3.2026", None, date(2026, 3, 5)),
    ],
)
def test_a_day_as_people_write_it(text, order, day):
    assert parse_date(text, DayForm(order)) == (day, "")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2026-02-30", "there is no such day"),
        ("32.01.2026", "there is no such day"),
        ("0000-01-01", "there is no such day"),
        ("soon", "it is not a date"),
        ("2026", "it is not a date"),
        ("31 Foo 2026", "it is not a date"),
        ("4/13/2026", "its day and month stand the other way round than in the other rows"),
        ("26-Jan", "the year is missing"),
        ("45000", "it is the day number of a spreadsheet"),
        ("#VALUE!", "it is an error of a spreadsheet"),
    ],
)
def test_what_is_no_day_is_said_to_be_none(text, rule):
    assert parse_date(text, DayForm("dmy")) == (None, rule)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31T23:59:59.123Z",
        "2026-03-31 23:59",
        "2026-03-31 12:07:25+02",
        "31.3.2026 8:15",
        "31/3/2026 2:30 PM",
        "31.03.2026, 14.05",
        "2026-03-31Z",
        "20260331T120000Z",
        "Tue Mar 31 2026 12:00:00 GMT+0200",
    ],
)
def test_a_time_is_left_out_and_the_day_is_kept_as_written(text):
    parsed = dates(coded(text), DayForm("dmy"))
    assert list(parsed.series) == [pd.Timestamp(2026, 3, 31)]


def test_a_month_is_its_first_day_where_months_are_meant():
    found = coded("2026-03", "03/2026", "März 2026", "Mar-26", "2026 mars")
    assert list(dates(found, DayForm(), whole_months=True).series) == [pd.Timestamp(2026, 3, 1)] * 5
    assert list(dates(found, DayForm()).wrong) == ["the day is missing"]
    assert list(dates(coded("Q1 2026", "FY26-Q3"), DayForm(), whole_months=True).wrong) == ["it is a quarter"]


def test_the_order_of_day_and_month_is_counted_over_all_rows():
    found = day_evidence(coded(*["3/4/2026"] * 999, "13/4/2026"))
    assert (found.dmy, found.mdy, found.open) == (1, 0, 999)
    same = day_evidence(coded("3/3/2026", "2026-03-04"))
    assert (same.dmy, same.mdy, same.open, same.is_settled) == (0, 0, 0, True)


def test_a_stamp_is_in_microseconds():
    assert dates(coded("2026-03-31", ""), DayForm()).series.dtype == np.dtype("datetime64[us]")


AMBIGUOUS = ["03/04/2026", "05/06/2026"]


def test_what_no_row_says_is_asked_with_both_readings():
    question = order_of(*AMBIGUOUS).question
    assert (question.kind, question.topic, question.rows) == ("date_order", "Date", 2)
    assert question.options == (
        ("dmy", "day before month: 03/04/2026 is 3 April 2026"),
        ("mdy", "month before day: 03/04/2026 is 4 March 2026"),
    )
    assert order_of(*AMBIGUOUS, choice="mdy").order == "mdy"
    other = day_evidence(coded("13/4/2026"))
    assert (order_of(*AMBIGUOUS, shared=[other]).order, order_of(*AMBIGUOUS, shared=[other]).question) == (
        "dmy",
        None,
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["13/4/2026", "4/13/2026", "3/4/2026"],
        ["13.4.2026", "4.13.2026", "3.4.2026"],
        ["24/03/05", "24/03/06", "25/01/30", "25/01/31", "26/01/28"],
        [
            "2026-03-04",
            "2026-05-06",
            "2026-01-06",
            "2026-01-02",
            "2026-01-12",
            *(f"4/{day}/2026" for day in range(13, 20)),
        ],
        ["45000", "45001.5", "2023-03-17"],
    ],
)
def test_columns_that_can_be_misread_are_asked_about(cells):
    assert order_of(*cells).question.kind == "date_order"


def test_day_numbers_of_a_spreadsheet_are_read_when_a_person_says_so():
    form = order_of("45000", "45000,75", "46000", choice="serial")
    assert (form.question, form.choice) == (None, "day numbers of a spreadsheet")
    parsed = dates(coded("45000", "45000,75", "2023-03-15", "123456"), form)
    assert list(parsed.series[:3]) == [pd.Timestamp(2023, 3, 15)] * 3
    assert list(parsed.wrong) == ["it is not a date"]


def test_months_ends_with_short_years_are_days_first():
    assert order_of("31/01/25", "28/02/25", "30/04/25", "31/03/25", "30/06/26").order == "dmy"


def test_a_column_of_points_with_the_month_first_is_read_so():
    form = order_of("1.31.2026", "3.4.2026")
    assert list(dates(coded("3.4.2026"), form).series) == [pd.Timestamp(2026, 3, 4)]


def test_seconds_since_1970_are_days_in_utc():
    column = coded("1700000000", "1700000000123")
    form = day_form(day_evidence(column), "Date")
    assert "UTC" in form.decision("date").choice
    assert list(dates(column, form).series) == [pd.Timestamp(2023, 11, 14)] * 2


def test_evidence_of_blocks_adds_up_to_that_of_the_whole():
    cells = ["3/4/26", "13/4/26", "2026-03-31", "1.2.2026", "45000", "x", "", "1.13.2026"]
    parts = [day_evidence(coded(*cells[:3])), day_evidence(coded(*cells[3:]))]
    assert sum(parts, DayEvidence()) == day_evidence(coded(*cells))


def test_times_that_all_differ_leave_days():
    cells = [f"2026-03-{1 + at % 28:02d} {at % 24:02d}:{at % 60:02d}:00.{at:06d}" for at in range(3_000)]
    wanted = [pd.Timestamp(cell[:10]) for cell in cells]
    for column in (coded(*cells), coded(*(cell.replace(" ", "T") + "Z" for cell in cells))):
        assert not column.is_distinct
        assert day_evidence(column).is_settled
        assert list(dates(column, DayForm()).series) == wanted


def test_each_name_of_a_month_is_read_in_a_date():
    for name, month in MONTH_NAMES.items():
        assert parse_date(f"5 {name} 2026", DayForm()) == (date(2026, month, 5), ""), name
