import json
from dataclasses import replace

from plotly.utils import PlotlyJSONEncoder

from layouts import html, partner, tiles
from layouts.charts import ChartView
from layouts.ids import PartnerIds
from layouts.partner import PartnerView, Step
from layouts.partner_evidence import ComponentRow, ComponentsView, ConfidenceView, CountedRow, CountView, Evidence
from layouts.partner_results import (
    FigureRow,
    FiguresView,
    PathOption,
    PathView,
    ResultRow,
    ResultsView,
    calendar_card,
    figures_card,
    path_card,
    results_card,
)
from tests.layouts.tree import ids, links, nodes, texts, words


def row(label: str, score: float | None, contribution: float | None) -> ComponentRow:
    band = "insufficient data" if score is None else "moderate"
    weight = None if score is None else 50.0
    return ComponentRow(
        label,
        3.0,
        6.0,
        score,
        band,
        weight,
        contribution,
        -1.5,
        "4 rows",
        (("Of which", 20.0),),
        71.4,
        "/rows?component=x",
    )


def result(value: float | None = 93.0, **given: object) -> ResultRow:
    return ResultRow("Bookings", "/kpis/bookings", "/rows?kpi=bookings", "money", "EUR", value, None, **given)  # type: ignore[arg-type]


def shown_page(view: PartnerView) -> object:
    return partner.layout(view, plan=html.Section("The plan"), target=html.Section("The target"))


def example() -> PartnerView:
    rows = [row("Training", 50.0, 25.0), row("Feedback", 76.0, 38.0), row("Planning", None, None)]
    tile = tiles.TileView("engagement_score", "Engagement", "/kpis/e", 63.0, "moderate", -8.2, "Q2 2026")
    chart = ChartView("Engagement fell", "Each quarter", {"data": []}, "Line chart.")
    return PartnerView(
        partner_id="n",
        name="Northway <b>",
        trail=[("Overview", "/?tier=Gold")],
        meta=["*Distributor*", "Region *DACH*"],
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
        components=ComponentsView("Score", "/kpis/e", "How it is built", rows, 63.0, -8.2, -0.7, "12 rows"),
        confidence=ConfidenceView("80%", [Evidence("missing", "Planning", "no data")], "A note.", "Data to today"),
        path=PathView(
            "Two more would do", "In Q3", [PathOption(2, "2 more in training", 77.0, "strong")], "A note on it."
        ),
        results=ResultsView("No deals are known", "Against targets", [result(None, higher_is_better=True)]),
        figures=FiguresView("Figures of both sides", "Ours and theirs", [], "5%", "Nothing to compare."),
        results_heading=("Results", "3 months to Sep 2026"),
        calendar={"partner": "n", "search": ""},
    )


def test_the_page_leads_on_with_the_same_filters() -> None:
    shown = shown_page(example())
    assert {"/?tier=Gold", "/partners/e?tier=Gold", "/sharing?partner=n", "/kpis/e", "/data?tab=history"} <= set(
        links(shown)
    )
    disabled = [node for node in nodes(shown) if getattr(node, "disabled", False)]
    assert [getattr(node, "aria-label") for node in disabled] == ["Previous partner: none"]


def test_ids_are_unique_and_every_one_of_the_page_exists() -> None:
    found = ids(shown_page(example()))
    assert len(found) == len(set(found))
    assert set(PartnerIds) - {PartnerIds.DAYS} <= set(found)


def test_a_component_without_data_says_so_and_adds_nothing() -> None:
    said = words(shown_page(example()))
    assert "Planning36No data––" in said
    assert "100%63.0" in said
    assert {"The plan", "The target", "2 more in training", "A note on it."} <= set(texts(shown_page(example())))
    assert "Data came or went" in said
    assert "Data came or went" not in words(
        shown_page(replace(example(), components=replace(example().components, reweighted=0.01)))
    )


def test_a_score_that_counts_has_no_components_and_no_waterfall() -> None:
    counted = CountView(
        "2 activities", "What it is made of", [CountedRow("Reference", 2.0, None)], "A note.", "Q3", "Q2"
    )
    shown = shown_page(replace(example(), components=None, why=None, counted=counted))
    assert PartnerIds.CHANGE not in ids(shown)
    assert {"2 activities", "Reference", "2", "–"} <= set(texts(shown))
    silent = replace(counted, counts=[], reason="They appear here as they are imported.")
    assert silent.reason in texts(shown_page(replace(example(), components=None, why=None, counted=silent)))


def test_without_a_figure_the_card_gives_the_reason() -> None:
    empty = ChartView("Not measured", "Each quarter", reason="There is no score yet.")
    shown = shown_page(replace(example(), trend=empty))
    assert "There is no score yet." in texts(shown)


def test_unknown_partners_and_no_data_have_a_way_on() -> None:
    unknown = partner.unknown(partner="<script>", href="/?tier=Gold")
    assert "There is no partner “<script>”" in texts(unknown)
    assert links(unknown) == ["/?tier=Gold"]
    assert links(partner.no_data()) == ["/data"]


def test_the_page_is_plain_json() -> None:
    text = json.dumps(shown_page(example()), cls=PlotlyJSONEncoder)
    assert "NaN" not in text


def test_a_component_leads_to_its_rows_and_says_so_to_a_screen_reader() -> None:
    shown = shown_page(example())
    names = [
        getattr(node, "aria-label", "") for node in nodes(shown) if getattr(node, "href", "") == "/rows?component=x"
    ]
    assert names == ["4 rows behind Training", "4 rows behind Feedback", "4 rows behind Planning"]


def test_a_bullet_says_its_share_of_the_target_and_its_baseline() -> None:
    row = result(higher_is_better=True, target=100.0, due="31 Dec 2026", share=93.0, baseline=85.0)
    shown = results_card(ResultsView("One of six", "Shares", [row]))
    (bar,) = [node for node in nodes(shown) if getattr(node, "className", "") == "tdm-bullet"]
    assert (bar.style, getattr(bar, "aria-label")) == ({"--a": 93.0, "--b": 85.0}, "93% of the target, baseline 85%")
    assert "€93" in texts(shown)
    reached = result(higher_is_better=False, target=100.0, due="31 Dec 2026", share=107.5, reached=True)
    said = words(results_card(ResultsView("All", "Shares", [reached])))
    assert "€100 max" in said
    assert "reached: 108%" in said


def test_without_target_value_or_share_a_result_says_what_is_missing() -> None:
    rows = [
        result(higher_is_better=True),
        result(None, higher_is_better=True, target=5.0),
        result(-3.0, higher_is_better=True, target=5.0),
    ]
    said = texts(results_card(ResultsView("None", "Shares", rows)))
    assert {"No target", "No value", "Not reached", "–"} <= set(said)


def test_figures_name_the_result_with_a_word() -> None:
    rows = [
        FigureRow("Units sold", "Feb 2026", "100", "120", "+20", "disputed"),
        FigureRow("Units sold", "Jan 2026", "100", "–", "–", "one-sided"),
        FigureRow("Units sold", "Dec 2025", "100", "100", "0", "agreed"),
    ]
    view = FiguresView(
        "One differs", "Ours and theirs", rows, "5%", "", more="3 more figures", review_href="/reviews?x"
    )
    shown = figures_card(view)
    assert {"To resolve", "Not reported", "Agrees", "3 more figures"} <= set(texts(shown))
    assert links(shown) == ["/reviews?x"]


def test_without_a_way_to_the_next_band_the_card_gives_the_reason() -> None:
    shown = path_card(PathView("No next band", "In Q3", [], "There is no score."))
    assert "There is no score." in texts(shown)
    assert not [node for node in nodes(shown) if isinstance(node, html.Ol)]


def test_a_calendar_without_activity_is_a_sentence() -> None:
    shown = calendar_card(ChartView("Joint activity by day", "Per day", reason="Nothing is recorded."), height=196)
    assert {"Joint activity by day", "Nothing is recorded."} <= set(texts(shown))
    drawn = calendar_card(ChartView("Busy", "Per day", {"data": []}, "Calendar."), height=196)
    assert "4 or more" in texts(drawn)
