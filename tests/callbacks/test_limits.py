"""Limits on signing in, opening links and asking the API; counted by all workers together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import compose_server
from callbacks.services import Services
from data.people.principal import Right
from data.settings import Settings
from tests.callbacks.conftest import HeldClock
from tests.callbacks.people_given import (
    PASSWORD,
    client_of,
    person,
    server_services,
    sign_in_as,
    signed_in,
)


@pytest.fixture
def services(tmp_path: Path, clock: HeldClock) -> Iterator[Services]:
    made = server_services(tmp_path, clock, TANDEM_LIMITS="on")
    yield made
    made.jobs.close()
    made.store.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return client_of(compose_server(services))


def tried(client: FlaskClient, email: str, password: str = "wrong") -> int:
    return client.post("/login", data={"email": email, "password": password}).status_code


def test_an_account_rests_after_five_wrong_passwords(
    client: FlaskClient, services: Services, clock: HeldClock
) -> None:
    person(services, email="ada@example.com", password=PASSWORD)
    person(services, email="ben@example.com", password=PASSWORD)
    assert [tried(client, "ada@example.com") for _ in range(5)] == [401] * 5
    answer = client.post("/login", data={"email": "ADA@example.com ", "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "Wait 15 minutes, then try again" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert tried(client, "ben@example.com", PASSWORD) == 303
    # From elsewhere too: it is the account that rests.
    assert tried(client_of(client.application, address="198.51.100.9"), "ada@example.com", PASSWORD) == 429
    clock.forward(minutes=15)
    assert tried(client, "ada@example.com", PASSWORD) == 303


def test_an_account_that_nobody_has_rests_alike(client: FlaskClient, services: Services) -> None:
    assert [tried(client, "nobody@example.com") for _ in range(6)] == [401] * 5 + [429]
    assert [one.act for one in services.audit.entries()] == ["failed sign-in"] * 5


def test_the_right_password_in_between_begins_to_count_anew(
    client: FlaskClient, services: Services, clock: HeldClock
) -> None:
    person(services, email="ada@example.com", password=PASSWORD)
    for _ in range(3):
        assert [tried(client, "ada@example.com") for _ in range(4)] == [401] * 4
        assert tried(client, "ada@example.com", PASSWORD) == 303
        clock.forward(minutes=1)


def test_an_address_rests_after_twenty_wrong_passwords(
    client: FlaskClient, services: Services, clock: HeldClock
) -> None:
    person(services, email="ada@example.com", password=PASSWORD)
    for number in range(20):
        assert tried(client, f"{number}@example.com") == 401
        clock.forward(seconds=7)
    assert tried(client, "ada@example.com", PASSWORD) == 429
    assert tried(client_of(client.application, address="198.51.100.9"), "ada@example.com", PASSWORD) == 303
    clock.forward(minutes=15)
    assert tried(client, "ada@example.com", PASSWORD) == 303


def test_an_address_tries_ten_times_a_minute(client: FlaskClient, clock: HeldClock) -> None:
    assert [tried(client, f"{number}@example.com") for number in range(11)] == [401] * 10 + [429]
    # Asking for the page is no try.
    assert client.get("/login").status_code == 200
    clock.forward(minutes=1)
    assert tried(client, "a@example.com") == 401


def test_a_network_of_ipv6_is_one_address(client: FlaskClient) -> None:
    many = [client_of(client.application, address=f"2001:db8:7:8::{number:x}") for number in range(1, 12)]
    assert [tried(one, f"{number}@example.com") for number, one in enumerate(many)] == [401] * 10 + [429]
    assert tried(client_of(client.application, address="2001:db8:7:9::1"), "a@example.com") == 401


def test_workers_count_together(services: Services) -> None:
    first, second = (client_of(compose_server(services)) for _ in range(2))
    assert [tried(one, "ada@example.com") for one in (first, second) * 3] == [401] * 5 + [429]


def test_links_that_there_are_none_of_are_soon_refused(client: FlaskClient, clock: HeldClock) -> None:
    for prefix in ("/s/", "/join/", "/reset/"):
        answers = [client.get(f"{prefix}{number:043}") for number in range(22)]
        assert [one.status_code for one in answers] == [404] * 20 + [429] * 2
        assert answers[-1].headers["Retry-After"] == "300"
        assert "too many tries" in answers[-1].text
    clock.forward(minutes=5)
    assert client.get(f"/s/{'x' * 43}").status_code == 404


def test_links_are_opened_thirty_times_a_minute(client: FlaskClient, services: Services, clock: HeldClock) -> None:
    ada = person(services)
    secret = services.people.offer_reset(ada.id, now=clock())
    assert [client.get(f"/reset/{secret}").status_code for _ in range(31)] == [303] * 30 + [429]
    assert client_of(client.application, address="198.51.100.9").get(f"/reset/{secret}").status_code == 303
    clock.forward(minutes=1)
    assert client.get(f"/reset/{secret}").status_code == 303


def test_scripts_ask_three_hundred_times_a_minute(client: FlaskClient, services: Services, clock: HeldClock) -> None:
    ada = person(services)
    tokens = [
        services.people.tokens.make(ada.principal(), label=label, scopes={Right.VIEW}, now=clock())[1]
        for label in "ab"
    ]
    first, second = ({"Authorization": f"Bearer {token}"} for token in tokens)
    answers = [client.get("/api/scores", headers=first) for _ in range(302)]
    assert {one.status_code for one in answers[:300]} == {answers[0].status_code}
    assert [one.status_code for one in answers[300:]] == [429, 429]
    assert "too many tries" in answers[-1].json["error"]
    assert answers[-1].headers["Retry-After"] == "60"
    assert client.get("/api/scores", headers=second).status_code != 429
    for disguised in (f"Bearer  {tokens[0]}", f"BEARER {tokens[0]} "):
        assert client.get("/api/scores", headers={"Authorization": disguised}).status_code == 429
    clock.forward(minutes=1)
    assert client.get("/api/scores", headers=first).status_code != 429


def test_a_session_is_counted_whatever_else_a_request_says(client: FlaskClient, services: Services) -> None:
    signed_in(client, services)
    answers = [client.get("/api/scores", headers={"Authorization": f"Basic {at}"}) for at in range(301)]
    assert [one.status_code == 429 for one in answers] == [False] * 300 + [True]


def test_pages_and_files_have_no_limit(client: FlaskClient, services: Services) -> None:
    signed_in(client, services, "viewer")
    page = client.get("/").text
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    for path in ("/_dash-layout", "/login", sheet):
        assert {client.get(path).status_code for _ in range(310)} <= {200, 303}, path


def test_limits_can_be_switched_off_and_local_mode_has_none(tmp_path: Path, clock: HeldClock) -> None:
    off = server_services(tmp_path, clock, TANDEM_LIMITS="off")
    client = client_of(compose_server(off))
    assert {tried(client, "ada@example.com") for _ in range(25)} == {401}
    off.store.close()
    local = Services.compose(Settings.in_folder(tmp_path / "local"), clock)
    client = compose_server(local).test_client()
    assert {client.get(f"/s/{'x' * 43}").status_code for _ in range(40)} == {404}
    assert 429 not in {client.get("/api/scores").status_code for _ in range(310)}
    local.store.close()


def test_what_was_counted_tells_no_address(client: FlaskClient, services: Services) -> None:
    tried(client, "ada@example.com")
    text = (services.settings.home / "tandem.db").read_bytes()
    text += (services.settings.home / "tandem.db-wal").read_bytes()
    for word in (b"203.0.113.7", b"ada@example"):
        assert word not in text


def test_the_limit_of_passwords_holds_for_changing_one_too(client: FlaskClient, services: Services) -> None:
    ada = person(services, email="ada@example.com", password=PASSWORD)
    sign_in_as(client, services, ada)
    form = {"present": "wrong", "password": "nine loud herons wading", "again": "nine loud herons wading"}
    assert [client.post("/account/password", data=form).status_code for _ in range(6)] == [400] * 5 + [429]
