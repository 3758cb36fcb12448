"""From an address to a page: one callback that draws the page of the path, and what every page shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from dash import ClientsideFunction, Dash, Input, Output, html, no_update
from dash.development.base_component import Component

from callbacks.access import may, page_need, pages_open, who
from callbacks.account import account_page
from callbacks.actions import actions_page
from callbacks.audit import audit_page
from callbacks.compare import compare_page
from callbacks.drawing import live_ids, solid_value
from callbacks.imports import imports_page
from callbacks.library import library_page
from callbacks.loading import load_demo
from callbacks.method import method_page
from callbacks.method_notice import foot_text
from callbacks.overview import overview_page
from callbacks.partner import partner_page
from callbacks.partner_rows import rows_page
from callbacks.partners import partners_page
from callbacks.people import people_page, person_page
from callbacks.reviews import review_page, reviews_page
from callbacks.security import log_error
from callbacks.settings import settings_page
from callbacks.sharing import sharing_page
from callbacks.work import work_of
from data.people.principal import COMMAND, LOCAL
from kpi.language import t
from layouts import components, formats, shell
from layouts.figures import Canvas
from layouts.ids import OverviewIds, ShellIds

if TYPE_CHECKING:
    from callbacks.services import Services

ANY_HEIGHT = 320
"""Height of a canvas until a page sets that of its chart [pixels]."""

OF_PARTNERS = frozenset({"", "partners", "compare", "actions", "reviews"})
"""First parts of the paths of pages that show nothing without partners."""


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
    if not may(page_need(parts[0])):
        return forbidden()
    if who().manages and services.board() is None and parts[0] in OF_PARTNERS:
        return nobody_yet(who().manages)
    match parts:
        case [""]:
            return overview_page(services, search, canvas)
        case ["partners"]:
            return partners_page(services, search, canvas)
        case ["partners", partner_id]:
            return partner_page(services, partner_id, search, canvas)
        case ["partners", partner_id, "rows"]:
            return rows_page(services, partner_id, search)
        case ["compare"]:
            return compare_page(services, search, canvas)
        case ["actions"]:
            return actions_page(services, search, canvas)
        case ["reviews"]:
            return reviews_page(services, search)
        case ["reviews", review_id]:
            return review_page(services, review_id, search, canvas)
        case ["method"]:
            return method_page(services, search)
        case ["data"]:
            return imports_page(services, search, canvas)
        case ["kpis"]:
            return library_page(services, None, search, canvas)
        case ["kpis", kpi_id]:
            return library_page(services, kpi_id, search, canvas)
        case ["sharing"]:
            return sharing_page(services, search, canvas)
        case ["people"]:
            return people_page(services, search)
        case ["people", person_id]:
            return person_page(services, person_id)
        case ["account"]:
            return account_page(services, search)
        case ["audit"]:
            return audit_page(services, search)
        case ["settings"]:
            return settings_page(services, search)
    return not_found()


def frame() -> Component:
    """Return the frame around every page, with what who asks may open and do."""
    principal = who()
    has_account = principal.is_known and principal.id not in (LOCAL.id, COMMAND.id)
    hidden = () if has_account else shell.OF_ACCOUNTS
    return shell.shell_layout(
        pages=[path for path in pages_open(shell.EVERY_PAGE) if path not in hidden],
        rights=[right.value for right in principal.rights],
        person=principal.name if has_account else "",
    )


def forbidden() -> Component:
    """Return what stands in place of a page that who asks may not see."""
    text = t("It needs a right that your account does not have. Ask an admin of this site if you need it.")
    return _in_place_of_a_page("lock", t("You may not see this page"), text)


def nobody_yet(manages: str) -> Component:
    """Return what stands in place of the pages about partners while somebody has none."""
    text = t(
        "Your account shows the partners whose manager is “{manager}” in the partners file, and there is none. "
        "Ask an admin whether the name is written alike.",
        manager=manages,
    )
    return _in_place_of_a_page("people", t("None of the partners is yours yet"), text, leads_on=False)


def not_found() -> Component:
    """Return the page of an address that there is none of."""
    text = t("It may have been mistyped, or moved.")
    return _in_place_of_a_page("signpost-split", t("There is no page at this address"), text)


def failed(reference: str) -> Component:
    """Return what a page shows in place of an error, with the number under which the log tells more."""
    text = t(
        "The error is in the log as {reference}. Reload the page; if it stays, report that number.",
        reference=reference,
    )
    return _in_place_of_a_page("exclamation-octagon", t("This page could not be drawn"), text, role="alert")


def _in_place_of_a_page(
    symbol: str, title: str, text: str, *, leads_on: bool = True, role: str = "region"
) -> Component:
    overview = components.link(t("Go to the Overview"), href="/", class_name="btn btn-outline-secondary")
    empty = components.empty_state(
        level=1, symbol=symbol, title=title, text=text, actions=[overview] if leads_on else []
    )
    return html.Section(empty, className="card mt-3", role=role, **{"aria-label": title})


def freshness(services: Services) -> str:
    """Return how far the data reach, in words."""
    board = services.board()
    return shell.freshness_text(last_day="" if board is None else formats.day(board.programme.calendar.as_of))


def register(app: Dash, services: Services) -> None:
    """Connect the shell: the page of the address, the theme, the sample data."""
    _connect_client(app)
    _connect_sample(app, services)

    @app.callback(
        Output(ShellIds.CONTENT, "children"),
        Output(ShellIds.NAV, "children"),
        Output(ShellIds.FRESH, "children"),
        Output(ShellIds.BANDS, "children"),
        Input(ShellIds.ROUTE, "data"),
        Input(ShellIds.REFRESH, "data"),
        prevent_initial_call=True,
    )
    def draw(route: object, _refresh: object) -> tuple[Any, Any, Any, Any]:
        path, search, screen = read_route(route)
        try:
            drawn = solid_value(page(services, path, search, screen), live_ids(app))
            foot = foot_text(services.methods.in_force())
            nav = shell.nav_items(
                pathname=path, open_actions=work_of(services).open_actions, pages=pages_open(shell.EVERY_PAGE)
            )
            return drawn, nav, freshness(services), foot
        except Exception as error:
            return failed(log_error(error)), no_update, no_update, no_update


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
            # Shown as waiting, not said: words would stay those of the language the server started in.
            (
                Output(OverviewIds.SAMPLE, "className"),
                "btn btn-outline-secondary tdm-busy",
                "btn btn-outline-secondary",
            ),
        ],
        prevent_initial_call=True,
    )
    def load_sample(clicks: object) -> Any:
        if not clicks:
            return no_update
        load_demo(services)
        return services.store.revision()


def read_route(route: object) -> tuple[str, str, object]:
    """Return path, query and screen of what the client calls its route; of nonsense the Overview."""
    known = route if isinstance(route, dict) else {}
    return str(known.get("path") or "/"), str(known.get("search") or ""), known.get("screen")
