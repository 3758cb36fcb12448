"""The KPI library and the sharing of scorecards in a browser: found, linked to, made and taken back, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Watch
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("library"), demo=True) as running:
        yield running


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page that must not complain, and asks nobody else."""
    watch = Watch()
    opened = watch.over(browser.new_page(viewport={"width": 1440, "height": 900}))
    yield opened
    opened.close()
    assert (watch.errors, watch.failed) == ([], [])
    assert watch.hosts == {site.address.removeprefix("http://")}


def test_a_kpi_is_found_read_and_left_by_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/kpis?type=reseller")
    expect(page.get_by_role("heading", level=1)).to_have_text("Partner Engagement Score")
    expect(page.locator("figure").first).to_be_visible()
    page.get_by_label("Find a KPI").focus()
    page.keyboard.type("win")
    kpis = page.get_by_role("navigation", name="KPIs").get_by_role("link")
    expect(kpis.filter(visible=True)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(kpis.filter(has_text="Win rate")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Win rate")
    expect(page).to_have_url(re.compile("/kpis/win_rate"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Partner Engagement Score")


def test_an_address_opens_a_kpi_and_says_so_when_there_is_none(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/kpis/renewal_rate")
    expect(page.get_by_role("heading", level=1)).to_have_text("Renewal rate")
    page.goto(f"{site.address}/kpis/no_such_kpi")
    expect(page.locator("#main")).to_contain_text("no_such_kpi")


def test_a_link_is_made_opened_and_revoked_by_keyboard_alone(page: Page, site: Site, browser: Browser) -> None:
    page.goto(f"{site.address}/sharing")
    page.get_by_label("Partner", exact=True).focus()
    page.keyboard.type("Nobody at all")
    page.get_by_role("button", name="Create link").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose the partner whose scorecard the link shows")

    page.get_by_label("Partner", exact=True).fill("")
    page.get_by_label("Partner", exact=True).focus()
    page.keyboard.type("nordhaven distribution")
    page.keyboard.press("Tab")
    page.keyboard.type("Review in December")
    page.get_by_role("button", name="Create link").press("Enter")
    address = page.get_by_label("Address").input_value()
    expect(page.get_by_role("heading", name="Link for Nordhaven Distribution")).to_be_visible()

    visitor = Watch()
    card = visitor.over(browser.new_page(viewport={"width": 390, "height": 844}))
    card.goto(address)
    expect(card.locator("body")).to_contain_text("Nordhaven Distribution")
    assert (visitor.errors, visitor.failed) == ([], [])

    row = page.get_by_role("row", name=re.compile("Review in December"))
    row.get_by_role("button", name="Revoke").press("Enter")
    expect(page.get_by_role("row", name=re.compile("Review in December"))).to_contain_text("Revoked")
    gone = card.reload()
    assert gone is not None
    assert gone.status == 410
    card.close()


def test_a_partners_page_leads_to_its_link_and_back(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/partners/P1021")
    page.get_by_role("link", name="Share scorecard").click()
    expect(page.get_by_label("Partner", exact=True)).to_have_value("Nordhaven Distribution")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordhaven Distribution")
