"""The Sharing page: links to scorecards are made, listed and revoked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update
from flask import has_request_context, request

from callbacks.linking import create_link, link_address, partner_names
from callbacks.services import day_of
from data.links import LONGEST_LABEL, Link, LinkError
from kpi.language import t
from layouts import formats, sharing
from layouts.ids import SharingIds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from callbacks.services import Services


class Refused(ValueError):
    """What a form says can't be done; the message is for the person who filled it in."""


def sharing_page(services: Services, search: str | None, _canvas: object = None) -> Component:
    """Return the Sharing page; ``?partner=P-7`` opens with that partner chosen."""
    names = partner_names(services)
    asked = parse_qs((search or "").removeprefix("?")).get("partner", [""])[0]
    notice = t("There is no partner “{asked}”; choose one.", asked=asked[:40]) if asked and asked not in names else ""
    return sharing.layout(
        sharing.SharingView(
            partners=sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])),
            chosen=asked if asked in names else None,
            links=link_views(services, names),
            notice=notice,
        )
    )


def link_views(services: Services, names: Mapping[str, str]) -> list[sharing.LinkView]:
    """Return every link as the page lists it, active ones first, then the newest."""
    now = services.clock()
    views = [_link_view(link, names, now) for link in services.links.list()]
    return sorted(views, key=lambda view: view.state != "active")


def make_link(services: Services, partner: object, label: object, days: object) -> sharing.CreatedView:
    """Make a link from what a form sent, and return it with its address, which is shown this once.

    Raises
    ------
    Refused
        When a value can't be used, in words.
    """
    names = partner_names(services)
    partner_id = meant_partner(names, partner)
    if label is not None and not isinstance(label, str):
        raise Refused("The label must be text.")
    text = " ".join((label or "").split())
    if len(text) > LONGEST_LABEL:
        raise Refused(f"The label has {len(text)} characters; at most {LONGEST_LABEL} are kept. Shorten it.")
    if not text.isprintable():
        raise Refused("The label holds characters that can't be shown. Type it again.")
    link, secret = create_link(services, partner_id, days=checked_days(days), label=text)
    return sharing.CreatedView(
        link_id=link.id,
        partner=names[partner_id],
        address=link_address(base_address(services), secret),
        until=formats.day(day_of(link.expires_at)),
    )


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


def base_address(services: Services) -> str:
    """Return the address under which the site is reached, without a slash at its end."""
    here = request.host_url if has_request_context() else ""
    return (services.settings.public_url or here).rstrip("/")


def revoke_link(services: Services, asked: object) -> str:
    """Revoke the link whose button was clicked, and return a sentence.

    Raises
    ------
    Refused
        When there is no such link.
    """
    link_id = asked_link(asked)
    if link_id is None:
        raise Refused("That button is not known. Reload the page.")
    try:
        link = services.links.revoke(link_id, now=services.clock())
    except LinkError as error:
        raise Refused("There is no such link any more. Reload the page.") from error
    name = partner_names(services).get(link.partner_id, link.partner_id)
    return t("The link for {name} was revoked. Whoever opens it from now on is told that it has ended.", name=name)


def asked_link(asked: object) -> str | None:
    """Return the link whose button was clicked; None for whatever else a client sends."""
    button = asked.get("button") if isinstance(asked, dict) else None
    link_id = button.get("link") if isinstance(button, dict) else None
    return link_id if isinstance(link_id, str) else None


def register(app: Dash, services: Services) -> None:
    """Connect the page: creating and revoking links."""

    @app.callback(
        Output(SharingIds.CREATED, "children"),
        Output(SharingIds.STATUS, "children"),
        Output(SharingIds.LINKS, "children"),
        Output(SharingIds.NEWEST, "data"),
        Input(SharingIds.CREATE, "n_clicks"),
        State(SharingIds.PARTNER, "value"),
        State(SharingIds.LABEL, "value"),
        State(SharingIds.DAYS, "value"),
        prevent_initial_call=True,
    )
    def create(clicks: int | None, partner: Any, label: Any, days: Any) -> tuple[Any, ...]:
        if not clicks:
            return (no_update,) * 4
        try:
            made = make_link(services, partner, label, days)
        except Refused as error:
            return no_update, sharing.problem(str(error)), no_update, no_update
        return sharing.created(made), None, _listed(services), made.link_id

    app.clientside_callback(
        ClientsideFunction("tandem", "asked"),
        Output(SharingIds.ASKED, "data"),
        Input({"type": SharingIds.REVOKE.value, "link": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(SharingIds.STATUS, "children", allow_duplicate=True),
        Output(SharingIds.LINKS, "children", allow_duplicate=True),
        Output(SharingIds.CREATED, "children", allow_duplicate=True),
        Input(SharingIds.ASKED, "data"),
        State(SharingIds.NEWEST, "data"),
        prevent_initial_call=True,
    )
    def revoke(asked: Any, newest: Any) -> tuple[Any, Any, Any]:
        if not asked:
            return no_update, no_update, no_update
        try:
            said = sharing.done(revoke_link(services, asked))
        except Refused as error:
            said = sharing.problem(str(error))
        # The address of a link that has ended is of no use any more.
        return said, _listed(services), None if asked_link(asked) == newest else no_update


def _listed(services: Services) -> Component:
    return sharing.link_list(link_views(services, partner_names(services)))


def _link_view(link: Link, names: Mapping[str, str], now: datetime) -> sharing.LinkView:
    return sharing.LinkView(
        link_id=link.id,
        partner=names.get(link.partner_id, link.partner_id),
        label=link.label,
        created=formats.day(day_of(link.created_at)),
        expires=formats.day(day_of(link.expires_at)),
        views=link.views,
        last_opened=formats.day(day_of(link.last_opened)) if link.last_opened else "",
        state=link.status(now).value,
    )
