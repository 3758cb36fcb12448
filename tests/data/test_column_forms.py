from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from data.cells.column_forms import Evidence, code, decide, survey, type_block
from data.cells.scales import ScaleEvidence, scale_evidence, scale_questions
from data.cells.validate import Problem, Rules, problems
from data.columns.file_mapping import FileMapping
from kpi.schema import TABLES
from tests.data.given import METHOD, TODAY

DEAL = {"partner_id": "P1", "deal_id": "D1", "opened_on": "2026-01-01", "stage": "won", "closed_on": "2026-02-01"}
ANSWER = {"partner_id": "P1", "date": "2026-01-01", "question": "support", "score": "4"}


def columns(rows: list[dict[str, str]]) -> dict[str, pa.Array]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: pa.array([row.get(name, "") for row in rows], type=pa.string()) for name in names}


def typed(table: str, *rows: dict[str, str], mapping: FileMapping | None = None, **options: str):
    mapping = mapping or FileMapping()
    coded = code(columns(list(rows)), mapping)
    forms = decide(survey(TABLES[table], coded), {}, mapping)
    return type_block(TABLES[table], coded, forms, METHOD, rows=len(rows), mapping=mapping, **options)


def found(table: str, *rows: dict[str, str], currency: str | None = "EUR", **options) -> list[Problem]:
    block = typed(table, *rows, **options)
    return problems(TABLES[table], block.frame, block.wrong, Rules(TODAY, METHOD, currency))


def test_every_column_of_the_table_is_there_in_its_type():
    frame = typed("interactions", {"partner_id": "P1", "date": "2026-01-05", "kind": "Phone call!"}).frame
    assert list(frame) == [column.name for column in TABLES["interactions"].columns]
    assert frame.loc[0, ["kind", "quantity"]].tolist() == ["phone_call", 1.0]
    assert frame.dtypes.astype(str).tolist() == [
        "category",
        "datetime64[us]",
        "category",
        "float64",
        "category",
        "category",
    ]
    frame = typed("measures", {"partner_id": "P1", "date": "2026-01", "measure": "x", "value": "1"}).frame
    assert frame["reported_by"].tolist() == ["us"]
    frame = typed("measures", {"partner_id": "P1", "measure": "x", "value": "1", "reported_by": ""}).frame
    assert frame["reported_by"].tolist() == ["us"]


def test_a_file_is_decided_over_all_its_blocks():
    blocks = [
        [{"amount": "1.234"}],
        [{"amount": "1.234,50"}],
        [{"closed_on": "13/4/2026"}],
        [{"opened_on": "3/4/2026"}],
    ]
    table, mapping = TABLES["deals"], FileMapping()
    evidence = sum((survey(table, code(columns(rows), mapping)) for rows in blocks), Evidence())
    assert not evidence.is_settled
    forms = decide(evidence, {}, mapping)
    assert forms.questions == ()
    assert (forms.numbers["amount"].mark, forms.days["opened_on"].order) == (",", "dmy")
    assert {decision.topic for decision in forms.decisions} == {
        "decimal mark of amount",
        "dates of closed_on",
        "dates of opened_on",
    }
    one = survey(table, code(columns([{**DEAL, "amount": "5", "closed_on": ""}]), mapping))
    assert one.is_settled


def test_what_is_open_is_asked_with_the_header_of_the_file():
    coded = code(columns([{"amount": "1.234", "opened_on": "3/4/2026"}]), FileMapping())
    evidence = survey(TABLES["deals"], coded)
    asked = decide(evidence, {"amount": "Umsatz", "opened_on": "Datum"}, FileMapping()).questions
    assert {(question.kind, question.topic) for question in asked} == {("decimal", "Umsatz"), ("date_order", "Datum")}
    assert not decide(evidence, {}, FileMapping(decimal=",", date_order="mdy")).questions


def test_the_sign_beside_an_amount_is_its_currency():
    frame = typed("deals", {**DEAL, "amount": "$ 5.00"}, {**DEAL, "amount": "5"}, {**DEAL, "amount": "€ 5"}).frame
    assert frame["currency"].astype("str").fillna("").tolist() == ["USD", "", "EUR"]
    assert typed("deals", {**DEAL, "amount": "$ 5.00"}, currency="CAD").frame["currency"].tolist() == ["CAD"]
    assert not found("deals", {**DEAL, "amount": "$ 5.00", "currency": "CAD"}, currency="CAD")
    (clash,) = found("deals", {**DEAL, "amount": "$ 5.00", "currency": "EUR"})
    assert (clash.column, clash.repair) == ("amount", "add the currency rate")


def test_an_answer_in_words_brings_its_scale():
    frame = typed("surveys", {**ANSWER, "score": "Agree"}, {**ANSWER, "score": "Neutral", "scale_max": "10"}).frame
    assert frame[["score", "scale_min", "scale_max"]].to_numpy().tolist() == [[4, 1, 5], [3, 1, 5]]
    assert not found("surveys", {**ANSWER, "score": "Agree"})


def test_the_scale_of_a_question_is_asked_once_and_the_answer_applied():
    (problem,) = found("surveys", ANSWER)
    assert problem.repair == "give the scale"
    frame = typed("surveys", ANSWER, {**ANSWER, "score": "9"}, {**ANSWER, "question": "nps"}).frame
    seen = sum((scale_evidence(frame[at : at + 1], METHOD) for at in range(3)), ScaleEvidence())
    assert seen == scale_evidence(frame, METHOD)
    (question,) = scale_questions(seen)
    assert (question.kind, question.topic, question.rows) == ("scale", "support", 2)
    assert question.options[0] == ("[0.0, 10.0]", "0 to 10")
    assert not found("surveys", ANSWER, mapping=FileMapping(scales={"Support": (1.0, 5.0)}))
    own = {**ANSWER, "scale_min": "1", "scale_max": "3"}
    assert found("surveys", own, mapping=FileMapping(scales={"support": (1.0, 5.0)}))[0].rule.startswith(
        "the score is out"
    )


CALLS = [{"partner_id": "P1", "date": f"2025-{1 + at % 12:02d}-07", "kind": "call"} for at in range(24)]


DATE, WORD = "correct the date", "correct the word"


@pytest.mark.parametrize(
    ("column", "cell", "repair", "advice"),
    [
        ("date", "2052-08-07", DATE, "Probably 2025-08-07: check the year."),
        ("date", "1925-08-07", DATE, "Probably 2025-08-07: check the year."),
        ("date", "2099-08-07", DATE, "Correct the date; one typing error"),
        ("date", "45000", DATE, "Write the date like 2026-03-31. Probably 2023-03-15."),
        ("date", "03/04/2026", DATE, "Write 2026-04-03 or 2026-03-04."),
        ("date", "soon", DATE, "Write the date like 2026-03-31."),
        ("initiated_by", "partnre", WORD, "Probably partner."),
        ("initiated_by", "moon", WORD, "Write one of partner, us, or leave it empty"),
        ("kind", "", "fill in", "Fill it in."),
        ("quantity", "-1", "correct the number", "Give 0 or more."),
        ("interaction_id", "1,23E+15", "export the file again", "Export the file again"),
    ],
)
def test_every_problem_names_column_repair_and_a_concrete_remedy(column, cell, repair, advice):
    (problem,) = found(
        "interactions", *CALLS, {"partner_id": "P1", "date": "2025-01-07", "kind": "call", column: cell}
    )
    assert (problem.column, problem.repair) == (column, repair)
    assert problem.advice(len(CALLS), cell).startswith(advice)
    assert problem.rows.tolist() == [False] * len(CALLS) + [True]


def test_a_clean_block_has_no_problem():
    assert found("interactions", *CALLS) == []
    assert typed("interactions", *CALLS).wrong["date"] == {}


def test_an_event_may_lie_on_the_day_of_import():
    assert pd.Timestamp(TODAY) == typed("interactions", {**CALLS[0], "date": str(TODAY)}).frame["date"][0]
    assert not found("interactions", {**CALLS[0], "date": str(TODAY)})
    assert found("interactions", {**CALLS[0], "date": str(date.fromordinal(TODAY.toordinal() + 1))})
