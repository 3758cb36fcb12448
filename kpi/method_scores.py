"""The sections of a method that make its three scores, read entry by entry."""

from __future__ import annotations

from dataclasses import replace

from kpi.method_checks import Entry
from kpi.method_types import QUESTION_TYPES, Advocacy, Component, Mindshare, Question
from kpi.method_words import component_kinds
from kpi.schema import normalise_word


def read_components(entry: Entry) -> tuple[Component, ...]:
    """Read the components of the engagement score."""
    made = tuple(_component(name, one) for name, one in entry.tables())
    if entry.is_table and not made:
        entry.problems.add(entry.path, "holds no component; give the score at least one")
    component_kinds(entry, made)
    _refuse_all_zero(entry, [one.weight for one in made])
    return made


def _component(name: str, entry: Entry) -> Component:
    if normalise_word(name) != name:
        wanted = normalise_word(name) or "a word"
        entry.problems.add(entry.path, f"is no name of a component; write it in small letters, as {wanted}")
    made = Component(
        name=name,
        label=entry.text("label", name.replace("_", " ").capitalize()),
        kinds=tuple(entry.vocabulary("kinds")),
        weight=entry.number("weight", 0.0),
        reference=entry.number("reference", 0.0, above=True),
    )
    entry.close()
    return made


def change_components(entry: Entry, base: tuple[Component, ...]) -> tuple[Component, ...]:
    """Read how the components differ for a partner type."""
    made = tuple(_component_changed(entry, one) for one in base)
    entry.close()
    _refuse_all_zero(entry, [one.weight for one in made])
    return made


def _component_changed(entry: Entry, component: Component) -> Component:
    change = entry.table(component.name, needed=False)
    made = replace(
        component,
        weight=change.number("weight", 0.0, default=component.weight),
        reference=change.number("reference", 0.0, above=True, default=component.reference),
    )
    change.close()
    return made


def read_mindshare(entry: Entry) -> Mindshare:
    """Read the parameters of mindshare; its partner types and the end of its table are left to the caller."""
    made = Mindshare(
        survey_weight=entry.number("survey_weight", 0.0),
        interaction_weight=entry.number("interaction_weight", 0.0),
        shrinkage=entry.number("shrinkage", 0.0),
        minimum_peers=entry.whole("minimum_peers") or 0,
        neutral=entry.number("neutral", 0.0, 100.0),
        initiative_share=entry.number("initiative_share", 0.0, 1.0, above=True),
        initiative_minimum=entry.number("initiative_minimum", 0.0, above=True),
        attention_reference=entry.number("attention_reference", 0.0, above=True),
        questions=_questions(entry.table("questions", needed=False)),
    )
    _refuse_all_zero(entry, [made.survey_weight, made.interaction_weight])
    return made


def change_mindshare(entry: Entry, base: Mindshare) -> Mindshare:
    """Read how mindshare differs for a partner type."""
    made = replace(
        base,
        survey_weight=entry.number("survey_weight", 0.0, default=base.survey_weight),
        interaction_weight=entry.number("interaction_weight", 0.0, default=base.interaction_weight),
        initiative_share=entry.number("initiative_share", 0.0, 1.0, above=True, default=base.initiative_share),
        attention_reference=entry.number("attention_reference", 0.0, above=True, default=base.attention_reference),
    )
    entry.close()
    _refuse_all_zero(entry, [made.survey_weight, made.interaction_weight])
    return made


def _questions(entry: Entry) -> dict[str, Question]:
    return {word: _question(entry.table(name)) for word, name in entry.by_word()}


def _question(entry: Entry) -> Question:
    made = Question(
        type=entry.one_of("type", QUESTION_TYPES, "rating"),
        weight=entry.number("weight", 0.0, default=1.0),
        negative=entry.one_of("polarity", ("positive", "negative"), "positive") == "negative",
        scale_min=entry.optional_number("scale_min"),
        scale_max=entry.optional_number("scale_max"),
    )
    entry.close()
    if made.negative and made.type in ("rank", "recommendation"):
        entry.complain("polarity", f"is 'negative'; only a rating can be, and this is a {made.type}; remove it")
    _check_scale(entry, made)
    return made


def _check_scale(entry: Entry, question: Question) -> None:
    low, high = question.scale_min, question.scale_max
    if low is not None and high is not None and high <= low:
        entry.complain("scale_max", f"is {high:g}; it must be above scale_min, which is {low:g}")
    if question.type == "rank" and low not in (None, 1.0):
        entry.complain("scale_min", f"is {low:g}; the best rank is 1, so remove the entry")
    if question.type == "rank" and high is not None and not (high >= 2 and high.is_integer()):
        entry.complain("scale_max", f"is {high:g}; for a rank it is the number of vendors, whole and at least 2")
    if question.type == "recommendation" and (low not in (None, 0.0, 1.0) or high not in (None, 10.0)):
        wrong = "scale_max" if high not in (None, 10.0) else "scale_min"
        entry.complain(
            wrong, "does not fit; a recommendation is answered from 0 to 10: call it a rating, or remove it"
        )


def read_advocacy(entry: Entry) -> Advocacy:
    """Read the parameters of advocacy; its partner types and the end of its table are left to the caller."""
    points = entry.table("points", needed=False)
    made = Advocacy(
        reference=entry.number("reference", 0.0, above=True),
        default_points=entry.number("default_points", 0.0),
        active_target=entry.number("active_target", 0.0, 100.0),
        points={word: points.number(name, 0.0) for word, name in points.by_word()},
    )
    if made.default_points == 0 and not any(made.points.values()):
        entry.complain("default_points", "is 0 and no kind has points; then no activity counts: give one points")
    return made


def change_advocacy(entry: Entry, base: Advocacy) -> Advocacy:
    """Read how advocacy differs for a partner type."""
    made = replace(base, reference=entry.number("reference", 0.0, above=True, default=base.reference))
    entry.close()
    return made


def _refuse_all_zero(entry: Entry, weights: list[float]) -> None:
    if weights and all(weight == 0 for weight in weights):
        entry.problems.add(entry.path, "gives every weight as 0; give at least one component a weight")
