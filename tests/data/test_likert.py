import json

import numpy as np
import pyarrow as pa
import pytest

from data.cells.coded import Coded
from data.cells.likert import answers, is_no_answer, likert_evidence, likert_form


def coded(*cells: str) -> Coded:
    return Coded.of(pa.array(cells, type=pa.string()))


def read(*cells: str):
    column = coded(*cells)
    found = answers(column, ".", likert_form(likert_evidence(column), "Q1"))
    return list(zip(found.parsed.series.tolist(), found.low.tolist(), found.high.tolist(), strict=True))


@pytest.mark.parametrize(
    ("worst", "best"),
    [
        ("Strongly disagree", "Strongly agree"),
        ("stimme überhaupt nicht zu", "Stimme voll und ganz zu"),
        ("Pas du tout d'accord", "Tout à fait d’accord"),
        ("Totalmente en desacuerdo", "Totalmente de acuerdo"),
        ("Very dissatisfied", "Very satisfied"),
        ("Sehr unzufrieden", "sehr zufrieden"),
        ("très insatisfait", "Très satisfait"),
        ("Muy insatisfecho", "Muy satisfecho"),
        ("Never", "Always"),
        ("nie", "immer"),
        ("jamais", "toujours"),
        ("nunca", "siempre"),
        ("sehr unwahrscheinlich", "sehr wahrscheinlich"),
    ],
)
def test_the_ends_of_a_scale_in_words(worst, best):
    assert read(worst, best) == [(1, 1, 5), (5, 1, 5)]


def test_what_agree_is_worth_depends_on_the_other_words():
    assert read("Agree", "Strongly agree")[0] == (4, 1, 5)
    assert read("Agree", "Somewhat agree") == [(6, 1, 7), (5, 1, 7)]
    assert read("Strongly agree", "Somewhat agree", "Neutral") == [(5, 1, 5), (4, 1, 5), (3, 1, 5)]
    assert read("Neutral", "satisfied") == [(3, 1, 5), (4, 1, 5)]


def test_words_of_which_two_scales_make_different_things_are_asked_about():
    form = likert_form({"good", "excellent"}, "Q1")
    (question,) = form.questions
    assert (question.kind, question.topic) == ("value", "Q1")
    assert [json.loads(value)["good"] for value, _ in question.options] == ["4 on 1-5", "3 on 1-5"]
    assert not likert_form({"fair", "good", "very_good"}, "Q1").questions
    answered = coded("Good", "Excellent").replaced(json.loads(question.options[1][0]))
    assert answers(answered, ".", likert_form((), "Q1")).parsed.series.tolist() == [3, 5]


@pytest.mark.parametrize(
    ("cell", "score"),
    [
        ("7", 7),
        ("10 - Extremely likely", 10),
        ("0 – Not at all likely", 0),
        ("5 (best)", 5),
        ("1 = worst", 1),
        ("Extremely likely (10)", 10),
        ("4 stars", 4),
        ("★★★★", 4),
        ("★★★☆☆", 3),
        ("Yes", 1),
    ],
)
def test_a_score_with_its_label(cell, score):
    assert read(cell)[0][0] == score


def test_a_label_gives_the_scale_only_when_it_is_worth_the_number():
    assert read("5 - Strongly agree") == [(5, 1, 5)]
    assert np.isnan(read("10 - Extremely likely")[0][1:]).all()
    assert read("4 stars") == [(4, 1, 5)]


def test_classes_and_answers_that_say_nothing_are_rejected_in_words():
    parsed = answers(coded("Promoter", "Don't know", "4/5", "#REF!", "3"), ".", likert_form((), "Q")).parsed
    assert {rule: np.flatnonzero(rows).tolist() for rule, rows in parsed.wrong.items()} == {
        "it is a class of answers, not a score": [0],
        "it is no answer": [1],
        "it is not a number": [2],
        "it is an error of a spreadsheet": [3],
    }
    assert is_no_answer("Keine Angabe")
    assert is_no_answer(" ")
