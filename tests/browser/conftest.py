"""What every file of browser tests has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.chromium import chromium
from tests.browser.places import HEIGHT, WIDTHS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the tests of a file."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests of a file, in which nothing moves; the scripts come from its cache after the first."""
    made = browser.new_context(viewport={"width": WIDTHS[0], "height": HEIGHT}, reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def nothing_left_open(browser: Browser) -> Iterator[None]:
    """Close what a test leaves open: a page that nobody looks at any more goes on drawing."""
    before = browser.contexts
    yield
    for one in browser.contexts:
        if one not in before:
            one.close()
