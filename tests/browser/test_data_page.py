"""The Data page in a real browser: several files from choosing to the result, corrections, undo and history."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FileChooser, Locator, Page, TimeoutError, expect

from tests.browser.chromium import Watch
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser

PARTNERS = "partner_id,name,partner_type\nP1,Acme,reseller\nP2,Beta,distributor\n"
VISITS = (
    "partner_id;date;kind;colour\n"
    "P1;03/04/2026;training;red\n"
    "P1;05/02/2026;meeting;\n"
    "P2;04/03/2026;call;blue\n"
    "P2;soon;call;blue\n"
)  # fmt: skip
"""Semicolons, a column of no table, dates that can be read both ways, and one that is no date."""

DEALS = "partner_id,deal_id,opened_on,stage,amount,closed_on\nP1,D1,2026-01-15,won,100,2026-02-20\n"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    home = tmp_path / "home"
    home.mkdir()
    with running_site(home) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("visits log.csv", VISITS), ("partners.csv", PARTNERS), ("deals.csv", DEALS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_files_are_read_asked_about_imported_corrected_and_undone(browser: Browser, site: Site, folder: Path) -> None:
    watch = Watch()
    page = watch.over(browser.new_page(viewport={"width": 1440, "height": 1000}))
    page.goto(f"{site.address}/data")
    choose(page, folder / "visits log.csv", folder / "deals.csv", folder / "partners.csv")
    visits = card(page, "visits log.csv")
    expect(visits).to_contain_text("1 question open")
    expect(card(page, "deals.csv")).to_contain_text("Ready to import")
    assert site.services.store.imports() == []

    say_that_it_is_interactions(visits)
    visits = card(page, "visits log.csv")
    visits.get_by_role("button", name="Day before month").click()
    visits.get_by_role("button", name="Check rows").click()
    visits = card(page, "visits log.csv")
    expect(visits).to_contain_text("Ready, 1 row rejected")
    expect(visits).to_contain_text("Kept in the file only")
    expect(visits).to_contain_text("Line 5")
    assert site.services.store.imports() == []

    page.get_by_role("button", name="Import all").click()
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    expect(page.locator("[data-tdm-review]")).to_have_count(0)
    # The result shows each file as it goes in: the heading stands there before the last one is done.
    _wait_for(lambda: len(site.services.store.imports()) == 3)
    assert {one.file_name: (one.accepted, one.rejected) for one in site.services.store.imports()} == {
        "partners.csv": (2, 0),
        "deals.csv": (1, 0),
        "visits log.csv": (3, 1),
    }
    _wait_for(lambda: not list(site.services.settings.uploads.iterdir()))
    assert not list(site.services.settings.uploads.iterdir())

    send_the_rejected_row_again(page, folder)
    past_imports_are_undone_and_redone(page, site)
    assert (watch.errors, watch.failed) == ([], [])
    assert watch.hosts == {site.address.removeprefix("http://")}
    page.close()


def _chooser_by_keyboard(page: Page) -> FileChooser:
    """Open the chooser with Enter; a page that is drawn anew meanwhile takes the focus away, as from a person."""
    for _ in range(4):
        page.locator("#data-drop").focus()
        try:
            with page.expect_file_chooser(timeout=7_000) as chooser:
                page.keyboard.press("Enter")
            return chooser.value
        except TimeoutError:
            continue
    raise AssertionError("Enter on the drop zone opens no file chooser")


def test_a_file_goes_in_by_keyboard_alone(browser: Browser, site: Site, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{site.address}/data")
    expect(page.locator("#data-drop")).to_be_visible()
    _chooser_by_keyboard(page).set_files([folder / "partners.csv"])
    button = page.get_by_role("button", name=re.compile("^Import: "))
    expect(button).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Result")).to_be_focused()
    assert [one.accepted for one in site.services.store.imports()] == [2]
    page.close()


def test_what_is_taken_back_or_left_behind_is_gone_from_the_server(
    browser: Browser, site: Site, folder: Path
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{site.address}/data")
    choose(page, folder / "partners.csv", folder / "deals.csv")
    expect(page.locator("[data-tdm-review]")).to_have_count(2)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.get_by_role("button", name="Remove partners.csv").click()
    expect(page.locator("[data-tdm-review]")).to_have_count(1)
    assert len(list(site.services.settings.uploads.iterdir())) == 1
    # Another tab of the page keeps the files; leaving the page does not.
    page.get_by_role("link", name="Templates").click()
    expect(page.get_by_role("heading", name="Deals")).to_be_visible()
    page.get_by_role("link", name="Add data").click()
    expect(card(page, "deals.csv")).to_contain_text("Ready to import")
    page.goto("about:blank")
    page.goto(f"{site.address}/healthz")
    assert list(site.services.settings.uploads.iterdir()) == []
    page.close()


def _wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)


def choose(page: Page, *paths: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_text("choose from your computer").click()
    chooser.value.set_files(paths)


def card(page: Page, file_name: str) -> Locator:
    return page.locator("[data-tdm-review]:not([data-busy])").filter(has=page.get_by_role("heading", name=file_name))


def say_that_it_is_interactions(visits: Locator) -> None:
    """Answer which table it is, where the header alone fits two."""
    answer = visits.locator("select[data-tdm-answers]")
    if answer.count():
        answer.select_option('"interactions"')
        visits.get_by_role("button", name="Check rows").click()
    expect(visits.get_by_role("button", name="Day before month")).to_be_visible()


def send_the_rejected_row_again(page: Page, folder: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Download 1 rejected row").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "soon" in text
    corrected = folder / "corrected visits log.csv"
    corrected.write_text(text.replace("soon", "28/03/2026"), encoding="utf-8")
    choose(page, corrected)
    again = card(page, corrected.name)
    expect(again).to_be_visible()
    if again.locator("select[data-tdm-answers]").count():
        again.locator("select[data-tdm-answers]").select_option('"interactions"')
        again.get_by_role("button", name="Check rows").click()
    again = card(page, corrected.name)
    expect(again).to_contain_text("Ready to import")
    again.get_by_role("button", name=re.compile("^Import: ")).click()
    expect(page.locator("#data-uploads").get_by_text("Imported")).to_have_count(3)


def past_imports_are_undone_and_redone(page: Page, site: Site) -> None:
    page.get_by_role("link", name="Past imports").click()
    row = page.get_by_role("row", name=re.compile("^deals.csv"))
    row.get_by_role("button", name=re.compile("^Undo")).click()
    expect(row).to_contain_text("Undone")
    assert [one.file_name for one in site.services.store.imports() if not one.active] == ["deals.csv"]
    row.get_by_role("button", name=re.compile("^Redo")).click()
    expect(row).to_contain_text("In use")
    assert all(one.active for one in site.services.store.imports())
