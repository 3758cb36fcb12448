"""The menu of saved views: a page and its filters under a name, to open, rename and remove, and to save this one."""

from collections.abc import Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, html
from layouts.ids import ViewIds, view_button

LONGEST_NAME = 100


@dataclass(frozen=True)
class ViewRow:
    """A saved view; `is_here` when the page in view is the same address."""

    id: int
    name: str
    href: str
    page: str
    is_here: bool = False


@dataclass(frozen=True)
class RemovedView:
    """A view that was removed just now, with all that it takes to bring it back."""

    name: str
    path: str
    query: str


@dataclass(frozen=True)
class ViewsPanel:
    """Everything that the menu shows: `renaming` is the view whose name is being changed."""

    rows: Sequence[ViewRow]
    said: str = ""
    is_error: bool = False
    renaming: int | None = None
    removed: RemovedView | None = None


def views_menu() -> html.Details:
    """Return the menu; a callback fills it when it is opened."""
    return components.menu(
        name="views",
        summary=[components.icon("bookmark"), html.Span(t("Saved views"), className="tdm-viewsword")],
        items=html.Div(id=ViewIds.PANEL, className="tdm-views"),
        class_name="tdm-viewsmenu",
        id=ViewIds.BUTTON,
        className="btn btn-ghost",
        **{"aria-label": t("Saved views")},
    )


def panel(view: ViewsPanel) -> list[Component]:
    """Return the views, what was done last, and the form that saves the present one."""
    rows = [_renaming(one) if one.id == view.renaming else _row(one) for one in view.rows]
    shown: list[Component] = [html.Ul(rows)] if rows else [html.P(t("No view is saved yet."), className="tdm-muted")]
    return [*shown, *_said(view), _removed_store(view.removed), _form()]


def _row(one: ViewRow) -> html.Li:
    current = {"aria-current": "page"} if one.is_here else {}
    words = [html.Span(one.name), html.Small(one.page)]
    change = _button(ViewIds.RENAME, one.id, "pencil", t("Rename {name}", name=one.name))
    remove = _button(ViewIds.REMOVE, one.id, "trash", t("Remove {name}", name=one.name))
    return html.Li([components.link(words, href=one.href, class_name="tdm-item", **current), change, remove])


def _renaming(one: ViewRow) -> html.Li:
    field = dbc.Input(
        id=ViewIds.NEW_NAME,
        value=one.name,
        maxlength=LONGEST_NAME,
        autocomplete="off",
        autofocus=True,
    )
    label = html.Label(t("New name of {name}", name=one.name), htmlFor=ViewIds.NEW_NAME, className="visually-hidden")
    keep = html.Button(
        t("Rename"),
        id=view_button(ViewIds.KEEP, one.id),
        className="btn btn-outline-secondary btn-sm",
        type="button",
        **{"data-tdm-enter": ""},
    )
    cancel = html.Button(t("Cancel"), id=ViewIds.CANCEL, className="btn btn-ghost btn-sm", type="button")
    return html.Li([label, field, keep, cancel], className="is-renaming")


def _said(view: ViewsPanel) -> list[Component]:
    undo = [html.Button(t("Undo"), id=ViewIds.UNDO, className="btn btn-link btn-sm", type="button")]
    words: list[components.Child] = [html.Span(view.said)]
    return [
        html.P(
            [*words, *(undo if view.removed else [])],
            className="tdm-viewsaid is-bad" if view.is_error else "tdm-viewsaid",
            role="alert" if view.is_error else "status",
        )
    ]


def _removed_store(removed: RemovedView | None) -> dcc.Store:
    data = None if removed is None else {"name": removed.name, "path": removed.path, "query": removed.query}
    return dcc.Store(id=ViewIds.REMOVED, data=data)


def _form() -> html.Div:
    field = dbc.Input(
        id=ViewIds.NAME,
        placeholder=t("Name of this view"),
        maxlength=LONGEST_NAME,
        autocomplete="off",
    )
    label = html.Label(t("Name of this view"), htmlFor=ViewIds.NAME, className="visually-hidden")
    save = html.Button(
        t("Save this view"),
        id=ViewIds.SAVE,
        className="btn btn-outline-secondary",
        type="button",
        **{"data-tdm-enter": ""},
    )
    return html.Div([label, field, save], className="tdm-viewform")


def _button(kind: ViewIds, view_id: int, symbol: str, label: str) -> html.Button:
    return html.Button(
        components.icon(symbol),
        id=view_button(kind, view_id),
        className="btn btn-ghost btn-icon btn-sm",
        type="button",
        title=label,
        **{"aria-label": label},
    )
