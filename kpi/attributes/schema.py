"""What the catalogue says about a KPI in words: names, formula and the attributes that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kpi.language import t


@dataclass(frozen=True)
class Source:
    """Where a benchmark or formula comes from.

    Parameters
    ----------
    text
        Publisher, title, date, or the observation.
    grade
        A product documentation or standard; B named practitioner; C marketing; own, a choice of Tandem's.
    """

    text: str
    grade: str


@dataclass(frozen=True)
class Attributes:
    """The words of one KPI, for a channel manager.

    Parameters
    ----------
    name, short
        Full label, and the one for tabs and table heads.
    standfirst
        What it says, in one sentence.
    definition, formula, formula_notes
        What is counted and how, and what is not.
    interpretation_high, interpretation_moderate, interpretation_low
        What a value means; moderate only for scores with bands.
    insights, measurement, trend, questions, tips, risks, visualisation, tools, integration, impact
        The attributes of the common language; risks are (signal, meaning).
    sources
        Evidence behind the numbers.
    levers
        One recommended action, at most 140 characters, by the name of the component that drives the change or the
        id of the insight rule that fired; the key "" holds the action for every other case.
    goal
        The business goal that the KPI serves unless a target names another.
    """

    name: str
    short: str
    standfirst: str
    definition: str
    formula: str
    formula_notes: str
    interpretation_high: str
    interpretation_low: str
    insights: tuple[str, ...]
    measurement: str
    trend: str
    questions: tuple[str, ...]
    tips: tuple[str, ...]
    risks: tuple[tuple[str, str], ...]
    visualisation: str
    tools: str
    integration: str
    impact: str
    sources: tuple[Source, ...]
    interpretation_moderate: str = ""
    # A mapping has no hash; without it two texts that differ in their levers only still compare as different.
    levers: Mapping[str, str] = field(default_factory=dict, hash=False)
    goal: str = ""

    def spoken(self) -> Attributes:
        """Return the same words in the reader's language; what is not translated stays as it is."""
        said: dict[str, Any] = {name: t(getattr(self, name)) for name in TEXTS}
        said |= {name: tuple(t(one) for one in getattr(self, name)) for name in ("insights", "questions", "tips")}
        return replace(self, **said, risks=tuple((t(signal), t(meaning)) for signal, meaning in self.risks))

    def messages(self) -> list[str]:
        """Return every text that `spoken` and the advice of insights translate, for the catalogue of messages."""
        said = [getattr(self, name) for name in TEXTS]
        said += [*self.insights, *self.questions, *self.tips, *(text for risk in self.risks for text in risk)]
        return [text for text in [*said, *self.levers.values()] if text]


TEXTS = (
    *("name", "short", "standfirst", "definition", "formula", "formula_notes"),
    *("interpretation_high", "interpretation_moderate", "interpretation_low", "measurement", "trend"),
    *("visualisation", "tools", "integration", "impact", "goal"),
)
"""Fields of `Attributes` that are one text each."""
