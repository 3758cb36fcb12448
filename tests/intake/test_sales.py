"""Sales exports of several programs: known totals per partner and month, or a word on why not."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.intake import real_files as files
from tests.intake.desk import Desk, Told, write_rows

Date = tuple[int, int, int]
PLAIN_HEADER = "Deal ID,Partner,Stage,Amount,Created Date,Close Date\n"


def grouped(amount: float, thousands: str, decimal: str) -> str:
    return f"{amount:,.2f}".translate(str.maketrans({",": thousands, ".": decimal}))


DIALECTS: dict[str, tuple[str, Callable[[Date], str], Callable[[float], str], str]] = {
    "iso": (",", lambda day: date(*day).isoformat(), str, "utf-8"),
    "european with dots": (
        ";",
        lambda day: f"{day[2]:02}.{day[1]:02}.{day[0]}",
        lambda amount: grouped(amount, ".", ","),
        "utf-8-sig",
    ),
    "european with slashes": (
        ";",
        lambda day: f"{day[2]:02}/{day[1]:02}/{day[0]}",
        lambda amount: grouped(amount, "", ","),
        "utf-8-sig",
    ),
    "french": (
        ";",
        lambda day: f"{day[2]:02}/{day[1]:02}/{day[0]}",
        lambda amount: grouped(amount, "\u202f", ",") + " €",
        "utf-8-sig",
    ),
    "swiss": (
        ";",
        lambda day: f"{day[2]}.{day[1]}.{day[0]}",
        lambda amount: grouped(amount, "’", "."),
        "utf-8",
    ),
    "american": (
        ",",
        lambda day: f"{day[1]}/{day[2]}/{day[0]}",
        lambda amount: "$" + grouped(amount, ",", "."),
        "utf-8",
    ),
    "american with two-digit years": (
        "\t",
        lambda day: f"{day[1]:02}/{day[2]:02}/{day[0] % 100:02}",
        lambda amount: grouped(amount, ",", "."),
        "utf-16",
    ),
    "month names": (
        "|",
        lambda day: f"{day[2]} {date(*day):%b} {day[0]}",
        lambda amount: f"{amount:.2f}",
        "cp1252",
    ),
}


def sales(dialect: str) -> bytes:
    delimiter, day, amount, encoding = DIALECTS[dialect]
    currency = "USD" if dialect == "american" else "EUR"
    rows = [
        (deal, partner, stage, amount(value), "EUR" if currency == "EUR" else "", day(opened), day(closed))
        for deal, partner, stage, value, opened, closed in files.DEALS
    ]
    return write_rows([files.DEAL_HEADER, *rows], delimiter).encode(encoding)


def take_sales(desk: Desk, content: str | bytes, name: str = "sales.csv", **options: object) -> Told:
    """Import the three partners and a file of their deals."""
    partners, *deals = desk.take(desk.put("partners.csv", files.PARTNERS), desk.put(name, content), **options)
    assert partners.counts == (3, 3, 0, 0)
    return deals[0]


@pytest.fixture(scope="module")
def iso_scores(tmp_path_factory: pytest.TempPathFactory) -> str:
    from tests.intake.conftest import open_desk

    desk = open_desk(tmp_path_factory.mktemp("iso"))
    assert take_sales(desk, sales("iso")).counts == (6, 6, 0, 0)
    assert desk.sums() == files.BOOKINGS
    return desk.scores()


@pytest.mark.parametrize("dialect", [name for name in DIALECTS if name != "iso"])
def test_every_dialect_gives_the_scores_of_the_iso_file(desk: Desk, iso_scores: str, dialect: str) -> None:
    told = take_sales(desk, sales(dialect))
    assert told.counts == (6, 6, 0, 0)
    assert desk.sums() == files.BOOKINGS
    assert desk.scores() == iso_scores


AMBIGUOUS = """Deal ID;Partner;Stage;Amount;Created Date;Close Date
D-1;P-100;Closed Won;100,50;05/01/2026;06/02/2026
D-2;P-200;Closed Won;200,50;07/01/2026;07/04/2026
"""


def test_days_that_could_be_months_are_asked_for_and_the_answer_counts(desk: Desk) -> None:
    told = take_sales(desk, AMBIGUOUS)
    assert told.counts[1] == 0
    assert told.says("date_order", "day first", "day or", "month first")
    dry = desk.take_one(desk.put("sales.csv", AMBIGUOUS), map={"date_order": "mdy"}, dry_run=True)
    assert dry.counts == (2, 2, 0, 0)
    assert desk.sums() == {}
    answered = desk.take_one(desk.put("sales.csv", AMBIGUOUS), map={"date_order": "dmy"})
    assert answered.counts == (2, 2, 0, 0)
    assert desk.sums() == {("P-100", "2026-02"): 100.5, ("P-200", "2026-04"): 200.5}


def test_one_day_above_twelve_in_a_late_row_decides_for_the_whole_column(desk: Desk) -> None:
    early = "".join(f"E-{n};P-100;Closed Won;1;01/02/2026;05/03/2026\n" for n in range(3000))
    told = take_sales(desk, AMBIGUOUS + early + "L-1;P-300;Closed Won;7;25/01/2026;28/02/2026\n")
    assert told.counts == (3003, 3003, 0, 0)
    assert desk.sums() == {
        ("P-100", "2026-02"): 100.5,
        ("P-100", "2026-03"): 3000.0,
        ("P-200", "2026-04"): 200.5,
        ("P-300", "2026-02"): 7.0,
    }


def test_days_of_both_orders_in_one_column_are_never_loaded_in_silence(desk: Desk) -> None:
    told = take_sales(
        desk,
        AMBIGUOUS + "D-3;P-300;Closed Won;7;25/01/2026;28/02/2026\nD-4;P-300;Closed Won;8;01/25/2026;02/28/2026\n",
    )
    assert told.counts[2] >= 1 or told.error or told.questions
    assert ("P-300", "2026-02") not in desk.sums() or desk.sums()["P-300", "2026-02"] in (7.0, 8.0)


@pytest.mark.parametrize(
    ("text", "rows"),
    [(files.SALESFORCE, 6), (files.SALESFORCE_SUMMARIES, 4)],
    ids=["subtotals", "grand summaries"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_salesforce_report_leaves_its_frame_out(desk: Desk, text: str, rows: int, end: str) -> None:
    told = take_sales(desk, text.replace("\n", end), "report1782890000.csv")
    assert told.counts[1:3] == (rows, 0), told.values
    assert desk.sums() == files.BOOKINGS
    aside = str(told.values.get("aside")).lower()
    assert "grand" in aside
    assert "copyright" in aside


def test_a_hubspot_export_with_its_own_stage_words(desk: Desk) -> None:
    told = take_sales(desk, files.HUBSPOT, "hubspot-crm-exports-all-deals.csv")
    assert told.counts == (6, 6, 0, 0)
    assert desk.sums() == files.BOOKINGS
    assert desk.sums("win_rate") == {
        ("P-100", "2026-02"): 100.0,
        ("P-100", "2026-03"): 100.0,
        ("P-200", "2026-02"): 100.0,
        ("P-300", "2026-03"): 100.0,
    }


def test_partnerstack_deals_need_a_word_and_then_add_up(desk: Desk) -> None:
    told = take_sales(desk, files.PARTNERSTACK)
    if desk.sums() != files.BOOKINGS:
        assert told.says("deal_id", "expected revenue", "associated revenue", "opened_on"), told.values
        assert desk.sums() == {}, "what is asked about must not be half in"
        answered = desk.take_one(desk.put("deals.csv", files.PARTNERSTACK), map=files.PARTNERSTACK_MAP)
        assert answered.counts == (4, 4, 0, 0)
    assert desk.sums() == files.BOOKINGS


def test_an_excel_file_from_munich(desk: Desk) -> None:
    content = files.MUNICH.replace("\n", "\r\n").encode("cp1252")
    told = take_sales(desk, content, "Umsätze Q1.csv")
    if desk.sums() != files.BOOKINGS:
        assert told.error or told.questions
        assert desk.sums() == {}
        assert desk.take_one(str(desk.folder / "Umsätze Q1.csv"), map=files.MUNICH_MAP).counts == (5, 5, 0, 0)
    assert desk.sums() == files.BOOKINGS


def test_two_spellings_of_one_partner_type_are_one_group(desk: Desk) -> None:
    types = ("Reseller", "VAR", "reseller ", "RESELLERS", "Value-Added Reseller")
    partners = write_rows(
        [("Partner ID", "Name", "Type"), *((f"R{n}", f"Acme {n}", word) for n, word in enumerate(types, 1))]
    )
    deals = "partner_id,deal_id,opened_on,stage,amount,closed_on\n" + "".join(
        f"R{n},D{n},2026-01-02,won,{n},2026-02-03\n" for n in range(1, 6)
    )
    told = desk.take(desk.put("partners.csv", partners), desk.put("deals.csv", deals))
    assert [item.counts for item in told] == [(5, 5, 0, 0)] * 2
    assert desk.sums("bookings", "--group-by", "partner_type") == {("reseller", "2026-02"): 15.0}


def test_ids_that_excel_has_rounded_are_refused_in_words(desk: Desk) -> None:
    text = (
        "Deal ID;Partner;Stage;Amount;Created Date;Close Date\n"
        "1,23457E+15;P-100;Closed Won;10,00;05.01.2026;13.02.2026\n"
        "1,23457E+15;P-200;Closed Won;20,00;05.01.2026;14.02.2026\n"
        "1,23458E+15;P-300;Closed Won;30,00;05.01.2026;15.02.2026\n"
        "1234560000000017;P-300;Closed Won;40,00;05.01.2026;16.02.2026\n"
    )
    told = take_sales(desk, text)
    assert told.counts[1:] == (1, 3, 0)
    assert {rejection["line"] for rejection in told.rejections} == {2, 3, 4}
    assert {rejection["value"] for rejection in told.rejections} == {"1,23457E+15", "1,23458E+15"}
    assert told.says("excel", "scientific", "rounded", "shortened")
    assert desk.sums() == {("P-300", "2026-02"): 40.0}


def test_partner_ids_that_excel_has_rounded_are_refused_too(desk: Desk) -> None:
    told = desk.take_one(
        desk.put(
            "partners.csv", "Partner ID;Name;Type\n4,20001E+11;Acme;reseller\n4.20001E+11;Beta;var\nP3;Gamma;var\n"
        )
    )
    assert told.counts == (3, 1, 2, 0)


def test_ids_that_differ_only_in_case_stay_apart(desk: Desk) -> None:
    partners = (
        "partner_id,name,partner_type\n0015g00000AbCdE,Acme North,reseller\n0015g00000aBcDe,Acme South,reseller\n"
    )
    deals = (
        "partner_id,deal_id,opened_on,stage,amount,closed_on\n"
        "0015g00000AbCdE,006xA,2026-01-02,won,1,2026-02-03\n"
        "0015g00000aBcDe,006xa,2026-01-02,won,10,2026-02-03\n"
        "0015g00000AbCdE,006Xa,2026-01-02,won,100,2026-02-03\n"
    )
    told = desk.take(desk.put("partners.csv", partners), desk.put("deals.csv", deals))
    assert [item.counts for item in told] == [(2, 2, 0, 0), (3, 3, 0, 0)]
    assert desk.sums() == {("0015g00000AbCdE", "2026-02"): 101.0, ("0015g00000aBcDe", "2026-02"): 10.0}


def test_an_id_of_another_case_is_not_silently_somebody_else(desk: Desk) -> None:
    text = "partner_id,deal_id,opened_on,stage,amount,closed_on\np-100,D1,2026-01-02,won,5,2026-02-03\n"
    told = take_sales(desk, text)
    assert desk.sums() == {("P-100", "2026-02"): 5.0} or told.says("p-100"), told.values


def test_leading_zeros_of_ids_are_kept(desk: Desk) -> None:
    rows = "007,0001,2026-01-02,won,5,2026-02-03\n7,1,2026-01-02,won,6,2026-02-03\n"
    text = "partner_id,deal_id,opened_on,stage,amount,closed_on\n" + rows
    assert desk.take_one(desk.put("deals.csv", text)).counts == (2, 2, 0, 0)
    assert desk.sums() == {("007", "2026-02"): 5.0, ("7", "2026-02"): 6.0}


def test_dates_that_became_day_numbers_are_asked_about(desk: Desk) -> None:
    rows = "P-100,D1,46027,won,5,46066\nP-200,D2,46053,won,6,46081\n"
    text = "partner_id,deal_id,opened_on,stage,amount,closed_on\n" + rows
    told = take_sales(desk, text)
    assert told.counts[1] == 0
    assert told.says("serial", "day number", "spreadsheet", "excel")
    assert desk.sums() == {}
    answered = desk.take_one(desk.put("deals.csv", text), map={"date_order": "serial"})
    assert answered.counts == (2, 2, 0, 0)
    # 46027 is 5 January 2026, 46066 13 February, 46053 31 January, 46081 28 February
    assert desk.sums() == {("P-100", "2026-02"): 5.0, ("P-200", "2026-02"): 6.0}


@pytest.mark.parametrize("amounts", [("1.234", "2.500"), ("12.345", "1.000")])
def test_a_point_that_may_be_a_decimal_or_a_thousands_mark_is_never_passed_in_silence(
    desk: Desk, amounts: tuple[str, str]
) -> None:
    text = "Deal ID;Partner;Stage;Amount;Created Date;Close Date\n" + "".join(
        f"D-{n};P-100;Closed Won;{amount};05.01.2026;13.02.2026\n" for n, amount in enumerate(amounts)
    )
    told = take_sales(desk, text)
    decimals = sum(float(amount) for amount in amounts)
    assert desk.sums() in ({}, {("P-100", "2026-02"): decimals}, {("P-100", "2026-02"): decimals * 1000})
    assert told.says("decimal", "thousand"), told.values


def test_amounts_as_people_write_them(desk: Desk) -> None:
    amounts = {"$1,234,567": 1234567, "250k": 250000, "£1000": 1000, "1.5m": 1500000, " 12 ": 12, "7 USD": 7}
    header = PLAIN_HEADER
    rows = write_rows(
        (f"D-{n}", "P-100", "Closed Won", amount, "2026-01-05", "2026-02-13") for n, amount in enumerate(amounts)
    )
    told = take_sales(desk, header + rows)
    refused = {rejection["value"] for rejection in told.rejections}
    assert refused <= {"£1000", "$1,234,567", "7 USD", "1.5m"}, (
        "another currency or an odd unit may be refused, in words"
    )
    total = sum(value for amount, value in amounts.items() if amount not in refused)
    assert desk.sums() == {("P-100", "2026-02"): float(total)}


def test_amounts_in_another_currency_are_rejected_not_added(desk: Desk) -> None:
    text = (
        "Deal ID,Partner,Stage,Amount,Currency,Created Date,Close Date\n"
        "D-1,P-100,Closed Won,100,EUR,2026-01-05,2026-02-13\nD-2,P-100,Closed Won,1000,USD,2026-01-05,2026-02-13\n"
    )
    told = take_sales(desk, text)
    assert told.counts == (2, 1, 1, 0)
    assert told.rejections[0]["value"] == "USD"
    assert desk.sums() == {("P-100", "2026-02"): 100.0}


def test_rows_that_would_stretch_the_calendar_are_rejected(desk: Desk) -> None:
    rows = (
        "1926-01-05,2026-02-13",
        "2026-01-05,2062-02-13",
        "2026-02-14,2026-02-13",
        "2026-02-30,2026-03-13",
        "2026-01-05,2026-02-13",
    )
    text = "partner_id,deal_id,stage,amount,opened_on,closed_on\n" + "".join(
        f"P-100,D{n},won,1,{row}\n" for n, row in enumerate(rows)
    )
    told = take_sales(desk, text)
    assert told.counts == (5, 1, 4, 0)
    assert [rejection["line"] for rejection in told.rejections] == [2, 3, 4, 5]
    assert desk.sums() == {("P-100", "2026-02"): 1.0}


def test_blank_rows_and_repeated_headers_are_skipped_and_reported(desk: Desk) -> None:
    header = "partner_id,deal_id,stage,amount,opened_on,closed_on\n"
    row = "P-100,D{},won,1,2026-01-05,2026-02-13\n"
    told = take_sales(
        desk, header + row.format(1) + "\n" + ",,,,,\n" + header + row.format(2) + "   \n" + row.format(3)
    )
    assert told.counts[1:3] == (3, 0)
    assert told.counts[3] >= 1
    assert desk.sums() == {("P-100", "2026-02"): 3.0}


def test_a_name_with_a_typing_error_is_a_question_never_a_merge(desk: Desk) -> None:
    text = PLAIN_HEADER + "D-1,Aldr & Söhne GmbH,Closed Won,5,2026-01-05,2026-02-13\n"
    told = take_sales(desk, text)
    assert ("P-100", "2026-02") not in desk.sums()
    (question,) = [item for item in told.questions if item["kind"] == "partner"]
    assert question["options"][0][0] == "P-100"


@pytest.mark.parametrize(
    "name", ["ALDER & SÖHNE GMBH", "Alder & Söhne", "alder & sohne g.m.b.h.", "  Alder  &  Söhne GmbH "]
)
def test_a_name_is_known_by_any_of_its_spellings(desk: Desk, name: str) -> None:
    text = PLAIN_HEADER + f"D-1,{name},Closed Won,5,2026-01-05,2026-02-13\n"
    take_sales(desk, text)
    assert desk.sums() == {("P-100", "2026-02"): 5.0}


def test_two_partners_of_one_name_are_never_chosen_between(desk: Desk) -> None:
    partners = "partner_id,name,partner_type\nA,Acme Inc.,reseller\nB,ACME Ltd,reseller\n"
    deals = PLAIN_HEADER + "D-1,Acme,Closed Won,5,2026-01-05,2026-02-13\n"
    _, told = desk.take(desk.put("partners.csv", partners), desk.put("deals.csv", deals))
    assert not {("A", "2026-02"), ("B", "2026-02")} & set(desk.sums())
    assert told.says("acme"), told.values


def test_two_currencies_without_a_column_are_seen_in_the_signs(desk: Desk) -> None:
    text = PLAIN_HEADER + "D-1,P-100,Won,€100,2026-01-05,2026-02-13\nD-2,P-100,Won,$100,2026-01-05,2026-02-13\n"
    told = take_sales(desk, text)
    assert desk.sums() != {("P-100", "2026-02"): 200.0} or told.says("currenc", "$", "€"), told.values


def test_a_row_with_a_cell_too_many_is_never_put_together_in_silence(desk: Desk) -> None:
    rows = "".join(f"P-100,D{n},2026-01-02,won,1,2026-02-03,Rack,Bonn\n" for n in range(9))
    long = "P-100,D9,2026-01-02,won,1,2026-02-03,Rack,small,Bonn\n"
    header = "partner_id,deal_id,opened_on,stage,amount,closed_on,product,customer\n"
    told = take_sales(desk, header + rows + long)
    assert told.says("cells", "too many", "more cells"), told.values
    assert told.counts[1] + told.counts[2] == 10
