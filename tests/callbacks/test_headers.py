"""The headers of every answer: both apps, both modes, errors and refusals too."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import compose_server
from callbacks.services import Services
from callbacks.share import COOKIE
from tests.callbacks.conftest import HeldClock
from tests.callbacks.people_given import client_of, server_services, signed_in
from tests.callbacks.test_access import addresses

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OF_LINKS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


POLICY = (
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
)
TALKATIVE = ("Server", "X-Powered-By", "Access-Control-Allow-Origin")


@pytest.fixture
def site(tmp_path, clock: HeldClock) -> Iterator[tuple[Services, Flask, FlaskClient]]:
    services = server_services(tmp_path, clock)
    server = compose_server(services)
    yield services, server, signed_in(client_of(server), services, "admin")
    services.jobs.close()
    services.store.close()


def complaints(path: str, headers) -> list[str]:
    """Return what the headers of an answer lack."""
    wanted = COMMON | (OF_LINKS if path.startswith("/s/") else {})
    found = [f"{path}: {name} is {headers.get(name)}" for name, value in wanted.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    script = re.search(r"script-src ([^;]*)", policy)
    if not script or re.search(r"unsafe|http|\*|data:|blob:", script[1]):
        found.append(f"{path}: scripts may come from {script and script[1]}")
    found += [f"{path}: no {rule}" for rule in POLICY if rule not in policy]
    if not path.startswith("/static/") and headers.get("Cache-Control") != "no-store":
        found.append(f"{path}: kept by {headers.get('Cache-Control')}")
    return found + [f"{path}: says {name}" for name in TALKATIVE if name in headers]


def test_every_answer_of_a_local_site_carries_them(server: Flask, client: FlaskClient) -> None:
    for _, path, method in addresses(server):
        assert complaints(path, client.open(path, method=method).headers) == []
        assert complaints(path, client.open(path, method=method, headers={"Host": "evil.example"}).headers) == []


def test_every_answer_of_a_public_site_carries_them(site) -> None:
    _, server, admin = site
    nobody = client_of(server)
    for _, path, method in addresses(server):
        for client in (nobody, admin):
            headers = client.open(path, method=method).headers
            assert complaints(path, headers) == []
            assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_every_cookie_is_for_this_site_alone(site, clock: HeldClock) -> None:
    services, server, _ = site
    _, secret = services.links.create("P1", now=clock())
    client = client_of(server)
    answers = [
        client.get(f"/s/{secret}"),
        client.get("/login"),
        client.post("/settings/language", data={"language": "de"}),
    ]
    cookies = [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]
    assert any(cookie.startswith(f"{COOKIE}=") for cookie in cookies)
    for cookie in cookies:
        assert "Secure" in cookie
        assert re.search(r"SameSite=(Lax|Strict)", cookie)
        assert "Domain=" not in cookie
        if "language" not in cookie.partition("=")[0]:
            assert "HttpOnly" in cookie


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "partners.example.com.evil.example",
        "partners.example.com:81",
        "127.0.0.1",
        "localhost",
        "",
        "x" * 3000,
    ],
)
def test_a_public_site_answers_to_its_own_name_only(site, host: str) -> None:
    _, server, admin = site
    for _, path, method in addresses(server):
        if path not in ("/healthz", "/readyz"):
            answer = admin.open(path, method=method, headers={"Host": host})
            assert answer.status_code in (400, 403), path
            assert "example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://partners.example.com"},
        {"Origin": "https://partners.example.com.evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_public_site_takes_no_change_from_a_page_of_another(site, headers: dict[str, str]) -> None:
    services, server, admin = site
    before = services.store.revision(), len(services.audit.entries())
    changes = [(path, method) for _, path, method in addresses(server) if method not in ("GET", "HEAD")]
    assert len(changes) > 6
    for path, method in changes:
        for body in ({"json": {}}, {"data": {"a": "b"}}):
            assert admin.open(path, method=method, headers=headers, **body).status_code == 403, path
    assert (services.store.revision(), len(services.audit.entries())) == before
