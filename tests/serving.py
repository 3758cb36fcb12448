"""A real server on a free loopback port, for tests and benchmarks."""

from __future__ import annotations

import atexit
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app import compose_server
from callbacks.commands.serving import listen
from callbacks.loading import load_demo
from callbacks.services import Services
from data.settings import Settings
from tests.callbacks.people_given import server_settings

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
def running_site(
    home: Path, *, demo: bool = False, clock: Callable[[], datetime] = lambda: NOW, with_accounts: bool = False
) -> Iterator[Site]:
    """Serve a site whose home is `home` until the block ends.

    Parameters
    ----------
    home
        Folder of the store.
    demo
        Load the sample data first.
    clock
        Tells the moment.
    with_accounts
        Serve it under a public address, a loopback one, so that people have to sign in; nobody has joined.
    """
    if COMPRESSED.is_dir():
        (home / "cache").symlink_to(COMPRESSED)
    port = _free_port() if with_accounts else 0
    public = {"TANDEM_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    settings = server_settings(home, **public) if with_accounts else Settings.in_folder(home)
    if demo:
        shutil.copytree(_demo_home(clock()), home, dirs_exist_ok=True)
    services = Services.compose(settings, clock)
    flask = compose_server(services)
    flask.test_client().get("/healthz")
    server = listen(flask, host="127.0.0.1", port=port)
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


@cache
def _demo_home(moment: datetime) -> Path:
    """Return a home folder with the sample data, imported once per process; it is gone when that ends."""
    folder = TemporaryDirectory(prefix="tandem-sample-")
    atexit.register(folder.cleanup)
    home = Path(folder.name)
    services = Services.compose(Settings.in_folder(home), lambda: moment)
    load_demo(services)
    services.jobs.close()
    services.store.close()
    return home


def _free_port() -> int:
    """Return a port that nobody listens on: the public address has to be known before the server is made."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
