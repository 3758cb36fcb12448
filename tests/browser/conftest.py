"""What every file of browser tests has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the tests of a file."""
    with chromium() as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_left_open(browser: Browser) -> Iterator[None]:
    """Close what a test leaves open: a page that nobody looks at any more goes on drawing."""
    before = browser.contexts
    yield
    for context in browser.contexts:
        if context not in before:
            context.close()
