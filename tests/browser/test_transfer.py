"""What a first and a second visit move: everything compressed and named by its content, and nothing twice."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Response, expect

from callbacks.static_files import COMPRESSIBLE, IMMUTABLE
from tests.browser.chromium import Watch
from tests.serving import running_site

pytestmark = pytest.mark.browser

FIRST_VISIT, SECOND_VISIT = 2_500_000, 150_000
"""Bytes that a visit of the Overview may receive, headers included."""


def visit(context: BrowserContext, address: str, watch: Watch) -> tuple[int, list[Response]]:
    page = watch.over(context.new_page())
    received: list[float] = []
    answers: list[Response] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address)
    expect(page.locator("#overview-trend .main-svg").first).to_be_visible()
    expect(page.locator(".ag-row a").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.close()
    return int(sum(received)), answers


def test_a_second_visit_moves_little_and_everything_may_be_kept(browser: Browser, tmp_path: Path) -> None:
    watch = Watch()
    with running_site(tmp_path, demo=True) as site:
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        first, answers = visit(context, site.address, watch)
        second, _ = visit(context, site.address, watch)
    files = [one for one in answers if "/static/" in one.url]
    assert len(files) > 20
    for one in files:
        assert one.headers["cache-control"] == IMMUTABLE, one.url
        if Path(urlsplit(one.url).path).suffix in COMPRESSIBLE:
            assert one.headers["content-encoding"] in ("br", "gzip"), one.url
    others = [one for one in answers if one not in files and "_dash-layout" not in one.url]
    assert {urlsplit(one.url).path for one in others} <= {"/", "/_dash-dependencies", "/_dash-update-component"}
    assert watch.hosts == {site.address.removeprefix("http://")}
    assert first < FIRST_VISIT
    assert second < SECOND_VISIT
