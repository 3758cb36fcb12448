"""People in a browser: the first admin joins, invites somebody, and shuts them out; accounts are looked after."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from data.people.accounts import Account
from tests.browser.chromium import Watch
from tests.callbacks.people_given import PASSWORD, person
from tests.serving import NOW, Site, running_site

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
SIZES = {"light": (1440, 900), "dark": (390, 844)}
MANAGER, HERS, OTHERS = "Nordics desk", "P1010", "P1044"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("people"), demo=True, with_accounts=True) as running:
        yield running


@pytest.fixture
def ada(site: Site) -> Account:
    people = site.services.people
    known = [one for one in people.list() if one.email == "ada@example.com"]
    return known[0] if known else person(site.services, "admin", email="ada@example.com", password=PASSWORD)


def signed_in(browser: Browser, site: Site, email: str, theme: str = "light") -> BrowserContext:
    """Return a context in which somebody has signed in with the form."""
    width, height = SIZES[theme]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{site.address}/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.close()
    return context


def test_the_first_admin_joins_invites_somebody_and_shuts_them_out(site: Site, browser: Browser) -> None:
    link = f"{site.address}/join/{site.services.people.offer_first_admin(now=NOW)}"
    context, other = browser.new_context(), browser.new_context(viewport={"width": 390, "height": 844})
    watch = Watch()
    page, phone = watch.over(context.new_page()), watch.over(other.new_page())

    page.goto(link)
    expect(page).to_have_url(f"{site.address}/join")
    # The name is in focus; everything else follows by the tabulator.
    for text in ("Ada Lovelace", "ada@example.com", PASSWORD, PASSWORD):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ngagement")

    page.goto(f"{site.address}/people")
    page.get_by_label("E-mail").fill("ben@example.com")
    page.get_by_label("Role").select_option("manager")
    page.get_by_label("Sees").select_option(label=f"Partners of {MANAGER}")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("heading", name="Invitation for ben@example.com")).to_be_visible()
    expect(page.get_by_label("E-mail").first).to_have_value("")
    address = page.get_by_label("Address").input_value()

    phone.goto(address)
    expect(phone).to_have_url(f"{site.address}/join")
    phone.get_by_label("Your name").fill("Ben Bold")
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_label("Password again").fill(PASSWORD)
    phone.get_by_role("button", name="Join").click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    phone.goto(f"{site.address}/partners/{HERS}")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Skagen Data")
    phone.goto(f"{site.address}/partners/{OTHERS}")
    expect(phone.locator("#main :is(h1, h3)").first).to_be_visible()
    expect(phone.locator("body")).not_to_contain_text("Sundrift Energy Data")

    page.reload()
    page.get_by_role("link", name="Ben Bold").click()
    page.get_by_role("button", name="Shut out").click()
    expect(page.locator(".alert-success")).to_contain_text("Sessions and tokens have ended")
    watch.errors.clear()
    # The page that is open leads to the door at the next click.
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_role("link", name="Actions").last.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sign in")
    watch.errors[:] = [one for one in watch.errors if "401" not in one]
    assert (watch.errors, watch.failed) == ([], [])
    assert watch.hosts == {site.address.removeprefix("http://")}
    context.close()
    other.close()


def test_who_is_led_to_the_door_comes_back_to_where_they_were(site: Site, browser: Browser, ada: Account) -> None:
    page = browser.new_page()
    page.goto(f"{site.address}/partners/{HERS}")
    page.get_by_label("E-mail").fill(ada.email)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The e-mail or the password is not right.")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.address}/partners/{HERS}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Skagen Data")
    page.get_by_label("Account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{site.address}/partners")
    expect(page).to_have_url(f"{site.address}/login?next=/partners")
    page.close()


def test_a_token_is_made_and_sessions_are_ended(site: Site, browser: Browser, ada: Account) -> None:
    here, there = (signed_in(browser, site, ada.email) for _ in range(2))
    page = here.new_page()
    page.goto(f"{site.address}/account")
    page.get_by_label("Label, for your own list").fill("Nightly export")
    page.get_by_role("button", name="Make token").click()
    expect(page.get_by_label("Token “Nightly export”")).to_have_value(re.compile(r"tdm_[\w-]{43}"))
    page.get_by_role("button", name="End all others").click()
    expect(page.locator(".alert-success")).to_contain_text("ended")
    page.get_by_role("button", name="Revoke the token Nightly export").click()
    expect(page.locator(".alert-success")).to_contain_text("works no more")
    assert site.services.people.tokens.list(ada.id) == ()
    other = there.new_page()
    other.goto(f"{site.address}/account")
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")
    here.close()
    there.close()


def test_a_password_is_changed_and_the_page_says_so(site: Site, browser: Browser) -> None:
    one = person(site.services, "viewer", email="carol@example.com", password=PASSWORD)
    context = signed_in(browser, site, one.email)
    page = context.new_page()
    page.goto(f"{site.address}/account")
    page.get_by_role("link", name="Change password").click()
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("nine loud herons wading")
    page.get_by_label("New password again").fill("nine loud herons wading")
    page.keyboard.press("Enter")
    expect(page.locator(".alert-success")).to_contain_text("Your password is changed")
    assert site.services.people.verify(one.email, "nine loud herons wading") is not None
    context.close()


@pytest.mark.parametrize("theme", SIZES)
def test_the_pages_are_clean_for_axe_and_fit(site: Site, browser: Browser, ada: Account, theme: str) -> None:
    people, now = site.services.people, site.services.clock()
    width, height = SIZES[theme]
    outside = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    inside = signed_in(browser, site, ada.email, theme)
    door = {
        outside: ("/login", "/join/unknown", f"/reset/{people.offer_reset(ada.id, now=now)}"),
        inside: ("/account", "/account/password", "/people", f"/people/{ada.id}", "/people/nobody"),
    }
    found = []
    for context, paths in door.items():
        page = context.new_page()
        for path in paths:
            page.goto(f"{site.address}{path}")
            expect(page.locator("h1:visible").first).to_be_visible()
            page.wait_for_load_state("networkidle")
            found += _complaints(page, path)
        context.close()
    assert found == []


def _complaints(page: Page, path: str) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        *([f"{path}: {wide} px too wide"] if wide > 0 else []),
        *(f"{path}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations if one["impact"] in GRAVE),
    ]
