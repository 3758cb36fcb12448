"""Callbacks and layouts fit together: every id that one reaches for, the other draws."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from dash import html
from dash.development.base_component import Component
from flask.testing import FlaskClient

from app import compose_server
from callbacks.account import account_view
from callbacks.loading import load_demo
from callbacks.pages import PAGES
from callbacks.router import page
from callbacks.saved_views import panel
from callbacks.services import Services
from data.partners.aliases import Aliases
from data.people.principal import Right
from data.settings import Settings
from data.work.reviews import Reviews
from data.work.saved_views import SavedViews
from layouts import account, ids
from layouts.shell import shell_layout
from tests.callbacks.people_given import person, server_services
from tests.serving import NOW

PATHS = (
    "/",
    "/partners",
    "/partners/P1021",
    "/partners/nobody",
    "/partners/P1021/rows",
    "/partners/nobody/rows",
    "/compare",
    "/data",
    "/actions",
    "/reviews",
    "/reviews/1",
    "/kpis",
    "/kpis/win_rate",
    "/sharing",
    "/settings",
    "/method",
    "/people",
    "/people/nobody",
    "/account",
    "/nowhere",
)
TABS = {
    "/data": ("", "?tab=history", "?tab=partners", "?tab=quality", "?tab=templates"),
    "/compare": ("", "?partner=P1021", "?partners=P1021,P1003", "?partners=P1021,P1003&with=peers"),
    "/actions": ("", "?tab=actions&new=", "?tab=targets&new=1", "?tab=goals"),
}
"""What an address may ask for beside its path; other pages take it for nothing."""
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    made = Services.compose(Settings.in_folder(tmp_path_factory.mktemp("wiring")), lambda: NOW)
    load_demo(made)
    made.links.create("P1021", now=NOW, days=9)
    Aliases(made.store).merge("P-1021", "P1021", NOW.date())
    Reviews(made.store).start("P1021", "2026Q3", now=NOW)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def client(services: Services) -> FlaskClient:
    return compose_server(services).test_client()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    made = Services.compose(Settings.in_folder(tmp_path_factory.mktemp("empty")), lambda: NOW)
    yield made
    made.store.close()


def drawn(component: Component) -> list[str]:
    """Return the ids in a component; that of many alike as the keys of its pattern."""
    found = [component, *component._traverse()]
    names = [getattr(one, "id", None) for one in found if isinstance(one, Component)]
    return [json.dumps(sorted(name)) if isinstance(name, dict) else str(name) for name in names if name is not None]


def asked(client: FlaskClient) -> set[str]:
    """Return the ids that callbacks reach for."""
    names: set[str] = set()
    for one in client.get("/_dash-dependencies").get_json():
        for entry in (*one["inputs"], *one["state"]):
            names.add(_key(entry["id"]))
        if one["no_output"]:
            # Its output is a name that Dash made up.
            continue
        for output in one["output"].strip(".").split("..."):
            names.add(_key(output.split("@")[0].rsplit(".", 1)[0].replace("\\", "")))
    return names


def views_opened(services: Services) -> list[Component]:
    """Return every state of the menu of saved views, which is drawn when it is opened."""
    one = SavedViews(services.store).add("Mine", path="/", query="", today=NOW.date())
    states = (panel(services, "/", renaming=one.id), panel(services, "/", removed=one))
    return [part for state in states for part in state]


@pytest.fixture(scope="module")
def with_accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A site with accounts, and one person on it who has signed in and made a token."""
    made = server_services(tmp_path_factory.mktemp("accounts"), lambda: NOW)
    one = person(made, email="ada@example.com")
    made.people.sessions.begin(one, now=NOW)
    made.people.tokens.make(one.principal(), label="Nightly", scopes={Right.VIEW}, now=NOW)
    yield made
    made.store.close()


def pages_of_accounts(services: Services) -> list[Component]:
    """Return the pages that are drawn where there are accounts alone."""
    (one,) = services.people.list()
    # Whose account it is tells the session of a request.
    own = account.layout(account_view(services, one.id))
    return [page(services, "/people", "", None), page(services, f"/people/{one.id}", "", None), own]


def _key(name: str) -> str:
    return json.dumps(sorted(json.loads(name))) if name.startswith("{") else name


def test_every_id_of_a_callback_is_drawn_somewhere(
    client: FlaskClient, services: Services, empty: Services, with_accounts: Services
) -> None:
    everywhere = set(drawn(shell_layout()))
    for path in PATHS:
        for search in TABS.get(path, ("",)):
            for one in (services, empty):
                everywhere |= set(drawn(page(one, path, search, None)))
    everywhere |= set(drawn(html.Div(views_opened(services))))
    everywhere |= set(drawn(html.Div(pages_of_accounts(with_accounts))))
    assert asked(client) - everywhere - {""} == set()


@pytest.mark.parametrize("path", PATHS)
def test_ids_are_unique_on_a_page(services: Services, empty: Services, path: str) -> None:
    for one, search in ((services, ""), (empty, ""), *((services, tab) for tab in TABS.get(path, ()))):
        found = drawn(shell_layout()) + drawn(page(one, path, search, None))
        names = Counter(name for name in found if "[" not in name)
        assert [name for name, count in names.items() if count > 1] == []


def test_ids_are_unique_on_the_pages_of_accounts(with_accounts: Services) -> None:
    for one in pages_of_accounts(with_accounts):
        names = Counter(name for name in drawn(shell_layout()) + drawn(one) if "[" not in name)
        assert [name for name, count in names.items() if count > 1] == []


def test_every_member_of_the_enums_is_used() -> None:
    folders = ("layouts", "callbacks")
    text = "\n".join(path.read_text("utf-8") for one in folders for path in (ROOT / one).rglob("*.py"))
    for name, enum in inspect.getmembers(ids, inspect.isclass):
        if issubclass(enum, StrEnum) and enum is not StrEnum:
            unused = [member.name for member in enum if f"{name}.{member.name}" not in text]
            assert unused == [], name


@pytest.mark.parametrize(
    "search", ["", "?period=1066Q1&kpi=no&region=%00&q=<script>", "?" + "x" * 5000, "?partner=%27"]
)
@pytest.mark.parametrize("path", PATHS)
def test_no_address_is_an_error(services: Services, path: str, search: str) -> None:
    assert isinstance(page(services, path, search, {"theme": 7, "compact": []}), Component)


def test_every_page_registers_itself() -> None:
    assert all(callable(module.register) for module in PAGES)
