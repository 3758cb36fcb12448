"""What jobs and stored imports are, as the Data page shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from callbacks.import_routes import rejected_url
from callbacks.jobs import Problem
from callbacks.loading import DEMO
from data.columns.synonyms import PARTNER_NAME
from kpi.language import marked, t
from kpi.schema import TABLES
from layouts import import_history, import_result
from layouts.import_reasons import ReasonView, capitalised, table_label
from layouts.import_views import (
    AnswerView,
    AsideView,
    DecisionView,
    MatchView,
    PreviewView,
    QuestionView,
    ReviewView,
)

if TYPE_CHECKING:
    from callbacks.jobs import Job

#: Where in the mapping of a file the answer to a question of a kind stands.
PLACES: Mapping[str, tuple[str, ...]] = {
    "date_order": ("date_order",),
    "decimal": ("decimal",),
    "table": ("table",),
    "sheet": ("sheet",),
}
#: The reason of a column that a profile has matched.
REMEMBERED = "as you said for an earlier file"
#: Questions about which rows can be stored before they are answered.
CAN_WAIT = frozenset({"partner", "value"})
#: The column with the vocabulary of a table.
WORDS = {
    "partners": "partner_type",
    "interactions": "kind",
    "surveys": "question",
    "advocacy": "kind",
    "deals": "stage",
    "measures": "measure",
    "targets": "kpi",
}
#: What can be asked for when an error does not say it: kind of error -> kind of question.
ASKED_BY_KIND = {"UndecidedDates": "date_order", "UnknownTable": "table"}
#: Answers to such a question, where they are always the same.
USUAL_ANSWERS: Mapping[str, Sequence[tuple[str, str]]] = {
    "date_order": (("dmy", marked("Day before month")), ("mdy", marked("Month before day"))),
    "table": tuple((name, "") for name in TABLES),
}


def review_view(job: Job) -> ReviewView:
    """Return a file that waits for a decision: read, or refused for now."""
    result = job.result.as_dict() if job.result else {}
    problem = job.problem
    given = job.upload.mapping.as_dict() if job.upload.mapping else {}
    table = result.get("table") or given.get("table") or (problem.table if problem else "")
    questions = [*result.get("questions", ()), *_questions_of(problem)]
    columns = result.get("mapping", problem.columns if problem else ())
    headers = [one["header"] for one in columns if one["header"]]
    return ReviewView(
        job=job.id,
        file_name=job.upload.file_name,
        table=table,
        rows_read=result.get("rows_read", 0),
        accepted=result.get("accepted", 0),
        rejected=result.get("rejected", 0),
        skipped=result.get("skipped", 0),
        preview=PreviewView(**result["comparison"]) if result.get("comparison") else None,
        problem="" if questions or not job.error else _problem_text(job),
        questions=[question_view(one, table, headers) for one in questions],
        matches=match_views(columns, questions),
        decisions=[DecisionView(**one) for one in result.get("decisions", ())],
        reasons=[reason_view(group) for group in result.get("groups", ())],
        asides=[AsideView(**one) for one in result.get("aside", ())],
        notes=result.get("notes", ()),
        given=given,
        tables=tuple(TABLES),
        sheets=[value for one in questions if one["kind"] == "sheet" for value, _ in one["options"]],
        fields=field_names(table),
        required=_needed(table),
        unknown_partners=result.get("unknown_partners", ()),
        mode=job.upload.mode,
        rejected_href=rejected_url(job.id) if result.get("rejected") else "",
    )


def question_view(question: Mapping[str, Any], table: str, headers: Sequence[str] = ()) -> QuestionView:
    """Return a question with the place of each answer in the mapping of the file; any header may be the answer."""
    kind, options = question["kind"], [tuple(one) for one in question["options"]]
    if kind == "header":
        options += [(name, name) for name in headers if (name, name) not in options]
    if kind == "partner" and options:
        options.append((question["topic"], t("A partner of its own")))
    if kind == "column":
        options.append(("", t("Neither, leave it out") if len(options) > 1 else t("No, leave it out")))
    answers = [
        AnswerView(capitalised(label), *answer_at(kind, question["topic"], value, table)) for value, label in options
    ]
    return QuestionView(
        text=question["text"],
        answers=answers,
        rows=question["rows"],
        is_open=kind not in CAN_WAIT,
    )


def answer_at(kind: str, topic: str, value: str, table: str) -> tuple[tuple[str, ...], Any]:
    """Return where an answer stands in the mapping of a file, and what stands there.

    Parameters
    ----------
    kind, topic
        What was asked: of a column its header, of a header the field that it may be; of a scale the question of
        the survey; of a partner its name in the file; of a value the word, or the field that no column fills.
    value
        The answer as the question has it.
    table
        Table of the file.

    Examples
    --------
    >>> answer_at("date_order", "Datum", "dmy", "deals")
    (('date_order',), 'dmy')
    >>> answer_at("column", "Account", "partner_id", "deals")
    (('columns', 'Account'), 'partner_id')
    >>> answer_at("header", "partner_id", "Account", "deals")
    (('columns', 'Account'), 'partner_id')
    >>> answer_at("scale", "overall", "1 5", "surveys")
    (('scales', 'overall'), [1.0, 5.0])
    >>> answer_at("value", "kind", "meeting", "interactions")
    (('values', 'kind', ''), 'meeting')
    """
    if kind in PLACES:
        return PLACES[kind], value
    if kind == "header":
        return ("columns", value), topic
    if kind == "column":
        return ("columns", topic), value or None
    if kind == "scale":
        return ("scales", topic), [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", value)[:2]]
    if kind == "partner":
        return ("values", "partner_id", topic), value
    if topic in field_names(table):
        # What it is in every row, when no column says so.
        return ("values", topic, ""), value
    return ("values", WORDS.get(table, "kind"), topic), value


def match_views(columns: Sequence[Mapping[str, Any]], questions: Sequence[Mapping[str, Any]]) -> list[MatchView]:
    """Return what the columns of a file were taken for; those that are asked about are marked."""
    asked = {one["topic"] for one in questions if one["kind"] == "column"}
    asked |= {value for one in questions if one["kind"] == "header" for value, _ in one["options"]}
    return [
        MatchView(
            header=one["header"],
            field=one["column"],
            reason=one["reason"],
            confidence=one["confidence"],
            samples=one["samples"],
            empty=one["empty"],
            is_asked=one["column"] is None and one["header"] in asked,
        )
        for one in columns
    ]


def field_names(table: str) -> tuple[str, ...]:
    """Return what a column of a table may be: its own columns, and a partner given by its name."""
    if table not in TABLES:
        return ()
    names = tuple(column.name for column in TABLES[table].columns)
    return (*names, PARTNER_NAME) if table != "partners" and "partner_id" in names else names


def result_view(values: Mapping[str, Any], *, rejected: str, is_active: bool) -> import_result.ResultView:
    """Return a result, as `ImportResult.as_dict` gives it, as the page shows it."""
    return import_result.ResultView(
        import_id=values["import_id"],
        file_name=values["file_name"],
        table=values["table"],
        rows_read=values["rows_read"],
        accepted=values["accepted"],
        rejected=values["rejected"],
        skipped=values["skipped"],
        is_active=is_active,
        reasons=[reason_view(group) for group in values["groups"]],
        decisions=[DecisionView(**one) for one in values["decisions"]],
        matches=match_views([{"samples": (), "empty": 0, **one} for one in values["mapping"]], ()),
        notes=values["notes"],
        unknown_partners=values["unknown_partners"],
        unmapped_kinds=values["unmapped_kinds"],
        rejected_href=rejected if values["rejected"] else "",
    )


def import_row(item: Any) -> import_history.ImportRow:
    """Return an import as the history lists it."""
    is_sample = item.group == DEMO
    return import_history.ImportRow(
        import_id=item.id,
        file_name=item.file_name,
        table=", ".join(file.table for file in item.files),
        day=item.imported_on,
        mode=item.mode,
        read=item.rows_read,
        accepted=item.accepted,
        rejected=item.rejected,
        skipped=item.skipped,
        is_active=item.active,
        is_sample=is_sample,
        href=f"/data?tab=history&import={item.id}",
        note=_profile_note(item.result),
        rejected_href=rejected_url(item.id) if item.rejected else "",
    )


def reason_view(group: Mapping[str, Any]) -> ReasonView:
    """Return all rejections for one reason."""
    example = group["example"]
    return ReasonView(
        rule=group["rule"],
        rows=group["count"],
        line=example["line"],
        column=example["column"],
        value=example["value"],
        remedy=example["remedy"],
    )


def _profile_note(result: Mapping[str, Any]) -> str:
    used = any(one.get("reason") == REMEMBERED for one in result.get("mapping", ()))
    return t("read as an earlier file with this header") if used else ""


def _needed(table: str) -> tuple[str, ...]:
    return TABLES[table].required if table in TABLES else ()


def _questions_of(problem: Problem | None) -> list[Mapping[str, Any]]:
    """Return what would put an error right: its own question, or the usual one of its kind."""
    if problem is None:
        return []
    if problem.questions:
        return list(problem.questions)
    kind = ASKED_BY_KIND.get(problem.kind)
    if kind is None:
        return []
    return [{"kind": kind, "topic": "", "text": problem.message, "options": _usual(kind), "rows": 0}]


def _usual(kind: str) -> list[tuple[str, str]]:
    """Return the usual answers to a question; a table is told by what one of its rows is."""
    return [
        (
            value,
            t(label) or t("{table}: one row is {thing}", table=table_label(value), thing=t(TABLES[value].row_noun)),
        )
        for value, label in USUAL_ANSWERS[kind]
    ]


def _problem_text(job: Job) -> str:
    return job.error if job.problem is None else f"{job.problem.message} {job.problem.remedy}".strip()
