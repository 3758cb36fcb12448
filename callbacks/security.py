"""Who may ask: guards in front of every route, and the headers behind it.

Everything that a client sends is hostile. In local mode there is no login, so nothing may arrive
from another machine, through a proxy, or from another site's page in the same browser.
"""

import logging
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from dash.exceptions import DependencyException
from flask import Flask, Response, jsonify, make_response, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

from data.settings import Settings, is_loopback_name

SHARE_PREFIX = "/s/"
#: Asked by what watches over the server, under whatever name.
PROBES = frozenset({"/healthz", "/readyz"})
STATE_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
#: What proxies add to a request; none of it belongs on a loopback connection.
PROXY_HEADERS = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Port",
    "X-Forwarded-Server",
    "X-Forwarded-Prefix",
    "X-Real-IP",
    "X-Client-IP",
    "X-Original-Host",
    "X-Cluster-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
)

COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HTTPS_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}
"""Where the public address has https: browsers come back with nothing else."""

MANAGER_HEADERS = {"Referrer-Policy": "same-origin"}
"""No other site is told an address. With no referrer at all, browsers without Sec-Fetch-Site hide their Origin."""
SHARE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}

LOG = logging.getLogger("tandem")


def content_security_policy(script_hashes: list[str]) -> str:
    """Policy for our pages: our own files only, and the inline scripts with these hashes.

    Styles may be inline: Plotly, AG Grid and React set them. Images may be ``data:`` and ``blob:``,
    which is how Plotly draws a chart as a picture.
    """
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *script_hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def is_loopback(host: str) -> bool:
    """Whether a ``Host`` header (or a host name) means this machine."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return is_loopback_name(name)


def local_refusal(host: str, headers: Mapping[str, str]) -> str | None:
    """Why a request is refused in local mode, in words, or None."""
    if not is_loopback(host):
        return (
            "This dashboard runs in local mode and answers only on this machine. "
            "Open it as http://127.0.0.1 or http://localhost with its port."
        )
    if any(name in headers for name in PROXY_HEADERS):
        return (
            "This dashboard runs in local mode and does not answer through a proxy: "
            "it has no accounts, so whoever reaches it sees everything."
        )
    return None


def public_refusal(host: str, public_host: str) -> str | None:
    """Why a request is refused in server mode, in words, or None: it has to name the site's own host.

    A page of another site can be given a name that leads to this server (DNS rebinding); its browser then says so.
    """
    return None if host.lower() == public_host else "There is no such site here. Use the address that you were given."


def is_same_origin(origin_of_site: str, headers: Mapping[str, str]) -> bool:
    """Whether a state-changing request came from one of our own pages.

    Browsers say so in ``Sec-Fetch-Site`` or, older ones, in ``Origin``. A request with neither did not
    come from a page: a browser cannot be made to leave both out.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("Origin")
    return origin is None or origin == origin_of_site


class Guards:
    """Refuses what did not come to this site, or came from a page of another one; for ``before_request``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def host(self) -> Response | None:
        """Refuse what did not come from this machine or, with a public address, was not sent to it."""
        host = request.headers.get("Host", "")
        if self._settings.is_local:
            refusal = local_refusal(host, request.headers)
        else:
            is_probe = request.path in PROBES
            refusal = None if is_probe else public_refusal(host, self._settings.public_host)
        return plain_answer(refusal, 403) if refusal else None

    def origin(self) -> Response | None:
        """Refuse a state-changing request from another site."""
        if request.method not in STATE_CHANGING:
            return None
        site = self._settings.public_url or f"{request.scheme}://{request.headers.get('Host', '')}"
        if is_same_origin(site, request.headers):
            return None
        return plain_answer("This request came from another site's page and was refused.", 403)


def plain_answer(text: str, status: int) -> Response:
    """A short answer: JSON where a script asks, else plain text."""
    asked_by_script = request.path.startswith("/api/") or request.is_json
    answer = make_response(jsonify(error=text) if asked_by_script else f"{text}\n", status)
    if not asked_by_script:
        answer.mimetype = "text/plain"
    return answer


class Headers:
    """Sets the security headers of both apps; the policies carry the hashes of their inline scripts."""

    def __init__(self, manager_hashes: list[str], share_hashes: list[str], *, https: bool = False) -> None:
        self._common = COMMON_HEADERS | (HTTPS_HEADERS if https else {})
        self._manager = MANAGER_HEADERS | {"Content-Security-Policy": content_security_policy(manager_hashes)}
        self._share = SHARE_HEADERS | {"Content-Security-Policy": content_security_policy(share_hashes)}

    def __call__(self, response: Response) -> Response:
        """Add the headers to `response`; for ``after_request``."""
        ours = self._share if is_share_path(request.path) else self._manager
        response.headers.update(self._common | ours)
        # Pages and answers hold the site's figures; static files have set their own caching.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def is_share_path(path: str) -> bool:
    """Whether a path belongs to the share app."""
    return path == SHARE_PREFIX.rstrip("/") or path.startswith(SHARE_PREFIX)


def register_guards(server: Flask, settings: Settings) -> None:
    """Put the guards in front of every route of `server`, and plain pages behind every error."""
    guards = Guards(settings)
    server.before_request(guards.host)
    server.before_request(guards.origin)
    if settings.proxies:
        # Only whom they speak for: host and scheme are those of the public address, whatever a header says.
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    server.register_error_handler(HTTPException, _http_error)
    # A file of a component library that there is none of.
    server.register_error_handler(DependencyException, lambda _error: _http_error(NotFound()))
    server.register_error_handler(Exception, _unexpected_error)


def _http_error(error: HTTPException) -> Response:
    """Say in plain words what HTTP says; nothing that the client sent is repeated."""
    if error.response is not None:
        return make_response(error.response)
    texts = {404: "There is nothing at this address.", 413: "This is larger than the server accepts."}
    status = error.code or 500
    text = texts.get(status, f"The request could not be answered ({error.name.lower()}).")
    answer = plain_answer(text, status)
    answer.headers.extend(error.get_headers()[1:])
    return answer


def _unexpected_error(error: Exception) -> Response:
    """Give a reference number; what happened stands in the log under it."""
    text = f"Something went wrong on the server. The log says more under the reference {log_error(error)}."
    return plain_answer(text, 500)


def log_error(error: Exception) -> str:
    """Log an error and return the reference under which the log has it.

    The log has the place in the code and the kind of error. Its text may quote a row or a secret, so
    it is left out.
    """
    reference = secrets.token_hex(4)
    LOG.error("Reference %s: %s at %s", reference, type(error).__name__, _place(error))
    return reference


def _place(error: Exception) -> str:
    """Files and lines of the call stack, innermost last."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
