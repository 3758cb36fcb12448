"""Reviews at rest: started, written in, closed with a record, opened again; and the form of the record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from data.store import Store
from data.work.actions import ActionDraft, Actions
from data.work.reviews import (
    CLOSED,
    LONGEST_RESOLUTION,
    OPEN,
    FigureEntry,
    NotesChanged,
    ReviewClosed,
    ReviewHolds,
    ReviewMissing,
    ReviewMoved,
    ReviewOpen,
    Reviews,
)
from data.work.snapshots import pack, unpack

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 14, 9, tzinfo=UTC)
AUGUST = 2026 * 12 + 7


@pytest.fixture
def reviews(store: Store) -> Reviews:
    return Reviews(store)


def test_a_review_is_started_once_for_a_partner_and_a_quarter(reviews: Reviews) -> None:
    first = reviews.start("P1", "2026Q3", now=NOW)
    assert reviews.start("P1", "2026Q3", now=LATER) == first
    assert reviews.start("P1", "2026Q2", now=NOW).id != first.id
    assert (first.status, first.notes, first.created_at, first.figures) == (OPEN, "", NOW, {})


def test_the_list_has_open_ones_first_then_the_latest_quarter(reviews: Reviews) -> None:
    early, late = (reviews.start("P1", period, now=NOW) for period in ("2026Q1", "2026Q3"))
    other = reviews.start("P2", "2026Q4", now=NOW)
    reviews.close(other, {"form": 1}, now=LATER)
    assert [one.id for one in reviews.list()] == [late.id, early.id, other.id]
    assert [one.id for one in reviews.list("P1")] == [late.id, early.id]
    assert [one.id for one in reviews.list(status=CLOSED)] == [other.id]


def test_the_last_review_is_that_of_an_earlier_quarter_of_the_same_partner(reviews: Reviews) -> None:
    spring = reviews.start("P1", "2026Q2", now=NOW)
    reviews.start("P2", "2026Q2", now=NOW)
    reviews.start("P1", "2025Q4", now=NOW)
    assert reviews.before("P1", "2026Q3") == spring
    assert reviews.before("P1", "2025Q4") is None


def test_notes_of_two_writers_are_never_lost_silently(reviews: Reviews) -> None:
    review = reviews.start("P1", "2026Q3", now=NOW)
    reviews.write_notes(review.id, "from one tab", seen="")
    with pytest.raises(NotesChanged) as refused:
        reviews.write_notes(review.id, "from another tab", seen="")
    assert refused.value.stored == "from one tab"
    assert reviews.get(review.id).notes == "from one tab"
    reviews.write_notes(review.id, "both", seen="from one tab")
    reviews.write_notes(review.id, "both", seen="")  # the same words arrive twice: nothing is lost
    assert reviews.get(review.id).notes == "both"
    with pytest.raises(ValueError, match="at most"):
        reviews.write_notes(review.id, "x" * 50_001, seen="both")


def test_what_is_said_of_a_figure_changes_only_what_was_sent(reviews: Reviews) -> None:
    review = reviews.start("P1", "2026Q3", now=NOW)
    reviews.settle(review.id, AUGUST, "units_sold", owner="Ada")
    reviews.settle(review.id, AUGUST, "units_sold", resolution="They count returns" + "!" * 5000)
    entry = reviews.settle(review.id, AUGUST, "units_sold", resolved=True)
    assert (entry.owner, entry.resolved, len(entry.resolution)) == ("Ada", True, LONGEST_RESOLUTION)
    assert reviews.get(review.id).figures == {(AUGUST, "units_sold"): entry}
    (line,) = reviews.list()
    assert (line.settled, line.unsettled) == (((AUGUST, "units_sold"),), ())


def test_what_earlier_reviews_say_of_figures_is_found_again_the_latest_first(reviews: Reviews) -> None:
    for period, owner in (("2026Q1", "Ada"), ("2026Q2", "Ben"), ("2026Q3", "Cleo")):
        reviews.settle(reviews.start("P1", period, now=NOW).id, AUGUST, "units_sold", owner=owner)
    said = reviews.said_before("P1", "2026Q3")
    assert said == {(AUGUST, "units_sold"): FigureEntry(AUGUST, "units_sold", owner="Ben")}


def test_a_closed_review_is_not_written_in(reviews: Reviews) -> None:
    review = reviews.start("P1", "2026Q3", now=NOW)
    closed = reviews.close(review, {"form": 1, "agenda": {}}, now=LATER)
    assert (closed.status, closed.closed_at, closed.snapshot) == (CLOSED, LATER, {"form": 1, "agenda": {}})
    for write in (
        lambda: reviews.write_notes(review.id, "late", seen=""),
        lambda: reviews.hold(review.id, date(2026, 12, 14)),
        lambda: reviews.settle(review.id, AUGUST, "units_sold", resolved=True),
        lambda: reviews.close(closed, {}, now=LATER),
    ):
        with pytest.raises(ReviewClosed):
            write()
    assert reviews.get(review.id) == closed


def test_what_was_written_while_the_record_was_made_is_not_left_out_of_it(reviews: Reviews) -> None:
    seen = reviews.start("P1", "2026Q3", now=NOW)
    reviews.write_notes(seen.id, "one more thing", seen="")
    with pytest.raises(ReviewMoved):
        reviews.close(seen, {"form": 1}, now=LATER)
    assert reviews.get(seen.id).is_open


def test_reopening_keeps_the_record_so_that_it_can_be_taken_back(reviews: Reviews) -> None:
    review = reviews.start("P1", "2026Q3", now=NOW)
    with pytest.raises(ReviewOpen):
        reviews.shut(review.id)
    closed = reviews.close(review, {"form": 1}, now=LATER)
    assert reviews.reopen(review.id).is_open
    assert reviews.shut(review.id) == closed


def test_only_a_review_without_work_in_it_is_discarded(store: Store, reviews: Reviews) -> None:
    review = reviews.start("P1", "2026Q3", now=NOW)
    made = Actions(store).add(ActionDraft("Book a course", partner_id="P1", review_id=review.id), today=NOW.date())
    with pytest.raises(ReviewHolds):
        reviews.discard(review.id)
    Actions(store).remove(made.id)
    reviews.write_notes(review.id, "words", seen="")
    with pytest.raises(ReviewHolds):
        reviews.discard(review.id)
    reviews.write_notes(review.id, "", seen="words")
    reviews.discard(review.id)
    with pytest.raises(ReviewMissing):
        reviews.get(review.id)
    assert reviews.list() == ()


@dataclass(frozen=True)
class Inner:
    name: str = ""
    points: float = 0.0


@dataclass(frozen=True)
class Record:
    title: str = "none"
    count: int = 0
    share: float | None = 0.5
    done: bool = False
    day: date | None = None
    inner: tuple[Inner, ...] = ()
    edges: tuple[float, float] = (50.0, 75.0)


def test_a_record_comes_back_from_json_as_it_was() -> None:
    kept = Record("A", 3, None, True, date(2026, 12, 14), (Inner("x", -1.5), Inner("y")), (40.0, 80.0))
    assert unpack(Record, json.loads(json.dumps(pack(kept), allow_nan=False))) == kept
    assert pack(Record(share=float("nan")))["share"] is None


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (None, Record()),
        ([1, 2], Record()),
        ({"title": "B", "from_a_later_version": {"x": 1}}, Record("B")),
        ({"title": 7, "count": "7", "done": 1, "day": "soon", "edges": [1.0]}, Record()),
        ({"count": True, "share": 1}, Record(share=1.0)),
        ({"inner": [{"name": "x", "points": "?"}, "no record"]}, Record(inner=(Inner("x"),))),
        ({"inner": "nothing"}, Record()),
    ],
)
def test_what_another_version_wrote_is_read_as_far_as_it_is_known(stored: object, read: Record) -> None:
    assert unpack(Record, stored) == read


def test_what_json_can_not_hold_is_refused_when_it_is_kept_not_when_it_is_read() -> None:
    with pytest.raises(TypeError, match="set"):
        pack((1, {2}))
