"""Scales: between which ends a survey score lies, and questions about those of which nothing says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.results import Question as Asked
from kpi.method import Method, Question
from kpi.schema import normalise_word

USUAL_SCALES: Final = ((1.0, 5.0), (0.0, 10.0), (1.0, 10.0), (1.0, 7.0), (0.0, 100.0), (1.0, 4.0), (0.0, 5.0))
"""What a scale may be, the most frequent first."""


class Seen(NamedTuple):
    """Scores of a question without a scale: how many rows, and their ends."""

    rows: int
    low: float
    high: float


@dataclass(frozen=True)
class ScaleEvidence:
    """The questions of which no scale is known; that of two blocks is added."""

    seen: Mapping[str, Seen] = field(default_factory=dict)

    def __add__(self, other: ScaleEvidence) -> ScaleEvidence:
        both = dict(self.seen)
        for question, more in other.seen.items():
            own = both.get(question, Seen(0, np.inf, -np.inf))
            both[question] = Seen(own.rows + more.rows, min(own.low, more.low), max(own.high, more.high))
        return ScaleEvidence(both)


def scale_of(frame: pd.DataFrame, method: Method) -> pd.DataFrame:
    """Return the scale of every answer: the row's, else the method's, else what its kind of question implies.

    Returns
    -------
    pd.DataFrame
        ``low``, ``high`` (missing when nothing says so) and ``rank`` (flags).
    """
    codes, words = _questions(frame)
    questions = [method.question(word) for word in words]
    # The last place stands for rows without a question.
    implied = np.array([*(_implied_scale(question) for question in questions), (np.nan, np.nan)])
    rank = np.array([*(question.type == "rank" for question in questions), False])[codes]
    low, high = frame["scale_min"].to_numpy(dtype="float64"), frame["scale_max"].to_numpy(dtype="float64")
    low = np.where(rank | np.isnan(low), implied[codes, 0], low)
    high = np.where(np.isnan(high), implied[codes, 1], high)
    return pd.DataFrame({"low": low, "high": high, "rank": rank}, index=frame.index)


def with_scales(frame: pd.DataFrame, scales: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    """Give the answers to some questions the scale that a person has said; a row's own scale stays.

    Parameters
    ----------
    frame
        Survey answers.
    scales
        Question -> lowest and highest score.
    """
    if not scales:
        return frame
    given = {normalise_word(question): scale for question, scale in scales.items()}
    codes, words = _questions(frame)
    ends = np.array([*(given.get(word, (np.nan, np.nan)) for word in words), (np.nan, np.nan)])
    own = frame[["scale_min", "scale_max"]].to_numpy(dtype="float64")
    bare = np.isnan(own).all(axis=1)
    ends = np.where(bare[:, None] & ~np.isnan(ends[codes]), ends[codes], own)
    return frame.assign(scale_min=ends[:, 0], scale_max=ends[:, 1])


def scale_evidence(frame: pd.DataFrame, method: Method) -> ScaleEvidence:
    """Look at a block of answers for questions without a known scale."""
    scale = scale_of(frame, method)
    unknown = (
        scale[["low", "high"]].isna().any(axis=1) & frame["score"].notna() & frame["question"].notna()
    ).to_numpy()
    if not unknown.any():
        return ScaleEvidence()
    rows = frame.loc[unknown, ["question", "score"]].groupby("question", observed=True, sort=True)["score"]
    found = rows.agg(["size", "min", "max"])
    return ScaleEvidence(
        {str(name): Seen(int(row["size"]), float(row["min"]), float(row["max"])) for name, row in found.iterrows()}
    )


def scale_questions(evidence: ScaleEvidence) -> tuple[Asked, ...]:
    """Ask for the scale of each question once; an option is stored as a list of its two ends."""
    return tuple(_asked(question, seen) for question, seen in sorted(evidence.seen.items()))


def _asked(question: str, seen: Seen) -> Asked:
    fitting = [(low, high) for low, high in USUAL_SCALES if low <= seen.low and seen.high <= high]
    options = tuple((json.dumps([low, high]), f"{low:g} to {high:g}") for low, high in fitting)
    name = question.replace("_", " ")
    text = f"What is the scale of {name}? Its scores lie between {seen.low:g} and {seen.high:g}."
    return Asked("scale", question, text, options, seen.rows)


def _questions(frame: pd.DataFrame) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Return codes of the questions, -1 without one, and their words."""
    asked = frame["question"].astype("category").array
    return np.asarray(asked.codes, dtype=np.int64), [str(word) for word in asked.categories]


def _implied_scale(question: Question) -> tuple[float, float]:
    assumed = {"recommendation": (0.0, 10.0), "rank": (1.0, np.nan)}.get(question.type, (np.nan, np.nan))
    low = assumed[0] if question.scale_min is None or question.type == "rank" else question.scale_min
    return low, assumed[1] if question.scale_max is None else question.scale_max
