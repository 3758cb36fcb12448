"""From a link to a changed score and back, on a site with accounts: a manager, a partner on its phone, an admin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from layouts import formats
from layouts.ids import SharingIds
from tests.browser.chromium import Watch
from tests.callbacks.people_given import PASSWORD, person
from tests.serving import NOW, Site, running_site

pytestmark = pytest.mark.browser

PARTNER = "P1021"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("journey"), demo=True, with_accounts=True) as running:
        yield running


@contextmanager
def opened(browser: Browser, site: Site, width: int) -> Iterator[Page]:
    """Open a browser of its own, which must neither complain nor ask anybody else."""
    watch, context = Watch(), browser.new_context(viewport={"width": width, "height": 844})
    yield watch.over(context.new_page())
    context.close()
    # A link that ends while its page is open is the one complaint that is allowed.
    assert [one for one in watch.errors if "410" not in one and "Callback" not in one] == []
    assert watch.failed == []
    assert watch.hosts == {urlsplit(site.address).netloc}


def sign_in(page: Page, site: Site, email: str) -> None:
    page.goto(site.address)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#main h1")).to_be_visible()


def test_a_link_is_made_answered_accepted_and_ended(browser: Browser, site: Site) -> None:
    services = site.services
    for email, role in (("ada@example.com", "manager"), ("root@example.com", "admin")):
        person(services, role, email=email, password=PASSWORD)
    with (
        opened(browser, site, 1440) as manager,
        opened(browser, site, 390) as phone,
        opened(browser, site, 1440) as admin,
    ):
        sign_in(manager, site, "ada@example.com")
        manager.goto(f"{site.address}/partners/{PARTNER}")
        manager.get_by_role("link", name=re.compile("Share")).first.click()
        expect(manager.locator(f"#{SharingIds.PARTNER}")).not_to_have_value("")
        manager.locator(f"#{SharingIds.LABEL}").fill("Review in November")
        manager.locator(f"#{SharingIds.CREATE}").click()
        address = manager.locator(f"#{SharingIds.ADDRESS}").input_value()
        assert address.startswith(f"{site.address}/s/")

        # A fresh browser on a phone: no account, and the secret is gone from the address bar.
        phone.goto(address)
        expect(phone.locator("h1")).to_be_visible()
        assert phone.url == f"{site.address}/s/"
        pulse = phone.locator("[data-tdm-answer='survey:']")
        pulse.get_by_role("group", name=re.compile("How good is the support")).locator("label").nth(4).click()
        pulse.get_by_role("button", name="Send answers").click()
        expect(pulse.get_by_role("status")).to_contain_text("It changes nothing until Tandem has looked at it.")
        phone.get_by_role("button", name=re.compile("Something wrong.*Bookings")).click()
        remark = phone.locator("[data-tdm-answer='remark:bookings']")
        remark.get_by_label("What should it be?").fill("900000")
        remark.get_by_label("What do you see differently?").fill("Two deals of September are missing.")
        remark.get_by_role("button", name="Send").click()
        expect(remark.get_by_role("status")).to_contain_text("Thank you")

        was = mindshare(site)
        manager.reload()
        manager.get_by_role("button", name="Accept: Pulse survey").click()
        expect(manager.get_by_role("button", name="Accept: Pulse survey")).to_have_count(0)
        manager.get_by_role("button", name=re.compile("Accept: .*Bookings")).click()
        expect(manager.get_by_role("button", name=re.compile("^Accept: "))).to_have_count(0)
        now = mindshare(site)
        assert abs(now - was) > 0.1

        # Both sides see the same number, and what became of what was sent.
        phone.reload()
        card = phone.locator("article", has=phone.locator("#score-mindshare_score"))
        expect(card.locator(".tdm-value")).to_contain_text(formats.score(now))
        expect(phone.locator("#answers-sent li").filter(has_text="Accepted")).to_have_count(2)
        manager.goto(f"{site.address}/partners/{PARTNER}")
        expect(manager.locator(".tdm-tile").nth(1)).to_contain_text(f"{formats.score(now)}/ 100")

        manager.goto(f"{site.address}/sharing")
        manager.get_by_role("button", name=re.compile("Revoke the link")).click()
        expect(manager.locator(f"#{SharingIds.STATUS}")).to_contain_text("revoked")
        pulse.get_by_role("group", name=re.compile("How good is the support")).locator("label").nth(1).click()
        pulse.get_by_role("button", name="Send answers").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("This link has ended")

        # Only an admin sees who did what.
        manager.goto(f"{site.address}/audit")
        expect(manager.locator("#main h1, #main h3").first).to_contain_text("may not")
        sign_in(admin, site, "root@example.com")
        admin.goto(f"{site.address}/audit?partner={PARTNER}")
        rows = admin.locator("tbody tr")
        expect(rows.first).to_contain_text("Revoked a link")
        told = "\n".join(rows.all_inner_texts())
        for act in ("Made a link", "Opened a link", "Sent something", "Accepted what was sent"):
            assert act in told
        assert told.count("ada@example.com") >= 4
        assert "Two deals of September" not in admin.content()


@pytest.mark.parametrize("partner_id", ["P1021", "P1003", "P1012"])
def test_a_scorecard_is_two_pages_of_paper(browser: Browser, site: Site, partner_id: str) -> None:
    _, secret = site.services.links.create(partner_id, now=NOW)
    with opened(browser, site, 1200) as page:
        page.goto(f"{site.address}/s/{secret}")
        expect(page.locator("#score-advocacy_score")).to_be_visible()
        page.wait_for_load_state("networkidle")
        for paper in ("A4", "Letter"):
            assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format=paper))) == 2


def mindshare(site: Site) -> float:
    board = site.services.board()
    assert board is not None
    return float(board.mindshare.composite.value[board.reading("mindshare_score").row(PARTNER), -1])
