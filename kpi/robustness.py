"""Robustness: whether a partner's band hangs on the exact weights, which somebody once chose."""

from __future__ import annotations

from typing import Final, overload

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.composite import Composite
from kpi.method import Bands
from kpi.programme import Flags, Floats, Ints
from kpi.reading import DECIMALS, ratio

SEED: Final = 20260331
"""Start of the random weights; fixed, so that the same data always give the same answer."""

_BLOCK: Final = 2_000
"""Partners reweighted at once, to bound the memory."""


class WithoutComponents(ValueError):
    """A KPI that has no weights to vary."""

    def __init__(self, kpi: str) -> None:
        super().__init__(f"{kpi} has no components, so no weights to vary")


@overload
def robustness(
    board: Board,
    kpi: str,
    *,
    label: None = None,
    column: int,
    draws: int = 1000,
    spread: float = 0.25,
    seed: int = SEED,
) -> pd.Series: ...


@overload
def robustness(
    board: Board, kpi: str, *, label: str, column: int, draws: int = 1000, spread: float = 0.25, seed: int = SEED
) -> float | None: ...


def robustness(
    board: Board,
    kpi: str,
    *,
    label: str | None = None,
    column: int,
    draws: int = 1000,
    spread: float = 0.25,
    seed: int = SEED,
) -> pd.Series | float | None:
    """Return the share of random reweightings in which a partner keeps its band.

    1 means that no reasonable choice of weights would move the partner; 0.5 that its band is a matter of taste,
    and nothing to argue about with the partner.

    Parameters
    ----------
    board
        The scores.
    kpi
        One of the scores with components.
    label
        Partner id; None for all partners.
    column
        Column of the month.
    draws
        How many reweightings.
    spread
        Each weight is multiplied by a factor between 1 − spread and 1 + spread, 0 to 1.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.Series or float or None
        0 to 1, for all partners a Series by partner id. Missing (NaN, or None for one partner) without a score.

    Raises
    ------
    WithoutComponents
        When the KPI has no components.
    KeyError
        When there is no such partner.
    ValueError
        When `draws` is below 1 or `spread` outside 0 to 1.

    Notes
    -----
    The factors are drawn uniformly and independently per component and draw; all partners see the same draws, so
    that their answers can be compared. Which components have data, and so whether there is a score at all, stays as
    it is: the weights are in doubt here, not the data. A score of one component never moves.

    References
    ----------
    OECD and European Commission Joint Research Centre, Handbook on Constructing Composite Indicators: Methodology
    and User Guide, 2008: step 7, uncertainty and sensitivity analysis.
    """
    if draws < 1 or not 0.0 <= spread <= 1.0:
        raise ValueError(f"draws must be at least 1 and spread between 0 and 1, not {draws} and {spread}")
    composite = board.composite(kpi)
    if composite is None:
        raise WithoutComponents(kpi)
    labels = board.partners.labels
    chosen = np.arange(len(labels)) if label is None else np.array([board.reading(kpi).row(label)])
    factors = np.random.default_rng(seed).uniform(1.0 - spread, 1.0 + spread, (draws, len(composite.parts)))
    kept = _kept(composite, chosen, column, factors, board.method.bands_of(kpi))
    if label is None:
        return pd.Series(kept, index=pd.Index(labels, name="partner_id"), name=kpi)
    return None if np.isnan(kept[0]) else float(kept[0])


def _kept(composite: Composite, chosen: Ints, column: int, factors: Floats, bands: Bands) -> Floats:
    """Return, for each chosen partner, the share of draws in which it stays in its band."""
    value = composite.value[chosen, column]
    scores = np.stack([part.score[chosen, column] for part in composite.parts], axis=1)
    weights = np.stack([part.weight[chosen] for part in composite.parts], axis=1)
    held = np.where(np.isnan(scores), 0.0, weights)
    kept = np.full(len(chosen), np.nan)
    for start in range(0, len(chosen), _BLOCK):
        block = slice(start, start + _BLOCK)
        drawn = ratio((held * np.nan_to_num(scores))[block] @ factors.T, held[block] @ factors.T)
        kept[block] = np.mean(_codes(drawn, bands) == _codes(value[block, None], bands), axis=1)
    return np.where(np.isnan(value), np.nan, kept)


def _codes(values: Floats, bands: Bands) -> Ints:
    rounded = np.round(values, DECIMALS)
    above: Flags = rounded > bands.strong
    return (rounded >= bands.moderate).astype("int64") + above
