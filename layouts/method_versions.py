"""Versions of the method: the list, and one of them with what is different in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t, tn
from layouts import components, formats, html

BASE = 0
"""Number that stands for the method from before all versions."""


@dataclass(frozen=True)
class VersionRow:
    """A version in the list; number 0 is the method from before all versions."""

    number: int
    href: str
    label: str
    note: str
    when: str
    digest: str
    is_in_force: bool


@dataclass(frozen=True)
class VersionView:
    """One version: its row, its text, and (entry, value in it, value in force) of what is different in it.

    `problem` says why the program can't read it.
    """

    row: VersionRow
    text: str
    differences: Sequence[tuple[str, str, str]]
    problem: str = ""


@dataclass(frozen=True)
class VersionsView:
    """All versions, the newest first; the one that the address asks for; what of the address can't be used."""

    rows: Sequence[VersionRow]
    chosen: VersionView | None = None
    notice: str = ""


def layout(view: VersionsView) -> list[Component]:
    """Return the tab of versions."""
    made: list[Component] = [components.notice(text=view.notice, kind="warning")] if view.notice else []
    if view.chosen:
        made.append(_chosen(view.chosen))
    heads = [html.Th(text, scope="col") for text in (t("Version"), t("Note"), t("Saved"), t("Content"), t("State"))]
    heads.append(html.Th(components.hidden(t("Restore")), scope="col"))
    table = html.Table(
        [
            html.Caption(t("Versions of the method, the newest first"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_row(row) for row in view.rows]),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    return [*made, html.Div(html.Div(table, className="table-responsive"), className="card")]


def restore_button(row: VersionRow, *, label: str = "") -> html.Button:
    """Return the button that puts a version in force again."""
    return html.Button(
        label or t("Restore"),
        className="btn btn-outline-secondary btn-sm",
        type="button",
        **{
            "data-tdm-method-do": "restore",
            "data-tdm-version": str(row.number),
            "aria-label": t("Restore {version}", version=_name(row)),
        },
    )


def _name(row: VersionRow) -> str:
    return t("version {number}, {label}", number=row.number, label=row.label) if row.number else row.label


def _row(row: VersionRow) -> html.Tr:
    number = t("Version {number}", number=row.number) if row.number else t("Before all versions")
    return html.Tr(
        [
            html.Th(
                [
                    components.link(row.label, href=row.href, class_name="tdm-rowlink"),
                    html.Span(number, className="tdm-cellsub"),
                ],
                scope="row",
            ),
            html.Td(row.note, className="tdm-versionnote"),
            html.Td(row.when, className="tdm-num"),
            html.Td(html.Code(row.digest)),
            html.Td(_state(row)),
            html.Td("" if row.is_in_force else restore_button(row), className="num"),
        ]
    )


def _state(row: VersionRow) -> html.Span | str:
    if not row.is_in_force:
        return html.Span(t("Earlier"), className="tdm-status tdm-muted fw-normal")
    return html.Span([components.icon("check-circle"), t("In force")], className="tdm-status is-good")


def _chosen(view: VersionView) -> html.Section:
    row = view.row
    if view.problem:
        title, found = (
            t("This program can't read {version}", version=_name(row)),
            [html.Div(components.notice(text=view.problem, kind="danger"), className="card-body")],
        )
    elif row.is_in_force:
        title, found = t("{version} is in force", version=_upper(_name(row))), []
    elif not view.differences:
        title, found = t("{version} says the same as what is in force", version=_upper(_name(row))), []
    else:
        count = len(view.differences)
        title = tn(
            "{version} differs in {count} entry from what is in force",
            "{version} differs in {count} entries from what is in force",
            count,
            version=_upper(_name(row)),
            count=formats.count(count),
        )
        found = [_differences(view)]
    tools = [] if row.is_in_force or view.problem else [restore_button(row)]
    head = html.Div([html.Div([html.H2(title), html.P(row.note)]), *tools], className="card-header")
    text = html.Details(
        [
            html.Summary([html.Span(t("Text")), html.Span(row.digest)]),
            html.Pre(
                view.text,
                className="tdm-methodpre",
                tabIndex="0",
                role="region",
                **{"aria-label": t("Text of {version}", version=_name(row))},
            ),
        ],
        className="tdm-more",
        open=not found,
    )
    return html.Section([head, *found, text], className="card mb-3")


def _differences(view: VersionView) -> html.Div:
    heads = [html.Th(text, scope="col") for text in (t("Entry"), t("In this version"), t("In force"))]
    rows = [
        html.Tr([html.Th(name, scope="row"), html.Td(there), html.Td(here)]) for name, there, here in view.differences
    ]
    table = html.Table(
        [
            html.Caption(t("What is different"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody(rows),
        ],
        className="table",
    )
    return html.Div(
        table,
        className="table-responsive",
        tabIndex="0",
        role="region",
        **{"aria-label": t("What is different, scrolls sideways")},
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
