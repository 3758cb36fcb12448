"""What a partner can be asked: questions on its opinion, with their scales, and figures that it can report itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import pandas as pd

from kpi.behind_measures import reported_by_kpi
from kpi.board import Board
from kpi.catalogue import Scope
from kpi.method import Method
from kpi.survey import TABLE

RATING: Final = (1.0, 5.0)
"""Ends of a rating whose method names none."""

PLACES: Final = 5
"""Places that are told apart where the method names no number of vendors; the last one stands for all behind it."""

MOST_QUESTIONS: Final = 8
"""A pulse of more takes longer than two minutes."""

MOST_STEPS: Final = 10
"""Steps of a scale that can be chosen from side by side."""

LARGEST: Final = 1e12
"""Figures beyond it are slips of the keyboard."""

OURS: Final = frozenset({"gross_margin"})
"""Measures that only the host can know."""


@dataclass(frozen=True)
class PulseQuestion:
    """A question of the pulse survey.

    Parameters
    ----------
    word
        As in the column `question`.
    type
        One of `kpi.method.QUESTION_TYPES`.
    low, high
        Ends of its scale.
    """

    word: str
    type: str
    low: float
    high: float

    def takes(self, score: float) -> bool:
        """Whether a number is an answer: whole, and on the scale."""
        return math.isfinite(score) and score == int(score) and self.low <= score <= self.high


@dataclass(frozen=True)
class OwnMeasure:
    """A figure that a partner can report.

    Parameters
    ----------
    word
        As in the column `measure`.
    kpis
        Ids of the KPIs that read it.
    low, high
        Between which values it lies.
    """

    word: str
    kpis: tuple[str, ...]
    low: float
    high: float

    def takes(self, value: float) -> bool:
        """Whether a value can be one of the measure."""
        return math.isfinite(value) and self.low <= value <= self.high


def pulse_questions(method: Method, asked: pd.DataFrame | None = None) -> tuple[PulseQuestion, ...]:
    """Return the questions of the pulse survey: those that the method knows, then those that a partner knows.

    Parameters
    ----------
    method
        Its questions of no weight are left out.
    asked
        Answers that the partner gave before: question, scale_min, scale_max, from old to new. What was asked then
        is asked again on the same scale.

    Examples
    --------
    >>> from kpi.examples import small_method
    >>> [(one.word, one.low, one.high) for one in pulse_questions(small_method())]
    [('likelihood_to_recommend', 0.0, 10.0)]
    """
    known = {word: _question(method, word) for word, one in method.mindshare.questions.items() if one.weight > 0}
    if asked is not None:
        latest = asked.assign(question=[method.question_word(str(word)) for word in asked["question"]])
        latest = latest.drop_duplicates("question", keep="last").sort_values("question")
        for row in latest.to_dict("records"):
            word, ends = str(row["question"]), (float(row["scale_min"]), float(row["scale_max"]))
            if word not in known and method.question(word).weight > 0 and _is_scale(*ends):
                known[word] = PulseQuestion(word, "rating", *ends)
    return tuple(one for one in known.values() if one is not None)[:MOST_QUESTIONS]


def asked_before(board: Board, partner_id: str) -> pd.DataFrame | None:
    """Return the answers that a partner gave, for `pulse_questions`; None without any."""
    if TABLE not in board.programme.lines or partner_id not in board.programme.partners.index:
        return None
    lines = board.programme.lines[TABLE]
    own = lines.partner == board.programme.partners.index.get_loc(partner_id)
    frame = lines.frame.loc[own, ["question", "scale_min", "scale_max"]].assign(month=lines.month[own])
    return frame.sort_values("month", kind="stable") if len(frame) else None


def own_measures(board: Board, partner_type: str) -> tuple[OwnMeasure, ...]:
    """Return the measures that KPIs of a partner type read, in the order of the catalogue."""
    found: dict[str, OwnMeasure] = {}
    for kpi in board.catalogue.values():
        taken = reported_by_kpi(board, kpi.id)
        if taken is None or kpi.scope is Scope.GROUPS or not kpi.applies_to(partner_type):
            continue
        for word in dict.fromkeys(taken.names):
            before = found.get(word, OwnMeasure(word, (), -LARGEST, LARGEST))
            low, high = before.low, before.high
            if taken.taken in ("mean", "last"):
                # What is only averaged has the range of its mean.
                low = max(low, kpi.lower if kpi.lower is not None else low)
                high = min(high, kpi.upper if kpi.upper is not None else high)
            found[word] = OwnMeasure(word, (*before.kpis, kpi.id), low, high)
    return tuple(one for word, one in found.items() if word not in OURS)


def _question(method: Method, word: str) -> PulseQuestion | None:
    """Return a question of the method; None when its scale can't be asked for in whole steps."""
    one = method.mindshare.questions[word]
    if one.type == "recommendation":
        return PulseQuestion(word, one.type, 0.0, 10.0)
    if one.type == "rank":
        places = float(PLACES) if one.scale_max is None else one.scale_max
        return PulseQuestion(word, one.type, 1.0, places) if _is_scale(1.0, places) else None
    low = RATING[0] if one.scale_min is None else one.scale_min
    high = RATING[1] if one.scale_max is None else one.scale_max
    return PulseQuestion(word, one.type, low, high) if _is_scale(low, high) else None


def _is_scale(low: float, high: float) -> bool:
    """Whether a scale has whole ends and few enough steps to choose from."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return False
    return low < high and low == int(low) and high == int(high) and high - low <= MOST_STEPS
