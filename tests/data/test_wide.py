import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.cells.months import month_in
from data.columns.file_mapping import FileMapping
from data.columns.mapping import recognise
from data.columns.wide import Constant, Kept, Leave, Spread, Unfold, unfold_block
from data.errors import MissingColumn
from data.reader.blocks import Block
from data.reader.records import Malformed

QUALTRICS = [
    [
        *("StartDate", "EndDate", "Progress", "Finished", "RecordedDate", "ResponseId", "ExternalReference"),
        *("Q1", "Q2_1", "Q2_2", "Q3"),
    ],
    [
        *(
            "Start Date",
            "End Date",
            "Progress",
            "Finished",
            "Recorded Date",
            "Response ID",
            "External Data Reference",
        ),
        *("<b>How likely</b> are you to recommend us?", "Please rate - Support", "Please rate - Training", "Why?"),
    ],
    [f'{{"ImportId":"{at}"}}' for at in range(11)],
]
ANSWERS = [
    ["2026-01-05", "2026-01-05", "100", "True", "2026-01-05", "R1", "P1", "9", "Strongly agree", "", "great people"],
    ["2026-01-06", "2026-01-06", "100", "True", "2026-01-06", "R2", "P2", "", "Disagree", "4", "no idea"],
    ["2026-01-07", "2026-01-07", "50", "False", "2026-01-07", "R3", "P2", "3", "", "", ""],
]


def block(rows, *, coded=True, **options):
    columns = [pa.array(list(cells), type=pa.string()) for cells in zip(*rows, strict=True)]
    if coded:
        columns = [column.dictionary_encode() for column in columns]
    return Block(tuple(columns), np.arange(2, 2 + len(rows), dtype=np.int64), **options)


def cells(found):
    return [tuple(row) for row in zip(*(column.to_pylist() for column in found.columns), strict=True)]


def survey(rows=ANSWERS, header_rows=QUALTRICS, name="answers.csv", header=None, **options):
    samples = list(zip(*rows, strict=True))
    return recognise(header or header_rows[0], name, header_rows=header_rows, samples=samples, **options)


@pytest.mark.parametrize("coded", [True, False])
def test_a_qualtrics_export_becomes_a_row_for_each_answer(coded):
    found = survey()
    assert (found.table, found.source) == ("surveys", "qualtrics")
    long = unfold_block(block(ANSWERS, coded=coded), found.unfold)
    places = [found.position(name) for name in ("partner_id", "date", "response_id", "question", "score")]
    assert [tuple(row[at] for at in places) for row in cells(long)] == [
        ("P1", "2026-01-05", "R1", "How likely are you to recommend us?", "9"),
        ("P1", "2026-01-05", "R1", "Please rate - Support", "Strongly agree"),
        ("P2", "2026-01-06", "R2", "Please rate - Support", "Disagree"),
        ("P2", "2026-01-06", "R2", "Please rate - Training", "4"),
        ("P2", "2026-01-07", "R3", "How likely are you to recommend us?", "3"),
    ]
    assert long.lines.tolist() == [2, 2, 3, 3, 4]
    # 3 rows of 3 questions are 9 answers, of which 5 are given.
    assert long.skipped == {"no answer": 4}


def test_free_text_is_left_aside_and_said():
    found = survey()
    text = next(match for match in found.columns if match.header == "Q3")
    assert text.column is None
    assert "left aside" in text.reason


def test_the_header_of_an_answer_is_that_of_its_question():
    found = survey()
    assert found.header("score", "Please rate - Support") == "Q2_1"
    assert found.header("date") == "RecordedDate"
    assert found.headers == (*["RecordedDate", "ResponseId", "ExternalReference"], "question", "score")


def test_a_surveymonkey_matrix_has_a_question_for_each_of_its_rows():
    header_rows = [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "Custom Data 1", "How do you rate", "", "NPS"],
        ["", "", "", "", "", "our support", "our portal", "Response"],
    ]
    rows = [["1", "7", "01/31/2026", "01/31/2026", "P1", "4", "5", "10"]] * 3
    found = survey(rows, header_rows, header=[" ".join(parts) for parts in zip(*header_rows, strict=True)])
    assert [one.labels[0] for one in found.unfold.spread] == [
        "How do you rate our support",
        "How do you rate our portal",
        "NPS",
    ]


def test_google_forms_and_unknown_tools_are_known_by_their_questions():
    header = ["Timestamp", "Partner", "How satisfied are you with us?", "Anything else?"]
    rows = [["2026-01-05 10:00:00", "Acme", "4", "No, thank you"], ["2026-01-06 10:00:00", "Beta", "5", "Thanks"]]
    forms = survey(rows, [header])
    assert (forms.table, forms.source, len(forms.unfold.spread)) == ("surveys", "google_forms", 1)
    other = survey(rows, [["Datum", *header[1:]]])
    assert (other.table, other.source) == ("surveys", "")


def test_two_questions_of_the_same_text_stay_two():
    header = ["partner_id", "date", "Rating?", "Rating?"]
    found = survey([["P1", "2026-01-05", "1", "2"]] * 3, [header], table="surveys")
    assert [one.labels[0] for one in found.unfold.spread] == ["Rating? (3)", "Rating? (4)"]


@pytest.mark.parametrize(
    "header",
    [
        ["2026-01", "2026-02"],
        ["Jan 2026", "Feb 2026"],
        ["01/2026", "02/2026"],
        ["Januar 2026", "Februar 2026"],
        ["Jan-26", "Feb-26"],
        ["janv. 2026", "févr. 2026"],
        ["enero 2026", "febrero 2026"],
        ["styczeń 2026", "luty 2026"],
        ["2026-01-01", "2026-02-01"],
        ["1.2026", "2.2026"],
        ["2026 Jan", "2026 Feb"],
        ["Jan '26", "Feb '26"],
        ["2026-01-01 00:00:00", "2026-02-01 00:00:00"],
    ],
)
def test_a_column_for_each_month_becomes_a_row_for_each_month(header):
    rows = [["P1", "units sold", "5", ""], ["P2", "units sold", "7", "8"], ["P3", "units sold", "", "1"]]
    found = survey(rows, [["Partner ID", "Measure", *header]], name="x.csv")
    long = unfold_block(block(rows), found.unfold)
    names = ("partner_id", "measure", "date", "value")
    assert found.table == "measures"
    assert [tuple(row[found.position(name)] for name in names) for row in cells(long)] == [
        ("P1", "units sold", "2026-01", "5"),
        ("P2", "units sold", "2026-01", "7"),
        ("P2", "units sold", "2026-02", "8"),
        ("P3", "units sold", "2026-02", "1"),
    ]
    assert long.skipped == {"no value": 2}


@pytest.mark.parametrize("header", ["Q1 2026", "FY26-Q3", "May", "Mayor 2026", "2026", "12345-26", "2026-13", "A-26"])
def test_what_is_no_month_is_none(header):
    assert month_in(header) is None


def test_the_measure_may_stand_beside_the_month_or_in_the_name_of_the_file_or_is_asked_for():
    rows = [["P1", "5", "6"], ["P2", "7", "8"], ["P3", "7", "8"]]
    beside = survey(rows, [["Partner ID", "Revenue 2026-01", "Cost 2026-01"]], name="x.csv")
    assert [one.labels for one in beside.unfold.spread] == [("2026-01", "Revenue"), ("2026-01", "Cost")]
    header = [["Partner ID", "2026-01", "2026-02"]]
    named = survey(rows, header, name="Units sold 2026.xlsx")
    assert named.unfold.constants == (Constant("measure", "units_sold"),)
    with pytest.raises(MissingColumn) as refused:
        survey(rows, header, name="figures.csv", table="measures")
    asked = [item for item in refused.value.matched.questions if item.kind == "value"]
    assert "units_sold" in [value for value, _ in asked[0].options]
    told = survey(rows, header, name="figures.csv", mapping=FileMapping(values={"measure": {"": "units_sold"}}))
    assert told.unfold.constants == (Constant("measure", "units_sold"),)


def test_a_column_for_each_measure_becomes_a_row_for_each_measure():
    rows = [["P1", "2026-01", "5", "6"], ["P2", "2026-01", "7", ""], ["P3", "2026-01", "7", "8"]]
    found = survey(rows, [["Partner ID", "Month", "Units sold", "Units received"]], name="x.csv")
    long = unfold_block(block(rows), found.unfold)
    assert (found.table, len(long.lines), long.skipped) == ("measures", 5, {"no value": 1})


def test_trainings_not_completed_are_left_out_and_counted():
    header = ["Name", "Email", "Credentials", "Course", "Progress", "Status", "Completion Date"]
    rows = [
        ["Ann", "ann@acme.example", "", "Basics", "100", "Completed", "2026-01-05"],
        ["Bob", "bob@acme.example", "", "Basics", "40", "In progress", ""],
        ["Cid", "cid@beta.example", "Expert", "Pro", "100", "passed", "2026-01-06"],
    ]
    found = recognise(header, "lms.csv", samples=list(zip(*rows, strict=True)))
    long = unfold_block(block(rows), found.unfold)
    assert found.table == "interactions"
    names = ("partner_name", "date", "kind")
    assert [tuple(row[found.position(name)] for name in names) for row in cells(long)] == [
        ("ann@acme.example", "2026-01-05", "training"),
        ("cid@beta.example", "2026-01-06", "certification"),
    ]
    assert (long.lines.tolist(), long.skipped) == ([2, 4], {"training not completed": 1})


PLAN = Unfold(
    (Kept("partner_id", "P", 0),), (), (Spread("A", 1, ("a",)), Spread("B", 2, ("b",))), ("question",), "score"
)


def test_rows_that_cannot_be_cut_stay_one_row_each():
    broken = Malformed(5, ("P9", "x"), "P9,x", "the row has 9 cells", "Mend it.")
    found = unfold_block(block([["P1", "1", "2"]], malformed=(broken,), skipped={"blank": 2}), PLAN)
    assert [item.cells for item in found.malformed] == [("P9", "", "")]
    assert found.skipped == {"blank": 2}


def test_a_block_without_rows_stays_one():
    empty = Block(tuple(pa.array([], type=pa.string()) for _ in range(3)), np.array([], dtype=np.int64))
    found = unfold_block(empty, PLAN)
    assert (len(found.lines), [len(column) for column in found.columns]) == (0, [0, 0, 0])
    left = Unfold(PLAN.kept, (Constant("kind", "training", (1, "other")),), leave=Leave("open", 2))
    assert len(unfold_block(empty, left).lines) == 0


@given(st.lists(st.tuples(*[st.sampled_from(["", " ", "1", "2", "x"])] * 3), min_size=1, max_size=30), st.booleans())
def test_unfolding_is_what_a_loop_would_do(rows, coded):
    found = unfold_block(block(rows, coded=coded), PLAN)
    expected = [
        (partner, label, cell, line)
        for line, (partner, *given) in enumerate(rows, start=2)
        for label, cell in zip("ab", given, strict=True)
        if cell.strip()
    ]
    assert [(*row, line) for row, line in zip(cells(found), found.lines.tolist(), strict=True)] == expected
    assert len(expected) + found.skipped.get("no answer", 0) == 2 * len(rows)
    for column in found.columns:
        words = column.dictionary.to_pylist()
        assert len(set(words)) == len(words)
