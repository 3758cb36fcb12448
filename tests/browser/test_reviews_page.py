"""A quarterly review in a real browser: started, written in, closed with what was known, opened again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from callbacks.review_acts import act, start
from callbacks.review_agenda import live_agenda
from data.work.actions import Actions
from data.work.reviews import Reviews
from tests.browser.chromium import Watch
from tests.serving import Site, running_site

pytestmark = pytest.mark.browser


PAPER = """() => {
  const { dataset } = document.documentElement;
  window.print = () => { dataset.printed = dataset.bsTheme; };
}"""
"""Notes the theme in which the page is printed, instead of opening a dialog."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("reviews"), demo=True) as running:
        # Findings take a while to be looked for, once: no test waits for them.
        first = Reviews(running.services.store).get(review_of(running, "P1021"))
        live_agenda(running.services, first, patient=True)
        yield running


def review_of(site: Site, partner: str, period: str = "2026Q3") -> int:
    return int(start(site.services, {"partner": partner, "period": period})["go"].rsplit("/", 1)[1])


def opened(page: Page, site: Site, review: int) -> Page:
    page.goto(f"{site.address}/reviews/{review}")
    expect(page.locator("#review-engagement_score .main-svg").first).to_be_visible()
    # Findings are looked for beside the page, which is drawn once more when they are there.
    expect(page.locator("[data-tdm-waiting]")).to_have_count(0)
    return page


def saved(page: Page, part: str) -> None:
    section = page.locator("section", has=page.get_by_role("heading", level=2, name=part))
    expect(section.locator("[data-tdm-saved]")).to_have_text("Saved")


def test_from_the_partners_link_to_a_closed_review_and_back(browser: Browser, site: Site) -> None:
    watch = Watch()
    page = watch.over(browser.new_page(viewport={"width": 1440, "height": 1000}))
    page.goto(f"{site.address}/reviews?partner=P1022")
    expect(page.get_by_role("heading", name="Start a review of Larkfield Distribution")).to_be_visible()
    page.get_by_label("Quarter under review").select_option("2026Q3")
    page.locator("[data-tdm-start-form] button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Larkfield Distribution: review of Q3 2026")
    expect(page.locator("[data-tdm-waiting]")).to_have_count(0)
    address = page.url

    page.get_by_role("textbox", name="Notes").fill("Prices were the main point.")
    saved(page, "Notes")
    page.get_by_role("textbox", name=re.compile("Resolution of Units sold, Aug")).fill("They count returns.")
    page.get_by_role("checkbox", name=re.compile("Units sold, Aug 2026 is settled")).check()
    saved(page, "Figures to settle")
    expect(page.locator("[data-tdm-sub]").filter(has_text="2 to settle")).to_be_visible()

    page.get_by_role("textbox", name="Next action").fill("Send the new price list")
    page.locator("[data-tdm-add]").get_by_label("Due").fill("2026-12-01")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Action", exact=True)).to_have_value("Send the new price list")
    expect(page.get_by_role("textbox", name="Next action")).to_be_focused()
    page.get_by_role("button", name="Remove Send the new price list").click()
    page.locator(".toast", has_text="Action removed").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("textbox", name="Action", exact=True)).to_be_visible()

    page.reload()
    expect(page.get_by_role("textbox", name="Notes")).to_have_value("Prices were the main point.")
    # Closed at once after typing: what was typed belongs to the record.
    page.get_by_role("textbox", name="Notes").press_sequentially("!")
    page.get_by_role("button", name="Close review").click()
    expect(page.get_by_text("Closed on 2 Nov 2026")).to_be_visible()
    expect(page.locator(".tdm-rv-notes")).to_have_text("!Prices were the main point.")
    expect(page.locator(".tdm-review :is(input, textarea, select)")).to_have_count(0)
    expect(page.get_by_text("They count returns.")).to_be_visible()

    # What happens elsewhere afterwards does not reach the record.
    (made,) = Actions(site.services.store).list("P1022")
    Actions(site.services.store).change(made.id, title="Something else")
    page.reload()
    expect(page.get_by_role("rowheader", name="Send the new price list")).to_be_visible()
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("textbox", name="Action", exact=True)).to_have_value("Something else")
    page.get_by_role("button", name="Close with that record").click()
    expect(page.get_by_role("rowheader", name="Send the new price list")).to_be_visible()

    page.get_by_role("link", name="Reviews").first.click()
    expect(page.get_by_role("row", name=re.compile("Larkfield Distribution Q3 2026 Closed"))).to_be_visible()
    page.get_by_role("link", name="Open", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?status=open$"))
    page.go_back()
    page.go_back()
    expect(page).to_have_url(address)
    expect(page.locator(".tdm-rv-notes")).to_be_visible()
    assert (watch.errors, watch.failed, watch.hosts) == ([], [], {site.address.removeprefix("http://")})


def test_two_tabs_never_lose_notes_of_each_other(browser: Browser, site: Site) -> None:
    review = review_of(site, "P1004")
    first = opened(browser.new_page(), site, review)
    second = opened(browser.new_page(), site, review)
    first.get_by_role("textbox", name="Notes").fill("From the first tab")
    saved(first, "Notes")
    second.get_by_role("textbox", name="Notes").fill("From the second tab")
    expect(second.get_by_text("The notes were changed elsewhere")).to_be_visible()
    assert Reviews(site.services.store).get(review).notes == "From the first tab"
    second.get_by_role("button", name="Keep both").click()
    saved(second, "Notes")
    assert Reviews(site.services.store).get(review).notes == "From the first tab\n\nFrom the second tab"
    for page in (first, second):
        page.close()


def test_the_main_path_by_keyboard_alone(browser: Browser, site: Site) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{site.address}/reviews?q=rheintal")
    button = page.get_by_role("button", name=re.compile("Start the review of")).first
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/reviews/\d+$"))
    expect(page.locator("#review-advocacy_score .main-svg").first).to_be_visible()
    expect(page.locator("[data-tdm-waiting]")).to_have_count(0)
    page.get_by_role("textbox", name="Notes").focus()
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")
    saved(page, "Notes")
    expect(page.get_by_role("textbox", name="Next action")).to_be_focused()
    page.keyboard.type("Call on Monday")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Next action")).to_be_focused()
    expect(page.get_by_role("textbox", name="Next action")).to_have_value("")
    # A day has a stop for each of its parts; how many differs between versions of the browser.
    for _ in range(12):
        if page.evaluate("document.activeElement.textContent") == "Close review":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Closed on 2 Nov 2026")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.close()


def test_an_empty_review_is_discarded_and_the_discarding_undone(browser: Browser, site: Site) -> None:
    review = review_of(site, "P1010")
    page = opened(browser.new_page(), site, review)
    page.get_by_role("button", name="Discard this empty review").click()
    expect(page).to_have_url(re.compile(r"/reviews$"))
    page.locator(".toast", has_text="Review discarded").get_by_role("button", name="Undo").click()
    expect(page).to_have_url(re.compile(r"/reviews/\d+$"))
    assert [one.period for one in Reviews(site.services.store).list("P1010")] == ["2026Q3"]
    page.close()


def test_a_review_fits_on_a_phone_and_onto_paper(browser: Browser, site: Site) -> None:
    review = review_of(site, "P1001")
    act(site.services, review, {"do": "figure", "month": 2026 * 12 + 7, "measure": "units_sold", "resolved": True})
    watch = Watch()
    page = watch.over(browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark"))
    opened(page, site, review)
    page.get_by_label("Day of the meeting").fill("2026-12-14")
    page.get_by_role("textbox", name="Notes").focus()
    expect(page.locator("[data-tdm-saved]").last).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.evaluate(PAPER)
    page.get_by_role("button", name="Print").click()
    expect(page.locator("html")).to_have_attribute("data-printed", "light")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert Reviews(site.services.store).get(review).held_on == date(2026, 12, 14)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Close the review")).to_be_hidden()
    expect(page.get_by_role("heading", name="Next actions")).to_be_visible()
    assert watch.errors == []
    page.close()
