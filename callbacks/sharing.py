"""The Sharing page: links to scorecards are made, listed, changed and ended."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html, no_update
from flask import has_request_context, request

from callbacks import linking
from callbacks.access import may
from callbacks.inbox import inbox_section
from callbacks.link_routes import link_routes
from callbacks.linking import checked_label, create_link, link_address, own_links, partner_names
from callbacks.services import day_of
from data.links import SECTIONS, Link, LinkError, LinkInvalid, LinkRefused, LinkStatus
from data.people.principal import COMMAND, Right
from kpi.language import t, tn
from layouts import formats, sharing, sharing_list
from layouts.ids import SharingIds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component
    from flask import Flask

    from callbacks.services import Services


class Refused(ValueError):
    """What a form says can't be done; the message is for the person who filled it in."""


def sharing_page(services: Services, search: str | None, _canvas: object = None) -> Component:
    """Return the Sharing page; ``?partner=P-7`` opens with that partner chosen."""
    names = partner_names(services)
    asked = parse_qs((search or "").removeprefix("?")).get("partner", [""])[0]
    is_stopped = services.links.is_stopped()
    notice = t("There is no partner “{asked}”; choose one.", asked=asked[:40]) if asked and asked not in names else ""
    if is_stopped:
        notice = t("Sharing is stopped: no link opens, and none can be made until an admin allows it again.")
    page = sharing.layout(
        sharing.SharingView(
            partners=sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])),
            chosen=asked if asked in names else None,
            links=link_views(services, names),
            notice=notice,
            is_stopped=is_stopped,
            may_stop=may(Right.ADMIN),
        )
    )
    return html.Div([page, html.Div(inbox_section(services), className="tdm-narrow")])


def link_views(services: Services, names: Mapping[str, str]) -> list[sharing_list.LinkView]:
    """Return every link that who asks may see as the page lists it, active ones first, then the newest."""
    now, links = services.clock(), own_links(services)
    people = {one.id: one.name or one.email for one in services.people.list()} | {COMMAND.id: t("command line")}
    alive = Counter(link.partner_id for link in links if link.revoked_at is None)
    views = [
        sharing_list.LinkView(
            link_id=link.id,
            partner=names.get(link.partner_id, link.partner_id),
            label=link.label,
            created=formats.day(day_of(link.created_at)),
            expires=formats.day(day_of(link.expires_at)),
            views=link.views,
            last_opened=formats.day(day_of(link.last_opened)) if link.last_opened else "",
            state=link.status(now).value,
            created_by=people.get(link.created_by, ""),
            sections=link.sections,
            is_frozen=link.is_frozen,
            has_passcode=link.has_passcode,
            siblings=alive[link.partner_id],
        )
        for link in links
    ]
    return sorted(views, key=lambda view: view.state != LinkStatus.ACTIVE)


def make_link(
    services: Services,
    partner: object,
    label: object,
    days: object,
    sections: object = tuple(SECTIONS),
    kind: object = "live",
    passcode: object = None,
) -> sharing.CreatedView:
    """Make a link from what a form sent, and return it with its address, which is shown this once.

    Raises
    ------
    Refused
        When a value can't be used, in words.
    """
    names = partner_names(services)
    partner_id = meant_partner(names, partner)
    try:
        link, secret = create_link(
            services,
            partner_id,
            days=checked_days(days),
            label=checked_label(_text(label, "The label must be text.")),
            sections=checked_sections(sections),
            passcode=_text(passcode, "The passcode must be text."),
            is_frozen=_is_frozen(kind),
        )
    except LinkRefused as error:
        raise Refused(str(error)) from error
    return _created(services, link, secret, names)


def meant_partner(names: Mapping[str, str], typed: object) -> str:
    """Return the id of the partner that a form names by its id or by a name that no other partner has.

    Raises
    ------
    Refused
        When there is none, or several have the name: nobody's scorecard is shown for a guess.
    """
    if isinstance(typed, str) and typed in names:
        return typed
    wanted = _plain(typed) if isinstance(typed, str) else ""
    called = [partner_id for partner_id, name in names.items() if wanted and _plain(name) == wanted]
    if len(called) > 1:
        listed = ", ".join(sorted(called)[:5])
        raise Refused(t("{count} partners have that name. Type the id of one: {ids}.", count=len(called), ids=listed))
    if not called:
        raise Refused(t("Choose the partner whose scorecard the link shows, by its name or its id."))
    return called[0]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def checked_days(days: object) -> int:
    """Return how long a link shall live.

    Raises
    ------
    Refused
        When it is none of the choices.
    """
    number = int(days) if isinstance(days, str) and days.isascii() and days.isdigit() and len(days) < 4 else days
    if isinstance(number, bool) or not isinstance(number, int) or number not in sharing.DAYS:
        offered = ", ".join(str(choice) for choice in sharing.DAYS)
        raise Refused(f"Choose how long the link shall work: {offered} days.")
    return number


def checked_sections(sections: object) -> list[str]:
    """Return what a link shall show.

    Raises
    ------
    Refused
        When it is nothing, or not what a scorecard has.
    """
    chosen = [one for one in sections if one in SECTIONS] if isinstance(sections, list | tuple) else []
    if not chosen or len(chosen) != len(sections):  # type: ignore[arg-type]
        raise Refused(t("Choose at least one part of the scorecard that the link shows."))
    return chosen


def base_address(services: Services) -> str:
    """Return the address under which the site is reached, without a slash at its end."""
    here = request.host_url if has_request_context() else ""
    return (services.settings.public_url or here).rstrip("/")


def do_act(services: Services, asked: object) -> tuple[str, sharing.CreatedView | None]:
    """Do what a clicked button asks, and return a sentence, and the link where it has a new address.

    Raises
    ------
    Refused
        When it can't be done, in words.
    """
    act, link_id = asked_act(asked)
    try:
        if act in ("stop", "resume"):
            return _stop_or_resume(services, act), None
        link = services.links.get(link_id, scope=services.scope())
        names = partner_names(services)
        name = names.get(link.partner_id, link.partner_id)
        match act:
            case "revoke":
                linking.revoke_link(services, link_id)
                said = t(
                    "The link for {name} was revoked. Whoever opens it from now on is told that it has ended.",
                    name=name,
                )
            case "revoke_partner":
                ended = len(linking.revoke_partner(services, link.partner_id))
                said = tn(
                    "{count} link for {name} was revoked.",
                    "{count} links for {name} were revoked.",
                    ended,
                    count=formats.count(ended),
                    name=name,
                )
            case "extend":
                changed = linking.extend_link(services, link_id, sharing_list.EXTENDED_BY)
                until = formats.day(day_of(changed.expires_at))
                said = t("The link for {name} now works until {until}.", name=name, until=until)
            case "rotate":
                changed, secret = linking.rotate_link(services, link_id)
                said = t("The link for {name} has a new address; the old one has ended.", name=name)
                return said, _created(services, changed, secret, names)
            case _:
                raise Refused(t("That button is not known. Reload the page."))
    except LinkInvalid as error:
        raise Refused(t("There is no such link any more. Reload the page.")) from error
    except LinkError as error:
        raise Refused(str(error)) from error
    return said, None


def asked_act(asked: object) -> tuple[str, str]:
    """Return what a click asks for, and of which link.

    Raises
    ------
    Refused
        For whatever else a client sends.
    """
    button = asked.get("button") if isinstance(asked, dict) else None
    act, link_id = (button.get("act"), button.get("link")) if isinstance(button, dict) else (None, None)
    if not isinstance(act, str) or not isinstance(link_id, str):
        raise Refused(t("That button is not known. Reload the page."))
    return act, link_id


def routes(server: Flask, services: Services) -> None:
    """Add the API of links."""
    server.register_blueprint(link_routes(services))


def register(app: Dash, services: Services) -> None:
    """Connect the page: creating links, and what is done with those there are."""

    @app.callback(
        Output(SharingIds.CREATED, "children"),
        Output(SharingIds.STATUS, "children"),
        Output(SharingIds.LINKS, "children"),
        Output(SharingIds.NEWEST, "data"),
        Output(SharingIds.PASSCODE, "value"),
        Input(SharingIds.CREATE, "n_clicks"),
        State(SharingIds.PARTNER, "value"),
        State(SharingIds.LABEL, "value"),
        State(SharingIds.DAYS, "value"),
        State(SharingIds.SECTIONS, "value"),
        State(SharingIds.KIND, "value"),
        State(SharingIds.PASSCODE, "value"),
        prevent_initial_call=True,
    )
    def create(clicks: int | None, *given: Any) -> tuple[Any, ...]:
        if not clicks:
            return (no_update,) * 5
        try:
            made = make_link(services, *given)
        except Refused as error:
            return no_update, sharing.problem(str(error)), no_update, no_update, no_update
        return sharing.created(made), None, _listed(services), made.link_id, ""

    app.clientside_callback(
        ClientsideFunction("tandem", "asked"),
        Output(SharingIds.ASKED, "data"),
        Input({"type": SharingIds.ACT.value, "act": ALL, "link": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(SharingIds.STATUS, "children", allow_duplicate=True),
        Output(SharingIds.LINKS, "children", allow_duplicate=True),
        Output(SharingIds.CREATED, "children", allow_duplicate=True),
        Output(SharingIds.NEWEST, "data", allow_duplicate=True),
        Output(SharingIds.STOP, "children"),
        Output(SharingIds.CREATE, "disabled"),
        Input(SharingIds.ASKED, "data"),
        State(SharingIds.NEWEST, "data"),
        prevent_initial_call=True,
    )
    def act(asked: Any, newest: Any) -> tuple[Any, ...]:
        if not asked:
            return (no_update,) * 6
        made = None
        try:
            text, made = do_act(services, asked)
            said = sharing.done(text)
        except Refused as error:
            said = sharing.problem(str(error))
        is_stopped = services.links.is_stopped()
        card, known = no_update, no_update
        if made is not None:
            card, known = sharing.created(made), made.link_id
        elif not isinstance(newest, str) or newest not in _alive(services):
            # The address of a link that has ended is of no use any more.
            card, known = None, None
        switch = sharing_list.stop_card(is_stopped=is_stopped) if may(Right.ADMIN) else None
        return said, _listed(services), card, known, switch, is_stopped or not partner_names(services)


def _stop_or_resume(services: Services, act: str) -> str:
    if not may(Right.ADMIN):
        raise Refused(t("Only an admin can stop all sharing or allow it again."))
    if act == "resume":
        linking.resume_sharing(services)
        return t("Links can be made again. Those that ended stay ended.")
    ended = linking.stop_sharing(services)
    return tn(
        "Sharing is stopped; {count} link ended.",
        "Sharing is stopped; {count} links ended.",
        ended,
        count=formats.count(ended),
    )


def _alive(services: Services) -> set[str]:
    now = services.clock()
    return {link.id for link in own_links(services) if link.status(now) is LinkStatus.ACTIVE}


def _listed(services: Services) -> Component:
    views = link_views(services, partner_names(services))
    return sharing_list.link_list(views, is_stopped=services.links.is_stopped())


def _created(services: Services, link: Link, secret: str, names: Mapping[str, str]) -> sharing.CreatedView:
    return sharing.CreatedView(
        link_id=link.id,
        partner=names.get(link.partner_id, link.partner_id),
        address=link_address(base_address(services), secret),
        until=formats.day(day_of(link.expires_at)),
        has_passcode=link.has_passcode,
    )


def _text(value: object, complaint: str) -> str:
    if value is not None and not isinstance(value, str):
        raise Refused(complaint)
    return value or ""


def _is_frozen(kind: object) -> bool:
    if not isinstance(kind, str) or kind not in sharing.KINDS:
        raise Refused(t("Choose which figures the link shows."))
    return kind == "frozen"
