"""Pages in a real browser, with an eye on what a person would complain about."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.find_browser import find

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


PATIENCE = 20_000
"""Milliseconds until something that should appear is missing: a busy machine is slow, not wrong."""


@dataclass
class Watch:
    """What a page asked for and complained about."""

    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        """Watch a page."""
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", self._failed)
        return page

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob"):
            self.hosts.add(address.netloc)

    def _failed(self, request: Request) -> None:
        # What a page still asks for when it is left is given up by the browser.
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)


def until(page: Page, holds: str) -> None:
    """Wait until a JavaScript expression holds; the pages' policy forbids what Playwright would wait with.

    Raises
    ------
    TimeoutError
        When it does not within `PATIENCE`.
    """
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(holds):
        if time.monotonic() > end:
            raise TimeoutError(f"{holds} did not come true")
        page.wait_for_timeout(50)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium.

    Raises
    ------
    FileNotFoundError
        When there is none; ``make test`` installs one.
    """
    path = find()
    if path is None:
        raise FileNotFoundError("no Chromium found; run make test, which installs one")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
