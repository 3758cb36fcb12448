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
import pandas as pd

from kpi.programme import Flags, Floats, Programme
from kpi.reading import DECIMALS, ratio, total_by_code
from kpi.windows import QUARTER, YEAR, recent

PEERS_MINIMUM = 5
"""Partners of one type needed to be each other's peers; fewer, and all partners are."""


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


def has_data(programme: Programme, rows: Floats, left: Flags) -> Flags:
    """Return where a component has data.

    Parameters
    ----------
    programme
        The programme.
    rows
        Partner × month: counted rows of the component's kinds.
    left
        Partner × month: whether the window has a month left.

    Returns
    -------
    Flags
        Partner × month: true where (a) any peer has a row in the 12 months that end at the month, and (b)
        anyone at all has one in the 3 months that do. The peers of a partner are the existing partners of its
        type when there are at least `PEERS_MINIMUM`, else all existing partners.
    """
    among_peers = any_peer(programme, recent(rows, YEAR))
    anyone = recent(rows.sum(axis=0), QUARTER)
    return among_peers & anyone & left


def any_peer(programme: Programme, flags: Flags) -> Flags:
    """Return, partner × month, whether any of the partner's peers holds."""
    codes, types = programme.partner_types
    existing = programme.exists.astype("float64")
    holding = (flags & programme.exists).astype("float64")
    members, holders = total_by_code(codes, len(types), existing), total_by_code(codes, len(types), holding)
    of_type, of_all = holders[codes] > 0, holders.sum(axis=0) > 0
    return np.where(members[codes] >= PEERS_MINIMUM, of_type, of_all)


def contributions(composite: Composite, at: tuple[int, int]) -> pd.DataFrame:
    """Return what each component gave to one score.

    Parameters
    ----------
    composite
        The score.
    at
        Row of the partner and column of the month.

    Returns
    -------
    pd.DataFrame
        One row per component: component, label, unit, raw, reference, score (0-100, missing without data),
        weight (share of all weights), contribution (points; they add up to the score), rows. The contributions
        of a score below the minimum coverage add up to what the score would be.
    """
    partner = at[0]
    shares = composite.effective_weights(at)
    whole = sum(part.weight[partner] for part in composite.parts)
    return pd.DataFrame(
        [
            {
                "component": part.name,
                "label": part.label,
                "unit": part.unit,
                "raw": float(part.raw[at]),
                "reference": float(part.reference[at]),
                "score": float(part.score[at]),
                "weight": float(part.weight[partner] / whole),
                "contribution": float(share * part.score[at]) if share > 0 else 0.0,
                "rows": int(part.rows[at]),
            }
            for part, share in zip(composite.parts, shares, strict=True)
        ]
    )


def change(composite: Composite, before: tuple[int, int], after: tuple[int, int]) -> pd.DataFrame:
    """Return the difference of a partner's score between two months as a sum over components.

    Parameters
    ----------
    composite
        The score.
    before, after
        Row of the partner and column of the month.

    Returns
    -------
    pd.DataFrame
        component, label, points. A component measured in both months gives the mean of its old and new share
        times the change of its score; what remains, because data appeared or vanished and the shares moved, is
        the last row (``reweighted``). The points add up to the difference.
    """
    moved = moves(composite, before, after)
    return pd.DataFrame(
        {
            "component": [*(part.name for part in composite.parts), "reweighted"],
            "label": [label for label, _ in moved],
            "points": [points for _, points in moved],
        }
    )


def moves(composite: Composite, before: tuple[int, int], after: tuple[int, int]) -> list[tuple[str, float]]:
    """Return label and points of each row of `change`, for those who need no frame."""
    old, new = composite.effective_weights(before), composite.effective_weights(after)
    made, rest = [], 0.0
    for part, was, now in zip(composite.parts, old.tolist(), new.tolist(), strict=True):
        score_was = float(part.score[before]) if was > 0 else 0.0
        score_now = float(part.score[after]) if now > 0 else 0.0
        points = (was + now) / 2.0 * (score_now - score_was) if was > 0 and now > 0 else 0.0
        made.append((part.label, points))
        rest += now * score_now - was * score_was - points
    return [*made, ("Data came or went", rest)]
