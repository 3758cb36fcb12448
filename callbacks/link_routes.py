"""Share links over HTTP: made, listed, changed and ended by scripts, within what who asks may see."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, jsonify, make_response, request

from callbacks import linking
from callbacks.security import plain_answer
from data.links import DEFAULT_DAYS, Link, LinkInvalid, LinkOver, LinkRefused, NoPartner, SharingStopped
from kpi.language import t

if TYPE_CHECKING:
    from callbacks.services import Services

API: Final = "/api/links"

#: What a new link may be told, and the kind of each; other names are refused, so that a misspelt one is noticed.
FIELDS: Final[Mapping[str, type]] = {
    "partner_id": str,
    "label": str,
    "days": int,
    "sections": list,
    "frozen": bool,
    "passcode": str,
}
WORDS: Final[Mapping[type, str]] = {
    str: "a text",
    int: "a whole number",
    list: "a list of texts",
    bool: "true or false",
}


def link_routes(services: Services) -> Blueprint:
    """The addresses under ``/api/links``; register them before the manager app, whose pages are a catch-all."""
    routes = Blueprint("links", __name__)

    @routes.get(API)
    def get_links() -> Response:
        partner_id = request.args.get("partner")
        return jsonify(links=linking.link_rows(services, partner_id), stopped=services.links.is_stopped())

    @routes.post(API)
    def make_link() -> Response:
        given = read_body(FIELDS, needed=("partner_id",))
        link, secret = linking.create_link(
            services,
            given["partner_id"],
            days=given.get("days", DEFAULT_DAYS),
            label=given.get("label", ""),
            sections=_texts(given.get("sections", [])),
            passcode=given.get("passcode", ""),
            is_frozen=given.get("frozen", False),
        )
        return make_response(jsonify(_with_address(services, link, secret)), 201)

    @routes.post(f"{API}/<link_id>/revoke")
    def revoke_link(link_id: str) -> Response:
        return jsonify(linking.link_row(services, linking.revoke_link(services, link_id)))

    @routes.post(f"{API}/<link_id>/rotate")
    def rotate_link(link_id: str) -> Response:
        return jsonify(_with_address(services, *linking.rotate_link(services, link_id)))

    @routes.post(f"{API}/<link_id>/extend")
    def extend_link(link_id: str) -> Response:
        days = read_body({"days": int}).get("days", DEFAULT_DAYS)
        return jsonify(linking.link_row(services, linking.extend_link(services, link_id, days)))

    @routes.post("/api/partners/<path:partner_id>/links/revoke")
    def revoke_links(partner_id: str) -> Response:
        ended = linking.revoke_partner(services, partner_id)
        return jsonify(revoked=[link.id for link in ended])

    @routes.post(f"{API}/stop")
    def stop() -> Response:
        return jsonify(stopped=True, ended=linking.stop_sharing(services))

    @routes.post(f"{API}/resume")
    def resume() -> Response:
        linking.resume_sharing(services)
        return jsonify(stopped=False)

    _refusals(routes)
    return routes


def read_body(known: Mapping[str, type], needed: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what the body of the request says, each value of the kind that its name asks for.

    Raises
    ------
    LinkRefused
        When it is no JSON object, holds another name or another kind of value, or lacks one that is needed.
    """
    try:
        body = json.loads(request.get_data() or b"{}")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise LinkRefused("Send a JSON object.")
    unknown = sorted(set(body) - set(known))
    if unknown:
        raise LinkRefused(f"Unknown: {', '.join(unknown)[:200]}. Known are {', '.join(known)}.")
    for name, value in body.items():
        # A truth value is a number to Python, but not to a reader.
        if type(value) is not known[name]:
            raise LinkRefused(f"{name} must be {WORDS[known[name]]}.")
    missing = [name for name in needed if not body.get(name)]
    if missing:
        raise LinkRefused(f"Give {', '.join(missing)}.")
    return body


def _texts(values: list[Any]) -> list[str]:
    if not all(isinstance(one, str) for one in values):
        raise LinkRefused(f"sections must be {WORDS[list]}.")
    return values


def _with_address(services: Services, link: Link, secret: str) -> dict[str, Any]:
    """Return a link with its address: the only answer that has it."""
    base = (services.settings.public_url or request.host_url).rstrip("/")
    return {**linking.link_row(services, link), "address": linking.link_address(base, secret)}


def _refusals(routes: Blueprint) -> None:
    answers: list[tuple[type[Exception], Callable[[Exception], Response]]] = [
        (SharingStopped, lambda error: plain_answer(str(error), 409)),
        (LinkOver, lambda error: plain_answer(str(error), 409)),
        (NoPartner, lambda error: plain_answer(str(error), 404)),
        (LinkRefused, lambda error: plain_answer(str(error), 400)),
        (LinkInvalid, lambda _error: plain_answer(t("There is no such link."), 404)),
    ]
    for kind, answer in answers:
        routes.register_error_handler(kind, answer)
