"""Effects: exact sums that explain a difference of scores, rates and sums between two months.

Each function returns the rows of one kind of explanation; `kpi.change` chooses between them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from kpi.board import Board
from kpi.composite import Composite
from kpi.language import marked
from kpi.programme import Flags, Floats, Ints
from kpi.reading import Rate, Reading, ratio

KINDS: Final = ("component", "reweighted", "peers", "method", "joined", "left", "scored", "own", "mix")
"""What an effect can be: a component moved; weights were renormalised as data came or went; the peer mean moved;
the method changed; a partner joined, left, or gained or lost its score with its data; a partner's own figure
moved; the shares of denominators moved."""

SURVEY: Final = "survey"
"""The component that is shrunk towards the mean of the peers."""


class Effect(NamedTuple):
    """One row of an explanation: what moved, its name for people, how much of the difference it is, its kind."""

    component: str
    label: str
    points: float
    kind: str


@dataclass(frozen=True)
class Moved:
    """What happened under one method: the effects, and the value at the end of them (None where there is none)."""

    effects: list[Effect]
    value: float | None


@dataclass(frozen=True)
class Weighted:
    """Normalised weights and scores of components at one month, component × partner; 0 where without data."""

    weight: Floats
    score: Floats

    @property
    def value(self) -> Floats:
        """What the score is, or would be if its coverage sufficed, per partner."""
        total: Floats = (self.weight * self.score).sum(axis=0)
        return total

    @property
    def held(self) -> Flags:
        """Per partner, whether any component has data."""
        held: Flags = self.weight.sum(axis=0) > 0
        return held


def weighted(composite: Composite, partners: Ints, column: int) -> Weighted:
    """Return the components of some partners at a month."""
    score = np.stack([part.score[partners, column] for part in composite.parts])
    has = ~np.isnan(score)
    held = np.where(has, np.stack([part.weight[partners] for part in composite.parts]), 0.0)
    total = held.sum(axis=0)
    return Weighted(held / np.where(total > 0, total, 1.0), np.where(has, score, 0.0))


def mean_weights(old: Weighted, new: Weighted) -> Floats:
    """Return the mean of the old and the new normalised weight, 0 for a component without data at either time."""
    return np.where((old.weight > 0) & (new.weight > 0), (old.weight + new.weight) / 2.0, 0.0)


def component_effects(old: Weighted, new: Weighted) -> tuple[Floats, Floats]:
    """Return the effect of each component (component × partner), and of renormalised weights (per partner).

    Notes
    -----
    A component with data at both times: (w + w') / 2 · (s' − s). The rest is w'·s' − w·s less that, summed.
    """
    effects = mean_weights(old, new) * (new.score - old.score)
    rest: Floats = (new.weight * new.score - old.weight * old.score - effects).sum(axis=0)
    return effects, rest


def score_effects(board: Board, kpi: str, partners: Ints, before: int, after: int) -> Moved:
    """Return the effects behind the mean score of some partners, or of one.

    Parameters
    ----------
    board
        The scores.
    kpi
        A score with components.
    partners
        Rows of the partners.
    before, after
        Columns of the months; at least one of the partners has a score at `before`.

    Returns
    -------
    Moved
        Where none has a score at `after`, what the scores would be at a lower minimum coverage takes their place;
        without effects and value where none has any data either.

    Notes
    -----
    Partners that have a score at both times stay: the effects of their components are averaged over them. One of
    the N partners with a score at one time only adds (s − mean of those that stay) / N there. Where nobody stays,
    the mean of both group values stands for the mean of those that stay.
    """
    composite = board.composite(kpi)
    assert composite is not None
    old, new = weighted(composite, partners, before), weighted(composite, partners, after)
    exists = board.programme.exists[partners]
    was, now = (exists[:, at] & ~np.isnan(composite.value[partners, at]) for at in (before, after))
    if not now.any():
        now = exists[:, after] & new.held
    if not now.any():
        return Moved([], None)
    stay = was & now
    pull = _through_peers(board, kpi, partners, before, after) * mean_weights(old, new)
    effects = _stayers(composite, old, new, stay, pull)
    before_mean, after_mean = _compared_with(old.value, new.value, was, now)
    came = _partners(board, partners, now & ~was, (new.value - after_mean) / now.sum(), exists[:, before], "joined")
    went = _partners(board, partners, was & ~now, (before_mean - old.value) / was.sum(), exists[:, after], "left")
    return Moved([*effects, *came, *went], float(new.value[now].mean()))


def rate_effects(board: Board, reading: Reading, row: int, partners: Ints, before: int, after: int) -> list[Effect]:
    """Return the effects behind the rate of a group: each partner's own, and the mix.

    Parameters
    ----------
    board
        The scores.
    reading
        A KPI of groups that is a rate.
    row
        The group.
    partners
        Rows of its partners.
    before, after
        Columns of the months, both with a value.

    Notes
    -----
    A partner with a denominator at both times: (q + q') / 2 · (r' − r), q its share of the group's denominator, r
    its rate. *Mix* is the rest: shares of denominators that moved, appeared or vanished.
    """
    assert reading.rate is not None
    at = [before, after]
    own = board.reading(reading.kpi, board.partners).rate
    assert own is not None
    below = own.denominator[partners][:, at]
    shares = ratio(below, np.broadcast_to(reading.rate.denominator[row, at], below.shape))
    rates = own.value[partners][:, at]
    both = ~np.isnan(rates).any(axis=1) & ~np.isnan(shares).any(axis=1)
    points = np.where(both, shares.mean(axis=1) * (rates[:, 1] - rates[:, 0]), 0.0)
    effects = _own(board, partners[both], points[both])
    whole = float(reading.value[row, after] - reading.value[row, before])
    mix = whole - math.fsum(effect.points for effect in effects)
    return [*effects, Effect("mix", marked("Shares of partners moved"), mix, "mix")]


def ratio_effects(rate: Rate, row: int, before: int, after: int) -> list[Effect]:
    """Return the effects behind the rate of one partner: its numerator and its denominator.

    Notes
    -----
    With u = 1 / denominator: factor · (n' − n) · (u + u') / 2 and factor · (u' − u) · (n + n') / 2.
    """
    at = [before, after]
    was, now = rate.factor * rate.numerator[row, at]
    under, over = 1.0 / rate.denominator[row, at]
    return [
        Effect("numerator", marked("Numerator moved"), float((now - was) * (under + over) / 2.0), "own"),
        Effect("denominator", marked("Denominator moved"), float((over - under) * (was + now) / 2.0), "own"),
    ]


def sum_effects(board: Board, reading: Reading, row: int, partners: Ints, before: int, after: int) -> list[Effect]:
    """Return the effects behind the sum of a group: what each partner has more or less, missing taken as 0.

    Parameters
    ----------
    board, reading, row, partners, before, after
        As in `rate_effects`.

    Returns
    -------
    list of Effect
        Empty where the figures of the partners don't add up to the group's: a median or a mean is no sum.
    """
    values = board.reading(reading.kpi, board.partners).value[partners][:, [before, after]]
    known = ~np.isnan(values).all(axis=1)
    held = np.nan_to_num(values[known])
    for total, column in zip(held.sum(axis=0).tolist(), (before, after), strict=True):
        if not math.isclose(total, reading.value[row, column], rel_tol=1e-9, abs_tol=1e-9):
            return []
    return _own(board, partners[known], held[:, 1] - held[:, 0])


def _stayers(composite: Composite, old: Weighted, new: Weighted, stay: Flags, pull: Floats) -> list[Effect]:
    """Return the mean effects over partners that have a score at both times; none of any size without such."""
    effects, rest = component_effects(old, new)
    count = max(int(stay.sum()), 1)
    own = (effects - pull)[:, stay].sum(axis=1) / count
    made = [
        Effect(part.name, part.label, points, "component")
        for part, points in zip(composite.parts, own.tolist(), strict=True)
    ]
    if any(part.name == SURVEY for part in composite.parts):
        made.append(Effect("peer_mean", marked("Peer mean moved"), float(pull[:, stay].sum() / count), "peers"))
    label = marked("Weights renormalised as data came or went")
    return [*made, Effect("reweighted", label, float(rest[stay].sum() / count), "reweighted")]


def _through_peers(board: Board, kpi: str, partners: Ints, before: int, after: int) -> Floats:
    """Return, component × partner, how much of a component's change came through the mean of the peers.

    index = a·x̄ + (1 − a)·μ with a = n / (n + k): mean of the old and new 1 − a, times the change of μ.
    """
    composite = board.composite(kpi)
    assert composite is not None
    moved = np.zeros((len(composite.parts), len(partners)))
    for at, part in enumerate(composite.parts):
        if part.name == SURVEY:
            survey, k = board.mindshare.survey, board.method.mindshare.shrinkage
            people = survey.respondents[partners][:, [before, after]].astype("float64")
            pull = ratio(np.full(people.shape, k), people + k)
            means = survey.peer_mean[partners][:, [before, after]]
            moved[at] = np.nan_to_num(pull.mean(axis=1) * (means[:, 1] - means[:, 0]))
    return moved


def _compared_with(old: Floats, new: Floats, was: Flags, now: Flags) -> tuple[float, float]:
    """Return the means, before and after, with which partners are compared that have a score at one time only."""
    stay = was & now
    if stay.any():
        return float(old[stay].mean()), float(new[stay].mean())
    middle = float(old[was].mean() + new[now].mean()) / 2.0
    return middle, middle


def _partners(
    board: Board, partners: Ints, chosen: Flags, points: Floats, existing: Flags, kind: str
) -> Iterable[Effect]:
    """Return the effects of partners with a score at one time only, largest first.

    They are of `kind` where they did not exist at the other time, else ``scored``.
    """
    own = _own(board, partners[chosen], points[chosen])
    there = {str(board.programme.partners.index[row]) for row in partners[chosen & existing].tolist()}
    return [effect._replace(kind="scored" if effect.component in there else kind) for effect in own]


def _own(board: Board, partners: Ints, points: Floats) -> list[Effect]:
    """Return one effect for each partner, largest first."""
    index, names = board.programme.partners.index, board.programme.partners["name"].tolist()
    return [
        Effect(str(index[row]), names[row] or str(index[row]), float(moved), "own")
        for row, moved in ((int(partners[at]), points[at]) for at in np.argsort(-np.abs(points), kind="stable"))
    ]
