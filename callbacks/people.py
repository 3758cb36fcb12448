"""The People page: inviting, changing and shutting out; every act is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update

from callbacks.access import who
from callbacks.person_views import (
    as_text,
    asked_button,
    managers_of,
    moment_text,
    session_views,
    this_session,
    token_views,
)
from callbacks.services import day_of
from data.people.accounts import Account
from data.people.errors import BadField, PeopleError, UnknownPerson
from data.people.one_time import LIVES, Purpose
from kpi.language import t
from layouts import formats, people
from layouts.ids import PeopleIds
from layouts.person_parts import done, problem

if TYPE_CHECKING:
    from datetime import datetime

    from dash.development.base_component import Component

    from callbacks.services import Services

Said = tuple[str, people.LinkView | None]
"""What was done in a sentence, and a link that was made."""


def people_page(services: Services, _search: str | None = None) -> Component:
    """Return the People page; in local mode how accounts start."""
    if services.settings.is_local:
        return people.local()
    return people.layout(people.PeopleView(people=people_rows(services), managers=managers_of(services)))


def person_page(services: Services, person_id: str) -> Component:
    """Return the page of one person."""
    if services.settings.is_local:
        return people.local()
    try:
        return people.person_page(person_view(services, person_id))
    except UnknownPerson:
        return people.unknown()


def people_rows(services: Services) -> list[people.PersonRow]:
    """Return everybody by name, who is shut out last."""
    until = services.people.invited_until(now=services.clock())
    rows = [_row(one, until) for one in services.people.list()]
    return sorted(rows, key=lambda one: one.state == "disabled")


def person_view(services: Services, person_id: str) -> people.PersonView:
    """Return what the page of a person shows.

    Raises
    ------
    UnknownPerson
    """
    one = services.people.get(person_id)
    return people.PersonView(
        person=_row(one, services.people.invited_until(now=services.clock())),
        managers=managers_of(services),
        sessions=session_views(services, one.id, this=this_session(services)),
        tokens=token_views(services, one.id),
        is_self=one.id == who().id,
    )


def invite(services: Services, email: object, name: object, role: object, manages: object) -> Said:
    """Invite somebody, and return what was done with the link that is shown this once.

    Raises
    ------
    PeopleError
        When a field can't be used, in words.
    """
    kept = _checked_manager(services, manages)
    made, secret = services.people.invite_new(
        as_text(email), name=as_text(name), role=as_text(role), manages=kept, now=services.clock()
    )
    services.note("invited", detail=_described(made))
    return t("{email} was invited.", email=made.email), _link(services, made, secret, Purpose.INVITE)


def change(services: Services, person_id: str, name: object, role: object, manages: object) -> str:
    """Change what a person is called, is and sees.

    Raises
    ------
    PeopleError
    """
    before = services.people.get(person_id)
    kept = _checked_manager(services, manages, before.manages)
    # A name may stay empty until the person has joined and chosen one.
    named = as_text(name) or (None if not before.name else "")
    after = services.people.change(person_id, name=named, role=as_text(role), manages=kept)
    if (after.role, after.manages) != (before.role, before.manages):
        services.note("changed role", detail=_described(after))
    return t("Saved. It holds from the next click on.")


def act(services: Services, person_id: str, do: str, key: str) -> Said:
    """Do what a button of a person's page says.

    Raises
    ------
    PeopleError
    """
    known: dict[str, Callable[[], Said]] = {
        "disable": lambda: _disable(services, person_id),
        "enable": lambda: _enable(services, person_id),
        "reset": lambda: _reset(services, person_id),
        "invite": lambda: _invite_again(services, person_id),
        "end": lambda: _end(services, person_id, key),
        "revoke": lambda: _revoke(services, person_id, key),
    }
    if do not in known:
        raise BadField("do", t("That button is not known. Reload the page."))
    return known[do]()


def register(app: Dash, services: Services) -> None:
    """Connect the page: inviting, changing, and the buttons of one person."""

    @app.callback(
        Output(PeopleIds.CREATED, "children"),
        Output(PeopleIds.STATUS, "children"),
        Output(PeopleIds.LIST, "children"),
        Output(PeopleIds.EMAIL, "value"),
        Output(PeopleIds.NAME, "value"),
        Input(PeopleIds.INVITE, "n_clicks"),
        State(PeopleIds.EMAIL, "value"),
        State(PeopleIds.NAME, "value"),
        State(PeopleIds.ROLE, "value"),
        State(PeopleIds.MANAGES, "value"),
        prevent_initial_call=True,
    )
    def send_invitation(clicks: object, email: Any, name: Any, role: Any, manages: Any) -> tuple[Any, ...]:
        if not clicks or services.settings.is_local:
            return (no_update,) * 5
        try:
            said, link = invite(services, email, name, role, manages)
        except PeopleError as error:
            return None, problem(str(error)), no_update, no_update, no_update
        return link and people.created(link), done(said), people.people_list(people_rows(services)), "", ""

    @app.callback(
        Output(PeopleIds.STATUS, "children", allow_duplicate=True),
        Output(PeopleIds.DETAIL, "children"),
        Input(PeopleIds.SAVE, "n_clicks"),
        State(PeopleIds.PERSON, "data"),
        State(PeopleIds.NAME, "value"),
        State(PeopleIds.ROLE, "value"),
        State(PeopleIds.MANAGES, "value"),
        prevent_initial_call=True,
    )
    def save(clicks: object, person_id: Any, name: Any, role: Any, manages: Any) -> tuple[Any, Any]:
        if not clicks or services.settings.is_local:
            return no_update, no_update
        try:
            said = change(services, as_text(person_id), name, role, manages)
        except PeopleError as error:
            return problem(str(error)), no_update
        return done(said), people.person_detail(person_view(services, as_text(person_id)))

    app.clientside_callback(
        ClientsideFunction("tandem", "asked"),
        Output(PeopleIds.ASKED, "data"),
        Input({"type": PeopleIds.ACT.value, "do": ALL, "key": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(PeopleIds.CREATED, "children", allow_duplicate=True),
        Output(PeopleIds.STATUS, "children", allow_duplicate=True),
        Output(PeopleIds.DETAIL, "children", allow_duplicate=True),
        Input(PeopleIds.ASKED, "data"),
        State(PeopleIds.PERSON, "data"),
        prevent_initial_call=True,
    )
    def answer(asked: Any, person_id: Any) -> tuple[Any, Any, Any]:
        if not asked or services.settings.is_local:
            return no_update, no_update, no_update
        try:
            said, link = act(services, as_text(person_id), *asked_button(asked))
        except PeopleError as error:
            return None, problem(str(error)), no_update
        detail = people.person_detail(person_view(services, as_text(person_id)))
        return link and people.created(link), done(said), detail


def _disable(services: Services, person_id: str) -> Said:
    if person_id == who().id:
        raise BadField("do", t("You can't shut yourself out. Ask another admin."))
    one = services.people.disable(person_id, now=services.clock())
    services.note("disabled person", detail=one.email)
    return t("{email} is shut out. Sessions and tokens have ended.", email=one.email), None


def _enable(services: Services, person_id: str) -> Said:
    one = services.people.enable(person_id)
    services.note("enabled person", detail=one.email)
    return t("{email} is let in again.", email=one.email), None


def _reset(services: Services, person_id: str) -> Said:
    one = services.people.get(person_id)
    secret = services.people.offer_reset(person_id, now=services.clock())
    services.note("reset password", detail=one.email)
    said = t("The present password of {email} works until a new one is chosen.", email=one.email)
    return said, _link(services, one, secret, Purpose.RESET)


def _invite_again(services: Services, person_id: str) -> Said:
    one = services.people.get(person_id)
    secret = services.people.invite(person_id, now=services.clock())
    services.note("invited", detail=_described(one))
    return t("Earlier invitations of {email} have ended.", email=one.email), _link(
        services, one, secret, Purpose.INVITE
    )


def _end(services: Services, person_id: str, session_id: str) -> Said:
    one = services.people.get(person_id)
    if services.people.sessions.end(session_id, now=services.clock(), person_id=person_id):
        services.note("ended session", detail=one.email)
    return t("The session has ended."), None


def _revoke(services: Services, person_id: str, token_id: str) -> Said:
    one = services.people.get(person_id)
    token = services.people.tokens.revoke(token_id, now=services.clock(), person_id=person_id)
    if token:
        services.note("revoked token", detail=f"{token.label}, {one.email}")
    return t("The token works no more."), None


def _link(services: Services, one: Account, secret: str, purpose: Purpose) -> people.LinkView:
    settings = services.settings
    is_invitation = purpose is Purpose.INVITE
    path = "join" if is_invitation else "reset"
    return people.LinkView(
        email=one.email,
        address=f"{settings.public_url}/{path}/{secret}",
        is_invitation=is_invitation,
        until=moment_text(services.clock() + LIVES[purpose]),
        brand=settings.brand_name,
    )


def _checked_manager(services: Services, manages: object, before: str = "") -> str:
    """Return a manager of the data, or the one of before: a mistyped one would hide partners, none would show all.

    Raises
    ------
    BadField
    """
    if manages == people.ALL_PARTNERS:
        return ""
    chosen = as_text(manages)
    name = chosen.removeprefix(people.ONE_MANAGER)
    if name and name != chosen and (name == before or name in managers_of(services)):
        return name
    raise BadField("manages", t("Choose all partners, or one of the managers in the list."))


def _row(one: Account, until: dict[str, datetime]) -> people.PersonRow:
    ends = until.get(one.id)
    return people.PersonRow(
        id=one.id,
        name=one.name,
        email=one.email,
        role=one.role.value,
        manages=one.manages,
        state=one.state.value,
        seen=formats.day(day_of(one.last_seen_at)) if one.last_seen_at else "",
        until=formats.day(day_of(ends)) if ends and one.state == "invited" else "",
    )


def _described(one: Account) -> str:
    """Return somebody and their role, as the audit log has it."""
    return f"{one.email}, {one.role.value}" + (f" of {one.manages}" if one.manages else "")
