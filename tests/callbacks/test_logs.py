"""No secret, token, password, partner or row of a file reaches a log."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from app import compose_server
from callbacks.services import Services
from data.people.principal import Right
from tests.callbacks.conftest import HeldClock
from tests.callbacks.people_given import PASSWORD, client_of, person, server_services, sign_in_as


def test_the_log_tells_what_was_asked_and_opens_nothing(
    filled: Services, clock: HeldClock, caplog: pytest.LogCaptureFixture
) -> None:
    _, secret = filled.links.create("P1", now=clock())
    client = compose_server(filled).test_client()
    with caplog.at_level(logging.INFO):
        client.get(f"/s/{secret}?from=mail-canary")
        client.get("/s/_dash-layout")
        client.get("/partners/P2-canary?q=birch")
        client.get("/api/scores?partner=P2-canary")
        client.post("/api/imports", data={"file": (b"x", "file-canary.csv")})
    cookie = client.get_cookie("tandem_share", path="/s")
    assert cookie is not None
    assert "/s/<secret>" in caplog.text
    assert "303" in caplog.text
    for text in (secret, cookie.value, "canary", "Canary", "birch"):
        assert text not in caplog.text, text


def test_neither_passwords_nor_sessions_nor_tokens_are_logged(
    tmp_path, clock: HeldClock, caplog: pytest.LogCaptureFixture
) -> None:
    services = server_services(tmp_path, clock)
    client: FlaskClient = client_of(compose_server(services))
    one = person(services, "admin", email="ada@example.com", password=PASSWORD)
    reset = services.people.offer_reset(one.id, now=clock())
    secret = sign_in_as(client, services, one)
    _, token = services.people.tokens.make(one.principal(), label="script", scopes=[Right.VIEW], now=clock())
    with caplog.at_level(logging.DEBUG):
        client.post("/login", data={"email": "ada@example.com", "password": PASSWORD})
        client.post("/login", data={"email": "ada@example.com", "password": "wrong-canary"})
        client.get("/")
        client.get(f"/reset/{reset}")
        client.get("/api/scores", headers={"Authorization": f"Bearer {token}"})
    assert one.id in caplog.text
    assert "203.0.113.0/24" in caplog.text
    for text in (PASSWORD, secret, token, reset, "wrong-canary", "203.0.113.7", "ada@example.com"):
        assert text not in caplog.text, text
    services.jobs.close()
    services.store.close()


def test_an_error_names_its_place_and_no_value(
    filled: Services, clock: HeldClock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = filled.links.create("P1", now=clock())
    client = compose_server(filled).test_client()
    client.get(f"/s/{secret}")

    def broken(*_given: object) -> None:
        raise RuntimeError("Birch Canary Two, 77123.5")

    monkeypatch.setattr("callbacks.share.scorecard", broken)
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/s/_dash-layout")
    assert answer.status_code == 500
    for text in ("Canary", "77123", secret):
        assert text not in answer.text
        assert text not in caplog.text
