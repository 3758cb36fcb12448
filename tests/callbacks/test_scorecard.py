"""The scorecard: right for its partner, and silent about every other."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from plotly.utils import PlotlyJSONEncoder

from callbacks.scorecard import scorecard_page, scorecard_view
from callbacks.services import Services
from data.peers import Peers, values_of
from kpi.board import Board
from kpi.catalogue import HEADLINE
from kpi.peer_group import PeerFigures, peer_figures, renewed
from layouts import scorecard
from tests.callbacks.boards import small_board
from tests.callbacks.conftest import HeldClock
from tests.kpi.frames import board
from tests.layouts.tree import words

CANARY = "CANARY"
MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
KINDS = ("meeting", "campaign", "training", "lead", "feedback", "business_review")


def shared_board(others: int) -> Board:
    """One partner, and others of its type of whom everything is called canary."""
    partners = [{"partner_id": "mine", "name": "Mine", "partner_type": "reseller", "region": "North"}]
    partners += [
        {"partner_id": f"{CANARY}-{at}", "name": f"{CANARY} {at}", "partner_type": "reseller", "tier": CANARY,
         "region": f"{CANARY} region", "manager": f"{CANARY} desk", "domain": f"{CANARY}.example"}
        for at in range(others)
    ]  # fmt: skip
    ids = [one["partner_id"] for one in partners]
    interactions = [
        {"partner_id": one, "date": f"{month}-28", "kind": kind, "quantity": 1, "initiated_by": "partner"}
        for one in ids
        for month in MONTHS
        for kind in (*KINDS, *([f"{CANARY}_kind"] if one != "mine" else []))
    ]
    surveys = [
        {"partner_id": one, "date": "2026-02-01", "question": "fit", "score": 4, "scale_min": 1, "scale_max": 5,
         "respondent": f"{one} person"}
        for one in ids
    ]  # fmt: skip
    advocacy = [{"partner_id": one, "date": "2026-06-30", "kind": "reference", "quantity": 1} for one in ids]
    deals = [
        {"partner_id": one, "deal_id": f"{one}-d", "opened_on": "2026-05-01", "closed_on": "2026-06-02",
         "stage": "won", "amount": 1000.0 if one == "mine" else 7_654_321.0, "sourced_by": "partner",
         "customer": f"{one} customer"}
        for one in ids
    ]  # fmt: skip
    targets = [{"kpi": "engagement_score", "value": 88.0, "due": "2026-12-31", "partner_id": one} for one in ids[1:]]
    return board(
        partners=partners, interactions=interactions, surveys=surveys, advocacy=advocacy, deals=deals, targets=targets
    )


def view(made: Board, partner_id: str = "mine", **more: object) -> scorecard.ScorecardView:
    return scorecard_view(made, partner_id, brand="Aurelia", peers=similar(made), **more)


def similar(made: Board) -> dict[str, PeerFigures]:
    """Return the figures of a group that is made of the data as they are."""
    column = made.programme.calendar.last_complete - made.programme.calendar.first
    told = {kpi: values_of(made, kpi, "reseller") for kpi in HEADLINE}
    return {kpi: peer_figures(renewed((), values, column=column), values) for kpi, values in told.items()}


def as_json(made: Board, partner_id: str = "mine", **more: object) -> str:
    return json.dumps(scorecard.layout(view(made, partner_id, **more)), cls=PlotlyJSONEncoder)


@pytest.mark.parametrize("others", [0, 1, 3, 4, 12])
def test_nothing_of_another_partner_is_on_it(others: int) -> None:
    shown = scorecard.layout(view(shared_board(others)))
    text = json.dumps(shown, cls=PlotlyJSONEncoder)
    assert CANARY.casefold() not in text.casefold()
    assert "7.65" not in text
    assert "target" not in words(shown)


@pytest.mark.parametrize("others", [0, 1, 3])
def test_fewer_than_five_of_a_type_give_no_peer_figure(others: int) -> None:
    made = shared_board(others)
    assert all(one.peers is None for one in view(made).scores)
    text = as_json(made).casefold()
    assert "median" not in text
    assert "middle half" not in text
    assert "fewer than five resellers" in text


def test_five_of_a_type_give_a_median_and_their_number() -> None:
    shown = view(shared_board(4))
    assert all(one.peers is not None and one.peers.low is None for one in shown.scores)
    assert shown.foot[0].startswith("Similar partners: a group of 5 resellers.")


def test_eight_of_a_type_give_quartiles() -> None:
    assert [one.peers for one in view(shared_board(6)).scores if one.peers and one.peers.low is not None] == []
    shown = view(shared_board(7))
    assert all(one.peers and one.peers.low is not None and one.peers.high is not None for one in shown.scores)
    assert "middle half" in as_json(shared_board(7))


def test_the_steps_are_exact() -> None:
    # Each month one of each kind: communication 3 of 12, marketing 3 of 6, pipeline 3 of 6; the rest at reference.
    # 20 * 0.25 + 20 * 0.5 + 20 + 20 * 0.5 + 10 + 10 = 65; missing are 15, 10 and 10 points: 100 together.
    shown = view(shared_board(4))
    assert shown.scores[0].value == pytest.approx(65)
    assert [one.points for one in shown.steps] == pytest.approx([15, 10, 10])
    assert [one.title for one in shown.steps] == [
        "Communication: 9 more a quarter",
        "Joint marketing: 3 more a quarter",
        "Pipeline work: 3 more a quarter",
    ]
    assert shown.steps_intro.endswith("from 65 to 100.")


def test_a_partner_reads_why_it_moved() -> None:
    # In July Birch has been silent since April; its quarter before ended in June, silent too.
    shown = view(small_board(), "p2")
    assert shown.scores[0].value == 0
    assert shown.scores[0].why == "It has hardly moved since Q2 2026."
    assert shown.title == "A steady quarter"
    assert shown.period == "Q3 2026 so far"


def test_without_a_score_the_reason_stands_in_its_place() -> None:
    lone = board(interactions=[{"partner_id": "mine", "date": "2026-03-31", "kind": "meeting", "quantity": 1}])
    shown = view(lone)
    assert [one.value for one in shown.scores] == [None, None, None]
    assert all(one.figure is None for one in shown.scores)
    assert (shown.title, shown.steps, shown.steps_intro) == ("Your first scorecard", (), "")
    assert "Only 20% of it" in shown.scores[0].why


def test_the_link_names_the_partner_and_its_end(filled: Services, clock: HeldClock) -> None:
    link, _ = filled.links.create("P1", now=clock(), days=30)
    said = words(scorecard_page(filled, filled.links.check(link.id, now=clock())))
    assert "Alder Canary One" in said
    assert "valid to 15 May 2025" in said
    assert "Canary Two" not in said


def test_a_partner_without_figures_gets_a_friendly_page(filled: Services, clock: HeldClock) -> None:
    link, _ = filled.links.create("P3", now=clock())
    assert "There are no figures yet" in words(scorecard_page(filled, filled.links.check(link.id, now=clock())))


@pytest.mark.parametrize("chosen", [["scores"], ["steps"], ["results"], ["respond"], []])
def test_only_the_chosen_sections_are_worked_out(chosen: list[str]) -> None:
    made = shared_board(7)
    shown = view(made, sections=chosen)
    there = {"scores": bool(shown.scores), "steps": bool(shown.steps), "results": bool(shown.results)}
    assert [name for name, is_there in there.items() if is_there] == [one for one in chosen if one in there]
    said = f"{shown.title} {shown.intro} {shown.steps_intro} {' '.join(shown.foot)}"
    if "scores" not in chosen:
        # The engagement score is 65 of 100, with a step to 100.
        assert not [word for word in ("65", "score", "Similar", "Strong", "bookings") if word in said]
        assert "peer" not in as_json(made, sections=chosen).casefold()


def test_without_results_the_title_says_nothing_of_bookings() -> None:
    made = shared_board(4)
    assert "bookings" not in view(made, sections=["scores"]).title
    assert view(made, sections=["scores", "results"]).title == view(made).title


def test_no_peer_figure_is_finer_than_a_point() -> None:
    shown = view(shared_board(7))
    lines = [trace["y"] for one in shown.scores if one.figure for trace in one.figure["data"][:1]]
    told = [value for line in lines for value in line if value is not None]
    told += [value for one in shown.scores if one.peers for value in vars(one.peers).values()]
    assert told
    assert all(value == round(value) for value in told if value is not None)


def test_a_newcomer_changes_nothing_that_another_partner_sees(filled: Services, clock: HeldClock) -> None:
    kept = Peers(filled.store)

    def seen(others: int) -> str:
        made = shared_board(others)
        alone = made.of(made.programme.partners.index == "mine")
        told = kept.figures(made, "reseller", now=clock())
        shown = scorecard_view(alone, "mine", brand="Aurelia", peers=told)
        return json.dumps(scorecard.layout(shown), cls=PlotlyJSONEncoder)

    before = seen(6)
    assert "Similar partners: a group of 7 resellers" in before
    assert {seen(others) == before for others in (7, 8, 9, 10)} == {True}
    assert "a group of 12 resellers" in seen(11)


def test_the_mark_has_the_colour_of_the_host(filled: Services, clock: HeldClock) -> None:
    scope = filled.links.check(filled.links.create("P1", now=clock())[0].id, now=clock())
    assert getattr(scorecard_page(filled, scope), "style", None) is None
    branded = replace(filled, settings=replace(filled.settings, brand_color="#1f4e5f"))
    assert scorecard_page(branded, scope).style["--tdm-brand"] == "#1f4e5f"


def test_answers_of_others_are_not_called_ones_own() -> None:
    """P6 answers for the first time in June: the mean towards which the few answers of "a" are drawn falls."""
    day, scale = {"date": "2026-03-31"}, {"question": "fit", "scale_min": 0, "scale_max": 100, "respondent": "r"}
    kinds = {"quantity": 1, "initiated_by": "partner"}
    ids = ["a", "b", "c", "d", "e", "f"]
    scores = board(
        partners=[{"partner_id": one, "name": one, "partner_type": "reseller"} for one in ids],
        interactions=[
            {"partner_id": one, "date": f"{month}-28", "kind": kind} | kinds
            for one in ids for month in MONTHS for kind in KINDS
        ],
        surveys=[
            *(day | scale | {"partner_id": one, "score": 80} for one in ids[:5]),
            {"date": "2026-06-30", "partner_id": "f", "score": 0} | scale,
        ],
    )  # fmt: skip
    view = scorecard_view(scores.of(scores.programme.partners.index == "a"), "a", brand="Tandem")
    mindshare = next(one for one in view.scores if one.kpi == "mindshare_score")
    assert mindshare.change is not None
    assert mindshare.change < 0
    assert "the answers of your people" not in mindshare.why
    assert "the mean of all answers" in mindshare.why
    # Nothing finer than what is written: from the fractions others' answers could be worked out.
    assert mindshare.figure is not None
    drawn = [
        value for trace in mindshare.figure["data"] if trace.get("name") != "Peer median" for value in trace["y"]
    ]
    assert drawn
    assert all(value is None or round(value, 1) == value for value in drawn)
