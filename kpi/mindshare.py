"""Partner Mindshare: what a partner's people say, and how often the partner makes the first move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.composite import Composite, Part, compose, reference
from kpi.evidence import has_data
from kpi.language import marked
from kpi.method import Method
from kpi.programme import Flags, Floats, Programme
from kpi.reading import DECIMALS, per_type, ratio, rows_of
from kpi.survey import SurveyIndex, survey_index
from kpi.windows import cut_window, trailing

TABLE = "interactions"


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

    def of(self, chosen: Flags) -> MindshareScore:
        """Return the score of some partners alone, in the same order."""
        return MindshareScore(
            self.composite.of(chosen), rows_of(self.survey, chosen), rows_of(self.interaction, chosen)
        )


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

    Examples
    --------
    >>> from kpi.examples import answers
    >>> programme, _, method = answers(likelihood_to_recommend=[10.0, 9.0, 8.0, 3.0])  # 62.5, drawn to 50
    >>> mindshare_score(programme, method, window=3).composite.value.round(1).tolist()
    [[55.6]]
    """
    survey = survey_index(programme, method)
    interaction = interaction_index(programme, method, window=window)
    blank = np.full(programme.shape, np.nan)
    parts = (
        Part(
            name="survey",
            label=marked("Partner survey"),
            score=survey.index,
            weight=per_type(programme, lambda name: method.mindshare_of(name).survey_weight),
            raw=survey.raw,
            reference=np.where(np.isnan(survey.index), np.nan, 100.0),
            rows=survey.respondents.astype("float64"),
            unit="index",
        ),
        Part(
            name="interaction",
            label=marked("Partner's own initiative"),
            score=interaction.index,
            weight=per_type(programme, lambda name: method.mindshare_of(name).interaction_weight),
            raw=interaction.index,
            reference=np.where(np.isnan(interaction.index), blank, 100.0),
            rows=interaction.rows,
            unit="index",
        ),
    )
    return MindshareScore(compose(parts, minimum_coverage=method.minimum_coverage), survey, interaction)


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
    spoken, share, rate, heard, rows = programme.memory.get(
        ("initiative", window, method.mindshare.initiative_minimum), lambda: _initiative(programme, method, window)
    )
    wanted = per_type(programme, lambda name: method.mindshare_of(name).initiative_share)
    often = per_type(programme, lambda name: method.mindshare_of(name).attention_reference)
    initiative = np.where(spoken, reference(share, wanted[:, None]), np.nan)
    attention = np.where(heard, reference(rate, often[:, None]), np.nan)
    index = np.where(spoken & heard, (initiative + attention) / 2.0, np.where(spoken, initiative, attention))
    return InteractionIndex(initiative, attention, index, rows)


def _initiative(programme: Programme, method: Method, window: int) -> tuple[Flags, Floats, Floats, Flags, Floats]:
    """Return, partner × month, whether enough name their initiator, share, rate, whether it has data, rows."""
    partner, named, rows = _named(programme)
    cut = cut_window(programme, TABLE, window)
    begun, all_named = trailing(partner, window), trailing(named, window)
    spoken = cut.left & programme.exists & (np.round(all_named, DECIMALS) >= method.mindshare.initiative_minimum)
    heard = has_data(programme, rows, cut.left)
    return spoken, ratio(begun, all_named), 3.0 * begun / cut.length, heard, trailing(rows, window)


def _named(programme: Programme) -> tuple[Floats, Floats, Floats]:
    """Return quantities begun by the partner, quantities that name an initiator, and rows that do."""
    if TABLE not in programme.lines:
        return np.zeros(programme.shape), np.zeros(programme.shape), np.zeros(programme.shape)
    lines, sides = programme.lines[TABLE], {"partner": 0, "us": 1}
    partner, ours = lines.grids_by("quantity", "initiated_by", sides, programme.shape)
    rows = lines.grids_by("rows", "initiated_by", {"partner": 0, "us": 0}, programme.shape)
    return partner, partner + ours, rows[0]
