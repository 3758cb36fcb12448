"""Commands that run the app and look after it."""

from __future__ import annotations

import gc
import logging
import threading
import webbrowser
from typing import Any

from flask import Flask
from waitress import create_server

from callbacks.access_log import LOG as ACCESS_LOG
from callbacks.commands.call import DONE, FAILED, HOST, PORT, Call, add_command
from callbacks.import_routes import LARGEST_FILE, OVERHEAD
from callbacks.security import is_loopback
from callbacks.services import Services
from data.facts.checks import check_store
from data.settings import Settings, SettingsError

THREADS = 8


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    parser = add_command(commands, "serve", serve, "Run the app.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--open", action="store_true", help="open it in a browser")
    add_command(commands, "migrate", migrate, "Bring the database to this version's schema.")
    add_command(commands, "check", check, "Compare the files of the store with its database.")
    add_command(commands, "compress", compress, "Compress the static files, so that nobody waits for it later.")


def serve(call: Call) -> int:
    """Run the app until it is stopped."""
    host, port = call.args.host, call.args.port
    _refuse_open_host(host, call.settings)
    services = call.services()
    server = call.parts.compose_server(services)
    # The first request makes Dash ready; made here, no two threads do it at once.
    server.test_client().get("/healthz")
    # What has been made so far stays; looked through again it would stop requests for a seventh of a second.
    gc.collect()
    gc.freeze()
    # A page asks for more files at once than there are threads; that they queue is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if not call.settings.is_local:
        ACCESS_LOG.setLevel(logging.INFO)
    try:
        running = listen(server, host=host, port=port)
    except OSError as error:
        raise SettingsError(
            f"Port {port} of {host} can't be used: {error.strerror}. Choose another with --port."
        ) from error
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    call.say(f"Tandem is on {address} (stop it with Ctrl-C)")
    if link := first_admin_link(services):
        call.say(f"Nobody has joined yet. Become the first admin, within 24 hours, at {link}")
    call.out.flush()
    if call.args.open:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    try:
        running.run()
    finally:
        running.close()
    return DONE


def listen(server: Flask, *, host: str, port: int) -> Any:
    """Listen for requests; `run` serves them.

    The headers of proxies are left in place: waitress would drop them unseen, and a request that came through
    a proxy has to be refused.
    """
    return create_server(
        server,
        host=host,
        port=port,
        threads=THREADS,
        max_request_body_size=LARGEST_FILE + OVERHEAD,
        ident=None,
        clear_untrusted_proxy_headers=False,
    )


def first_admin_link(services: Services) -> str:
    """Return a new way in for the first admin, which ends earlier ones; empty once somebody has joined."""
    settings = services.settings
    if settings.is_local or services.people.has_anybody():
        return ""
    return f"{settings.public_url}/join/{services.people.offer_first_admin(now=services.clock())}"


def _refuse_open_host(host: str, settings: Settings) -> None:
    if settings.is_local and not is_loopback(host if ":" not in host else f"[{host}]"):
        raise SettingsError(
            f"{host} can be reached from other machines, and without accounts whoever reaches the server sees "
            f"everything. Set TANDEM_PUBLIC_URL, with which accounts begin, or use --host {HOST}."
        )


def migrate(call: Call) -> int:
    """Bring the database to this version's schema."""
    call.services()
    call.say("The database has this version's schema.")
    return DONE


def check(call: Call) -> int:
    """Compare the files of the store with its database."""
    problems = check_store(call.services().store)
    for problem in problems:
        call.complain(problem)
    if not problems:
        call.say("The store is whole.")
    return FAILED if problems else DONE


def compress(call: Call) -> int:
    """Compress the static files at the best level."""
    count = call.parts.create_static(call.settings).precompress()
    call.say(f"{count} static files are compressed.")
    return DONE
