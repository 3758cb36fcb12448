"""The share app under ``/s/``: one partner's scorecard for whoever holds a link's secret.

A secret is exchanged once for a signed cookie that names the link and leaves the address bar. Every
later request looks the link up again, so that revoking works at once. The partner is the one that
the link's row names; nothing that a client sends can name another. Where a link has a passcode, every
request is answered with a page that asks for it until the cookie says that it was given.
"""

from __future__ import annotations

import html as markup
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from dash import Dash, html
from flask import Flask, Response, g, make_response, redirect, request
from itsdangerous import BadSignature, URLSafeSerializer

from callbacks import answers
from callbacks.scorecard import scorecard_page
from callbacks.security import SHARE_PREFIX, is_share_path
from callbacks.static_files import StaticFiles
from data.audit import shortened_address
from data.links import Link, LinkEnded, LinkError, LinkScope, LinkTried
from data.passcodes import LONGEST, PAUSE
from data.people.principal import Principal
from kpi.language import language, marked, t

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

COOKIE = "tandem_share"
COOKIE_PATH = "/s"
#: The key signs other things too; what it signed for one purpose is no use for another.
PURPOSE = "tandem.share.link"
OPENER = "share_link"
PASSCODE = "share_passcode"
PASSCODE_PATH = f"{SHARE_PREFIX}passcode"
LAYOUT = f"{SHARE_PREFIX}_dash-layout"
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
PROTECTED = (
    marked("This scorecard asks for a passcode"),
    marked("Whoever sent you the link gives you the passcode separately."),
)
WRONG = marked("That is not the passcode. Check for capital letters and try again.")
TRIED = marked("Too many passcodes did not fit. Wait a quarter of an hour, then try again.")
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
<div class="tdm-empty"><h1>{title}</h1><p>{text}</p>{more}</div>
</main>
</body>
</html>
"""

FORM = """
<form method="post" action="{action}" class="tdm-passcode">
{said}
<label class="form-label" for="passcode">{label}</label>
<input class="form-control" type="password" id="passcode" name="passcode" required maxlength="{longest}"
 autocomplete="off" autocapitalize="none" spellcheck="false" autofocus {described}>
<button class="btn btn-primary" type="submit">{button}</button>
</form>
"""


class Opened(NamedTuple):
    """What the cookie says: which link was opened, at which of its turns, and for which passcode it was given."""

    link_id: str
    turn: int
    passcode_mark: str


class ShareGate:
    """Opens links and stands in front of every request to the share app."""

    def __init__(self, services: Services, static: StaticFiles) -> None:
        self._services = services
        self._static = static
        self._signer = URLSafeSerializer(services.settings.signing_key(), salt=PURPOSE)

    def register(self, server: Flask) -> None:
        """Add the routes that open links and the guard; before the share app adds its own routes."""
        server.add_url_rule(f"{SHARE_PREFIX}<secret>", endpoint=OPENER, view_func=self.open)
        server.add_url_rule(PASSCODE_PATH, endpoint=PASSCODE, view_func=self.take_passcode, methods=["GET", "POST"])
        server.before_request(self.guard)

    def open(self, secret: str) -> Response:
        """Exchange the secret for a cookie and lead away from the address that holds it."""
        try:
            link = self._services.links.find(secret, now=self._services.clock())
        except LinkError as error:
            return self._refusal(error)
        # A browser in which the passcode was given is not asked again when the link is opened again.
        given = self._opened() == Opened(link.id, link.turn, link.passcode_mark)
        if not link.has_passcode or given:
            self._count_view(link)
        return self._let_in(link, link.passcode_mark if given else "")

    def take_passcode(self) -> Response:
        """Let the holder of a link in who gives its passcode."""
        try:
            scope = self._scope()
            link = scope.link
            if request.method != "POST" or not link.has_passcode:
                return make_response(redirect(SHARE_PREFIX, code=303))
            fits = self._services.links.try_passcode(
                scope, request.form.get("passcode", ""), now=self._services.clock()
            )
        except LinkTried:
            answer = self._ask(t(TRIED), 429)
            answer.headers["Retry-After"] = str(round(PAUSE.total_seconds()))
            return answer
        except LinkError as error:
            return self._refusal(error)
        if not fits:
            return self._ask(t(WRONG), 403)
        self._count_view(link)
        return self._let_in(link, link.passcode_mark)

    def guard(self) -> Response | None:
        """Let a request to the share app through only with a link that opens now."""
        if not is_share_path(request.path) or request.endpoint in (OPENER, PASSCODE):
            return None
        try:
            scope = self._scope()
        except LinkError as error:
            return self._refusal(error)
        if not self._has_passcode(scope.link):
            return self._ask("", 200 if request.method in ("GET", "HEAD") else 403)
        g.share_scope = scope
        if request.path == LAYOUT:
            # Also where the link was opened by something that only looked ahead: the page is drawn from here.
            self._count_view(scope.link)
        return None if request.path in SERVED else self._page(UNKNOWN, 404)

    def _scope(self) -> LinkScope:
        opened = self._opened()
        return self._services.links.check(opened.link_id, turn=opened.turn, now=self._services.clock())

    def _has_passcode(self, link: Link) -> bool:
        return not link.has_passcode or self._opened() == Opened(link.id, link.turn, link.passcode_mark)

    def _opened(self) -> Opened:
        """Return what the cookie says; of no link where it is missing, or not signed by us for this."""
        try:
            value = self._signer.loads(request.cookies.get(COOKIE, ""))
        except BadSignature:
            value = None
        kinds = [type(one) for one in value] if isinstance(value, list) else []
        return Opened(*value) if kinds == [str, int, str] else Opened("", 0, "")

    def _let_in(self, link: Link, passcode_mark: str) -> Response:
        answer = make_response(redirect(SHARE_PREFIX, code=303))
        answer.set_cookie(
            COOKIE,
            self._signer.dumps([link.id, link.turn, passcode_mark]),
            path=COOKIE_PATH,
            httponly=True,
            # Lax, not Strict: a link is opened from an e-mail, and a strict cookie would not come
            # back on the redirect that follows.
            samesite="Lax",
            secure=not self._services.settings.is_local,
            max_age=max(int((link.expires_at - self._services.clock()).total_seconds()), 1),
        )
        return answer

    def _count_view(self, link: Link) -> None:
        """Count a visit and note it, unless nobody asked for the page: it was only looked ahead at."""
        if request.method == "HEAD" or _is_prefetch():
            return
        now = self._services.clock()
        if self._services.links.count_view(link.id, now=now):
            visitor = Principal(
                f"link:{link.id}", link.label or link.partner_id, address=shortened_address(request.remote_addr)
            )
            self._services.audit.note(visitor, "opened link", now=now, partner_id=link.partner_id)

    def _refusal(self, error: LinkError) -> Response:
        """Ended links were real to their holder, who is told; of all others nothing is told."""
        if isinstance(error, LinkEnded):
            return self._page(ENDED, 410)
        return self._page(UNKNOWN, 404)

    def _ask(self, said: str, status: int) -> Response:
        """Ask for the passcode; `said` is what was wrong with the one before."""
        alert = f'<p class="tdm-fielderror" id="passcode-said" role="alert">{markup.escape(said)}</p>' if said else ""
        form = FORM.format(
            action=PASSCODE_PATH,
            said=alert,
            described='aria-describedby="passcode-said" aria-invalid="true"' if said else "",
            label=markup.escape(t("Passcode")),
            button=markup.escape(t("Open the scorecard")),
            longest=LONGEST,
        )
        return self._page(PROTECTED, status, form)

    def _page(self, words: tuple[str, str], status: int, more: str = "") -> Response:
        title, text = words
        styles = [self._static.url("bootstrap", "bootstrap.min.css"), *self._static.urls("assets", ".css")]
        page = PAGE.format(
            language=language().locale.replace("_", "-"),
            title=markup.escape(t(title)),
            text=markup.escape(t(text)),
            more=more,
            icon=self._static.url("assets", "favicon.svg"),
            theme=self._static.url("assets", "theme.js"),
            styles="\n".join(f'<link rel="stylesheet" href="{url}">' for url in styles),
        )
        return make_response(page, status)


def register(app: Dash, services: Services) -> None:
    """Give the share app its layout, which is made for the link of the request and for no other."""
    app.layout = share_layout(services)
    answers.register(app, services)


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
