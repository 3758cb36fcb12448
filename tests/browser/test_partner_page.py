"""The page of one partner in a real browser: from a tile to a component to the rows of the file, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from callbacks.router import page as draw
from tests.browser.chromium import Watch
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("partner"), demo=True) as running:
        # The first page scores everything; on a busy machine that takes longer than a browser waits.
        draw(running.services, "/partners/P1022", "", None)
        yield running


def opened(browser: Browser, site: Site, path: str, watch: Watch, *, width: int = 1440) -> Page:
    page = watch.over(browser.new_page(viewport={"width": width, "height": 1000}))
    page.goto(f"{site.address}{path}")
    expect(page.locator("#partner-trend .main-svg").first).to_be_visible()
    return page


def nothing_to_complain_about(watch: Watch, site: Site) -> None:
    assert watch.errors == []
    assert watch.failed == []
    assert watch.hosts == {site.address.removeprefix("http://")}


def test_from_a_tile_to_a_component_to_the_rows_of_the_file_and_back(browser: Browser, site: Site) -> None:
    watch = Watch()
    page = opened(browser, site, "/partners/P1022?period=2026Q3", watch)
    expect(page.locator("#partner-days .main-svg").first).to_be_visible()
    page.get_by_role("navigation", name="KPI shown below").get_by_role("link", name="Mindshare").click()
    expect(page).to_have_url(re.compile("kpi=mindshare_score"))
    expect(page.get_by_role("heading", name="What the score is made of")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Partner survey"))).to_be_visible()
    page.go_back()
    rows = page.get_by_role("link", name=re.compile(r"^\d+ rows behind Communication$"))
    expect(rows).to_be_visible()
    count = int((rows.text_content() or "0").split()[0])
    rows.click()

    expect(page).to_have_url(re.compile(r"/partners/P1022/rows\?kpi=engagement_score&component=communication"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(rf"^{count} rows behind communication: "))
    expect(page.get_by_text(re.compile("^Together they make .*, the figure on the partner's page."))).to_be_visible()
    assert page.locator(".tdm-factrows tbody tr").count() == count
    with page.expect_download() as download:
        page.get_by_role("link", name="Download rows").click()
    assert download.value.suggested_filename == "rows-engagement_score-communication-2026Q3.csv"
    page.get_by_role("navigation", name="Part shown").get_by_role("link", name="All", exact=True).click()
    expect(page).not_to_have_url(re.compile("component="))
    page.locator(".tdm-factrows tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/data\?tab=history&import=2$"))
    expect(page.get_by_role("row", name=re.compile("^interactions.csv"))).to_be_visible()

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("rows behind engagement"))
    page.get_by_role("link", name="Larkfield Distribution").click()
    expect(page).to_have_url(re.compile(r"/partners/P1022\?period=2026Q3&kpi=engagement_score$"))
    expect(page.locator("#partner-trend .main-svg").first).to_be_visible()
    nothing_to_complain_about(watch, site)


def test_the_main_path_by_keyboard_alone(browser: Browser, site: Site) -> None:
    watch = Watch()
    page = opened(browser, site, "/partners/P1022?period=2026Q3", watch)
    value = page.get_by_role("link", name=re.compile("^Rows behind Bookings: "))
    expect(value).to_be_visible()
    value.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"rows? behind bookings: €"))
    table = page.get_by_role("region", name="Rows, scrolls sideways")
    table.focus()
    expect(table).to_be_focused()
    page.go_back()
    expect(page.locator("#partner-trend .main-svg").first).to_be_visible()
    page.locator("body").press("]")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Larkfield Distribution")
    expect(page.locator("#partner-trend .main-svg").first).to_be_visible()
    page.locator("body").press("[")
    expect(page.get_by_role("heading", level=1)).to_have_text("Larkfield Distribution")
    nothing_to_complain_about(watch, site)


def test_both_charts_and_the_calendar_have_their_numbers_as_a_table(browser: Browser, site: Site) -> None:
    watch = Watch()
    page = opened(browser, site, "/partners/P1022?period=2026Q3", watch)
    expect(page.locator("#partner-days .main-svg").first).to_be_visible()
    card = page.locator("figure", has=page.locator("#partner-days-frame"))
    card.locator("summary").click()
    card.get_by_role("button", name="View as table").click()
    expect(card.get_by_role("columnheader", name="Week of")).to_be_visible()
    label = page.locator("#partner-trend-frame").get_attribute("aria-label") or ""
    assert "The forecast for Q3 2027 is" in label
    nothing_to_complain_about(watch, site)


@pytest.mark.parametrize(
    "path",
    ["/partners/P1049", "/partners/P1008", "/partners/P1022?kpi=advocacy_score", "/partners/P1001/rows?kpi=bookings"],
)
def test_a_newcomer_one_who_left_and_a_phone_are_drawn_without_complaint(
    browser: Browser, site: Site, path: str
) -> None:
    watch = Watch()
    page = watch.over(browser.new_page(viewport={"width": 390, "height": 844}))
    page.goto(f"{site.address}{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.locator("text=could not be drawn").count() == 0
    nothing_to_complain_about(watch, site)
