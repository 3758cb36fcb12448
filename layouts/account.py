"""A person's own account: name, password, the browsers it is open in, and API tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, native
from layouts.ids import AccountIds, account_button
from layouts.person_parts import RIGHTS, SessionView, TokenView, card, field, role_word, secret_row
from layouts.person_parts import session_table as table_of_sessions
from layouts.person_parts import token_table as table_of_tokens

PASSWORD = "/account/password"


@dataclass(frozen=True)
class AccountView:
    """Everything that the page shows; `rights` are those that a token may be made for."""

    name: str
    email: str
    role: str
    manages: str
    has_password: bool
    sessions: Sequence[SessionView]
    tokens: Sequence[TokenView]
    rights: Sequence[str]
    notice: str = ""


def layout(view: AccountView) -> html.Div:
    """Return the whole page."""
    seen = t("sees the partners of {manager}", manager=view.manages) if view.manages else t("sees all partners")
    leave = native.field(
        "form",
        {"action": "/logout", "method": "post"},
        ["button", {"class": "btn btn-outline-secondary", "type": "submit"}, t("Sign out")],
    )
    return html.Div(
        [
            dcc.Store(id=AccountIds.ASKED),
            components.page_head(
                title=t("Your account"),
                sub=t("{email} · {role}, {seen}", email=view.email, role=role_word(view.role), seen=seen),
                actions=[leave],
            ),
            html.Div(
                components.notice(text=view.notice, kind="success", role="status") if view.notice else None,
                id=AccountIds.STATUS,
                className="tdm-statusline",
                **{"aria-live": "polite"},
            ),
            _person_card(view),
            card(
                id="account-where",
                title=t("Signed in"),
                sub=t("Where your account is open. End what you don't know, then change your password."),
                body=html.Div(session_table(view.sessions), id=AccountIds.SESSIONS),
            ),
            _token_card(view),
        ],
        className="tdm-narrow",
    )


def local() -> Component:
    """Return what the page says where there are no accounts."""
    empty = components.empty_state(
        level=1,
        symbol="person",
        title=t("There are no accounts here"),
        text=t("This site runs for this machine alone. Accounts start with a public address."),
        actions=[components.link(t("How accounts start"), href="/people", class_name="btn btn-outline-secondary")],
    )
    return html.Section(empty, className="card mt-3", **{"aria-label": t("No accounts")})


def session_table(sessions: Sequence[SessionView]) -> list[Component]:
    """Return where the account is open, and a button that ends all but this."""
    table = table_of_sessions(sessions, button=lambda key: account_button("end", key))
    if len(sessions) < 2:
        return [table]
    others = html.Button(
        t("End all others"),
        id=account_button("end-others"),
        className="btn btn-outline-secondary",
        type="button",
    )
    return [table, html.Div(others, className="card-footer")]


def token_table(tokens: Sequence[TokenView]) -> Component:
    """Return the tokens, each with a button that takes it back."""
    return table_of_tokens(tokens, button=lambda key: account_button("revoke", key))


def created(token: str, label: str) -> html.Div:
    """Return a new token; it can't be shown again."""
    hint = t("Copy it now: it can't be shown again. Send it as “Authorization: Bearer …” to addresses under /api/.")
    return html.Div(
        [
            secret_row(
                id=AccountIds.TOKEN, label=t("Token “{label}”", label=label), value=token, copy=t("Copy token")
            ),
            html.P(hint, className="tdm-doorhint"),
        ],
        className="tdm-tokennew",
    )


def _person_card(view: AccountView) -> html.Section:
    name = dbc.Input(id=AccountIds.NAME, value=view.name, maxlength=200, autocomplete="name")
    save = html.Button(t("Save name"), id=AccountIds.SAVE, className="btn btn-outline-secondary", type="button")
    label = t("Change password") if view.has_password else t("Choose a password")
    # A page of its own, loaded anew: browsers offer to keep passwords of plain forms alone.
    password = html.A([components.icon("key"), label], href=PASSWORD, className="btn btn-outline-secondary")
    fields = html.Div([field(AccountIds.NAME, t("Name"), name), save, password], className="tdm-accountgrid")
    return card(id="account-you", title=t("You"), body=html.Div(fields, className="card-body"))


def _token_card(view: AccountView) -> html.Section:
    label = dbc.Input(
        id=AccountIds.LABEL, maxlength=100, placeholder=t("Nightly export, for example"), autocomplete="off"
    )
    options = [{"label": t(RIGHTS[right]), "value": right} for right in view.rights]
    scopes = html.Fieldset(
        [
            html.Legend(t("It may"), className="form-label"),
            dbc.Checklist(id=AccountIds.SCOPES, options=options, value=["view"], class_name="tdm-scopes"),
        ]
    )
    create = html.Button(
        [components.icon("plus-lg"), t("Make token")],
        id=AccountIds.CREATE,
        className="btn btn-primary",
        type="button",
    )
    form = html.Div(
        [html.Div([field(AccountIds.LABEL, t("Label, for your own list"), label), create]), scopes],
        className="card-body tdm-tokenform",
    )
    return card(
        id="account-tokens-title",
        title=t("API tokens"),
        sub=t("With a token a script acts for you, and can do no more than you tick here."),
        body=[
            form,
            html.Div(id=AccountIds.CREATED, **{"aria-live": "polite"}),
            html.Div(token_table(view.tokens), id=AccountIds.TOKENS, className="tdm-topline"),
        ],
    )
