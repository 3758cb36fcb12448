"""What a channel manager does in the first minutes, in a real browser: from CSV files to a partner's scorecard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Watch
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser

EXPORTS = Path(__file__).parent / "exports"
"""Files as other programs write them: semicolons, tabs, UTF-16, other headers, one impossible date."""

CANARY = re.compile("canary", re.IGNORECASE)
"""Stands in everything that is known of the partner that is not shared."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running_site(tmp_path) as running:
        yield running


def test_sample_data_in_one_click_then_filters_in_the_address(browser: Browser, site: Site) -> None:
    watch = Watch()
    page = watch.over(browser.new_page(viewport={"width": 1440, "height": 1000}))
    page.goto(site.address)
    page.get_by_role("button", name="Use sample data").click()
    expect(page.get_by_text("57 of 57 partners")).to_be_visible(timeout=30_000)
    expect(page.locator("#overview-trend .main-svg").first).to_be_visible()
    expect(page.locator("#overview-bands .main-svg").first).to_be_visible()

    page.locator("summary", has_text="Region").click()
    page.get_by_role("checkbox", name="DACH").click()
    page.locator("summary", has_text="Tier").click()
    page.get_by_role("checkbox", name="Gold").click()
    expect(page).to_have_url(re.compile(r"\?region=DACH&tier=Gold$"))
    expect(page.locator("#filter-active strong")).to_have_text(re.compile(r"^\d of 57 partners$"))
    expect(page.get_by_role("link", name="Remove filter Tier: Gold")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("details[data-tdm-menu][open]")).to_have_count(0)
    page.get_by_role("link", name="Remove filter Region: DACH").click()
    expect(page).to_have_url(re.compile(r"\?tier=Gold$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"region=DACH"))
    # The address comes first, the page after it: a person clicks on what is drawn.
    expect(page.get_by_role("link", name="Remove filter Region: DACH")).to_be_visible()
    page.get_by_role("link", name="Clear all").click()
    expect(page.get_by_text("57 of 57 partners")).to_be_visible()

    page.get_by_role("searchbox", name="Find a partner").fill("nordhaven")
    expect(page.get_by_text("1 of 57 partners")).to_be_visible()
    # The count comes first, the table after it.
    expect(page.locator(".ag-row a")).to_have_count(1)
    page.locator(".ag-row a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordhaven Distribution")
    expect(page.locator("#partner-trend .main-svg").first).to_be_visible()
    _nothing_to_complain_about(watch, site)


def test_from_five_files_of_other_programs_to_a_shared_scorecard(browser: Browser, site: Site) -> None:
    watch = Watch()
    page = watch.over(browser.new_page(viewport={"width": 1440, "height": 1000}))
    page.goto(f"{site.address}/data")
    _add_files(page, *sorted(EXPORTS.glob("*.csv")))
    page.get_by_role("button", name="Import all").click(timeout=30_000)
    expect(page.locator("#data-uploads").get_by_text("Imported")).to_have_count(4, timeout=30_000)
    expect(page.locator("#data-uploads").get_by_text("1 row rejected", exact=True)).to_be_visible()
    _counts_add_up(site)

    page.goto(site.address)
    expect(page.get_by_text("5 of 5 partners")).to_be_visible()
    page.goto(f"{site.address}/partners/A-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bluewater Systems")
    page.get_by_role("link", name="Share scorecard").click()
    page.get_by_role("button", name="Create link").click()
    address = page.get_by_label("Address").input_value()
    assert address.startswith(f"{site.address}/s/")

    visitor = Watch()
    private = browser.new_context(viewport={"width": 390, "height": 844})
    card = _partner_opens(private.new_page(), visitor, address)
    _shows_only_bluewater(card, address)

    page.get_by_role("button", name="Revoke").click()
    expect(page.locator("#sharing-links")).to_contain_text("Revoked")
    answer = card.goto(f"{site.address}/s/")
    assert answer is not None
    assert answer.status == 410
    _nothing_to_complain_about(watch, site)
    assert visitor.hosts == {site.address.removeprefix("http://")}


def test_an_import_is_undone_in_one_click(browser: Browser, site: Site) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{site.address}/data")
    _add_files(page, EXPORTS / "Advocacy log.csv")
    page.get_by_role("button", name=re.compile("^Import: ")).click()
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    page.get_by_role("link", name="Past imports").click()
    row = page.get_by_role("row", name=re.compile("Advocacy log.csv"))
    row.get_by_role("button", name=re.compile("Undo")).click()
    expect(row.get_by_role("button", name=re.compile("Redo|again", re.IGNORECASE))).to_be_visible()
    assert [one.active for one in site.services.store.imports()] == [False]


def _add_files(page: Page, *paths: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_text("choose from your computer").click()
    chooser.value.set_files(paths)


def _partner_opens(page: Page, watch: Watch, address: str) -> Page:
    watch.over(page)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def _shows_only_bluewater(card: Page, address: str) -> None:
    secret = address.rsplit("/", 1)[1]
    assert secret not in card.url
    expect(card.locator("body")).to_contain_text("Bluewater Systems")
    assert not CANARY.search(card.content())
    assert secret not in card.content()
    assert card.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def _counts_add_up(site: Site) -> None:
    imports = site.services.store.imports()
    assert {one.file_name: (one.accepted, one.rejected) for one in imports} == {
        "Partner accounts.csv": (5, 0),
        "CRM activities.csv": (289, 1),
        "Survey answers.csv": (40, 0),
        "Advocacy log.csv": (7, 0),
        "Opportunities.csv": (30, 0),
    }
    assert all(one.rows_read == one.accepted + one.rejected + one.skipped for one in imports)


def _nothing_to_complain_about(watch: Watch, site: Site) -> None:
    assert watch.errors == []
    assert watch.failed == []
    assert watch.hosts == {site.address.removeprefix("http://")}
