"""What partners' people say, worked by hand: answers, respondents, shrinkage, intervals, recommendation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kpi.board import Board
from kpi.method import Method
from kpi.method_types import Question
from kpi.programme import Programme
from kpi.reading import Groups, everyone
from kpi.survey import answer_index, partner_nps, survey_index
from tests.kpi.frames import board, default_method, programme, value

NAN = float("nan")
Row = dict[str, object]


def answer(
    partner: str, who: str, score: float, day: str = "2026-03-31", question: str = "fit", **more: object
) -> Row:
    """An answer on a scale from 0 to 100, so that the score is the index."""
    row = {"partner_id": partner, "date": day, "question": question, "score": score, "respondent": who}
    return row | {"scale_min": 0, "scale_max": 100} | more


def rated(partner: str, score: float, day: str = "2026-03-31", who: str = "r") -> Row:
    """An answer to the question whether one would recommend us."""
    return answer(partner, who, score, day, "likelihood_to_recommend", scale_min=None, scale_max=None)


def asking(**questions: Question) -> Method:
    method = default_method()
    known = {**method.mindshare.questions, **questions}
    return replace(method, mindshare=replace(method.mindshare, questions=known))


def tuned(**changes: float) -> Method:
    method = default_method()
    return replace(method, mindshare=replace(method.mindshare, **changes))  # type: ignore[arg-type]


def partner(name: str, kind: str = "reseller", left: str | None = None, joined: str = "2020-01-01") -> Row:
    return {"partner_id": name, "name": name, "partner_type": kind, "joined_on": joined, "left_on": left}


# An answer


ASKED = {
    "hassle": Question(negative=True, scale_min=1, scale_max=5),
    "ease": Question(scale_min=2, scale_max=12),
    "place": Question(type="rank", scale_max=9),
}


@pytest.mark.parametrize(
    ("question", "score", "low", "high", "index"),
    [
        ("other", 4, 2, 10, 25),  # (4 − 2)/8
        ("other", 2, 2, 10, 0),
        ("other", 10, 2, 10, 100),
        ("ease", 5, None, None, 30),  # the scale of the method: 3/10
        ("ease", 5, 4, None, 12.5),  # one end of its own: 1/8
        ("ease", 5, None, 8, 50),
        ("hassle", 4, None, None, 25),  # 100 − 3/4
        ("hassle", 4, 0, 10, 60),
        ("place", 3, None, None, 75),  # (9 − 3)/8
        ("place", 3, None, 5, 50),
        ("place", 1, 0, 5, 100),
        ("vendor_rank", 4, None, 6, 40),
        ("rank_among_vendors", 4, None, 6, 40),
        ("likelihood_to_recommend", 10, None, None, 100),
        ("likelihood_to_recommend", 9, None, None, 100),
        ("likelihood_to_recommend", 8.9, None, None, 50),
        ("likelihood_to_recommend", 7, None, None, 50),
        ("likelihood_to_recommend", 6.9, None, None, 0),
        ("would_you_recommend_us", 7, None, None, 50),
        ("other", 4, None, None, NAN),  # no scale
        ("other", 4, 0, None, NAN),
        ("other", 4, 4, 4, NAN),  # a scale without a width
        ("place", 1, None, 1, NAN),  # one vendor only
        ("vendor_rank", 1, None, None, NAN),
    ],
)
def test_index_of_an_answer(question: str, score: float, low: float | None, high: float | None, index: float) -> None:
    frame = pd.DataFrame(
        {"question": [question, "ease"], "score": [score, 12.0], "scale_min": [low, None], "scale_max": [high, None]}
    ).astype({"scale_min": "float64", "scale_max": "float64"})
    found = answer_index(frame, asking(**ASKED))
    assert found == pytest.approx([index, 100], nan_ok=True)


# A respondent and a partner


def test_a_respondent_is_the_weighted_mean_of_its_answers() -> None:
    # r: fit 80 (weight 3) and hassle 100 − 40 = 60 (weight 1): (240 + 60)/4 = 75; s: hassle 10 alone: 90.
    # raw (75 + 90)/2 = 82.5; shrunk (165 + 5·50)/7
    method = asking(fit=Question(weight=3), hassle=Question(negative=True), chat=Question(weight=0))
    rows = [
        answer("a", "r", 80),
        answer("a", "r", 40, question="hassle"),
        answer("a", "s", 10, question="hassle"),
        answer("a", "t", 66, question="chat"),
        answer("a", "s", 66, question="chat"),
        answer("a", "u", 66, scale_min=None, scale_max=None),
    ]
    found = survey_index(programme(surveys=rows), method)
    assert found.raw[0, 0] == pytest.approx(82.5)
    assert found.respondents.tolist() == [[2]]
    assert found.index[0, 0] == pytest.approx(415 / 7)
    assert found.peer_mean.tolist() == [[50]]


def test_an_answer_counts_until_the_next_one_and_for_twelve_months() -> None:
    # r: fit 20 in January 2025 and 60 in March, price 100 in February. s: fit 90 in January 2025 only.
    # Jan (20, 90); Feb ((20 + 100)/2, 90); Mar ((60 + 100)/2, 90) to December; January 2026: s has lapsed, 80;
    # February: price too has lapsed, 60; March: nothing.
    rows = [
        answer("a", "r", 20, "2025-01-31"),
        answer("a", "r", 100, "2025-02-01", question="price"),
        answer("a", "r", 60, "2025-03-02"),
        answer("a", "s", 90, "2025-01-01"),
    ]
    call = {"partner_id": "a", "date": "2026-03-31", "kind": "call"}
    made = programme(surveys=rows, interactions=[call])
    found = survey_index(made, default_method())
    assert found.raw[0].tolist() == pytest.approx([55, 75, *[85] * 10, 80, 60, NAN], nan_ok=True)
    assert found.respondents[0].tolist() == [*[2] * 12, 1, 1, 0]
    # With a window of two months r's 20 counts in January and February, the 60 in March and April
    short = replace(default_method(), windows=replace(default_method().windows, surveys=2))
    again = survey_index(made, short)
    assert again.raw[0, :5].tolist() == pytest.approx([55, 75, 80, 60, NAN], nan_ok=True)
    assert again.respondents[0, :5].tolist() == [2, 2, 1, 1, 0]


def test_answers_of_two_partners_and_of_two_words_for_a_question() -> None:
    # The same name at b is another person. "nps" and "would_you_recommend_us" are one question: the later counts.
    rows = [
        answer("a", "r", 10),
        answer("b", "r", 50),
        answer("c", "r", 10, "2026-03-01", "nps"),
        answer("c", "r", 8, "2026-03-02", "would_you_recommend_us"),
        answer("c", "r", 90, "2026-03-01"),
    ]
    found = survey_index(programme(surveys=rows), default_method())
    assert found.raw[:, 0].tolist() == [10, 50, 70]  # (50 + 90)/2
    assert found.respondents[:, 0].tolist() == [1, 1, 1]


def test_the_same_programme_under_two_methods() -> None:
    # What is remembered of one method's questions is no answer for another's
    rows = [answer("a", "r", 80), answer("a", "r", 40, question="price")]
    made = programme(surveys=rows)
    assert survey_index(made, default_method()).raw.tolist() == [[60]]
    assert survey_index(made, asking(price=Question(negative=True))).raw.tolist() == [[70]]
    assert survey_index(made, asking(price=Question(weight=3))).raw.tolist() == [[50]]


def test_only_existing_partners_have_an_index() -> None:
    rows = [answer("a", "r", 30, "2026-01-31"), answer("b", "r", 70, "2026-03-31"), answer("b", "r", 9, "2026-01-31")]
    made = programme(partners=[partner("a", left="2026-02-01"), partner("b", joined="2026-02-28")], surveys=rows)
    found = survey_index(made, default_method())
    assert found.raw == pytest.approx(np.array([[30, 30, NAN], [NAN, NAN, 70]]), nan_ok=True)
    assert found.respondents.tolist() == [[1, 1, 0], [0, 0, 1]]
    assert np.isnan(found.index).tolist() == [[False, False, True], [True, True, False]]
    assert np.isnan(found.peer_mean).tolist() == np.isnan(found.index).tolist()
    assert np.isnan(found.half_width).all()


# Shrinkage


def crowd(resellers: dict[str, float], service: float | None = None) -> Programme:
    partners = [partner(name) for name in resellers]
    rows = [answer(name, "r", score) for name, score in resellers.items()]
    if service is not None:
        partners.append(partner("z", "service"))
        rows.append(answer("z", "r", service))
    return programme(partners=partners, surveys=rows)


@pytest.mark.parametrize(
    ("resellers", "mean_of_type", "mean_of_z"),
    [
        # Five of the type: their mean (10 + 20 + 30 + 40 + 90)/5 = 38; z's is that of all six, 290/6
        ({"a": 10, "b": 20, "c": 30, "d": 40, "e": 90}, 38, 290 / 6),
        # Four of the type and five in all: (10 + 20 + 30 + 40 + 100)/5 = 40
        ({"a": 10, "b": 20, "c": 30, "d": 40}, 40, 40),
        # Four in all: the neutral 50
        ({"a": 10, "b": 20, "c": 30}, 50, 50),
    ],
)
def test_a_small_sample_is_drawn_to_its_peers(
    resellers: dict[str, float], mean_of_type: float, mean_of_z: float
) -> None:
    found = survey_index(crowd(resellers, 100), default_method())
    assert found.peer_mean[0, 0] == pytest.approx(mean_of_type)
    assert found.peer_mean[-1, 0] == pytest.approx(mean_of_z)
    # (1·x + 5·mean)/6
    assert found.index[0, 0] == pytest.approx((10 + 5 * mean_of_type) / 6)
    assert found.index[-1, 0] == pytest.approx((100 + 5 * mean_of_z) / 6)


def test_a_peer_counts_once_however_many_people_answer() -> None:
    # a: 10 and 30, raw 20; b 30, c 40, d 50, e 110 of 0 to 100 (not checked here): mean (20 + 30 + 40 + 50 + 110)/5
    made = programme(
        surveys=[
            answer("a", "r", 10), answer("a", "s", 30), answer("b", "r", 30), answer("c", "r", 40),
            answer("d", "r", 50), answer("e", "r", 110),
        ]
    )  # fmt: skip
    found = survey_index(made, default_method())
    assert found.peer_mean[:, 0].tolist() == pytest.approx([50] * 5)
    # a: (2·20 + 5·50)/7
    assert found.index[0, 0] == pytest.approx(290 / 7)
    # The one with two respondents has the one degree of freedom: squares 100 + 100 over 1
    assert found.half_width[0, 0] == pytest.approx(1.96 * (200 / 7) ** 0.5)
    assert found.half_width[1, 0] == pytest.approx(1.96 * (200 / 6) ** 0.5)


def test_parameters_of_shrinkage() -> None:
    made = crowd({"a": 10, "b": 20, "c": 90})
    # k = 2 and two peers are enough: (10 + 2·40)/3
    found = survey_index(made, tuned(shrinkage=2.0, minimum_peers=2))
    assert found.index[0, 0] == pytest.approx(30)
    # k = 0: as it is
    assert survey_index(made, tuned(shrinkage=0.0)).index[:, 0].tolist() == pytest.approx([10, 20, 90])
    # neutral 26: (10 + 5·26)/6
    assert survey_index(made, tuned(neutral=26.0)).index[0, 0] == pytest.approx(140 / 6)
    assert survey_index(made, tuned(neutral=26.0, minimum_peers=3)).index[0, 0] == pytest.approx(210 / 6)


def test_who_left_is_no_peer_and_who_lapsed_neither() -> None:
    # Five resellers answer in January: mean 38. e leaves in January: in February four in all -> 50.
    scores = {"a": 10, "b": 20, "c": 30, "d": 40, "e": 90}
    partners = [partner(name, left="2026-01-31" if name == "e" else None) for name in scores]
    rows = [answer(name, "r", score, "2026-01-15") for name, score in scores.items()]
    call = {"partner_id": "a", "date": "2026-02-28", "kind": "call"}
    found = survey_index(programme(partners=partners, surveys=rows, interactions=[call]), default_method())
    assert found.peer_mean[0].tolist() == pytest.approx([38, 50])
    assert np.isnan(found.peer_mean[4, 1])


def test_the_interval_is_pooled_over_the_same_peers() -> None:
    # a: 20, 60 around 40: squares 800; b: 10, 30, 50 around 30: 800; z (a service partner): 5, 15 around 10: 50.
    # Three in all: s² = 1,650/(1 + 2 + 1) = 412.5; half widths 1.96·s/√(n + 5) for n = 2, 3, 2
    rows = [answer("a", "r", 20), answer("a", "s", 60), answer("b", "r", 10), answer("b", "s", 30),
            answer("b", "t", 50), answer("z", "r", 5), answer("z", "s", 15)]  # fmt: skip
    made = programme(partners=[partner("a"), partner("b"), partner("z", "service")], surveys=rows)
    found = survey_index(made, default_method())
    expected = [1.96 * (412.5 / 7) ** 0.5, 1.96 * (412.5 / 8) ** 0.5, 1.96 * (412.5 / 7) ** 0.5]
    assert found.half_width[:, 0].tolist() == pytest.approx(expected)
    # With two of a type enough: resellers 1,600/3, the service partner (alone) still that of all
    found = survey_index(made, tuned(minimum_peers=2))
    assert found.half_width[0, 0] == pytest.approx(1.96 * (1600 / 3 / 7) ** 0.5)
    assert found.half_width[2, 0] == pytest.approx(1.96 * (412.5 / 7) ** 0.5)


def test_no_survey_at_all() -> None:
    made = programme(interactions=[{"partner_id": "a", "date": "2026-03-31", "kind": "call"}])
    found = survey_index(made, default_method())
    for grid in (found.raw, found.index, found.peer_mean, found.half_width):
        assert np.isnan(grid).tolist() == [[True]]
    assert found.respondents.tolist() == [[0]]


# Recommendation


def test_net_promoters_of_a_partner_and_of_a_group() -> None:
    # a: 10, 9 and 10 recommend, 8.9 and 7 are passive, 6.9 and 0 are critics: (3 − 2)/7. b: 2 and 1: −100.
    # Both: (3 − 4)/9. c answered another question only.
    scores = [10, 9, 8.9, 7, 6.9, 0, 10]
    rows = [rated("a", score, who=str(at)) for at, score in enumerate(scores)]
    rows += [rated("b", 2, who="r"), rated("b", 1, who="s"), answer("c", "r", 5)]
    made = board(surveys=rows)
    found = made.reading("partner_nps")
    assert found.value[:, 0] == pytest.approx([100 / 7, -100, NAN], nan_ok=True)
    assert found.n[:, 0].tolist() == [7, 2, 0]
    assert found.rate is not None
    assert (found.rate.numerator[:, 0].tolist(), found.rate.denominator[:, 0].tolist()) == ([1, -2, 0], [7, 2, 0])
    assert found.rate.factor == 100
    group = made.reading("partner_nps", everyone(made.programme))
    assert group.value[0, 0] == pytest.approx(-100 / 9)
    assert group.n.tolist() == [[9]]
    of_b = partner_nps(made.programme, made.method, Groups(np.array([-1, 0, 0]), ("x",)))
    assert of_b.value.tolist() == [[-100]]
    assert of_b.kpi == "partner_nps"


def test_net_promoters_take_the_latest_answer_of_twelve_months() -> None:
    # r: 10 in January 2025, 3 in March; s: 9 in January. January (2)/2; March (1 − 1)/2; January 2026: s has
    # lapsed: −1/1, through February; March 2026: nobody
    rows = [rated("a", 10, "2025-01-31"), rated("a", 3, "2025-03-01"), rated("a", 9, "2025-01-05", who="s")]
    call = {"partner_id": "a", "date": "2026-03-31", "kind": "call"}
    found = board(surveys=rows, interactions=[call]).reading("partner_nps")
    assert found.value[0].tolist() == pytest.approx([100, 100, *[0] * 10, -100, -100, NAN], nan_ok=True)
    assert found.n[0].tolist() == [*[2] * 12, 1, 1, 0]
    assert (found.first, found.labels) == (24_300, ("a",))
    # Its window is that of the KPI, not of the method's opinions, nor that of the board
    method = default_method()
    short = replace(method, windows=replace(method.windows, surveys=2))
    made = Board(programme(surveys=rows, interactions=[call]), short, 1)
    assert made.reading("partner_nps").n[0, 11] == 2


def test_net_promoters_of_another_question_of_that_type() -> None:
    method = asking(would_buy_again=Question(type="recommendation"))
    rows = [answer("a", "r", 9, question="would_buy_again"), answer("a", "s", 2)]
    assert Board(programme(surveys=rows), method).reading("partner_nps").value.tolist() == [[100]]


def test_net_promoters_of_who_has_left_count_for_a_group() -> None:
    partners = [partner("a", left="2026-02-28"), partner("b")]
    rows = [rated("a", 9, "2026-01-31"), rated("b", 8, "2026-03-31"), rated("a", 1, "2026-03-31", who="s")]
    made = board(partners=partners, surveys=rows)
    group = made.reading("partner_nps", everyone(made.programme))
    assert group.value[0].tolist() == [100, 100, 50]
    assert value(made, "partner_nps", "b", "2026-03") == 0


@pytest.mark.parametrize(
    ("score", "index", "net"), [(9 - 4e-10, 100, 100), (9 - 6e-10, 50, 0), (7 - 4e-10, 50, 0), (7 - 6e-10, 0, -100)]
)
def test_thresholds_of_a_recommendation_are_compared_at_nine_decimals(score: float, index: float, net: float) -> None:
    made = board(surveys=[rated("a", score)])
    assert made.mindshare.survey.raw.tolist() == [[index]]
    assert made.reading("partner_nps").value.tolist() == [[net]]


def test_the_interval_is_of_those_who_answer_now() -> None:
    # January: r 20 and s 60: squares 800 over 1; March: t 100 too: mean 60, squares 1,600 + 0 + 1,600 over 2.
    # January 2026: r and s have lapsed: one answer has no spread.
    rows = [
        answer("a", "r", 20, "2025-01-05"),
        answer("a", "s", 60, "2025-01-31"),
        answer("a", "t", 100, "2025-03-05"),
    ]
    call = {"partner_id": "a", "date": "2026-01-31", "kind": "call"}
    found = survey_index(programme(surveys=rows, interactions=[call]), default_method())
    wide, wider = 1.96 * (800 / 7) ** 0.5, 1.96 * (1600 / 8) ** 0.5
    assert found.half_width[0] == pytest.approx([wide, wide, *[wider] * 10, NAN], nan_ok=True)
