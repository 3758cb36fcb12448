"""Change: the difference of a KPI between two months as an exact sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.composite import Composite
from kpi.effects import (
    Effect,
    Moved,
    component_effects,
    rate_effects,
    ratio_effects,
    score_effects,
    sum_effects,
    weighted,
)
from kpi.language import marked
from kpi.reading import Groups
from kpi.summary import number


@dataclass(frozen=True, eq=False)
class Change:
    """The difference of a KPI between two months, and what it is made of.

    Parameters
    ----------
    kpi
        Catalogue id.
    label
        Partner or group.
    before_value, after_value
        The KPI at both months; None where missing.
    effects
        component, label, points, kind (`kpi.effects.KINDS`); points are in the unit of the KPI and add up to the
        difference. Empty where a value is missing.
    """

    kpi: str
    label: str
    before_value: float | None
    after_value: float | None
    effects: pd.DataFrame

    @property
    def difference(self) -> float | None:
        """After less before; None where either is missing."""
        if self.before_value is None or self.after_value is None:
            return None
        return self.after_value - self.before_value


def explain_change(
    board: Board,
    kpi: str,
    *,
    label: str,
    before: int,
    after: int,
    groups: Groups | None = None,
    base: Board | None = None,
) -> Change:
    """Return the difference of a KPI between two months as an exact sum of effects.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id.
    label
        Id of a partner, or with `groups` the label of a group.
    before, after
        Columns of the calendar.
    groups
        Partition of the partners; None for single partners.
    base
        The same programme under the method that held at `before`; None where the method is the same.

    Returns
    -------
    Change
        Effects add up to the difference to 1e-9 (of the larger value, where that is above 1).

    Raises
    ------
    KeyError
        When there is no such KPI, partner or group.
    kpi.board.GroupsOnly
        When a KPI of groups is asked of a partner.
    ValueError
        When `base` is not of the same months and partners.

    Notes
    -----
    *A score.* Per component the mean of its old and new normalised weight times the change of its sub-score; the
    part of the survey's that came through the mean of the peers is ``peers``: mean weight · mean of k / (n + k) ·
    change of μ. The rest is ``reweighted``, and 0 unless data came or went. *The mean score of a group:* the same,
    averaged over the partners that have a score at both months; one that has it at one month only adds
    (s − mean of the others) / N, as ``joined``, ``left`` or, when it exists at both, ``scored``
    (`kpi.effects.score_effects`).

    *A rate.* Of a group: per partner the mean of its old and new share of the denominator times the change of its
    own rate (``own``); the rest is ``mix``. Of a partner: numerator and denominator, each at the mean of the other.
    *A sum* of a group: what each partner has more or less. *Anything else* (a median, a growth) is one row.

    *Two methods.* First the change under the old method from `before` to `after`, then ``method``: the new value at
    `after` less the old method's. Where the old method has no value there, what its scores would be at a lower
    minimum coverage takes its place; without any data, all of the difference is ``method``.
    """
    old = board if base is None else base
    _refuse_others(board, old)
    now = _value(board, kpi, label, groups, after)
    was = None if kpi not in old.catalogue else _value(old, kpi, label, groups, before)
    if was is None or now is None:
        return Change(kpi, label, was, now, _table([]))
    moved = _moved(old, kpi, label, groups, before, after)
    effects = moved.effects
    if base is not None:
        reached = was if moved.value is None else moved.value
        effects = [*effects, Effect("method", marked("Method changed"), now - reached, "method")]
    return Change(kpi, label, was, now, _table(effects))


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
        the last row (``reweighted``). The points add up to the difference. The mean of the peers is not told apart
        here; `explain_change` does.
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
    old, new = (weighted(composite, np.array([row]), column) for row, column in (before, after))
    effects, rest = component_effects(old, new)
    labels = [part.label for part in composite.parts]
    return [*zip(labels, effects[:, 0].tolist(), strict=True), (marked("Data that came or went"), float(rest[0]))]


def _moved(board: Board, kpi: str, label: str, groups: Groups | None, before: int, after: int) -> Moved:
    """Return the effects under one method."""
    reading = board.reading(kpi, groups)
    row = reading.row(label)
    partners = np.array([row]) if groups is None else np.flatnonzero(groups.codes == row)
    if board.composite(kpi) is not None:
        return score_effects(board, kpi, partners, before, after)
    value = number(reading.value[row, after])
    if value is None:
        return Moved([], None)
    effects: list[Effect] = []
    if reading.rate is not None and groups is None:
        effects = ratio_effects(reading.rate, row, before, after)
    elif reading.rate is not None:
        effects = rate_effects(board, reading, row, partners, before, after)
    elif groups is not None:
        effects = sum_effects(board, reading, row, partners, before, after)
    whole = Effect("own", board.catalogue[kpi].short, value - float(reading.value[row, before]), "own")
    return Moved(effects or [whole], value)


def _value(board: Board, kpi: str, label: str, groups: Groups | None, column: int) -> float | None:
    """Return a KPI at a month, None where missing: a partner has no score when it is no partner."""
    reading = board.reading(kpi, groups)
    at = reading.row(label), column
    scored = groups is not None or board.composite(kpi) is None or bool(board.programme.exists[at])
    return number(reading.value[at]) if scored else None


def _refuse_others(board: Board, base: Board) -> None:
    ours, theirs = board.programme, base.programme
    if ours is theirs:
        return
    if ours.calendar != theirs.calendar or not ours.partners.index.equals(theirs.partners.index):
        raise ValueError("a change of method is explained on one programme: the base board has another")


def _table(effects: Sequence[Effect]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "component": pd.Series([one.component for one in effects], dtype="str"),
            "label": pd.Series([one.label for one in effects], dtype="str"),
            "points": pd.Series([one.points for one in effects], dtype="float64"),
            "kind": pd.Series([one.kind for one in effects], dtype="str"),
        }
    )
