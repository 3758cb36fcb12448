"""The access log: one line per request, with nothing in it that opens anything or tells of a partner."""

from __future__ import annotations

import logging
import time
from typing import Final

from flask import Flask, Response, g, request

from callbacks.access import who
from data.audit import shortened_address

LOG: Final = logging.getLogger("tandem.access")


def register_access_log(server: Flask) -> None:
    """Log every answer of a server.

    A line names the rule that answered and not the address: addresses hold the secrets of links and the names of
    partners. Queries, bodies, cookies and headers are left out.
    """
    server.before_request(_begin)
    server.after_request(_log)


def _begin() -> None:
    g.began = time.perf_counter()


def _log(response: Response) -> Response:
    if LOG.isEnabledFor(logging.INFO):
        rule = request.url_rule.rule if request.url_rule is not None else "-"
        took = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
        address = shortened_address(request.remote_addr) or "-"
        LOG.info("%s %s %s %s %.0f ms %s", address, who().id or "-", request.method, rule, took, response.status_code)
    return response
