"""The share app under ``/s/``: one partner's scorecard for whoever holds a link's secret.

A secret is exchanged once for a signed cookie that names the link and leaves the address bar. Every
later request looks the link up again, so that revoking works at once. The partner is the one that
the link's row names; nothing that a client sends can name another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dash import Dash, html
from flask import Flask, Response, g, make_response, redirect, request
from itsdangerous import BadSignature, URLSafeSerializer

from callbacks.scorecard import scorecard_page
from callbacks.security import SHARE_PREFIX, is_share_path
from callbacks.static_files import StaticFiles
from data.links import LinkEnded, LinkError, LinkScope
from kpi.language import language, marked, t

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

COOKIE = "tandem_share"
COOKIE_PATH = "/s"
#: The key signs other things too; what it signed for one purpose is no use for another.
PURPOSE = "tandem.share.link"
OPENER = "share_link"
#: What of the share app answers at all; Dash's other routes have no use here.
SERVED = frozenset({SHARE_PREFIX + name for name in ("", "_dash-layout", "_dash-dependencies")}) | {
    SHARE_PREFIX + "_dash-update-component"
}

ENDED = (
    marked("This link has ended"),
    marked(
        "Links to scorecards work for a limited time and can be taken back. "
        "Ask your contact at the company that sent it for a new one."
    ),
)
UNKNOWN = (marked("There is nothing at this address"), marked("Check that the whole link was copied."))

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="{icon}">
<script src="{theme}"></script>
{styles}
</head>
<body>
<main class="tdm-page">
<div class="tdm-empty"><h1>{title}</h1><p>{text}</p></div>
</main>
</body>
</html>
"""


class ShareGate:
    """Opens links and stands in front of every request to the share app."""

    def __init__(self, services: Services, static: StaticFiles) -> None:
        self._services = services
        self._static = static
        self._signer = URLSafeSerializer(services.settings.signing_key(), salt=PURPOSE)

    def register(self, server: Flask) -> None:
        """Add the route that opens links and the guard; before the share app adds its own routes."""
        server.add_url_rule(f"{SHARE_PREFIX}<secret>", endpoint=OPENER, view_func=self.open)
        server.before_request(self.guard)

    def open(self, secret: str) -> Response:
        """Exchange the secret for a cookie and lead away from the address that holds it."""
        now = self._services.clock()
        try:
            link = self._services.links.find(secret, now=now)
        except LinkError as error:
            return self._refusal(error)
        if request.method == "GET" and not _is_prefetch():
            self._services.links.count_view(link.id, now=now)
        answer = make_response(redirect(SHARE_PREFIX, code=303))
        answer.set_cookie(
            COOKIE,
            self._signer.dumps(link.id),
            path=COOKIE_PATH,
            httponly=True,
            # Lax, not Strict: a link is opened from an e-mail, and a strict cookie would not come
            # back on the redirect that follows.
            samesite="Lax",
            secure=not self._services.settings.is_local,
        )
        return answer

    def guard(self) -> Response | None:
        """Let a request to the share app through only with a link that opens now."""
        if not is_share_path(request.path) or request.endpoint == OPENER:
            return None
        try:
            g.share_scope = self._services.links.check(self._link_id(), now=self._services.clock())
        except LinkError as error:
            return self._refusal(error)
        return None if request.path in SERVED else self._page(UNKNOWN, 404)

    def _link_id(self) -> str | None:
        try:
            value = self._signer.loads(request.cookies.get(COOKIE, ""))
        except BadSignature:
            return None
        return value if isinstance(value, str) else None

    def _refusal(self, error: LinkError) -> Response:
        """Ended links were real to their holder, who is told; of all others nothing is told."""
        if isinstance(error, LinkEnded):
            return self._page(ENDED, 410)
        return self._page(UNKNOWN, 404)

    def _page(self, words: tuple[str, str], status: int) -> Response:
        title, text = words
        styles = [self._static.url("bootstrap", "bootstrap.min.css"), *self._static.urls("assets", ".css")]
        page = PAGE.format(
            language=language().locale.replace("_", "-"),
            title=t(title),
            text=t(text),
            icon=self._static.url("assets", "favicon.svg"),
            theme=self._static.url("assets", "theme.js"),
            styles="\n".join(f'<link rel="stylesheet" href="{url}">' for url in styles),
        )
        return make_response(page, status)


def register(app: Dash, services: Services) -> None:
    """Give the share app its layout, which is made for the link of the request and for no other."""
    app.layout = share_layout(services)


def share_layout(services: Services) -> Callable[[], Component]:
    """Return the layout function of the share app."""

    def layout() -> Component:
        scope: LinkScope | None = g.get("share_scope")
        # Dash also asks for the layout while it starts, for nobody.
        return html.Div() if scope is None else scorecard(services, scope)

    return layout


def scorecard(services: Services, scope: LinkScope) -> Component:
    """Return the scorecard of the link's partner: the one place where the share app asks for figures."""
    return scorecard_page(services, scope)


def _is_prefetch() -> bool:
    """Whether a browser fetched the page on a guess, before anybody asked for it."""
    return "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
