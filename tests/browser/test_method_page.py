"""The Method page in a real browser: an edit, what it would do, a version that every score follows, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chromium import Watch
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("method"), demo=True) as running:
        yield running


def test_a_weight_is_edited_previewed_saved_followed_and_restored(browser: Browser, site: Site) -> None:
    watch = Watch()
    page = watch.over(browser.new_page(viewport={"width": 1440, "height": 1000}))
    open_page(page, site)
    strong = page.get_by_label("All scores: strong above")
    strong.fill("60")
    expect(page.get_by_role("heading", name="1 unsaved change", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ partners change band$"))).to_be_visible()
    expect(page.get_by_role("heading", name="Each partner")).to_be_visible()
    page.get_by_label("Weight of Communication").fill("none")
    expect(page.get_by_text("Is 'none'; it must be a number", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Save as version")).to_be_disabled()
    page.get_by_label("Weight of Communication").fill("60")
    expect(page.locator("[data-tdm-live='share:communication']")).to_have_text("43%")
    expect(page.get_by_role("heading", name="2 unsaved changes")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download all as CSV").click()
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 1 + 57

    # The draft is there on other tabs, after a reload and on the way back.
    tab(page, "Text").click()
    expect(page.get_by_label("The whole method as text")).to_have_value(re.compile(r"strong = 60\.0"))
    page.reload()
    expect(page.get_by_label("The whole method as text")).to_have_value(re.compile(r"strong = 60\.0"))
    page.go_back()
    expect(page).to_have_url(f"{site.address}/method")
    expect(page.get_by_label("All scores: strong above")).to_have_value("60")

    page.get_by_role("button", name="Save as version").click()
    expect(page.get_by_label("Note: what changes, and why")).to_be_focused()
    expect(page.get_by_text("Say in a note what changes")).to_be_visible()
    page.get_by_label("Note: what changes, and why").fill("More talk, an easier strong")
    page.get_by_role("button", name="Save as version").click()
    expect(page.locator("#method-status")).to_contain_text("Version 1 is saved and in force")
    expect(page.locator("#shell-bands")).to_have_text("Bands: strong above 60, moderate 50 to 60, low below 50")
    assert site.services.method.label == "Tandem 2"

    page.get_by_role("link", name="Overview", exact=True).click()
    expect(page.locator(".tdm-scale .k").nth(1)).to_have_text("60")
    # Findings are made anew under the new method; the way back would wait for them.
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(page.get_by_label("All scores: strong above")).to_have_value("60")
    restore_and_undo(page, site)
    assert (watch.errors, watch.failed) == ([], [])
    assert watch.hosts == {site.address.removeprefix("http://")}
    page.close()


def test_by_keyboard_alone_with_a_link_to_a_type(browser: Browser, site: Site) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{site.address}/method?tab=advocacy&type=referral")
    field = page.get_by_label("Reference", exact=True)
    expect(field).to_have_attribute("placeholder", "4")
    field.focus()
    page.keyboard.type("8")
    expect(page.get_by_role("heading", name="1 unsaved change", exact=True)).to_be_visible()
    press_tab_until(page, "#method-note")
    page.keyboard.type("Referral partners can do more")
    press_tab_until(page, '[data-tdm-method-do="discard"]')
    page.keyboard.press("Enter")
    expect(page.locator("#method-status")).to_contain_text("The changes were discarded.")
    expect(page.get_by_label("Reference", exact=True)).to_have_value("")
    expect(page.locator("#method-status")).to_be_focused()
    press_tab_until(page, '[data-tdm-method-do="return"]')
    page.keyboard.press("Enter")
    expect(page.get_by_label("Reference", exact=True)).to_have_value("8")
    press_tab_until(page, "#method-note")
    page.keyboard.type("Referral partners can do more")
    press_tab_until(page, '[data-tdm-method-do="save"]')
    page.keyboard.press("Enter")
    expect(page.locator("#method-status")).to_contain_text("is saved and in force")
    assert site.services.method.advocacy_of("referral").reference == 8
    page.close()


def open_page(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/method")
    expect(page.get_by_role("heading", name="Nothing is changed yet")).to_be_visible()


def restore_and_undo(page: Page, site: Site) -> None:
    tab(page, "Versions").click()
    page.get_by_role("row", name=re.compile("Before all versions")).get_by_role("link").click()
    expect(page).to_have_url(f"{site.address}/method?tab=versions&version=0")
    expect(page.get_by_role("heading", name=re.compile("differs in 3 entries"))).to_be_visible()
    page.get_by_role("row", name=re.compile("Before all versions")).get_by_role("button", name="Restore").click()
    expect(page.locator("#method-status")).to_contain_text("Tandem 1 is in force again, as version 2.")
    assert site.services.method.bands.strong == 75
    page.locator("#method-status").get_by_role("button", name="Undo").click()
    expect(page.locator("#method-status")).to_contain_text("Tandem 2 is in force again, as version 3.")
    assert site.services.method.bands.strong == 60


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Method").get_by_role("link", name=name)


def press_tab_until(page: Page, selector: str) -> None:
    for _ in range(80):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")
