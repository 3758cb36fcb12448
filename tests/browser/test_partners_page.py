"""The list of partners in a real browser: order and columns in the address, rows by the page, groups, files, keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Watch
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser

FIRST = ".ag-row[row-index='0']"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("partners"), demo=True) as running:
        yield running


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    seen = Watch()
    yield seen
    assert seen.errors == []
    assert seen.failed == []
    assert seen.hosts == {site.address.removeprefix("http://")}


def opened(browser: Browser, site: Site, watch: Watch, search: str = "") -> Page:
    page = watch.over(browser.new_page(viewport={"width": 1440, "height": 1000}))
    page.goto(f"{site.address}/partners{search}")
    expect(page.locator(f"#partners-grid {FIRST} a")).to_be_visible()
    return page


def test_order_pages_filters_and_back(browser: Browser, site: Site, watch: Watch) -> None:
    page = opened(browser, site, watch)
    panel, first = page.locator(".ag-paging-panel"), page.locator(f"#partners-grid {FIRST} a")
    expect(panel).to_contain_text("1 to 25 of 57")
    largest_fall = first.inner_text()

    page.locator(".ag-header-cell", has_text="Partner").first.click()
    expect(page).to_have_url(re.compile(r"\?sort=partner$"))
    expect(first).to_have_text("Albion Channel Supply")
    page.locator(".ag-header-cell", has_text="Partner").first.click()
    expect(page).to_have_url(re.compile(r"\?sort=-partner$"))
    expect(page.locator("#partners-table")).to_contain_text("from the end of the alphabet")
    page.get_by_role("button", name="Next Page").click()
    expect(panel).to_contain_text("26 to 50 of 57")

    page.locator("summary", has_text="Region").click()
    page.get_by_role("checkbox", name="DACH").click()
    expect(page).to_have_url(re.compile(r"\?sort=-partner&region=DACH$"))
    expect(panel).to_contain_text("1 to 9 of 9")
    # Fewer rows than a page: the grid is as high as its rows.
    expect(page.locator("#partners-grid .ag-row")).to_have_count(9)

    page.go_back()
    expect(panel).to_contain_text("1 to 25 of 57")
    page.go_back()
    expect(first).to_have_text("Albion Channel Supply")
    page.go_back()
    expect(first).to_have_text(largest_fall)
    page.go_forward()
    expect(first).to_have_text("Albion Channel Supply")
    page.close()


def test_columns_are_chosen_and_stand_in_the_address(browser: Browser, site: Site, watch: Watch) -> None:
    page = opened(browser, site, watch, "?tier=Gold")
    heads = page.locator(".ag-header-cell-text")
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Bookings, 12 months").click()
    expect(page).to_have_url(re.compile(r"columns=bookings$"))
    expect(heads.filter(has_text="Bookings")).to_have_count(1)
    page.get_by_role("checkbox", name="Manager").click()
    expect(page).to_have_url(re.compile(r"columns=bookings,-manager$"))
    expect(heads.filter(has_text="Manager")).to_have_count(0)
    copied = page.url
    page.close()

    again = watch.over(browser.new_page(viewport={"width": 1440, "height": 1000}))
    again.goto(copied)
    expect(again.locator(".ag-header-cell-text").filter(has_text="Bookings")).to_have_count(1)
    expect(again.locator(".ag-header-cell-text").filter(has_text="Manager")).to_have_count(0)
    again.close()


def test_groups_lead_to_their_partners_and_files_hold_the_view(browser: Browser, site: Site, watch: Watch) -> None:
    page = opened(browser, site, watch)
    page.get_by_role("link", name="By region").click()
    expect(page).to_have_url(re.compile(r"\?group=region$"))
    expect(page.locator("#partners-grid")).to_be_hidden()
    page.get_by_role("link", name="Nordics").click()
    expect(page).to_have_url(re.compile(r"\?region=Nordics$"))
    expect(page.locator(".ag-paging-panel")).to_contain_text("of 10")
    for label, name in (("As CSV", r"^partners-2026Q4\.csv$"), ("As Excel workbook", r"^partners-2026Q4\.xlsx$")):
        page.locator("summary", has_text="Download").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=label).click()
        assert re.match(name, download.value.suggested_filename)
        page.keyboard.press("Escape")
    page.close()


def test_a_row_opens_its_partner_by_mouse_and_by_keys_alone(browser: Browser, site: Site, watch: Watch) -> None:
    page = opened(browser, site, watch, "?region=DACH&sort=partner")
    page.locator(f"#partners-grid {FIRST} [col-id='tier']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alder & Voss Mobility")
    expect(page).to_have_url(re.compile(r"/partners/P\d+\?region=DACH&sort=partner$"))
    page.go_back()
    expect(page.locator(f"#partners-grid {FIRST} a")).to_be_visible()

    page.locator(".ag-header-cell", has_text="Engagement").first.focus()
    page.keyboard.press("Enter")  # order
    expect(page).to_have_url(re.compile(r"sort=engagement_score$"))
    expect(page.locator("#partners-table")).to_contain_text("Lowest engagement first")
    name = page.locator(f"#partners-grid {FIRST} a")
    expect(name).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focused = page.locator(".ag-cell-focus")
    expect(focused).to_have_count(1)
    second = page.locator("#partners-grid .ag-row[row-index='1'] a").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    page.close()
