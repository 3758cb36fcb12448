"""How often something may be tried: signing in, opening links, asking the API. All workers count together.

Local mode has no limits: whoever asks there sits at this machine. Pages, their callbacks and static files have none
either; they need a session or a link.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Response, request
from flask_limiter import Limiter, RequestLimit
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from callbacks.access import SESSION_COOKIE, bearer
from callbacks.security import plain_answer
from data.limits import SCHEME
from data.sealed import hashed
from kpi.language import t, tn

if TYPE_CHECKING:
    from callbacks.plain_pages import PlainPages
    from callbacks.services import Services

ACCOUNT_FAILURES: Final = parse("5 per 15 minutes")
"""Wrong passwords for one e-mail, whether or not anybody has it."""
ADDRESS_FAILURES: Final = parse("20 per 15 minutes")
"""Wrong passwords from one address."""

SIGN_INS: Final = "10 per 1 minute"
"""Tries to sign in from one address, right ones too."""
LINKS: Final = "30 per 1 minute"
"""Links opened and passcodes given from one address."""
UNKNOWN_LINKS: Final = "20 per 5 minutes"
"""Links from one address that there are none of."""
API: Final = "300 per 1 minute"
"""Requests of scripts, of one token or one session."""

LINK_ENDPOINTS: Final = ("share_link", "join_link", "reset_link")
PASSCODE_ENDPOINTS: Final = ("share_passcode",)
PROVIDER_ENDPOINTS: Final = ("login_oidc", "login_oidc_callback")
"""Each makes this server ask the provider."""
API_PREFIXES: Final = ("/api/", "/export/")

SECONDS_IN_MINUTE: Final = 60
SAME_SITE: Final = 64
"""Bits of an IPv6 address that one customer of a provider has to himself."""


class Limits:
    """Counts what is tried, and refuses what is tried too often.

    Parameters
    ----------
    services
        The running app.
    pages
        Draws what a person is told.
    """

    def __init__(self, services: Services, pages: PlainPages) -> None:
        settings = services.settings
        self._services = services
        self._pages = pages
        self.is_on = settings.limits and not settings.is_local
        self._options: dict[str, Any] = {
            "store": services.store,
            "clock": services.clock,
            "key": settings.signing_key() if self.is_on else "",
        }
        self._counts = storage_from_string(f"{SCHEME}://", **self._options)
        self._windows = FixedWindowRateLimiter(self._counts)

    def take(self, limit: RateLimitItem, key: str) -> int:
        """Count one try, and return for how many seconds it is refused; 0 when it is not.

        What turns out well is given back with `give_back`: counted before it is looked at, many tries at the same
        moment are as many as one after another.
        """
        if not self.is_on or self._windows.hit(limit, key):
            return 0
        return self._wait(limit.key_for(key))

    def give_back(self, limit: RateLimitItem, key: str) -> None:
        """Count one try less."""
        if self.is_on:
            self._counts.incr(limit.key_for(key), limit.get_expiry(), amount=-1)

    def forget(self, limit: RateLimitItem, key: str) -> None:
        """Begin to count anew."""
        if self.is_on:
            self._windows.clear(limit, key)

    def refusal(self, seconds: int) -> Response:
        """Answer that it was too often; what was tried, and with what outcome, is not told."""
        wait = _in_words(seconds)
        text = t("There were too many tries in a short time. Wait {time}, then try again.", time=wait)
        if request.path.startswith(API_PREFIXES):
            answer = plain_answer(text, 429)
        else:
            answer = self._pages.message(t("Please wait a little"), text, 429)
        answer.headers["Retry-After"] = str(seconds)
        return answer

    def register(self, server: Flask) -> None:
        """Limit the routes of `server`; after all of them were added."""
        if not self.is_on:
            return
        limiter = Limiter(
            address,
            app=server,
            storage_uri=f"{SCHEME}://",
            storage_options=self._options,
            strategy="fixed-window",
            on_breach=self._breached,
        )
        self._limit(server, limiter.limit(SIGN_INS, methods=["POST"]), ["login"])
        self._limit(server, limiter.shared_limit(SIGN_INS, scope="provider"), PROVIDER_ENDPOINTS)
        for endpoint in (*LINK_ENDPOINTS, *PASSCODE_ENDPOINTS):
            self._limit(server, limiter.limit(UNKNOWN_LINKS, scope="unknown", deduct_when=_is_unknown), [endpoint])
            self._limit(server, limiter.limit(LINKS), [endpoint])
        scripts = {rule.endpoint for rule in server.url_map.iter_rules() if rule.rule.startswith(API_PREFIXES)}
        self._limit(server, limiter.shared_limit(API, scope="api", key_func=caller), scripts)

    def _limit(self, server: Flask, limit: Callable[[Any], Any], endpoints: Any) -> None:
        for endpoint in endpoints:
            if endpoint in server.view_functions:
                server.view_functions[endpoint] = limit(server.view_functions[endpoint])

    def _breached(self, limit: RequestLimit) -> Response:
        return self.refusal(self._wait(limit.key))

    def _wait(self, key: str) -> int:
        left = self._counts.get_expiry(key) - self._services.clock().timestamp()
        return max(1, math.ceil(left))


def address() -> str:
    """Return where a request comes from, as it is counted: a network of IPv6 is one customer's."""
    try:
        known = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((known, SAME_SITE), strict=False))
    return str(getattr(known, "ipv4_mapped", None) or known)


def caller() -> str:
    """Return which token or session asks, as its hash."""
    secret = bearer() or request.cookies.get(SESSION_COOKIE) or address()
    return hashed(secret)


def _is_unknown(answer: Response) -> bool:
    return answer.status_code == 404


def _in_words(seconds: int) -> str:
    minutes = math.ceil(seconds / SECONDS_IN_MINUTE)
    return tn("{count} minute", "{count} minutes", minutes, count=minutes)
