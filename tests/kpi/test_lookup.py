import pytest

from kpi.lookup import best_matches, folded, holds, partners_named
from tests.kpi.comparable import comparable_board

NAMES = [
    folded(one) for one in ("Société Nord\nP1", "Nordhaven\nP2", "Big Nord-Süd\nP3", "Pixelnord\nP4", "Other\nP5")
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # Beginnings of the whole first, then of a word (by the alphabet), then the rest.
        ("nord", [1, 2, 0, 3]),
        ("NORD sud", [2]),
        ("societe", [0]),
        ("SÜD", [2]),
        ("p5", [4]),
        ("nothing", []),
        ("", []),
        ("   ", []),
    ],
)
def test_every_word_is_found_without_case_and_accents(typed: str, found: list[int]) -> None:
    assert best_matches(NAMES, typed, most=9).best == found


def test_more_is_counted_than_is_returned() -> None:
    assert best_matches(NAMES, "nord", most=2) == ([1, 2], 4)


def test_a_long_text_is_looked_at_in_part_only() -> None:
    assert best_matches(["a" * 100], "a" * 10_000, most=1).total == 1


def test_partners_are_found_by_name_and_by_id() -> None:
    programme = comparable_board().programme
    rows = partners_named(programme, "elm", most=3).best
    assert [programme.partners.index[at] for at in rows] == ["r5"]
    assert partners_named(programme, "R5", most=3).best == rows
    assert holds(programme, "elm").nonzero()[0].tolist() == rows
    assert holds(programme, " ").all()
