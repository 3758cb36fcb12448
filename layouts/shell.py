"""The frame around every page: top bar, content, messages, foot. It holds no data of its own."""

from collections.abc import Collection

from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import components, formats, native, search
from layouts.ids import ShellIds, StateIds, WorkIds

PAGES = (
    (marked("Overview"), "/"),
    (marked("Partners"), "/partners"),
    (marked("Actions"), "/actions"),
    (marked("Reviews"), "/reviews"),
    (marked("Data"), "/data"),
    (marked("KPI library"), "/kpis"),
)
ACCOUNT_PAGES = (
    (marked("Sharing"), "/sharing"),
    (marked("Method"), "/method"),
    (marked("People"), "/people"),
    (marked("Audit"), "/audit"),
    (marked("Settings"), "/settings"),
    (marked("Account"), "/account"),
)
OF_ACCOUNTS = ("/people", "/account")
"""Pages that there is no use for without accounts."""

EVERY_PAGE = tuple(href for _, href in (*PAGES, *ACCOUNT_PAGES))


def shell_layout(
    *,
    pathname: str = "/",
    freshness: str = "",
    content: Component | None = None,
    pages: Collection[str] = EVERY_PAGE,
    rights: Collection[str] | None = None,
    person: str = "",
) -> html.Div:
    """Return the page frame; callbacks fill the content, the freshness and the navigation.

    Parameters
    ----------
    pathname
        The page in view.
    freshness
        How far the data reach.
    content
        The page; its shape while it is on its way when None.
    pages
        Paths of the pages that the reader may see.
    rights
        What the reader may do: what needs more is hidden, see `components.needs`. None hides nothing.
    person
        Who has signed in; empty without accounts.
    """
    held = {} if rights is None else {"data-tdm-may": " ".join(sorted(rights))}
    return html.Div(
        [
            dcc.Location(id=ShellIds.LOCATION, refresh=False),
            dcc.Store(id=ShellIds.ROUTE),
            dcc.Store(id=ShellIds.SCREEN),
            dcc.Store(id=ShellIds.REFRESH),
            *[dcc.Store(id=name) for name in (WorkIds.ASKED, WorkIds.LOOKED, WorkIds.TOLD, WorkIds.DONE)],
            html.A(t("Skip to content"), href=f"#{ShellIds.CONTENT}", className="tdm-skip"),
            html.Header(_top_bar(pathname, freshness, pages, person)),
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
        ],
        **held,
    )


def nav_items(*, pathname: str, open_actions: int = 0, pages: Collection[str] = EVERY_PAGE) -> list[html.Li]:
    """Return the entries of the bar for some pages; the one shown is marked, and a list for the pages below it too.

    Beside Actions stands how many are open.
    """
    here = f"/{pathname.strip('/').partition('/')[0]}"
    counts = {"/actions": open_actions}
    shown = [(label, href) for label, href in PAGES if href in pages]
    return [_nav_item(label, href, is_here=href == here, count=counts.get(href, 0)) for label, href in shown]


def freshness_text(*, last_day: str) -> str:
    """How far the data reach: Data to 30 Sep 2026."""
    return t("Data to {last_day}", last_day=last_day) if last_day else t("No data yet")


def _top_bar(pathname: str, freshness: str, pages: Collection[str], person: str) -> html.Nav:
    brand = components.link("Tandem", href="/", class_name="tdm-brandmark")
    bar = html.Ul(nav_items(pathname=pathname, pages=pages), id=ShellIds.NAV, className="navbar-nav tdm-hide-sm")
    end = html.Div(
        [
            html.Span(freshness, id=ShellIds.FRESH, className="tdm-fresh tdm-hide-sm"),
            search.search_button(),
            _theme_button(),
            search.help_button(),
            _account_menu(pages, person),
            _menu_button(),
        ],
        className="tdm-topbar-end",
    )
    return html.Nav(
        [html.Div([brand, bar, end], className="container-fluid"), _phone_menu(pages, person)],
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


def _account_menu(pages: Collection[str], person: str) -> html.Details:
    shown = [(label, href) for label, href in ACCOUNT_PAGES if href in pages]
    items = [components.link(t(label), href=href, class_name="tdm-item") for label, href in shown]
    if person:
        items = [html.Div(person, className="tdm-whoami"), *items, _sign_out()]
    return components.menu(
        name="account",
        summary=components.icon("person-circle"),
        items=items,
        class_name="tdm-options tdm-hide-sm",
        className="btn btn-ghost btn-icon",
        **{"aria-label": t("Account")},
    )


def _sign_out() -> Component:
    """Return a button that ends the session: a form, so that it works whatever became of the page."""
    button = ["button", {"class": "tdm-item", "type": "submit"}, t("Sign out")]
    return native.field("form", {"action": "/logout", "method": "post", "class": "tdm-signout"}, button)


def _menu_button() -> html.Button:
    panel = {"data-tdm-panel": ShellIds.MENU.value, "aria-controls": ShellIds.MENU.value}
    return html.Button(
        components.icon("list"),
        className="btn btn-ghost btn-icon d-md-none tdm-menubutton",
        type="button",
        **{**panel, "aria-expanded": "false", "aria-label": t("Menu")},
    )


def _phone_menu(pages: Collection[str], person: str) -> html.Div:
    """Those pages in one list; shown by its button on small screens only."""
    items = [
        html.Li(components.link(t(label), href=href, class_name="tdm-item"))
        for label, href in (*PAGES, *ACCOUNT_PAGES)
        if href in pages
    ]
    if person:
        items.append(html.Li([html.Div(person, className="tdm-whoami"), _sign_out()]))
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
