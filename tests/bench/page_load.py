"""How many requests a worker answers, how quickly, and whether two of them hold 50 mixed pages a second.

Run: python -m tests.bench.page_load

Serves 10,000 partners × 36 months. A worker is what `tandem serve` starts: one process, waitress with eight threads.
Two workers are two such processes on two ports that get the requests in turn, as a proxy would hand them out; whoever
runs a site starts them and the proxy. The load comes from this process, on the same machine.

The mixed pages are asked for three times: in the first time a worker also makes what it remembers from then on, and
looks for findings beside the requests.

The filter callback is measured twice: with filters that were never asked for before, and with some that were, which
the board remembers.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests.bench.page_requests import Client, filter_change, page_drawn, queries, rows_wanted, worker

CONNECTIONS = 4
RATE, SECONDS = 50, 20
WARM, TIMES = 40, 3
SIZES = (100, 100_000)


@dataclass
class Seen:
    """What came of some requests."""

    spent: list[float] = field(default_factory=list)
    failed: int = 0
    received: int = 0

    @property
    def late(self) -> float:
        """The 95th percentile [ms]."""
        return statistics.quantiles(self.spent, n=20)[-1]

    def line(self, name: str) -> str:
        """Return what to print."""
        each = self.received / max(len(self.spent), 1) / 1000
        middle = statistics.median(self.spent)
        return (
            f"{name}: {len(self.spent)} requests, {self.failed} failed, median {middle:.1f} ms, "
            f"95th percentile {self.late:.1f} ms, {each:.1f} kB each"
        )


def one_after_another(address: str, bodies: Sequence[bytes]) -> Seen:
    """Send callbacks one after another on one connection: how long each takes on a server with nothing else to do."""
    seen, client = Seen(), Client(address)
    for body in bodies:
        _timed(seen, lambda body=body: client.call(body))
    return seen


def at_full_speed(address: str, bodies: Sequence[bytes]) -> tuple[Seen, float]:
    """Send callbacks on several connections as fast as they are answered; also gives the requests per second."""
    seen, waiting, lock = Seen(), list(bodies), threading.Lock()

    def run() -> None:
        client = Client(address)
        while True:
            with lock:
                if not waiting:
                    return
                body = waiting.pop()
            _timed(seen, lambda body=body: client.call(body))

    start = time.perf_counter()
    _together([run] * CONNECTIONS)
    return seen, len(seen.spent) / (time.perf_counter() - start)


def at_a_rate(addresses: Sequence[str], asks: Sequence[Callable[[Client], tuple[int, bytes]]]) -> Seen:
    """Send requests at fixed times, in turn to each address, whether or not the ones before were answered."""
    seen = Seen()
    start = time.perf_counter() + 0.2
    slots = [list(range(at, RATE * SECONDS, 2 * RATE)) for at in range(2 * RATE)]

    def run(slot: list[int]) -> None:
        clients = [Client(address) for address in addresses]
        for number in slot:
            due = start + number / RATE
            time.sleep(max(due - time.perf_counter(), 0))
            ask = asks[number % len(asks)]
            # Late counts from when it was due: a request that had to wait for its connection was slow too.
            _timed(seen, lambda ask=ask, number=number: ask(clients[number % len(clients)]), since=due)

    _together([lambda slot=slot: run(slot) for slot in slots])
    return seen


def mixed_pages() -> list[Callable[[Client], tuple[int, bytes]]]:
    """Return what people ask for while they look around: pages, filter changes, rows of the table, the document."""
    asks: list[Callable[[Client], tuple[int, bytes]]] = []
    for at, query in enumerate(queries()[:60]):
        partner = f"/partners/P{(at * 157) % 10_000:06d}"
        bodies = [
            filter_change(query), rows_wanted(query), page_drawn("/", query), page_drawn(partner, query),
            page_drawn("/partners", query), rows_wanted(query, start=25 * (at % 9)), page_drawn("/kpis/win_rate"),
        ]  # fmt: skip
        asks += [lambda client, body=body: client.call(body) for body in bodies]
        asks.append(lambda client: client.get("/"))
    return asks


def _timed(seen: Seen, ask: Callable[[], tuple[int, bytes]], since: float | None = None) -> None:
    start = time.perf_counter() if since is None else since
    try:
        status, body = ask()
    except OSError:
        status, body = 0, b""
    seen.spent.append(1000 * (time.perf_counter() - start))
    seen.received += len(body)
    seen.failed += status != 200


def _together(runs: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=run) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main() -> None:
    """Measure and print."""
    bodies = [filter_change(query) for query in queries()]
    lines = []
    with worker() as address:
        one_after_another(address, bodies[:WARM])
        lines.append(one_after_another(address, bodies[WARM:240]).line("filter change, new filters, one at a time"))
        seen, rate = at_full_speed(address, bodies[240:])
        lines.append(seen.line(f"the same, {CONNECTIONS} at a time") + f", {rate:.0f} a second")
        seen, rate = at_full_speed(address, bodies[240:340] * 6)
        lines.append(seen.line(f"filters asked for before, {CONNECTIONS} at a time") + f", {rate:.0f} a second")
        rows = [rows_wanted(query) for query in queries()[:200]]
        lines.append(one_after_another(address, rows).line("a page of the table, one at a time"))
    for partners in SIZES:
        with worker(partners=partners) as address:
            one_after_another(address, [page_drawn("/partners"), *rows[:20]])
            lines.append(one_after_another(address, rows[20:]).line(f"a page of the table of {partners:,} partners"))
    with ExitStack() as both:
        addresses = [both.enter_context(worker()) for _ in range(2)]
        asks = mixed_pages()
        for address in addresses:
            client = Client(address)
            for ask in asks[:16]:
                ask(client)
        lines += [at_a_rate(addresses, asks).line(f"mixed pages, {RATE} a second, two workers") for _ in range(TIMES)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
