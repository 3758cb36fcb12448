"""What partners sent back, for the manager who decides: what was sent, what accepting does, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import t
from layouts import components
from layouts.ids import InboxIds
from layouts.scorecard_answers import LONGEST_REPLY, STATES
from layouts.solid import Node, solid


@dataclass(frozen=True)
class PendingView:
    """Something that waits for a decision.

    `partner` and `href` are empty on the partner's own page; `lines` are the questions of a pulse with their answers;
    `who` answered, or through which link it came; `effect` is what accepting does.
    """

    submission_id: int
    partner: str
    href: str
    title: str
    day: str
    who: str
    lines: Sequence[tuple[str, str]]
    words: str
    effect: str


@dataclass(frozen=True)
class DecidedView:
    """Something that was decided; `import_href` leads to the import that it became, where it may be undone."""

    partner: str
    href: str
    title: str
    state: str
    decided: str
    reason: str
    import_href: str = ""


@dataclass(frozen=True)
class InboxView:
    """What came back."""

    pending: Sequence[PendingView]
    decided: Sequence[DecidedView] = ()


def section(view: InboxView) -> html.Section:
    """Return the part of the page that shows what came back, with what its buttons need."""
    return html.Section(
        [
            dcc.Store(id=InboxIds.ASKED),
            components.section_head(
                title=t("What came back"),
                sub=t("Answers, figures and remarks from partners. None of it counts before it is accepted"),
            ),
            html.Div(lists(view), id=InboxIds.LIST),
        ],
        className="tdm-inbox",
        **{"aria-label": t("What came back")},
    )


def lists(view: InboxView) -> list[Component]:
    """Return what waits, then what was decided."""
    if not view.pending and not view.decided:
        empty = components.empty_state(
            symbol="inbox",
            title=t("Nothing came back yet"),
            text=t("Partners can answer through links that let them: a pulse survey, their own figures, remarks."),
        )
        return [html.Div(empty, className="card")]
    made: list[Component] = []
    if view.pending:
        made.append(html.Ul([_pending(one) for one in view.pending], className="tdm-inbox-list"))
    else:
        made.append(html.P(t("Nothing waits for a decision."), className="tdm-soft"))
    if view.decided:
        rows = [html.Li(_decided(one)) for one in view.decided]
        made.append(html.Details([html.Summary(t("Decided before")), html.Ul(rows, className="card tdm-inbox-done")]))
    return made


def _pending(view: PendingView) -> html.Li:
    head = [html.H3(view.title)]
    if view.partner:
        head.insert(0, components.link(view.partner, href=view.href, class_name="tdm-inbox-partner"))
    parts: list[Component] = [
        html.Div(head),
        html.P(" · ".join(one for one in (view.day, view.who) if one), className="tdm-hint"),
    ]
    if view.lines:
        lines = [part for text, answer in view.lines for part in (html.Dt(text), html.Dd(answer))]
        parts.append(html.Dl(lines, className="tdm-inbox-answers"))
    if view.words:
        parts.append(html.Blockquote(view.words, className="tdm-sent-words"))
    parts.append(html.P([components.icon("info-circle"), f" {view.effect}"], className="tdm-hint tdm-inbox-effect"))
    return html.Li([*parts, _forms(view)], className="card")


def _forms(view: PendingView) -> Component:
    number = str(view.submission_id)
    accept: Node = [
        "form",
        {"data-tdm-decide": "accept", "data-tdm-submission": number, "class": "tdm-inbox-accept"},
        _button(t("Accept"), view.title, "btn-primary"),
        [
            "details",
            {},
            ["summary", {"class": "btn btn-ghost"}, t("With an answer …")],
            *_words(f"inbox-answer-{number}", t("Answer to the partner")),
        ],
    ]
    decline: Node = [
        "details",
        {},
        ["summary", {"class": "btn btn-ghost"}, t("Decline …")],
        [
            "form",
            {"data-tdm-decide": "decline", "data-tdm-submission": number},
            *_words(f"inbox-reason-{number}", t("Reason, shown to the partner")),
            _button(t("Decline"), view.title, "btn-outline-secondary"),
        ],
    ]
    return solid(html.Div, [accept, decline], className="tdm-inbox-forms tdm-noprint")


def _button(label: str, title: str, look: str) -> Node:
    return ["button", {"type": "submit", "class": f"btn {look}", "aria-label": f"{label}: {title}"}, label]


def _words(name: str, label: str) -> list[Node]:
    field = {"id": name, "name": "words", "class": "form-control", "rows": "2", "maxlength": str(LONGEST_REPLY)}
    return [["label", {"for": name, "class": "form-label"}, label], ["textarea", field]]


def _decided(view: DecidedView) -> list[Component]:
    symbol, tone, word = STATES[view.state]
    state = html.Span([components.icon(symbol), t(word)], className=f"tdm-status {tone}".strip())
    title: list[components.Child] = [html.B(view.title), state]
    if view.partner:
        title.insert(0, components.link(view.partner, href=view.href, class_name="tdm-inbox-partner"))
    text: list[components.Child] = [view.decided]
    if view.import_href:
        text += [" ", components.link(t("See the import"), href=view.import_href)]
    made: list[Component] = [html.Div(title, className="tdm-sent-head"), html.P(text, className="tdm-hint")]
    if view.reason:
        made.append(html.Blockquote(view.reason, className="tdm-sent-words"))
    return made
