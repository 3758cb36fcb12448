"""Contributions: what each component gave to a score."""

from __future__ import annotations

import pandas as pd

from kpi.composite import Composite


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
