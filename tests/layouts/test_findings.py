import pytest

from layouts.findings import (
    Move,
    bookings_finding,
    change_finding,
    kind_text,
    listed,
    ordinal,
    rank_text,
    trend_finding,
)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([], "Engagement could not be measured in the last quarter"),
        ([70.0, None], "Engagement could not be measured in the last quarter"),
        ([63.0], "Engagement stands at 63"),
        ([None, 63.0], "Engagement stands at 63"),
        ([63.2, 63.0], "Engagement held at 63"),
        ([70.0, 63.0], "Engagement fell 7.0 points to 63"),
        ([50.0, 60.0, 70.0, 80.0], "Engagement has risen for three quarters, to 80"),
        ([90.0, 50.0, 60.0, 70.0], "Engagement rose 10.0 points to 70"),
        ([90.0, None, 80.0, 70.0, 60.0], "Engagement fell 10.0 points to 60"),
    ],
)
def test_what_a_trend_shows(values: list[float | None], text: str) -> None:
    assert trend_finding("Engagement", values) == text


def test_the_gap_to_the_peers_is_that_of_the_numbers_shown() -> None:
    assert trend_finding("Engagement", [63.4], peers=63.6, peers_name="median").endswith(", 1 below the median")
    assert trend_finding("Engagement", [63.4], peers=63.1, peers_name="median").endswith(", at the median")


def test_a_change_names_its_main_causes() -> None:
    many = [Move(f"C{at}", -2.0) for at in range(4)]
    assert change_finding(many) == "Three components explain most of the fall"
    assert change_finding([Move("A", 0.4), Move("B", -0.4)]) == "No component moved by much"
    assert change_finding([Move("A", 3.0), Move("B", -2.8)]) == "Gains and losses cancel each other"
    assert change_finding([Move("A", 3.0), Move("B", -1.0)]) == "A explains most of the rise"


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (None, None, "No deals are known for Q3 2026"),
        (0.0, 500.0, "Nothing was won in Q3 2026"),
        (500.0, 0.0, "Bookings of €500 in Q3 2026"),
        (500.0, 500.2, "Bookings held at €500"),
        (500.0, 1000.0, "Bookings fell by 50% to €500"),
        (900.0, 100.0, "Bookings rose from €100 to €900"),
    ],
)
def test_how_bookings_went(now: float | None, before: float | None, text: str) -> None:
    assert bookings_finding(now, before, period="Q3 2026", currency="EUR") == text


def test_places_lists_and_kinds() -> None:
    assert [ordinal(at) for at in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th",
    ]  # fmt: skip
    assert rank_text(3, 9, "Technology partners") == "3rd of 9 technology partners"
    assert [listed([]), listed(["a"]), listed(["a", "b", "c"], "or")] == ["", "a", "a, b or c"]
    assert kind_text("business_review") == "business review"
