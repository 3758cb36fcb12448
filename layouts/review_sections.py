"""The parts of a review that people write in: actions, figures to settle, findings, notes."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from kpi.language import t, tn
from layouts import components, formats
from layouts.review_agenda import ActionItem, Agenda, FigureItem, FindingItem
from layouts.review_fields import (
    act_button,
    area_field,
    cell,
    choice_field,
    day_field,
    due_text,
    new_action,
    text_field,
    tick_field,
)
from layouts.solid import solid

LONGEST_TITLE, LONGEST_OWNER, LONGEST_RESOLUTION, LONGEST_NOTES = 300, 200, 2000, 50_000
"""Characters that fields take, as they are stored."""

NOTES_ROWS = 6

DIFFERS = {"disputed": ("exclamation-circle", "is-bad"), "one-sided": ("dash", ""), "agreed": ("check", "is-good")}
"""Icon and class of how two figures stand to each other."""

STATUS_ICONS = {
    "planned": ("circle", ""),
    "in_progress": ("circle-half", ""),
    "done": ("check-circle", "is-good"),
    "dropped": ("x-circle", ""),
}


def status_words() -> list[tuple[str, str]]:
    """Return the statuses of actions and their names."""
    return [
        ("planned", t("Planned")),
        ("in_progress", t("In progress")),
        ("done", t("Done")),
        ("dropped", t("Dropped")),
    ]


def last_actions(agenda: Agenda, *, is_open: bool) -> list[Component]:
    """Return what was agreed the last time and what came of it, and what else is under way."""
    made: list[Component] = []
    if agenda.last_actions:
        caption = t("Actions agreed for {period}", period=agenda.last_name)
        made.append(_card(_actions_table(agenda.last_actions, caption, is_open=is_open)))
    else:
        text = t("No action was agreed in the review of {period}.", period=agenda.last_name)
        first = t("This is the first review of {name} here, so nothing was agreed before.", name=agenda.name)
        made.append(html.P(text if agenda.last_name else first, className="tdm-soft mb-0"))
    if agenda.other_actions:
        made.append(html.H3(t("Also under way"), className="tdm-rv-sub"))
        made.append(_card(_actions_table(agenda.other_actions, t("Other open actions"), is_open=is_open)))
    return made


def figures(agenda: Agenda, *, is_open: bool) -> list[Component]:
    """Return the figures on which the two sides differ, each with who looks into it and what came of it."""
    if not agenda.figures:
        text = t("Every figure that both sides have reported agrees within 5%, or only one side reports it.")
        return [html.P(text, className="tdm-soft mb-0")]
    heads = [
        (t("Figure"), ""), (t("Ours"), "num"), (t("Theirs"), "num"), (t("Difference"), "num"),
        (t("Owner"), ""), (t("Resolution"), ""), (t("Settled"), ""),
    ]  # fmt: skip
    rows = [_figure_row(one, is_open=is_open) for one in agenda.figures]
    return [_card(_table(t("Figures on which the two sides differ"), heads, rows, class_name="tdm-rv-figures"))]


def found(agenda: Agenda, *, is_open: bool, waits: bool) -> list[Component]:
    """Return the findings about the partner, each with the way to an action.

    Parameters
    ----------
    agenda
        What the review speaks of.
    is_open
        Whether the reader can write in it.
    waits
        Whether findings that are still being looked for are waited for.
    """
    if agenda.findings_gap:
        waiting = {"data-tdm-waiting": ""} if waits else {}
        return [html.P(agenda.findings_gap, className="tdm-soft mb-0", role="status", **waiting)]
    if not agenda.findings:
        return [
            html.P(t("Nothing stands out beyond what this partner's figures usually do."), className="tdm-soft mb-0")
        ]
    return [html.Ul([_finding(one, is_open=is_open) for one in agenda.findings], className="tdm-insights card")]


def notes(agenda: Agenda, *, is_open: bool) -> list[Component]:
    """Return the notes: a field that is stored as one types, or what was written."""
    if not is_open:
        text = agenda.notes or t("No notes were taken.")
        return [html.Div(text, className="tdm-rv-notes" if agenda.notes else "tdm-soft")]
    field = area_field(
        ask={"do": "notes"},
        name="value",
        value=agenda.notes,
        label=t("Notes"),
        longest=LONGEST_NOTES,
        placeholder=t("What was said, what was decided, what stays open"),
        rows=NOTES_ROWS,
    )
    trouble = html.Div(className="tdm-rv-conflict", **{"data-tdm-conflict": "", "aria-live": "assertive"})
    return [solid(html.Div, [field]), trouble]


def next_actions(agenda: Agenda, *, is_open: bool, owner: str) -> list[Component]:
    """Return what is agreed for the next quarter: a list to write in, or what was agreed."""
    made: list[Component] = []
    if agenda.next_actions:
        caption = t("Next actions")
        rows = [_next_row(one) if is_open else _agreed_row(one) for one in agenda.next_actions]
        heads = [(t("Action"), ""), (t("Owner"), ""), (t("Due"), "")]
        made.append(
            _card(_table(caption, [*heads, *([("", "")] if is_open else [])], rows, class_name="tdm-rv-next"))
        )
    else:
        text = t("Nothing is agreed yet.") if is_open else t("No action was agreed.")
        made.append(html.P(text, className="tdm-soft mb-0"))
    if is_open:
        words = {"title": t("Next action"), "owner": t("Owner"), "due": t("Due"), "add": t("Add action")}
        made.append(new_action(owner=owner, words=words))
    return made


def unsettled_text(agenda: Agenda) -> str:
    """Return how many figures are still open, for the head of their part."""
    if not agenda.figures:
        return t("None differs")
    left = agenda.unsettled
    if not left:
        return t("All settled")
    return tn("{count} to settle", "{count} to settle", left, count=formats.count(left))


def _actions_table(actions: Sequence[ActionItem], caption: str, *, is_open: bool) -> Component:
    heads = [(t("Action"), ""), (t("Owner"), ""), (t("Due"), ""), (t("Measured"), ""), (t("Status"), "")]
    rows = [
        html.Tr(
            [
                _action_name(one),
                html.Td(one.owner or formats.MISSING, **{"data-label": t("Owner")}),
                html.Td(due_text(one), className="tdm-num", **{"data-label": t("Due")}),
                html.Td(one.effect or formats.MISSING, className="tdm-num", **{"data-label": t("Measured")}),
                _status_cell(one, is_open=is_open),
            ]
        )
        for one in actions
    ]
    return _table(caption, heads, rows)


def _action_name(one: ActionItem) -> Component:
    name: list[components.Child] = [one.title]
    below = ": ".join(part for part in (one.kpi_name, one.reason) if part)
    if below:
        name.append(html.Span(below, className="tdm-cellsub"))
    return html.Th(name, scope="row")


def _status_cell(one: ActionItem, *, is_open: bool) -> Component:
    if is_open:
        field = choice_field(
            ask={"do": "action", "action": one.id},
            name="status",
            value=one.status,
            label=t("Status of {action}", action=one.title),
            options=status_words(),
        )
        return cell(field, label=t("Status"))
    symbol, tone = STATUS_ICONS.get(one.status, ("circle", ""))
    word = dict(status_words()).get(one.status, one.status)
    return html.Td(html.Span([components.icon(symbol), word], className=f"tdm-status {tone}".strip()))


def _figure_row(one: FigureItem, *, is_open: bool) -> Component:
    name = f"{one.name}, {formats.month(one.month)}"
    share = t("not reported") if one.share is None else formats.percent(100 * one.share)
    symbol, tone = DIFFERS.get(one.status, DIFFERS["disputed"])
    known = [
        html.Th([one.name, html.Span(formats.month(one.month), className="tdm-cellsub")], scope="row"),
        html.Td(formats.count(one.ours), className="num", **{"data-label": t("Ours")}),
        html.Td(formats.count(one.theirs), className="num", **{"data-label": t("Theirs")}),
        html.Td(
            html.Span([components.icon(symbol), share], className=f"tdm-status {tone}".strip()),
            className="num",
            **{"data-label": t("Difference")},
        ),
    ]
    said = _figure_fields(one, name) if is_open else _figure_words(one)
    return html.Tr([*known, *said])


def _figure_fields(one: FigureItem, name: str) -> list[Component]:
    ask = {"do": "figure", "month": one.month, "measure": one.measure}
    owner = text_field(
        ask=ask, name="owner", value=one.owner, longest=LONGEST_OWNER, label=t("Owner of {figure}", figure=name)
    )
    resolution = area_field(
        ask=ask,
        name="resolution",
        value=one.resolution,
        longest=LONGEST_RESOLUTION,
        label=t("Resolution of {figure}", figure=name),
        placeholder=t("What came of it"),
    )
    tick = tick_field(ask=ask, name="resolved", value=one.resolved, label=t("{figure} is settled", figure=name))
    return [
        cell(owner, label=t("Owner")),
        cell(resolution, label=t("Resolution")),
        cell(tick, label=t("Settled"), class_name="tdm-rv-tick"),
    ]


def _figure_words(one: FigureItem) -> list[Component]:
    settled = html.Span([components.icon("check-circle"), t("Settled")], className="tdm-status is-good")
    left = html.Span([components.icon("circle"), t("Open")], className="tdm-status")
    return [
        html.Td(one.owner or formats.MISSING, **{"data-label": t("Owner")}),
        html.Td(one.resolution or formats.MISSING, **{"data-label": t("Resolution")}),
        html.Td(settled if one.resolved else left),
    ]


def _finding(one: FindingItem, *, is_open: bool) -> Component:
    symbol = "arrow-up-right-circle" if one.good else "exclamation-triangle"
    head = [components.icon(symbol), components.hidden(t("To build on") if one.good else t("To put right"))]
    parts: list[Component] = [
        html.P([*head, " ", one.what], className="tdm-what"),
        html.P(t("Recommended: {action}", action=one.action)),
    ]
    if is_open and one.answered:
        parts.append(html.P([components.icon("check2"), " ", t("An action is under way")], className="tdm-soft"))
    elif is_open:
        button = act_button(
            ask={"do": "take", "finding": one.key},
            children=t("Add to next actions"),
            label=t("Add to next actions: {action}", action=one.action),
            kind="btn-outline-secondary btn-sm",
        )
        parts.append(html.Div(button, className="tdm-insight-do"))
    return html.Li(parts)


def _next_row(one: ActionItem) -> Component:
    ask = {"do": "action", "action": one.id}
    title = area_field(ask=ask, name="title", value=one.title, label=t("Action"), longest=LONGEST_TITLE)
    owner = text_field(
        ask=ask, name="owner", value=one.owner, label=t("Owner of {action}", action=one.title), longest=LONGEST_OWNER
    )
    due = day_field(ask=ask, name="due", value=one.due, label=t("Due day of {action}", action=one.title))
    button = act_button(
        ask={"do": "remove", "action": one.id},
        children=components.icon("trash"),
        label=t("Remove {action}", action=one.title),
        kind="btn-ghost btn-icon btn-sm",
    )
    return html.Tr(
        [
            cell(title, class_name="tdm-rv-title"),
            cell(owner, label=t("Owner")),
            cell(due, label=t("Due")),
            html.Td(button, className="num tdm-noprint"),
        ]
    )


def _agreed_row(one: ActionItem) -> Component:
    return html.Tr(
        [
            _action_name(one),
            html.Td(one.owner or formats.MISSING, **{"data-label": t("Owner")}),
            html.Td(formats.day(one.due), className="tdm-num", **{"data-label": t("Due")}),
        ]
    )


def _table(
    caption: str, heads: Sequence[tuple[str, str]], rows: Sequence[Component], *, class_name: str = ""
) -> Component:
    head = [
        html.Th(text or components.hidden(t("Remove")), scope="col", className=class_of) for text, class_of in heads
    ]
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr(head)),
            html.Tbody(list(rows)),
        ],
        className=f"table tdm-stack-sm {class_name}".strip(),
    )
    name = {"aria-label": t("{caption}, scrolls sideways", caption=caption)}
    return html.Div(table, className="table-responsive", tabIndex="0", role="region", **name)


def _card(content: Component) -> Component:
    return html.Div(content, className="card tdm-rv-card")
