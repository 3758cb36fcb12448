"""Partner Mindshare on frames worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.kpi.frames import board, programme


def answer(partner: str, day: str, score: float, **more: object) -> dict[str, object]:
    return {"partner_id": partner, "date": day, "question": "product_fit", "score": score,
            "scale_min": 1, "scale_max": 5, **more}  # fmt: skip


def test_few_partners_are_shrunk_to_fifty() -> None:
    # One respondent with 5 of 1-5 -> 100; (1*100 + 5*50) / 6 = 58.33; survey alone has coverage 0.6: enough
    made = board(surveys=[answer("a", "2026-03-31", 5, respondent="r")])
    assert made.mindshare.survey.index[0, 0] == pytest.approx(350 / 6)
    assert made.reading("mindshare_score").value[0, 0] == pytest.approx(350 / 6)
    assert made.reading("mindshare_score").coverage[0, 0] == pytest.approx(0.6)  # type: ignore[index]


def test_five_partners_with_answers_are_shrunk_to_their_mean() -> None:
    # Raw 0, 25, 50, 75, 100: mean 50. Partner e: (100 + 250) / 6
    rows = [answer(one, "2026-03-31", score, respondent="r") for score, one in enumerate("abcde", start=1)]
    made = board(surveys=rows)
    assert made.mindshare.survey.peer_mean[4, 0] == pytest.approx(50)
    assert made.mindshare.survey.index[4, 0] == pytest.approx(350 / 6)
    assert np.isnan(made.mindshare.survey.half_width[4, 0])


def test_latest_answer_counts_and_the_later_row_wins_on_one_day() -> None:
    rows = [
        answer("a", "2026-01-10", 1, respondent="r"),
        answer("a", "2026-02-10", 2, respondent="r"),
        answer("a", "2026-02-10", 4, respondent="r"),
    ]
    made = board(surveys=rows)
    assert list(made.mindshare.survey.raw[0]) == pytest.approx([0, 75])
    assert list(made.mindshare.survey.respondents[0]) == [1, 1]


def test_an_answer_counts_twelve_months_beyond_the_span_of_surveys() -> None:
    rows = [answer("a", "2025-01-15", 5, respondent="r")]
    talk = [{"partner_id": "a", "date": "2026-02-28", "kind": "call", "quantity": 1}]
    made = board(surveys=rows, interactions=talk)
    answered = made.mindshare.survey.respondents[0]
    assert answered[:12].tolist() == [1] * 12
    assert answered[12:].tolist() == [0, 0]


def test_identity_is_respondent_then_response_then_row() -> None:
    rows = [
        answer("a", "2026-03-01", 5, respondent="r", response_id="1"),
        answer("a", "2026-03-02", 1, respondent="r", response_id="2"),
        answer("a", "2026-03-03", 5, response_id="3"),
        answer("a", "2026-03-03", 3, response_id="3", question="ease"),
        answer("a", "2026-03-31", 3),
        answer("a", "2026-03-31", 3),
    ]
    # r -> latest 0; response 3 -> (100 + 50) / 2 = 75; two rows of their own, 50 each: mean 43.75 of 4
    made = board(surveys=rows)
    assert made.mindshare.survey.respondents[0, 0] == 4
    assert made.mindshare.survey.raw[0, 0] == pytest.approx(43.75)
    # squares: 43.75^2 + 31.25^2 + 2 * 6.25^2 = 2968.75, over 3 degrees; half width 1.96 s / sqrt(4 + 5)
    assert made.mindshare.survey.half_width[0, 0] == pytest.approx(1.96 * math.sqrt(2968.75 / 3) / 3)


@pytest.mark.parametrize(
    ("question", "score", "high", "index"),
    [
        ("likelihood_to_recommend", 9, 10, 100),
        ("likelihood_to_recommend", 8, None, 50),
        ("likelihood_to_recommend", 6, 10, 0),
        ("nps", 10, None, 100),
        ("vendor_rank", 1, 5, 100),
        ("vendor_rank", 4, 5, 25),
        ("anything_else", 4, 5, 75),
    ],
)
def test_index_of_an_answer(question: str, score: float, high: float | None, index: float) -> None:
    low = 1 if question == "anything_else" else None
    rows = [answer("a", "2026-03-31", score, question=question, scale_max=high, scale_min=low)]
    assert board(surveys=rows).mindshare.survey.raw[0, 0] == pytest.approx(index)


def talk(partner: str, quantity: float, by: str | None) -> dict[str, object]:
    row = {"partner_id": partner, "date": "2026-03-31", "kind": "call"}
    return row | {"quantity": quantity, "initiated_by": by}


def test_initiative_needs_five_named_interactions() -> None:
    # a: 2 of 8 named -> share 0.25 -> 50; attention 3*2/1 = 6 of 12 -> 50.
    # b: 4 named, too few for a share; attention 3*4 of 12 -> 100
    rows = [talk("a", 2, "partner"), talk("a", 6, "us"), talk("a", 90, None), talk("b", 4, "partner")]
    index = board(interactions=rows).mindshare.interaction
    assert index.initiative[0, 0] == pytest.approx(50)
    assert index.attention[0, 0] == pytest.approx(50)
    assert np.isnan(index.initiative[1, 0])
    assert index.index[1, 0] == pytest.approx(100)


def test_interactions_alone_are_not_enough_for_a_score() -> None:
    reading = board(interactions=[talk("a", 9, "partner")]).reading("mindshare_score")
    assert np.isnan(reading.value[0, 0])
    assert reading.band_codes[0, 0] == 0


def test_answers_outside_existence_are_not_counted() -> None:
    partners = [{"partner_id": "a", "name": "A", "partner_type": "reseller", "left_on": "2026-02-01"}]
    rows = [answer("a", "2026-01-31", 5, respondent="r"), answer("a", "2026-03-31", 1, respondent="r")]
    made = programme(partners=partners, surveys=rows)
    assert made.outside["surveys"] == 1
    assert made.exists[0].tolist() == [True, True, False]
