"""How long a filter change takes on the server, and how much a first and a second visit move.

Run: python -m tests.bench.page_speed

Serves the sample data on a loopback port. Server time is that of the callback that redraws the Overview, asked
over HTTP with a different filter each time. Transfer is what Chromium receives over the wire, headers included,
for the Overview in a fresh profile and again in a new page of the same profile.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from layouts import overview
from layouts.ids import ShellIds
from tests.browser.chromium import chromium
from tests.serving import Site, running_site

REPEATS = 200
QUERIES = ("?region=DACH", "?tier=Gold", "?type=reseller,technology", "?kpi=mindshare_score", "?band=low", "")


def filter_changes(site: Site) -> list[float]:
    """Return the time of each filter change [ms]."""
    spent = []
    for turn in range(REPEATS):
        body = _callback_body(QUERIES[turn % len(QUERIES)])
        request = urllib.request.Request(
            f"{site.address}/_dash-update-component",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Origin": site.address},
        )
        start = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            answer.read()
        spent.append(1000 * (time.perf_counter() - start))
    return spent[len(QUERIES) :]


def visit_bytes(context: BrowserContext, address: str) -> int:
    """Return the bytes that one visit of the Overview moves."""
    page = context.new_page()
    received: list[float] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address)
    _wait_until_drawn(page)
    page.close()
    return int(sum(received))


def _wait_until_drawn(page: Page) -> None:
    page.wait_for_selector(".js-plotly-plot .main-svg")
    page.wait_for_selector(".ag-row")
    page.wait_for_load_state("networkidle")


def _callback_body(search: str) -> dict[str, object]:
    return {
        "output": "..".join(["", "...".join(f"{part}.{name}" for part, name in overview.PARTS), ""]),
        "outputs": [{"id": part, "property": name} for part, name in overview.PARTS],
        "inputs": [
            {"id": ShellIds.LOCATION.value, "property": "search", "value": search},
            {"id": ShellIds.SCREEN.value, "property": "data", "value": {"theme": "light", "compact": False}},
        ],
        "state": [{"id": ShellIds.LOCATION.value, "property": "pathname", "value": "/"}],
        "changedPropIds": [f"{ShellIds.LOCATION.value}.search"],
    }


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), demo=True) as site,
        chromium() as browser,
    ):
        spent = filter_changes(site)
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        first = visit_bytes(context, site.address)
        second = visit_bytes(context, site.address)
    late = statistics.quantiles(spent, n=20)[-1]
    lines = [
        f"filter change, server time: median {statistics.median(spent):.0f} ms, 95th percentile {late:.0f} ms",
        f"first visit: {first / 1e6:.2f} MB",
        f"second visit: {second / 1e3:.0f} kB",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
