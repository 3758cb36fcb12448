"""How long a filter change takes on the server, and how much a first and a second visit move.

Run: python -m tests.bench.page_speed

Serves 10,000 partners × 36 months in a process of its own. Server time is that of the callback that redraws the
Overview, asked over HTTP with other filters each time, one after another; page_load asks for many at once. Transfer
is what Chromium receives over the wire, headers included, for the Overview in a fresh profile and again in a new page
of the same profile.
"""

from __future__ import annotations

import sys

from playwright.sync_api import BrowserContext, Page

from tests.bench.page_load import WARM, one_after_another
from tests.bench.page_requests import filter_change, queries, worker
from tests.browser.chromium import chromium

REPEATS = 200


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
    page.wait_for_selector(".ag-row a")
    page.wait_for_load_state("networkidle")


def main() -> None:
    """Measure and print."""
    bodies = [filter_change(query) for query in queries()[: WARM + REPEATS]]
    with worker() as address, chromium() as browser:
        one_after_another(address, bodies[:WARM])
        seen = one_after_another(address, bodies[WARM:])
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        first = visit_bytes(context, address)
        second = visit_bytes(context, address)
    lines = [
        seen.line("filter change, new filters each time"),
        f"first visit: {first / 1e6:.2f} MB",
        f"second visit: {second / 1e3:.0f} kB",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
