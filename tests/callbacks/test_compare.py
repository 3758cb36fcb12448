"""Comparing: from an address to columns and rows, on a board whose numbers are known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from dash.development.base_component import Component

from app import compose_server
from callbacks.compare import compare_page, compare_view, too_few_view
from callbacks.comparing import Asked, parse_asked
from callbacks.services import Services
from layouts import compare
from layouts.figures import Canvas
from tests.kpi.comparable import comparable_board
from tests.layouts.tree import texts, words

BOARD = comparable_board()
CANVAS = Canvas("light", False, 320)


def asked(query: str) -> Asked:
    return parse_asked(query, BOARD)


def view(query: str) -> compare.CompareView:
    return compare_view(BOARD, asked(query), CANVAS, currency="EUR")


def page(query: str, board: Any = BOARD) -> Component:
    services = SimpleNamespace(
        board=lambda: board, settings=SimpleNamespace(fiscal_year_start=1), currency=lambda: "EUR"
    )
    return compare_page(services, query, CANVAS)  # type: ignore[arg-type]


def cells(section: compare.SectionView, label: str) -> list[str]:
    return next([cell.text for cell in row.cells] for row in section.rows if row.label == label)


def test_each_partner_is_a_column_of_scores_targets_and_results() -> None:
    shown = view("?partners=r2,d1")
    assert [column.name for column in shown.columns] == ["Birch", "Grove"]
    assert shown.title == "Birch leads in engagement"
    assert cells(shown.scores, "Partner Engagement Score") == ["90", "25"]
    assert [cell.band for cell in shown.scores.rows[0].cells] == ["strong", "low"]
    made_of, results, targets, places = shown.sections
    assert [cell.text for cell in made_of.rows[0].cells] == ["90", "25"]
    assert cells(results, "Bookings") == ["€9,000", "€9,000"]
    assert targets.rows[0].cells[0].note == "by 31 Dec 2026, reached"
    assert targets.rows[0].cells[1].note == "by 31 Dec 2026, 55 to go"
    # Second of six resellers; two distributors are too few to be told from each other.
    assert places.rows[0].cells[0].note == "2nd of 6 resellers"
    assert places.rows[0].cells[1].note == "fewer than five peers with a score"


def test_lines_lead_to_their_partners_and_the_table_does_too() -> None:
    trend = view("?partners=r2,d1&kpi=engagement_score").trend
    assert trend.figure is not None
    assert [trace["meta"]["href"] for trace in trend.figure["data"]] == [
        "/partners/r2?kpi=engagement_score",
        "/partners/d1?kpi=engagement_score",
    ]
    assert trend.table is not None
    assert [column.href for column in trend.table.columns[1:]] == [
        "/partners/r2?kpi=engagement_score",
        "/partners/d1?kpi=engagement_score",
    ]


def test_a_partner_stands_beside_the_median_of_its_peers() -> None:
    shown = view("?partner=r1&with=peers")
    assert [column.name for column in shown.columns] == ["Alder", "Peers"]
    assert shown.columns[1].detail == "Median of 6 resellers"
    assert cells(shown.scores, "Partner Engagement Score") == ["100", "70"]
    # Without it only one column would be left.
    assert shown.peers_href == ""


def test_addresses_add_remove_and_keep_period_and_kpi() -> None:
    one = asked("?partners=r1,r2&period=2026Q1&kpi=mindshare_score")
    assert one.adding("d1").href() == "/compare?partners=r1,r2,d1&period=2026Q1&kpi=mindshare_score"
    assert one.without("r1").href() == "/compare?partner=r2&period=2026Q1&kpi=mindshare_score"
    assert asked(one.href().partition("?")[2]) == one
    shown = view("?partners=r1,r2")
    assert shown.columns[0].remove_href == "/compare?partner=r2"
    assert [href for _, href, _ in shown.switch][1] == "/compare?partners=r1,r2&kpi=mindshare_score"
    assert shown.peers_href == "/compare?partners=r1,r2&with=peers"


def test_what_cannot_be_compared_is_said() -> None:
    one = asked("?partners=r1,nobody,r1,r2,r3,r4,r5,r6,d1")
    assert one.partners == ("r1", "r2", "r3", "r4", "r5", "r6")
    assert any("“nobody”" in text for text in one.notices)
    assert any("first six" in text for text in one.notices)
    assert not view("?partners=r1,r2,r3,r4,r5,r6").can_add
    few = asked("?partner=d1&with=peers")
    assert not few.with_peers
    assert any("fewer than five peers" in text for text in few.notices)


@pytest.mark.parametrize("query", ["", "?partners=", "?partners=nobody", "?with=peers", "?partners=%00,<b>"])
def test_with_nobody_to_compare_there_are_ways_in(query: str) -> None:
    found = too_few_view(BOARD, asked(query))
    assert found.only is None
    # The largest fall first: Grove has too few peers, Elm has enough.
    assert found.suggestions[0] == ("Elm and its peers", "/compare?partner=r5&with=peers")
    assert "Choose partners to compare" in texts(page(query))


def test_one_partner_asks_for_another() -> None:
    found = too_few_view(BOARD, asked("?partner=r1"))
    assert found.only is not None
    assert found.peers_href == "/compare?partner=r1&with=peers"
    assert "Choose a partner to compare Alder with" in texts(page("?partner=r1"))
    assert too_few_view(BOARD, asked("?partner=d1")).peers_href == ""


def test_no_data_is_said() -> None:
    assert "No data yet" in words(page("?partners=r1,r2", board=None))


def test_the_picker_finds_partners_that_are_not_there_yet(filled: Services) -> None:
    client = compose_server(filled).test_client()
    answer = client.get("/api/compare", query_string={"q": "canary", "to": "partner=P1"}).get_json()
    (group,) = answer["nodes"]
    options = [node for node in group[2:] if node[1].get("role") == "option"]
    assert [one[1]["data-tdm-href"] for one in options] == ["/compare?partners=P1,P2-canary"]
    assert client.get("/api/compare", query_string={"q": "zzz"}).get_json()["nodes"] == []
