"""Partner Mindshare: what a partner's people say, and how often the partner makes the first move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kpi.composite import Composite, Part, compose
from kpi.evidence import has_data
from kpi.method import Method
from kpi.programme import Floats, Ints, Lines, Programme
from kpi.reading import ratio, total_by_code
from kpi.windows import open_months, recent, trailing, window_length

Z_95: Final = 1.96
"""Standard normal quantile of a two-sided 95 % interval."""


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


@dataclass(frozen=True)
class InteractionIndex:
    """The interaction part of mindshare, partner × month, each 0 to 100 or missing."""

    initiative: Floats
    attention: Floats
    index: Floats
    rows: Floats


@dataclass(frozen=True)
class MindshareScore:
    """Partner Mindshare with both of its parts."""

    composite: Composite
    survey: SurveyIndex
    interaction: InteractionIndex


def mindshare_score(programme: Programme, method: Method, *, window: int) -> MindshareScore:
    """Return Partner Mindshare of every partner and month.

    High means that the partner's people put us first and come to us of their own accord; low that another
    vendor is in their head.

    Parameters
    ----------
    programme
        The programme.
    method
        Questions, weights, shrinkage and references.
    window
        Months of the interaction index; answers count for the method's survey window.

    Returns
    -------
    MindshareScore
        0 to 100, partner × month. Missing below the method's minimum coverage: without a survey answer.

    Notes
    -----
    60 · survey index + 40 · interaction index, combined by `kpi.composite`.
    """
    survey = survey_index(programme, method)
    interaction = interaction_index(programme, method, window=window)
    partners = programme.shape[0]
    blank = np.full(programme.shape, np.nan)
    parts = (
        Part(
            name="survey",
            label="Partner survey",
            score=survey.index,
            weight=np.full(partners, method.mindshare.survey_weight),
            raw=survey.raw,
            reference=np.where(np.isnan(survey.index), np.nan, 100.0),
            rows=survey.respondents.astype("float64"),
            unit="index",
        ),
        Part(
            name="interaction",
            label="Partner's own initiative",
            score=interaction.index,
            weight=np.full(partners, method.mindshare.interaction_weight),
            raw=interaction.index,
            reference=np.where(np.isnan(interaction.index), blank, 100.0),
            rows=interaction.rows,
            unit="index",
        ),
    )
    return MindshareScore(compose(parts, minimum_coverage=method.minimum_coverage), survey, interaction)


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
    person, sums, weights = _respondents(programme, method)
    index = ratio(sums, weights)
    answered = ~np.isnan(index)
    count = _per_partner(programme, person, answered.astype("float64"))
    raw = ratio(_per_partner(programme, person, np.where(answered, index, 0.0)), count)
    deviation = np.where(answered, index - raw[person], 0.0)
    squares = _per_partner(programme, person, deviation**2)
    mean, spread = _peers(programme, method, raw, count, squares)
    k = method.mindshare.shrinkage
    has = count > 0
    shrunk = np.where(has, (count * np.nan_to_num(raw) + k * mean) / np.maximum(count + k, 1e-300), np.nan)
    half = np.where(has, Z_95 * spread / np.sqrt(np.maximum(count + k, 1e-300)), np.nan)
    return SurveyIndex(raw, count.astype("int64"), np.where(has, mean, np.nan), shrunk, half)


def interaction_index(programme: Programme, method: Method, *, window: int) -> InteractionIndex:
    """Return the interaction index of every partner and month.

    Parameters
    ----------
    programme
        The programme.
    method
        References of initiative and attention.
    window
        Months that end at each month.

    Returns
    -------
    InteractionIndex

    Notes
    -----
    The mean of *initiative*, 100 · min(share of named interactions begun by the partner / 0.5, 1) when at least
    5 name their initiator, and *attention*, 100 · min(partner-begun interactions per quarter / 12, 1) when named
    interactions have data (`kpi.evidence.has_data`). Interactions without initiator are not counted.
    """
    partner, named, rows = _named(programme)
    months = open_months(programme, "interactions", existing=True)
    left = recent(months.astype("float64"), window)
    begun, all_named = trailing(partner, window), trailing(named, window)
    share = ratio(begun, all_named)
    spoken = left & (np.round(all_named, 9) >= method.mindshare.initiative_minimum)
    initiative = np.where(spoken, 100.0 * np.minimum(share / method.mindshare.initiative_share, 1.0), np.nan)
    rate = 3.0 * begun / window_length(programme, months, window)
    attention = np.where(
        has_data(programme, rows, left),
        100.0 * np.minimum(rate / method.mindshare.attention_reference, 1.0),
        np.nan,
    )
    both = np.stack([initiative, attention])
    measured = ~np.isnan(both)
    index = ratio(np.where(measured, both, 0.0).sum(axis=0), measured.sum(axis=0).astype("float64"))
    return InteractionIndex(initiative, attention, index, trailing(rows, window))


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
    negative = np.array([question.negative for question in known], dtype=bool)[code]
    rank = 100.0 * ratio(high - score, high - 1.0)
    recommendation = np.select([score >= 9, score >= 7], [100.0, 50.0], 0.0)
    kind = np.array([question.type for question in known])[code]
    return np.select(
        [kind == "recommendation", kind == "rank", negative], [recommendation, rank, 100.0 - rating], rating
    )


def _scale(column: pd.Series, defaults: list[float | None], code: Ints) -> Floats:
    fallback = np.array([np.nan if value is None else value for value in defaults], dtype="float64")[code]
    own = column.to_numpy(dtype="float64")
    return np.where(np.isnan(own), fallback, own)


def _respondents(programme: Programme, method: Method) -> tuple[Ints, Floats, Floats]:
    """Return each respondent's partner, and weighted sum and weight of their answers per month."""
    lines = programme.lines.get("surveys")
    months = programme.shape[1]
    if lines is None or not len(lines.frame):
        return np.zeros(0, dtype="int64"), np.zeros((0, months)), np.zeros((0, months))
    respondent, people = pd.factorize(
        pd.MultiIndex.from_arrays([lines.partner, lines.frame["respondent"].to_numpy()])
    )
    start, end, kept = _validity(lines, method, respondent.astype("int64"), months)
    index = answer_index(lines.frame.iloc[kept], method)
    usable = ~np.isnan(index) & (end >= start)
    start, end, kept, index = start[usable], end[usable], kept[usable], index[usable]
    words = lines.frame["question"].iloc[kept].astype("category").cat
    weight = np.array([method.question(str(word)).weight for word in words.categories])[words.codes.to_numpy()]
    length = end - start + 1
    month = np.repeat(start, length) + _ranges(length)
    cell = np.repeat(respondent[kept], length) * months + month
    size = len(people) * months
    sums = np.bincount(cell, weights=np.repeat(weight * index, length), minlength=size)
    weights = np.bincount(cell, weights=np.repeat(weight, length), minlength=size)
    partner = np.array([one[0] for one in people], dtype="int64")
    alive = programme.exists[partner]
    shape = (len(people), months)
    return partner, np.where(alive, sums.reshape(shape), 0.0), np.where(alive, weights.reshape(shape), 0.0)


def _validity(lines: Lines, method: Method, respondent: Ints, months: int) -> tuple[Ints, Ints, Ints]:
    """Return first and last month of each answer's validity, and its line.

    An answer counts from its month until the month before the respondent's next answer to the same question,
    at most for the survey window.
    """
    question = lines.frame["question"].map(method.question_word).astype("category").cat.codes.to_numpy()
    day = lines.frame["day"].to_numpy(dtype="int64")
    order = np.lexsort((np.arange(len(day)), day, lines.month, question, respondent))
    who, what, start = respondent[order], question[order], lines.month[order]
    end = np.minimum(start + method.windows.surveys - 1, months - 1)
    follows = (who[1:] == who[:-1]) & (what[1:] == what[:-1])
    end[:-1] = np.where(follows, np.minimum(end[:-1], start[1:] - 1), end[:-1])
    return start, end, order


def _ranges(lengths: Ints) -> Ints:
    """Return 0..length-1 for each length, one after another."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)


def _per_partner(programme: Programme, partner: Ints, grid: Floats) -> Floats:
    return total_by_code(partner, programme.shape[0], grid)


def _peers(
    programme: Programme, method: Method, raw: Floats, count: Floats, squares: Floats
) -> tuple[Floats, Floats]:
    """Return, partner × month, the mean to shrink towards and the pooled standard deviation."""
    codes, types = programme.partner_types
    answering = (count > 0).astype("float64")
    grids = {
        "partners": answering,
        "raw": np.where(count > 0, np.nan_to_num(raw), 0.0),
        "squares": squares,
        "freedom": count - answering,
    }
    of_type = {name: total_by_code(codes, len(types), grid)[codes] for name, grid in grids.items()}
    of_all = {name: np.broadcast_to(grid.sum(axis=0), grid.shape) for name, grid in grids.items()}
    enough = of_type["partners"] >= method.mindshare.minimum_peers
    peers = {name: np.where(enough, of_type[name], of_all[name]) for name in grids}
    mean = ratio(peers["raw"], peers["partners"])
    mean = np.where(peers["partners"] >= method.mindshare.minimum_peers, mean, method.mindshare.neutral)
    return mean, np.sqrt(ratio(peers["squares"], peers["freedom"]))


def _named(programme: Programme) -> tuple[Floats, Floats, Floats]:
    """Return quantities begun by the partner, quantities that name an initiator, and rows that do."""
    lines = programme.lines.get("interactions")
    if lines is None:
        return np.zeros(programme.shape), np.zeros(programme.shape), np.zeros(programme.shape)
    by = lines.frame["initiated_by"].to_numpy()
    named = np.asarray(by != "", dtype=bool)
    begun = np.asarray(by == "partner", dtype=bool)
    return (
        lines.grid("quantity", programme.shape, chosen=begun),
        lines.grid("quantity", programme.shape, chosen=named),
        lines.grid("rows", programme.shape, chosen=named),
    )
