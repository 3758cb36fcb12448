"""Parts that the pages about people share: roles in words, sessions, and a secret that is shown once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import components

ROLES = {
    "admin": (marked("Admin"), marked("does everything, and looks after people, settings and the audit log")),
    "manager": (
        marked("Manager"),
        marked("works with partners, shares scorecards and, for all partners, brings in data"),
    ),
    "viewer": (marked("Viewer"), marked("sees figures and downloads them, and changes nothing")),
}
"""What each role is called, and what it does."""

RIGHTS = {
    "view": marked("see figures and download them"),
    "work": marked("act on findings, keep targets and reviews"),
    "share": marked("make and end links"),
    "import": marked("bring in files"),
    "method": marked("change the method"),
    "admin": marked("read the audit log"),
}
"""What a token may be made for."""

STATES = {
    "active": ("check-circle", "is-good", marked("Active")),
    "invited": ("envelope", "", marked("Invited")),
    "disabled": ("slash-circle", "is-bad", marked("Shut out")),
}
"""Icon, class and word of each state of an account."""


@dataclass(frozen=True)
class SessionView:
    """A session in words."""

    id: str
    browser: str
    address: str
    began: str
    seen: str
    is_this: bool = False


@dataclass(frozen=True)
class TokenView:
    """An API token in words; the token itself is not known any more."""

    id: str
    label: str
    scopes: Sequence[str]
    created: str
    used: str


def role_word(role: str) -> str:
    """Return what a role is called."""
    return t(ROLES[role][0])


def state_mark(state: str) -> html.Span:
    """Return the state of an account as icon and word."""
    symbol, tone, word = STATES[state]
    return html.Span([components.icon(symbol), t(word)], className=f"tdm-status {tone}".strip())


def card(*, id: str, title: str, sub: str = "", body: Component | Sequence[Component]) -> html.Section:
    """Return a card with a heading."""
    words = [html.H2(title, id=id), *([html.P(sub)] if sub else [])]
    return html.Section(
        [html.Div(html.Div(words), className="card-header"), *(body if isinstance(body, list) else [body])],
        className="card mt-3",
        **{"aria-labelledby": id},
    )


def field(field_id: str, label: str, control: Component) -> html.Div:
    """Return a field under its label."""
    return html.Div([html.Label(label, htmlFor=field_id, className="form-label"), control])


def secret_row(*, id: str, label: str, value: str, copy: str) -> html.Div:
    """Return a secret in a field to be copied; it can't be shown again."""
    shown = dbc.Input(id=id, value=value, readonly=True, autocomplete="off")
    return html.Div(
        [
            html.Label(label, htmlFor=id, className="form-label"),
            html.Div([shown, components.copy_button(label=copy, text=value)], className="tdm-address"),
        ]
    )


def session_table(sessions: Sequence[SessionView], *, button: Callable[[str], dict[str, str]]) -> Component:
    """Return the browsers in which somebody is signed in, each with a button that ends that."""
    if not sessions:
        return html.P(t("Signed in nowhere."), className="tdm-muted tdm-plainline card-body mb-0")
    heads = [t("Browser"), t("From"), t("Signed in"), t("Last used")]
    rows = [_session_row(one, button) for one in sessions]
    return _table(t("Sessions, the one used last first"), heads, rows, last=t("End"))


def token_table(tokens: Sequence[TokenView], *, button: Callable[[str], dict[str, str]]) -> Component:
    """Return the API tokens of somebody, each with a button that takes it back."""
    if not tokens:
        return html.P(t("No tokens."), className="tdm-muted tdm-plainline card-body mb-0")
    heads = [t("Token"), t("May"), t("Made"), t("Last used")]
    rows = [_token_row(one, button) for one in tokens]
    return _table(t("API tokens, the newest first"), heads, rows, last=t("Revoke"))


def done(text: str) -> Component:
    """Return the line that says what has just been done."""
    return components.notice(text=text, kind="success", role="status")


def problem(text: str) -> Component:
    """Return the line that says why something was not done."""
    return components.notice(text=text, kind="danger", role="alert")


def labelled(label: str, text: str) -> html.Td:
    """Return a cell; on a phone, where the table has no head, with what it is."""
    return html.Td(text, className="tdm-num", **{"data-label": label})


def _session_row(one: SessionView, button: Callable[[str], dict[str, str]]) -> html.Tr:
    name = [one.browser or t("Unknown browser")]
    if one.is_this:
        name.append(html.Span(t("This browser"), className="tdm-cellsub"))
    end = html.Button(
        t("End"),
        id=button(one.id),
        className="btn btn-outline-secondary btn-sm",
        type="button",
        **{"aria-label": t("End the session in {browser}, signed in {day}", browser=one.browser, day=one.began)},
    )
    return html.Tr(
        [
            html.Th(name, scope="row"),
            labelled(t("From"), one.address),
            labelled(t("Signed in"), one.began),
            labelled(t("Last used"), one.seen),
            html.Td("" if one.is_this else end, className="num"),
        ]
    )


def _token_row(one: TokenView, button: Callable[[str], dict[str, str]]) -> html.Tr:
    revoke = html.Button(
        t("Revoke"),
        id=button(one.id),
        className="btn btn-outline-secondary btn-sm",
        type="button",
        **{"aria-label": t("Revoke the token {label}", label=one.label)},
    )
    return html.Tr(
        [
            html.Th(one.label, scope="row"),
            html.Td(", ".join(t(RIGHTS[scope]) for scope in one.scopes), **{"data-label": t("May")}),
            labelled(t("Made"), one.created),
            labelled(t("Last used"), one.used),
            html.Td(revoke, className="num"),
        ]
    )


def _table(caption: str, names: Sequence[str], rows: Sequence[html.Tr], *, last: str) -> html.Div:
    heads = [*(html.Th(name, scope="col") for name in names), html.Th(components.hidden(last), scope="col")]
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody(rows),
        ],
        className="table tdm-stack-sm tdm-flow mb-0",
    )
    return html.Div(table, className="table-responsive")
