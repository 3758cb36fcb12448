"""An import that began a new month is undone: sums made with that month are cut to the months that are left."""

from __future__ import annotations

from data.facts.programmes import Programmes
from data.method_files import load_method
from data.store import Store
from kpi.board import Board, board_of
from tests.data.staging import bring

METHOD = load_method(None)


def test_scores_after_an_undo_are_those_from_before(store: Store) -> None:
    bring(store, "interactions", [contact("2026-05-04"), contact("2026-06-30")])
    programmes = Programmes(store)
    first = board(programmes, None)
    before = engagement(first)
    number = bring(store, "interactions", [contact("2026-08-31")])
    second = board(programmes, first)
    assert len(engagement(second)) == len(before) + 2
    store.undo(number)
    assert engagement(board(programmes, second)) == before
    assert engagement(board(Programmes(store), None)) == before


def test_a_later_month_of_another_table_leaves_the_sums(store: Store) -> None:
    bring(store, "interactions", [contact("2026-05-04"), contact("2026-06-30")])
    programmes = Programmes(store)
    first = board(programmes, None)
    before = engagement(first)
    row = {"partner_id": "P1", "date": "2026-08-31", "measure": "units_sold", "value": 3.0}
    number = bring(store, "measures", [row])
    second = board(programmes, first)
    assert len(engagement(second)) == len(before) + 2
    store.undo(number)
    assert engagement(board(programmes, second)) == before


def contact(day: str) -> dict[str, object]:
    return {"partner_id": "P1", "date": day, "kind": "meeting", "quantity": 1.0, "initiated_by": "partner"}


def board(programmes: Programmes, earlier: Board | None) -> Board:
    programme = programmes.current()[1]
    assert programme is not None
    return board_of(programme, METHOD, earlier=earlier)


def engagement(of: Board) -> list[str]:
    """Return the scores of the partner, as text to the last bit; the interactions of mindshare are asked for too."""
    assert of.mindshare.composite.value.shape == of.engagement.value.shape
    return [value.hex() for value in of.engagement.value[0]]
