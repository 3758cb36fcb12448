"""Every state of a page, looked at as the pages are: empty, without a match, of one month, under a wrong address."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.places import PLACES, Place
from tests.browser.test_every_page import look_at
from tests.browser.test_every_page import sites as sites
from tests.serving import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("place", [one for one in PLACES if one.is_state], ids=lambda place: place.name)
def test_a_state_is_drawn_without_complaint_overflow_or_barrier(
    context: BrowserContext, sites: dict[str, Site], place: Place
) -> None:
    look_at(context, sites, place)
