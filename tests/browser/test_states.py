"""What a page says while it waits, when something fails, and without a connection, in a real browser."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from callbacks.services import Boards
from tests.browser.chromium import PATIENCE, Watch, until
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser

UPDATE = re.compile("/_dash-update-component")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("states"), demo=True) as running:
        yield running


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests, so that the scripts come from its cache after the first."""
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    opened = context.new_page()
    opened.goto(site.address)
    expect(opened.locator("#overview-trend .main-svg").first).to_be_visible()
    yield opened
    opened.close()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Hold back every answer that needs the scores until the event is set."""
    released, current = threading.Event(), Boards.current

    def wait_first(boards: Boards) -> object:
        released.wait(PATIENCE / 1000)
        return current(boards)

    monkeypatch.setattr(Boards, "current", wait_first)
    yield released
    released.set()


def refuse(route: Route) -> None:
    route.abort("connectionrefused")


def note_states(page: Page) -> None:
    """Let the page note when the skeleton is shown and what is dimmed, with the time since a click."""
    page.evaluate(
        """() => {
            window.seen = [];
            const note = () => {
                const time = performance.now() - window.since;
                if (!document.getElementById("state-waiting").hidden) window.seen.push(["skeleton", time]);
                for (const one of document.querySelectorAll(".tdm-stale")) window.seen.push([one.id, time]);
            };
            new MutationObserver(note).observe(document.body, { attributes: true, subtree: true });
            document.addEventListener("click", () => { window.since = performance.now(); }, true);
        }"""
    )


def test_a_page_that_takes_long_shows_its_shape_after_300_ms(page: Page, held: threading.Event) -> None:
    note_states(page)
    page.locator("#shell-nav").get_by_role("link", name="KPI library").click()
    expect(page.locator("#state-waiting")).to_be_visible()
    expect(page.locator("#main")).to_be_hidden()
    held.set()
    expect(page.get_by_role("heading", level=1)).to_have_text("Partner Engagement Score")
    expect(page.locator("#state-waiting")).to_be_hidden()
    first = next(time for name, time in page.evaluate("window.seen") if name == "skeleton")
    # Not before; how soon after depends on how busy the machine is.
    assert first >= 290


def test_a_quick_page_shows_no_skeleton(page: Page) -> None:
    note_states(page)
    page.locator("#shell-nav").get_by_role("link", name="KPI library").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Partner Engagement Score")
    early = [time for name, time in page.evaluate("window.seen") if name == "skeleton" and time < 290]
    assert early == []


def test_what_is_asked_for_anew_is_dimmed_but_the_filters_are_not(page: Page, held: threading.Event) -> None:
    note_states(page)
    page.locator("summary", has_text="Region").click()
    page.get_by_role("checkbox", name="DACH").click()
    expect(page.locator("#overview-tiles.tdm-stale")).to_be_visible()
    assert page.locator(".tdm-filterbar .tdm-stale").count() == 0
    held.set()
    expect(page.locator("#filter-active")).to_contain_text("Region: DACH")
    expect(page.locator(".tdm-stale")).to_have_count(0)
    assert all(name != "skeleton" for name, _ in page.evaluate("window.seen"))


def test_a_callback_that_fails_says_the_reference_that_is_in_the_log(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_boards: Boards) -> None:
        raise RuntimeError("the secret of row 7")

    with caplog.at_level(logging.ERROR, logger="tandem"), monkeypatch.context() as patch:
        patch.setattr(Boards, "current", fail)
        page.locator("summary", has_text="Region").click()
        page.get_by_role("checkbox", name="DACH").click()
        toast = page.locator(".toast-container").get_by_role("alert")
        expect(toast).to_contain_text("reference")
        reference = re.search(r"reference ([0-9a-f]{8})", toast.inner_text())
        assert reference is not None
        # It stays until it is closed, unlike good news.
        toast.get_by_role("button", name="Close").click()
        expect(toast).to_have_count(0)
        page.locator("#shell-nav").get_by_role("link", name="Partners").click()
        expect(page.locator("#main").get_by_role("alert")).to_contain_text("This page could not be drawn")
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert reference[1] in said
    assert "secret" not in said
    expect(page.locator(".tdm-stale")).to_have_count(0)


def test_an_answer_in_no_words_of_ours_is_told_too(page: Page) -> None:
    page.route(UPDATE, lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    page.locator("summary", has_text="Region").click()
    page.get_by_role("checkbox", name="DACH").click()
    toast = page.locator(".toast-container").get_by_role("alert")
    expect(toast).to_contain_text("The server did not answer as expected")


def test_without_a_connection_the_page_says_so_and_goes_on_by_itself(page: Page) -> None:
    watch = Watch()
    page.route(UPDATE, refuse)
    page.route("**/healthz", refuse)
    page.locator("summary", has_text="Region").click()
    page.get_by_role("checkbox", name="DACH").click()
    notice = page.locator("#state-offline")
    expect(notice).to_be_visible()
    page.unroute(UPDATE)
    page.unroute("**/healthz")
    watch.over(page)
    # No click by pointer: on a slow machine the page may have tried by itself meanwhile, and hidden the button.
    notice.get_by_text("Try now").dispatch_event("click")
    expect(notice).to_be_hidden()
    expect(page.locator("#filter-active")).to_contain_text("Region: DACH")
    expect(page.locator(".toast-container")).to_contain_text("Connected again")
    assert watch.errors == []


def test_back_returns_to_the_place_on_the_page(page: Page) -> None:
    page.mouse.wheel(0, 700)
    until(page, "scrollY > 400 && history.state && history.state.tdmPlace === scrollY")
    place = page.evaluate("scrollY")
    page.evaluate("tandem.go('/kpis/win_rate')")
    expect(page.get_by_role("heading", level=1)).to_have_text("Win rate")
    page.go_back()
    expect(page.locator("#overview-trend .main-svg").first).to_be_visible()
    until(page, f"Math.abs(scrollY - {place}) < 2")


def test_motion_stops_when_less_is_asked_for(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.locator("#overview-tiles").evaluate("one => one.classList.add('tdm-stale')")
    seconds = page.locator("#overview-tiles").evaluate("one => parseFloat(getComputedStyle(one).transitionDuration)")
    assert seconds < 0.001
