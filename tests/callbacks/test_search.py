"""The search: what is found, in which order, and what the address answers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from callbacks import search
from callbacks.services import Services
from data.work.saved_views import SavedViews
from tests.callbacks.boards import small_board
from tests.callbacks.conftest import HeldClock

BOARD = small_board()


@pytest.fixture
def app(services: Services) -> Any:
    """What the search asks of a running app, over the small board."""
    views = services.saved_views
    return SimpleNamespace(board=lambda: BOARD, method=BOARD.method, store=services.store, saved_views=views)


def groups(app: Any, typed: str, **asked: Any) -> dict[str, list[str]]:
    return {group.title: [one.label for one in group.choices] for group in search.found(app, typed, **asked)}


def test_partners_kpis_and_pages_are_found_together(app: Any) -> None:
    found = groups(app, "a")
    assert list(found)[:2] == ["Partners", "KPIs"]
    assert found["Partners"][0] == "Alder, Voss & Co"
    assert groups(app, "win rate") == {"KPIs": ["Win rate"]}
    assert groups(app, "revi") == {"Pages": ["Reviews"]}
    assert groups(app, "p3") == {"Partners": ["Cedar"]}
    assert groups(app, "nothing at all") == {}


def test_a_partner_opens_at_the_period_and_kpi_in_view_without_the_filters(app: Any) -> None:
    (group,) = search.found(app, "cedar", here="?period=2026Q1&kpi=mindshare_score&type=reseller")
    assert group.choices[0].href == "/partners/p3?period=2026Q1&kpi=mindshare_score"
    assert group.choices[0].detail == "Distributor, Gold, DACH"


def test_no_group_is_longer_than_eight_and_there_is_a_way_to_the_rest(app: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(search, "SHOWN", 2)
    group = search.found(app, "e")[0]
    assert len(group.choices) == 2
    assert group.total > 2
    assert group.more is not None
    assert group.more.href == "/partners?q=e"


def test_before_anything_is_typed_the_last_choices_and_the_pages_are_offered(app: Any) -> None:
    found = groups(app, "", recent=["/kpis/win_rate", "/partners/p1", "/partners/gone", "//evil.example", "/data"])
    assert found["Recent"] == ["Win rate", "Alder, Voss & Co", "Data"]
    assert "Data" not in found["Pages"]
    assert "Compare partners" in found["Pages"]


def test_saved_views_are_found(app: Any, clock: HeldClock) -> None:
    SavedViews(app.store).add("Weak in the north", path="/partners", query="band=low", today=clock().date())
    (group,) = search.found(app, "weak")
    assert (group.title, group.choices[0].href) == ("Saved views", "/partners?band=low")


def test_the_address_answers_with_options_under_headings(filled: Services, client: FlaskClient) -> None:
    answer = client.get("/api/search", query_string={"q": "canary"}).get_json()
    (group,) = answer["nodes"]
    tag, attributes, head, *options = group
    assert (tag, attributes["role"]) == ("div", "group")
    assert head[-1] == "Partners"
    assert [one[1]["role"] for one in options] == ["option", "option"]
    assert len({one[1]["id"] for one in options}) == 2
    assert answer["said"] == "2 results"
    nothing = client.get("/api/search", query_string={"q": "<b>zzz"}).get_json()
    assert nothing["nodes"] == []
    assert "“<b>zzz”" in nothing["said"]


@pytest.mark.parametrize(
    "query", ["q=" + "x" * 5000, "q=%00", "search=%3Fperiod%3D1066Q1&q=a", "recent=%00&recent=", ""]
)
def test_nonsense_is_answered(filled: Services, client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/search?{query}").status_code == 200


def test_without_data_pages_and_kpis_are_found(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=engagement").get_json()
    assert answer["nodes"][0][2][-1] == "KPIs"
