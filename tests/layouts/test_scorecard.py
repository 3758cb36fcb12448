import json
from dataclasses import replace

import pytest
from plotly.utils import PlotlyJSONEncoder

from layouts import scorecard, scorecard_words
from layouts.ids import ScorecardIds
from layouts.scorecard import PeersView, ResultRow, ScorecardView, ScoreView, StepView
from layouts.scorecard_words import Shift
from tests.layouts.tree import classes, ids, nodes, texts, words


def score(kpi: str, value: float | None, **more: object) -> ScoreView:
    band = "insufficient data" if value is None else "moderate"
    view = ScoreView(kpi, kpi.removesuffix("_score").title(), value, band, -8.2, "Q2 2026", "What it is.", "Why.")
    return replace(view, figure={"data": []}, label="Line chart.", **more)


def example() -> ScorecardView:
    return ScorecardView(
        brand="aurelia",
        partner="Northway",
        period="Q3 2026",
        before="Q2 2026",
        title="A slower quarter",
        intro="Two of your three scores fell.",
        scores=[
            score("engagement_score", 63.0, peers=PeersView(70.0, 65.0, 76.0)),
            score("mindshare_score", 58.0),
            replace(score("advocacy_score", None), figure=None),
        ],
        steps=[StepView(3.0, "Training: 2 more a quarter", "You are at 1.")],
        steps_title="What would raise your engagement most",
        steps_intro="Worked out from your own figures.",
        results=[ResultRow("Bookings", "money", 4_820_000.0, None)],
        currency="GBP",
        foot=["Private link for Northway, valid to 31 Jan 2027."],
    )


def test_it_is_one_page_on_light_paper_without_links_or_fields() -> None:
    shown = scorecard.layout(example())
    assert getattr(shown, "data-bs-theme") == "light"
    kinds = {type(node).__name__ for node in nodes(shown)}
    assert not kinds & {"Input", "Textarea", "Form", "Link", "Location", "Store", "Upload", "AgGrid"}
    assert [node.href for node in nodes(shown) if getattr(node, "href", None)] == ["#main"]


def test_each_score_has_its_chart_and_a_missing_one_has_none() -> None:
    found = ids(scorecard.layout(example()))
    assert len(found) == len(set(found))
    assert {ScorecardIds.ENGAGEMENT, ScorecardIds.MINDSHARE} <= set(found)
    assert ScorecardIds.ADVOCACY not in found


def test_peers_are_drawn_only_where_there_are_enough() -> None:
    shown = scorecard.layout(example())
    scales = [node for node in nodes(shown) if "tdm-compare" in str(getattr(node, "className", ""))]
    with_peers, alone = scales
    assert with_peers.style == {"--v": 63.0, "--p0": 65.0, "--p1": 76.0, "--pm": 70.0}
    assert "middle half 65 to 76" in getattr(with_peers, "aria-label")
    assert alone.style == {"--v": 58.0}
    assert "median" not in words(alone)


def test_amounts_are_in_the_currency_of_the_site() -> None:
    assert {"£4.82M", "–"} <= set(texts(scorecard.layout(example())))


def test_without_steps_or_an_earlier_quarter_their_places_are_gone() -> None:
    shown = scorecard.layout(replace(example(), steps=[], before=""))
    assert "tdm-raise" not in classes(shown)
    assert texts(shown).count("Q3 2026") == 1
    assert "Q2 2026" not in texts(shown)


def test_a_partner_without_figures_reads_why() -> None:
    assert "Northway" in words(scorecard.nothing_yet(brand="aurelia", partner="Northway"))


def test_the_page_is_plain_json() -> None:
    assert "NaN" not in json.dumps(scorecard.layout(example()), cls=PlotlyJSONEncoder)


@pytest.mark.parametrize(
    ("changes", "bookings", "text"),
    [
        ([None, None, None], (None, None), "Your first scorecard"),
        ([0.1, None, -0.2], (None, None), "A steady quarter"),
        ([3.0, -3.0, None], (None, None), "A mixed quarter"),
        ([3.0, 1.0, None], (120.0, 100.0), "A stronger quarter, with bookings growing too"),
        ([3.0, 1.0, None], (80.0, 100.0), "A stronger quarter, with bookings yet to follow"),
        ([-3.0, 0.0, None], (80.0, 100.0), "A slower quarter, in scores and in bookings"),
        ([-3.0, 0.0, None], (100.0, 0.0), "A slower quarter"),
    ],
)
def test_the_title_says_how_the_quarter_went(
    changes: list[float | None], bookings: tuple[float | None, float | None], text: str
) -> None:
    assert scorecard_words.title(changes, *bookings) == text


def test_the_intro_counts_what_moved() -> None:
    said = scorecard_words.intro([-8.0, -2.0, 3.0], "Q2 2026", has_steps=False)
    assert said.startswith("Two of your three scores fell and one rose since Q2 2026.")
    assert "steps" not in said
    assert "steps" in scorecard_words.intro([None], "", has_steps=True)


def test_why_a_score_moved_is_told_in_quantities() -> None:
    moved = [Shift("a", "Training", -6.7, 3.0, 1.0), Shift("reweighted", "Data came or went", -0.2)]
    assert scorecard_words.why(-6.9, "Q2 2026", moved) == (
        "It fell since Q2 2026: training went from 3 to 1 a quarter."
    )
    survey = [Shift("survey", "Partner survey", 3.0), Shift("interaction", "Partner's own initiative", -1.0)]
    assert scorecard_words.why(2.0, "Q2 2026", survey) == (
        "It rose since Q2 2026: the answers of your people were better. You came to us less often."
    )
    assert scorecard_words.why(2.0, "Q2 2026", []) == "It rose since Q2 2026."
    assert scorecard_words.why(0.1, "Q2 2026", moved) == "It has hardly moved since Q2 2026."
    assert scorecard_words.why(None, "", []) == "There is no earlier score to compare it with yet."


def test_steps_lead_to_a_score_and_to_the_partners_own_target() -> None:
    ahead, reached = (80.0, "1 Mar 2027"), (60.0, "1 Mar 2027")
    assert scorecard_words.steps_intro(63.0, 9.0, None).endswith("from 63 to 72.")
    assert "The target set with you is 80 by 1 Mar 2027." in scorecard_words.steps_intro(63.0, 9.0, ahead)
    assert "You have reached the target of 60" in scorecard_words.steps_intro(63.0, 9.0, reached)


def test_few_answers_and_silence_are_said_without_blame() -> None:
    assert "leans towards" in scorecard_words.answers(2, 5)
    assert scorecard_words.answers(8, 5) == "8 people at your company answered in the last twelve months."
    assert scorecard_words.activities([], 2.0).endswith("A quarter ago it was 2.")
    assert scorecard_words.missing("engagement_score", 0.4).startswith("Only 40% of it")
    assert scorecard_words.similar(None, "Distributors").startswith("Fewer than five distributors")
