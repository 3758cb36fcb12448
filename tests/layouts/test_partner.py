import json
from dataclasses import replace

from plotly.utils import PlotlyJSONEncoder

from layouts import partner, tiles
from layouts.charts import ChartView
from layouts.ids import PartnerIds
from layouts.partner import PartnerView, Step
from layouts.partner_evidence import ComponentRow, ComponentsView, ConfidenceView, CountView, Evidence
from tests.layouts.tree import ids, links, nodes, texts, words


def row(label: str, score: float | None, contribution: float | None) -> ComponentRow:
    band = "insufficient data" if score is None else "moderate"
    weight = None if score is None else 50.0
    return ComponentRow(label, 3.0, 6.0, score, band, weight, contribution, -1.5, "4", (("Of which", 20.0),))


def example() -> PartnerView:
    rows = [row("Training", 50.0, 25.0), row("Feedback", 76.0, 38.0), row("Planning", None, None)]
    tile = tiles.TileView("engagement_score", "Engagement", "/kpis/e", 63.0, "moderate", -8.2, "Q2 2026")
    chart = ChartView("Engagement fell", "Each quarter", {"data": []}, "Line chart.")
    return PartnerView(
        name="Northway <b>",
        trail=[("Overview", "/?tier=Gold")],
        meta=[("", "Distributor", ""), ("Region ", "DACH", "")],
        notices=["There are no data for the period “1999Q9”."],
        previous=None,
        following=Step("Eastgate", "/partners/e?tier=Gold"),
        period="Q3 2026",
        periods=[("Q3 2026", "/partners/n?period=2026Q3", True), ("Q2 2026", "/partners/n?period=2026Q2", False)],
        share_href="/sharing?partner=n",
        lead="Engagement fell 8.2 points.",
        tiles=[tile],
        switch=[("Engagement", "/partners/n?kpi=engagement_score", True)],
        trend=chart,
        why=chart,
        counted=None,
        components=ComponentsView("Score", "/kpis/e", "How it is built", rows, 63.0, -8.2, -0.7, "12"),
        confidence=ConfidenceView("80%", [Evidence("missing", "Planning", "no data")], "A note.", "Data to today"),
        results=[tiles.ResultView("Bookings", "/kpis/bookings", None, "money", None, "Q2 2026", reason="No deal")],
        results_title="No deals are known",
        results_sub="3 months to Sep 2026",
    )


def test_the_page_leads_on_with_the_same_filters() -> None:
    shown = partner.layout(example())
    assert {"/?tier=Gold", "/partners/e?tier=Gold", "/sharing?partner=n", "/kpis/e", "/data"} <= set(links(shown))
    disabled = [node for node in nodes(shown) if getattr(node, "disabled", False)]
    assert [getattr(node, "aria-label") for node in disabled] == ["Previous partner: none"]


def test_ids_are_unique_and_every_one_of_the_page_exists() -> None:
    found = ids(partner.layout(example()))
    assert len(found) == len(set(found))
    assert set(PartnerIds) <= set(found)


def test_a_component_without_data_says_so_and_adds_nothing() -> None:
    said = words(partner.layout(example()))
    assert "Planning36No data––" in said
    assert "100%63.0" in said
    assert "Data came or went" in said
    assert "Data came or went" not in words(
        partner.layout(replace(example(), components=replace(example().components, reweighted=0.01)))
    )


def test_a_score_that_counts_has_no_components_and_no_waterfall() -> None:
    counted = CountView("2 activities", "What it is made of", [("Reference", 2.0, None)], "A note.", "Q3", "Q2")
    shown = partner.layout(replace(example(), components=None, why=None, counted=counted))
    assert PartnerIds.CHANGE not in ids(shown)
    assert {"2 activities", "Reference", "2", "–"} <= set(texts(shown))
    silent = replace(counted, counts=[], reason="They appear here as they are imported.")
    assert silent.reason in texts(partner.layout(replace(example(), components=None, why=None, counted=silent)))


def test_without_a_figure_the_card_gives_the_reason() -> None:
    empty = ChartView("Not measured", "Each quarter", reason="There is no score yet.")
    shown = partner.layout(replace(example(), trend=empty))
    assert "There is no score yet." in texts(shown)


def test_unknown_partners_and_no_data_have_a_way_on() -> None:
    unknown = partner.unknown(partner="<script>", href="/?tier=Gold")
    assert "There is no partner “<script>”" in texts(unknown)
    assert links(unknown) == ["/?tier=Gold"]
    assert links(partner.no_data()) == ["/data"]


def test_the_page_is_plain_json() -> None:
    text = json.dumps(partner.layout(example()), cls=PlotlyJSONEncoder)
    assert "NaN" not in text
