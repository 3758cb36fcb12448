"""The Settings page: whoever reads chooses a language; what the site has set is shown with where to change it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from flask import Flask, Response, has_request_context, make_response, redirect, request

from callbacks.access import may
from callbacks.languages import CHOICE_DAYS, COOKIE, asked_for, language_named, offered, offered_locale
from data.people.principal import Right
from data.settings import AUTO
from kpi.language import Language, language, speaking, t
from layouts import formats, settings
from layouts.locales import own_name

if TYPE_CHECKING:
    from datetime import date

    from dash import Dash
    from dash.development.base_component import Component

    from callbacks.services import Services

DAY_SECONDS: Final = 24 * 3600
SAVED: Final = "saved"


def settings_page(services: Services, search: str | None) -> Component:
    """Return the Settings page; ``?saved=1`` says that the language has just been chosen."""
    saved = parse_qs((search or "").removeprefix("?")).get(SAVED, [""])[0] == "1"
    return settings.layout(
        settings.SettingsView(
            options=language_options(services.settings.locale, _cookie(), services.today()),
            facts=site_facts(services),
            saved=saved,
        )
    )


def language_options(site: str, cookie: str, today: date) -> list[settings.LanguageOption]:
    """Return what there is to choose: the site's language first, then every language with translations."""
    chosen = offered_locale(cookie)
    usual = t("As your browser asks for") if site == AUTO else t("As this site: {language}", language=own_name(site))
    by_default = settings.LanguageOption("", usual, _example(language_named(asked_for(site)), today), not chosen)
    names = [*offered(), *([chosen] if chosen and chosen not in offered() else [])]
    return [
        by_default,
        *(
            settings.LanguageOption(name, own_name(name), _example(language_named(name), today), name == chosen)
            for name in names
        ),
    ]


def site_facts(services: Services) -> list[settings.FactView]:
    """Return what the site has set, and where each is changed."""
    given = services.settings
    in_environment = t("{name}, then start the server again")
    site_language = t("the browser's") if given.locale == AUTO else own_name(given.locale)
    board = services.board()
    until = t("none yet") if board is None else formats.day(board.programme.calendar.as_of)
    return [
        _fact(t("Name"), given.brand_name, in_environment, "TANDEM_BRAND_NAME"),
        _fact(t("Currency"), services.currency(), in_environment, "TANDEM_CURRENCY"),
        _fact(
            t("First month of the fiscal year"),
            language().month_names[given.fiscal_year_start - 1],
            in_environment,
            "TANDEM_FISCAL_YEAR_START",
        ),
        _fact(t("Language of the site"), site_language, in_environment, "TANDEM_LOCALE"),
        _fact(t("Folder of the data"), given.home.name, in_environment, "TANDEM_HOME"),
        settings.FactView(
            t("Version of the data"),
            t("{number}, data to {day}", number=formats.count(services.store.revision()), day=until),
            t("Data"),
            "/data?tab=history" if may(Right.IMPORT) else "",
        ),
        settings.FactView(
            t("Version of the method"), services.method.version, t("Method"), "/method" if may(Right.METHOD) else ""
        ),
        settings.FactView(t("Version of Tandem"), tandem_version(), t("with a new release")),
    ]


def tandem_version() -> str:
    """Return the version of Tandem; an en dash where it was not installed."""
    try:
        return version("tandem")
    except PackageNotFoundError:
        return formats.MISSING


def register(app: Dash, services: Services) -> None:
    """Connect the Settings page: its form is sent by the browser, not by a callback."""


def routes(server: Flask, services: Services) -> None:
    """Add the address to which the form with the language is sent."""

    @server.post(settings.CHOOSE, endpoint="choose_language")
    def choose_language() -> Response:
        """Keep the choice in a cookie; an unknown language is the site's own."""
        answer = make_response(redirect(f"/settings?{SAVED}=1", code=303))
        chosen = offered_locale(request.form.get("language", ""))
        secure = not services.settings.is_local
        if chosen:
            answer.set_cookie(
                COOKIE, chosen, max_age=CHOICE_DAYS * DAY_SECONDS, httponly=True, samesite="Lax", secure=secure
            )
        else:
            answer.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=secure)
        return answer


def _cookie() -> str:
    return request.cookies.get(COOKIE, "") if has_request_context() else ""


def _fact(name: str, value: str, where: str, setting: str) -> settings.FactView:
    return settings.FactView(name, value, where.format(name=setting))


def _example(spoken: Language, today: date) -> str:
    """Return how a date and a number look in a language."""
    with speaking(spoken):
        return f"{formats.day(today)} · {formats.value_text(1234.5, 'count')} · {formats.percent(9.6)}"
