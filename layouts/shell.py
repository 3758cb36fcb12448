"""The frame around every page: top bar, content, messages, foot. It holds no data of its own."""

from dash import dcc, html
from dash.development.base_component import Component

from layouts import components
from layouts.ids import ShellIds

PAGES = (("Overview", "/"), ("Data", "/data"), ("KPI library", "/kpis"))
ACCOUNT_PAGES = (("Sharing", "/sharing"),)


def shell_layout(*, pathname: str = "/", freshness: str = "", content: Component | None = None) -> html.Div:
    """Return the page frame; callbacks fill the content, the freshness and the navigation."""
    return html.Div(
        [
            dcc.Location(id=ShellIds.LOCATION, refresh=False),
            dcc.Store(id=ShellIds.ROUTE),
            dcc.Store(id=ShellIds.SCREEN),
            dcc.Store(id=ShellIds.REFRESH),
            html.A("Skip to content", href=f"#{ShellIds.CONTENT}", className="tdm-skip"),
            html.Header(_top_bar(pathname, freshness)),
            html.Main(
                components.skeleton() if content is None else content,
                id=ShellIds.CONTENT,
                className="tdm-page",
                tabIndex="-1",
            ),
            _foot(),
            html.Div(id=ShellIds.TOASTS, className="toast-container position-fixed bottom-0 end-0 p-3"),
        ]
    )


def nav_items(*, pathname: str) -> list[html.Li]:
    """Return the pages in the bar; the one shown is marked, and Overview for its partners' pages too."""
    here = "/" if pathname.startswith("/partner") else pathname
    return [_nav_item(label, href, is_here=href == here) for label, href in PAGES]


def freshness_text(*, last_day: str) -> str:
    """How far the data reach: Data to 30 Sep 2026."""
    return f"Data to {last_day}" if last_day else "No data yet"


def _top_bar(pathname: str, freshness: str) -> html.Nav:
    brand = components.link("Tandem", href="/", class_name="tdm-brandmark")
    pages = html.Ul(nav_items(pathname=pathname), id=ShellIds.NAV, className="navbar-nav tdm-hide-sm")
    end = html.Div(
        [
            html.Span(freshness, id=ShellIds.FRESH, className="tdm-fresh tdm-hide-sm"),
            _theme_button(),
            _account_menu(),
            _menu_button(),
        ],
        className="tdm-topbar-end",
    )
    return html.Nav(
        [html.Div([brand, pages, end], className="container-fluid"), _phone_menu()],
        className="navbar navbar-expand tdm-topbar",
        **{"aria-label": "Main"},
    )


def _nav_item(label: str, href: str, *, is_here: bool) -> html.Li:
    current = {"aria-current": "page"} if is_here else {}
    class_name = "nav-link active" if is_here else "nav-link"
    return html.Li(components.link(label, href=href, class_name=class_name, **current), className="nav-item")


def _theme_button() -> html.Button:
    return html.Button(
        components.icon("circle-half"),
        id=ShellIds.THEME_BUTTON,
        className="btn btn-ghost btn-icon",
        type="button",
        **{"data-tdm-theme": "", "aria-label": "Switch to dark theme"},
    )


def _account_menu() -> html.Details:
    items = [components.link(label, href=href, class_name="tdm-item") for label, href in ACCOUNT_PAGES]
    return components.menu(
        name="account",
        summary=components.icon("person-circle"),
        items=items,
        class_name="tdm-options tdm-hide-sm",
        className="btn btn-ghost btn-icon",
        **{"aria-label": "Account"},
    )


def _menu_button() -> html.Button:
    panel = {"data-tdm-panel": ShellIds.MENU.value, "aria-controls": ShellIds.MENU.value}
    return html.Button(
        components.icon("list"),
        className="btn btn-ghost btn-icon d-md-none tdm-menubutton",
        type="button",
        **{**panel, "aria-expanded": "false", "aria-label": "Menu"},
    )


def _phone_menu() -> html.Div:
    """All pages in one list; shown by its button on small screens only."""
    items = [
        html.Li(components.link(label, href=href, class_name="tdm-item")) for label, href in (*PAGES, *ACCOUNT_PAGES)
    ]
    return html.Div(html.Ul(items), id=ShellIds.MENU, className="tdm-panel tdm-phonemenu")


def _foot() -> html.Footer:
    return html.Footer(
        [
            html.Span("Bands: strong above 75, moderate 50 to 75, low below 50"),
            components.link("How scores are calculated", href="/kpis"),
        ],
        className="tdm-foot",
    )
