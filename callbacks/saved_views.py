"""Saved views: keeping, renaming and removing them, from the menu of the filter bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from data.work.saved_views import (
    LONGEST_NAME,
    NameMissing,
    NameTaken,
    SavedViewEntry,
    SavedViewError,
    TooManyViews,
    ViewInvalid,
    ViewMissing,
)
from kpi.language import t
from layouts import saved_views, shell
from layouts.ids import ShellIds, ViewIds

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services


def panel(
    services: Services,
    here: str,
    *,
    said: str = "",
    problem: SavedViewError | None = None,
    renaming: int | None = None,
    removed: SavedViewEntry | None = None,
) -> list[Component]:
    """Return the content of the menu.

    Parameters
    ----------
    services
        The running app.
    here
        Address of the page in view.
    said
        What was done last.
    problem
        Why it was not.
    renaming
        The view whose name is being changed.
    removed
        The view that was removed just now.
    """
    rows = [
        saved_views.ViewRow(one.id, one.name, one.href, page_name(one.path), is_here=one.href == here)
        for one in services.saved_views().list()
    ]
    back = None if removed is None else saved_views.RemovedView(removed.name, removed.path, removed.query)
    text = said if problem is None else problem_text(problem)
    view = saved_views.ViewsPanel(rows, text, is_error=problem is not None, renaming=renaming, removed=back)
    return saved_views.panel(view)


def page_name(path: str) -> str:
    """Return what the page at a path is called."""
    names = {href: label for label, href in (*shell.PAGES, *shell.ACCOUNT_PAGES)}
    return names.get(path, path)


def problem_text(problem: SavedViewError) -> str:
    """Say why a view could not be saved or renamed, and what to do."""
    if isinstance(problem, NameMissing):
        return t("A view needs a name.")
    if isinstance(problem, NameTaken):
        return t("Another view has that name. Choose a different one.")
    if isinstance(problem, ViewMissing):
        return t("That view is gone; somebody may have removed it.")
    if isinstance(problem, TooManyViews):
        return t("There are too many views already. Remove some first.")
    if isinstance(problem, ViewInvalid):
        return t("This address can't be saved: it is too long.")
    raise problem


def save(services: Services, name: object, path: object, search: object) -> list[Component]:
    """Keep the page in view under a name; whatever a client sends."""
    path, query = str(path or "/"), str(search or "").removeprefix("?")
    here = f"{path}?{query}" if query else path
    try:
        one = services.saved_views().add(str(name or ""), path=path, query=query, today=services.today())
    except SavedViewError as problem:
        return panel(services, here, problem=problem)
    return panel(services, here, said=t("Saved as “{name}”.", name=one.name))


def rename(services: Services, view_id: int, name: object, here: str) -> list[Component]:
    """Give a view another name; a name that can't be leaves the field open."""
    try:
        one = services.saved_views().rename(view_id, str(name or "")[: LONGEST_NAME * 2])
    except ViewMissing as problem:
        return panel(services, here, problem=problem)
    except SavedViewError as problem:
        return panel(services, here, problem=problem, renaming=view_id)
    return panel(services, here, said=t("Renamed to “{name}”.", name=one.name))


def remove(services: Services, view_id: int, here: str) -> list[Component]:
    """Remove a view, and offer to bring it back."""
    try:
        one = services.saved_views().remove(view_id)
    except SavedViewError as problem:
        return panel(services, here, problem=problem)
    return panel(services, here, said=t("“{name}” was removed.", name=one.name), removed=one)


def bring_back(services: Services, removed: object, here: str) -> list[Component]:
    """Keep a removed view again; what it was comes from the client, and is looked at like any new view."""
    known = removed if isinstance(removed, dict) else {}
    name, path, query = (str(known.get(key) or "") for key in ("name", "path", "query"))
    try:
        one = services.saved_views().add(name, path=path, query=query, today=services.today())
    except SavedViewError as problem:
        return panel(services, here, problem=problem)
    return panel(services, here, said=t("“{name}” is back.", name=one.name))


def address(path: object, search: object) -> str:
    """Return the address of the page in view, as links write it."""
    query = str(search or "").removeprefix("?")
    return f"{path or '/'}?{query}" if query else str(path or "/")


def clicked(kind: ViewIds) -> int | None:
    """Return the number of the view whose button of a kind was pressed just now."""
    cause = ctx.triggered_id
    pressed = ctx.triggered and ctx.triggered[0]["value"]
    if not pressed or not isinstance(cause, dict) or cause.get("type") != kind.value:
        return None
    number = cause.get("view")
    return number if isinstance(number, int) and 0 < number < 2**31 else None


def register(app: Dash, services: Services) -> None:
    """Connect the menu."""
    place = (State(ShellIds.LOCATION, "pathname"), State(ShellIds.LOCATION, "search"))
    changed = Output(ViewIds.PANEL, "children", allow_duplicate=True)

    @app.callback(
        Output(ViewIds.PANEL, "children"), Input(ViewIds.BUTTON, "n_clicks"), *place, prevent_initial_call=True
    )
    def open_menu(_clicks: object, path: object, search: object) -> Any:
        return panel(services, address(path, search))

    @app.callback(
        changed, Input(ViewIds.SAVE, "n_clicks"), State(ViewIds.NAME, "value"), *place, prevent_initial_call=True
    )
    def save_view(clicks: object, name: object, path: object, search: object) -> Any:
        return save(services, name, path, search) if clicks else no_update

    @app.callback(changed, Input(_all(ViewIds.RENAME), "n_clicks"), *place, prevent_initial_call=True)
    def begin_renaming(_clicks: object, path: object, search: object) -> Any:
        view_id = clicked(ViewIds.RENAME)
        return no_update if view_id is None else panel(services, address(path, search), renaming=view_id)

    @app.callback(changed, Input(ViewIds.CANCEL, "n_clicks"), *place, prevent_initial_call=True)
    def stop_renaming(clicks: object, path: object, search: object) -> Any:
        return panel(services, address(path, search)) if clicks else no_update

    @app.callback(
        changed,
        Input(_all(ViewIds.KEEP), "n_clicks"),
        State(ViewIds.NEW_NAME, "value"),
        *place,
        prevent_initial_call=True,
    )
    def keep_name(_clicks: object, name: object, path: object, search: object) -> Any:
        view_id = clicked(ViewIds.KEEP)
        return no_update if view_id is None else rename(services, view_id, name, address(path, search))

    @app.callback(changed, Input(_all(ViewIds.REMOVE), "n_clicks"), *place, prevent_initial_call=True)
    def remove_view(_clicks: object, path: object, search: object) -> Any:
        view_id = clicked(ViewIds.REMOVE)
        return no_update if view_id is None else remove(services, view_id, address(path, search))

    @app.callback(
        changed, Input(ViewIds.UNDO, "n_clicks"), State(ViewIds.REMOVED, "data"), *place, prevent_initial_call=True
    )
    def undo(clicks: object, removed: object, path: object, search: object) -> Any:
        return bring_back(services, removed, address(path, search)) if clicks else no_update


def _all(kind: ViewIds) -> dict[str, Any]:
    return {"type": kind.value, "view": ALL}
