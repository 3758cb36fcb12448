"""Signing in with an OpenID Connect provider that the tests run, and that may lie."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from app import compose_server
from callbacks.access import SESSION_COOKIE
from callbacks.oidc import OidcError, checked
from callbacks.services import Services
from data.settings import Oidc
from tests.callbacks.conftest import HeldClock
from tests.callbacks.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider
from tests.callbacks.people_given import HOST, client_of, person, server_services


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as told:
        yield told


@pytest.fixture
def services(
    tmp_path: Path, clock: HeldClock, provider: Provider, request: pytest.FixtureRequest
) -> Iterator[Services]:
    made = server_services(
        tmp_path,
        clock,
        TANDEM_LIMITS=getattr(request, "param", "off"),
        TANDEM_OIDC_ISSUER=provider.address,
        TANDEM_OIDC_CLIENT_ID=CLIENT_ID,
        TANDEM_OIDC_CLIENT_SECRET=CLIENT_SECRET,
        TANDEM_OIDC_NAME="Example ID",
    )
    yield made
    made.jobs.close()
    made.store.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    return client_of(compose_server(services))


def gone_there(client: FlaskClient) -> str:
    """Go to the provider and return the address that it leads back to."""
    answer = client.get("/login/oidc")
    assert answer.status_code == 302
    back = requests.get(answer.headers["Location"], allow_redirects=False, timeout=10)
    return back.headers["Location"]


def come_back(client: FlaskClient, address: str) -> TestResponse:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def is_in(client: FlaskClient) -> bool:
    return client.get("/_dash-layout").status_code == 200


def test_a_person_with_the_verified_e_mail_comes_in(
    client: FlaskClient, services: Services, provider: Provider
) -> None:
    person(services, "viewer", email="ada@example.com")
    answer = come_back(client, gone_there(client))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get_cookie(SESSION_COOKIE, domain=HOST) is not None
    assert is_in(client)
    assert services.people.with_email("ada@example.com").state == "active"
    assert [(one.act, one.actor_name) for one in services.audit.entries()] == [("signed in", "ada@example.com")]
    assert provider.verified
    assert provider.asked["code_challenge_method"] == "S256"


def test_the_way_there_is_kept_in_a_cookie_of_its_own(client: FlaskClient) -> None:
    answer = client.get("/login/oidc")
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert asked["redirect_uri"] == ["https://partners.example.com/login/oidc/callback"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    cookie = answer.headers["Set-Cookie"]
    for part in ("tandem_oidc=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/login"):
        assert part in cookie
    assert answer.headers["Cache-Control"] == "no-store"
    assert CLIENT_SECRET not in answer.headers["Location"]


def test_the_sign_in_page_names_the_provider(client: FlaskClient) -> None:
    assert "Sign in with Example ID" in client.get("/login").text


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-site"},
        {"aud": ["another-site"], "azp": CLIENT_ID},
        {"aud": [CLIENT_ID, "another-site"]},
        {"aud": None},
        {"iss": "https://other.example.com"},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    client: FlaskClient, services: Services, provider: Provider, claims: dict
) -> None:
    person(services, "viewer", email="ada@example.com")
    provider.claims = claims
    answer = come_back(client, gone_there(client))
    assert answer.status_code == 502
    assert "could not be used" in answer.text
    assert client.get_cookie(SESSION_COOKIE, domain=HOST) is None
    assert not is_in(client)


def test_a_token_that_somebody_else_signed_lets_nobody_in(
    client: FlaskClient, services: Services, provider: Provider
) -> None:
    person(services, "viewer", email="ada@example.com")
    provider.forged_key = RSAKey.generate_key(2048, {"kid": "1"})
    assert come_back(client, gone_there(client)).status_code == 502
    assert not is_in(client)


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_signature_that_anybody_could_make_lets_nobody_in(
    client: FlaskClient, services: Services, provider: Provider, algorithm: str
) -> None:
    person(services, "viewer", email="ada@example.com")
    # The provider says that it uses them, as some do.
    provider.algorithms, provider.signs_with = ("RS256", "HS256", "none"), algorithm
    assert come_back(client, gone_there(client)).status_code == 502
    assert provider.answered == 1
    assert not is_in(client)


def test_of_what_a_provider_offers_only_its_own_signatures_are_believed() -> None:
    issuer = "https://id.example.com"
    told = {
        "issuer": issuer,
        **dict.fromkeys(("authorization_endpoint", "token_endpoint", "jwks_uri"), f"{issuer}/a"),
        "id_token_signing_alg_values_supported": ["none", "HS256", "RS256", "ES256"],
    }
    oidc = Oidc(issuer, CLIENT_ID, CLIENT_SECRET)
    assert checked(dict(told), oidc)["id_token_signing_alg_values_supported"] == ["RS256", "ES256"]
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        for address in ("http://id.example.com/a", "", "javascript:alert(1)"):
            with pytest.raises(OidcError):
                checked({**told, name: address}, oidc)


def test_no_token_lets_nobody_in(client: FlaskClient, services: Services, provider: Provider) -> None:
    person(services, "viewer", email="ada@example.com")
    provider.gives_id_token = False
    assert come_back(client, gone_there(client)).status_code == 502
    assert not is_in(client)


@pytest.mark.parametrize("is_verified", [False, None, "true", 1])
def test_an_e_mail_that_is_not_verified_lets_nobody_in(
    client: FlaskClient, services: Services, provider: Provider, is_verified: object
) -> None:
    person(services, "viewer", email="ada@example.com")
    provider.claims = {"email_verified": is_verified}
    answer = come_back(client, gone_there(client))
    assert answer.status_code == 403
    assert "not confirmed" in answer.text
    assert not is_in(client)


def test_an_unknown_e_mail_is_told_whom_to_ask_and_gets_no_account(client: FlaskClient, services: Services) -> None:
    answer = come_back(client, gone_there(client))
    assert answer.status_code == 403
    assert "Ask an admin of this site to invite you" in answer.text
    assert services.people.list() == ()
    assert services.audit.entries()[0].detail == "a…@example.com with the provider"


def test_a_letter_that_looks_alike_is_another_e_mail(
    client: FlaskClient, services: Services, provider: Provider
) -> None:
    person(services, "admin", email="kim@example.com")
    provider.claims = {"email": "\u212aim@example.com"}
    assert come_back(client, gone_there(client)).status_code == 403


def test_a_disabled_person_is_told_the_same(client: FlaskClient, services: Services, clock: HeldClock) -> None:
    unknown = come_back(client, gone_there(client)).text
    services.people.disable(person(services, "viewer", email="ada@example.com").id, now=clock())
    answer = come_back(client, gone_there(client))
    assert (answer.status_code, answer.text) == (403, unknown)
    assert not is_in(client)


@pytest.mark.parametrize("change", ["another", "", None])
def test_a_state_that_is_not_ours_lets_nobody_in(client: FlaskClient, services: Services, change: str | None) -> None:
    person(services, "viewer", email="ada@example.com")
    gone_there(client)
    state = "" if change is None else f"&state={change}"
    assert client.get(f"/login/oidc/callback?code=one-code{state}").status_code == 502
    assert not is_in(client)


def test_the_way_back_works_in_the_browser_that_went_and_once(client: FlaskClient, services: Services) -> None:
    person(services, "viewer", email="ada@example.com")
    other = client_of(client.application)
    address = gone_there(client)
    assert come_back(other, address).status_code == 502
    assert not is_in(other)
    assert come_back(client, address).status_code == 303
    client.post("/logout")
    assert come_back(client, address).status_code == 502
    assert not is_in(client)


@pytest.mark.parametrize("services", ["on"], indirect=True)
def test_the_provider_is_asked_ten_times_a_minute(client: FlaskClient) -> None:
    asked = [client.get("/login/oidc/callback?state=x&code=y").status_code for _ in range(11)]
    assert [status == 429 for status in asked] == [False] * 10 + [True]
    assert client.get("/login/oidc").status_code == 429


def test_an_error_of_the_provider_is_told_in_words(
    client: FlaskClient, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.is_broken = True
    with caplog.at_level(logging.INFO):
        answer = come_back(client, gone_there(client))
    assert answer.status_code == 502
    for secret in ("canary of the provider", "Traceback", "one-code", CLIENT_SECRET):
        assert secret not in answer.text + caplog.text
    refused = client.get("/login/oidc/callback?error=access_denied&error_description=<script>canary")
    assert refused.status_code == 403
    assert "canary" not in refused.text


def test_a_provider_that_says_it_is_another_one_is_not_believed(client: FlaskClient, provider: Provider) -> None:
    provider.issuer = "https://other.example.com"
    answer = client.get("/login/oidc")
    assert answer.status_code == 502
    assert "Location" not in answer.headers


def test_a_provider_out_of_reach_is_told_in_words(tmp_path: Path, clock: HeldClock) -> None:
    made = server_services(
        tmp_path,
        clock,
        TANDEM_OIDC_ISSUER="http://127.0.0.1:9",
        TANDEM_OIDC_CLIENT_ID=CLIENT_ID,
        TANDEM_OIDC_CLIENT_SECRET=CLIENT_SECRET,
    )
    answer = client_of(compose_server(made)).get("/login/oidc")
    assert answer.status_code == 502
    assert "could not be used" in answer.text
    made.store.close()


def test_an_e_mail_may_stand_in_the_user_info(client: FlaskClient, services: Services, provider: Provider) -> None:
    person(services, "viewer", email="ada@example.com")
    provider.claims = {"email": None, "email_verified": None}
    provider.userinfo = {"sub": "person-2", "email": "ada@example.com", "email_verified": True}
    assert come_back(client, gone_there(client)).status_code == 502
    provider.userinfo["sub"] = "person-1"
    assert come_back(client, gone_there(client)).status_code == 303


def test_without_a_provider_there_is_no_such_address(tmp_path: Path, clock: HeldClock) -> None:
    made = server_services(tmp_path, clock)
    client = client_of(compose_server(made))
    assert client.get("/login/oidc").status_code == 404
    assert client.get("/login/oidc/callback").status_code == 404
    assert "Sign in with" not in client.get("/login").text
    made.store.close()
