"""Requests as a browser sends them to Tandem, for benchmarks, and a site in its own process."""

from __future__ import annotations

import http.client
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from layouts import overview
from layouts.ids import OverviewIds, ShellIds

ROOT = Path(__file__).parents[2]
SCREEN = {"theme": "light", "compact": False}

TYPES = ("reseller", "distributor", "technology", "service", "referral", "joint_venture")
REGIONS, TIERS, MANAGERS = ("DACH", "Nordics", "Iberia"), ("Gold", "Silver"), ("Ada", "Bo")
KPIS = ("", "engagement_score", "mindshare_score", "advocacy_score")


def queries() -> list[str]:
    """Return some hundred filters that differ: every type with every region, tier or manager, bands and scores."""
    made = [
        "&".join(part for part in parts if part)
        for parts in itertools.product(
            ("", *(f"type={one}" for one in TYPES)),
            ("", *(f"region={one}" for one in REGIONS)),
            ("", *(f"tier={one}" for one in TIERS)),
            ("", *(f"manager={one}" for one in MANAGERS)),
            ("", "kpi=mindshare_score", "kpi=advocacy_score"),
        )
    ]
    # Spread, so that what follows one another has little in common.
    step = 241
    return [f"?{made[at * step % len(made)]}" for at in range(len(made))]


def filter_change(search: str) -> bytes:
    """Return the body of the request that redraws the Overview."""
    return _body(
        [(str(part), name) for part, name in overview.PARTS],
        [(ShellIds.LOCATION, "search", search), (ShellIds.SCREEN, "data", SCREEN)],
        [(ShellIds.LOCATION, "pathname", "/")],
    )


def page_drawn(path: str, search: str = "") -> bytes:
    """Return the body of the request that draws a page."""
    route = {"path": path, "search": search, "screen": SCREEN}
    outputs = (ShellIds.CONTENT, ShellIds.NAV, ShellIds.FRESH, ShellIds.BANDS)
    return _body(
        [(str(one), "children") for one in outputs],
        [(ShellIds.ROUTE, "data", route), (ShellIds.REFRESH, "data", None)],
        [],
    )


def rows_wanted(search: str, start: int = 0, sort: str = "change") -> bytes:
    """Return the body of the request for a page of the partner table."""
    asked = {
        "startRow": start,
        "endRow": start + 25,
        "sortModel": [{"colId": sort, "sort": "asc"}],
        "filterModel": {},
    }
    return _body(
        [(str(OverviewIds.GRID), "getRowsResponse")],
        [(OverviewIds.GRID, "getRowsRequest", asked)],
        [(ShellIds.LOCATION, "search", search)],
        single=True,
    )


def _body(
    outputs: list[tuple[str, str]],
    inputs: list[tuple[str, str, object]],
    state: list[tuple[str, str, object]],
    *,
    single: bool = False,
) -> bytes:
    names = [f"{part}.{name}" for part, name in outputs]
    made = [{"id": part, "property": name} for part, name in outputs]
    body = {
        "output": names[0] if single else f"..{'...'.join(names)}..",
        "outputs": made[0] if single else made,
        "inputs": [{"id": str(part), "property": name, "value": value} for part, name, value in inputs],
        "state": [{"id": str(part), "property": name, "value": value} for part, name, value in state],
        "changedPropIds": [f"{inputs[0][0]}.{inputs[0][1]}"],
    }
    return json.dumps(body).encode()


class Client:
    """A connection that stays open, as a browser's does."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._connection = http.client.HTTPConnection(self._host, timeout=60)

    def call(self, body: bytes) -> tuple[int, bytes]:
        """Send a callback; return the status and what came."""
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Accept-Encoding": "br, gzip"}
        return self._ask("POST", "/_dash-update-component", body, headers)

    def get(self, path: str) -> tuple[int, bytes]:
        """Fetch an address; return the status and what came."""
        return self._ask("GET", path, None, {"Accept-Encoding": "br, gzip"})

    def timed(self, body: bytes) -> float:
        """Send a callback; return how long it took [ms].

        Raises
        ------
        RuntimeError
            When the answer is not one.
        """
        start = time.perf_counter()
        status, _ = self.call(body)
        spent = 1000 * (time.perf_counter() - start)
        if status != 200:
            raise RuntimeError(f"the server answered {status}")
        return spent

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def worker(*, partners: int = 10_000) -> Iterator[str]:
    """Serve the big site in a process of its own until the block ends; gives its address."""
    command = [sys.executable, "-m", "tests.bench.page_site", "--partners", str(partners)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        if not address:
            raise RuntimeError("the site did not start")
        yield address
    finally:
        process.terminate()
        process.wait(10)
