"""What partners' people say: the survey index of mindshare, and the net promoter score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kpi.method import Method, Question
from kpi.programme import Flags, Floats, Ints, Lines, Programme
from kpi.reading import DECIMALS, Groups, Rate, Reading, of_each_type, ratio, total_by_code
from kpi.windows import YEAR

TABLE = "surveys"

FEWEST_TO_NAME: Final = 3
"""Respondents of a partner from which on what one of them said may stand beside a name."""

Z_95: Final = 1.96
"""Standard normal quantile of a two-sided 95 % interval."""

RECOMMENDER: Final = 9.0
"""Lowest answer of a recommender on the scale from 0 to 10."""

PASSIVE: Final = 7.0
"""Lowest answer that is not a critic's."""


@dataclass(frozen=True)
class SurveyIndex:
    """The survey part of mindshare, partner × month.

    Parameters
    ----------
    raw
        Mean of the respondents' indices, 0 to 100; missing without an answer.
    respondents
        How many answered within the window.
    peer_mean
        The mean towards which small samples are shrunk.
    index
        Shrunk index; missing without an answer.
    half_width
        Half of the 95 % interval [points]; missing where no spread can be estimated.
    """

    raw: Floats
    respondents: Ints
    peer_mean: Floats
    index: Floats
    half_width: Floats


def survey_index(programme: Programme, method: Method) -> SurveyIndex:
    """Return the survey index of every partner and month.

    Parameters
    ----------
    programme
        The programme.
    method
        Questions, shrinkage and window.

    Returns
    -------
    SurveyIndex

    Notes
    -----
    A respondent's index is the weighted mean of their latest answer to each question in the window; a partner's
    raw index x̄ the mean over its n respondents; index = (n·x̄ + k·μ)/(n + k). μ is the mean of the raw indices
    of the existing partners of the type that have answers, itself included; of all such partners when those of
    the type are fewer than 5; 50 when all are fewer than 5. The interval is index ± 1.96·s/√(n + k), s pooled
    over the same partners. The end of the survey's span ends no opinion.
    """
    raw, count, squares = _opinions(programme, method)
    mean, spread = _peers(programme, method, raw, count, squares)
    k = method.mindshare.shrinkage
    has = count > 0
    shrunk = np.where(has, (count * np.nan_to_num(raw) + k * mean) / np.maximum(count + k, 1e-300), np.nan)
    half = np.where(has, Z_95 * spread / np.sqrt(np.maximum(count + k, 1e-300)), np.nan)
    return SurveyIndex(raw, count.astype("int64"), np.where(has, mean, np.nan), shrunk, half)


def partner_nps(programme: Programme, method: Method, groups: Groups) -> Reading:
    """Return the net promoter score that partners give us.

    High means that more of their people would recommend us than would not, −100 to 100.

    Parameters
    ----------
    programme
        The programme.
    method
        Says which questions ask for a recommendation.
    groups
        Partition of its partners.

    Returns
    -------
    Reading
        Score [points], n respondents. Missing when nobody answered within 12 months.

    Notes
    -----
    100 · (recommenders − critics) / respondents, from each respondent's latest answer: recommenders answered 9 or
    10, critics 0 to 6. For a few respondents see the interval of `kpi.intervals.nps`.

    References
    ----------
    F. Reichheld, The One Number You Need to Grow, Harvard Business Review, December 2003.

    Examples
    --------
    >>> from kpi.examples import answers
    >>> programme, groups, method = answers(likelihood_to_recommend=[10.0, 9.0, 8.0, 3.0])
    >>> partner_nps(programme, method, groups).value.tolist()
    [[25.0]]
    """
    shape = (len(groups.labels), programme.shape[1])
    said, people = np.zeros(shape), np.zeros(shape)
    if TABLE in programme.lines:
        lines = programme.lines[TABLE]
        words = lines.coded("question")[1]
        asked = np.array([method.question(word).type == "recommendation" for word in words], dtype=bool)
        one = np.zeros(len(words), dtype="int64")
        answers = _answers(lines, one, YEAR, shape[1], np.flatnonzero(asked[lines.coded("question")[0]]))
        score = np.round(lines.frame["score"].to_numpy(dtype="float64")[answers.line], DECIMALS)
        vote = (score >= RECOMMENDER).astype("float64") - (score < PASSIVE)
        group = groups.codes[lines.partner[answers.line]]
        said = _over_time(answers, group, vote, shape)
        people = np.round(_over_time(answers, group, np.ones(len(vote)), shape))
    rate = Rate(np.round(said), people, 100.0)
    first = programme.calendar.first
    return Reading("partner_nps", groups.labels, first, rate.value, people.astype("int64"), rate=rate)


def answer_index(frame: pd.DataFrame, method: Method) -> Floats:
    """Return the index of each answer.

    Parameters
    ----------
    frame
        Answers with question, score, scale_min, scale_max (missing: the method's).
    method
        Known questions.

    Returns
    -------
    Floats
        0 to 100 per answer; missing where the scale is not known.

    Notes
    -----
    *rating* 100·(score − min)/(max − min), reversed for negative questions; *rank* r among n = scale_max
    vendors 100·(n − r)/(n − 1); *recommendation* 0–10: at least 9 → 100, at least 7 → 50, else 0.
    """
    words = frame["question"].astype("category").cat
    known = [method.question(str(word)) for word in words.categories]
    code = words.codes.to_numpy().astype("int64")
    score = frame["score"].to_numpy(dtype="float64")
    low = _scale(frame["scale_min"], [question.scale_min for question in known], code)
    high = _scale(frame["scale_max"], [question.scale_max for question in known], code)
    rating = 100.0 * ratio(score - low, high - low)
    negative = _flags(known, code, lambda question: question.negative)
    rank = 100.0 * ratio(high - score, high - 1.0)
    answer = np.round(score, DECIMALS)
    recommendation = np.select([answer >= RECOMMENDER, answer >= PASSIVE], [100.0, 50.0], 0.0)
    is_recommendation = _flags(known, code, lambda question: question.type == "recommendation")
    is_rank = _flags(known, code, lambda question: question.type == "rank")
    return np.select([is_recommendation, is_rank, negative], [recommendation, rank, 100.0 - rating], rating)


def _flags(known: Sequence[Question], code: Ints, holds: Callable[[Question], bool]) -> Flags:
    flags: Flags = np.array([holds(question) for question in known], dtype=bool)[code]
    return flags


def _scale(column: pd.Series, defaults: list[float | None], code: Ints) -> Floats:
    fallback = np.array([np.nan if value is None else value for value in defaults], dtype="float64")[code]
    own = column.to_numpy(dtype="float64")
    return np.where(np.isnan(own), fallback, own)


@dataclass(frozen=True)
class _Answers:
    """Answers in the order of respondent and question, and the months in which each counts.

    Parameters
    ----------
    line
        Its line.
    start, end
        First column of the calendar in which it counts, and the one after the last.
    """

    line: Ints
    start: Ints
    end: Ints


def _answers(lines: Lines, question: Ints, window: int, months: int, kept: Ints | None = None) -> _Answers:
    """Return when each answer counts.

    An answer counts from its month until the month before the respondent's next answer to the same question, at
    most for the window.

    Parameters
    ----------
    lines
        Lines of the survey.
    question
        For each word of a question the number of the question that it is.
    window, months
        Months for which an answer counts, and those of the calendar.
    kept
        Lines to look at; all when None.
    """
    person, asked = _people(lines)[0], question[lines.coded("question")[0]]
    day = lines.frame["day"].to_numpy(dtype="int64")
    who = person * (1 + int(question.max(initial=0))) + asked
    when = (who * months + lines.month) * 32 + day
    order = np.argsort(when, kind="stable") if kept is None else kept[np.argsort(when[kept], kind="stable")]
    same, start = who[order], lines.month[order]
    end = np.minimum(start + window, months)
    follows = same[1:] == same[:-1]
    end[:-1] = np.where(follows, np.minimum(end[:-1], start[1:]), end[:-1])
    return _Answers(order, start, end)


def _people(lines: Lines) -> tuple[Ints, Ints]:
    """Return the number of each line's respondent, and the partner of each respondent, in the order of partners."""

    def make() -> tuple[Ints, Ints]:
        # Names of people are many and never looked at: their codes will do.
        names = lines.frame["respondent"].astype("category").cat
        count = max(len(names.categories), 1)
        code = names.codes.to_numpy().astype("int64")
        known, person = np.unique(lines.partner * count + code, return_inverse=True)
        return person.astype("int64"), known // count

    return lines.memory.get("people", make)


def _over_time(answers: _Answers, row: Ints, amount: Floats, shape: tuple[int, int]) -> Floats:
    """Return the sums of amounts over the answers that count, as row × month; rows below 0 are left out."""
    kept, width = row >= 0, shape[1] + 1
    start, end = answers.start, answers.end
    if not kept.all():
        row, amount, start, end = row[kept], amount[kept], start[kept], end[kept]
    at, size = row * width, shape[0] * width
    moves = np.bincount(at + start, weights=amount, minlength=size).astype("float64")
    moves -= np.bincount(at + end, weights=amount, minlength=size)
    grid = moves.reshape(shape[0], width)
    return np.cumsum(grid, axis=1, out=grid)[:, :-1]


def _opinions(programme: Programme, method: Method) -> tuple[Floats, Floats, Floats]:
    """Return the raw index of each partner and month, its respondents, and their squared deviations from it."""
    if TABLE not in programme.lines:
        empty = np.zeros(programme.shape)
        return np.full(programme.shape, np.nan), empty, empty
    words = programme.lines[TABLE].coded("question")[1]
    question = tuple((word, method.question_word(word), method.question(word)) for word in words)
    asked = ("opinions", method.windows.surveys, question)
    return programme.memory.get(asked, lambda: _summed_opinions(programme, method))


def _summed_opinions(programme: Programme, method: Method) -> tuple[Floats, Floats, Floats]:
    lines, months = programme.lines[TABLE], programme.shape[1]
    code, words = lines.coded("question")
    question = np.unique([method.question_word(word) for word in words], return_inverse=True)[1].astype("int64")
    window = method.windows.surveys
    asked = ("answers", window, tuple(question.tolist()))
    answers = lines.memory.get(asked, lambda: _answers(lines, question, window, months))
    index = answer_index(lines.frame, method)[answers.line]
    weight = np.array([method.question(word).weight for word in words])[code[answers.line]]
    person, partner = _people(lines)
    usable = ~np.isnan(index) & (weight > 0)
    row = np.where(usable, person[answers.line], -1)
    shape = (len(partner), months)
    counted = np.round(_over_time(answers, row, np.ones(len(row)), shape)) > 0
    counted &= programme.exists[partner]
    own = _over_time(answers, row, np.where(usable, weight * index, 0.0), shape)
    own /= np.where(counted, _over_time(answers, row, weight, shape), 1.0)
    own[~counted] = 0.0
    people = programme.shape[0]
    count = total_by_code(partner, people, counted.astype("float64"))
    raw = ratio(total_by_code(partner, people, own), count)
    deviation = own - raw[partner]
    deviation[~counted] = 0.0
    return raw, count, total_by_code(partner, people, deviation**2)


def _peers(
    programme: Programme, method: Method, raw: Floats, count: Floats, squares: Floats
) -> tuple[Floats, Floats]:
    """Return, partner × month, the mean to shrink towards and the pooled standard deviation."""
    types = of_each_type(programme)
    answering = (count > 0).astype("float64")
    grids = {
        "partners": answering,
        "raw": np.where(count > 0, np.nan_to_num(raw), 0.0),
        "squares": squares,
        "freedom": count - answering,
    }
    of_type = {name: types.total(grid) for name, grid in grids.items()}
    enough = of_type["partners"] >= method.mindshare.minimum_peers
    # Peers of a type share one mean, so all this is small: type × month, not partner × month.
    peers = {name: np.where(enough, of_type[name], grid.sum(axis=0)) for name, grid in grids.items()}
    mean = ratio(peers["raw"], peers["partners"])
    mean = np.where(peers["partners"] >= method.mindshare.minimum_peers, mean, method.mindshare.neutral)
    return mean[types.codes], np.sqrt(ratio(peers["squares"], peers["freedom"]))[types.codes]
