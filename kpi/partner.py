"""One partner in numbers: what would raise its score, what its advocacy is made of, its own target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kpi.board import Board
from kpi.method import Bands
from kpi.programme import Flags
from kpi.reading import DECIMALS
from kpi.summary import Quarter
from kpi.targets import Target, open_target
from kpi.windows import cut_window

MOST_LEVERS: Final = 3
"""Steps that a partner is shown; more than three is a catalogue."""

SMALLEST_LEVER: Final = 0.5
"""Points below which a step is not worth naming."""


@dataclass(frozen=True)
class Lever:
    """What a component would add to a score if it reached its reference.

    Parameters
    ----------
    component, label
        Identifier and name.
    kinds
        Interaction kinds that count.
    points
        Points that the score would gain.
    rate, reference
        Now, and what earns 100 [per quarter].
    """

    component: str
    label: str
    kinds: tuple[str, ...]
    points: float
    rate: float
    reference: float


@dataclass(frozen=True)
class AdvocacyKind:
    """Activities of one kind: how many, and the points of each."""

    kind: str
    quantity: float
    points: float


@dataclass(frozen=True)
class AdvocacyYear:
    """What an advocacy score is made of: activities by kind, and the months over which they count."""

    kinds: tuple[AdvocacyKind, ...]
    months: float

    @property
    def quantity(self) -> float:
        """Number of activities."""
        return sum(one.quantity for one in self.kinds)

    @property
    def points(self) -> float:
        """Activity points."""
        return sum(one.quantity * one.points for one in self.kinds)


def levers(board: Board, partner: int, column: int, *, most: int = MOST_LEVERS) -> list[Lever]:
    """Return what would raise a partner's engagement most, largest gain first.

    Parameters
    ----------
    board
        The scores.
    partner, column
        Row of the partner and column of the month.
    most
        How many to return.

    Returns
    -------
    list
        Empty when the score is missing or every component has reached its reference.

    Notes
    -----
    A component that reached its reference would add its share of the score · (100 − its score). As the shares do
    not depend on the quantities, the gains add up.
    """
    composite, at = board.engagement, (partner, column)
    if np.isnan(composite.value[at]):
        return []
    kinds = {one.name: one.kinds for one in board.method.components_of(_type_of(board, partner))}
    found = [
        Lever(
            component=part.name,
            label=part.label,
            kinds=kinds[part.name],
            points=float(share * (100.0 - part.score[at])),
            rate=float(part.raw[at]),
            reference=float(part.reference[at]),
        )
        for part, share in zip(composite.parts, composite.effective_weights(at), strict=True)
        if share > 0
    ]
    worth = [one for one in found if one.points >= SMALLEST_LEVER]
    return sorted(worth, key=lambda one: -one.points)[:most]


def advocacy_year(board: Board, partner: int, column: int) -> AdvocacyYear:
    """Return the activities behind an advocacy score, most points first.

    Parameters
    ----------
    board
        The scores.
    partner, column
        Row of the partner and column of the month.
    """
    method, lines = board.method, board.programme.lines.get("advocacy")
    window = method.windows.advocacy
    length = cut_window(board.programme, "advocacy", window).length[partner, column]
    held: dict[str, float] = {}
    if lines is not None:
        inside = (lines.partner == partner) & (lines.month > column - window) & (lines.month <= column)
        for kind, quantity in lines.frame.loc[inside, ["kind", "quantity"]].itertuples(index=False):
            word = method.kind(str(kind))
            held[word] = held.get(word, 0.0) + float(quantity)
    points = method.advocacy.points
    kinds = [
        AdvocacyKind(kind, quantity, points.get(kind, method.advocacy.default_points))
        for kind, quantity in sorted(held.items())
    ]
    ordered = sorted(kinds, key=lambda one: -one.quantity * one.points)
    return AdvocacyYear(tuple(ordered), max(float(length), float(method.windows.partial_advocacy)))


def own_target(board: Board, kpi: str, partner_id: str, column: int) -> Target | None:
    """Return the target that names this partner; one for its type or for everybody is not the partner's."""
    target = open_target(board.programme, kpi, partner_id=partner_id, month=column)
    return target if target and target.partner_id else None


def by_change(board: Board, kpi: str, chosen: Flags, now: Quarter, before: Quarter | None) -> list[int]:
    """Return the chosen partners in the order of the Overview's table: largest fall first, unknown last."""
    values = board.reading(kpi).value
    moved = values[:, now.column] - values[:, before.column] if before else np.full(len(values), np.nan)
    order = np.argsort(moved, kind="stable")
    rows: list[int] = order[chosen[order]].tolist()
    return rows


def band_of(value: float, bands: Bands) -> str:
    """Return the name of the band that a value lies in.

    Examples
    --------
    >>> band_of(75.0, Bands(50.0, 75.0)), band_of(float("nan"), Bands(50.0, 75.0))
    ('moderate', 'insufficient data')
    """
    if np.isnan(value):
        return "insufficient data"
    rounded = round(value, DECIMALS)
    if rounded > bands.strong:
        return "strong"
    return "moderate" if rounded >= bands.moderate else "low"


def _type_of(board: Board, partner: int) -> str:
    codes, types = board.programme.partner_types
    return str(types[codes[partner]])
