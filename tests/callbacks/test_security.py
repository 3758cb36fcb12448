import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import create_server
from callbacks.security import PROXY_HEADERS, is_loopback, is_same_origin
from data.settings import Settings, SettingsError

FILLERS = {"path": "x", "name": "x", "filename": "x", "fingerprinted_path": "x", "package_name": "dash"}


def addresses(server: Flask) -> list[tuple[str, str]]:
    """Every rule of the server with each of its methods, arguments filled in."""

    def fill(rule: Rule) -> str:
        return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda match: FILLERS.get(match[1], "x"), rule.rule)

    found = [(fill(rule), method) for rule in server.url_map.iter_rules() for method in rule.methods or ()]
    return [(path, method) for path, method in sorted(found) if method != "OPTIONS"]


def test_the_walk_sees_both_apps_and_the_api(server: Flask) -> None:
    found = set(addresses(server))
    assert {("/_dash-layout", "GET"), ("/s/_dash-update-component", "POST"), ("/api/imports", "POST")} <= found


def test_every_route_refuses_another_host(server: Flask, client: FlaskClient) -> None:
    for path, method in addresses(server):
        answer = client.open(path, method=method, headers={"Host": "partners.example.com"})
        assert answer.status_code == 403, (path, method)


def test_every_route_refuses_a_proxied_request(server: Flask, client: FlaskClient) -> None:
    for path, method in addresses(server):
        answer = client.open(path, method=method, headers={"X-Forwarded-For": "127.0.0.1"})
        assert answer.status_code == 403, (path, method)


@pytest.mark.parametrize("name", PROXY_HEADERS)
def test_each_header_of_a_proxy_is_known(client: FlaskClient, name: str) -> None:
    answer = client.get("/healthz", headers={name: "x"})
    assert answer.status_code == 403
    assert "proxy" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
    ],
)
def test_every_change_refuses_another_site(server: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    changes = [path for path, method in addresses(server) if method == "POST"]
    assert {"/_dash-update-component", "/s/_dash-update-component", "/api/imports"} <= set(changes)
    for path in changes:
        assert client.post(path, headers=headers, json={}).status_code == 403, path


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:8050", True),
        ("127.8.9.1:8050", True),
        ("localhost", True),
        ("LOCALHOST:8050", True),
        ("[::1]:8050", True),
        ("", False),
        ("0.0.0.0:8050", False),
        ("10.0.0.5", False),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("evil.example#@localhost", False),
        ("localhost@evil.example", False),
        ("[::1", False),
        ("2130706433", False),
    ],
)
def test_loopback_is_told_from_what_looks_like_it(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8050"}, False),
        ({"Origin": "http://127.0.0.1:8050"}, True),
        ({"Origin": "https://127.0.0.1:8050"}, False),
    ],
)
def test_same_origin(headers: dict[str, str], expected: bool) -> None:
    assert is_same_origin("http://127.0.0.1:8050", headers) is expected


def test_share_answers_carry_their_headers(server: Flask, client: FlaskClient) -> None:
    for path, method in addresses(server):
        if not path.startswith("/s/"):
            continue
        headers = client.open(path, method=method).headers
        assert headers["Cache-Control"] == "no-store", path
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert re.search(r"script-src 'self'( 'sha256-[\w+/]+=')+;", policy)


def test_pages_run_no_script_that_the_policy_does_not_name(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    script = re.search(r"script-src ([^;]*)", policy)
    assert script is not None
    assert "unsafe" not in script[1]
    assert "http" not in policy


def test_a_page_tells_no_versions(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "python_version" not in page
    assert "dash_version" not in page


def test_no_assistant_protocol_and_no_dev_tools(server: Flask, client: FlaskClient) -> None:
    assert not [path for path, _ in addresses(server) if "mcp" in path]
    assert '"ui":false' in client.get("/").text


def test_the_assistant_protocol_stays_off_whatever_the_environment_says(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    monkeypatch.setenv("DASH_DEBUG", "true")
    server = create_server(settings)
    assert not [path for path, _ in addresses(server) if "mcp" in path]
    server.extensions["tandem"].jobs.close()
    server.extensions["tandem"].store.close()


def test_an_unforeseen_error_is_a_reference_and_nothing_else(
    server: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("row of a customer: secret-canary")

    server.view_functions["http.healthz"] = broken
    with caplog.at_level(logging.ERROR, logger="tandem"):
        answer = client.get("/healthz")
    reference = re.search(r"reference (\w{8})", answer.text)
    assert answer.status_code == 500
    assert reference is not None
    assert "Traceback" not in answer.text
    assert "canary" not in answer.text
    assert reference[1] in caplog.text
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text


def test_a_broken_callback_request_is_no_stack_trace(client: FlaskClient) -> None:
    for body in (b"", b"{", b"{}", b"[]", b"null", b'{"output": "nowhere.children"}'):
        answer = client.post("/_dash-update-component", data=body, content_type="application/json")
        assert answer.status_code >= 400
        assert "Traceback" not in answer.text
        assert "File " not in answer.text


def test_an_unknown_method_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.delete("/api/imports")
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert answer.json == {"error": "The request could not be answered (method not allowed)."}


def test_a_public_server_does_not_start_without_a_strong_key(settings: Settings) -> None:
    public = Settings.in_folder(settings.home, {"TANDEM_PUBLIC_URL": "https://partners.example.com"})
    with pytest.raises(SettingsError, match="TANDEM_SECRET_KEY is not"):
        create_server(public)
