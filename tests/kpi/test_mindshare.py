"""Partner Mindshare on frames worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from kpi.board import Board
from kpi.method import parse_method
from tests.kpi.frames import METHOD_FILE, board, default_method, programme


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


def said(partner: str, day: str, quantity: float, by: str | None) -> dict[str, object]:
    return {"partner_id": partner, "date": day, "kind": "call", "quantity": quantity, "initiated_by": by}


def member(name: str, kind: str = "reseller", **more: object) -> dict[str, object]:
    return {"partner_id": name, "name": name, "partner_type": kind, "joined_on": "2020-01-01"} | more


@pytest.mark.parametrize(
    ("theirs", "ours", "share"),
    [
        (1.0, 4.0, 40),  # five named: 1/5 = 0.2 of 0.5
        (1.0, 3.9, None),  # 4.9
        (1.0, 4 - 4e-10, 40),  # five at nine decimals
        (1.0, 4 - 6e-10, None),
        (3.0, 3.0, 100),  # 0.5 is all of it
        (9.0, 1.0, 100),  # and more is no more
        (0.0, 7.0, 0),
    ],
)
def test_initiative_is_a_share_of_the_named_interactions(theirs: float, ours: float, share: float | None) -> None:
    rows = [said("a", "2026-03-02", theirs, "partner"), said("a", "2026-03-31", ours, "us")]
    rows += [said("a", "2026-03-31", 50, None)]
    index = board(interactions=rows).mindshare.interaction
    assert index.initiative[0, 0] == pytest.approx(math.nan if share is None else share, nan_ok=True)
    # attention: 3 · quantity in a month of length 1, of 12
    attention = min(3 * theirs / 12, 1) * 100
    assert index.attention[0, 0] == pytest.approx(attention)
    assert index.index[0, 0] == pytest.approx(attention if share is None else (share + attention) / 2)
    assert index.rows.tolist() == [[2]]


def test_attention_is_a_rate_per_quarter_over_what_is_left_of_the_window() -> None:
    # b exists from February: 5 in two months, 3·5/2 = 7.5 of 12 -> 62.5. a: 2 + 4 in three months: 6 of 12 -> 50.
    rows = [
        said("a", "2026-01-05", 2, "partner"), said("a", "2026-03-31", 4, "partner"),
        said("a", "2026-03-31", 6, "us"),
        said("b", "2026-01-05", 99, "partner"), said("b", "2026-02-05", 5, "partner"),
    ]  # fmt: skip
    made = board(partners=[member("a"), member("b", joined_on="2026-02-20")], interactions=rows)
    index = made.mindshare.interaction
    assert index.attention[:, 2].tolist() == pytest.approx([50, 62.5])
    # initiative: a 6 of 12 -> 100; b 5 of 5 -> 100
    assert index.initiative[:, 2].tolist() == [100, 100]
    assert index.index[:, 2].tolist() == pytest.approx([75, 81.25])
    assert index.rows[:, 2].tolist() == [3, 1]
    # A window of one month: a 4 of 10 named -> 80, 3·4 of 12 -> 100; b silent: no share, attention 0
    short = board(None, 1, partners=[member("a"), member("b", joined_on="2026-02-20")], interactions=rows)
    index = short.mindshare.interaction
    assert index.initiative[:, 2] == pytest.approx([80, math.nan], nan_ok=True)
    assert index.attention[:, 2].tolist() == [100, 0]
    assert index.index[:, 2].tolist() == [90, 0]


def test_attention_needs_named_interactions_of_somebody() -> None:
    # Named in January only: in April the last three months have none, and nobody has a share either
    rows = [said("a", "2026-01-31", 8, "partner"), said("a", "2026-04-30", 3, None)]
    index = board(interactions=rows).mindshare.interaction
    assert index.attention[0].tolist() == pytest.approx([100, 100, 66 + 2 / 3, math.nan], nan_ok=True)
    assert index.index[0] == pytest.approx([100, 100, (100 + 200 / 3) / 2, math.nan], nan_ok=True)


def test_a_share_without_data_stands_alone() -> None:
    # A window of six months holds the named five of January; the last quarter, from February on, has none: no
    # attention. 2 of 5 named: 0.4 of 0.5 -> 80.
    rows = [said("a", "2026-01-31", 2, "partner"), said("a", "2026-01-31", 3, "us"), said("a", "2026-04-30", 3, None)]
    index = board(None, 6, interactions=rows).mindshare.interaction
    assert np.isnan(index.attention[0, 3])
    assert index.index[0, 3] == pytest.approx(80)


def test_a_score_is_sixty_of_what_they_say_and_forty_of_what_they_do() -> None:
    # Survey: one answer of 4 on 1-5 -> 75, shrunk (75 + 250)/6 = 54.1667. Interaction: 2 of 8 named -> 50, 6 of 12
    # -> 50: 50. 0.6 · 54.1667 + 0.4 · 50 = 52.5
    rows = [said("a", "2026-03-31", 2, "partner"), said("a", "2026-03-30", 6, "us")]
    made = board(surveys=[answer("a", "2026-03-31", 4, respondent="r")], interactions=rows)
    reading = made.reading("mindshare_score")
    assert reading.value[0, 0] == pytest.approx(52.5)
    assert reading.coverage is not None
    assert reading.coverage.tolist() == [[1]]
    assert reading.n.tolist() == [[1]]
    survey, interaction = made.mindshare.composite.parts
    assert (survey.name, interaction.name, survey.unit, interaction.unit) == (
        "survey", "interaction", "index", "index",
    )  # fmt: skip
    assert (survey.label, interaction.label) == ("Partner survey", "Partner's own initiative")
    assert (survey.weight.tolist(), interaction.weight.tolist()) == ([60], [40])
    assert (survey.raw.tolist(), survey.reference.tolist(), survey.rows.tolist()) == ([[75]], [[100]], [[1]])
    assert (interaction.raw.tolist(), interaction.reference.tolist()) == ([[50]], [[100]])
    assert interaction.rows.tolist() == [[2]]


def test_what_is_missing_has_no_reference() -> None:
    made = board(surveys=[answer("a", "2026-03-31", 4, respondent="r")], interactions=[talk("b", 9, "partner")])
    survey, interaction = made.mindshare.composite.parts
    assert np.isnan(survey.reference).tolist() == [[False], [True]]
    # b's named interactions are data for a as well, which began none: 0
    assert interaction.score.tolist() == [[0], [100]]
    alone = board(surveys=[answer("a", "2026-03-31", 4, respondent="r")])
    assert np.isnan(alone.mindshare.composite.parts[1].reference).all()


def test_parameters_of_the_method_by_window_and_minimum() -> None:
    # The same programme is asked under another window, minimum, share and reference
    rows = [said("a", "2026-01-31", 3, "partner"), said("a", "2026-03-31", 1, "partner"),
            said("a", "2026-03-30", 3, "us")]  # fmt: skip
    made, method = programme(interactions=rows), default_method()

    def index(window: int, **changes: float) -> tuple[float, float]:
        tuned = replace(method, mindshare=replace(method.mindshare, **changes))  # type: ignore[arg-type]
        found = Board(made, tuned, window).mindshare.interaction
        return float(found.initiative[0, 2]), float(found.attention[0, 2])

    assert index(3) == pytest.approx((100, 100 / 3))  # 4 of 7; 4 of 12
    assert index(1) == pytest.approx((math.nan, 25), nan_ok=True)  # 4 named; 3 of 12
    assert index(1, initiative_minimum=4.0) == pytest.approx((50, 25))  # 1 of 4
    assert index(1, initiative_minimum=4.0, initiative_share=0.4) == pytest.approx((62.5, 25))
    assert index(3, attention_reference=16.0, initiative_share=0.8) == pytest.approx((500 / 7, 25))


def test_a_partner_type_may_have_its_own_parameters() -> None:
    # 4 of 8 named, 12 begun a quarter. Resellers: share 0.5 of 0.5, rate 12 of 12. Distributors: 0.5 of 0.8 is 62.5,
    # 12 of 24 is 50: 56.25; weights 30 and 40. With the survey at (75 + 250)/6: (30·54.1667 + 40·56.25)/70.
    text = METHOD_FILE.read_text(encoding="utf-8") + "\n".join(
        ["[mindshare.types.distributor]", "attention_reference = 24", "initiative_share = 0.8", "survey_weight = 30"]
    )
    surveys = [answer(one, "2026-03-31", 4, respondent="r") for one in "ad"]
    rows = [talk(one, 4, by) for one in "ad" for by in ("partner", "us")]
    made = Board(
        programme(partners=[member("a"), member("d", "distributor")], surveys=surveys, interactions=rows),
        parse_method(text),
    )
    index = made.mindshare.interaction
    assert index.initiative[:, 0].tolist() == pytest.approx([100, 62.5])
    assert index.attention[:, 0].tolist() == pytest.approx([100, 50])
    first, second = made.reading("mindshare_score").value[:, 0].tolist()
    assert first == pytest.approx(0.6 * 325 / 6 + 40)
    assert second == pytest.approx((30 * 325 / 6 + 40 * 56.25) / 70)


def test_who_has_left_has_no_initiative_any_more() -> None:
    # a named six in February and left; in March the window still holds them
    rows = [said("a", "2026-02-05", 6, "partner"), said("b", "2026-03-31", 2, "partner")]
    made = board(partners=[member("a", left_on="2026-02-28"), member("b")], interactions=rows)
    index = made.mindshare.interaction
    assert index.initiative == pytest.approx(np.array([[100, math.nan], [math.nan, math.nan]]), nan_ok=True)
    assert index.attention == pytest.approx(np.array([[100, math.nan], [0, 25]]), nan_ok=True)
    assert np.isnan(index.index).tolist() == [[False, True], [False, False]]
