"""The method: weights, references, windows, questions, points, synonyms and thresholds behind every score.

A method is parsed from one TOML text (`kpi/method.toml` is the default), refuses nonsense in words, and
carries a version: its label and the hash of its content.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kpi.schema import normalise_word

QUESTION_TYPES: Final = ("rating", "rank", "recommendation")


class MethodError(ValueError):
    """A method that can't be used; the message names the entry, its value and what to do."""


@dataclass(frozen=True)
class Component:
    """One component of a composite score.

    Parameters
    ----------
    name
        Identifier.
    label
        Name shown to people.
    kinds
        Interaction kinds whose quantities count.
    weight
        Share of the score, relative to the other weights.
    reference
        Quantity per quarter that earns 100.
    """

    name: str
    label: str
    kinds: tuple[str, ...]
    weight: float
    reference: float


@dataclass(frozen=True)
class Question:
    """How answers to a survey question become an index from 0 to 100."""

    type: str = "rating"
    weight: float = 1.0
    negative: bool = False
    scale_min: float | None = None
    scale_max: float | None = None


@dataclass(frozen=True)
class Bands:
    """Thresholds of a score: strong above `strong`, low below `moderate`."""

    moderate: float
    strong: float


@dataclass(frozen=True)
class Windows:
    """Lengths of trailing windows [months]."""

    default: int
    surveys: int
    advocacy: int
    partial_advocacy: int


@dataclass(frozen=True)
class Mindshare:
    """Parameters of Partner Mindshare."""

    survey_weight: float
    interaction_weight: float
    shrinkage: float
    minimum_peers: int
    neutral: float
    initiative_share: float
    initiative_minimum: float
    attention_reference: float
    questions: Mapping[str, Question]


@dataclass(frozen=True)
class Advocacy:
    """Parameters of Partner Advocacy."""

    reference: float
    default_points: float
    active_target: float
    points: Mapping[str, float]


@dataclass(frozen=True)
class Method:
    """Everything that turns rows into scores; see `kpi/method.toml` for the meaning of each entry."""

    label: str
    digest: str
    minimum_coverage: float
    bands: Bands
    kpi_bands: Mapping[str, Bands]
    windows: Windows
    components: tuple[Component, ...]
    type_components: Mapping[str, tuple[Component, ...]]
    mindshare: Mindshare
    advocacy: Advocacy
    kind_synonyms: Mapping[str, str]
    question_synonyms: Mapping[str, str]

    @property
    def version(self) -> str:
        """Label and content hash, as every stored or shared score names it."""
        return f"{self.label} · {self.digest}"

    def kind(self, word: str) -> str:
        """Return the built-in kind that a normalised word means, else the word itself."""
        return self.kind_synonyms.get(word, word)

    def question_word(self, word: str) -> str:
        """Return the known question that a normalised word means, else the word itself."""
        return self.question_synonyms.get(word, word)

    def question(self, word: str) -> Question:
        """Return how a question counts; an unknown one is a rating of weight 1 on its row's scale."""
        return self.mindshare.questions.get(self.question_word(word), Question())

    def components_of(self, partner_type: str) -> tuple[Component, ...]:
        """Return the engagement components as they hold for a partner type."""
        return self.type_components.get(partner_type, self.components)

    def bands_of(self, kpi: str) -> Bands:
        """Return the thresholds of a score."""
        return self.kpi_bands.get(kpi, self.bands)


def parse_method(text: str) -> Method:
    """Read a method from TOML.

    Parameters
    ----------
    text
        Content of a method file.

    Returns
    -------
    Method

    Raises
    ------
    MethodError
        When the text is not TOML, an entry is missing or a value makes no sense.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MethodError(f"the method is not valid TOML: {error}") from error
    try:
        return _build(content)
    except KeyError as error:
        raise MethodError(f"the method has no entry {error}; copy it from kpi/method.toml") from error


def _build(content: Mapping[str, Any]) -> Method:
    engagement = content["engagement"]
    components = tuple(_component(name, entry) for name, entry in engagement["components"].items())
    _refuse_shared_kinds(components)
    _sum_positive("engagement.components", [component.weight for component in components])
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    synonyms = content.get("synonyms", {})
    return Method(
        label=str(content["label"]),
        digest=hashlib.sha256(canonical.encode()).hexdigest()[:8],
        minimum_coverage=_number("minimum_coverage", content["minimum_coverage"], 0.0, 1.0),
        bands=_bands("bands", content["bands"]),
        kpi_bands={
            name: _bands(f"bands.{name}", entry)
            for name, entry in content["bands"].items()
            if isinstance(entry, dict)
        },
        windows=_windows(content["windows"]),
        components=components,
        type_components={
            normalise_word(partner_type): _overridden(components, changes, partner_type)
            for partner_type, changes in engagement.get("types", {}).items()
        },
        mindshare=_mindshare(content["mindshare"]),
        advocacy=_advocacy(content["advocacy"]),
        kind_synonyms=_words(synonyms.get("kinds", {})),
        question_synonyms=_words(synonyms.get("questions", {})),
    )


def _component(name: str, entry: Mapping[str, Any]) -> Component:
    where = f"engagement.components.{name}"
    return Component(
        name=name,
        label=str(entry.get("label", name)),
        kinds=tuple(normalise_word(kind) for kind in entry["kinds"]),
        weight=_number(f"{where}.weight", entry["weight"], 0.0),
        reference=_number(f"{where}.reference", entry["reference"], 0.0, above=True),
    )


def _overridden(
    components: tuple[Component, ...], changes: Mapping[str, Any], partner_type: str
) -> tuple[Component, ...]:
    where = f"engagement.types.{partner_type}"
    known = {component.name for component in components}
    if unknown := sorted(set(changes) - known):
        raise MethodError(f"{where}: unknown component {unknown[0]!r}; known are {', '.join(sorted(known))}")
    changed = tuple(
        Component(
            name=component.name,
            label=component.label,
            kinds=component.kinds,
            weight=_number(
                f"{where}.{component.name}.weight",
                changes.get(component.name, {}).get("weight", component.weight),
                0.0,
            ),
            reference=_number(
                f"{where}.{component.name}.reference",
                changes.get(component.name, {}).get("reference", component.reference),
                0.0,
                above=True,
            ),
        )
        for component in components
    )
    _sum_positive(where, [component.weight for component in changed])
    return changed


def _refuse_shared_kinds(components: tuple[Component, ...]) -> None:
    owner: dict[str, str] = {}
    for component in components:
        for kind in component.kinds:
            if kind in owner:
                raise MethodError(
                    f"engagement.components: the kind {kind!r} stands in {owner[kind]!r} and in "
                    f"{component.name!r}; it can count only once, so remove it from one"
                )
            owner[kind] = component.name


def _mindshare(entry: Mapping[str, Any]) -> Mindshare:
    weights = {
        name: _number(f"mindshare.{name}", entry[name], 0.0) for name in ("survey_weight", "interaction_weight")
    }
    _sum_positive("mindshare", list(weights.values()))
    positive: Callable[[str], float] = lambda name: _number(f"mindshare.{name}", entry[name], 0.0, above=True)  # noqa: E731
    return Mindshare(
        survey_weight=weights["survey_weight"],
        interaction_weight=weights["interaction_weight"],
        shrinkage=_number("mindshare.shrinkage", entry["shrinkage"], 0.0),
        minimum_peers=int(positive("minimum_peers")),
        neutral=_number("mindshare.neutral", entry["neutral"], 0.0, 100.0),
        initiative_share=positive("initiative_share"),
        initiative_minimum=positive("initiative_minimum"),
        attention_reference=positive("attention_reference"),
        questions={normalise_word(name): _question(name, q) for name, q in entry.get("questions", {}).items()},
    )


def _question(name: str, entry: Mapping[str, Any]) -> Question:
    where = f"mindshare.questions.{name}"
    kind = str(entry.get("type", "rating"))
    if kind not in QUESTION_TYPES:
        raise MethodError(f"{where}.type is {kind!r}; it must be one of {', '.join(QUESTION_TYPES)}")
    low, high = entry.get("scale_min"), entry.get("scale_max")
    if low is not None and high is not None and high <= low:
        raise MethodError(f"{where}: scale_max {high} must be above scale_min {low}")
    return Question(
        type=kind,
        weight=_number(f"{where}.weight", entry.get("weight", 1.0), 0.0),
        negative=entry.get("polarity", "positive") == "negative",
        scale_min=None if low is None else float(low),
        scale_max=None if high is None else float(high),
    )


def _advocacy(entry: Mapping[str, Any]) -> Advocacy:
    return Advocacy(
        reference=_number("advocacy.reference", entry["reference"], 0.0, above=True),
        default_points=_number("advocacy.default_points", entry["default_points"], 0.0),
        active_target=_number("advocacy.active_target", entry["active_target"], 0.0, 100.0),
        points={
            normalise_word(kind): _number(f"advocacy.points.{kind}", points, 0.0)
            for kind, points in entry.get("points", {}).items()
        },
    )


def _windows(entry: Mapping[str, Any]) -> Windows:
    months = {}
    for name in ("default", "surveys", "advocacy", "partial_advocacy"):
        value = entry[name]
        if not isinstance(value, int) or value < 1:
            raise MethodError(f"windows.{name} is {value!r}; it must be a whole number of months, at least 1")
        months[name] = value
    return Windows(**months)


def _bands(where: str, entry: Mapping[str, Any]) -> Bands:
    moderate = _number(f"{where}.moderate", entry["moderate"], 0.0, 100.0)
    strong = _number(f"{where}.strong", entry["strong"], 0.0, 100.0)
    if strong < moderate:
        raise MethodError(f"{where}: strong {strong} is below moderate {moderate}; swap them")
    return Bands(moderate=moderate, strong=strong)


def _number(where: str, value: object, low: float, high: float | None = None, *, above: bool = False) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise MethodError(f"{where} is {value!r}; it must be a number")
    if value < low or (above and value == low) or (high is not None and value > high):
        wanted = f"above {low:g}" if above else f"at least {low:g}"
        wanted += f" and at most {high:g}" if high is not None else ""
        raise MethodError(f"{where} is {value}; it must be {wanted}")
    return float(value)


def _sum_positive(where: str, weights: list[float]) -> None:
    if not sum(weights) > 0:
        raise MethodError(f"{where}: all weights are 0; give at least one component a weight")


def _words(entry: Mapping[str, Any]) -> dict[str, str]:
    return {normalise_word(word): normalise_word(str(meaning)) for word, meaning in entry.items()}
