"""Targets and business goals in a browser: set by typing, changed, undone, linked to, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from callbacks.filters import parse_filters
from callbacks.targets import targets_tab
from data.work.targets import Before, Targets
from tests.browser.chromium import Watch
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser

TAB = "/actions?tab=targets"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("targets"), demo=True) as running:
        # The first forecasts load what they are made with.
        board = running.services.board()
        assert board is not None
        targets_tab(running.services, board, parse_filters("", board), "")
        yield running


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watch = Watch()
    yield watch.over(context.new_page())
    context.close()
    assert watch.errors == []
    assert watch.failed == []
    assert watch.hosts == {site.address.removeprefix("http://")}
    kept = Targets(site.services.store)
    for one in (*kept.list(), *kept.list(removed=True)):
        kept.take_back([Before(one.number or 0)])


def row(page: Page, text: str) -> Locator:
    return page.locator(".tdm-targettable tbody tr", has_text=text)


def open_tab(page: Page, site: Site, search: str = "") -> None:
    page.goto(f"{site.address}{TAB}{search}")
    expect(page.get_by_role("heading", level=2, name=re.compile(r"\d+ of \d+ target"))).to_be_visible()


def test_a_target_is_set_by_typing_changed_and_undone(page: Page, site: Site) -> None:
    open_tab(page, site)
    page.get_by_role("link", name="New target").click()
    check = page.locator("#target-check")
    expect(check).to_contain_text("it lacks a KPI and whom it is for")
    expect(page.get_by_label("KPI", exact=True)).to_be_focused()
    page.get_by_label("KPI", exact=True).select_option("engagement_score")
    expect(check).to_contain_text("Choose whom the target is for.")
    page.get_by_label("For", exact=True).press_sequentially("larkfield")
    expect(page.locator("#target-scopes option[value='Larkfield Distribution']")).to_have_count(1)
    page.get_by_label("For", exact=True).fill("Larkfield Distribution")
    expect(check).to_contain_text("it lacks a value that can be measured, a business goal and a day")
    page.get_by_label("By", exact=True).fill("2027-09-30")
    page.get_by_label("Should reach").press_sequentially("172")
    expect(check).to_contain_text("172.0 is above 100.0, the most the KPI can be.")
    page.get_by_role("button", name="Set target").click()
    expect(page.locator(".tdm-fielderror", has_text="Type 100 or less.")).to_be_visible()
    page.get_by_label("Should reach").fill("75")
    expect(check).to_contain_text("Partner Engagement Score of Larkfield Distribution")
    page.get_by_role("button", name="Use Revenue growth").click()
    expect(page.get_by_label("Business goal")).to_have_value("Revenue growth")
    expect(check).to_contain_text("It serves the goal")
    page.get_by_role("button", name="Set target").click()

    made = row(page, "30 Sep 2027")
    expect(made).to_contain_text("Larkfield Distribution")
    expect(page.locator("#target-form-title")).to_have_count(0)
    toast = page.locator(".toast", has_text="Target set")
    expect(toast).to_contain_text("Engagement of Larkfield Distribution by 30 Sep 2027")
    toast.get_by_role("button", name="Undo").click()
    expect(made).to_have_count(0)
    assert Targets(site.services.store).list() == ()


def test_an_uploaded_target_is_changed_and_removed_and_comes_back(page: Page, site: Site) -> None:
    open_tab(page, site)
    bookings = row(page, "€400K")
    bookings.get_by_role("link", name="Edit target: bookings of Larkfield").click()
    expect(page.get_by_label("Should reach")).to_have_value("400000")
    page.get_by_label("Should reach").fill("500k")
    page.get_by_label("Should reach").press("Enter")
    expect(row(page, "€500K")).to_contain_text("Larkfield Distribution")
    page.locator(".toast", has_text="Target changed").get_by_role("button", name="Undo").click()
    expect(bookings).to_be_visible()
    bookings.get_by_role("button", name="Remove target").click()
    expect(bookings).to_have_count(0)
    expect(page.locator(".toast", has_text="Target removed")).to_be_visible()
    page.get_by_text("1 target was removed or replaced").click()
    page.get_by_role("button", name="Restore target: Bookings of Larkfield").click()
    expect(bookings).to_be_visible()


def test_a_link_opens_the_form_and_back_closes_it(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/partners/P1021")
    expect(page.locator("#main h1")).to_be_visible()
    page.goto(f"{site.address}{TAB}&new=1&partner=P1021&kpi=engagement_score")
    expect(page.get_by_label("KPI", exact=True)).to_have_value("engagement_score")
    expect(page.get_by_label("For", exact=True)).to_have_value("Nordhaven Distribution")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("#target-form-title")).to_have_count(0)
    page.go_back()
    expect(page.get_by_label("For", exact=True)).to_have_value("Nordhaven Distribution")
    # SMART letters lead to the reasons.
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("link", name=re.compile("^SMART check of mindshare of Quillon")).click()
    expect(page.locator("#target-check")).to_contain_text("Achievable")
    expect(page.get_by_label("Should reach")).to_have_value("72")


def test_by_keyboard_alone(page: Page, site: Site) -> None:
    open_tab(page, site, "&new=1")
    expect(page.get_by_label("KPI", exact=True)).to_be_focused()
    page.keyboard.type("Win rate")
    page.keyboard.press("Tab")
    page.keyboard.type("resellers")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Should reach")).to_be_focused()
    page.keyboard.type("55")
    page.keyboard.press("Tab")
    page.keyboard.type("06302027")
    expect(page.get_by_label("By", exact=True)).to_have_value("2027-06-30")
    expect(page.locator("#target-check")).to_contain_text("Not SMART yet: it lacks")
    page.get_by_label("Should reach").focus()
    page.keyboard.press("Enter")
    expect(row(page, "30 Jun 2027")).to_contain_text("Resellers")
    page.keyboard.press("Control+z")
    expect(row(page, "30 Jun 2027")).to_have_count(0)


def test_goals_lead_to_figures_and_partners(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/actions?tab=goals&region=DACH")
    expect(page.get_by_role("heading", level=2, name=re.compile("business goals, served by"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^Market expansion")).click()
    expect(page.get_by_role("heading", level=3, name="What serves Market expansion")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Partners behind Advocacy")).first.click()
    expect(page).to_have_url(re.compile("serves=advocacy"))
    expect(page.locator("#goal-partners")).to_contain_text("in view bring")
    page.go_back()
    expect(page).not_to_have_url(re.compile("serves="))
    page.locator("#goal-partners tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/partners/P\d+\?region=DACH"))
    expect(page.locator("#main h1")).to_be_visible()


def test_files_are_downloaded_under_the_filters(page: Page, site: Site, tmp_path: Path) -> None:
    open_tab(page, site, "&region=DACH")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    download.value.save_as(tmp_path / "targets.csv")
    lines = (tmp_path / "targets.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 1 + page.locator(".tdm-targettable tbody tr").count()
