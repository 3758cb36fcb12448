from datetime import date

import pytest

from data.columns.file_mapping import FileMapping
from data.errors import UndecidedDates
from data.results import ImportResult
from kpi.method import parse_method
from tests.data.given import Read, read

HEADERS = {
    "partners": "partner_id,name,partner_type,joined_on,left_on",
    "interactions": "partner_id,date,kind,quantity,initiated_by,interaction_id",
    "surveys": "partner_id,date,question,score,scale_min,scale_max,response_id",
    "advocacy": "partner_id,date,kind,quantity,activity_id",
    "deals": "partner_id,deal_id,opened_on,stage,amount,closed_on,currency,sourced_by,deal_type",
    "measures": "partner_id,date,measure,value,reported_by",
    "targets": "kpi,value,due,partner_id",
}

# One row that breaks one rule: table, row, column, value, what the rule says.
BROKEN = [
    ("partners", ",Acme,reseller,,", "partner_id", "", "missing"),
    ("partners", "P1,,reseller,,", "name", "", "missing"),
    ("partners", "P1,Acme,!!,,", "partner_type", "!!", "no letter"),
    ("partners", "P1,Acme,reseller,2026-02-30,", "joined_on", "2026-02-30", "no such day"),
    ("partners", "P1,Acme,reseller,2026-02-02,2026-01-01", "left_on", "2026-01-01", "before joined_on"),
    ("interactions", "P1,,call,1,us,", "date", "", "missing"),
    ("interactions", "P1,soon,call,1,us,", "date", "soon", "not a date"),
    ("interactions", "P1,1989-12-31,call,1,us,", "date", "1989-12-31", "before 1990"),
    ("interactions", "P1,2026-07-01,call,1,us,", "date", "2026-07-01", "after the day of import"),
    ("interactions", "P1,2026-01-01,,1,us,", "kind", "", "missing"),
    ("interactions", "P1,2026-01-01,call,-1,us,", "quantity", "-1", "below 0"),
    ("interactions", "P1,2026-01-01,call,many,us,", "quantity", "many", "not a number"),
    ("interactions", "P1,2026-01-01,call,inf,us,", "quantity", "inf", "not finite"),
    ("interactions", "P1,2026-01-01,call,1,nobody,", "initiated_by", "nobody", "none of partner, us"),
    ("advocacy", "P1,2026-01-01,reference,-2,", "quantity", "-2", "below 0"),
    ("deals", "P1,,2026-01-01,open,,,,,", "deal_id", "", "missing"),
    ("deals", "P1,D1,,open,,,,,", "opened_on", "", "missing"),
    ("deals", "P1,D1,2026-01-01,maybe,,,,,", "stage", "maybe", "none of open, won, lost"),
    ("deals", "P1,D1,2026-01-01,won,,2026-02-01,,,", "amount", "", "amount is missing on a won deal"),
    ("deals", "P1,D1,2026-01-01,won,5,,,,", "closed_on", "", "closed_on is missing"),
    ("deals", "P1,D1,2026-01-01,lost,,,,,", "closed_on", "", "closed_on is missing"),
    ("deals", "P1,D1,2026-01-02,won,5,2026-01-01,,,", "closed_on", "2026-01-01", "before opened_on"),
    ("deals", "P1,D1,2026-01-02,lost,,2026-07-01,,,", "closed_on", "2026-07-01", "after the day of import"),
    ("deals", "P1,D1,2026-01-02,open,,,,robots,", "sourced_by", "robots", "none of partner, us"),
    ("deals", "P1,D1,2026-01-02,open,,,,,gift", "deal_type", "gift", "none of new, renewal, expansion"),
    ("deals", "P1,D1,2026-01-02,open,,,USD,,", "currency", "USD", "not EUR and there is no exchange rate"),
    ("measures", "P1,2026-01,units_sold,,us", "value", "", "missing"),
    ("measures", "P1,2026-01,units_sold,5,moon", "reported_by", "moon", "none of partner, us"),
    ("targets", "bookings,5,,", "due", "", "missing"),
    ("surveys", "P1,2026-01-01,support,4,,,", "score", "4", "scale of the score is not known"),
    ("surveys", "P1,2026-01-01,support,4,,5,", "score", "4", "scale of the score is not known"),
    ("surveys", "P1,2026-01-01,support,6,1,5,", "score", "6", "outside its scale"),
    ("surveys", "P1,2026-01-01,support,5,5,5,", "scale_max", "5", "ends where it begins"),
    ("surveys", "P1,2026-01-01,likelihood_to_recommend,11,,,", "score", "11", "outside its scale"),
    ("surveys", "P1,2026-01-01,vendor_rank,2,,,", "score", "2", "scale of the score is not known"),
    ("surveys", "P1,2026-01-01,vendor_rank,0,,5,", "score", "0", "between 1 and the number of vendors"),
    ("surveys", "P1,2026-01-01,vendor_rank,6,,5,", "score", "6", "between 1 and the number of vendors"),
    ("surveys", "P1,2026-01-01,vendor_rank,1,,1,", "scale_max", "1", "ends where it begins"),
]

GOOD = [
    ("partners", "P1,Acme,reseller,2026-01-01,2026-01-01"),
    ("interactions", "P1,1990-01-01,call,,,"),
    ("interactions", "P1,2026-06-30,call,0,partner,"),
    ("deals", "P1,D1,2026-06-30,open,,2027-01-01,,,"),
    ("deals", "P1,D1,2026-01-01,open,5,2025-01-01,EUR,us,new"),
    ("deals", "P1,D1,2026-01-01,won,0,2026-01-01,eur,partner,upsell"),
    ("deals", "P1,D1,2026-01-01,lost,,2026-01-01,€,,"),
    ("measures", "P1,2026-01,units_sold,-5,"),
    ("surveys", "P1,2026-01-01,support,4,1,5,"),
    ("surveys", "P1,2026-01-01,likelihood_to_recommend,10,,,"),
    ("surveys", "P1,2026-01-01,nps,0,,,"),
    ("surveys", "P1,2026-01-01,vendor_rank,5,,5,"),
]


def read_rows(folder, table: str, *rows: str, **options) -> Read:
    text = "\n".join([HEADERS[table], *rows, ""])
    return read(folder, f"{table}.csv", text, currency="EUR", **options)


def result(folder, table: str, *rows: str, **options) -> ImportResult:
    return read_rows(folder, table, *rows, **options).result


@pytest.mark.parametrize(("table", "row", "column", "value", "rule"), BROKEN)
def test_a_broken_row_is_rejected_with_file_line_column_value_and_remedy(tmp_path, table, row, column, value, rule):
    found = result(tmp_path, table, row)
    assert (found.rows_read, found.accepted, found.rejected) == (1, 0, 1)
    rejection = found.rejections[0]
    assert (rejection.file, rejection.line, rejection.column, rejection.value) == (f"{table}.csv", 2, column, value)
    assert rule in rejection.rule
    assert rejection.remedy
    assert f"{table}.csv, line 2, {column} = {value!r}" in rejection.text


@pytest.mark.parametrize(("table", "row"), GOOD)
def test_a_sound_row_is_accepted(tmp_path, table, row):
    found = result(tmp_path, table, row)
    assert found.accepted == 1, found.rejections


def test_all_reasons_of_a_row_are_found_and_it_counts_once(tmp_path):
    whole = read_rows(tmp_path, "interactions", "P1,2026-13-01,,-1,moon,", "P1,2026-01-01,call,,,")
    found = whole.result
    assert (found.accepted, found.rejected) == (1, 1)
    assert {item.column for item in found.rejections} == {"date", "kind", "quantity", "initiated_by"}
    error = whole.rejected_rows["_error"][0]
    assert all(name in error for name in ("date:", "kind:", "quantity:", "initiated_by:"))


def test_a_repeated_id_is_rejected_from_the_second_row_on(tmp_path):
    rows = [f"P1,2026-01-0{day},call,1,us,{name}" for day, name in enumerate(["A", "B", "A", "", "", "A"], 1)]
    found = result(tmp_path, "interactions", *rows)
    assert [item.line for item in found.rejections] == [4, 7]
    assert "earlier line" in found.rejections[0].rule


def test_an_id_whose_first_row_is_rejected_is_not_repeated(tmp_path):
    found = result(tmp_path, "interactions", "P1,soon,call,1,us,A", "P1,2026-01-01,call,1,us,A")
    assert [item.line for item in found.rejections] == [2]


def test_a_response_may_answer_each_question_once(tmp_path):
    rows = [f"P1,2026-01-01,{question},4,1,5,R1" for question in ("support", "product", "Support")]
    found = result(tmp_path, "surveys", *rows)
    assert [item.line for item in found.rejections] == [4]


def test_the_scale_of_a_question_may_stand_in_the_method(tmp_path, method_text):
    text = method_text + '\n[mindshare.questions.support]\ntype = "rating"\nscale_min = 1\nscale_max = 7\n'
    found = result(tmp_path, "surveys", "P1,2026-01-01,support,7,,,", method=parse_method(text))
    assert found.accepted == 1
    found = result(tmp_path, "surveys", "P1,2026-01-01,support,7,,5,", method=parse_method(text))
    assert found.rejected == 1


@pytest.fixture
def method_text() -> str:
    from importlib.resources import files

    return (files("kpi") / "method.toml").read_text(encoding="utf-8")


def test_the_usual_currency_of_a_first_file_is_the_reporting_currency(tmp_path):
    rows = ["P1,D1,2026-01-01,open,,,CHF,,", "P1,D2,2026-01-01,open,,,CHF,,", "P1,D3,2026-01-01,open,,,USD,,"]
    text = "\n".join([HEADERS["deals"], *rows, "P1,D4,2026-01-01,open,,,,,"])
    found = read(tmp_path, "deals.csv", text)
    assert [item.line for item in found.result.rejections] == [4]
    assert found.frame["currency"].tolist() == ["CHF", "CHF", "CHF"]


def test_day_and_month_are_decided_over_all_rows(tmp_path):
    found = read(
        tmp_path, "i.csv", "partner_id,date,kind\nP1,3/4/2026,call\nP1,13/4/2026,call\n", table="interactions"
    )
    assert [day.date() for day in found.frame["date"]] == [date(2026, 4, 3), date(2026, 4, 13)]
    found = read(
        tmp_path, "i.csv", "partner_id,date,kind\nP1,3/4/2026,call\nP1,4/13/2026,call\n", table="interactions"
    )
    assert [day.date() for day in found.frame["date"]] == [date(2026, 3, 4), date(2026, 4, 13)]


AMBIGUOUS = "partner_id,Activity Date,kind\nP1,3/4/2026,call\nP1,4/4/2026,call\n"


def test_what_the_data_do_not_say_is_asked_not_guessed(tmp_path):
    with pytest.raises(UndecidedDates) as asked:
        read(tmp_path, "i.csv", AMBIGUOUS, table="interactions")
    assert "i.csv: In Activity Date, is 3/4/2026" in asked.value.message
    assert "date_order" in asked.value.remedy
    for order, month in (("dmy", 4), ("mdy", 3)):
        found = read(tmp_path, "i.csv", AMBIGUOUS, table="interactions", mapping=FileMapping(date_order=order))
        assert found.frame["date"][0].month == month


def test_days_first_and_months_first_in_one_column_are_asked_for(tmp_path):
    with pytest.raises(UndecidedDates, match="1 and 1 rows"):
        read(tmp_path, "i.csv", "partner_id,date,kind\nP1,13/4/2026,x\nP1,4/13/2026,x\n", table="interactions")


def test_a_date_column_takes_the_order_that_another_one_shows(tmp_path):
    text = "partner_id,deal_id,opened_on,stage,amount,closed_on\nP1,D1,3/4/2026,won,5,13/4/2026\n"
    found = read(tmp_path, "deals.csv", text)
    assert found.frame["opened_on"][0].date() == date(2026, 4, 3)
    assert any("another date column" in item.reason for item in found.result.decisions)


def test_a_decimal_comma_is_decided_over_the_column_and_told(tmp_path):
    text = "partner_id;date;measure;value\nP1;2026-01-01;x;1.234\nP1;2026-01-02;x;2.345,5\n"
    found = read(tmp_path, "measures.csv", text)
    assert found.frame["value"].tolist() == [1234.0, 2345.5]
    assert any(item.topic == "decimal mark of value" and item.choice == "," for item in found.result.decisions)
    found = read(tmp_path, "measures.csv", text.replace(",5", ""), mapping=FileMapping(decimal=","))
    assert found.frame["value"].tolist() == [1234.0, 2345.0]


def test_an_id_that_a_spreadsheet_has_destroyed_is_rejected(tmp_path):
    found = result(tmp_path, "deals", 'P1,"1,23E+15",2026-01-01,open,,,,,', "P1,3-Jan,2026-01-01,open,,,,,")
    assert [(item.line, item.column, item.value) for item in found.rejections] == [
        (2, "deal_id", "1,23E+15"),
        (3, "deal_id", "3-Jan"),
    ]
    assert "rounded the id" in found.rejections[0].rule
    assert "made a date of the id" in found.rejections[1].rule


def test_defaults_fill_empty_cells(tmp_path):
    found = read(tmp_path, "interactions.csv", f"{HEADERS['interactions']}\nP1,2026-01-01,Phone call!,,,\n")
    assert found.frame.loc[0, ["kind", "quantity"]].tolist() == ["phone_call", 1.0]
    found = read(tmp_path, "measures.csv", "partner_id,date,measure,value\nP1,2026-01,x,1\n")
    assert found.frame["reported_by"].tolist() == ["us"]


def test_rejections_are_counted_by_reason(tmp_path):
    whole = read_rows(tmp_path, "interactions", *["P1,soon,call,,,"] * 150, "P1,2026-01-01,,,,")
    found = whole.result
    assert [(group.column, group.count) for group in found.groups] == [("date", 150), ("kind", 1)]
    assert found.groups[0].example.line == 2
    assert len(found.rejections) <= 200
    assert len(whole.rejected_rows) == 151


def test_a_result_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="3 rows read are not 1 accepted"):
        ImportResult(None, "x.csv", "deals", "add", rows_read=3, accepted=1, rejected=1, skipped=0)


def test_a_stray_in_a_column_of_plain_dates_is_a_wrong_row_not_a_question(tmp_path):
    text = "partner_id,date,kind\na,2026-01-05,call\na,2026-01-06,call\na,05/06/2026,call\na,31/01/2026,call\n"
    found = read(tmp_path, "interactions.csv", text.replace("a,31/01/2026,call\n", ""))
    (rejection,) = found.result.rejections
    assert (rejection.line, rejection.column, rejection.value) == (4, "date", "05/06/2026")
    assert "day and month can't be told apart" in rejection.text
    # Another row that can be read in one way only answers for the stray one too.
    assert read(tmp_path, "interactions.csv", text).result.rejected == 0
