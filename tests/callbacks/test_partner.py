"""The partner page for addresses of every kind, on a board whose numbers are known."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from plotly.utils import PlotlyJSONEncoder

from callbacks.filters import parse_filters
from callbacks.partner import partner_page, partner_view
from callbacks.partner_calendar import calendar_of
from callbacks.reviews import Way
from callbacks.services import Services
from callbacks.subject import subject_of
from data.behind import SourceState
from kpi.board import Board
from kpi.catalogue import HEADLINE
from layouts import html, partner
from layouts.figures import Canvas
from tests.callbacks.boards import small_board
from tests.kpi.frames import board
from tests.layouts.tree import links, texts

BOARD = small_board()
CANVAS = Canvas("light", False, 320)


def view(
    partner_id: str, query: str = "?period=2026Q2", *, on: Board = BOARD, canvas: Canvas = CANVAS, **given: Any
) -> partner.PartnerView:
    subject = subject_of(on, partner_id, parse_filters(query, on))
    return partner_view(subject, canvas, currency="EUR", **{"review": Way("/reviews/7", None), **given})


def drawn(shown: partner.PartnerView) -> Any:
    return partner.layout(shown, plan=html.Div(), target=html.Div())


def test_a_partner_that_stopped_reads_so_everywhere() -> None:
    # Birch did everything at the reference until March and nothing since: 100, then 0, lost by weight.
    shown = view("p2")
    assert shown.lead.startswith("Engagement fell 100.0 points to 0 since Q1 2026.")
    assert shown.trend.title == "Engagement fell 100.0 points to 0"
    assert shown.why is not None
    assert shown.why.title == "Four components explain most of the fall"
    assert shown.components is not None
    assert [row.change for row in shown.components.rows] == pytest.approx([-20, -20, -20, -20, -10, -10])
    assert {one.state for one in shown.confidence.evidence[:6]} == {"silent"}


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
    counted = [(one.label, one.now, one.before, one.rows_href) for one in shown.counted.counts]
    rows = "/partners/p1/rows?kpi=advocacy_score&component=reference&period=2026Q2"
    assert counted == [("Reference", 6.0, 3.0, rows)]


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
    assert filtered.trail == [("Overview", "/"), ("3 partners", "/partners?tier=Gold")]
    assert view("p2", "?tier=Gold").following is None


def test_peers_need_five_of_a_type() -> None:
    shown = view("p1")
    assert [tile.note for tile in shown.tiles] == ["", "", ""]
    assert "median" not in json.dumps(shown.trend.figure, cls=PlotlyJSONEncoder)
    names = [{"partner_id": f"p{at}", "name": f"N{at}", "partner_type": "reseller"} for at in range(5)]
    rows = [{"partner_id": f"p{at}", "date": "2026-03-31", "kind": "reference", "quantity": at} for at in range(5)]
    many = board(partners=names, advocacy=rows)
    # 12 * n / 6 / 4: 0, 50, 100, 100, 100
    asked = view("p1", "?kpi=advocacy_score", on=many)
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
    for partner_id in BOARD.programme.partners.index:
        shown = view(partner_id, f"?kpi={kpi}&period={period}", canvas=Canvas("dark", compact, 320))
        assert "NaN" not in json.dumps(drawn(shown), cls=PlotlyJSONEncoder)


@pytest.mark.parametrize("query", ["", "?", "?kpi=x&period=1999Q9&tier=%00&band=", "?%%%&&==", "?q=" + "a" * 5000])
def test_any_address_gives_a_page(filled: Services, query: str) -> None:
    assert "Alder Canary One" in texts(partner_page(filled, "P1", query, CANVAS))


@pytest.mark.parametrize("partner_id", ["", "<script>", "P1 ", "\x00", "x" * 5000])
def test_an_unknown_partner_gets_a_way_back(filled: Services, partner_id: str) -> None:
    assert links(partner_page(filled, partner_id, "", CANVAS)) == ["/partners"]


def test_without_data_the_page_asks_for_them(services: Services) -> None:
    assert links(partner_page(services, "P1", "", CANVAS)) == ["/data"]


QUARTERLY = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]


def long_board(calls: Any, *, targets: Any = (), partners: int = 1) -> Board:
    """Two whole years of calls: `calls` says how many in each month, of the first partner."""
    names = [{"partner_id": f"p{at}", "name": f"N{at}", "partner_type": "reseller"} for at in range(partners)]
    kinds = ("campaign", "training", "lead", "feedback", "business_review")
    rows = [
        {"partner_id": one["partner_id"], "date": f"{month}-28", "kind": kind, "quantity": 1.0}
        for one in names for month in QUARTERLY for kind in kinds
    ]  # fmt: skip
    rows += [
        {"partner_id": one["partner_id"], "date": f"{month}-28", "kind": "call", "quantity": float(calls[at // 3])}
        for one in names for at, month in enumerate(QUARTERLY)
    ]  # fmt: skip
    rows.append({"partner_id": "p0", "date": "2025-12-31", "kind": "other", "quantity": 1})
    return board(partners=names, interactions=rows, targets=list(targets))


def test_the_title_says_where_the_present_path_leads_and_how_far_that_is_from_the_target() -> None:
    # Without calls 60: 20 * 3/6 + 20 + 20 * 3/6 + 10 + 10. With n calls a month 20 * 3n/12 more: 61.3 to 70 in steps.
    aim = {"kpi": "engagement_score", "value": 95.0, "due": "2026-06-30"}
    rising = long_board([0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0], targets=[aim])
    shown = view("p0", "", on=rising).trend
    assert shown.title == "On the present path engagement reaches 71 by Q2 2026, 24 short of the target"
    assert "with forecast (50% and 80% ranges)" in shown.sub
    assert "Expected in four quarters" in " ".join(texts(shown.note))
    assert shown.table is not None
    assert [str(row[0]) for row in shown.table.rows][-4:] == ["Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026"]
    assert "The forecast for Q4 2026 is" in shown.label


def test_a_forecast_that_did_no_better_than_no_change_is_drawn_and_not_spoken_of() -> None:
    flat = view("p0", "", on=long_board([1.0] * 8)).trend
    assert flat.title == "Engagement held at 65"
    assert "has not moved in 8 quarters" in " ".join(texts(flat.note))


def test_without_eight_quarters_the_chart_says_why_there_is_no_forecast() -> None:
    shown = view("p1").trend
    assert " ".join(texts(shown.note)).startswith("No forecast: it takes 8 quarters in a row; there are 2.")
    assert "forecast" not in shown.sub


def test_an_earlier_quarter_is_forecast_from_what_was_known_then() -> None:
    rising = long_board([0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0])
    shown = view("p0", "?period=2025Q3", on=rising).trend
    assert " ".join(texts(shown.note)).startswith("No forecast: it takes 8 quarters in a row; there are 7.")


def test_what_was_done_stands_over_the_trend_and_as_a_list_where_it_does_not_fit() -> None:
    done = [(date(2026, 2, 10), "Co-marketing pilot"), (date(2019, 1, 1), "Too early")]
    wide = json.dumps(view("p1", actions=done).trend.figure, cls=PlotlyJSONEncoder)
    assert "Co-marketing pilot" in wide
    assert "Too early" not in wide
    narrow = view("p1", actions=done, canvas=Canvas("light", True, 280)).trend
    assert "Co-marketing pilot" not in json.dumps(narrow.figure, cls=PlotlyJSONEncoder)
    assert "Co-marketing pilot" in texts(narrow.note)


def test_every_component_leads_to_its_rows_and_stands_among_peers() -> None:
    many = long_board([1.0] * 8, partners=5)
    shown = view("p2", "", on=many).components
    assert shown is not None
    # five equals all stand at 50
    assert {row.percentile for row in shown.rows} == {50.0}
    assert shown.percentile == 50.0
    assert shown.rows[0].rows_href == "/partners/p2/rows?kpi=engagement_score&component=communication&period=2025Q4"
    alone = view("p1").components
    assert alone is not None
    assert {row.percentile for row in alone.rows} == {None}


def test_how_sure_we_are_names_other_weights_and_the_sources() -> None:
    # Birch scores 0 on everything: no weights could lift it.
    states = [SourceState("deals", 9, date(2026, 9, 1)), SourceState("interactions", 3, date(2026, 8, 2))]
    shown = view("p2", sources=states).confidence
    assert (shown.evidence[-1].label, shown.evidence[-1].amount) == ("Other weights, ±25%", "low in 100% of trials")
    assert shown.foot.startswith("3 files, last update 2 Aug 2026, method ")


def test_the_way_to_the_next_band_is_told_in_plain_words() -> None:
    shown = view("p2").path
    assert shown.title.endswith("more activities would have made engagement moderate")
    assert all(option.steps and option.band == "moderate" for option in shown.options)
    assert [option.cost for option in shown.options] == sorted(option.cost for option in shown.options)
    strong = view("p1").path
    assert (strong.title, strong.options) == ("Engagement is in the highest band", [])
    assert view("p6", "?period=2026Q1").path.note == "There is no score, so there is no next band."


def test_results_stand_against_their_targets_lower_is_better_turned_round() -> None:
    wanted = [
        {"kpi": "bookings", "value": 2000.0, "due": "2026-12-31", "baseline": 1000.0},
        {"kpi": "sales_cycle", "value": 38.0, "due": "2026-12-31"},
        {"kpi": "win_rate", "value": 100.0, "due": "2026-12-31", "partner_id": "p1"},
    ]
    deals = [
        {"partner_id": "p1", "deal_id": month, "opened_on": f"{month}-01", "closed_on": f"{month}-20", "stage": "won",
         "amount": 1000.0, "sourced_by": "partner"}
        for month in ("2026-04", "2026-05", "2026-06")
    ]  # fmt: skip
    names = [{"partner_id": "p1", "name": "A", "partner_type": "reseller"}]
    calls = [{"partner_id": "p1", "date": "2026-06-30", "kind": "call"}]
    one = board(partners=names, interactions=calls, deals=deals, targets=wanted)
    shown = view("p1", "?period=2026Q2", on=one).results
    # 3,000 of 2,000 is 150 %; 38 days wanted and 19 taken is 200 %; 100 % of 100 %
    held = {row.name: (row.share, row.baseline, row.reached) for row in shown.rows if row.target is not None}
    every = {"Bookings": (150.0, 50.0, True), "Sales cycle": (200.0, None, True), "Win rate": (100.0, None, True)}
    assert held == every
    assert shown.title == "All three KPIs have reached their target"
    assert shown.rows[0].rows_href == "/partners/p1/rows?kpi=bookings&period=2026Q2"
    without = view("p1").results
    assert without.sub == "No KPI of this partner has a target yet"


def test_figures_of_both_sides_are_compared_for_twelve_months() -> None:
    rows = [
        {
            "partner_id": "p1",
            "date": f"2026-0{month}-28",
            "measure": "units_sold",
            "value": value,
            "reported_by": side,
        }
        for month, ours, theirs in ((1, 100.0, 100.0), (2, 100.0, 120.0))
        for side, value in (("us", ours), ("partner", theirs))
    ]
    one = board(partners=[{"partner_id": "p1", "name": "A", "partner_type": "reseller"}], measures=rows)
    shown = view("p1", "", on=one).figures
    assert shown.title == "One figure differs by more than the tolerance"
    assert [(row.month, row.ours, row.theirs, row.difference, row.status) for row in shown.rows] == [
        ("Feb 2026", "100", "120", "+20", "disputed"),
        ("Jan 2026", "100", "100", "0", "agreed"),
    ]
    assert view("p1").figures.rows == []


def test_the_calendar_is_asked_for_by_the_page_and_drawn_from_the_files(filled: Services) -> None:
    page = partner_page(filled, "P1", "", CANVAS)
    assert "partner-calendar-asked" in [getattr(one, "id", "") for one in page._traverse()]
    shown = calendar_of(filled, {"partner": "P1", "search": ""})
    # A training on 10 January, a deal opened on the 15th, a meeting on 11 February, and nothing until the data end.
    assert "Five weeks without joint activity, 12 February to 21 March" in texts(shown)


@pytest.mark.parametrize(
    "asked", [None, 7, [], {}, {"partner": "nobody"}, {"partner": ["P1"]}, {"partner": "x" * 5000}]
)
def test_nonsense_asks_for_no_calendar(filled: Services, asked: object) -> None:
    assert calendar_of(filled, asked) is None


def test_a_calendar_takes_nonsense_beside_a_known_partner(filled: Services) -> None:
    asked = {"partner": "P1", "search": ["?"], "screen": "dark"}
    assert calendar_of(filled, asked) is not None
