"""Every page in both widths and themes: drawn without complaint, without overflow, and clean for axe.

States of pages are looked at by `test_every_state.py`, at the same time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import Watch
from tests.browser.places import HEIGHT, PLACES, THEMES, WIDTHS, Place, all_sites, go_to
from tests.serving import Site

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
SETTLED = 10.0
"""Seconds within which a page has taken a new width and theme; charts are drawn anew after it."""

LOOKS = tuple(zip(WIDTHS, THEMES, strict=True))
"""Each width and each theme once: what is too wide is so in any colour, and colours are alike at any width.

Axe takes longer than all the rest: at a state of a page it looks once, at what is narrow and dark.
"""

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOVING = "document.getAnimations().some(one => one.playState === 'running')"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    with all_sites(tmp_path_factory.mktemp("sites")) as running:
        yield running


@pytest.mark.parametrize("place", [one for one in PLACES if not one.is_state], ids=lambda place: place.name)
def test_a_page_is_drawn_without_complaint_overflow_or_barrier(
    context: BrowserContext, sites: dict[str, Site], place: Place
) -> None:
    look_at(context, sites, place)


def look_at(context: BrowserContext, sites: dict[str, Site], place: Place) -> None:
    """Look at a place in both widths and themes."""
    watch = Watch()
    page = watch.over(context.new_page())
    go_to(page, sites, place)
    found = [one for width, theme in LOOKS for one in _complaints(page, width, theme, place)]
    assert found == []
    assert page.locator("text=could not be drawn").count() == 0
    assert (watch.errors, watch.failed) == ([], [])
    assert watch.hosts == {sites[place.site].address.removeprefix("http://")}
    page.close()


def _complaints(page: Page, width: int, theme: str, place: Place) -> list[str]:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate("theme => window.tandem.setTheme(theme)", theme)
    page.wait_for_load_state("networkidle")
    too_wide = _overflow(page)
    found = [f"{width} {theme}: {too_wide} px too wide"] if too_wide > 0 else []
    if place.is_state and (width, theme) == LOOKS[0]:
        return found
    return found + [
        f"{width} {theme}: {one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if one["impact"] in GRAVE
    ]


def _overflow(page: Page) -> int:
    """Return by how many px a page is too wide once nothing on it moves any more."""
    until = time.monotonic() + SETTLED
    while page.evaluate(f"{OVERFLOW} > 0 || {MOVING}") and time.monotonic() < until:
        page.wait_for_timeout(100)
    return int(page.evaluate(OVERFLOW))
