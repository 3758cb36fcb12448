"""The frame around every page: top bar, content, messages, foot. It holds no data of its own."""

from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import components, formats, search
from layouts.ids import ShellIds, StateIds, WorkIds

PAGES = (
    (marked("Overview"), "/"),
    (marked("Partners"), "/partners"),
    (marked("Actions"), "/actions"),
    (marked("Reviews"), "/reviews"),
    (marked("Data"), "/data"),
    (marked("KPI library"), "/kpis"),
)
ACCOUNT_PAGES = ((marked("Sharing"), "/sharing"), (marked("Method"), "/method"), (marked("Settings"), "/settings"))


def shell_layout(*, pathname: str = "/", freshness: str = "", content: Component | None = None) -> html.Div:
    """Return the page frame; callbacks fill the content, the freshness and the navigation."""
    return html.Div(
        [
            dcc.Location(id=ShellIds.LOCATION, refresh=False),
            dcc.Store(id=ShellIds.ROUTE),
            dcc.Store(id=ShellIds.SCREEN),
            dcc.Store(id=ShellIds.REFRESH),
            *[dcc.Store(id=name) for name in (WorkIds.ASKED, WorkIds.TOLD, WorkIds.DONE)],
            html.A(t("Skip to content"), href=f"#{ShellIds.CONTENT}", className="tdm-skip"),
            html.Header(_top_bar(pathname, freshness)),
            html.Main(
                components.skeleton() if content is None else content,
                id=ShellIds.CONTENT,
                className="tdm-page",
                tabIndex="-1",
            ),
            _waiting(),
            _foot(),
            search.palette(),
            search.keys_help(),
            _offline(),
            html.Div(id=ShellIds.TOASTS, className="toast-container position-fixed bottom-0 end-0 p-3"),
        ]
    )


def nav_items(*, pathname: str, open_actions: int = 0) -> list[html.Li]:
    """Return the pages in the bar; the one shown is marked, and a list for the pages below it too.

    Beside Actions stands how many are open.
    """
    here = f"/{pathname.strip('/').partition('/')[0]}"
    counts = {"/actions": open_actions}
    return [_nav_item(label, href, is_here=href == here, count=counts.get(href, 0)) for label, href in PAGES]


def freshness_text(*, last_day: str) -> str:
    """How far the data reach: Data to 30 Sep 2026."""
    return t("Data to {last_day}", last_day=last_day) if last_day else t("No data yet")


def _top_bar(pathname: str, freshness: str) -> html.Nav:
    brand = components.link("Tandem", href="/", class_name="tdm-brandmark")
    pages = html.Ul(nav_items(pathname=pathname), id=ShellIds.NAV, className="navbar-nav tdm-hide-sm")
    end = html.Div(
        [
            html.Span(freshness, id=ShellIds.FRESH, className="tdm-fresh tdm-hide-sm"),
            search.search_button(),
            _theme_button(),
            search.help_button(),
            _account_menu(),
            _menu_button(),
        ],
        className="tdm-topbar-end",
    )
    return html.Nav(
        [html.Div([brand, pages, end], className="container-fluid"), _phone_menu()],
        className="navbar navbar-expand tdm-topbar",
        **{"aria-label": t("Main")},
    )


def _nav_item(label: str, href: str, *, is_here: bool, count: int = 0) -> html.Li:
    current = {"aria-current": "page"} if is_here else {}
    class_name = "nav-link active" if is_here else "nav-link"
    content = [t(label), html.Span(formats.count(count), className="tdm-count")] if count else t(label)
    link = components.link(content, href=href, class_name=class_name, **current)
    return html.Li(link, className="nav-item")


def _theme_button() -> html.Button:
    return html.Button(
        components.icon("circle-half"),
        id=ShellIds.THEME_BUTTON,
        className="btn btn-ghost btn-icon",
        type="button",
        **{"data-tdm-theme": "", "aria-label": t("Switch to dark theme")},
    )


def _account_menu() -> html.Details:
    items = [components.link(t(label), href=href, class_name="tdm-item") for label, href in ACCOUNT_PAGES]
    return components.menu(
        name="account",
        summary=components.icon("person-circle"),
        items=items,
        class_name="tdm-options tdm-hide-sm",
        className="btn btn-ghost btn-icon",
        **{"aria-label": t("Account")},
    )


def _menu_button() -> html.Button:
    panel = {"data-tdm-panel": ShellIds.MENU.value, "aria-controls": ShellIds.MENU.value}
    return html.Button(
        components.icon("list"),
        className="btn btn-ghost btn-icon d-md-none tdm-menubutton",
        type="button",
        **{**panel, "aria-expanded": "false", "aria-label": t("Menu")},
    )


def _phone_menu() -> html.Div:
    """All pages in one list; shown by its button on small screens only."""
    items = [
        html.Li(components.link(t(label), href=href, class_name="tdm-item"))
        for label, href in (*PAGES, *ACCOUNT_PAGES)
    ]
    return html.Div(html.Ul(items), id=ShellIds.MENU, className="tdm-panel tdm-phonemenu")


def _foot() -> html.Footer:
    return html.Footer(
        [
            html.Span(id=ShellIds.BANDS),
            components.link(t("How scores are calculated"), href="/kpis"),
        ],
        className="tdm-foot",
    )


def _waiting() -> html.Div:
    """Return the shape of the page that is on its way; `assets/states.js` shows it when that takes long."""
    return html.Div(components.skeleton(), id=StateIds.WAITING, className="tdm-page", hidden=True)


def _offline() -> html.Div:
    """Return what is shown while the server can't be reached."""
    again = html.Button(
        t("Try now"), className="btn btn-outline-secondary btn-sm", type="button", **{"data-tdm-retry": ""}
    )
    text = t("No connection to the server. What you see may be out of date; it is tried again by itself.")
    back = {
        "data-tdm-back": t("Connected again"),
        "data-tdm-failed": t("The server did not answer as expected. Reload the page, or try again later."),
    }
    message = [components.icon("wifi-off"), html.Div(text), again]
    return html.Div(message, id=StateIds.OFFLINE, className="alert tdm-offline", role="alert", hidden=True, **back)
