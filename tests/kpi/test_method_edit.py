"""Changing entries of a method's text: what changes, what stays, and what is refused."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.method import MethodError, parse_method
from kpi.method_diff import Difference, differences, unchanged_since
from kpi.method_edit import CannotEdit, Edit, edited
from tests.kpi.frames import METHOD_FILE

SHIPPED = METHOD_FILE.read_text(encoding="utf-8")


def changed(text: str, *edits: tuple[str, object]) -> str:
    return edited(text, [Edit(tuple(keys.split(".")), value) for keys, value in edits])  # type: ignore[arg-type]


def test_a_value_changes_and_every_comment_stays() -> None:
    made = changed(SHIPPED, ("windows.default", 6), ("bands.strong", 80))
    assert made == SHIPPED.replace(
        "default = 3            # the trailing quarter", "default = 6            # the trailing quarter"
    ).replace("strong = 75.0\n\n# One score", "strong = 80.0\n\n# One score")


def test_the_same_value_changes_nothing() -> None:
    assert changed(SHIPPED, ("windows.default", 3), ("bands.strong", 75)) == SHIPPED


def test_a_partner_type_gets_a_table_of_its_own_and_loses_it_again() -> None:
    keys = "engagement.types.distributor.communication.reference"
    made = changed(SHIPPED, (keys, 20))
    assert parse_method(made).components_of("distributor")[0].reference == 20
    assert made.startswith(SHIPPED.rstrip())
    back = changed(made, (keys, None))
    assert tomllib.loads(back) == tomllib.loads(SHIPPED)
    assert parse_method(back).digest == parse_method(SHIPPED).digest


def test_a_second_entry_joins_the_table_that_is_there() -> None:
    made = changed(
        SHIPPED,
        ("engagement.types.referral.marketing.weight", 5),
        ("engagement.types.referral.marketing.reference", 2),
    )
    assert made.count("\n[engagement.types.referral.marketing]") == 1
    assert parse_method(made).components_of("referral")[1].weight == 5


def test_a_type_written_by_a_synonym_is_found() -> None:
    text = SHIPPED + "\n[engagement.types.Resellers.planning]\nweight = 7.0  # few plans\n"
    made = changed(text, ("engagement.types.reseller.planning.weight", 9))
    assert "weight = 9.0  # few plans" in made
    own = SHIPPED.replace(
        '#: [synonyms.partner_types]\n#: agent = "referral"', '[synonyms.partner_types]\nagent = "referral"'
    )
    made = changed(own + "\n[advocacy.types.agent]\nreference = 8.0\n", ("advocacy.types.referral.reference", 6))
    assert parse_method(made).advocacy_of("referral").reference == 6


def test_points_and_synonyms_stand_under_their_heads() -> None:
    made = changed(SHIPPED, ("advocacy.points.case_study", 3), ("synonyms.kinds.golf_day", "event"))
    assert "[advocacy.points]\ncase_study = 3\n" in made
    assert '[synonyms.kinds]\ngolf_day = "event"\n' in made
    assert parse_method(made).kind("golf_day") == "event"


def test_lists_of_kinds_and_own_bands() -> None:
    made = changed(
        SHIPPED,
        ("engagement.components.planning.kinds", ("business_review", "workshop")),
        ("bands.advocacy_score.moderate", 40),
        ("bands.advocacy_score.strong", 60),
    )
    method = parse_method(made)
    assert method.components[-1].kinds == ("business_review", "workshop")
    assert method.bands_of("advocacy_score").strong == 60
    back = changed(made, ("bands.advocacy_score.moderate", None), ("bands.advocacy_score.strong", None))
    assert parse_method(back).bands_of("advocacy_score") == parse_method(SHIPPED).bands


def test_inline_tables_are_changed_where_they_stand() -> None:
    text = SHIPPED + "\n[mindshare.types]\nreferral = { attention_reference = 3.0 }\n"
    made = changed(
        text, ("mindshare.types.referral.attention_reference", 4), ("mindshare.types.referral.survey_weight", 10)
    )
    found = parse_method(made).mindshare_of("referral")
    assert (found.attention_reference, found.survey_weight) == (4, 10)


def test_what_makes_no_sense_is_written_for_the_checks_to_find() -> None:
    made = changed(SHIPPED, ("engagement.components.planning.weight", "lots"))
    with pytest.raises(MethodError, match=r"planning\.weight is 'lots'; it must be a number") as caught:
        parse_method(made)
    assert caught.value.problems[0].keys == ("engagement", "components", "planning", "weight")


def test_a_text_that_is_no_toml_tells_its_line() -> None:
    with pytest.raises(MethodError, match="line 2"):
        changed("[bands]\nstrong 75", ("bands.strong", 80))


def test_an_entry_below_a_value_is_refused() -> None:
    with pytest.raises(CannotEdit):
        changed("bands = 3\n", ("bands.strong", 80))


def test_removing_what_is_not_there_changes_nothing() -> None:
    assert changed(SHIPPED, ("advocacy.types.referral.reference", None)) == SHIPPED


NUMBERS = [
    *[
        f"engagement.components.{name}.{leaf}"
        for name in ("communication", "planning")
        for leaf in ("weight", "reference")
    ],
    "engagement.types.reseller.communication.weight",
    "engagement.types.some_type.planning.reference",
    "mindshare.shrinkage",
    "mindshare.types.reseller.attention_reference",
    "advocacy.points.case_study",
    "advocacy.types.referral.reference",
    "bands.moderate",
]


VALUES = st.integers(1, 60) | st.floats(0.5, 60).map(lambda one: round(one, 2))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NUMBERS), VALUES), max_size=4))
def test_any_edits_say_what_they_should_and_nothing_else(edits: list[tuple[str, float]]) -> None:
    made = changed(SHIPPED, *edits)
    last = dict(edits)
    found = {".".join(one.keys): one.new for one in differences(tomllib.loads(SHIPPED), tomllib.loads(made))}
    before = {".".join(one.keys): one.old for one in differences(tomllib.loads(made), tomllib.loads(SHIPPED))}
    assert all(last[key] == value for key, value in found.items())
    assert set(before) <= set(last)
    assert parse_method(made)


def test_differences_and_since_when() -> None:
    old, new = {"a": {"b": 1, "c": 2.0}, "d": [1]}, {"a": {"c": 2, "e": 5}, "d": [1]}
    assert differences(old, new) == (Difference(("a", "e"), None, 5), Difference(("a", "b"), 1, None))
    assert unchanged_since([old, new, new], ("a", "c")) == 0
    assert unchanged_since([old, new, new], ("a", "e")) == 1
    assert unchanged_since([old, new, old], ("a", "b")) == 2
