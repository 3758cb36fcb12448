"""Which language a request is answered in, and the translations that make it.

A person's choice is a cookie, set on the settings page; without one the site's setting holds. Addresses, files and
answers for scripts never depend on it, nor do the command line and background jobs.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from babel.messages import Catalog
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request

from data.settings import AUTO
from kpi.language import ENGLISH, Language, set_language
from layouts.locales import known_locale, language_of

COOKIE: Final = "tandem_language"
CHOICE_DAYS: Final = 365

DOMAIN: Final = "tandem"
SCRIPTS: Final = "assets/"
"""Where the messages come from that are sent to the browser, for its scripts."""

UNTRANSLATED: Final = ("/api/",)
"""Beginnings of paths that answer scripts of others: the same for everybody."""

FILES: Final = (".csv", ".xlsx", ".json", ".zip", ".pptx", ".js", ".css")


def register_languages(server: Flask, site: str) -> None:
    """Answer every request in its reader's language.

    Parameters
    ----------
    server
        The server; before anything on it that answers in words.
    site
        Language of whoever has chosen none; ``auto`` for the browser's.
    """

    @server.before_request
    def speak() -> None:
        set_language(language_named(asked_for(site)) if _is_for_people(request.path) else ENGLISH)

    @server.teardown_request
    def fall_silent(_error: BaseException | None) -> None:
        # A thread may do other work after this request.
        set_language(ENGLISH)


def asked_for(site: str) -> str:
    """Return the locale of the request: the person's choice, else the site's."""
    chosen = offered_locale(request.cookies.get(COOKIE, "")) if has_request_context() else ""
    if chosen:
        return chosen
    if site != AUTO or not has_request_context():
        return ENGLISH.locale if site == AUTO else site
    wanted = (offered_locale(name) for name in request.accept_languages.values())
    return next((name for name in wanted if name), ENGLISH.locale)


def offered_locale(name: str) -> str:
    """Return a locale whose language has translations, as Babel writes it; empty for any other text.

    Examples
    --------
    >>> offered_locale("de-AT"), offered_locale("en"), offered_locale("../etc"), offered_locale("")
    ('de_AT', 'en', '', '')
    """
    known = known_locale(name[:20])
    return known if known and known.split("_")[0] in offered() else ""


@lru_cache(maxsize=1)
def offered() -> tuple[str, ...]:
    """Return the languages that there are translations for, English first."""
    folders = [one.name for one in resources.files("locales").iterdir() if (one / "LC_MESSAGES").is_dir()]
    return (ENGLISH.locale, *sorted(folders))


@lru_cache(maxsize=64)
def language_named(locale: str) -> Language:
    """Return a language with its messages; those of a country are those of its language.

    Parameters
    ----------
    locale
        A locale that Babel knows. Without translations the words are English, the numbers the locale's.
    """
    catalogue = catalogue_of(locale.split("_")[0])
    if catalogue is None:
        return language_of(locale)
    plain = {one.id: one.string for one in catalogue if isinstance(one.id, str) and one.id and one.string}
    plural = {one.id[0]: one.string for one in catalogue if isinstance(one.id, tuple) and all(one.string)}
    form_of = gettext.c2py(catalogue.plural_expr)  # type: ignore[attr-defined]

    def translate_plural(one: str, many: str, number: int) -> str:
        forms = plural.get(one)
        return forms[form_of(number)] if forms else ENGLISH.translate_plural(one, many, number)

    return language_of(locale, lambda message: plain.get(message, message), translate_plural)


@lru_cache(maxsize=16)
def catalogue_of(name: str) -> Catalog | None:
    """Return the translations of a language; None where there are none."""
    if name not in offered()[1:]:
        return None
    file = resources.files("locales") / name / "LC_MESSAGES" / f"{DOMAIN}.po"
    with file.open("rb") as lines:
        catalogue = read_po(lines, locale=name, domain=DOMAIN)
    for one in list(catalogue):
        if one.fuzzy and one.id:
            catalogue.delete(one.id)
    return catalogue


@lru_cache(maxsize=64)
def script_words(locale: str) -> Mapping[str, Any]:
    """Return the translated messages of the browser's scripts, English -> text or the forms of a plural."""
    catalogue = catalogue_of(locale.split("_")[0])
    return {
        one.id if isinstance(one.id, str) else one.id[0]: one.string
        for one in catalogue or ()
        if one.string and all(one.string) and any(path.startswith(SCRIPTS) for path, _ in one.locations)
    }


def _is_for_people(path: str) -> bool:
    return not path.startswith(UNTRANSLATED) and not path.endswith(FILES)
