"""A real server on a free loopback port, for tests and benchmarks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app import compose_server
from callbacks.commands.serving import listen
from callbacks.loading import load_demo
from callbacks.services import Services
from data.settings import Settings

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
"""The moment at which tests take place: just after the sample data end."""


COMPRESSED = Path(__file__).parents[1] / "instance" / "cache"
"""Static files as ``make setup`` compressed them; without it every site would do that anew."""


@dataclass(frozen=True)
class Site:
    """A running site."""

    address: str
    services: Services


@contextmanager
def running_site(home: Path, *, demo: bool = False, clock: Callable[[], datetime] = lambda: NOW) -> Iterator[Site]:
    """Serve a site whose home is `home` until the block ends.

    Parameters
    ----------
    home
        Folder of the store.
    demo
        Load the sample data first.
    clock
        Tells the moment.
    """
    if COMPRESSED.is_dir():
        (home / "cache").symlink_to(COMPRESSED)
    services = Services.compose(Settings.in_folder(home), clock)
    if demo:
        load_demo(services)
    flask = compose_server(services)
    flask.test_client().get("/healthz")
    server = listen(flask, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.effective_port}", services)
    finally:
        # From inside its loop, with every connection: those that a browser keeps open would keep the loop running.
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
        thread.join(5)
        server.task_dispatcher.shutdown()
        services.store.close()
