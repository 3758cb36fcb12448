"""The words of every KPI: all of them there, of the agreed length, and about that KPI only.

A check returns what is wrong as words, so that it can be put to bad words too: each is tested on some.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace

import pytest

from kpi.attributes import ATTRIBUTES, Attributes, Source
from kpi.catalogue import CATALOGUE
from kpi.insights import RULES
from kpi.schema import PARTNER_TYPES, TABLES
from tests.kpi.frames import default_method


def listed(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


# The table of SPEC 5, row by row.
ORDER = listed("""
engagement_score mindshare_score advocacy_score advocacy_per_partner active_advocate_rate bookings bookings_growth
sourced_pipeline_share win_rate average_deal_size sales_cycle new_leads renewal_rate partner_nps customer_satisfaction
share_of_wallet resource_sharing project_completion joint_campaigns cost_reduction return_on_investment profit_margin
milestones_on_time product_launches development_cycle user_adoption_rate sales_volume market_penetration
customer_acquisition_cost sell_through_rate lead_conversion delivery_quality customer_lifetime_value
market_share_growth
""")

# What a file has to hold for the KPI, from the same table.
MEASURES = {
    "customer_satisfaction": "customer_satisfaction",
    "share_of_wallet": "share_of_wallet",
    "resource_sharing": "resources_shared resources_agreed",
    "project_completion": "projects_completed projects_due",
    "cost_reduction": "cost baseline_cost",
    "return_on_investment": "gain cost",
    "profit_margin": "profit revenue",
    "milestones_on_time": "milestones_met milestones_due",
    "product_launches": "product_launches",
    "development_cycle": "development_days",
    "user_adoption_rate": "active_users eligible_users",
    "sales_volume": "units_sold",
    "market_penetration": "market_size",
    "customer_acquisition_cost": "acquisition_cost new_customers",
    "sell_through_rate": "units_sold units_received",
    "delivery_quality": "project_satisfaction",
    "customer_lifetime_value": "gross_margin",
    "market_share_growth": "market_size",
}

PROSE = ("definition", "formula_notes", "measurement", "trend", "visualisation", "tools", "integration", "impact")
LISTS = ("insights", "questions", "tips", "risks")
READINGS = ("standfirst", "interpretation_high", "interpretation_moderate", "interpretation_low")

GOALS = {
    "Revenue growth",
    "Market expansion",
    "Customer satisfaction",
    "Partner loyalty",
    "Profitability",
    "Cost efficiency",
    "Innovation",
}

# An action begins with its verb; a new text may need a new verb here.
VERBS = set(
    listed("""
add agree ask assign attend book bring call check choose collect compare count cut decide divide drop find fix
give go halve have hold invite launch list match meet move name offer open pick place plan put renegotiate
re-plan review ring route run send set settle show sit sort speak start take thank train visit write
""")
)
WHEN = re.compile(r"\b(weeks?|weekly|months?|quarter|days?|Friday|Monday|before|until|within|next|now)\b")

# Words that a question about anything may hold; what is left of a question has to be about something.
COMMON = set(
    listed("""
a an and any are as at be been before behind between but by can could did differ difference do does each fall
fell for from goes had has have higher how if in is it its last latest less level low lower many more most move
moved much no not now of off on or other our out over own quarter rise rose since so than that the their them
there these they this to too track trend under up us value values was we went were what when where which who
whose why will with year years month months change changed changes kpi figure figures number numbers result
results score rate partner partners reason reasons data target targets goal better worse high best worst good
bad improve improved improving performance performing
""")
)
IDENTIFIER = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return re.split(r"(?<=[.!?])\s+", text)


def every_text(words: Attributes) -> Iterator[str]:
    """Yield all that a KPI says, but its names, its formula and its sources."""
    yield from (getattr(words, name) for name in (*PROSE, *READINGS) if getattr(words, name))
    yield from (*words.insights, *words.questions, *words.tips, *words.levers.values())
    yield from (part for risk in words.risks for part in risk)


def faults_of_length(words: Attributes) -> list[str]:
    """Say which attributes hold fewer than two or more than six sentences or items, or are not sentences."""
    found = []
    for name in PROSE:
        text = getattr(words, name)
        if not 2 <= len(sentences(text)) <= 6:
            found.append(f"{name} has {len(sentences(text))} sentences")
        if text != text.strip() or not text.endswith("."):
            found.append(f"{name} does not end as a sentence")
    for name in LISTS:
        items = getattr(words, name)
        if not 2 <= len(items) <= 6:
            found.append(f"{name} has {len(items)} items")
        if len(set(items)) < len(items):
            found.append(f"{name} says something twice")
    found += [f"question without its mark: {text}" for text in words.questions if not text.endswith("?")]
    return found


def faults_of_levers(words: Attributes, drivers: set[str]) -> list[str]:
    """Say which recommended actions are missing, too long, not an order, without a time or never asked for."""
    found = [] if words.levers.get("") else ["no general action"]
    for key, action in words.levers.items():
        if key and key not in drivers and key not in RULES:
            found.append(f"{key}: neither a component nor a rule")
        if len(action) > 140:
            found.append(f"{key}: {len(action)} characters")
        if len(sentences(action)) != 1 or not action.endswith("."):
            found.append(f"{key}: not one sentence")
        if action.split()[0].lower() not in VERBS or not action[:1].isupper():
            found.append(f"{key}: not an order: {action}")
        if not WHEN.search(action):
            found.append(f"{key}: no time: {action}")
    return found


def faults_of_sources(words: Attributes) -> list[str]:
    """Say which sources have no grade, and which figures of marketing are not marked as mere defaults."""
    found = [f"grade {one.grade}" for one in words.sources if one.grade not in ("A", "B", "C", "own")]
    for source in words.sources:
        if source.grade != "C":
            continue
        marked = re.search(r"defaults? to edit|not a benchmark|neither is used|no target", source.text)
        if re.search(r"\d", source.text) and not marked:
            found.append(f"a figure of grade C without saying what it is worth: {source.text}")
        for figure in re.findall(r"\d+ %", source.text):
            told = [line for text in every_text(words) for line in sentences(text) if f" {figure}" in f" {line}"]
            found += [f"{figure} of grade C told as a fact: {line}" for line in told if "default" not in line]
    return found


def without_name(question: str, words: Attributes) -> list[str]:
    """Return the words of a question in lower case, without the KPI's name."""
    text = question.lower()
    for name in sorted({words.name.lower(), words.short.lower()}, key=len, reverse=True):
        text = text.replace(name, " ")
    return re.findall(r"[a-z_]+", text)


def is_about_something(question: str, words: Attributes) -> bool:
    """Say whether a question holds two words or more that not every question could hold."""
    return len(set(without_name(question, words)) - COMMON) >= 2


def faults_of_questions(every: dict[str, Attributes]) -> list[str]:
    """Say which questions two KPIs share, word for word or nearly, once their names are taken out."""
    asked = [
        (kpi, question, without_name(question, words)) for kpi, words in every.items() for question in words.questions
    ]
    found = []
    for at, (kpi, question, told) in enumerate(asked):
        for other, asked_there, theirs in asked[at + 1 :]:
            mine, yours = set(told) - COMMON, set(theirs) - COMMON
            if kpi != other and (told == theirs or len(mine & yours) > 0.6 * len(mine | yours)):
                found.append(f"{kpi}: {question} | {other}: {asked_there}")
    return found


def known_identifiers() -> set[str]:
    """Return every word with an underscore that a text may use: columns, kinds, measures, KPIs, types, questions."""
    method = default_method()
    names = {column.name for table in TABLES.values() for column in table.columns}
    names |= {kind for component in method.components for kind in component.kinds}
    names |= {name for names in MEASURES.values() for name in names.split()}
    names |= {*ORDER, *PARTNER_TYPES, *TABLES, *method.mindshare.questions, *method.kind_synonyms}
    return names


@pytest.fixture(params=ORDER)
def kpi(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def components() -> dict[str, set[str]]:
    """Return the names of each score's components."""
    engagement = {component.name for component in default_method().components}
    return {
        "engagement_score": engagement,
        "mindshare_score": {"survey", "interaction"},
        "advocacy_score": {"activity"},
    }


def test_the_table_is_complete_and_in_order() -> None:
    assert len(ORDER) == 34
    assert list(ATTRIBUTES) == ORDER
    assert list(CATALOGUE) == ORDER


def test_names_are_unique() -> None:
    for name in ("name", "short", "formula"):
        assert len({getattr(words, name) for words in ATTRIBUTES.values()}) == len(ATTRIBUTES), name


def test_nothing_is_empty(kpi: str) -> None:
    words = ATTRIBUTES[kpi]
    empty = [one.name for one in fields(words) if not getattr(words, one.name)]
    assert empty == ([] if CATALOGUE[kpi].banded else ["interpretation_moderate"])
    assert "\n" not in words.formula
    assert "=" in words.formula
    assert not words.formula.endswith(".")
    assert len(sentences(words.standfirst)) == 1
    assert all(1 <= len(sentences(getattr(words, name))) <= 3 for name in READINGS[1:])


def test_attributes_have_two_to_six_sentences_or_items(kpi: str) -> None:
    assert faults_of_length(ATTRIBUTES[kpi]) == []


def test_a_wrong_length_is_noticed() -> None:
    words = ATTRIBUTES["bookings"]
    assert faults_of_length(replace(words, tools="The CRM.")) == ["tools has 1 sentences"]
    assert faults_of_length(replace(words, trend="One. Two. Three. Four. Five. Six. Seven.")) == [
        "trend has 7 sentences"
    ]
    assert faults_of_length(replace(words, trend="One. And two")) == ["trend does not end as a sentence"]
    assert faults_of_length(replace(words, tips=("Only one.",))) == ["tips has 1 items"]
    assert faults_of_length(replace(words, insights=("Same.", "Same."))) == ["insights says something twice"]
    assert len(faults_of_length(replace(words, questions=("Who?", "Where.")))) == 1


def test_no_sentence_is_said_twice() -> None:
    told = Counter(
        line.lower() for words in ATTRIBUTES.values() for text in every_text(words) for line in sentences(text)
    )
    assert [line for line, times in told.items() if times > 1] == []


def test_no_question_is_asked_of_two_kpis() -> None:
    assert faults_of_questions(dict(ATTRIBUTES)) == []


def test_a_question_for_everything_is_noticed() -> None:
    bookings, win_rate = ATTRIBUTES["bookings"], ATTRIBUTES["win_rate"]
    twice = {
        "bookings": replace(bookings, questions=("Which competitor took bookings from us?",)),
        "win_rate": replace(win_rate, questions=("Which competitor took win rate from us?",)),
    }
    assert len(faults_of_questions(twice)) == 1
    for question in (
        "Why did bookings change since last quarter?",
        "Which partners have the lowest bookings?",
        "Is our target for bookings too high?",
        "How good are the data behind this figure?",
    ):
        assert not is_about_something(question, bookings)


def test_questions_are_about_something(kpi: str) -> None:
    words = ATTRIBUTES[kpi]
    assert [question for question in words.questions if not is_about_something(question, words)] == []


def test_a_figure_of_grade_c_is_a_default(kpi: str) -> None:
    assert ATTRIBUTES[kpi].sources
    assert faults_of_sources(ATTRIBUTES[kpi]) == []


def test_an_unmarked_figure_is_noticed() -> None:
    words = ATTRIBUTES["bookings"]
    assert len(faults_of_sources(replace(words, sources=(Source("Growth of 20 % is good", "C"),)))) == 1
    assert (
        faults_of_sources(replace(words, sources=(Source("Growth of 20 % is good; a default to edit", "C"),))) == []
    )
    printed = replace(words, impact="Good partners grow by 20 % a year. Others do not.")
    marked = (Source("Growth of 20 % is good; a default to edit", "C"),)
    assert len(faults_of_sources(replace(printed, sources=marked))) == 1
    assert faults_of_sources(replace(words, sources=(Source("Someone said so", "D"),))) == ["grade D"]


def test_levers_are_orders_with_a_time(kpi: str, components: dict[str, set[str]]) -> None:
    assert faults_of_levers(ATTRIBUTES[kpi], components.get(kpi, set())) == []


def test_every_component_has_a_lever(components: dict[str, set[str]]) -> None:
    for kpi, names in components.items():
        assert names <= set(ATTRIBUTES[kpi].levers), kpi


def test_a_bad_lever_is_noticed() -> None:
    words = ATTRIBUTES["bookings"]
    for levers, fault in (
        ({}, "no general action"),
        ({"": "Call " + "the partner and " * 9 + "ask this week."}, "163 characters"),
        ({"": "The partner should be called this week."}, "not an order"),
        ({"": "Call the partner. Ask why this week."}, "not one sentence"),
        ({"": "Call the partner."}, "no time"),
        ({"": "Call the partner this week.", "moon": "Call it this week."}, "moon: neither"),
    ):
        faults = faults_of_levers(replace(words, levers=levers), set())
        assert len(faults) == 1
        assert fault in faults[0]


def test_levers_of_one_kpi_differ(kpi: str) -> None:
    levers = ATTRIBUTES[kpi].levers
    assert len(set(levers.values())) == len(levers)


def test_the_goal_is_one_of_the_common_ones(kpi: str) -> None:
    assert ATTRIBUTES[kpi].goal in GOALS


@pytest.mark.parametrize("name", MEASURES)
def test_the_measures_of_the_file_are_named(name: str) -> None:
    words = ATTRIBUTES[name]
    told = set(re.findall(r"[a-z_]+", f"{words.formula} {words.formula_notes} {words.measurement}"))
    assert set(MEASURES[name].split()) <= told


def test_identifiers_exist(kpi: str) -> None:
    words = ATTRIBUTES[kpi]
    told = {name for text in (words.formula, *every_text(words)) for name in IDENTIFIER.findall(text)}
    assert told - known_identifiers() == set()


def test_a_kpi_of_some_types_names_them(kpi: str) -> None:
    told = ATTRIBUTES[kpi].definition.replace("_", " ")
    assert [name for name in CATALOGUE[kpi].partner_types if name.replace("_", " ") not in told] == []


def test_a_text_is_known_by_its_identity_in_a_set() -> None:
    words = ATTRIBUTES["bookings"]
    assert len({words, replace(words, levers={})}) == 2
