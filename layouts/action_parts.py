"""Actions as rows of a table: owner, due day and status are changed in place."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, html
from layouts.native import button, field, select

STATUS_ICONS = {
    "planned": "circle",
    "in_progress": "circle-half",
    "done": "check-circle",
    "dropped": "slash-circle",
    "overdue": "exclamation-circle",
}
STATUS_TONES = {"done": "is-good", "overdue": "is-bad"}
"""Icon and tone of each status; overdue is an open one whose day has passed."""


@dataclass(frozen=True)
class ActionRow:
    """An action as a table shows it.

    Parameters
    ----------
    id
        Its number.
    partner, partner_href
        For whom it is.
    kpi, kpi_href
        The KPI that it should move, and where that is explained; empty when there is none.
    title, reason, owner
        What is done, why, and by whom.
    due, due_text
        The day as fields hold it, and as people read it.
    status
        planned, in_progress, done or dropped.
    is_overdue, is_removed
        Whether its day has passed, and whether it was taken off the list.
    expected
        The change that is hoped for.
    measured, measured_note
        The change that went with it, and a sentence about that; why there is none when `measured` is empty.
    edit_href
        The page with its form open.
    is_fixed
        Whether the reader may not change it.
    """

    id: int
    partner: str
    partner_href: str
    title: str
    reason: str
    owner: str
    due: str
    due_text: str
    status: str
    kpi: str = ""
    kpi_href: str = ""
    is_overdue: bool = False
    is_removed: bool = False
    expected: str = ""
    measured: str = ""
    measured_note: str = ""
    edit_href: str = ""
    is_fixed: bool = False


def status_words() -> dict[str, str]:
    """Return the name of each status."""
    return {
        "planned": t("Planned"),
        "in_progress": t("In progress"),
        "done": t("Done"),
        "dropped": t("Dropped"),
        "overdue": t("Overdue"),
    }


def status_mark(status: str, *, is_overdue: bool) -> html.Span:
    """Return a status as icon and word."""
    name = "overdue" if is_overdue else status
    tone = f"tdm-status {STATUS_TONES.get(name, '')}".strip()
    return html.Span([components.icon(STATUS_ICONS[name]), status_words()[name]], className=tone)


def due_mark(row: ActionRow) -> Component | str:
    """Return the due day, marked where it has passed."""
    if not row.is_overdue:
        return row.due_text
    return html.Span([components.icon("clock"), row.due_text], className="tdm-status is-bad")


def measured_mark(row: ActionRow) -> list[Component | str]:
    """Return the measured change with the sentence about it, or why there is none."""
    if row.measured:
        return [row.measured, html.Span(row.measured_note, className="tdm-cellsub")]
    return [html.Span(row.measured_note or formats.MISSING, className="tdm-muted")]


def action_table(rows: Sequence[ActionRow]) -> html.Div:
    """Return actions as a table whose owner, due day and status can be changed."""
    names = (
        (t("Partner"), ""),
        (t("Action and root cause"), ""),
        (t("Owner"), ""),
        (t("Due"), ""),
        (t("Status"), ""),
        (t("Expected"), "num"),
        (t("Measured"), "num"),
    )
    heads = [html.Th(label, scope="col", className=look) for label, look in names]
    heads.append(html.Th(components.hidden(t("Edit or remove")), scope="col"))
    table = html.Table(
        [
            html.Caption(t("Actions by due day"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_row(row) for row in rows]),
        ],
        className="table tdm-stack-sm tdm-actiontable",
    )
    return html.Div(
        table, className="table-responsive", tabIndex="0", role="region", **{"aria-label": t("Actions, a table")}
    )


def _row(row: ActionRow) -> html.Tr:
    partner = [components.link(row.partner, href=row.partner_href, class_name="tdm-rowlink")]
    if row.kpi:
        partner.append(components.link(row.kpi, href=row.kpi_href, class_name="tdm-cellsub"))
    what: list[Component] = [html.Span(row.title, className="tdm-actiontitle")]
    if row.reason:
        what.append(html.Span(row.reason, className="tdm-cellsub"))
    cells = [
        html.Td(what),
        *([_said(row)] if row.is_removed else _fields(row)),
        html.Td(row.expected or formats.MISSING, className="num tdm-num", **{"data-label": t("Expected")}),
        html.Td(measured_mark(row), className="num tdm-num", **{"data-label": t("Measured")}),
        html.Td(_tools(row), className="tdm-rowtools"),
    ]
    look = "tdm-off" if row.is_removed or row.status == "dropped" else ""
    return html.Tr([html.Th(partner, scope="row"), *cells], className=look)


def _said(row: ActionRow) -> html.Td:
    """Return owner, due day and status of a removed action: it has to be restored before it changes."""
    mark = status_mark(row.status, is_overdue=False)
    parts = [text for text in (row.owner, row.due_text) if text and text != formats.MISSING]
    return html.Td([f"{', '.join(parts)} ", mark], colSpan=3)


def _fields(row: ActionRow) -> list[html.Td]:
    if row.is_fixed:
        return [
            html.Td(row.owner or formats.MISSING, **{"data-label": t("Owner")}),
            html.Td(due_mark(row), className="tdm-num", **{"data-label": t("Due")}),
            html.Td(status_mark(row.status, is_overdue=row.is_overdue), **{"data-label": t("Status")}),
        ]
    owner = {
        "class": "form-control form-control-sm tdm-inplace",
        "value": row.owner,
        "maxlength": "200",
        "autocomplete": "off",
        "placeholder": t("Nobody yet"),
        "aria-label": t("Owner: {action}", action=row.title),
        **_asked(row, "owner"),
    }
    late = " is-late" if row.is_overdue else ""
    due = {
        "type": "date",
        "class": f"form-control form-control-sm tdm-inplace{late}",
        "value": row.due,
        "aria-label": t("Due: {action}", action=row.title),
        **_asked(row, "due"),
    }
    status = {
        "class": "form-select form-select-sm tdm-inplace",
        "aria-label": t("Status: {action}", action=row.title),
        **_asked(row, "status"),
    }
    words = status_words()
    options = [(name, word) for name, word in words.items() if name != "overdue"]
    name = "overdue" if row.is_overdue else row.status
    mark = html.Span(
        components.icon(STATUS_ICONS[name]), className=f"tdm-status {STATUS_TONES.get(name, '')}".strip()
    )
    late_word = [html.Span(words["overdue"], className="tdm-status is-bad tdm-late")] if row.is_overdue else []
    return [
        html.Td(field("input", owner), **{"data-label": t("Owner")}),
        html.Td([field("input", due), *late_word], **{"data-label": t("Due")}),
        html.Td(
            html.Div(
                [mark, field("select", status, *select({}, options, row.status)[2:])], className="tdm-statusfield"
            ),
            **{"data-label": t("Status")},
        ),
    ]


def _asked(row: ActionRow, name: str) -> dict[str, str]:
    return {"data-tdm-field": name, "data-tdm-key": str(row.id)}


def _tools(row: ActionRow) -> list[Component]:
    if row.is_fixed:
        return []
    if row.is_removed:
        named = {"aria-label": t("Restore: {action}", action=row.title)}
        return [button(t("Restore"), do="restore", key=str(row.id), outline=True, **named)]
    edit = components.link(
        components.icon("pencil"),
        href=row.edit_href,
        class_name="btn btn-ghost btn-icon btn-sm",
        **{"aria-label": t("Edit: {action}", action=row.title), "title": t("Edit")},
    )
    remove = html.Button(
        components.icon("trash"),
        className="btn btn-ghost btn-icon btn-sm",
        type="button",
        **{
            "data-tdm-do": "remove",
            "data-tdm-key": str(row.id),
            "aria-label": t("Remove: {action}", action=row.title),
            "title": t("Remove"),
        },
    )
    return [edit, remove]
