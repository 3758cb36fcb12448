from types import SimpleNamespace
from typing import Any

import pytest

from callbacks import library
from callbacks.services import Services
from kpi.catalogue import CATALOGUE
from kpi.summary import Spread
from layouts.figures import Canvas
from tests.callbacks.boards import small_board
from tests.layouts.tree import links, texts, words

CANVAS = Canvas("light", False, 320)
BOARD = small_board()


@pytest.fixture
def scored() -> Any:
    """What the page asks of a running app, over the small board."""
    return SimpleNamespace(
        board=lambda: BOARD,
        method=BOARD.method,
        settings=SimpleNamespace(fiscal_year_start=1),
        currency=lambda: "EUR",
    )


def view(services: Any, kpi: str) -> Any:
    return library.library_view(services, CATALOGUE[kpi], CANVAS)


def test_every_kpi_has_a_page_and_is_listed_on_it(scored: Any) -> None:
    for kpi in CATALOGUE:
        page = library.library_page(scored, kpi, "", CANVAS)
        assert {f"/kpis/{one}" for one in CATALOGUE} <= set(links(page))
        assert CATALOGUE[kpi].name in texts(page)


def test_every_kpi_has_a_page_without_data(services: Services) -> None:
    for kpi in CATALOGUE:
        shown = view(services, kpi)
        assert shown.spread is None
        assert shown.now is None
        assert CATALOGUE[kpi].text.definition in texts(library.library_page(services, kpi, "", CANVAS))


def test_a_score_shows_how_it_spreads_now(scored: Any) -> None:
    # July is complete: four partners at the reference (100), Fir too in its first month, Birch at 0.
    shown = view(scored, "engagement_score")
    assert shown.spread.title == "Most partners are strong; 1 of 6 is low"
    assert shown.spread.sub == "6 partners by engagement, Q3 2026 to Jul 2026, in steps of five points"
    assert shown.facts[0] == ("Now", "100, median in Q3 2026 to Jul 2026")
    assert shown.edges == (50.0, 75.0)


def test_another_kpi_says_its_value_and_the_one_before(scored: Any) -> None:
    # One deal of 1,000 won a month: 3,000 in the window of three months, now and a quarter ago.
    shown = view(scored, "bookings")
    # Five of the six partners won nothing.
    assert shown.spread.title == "Half of the partners or more are at €0"
    assert shown.spread.sub == "6 partners by bookings, Q3 2026 to Jul 2026"
    assert shown.now.value == "€3,000"
    assert shown.now.text == "is the value of the whole programme in Q3 2026 to Jul 2026, after €3,000 in Q2 2026."
    assert shown.edges is None


def test_the_figures_follow_the_filters_of_the_address(scored: Any) -> None:
    shown = library.library_view(
        scored, CATALOGUE["engagement_score"], CANVAS, search="?type=distributor&period=2026Q2"
    )
    assert shown.scope.text == "The figures are of 2 partners, as filtered on the page before."
    assert shown.scope.clear_href == "/kpis/engagement_score?period=2026Q2"
    assert shown.spread.sub == "2 partners by engagement, Q2 2026, in steps of five points"
    assert {one.question: one.answer for one in shown.checks}[
        "Who is low?"
    ] == "0 of 2 partners with a score are low."
    everybody = view(scored, "engagement_score")
    assert everybody.scope is None
    # Birch alone has stopped.
    low = next(one for one in everybody.checks if one.question == "Who is low?")
    assert low.href == "/partners?band=low&kpi=engagement_score"


def test_it_says_where_a_kpi_is_used(scored: Any) -> None:
    used = dict(view(scored, "engagement_score").uses)
    assert used["1 target"] == "/actions?tab=targets"
    assert dict(view(scored, "sell_through_rate").uses)["The pages of distributors"] == "/partners?type=distributor"


def test_fewer_than_five_values_are_not_drawn(scored: Any) -> None:
    assert view(scored, "sell_through_rate").spread is None


def test_a_kpi_without_a_value_says_so(scored: Any) -> None:
    renewals = view(scored, "win_rate")
    assert renewals.now.value == "100%"
    empty = library.now_texts(
        CATALOGUE["win_rate"], SimpleNamespace(value=None, previous=None), "Q3 2026", "", scored
    )
    assert empty[0] == "not measured in Q3 2026"
    assert empty[1].value == "Not measured"


@pytest.mark.parametrize("kpi", ["nothing", "<script>", "engagement", "../x", "x" * 9000])
def test_an_unknown_kpi_falls_back_with_a_notice(scored: Any, kpi: str) -> None:
    page = library.library_page(scored, kpi, "", CANVAS)
    assert f"There is no KPI “{kpi[:40]}”; this is Partner Engagement Score." in texts(page)
    assert "There is no KPI" not in words(library.library_page(scored, None, "", CANVAS))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 3, 0), "Most partners are moderate; 1 of 4 is low"),
        ((2, 2, 2), "Partners are spread over the bands; 2 of 6 are low"),
        ((5, 0, 1), "Most partners are low; 1 of 6 is strong"),
        ((0, 0, 4), "All partners are strong"),
        ((0, 1, 0), "The only partner with a score is moderate"),
    ],
)
def test_the_finding_names_most_and_the_low_ones(counts: tuple[int, int, int], said: str) -> None:
    low, moderate, strong = counts
    spread = Spread((50.0,) * sum(counts), 50.0, low=low, moderate=moderate, strong=strong)
    assert library.finding(spread) == said
