"""The People page: who has an account, an invitation for somebody new, and the page of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats
from layouts.ids import PeopleIds, person_button
from layouts.person_parts import (
    ROLES,
    SessionView,
    TokenView,
    card,
    field,
    labelled,
    role_word,
    secret_row,
    session_table,
    state_mark,
    token_table,
)

PATH = "/people"
ALL_PARTNERS = "*"
"""Value of the choice to see all partners; that of a manager is the name after `ONE_MANAGER`."""
ONE_MANAGER = "="


@dataclass(frozen=True)
class PersonRow:
    """Somebody as the list shows them; `until` is until when the invitation works."""

    id: str
    name: str
    email: str
    role: str
    manages: str
    state: str
    seen: str
    until: str = ""


@dataclass(frozen=True)
class PeopleView:
    """Everything that the page shows; `managers` are those of the partners file."""

    people: Sequence[PersonRow]
    managers: Sequence[str]


@dataclass(frozen=True)
class PersonView:
    """Everything that the page of one person shows; `is_self` is whoever looks at it."""

    person: PersonRow
    managers: Sequence[str]
    sessions: Sequence[SessionView]
    tokens: Sequence[TokenView]
    is_self: bool = False


@dataclass(frozen=True)
class LinkView:
    """A one-time link that has just been made: the only time that its address is known."""

    email: str
    address: str
    is_invitation: bool
    until: str
    brand: str


def layout(view: PeopleView) -> html.Div:
    """Return the whole page."""
    return html.Div(
        [
            components.page_head(
                title=t("People"),
                sub=t("Who may sign in, and what they may see and do. A change holds at once."),
            ),
            _invite_form(view.managers),
            _status(),
            html.Section(
                [
                    components.section_head(
                        title=t("Accounts"), sub=t("Open one to change it or to end its sessions")
                    ),
                    html.Div(people_list(view.people), id=PeopleIds.LIST, className="card"),
                ]
            ),
        ],
        className="tdm-narrow",
    )


def local(public_url: str = "https://partners.example.com") -> html.Div:
    """Return what the page says in local mode, where there are no accounts."""
    steps = [
        components.around(
            t("Set {name} to the address under which others reach this server, as in {example}."),
            name=html.Code("TANDEM_PUBLIC_URL"),
            example=html.Code(public_url),
        ),
        components.around(t("Set {name} to a long random key."), name=html.Code("TANDEM_SECRET_KEY")),
        components.around(
            t("Start the server again with {command}: it prints a link with which you become the first admin."),
            command=html.Code("tandem serve"),
        ),
    ]
    empty = components.empty_state(
        symbol="people",
        title=t("Accounts start with a public address"),
        text=t(
            "This site runs for this machine alone: whoever sits at it sees everything, and nobody else reaches it."
        ),
        level=2,
    )
    return html.Div(
        [
            components.page_head(title=t("People"), sub=t("Who may sign in, and what they may see and do.")),
            html.Section(
                [empty, html.Ol([html.Li(step) for step in steps], className="tdm-steps")],
                className="card mt-2",
                **{"aria-label": t("How accounts start")},
            ),
        ],
        className="tdm-narrow",
    )


def people_list(people: Sequence[PersonRow]) -> Component:
    """Return everybody, each leading to their page."""
    if not people:
        return components.empty_state(
            symbol="people", title=t("Nobody yet"), text=t("Invite the first person above.")
        )
    names = (t("Name"), t("Role"), t("Partners"), t("Last seen"), t("State"))
    table = html.Table(
        [
            html.Caption(t("People by name"), className="visually-hidden"),
            html.Thead(html.Tr([html.Th(name, scope="col") for name in names])),
            html.Tbody([_person_row(one) for one in people]),
        ],
        className="table tdm-stack-sm tdm-flow mb-0",
    )
    return html.Div(table, className="table-responsive")


def person_page(view: PersonView) -> html.Div:
    """Return the whole page of one person."""
    return html.Div(
        [
            dcc.Store(id=PeopleIds.PERSON, data=view.person.id),
            dcc.Store(id=PeopleIds.ASKED),
            components.page_head(
                title=view.person.name or view.person.email,
                sub=view.person.email if view.person.name else "",
                trail=components.breadcrumb(trail=[(t("People"), PATH)], here=view.person.name or view.person.email),
            ),
            _status(),
            html.Div(person_detail(view), id=PeopleIds.DETAIL),
        ],
        className="tdm-narrow",
    )


def person_detail(view: PersonView) -> list[Component]:
    """Return what the page of a person shows and changes."""
    return [
        _access_card(view),
        _entry_card(view),
        card(
            id="person-sessions",
            title=t("Signed in"),
            sub=t("Ending a session works at its next click"),
            body=session_table(view.sessions, button=lambda key: person_button("end", key)),
        ),
        card(
            id="person-tokens",
            title=t("API tokens"),
            sub=t("With one a script acts for this person"),
            body=token_table(view.tokens, button=lambda key: person_button("revoke", key)),
        ),
    ]


def unknown() -> Component:
    """Return the page of somebody who is not there."""
    empty = components.empty_state(
        level=1,
        symbol="person-x",
        title=t("There is no such person"),
        text=t("The address may have been mistyped. People are never deleted, only shut out."),
        actions=[components.link(t("All people"), href=PATH, class_name="btn btn-outline-secondary")],
    )
    return html.Section(empty, className="card mt-3", **{"aria-label": t("Person not found")})


def created(view: LinkView) -> html.Section:
    """Return a new link's address and a text to send it with, each with a button that copies it."""
    text = _mail_text(view)
    subject = (
        t("Your invitation to {brand}", brand=view.brand)
        if view.is_invitation
        else t("A new password for {brand}", brand=view.brand)
    )
    title = (
        t("Invitation for {email}", email=view.email)
        if view.is_invitation
        else t("Link for {email}", email=view.email)
    )
    mail = f"mailto:{quote(view.email)}?subject={quote(subject)}&body={quote(text)}"
    body = [
        html.Div(
            [
                secret_row(id=PeopleIds.ADDRESS, label=t("Address"), value=view.address, copy=t("Copy link")),
                html.Label(t("E-mail"), htmlFor=PeopleIds.MAIL, className="form-label mt-3"),
                dbc.Textarea(id=PeopleIds.MAIL, value=text, readonly=True, className="tdm-mail"),
            ],
            className="card-body",
        ),
        html.Div(
            [
                components.copy_button(label=t("Copy e-mail"), text=text),
                html.A(
                    [components.icon("envelope"), t("Open in e-mail program")],
                    href=mail,
                    className="btn btn-outline-secondary",
                ),
            ],
            className="card-footer d-flex flex-wrap gap-2",
        ),
    ]
    sub = t("Copy it now: it can't be shown again. It works once, until {until}.", until=view.until)
    return card(id="people-created-title", title=title, sub=sub, body=body)


def _mail_text(view: LinkView) -> str:
    if view.is_invitation:
        return t(
            "Hello,\n\nyou are invited to {brand}, where we look after our partners. Choose a name and a password "
            "here:\n\n{address}\n\nThe link works once, until {until}. It is for you alone, so please don't pass it "
            "on.\n\nBest regards",
            brand=view.brand,
            address=view.address,
            until=view.until,
        )
    return t(
        "Hello,\n\nhere you can choose a new password for {brand}:\n\n{address}\n\nThe link works once, until "
        "{until}. It is for you alone, so please don't pass it on.\n\nBest regards",
        brand=view.brand,
        address=view.address,
        until=view.until,
    )


def _status() -> html.Div:
    """Return the places of what was done last, and of a link that was made."""
    return html.Div(
        [
            html.Div(id=PeopleIds.STATUS, className="tdm-statusline", **{"aria-live": "polite"}),
            html.Div(id=PeopleIds.CREATED, **{"aria-live": "polite"}),
        ]
    )


def _invite_form(managers: Sequence[str]) -> html.Section:
    email = dbc.Input(id=PeopleIds.EMAIL, type="email", maxlength=254, autocomplete="off")
    button = html.Button(
        [components.icon("person-plus"), t("Invite")], id=PeopleIds.INVITE, className="btn btn-primary", type="button"
    )
    fields = [
        field(PeopleIds.EMAIL, t("E-mail"), email),
        field(PeopleIds.NAME, t("Name"), dbc.Input(id=PeopleIds.NAME, maxlength=200, autocomplete="off")),
        field(PeopleIds.ROLE, t("Role"), _role_choice("viewer")),
        field(PeopleIds.MANAGES, t("Sees"), _manager_choice(managers, "")),
        button,
    ]
    return html.Section(
        html.Div([html.Div(fields, className="tdm-invitegrid"), _role_help()], className="card-body"),
        className="card mt-2",
        **{"aria-label": t("Invite somebody")},
    )


def _role_choice(chosen: str) -> dbc.Select:
    options = [{"label": role_word(role), "value": role} for role in ROLES]
    return dbc.Select(id=PeopleIds.ROLE, options=options, value=chosen)


def _manager_choice(managers: Sequence[str], chosen: str) -> dbc.Select:
    # A manager who is in no file any more stays chosen: nobody sees more because a name went away.
    named = managers if not chosen or chosen in managers else [*managers, chosen]
    options = [{"label": t("All partners"), "value": ALL_PARTNERS}]
    options += [
        {"label": t("Partners of {manager}", manager=name), "value": f"{ONE_MANAGER}{name}"} for name in named
    ]
    return dbc.Select(
        id=PeopleIds.MANAGES, options=options, value=f"{ONE_MANAGER}{chosen}" if chosen else ALL_PARTNERS
    )


def _role_help() -> html.Dl:
    words = [[html.Dt(t(name)), html.Dd(t(text))] for name, text in ROLES.values()]
    return html.Dl([part for pair in words for part in pair], className="tdm-roles")


def _person_row(one: PersonRow) -> html.Tr:
    name = components.link(one.name or one.email, href=f"{PATH}/{quote(one.id)}")
    state: list[components.Child] = [state_mark(one.state)]
    if one.until:
        state.append(html.Span(t("until {day}", day=one.until), className="tdm-cellsub"))
    return html.Tr(
        [
            html.Th([name, *([html.Span(one.email, className="tdm-cellsub")] if one.name else [])], scope="row"),
            html.Td(role_word(one.role)),
            html.Td(t("Those of {manager}", manager=one.manages) if one.manages else t("All")),
            labelled(t("Last seen"), one.seen or formats.MISSING),
            html.Td(state),
        ],
        className="tdm-off" if one.state == "disabled" else "",
    )


def _access_card(view: PersonView) -> html.Section:
    one = view.person
    fields = [
        field(
            PeopleIds.NAME, t("Name"), dbc.Input(id=PeopleIds.NAME, value=one.name, maxlength=200, autocomplete="off")
        ),
        field(PeopleIds.ROLE, t("Role"), _role_choice(one.role)),
        field(PeopleIds.MANAGES, t("Sees"), _manager_choice(view.managers, one.manages)),
        html.Button(t("Save"), id=PeopleIds.SAVE, className="btn btn-primary", type="button"),
    ]
    body = html.Div([html.Div(fields, className="tdm-invitegrid is-three"), _role_help()], className="card-body")
    return card(id="person-access", title=t("Role"), sub=t("It holds from the next click on"), body=body)


def _entry_card(view: PersonView) -> html.Section:
    one = view.person
    facts = {
        "active": t("Can sign in. Last seen {day}.", day=one.seen) if one.seen else t("Can sign in."),
        "invited": t("Was invited and has not joined yet. The invitation works until {day}.", day=one.until)
        if one.until
        else t("Has no invitation that works."),
        "disabled": t("Can't sign in. Sessions and tokens have ended; what was done stays in the audit log."),
    }
    acts = {
        "active": [("reset", t("Make reset link")), ("disable", t("Shut out"))],
        "invited": [("invite", t("Make a new invitation")), ("disable", t("Shut out"))],
        "disabled": [("enable", t("Let in again"))],
    }
    buttons = [
        html.Button(label, id=person_button(do), className="btn btn-outline-secondary", type="button")
        for do, label in acts[one.state]
        if not (view.is_self and do == "disable")
    ]
    body = html.Div(
        [
            html.P([state_mark(one.state), " ", facts[one.state]], className="tdm-plainline mb-3"),
            html.Div(buttons, className="d-flex flex-wrap gap-2"),
        ],
        className="card-body",
    )
    return card(id="person-entry", title=t("Account"), body=body)
