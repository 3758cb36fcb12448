"""The Overview beside equivalent pages in Streamlit and Vizro: filter to repaint, first load, bytes.

Run: python -m tests.bench.page_rivals --rivals .rivals

Their packages are not among ours. Install them once into a folder of their own:

    python -m venv .rivals && .rivals/bin/pip install streamlit vizro

All three serve 10,000 partners × 36 months on this machine and are measured by the same Chromium in one run. The
pages of the rivals are written as their documentation suggests, with one filter, the trend by type, partners per band
and the table; ours is the whole Overview with seven filters, tiles, findings and results. What is compared is thus
techniques more than frameworks.

- *filter to repaint*: from the click on an option until both charts have other lines, in animation frames
- *first load*: from the start of the navigation in a fresh profile until the first chart has lines
- *bytes*: what the first and a second visit in the same profile receive, headers and web sockets included
"""

from __future__ import annotations

import argparse
import csv
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from data.method_files import load_method
from tests.bench.page_requests import ROOT, worker
from tests.bench.page_site import big_board
from tests.browser.chromium import chromium

CHANGES, LOADS = 24, 5
PATIENCE = 60_000

SIGNATURE = """
window.__drawn = () => [...document.querySelectorAll('.js-plotly-plot')].slice(0, 2).map(
  (plot) => [...plot.querySelectorAll('.scatterlayer path.js-line, .barlayer path')]
    .map((one) => one.getAttribute('d')));
"""
"""What the lines and columns of the first two charts look like now."""

FIRST_PAINT = f"""{SIGNATURE}
(function look() {{
  const plots = window.__drawn();
  if (plots.length && plots[0].length) requestAnimationFrame(() => {{ window.__painted = performance.now(); }});
  else requestAnimationFrame(look);
}})();
"""

REPAINT = """() => {
  const before = window.__drawn().map(String);
  window.__repaint = null;
  document.addEventListener('click', () => {
    const start = performance.now();
    (function look() {
      const now = window.__drawn().map(String);
      if (now.length === 2 && now.every((one, at) => one && one !== before[at])) {
        requestAnimationFrame(() => { window.__repaint = performance.now() - start; });
      } else requestAnimationFrame(look);
    })();
  }, { capture: true, once: true });
}"""


@dataclass(frozen=True)
class Rival:
    """A page to measure: its name, its address, and how its filter is set for the n-th time."""

    name: str
    address: str
    choose: Callable[[Page, int], None]


@dataclass(frozen=True)
class Measured:
    """What came of it [ms, bytes]."""

    name: str
    changes: list[float]
    loads: list[float]
    first: int
    second: int

    @property
    def change(self) -> float:
        """Median from filter to repaint [ms]."""
        return statistics.median(self.changes)

    @property
    def load(self) -> float:
        """Median of the first load [ms]."""
        return statistics.median(self.loads)


def choose_tandem(page: Page, turn: int) -> None:
    """Switch a region on or off in the open menu."""
    page.get_by_role("checkbox", name=("DACH", "Nordics")[turn // 2 % 2]).click()


def choose_radio(page: Page, turn: int) -> None:
    """Choose another region."""
    page.get_by_text(("DACH", "Nordics", "Iberia")[turn % 3], exact=True).first.click()


def measure(browser: Browser, rival: Rival) -> Measured:
    """Load the page in fresh profiles, then change its filter again and again."""
    loads, first, second = [], 0, 0
    for _ in range(LOADS):
        context = fresh(browser)
        spent, first = visit(context, rival.address)
        loads.append(spent)
        _, second = visit(context, rival.address)
        context.close()
    context = fresh(browser)
    changes = filter_changes(context, rival)
    context.close()
    return Measured(rival.name, changes, loads, first, second)


def fresh(browser: Browser) -> BrowserContext:
    """Return a profile without cache, whose pages may be asked for what was measured."""
    return browser.new_context(viewport={"width": 1440, "height": 1000}, bypass_csp=True)


def visit(context: BrowserContext, address: str) -> tuple[float, int]:
    """Return the time to the first painted chart [ms], and the bytes received until the page is quiet."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(FIRST_PAINT)
    received: list[float] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.on(
        "Network.webSocketFrameReceived", lambda event: received.append(len(event["response"]["payloadData"]) * 0.75)
    )
    page.goto(address)
    page.wait_for_function("window.__painted")
    spent = page.evaluate("window.__painted")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # what web sockets bring is no news to networkidle
    page.close()
    return float(spent), int(sum(received))


def filter_changes(context: BrowserContext, rival: Rival) -> list[float]:
    """Return the time of each filter change [ms]."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(FIRST_PAINT)
    page.goto(rival.address)
    page.wait_for_function("window.__painted")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    if rival.choose is choose_tandem:
        page.locator("summary", has_text="Region").click()
    spent = []
    for turn in range(CHANGES + 2):
        page.evaluate(REPAINT)
        rival.choose(page, turn)
        page.wait_for_function("window.__repaint")
        spent.append(float(page.evaluate("window.__repaint")))
        page.wait_for_timeout(400)  # so that nothing of the one change is still going on in the next
    page.close()
    return spent[2:]


def write_scores(path: Path) -> None:
    """Write the engagement scores that Tandem shows as partner × month, for the others."""
    board = big_board(load_method())
    reading, partners = board.reading("engagement_score"), board.programme.partners
    words = zip(partners.index, *(partners[name] for name in ("name", "partner_type", "tier", "region")), strict=True)
    names = ("insufficient data", "low", "moderate", "strong")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["partner_id", "name", "partner_type", "tier", "region", "month", "score", "band"])
        months = [f"{one // 12}-{one % 12 + 1:02d}" for one in board.programme.calendar.months]
        for row, texts in enumerate(words):
            values, codes = reading.value[row].tolist(), reading.band_codes[row].tolist()
            for at, month in enumerate(months):
                if board.programme.exists[row, at]:
                    value = "" if values[at] != values[at] else values[at]
                    writer.writerow([*texts, month, value, names[codes[at]]])


@contextmanager
def process(command: list[str], address: str) -> Iterator[str]:
    """Run a server until the block ends; gives its address when it answers."""
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(240):
            if running.poll() is not None:
                raise RuntimeError(f"{command[0]} ended before it answered")
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        running.terminate()
        running.wait(20)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def rivals(folder: Path, scores: Path, running: ExitStack) -> list[Rival]:
    """Start the pages of the rivals that are installed."""
    found = []
    pages = ROOT / "tests" / "bench" / "rivals"
    port = free_port()
    streamlit = [
        str(folder / "bin" / "python"), "-m", "streamlit", "run", str(pages / "streamlit_page.py"),
        "--server.headless", "true", "--server.port", str(port), "--server.address", "127.0.0.1",
        "--browser.gatherUsageStats", "false", "--", str(scores),
    ]  # fmt: skip
    address = running.enter_context(process(streamlit, f"http://127.0.0.1:{port}"))
    found.append(Rival("Streamlit", address, choose_radio))
    port = free_port()
    vizro = [str(folder / "bin" / "python"), str(pages / "vizro_page.py"), str(scores), str(port)]
    address = running.enter_context(process(vizro, f"http://127.0.0.1:{port}"))
    found.append(Rival("Vizro", address, choose_radio))
    return found


def line(one: Measured) -> str:
    """Return what to print of a page."""
    late = statistics.quantiles(one.changes, n=20)[-1]
    return (
        f"{one.name}: filter to repaint {one.change:.0f} ms (95th percentile {late:.0f}), first load "
        f"{one.load:.0f} ms, first visit {one.first / 1e6:.2f} MB, second visit {one.second / 1e3:.0f} kB"
    )


def ratios(ours: Measured, other: Measured) -> str:
    """Return how ours compares with another."""
    return (
        f"Tandem / {other.name}: filter to repaint {ours.change / other.change:.2f}, "
        f"first load {ours.load / other.load:.2f}, first visit {ours.first / other.first:.2f}"
    )


def say(text: str) -> None:
    """Print a line at once: a run takes minutes."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rivals", type=Path, default=ROOT / ".rivals", help="virtual environment of the rivals")
    folder = parser.parse_args().rivals
    with tempfile.TemporaryDirectory() as drafts, ExitStack() as running:
        pages = [Rival("Tandem", running.enter_context(worker()), choose_tandem)]
        if (folder / "bin" / "python").exists():
            scores = Path(drafts) / "scores.csv"
            write_scores(scores)
            pages += rivals(folder, scores, running)
        else:
            say(f"No rivals in {folder}: only Tandem is measured. The module says how to install them.")
        browser = running.enter_context(chromium())
        measured = []
        for one in pages:
            measured.append(measure(browser, one))
            say(line(measured[-1]))
        for other in measured[1:]:
            say(ratios(measured[0], other))


if __name__ == "__main__":
    main()
