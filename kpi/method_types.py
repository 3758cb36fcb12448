"""What a method holds, as frozen values; `kpi.method` reads them from TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kpi.schema import PARTNER_TYPES, Column

QUESTION_TYPES: Final = ("rating", "rank", "recommendation")

AGGREGATES: Final = ("sum", "mean", "last")
"""How a site KPI takes a measure over its window."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a method.

    Parameters
    ----------
    line
        Where it stands, counted from 1.
    text
        What is wrong, and what to do.
    keys
        The keys that lead to the entry; empty when the text as a whole is meant.
    """

    line: int
    text: str
    keys: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


class MethodError(ValueError):
    """A method that can't be used; the message names the line, the entry, its value and what to do.

    Parameters
    ----------
    problems
        What is wrong, or words about the file as a whole.
    file
        Name of the file, which then begins every line of the message.
    """

    def __init__(self, problems: str | tuple[Problem, ...], *, file: str = "") -> None:
        self.problems = problems if isinstance(problems, tuple) else ()
        start = f"{file}: " if file else ""
        told = [str(problem) for problem in self.problems] or [str(problems)]
        super().__init__("\n".join(start + line for line in told))

    @property
    def line(self) -> int | None:
        """Line of the first problem, counted from 1; None when it is none of a single line."""
        return self.problems[0].line if self.problems else None


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
class SiteKpi:
    """A KPI of the site's own: a measure over its window, or the ratio of two.

    Parameters
    ----------
    id
        The word in URLs, CSV files and targets.
    name, short
        Full label, and the one for tabs and table heads.
    unit, direction
        Words of `kpi.catalogue.Unit` and `kpi.catalogue.Direction`.
    target_band
        Lowest and highest good value of a KPI whose direction is a band, else None.
    measure, aggregate
        The measure and how it is taken over the window (one of `AGGREGATES`); empty for a ratio.
    numerator, denominator
        The two measures of a ratio of sums; empty for a measure.
    partner_types
        Types to which it applies; empty for all.
    window
        Trailing window [months]; None for the one of the method.
    lower, upper
        Range of its values; None where unbounded.
    bands
        Its thresholds, or None.
    goal, action
        The business goal that it serves and the action to recommend; empty when not given.
    texts
        Those attributes of `kpi.attributes.Attributes` that the site has written itself.
    """

    id: str
    name: str
    short: str
    unit: str
    direction: str
    target_band: tuple[float, float] | None
    measure: str
    aggregate: str
    numerator: str
    denominator: str
    partner_types: tuple[str, ...]
    window: int | None
    lower: float | None
    upper: float | None
    bands: Bands | None
    goal: str
    action: str
    texts: Mapping[str, str | tuple[str, ...] | tuple[tuple[str, str], ...]]

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that it needs."""
        return (self.measure,) if self.measure else (self.numerator, self.denominator)

    @property
    def factor(self) -> float:
        """100 for a ratio shown in %, else 1: measures in % are stored from 0 to 100."""
        return 100.0 if self.numerator and self.unit == "percent" else 1.0


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
    type_mindshare: Mapping[str, Mindshare] = field(default_factory=dict)
    type_advocacy: Mapping[str, Advocacy] = field(default_factory=dict)
    column_synonyms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    kpis: tuple[SiteKpi, ...] = ()

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

    def choices(self, column: Column) -> Mapping[str, str]:
        """Return what the words of a column mean: the site's synonyms first, then the built-in ones."""
        return {**column.choices, **self.column_synonyms.get(column.name, {})}

    def partner_type(self, word: str) -> str:
        """Return the partner type that a normalised word means, else the word itself."""
        words = {**PARTNER_TYPES, **self.column_synonyms.get("partner_type", {})}
        return words.get(word, word)

    def components_of(self, partner_type: str) -> tuple[Component, ...]:
        """Return the engagement components as they hold for a partner type."""
        return self.type_components.get(partner_type, self.components)

    def mindshare_of(self, partner_type: str) -> Mindshare:
        """Return the parameters of mindshare as they hold for a partner type."""
        return self.type_mindshare.get(partner_type, self.mindshare)

    def advocacy_of(self, partner_type: str) -> Advocacy:
        """Return the parameters of advocacy as they hold for a partner type."""
        return self.type_advocacy.get(partner_type, self.advocacy)

    def bands_of(self, kpi: str) -> Bands:
        """Return the thresholds of a score."""
        return self.kpi_bands.get(kpi, self.bands)
