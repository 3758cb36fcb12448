"""An OpenID Connect provider on a loopback port, which can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "tandem-site", "the secret of the site there"


@dataclass
class Provider:
    """What the provider says, and what it was asked."""

    address: str = ""
    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    """Put into the ID token in place of the right ones; None leaves a claim out."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    forged_key: RSAKey | None = None
    """Signs in place of the published key, and calls itself by its name."""
    algorithms: tuple[str, ...] = ("RS256",)
    signs_with: str = "RS256"
    gives_id_token: bool = True
    userinfo: dict[str, Any] | None = None
    is_broken: bool = False
    asked: dict[str, Any] = field(default_factory=dict)
    verified: bool = False
    """Whether the code was exchanged with the verifier of its challenge."""
    answered: int = 0
    """How many codes were exchanged for tokens."""

    def id_token(self) -> str:
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "person-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked.get("nonce"),
            "email": "ada@example.com",
            "email_verified": True,
        }
        claims = {name: value for name, value in (right | self.claims).items() if value is not None}
        header = {"alg": self.signs_with, "kid": "1"}
        if self.signs_with == "none":
            return f"{_part({'alg': 'none', 'kid': '1'})}.{_part(claims)}."
        if self.signs_with == "HS256":
            # What everybody knows of the key, taken for a secret that is shared.
            signed = f"{_part(header)}.{_part(claims)}"
            mark = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
            return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"
        return jwt.encode(header, claims, self.forged_key or self.key, algorithms=[self.signs_with])


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def provider_app(told: Provider) -> Flask:
    app = Flask("provider")

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Response:
        return jsonify(
            issuer=told.issuer,
            authorization_endpoint=f"{told.address}/authorize",
            token_endpoint=f"{told.address}/token",
            jwks_uri=f"{told.address}/jwks",
            id_token_signing_alg_values_supported=list(told.algorithms),
            **({"userinfo_endpoint": f"{told.address}/userinfo"} if told.userinfo is not None else {}),
        )

    @app.get("/jwks")
    def jwks() -> Response:
        return jsonify(keys=[told.key.as_dict(private=False)])

    @app.get("/authorize")
    def authorize() -> Response:
        told.asked = request.args.to_dict()
        query = urlencode({"code": "one-code", "state": told.asked["state"]})
        return redirect(f"{told.asked['redirect_uri']}?{query}")

    @app.post("/token")
    def token() -> Response | tuple[Response, int]:
        if told.is_broken:
            return jsonify(error="server_error", error_description="canary of the provider"), 500
        verifier = request.form.get("code_verifier", "")
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        told.verified = digest == told.asked["code_challenge"] and request.form["code"] == "one-code"
        given = {"id_token": told.id_token()} if told.gives_id_token else {}
        told.answered += 1
        return jsonify(access_token="access", token_type="Bearer", expires_in=300, **given)

    @app.get("/userinfo")
    def userinfo() -> Response:
        return jsonify(told.userinfo)

    return app


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Serve a provider until the block ends."""
    told = Provider()
    server = make_server("127.0.0.1", 0, provider_app(told), threaded=True)
    told.address = told.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
