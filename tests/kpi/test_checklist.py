import numpy as np
import pytest

from kpi.checklist import Check, checklist
from kpi.programme import Flags
from tests.kpi.comparable import comparable_board, quarter_pair

BOARD = comparable_board()
NOW, BEFORE = quarter_pair(BOARD)
EVERYONE: Flags = np.ones(8, dtype=bool)


def answers(kpi: str, chosen: Flags = EVERYONE) -> dict[str, Check]:
    return {one.question: one for one in checklist(BOARD, kpi, chosen, NOW, BEFORE)}


def test_the_data_say_who_moved_who_is_low_and_how_far_the_target_is() -> None:
    found = answers("engagement_score")
    # Elm and Grove fell by 20 and 25, Hazel rose by 25.
    moved = found["Did many move, or few?"]
    assert moved.answer == "Of 8 partners, 2 did worse than in Q1 2026 and 1 did better."
    assert moved.state == "look"
    # Below 50 now: Elm 20, Fir 20, Grove 25.
    low = found["Who is low?"]
    assert (low.answer, low.band) == ("3 of 8 partners with a score are low.", "low")
    # 80 and more: Alder 100, Birch 90, Cedar 80.
    assert found["How far is the target?"].answer == "3 of 8 partners reach 80."
    assert found["Is there enough data?"].answer == "Every partner has a value."
    # Each component: (0·6 − 20 of Elm − 25 + 25) / 8 = −2.5 on average.
    assert found["Which component is behind it?"].answer.endswith("fell most, by 2.5 points on average.")


def test_types_of_fewer_than_five_are_not_told_apart() -> None:
    assert "Is it one kind of partner?" not in answers("engagement_score")


def test_missing_values_are_worth_a_look() -> None:
    found = answers("bookings_growth")
    assert found["Is there enough data?"].state == "unknown"
    assert found["How far is the target?"].answer == "No target is set for all partners."


def test_a_filter_leaves_the_others_out() -> None:
    chosen = np.array([label.startswith("d") for label in BOARD.programme.partners.index], dtype=bool)
    assert answers("engagement_score", chosen)["Who is low?"].answer == "1 of 2 partners with a score are low."


@pytest.mark.parametrize("kpi", ["advocacy_per_partner", "return_on_investment"])
def test_nothing_is_asked_where_no_partner_has_the_kpi(kpi: str) -> None:
    assert checklist(BOARD, kpi, EVERYONE, NOW, BEFORE) == []
    assert checklist(BOARD, "engagement_score", ~EVERYONE, NOW, BEFORE) == []
