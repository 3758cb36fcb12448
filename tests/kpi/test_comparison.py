import pytest

from kpi import comparison
from kpi.comparison import Question
from tests.kpi.comparable import NAMES, comparable_board, quarter_pair

BOARD = comparable_board()
NOW, BEFORE = quarter_pair(BOARD)


def question(*labels: str, peers: str | None = None) -> Question:
    return Question(labels, NOW, BEFORE, peers)


def engagement(asked: Question) -> comparison.Row:
    return comparison.kpi_row(BOARD, "engagement_score", asked)


def test_a_row_holds_value_change_and_band_of_each_partner() -> None:
    row = engagement(question("r2", "d1"))
    assert [cell.value for cell in row.cells] == pytest.approx([90.0, 25.0])
    assert [cell.change for cell in row.cells] == pytest.approx([0.0, -25.0])
    assert [cell.band for cell in row.cells] == ["strong", "low"]
    assert row.best == (0,)


def test_the_peers_are_the_median_of_the_type() -> None:
    # Resellers now: 100, 90, 80, 60, 20, 20 -> 70. Before: 100, 90, 80, 60, 40, 20 -> 70.
    row = engagement(question("r1", peers="r1"))
    assert row.cells[-1].value == pytest.approx(70.0)
    assert row.cells[-1].change == pytest.approx(0.0)
    assert row.cells[-1].band == "moderate"
    assert comparison.has_peers(BOARD, "r1", column=NOW.column)
    assert comparison.peer_count(BOARD, "r1", column=NOW.column) == 6


def test_fewer_than_five_peers_are_no_median() -> None:
    row = engagement(question("d1", peers="d1"))
    assert row.cells[-1].value is None
    assert not comparison.has_peers(BOARD, "d1", column=NOW.column)
    assert comparison.peer_history(BOARD, "engagement_score", label="d1", at=[BEFORE, NOW]) == [None, None]


def test_components_are_scores_of_their_own_with_the_median_beside() -> None:
    rows = comparison.component_rows(BOARD, "engagement_score", question("r3", "r5", peers="r3"))
    assert len(rows) == 6
    for row in rows:
        assert [cell.value for cell in row.cells] == pytest.approx([80.0, 20.0, 70.0])
        assert row.best == (0,)


def test_only_kpis_that_one_of_them_has_are_listed() -> None:
    rows = {row.name: row for row in comparison.kpi_rows(BOARD, question("r1", "d1"))}
    assert [cell.value for cell in rows["bookings"].cells] == [3000.0, 9000.0]
    assert rows["bookings"].best == (1,)
    assert "delivery_quality" not in rows
    assert "engagement_score" not in rows


def test_equals_have_no_best() -> None:
    assert engagement(question("r5", "r6")).best == ()


@pytest.mark.parametrize(
    ("labels", "title"),
    [
        (("r1", "r6"), "Alder leads in engagement"),
        # 20 and 20: nobody does.
        (("r5", "r6"), "2 partners side by side"),
    ],
)
def test_the_title_names_who_leads(labels: tuple[str, ...], title: str) -> None:
    asked = question(*labels)
    assert comparison.comparison_title(NAMES, comparison.score_rows(BOARD, asked), asked) == title


def test_the_title_of_one_partner_says_where_it_stands_among_its_peers() -> None:
    asked = question("r1", peers="r1")
    assert "Alder is above its peers in engagement" in comparison.comparison_title(
        NAMES, comparison.score_rows(BOARD, asked), asked
    )


def test_the_title_of_the_trend_names_who_moved_most() -> None:
    asked = question("r5", "d1", "d2")
    title = comparison.trend_title(NAMES, engagement(asked), asked)
    # Grove fell by 25, Hazel rose by 25, Elm fell by 20: the first of the largest.
    assert title == "Grove fell most in engagement, by 25.0 points"
    still = question("r1", "r2")
    assert comparison.trend_title(NAMES, engagement(still), still) == "Engagement side by side"
