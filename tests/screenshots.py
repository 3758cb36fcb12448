"""Pictures of every page and state, in both widths and themes: ``make screenshots`` writes them to build/screenshots.

The two best stand in the README; ``--readme`` renews those in docs/ instead.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from playwright.sync_api import Browser, Page, Route

from callbacks.services import Boards
from tests.browser.chromium import chromium
from tests.browser.places import HEIGHT, PLACES, THEMES, WIDTHS, Place, all_sites, go_to
from tests.serving import Site

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "screenshots"
README = {
    "overview": Place("overview", "/", drawn=".ag-row .ag-cell"),
    "partner": Place("partner", "/partners/P1021"),
}
UPDATE = re.compile("/_dash-update-component")
MOVE = "address => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate')); }"
"""Follows a link without loading the document again."""


def main(arguments: list[str]) -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="renew the pictures of the README only")
    parser.add_argument("--only", default="", help="part of the names of the pages to show")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, all_sites(Path(folder)) as sites, chromium() as browser:
        if asked.readme:
            _readme(browser, sites)
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        for place in PLACES:
            if asked.only in place.name:
                _pictures(browser, sites, place)
        if asked.only in "states":
            _states(browser, sites)


def _pictures(browser: Browser, sites: dict[str, Site], place: Place) -> None:
    for theme in THEMES:
        for width in WIDTHS:
            with _page(browser, theme, width) as page:
                go_to(page, sites, place)
                _shoot(page, f"{place.name}-{theme}-{width}")


def _states(browser: Browser, sites: dict[str, Site]) -> None:
    """Show what a page looks like while it loads, while new data load, and when its server fails."""
    for theme in THEMES:
        for width in WIDTHS:
            for name, address in (("loading", "/partners"), ("stale", "/?type=reseller")):
                with _page(browser, theme, width) as page:
                    go_to(page, sites, PLACES[0])
                    with _held(page):
                        _move(page, address, f"state-{name}-{theme}-{width}")
            with _page(browser, theme, width) as page:
                go_to(page, sites, PLACES[0])
                with patch.object(Boards, "current", side_effect=RuntimeError("shown in a picture")):
                    _move(page, "/?type=reseller", f"state-toast-{theme}-{width}")
                    _move(page, "/partners", f"state-error-{theme}-{width}")


@contextmanager
def _held(page: Page) -> Iterator[None]:
    """Leave what a page asks for without an answer."""
    waiting: list[Route] = []
    page.route(UPDATE, lambda route: waiting.append(route))
    yield
    for route in waiting:
        route.abort()


def _move(page: Page, address: str, name: str) -> None:
    """Follow a link, and take a picture of what is seen a second later."""
    page.evaluate(MOVE, address)
    page.wait_for_timeout(1000)
    page.screenshot(path=FOLDER / f"{name}.png")


def _readme(browser: Browser, sites: dict[str, Site]) -> None:
    for name, place in README.items():
        with _page(browser, "light", WIDTHS[0]) as page:
            go_to(page, sites, place)
            page.screenshot(path=ROOT / "docs" / f"{name}.png", full_page=True)


@contextmanager
def _page(browser: Browser, theme: str, width: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=theme)  # type: ignore[arg-type]
    try:
        yield context.new_page()
    finally:
        context.close()


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main(sys.argv[1:])
