"""The partner page for addresses of every kind, on a board whose numbers are known."""

from __future__ import annotations

import json

import pytest
from plotly.utils import PlotlyJSONEncoder

from callbacks.filters import parse_filters
from callbacks.partner import partner_page, partner_view
from callbacks.services import Services
from kpi.catalogue import HEADLINE
from layouts import partner
from layouts.figures import Canvas
from tests.callbacks.boards import small_board
from tests.kpi.frames import board
from tests.layouts.tree import links, texts

BOARD = small_board()
CANVAS = Canvas("light", False, 320)


def view(partner_id: str, query: str = "?period=2026Q2") -> partner.PartnerView:
    return partner_view(BOARD, partner_id, parse_filters(query, BOARD), CANVAS, currency="EUR")


def test_a_partner_that_stopped_reads_so_everywhere() -> None:
    # Birch did everything at the reference until March and nothing since: 100, then 0, lost by weight.
    shown = view("p2")
    assert shown.lead.startswith("Engagement fell 100.0 points to 0 since Q1 2026.")
    assert shown.trend.title == "Engagement fell 100.0 points to 0"
    assert shown.why is not None
    assert shown.why.title == "Four components explain most of the fall"
    assert shown.components is not None
    assert [row.change for row in shown.components.rows] == pytest.approx([-20, -20, -20, -20, -10, -10])
    assert {one.state for one in shown.confidence.evidence} == {"silent"}


@pytest.mark.parametrize("kpi", ["engagement_score", "mindshare_score"])
@pytest.mark.parametrize("partner_id", ["p1", "p2", "p6"])
def test_contributions_add_up_to_the_score_and_changes_to_the_change(kpi: str, partner_id: str) -> None:
    shown = view(partner_id, f"?kpi={kpi}&period=2026Q3").components
    assert shown is not None
    if shown.total is not None:
        assert sum(row.contribution or 0 for row in shown.rows) == pytest.approx(shown.total, abs=1e-9)
        assert sum(row.weight or 0 for row in shown.rows) == pytest.approx(100)
    if shown.change is not None:
        assert sum(row.change or 0 for row in shown.rows) + shown.reweighted == pytest.approx(shown.change, abs=1e-9)


def test_advocacy_is_told_as_activities() -> None:
    # January to June: six references in six months, twelve in a year against four: 100
    shown = view("p1", "?kpi=advocacy_score&period=2026Q2")
    assert (shown.components, shown.why) == (None, None)
    assert shown.counted is not None
    assert shown.counted.title == "6 activities in twelve months"
    assert shown.counted.counts == [("Reference", 6.0, 3.0)]


def test_mindshare_says_how_many_answered_and_how_far_to_trust_them() -> None:
    # Five partners with one answer of 75 each: the index is 75, and one respondent each leaves no spread.
    shown = view("p1", "?kpi=mindshare_score&period=2026Q2").confidence
    assert shown.sub == "Survey index 75"
    assert shown.evidence[0].amount == "1 person"
    assert shown.evidence[0].state == "silent"


def test_the_steps_follow_the_table_and_keep_the_query() -> None:
    # June against March: Birch fell by 100, then the others in the order of the data.
    assert view("p2").previous is None
    following = view("p2").following
    assert following is not None
    assert (following.name, following.href) == ("Alder, Voss & Co", "/partners/p1?period=2026Q2")
    filtered = view("p1", "?tier=Gold")
    assert filtered.following is not None
    assert filtered.following.href.startswith("/partners/p3?tier=Gold")
    assert filtered.trail == [("Overview", "/"), ("3 partners", "/?tier=Gold")]
    assert view("p2", "?tier=Gold").following is None


def test_peers_need_five_of_a_type() -> None:
    shown = view("p1")
    assert [tile.note for tile in shown.tiles] == ["", "", ""]
    assert "median" not in json.dumps(shown.trend.figure, cls=PlotlyJSONEncoder)
    names = [{"partner_id": f"p{at}", "name": f"N{at}", "partner_type": "reseller"} for at in range(5)]
    rows = [{"partner_id": f"p{at}", "date": "2026-03-31", "kind": "reference", "quantity": at} for at in range(5)]
    many = board(partners=names, advocacy=rows)
    filters = parse_filters("?kpi=advocacy_score", many)
    # 12 * n / 6 / 4: 0, 50, 100, 100, 100
    asked = partner_view(many, "p1", filters, CANVAS, currency="EUR")
    assert asked.tiles[2].note == "4th of 5 resellers"
    assert asked.trend.title == "Advocacy stands at 50, 50 below the reseller median"


def test_targets_come_with_their_date() -> None:
    target = view("p1").tiles[0].target
    assert target is not None
    assert (target.value, target.due) == (95.0, "31 Dec 2026")


def test_a_partner_outside_its_time_says_so() -> None:
    shown = view("p6", "?period=2026Q1")
    assert shown.notices == ["This company was no partner in Q1 2026, so it has no scores there."]
    assert shown.lead == "Engagement has no score in Q1 2026: not a partner then."
    assert [tile.value for tile in shown.tiles] == [None, None, None]


@pytest.mark.parametrize("kpi", HEADLINE)
@pytest.mark.parametrize("period", ["2026Q1", "2026Q2", "2026Q3"])
@pytest.mark.parametrize("compact", [False, True])
def test_every_partner_kpi_and_period_is_plain_json(kpi: str, period: str, compact: bool) -> None:
    filters = parse_filters(f"?kpi={kpi}&period={period}", BOARD)
    for partner_id in BOARD.programme.partners.index:
        shown = partner_view(BOARD, partner_id, filters, Canvas("dark", compact, 320), currency="EUR")
        assert "NaN" not in json.dumps(partner.layout(shown), cls=PlotlyJSONEncoder)


@pytest.mark.parametrize("query", ["", "?", "?kpi=x&period=1999Q9&tier=%00&band=", "?%%%&&==", "?q=" + "a" * 5000])
def test_any_address_gives_a_page(filled: Services, query: str) -> None:
    assert "Alder Canary One" in texts(partner_page(filled, "P1", query, CANVAS))


@pytest.mark.parametrize("partner_id", ["", "<script>", "P1 ", "\x00", "x" * 5000])
def test_an_unknown_partner_gets_a_way_back(filled: Services, partner_id: str) -> None:
    assert links(partner_page(filled, partner_id, "", CANVAS)) == ["/"]


def test_without_data_the_page_asks_for_them(services: Services) -> None:
    assert links(partner_page(services, "P1", "", CANVAS)) == ["/data"]
