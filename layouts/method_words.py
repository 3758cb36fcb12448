"""The entries of a method in words: what each is called, its values, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kpi.catalogue import CATALOGUE
from kpi.language import language, t
from kpi.method_diff import Difference
from kpi.schema import type_plural
from layouts import formats


def entry_name(keys: Sequence[str], content: Mapping[str, Any] | None = None) -> str:
    """Return what an entry is called.

    Parameters
    ----------
    keys
        Where it stands in the method.
    content
        A method with the labels of its components.
    """
    match list(keys):
        case ["engagement", "components", component, leaf]:
            return t("{component}: {entry}", component=component_label(component, content), entry=_leaf(leaf))
        case ["engagement", "types", partner_type, component, leaf]:
            return t(
                "{component} of {types}: {entry}",
                component=component_label(component, content),
                types=type_plural(partner_type).lower(),
                entry=_leaf(leaf),
            )
        case ["mindshare" | "advocacy", "types", partner_type, leaf]:
            return t("{entry}, {types}", entry=_upper(_leaf(leaf)), types=type_plural(partner_type).lower())
        case ["bands", score, leaf] if score in CATALOGUE:
            return t("{score}: {entry}", score=CATALOGUE[score].short, entry=_leaf(leaf))
        case ["windows", leaf]:
            return _upper(_windows().get(leaf, leaf))
        case ["advocacy", "points", kind]:
            return t("Points of {kind}", kind=spoken(kind))
        case ["synonyms", "kinds", word]:
            return t("The kind “{word}” means", word=word)
        case ["synonyms", _, word]:
            return t("“{word}” means", word=word)
        case ["mindshare", "questions", question, leaf]:
            return t("Question {question}: {entry}", question=spoken(question), entry=_leaf(leaf))
        case ["kpis", kpi, leaf]:
            return t("KPI {kpi}: {entry}", kpi=kpi, entry=_leaf(leaf))
        case [*_, leaf]:
            return _upper(_leaf(leaf))
    return t("The method")


def component_label(component: str, content: Mapping[str, Any] | None) -> str:
    """Return the label of an engagement component, else its name in words."""
    found: Any = content
    for key in ("engagement", "components", component, "label"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) and found.strip() else spoken(component, upper=True)


def value_words(value: Any) -> str:
    """Return a value as a sentence shows it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return plain_number(value).replace(".", language().decimal).replace("-", formats.MINUS)
    if isinstance(value, list | tuple):
        return ", ".join(value_words(one) for one in value) or t("nothing")
    return f"“{value}”"


def plain_number(value: float) -> str:
    """Return a number as it stands in a method: 20, 0.25.

    Examples
    --------
    >>> plain_number(20.0), plain_number(0.25)
    ('20', '0.25')
    """
    text = repr(value)
    return text.removesuffix(".0")


def change_words(one: Difference, content: Mapping[str, Any] | None = None) -> tuple[str, str]:
    """Return what changed: the name of the entry, and from what to what."""
    name = entry_name(one.keys, content)
    if one.old is None:
        return name, t("now {new}", new=value_words(one.new))
    if one.new is None:
        return name, t("{old}, taken away", old=value_words(one.old))
    return name, t("{old} → {new}", old=value_words(one.old), new=value_words(one.new))


def spoken(word: str, *, upper: bool = False) -> str:
    """Return a word of the vocabulary as people write it: case study."""
    text = word.replace("_", " ")
    return _upper(text) if upper else text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _leaf(name: str) -> str:
    known = {
        "label": t("label"),
        "weight": t("weight"),
        "reference": t("reference"),
        "kinds": t("kinds"),
        "minimum_coverage": t("minimum coverage"),
        "moderate": t("moderate from"),
        "strong": t("strong above"),
        "survey_weight": t("weight of the survey"),
        "interaction_weight": t("weight of interactions"),
        "shrinkage": t("respondents that the peer mean is worth"),
        "minimum_peers": t("peers needed"),
        "neutral": t("neutral value"),
        "initiative_share": t("share begun by the partner that earns 100"),
        "initiative_minimum": t("interactions needed for a share"),
        "attention_reference": t("reference of attention"),
        "default_points": t("points of any other kind"),
        "active_target": t("target of active advocates"),
    }
    return known.get(name, spoken(name))


def _windows() -> dict[str, str]:
    return {
        "default": t("usual window"),
        "surveys": t("how long an answer counts"),
        "advocacy": t("window of advocacy"),
        "partial_advocacy": t("months that advocacy divides by at least"),
    }
