import random
import re
import string

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer

from app import compose_server
from callbacks.services import Services
from callbacks.share import COOKIE, PURPOSE
from tests.callbacks.conftest import HeldClock

CANARIES_OF_P2 = ("P2-canary", "Canary Two", "birch", "Birch", "77123", "I3-canary", "D2-canary")
SHARE_PATHS = ("/s/", "/s/_dash-layout", "/s/_dash-dependencies")


@pytest.fixture
def server(filled: Services) -> Flask:
    return compose_server(filled)


@pytest.fixture
def secret(filled: Services, clock: HeldClock) -> str:
    return filled.links.create("P1", now=clock())[1]


def opened(client: FlaskClient, secret: str) -> FlaskClient:
    answer = client.get(f"/s/{secret}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/s/")
    return client


def test_opening_sets_a_cookie_and_leads_away_from_the_secret(client: FlaskClient, secret: str) -> None:
    answer = client.get(f"/s/{secret}")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/s;" in cookie + ";"
    assert secret not in cookie
    assert secret not in answer.text
    assert answer.headers["Location"] == "/s/"


def test_without_a_cookie_there_is_nothing(server: Flask, client: FlaskClient) -> None:
    for rule in server.url_map.iter_rules():
        if rule.rule.startswith("/s/"):
            path = re.sub(r"<[^>]+>", "x", rule.rule)
            for method in ("GET", "POST", "HEAD"):
                assert client.open(path, method=method, json={}).status_code in (404, 405), (path, method)


def test_with_a_cookie_the_scorecard_is_there_and_nothing_else(
    server: Flask, client: FlaskClient, secret: str
) -> None:
    opened(client, secret)
    for path in SHARE_PATHS:
        assert client.get(path).status_code == 200, path
    for path in ("/s/data", "/s/_reload-hash", "/s/_favicon.ico", "/s/assets/theme.js", "/s/a/b", "/s/../data"):
        assert client.get(path).status_code == 404, path
    suite = "/s/_dash-component-suites/dash/deps/react@18.3.1.min.js"
    assert client.get(suite).status_code == 404


def test_the_scorecard_is_that_of_the_link(client: FlaskClient, secret: str) -> None:
    assert "Alder Canary One" in opened(client, secret).get("/s/_dash-layout").text


def test_no_answer_holds_anything_of_another_partner(server: Flask, client: FlaskClient, secret: str) -> None:
    opened(client, secret)
    texts = {path: client.get(path).text for path in SHARE_PATHS}
    texts["/s/?partner=P2-canary"] = client.get("/s/?partner=P2-canary").text
    texts["/s/_dash-layout?partner=P2-canary"] = client.get("/s/_dash-layout?partner=P2-canary").text
    for callback in client.get("/s/_dash-dependencies").json:
        texts[callback["output"]] = _answer(client, callback).text
    for path, text in texts.items():
        for canary in CANARIES_OF_P2:
            assert canary not in text, (path, canary)


def test_the_page_of_the_share_app_holds_no_figures_at_all(client: FlaskClient, secret: str) -> None:
    page = opened(client, secret).get("/s/").text
    assert "Canary" not in page
    assert "validation_layout" not in page
    assert secret not in page


def test_callbacks_of_the_manager_app_are_unknown_to_the_share_app(client: FlaskClient, secret: str) -> None:
    opened(client, secret)
    ours = {callback["output"] for callback in client.get("/_dash-dependencies").json}
    theirs = {callback["output"] for callback in client.get("/s/_dash-dependencies").json}
    for output in ours - theirs:
        body = {"output": output, "inputs": [], "changedPropIds": []}
        assert client.post("/s/_dash-update-component", json=body).status_code >= 400


def test_revoking_works_at_the_next_request(
    client: FlaskClient, secret: str, filled: Services, clock: HeldClock
) -> None:
    opened(client, secret)
    (link,) = filled.links.list()
    filled.links.revoke(link.id, now=clock())
    for path in (*SHARE_PATHS, f"/s/{secret}"):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "This link has ended" in answer.text
        assert "Canary" not in answer.text
    assert client.post("/s/_dash-update-component", json={}).status_code == 410


def test_an_expired_link_is_told_in_the_same_words(client: FlaskClient, secret: str, clock: HeldClock) -> None:
    opened(client, secret)
    clock.forward(days=90)
    answers = [client.get(path) for path in ("/s/", f"/s/{secret}")]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert all("This link has ended" in answer.text for answer in answers)


def test_an_unknown_secret_is_like_any_unknown_address(client: FlaskClient) -> None:
    dice = random.Random(11)
    letters = string.ascii_letters + string.digits + "-_"
    pages = set()
    for length in (1, 42, 43, 44, 500):
        answer = client.get(f"/s/{''.join(dice.choices(letters, k=length))}")
        assert answer.status_code == 404
        assert "Set-Cookie" not in answer.headers
        pages.add(answer.text)
    pages.add(client.get("/s/").text)
    assert len(pages) == 1


def test_a_forged_cookie_opens_nothing(client: FlaskClient, filled: Services, secret: str) -> None:
    (link,) = filled.links.list()
    key = filled.settings.signing_key()
    forged = [
        link.id,
        "",
        "x" * 3000,
        URLSafeSerializer("another key", salt=PURPOSE).dumps(link.id),
        URLSafeSerializer(key, salt="another purpose").dumps(link.id),
        URLSafeSerializer(key, salt=PURPOSE).dumps({"id": link.id}),
        URLSafeSerializer(key, salt=PURPOSE).dumps("unknown"),
        URLSafeSerializer(key, salt=PURPOSE).dumps(None),
    ]
    for value in forged:
        client.set_cookie(COOKIE, value, path="/s")
        assert client.get("/s/_dash-layout").status_code == 404, value


def test_a_cookie_opens_one_partner_only(
    client: FlaskClient, secret: str, filled: Services, clock: HeldClock
) -> None:
    _, other = filled.links.create("P2-canary", now=clock())
    assert "Alder Canary One" in opened(client, secret).get("/s/_dash-layout").text
    seen = opened(client, other).get("/s/_dash-layout").text
    assert "Birch Canary Two" in seen
    assert "Alder" not in seen


def test_views_are_counted_once_per_visit_and_never_for_a_preview(
    client: FlaskClient, secret: str, filled: Services, clock: HeldClock
) -> None:
    client.head(f"/s/{secret}")
    client.get(f"/s/{secret}", headers={"Sec-Purpose": "prefetch"})
    assert filled.links.list()[0].views == 0
    for minutes in (1, 5, 40):
        clock.forward(minutes=minutes)
        opened(client, secret)
        client.get("/s/")
    # Opened at minutes 1, 6 and 46.
    assert filled.links.list()[0].views == 2


def _answer(client: FlaskClient, callback: dict) -> object:
    """Send a callback of the share app what a hostile browser might."""
    hostile = [{**one, "value": "P2-canary"} for one in callback["inputs"]]
    state = [{**one, "value": "P2-canary"} for one in callback["state"]]
    changed = [f"{one['id']}.{one['property']}" for one in callback["inputs"]]
    body = {"output": callback["output"], "inputs": hostile, "state": state, "changedPropIds": changed}
    return client.post("/s/_dash-update-component", json=body)
