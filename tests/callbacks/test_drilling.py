"""Where clicks in charts lead, and that the table behind a chart leads to the same places."""

from __future__ import annotations

from callbacks.drilling import band_hrefs, type_href
from callbacks.filters import Filters, parse_filters
from layouts import components
from layouts.figures import BandCounts, Canvas, Line, Scale, band_columns_figure, trend_figure
from tests.callbacks.boards import small_board
from tests.layouts.tree import links

BOARD = small_board()
CANVAS = Canvas("light", False, 236)


def filters(query: str) -> Filters:
    return parse_filters(query, BOARD)


def test_a_line_leads_to_its_type_under_the_same_filters() -> None:
    here = filters("?region=DACH&type=reseller,distributor&period=2026Q2")
    assert type_href(here, "reseller", path="/") == "/?period=2026Q2&type=reseller&region=DACH&kpi=engagement_score"


def test_a_part_of_a_column_leads_to_the_partners_of_that_band_and_quarter() -> None:
    here = filters("?region=UK%2C%20Ireland&kpi=mindshare_score&sort=name")
    first, *_, last = band_hrefs(here, here.until)
    assert first == [
        f"/partners?period=2026Q1&region=UK%2C%20Ireland&band={band}&kpi=mindshare_score"
        for band in ("low", "moderate", "strong")
    ]
    assert last[2] == "/partners?period=2026Q3&region=UK%2C%20Ireland&band=strong&kpi=mindshare_score"
    # The addresses are read back as they are meant.
    again = filters(last[2].partition("?")[2])
    assert (again.period, again.kpi, again.selection.band) == (here.period, "mindshare_score", ("strong",))
    assert again.notices == ()


def test_figures_carry_the_addresses() -> None:
    hrefs = [["/l1", "/m1", "/s1"], ["/l2", "/m2", "/s2"]]
    columns = band_columns_figure(
        ["Q1 2026", "Q2 2026"], BandCounts([1, 1], [2, 2], [3, 3]), canvas=CANVAS, hrefs=hrefs
    )
    assert [trace["customdata"] for trace in columns["data"]] == [["/l1", "/l2"], ["/m1", "/m2"], ["/s1", "/s2"]]
    assert [one["name"] for one in columns["layout"]["annotations"]] == ["/l2", "/m2", "/s2"]
    lines = [Line("Resellers", "reseller", [60.0, 70.0], href="/r"), Line("Others", "other", [50.0, 40.0])]
    trend = trend_figure(["Q1 2026", "Q2 2026"], lines, scale=Scale(), canvas=CANVAS)
    assert [trace.get("meta") for trace in trend["data"]] == [{"href": "/r"}, None]
    clickable = [one["name"] for one in trend["layout"]["annotations"] if one.get("captureevents")]
    assert clickable == ["/r"]


def test_the_table_has_the_same_links() -> None:
    table = components.value_table(
        caption="Bands",
        columns=("Quarter", "Low", "Strong"),
        rows=(("Q1 2026", 1, 2),),
        unit="count",
        cell_hrefs=[["/low", "/strong"]],
    )
    assert links(components.data_table(table=table)) == ["/low", "/strong"]
    heads = components.value_table(
        caption="Trend", columns=("Quarter", "Resellers"), rows=(("Q1", 60.0),), unit="score", head_hrefs=["", "/r"]
    )
    assert links(components.data_table(table=heads)) == ["/r"]
