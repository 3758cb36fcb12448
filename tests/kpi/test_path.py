"""Paths to the next band: worked by hand, and proved by adding the activities and scoring again."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.board import Board
from kpi.method import Method
from kpi.partner import band_of
from kpi.path import Path, path_note, paths_to_next_band, survey_index_needed
from tests.kpi.frames import board, default_method, programme

KIND = {
    "communication": "meeting", "marketing": "campaign", "enablement": "training", "pipeline": "lead",
    "feedback": "feedback", "planning": "business_review",
}  # fmt: skip
REFERENCE = {"meeting": 12, "campaign": 6, "training": 3, "lead": 6, "feedback": 3, "business_review": 1}
ORDER = ("insufficient data", "low", "moderate", "strong")
Row = dict[str, object]


def did(partner: str, kind: str, quantity: float, day: str = "2026-03-15", **more: object) -> Row:
    return {"partner_id": partner, "date": day, "kind": kind, "quantity": quantity, **more}


def quarter(partner: str, **quantities: float) -> list[Row]:
    """Activity of January to March 2026: a quantity is its rate per quarter."""
    ends = [did(partner, "other", 1, day) for day in ("2026-01-31", "2026-03-31")]
    return ends + [did(partner, kind, quantity) for kind, quantity in quantities.items() if quantity]


def at_reference(partner: str = "z") -> list[Row]:
    """Another partner, so that every component has data."""
    return quarter(partner, **REFERENCE)


def steps(path: Path) -> dict[str, int]:
    return {step.component: step.extra for step in path.steps}


def proved(path: Path, rows: list[Row], score: str, made: Board, month: int, *, day: str = "2026-03-15") -> None:
    """Do what a path says, and all of it but one activity, and look where the score lands."""
    table = "advocacy" if score == "advocacy_score" else "interactions"

    def scored(extra: dict[str, int]) -> float:
        new = [
            did("a", KIND.get(name, "reference"), count, day, initiated_by="partner") for name, count in extra.items()
        ]
        tables = {table: [*rows, *(row for row in new if row["quantity"])]}
        again = Board(programme(made.programme.calendar.as_of, **tables), made.method, made.window)
        return float(again.reading(score).value[made.reading(score).row("a"), month])

    bands = made.method.bands_of(score)
    before = ORDER.index(band_of(float(made.reading(score).value[made.reading(score).row("a"), month]), bands))
    assert scored(steps(path)) == pytest.approx(path.score, abs=1e-9)
    assert band_of(path.score, bands) == path.band
    assert ORDER.index(path.band) > before
    assert path.cost == sum(steps(path).values())
    for name in steps(path):
        less = scored({**steps(path), name: steps(path)[name] - 1})
        assert ORDER.index(band_of(less, bands)) == before, (path, name)


def test_paths_worked_by_hand() -> None:
    # A quarter, so one activity is one of the rate. 20 * (6/12 + 3/6 + 0 + 3/6) + 10 * (3/3) + 10 * 0 = 40, 10 points
    # short of moderate. One adds: review 10 and no more, training 6.67, campaign and lead 3.33, meeting 1.67.
    # One activity: a review. Two: two trainings; training + campaign and training + lead give 10.0 just so.
    rows = [*quarter("a", meeting=6, campaign=3, lead=3, feedback=3), *at_reference()]
    made = board(interactions=rows)
    assert made.engagement.value[0, 2] == pytest.approx(40)
    found = paths_to_next_band(made, "engagement_score", label="a", column=2, most=4)
    assert [steps(path) for path in found] == [
        {"planning": 1},
        {"enablement": 2},
        {"marketing": 1, "enablement": 1},
        {"enablement": 1, "pipeline": 1},
    ]
    assert [path.score for path in found] == pytest.approx([50, 160 / 3, 50, 50])
    assert {path.band for path in found} == {"moderate"}
    assert [step.points for step in found[2].steps] == pytest.approx([10 / 3, 20 / 3])
    assert (found[0].steps[0].label, found[0].steps[0].unit) == ("Joint planning", "activities")
    for path in found:
        proved(path, rows, "engagement_score", made, 2)


def test_strong_is_above_seventy_five() -> None:
    # 20 + 20 + 20 + 0 + 10 + 0 = 70: half of it, a lead and a half, would be 75 just so, which is moderate still.
    # A lead adds 3.33, a review 10.
    rows = [*quarter("a", meeting=12, campaign=6, training=3, feedback=3), *at_reference()]
    made = board(interactions=rows)
    found = paths_to_next_band(made, "engagement_score", label="a", column=2)
    assert [steps(path) for path in found] == [{"planning": 1}, {"pipeline": 2}]
    # With feedback 1.5 of 3 it is 65, and a review brings it to 75 only
    rows = [*quarter("a", meeting=12, campaign=6, training=3, feedback=1.5), *at_reference()]
    made = board(interactions=rows)
    assert made.engagement.value[0, 2] == pytest.approx(65)
    found = paths_to_next_band(made, "engagement_score", label="a", column=2, most=9)
    assert {"planning": 1} not in [steps(path) for path in found]
    for path in found:
        assert path.band == "strong"
        proved(path, rows, "engagement_score", made, 2)


def test_a_type_has_its_own_references() -> None:
    text_types = {"reseller": tuple(
        dataclasses.replace(one, reference=2.0) if one.name == "pipeline" else one
        for one in default_method().components
    )}  # fmt: skip
    method = dataclasses.replace(default_method(), type_components=text_types)
    partners = [{"partner_id": "a", "name": "A", "partner_type": "reseller"}]
    rows = [*quarter("a", meeting=6, campaign=3, lead=1, feedback=3), *at_reference()]
    made = Board(programme(partners=partners, interactions=rows), method)
    # 10 + 10 + 0 + 20 * 1/2 + 10 + 0 = 40: one more lead fills the reference of 2 and adds 10
    found = paths_to_next_band(made, "engagement_score", label="a", column=2, most=2)
    assert [steps(path) for path in found] == [{"pipeline": 1}, {"planning": 1}]


def test_what_has_no_data_is_not_brought_to_life() -> None:
    # Nobody reports reviews or feedback: 80 of 100 of the weight, and (50 + 50 + 0 + 50) / 4 = 37.5
    rows = [*quarter("a", meeting=6, campaign=3, lead=3), *quarter("z", meeting=1, training=1)]
    made = board(interactions=rows)
    assert made.engagement.value[0, 2] == pytest.approx(37.5)
    found = paths_to_next_band(made, "engagement_score", label="a", column=2, most=99)
    assert {name for path in found for name in steps(path)} == {
        "communication",
        "marketing",
        "enablement",
        "pipeline",
    }
    # A training is worth 25 / 3 = 8.33, so two trainings or one and another are needed
    assert steps(found[0]) == {"enablement": 2}
    proved(found[0], rows, "engagement_score", made, 2)


def test_a_partial_month_counts_by_its_days() -> None:
    # April to the 15th of 30: the window is 2.5 months and an activity adds 3 / 2.5 = 1.2 of the rate
    rows = [did("a", "other", 1, "2026-02-01"), did("a", "meeting", 5), did("a", "campaign", 5, "2026-04-15"),
            did("a", "feedback", 3), did("a", "business_review", 1), *at_reference()]  # fmt: skip
    made = board(interactions=rows, as_of=date(2026, 4, 15))
    # 20 * 6/12 + 20 * 6/6 + 0 + 0 + 10 + 10 = 50
    assert made.engagement.value[0, 3] == pytest.approx(50)
    (path,) = paths_to_next_band(made, "engagement_score", label="a", column=3, most=1)
    # More than 25 points: a training gives 8, the third of them 4 (3.6 of 3); a lead 4. 20 + 8 = 28
    assert steps(path) == {"enablement": 3, "pipeline": 2}
    assert path.score == pytest.approx(78)


def test_no_path_says_why() -> None:
    strong = board(interactions=at_reference("a"))
    assert paths_to_next_band(strong, "engagement_score", label="a", column=2) == []
    assert path_note(strong, "engagement_score", label="a", column=2) == "The score is strong already."
    missing = board(interactions=quarter("a", training=1))
    assert paths_to_next_band(missing, "engagement_score", label="a", column=2) == []
    assert "no score" in path_note(missing, "engagement_score", label="a", column=2)
    assert paths_to_next_band(strong, "bookings", label="a", column=2) == []
    assert "not made of activities" in path_note(strong, "bookings", label="a", column=2)
    with pytest.raises(KeyError):
        paths_to_next_band(strong, "engagement_score", label="nobody", column=2)


def with_points(**points: float) -> Method:
    method = default_method()
    return dataclasses.replace(method, advocacy=dataclasses.replace(method.advocacy, points=points))


def test_advocacy_counts_points() -> None:
    # One month counts as six: 12 / 6 = 2 points a year of 4 with each activity. 0 needs one for 50.
    rows = [did("b", "reference", 1, "2026-03-31"), did("a", "reference", 1, "2026-03-31")]
    made = board(advocacy=rows)
    assert made.reading("advocacy_score").value[:, 0].tolist() == [50, 50]
    (path,) = paths_to_next_band(made, "advocacy_score", label="a", column=0)
    assert (steps(path), path.score, path.band) == ({"activity": 1}, 100, "strong")
    proved(path, rows, "advocacy_score", made, 0, day="2026-03-31")
    assert path_note(made, "advocacy_score", label="a", column=0) == ""


def test_advocacy_of_more_and_of_less_worth() -> None:
    # Twelve months: one point is 1/4. 0 needs 2 points for moderate: a case study of 2, two of 1, four of 0.5 (a
    # webinar or a post), or mixes of them
    method = with_points(case_study=2.0, webinar=0.5, post=0.5, reference=1.0, logo=0.0)
    rows = [did("b", "reference", 1, f"{month}-28") for month in ("2025-04", "2026-03")]
    calls = [did("a", "call", 1, "2025-04-01")]
    facts = programme(date(2026, 3, 31), advocacy=rows, interactions=calls)
    made = Board(facts, method)
    found = paths_to_next_band(made, "advocacy_score", label="a", column=11, most=9)
    assert [steps(path) for path in found] == [
        {"case_study": 1},
        {"activity": 2},
        {"webinar_or_post": 2, "activity": 1},
        {"webinar_or_post": 4},
    ]
    assert {path.score for path in found} == {50}
    assert found[3].steps[0].label == "Webinar or post"
    assert [step.points for step in found[2].steps] == [25, 25]


def test_a_score_ends_at_a_hundred() -> None:
    # 62.5 and an activity of 9 points, worth 225: the step adds the 37.5 that are left
    method = with_points(keynote=9.0)
    method = dataclasses.replace(method, advocacy=dataclasses.replace(method.advocacy, default_points=0.0))
    rows = [did("b", "keynote", 1, "2025-04-28"), did("a", "keynote", 2.5 / 9, "2026-03-28")]
    made = Board(
        programme(date(2026, 3, 31), advocacy=rows, interactions=[did("a", "call", 1, "2025-04-01")]), method
    )
    assert made.reading("advocacy_score").value[0, 11] == pytest.approx(62.5)
    (path,) = paths_to_next_band(made, "advocacy_score", label="a", column=11)
    assert (path.score, path.steps[0].points) == pytest.approx((100, 37.5))


def answers(partner: str, score: float) -> list[Row]:
    return [{"partner_id": partner, "date": "2026-03-20", "question": "fit", "score": score, "scale_min": 0, "scale_max": 100}]  # fmt: skip  # noqa: E501


def mindful(begun: float, ours: float, score: float) -> tuple[Board, list[Row], list[Row]]:
    rows = [did("a", "other", 1, "2026-01-31"), did("a", "call", 1, "2026-03-31", initiated_by="us")]
    rows += [did("a", "call", n, initiated_by=by) for n, by in ((begun, "partner"), (ours - 1, "us")) if n > 0]
    survey = answers("a", score)
    return board(interactions=rows, surveys=survey), rows, survey


def test_mindshare_grows_with_contacts_begun_by_the_partner() -> None:
    # One answer of 60 among fewer than five: (60 + 5 * 50) / 6 = 51.67, times 0.6 is 31. Of 10 contacts the partner
    # began 2: initiative 100 * 0.2 / 0.5 = 40, attention 100 * 2 / 12 = 16.67, index 28.33, times 0.4 is 11.33.
    # 42.33 in all; moderate needs an index of 19 / 0.4 = 47.5.
    # With 2 more: 4 of 12: 66.67 and 33.33 -> 50. With 1 more: 3 of 11: 54.55 and 25 -> 39.77.
    made, rows, survey = mindful(2, 8, 60)
    assert made.reading("mindshare_score").value[0, 2] == pytest.approx(31 + 0.4 * 85 / 3)
    (path,) = paths_to_next_band(made, "mindshare_score", label="a", column=2)
    assert [(step.component, step.extra, step.unit) for step in path.steps] == [
        ("interaction", 2, "contacts begun by the partner")
    ]
    assert path.score == pytest.approx(31 + 0.4 * 50)
    more = [*rows, did("a", "call", 2, initiated_by="partner")]
    assert board(interactions=more, surveys=survey).reading("mindshare_score").value[0, 2] == pytest.approx(51)


def test_the_survey_index_needed_is_no_activity() -> None:
    # As above: 42.33 now; the survey index of 51.67 must grow by 7.67 / 0.6 = 12.78
    made, _, _ = mindful(2, 8, 60)
    needed = survey_index_needed(made, label="a", column=2)
    assert needed == pytest.approx(60 + 40 / 9)
    note = path_note(made, "mindshare_score", label="a", column=2)
    assert note.startswith("A survey index of 64.4 (now 51.7) would make it moderate by itself")
    assert "not an activity" in note


def test_an_initiative_comes_with_the_fifth_contact() -> None:
    # One contact, ours; survey (90 + 250) / 6 = 56.67 -> 34. k contacts of the partner: attention k / 12; from the
    # fifth named contact on (k = 4) initiative is 4/5 -> 100. k = 3: 25 -> 44; k = 4: (33.3 + 100) / 2 -> 60.67
    made, rows, survey = mindful(0, 1, 90)
    assert made.reading("mindshare_score").value[0, 2] == pytest.approx(34)
    (path,) = paths_to_next_band(made, "mindshare_score", label="a", column=2)
    assert (path.cost, path.score) == pytest.approx((4, 34 + 0.4 * 200 / 3))
    more = [*rows, did("a", "call", 4, initiated_by="partner")]
    again = board(interactions=more, surveys=survey).reading("mindshare_score").value[0, 2]
    assert again == pytest.approx(path.score)


def test_mindshare_out_of_reach() -> None:
    # Survey (0 + 250) / 6 = 41.67 -> 25, and 40 of the interactions, which is all of them: 65. Above 75 it is with a
    # survey index above 35 / 0.6 = 58.33
    made, _, _ = mindful(12, 1, 0)
    assert made.reading("mindshare_score").value[0, 2] == pytest.approx(65)
    assert paths_to_next_band(made, "mindshare_score", label="a", column=2) == []
    note = path_note(made, "mindshare_score", label="a", column=2)
    assert note.startswith("No extra activity alone would make the score strong. A survey index above 58.3")
    # Without any contact that names its side there is the survey alone: 60 needs an index of 75, and says so
    alone = board(surveys=answers("a", 100))
    assert paths_to_next_band(alone, "mindshare_score", label="a", column=0) == []
    assert survey_index_needed(alone, label="a", column=0) == pytest.approx(75)
    # Nothing begun by the partner and 12 of ours: at most 60 from the survey
    silent, _, _ = mindful(0, 12, 100)
    assert survey_index_needed(silent, label="a", column=2) == pytest.approx(50 / 0.6)
    higher = dataclasses.replace(silent.method, bands=dataclasses.replace(silent.method.bands, moderate=61.0))
    stricter = Board(silent.programme, higher)
    assert survey_index_needed(stricter, label="a", column=2) is None
    assert "No survey index" in path_note(stricter, "mindshare_score", label="a", column=2)


quantities = st.fixed_dictionaries({kind: st.integers(0, top) for kind, top in REFERENCE.items()})


@settings(max_examples=8, deadline=None)
@given(quantities, st.sampled_from([1, 2, 3]))
def test_doing_what_a_path_says_lands_in_the_band(done: dict[str, int], window: int) -> None:
    rows = [*quarter("a", **done), *at_reference()]
    made = board(interactions=rows, window=window)
    value = float(made.engagement.value[0, 2])
    found = paths_to_next_band(made, "engagement_score", label="a", column=2)
    assert bool(found) == (value <= 75)
    assert [path.cost for path in found] == sorted(path.cost for path in found)
    for path in found[:2]:
        assert sum(step.points for step in path.steps) == pytest.approx(path.score - value, abs=1e-9)
        proved(path, rows, "engagement_score", made, 2)
    assert not np.isnan(value)
