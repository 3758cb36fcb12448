from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from data.days import dates, days, parse_date
from data.values import Coded, chosen, decimal_mark, numbers, parse_number, words
from kpi.schema import PARTNER_TYPES, SIDES, STAGES


def coded(*cells: str) -> Coded:
    return Coded.of(pa.array(cells, type=pa.string()))


def column_of_days(*cells: str):
    return days(pa.array(cells, type=pa.string()))


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("1234.5", ".", 1234.5),
        ("-12", ".", -12.0),
        ("+12", ".", 12.0),
        ("1,234,567", ".", 1234567.0),
        ("$1,234,567", ".", 1234567.0),
        ("$125000", ".", 125000.0),
        ("£1000", ".", 1000.0),
        ("USD 1,000.50", ".", 1000.5),
        ("12 EUR", ".", 12.0),
        ("-$5.20", ".", -5.2),
        ("($5.20)", ".", -5.2),
        ("(1,200)", ".", -1200.0),
        ("250k", ".", 250000.0),
        ("1.5m", ".", 1500000.0),
        ("88%", ".", 88.0),
        ("1'234.5", ".", 1234.5),
        ("1,23,456", ".", 123456.0),
        ("1e3", ".", 1000.0),
        (".5", ".", 0.5),
        ("1.234,50 €", ",", 1234.5),
        ("1\u202f234,5", ",", 1234.5),
        ("1 234 567", ",", 1234567.0),
        ("0,5", ",", 0.5),
    ],
)
def test_a_number_as_people_write_it(text, mark, number):
    assert parse_number(text, mark) == number
    assert list(numbers(coded(text), mark).series) == [number]


@pytest.mark.parametrize("text", ["abc", "1.2.3", "€", "1,5", "12,34", "7 apples", "--5", "1e", "k", "%"])
def test_what_is_no_number_is_said_to_be_none(text):
    parsed = numbers(coded(text), ".")
    assert parsed.series.isna().all()
    assert [rule for rule, rows in parsed.wrong.items() if rows.any()] == ["it is not a number"]


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1e999", "9" * 400])
def test_a_number_must_be_finite(text):
    parsed = numbers(coded(text), ".")
    assert parsed.series.isna().all()
    assert [rule for rule, rows in parsed.wrong.items() if rows.any()] == ["the number is not finite"]


@pytest.mark.parametrize("text", ["", "  ", "n/a", "NULL", "-", "—"])
def test_nothing_is_missing_not_wrong(text):
    parsed = numbers(coded(text), ".")
    assert parsed.series.isna().all()
    assert not any(rows.any() for rows in parsed.wrong.values())


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.5", "2"], "."),
        (["1,5", "2"], ","),
        (["1.234,50"], ","),
        (["1,234.50"], "."),
        (["1,234,567"], "."),
        (["1.234.567"], ","),
        (["1,234"], None),
        (["0,123"], ","),
        (["1,234", "2,5"], ","),
        (["12", "13"], None),
        (["1.5", "2.5", "1,5"], "."),
    ],
)
def test_the_decimal_mark_is_decided_over_the_column(cells, mark):
    assert decimal_mark([coded(*cells)]) == mark


def test_values_are_spread_over_the_rows():
    assert list(numbers(coded("2", "1", "2", " 2 "), ".").series) == [2.0, 1.0, 2.0, 2.0]


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
    ],
)
def test_a_day_as_people_write_it(text, order, day):
    assert parse_date(text, order) == (day, "")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2026-02-30", "there is no such day"),
        ("32.01.2026", "there is no such day"),
        ("0000-01-01", "there is no such day"),
        ("soon", "it is not a date"),
        ("2026", "it is not a date"),
        ("31 Foo 2026", "it is not a date"),
    ],
)
def test_what_is_no_day_is_said_to_be_none(text, rule):
    assert parse_date(text, "dmy") == (None, rule)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31T23:59:59.123Z",
        "2026-03-31 23:59",
        "2026-03-31 12:07:25+02",
        "31.3.2026 8:15",
        "31/3/2026 2:30 PM",
    ],
)
def test_a_time_is_left_out_and_the_day_is_kept_as_written(text):
    parsed = dates(column_of_days(text), "dmy")
    assert list(parsed.series) == [pd.Timestamp(2026, 3, 31)]


def test_a_month_is_its_first_day_where_months_are_meant():
    found = column_of_days("2026-03")
    assert list(dates(found, "dmy", whole_months=True).series) == [pd.Timestamp(2026, 3, 1)]
    assert dates(found, "dmy").series.isna().all()


def test_the_order_of_day_and_month_is_counted_over_all_rows():
    found = column_of_days(*["3/4/2026"] * 999, "13/4/2026")
    assert (found.day_first, found.month_first, found.open) == (1, 0, 999)
    same = column_of_days("3/3/2026", "2026-03-04")
    assert (same.day_first, same.month_first, same.open) == (0, 0, 0)


def test_a_stamp_is_in_microseconds():
    assert dates(column_of_days("2026-03-31", ""), "dmy").series.dtype == np.dtype("datetime64[us]")


def test_words_are_normalised_and_synonyms_replaced():
    parsed = words(coded("Value-Added Reseller", "JV", "Space Agency", ""), PARTNER_TYPES)
    assert parsed.series.fillna("?").tolist() == ["reseller", "joint_venture", "space_agency", "?"]


def test_a_choice_is_one_of_the_known_words():
    parsed = chosen(coded("Closed Won", "closedlost", "Maybe", ""), STAGES)
    assert parsed.series.fillna("?").tolist() == ["won", "lost", "?", "?"]
    assert {rule: rows.tolist() for rule, rows in parsed.wrong.items()} == {
        "it is none of open, won, lost": [False, False, True, False]
    }


def test_a_choice_that_says_unknown_is_left_empty():
    parsed = chosen(coded("unknown", "Partner", "n/a", "TBD"), SIDES)
    assert parsed.series.fillna("").tolist() == ["", "partner", "", ""]
    assert not any(rows.any() for rows in parsed.wrong.values())
