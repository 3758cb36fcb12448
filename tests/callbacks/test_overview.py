"""The Overview's view for filters, on a board whose numbers are known."""

from __future__ import annotations

import json

from plotly.utils import PlotlyJSONEncoder

from callbacks.filters import parse_filters
from callbacks.overview import overview_view
from layouts import overview
from layouts.figures import Canvas
from tests.callbacks.boards import small_board

BOARD = small_board()
CANVAS = Canvas("light", False, 320)


def view(query: str) -> overview.OverviewView:
    return overview_view(BOARD, parse_filters(query, BOARD), CANVAS, currency="EUR")


def test_headline_tiles_and_table_say_the_same_numbers() -> None:
    # In June four partners work at the reference (100); Birch has been silent for a quarter (0): mean 80.
    page = view("period=2026Q2")
    assert page.tiles[0].value == 80
    assert page.tiles[0].change == -20
    assert page.headline.startswith("Engagement slipped to 80")
    assert [row.scores["engagement_score"] for row in page.partners] == [100, 0, 100, 100, 100]
    assert page.tiles[0].target is not None
    assert page.tiles[0].target.value == 95
    assert page.tiles[0].target.status == "15 to go"


def test_what_needs_attention_is_the_largest_fall_with_its_drivers() -> None:
    page = view("period=2026Q2")
    assert [(one.partner, one.band) for one in page.attention] == [("Birch", "low")]
    assert page.attention[0].what == "Engagement down 100 to 0, now low"
    assert page.attention[0].why.startswith("Communication took 20.0")
    assert page.attention[0].href == "/partners/p2?period=2026Q2"
    assert page.attention_total == 1


def test_filters_drive_headline_charts_and_table() -> None:
    page = view("period=2026Q2&type=distributor")
    assert page.sub == "Q2 2026 for 2 partners"
    assert len(page.partners) == 2
    assert page.bands.figure is not None
    assert [chip.text for chip in page.filters.chips] == ["Distributor"]
    assert page.filters.chips[0].remove_href == "/?period=2026Q2"
    assert (page.filters.matched, page.filters.total) == (2, 5)


def test_an_incomplete_quarter_says_how_far_it_goes() -> None:
    assert view("").sub == "Q3 2026 to Jul 2026 for 6 partners"


def test_no_match_names_the_filter_to_drop() -> None:
    page = view("region=DACH&q=birch")
    assert page.no_match is not None
    assert page.no_match.drop_label == "Drop the search"
    assert "2 partners" in page.no_match.text


def test_results_are_those_of_the_deals() -> None:
    results = {one.name: one.value for one in view("period=2026Q2").results}
    assert results["Bookings"] == 3000
    assert results["Win rate"] == 100


def test_the_page_is_drawn_for_any_filters() -> None:
    for query in ("", "kpi=mindshare_score&period=2026Q1", "kpi=advocacy_score&band=insufficient_data", "q=zzz"):
        drawn = json.dumps(overview.layout(view(query)), cls=PlotlyJSONEncoder)
        assert view(query).headline in drawn
