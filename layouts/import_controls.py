"""Controls with which a person says how a file is to be read.

Every control names in ``data-tdm-path`` the place of its answer in the mapping of the file, and its options are that
answer as JSON; an empty one leaves it open. ``assets/upload_review.js`` reads them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import components, formats
from layouts.import_reasons import capitalised, table_label
from layouts.import_views import AnswerView, DecisionView, QuestionView, ReviewView

PARTNERS = "/data?tab=partners"
"""Where it is said who a partner is that no answer names."""

FEW_OPTIONS = 4
"""Answers that are offered as buttons; more of them as a list."""

SAID = {
    "encoding": marked("text in {choice}"),
    "delimiter": marked("{choice} between columns"),
    "header": marked("header on {choice}"),
}
"""How a decision reads in a sentence; any other as its topic and its choice."""

SPOKEN = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": marked("Western Windows-1252"),
    "gb18030": "GB18030",
    "shift_jis": "Shift-JIS",
    ",": marked("comma"),
    ".": marked("point"),
}
"""Choices that a sentence says in words."""

CONTROLS: Mapping[str, tuple[str, Sequence[tuple[str, Any]]]] = {
    "date_order": (
        marked("Dates"),
        (
            (marked("Day before month, 31.12.2026"), "dmy"),
            (marked("Month before day, 12/31/2026"), "mdy"),
            (marked("Day numbers"), "serial"),
        ),
    ),
    "decimal": (marked("Decimal mark"), ((marked("Comma, 1.234,50"), ","), (marked("Point, 1,234.50"), "."))),
    "delimiter": (
        marked("Between columns"),
        (
            (marked("Comma"), ","),
            (marked("Semicolon"), ";"),
            (marked("Tab"), "\t"),
            (marked("Vertical bar"), "|"),
            (marked("Caret"), "^"),
        ),
    ),
    "encoding": (
        marked("Text"),
        (
            ("UTF-8", "utf-8"),
            ("UTF-16", "utf-16"),
            (marked("Western, Windows-1252"), "cp1252"),
            (marked("Chinese, GB18030"), "gb18030"),
            (marked("Japanese, Shift-JIS"), "shift_jis"),
        ),
    ),
    "header_line": (
        marked("Header"),
        ((marked("No header line"), 0), *((marked("Line {line}"), line) for line in range(1, 21))),
    ),
}
"""What may be said about any file: place in its mapping -> label, and (label, answer) of each option."""

TOPICS = {"date_order": "dates", "decimal": "decimal mark", "header_line": "header"}
"""How the topic of a decision begins that a control is about, where it is not the control's own name."""


def questions(view: ReviewView) -> html.Ul:
    """Return the questions about a file, each with its answers."""
    items = [_question(view, question, place) for place, question in enumerate(view.questions)]
    return html.Ul(
        items, className="tdm-asks", **{"aria-label": t("Questions about {file_name}", file_name=view.file_name)}
    )


def read_note(view: ReviewView) -> html.Details:
    """Return how the file was read in a sentence, with the controls that change it behind it."""
    sentence = read_as(view.decisions) or t("How it is to be read can be said here.")
    notes = "".join(f" {capitalised(note)}." for note in view.notes)
    summary = html.Summary(
        [
            components.icon("info-circle"),
            html.Span([html.B(f"{t('Read as')}: "), sentence, notes] if view.decisions else sentence),
            html.Span(t("Change"), className="tdm-changelink"),
        ],
        className="alert",
    )
    fields = html.Div([_control(view, *one) for one in _controls(view)], className="tdm-fields")
    why = [
        html.Div([html.Dt(capitalised(one.topic)), html.Dd([html.B(one.choice), f" – {one.reason}"])])
        for one in view.decisions
    ]
    return html.Details(
        [summary, fields, *([html.Dl(why, className="tdm-why")] if why else [])],
        className="tdm-readas",
        open=bool(view.problem),
    )


def read_as(decisions: Sequence[DecisionView]) -> str:
    """Return in one sentence what was decided about a file: text, delimiter, header, dates, numbers."""
    parts = [
        t(SAID.get(one.topic, "{topic} {choice}"), topic=t(one.topic), choice=t(SPOKEN.get(one.choice, one.choice)))
        for one in decisions
    ]
    return capitalised(", ".join(parts)) + "." if parts else ""


def select(
    path: Sequence[str],
    options: Sequence[tuple[str, str]],
    chosen: str,
    *,
    class_name: str = "form-select",
    **attributes: Any,
) -> html.Select:
    """Return a list of answers that stand at one place of the mapping of a file."""
    made = [
        html.Option(text, value=value, **({"selected": "selected"} if value == chosen else {}))
        for text, value in options
    ]
    return html.Select(made, className=class_name, **{"data-tdm-path": json.dumps(list(path))}, **attributes)


def _question(view: ReviewView, question: QuestionView, place: int) -> html.Li:
    """Return a question with its answers; those that a person has given are marked."""
    name = f"data-ask-{view.job}-{place}"
    rows = (
        [
            html.Small(
                formats.counted("{count} row waits for the answer", "{count} rows wait for the answer", question.rows)
            )
        ]
        if question.rows
        else []
    )
    later = [] if question.is_open else [html.Small(t("Can be answered later, too"))]
    words = html.Div([html.Span(question.text, id=name), *rows, *later])
    if not question.answers:
        control: Component = components.link(t("Sort it out under Partners"), href=PARTNERS)
    elif len(question.answers) <= FEW_OPTIONS:
        buttons = [_answer(one, is_given=_is_given(view, one)) for one in question.answers]
        control = html.Div(buttons, className="tdm-answers", role="group", **{"aria-labelledby": name})
    else:
        options = [html.Option(t("Choose an answer"), value="")]
        options += [_answer_option(one, is_given=_is_given(view, one)) for one in question.answers]
        control = html.Select(options, className="form-select", **{"data-tdm-answers": "", "aria-labelledby": name})
    return html.Li([components.icon("question-circle"), words, control])


def _answer(one: AnswerView, *, is_given: bool) -> html.Button:
    return html.Button(
        one.label,
        className="btn btn-outline-secondary btn-sm",
        type="button",
        **{
            "data-tdm-path": json.dumps(list(one.path)),
            "data-tdm-answer": json.dumps(one.value),
            "aria-pressed": "true" if is_given else "false",
        },
    )


def _answer_option(one: AnswerView, *, is_given: bool) -> html.Option:
    chosen = {"selected": "selected"} if is_given else {}
    return html.Option(
        one.label, value=json.dumps(one.value), **{"data-tdm-path": json.dumps(list(one.path))}, **chosen
    )


def _is_given(view: ReviewView, one: AnswerView) -> bool:
    return _given(view.given, one.path) == json.dumps(one.value)


def _controls(view: ReviewView) -> list[tuple[str, str, Sequence[tuple[str, Any]]]]:
    found: list[tuple[str, str, Sequence[tuple[str, Any]]]] = [
        ("table", t("Kind of file"), [(table_label(name), name) for name in view.tables])
    ]
    if view.sheets:
        found.append(("sheet", t("Sheet"), [(name, name) for name in view.sheets]))
    return found + [
        (name, t(label), [(t(text, line=answer), answer) for text, answer in options])
        for name, (label, options) in CONTROLS.items()
    ]


def _control(view: ReviewView, name: str, label: str, options: Sequence[tuple[str, Any]]) -> html.Div:
    control_id = f"data-{name}-{view.job}"
    found = table_label(view.table) if name == "table" else _found(view.decisions, name)
    auto = t("As found: {found}", found=found) if found else t("As found")
    pairs = [(auto, ""), *((text, json.dumps(answer)) for text, answer in options)]
    control = select([name], pairs, _given(view.given, [name]), id=control_id)
    return html.Div([html.Label(label, htmlFor=control_id, className="form-label"), control])


def _found(decisions: Sequence[DecisionView], name: str) -> str:
    """Return what was decided about the subject of a control; nothing when columns differ."""
    choices = {one.choice for one in decisions if one.topic.startswith(TOPICS.get(name, name))}
    return choices.pop() if len(choices) == 1 else ""


def _given(given: Mapping[str, Any], path: Sequence[str]) -> str:
    """Return the answer that stands at a place of a mapping, as JSON; empty when there is none."""
    found: Any = given
    for step in path:
        if not isinstance(found, Mapping) or step not in found:
            return ""
        found = found[step]
    return json.dumps(found)
