"""The authorisation matrix: every route and every callback × every kind of principal.

The tables here say what each needs, in words of their own: what the guards are made of is not asked. A new route or
callback without a row fails.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import compose_server
from callbacks.loading import Wish, import_all
from callbacks.services import Services
from data.people.principal import Right
from data.settings import Settings
from tests.callbacks.conftest import DEALS, INTERACTIONS, PARTNERS, HeldClock
from tests.callbacks.people_given import client_of, person, server_services, sign_in_as

PUBLIC, LINK = "public", "link"
VIEW, WORK, SHARE, IMPORT, METHOD, ADMIN = "view", "work", "share", "import", "method", "admin"

ROUTES = {
    # Held by nobody's figures.
    "http.healthz": PUBLIC,
    "http.readyz": PUBLIC,
    "static_files": PUBLIC,
    "no_static_file": PUBLIC,
    "choose_language": PUBLIC,
    "login": PUBLIC,
    "login_oidc": PUBLIC,
    "login_oidc_callback": PUBLIC,
    "logout": PUBLIC,
    "join_link": PUBLIC,
    "join": PUBLIC,
    "reset_link": PUBLIC,
    "reset": PUBLIC,
    "account_password": VIEW,
    "/_favicon.ico": PUBLIC,
    "_dash_assets.static": PUBLIC,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": PUBLIC,
    # The frame of the manager app, and what is asked and downloaded from its pages.
    "/": VIEW,
    "/<path:path>": VIEW,
    "/_dash-layout": VIEW,
    "/_dash-dependencies": VIEW,
    "/_dash-update-component": VIEW,
    "/_reload-hash": VIEW,
    "http.nothing": VIEW,
    "http.get_scores": VIEW,
    "search": VIEW,
    "compare-find": VIEW,
    "template": VIEW,
    "example": VIEW,
    "get_actions": VIEW,
    "get_insights": VIEW,
    "get_goals": VIEW,
    "get_targets": VIEW,
    "export_partners_csv": VIEW,
    "export_partners_xlsx": VIEW,
    "export_rows_csv": VIEW,
    "export_audit_csv": ADMIN,
    "get_effect": METHOD,
    "reviews.begin": WORK,
    "reviews.write": WORK,
    "http.start_import": IMPORT,
    "http.get_import": IMPORT,
    "http.drop_import": IMPORT,
    "http.read_again": IMPORT,
    "http.get_rejected": IMPORT,
    "links.get_links": SHARE,
    "links.make_link": SHARE,
    "links.revoke_link": SHARE,
    "links.rotate_link": SHARE,
    "links.extend_link": SHARE,
    "links.revoke_links": SHARE,
    "links.stop": ADMIN,
    "links.resume": ADMIN,
    # The share app.
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
"""Endpoint -> what it takes."""

CALLBACKS = {
    "shell-route": VIEW,
    "shell-location": VIEW,
    "overview-sample": IMPORT,
    "overview-grid": VIEW,
    "partners-grid": VIEW,
    "partner-calendar-asked": VIEW,
    "work-asked": WORK,
    "work-looked": VIEW,
    "work-done": VIEW,
    "identity-asked": IMPORT,
    "data-finished": IMPORT,
    "method-asked": METHOD,
    "target-kpi": WORK,
    "target-scope": WORK,
    "target-save": WORK,
    "sharing-create": SHARE,
    "sharing-asked": SHARE,
    "inbox-asked": SHARE,
    "people-invite": ADMIN,
    "people-save": ADMIN,
    "people-asked": ADMIN,
    "account-save": VIEW,
    "account-create": VIEW,
    "account-asked": VIEW,
    "views-button": VIEW,
    "views-save": VIEW,
    "views-rename": VIEW,
    "views-cancel": VIEW,
    "views-keep": VIEW,
    "views-remove": VIEW,
    "views-undo": VIEW,
}
"""First input of a callback of the manager app (of a pattern its type) -> what it takes."""

EVERYTHING = {VIEW, WORK, SHARE, IMPORT, METHOD, ADMIN}
MAY = {
    "nobody": set(),
    "viewer": {VIEW},
    "manager of own partners": {VIEW, WORK, SHARE},
    "manager": {VIEW, WORK, SHARE, IMPORT, METHOD},
    "admin": EVERYTHING,
    "disabled admin": set(),
    "token to view": {VIEW},
    "token to import": {IMPORT},
    "revoked token": set(),
    "ended session": set(),
}
"""Kind of principal -> what it may do."""

FOR_TOKENS = ("/api/", "/export/")
"""Where a token counts at all."""

OWN_ANSWERS = {("login", "POST"), ("logout", "POST")}
"""For everybody, and answered by what is sent: `test_signing_in.py` is about them."""

FILLERS = {"review_id": "1", "link_id": "unknown", "partner_id": "P1", "package_name": "dash", "secret": "unknown"}


@dataclass
class Site:
    """A site in server mode, and a browser or script for each kind of principal."""

    services: Services
    server: Flask
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def asked(self, principal: str, path: str, method: str, **more: object):
        headers = self.headers.get(principal, {})
        return self.clients[principal].open(path, method=method, headers=headers, **more)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, clock = tmp_path_factory.mktemp("matrix"), HeldClock()
    services = server_services(folder, clock)
    for name, text in (("partners", PARTNERS), ("interactions", INTERACTIONS), ("deals", DEALS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    import_all(services, Wish(sorted(folder.glob("*.csv"))))
    made = Site(services, compose_server(services))
    for name in MAY:
        made.clients[name] = client_of(made.server)
    people, now = services.people, clock()
    admin = person(services, "admin")
    sign_in_as(made.clients["admin"], services, admin)
    sign_in_as(made.clients["manager"], services, person(services, "manager"))
    sign_in_as(made.clients["viewer"], services, person(services, "viewer"))
    sign_in_as(made.clients["manager of own partners"], services, person(services, "manager", "Ada Canary One"))
    gone = person(services, "admin")
    sign_in_as(made.clients["disabled admin"], services, gone)
    people.disable(gone.id, now=now)
    sign_in_as(made.clients["ended session"], services, admin)
    people.sessions.end_all(admin.id, now=now)
    sign_in_as(made.clients["admin"], services, admin)
    tokens = {"token to view": Right.VIEW, "token to import": Right.IMPORT, "revoked token": Right.VIEW}
    for name, right in tokens.items():
        token, secret = people.tokens.make(admin.principal(), label=name, scopes=[right], now=now)
        made.headers[name] = {"Authorization": f"Bearer {secret}"}
        if name == "revoked token":
            people.tokens.revoke(token.id, now=now)
    yield made
    services.jobs.close()
    services.store.close()


def addresses(server: Flask) -> list[tuple[str, str, str]]:
    """Return (endpoint, path, method) of every rule, arguments filled in."""

    def fill(rule: Rule) -> str:
        return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda match: FILLERS.get(match[1], "x"), rule.rule)

    rules = list(server.url_map.iter_rules())
    found = [(rule.endpoint, fill(rule), method) for rule in rules for method in rule.methods or ()]
    return sorted(one for one in found if one[2] not in ("OPTIONS", "HEAD"))


def callbacks_of(site: Site) -> dict[str, dict[str, object]]:
    """Return the server callbacks of the manager app, by their outputs."""
    listed = site.asked("admin", "/_dash-dependencies", "GET").get_json()
    return {one["output"]: one for one in listed if not one.get("clientside_function")}


def first_input(callback: dict[str, object]) -> str:
    name = callback["inputs"][0]["id"]
    return json.loads(name)["type"] if name.startswith("{") else name


def is_let_in(answer) -> bool:
    """Whether a guard let a request through, whatever became of it then.

    A guard refuses in plain text, or leads from a page to the door; who signs in wrongly is told so by a page, and
    who signs out is led to the door by a form.
    """
    is_refused = answer.status_code in (401, 403) and answer.mimetype != "text/html"
    leads_to_door = answer.status_code == 303 and answer.headers["Location"].startswith("/login")
    return not is_refused and not (leads_to_door and answer.request.method != "POST")


def test_every_route_has_a_row(site: Site) -> None:
    assert {endpoint for endpoint, _, _ in addresses(site.server)} == set(ROUTES)


def test_every_callback_has_a_row(site: Site) -> None:
    assert {first_input(one) for one in callbacks_of(site).values()} == set(CALLBACKS)


@pytest.mark.parametrize("principal", MAY)
def test_every_route_is_open_to_whom_it_should_be(site: Site, principal: str) -> None:
    for endpoint, path, method in addresses(site.server):
        if endpoint == "logout":
            # Whoever signs out is nobody from then on; see the test below.
            continue
        need = ROUTES[endpoint]
        counts = "Authorization" not in site.headers.get(principal, {}) or path.startswith(FOR_TOKENS)
        may = need in (PUBLIC, LINK) or (counts and need in MAY[principal])
        if (endpoint, method) in OWN_ANSWERS:
            continue
        # Nobody runs a callback by an empty request, whoever it is.
        if endpoint == "/_dash-update-component":
            may = False
        answer = site.asked(principal, path, method, json=None if method == "GET" else {})
        assert is_let_in(answer) is may, (principal, path, method, answer.status_code)
        assert answer.status_code < 500, (principal, path, method)
        if need == LINK:
            assert answer.status_code in (404, 405), (principal, path)
        if not may:
            assert "Canary" not in answer.text


def test_anybody_may_sign_out(site: Site) -> None:
    for _ in range(2):
        assert is_let_in(client_of(site.server).post("/logout"))


@pytest.mark.parametrize("principal", [name for name in MAY if "token" not in name])
def test_every_callback_is_open_to_whom_it_should_be(site: Site, principal: str) -> None:
    for output, one in callbacks_of(site).items():
        inputs = [{**given, "value": None} for given in one["inputs"]]
        body = {"output": output, "outputs": [], "inputs": inputs, "state": [], "changedPropIds": []}
        answer = site.asked(principal, "/_dash-update-component", "POST", json=body)
        may = CALLBACKS[first_input(one)] in MAY[principal]
        assert is_let_in(answer) is may, (principal, output, answer.status_code)


def test_what_has_no_row_is_refused_to_everybody(site: Site) -> None:
    bodies = [
        {"output": "nowhere.children", "inputs": []},
        {"output": ["main.children"], "inputs": []},
        {"output": None},
        {"output": {"a": 1}},
        [],
        "main.children",
        7,
    ]
    for body in bodies:
        assert site.asked("admin", "/_dash-update-component", "POST", json=body).status_code == 403
    broken = {"data": b"{", "content_type": "text/plain"}
    assert site.asked("admin", "/_dash-update-component", "POST", **broken).status_code == 403


def test_a_client_side_callback_is_not_run_by_the_server(site: Site) -> None:
    listed = site.asked("admin", "/_dash-dependencies", "GET").get_json()
    for one in [one for one in listed if one.get("clientside_function")]:
        body = {"output": one["output"], "inputs": one["inputs"], "changedPropIds": []}
        assert site.asked("admin", "/_dash-update-component", "POST", json=body).status_code == 403


def test_a_route_that_nobody_thought_of_is_closed(settings: Settings, clock: HeldClock) -> None:
    services = Services.compose(settings, clock)
    server = compose_server(services)
    server.add_url_rule("/forgotten", endpoint="forgotten", view_func=lambda: "figures")
    assert server.test_client().get("/forgotten").status_code == 403
    services.jobs.close()
    services.store.close()


def test_a_request_that_no_guard_has_looked_at_sees_nothing(site: Site) -> None:
    with site.server.test_request_context("/"):
        assert site.services.board() is None
        assert not site.services.scope().sees("P1")
        assert not site.services.actions().list()
