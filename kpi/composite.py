"""The common form of a composite score: normalised parts, weighted, over the parts with data.

    S        = Σ w_c s_c / Σ w_c      over the components with data
    coverage = Σ w_c (with data) / Σ w_c (all)

The product's scores use `reference` (distance to a reference, capped) and `arithmetic`. `min_max`, `z_score` and
`geometric` are the handbook's other common choices, for those who compare.

References
----------
OECD and European Commission Joint Research Centre, Handbook on Constructing Composite Indicators: Methodology and
User Guide, 2008: normalisation in step 5, weighting and aggregation in step 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from kpi.programme import Floats
from kpi.reading import DECIMALS, ratio

DIRECTIONS: Final = ("up", "down")
"""Whether a high or a low raw value is good."""


def reference(
    values: npt.ArrayLike, target: npt.ArrayLike, *, direction: Literal["up", "down"] = "up", scale: float = 100.0
) -> Floats:
    """Normalise by the distance to a reference value, capped when it is reached.

    Parameters
    ----------
    values
        Raw values, at least 0.
    target
        What earns the whole `scale`; above 0; broadcast against `values`.
    direction
        ``up``: scale · min(x / r, 1). ``down``: scale · min(r / x, 1), and the whole scale at 0.
    scale
        What the reference earns.

    Returns
    -------
    Floats
        0 to `scale`; missing where a value or its target is.

    Raises
    ------
    ValueError
        When a target is 0 or below, or the direction is unknown.

    References
    ----------
    Handbook on Constructing Composite Indicators, 2008, step 5, "distance to a reference".

    Examples
    --------
    >>> reference([3.0, 12.0, 20.0], 12.0).tolist()
    [25.0, 100.0, 100.0]
    >>> reference([10.0, 20.0], 10.0, direction="down").tolist()
    [100.0, 50.0]
    """
    raw, wanted = np.asarray(values, dtype="float64"), np.asarray(target, dtype="float64")
    if (wanted <= 0).any():
        raise ValueError("a reference must be above 0: nothing can be a share of it")
    if _is_up(direction):
        shares: Floats = np.minimum(raw / wanted, 1.0)
        return scale * shares
    share = np.divide(wanted, raw, out=np.full(np.broadcast_shapes(raw.shape, wanted.shape), np.nan), where=raw > 0)
    capped = np.minimum(np.where(raw <= 0, 1.0, share), 1.0)
    return scale * np.where(np.isnan(raw), np.nan, capped)


def min_max(
    values: npt.ArrayLike,
    *,
    low: float | None = None,
    high: float | None = None,
    direction: Literal["up", "down"] = "up",
    scale: float = 100.0,
) -> Floats:
    """Normalise by the place between the lowest and the highest value.

    Parameters
    ----------
    values
        Raw values of one indicator.
    low, high
        Goalposts; the smallest and largest of `values` when None. Values beyond a goalpost count as the goalpost.
    direction
        ``up``: scale · (x − low) / (high − low). ``down``: scale · (high − x) / (high − low).
    scale
        Width of the result.

    Returns
    -------
    Floats
        0 to `scale`; missing where the value is, everywhere when low and high are the same.

    References
    ----------
    Handbook on Constructing Composite Indicators, 2008, step 5, "min–max". Goalposts: UNDP, Human Development
    Report, technical notes.

    Examples
    --------
    >>> min_max([10.0, 15.0, 20.0]).tolist()
    [0.0, 50.0, 100.0]
    >>> min_max([52.5], low=20.0, high=85.0, scale=1.0).tolist()
    [0.5]
    """
    raw = np.asarray(values, dtype="float64")
    upwards = _is_up(direction)
    if not (~np.isnan(raw)).any():
        return np.full(raw.shape, np.nan)
    bottom = float(np.nanmin(raw)) if low is None else low
    top = float(np.nanmax(raw)) if high is None else high
    if not top > bottom:
        return np.full(raw.shape, np.nan)
    share: Floats = (np.clip(raw, bottom, top) - bottom) / (top - bottom)
    return scale * (share if upwards else 1.0 - share)


def z_score(values: npt.ArrayLike, *, direction: Literal["up", "down"] = "up", ddof: int = 0) -> Floats:
    """Normalise by the distance from the mean, in standard deviations.

    Parameters
    ----------
    values
        Raw values of one indicator.
    direction
        ``down`` turns the sign.
    ddof
        0 for the standard deviation of a whole population, 1 for that of a sample.

    Returns
    -------
    Floats
        Mean 0, standard deviation 1; missing where the value is, everywhere when the values don't vary.

    References
    ----------
    Handbook on Constructing Composite Indicators, 2008, step 5, "standardisation (z-scores)".

    Examples
    --------
    >>> z_score([1.0, 2.0, 3.0], ddof=1).tolist()
    [-1.0, 0.0, 1.0]
    """
    raw = np.asarray(values, dtype="float64")
    sign = 1.0 if _is_up(direction) else -1.0
    held = raw[~np.isnan(raw)]
    spread = float(held.std(ddof=ddof)) if len(held) > ddof else 0.0
    if not len(held) or spread == 0.0 or held.min() == held.max():
        return np.full(raw.shape, np.nan)
    distance: Floats = (raw - held.mean()) / spread
    return sign * distance


def arithmetic(scores: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, axis: int = -1) -> Floats:
    """Aggregate by the weighted arithmetic mean over the components with data.

    A low component can be made up for by a high one.

    Parameters
    ----------
    scores
        Normalised scores; missing components are left out and the weights renormalised.
    weights
        One per component, at least 0, in any unit; equal when None.
    axis
        Where the components are: the last axis of a table of units × components.

    Returns
    -------
    Floats
        Σ w s / Σ w; missing where no component with a weight has data.

    References
    ----------
    Handbook on Constructing Composite Indicators, 2008, step 6, "linear aggregation".

    Examples
    --------
    >>> arithmetic([[80.0, 20.0], [80.0, np.nan]], [3.0, 1.0]).tolist()
    [65.0, 80.0]
    """
    earned, held = _weighted(_components(scores, weights, axis))
    return ratio(earned, held).reshape(_units(scores, axis))


def geometric(scores: npt.ArrayLike, weights: npt.ArrayLike | None = None, *, axis: int = -1) -> Floats:
    """Aggregate by the weighted geometric mean over the components with data.

    A component of 0 makes the whole 0: nothing makes up for it.

    Parameters
    ----------
    scores, weights, axis
        As in `arithmetic`; scores at least 0.

    Returns
    -------
    Floats
        Π s^(w / Σ w); missing where no component with a weight has data.

    Raises
    ------
    ValueError
        When a score is below 0.

    References
    ----------
    Handbook on Constructing Composite Indicators, 2008, step 6, "geometric aggregation".

    Examples
    --------
    >>> geometric([[4.0, 9.0], [0.0, 9.0]]).round(9).tolist()
    [6.0, 0.0]
    """
    parts = _components(scores, weights, axis)
    if any((score < 0).any() for score, _ in parts):
        raise ValueError("a geometric mean needs scores of at least 0; normalise with min_max or reference")
    # A weight of 0 takes no part, also where the score is 0.
    zero = np.any([(score == 0) & (weight > 0) for score, weight in parts], axis=0)
    logs = [(np.log(np.where(score > 0, score, np.where(np.isnan(score), np.nan, 1.0))), w) for score, w in parts]
    earned, held = _weighted(logs)
    return np.where(zero, 0.0, np.exp(ratio(earned, held))).reshape(_units(scores, axis))


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

    def of(self, chosen: npt.NDArray[np.bool_]) -> Composite:
        """Return the score of some partners alone, in the same order."""
        parts = tuple(
            replace(
                part,
                score=part.score[chosen],
                weight=part.weight[chosen],
                raw=part.raw[chosen],
                reference=part.reference[chosen],
                rows=part.rows[chosen],
            )
            for part in self.parts
        )
        return Composite(parts, self.value[chosen], self.coverage[chosen])

    def effective_weights(self, at: tuple[int, int]) -> Floats:
        """Return the share of each part in the score of one partner and month, adding up to 1.

        Parts without data have 0; all are 0 when no part has any.
        """
        held = np.array([0.0 if np.isnan(part.score[at]) else part.weight[at[0]] for part in self.parts])
        total = held.sum()
        return held / total if total > 0 else held


def compose(parts: Sequence[Part], *, minimum_coverage: float) -> Composite:
    """Combine parts into a score by the weighted arithmetic mean (`arithmetic`).

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
    earned, held = _weighted([(part.score, part.weight[:, None]) for part in parts])
    coverage = held / np.sum([part.weight for part in parts], axis=0)[:, None]
    enough = np.round(coverage, DECIMALS) >= round(minimum_coverage, DECIMALS)
    return Composite(tuple(parts), np.where(enough, ratio(earned, held), np.nan), coverage)


def _weighted(parts: Iterable[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Return Σ w s and Σ w over the components with data."""
    earned, held = np.zeros(()), np.zeros(())
    for score, weight in parts:
        missing = np.isnan(score)
        product = score * weight
        product[missing] = 0.0
        earned = earned + product
        held = held + np.where(missing, 0.0, weight)
    return earned, held


def _components(scores: npt.ArrayLike, weights: npt.ArrayLike | None, axis: int) -> list[tuple[Floats, Floats]]:
    """Return each component's scores with its weight."""
    first = np.moveaxis(np.asarray(scores, dtype="float64"), axis, 0)
    given = np.ones(len(first)) if weights is None else np.asarray(weights, dtype="float64")
    if given.shape != (len(first),):
        raise ValueError(f"{len(first)} components need as many weights, not {given.shape}")
    if (given < 0).any():
        raise ValueError("a weight is below 0; turn the component's direction instead")
    whole = given.sum()
    shares = given / whole if whole > 0 else given
    return [(np.atleast_1d(score), share) for score, share in zip(first, shares, strict=True)]


def _units(scores: npt.ArrayLike, axis: int) -> tuple[int, ...]:
    return np.moveaxis(np.asarray(scores), axis, 0).shape[1:]


def _is_up(direction: str) -> bool:
    if direction not in DIRECTIONS:
        raise ValueError(f"direction is {direction!r}; use one of {', '.join(DIRECTIONS)}")
    return direction == "up"
