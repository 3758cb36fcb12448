"""Surveys, learning systems, headerless and wide files: turned long without losing or inventing an answer."""

import pytest

from tests.intake import real_files as files
from tests.intake.desk import Desk, Told

#: What the form calls the partner's name is nobody's header: a person says so once.
TYPEFORM_MAP = {"columns": {"What company are you with?": "partner_name"}}


def take(desk: Desk, name: str, text: str | bytes, **options: object) -> Told:
    desk.take(desk.put("partners.csv", files.PARTNERS))
    told = desk.take_one(desk.put(name, text), **options)
    if "What company are you with?" in told.error:
        return desk.take_one(desk.put(name, text), map=TYPEFORM_MAP, **options)
    return told


@pytest.mark.parametrize(
    ("text", "header_rows"),
    [(files.QUALTRICS, 3), (files.SURVEYMONKEY, 2), (files.TYPEFORM, 1)],
    ids=["qualtrics", "surveymonkey", "typeform"],
)
def test_the_recommendation_question_gives_the_known_nps(desk: Desk, text: str, header_rows: int) -> None:
    told = take(desk, "survey.csv", text)
    assert told.values["table"] == "surveys"
    assert desk.sums("partner_nps") == files.SURVEY_NPS, told.values
    assert ("P-200", "2026-05") not in desk.sums("partner_nps"), "9 and 3: one recommender, one critic, so 0"
    assert all(rejection["line"] > header_rows for rejection in told.rejections)


def test_qualtrics_answers_in_words_are_ratings(desk: Desk) -> None:
    told = take(desk, "qualtrics.csv", files.QUALTRICS)
    assert told.counts[:3] == (8, 8, 0), "four people, two questions"
    assert "how satisfied are you with our support" in told.text or "how_satisfied" in told.text or "q2" in told.text


def test_surveymonkey_questions_without_a_scale_are_asked_once_each(desk: Desk) -> None:
    told = take(desk, "surveymonkey.csv", files.SURVEYMONKEY)
    scales = [question for question in told.questions if question["kind"] == "scale"]
    assert len(scales) == 2, told.questions
    assert told.counts[1:3] == (4, 7), "4 recommendations; 4 + 3 ratings wait for their scale"
    topics = [question["topic"] for question in scales]
    answered = desk.take_one(
        desk.put("surveymonkey.csv", files.SURVEYMONKEY),
        map={"scales": {topic: [1, 5] for topic in topics}},
        mode="replace",
    )
    assert answered.counts[1:3] == (11, 0)


def test_a_likert_form_needs_no_scale(desk: Desk) -> None:
    told = take(desk, "form.csv", files.GOOGLE_FORM)
    assert told.counts[1:3] == (7, 0), told.values
    # P-100: strongly agree 100, agree 75, agree 75, neutral 50: people have 87.5 and 62.5, so 75 raw
    scores = desk.scores("--kpi", "mindshare_score", "--partner", "P-100", "--partner", "P-200")
    assert "P-100,2026-05,mindshare_score" in scores


def test_a_learning_system_gives_one_training_per_completion(desk: Desk) -> None:
    told = take(desk, "lms.csv", files.LMS)
    assert told.values["table"] == "interactions"
    assert told.counts[1] in (4, 5), told.values
    assert told.says("gi@gmail.com", "gmail"), "an address at a public provider tells no partner"
    scores = desk.scores("--kpi", "engagement_score")
    assert "P-100,2026-04,engagement_score" in scores


def test_a_headerless_file_loses_no_row(desk: Desk) -> None:
    told = take(desk, "activities.txt", files.HEADERLESS)
    if desk.sums("joint_campaigns") != files.CAMPAIGNS:
        assert desk.sums("joint_campaigns") == {}
        assert told.says("header"), told.values
        columns = ("partner_id", "date", "kind", "quantity", "initiated_by")
        reading = desk.read(str(desk.folder / "activities.txt"))
        choices = {
            "table": "interactions",
            "header_line": 0,
            "columns": dict(zip(reading.told.values["columns"], columns, strict=True)),
        }
        assert desk.take_one(str(desk.folder / "activities.txt"), map=choices).counts == (5, 5, 0, 0)
    assert desk.sums("joint_campaigns") == files.CAMPAIGNS


def test_a_headerless_file_is_read_whole(reader: Desk) -> None:
    reading = reader.read(reader.put("activities.txt", files.HEADERLESS))
    assert reading.rows
    assert [row for row in reading.rows if row[0].startswith("P-")] == [
        line.split("|") for line in files.HEADERLESS.splitlines()
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [(files.WIDE_MEASURES, "kpis.csv"), (files.WIDE_MEASURES_ISO, "measures.csv")],
    ids=["german excel", "iso"],
)
def test_measures_by_month_are_turned_long(desk: Desk, text: str, name: str) -> None:
    told = take(desk, name, text)
    assert told.values["table"] == "measures"
    assert told.counts[1:3] == (5, 0), "six months' cells, one of them empty"
    sums = desk.sums("sales_volume")
    assert sums == {key: value for key, value in files.UNITS.items() if key[0] == "P-100"} | {
        key: value for key, value in files.UNITS.items() if key[0] == "P-200"
    }


def test_measures_named_by_their_columns_are_turned_long_too(desk: Desk) -> None:
    text = "partner_id,date,units_sold,market_size\nP-100,2026-01-31,1200,5000\nP-200,2026-01-31,10,\n"
    told = take(desk, "measures.csv", text)
    if told.counts[1] == 0:
        assert told.says("measure", "units_sold"), told.values
    else:
        assert told.counts[1:3] == (3, 0)
        assert desk.sums("sales_volume") == {("P-100", "2026-01"): 1200.0, ("P-200", "2026-01"): 10.0}


def test_a_score_outside_its_scale_is_rejected_where_it_stands(desk: Desk) -> None:
    told = take(desk, "survey.csv", files.TYPEFORM.replace(",9,Nothing", ",11,Nothing"))
    assert [(rejection["line"], rejection["value"]) for rejection in told.rejections] == [(4, "11")]
    assert "recommend" in told.rejections[0]["column"].lower()


def test_the_same_person_answers_once_whatever_the_file_is_called(desk: Desk) -> None:
    take(desk, "survey.csv", files.TYPEFORM)
    before = desk.scores()
    again = desk.take_one(desk.put("survey (1).csv", files.TYPEFORM + "\n"), map=TYPEFORM_MAP)
    assert desk.scores() == before, again.values
