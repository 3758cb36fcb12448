"""A small Overview for tests: three partners, one of them without scores."""

from dataclasses import replace

from layouts.charts import ChartView
from layouts.components import value_table
from layouts.filterbar import FilterBarView, FilterChip, FilterMenu, FilterOption
from layouts.filtered import NoMatchView
from layouts.insights import AttentionView, InsightItem
from layouts.overview import OverviewView
from layouts.partner_table import ColumnChoice, PartnerRow, PartnerTableView
from layouts.tiles import ResultView, Target, TileView

KPIS = (
    ("engagement_score", "Engagement"),
    ("mindshare_score", "Mindshare"),
    ("advocacy_score", "Advocacy"),
)
NO_DATA = "insufficient data"


def filters() -> FilterBarView:
    options = [
        FilterOption("Gold", "gold", 2, True, "/?region=EMEA"),
        FilterOption("Silver", "silver", 1, False, "/?region=EMEA&tier=gold,silver"),
    ]
    periods = [FilterOption("Q3 2026", "2026Q3", None, True, "/?period=2026Q3")]
    chosen = [
        FilterMenu("tier", "Tier", "Gold", options, is_set=True),
        FilterMenu("period", "Period", "Q3 2026", periods, is_single=True),
    ]
    chips = [FilterChip("tier", "Tier", "Gold", "/?region=EMEA")]
    return FilterBarView(chosen, chips, 2, 3, "/?kpi=engagement_score", "north")


def tile(kpi: str, value: float | None, band: str, change: float | None) -> TileView:
    target = Target(78, "Q4 2026", "2 to go, on track")
    history = (None, value) if value is not None else (None, None)
    return TileView(kpi, f"Name of {kpi}", f"/kpis#{kpi}", value, band, change, "Q2 2026", history, target=target)


def partner(name: str, score: float | None, band: str, change: float | None) -> PartnerRow:
    scores, bands = {key: score for key, _ in KPIS}, {key: band for key, _ in KPIS}
    return PartnerRow(name, f"/partner/{name}", "Reseller", "Gold", "EMEA", "", scores, bands, (None, score), change)


def overview() -> OverviewView:
    table = value_table(caption="Scores", columns=("Quarter", "Resellers"), rows=(("Q3 2026", 63.2),), unit="score")
    chart = ChartView("Resellers are steady", "Mean by type", {"data": []}, "Line chart.", table, "scores.csv")
    return OverviewView(
        headline="Engagement is strong at 76",
        sub="Q3 2026 for 2 partners",
        filters=filters(),
        tiles=(
            tile("engagement_score", 76.1, "strong", 1.2),
            tile("mindshare_score", 59.2, "moderate", None),
            tile("advocacy_score", None, NO_DATA, None),
        ),
        switch=tuple((label, f"/?kpi={key}", key == "engagement_score") for key, label in KPIS),
        trend=chart,
        bands=chart,
        attention=AttentionView([InsightItem("k", "Northway", "/partner/1", "low", "€3.9M", "Down 12", "Call.")], 3),
        results=(ResultView("Sales cycle", "/kpis#sales_cycle", 41.5, "days", 3.0, "Q2 2026", False),),
        results_sub="Q3 2026",
        partners=listing(),
    )


def listing() -> PartnerTableView:
    choices = [
        ColumnChoice("tier", "-tier", shown=True, href="/?columns=-tier"),
        ColumnChoice("manager", "-manager", shown=False, href="/"),
        ColumnChoice("bookings", "bookings", shown=False, href="/?columns=-manager,bookings"),
    ]
    return PartnerTableView(
        KPIS, "engagement_score", "-change", 3, "Largest rises first", choices, "/export/a.csv", "/export/a.xlsx"
    )


def rows() -> list[PartnerRow]:
    return [
        partner("Northway", 46.0, "low", -12.0),
        partner("Eastgate", 80.0, "strong", None),
        partner("Silent", None, NO_DATA, None),
    ]


def overview_without_partners() -> OverviewView:
    nothing = NoMatchView("No partner matches", "Without Tier there would be 9.", "Drop Tier", "/", "/")
    return replace(overview(), no_match=nothing)
