import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from data.cells.coded import Coded
from data.cells.number_text import parse_number
from data.cells.numbers import NumberEvidence, currencies, number_evidence, number_form, numbers
from data.cells.values import choices_of, chosen, nearest_word, text, value_question, words
from data.method_files import load_method
from kpi.schema import PARTNER_TYPES, SIDES, STAGES, TABLES


def coded(*cells: str) -> Coded:
    return Coded.of(pa.array(cells, type=pa.string()))


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
        ("1,2 Mio.", ",", 1200000.0),
        ("1'234’567", ".", 1234567.0),
        ("Rs. 1,00,000", ".", 100000.0),
        ("Rs.5", ".", 5.0),
        ("R$ 1.234,56", ",", 1234.56),
        ("1.200,50-", ",", -1200.5),
        ("CHF 50.–", ".", 50.0),
        ("50,- €", ",", 50.0),
        ("5 k€", ".", 5000.0),
        ("−5", ".", -5.0),
        ("5 kr", ".", 5.0),
        ("１２３", ".", 123.0),
        ("١٬٢٣٤٫٥", ".", 1234.5),
        ("١٬٢٣٤٫٥", ",", 1234.5),
    ],
)
def test_a_number_as_people_write_it(text, mark, number):
    assert parse_number(text, mark) == number
    assert list(numbers(coded(text), mark).series) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "1.2.3",
        "€",
        "1,5",
        "12,34",
        "7 apples",
        "--5",
        "1e",
        "k",
        "%",
        "5²",
        "7 app",
        "EUR 5 USD",
        "(5",
        "-(5)",
        "1.2 billion",
    ],
)
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
        (["1.5", "2.5", "1,5"], None),
        (["1.5"] * 101 + ["1,5"], "."),
        (["$1,234", "$2,345"], "."),
        (["1.234 €"], ","),
        (["KWD 1.234"], None),
        (["1,00,000"], "."),
        (["(1.234,5)", "7"], ","),
    ],
)
def test_the_decimal_mark_is_decided_over_the_column(cells, mark):
    form = number_form(number_evidence(coded(*cells)), "Amount")
    assert (form.mark if form.reason else None) == mark


def test_values_are_spread_over_the_rows():
    assert list(numbers(coded("2", "1", "2", " 2 "), ".").series) == [2.0, 1.0, 2.0, 2.0]


def test_words_are_normalised_and_synonyms_replaced():
    parsed = words(coded("Value-Added Reseller", "JV", "Space Agency", ""), PARTNER_TYPES)
    assert parsed.series.astype("str").fillna("?").tolist() == ["reseller", "joint_venture", "space_agency", "?"]


def test_a_choice_is_one_of_the_known_words():
    parsed = chosen(coded("Closed Won", "closedlost", "Maybe", ""), STAGES)
    assert parsed.series.astype("str").fillna("?").tolist() == ["won", "lost", "?", "?"]
    assert {rule: rows.tolist() for rule, rows in parsed.wrong.items()} == {
        "it is none of open, won, lost": [False, False, True, False]
    }


def test_a_choice_that_says_unknown_is_left_empty():
    parsed = chosen(coded("unknown", "Partner", "n/a", "TBD"), SIDES)
    assert parsed.series.astype("str").fillna("").tolist() == ["", "partner", "", ""]
    assert not any(rows.any() for rows in parsed.wrong.values())


def test_what_can_be_read_in_two_ways_is_asked_with_both_readings():
    question = number_form(number_evidence(coded("1.234", "12.345")), "Umsatz").question
    assert (question.kind, question.topic, question.rows) == ("decimal", "Umsatz", 2)
    assert question.options == ((",", "1.234 is 1234"), (".", "1.234 is 1.234"))
    assert number_form(number_evidence(coded("1.234")), "Umsatz", choice=",").question is None


def test_a_decimal_comma_among_thousands_is_asked_about():
    cells = ["1,500"] * 50 + ["1,5"]
    assert number_form(number_evidence(coded(*cells)), "Units").question.kind == "decimal"


def test_other_columns_say_what_one_leaves_open():
    other = number_evidence(coded("1.234,50"))
    form = number_form(number_evidence(coded("1.234")), "Units", shared=[other])
    assert (form.mark, form.reason, form.question) == (",", "other columns show it", None)


def test_evidence_of_blocks_adds_up_to_that_of_the_whole():
    cells = ["1.234", "2,5", "$1,234", "(5.25)", "x", "", "1,234k", "7"]
    parts = [number_evidence(coded(*cells[:3])), number_evidence(coded(*cells[3:]))]
    assert sum(parts, NumberEvidence()) == number_evidence(coded(*cells))


def test_a_rounded_number_and_an_error_of_a_spreadsheet_are_never_loaded():
    parsed = numbers(coded("1,23E+15", "#REF!", "########", "#N/A", "5"), ",")
    assert parsed.series.fillna(-1).tolist() == [-1, -1, -1, -1, 5]
    assert {rule: np.flatnonzero(rows).tolist() for rule, rows in parsed.wrong.items()} == {
        "it is an error of a spreadsheet": [1, 2],
        "a spreadsheet has rounded the number": [0],
    }


def test_the_currency_beside_a_number_is_seen():
    assert currencies(coded("€ 5", "5", "$ 3", "(7 PLN)")).astype("str").fillna("").tolist() == ["€", "", "$", "PLN"]
    assert currencies(coded("5", "7%", "250k")) is None


MANY = 3_000


@pytest.mark.parametrize("write", ["{:.2f}", "{:,.2f}", "${:,.2f}", "({:,.2f})", "{:,.2f} EUR", "{:,.1f}k"])
def test_columns_in_which_all_cells_differ_are_read_like_others(write):
    column = coded(*(write.format(number + 0.5) for number in range(MANY)))
    assert not column.is_distinct
    assert number_form(number_evidence(column), "Amount").mark == "."
    scale = {"(": -1, "k": 1000}.get(write[0] if write[0] == "(" else write[-1], 1)
    assert numbers(column, ".").series.tolist() == [scale * (number + 0.5) for number in range(MANY)]
    assert not number_evidence(column).comma


@pytest.mark.parametrize("repeat", [1, 2])
def test_a_dictionary_is_taken_like_plain_text(repeat):
    codes = pa.array([0, 1, 2, 3, 0] * repeat, pa.int32())
    cells = pa.DictionaryArray.from_arrays(codes, pa.array(["a ", "a", "", "\u200bb\u00a0", "never"]))
    column = Coded.of(cells)
    assert text(column).series.astype("str").fillna("?").tolist() == ["a", "a", "?", "b", "a"] * repeat
    assert column.counts().sum() == 5 * repeat


def test_text_words_and_choices_are_categories():
    for parsed in (text(coded("a", "", "b")), words(coded("a", "b", ""), {}), chosen(coded("won", "", ""), STAGES)):
        assert isinstance(parsed.series.dtype, pd.CategoricalDtype)
        assert parsed.series.isna().sum() >= 1


def test_what_a_person_said_of_a_cell_comes_first():
    column = coded("Verbal commit", "won", "PO").replaced({"verbal commit": "open", "PO": "won"})
    assert chosen(column, STAGES).series.tolist() == ["open", "won", "won"]


DEALS = TABLES["deals"]


@pytest.mark.parametrize(
    ("cell", "stage"),
    [
        ("6 - Closed Won", "won"),
        ("closedwon", "won"),
        ("contractsent", "open"),
        ("Closed Lost (0%)", "lost"),
        ("Geschlossen gewonnen", "won"),
        ("Fermée perdue", "lost"),
        ("Cerrada ganada", "won"),
        ("Négociation", "open"),
    ],
)
def test_stages_are_known_as_crms_write_them(cell, stage):
    choices = choices_of(DEALS.column("stage"), load_method())
    assert chosen(coded(cell), choices).series.tolist() == [stage]


def test_yes_and_no_mean_a_side_only_where_the_header_names_one():
    column = DEALS.column("sourced_by")
    assert choices_of(column, load_method(), "Partner Sourced")["ja"] == "partner"
    assert choices_of(column, load_method(), "Partner Sourced")["false"] == "us"
    assert "ja" not in choices_of(column, load_method(), "Sourced")


def test_a_word_that_is_none_of_the_choices_is_asked_with_the_nearest_first():
    assert nearest_word("Clsoed won", STAGES) == "won"
    assert nearest_word("banana", STAGES) is None
    question = value_question("Stage", "Clsoed won", STAGES, 3)
    assert (question.kind, question.topic, question.options[0], question.rows) == (
        "value",
        "Clsoed won",
        ("won", "won"),
        3,
    )
