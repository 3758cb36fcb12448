"""The common form of a composite score: weighted parts from 0 to 100, renormalised over the parts with data.

    S        = Σ w_c s_c / Σ w_c      over the components with data
    coverage = Σ w_c (with data) / Σ w_c (all)

References
----------
OECD and European Commission Joint Research Centre, Handbook on Constructing Composite Indicators, 2008
(distance to a reference; treatment of missing components).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kpi.programme import Floats
from kpi.reading import DECIMALS, ratio


@dataclass(frozen=True)
class Part:
    """One component of a composite score for every partner and month.

    Parameters
    ----------
    name, label
        Identifier and the name shown to people.
    score
        Partner × month, 0 to 100; missing without data.
    weight
        Per partner.
    raw, reference
        Partner × month: what was measured, and what earns 100 (NaN where no reference applies).
    rows
        Partner × month: rows behind it.
    unit
        Of `raw` and `reference`, in words.
    """

    name: str
    label: str
    score: Floats
    weight: Floats
    raw: Floats
    reference: Floats
    rows: Floats
    unit: str


@dataclass(frozen=True)
class Composite:
    """A composite score: its parts, value and coverage, partner × month."""

    parts: tuple[Part, ...]
    value: Floats
    coverage: Floats

    def effective_weights(self, at: tuple[int, int]) -> Floats:
        """Return the share of each part in the score of one partner and month, adding up to 1.

        Parts without data have 0; all are 0 when no part has any.
        """
        held = np.array([0.0 if np.isnan(part.score[at]) else part.weight[at[0]] for part in self.parts])
        total = held.sum()
        return held / total if total > 0 else held


def compose(parts: Sequence[Part], *, minimum_coverage: float) -> Composite:
    """Combine parts into a score.

    Parameters
    ----------
    parts
        The components.
    minimum_coverage
        Share of weight that must have data; below it the score is missing.

    Returns
    -------
    Composite
    """
    shape = parts[0].score.shape
    earned, held, whole = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for part in parts:
        has = ~np.isnan(part.score)
        weight = part.weight[:, None]
        earned += np.where(has, weight * np.where(has, part.score, 0.0), 0.0)
        held += np.where(has, weight, 0.0)
        whole += weight
    coverage = held / whole
    enough = np.round(coverage, DECIMALS) >= round(minimum_coverage, DECIMALS)
    return Composite(tuple(parts), np.where(enough, ratio(earned, held), np.nan), coverage)
