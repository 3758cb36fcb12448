"""Searching, comparing, saved views and drilling down, in a real browser and mostly without a pointer."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import Watch, until
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("search"), demo=True) as running:
        yield running


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests, so that the scripts come from its cache after the first."""
    made = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield made
    made.close()


@pytest.fixture
def watch(site: Site) -> Iterator[Watch]:
    made = Watch()
    yield made
    assert made.errors == []
    assert made.failed == []
    assert made.hosts == {site.address.removeprefix("http://")}


@pytest.fixture
def page(context: BrowserContext, site: Site, watch: Watch) -> Iterator[Page]:
    opened = watch.over(context.new_page())
    opened.goto(f"{site.address}/kpis/win_rate")
    expect(opened.get_by_role("heading", level=1)).to_have_text("Win rate")
    yield opened
    opened.close()


def open_overview(page: Page, site: Site, query: str = "") -> None:
    page.goto(f"{site.address}/{query}")
    expect(page.locator("#overview-trend .main-svg").first).to_be_visible()


def test_the_search_opens_anywhere_and_is_worked_by_keys_alone(page: Page) -> None:
    field = page.get_by_role("combobox", name="Search partners, KPIs, pages and saved views")
    page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(page.get_by_role("option", name="Compare partners")).to_be_visible()
    page.keyboard.type("nord")
    first, second = page.get_by_role("option").nth(0), page.get_by_role("option").nth(1)
    expect(first).to_contain_text("Nordhaven Distribution")
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "search-results-1")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/partners/P1021$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordhaven Distribution")

    # The next partner of the list, then the search again: what was chosen comes first.
    page.keyboard.press("]")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Nordhaven Distribution")
    page.keyboard.press("[")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordhaven Distribution")
    page.keyboard.press("/")
    expect(page.get_by_role("option").first).to_contain_text("Nordhaven Distribution")
    page.keyboard.type("zzzz")
    expect(page.locator("#search-said")).to_contain_text("Nothing matches")
    page.keyboard.press("Escape")
    expect(page.locator("#search")).to_be_hidden()


def test_the_keys_are_listed_and_can_be_switched_off(page: Page) -> None:
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_contain_text("Previous partner")
    keys.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("/")
    page.get_by_role("button", name="Keyboard").click()
    expect(keys).to_be_visible()
    expect(page.locator("#search")).to_be_hidden()
    keys.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_visible()


def test_two_partners_are_put_side_by_side_without_a_pointer(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/compare")
    picker = page.get_by_role("combobox", name="Add a partner")
    picker.focus()
    page.keyboard.type("nordhaven")
    expect(page.get_by_role("option", name="Nordhaven Distribution")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/compare\?partner=P1021$"))
    expect(
        page.get_by_role("heading", name="Choose a partner to compare Nordhaven Distribution with")
    ).to_be_visible()
    picker.focus()
    page.keyboard.type("larkfield")
    expect(page.get_by_role("option", name="Larkfield Distribution")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/compare\?partners=P1021,P\d+$"))
    heads = page.get_by_role("region", name="Scores, scrolls sideways").get_by_role("columnheader")
    expect(heads).to_have_count(2)
    expect(page.locator("#compare-trend .main-svg").first).to_be_visible()

    page.get_by_role("link", name="Add the median of peers").click()
    expect(page).to_have_url(re.compile(r"with=peers"))
    expect(heads).to_have_count(3)
    page.get_by_role("link", name="Mindshare", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"kpi=mindshare_score"))
    expect(page.get_by_role("heading", name="What mindshare is made of")).to_be_visible()
    address = page.url
    page.get_by_role("link", name="Remove Larkfield Distribution").click()
    expect(heads).to_have_count(2)
    page.go_back()
    expect(page).to_have_url(address)
    expect(heads).to_have_count(3)

    page.set_viewport_size({"width": 390, "height": 844})
    # The table scrolls in its own region, not the page.
    until(
        page,
        """() => {
            const region = document.querySelector(".tdm-versus")?.parentElement;
            const page = document.documentElement;
            return region && region.scrollWidth > region.clientWidth && page.scrollWidth <= innerWidth;
        }""",
    )
    page.set_viewport_size({"width": 1440, "height": 1000})


def test_a_view_is_saved_opened_renamed_removed_and_brought_back(page: Page, site: Site) -> None:
    open_overview(page, site, "?tier=Gold")
    menu = page.locator("#views-button")
    menu.focus()
    page.keyboard.press("Enter")
    name = page.get_by_role("textbox", name="Name of this view")
    name.fill("Gold only")
    page.keyboard.press("Enter")
    panel = page.locator("#views-panel")
    expect(panel).to_contain_text("Saved as “Gold only”.")
    name.fill("gold ONLY")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("alert")).to_contain_text("Another view has that name.")

    panel.get_by_role("button", name="Rename Gold only").click()
    expect(page.get_by_role("textbox", name="New name of Gold only")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Gold partners")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("link", name="Gold partners")).to_be_visible()
    panel.get_by_role("button", name="Remove Gold partners").click()
    expect(panel).to_contain_text("No view is saved yet.")
    expect(panel.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("link", name="Gold partners")).to_be_visible()

    open_overview(page, site)
    menu.click()
    panel.get_by_role("link", name="Gold partners").click()
    expect(page).to_have_url(re.compile(r"/\?tier=Gold$"))
    expect(page.get_by_role("link", name="Remove filter Tier: Gold")).to_be_visible()


def test_a_click_in_a_chart_leads_to_the_partners_behind_it_and_back(page: Page, site: Site) -> None:
    open_overview(page, site, "?region=Nordics")
    page.locator("#overview-trend .annotation-text-g text", has_text="Distributors").first.click()
    expect(page).to_have_url(re.compile(r"/\?type=distributor&region=Nordics&kpi=engagement_score$"))
    expect(page.get_by_role("link", name="Remove filter Type: Distributor")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/\?region=Nordics$"))
    expect(page.locator("#filter-active")).not_to_contain_text("Type")

    # The part of a column, where its value lies.
    page.locator("#overview-bands").scroll_into_view_if_needed()
    x, y = page.evaluate(
        """() => {
            const chart = document.querySelector("#overview-bands .js-plotly-plot");
            const area = chart.querySelector(".nsewdrag").getBoundingClientRect();
            const { xaxis, yaxis } = chart._fullLayout, [low, moderate] = chart.data, at = low.x.length - 3;
            return [area.left + xaxis.d2p(low.x[at]), area.top + yaxis.d2p(low.y[at] + moderate.y[at] / 2)];
        }"""
    )
    page.mouse.move(x - 4, y)
    page.mouse.move(x, y)
    expect(page.locator("#overview-bands .js-plotly-plot.is-drillable")).to_be_visible()
    page.mouse.click(x, y)
    expect(page).to_have_url(
        re.compile(r"/partners\?period=2026Q2&region=Nordics&band=moderate&kpi=engagement_score$")
    )
    expect(page.get_by_role("link", name="Remove filter Band: Moderate")).to_be_visible()


def test_the_table_behind_a_chart_leads_there_by_keyboard(page: Page, site: Site) -> None:
    open_overview(page, site)
    card = page.locator("figure", has=page.locator("#overview-bands"))
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    card.get_by_role("button", name="View as table").focus()
    page.keyboard.press("Enter")
    link = card.get_by_role("row", name=re.compile("^Q1 2026")).get_by_role("link").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/partners\?period=2026Q1&band=low&kpi=engagement_score$"))


def test_a_tile_puts_its_kpi_in_view(page: Page, site: Site) -> None:
    open_overview(page, site, "?tier=Gold")
    page.get_by_role("heading", name="Partner Advocacy").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?tier=Gold&kpi=advocacy_score$"))
    # The filters are drawn anew with the rest; who presses a key before that loses the place.
    expect(page.locator(".tdm-seg .active")).to_have_text("Advocacy")
    page.keyboard.press("f")
    expect(page.locator(".tdm-filterbar summary").first).to_be_focused()
