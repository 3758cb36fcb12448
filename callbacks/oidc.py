"""Signing in with an OpenID Connect provider: code flow with PKCE, state and nonce, by Authlib.

The provider tells who somebody is; who may come in stands in our list of people. It lets in the enabled person whose
e-mail the provider has verified, and makes no accounts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from callbacks.plain_pages import private
from callbacks.security import log_error
from callbacks.sign_in_values import shortened_email
from data.people.accounts import plain_email
from data.people.errors import UnknownPerson
from data.settings import Oidc, is_loopback_name
from kpi.language import t

if TYPE_CHECKING:
    from callbacks.plain_pages import PlainPages
    from callbacks.services import Services
    from callbacks.signing_in import SignIns

CALLBACK: Final = "/login/oidc/callback"
PATIENCE: Final = timedelta(minutes=15)
"""How long signing in at the provider may take."""

TIMEOUT: Final = 10
"""How long the provider may take to answer [s]."""

LEEWAY: Final = 60
"""How far the provider's clock may be from ours [s]."""

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the provider can make: none, and a shared secret, are not among them."""


class OidcError(Exception):
    """The provider said something that it must not say; its text is ours and holds nothing of the answer."""


class OidcSignIns:
    """The routes to a provider and back.

    Parameters
    ----------
    services
        The running app.
    pages
        Draws what a person is told.
    sign_ins
        Lets people in.
    """

    def __init__(self, services: Services, pages: PlainPages, sign_ins: SignIns) -> None:
        self._services = services
        self._pages = pages
        self._sign_ins = sign_ins
        self._client: Any = None

    def register(self, server: Flask) -> None:
        """Add the routes; without a provider they answer that there is nothing."""
        server.add_url_rule("/login/oidc", endpoint="login_oidc", view_func=self.leave)
        server.add_url_rule(CALLBACK, endpoint="login_oidc_callback", view_func=self.come_back)
        oidc = self._services.settings.oidc
        if oidc is None:
            return
        # State, nonce and verifier wait in Flask's signed session, which nothing else uses.
        server.config.update(
            SESSION_COOKIE_NAME="tandem_oidc",
            SESSION_COOKIE_PATH="/login",
            SESSION_COOKIE_SECURE=True,
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Lax",
            PERMANENT_SESSION_LIFETIME=PATIENCE,
        )
        self._client = _client_of(server, oidc)

    def leave(self) -> Response:
        """Lead to the provider."""
        self._only_with_provider()
        try:
            answer: Response = self._client.authorize_redirect(f"{self._services.settings.public_url}{CALLBACK}")
        except Exception as error:
            return self._failed(error)
        return private(answer)

    def come_back(self) -> Response:
        """Let in whom the provider names, if there is an account."""
        self._only_with_provider()
        if request.args.get("error"):
            # What the provider says of it is not shown: an address can be made up by anybody.
            return self._told(
                t("You were not signed in"), t("The provider did not let you in, or you stopped halfway."), 403
            )
        try:
            email = self._verified_email()
        except Exception as error:
            return self._failed(error)
        if not email:
            self._note_refusal("")
            text = t("The provider has not confirmed your e-mail address. Confirm it there, then sign in again.")
            return self._told(t("Your e-mail is not confirmed"), text, 403)
        try:
            account = self._services.people.with_email(email)
        except UnknownPerson:
            account = None
        if account is None or account.disabled_at is not None:
            self._note_refusal(email)
            text = t("Nobody here has the e-mail {email}. Ask an admin of this site to invite you.", email=email)
            return self._told(t("You have no account here"), text, 403)
        self._services.audit.note(
            self._sign_ins.principal(account), "signed in", now=self._services.clock(), detail=t("with the provider")
        )
        return self._sign_ins.let_in(account)

    def _verified_email(self) -> str:
        """Return the e-mail that the provider vouches for; empty when it vouches for none."""
        oidc = self._services.settings.oidc
        token = self._client.authorize_access_token(
            claims_options={
                "iss": {"essential": True, "value": self._client.load_server_metadata()["issuer"]},
                "aud": {"essential": True, "value": oidc.client_id if oidc else ""},
                "nonce": {"essential": True},
            },
            leeway=LEEWAY,
        )
        claims = token.get("userinfo")
        if not claims:
            raise OidcError("no ID token")
        if "email" not in claims and self._client.load_server_metadata().get("userinfo_endpoint"):
            told = self._client.userinfo(token=token)
            if told.get("sub") != claims["sub"]:
                raise OidcError("user info of somebody else")
            claims = told
        is_verified = claims.get("email_verified") is True
        return plain_email(str(claims.get("email", ""))) if is_verified else ""

    def _only_with_provider(self) -> None:
        if self._client is None:
            abort(404)

    def _failed(self, error: Exception) -> Response:
        """Say that it did not work; what exactly stands in the log, without what the provider sent."""
        text = t(
            "The answer of the provider could not be used. Start again; if that does not help, tell an admin of this "
            "site the reference {reference}.",
            reference=log_error(error),
        )
        return self._told(t("You were not signed in"), text, 502)

    def _told(self, title: str, text: str, status: int) -> Response:
        return self._pages.message(title, text, status, href="/login", label=t("Back to sign in"))

    def _note_refusal(self, email: str) -> None:
        detail = f"{shortened_email(email)} with the provider".strip()
        nobody, now = self._sign_ins.nobody(), self._services.clock()
        self._services.audit.note(nobody, "failed sign-in", now=now, detail=detail)


def _client_of(server: Flask, oidc: Oidc) -> Any:
    """Return the client of a provider; the library is loaded only where there is one."""
    from authlib.integrations.flask_client import FlaskOAuth2App, OAuth

    class Client(FlaskOAuth2App):  # type: ignore[misc]
        """Believes of the provider's description only what it may say."""

        def load_server_metadata(self) -> dict[str, Any]:
            return checked(super().load_server_metadata(), oidc)

    class Registry(OAuth):  # type: ignore[misc]
        oauth2_client_cls = Client

    return Registry(server).register(
        "tandem",
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        },
    )


def checked(metadata: dict[str, Any], oidc: Oidc) -> dict[str, Any]:
    """Return what the provider says of itself, with those signatures alone that can be believed.

    Raises
    ------
    OidcError
        When it says that it is another one, or names an address that others could read.
    """
    if str(metadata.get("issuer", "")).rstrip("/") != oidc.issuer:
        raise OidcError("another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        parts = urlsplit(str(metadata.get(name, "")))
        if parts.scheme != "https" and not is_loopback_name(parts.hostname or ""):
            raise OidcError(f"{name} without https")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]
    return metadata
