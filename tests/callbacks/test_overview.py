"""The Overview's view for filters, on a board whose numbers are known."""

from __future__ import annotations

import json

from plotly.utils import PlotlyJSONEncoder

from callbacks.filters import parse_filters
from callbacks.overview import overview_view
from kpi.programme import Flags
from layouts import overview
from layouts.figures import Canvas
from layouts.insights import AttentionView
from tests.callbacks.boards import small_board

BOARD = small_board()
CANVAS = Canvas("light", False, 320)


def view(query: str) -> overview.OverviewView:
    def attention(chosen: Flags) -> AttentionView:
        return AttentionView(total=int(chosen.sum()))

    return overview_view(BOARD, parse_filters(query, BOARD), CANVAS, currency="EUR", attention=attention)


def test_headline_and_tiles_say_the_same_numbers() -> None:
    # In June four partners work at the reference (100); Birch has been silent for a quarter (0): mean 80.
    page = view("period=2026Q2")
    assert page.tiles[0].value == 80
    assert page.tiles[0].change == -20
    assert page.headline.startswith("Engagement slipped to 80")
    assert page.tiles[0].history == [100, 80]
    assert page.tiles[0].target is not None
    assert page.tiles[0].target.value == 95
    assert page.tiles[0].target.status == "15 to go"


def test_filters_drive_headline_charts_table_and_what_needs_attention() -> None:
    page = view("period=2026Q2&type=distributor")
    assert page.sub == "Q2 2026 for 2 partners"
    assert page.partners.matched == 2
    assert page.attention.total == 2
    assert page.bands.figure is not None
    assert [trace["y"] for trace in page.bands.figure["data"]] == [[0, 0], [0, 0], [2, 2]]
    assert page.trend.figure is not None
    assert [(trace["name"], trace["y"]) for trace in page.trend.figure["data"]] == [("Distributors", [100, 100])]
    assert [chip.text for chip in page.filters.chips] == ["Distributor"]
    assert page.filters.chips[0].remove_href == "/?period=2026Q2"
    assert (page.filters.matched, page.filters.total) == (2, 5)


def test_the_bands_say_who_moved() -> None:
    sub = view("period=2026Q2").bands.sub
    assert (
        sub == "Number of partners per engagement band, each quarter. In Q2 2026, 0 moved up a band and 1 moved down"
    )


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


def test_options_count_and_lead_to_the_page_with_them() -> None:
    bar = view("tier=Gold").filters
    tiers = next(menu for menu in bar.menus if menu.name == "tier")
    assert [(one.label, one.count, one.selected) for one in tiers.options] == [
        ("Not given", 2, False),
        ("Gold", 3, True),
        ("Silver", 1, False),
    ]
    assert [one.href for one in tiers.options] == ["/?tier=Gold,", "/", "/?tier=Gold,Silver"]


def test_the_table_keeps_order_and_columns_of_the_address_and_downloads_them() -> None:
    table = view("sort=-bookings&columns=bookings,-manager&region=DACH").partners
    shown = {one.name: one.shown for one in table.choices}
    assert (shown["bookings"], shown["manager"], shown["tier"]) == (True, False, True)
    assert table.sort == "-bookings"
    assert table.sub == "Largest bookings first"
    assert table.csv_href == "/export/partners.csv?region=DACH&sort=-bookings"
    tier = next(one for one in table.choices if one.name == "tier")
    assert tier.href == "/?region=DACH&sort=-bookings&columns=bookings,-manager,-tier"


def test_the_page_is_drawn_for_any_filters() -> None:
    for query in ("", "kpi=mindshare_score&period=2026Q1", "kpi=advocacy_score&band=insufficient_data", "q=zzz"):
        drawn = json.dumps(overview.layout(view(query)), cls=PlotlyJSONEncoder)
        assert view(query).headline in drawn
