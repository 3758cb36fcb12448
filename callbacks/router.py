"""From an address to a page: one callback that draws the page of the path, and what every page shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from callbacks.imports import imports_page
from callbacks.library import library_page
from callbacks.loading import load_demo
from callbacks.overview import overview_of, overview_page
from callbacks.partner import partner_page
from callbacks.security import log_error
from callbacks.sharing import sharing_page
from layouts import components, formats, overview, shell
from layouts.figures import Canvas
from layouts.ids import OverviewIds, ShellIds
from layouts.solid import solidify

if TYPE_CHECKING:
    from callbacks.services import Services

ANY_HEIGHT = 320
"""Height of a canvas until a page sets that of its chart [pixels]."""


def page(services: Services, path: str | None, search: str | None, screen: object) -> Component:
    """Return the page of an address.

    Parameters
    ----------
    services
        The running app.
    path, search
        The address; whatever a client sends.
    screen
        What the client says of its theme and size.
    """
    canvas = Canvas.read(screen, height=ANY_HEIGHT)
    path, search = str(path or "/"), str(search or "")
    parts = [unquote(part) for part in path.strip("/").split("/")]
    match parts:
        case [""]:
            return overview_page(services, search, canvas)
        case ["partners", partner_id]:
            return partner_page(services, partner_id, search, canvas)
        case ["data"]:
            return imports_page(services, search, canvas)
        case ["kpis"]:
            return library_page(services, None, search, canvas)
        case ["kpis", kpi_id]:
            return library_page(services, kpi_id, search, canvas)
        case ["sharing"]:
            return sharing_page(services, search, canvas)
    return not_found()


def not_found() -> Component:
    """Return the page of an address that there is none of."""
    empty = components.empty_state(
        symbol="signpost-split",
        title="There is no page at this address",
        text="It may have been mistyped, or moved.",
        actions=[components.link("Go to the Overview", href="/", class_name="btn btn-outline-secondary")],
    )
    return html.Section(empty, className="card mt-3", **{"aria-label": "Page not found"})


def failed(reference: str) -> Component:
    """Return what a page shows in place of an error, with the number under which the log tells more."""
    empty = components.empty_state(
        symbol="exclamation-octagon",
        title="This page could not be drawn",
        text=f"The error is in the log as {reference}. Reload the page; if it stays, report that number.",
        actions=[components.link("Go to the Overview", href="/", class_name="btn btn-outline-secondary")],
    )
    return html.Section(empty, className="card mt-3", role="alert")


def freshness(services: Services) -> str:
    """Return how far the data reach, in words."""
    board = services.board()
    return shell.freshness_text(last_day="" if board is None else formats.day(board.programme.calendar.as_of))


def register(app: Dash, services: Services) -> None:
    """Connect the shell: the page of the address, the filters of the Overview, the theme, the sample data."""
    _connect_client(app)
    _connect_sample(app, services)

    @app.callback(
        Output(ShellIds.CONTENT, "children"),
        Output(ShellIds.NAV, "children"),
        Output(ShellIds.FRESH, "children"),
        Input(ShellIds.ROUTE, "data"),
        Input(ShellIds.REFRESH, "data"),
        prevent_initial_call=True,
    )
    def draw(route: object, _refresh: object) -> tuple[Any, Any, Any]:
        path, search, screen = read_route(route)
        try:
            drawn = solidify(page(services, path, search, screen), live_ids(app))
            return drawn, shell.nav_items(pathname=path), freshness(services)
        except Exception as error:
            return failed(log_error(error)), no_update, no_update

    @app.callback(
        [Output(part, name) for part, name in overview.PARTS],
        Input(ShellIds.LOCATION, "search"),
        Input(ShellIds.SCREEN, "data"),
        State(ShellIds.LOCATION, "pathname"),
        prevent_initial_call=True,
    )
    def refilter(search: object, screen: object, path: object) -> Any:
        view = (
            overview_of(services, str(search or ""), Canvas.read(screen, height=ANY_HEIGHT)) if path == "/" else None
        )
        if view is None:
            return [no_update] * len(overview.PARTS)
        live = live_ids(app)
        return [solid_value(part, live) for part in overview.parts(view)]


def _connect_client(app: Dash) -> None:
    """Connect what the browser does alone: the theme, and which address is a page of its own."""
    app.clientside_callback(
        ClientsideFunction("tandem", "screen"),
        Output(ShellIds.SCREEN, "data"),
        Input(ShellIds.THEME_BUTTON, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("tandem", "route"),
        Output(ShellIds.ROUTE, "data"),
        Input(ShellIds.LOCATION, "pathname"),
        Input(ShellIds.LOCATION, "search"),
        Input(ShellIds.SCREEN, "data"),
    )


def _connect_sample(app: Dash, services: Services) -> None:
    @app.callback(
        Output(ShellIds.REFRESH, "data"),
        Input(OverviewIds.SAMPLE, "n_clicks"),
        running=[
            (Output(OverviewIds.SAMPLE, "disabled"), True, False),
            (Output(OverviewIds.SAMPLE, "children"), "Loading sample data…", "Use sample data"),
        ],
        prevent_initial_call=True,
    )
    def load_sample(clicks: object) -> Any:
        if not clicks:
            return no_update
        load_demo(services)
        return services.store.revision()


def live_ids(app: Dash) -> frozenset[str]:
    """Return the ids that the app's callbacks reach for."""
    ids: set[str] = set()
    for key, one in app.callback_map.items():
        ids |= {str(entry["id"]) for entry in (*one["inputs"], *one["state"])}
        ids |= {name.split("@")[0].rsplit(".", 1)[0] for name in key.strip(".").split("...")}
    return frozenset(ids)


def solid_value(value: Any, live: frozenset[str]) -> Any:
    """Return a value of a property with its plain markup as single components."""
    if isinstance(value, list | tuple) and any(isinstance(one, Component) for one in value):
        return [solidify(one, live) for one in value]
    return solidify(value, live) if isinstance(value, Component) else value


def read_route(route: object) -> tuple[str, str, object]:
    """Return path, query and screen of what the client calls its route; of nonsense the Overview."""
    known = route if isinstance(route, dict) else {}
    return str(known.get("path") or "/"), str(known.get("search") or ""), known.get("screen")
