"""From a finding to an action and back, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.work.actions import ActionDraft, Actions
from data.work.insight_states import InsightStates
from tests.browser.chromium import Watch
from tests.callbacks.acting import NOW, acting_files, all_found
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser

FINDING = "fell from strong to low"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("acting")
    home = folder / "home"
    home.mkdir()
    with running_site(home, clock=lambda: NOW) as running:
        acting_files(running.services, folder / "files")
        all_found(running.services)
        yield running


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page on a site where nobody has decided anything; it must not complain."""
    actions, states = Actions(site.services.store), InsightStates(site.services.store)
    for one in actions.list():
        actions.remove(one.id)
    for key in states.all():
        states.clear(key)
    watch = Watch()
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield watch.over(context.new_page())
    context.close()
    assert (watch.errors, watch.failed) == ([], [])
    assert watch.hosts == {site.address.removeprefix("http://")}


def test_one_click_on_the_overview_starts_an_action_and_one_takes_it_back(page: Page, site: Site) -> None:
    page.goto(site.address)
    card = page.locator("#overview-attention")
    expect(card).to_contain_text(FINDING)
    card.get_by_role("button", name=re.compile("^Start action for Partner 2")).click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Action started for Partner 2")
    expect(card).to_contain_text("Nothing stands out")
    expect(page.locator("#shell-nav .tdm-count")).to_have_text("1")
    toast.get_by_role("button", name="Undo").click()
    expect(card).to_contain_text(FINDING)
    expect(page.locator("#shell-nav .tdm-count")).to_have_count(0)
    card.get_by_role("button", name=re.compile("^Snooze Partner 2")).click()
    expect(card).to_contain_text("Nothing stands out")


def test_an_action_is_edited_in_place_removed_and_brought_back(page: Page, site: Site) -> None:
    made = Actions(site.services.store).add(
        ActionDraft("Visit the partner", partner_id="p1", owner="Ada"), today=NOW.date()
    )
    page.goto(f"{site.address}/actions?tab=actions")
    owner = page.get_by_label("Owner: Visit the partner")
    owner.fill("Ben")
    owner.press("Tab")
    expect(page.locator(".toast", has_text="Owner: Ben")).to_be_visible()
    # The next field has the focus, though the table was drawn anew in between.
    expect(page.get_by_label("Due: Visit the partner")).to_be_focused()
    page.get_by_label("Due: Visit the partner").fill("2026-09-01")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 action is overdue")
    page.get_by_label("Status: Visit the partner").select_option("done")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("overdue")
    kept = Actions(site.services.store).get(made.id)
    assert (kept.owner, kept.status, str(kept.due), kept.done_on) == ("Ben", "done", "2026-09-01", NOW.date())

    page.get_by_role("button", name="Remove: Visit the partner").click()
    expect(page.locator(".tdm-actiontable")).to_have_count(0)
    page.goto(f"{site.address}/actions?tab=actions&status=removed")
    page.get_by_role("button", name="Restore: Visit the partner").click()
    expect(page.locator("main")).not_to_contain_text("Visit the partner")
    assert [one.title for one in Actions(site.services.store).list()] == ["Visit the partner"]


def test_the_form_has_an_address_and_back_leaves_it(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/actions")
    expect(page.locator("main")).to_contain_text(FINDING)
    page.get_by_role("link", name="Edit the action for Partner 2 first").click()
    expect(page).to_have_url(re.compile("new=fell_band"))
    expect(page.get_by_role("heading", name="Action from a finding")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Action from a finding")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(FINDING)
    page.go_forward()
    page.get_by_label("Expected change").fill("much")
    page.get_by_role("button", name="Start action").click()
    expect(page.locator(".toast")).to_contain_text("must be a number")
    page.get_by_label("Expected change").fill("+4")
    page.get_by_role("button", name="Start action").click()
    expect(page).to_have_url(re.compile(r"/actions\?tab=actions$"))
    expect(page.locator(".tdm-actiontable")).to_contain_text("+4")
    expect(page.locator(".tdm-actiontable")).to_contain_text("Communication took 20.0")


def test_findings_are_dismissed_listed_and_brought_back_by_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/actions")
    expect(page.locator("main")).to_contain_text(FINDING)
    page.get_by_label(re.compile("^Dismiss Partner 2")).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Known and accepted")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Nothing stands out")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    hidden = page.get_by_role("link", name="Hidden 1")
    hidden.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("show=hidden"))
    expect(page.locator("main")).to_contain_text("Dismissed on 2 Oct 2026: Known and accepted")
    page.get_by_role("button", name=re.compile("^Bring back")).focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Nothing is hidden")
    page.keyboard.press("Control+z")
    expect(page.locator("main")).to_contain_text("Known and accepted")


def test_findings_that_are_still_being_looked_for_come_by_themselves(page: Page, site: Site) -> None:
    # Nobody has asked for these quarters yet.
    for path, list_of in (("/actions?period=2026Q2", "main"), ("/?period=2026Q1", "#overview-attention")):
        page.goto(f"{site.address}{path}")
        expect(page.locator(f"{list_of} :is(.tdm-insights, .tdm-empty)").first).to_be_visible()
        expect(page.locator("[data-tdm-wait]")).to_have_count(0)


def test_the_list_is_downloaded_as_it_is_filtered(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/actions?tier=Silver")
    expect(page.locator("main")).to_contain_text("Nothing stands out")
    page.get_by_role("link", name="Remove filter Tier: Silver").click()
    expect(page.locator("main")).to_contain_text(FINDING)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert download.value.suggested_filename == "findings.csv"
    assert FINDING in download.value.path().read_text("utf-8-sig")


def test_a_phone_shows_actions_without_scrolling_sideways(browser: Browser, site: Site) -> None:
    Actions(site.services.store).add(ActionDraft("Visit the partner " * 6, partner_id="p1"), today=NOW.date())
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for path in ("/actions", "/actions?tab=actions", "/actions?tab=actions&new="):
        page.goto(f"{site.address}{path}")
        expect(page.locator("main .card h2").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.close()
