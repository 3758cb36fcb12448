"""A site in server mode and people who have signed in, for any test of what somebody may see and do."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from callbacks.access import SESSION_COOKIE
from callbacks.services import Services
from data.people.accounts import Account
from data.people.principal import Role
from data.settings import Settings

PUBLIC_URL = "https://partners.example.com"
HOST = "partners.example.com"
ADDRESS = "203.0.113.7"
"""Where requests come from; the last proxy says so."""

PASSWORD = "four quiet otters paddling"


def server_settings(home: Path, **more: str) -> Settings:
    """Return the settings of a site with accounts; limits are off unless asked for with ``TANDEM_LIMITS="on"``."""
    given = {
        "TANDEM_PUBLIC_URL": PUBLIC_URL,
        "TANDEM_SECRET_KEY": _strong_key(),
        "TANDEM_LIMITS": "off",
        **more,
    }
    return Settings.in_folder(home, given)


def server_services(tmp_path: Path, clock: Callable[[], datetime], **more: str) -> Services:
    """Compose a site with accounts and no people; close its store and jobs after the test."""
    return Services.compose(server_settings(tmp_path / "home", **more), clock)


def client_of(server: Flask, *, address: str = ADDRESS) -> FlaskClient:
    """Return a browser that reaches the site under its public address; its cookies are Secure."""
    client = _PublicClient(server, response_wrapper=server.response_class, use_cookies=True)
    client.environ_base["HTTP_X_FORWARDED_FOR"] = address
    return client


def person(
    services: Services, role: Role | str = Role.ADMIN, manages: str = "", *, email: str = "", password: str = ""
) -> Account:
    """Add a person, with a password only if it is given."""
    people = services.people
    address = email or f"{Role(role).value}-{secrets.token_hex(4)}@example.com"
    made = people.add(
        address, name=address.split("@", maxsplit=1)[0], role=str(role), manages=manages, now=services.clock()
    )
    if not password:
        return made
    return people.set_password(made.id, password, brand=services.settings.brand_name, now=services.clock())


def signed_in(
    client: FlaskClient, services: Services, role: Role | str = Role.ADMIN, manages: str = "", *, email: str = ""
) -> FlaskClient:
    """Sign a new person in, in this browser, and return the browser."""
    one = person(services, role, manages, email=email)
    sign_in_as(client, services, one)
    return client


def sign_in_as(client: FlaskClient, services: Services, one: Account) -> str:
    """Sign a person in, in this browser, and return the secret of the session."""
    secret = services.people.sessions.begin(one, now=services.clock(), address="203.0.113.0/24", browser="Tests")
    client.set_cookie(SESSION_COOKIE, secret, domain=HOST, secure=True, httponly=True, samesite="Lax")
    return secret


class _PublicClient(FlaskClient):
    """Asks for every path under the public address of the site."""

    def open(self, *args, **kwargs):
        if args and isinstance(args[0], str):
            kwargs.setdefault("base_url", PUBLIC_URL)
        return super().open(*args, **kwargs)


def _strong_key() -> str:
    # A random key may hold an example's word or a pattern by chance, and would be refused.
    while True:
        key = secrets.token_urlsafe(48)
        try:
            Settings.in_folder(
                Path("unused"), {"TANDEM_PUBLIC_URL": PUBLIC_URL, "TANDEM_SECRET_KEY": key}
            ).refuse_weak()
        except ValueError:
            continue
        return key
