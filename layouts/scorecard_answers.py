"""Ways to answer on a scorecard: a pulse survey, figures of one's own, a word on any number, and what was sent.

The forms are plain markup, sent by `assets/answers.js`; nothing of them is printed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import marked, t, tn
from layouts import components, findings, formats
from layouts.ids import AnswerIds
from layouts.solid import Node, solid

LONGEST_WORDS, LONGEST_NAME, LONGEST_REPLY = 2000, 100, 1000

MOST_PHONE_STEPS: Final = 7
"""Steps of a scale that stand in one row on a phone."""

QUESTIONS: Final[Mapping[str, tuple[str, str, str]]] = {
    "likelihood_to_recommend": (
        marked("How likely are you to recommend working with {host}?"),
        marked("Not at all likely"),
        marked("Very likely"),
    ),
    "vendor_rank": (
        marked("Which place does {host} take among the suppliers that you work with?"),
        marked("First"),
        marked("This place or behind it"),
    ),
    "ease_of_doing_business": (
        marked("How easy is it to do business with {host}?"),
        marked("Very hard"),
        marked("Very easy"),
    ),
    "hard_to_do_business_with": (
        marked("How hard is it to do business with {host}?"),
        marked("Very easy"),
        marked("Very hard"),
    ),
    "support_quality": (
        marked("How good is the support that you get from {host}?"),
        marked("Very poor"),
        marked("Very good"),
    ),
    "product_fit": (
        marked("How well do the products of {host} fit what your customers need?"),
        marked("Not at all"),
        marked("Very well"),
    ),
}
"""Question of a method -> how a partner is asked, and what the ends of the scale mean."""

STATES: Final = {
    "pending": ("hourglass-split", "", marked("Waiting")),
    "accepted": ("check-circle", "is-good", marked("Accepted")),
    "declined": ("x-circle", "is-bad", marked("Declined")),
    "taken back": ("arrow-counterclockwise", "", marked("Taken back")),
}
"""Icon, class and word of each state of what was sent."""


@dataclass(frozen=True)
class QuestionView:
    """A question: its word, the question as it is asked, what the ends of its scale mean, and the steps between."""

    word: str
    text: str
    low: str
    high: str
    steps: Sequence[int]


@dataclass(frozen=True)
class SentView:
    """Something that was sent: in words, with its state, and what was said about it; days as text."""

    title: str
    words: str
    day: str
    state: str
    decided: str = ""
    reason: str = ""


@dataclass(frozen=True)
class AnswersView:
    """What can be answered; `measures` and `months` are (value, label)."""

    host: str
    questions: Sequence[QuestionView]
    measures: Sequence[tuple[str, str]]
    months: Sequence[tuple[str, str]]
    currency: str
    sent: Sequence[SentView]


def question_view(word: str, low: float, high: float, *, host: str) -> QuestionView:
    """Return a question as a partner is asked it.

    Examples
    --------
    >>> question_view("vendor_rank", 1.0, 5.0, host="Aurelia").text
    'Which place does Aurelia take among the suppliers that you work with?'
    >>> question_view("answers_in_time", 1.0, 5.0, host="Aurelia").text
    '“Answers in time”: how far is that so?'
    """
    steps = range(int(low), int(high) + 1)
    if word in QUESTIONS:
        text, lowest, highest = QUESTIONS[word]
        return QuestionView(word, t(text, host=host), t(lowest), t(highest), steps)
    words = findings.kind_text(word)
    text = t("“{words}”: how far is that so?", words=words[:1].upper() + words[1:])
    return QuestionView(word, text, t("Not at all"), t("Completely"), steps)


def measure_label(word: str) -> str:
    """Return what a reported figure is called."""
    words = findings.kind_text(word)
    return words[:1].upper() + words[1:]


def parts(view: AnswersView) -> list[Component]:
    """Return what stands below the scorecard."""
    made: list[Component] = [dcc.Store(id=AnswerIds.ASKED), dcc.Store(id=AnswerIds.TOLD)]
    if view.questions:
        made.append(_pulse(view))
    if view.measures and view.months:
        made.append(_figures(view))
    sent = html.Div(sent_list(view.sent), id=AnswerIds.SENT, **{"aria-live": "polite"})
    head = html.H2(t("What you sent"), id="answers-sent-head")
    made.append(html.Section([head, sent], className="tdm-noprint", **{"aria-labelledby": "answers-sent-head"}))
    return made


def sent_list(sent: Sequence[SentView]) -> Component:
    """Return what was sent through links of this partner, the latest first."""
    if not sent:
        return html.P(t("Nothing yet."), className="tdm-soft mb-0")
    return html.Ul([_sent(one) for one in sent], className="tdm-sent")


def remark_button(about: str, name: str) -> Component:
    """Return the button that opens the form of `remark_form`."""
    attributes = {
        "type": "button",
        "class": "btn btn-link btn-sm tdm-remark-open",
        "data-tdm-remark": "",
        "aria-expanded": "false",
        "aria-controls": f"remark-{about}",
    }
    hidden: Node = ["span", {"class": "visually-hidden"}, f" {name}"]
    return solid(html.Span, [["button", attributes, t("Something wrong?"), hidden]], className="tdm-noprint")


def remark_form(about: str, name: str, *, host: str, has_number: bool) -> Component:
    """Return the form to say that a number is wrong, or anything else about it; closed at first.

    Parameters
    ----------
    about
        Id of the KPI.
    name
        What it is called.
    host
        Whose programme it is.
    has_number
        Ask for the right number too; nobody can know that of a score.
    """
    number = [_number(f"remark-{about}-says", "says", t("What should it be? (optional)"))] if has_number else []
    kinds = [
        ("dispute", t("The number is wrong") if has_number else t("The score is wrong")),
        ("comment", t("Only a remark")),
    ]
    chosen: list[Node] = [
        _choice(f"remark-{about}-{value}", "kind", value, label, is_chosen=at == 0)
        for at, (value, label) in enumerate(kinds)
    ]
    fields: list[Node] = [
        ["fieldset", {}, ["legend", {}, t("About {name}", name=name)], ["div", {"class": "tdm-choices"}, *chosen]],
        *number,
        _words(f"remark-{about}-words", t("What do you see differently?")),
        ["p", {"class": "tdm-hint"}, pending_words(host)],
        _buttons(t("Send"), closes=True),
    ]
    return solid(html.Div, [_form("remark", fields, about=about)], className="tdm-remark tdm-noprint")


def pending_words(host: str) -> str:
    """Return what becomes of whatever is sent."""
    return t("It changes nothing until {host} has looked at it.", host=host)


def _pulse(view: AnswersView) -> Component:
    questions: list[Node] = [_question(one) for one in view.questions]
    about = t(
        "Your answers count towards mindshare once {host} has accepted them. A name is optional, and is shown to "
        "{host} only when at least three people of your company have answered.",
        host=view.host,
    )
    count = tn("{count} question", "{count} questions", len(questions), count=formats.count(len(questions)))
    fields: list[Node] = [
        [
            "div",
            {"class": "tdm-pulse-head"},
            ["h2", {"id": "pulse-head"}, t("Two-minute pulse")],
            ["span", {"class": "tdm-hint"}, count],
        ],
        ["p", {"class": "tdm-soft mb-0"}, about],
        *questions,
        _words("pulse-words", t("Anything else? (optional)")),
        _line("pulse-name", "name", t("Your name or role (optional)"), LONGEST_NAME),
        ["p", {"class": "tdm-hint"}, pending_words(view.host)],
        _buttons(t("Send answers")),
    ]
    return solid(html.Div, [_form("survey", fields, labelled_by="pulse-head")], className="tdm-pulse tdm-noprint")


def _figures(view: AnswersView) -> Component:
    options: list[Node] = [["option", {"value": "", "selected": "", "disabled": ""}, t("Choose a figure")]]
    options += [["option", {"value": value}, label] for value, label in view.measures]
    months: list[Node] = [["option", {"value": value}, label] for value, label in view.months]
    hint = t("Amounts in {currency}, shares in percent from 0 to 100.", currency=view.currency)
    fields: list[Node] = [
        ["h2", {"id": "figures-head"}, t("Your own figures")],
        [
            "p",
            {"class": "tdm-soft mb-0"},
            t("Send what your books say. Where {host} has a figure of its own, both are compared.", host=view.host),
        ],
        [
            "div",
            {"class": "tdm-answergrid"},
            _field(
                "figure-measure", t("Figure"), ["select", _control("figure-measure", "measure", "select"), *options]
            ),
            _field("figure-month", t("Month"), ["select", _control("figure-month", "month", "select"), *months]),
            _number("figure-value", "value", t("Number"), required=True),
        ],
        ["p", {"class": "tdm-hint"}, hint],
        _words("figure-words", t("Where the number comes from (optional)"), rows="2"),
        ["p", {"class": "tdm-hint"}, pending_words(view.host)],
        _buttons(t("Send figure")),
    ]
    return solid(html.Div, [_form("figure", fields, labelled_by="figures-head")], className="tdm-pulse tdm-noprint")


def _sent(view: SentView) -> html.Li:
    symbol, tone, word = STATES[view.state]
    state = html.Span([components.icon(symbol), t(word)], className=f"tdm-status {tone}".strip())
    made: list[Component] = [
        html.Div([html.B(view.title), state], className="tdm-sent-head"),
        html.P(t("Sent {day}", day=view.day), className="tdm-hint"),
    ]
    if view.words:
        made.append(html.P(view.words, className="tdm-sent-words"))
    if view.decided:
        made.append(html.P(view.decided, className="tdm-hint"))
    if view.reason:
        made.append(html.Blockquote(view.reason, className="tdm-sent-words"))
    return html.Li(made)


def _question(view: QuestionView) -> Node:
    last = len(view.steps) - 1
    steps: list[Node] = []
    for at, step in enumerate(view.steps):
        name = f"pulse-{view.word}-{step}"
        end = view.low if at == 0 else view.high if at == last else ""
        hidden: list[Node] = [["span", {"class": "visually-hidden"}, f" {end}"]] if end else []
        attributes = {
            "type": "radio",
            "class": "btn-check",
            "name": f"answer:{view.word}",
            "id": name,
            "value": str(step),
            "autocomplete": "off",
        }
        steps.append(
            [
                "div",
                {"class": "d-grid"},
                ["input", attributes],
                ["label", {"class": "btn", "for": name}, str(step), *hidden],
            ]
        )
    size = " is-long" if len(view.steps) > MOST_PHONE_STEPS else ""
    scale: Node = ["div", {"class": f"tdm-likert{size}", "style": f"--steps:{len(view.steps)}"}, *steps]
    ends: Node = [
        "div",
        {"class": "tdm-ends", "aria-hidden": "true"},
        ["span", {}, view.low],
        ["span", {}, view.high],
    ]
    return ["fieldset", {}, ["legend", {}, view.text], scale, ends]


def _form(kind: str, fields: Sequence[Node], *, about: str = "", labelled_by: str = "") -> Node:
    attributes = {"data-tdm-send": kind, "novalidate": ""}
    attributes |= {"data-tdm-about": about} if about else {}
    attributes |= {"aria-labelledby": labelled_by} if labelled_by else {}
    said: Node = [
        "p",
        {"class": "tdm-said", "role": "status", "aria-live": "polite", "data-tdm-said": "", "tabindex": "-1"},
    ]
    return ["div", {"data-tdm-answer": f"{kind}:{about}"}, ["form", attributes, *fields], said]


def _control(name: str, field: str, kind: str = "control", **more: str) -> dict[str, str]:
    return {"id": name, "name": field, "class": f"form-{kind}", "autocomplete": "off", **more}


def _field(name: str, label: str, control: Node) -> Node:
    return ["div", {"class": "tdm-answerfield"}, ["label", {"class": "form-label", "for": name}, label], control]


def _number(name: str, field: str, label: str, *, required: bool = False) -> Node:
    more = {"type": "number", "step": "any", "inputmode": "decimal"} | ({"required": ""} if required else {})
    return _field(name, label, ["input", _control(name, field, **more)])


def _line(name: str, field: str, label: str, longest: int) -> Node:
    return _field(name, label, ["input", _control(name, field, type="text", maxlength=str(longest))])


def _words(name: str, label: str, *, rows: str = "3") -> Node:
    return _field(name, label, ["textarea", _control(name, "words", rows=rows, maxlength=str(LONGEST_WORDS))])


def _choice(name: str, field: str, value: str, label: str, *, is_chosen: bool) -> Node:
    attributes = {"type": "radio", "class": "form-check-input", "name": field, "id": name, "value": value}
    attributes |= {"checked": ""} if is_chosen else {}
    return [
        "div",
        {"class": "form-check"},
        ["input", attributes],
        ["label", {"for": name, "class": "form-check-label"}, label],
    ]


def _buttons(label: str, *, closes: bool = False) -> Node:
    send: Node = ["button", {"type": "submit", "class": "btn btn-primary"}, label]
    close: list[Node] = (
        [["button", {"type": "button", "class": "btn btn-ghost", "data-tdm-remark-close": ""}, t("Cancel")]]
        if closes
        else [["button", {"type": "reset", "class": "btn btn-ghost"}, t("Clear")]]
    )
    return ["div", {"class": "tdm-answerbuttons"}, send, *close]
