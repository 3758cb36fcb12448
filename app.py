"""Tandem, composed: settings, store, one Flask server, and the two Dash apps on it."""

import os
from datetime import UTC, datetime
from pathlib import Path

from dash import Dash
from flask import Flask

from callbacks import commands, share
from callbacks.access import AccessGuard, guard_callbacks
from callbacks.access_log import register_access_log
from callbacks.document import TandemDash
from callbacks.http import LARGEST_BODY, UPLOADS_KEY, StreamingRequest, http_routes, sweep_uploads
from callbacks.languages import register_languages
from callbacks.limits import Limits
from callbacks.oidc import OidcSignIns
from callbacks.pages import PAGES
from callbacks.plain_pages import PlainPages
from callbacks.router import frame
from callbacks.security import SHARE_PREFIX, Headers, register_guards
from callbacks.services import Clock, Services
from callbacks.share import ShareGate
from callbacks.signing_in import SignIns
from callbacks.static_files import (
    StaticFiles,
    assets_tree,
    bootstrap_tree,
    bundle_tree,
    compress_response,
    plotly_tree,
)
from data.settings import Settings
from kpi.language import t

ASSETS = Path(__file__).parent / "assets"


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def create_server(settings: Settings, *, clock: Clock = utc_now) -> Flask:
    """Compose the server of a site.

    Parameters
    ----------
    settings
        What the site has set.
    clock
        Tells the moment, in UTC.
    """
    return compose_server(Services.compose(settings, clock))


def compose_server(services: Services) -> Flask:
    """Compose the server around services that exist already."""
    settings = services.settings
    settings.refuse_weak()
    server = Flask("tandem", static_folder=None)
    server.secret_key = settings.signing_key()
    server.request_class = StreamingRequest
    server.config.update({UPLOADS_KEY: str(settings.uploads), "MAX_CONTENT_LENGTH": LARGEST_BODY})
    server.extensions["tandem"] = services
    services.audit.forget(now=services.clock(), days=settings.audit_days)
    sweep_uploads(settings.uploads, services.clock().timestamp())
    static = create_static(settings)

    # The language comes before whatever is said, guards before whatever is done, and fixed routes before the manager
    # app, whose pages are a catch-all.
    register_languages(server, settings.locale)
    register_access_log(server)
    register_guards(server, settings)
    AccessGuard(services).register(server)
    static.register(server)
    server.register_blueprint(http_routes(services))
    for page in PAGES:
        if hasattr(page, "routes"):
            page.routes(server, services)
    plain_pages = PlainPages(static, settings.brand_name)
    limits = Limits(services, plain_pages)
    sign_ins = SignIns(services, plain_pages, limits)
    sign_ins.register(server)
    OidcSignIns(services, plain_pages, sign_ins).register(server)
    ShareGate(services, static).register(server)
    share_app = create_share_app(server, services, static)
    manager_app = create_manager_app(server, services, static)
    guard_callbacks(manager_app)
    limits.register(server)
    server.after_request(
        Headers(manager_app.csp_hashes(), share_app.csp_hashes(), https=settings.public_url.startswith("https:"))
    )
    server.after_request(compress_response)
    return server


def create_manager_app(server: Flask, services: Services, static: StaticFiles) -> Dash:
    """The app at ``/``, for the people of the company."""
    app = TandemDash(
        "tandem.manager",
        static,
        title=lambda: services.settings.brand_name,
        server=server,
        url_base_pathname="/",
        # Pages are made when they are opened, so Dash cannot know their ids at the start; the wiring
        # test looks for every id in every layout instead.
        suppress_callback_exceptions=True,
    )
    # A function: the frame is made in the language of each request, and for who asks.
    app.layout = frame
    for page in PAGES:
        page.register(app, services)
    return app


def create_share_app(server: Flask, services: Services, static: StaticFiles) -> Dash:
    """The app under ``/s/``, for whoever holds a link."""
    app = TandemDash(
        "tandem.share",
        static,
        title=lambda: t("Partner scorecard"),
        server=server,
        url_base_pathname=SHARE_PREFIX,
        # Otherwise Dash would make the layout at the start and put it into every visitor's HTML.
        suppress_callback_exceptions=True,
    )
    share.register(app, services)
    return app


def create_static(settings: Settings) -> StaticFiles:
    """The static files of both apps."""
    trees = (assets_tree(ASSETS), bootstrap_tree(), bundle_tree(), plotly_tree(ASSETS))
    return StaticFiles(settings.static_cache, trees)


def main() -> None:
    """Run the command line; the console script ``tandem``."""
    app_parts = commands.AppParts(compose_server, create_static, utc_now)
    raise SystemExit(commands.run(app_parts, environ=os.environ, dotenv_path=Path(".env")))


if __name__ == "__main__":
    main()
