"""A partner answers on its phone, the manager decides, the partner sees it, the link ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from data.links import SECTIONS
from layouts import formats
from tests.browser.chromium import Watch
from tests.serving import NOW, Site, running_site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("answers"), demo=True) as running:
        yield running


@pytest.fixture
def manager(browser: Browser, site: Site) -> Iterator[Page]:
    yield from watched(browser, site, 1440)


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    yield from watched(browser, site, 390)


def watched(browser: Browser, site: Site, width: int) -> Iterator[Page]:
    """Yield a page of a browser of its own that must not complain, and asks nobody else."""
    watch, context = Watch(), browser.new_context(viewport={"width": width, "height": 844})
    yield watch.over(context.new_page())
    context.close()
    assert watch.failed == []
    # A link that ends while its page is open is the one complaint that is allowed.
    assert [one for one in watch.errors if "410" not in one and "Callback" not in one] == []
    assert watch.hosts == {urlsplit(site.address).netloc}


def test_from_the_phone_to_the_score_and_back(phone: Page, manager: Page, site: Site) -> None:
    services = site.services
    link, secret = services.links.create("P1021", now=NOW, label="Review in November")
    phone.goto(f"{site.address}/s/{secret}")

    pulse = phone.locator("[data-tdm-answer='survey:']")
    expect(pulse.get_by_role("heading", name="Two-minute pulse")).to_be_visible()
    pulse.get_by_role("button", name="Send answers").click()
    expect(pulse.get_by_role("status")).to_have_text("Answer at least one of the questions.")
    # By keyboard, as by finger: real radio buttons.
    pulse.get_by_role("radio", name=re.compile("^0")).focus()
    phone.keyboard.press("ArrowRight")
    expect(pulse.get_by_role("radio", name="1", exact=True).first).to_be_checked()
    pulse.get_by_role("group", name=re.compile("How good is the support")).locator("label").nth(4).click()
    pulse.get_by_label("Your name or role").fill("Ann, sales")
    pulse.get_by_role("button", name="Send answers").press("Enter")
    expect(pulse.get_by_role("status")).to_contain_text("It changes nothing until Tandem has looked at it.")
    expect(pulse.get_by_role("radio", name="1", exact=True).first).not_to_be_checked()

    phone.get_by_role("button", name=re.compile("Something wrong.*Bookings")).click()
    remark = phone.locator("[data-tdm-answer='remark:bookings']")
    expect(remark.get_by_label("What do you see differently?")).to_be_focused()
    remark.get_by_label("What should it be?").fill("900000")
    remark.get_by_label("What do you see differently?").fill("Two deals of September are missing.")
    remark.get_by_role("button", name="Send").click()
    expect(remark.get_by_role("status")).to_contain_text("Thank you")

    figures = phone.locator("[data-tdm-answer='figure:']")
    figures.get_by_label("Figure", exact=True).select_option("units_sold")
    figures.get_by_label("Number", exact=True).fill("1234.5")
    figures.get_by_role("button", name="Send figure").click()
    expect(figures.get_by_role("status")).to_contain_text("Thank you")
    sent = phone.locator("#answers-sent li")
    expect(sent).to_have_count(3)
    expect(sent.filter(has_text="Waiting")).to_have_count(3)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390

    manager.goto(f"{site.address}/partners/P1021")
    expect(manager.get_by_role("heading", name="What came back")).to_be_visible()
    before = services.boards.current()
    manager.get_by_role("button", name="Accept: Pulse survey").click()
    expect(manager.locator(".toast")).to_contain_text("Accepted and counted as import")
    expect(manager.get_by_role("button", name="Accept: Pulse survey")).to_have_count(0)
    after = services.boards.current()
    assert before is not None
    assert after is not None
    row = after.reading("mindshare_score").row("P1021")
    was, now = (one.mindshare.composite.value[row, -1] for one in (before, after))
    assert abs(was - now) > 0.1
    expect(manager.locator(".tdm-tile").nth(1)).to_contain_text(f"{formats.score(now)}/ 100")

    manager.goto(f"{site.address}/sharing")
    wrong = manager.locator(".tdm-inbox-list > li").filter(has_text="Bookings")
    expect(wrong).to_contain_text("should be 900,000")
    wrong.get_by_text("Decline …").click()
    wrong.get_by_role("button", name="Decline: Bookings").click()
    expect(manager.locator(".toast").last).to_contain_text("Say in a few words why")
    wrong.get_by_label("Reason, shown to the partner").fill("They closed in October.")
    # A refused decision can be made again at once.
    wrong.get_by_role("button", name="Decline: Bookings").click(timeout=5_000)
    expect(manager.locator(".tdm-inbox-list > li")).to_have_count(1)

    phone.reload()
    expect(sent.filter(has_text="Accepted")).to_contain_text("Pulse survey, 2 answers")
    expect(sent.filter(has_text="Declined")).to_contain_text("They closed in October.")
    acts = [(one.act, one.partner_id) for one in services.audit.entries()]
    assert [acts.count((act, "P1021")) for act in ("sent", "accepted", "declined")] == [3, 1, 1]

    # The page is open, the link is taken back: at the next click it has ended.
    services.links.revoke(link.id, now=NOW)
    pulse.get_by_role("group", name=re.compile("How good is the support")).locator("label").nth(1).click()
    pulse.get_by_role("button", name="Send answers").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("This link has ended")
    assert len(services.audit.entries()) == len(acts)


def test_a_remark_is_opened_left_and_opened_by_keyboard(phone: Page, site: Site) -> None:
    phone.goto(f"{site.address}/s/{site.services.links.create('P1021', now=NOW)[1]}")
    button = phone.get_by_role("button", name=re.compile("Something wrong.*Engagement"))
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    field = phone.locator("#remark-engagement_score").get_by_label("What do you see differently?")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(field).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_nothing_of_the_forms_is_printed(phone: Page, site: Site) -> None:
    phone.goto(f"{site.address}/s/{site.services.links.create('P1021', now=NOW)[1]}")
    expect(phone.get_by_role("heading", name="Two-minute pulse")).to_be_visible()
    phone.emulate_media(media="print")
    for text in ("Two-minute pulse", "Your own figures", "What you sent", "Something wrong?"):
        expect(phone.get_by_text(text, exact=True).first).to_be_hidden()
    expect(phone.get_by_role("heading", name="Results that you can check")).to_be_visible()


def test_a_link_without_ways_to_answer_shows_none(phone: Page, site: Site) -> None:
    sections = [one for one in SECTIONS if one != SECTIONS.respond]
    secret = site.services.links.create("P1021", now=NOW, sections=sections)[1]
    phone.goto(f"{site.address}/s/{secret}")
    expect(phone.get_by_role("heading", name="Results that you can check")).to_be_visible()
    expect(phone.get_by_text("Something wrong?")).to_have_count(0)
    expect(phone.locator("form")).to_have_count(0)
