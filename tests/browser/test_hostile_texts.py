"""Texts of files are texts on every page, in every hover text and in every file that is downloaded."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from python_calamine import CalamineWorkbook

from callbacks.loading import Wish, import_all
from callbacks.security import SHARE_PREFIX
from data.work.actions import ActionDraft, Actions
from data.work.reviews import Reviews
from data.work.saved_views import SavedViews
from layouts.ids import SearchIds
from tests.browser.chromium import Watch, until
from tests.hostile import RAN, hostile_texts, write_hostile_files
from tests.serving import NOW, Site, running_site

pytestmark = pytest.mark.browser

COUNT = 2_000
FORMULA = re.compile(r"\s*[=+\-@＝]")
NUMBER = re.compile(r"[+-]?[\d.]+%?")

PATHS = (
    "/",
    "/partners?group=tier",
    "/partners/H9",
    "/partners/H11?kpi=advocacy_score",
    "/partners/H9/rows?kpi=bookings&period=2026Q2",
    "/compare?partners=H9,H10,H11,H12,H13",
    "/actions",
    "/actions?tab=actions",
    "/reviews/1",
    "/data?tab=partners",
    "/data?tab=quality",
    "/sharing",
    "/audit",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile")
    with running_site(folder) as running:
        services = running.services
        outcomes = import_all(services, Wish(write_hostile_files(folder, COUNT)))
        assert [(one.error, one.result and one.result.rejected) for one in outcomes] == [("", 0)] * 4
        worst = hostile_texts(40)
        for at, text in enumerate(worst):
            draft = ActionDraft(title=text, partner_id=f"H{at}", kpi="engagement_score", reason=text, owner=text)
            Actions(services.store).add(draft, today=NOW.date())
            SavedViews(services.store).add(f"{text} {at}", path="/", query=f"q={at}", today=NOW.date())
            services.links.create(f"H{at}", now=NOW, label=text)
            services.note("made link", partner_id=f"H{at}", detail=text)
        review = Reviews(services.store).start("H9", "2026Q2", now=NOW)
        Reviews(services.store).write_notes(review.id, "\n".join(worst), seen="")
        yield running


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


def settled(page: Page) -> None:
    expect(page.locator("#main :is(h1, h3):visible, main h1:visible").first).to_be_visible()
    page.wait_for_load_state("networkidle")


def hover_everywhere(page: Page) -> None:
    """Move over every chart, so that each shows its hover texts."""
    for chart in page.locator(".js-plotly-plot").all()[:6]:
        if not chart.is_visible():
            continue
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        if box is None:
            continue
        for x in range(8):
            for y in (0.3, 0.6):
                page.mouse.move(box["x"] + box["width"] * (0.1 + 0.1 * x), box["y"] + box["height"] * y)


@pytest.mark.parametrize("path", PATHS)
def test_no_text_of_a_file_is_run_on_a_page(page: Page, site: Site, path: str) -> None:
    watch = Watch()
    watch.over(page)
    page.goto(site.address + path)
    settled(page)
    assert page.locator("text=could not be drawn").count() == 0
    hover_everywhere(page)
    assert page.evaluate(f"window.{RAN} ?? null") is None
    assert page.locator('a[href^="javascript:" i], [onerror], [onload], [ontoggle], [onbegin]').count() == 0
    assert page.locator("main iframe, main script, #main svg animate").count() == 0
    # A script that the policy stopped would be one that nothing else had stopped.
    assert [one for one in watch.errors if "Content Security Policy" in one or "Refused to" in one] == []


def test_no_text_of_a_file_is_run_by_the_search(page: Page, site: Site) -> None:
    page.goto(site.address + "/")
    settled(page)
    page.keyboard.press("/")
    for typed in ("script", "img src", "svg", "javascript"):
        page.locator(f"#{SearchIds.FIELD}").fill(typed)
        until(page, f"document.querySelectorAll('#{SearchIds.RESULTS} [role=option]').length > 0")
        assert page.evaluate(f"window.{RAN} ?? null") is None


def test_no_text_of_a_file_is_run_on_a_scorecard(page: Page, site: Site) -> None:
    for number in (9, 11, 12, 16, 24):
        _, secret = site.services.links.create(f"H{number}", now=NOW)
        page.goto(f"{site.address}{SHARE_PREFIX}{secret}")
        settled(page)
        hover_everywhere(page)
        assert page.evaluate(f"window.{RAN} ?? null") is None
        assert page.locator("main iframe, main script, [onerror], [onload]").count() == 0


@pytest.mark.parametrize(
    "path", ["/export/partners.csv", "/actions/actions.csv", "/actions/findings.csv", "/export/audit.csv"]
)
def test_no_cell_of_a_csv_is_a_formula(page: Page, site: Site, path: str) -> None:
    text = page.request.get(site.address + path).text()
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]
    if "findings" not in path:
        assert any(cell.startswith("'=") for cell in cells)
    assert [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == []


def test_no_cell_of_the_effect_of_a_method_is_a_formula(page: Page, site: Site) -> None:
    asked = {"text": None, "edits": [[["bands", "strong"], "60"]]}
    text = page.request.post(f"{site.address}/api/method/effect.csv", data=asked).text()
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]
    assert any(cell.startswith("'=") for cell in cells)
    assert [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == []


def test_no_cell_of_a_workbook_is_a_formula(page: Page, site: Site) -> None:
    body = page.request.get(f"{site.address}/export/partners.xlsx").body()
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheets = [book.read(name).decode("utf-8") for name in book.namelist() if name.startswith("xl/worksheets/")]
        links = [name for name in book.namelist() if "externalLink" in name]
    assert sheets
    assert links == []
    assert not any("<f>" in sheet or "<hyperlink " in sheet for sheet in sheets)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
    cells = [
        cell for name in workbook.sheet_names for row in workbook.get_sheet_by_name(name).to_python() for cell in row
    ]
    held = [cell for cell in cells if isinstance(cell, str)]
    assert any(cell.startswith("'=") for cell in held)
    assert [cell for cell in held if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == []
