"""From an address to a page, whatever the address."""

import json
import logging

import pytest
from dash.development.base_component import Component

from app import compose_server
from callbacks import router
from callbacks.services import Services
from data.settings import Settings
from layouts.ids import ShellIds
from tests.serving import NOW


@pytest.fixture
def services(tmp_path):
    made = Services.compose(Settings.in_folder(tmp_path), lambda: NOW)
    yield made
    made.store.close()


def ask(services: Services, route: object) -> dict:
    parts = (ShellIds.CONTENT, ShellIds.NAV, ShellIds.FRESH, ShellIds.BANDS)
    outputs = [{"id": one.value, "property": "children"} for one in parts]
    body = {
        "output": "..".join(["", "...".join(f"{one['id']}.children" for one in outputs), ""]),
        "outputs": outputs,
        "inputs": [
            {"id": ShellIds.ROUTE.value, "property": "data", "value": route},
            {"id": ShellIds.REFRESH.value, "property": "data", "value": None},
        ],
        "changedPropIds": [f"{ShellIds.ROUTE.value}.data"],
    }
    answer = compose_server(services).test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200
    return answer.get_json()["response"]


def test_a_broken_page_gives_a_reference_and_tells_nothing_else(services, monkeypatch, caplog):
    def broken(*_: object) -> Component:
        raise ValueError("row of a partner: SECRET")

    monkeypatch.setattr(router, "page", broken)
    with caplog.at_level(logging.ERROR):
        shown = json.dumps(ask(services, {"path": "/"}))
    reference = caplog.messages[0].split()[1].rstrip(":")
    assert reference in shown
    assert "SECRET" not in shown + caplog.text
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    "route", [None, 7, [], {}, {"path": 5, "search": {}, "screen": "x"}, {"path": "/" + "a" * 9999}]
)
def test_whatever_a_client_sends_as_its_route_is_answered(services, route):
    assert "children" in ask(services, route)[ShellIds.CONTENT.value]


def test_pages_are_found_by_their_paths(services):
    def title(path: str) -> str:
        return json.dumps(
            router.page(services, path, "", None).to_plotly_json(), default=lambda one: one.to_plotly_json()
        )

    assert "No data yet" in title("/")
    assert "Add data" in title("/data")
    assert "Share a scorecard" in title("/sharing")
    assert "There is no page at this address" in title("/data/more")
