"""Each request is answered in its reader's language, and nothing that is kept brings it to the next reader."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app import compose_server
from callbacks.filters import parse_filters
from callbacks.insight_list import found
from callbacks.languages import COOKIE, asked_for, language_named, offered, offered_locale, script_words
from callbacks.loading import load_demo
from callbacks.services import Services
from callbacks.settings import language_options, site_facts
from data.settings import Settings, SettingsError
from kpi.language import ENGLISH, language, speaking, t, tn
from tests.serving import NOW

PAGES = ("/", "/partners", "/partners/P1021", "/actions", "/data", "/kpis/win_rate", "/sharing", "/settings")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    made = Services.compose(Settings.in_folder(tmp_path_factory.mktemp("languages")), lambda: NOW)
    load_demo(made)
    board = made.board()
    assert board is not None
    for locale in ("en", "de", "fr"):
        with speaking(language_named(locale)):
            # Findings are looked for in the background; a page without them yet is another page.
            found(made, board, parse_filters("", board), patience=60)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def client(services: Services) -> FlaskClient:
    return compose_server(services).test_client()


def drawn(client: FlaskClient, path: str, locale: str = "") -> str:
    """Return a page as its callback answers, asked for in a language."""
    known = [one for one in client.get("/_dash-dependencies").get_json() if "main.children" in one["output"]]
    name = known[0]["output"]
    listed = [part.rsplit(".", 1) for part in name.strip(".").split("...")]
    client.delete_cookie(COOKIE)
    if locale:
        client.set_cookie(COOKIE, locale)
    answer = client.post(
        "/_dash-update-component",
        json={
            "output": name,
            "outputs": [{"id": one, "property": prop} for one, prop in listed],
            "inputs": [
                {"id": "shell-route", "property": "data", "value": {"path": path, "search": ""}},
                {"id": "shell-refresh", "property": "data", "value": None},
            ],
            "changedPropIds": ["shell-route.data"],
        },
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    return json.dumps(answer.get_json(), ensure_ascii=False)


def test_without_a_choice_the_site_is_english(client: FlaskClient) -> None:
    assert '<html lang="en"' in client.get("/").get_data(as_text=True)
    assert "Partners" in drawn(client, "/")


def test_a_choice_holds_for_document_and_callbacks(client: FlaskClient) -> None:
    client.set_cookie(COOKIE, "de")
    document = client.get("/").get_data(as_text=True)
    assert '<html lang="de"' in document
    assert "%LANGUAGE%" not in document
    assert "%WORDS%" not in document
    assert "Übersicht" in drawn(client, "/", "de")
    assert "Vue d'ensemble" in drawn(client, "/", "fr")


def test_numbers_and_dates_follow(client: FlaskClient) -> None:
    german, french = drawn(client, "/", "de"), drawn(client, "/", "fr")
    assert re.search(r"\d,\d+\u00a0Mio\.\u00a0€", german)
    assert "Q3 2026" in german
    assert re.search(r"\d,\d+\u00a0M\u00a0€", french)
    assert "T3 2026" in french
    assert '"separators": ",."' in german


@pytest.mark.parametrize("path", PAGES)
def test_what_is_kept_of_a_page_does_not_reach_readers_of_another_language(client: FlaskClient, path: str) -> None:
    first = {locale: drawn(client, path, locale) for locale in ("de", "", "fr")}
    again = {locale: drawn(client, path, locale) for locale in ("fr", "de", "")}
    assert first == again
    assert len(set(first.values())) == 3


@pytest.mark.parametrize("cookie", ["xx", "../../etc/passwd", "de de", "zh", "", "e" * 5000])
def test_a_cookie_of_nonsense_is_no_choice(client: FlaskClient, cookie: str) -> None:
    client.delete_cookie(COOKIE)
    answer = client.get("/", headers={"Cookie": f"{COOKIE}={cookie}"})
    assert answer.status_code == 200
    assert '<html lang="en"' in answer.get_data(as_text=True)


def test_files_and_answers_for_scripts_are_the_same_for_everybody(client: FlaskClient) -> None:
    for path in ("/api/scores?kpi=win_rate&group_by=all", "/api/templates/deals.csv"):
        client.delete_cookie(COOKIE)
        english = client.get(path).get_data()
        client.set_cookie(COOKIE, "de")
        assert client.get(path).get_data() == english
    client.delete_cookie(COOKIE)


def test_the_browsers_language_counts_only_when_the_site_says_so(services: Services) -> None:
    wanted = {"Accept-Language": "xx, de-AT;q=0.9, fr;q=0.5"}
    for site, expected in (("en", "en"), ("fr", "fr"), ("auto", "de_AT")):
        server = compose_server(replace(services, settings=replace(services.settings, locale=site)))
        with server.test_request_context("/", headers=wanted):
            assert asked_for(site) == expected
        page = server.test_client().get("/", headers=wanted).get_data(as_text=True)
        assert f'<html lang="{expected.replace("_", "-")}"' in page


def test_a_request_leaves_its_thread_english(client: FlaskClient) -> None:
    drawn(client, "/", "de")
    assert language() is ENGLISH
    heard: list[str] = []
    with speaking(language_named("de")):
        thread = threading.Thread(target=lambda: heard.append(language().locale))
        thread.start()
        thread.join()
    assert heard == ["en"]


def test_the_choice_is_kept_in_a_cookie_and_taken_back(client: FlaskClient) -> None:
    client.delete_cookie(COOKIE)
    answer = client.post("/settings/language", data={"language": "de"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings?saved=1")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=de;")
    assert "SameSite=Lax" in cookie
    assert "HttpOnly" in cookie
    for nonsense in ("", "xx", "../"):
        assert f"{COOKIE}=;" in client.post("/settings/language", data={"language": nonsense}).headers["Set-Cookie"]
    assert client.get("/settings/language").status_code in (200, 405)
    foreign = client.post("/settings/language", data={"language": "de"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


def test_settings_show_what_the_site_has_set_and_no_path(services: Services) -> None:
    facts = {one.name: (one.value, one.where) for one in site_facts(services)}
    assert facts["Name"] == ("Tandem", "TANDEM_BRAND_NAME, then start the server again")
    assert facts["First month of the fiscal year"][0] == "January"
    assert not any("/" in value for value, _ in facts.values())


def test_languages_to_choose_from() -> None:
    assert offered()[0] == "en"
    assert {"de", "fr"} <= set(offered())
    options = language_options("de", "fr", NOW.date())
    assert [one.value for one in options][:2] == ["", "en"]
    assert [one.value for one in options if one.chosen] == ["fr"]
    assert next(one for one in options if one.value == "de").example == "2. Nov. 2026 · 1.235 · 9,6\u00a0%"
    assert offered_locale("de-CH") == "de_CH"


def test_plurals_and_what_is_not_translated() -> None:
    with speaking(language_named("fr")):
        assert tn("{count} partner", "{count} partners", 0, count="0") == "0 partenaire"
        assert tn("{count} partner", "{count} partners", 2, count="2") == "2 partenaires"
        assert t("No such message at all, {name}", name="x") == "No such message at all, x"
        assert t("") == ""
    with speaking(language_named("es")):
        assert t("Partners") == "Partners"


def test_scripts_get_their_words() -> None:
    assert script_words("en") == {}
    german = script_words("de")
    assert german["Link copied"] == "Link kopiert"
    assert list(german["{count} row"]) == ["{count} Zeile", "{count} Zeilen"]


def test_a_site_language_that_there_is_none_of_is_refused() -> None:
    with pytest.raises(SettingsError, match="TANDEM_LOCALE"):
        Settings.from_environment({"TANDEM_LOCALE": "klingon"})
    assert Settings.from_environment({"TANDEM_LOCALE": "de-ch"}).locale == "de_CH"
    assert Settings.from_environment({"TANDEM_LOCALE": "AUTO"}).locale == "auto"
