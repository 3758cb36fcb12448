"""Share links over HTTP: what scripts may do with them, and with whose."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import compose_server
from callbacks import linking
from callbacks.services import Services
from data.audit import AuditQuestion
from data.people.principal import Role
from data.settings import Settings
from tests.callbacks.conftest import HeldClock
from tests.callbacks.people_given import PUBLIC_URL, client_of, server_settings, signed_in

MINE, OTHER = "P1", "P2-canary"
MANAGER = "Ada Canary One"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return server_settings(tmp_path / "home")


@pytest.fixture
def site(filled: Services, clock: HeldClock) -> Services:
    """A site with accounts, two partners, and one link to each."""
    for partner in (MINE, OTHER):
        filled.links.create(partner, now=clock(), label=f"for {partner}")
    return filled


@pytest.fixture
def server(site: Services) -> Flask:
    return compose_server(site)


@pytest.fixture
def admin(server: Flask, site: Services) -> FlaskClient:
    return signed_in(client_of(server), site)


@pytest.fixture
def limited(server: Flask, site: Services) -> FlaskClient:
    """A manager who sees P1 alone."""
    return signed_in(client_of(server), site, Role.MANAGER, MANAGER)


def id_of(services: Services, partner: str) -> str:
    return services.links.list(partner)[0].id


def test_a_link_is_made_listed_changed_and_ended(admin: FlaskClient, site: Services, server: Flask) -> None:
    wish = {"partner_id": MINE, "label": "Board", "days": 30, "sections": ["scores"], "passcode": "right-one"}
    made = admin.post("/api/links", json={**wish, "frozen": True})
    assert made.status_code == 201
    assert made.json["address"].startswith(f"{PUBLIC_URL}/s/")
    assert (made.json["sections"], made.json["frozen"], made.json["passcode"]) == (["scores"], True, True)
    link_id = made.json["id"]

    listed = admin.get("/api/links", query_string={"partner": MINE}).json
    assert {one["label"] for one in listed["links"]} == {"Board", f"for {MINE}"}
    assert not any("address" in one for one in listed["links"])
    assert made.json["address"].rsplit("/", 1)[1] not in str(listed)

    rotated = admin.post(f"/api/links/{link_id}/rotate")
    assert rotated.json["address"] != made.json["address"]
    stranger = client_of(server)
    assert stranger.get(made.json["address"].removeprefix(PUBLIC_URL)).status_code == 410
    assert stranger.get(rotated.json["address"].removeprefix(PUBLIC_URL)).status_code == 303

    assert admin.post(f"/api/links/{link_id}/extend", json={"days": 60}).json["expires_at"].startswith("2025-06-14")
    assert admin.post(f"/api/links/{link_id}/extend").json["expires_at"].startswith("2025-07-14")
    assert admin.post(f"/api/links/{link_id}/revoke").json["status"] == "revoked"
    assert admin.post(f"/api/links/{link_id}/rotate").status_code == 409
    (kept,) = [link.id for link in site.links.list(MINE) if link.id != link_id]
    assert admin.post(f"/api/partners/{MINE}/links/revoke").json == {"revoked": [kept]}
    assert {link.partner_id for link in site.links.list() if link.revoked_at is None} == {OTHER}


def test_what_was_done_is_in_the_audit_log_without_a_secret(admin: FlaskClient, site: Services) -> None:
    address = admin.post("/api/links", json={"partner_id": MINE, "passcode": "right-one"}).json["address"]
    link_id = id_of(site, MINE)
    other = admin.post(f"/api/links/{link_id}/rotate").json["address"]
    admin.post(f"/api/links/{link_id}/extend")
    admin.post(f"/api/links/{link_id}/revoke")
    admin.post(f"/api/links/{link_id}/revoke")
    admin.post("/api/links/stop")
    admin.post("/api/links/resume")
    entries = site.audit.entries()
    acts = [entry.act for entry in reversed(entries) if "link" in entry.act or "shar" in entry.act]
    assert acts == [
        "made link",
        "rotated link",
        "extended link",
        "revoked link",
        "stopped sharing",
        "resumed sharing",
    ]
    assert all("@example.com" in entry.actor_name for entry in site.audit.entries(AuditQuestion(act="made link")))
    for secret in (address.rsplit("/", 1)[1], other.rsplit("/", 1)[1], "right-one"):
        assert secret not in repr(entries)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"partner_id": "P9"}, 404, "no partner 'P9'"),
        ({}, 400, "Give partner_id"),
        ([], 400, "JSON object"),
        ({"partner_id": 7}, 400, "partner_id must be a text"),
        ({"partner_id": MINE, "days": 0}, 400, "from 1 to 365"),
        ({"partner_id": MINE, "days": True}, 400, "days must be a whole number"),
        ({"partner_id": MINE, "days": 9.5}, 400, "days must be a whole number"),
        ({"partner_id": MINE, "days": 10**30}, 400, "from 1 to 365"),
        ({"partner_id": MINE, "label": "x" * 201}, 400, "Shorten it"),
        ({"partner_id": MINE, "sections": ["x"]}, 400, "no section 'x'"),
        ({"partner_id": MINE, "sections": [{}]}, 400, "list of texts"),
        ({"partner_id": MINE, "passcode": "short"}, 400, "6 to 64"),
        ({"partner_id": MINE, "frozen": "yes"}, 400, "true or false"),
        ({"partner_id": MINE, "secret": "x"}, 400, "Unknown: secret"),
    ],
)
def test_a_wrong_wish_is_refused_in_words(
    admin: FlaskClient, site: Services, body: object, status: int, words: str
) -> None:
    answer = admin.post("/api/links", json=body)
    assert answer.status_code == status
    assert words in answer.json["error"]
    assert len(site.links.list()) == 2


def test_no_json_is_refused(admin: FlaskClient) -> None:
    for data in (b"{", b"\xff", b"[" * 100_000):
        assert admin.post("/api/links", data=data, content_type="application/json").status_code == 400


def test_unknown_links_are_not_found(admin: FlaskClient) -> None:
    for link_id in ("nothing", "%00", "é", "x" * 500):
        for act in ("revoke", "rotate", "extend"):
            assert admin.post(f"/api/links/{link_id}/{act}").status_code == 404, (link_id, act)
    assert admin.post("/api/partners/P9/links/revoke").status_code == 404


def test_while_sharing_is_stopped_nothing_is_made(admin: FlaskClient, site: Services) -> None:
    link_id = id_of(site, MINE)
    assert admin.post("/api/links/stop").json == {"stopped": True, "ended": 2}
    assert admin.get("/api/links").json["stopped"] is True
    for path in ("/api/links", f"/api/links/{link_id}/rotate", f"/api/links/{link_id}/extend"):
        answer = admin.post(path, json={"partner_id": MINE} if path == "/api/links" else None)
        assert (answer.status_code, "stopped" in answer.json["error"]) == (409, True), path
    admin.post("/api/links/resume")
    assert admin.post("/api/links", json={"partner_id": MINE}).status_code == 201
    assert sorted(link.revoked_at is None for link in site.links.list()) == [False, False, True]


def test_a_manager_of_own_partners_has_links_of_those_alone(limited: FlaskClient, site: Services) -> None:
    listed = limited.get("/api/links")
    assert [one["partner_id"] for one in listed.json["links"]] == [MINE]
    assert limited.get("/api/links", query_string={"partner": OTHER}).json["links"] == []
    other = id_of(site, OTHER)
    unknown = [limited.post(f"/api/links/nothing/{act}") for act in ("revoke", "rotate", "extend")]
    forged = [limited.post(f"/api/links/{other}/{act}") for act in ("revoke", "rotate", "extend")]
    assert [(one.status_code, one.text) for one in forged] == [(one.status_code, one.text) for one in unknown]
    assert limited.post("/api/links", json={"partner_id": OTHER}).status_code == 404
    assert limited.post(f"/api/partners/{OTHER}/links/revoke").status_code == 404
    assert limited.post("/api/links/stop").status_code == 403
    assert all(link.revoked_at is None for link in site.links.list())
    assert limited.post("/api/links", json={"partner_id": MINE}).status_code == 201
    for answer in (listed, *forged):
        assert "canary" not in answer.text.replace(MANAGER, "").casefold()


def test_others_may_do_nothing_with_links(server: Flask, site: Services) -> None:
    link_id = id_of(site, MINE)
    paths = ["/api/links", *(f"/api/links/{link_id}/{act}" for act in ("revoke", "rotate", "extend"))]
    paths += ["/api/links/stop", "/api/links/resume", f"/api/partners/{MINE}/links/revoke"]
    nobody, viewer = client_of(server), signed_in(client_of(server), site, Role.VIEWER)
    manager = signed_in(client_of(server), site, Role.MANAGER)
    for path in paths:
        assert nobody.post(path, json={}).status_code == 401, path
        assert viewer.post(path, json={}).status_code == 403, path
    assert (nobody.get("/api/links").status_code, viewer.get("/api/links").status_code) == (401, 403)
    assert [manager.post(path).status_code for path in ("/api/links/stop", "/api/links/resume")] == [403, 403]
    assert all(link.revoked_at is None for link in site.links.list())


def test_a_link_on_another_site_ends_nothing(admin: FlaskClient, site: Services) -> None:
    answer = admin.post("/api/links/stop", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert not site.links.is_stopped()


def test_the_maker_of_a_link_is_kept(admin: FlaskClient, site: Services) -> None:
    admin.post("/api/links", json={"partner_id": MINE})
    (made,) = [link for link in site.links.list(MINE) if not link.label]
    assert [made.created_by] == [entry.actor for entry in site.audit.entries(AuditQuestion(act="made link"))]
    assert linking.link_row(site, made)["created_by"] == made.created_by
