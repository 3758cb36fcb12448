"""A person's own account: name, sessions and API tokens; `callbacks.signing_in` has the page of the password."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update

from callbacks.access import who
from callbacks.person_views import as_text, asked_button, session_views, this_session, token_views
from data.people.errors import BadField, PeopleError, UnknownPerson
from data.people.principal import Right
from data.people.tokens import SCOPES
from kpi.language import t, tn
from layouts import account
from layouts.ids import AccountIds
from layouts.person_parts import done, problem

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services


def account_page(services: Services, search: str | None = None) -> Component:
    """Return the page of whoever asks; ``?saved=password`` says that a password has just been chosen."""
    try:
        view = account_view(services, who().id)
    except UnknownPerson:
        return account.local()
    saved = parse_qs((search or "").removeprefix("?")).get("saved", [""])[0] == "password"
    notice = t("Your password is changed, and you are signed out everywhere else.") if saved else ""
    return account.layout(replace(view, notice=notice))


def account_view(services: Services, person_id: str) -> account.AccountView:
    """Return what the page shows of a person.

    Raises
    ------
    UnknownPerson
    """
    one = services.people.get(person_id)
    rights = one.principal().rights
    return account.AccountView(
        name=one.name,
        email=one.email,
        role=one.role.value,
        manages=one.manages,
        has_password=one.has_password,
        sessions=session_views(services, one.id, this=this_session(services)),
        tokens=token_views(services, one.id),
        rights=[right.value for right in SCOPES if right in rights],
    )


def make_token(services: Services, label: object, scopes: object) -> tuple[str, str]:
    """Make a token for who asks, and return it with its label; it is shown this once.

    Raises
    ------
    PeopleError
    """
    wanted = scopes if isinstance(scopes, list) else []
    known = {right.value: right for right in Right}
    if not all(isinstance(one, str) and one in known for one in wanted):
        raise BadField("scopes", t("Choose from the list what the token may do."))
    made, token = services.people.tokens.make(
        who(), label=as_text(label), scopes={known[one] for one in wanted}, now=services.clock()
    )
    services.note("made token", detail=made.label)
    return token, made.label


def act(services: Services, do: str, key: str) -> str:
    """Do what a button of the page says, to what is one's own.

    Raises
    ------
    PeopleError
    """
    people, own, now = services.people, who().id, services.clock()
    if do == "end":
        if people.sessions.end(key, now=now, person_id=own):
            services.note("ended session", detail=who().name)
        return t("The session has ended.")
    if do == "end-others":
        count = people.sessions.end_all(own, now=now, but=this_session(services))
        if count:
            services.note("ended session", detail=f"{count} of {who().name}")
        return tn("{count} session has ended.", "{count} sessions have ended.", count, count=count)
    if do == "revoke":
        token = people.tokens.revoke(key, now=now, person_id=own)
        if token:
            services.note("revoked token", detail=token.label)
        return t("The token works no more.")
    raise BadField("do", t("That button is not known. Reload the page."))


def register(app: Dash, services: Services) -> None:
    """Connect the page: the name, tokens, and the buttons of sessions and tokens."""

    @app.callback(
        Output(AccountIds.STATUS, "children"),
        Input(AccountIds.SAVE, "n_clicks"),
        State(AccountIds.NAME, "value"),
        prevent_initial_call=True,
    )
    def save(clicks: object, name: Any) -> Any:
        if not clicks:
            return no_update
        try:
            services.people.change(who().id, name=as_text(name))
        except PeopleError as error:
            return problem(str(error))
        return done(t("Your name is saved."))

    @app.callback(
        Output(AccountIds.CREATED, "children"),
        Output(AccountIds.TOKENS, "children"),
        Input(AccountIds.CREATE, "n_clicks"),
        State(AccountIds.LABEL, "value"),
        State(AccountIds.SCOPES, "value"),
        prevent_initial_call=True,
    )
    def create(clicks: object, label: Any, scopes: Any) -> tuple[Any, Any]:
        if not clicks or services.settings.is_local:
            return no_update, no_update
        try:
            token, called = make_token(services, label, scopes)
        except PeopleError as error:
            return problem(str(error)), no_update
        return account.created(token, called), account.token_table(token_views(services, who().id))

    app.clientside_callback(
        ClientsideFunction("tandem", "asked"),
        Output(AccountIds.ASKED, "data"),
        Input({"type": AccountIds.ACT.value, "do": ALL, "key": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(AccountIds.STATUS, "children", allow_duplicate=True),
        Output(AccountIds.SESSIONS, "children"),
        Output(AccountIds.TOKENS, "children", allow_duplicate=True),
        Output(AccountIds.CREATED, "children", allow_duplicate=True),
        Input(AccountIds.ASKED, "data"),
        prevent_initial_call=True,
    )
    def answer(asked: Any) -> tuple[Any, Any, Any, Any]:
        if not asked or services.settings.is_local:
            return (no_update,) * 4
        try:
            said = done(act(services, *asked_button(asked)))
        except PeopleError as error:
            said = problem(str(error))
        own = who().id
        sessions = account.session_table(session_views(services, own, this=this_session(services)))
        return said, sessions, account.token_table(token_views(services, own)), None
