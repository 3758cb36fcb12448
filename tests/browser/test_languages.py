"""Switching to German on the Settings page and back, as a person does it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import Watch
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("languages"), demo=True) as running:
        yield running


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield watch.over(context.new_page())
    context.close()


def test_german_and_back(page: Page, site: Site, watch: Watch) -> None:
    page.goto(f"{site.address}/settings")
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    page.get_by_label("Deutsch").check()
    page.get_by_role("button", name="Save language").press("Enter")
    page.wait_for_url("**/settings?saved=1")
    expect(page.get_by_role("status")).to_contain_text("Sprache")
    expect(page.locator("html")).to_have_attribute("lang", "de")

    page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Übersicht").click()
    expect(page.locator("#overview-tiles")).to_contain_text("Zielwert")
    expect(page.locator(".tdm-results")).to_contain_text(re.compile(r"\d,\d+\sMio\.\s€"))
    expect(page.locator("#shell-fresh")).to_have_text(re.compile(r"Daten bis 31\. Okt\. 2026"))
    expect(page.get_by_role("figure").first).to_contain_text("Als Tabelle ansehen")

    page.goto(f"{site.address}/settings")
    page.get_by_label("English", exact=False).first.check()
    page.get_by_role("button", name="Sprache speichern").click()
    expect(page.get_by_role("button", name="Save language")).to_be_visible()
    page.goto(site.address)
    expect(page.locator(".tdm-results")).to_contain_text(re.compile(r"€\d+\.\d+M"))
    assert (watch.errors, watch.failed, watch.hosts) == ([], [], {site.address.removeprefix("http://")})


def test_print_leaves_out_what_paper_cannot_do(page: Page, site: Site) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(site.address)
    expect(page.locator("#overview-tiles")).to_be_visible()
    for gone in (".tdm-topbar", ".tdm-filters", ".tdm-options", ".tdm-foot a"):
        expect(page.locator(gone).first).to_be_hidden()
    paper = page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert ink == "rgb(20, 24, 33)"


def test_the_scorecard_follows_the_site(browser: Browser, tmp_path: Path) -> None:
    with running_site(tmp_path, demo=False) as running:
        context = browser.new_context(locale="de-DE")
        page = context.new_page()
        page.goto(f"{running.address}/s/unknown")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        context.close()
