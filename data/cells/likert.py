"""Answers in words: ``Strongly agree``, ``très satisfait``, ``4 stars`` become scores on a scale of their own.

Which scale a word belongs to depends on the other words of the column: *agree* is the fourth of five steps, or the
sixth of seven where people could agree somewhat. That is decided over all rows.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.cells.coded import Coded, Parsed, flagged
from data.cells.number_text import parse_number, plain_text
from data.cells.numbers import MISSING_WORDS, NOT_A_NUMBER, numbers
from data.columns.file_mapping import DecimalMark
from data.results import Decision, Question
from kpi.schema import normalise_word

CLASS: Final = "it is a class of answers, not a score"
NO_ANSWER: Final = "it is no answer"

_ASKED: Final = frozenset({"quality", "likelihood"})
"""Families without a usual scale: where two of them make different things of the same words, a person decides."""

_SCALED: Final = re.compile(r"([0-9.]+) on ([0-9.]+)-([0-9.]+)")
_STARS: Final = re.compile(r"([0-9](?:[.,][0-9])?) ?(?:stars?|sterne?|étoiles?|estrellas?|★|⭐️?)", re.IGNORECASE)
_DRAWN: Final = re.compile(r"((?:[★⭐🌟]️?)+)((?:☆️?)*)")
_LABELLED: Final = re.compile(
    r"([0-9]{1,3}(?:[.,][0-9]+)?)(?: ?[-–—:.=)/]+ ?| ?\(|  ?)([^\W\d_].*)|([^\W\d_].*?) ?[-–—:=(] ?([0-9]{1,3})\)?"
)
_MOST_STARS: Final = 5.0


class Score(NamedTuple):
    """A score and its scale; a scale of its own that is not known is NaN."""

    score: float
    low: float = np.nan
    high: float = np.nan


@dataclass(frozen=True)
class Scale:
    """The words of a scale.

    Parameters
    ----------
    family
        What is asked for: agreement, satisfaction, …
    scores
        Normalised word -> score.
    """

    family: str
    scores: Mapping[str, Score]

    @property
    def size(self) -> int:
        """How many steps it has."""
        return len({score.score for score in self.scores.values()})


@dataclass(frozen=True)
class LikertForm:
    """What the words of a column are worth.

    Parameters
    ----------
    scores
        Normalised word -> score and scale.
    families
        The scales that were chosen.
    questions
        Words that are worth one thing or another.
    """

    scores: Mapping[str, Score] = field(default_factory=dict)
    families: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    def decision(self, column: str) -> Decision | None:
        """Return what was decided about a column, if anything was."""
        if not self.families:
            return None
        return Decision(
            f"answers in {column}", f"words of {' and '.join(self.families)}", "the column holds its words"
        )


@dataclass(frozen=True)
class Answers:
    """A column of answers.

    Parameters
    ----------
    parsed
        The scores, and what is wrong.
    low, high
        The scale of each answer, where it is the answer's own; NaN elsewhere.
    """

    parsed: Parsed
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]


def likert_evidence(column: Coded) -> frozenset[str]:
    """Return the words of a block that stand in some scale, normalised; the evidence of two blocks is united."""
    known = _vocabulary()
    counts = column.counts().tolist()
    found = (
        _word_of(text) for text, count in zip(column.texts(), counts, strict=True) if count and _has_letter(text)
    )
    return frozenset(word for word in found if word in known)


def likert_form(evidence: Iterable[str], header: str) -> LikertForm:
    """Decide what the words of a column are worth, over all its rows.

    Parameters
    ----------
    evidence
        The words that it holds.
    header
        Of the column, for the question.
    """
    words = frozenset(evidence)
    scores: dict[str, Score] = {}
    families: list[str] = []
    questions: list[Question] = []
    # "Neutral" stands in several families; it belongs to the one that has most of the words beside it.
    for family, scales in sorted(_families().items(), key=lambda item: -len(_seen(words, item[1]))):
        seen = _seen(words, scales) - set(scores)
        fitting = [scale for scale in scales if seen <= set(scale.scores)]
        if seen and fitting:
            scores |= {word: fitting[0].scores[word] for word in seen}
            families.append(f"{family}, {fitting[0].size} steps")
        if seen and (not fitting or (family in _ASKED and _differ(fitting, seen))):
            questions.append(_question(header, family, seen, fitting))
    return LikertForm(scores, tuple(families), tuple(questions))


def answers(column: Coded, mark: DecimalMark, form: LikertForm) -> Answers:
    """Parse a column of answers: numbers, words, numbers with a label, stars.

    Parameters
    ----------
    column
        The cells.
    mark
        Decimal mark of the numbers.
    form
        What words are worth.
    """
    parsed = numbers(column, mark)
    low = np.full(len(column.words), np.nan)
    high = low.copy()
    unread = parsed.wrong.get(NOT_A_NUMBER)
    if unread is None:
        return Answers(parsed, column.take(low), column.take(high))
    scores = low.copy()
    rules = {rule: np.zeros(len(low), dtype=bool) for rule in (CLASS, NO_ANSWER, NOT_A_NUMBER)}
    for at in np.unique(column.codes[unread]):
        found, rule = _read(str(column.words[int(at)]), mark, form)
        scores[at], low[at], high[at] = found
        if rule:
            rules[rule][at] = True
    series = pd.Series(np.where(unread, column.take(scores), parsed.series.to_numpy()))
    wrong = {rule: rows for rule, rows in parsed.wrong.items() if rule != NOT_A_NUMBER}
    return Answers(Parsed(series, wrong | flagged(column, rules)), column.take(low), column.take(high))


def is_no_answer(text: str) -> bool:
    """Say whether a cell says that nothing was answered.

    Examples
    --------
    >>> is_no_answer("Don't know"), is_no_answer("keine Angabe"), is_no_answer("Agree")
    (True, True, False)
    """
    return text.strip().casefold() in MISSING_WORDS or normalise_word(text) in _listed("nothing")


def _read(text: str, mark: DecimalMark, form: LikertForm) -> tuple[Score, str]:
    word = normalise_word(text)
    if word in form.scores:
        return form.scores[word], ""
    for rule, section in ((CLASS, "classes"), (NO_ANSWER, "nothing")):
        if word in _listed(section):
            return Score(np.nan), rule
    found = _scaled(text) or _stars(text) or _labelled(text, mark, form)
    return (found, "") if found else (Score(np.nan), NOT_A_NUMBER)


def _scaled(text: str) -> Score | None:
    match = _SCALED.fullmatch(text)
    return Score(*(float(part) for part in match.groups())) if match else None


def _stars(text: str) -> Score | None:
    match = _STARS.fullmatch(text)
    if match:
        stars = float(match[1].replace(",", "."))
        return Score(stars, 1.0, _MOST_STARS) if stars <= _MOST_STARS else None
    match = _DRAWN.fullmatch(text)
    if match is None:
        return None
    full, empty = (len(part.replace("\ufe0f", "")) for part in (match[1], match[2]))
    most = float(full + empty) if empty else _MOST_STARS
    return Score(float(full), 1.0, most) if full <= most else None


def _labelled(text: str, mark: DecimalMark, form: LikertForm) -> Score | None:
    """Read a number with a label; the label tells its scale only when it is worth the same."""
    match = _LABELLED.fullmatch(plain_text(text))
    if match is None:
        return None
    number = parse_number(match[1] or match[4], mark)
    worth = form.scores.get(normalise_word(match[2] or match[3]))
    if np.isnan(number):
        return None
    return worth if worth and worth.score == number else Score(number)


def _word_of(text: str) -> str:
    match = _LABELLED.fullmatch(text)
    return normalise_word((match[2] or match[3]) if match else text)


def _has_letter(text: str) -> bool:
    return len(text) < 200 and any(char.isalpha() for char in text)


def _differ(scales: list[Scale], words: set[str]) -> bool:
    """Say whether scales that hold the same words make different things of them."""
    return len({tuple(_index(scale.scores[word]) for word in sorted(words)) for scale in scales}) > 1


def _index(score: Score) -> float:
    return round((score.score - score.low) / (score.high - score.low), 9)


def _seen(words: frozenset[str], scales: Iterable[Scale]) -> set[str]:
    return {word for word in words if any(word in scale.scores for scale in scales)}


def _question(header: str, family: str, words: Iterable[str], scales: Sequence[Scale]) -> Question:
    shown = ", ".join(word.replace("_", " ") for word in sorted(words))
    text = f"In {header}, what are these words of {family} worth: {shown}?"
    return Question("value", header, text, tuple(dict.fromkeys(_option(scale, sorted(words)) for scale in scales)))


def _option(scale: Scale, words: Sequence[str]) -> tuple[str, str]:
    """Return an answer as a mapping of values knows it, and in words."""
    worth = {word.replace("_", " "): scale.scores[word] for word in words}
    stored = {word: f"{one.score:g} on {one.low:g}-{one.high:g}" for word, one in worth.items()}
    told = ", ".join(f"{word} {one.score:g} of {one.high:g}" for word, one in worth.items())
    return json.dumps(stored, ensure_ascii=False), told


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    return tomllib.loads((files("data.cells") / "likert.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _families() -> Mapping[str, tuple[Scale, ...]]:
    found: dict[str, tuple[Scale, ...]] = {}
    for entry in _content()["scales"]:
        low = float(entry.get("lowest", 1))
        high = low + len(entry["words"]) - 1
        scores = {
            word: Score(low + step, low, high) for step, words in enumerate(entry["words"]) for word in _split(words)
        }
        found[entry["family"]] = (*found.get(entry["family"], ()), Scale(entry["family"], scores))
    return found


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    return frozenset(word for scales in _families().values() for scale in scales for word in scale.scores)


@lru_cache(maxsize=2)
def _listed(section: str) -> frozenset[str]:
    return frozenset(_split(_content()[section]["words"]))


def _split(words: str) -> list[str]:
    return [normalise_word(word) for word in words.split(",")]
