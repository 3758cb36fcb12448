"""Change: the difference of a score between two months as an exact sum."""

from __future__ import annotations

import pandas as pd

from kpi.composite import Composite


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
