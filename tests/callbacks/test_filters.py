"""The address of a page, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbacks.filters import parse_filters
from kpi.selection import matching, option_counts
from tests.callbacks.boards import small_board

BOARD = small_board()


def test_everything_in_an_address_comes_back_in_its_links() -> None:
    query = "?period=2026Q2&type=reseller,distributor&region=UK%2C%20Ireland&band=low&kpi=mindshare_score&q=b%26w"
    filters = parse_filters(query, BOARD)
    assert filters.notices == ()
    assert filters.period.label == "Q2 2026"
    assert filters.before is not None
    assert filters.before.label == "Q1 2026"
    assert filters.selection.region == ("UK, Ireland",)
    assert filters.selection.partner_type == ("reseller", "distributor")
    assert filters.selection.search == "b&w"
    assert parse_filters(filters.href("/").removeprefix("/"), BOARD) == filters


def test_without_a_query_the_latest_quarter_and_everybody() -> None:
    filters = parse_filters(None, BOARD)
    assert (filters.period.key, filters.period.complete) == ("2026Q3", False)
    assert filters.href("/") == "/"
    assert int(matching(BOARD, filters.selection, kpi=filters.kpi, month=filters.period.column).sum()) == 6


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("period=1066Q4", "no data for the period “1066Q4”; this is Q3 2026"),
        ("kpi=bookings", "“bookings” can't be shown here"),
        ("region=Atlantis", "No partner has the region “Atlantis”"),
        ("band=superb", "No partner has the band “superb”"),
    ],
)
def test_nonsense_falls_back_with_a_notice(query: str, said: str) -> None:
    filters = parse_filters(query, BOARD)
    assert said in filters.notices[0]
    assert filters.selection == parse_filters("", BOARD).selection


@given(st.text())
def test_no_query_whatever_is_an_error(query: str) -> None:
    filters = parse_filters(query, BOARD)
    assert parse_filters(filters.href(), BOARD).selection == filters.selection


def test_options_count_what_choosing_them_would_show() -> None:
    selection = parse_filters("tier=Gold&region=DACH", BOARD).selection
    counts = option_counts(BOARD, selection, kpi="engagement_score", month=6)
    assert counts["region"] == {"": 0, "DACH": 2, "Nordics": 1, "UK, Ireland": 0}
    assert counts["tier"] == {"": 0, "Gold": 2, "Silver": 0}
    assert counts["partner_type"] == {"distributor": 1, "reseller": 1, "technology": 0}
    assert counts["band"] == {"strong": 2, "moderate": 0, "low": 0, "insufficient data": 0}


def test_values_of_one_filter_mean_or_and_filters_and() -> None:
    def names(query: str) -> list[str]:
        chosen = matching(BOARD, parse_filters(query, BOARD).selection, kpi="engagement_score", month=6)
        return BOARD.programme.partners.index[chosen].tolist()

    assert names("region=DACH,Nordics&tier=Gold") == ["p1", "p3", "p5"]
    assert names("tier=") == ["p4", "p6"]
    assert names("q=VOSS") == ["p1"]
    assert names("band=low") == ["p2"]
