"""The pages before the door: signing in and out, joining, choosing a new password."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app import compose_server
from callbacks.access import SESSION_COOKIE
from callbacks.services import Services
from data.people.accounts import Account
from data.sealed import hashed
from data.settings import Settings
from tests.callbacks.conftest import CommandLine, HeldClock
from tests.callbacks.people_given import (
    HOST,
    PASSWORD,
    PUBLIC_URL,
    client_of,
    person,
    server_services,
    sign_in_as,
)

OTHER = "nine loud herons wading"
OURS = ("/login", "/join", "/reset", f"/join/{'x' * 43}", f"/reset/{'x' * 43}", "/account/password")


@pytest.fixture
def services(tmp_path: Path, clock: HeldClock) -> Iterator[Services]:
    made = server_services(tmp_path, clock)
    yield made
    made.jobs.close()
    made.store.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return client_of(compose_server(services))


@pytest.fixture
def ada(services: Services) -> Account:
    return person(services, "admin", email="ada@example.com", password=PASSWORD)


def sign_in(
    client: FlaskClient, email: str = "ada@example.com", password: str = PASSWORD, **more: str
) -> TestResponse:
    return client.post("/login", data={"email": email, "password": password, **more})


def is_in(client: FlaskClient) -> bool:
    return client.get("/_dash-layout").status_code == 200


def cookie(client: FlaskClient, name: str = SESSION_COOKIE, path: str = "/") -> str:
    found = client.get_cookie(name, domain=HOST, path=path)
    return "" if found is None else found.value


def acts(services: Services) -> list[tuple[str, str, str]]:
    return [(one.act, one.actor_name, one.detail) for one in reversed(services.audit.entries())]


# Signing in


def test_e_mail_and_password_open_the_site(client: FlaskClient, services: Services, ada: Account) -> None:
    assert not is_in(client)
    answer = sign_in(client, "Ada@Example.com")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    given = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/;", "Max-Age=1209600"):
        assert part in given + ";"
    assert is_in(client)
    (session,) = services.people.sessions.list(ada.id, now=services.clock())
    assert session.address == "203.0.113.0/24"
    assert acts(services) == [("signed in", "ada@example.com", "with a password")]


def test_every_failure_is_told_in_the_same_words(client: FlaskClient, services: Services, ada: Account) -> None:
    ben = person(services, "viewer", email="ben@example.com", password=PASSWORD)
    services.people.disable(ben.id, now=services.clock())
    person(services, "viewer", email="carol@example.com")
    pages = set()
    for email in (
        "ada@example.com",
        "ben@example.com",
        "carol@example.com",
        "nobody@example.com",
        "",
        "<b>@x",
        "x" * 5000,
    ):
        answer = sign_in(client, email, OTHER if email.startswith("ada") else PASSWORD)
        assert answer.status_code == 401
        assert "Set-Cookie" not in answer.headers
        pages.add(re.sub(r' value="[^"]*"| autofocus=""', "", answer.text))
    assert len(pages) == 1
    assert "The e-mail or the password is not right." in pages.pop()


def test_a_failure_is_noted_without_what_was_typed(client: FlaskClient, services: Services, ada: Account) -> None:
    sign_in(client, "ada@example.com", "hunter2-canary")
    sign_in(client, "my-password-canary", "hunter2-canary")
    assert acts(services) == [("failed sign-in", "nobody", "a…@example.com"), ("failed sign-in", "nobody", "")]
    assert {one.address for one in services.audit.entries()} == {"203.0.113.0/24"}


def test_what_was_typed_is_shown_as_text(client: FlaskClient) -> None:
    text = sign_in(client, '"><script>alert(1)</script>').text
    assert "<script>alert" not in text
    assert "&quot;&gt;&lt;script&gt;" in text


def test_each_sign_in_has_a_secret_of_its_own_and_ends_the_one_before(
    client: FlaskClient, services: Services, ada: Account
) -> None:
    client.set_cookie(SESSION_COOKIE, "x" * 43, domain=HOST, secure=True)
    sign_in(client)
    first = cookie(client)
    assert first != "x" * 43
    sign_in(client)
    assert cookie(client) != first
    assert not services.people.of_session(first, now=services.clock()).is_known


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/partners?q=a%20b", "/partners?q=a%20b"),
        ("/", "/"),
        ("", "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\/evil.example", "/"),
        ("/\tevil", "/"),
        ("javascript:alert(1)", "/"),
        ("/login", "/"),
        ("/logout", "/"),
        ("/s/secret", "/"),
        ("/" + "x" * 3000, "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
    ],
)
def test_signing_in_leads_to_this_site_alone(client: FlaskClient, ada: Account, asked: str, led: str) -> None:
    assert sign_in(client, next=asked).headers["Location"] == led
    assert client.get("/login", query_string={"next": asked}).headers["Location"] == led


def test_who_is_not_signed_in_is_led_back_to_where_they_were(client: FlaskClient, ada: Account) -> None:
    answer = client.get("/partners?type=reseller&q=a%20b")
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    way_on = re.search(r'name="next" value="([^"]*)"', page)
    assert way_on is not None
    led = sign_in(client, next=way_on[1].replace("&amp;", "&"))
    assert led.headers["Location"] == "/partners?type=reseller&q=a%20b"


def test_a_form_of_another_site_signs_nobody_in_or_out(client: FlaskClient, ada: Account) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = client.post("/login", data={"email": ada.email, "password": PASSWORD}, headers=headers)
        assert answer.status_code == 403
        assert not is_in(client)
    sign_in(client)
    assert client.post("/logout", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert is_in(client)


def test_signing_out_ends_the_session_itself(client: FlaskClient, services: Services, ada: Account) -> None:
    sign_in(client)
    secret = cookie(client)
    answer = client.post("/logout")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    assert cookie(client) == ""
    client.set_cookie(SESSION_COOKIE, secret, domain=HOST, secure=True)
    assert not is_in(client)
    assert acts(services)[-1][:2] == ("signed out", "ada@example.com")
    assert client.get("/logout").status_code in (303, 405)
    assert client.post("/logout").status_code == 303


def test_a_disabled_person_is_out_at_the_next_request(client: FlaskClient, services: Services) -> None:
    ben = person(services, "viewer")
    sign_in_as(client, services, ben)
    assert is_in(client)
    services.people.disable(ben.id, now=services.clock())
    assert not is_in(client)
    assert client.get("/").headers["Location"] == "/login"


@pytest.mark.parametrize("path", OURS)
def test_these_pages_are_kept_by_nobody_and_tell_no_address(
    client: FlaskClient, services: Services, ada: Account, path: str
) -> None:
    if path.startswith("/account"):
        sign_in_as(client, services, ada)
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?! src=)|<style| on\w+=", answer.text)


def test_in_local_mode_there_are_no_such_pages(tmp_path: Path, clock: HeldClock) -> None:
    made = Services.compose(Settings.in_folder(tmp_path / "local"), clock)
    client = compose_server(made).test_client()
    for path in (*OURS, "/login/oidc", "/login/oidc/callback"):
        assert client.get(path).status_code == 404, path
    for path in ("/login", "/logout", "/join", "/reset", "/account/password"):
        assert client.post(path, data={}).status_code == 404, path
    made.store.close()


# One-time links


def test_the_first_admin_joins_with_the_printed_link(client: FlaskClient, services: Services) -> None:
    secret = services.people.offer_first_admin(now=services.clock())
    answer = client.get(f"/join/{secret}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/join")
    for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/join"):
        assert part in answer.headers["Set-Cookie"]
    page = client.get("/join").text
    assert secret not in answer.text + answer.headers["Set-Cookie"] + page
    assert 'name="email"' in page
    joined = client.post(
        "/join", data={"name": "Ada", "email": "Ada@example.com", "password": PASSWORD, "again": PASSWORD}
    )
    assert (joined.status_code, joined.headers["Location"]) == (303, "/")
    assert is_in(client)
    assert cookie(client, "tandem_join", "/join") == ""
    assert [(one.email, one.role) for one in services.people.list()] == [("ada@example.com", "admin")]
    assert acts(services) == [("joined", "ada@example.com", "admin")]
    assert client.get(f"/join/{secret}").status_code == 404


def test_an_invited_person_chooses_a_name_and_a_password_and_nothing_else(
    client: FlaskClient, services: Services
) -> None:
    _, secret = services.people.invite_new(
        "ben@example.com", name="", role="viewer", manages="Ada", now=services.clock()
    )
    client.get(f"/join/{secret}")
    form = {"name": "Ben", "password": PASSWORD, "again": PASSWORD}
    hostile = {"email": "eve@example.com", "role": "admin", "manages": "", "is_first": "1"}
    assert client.post("/join", data=form | hostile).status_code == 303
    (one,) = services.people.list()
    assert (one.email, one.name, one.role, one.manages) == ("ben@example.com", "Ben", "viewer", "Ada")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"again": OTHER}, "differ"),
        ({"name": " "}, "Give a name"),
        ({"email": "nonsense"}, "no e-mail"),
        ({"password": "ada@example.com", "again": "ada@example.com"}, "your e-mail"),
    ],
)
def test_a_field_that_cannot_be_used_is_told_and_the_link_works_on(
    client: FlaskClient, services: Services, change: dict, said: str
) -> None:
    client.get(f"/join/{services.people.offer_first_admin(now=services.clock())}")
    form = {"name": "Ada", "email": "ada@example.com", "password": PASSWORD, "again": PASSWORD}
    answer = client.post("/join", data=form | change)
    assert answer.status_code == 400
    assert said in answer.text
    assert PASSWORD not in answer.text
    assert services.people.list() == ()
    assert client.post("/join", data=form).status_code == 303


def test_a_reset_link_changes_the_password_and_signs_out_everywhere_else(
    client: FlaskClient, services: Services, ada: Account
) -> None:
    other = client_of(client.application)
    sign_in_as(other, services, ada)
    client.get(f"/reset/{services.people.offer_reset(ada.id, now=services.clock())}")
    assert "ada@example.com" in client.get("/reset").text
    assert client.post("/reset", data={"password": OTHER, "again": OTHER}).status_code == 303
    assert is_in(client)
    assert not is_in(other)
    assert sign_in(other).status_code == 401
    assert sign_in(other, password=OTHER).status_code == 303
    assert acts(services)[0] == ("reset password", "ada@example.com", "with a link")


def test_a_link_that_does_not_open_tells_nothing(client: FlaskClient, services: Services, ada: Account) -> None:
    used = services.people.offer_reset(ada.id, now=services.clock())
    services.people.reset(hashed(used), password=OTHER, brand="x", now=services.clock())
    reset = services.people.offer_reset(ada.id, now=services.clock())
    pages = {client.get(f"/reset/{secret}").text for secret in ("x", "x" * 43, used, "%00", "ü" * 20)}
    # Of the right kind for one page is of the wrong kind for the other.
    pages |= {client.get(path).text for path in ("/join", "/reset", f"/join/{reset}")}
    pages |= {client.post(path, data={"password": OTHER, "again": OTHER}).text for path in ("/join", "/reset")}
    assert len(pages) == 1


def test_a_cookie_of_another_key_or_purpose_opens_nothing(
    client: FlaskClient, services: Services, ada: Account
) -> None:
    key = hashed(services.people.offer_reset(ada.id, now=services.clock()))
    signing = services.settings.signing_key()
    for value in (
        key,
        URLSafeTimedSerializer("another key", salt="tandem.one-time.link").dumps(key),
        URLSafeTimedSerializer(signing, salt="another purpose").dumps(key),
        URLSafeTimedSerializer(signing, salt="tandem.one-time.link").dumps({"key": key}),
        URLSafeTimedSerializer(signing, salt="tandem.one-time.link").dumps(None),
    ):
        client.set_cookie("tandem_reset", value, domain=HOST, path="/reset", secure=True)
        assert client.get("/reset").status_code == 404
    client.set_cookie(
        "tandem_reset",
        URLSafeTimedSerializer(signing, salt="tandem.one-time.link").dumps(key),
        domain=HOST,
        path="/reset",
        secure=True,
    )
    assert client.get("/reset").status_code == 200
    assert client.get("/join").status_code == 404


def test_secrets_stand_in_no_log(
    client: FlaskClient, services: Services, ada: Account, caplog: pytest.LogCaptureFixture
) -> None:
    secret = services.people.offer_reset(ada.id, now=services.clock())
    with caplog.at_level(logging.DEBUG):
        client.get(f"/reset/{secret}")
        client.post("/reset", data={"password": OTHER, "again": OTHER})
        sign_in(client, password=OTHER)
    noted = repr(services.audit.entries())
    for text in (secret, OTHER, cookie(client)):
        assert text not in caplog.text + noted


# The password of one's own


def test_a_person_changes_the_password_with_the_present_one(
    client: FlaskClient, services: Services, ada: Account
) -> None:
    other = client_of(client.application)
    sign_in_as(client, services, ada)
    sign_in_as(other, services, ada)
    form = {"present": PASSWORD, "password": OTHER, "again": OTHER}
    for change in ({"present": OTHER}, {"present": ""}, {"again": PASSWORD}, {"password": "short", "again": "short"}):
        assert client.post("/account/password", data=form | change).status_code == 400
    assert services.people.verify(ada.email, PASSWORD) is not None
    answer = client.post("/account/password", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account?saved=password")
    assert is_in(client)
    assert not is_in(other)
    assert services.people.verify(ada.email, OTHER) is not None
    assert acts(services) == [("changed password", "ada@example.com", "")]


def test_nobody_else_reaches_the_page_of_the_password(client: FlaskClient) -> None:
    assert client.get("/account/password").headers["Location"] == "/login?next=/account/password"
    assert client.post("/account/password", data={"password": OTHER, "again": OTHER}).status_code == 401


# Starting


def test_serving_prints_a_way_in_until_somebody_has_joined(tmp_path: Path, clock: HeldClock) -> None:
    from callbacks.commands.serving import first_admin_link

    services = server_services(tmp_path, clock)
    first, second = first_admin_link(services), first_admin_link(services)
    assert re.fullmatch(rf"{PUBLIC_URL}/join/[\w-]{{43}}", second)
    client = client_of(compose_server(services))
    assert client.get(first.removeprefix(PUBLIC_URL)).status_code == 404
    assert client.get(second.removeprefix(PUBLIC_URL)).status_code == 303
    client.post("/join", data={"name": "Ada", "email": "ada@example.com", "password": PASSWORD, "again": PASSWORD})
    assert first_admin_link(services) == ""
    services.store.close()
    local = Services.compose(Settings.in_folder(tmp_path / "local"), clock)
    assert first_admin_link(local) == ""
    local.store.close()


def test_other_machines_reach_the_server_only_with_accounts(tandem: CommandLine) -> None:
    ran = tandem("serve", "--host", "0.0.0.0", "--port", "1")
    assert ran.code == 2
    assert "TANDEM_PUBLIC_URL" in ran.err
