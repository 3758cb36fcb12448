"""Who may do what: the principal of each request, and the right that every route and every callback needs.

A route or callback without a row here is refused, whoever asks, so that forgetting one closes it. The tables are
what `tests/callbacks/test_access.py` walks with every kind of principal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask import Flask, Response, g, has_request_context, make_response, redirect, request

from callbacks.security import is_share_path, plain_answer
from data.audit import shortened_address
from data.people.principal import COMMAND, LOCAL, NOBODY, Principal, Right
from kpi.language import t
from layouts.ids import (
    AccountIds,
    DataIds,
    IdentityIds,
    InboxIds,
    MethodIds,
    OverviewIds,
    PartnerIds,
    PartnerListIds,
    PeopleIds,
    SharingIds,
    ShellIds,
    TargetIds,
    ViewIds,
    WorkIds,
)

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.services import Services

SESSION_COOKIE: Final = "tandem_session"

OPEN: Final = "open"
"""For everybody, signed in or not: holds no figure."""
LINK: Final = "link"
"""The share app's: `callbacks.share.ShareGate` looks the link up."""

Need = Right | str

ROUTE_NEEDS: Final[Mapping[str, Need]] = {
    "http.healthz": OPEN,
    "http.readyz": OPEN,
    "static_files": OPEN,
    "no_static_file": OPEN,
    "choose_language": OPEN,
    "login": OPEN,
    "login_oidc": OPEN,
    "login_oidc_callback": OPEN,
    "logout": OPEN,
    "join_link": OPEN,
    "join": OPEN,
    "reset_link": OPEN,
    "reset": OPEN,
    "account_password": Right.VIEW,
    "http.nothing": Right.VIEW,
    "http.get_scores": Right.VIEW,
    "http.start_import": Right.IMPORT,
    "http.get_import": Right.IMPORT,
    "http.drop_import": Right.IMPORT,
    "http.read_again": Right.IMPORT,
    "http.get_rejected": Right.IMPORT,
    "links.get_links": Right.SHARE,
    "links.make_link": Right.SHARE,
    "links.revoke_link": Right.SHARE,
    "links.rotate_link": Right.SHARE,
    "links.extend_link": Right.SHARE,
    "links.revoke_links": Right.SHARE,
    "links.stop": Right.ADMIN,
    "links.resume": Right.ADMIN,
    "template": Right.VIEW,
    "example": Right.VIEW,
    "search": Right.VIEW,
    "compare-find": Right.VIEW,
    "get_actions": Right.VIEW,
    "get_insights": Right.VIEW,
    "get_goals": Right.VIEW,
    "get_targets": Right.VIEW,
    "get_effect": Right.METHOD,
    "reviews.begin": Right.WORK,
    "reviews.write": Right.WORK,
    "export_partners_csv": Right.VIEW,
    "export_partners_xlsx": Right.VIEW,
    "export_rows_csv": Right.VIEW,
    "export_audit_csv": Right.ADMIN,
    # Dash's own, of the manager app: the frame around every page, and its files.
    "/": Right.VIEW,
    "/<path:path>": Right.VIEW,
    "/_dash-layout": Right.VIEW,
    "/_dash-dependencies": Right.VIEW,
    "/_dash-update-component": Right.VIEW,
    "/_reload-hash": Right.VIEW,
    "/_favicon.ico": OPEN,
    "_dash_assets.static": OPEN,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": OPEN,
    # And of the share app.
    "share_link": LINK,
    "share_passcode": LINK,
    "/s/": LINK,
    "/s/<path:path>": LINK,
    "/s/_dash-layout": LINK,
    "/s/_dash-dependencies": LINK,
    "/s/_dash-update-component": LINK,
    "/s/_reload-hash": LINK,
    "/s/_favicon.ico": LINK,
    "_s_dash_assets.static": LINK,
    "/s/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": LINK,
}
"""Endpoint -> what it needs."""

CALLBACK_NEEDS: Final[Mapping[str, Right]] = {
    ShellIds.ROUTE.value: Right.VIEW,
    OverviewIds.SAMPLE.value: Right.IMPORT,
    OverviewIds.GRID.value: Right.VIEW,
    ShellIds.LOCATION.value: Right.VIEW,
    PartnerListIds.GRID.value: Right.VIEW,
    PartnerIds.CALENDAR_ASKED.value: Right.VIEW,
    WorkIds.ASKED.value: Right.WORK,
    WorkIds.LOOKED.value: Right.VIEW,
    WorkIds.DONE.value: Right.VIEW,
    IdentityIds.ASKED.value: Right.IMPORT,
    DataIds.FINISHED.value: Right.IMPORT,
    MethodIds.ASKED.value: Right.METHOD,
    TargetIds.KPI.value: Right.WORK,
    TargetIds.SCOPE.value: Right.WORK,
    TargetIds.SAVE.value: Right.WORK,
    SharingIds.CREATE.value: Right.SHARE,
    SharingIds.ASKED.value: Right.SHARE,
    InboxIds.ASKED.value: Right.SHARE,
    PeopleIds.INVITE.value: Right.ADMIN,
    PeopleIds.SAVE.value: Right.ADMIN,
    PeopleIds.ASKED.value: Right.ADMIN,
    AccountIds.SAVE.value: Right.VIEW,
    AccountIds.CREATE.value: Right.VIEW,
    AccountIds.ASKED.value: Right.VIEW,
    ViewIds.BUTTON.value: Right.VIEW,
    ViewIds.SAVE.value: Right.VIEW,
    ViewIds.RENAME.value: Right.VIEW,
    ViewIds.CANCEL.value: Right.VIEW,
    ViewIds.KEEP.value: Right.VIEW,
    ViewIds.REMOVE.value: Right.VIEW,
    ViewIds.UNDO.value: Right.VIEW,
}
"""Id of a server callback's first input (of a pattern: its type) -> what the callback needs."""

PAGE_NEEDS: Final[Mapping[str, Right]] = {
    "": Right.VIEW,
    "partners": Right.VIEW,
    "compare": Right.VIEW,
    "actions": Right.VIEW,
    "reviews": Right.VIEW,
    "kpis": Right.VIEW,
    "settings": Right.VIEW,
    "data": Right.IMPORT,
    "method": Right.METHOD,
    "sharing": Right.SHARE,
    "people": Right.ADMIN,
    "audit": Right.ADMIN,
    "account": Right.VIEW,
}
"""First part of a page's path -> what it needs."""


EXPORTED: Final[Mapping[str, str]] = {
    "export_partners_csv": "partners, CSV",
    "export_partners_xlsx": "partners, XLSX",
    "export_rows_csv": "rows behind a number, CSV",
    "export_audit_csv": "audit log, CSV",
    "get_actions": "actions, CSV",
    "get_insights": "findings, CSV",
    "get_goals": "business goals, CSV",
    "get_targets": "targets, CSV",
    "get_effect": "effect of a method, CSV",
    "http.get_scores": "scores",
    "http.get_rejected": "rejected rows, CSV",
}
"""Endpoint whose answer is a file of figures -> what the audit log calls it."""


def who() -> Principal:
    """Return who asks.

    Commands, and jobs that go on after their request, act for the site; a request that no guard has looked at is
    nobody's.
    """
    if not has_request_context():
        return COMMAND
    principal: Principal = g.get("principal", NOBODY)
    return principal


def may(right: Right) -> bool:
    """Whether who asks has a right."""
    return who().may(right)


def page_need(path: str) -> Right:
    """Return what a page needs; a page that is not known needs no more than any other."""
    return PAGE_NEEDS.get(path.strip("/").partition("/")[0], Right.VIEW)


def pages_open(paths: Iterable[str]) -> list[str]:
    """Return those paths whose pages who asks may see, in the given order."""
    return [path for path in paths if may(page_need(path))]


def callback_need(app: Dash, output: object) -> Right | None:
    """Return what the callback with some outputs needs; None when there is none, or it has no row."""
    known = app.callback_map.get(output) if isinstance(output, str) else None
    # One without a function runs in the browser alone: the server has nothing to run.
    if known is None or not known["inputs"] or "callback" not in known:
        return None
    return CALLBACK_NEEDS.get(first_input(known))


def first_input(callback: Mapping[str, Any]) -> str:
    """Return the id of a callback's first input; of a pattern its type."""
    name = str(callback["inputs"][0]["id"])
    if not name.startswith("{"):
        return name
    return str(json.loads(name)["type"])


class AccessGuard:
    """Finds out who asks, and refuses whatever that principal may not do."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def register(self, server: Flask) -> None:
        """Stand in front of every route; after the guards against other sites and hosts."""
        server.before_request(self.guard)
        server.after_request(self.note_export)

    def guard(self) -> Response | None:
        """Let a request through when its principal may do what it asks for; for ``before_request``."""
        g.principal = self._principal()
        need = ROUTE_NEEDS.get(request.endpoint or "")
        if request.endpoint is None or need in (OPEN, LINK):
            return None
        if need is None:
            return plain_answer(t("You may not do this."), 403)
        if not isinstance(need, Right) or who().may(need):
            return None
        return self._sign_in() if not who().is_known else plain_answer(t("You may not do this."), 403)

    def note_export(self, answer: Response) -> Response:
        """Note in the audit log that figures were taken away as a file; for ``after_request``."""
        name = EXPORTED.get(request.endpoint or "")
        if name is not None and answer.status_code == 200 and request.method != "HEAD":
            self._services.note("exported", partner_id=g.get("exported_partner", ""), detail=name)
        return answer

    def _principal(self) -> Principal:
        if is_share_path(request.path):
            # Whoever opens a link is nobody else meanwhile, also where the same browser is signed in.
            return NOBODY
        if self._services.settings.is_local:
            return LOCAL
        address = shortened_address(request.remote_addr)
        now = self._services.clock()
        token = bearer()
        if token is not None:
            # A token is for scripts: it opens no page, and no cookie beside it counts.
            if not request.path.startswith(("/api/", "/export/")):
                return NOBODY
            return self._services.people.of_token(token, now=now, address=address)
        return self._services.people.of_session(request.cookies.get(SESSION_COOKIE, ""), now=now, address=address)

    def _sign_in(self) -> Response:
        """Lead a person to the sign-in page, and tell a script that it has to sign in."""
        wants_page = request.method == "GET" and not request.path.startswith(("/api/", "/_dash"))
        if not wants_page:
            return plain_answer(t("Sign in first."), 401)
        here = request.full_path.rstrip("?")
        return make_response(redirect("/login" if here == "/" else f"/login?next={quote(here)}", code=303))


def bearer() -> str | None:
    """Return the token that a request comes with; None where it names none, whatever else it says of itself."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def guard_callbacks(app: Dash) -> None:
    """Refuse callbacks of an app that the principal may not run, and those without a row in `CALLBACK_NEEDS`."""
    path = f"{app.config.routes_pathname_prefix}_dash-update-component"

    def guard() -> Response | None:
        if request.path != path or request.method != "POST":
            return None
        try:
            body = request.get_json(silent=True)
        except RecursionError:
            # Nested more deeply than anything that a page sends.
            body = None
        output = body.get("output") if isinstance(body, dict) else None
        need = callback_need(app, output)
        if need is None or not who().may(need):
            return plain_answer(t("You may not do this."), 403)
        return None

    app.server.before_request(guard)
