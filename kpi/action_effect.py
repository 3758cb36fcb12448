"""What went with an action: a KPI before it began and after it was due, beside what peers did in the same time.

Nothing here says that an action caused a change: partners that fell recover by themselves, and a good quarter lifts
everybody. The change of peers takes the second out; the first can't be told from one partner.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np

from kpi.board import Board
from kpi.catalogue import Scope
from kpi.periods import month_ordinal
from kpi.programme import Floats
from kpi.reading import Groups, everyone
from kpi.summary import BENCHMARK_MINIMUM

PEERS_NEEDED: Final = BENCHMARK_MINIMUM
"""Other partners that need a value before and after; fewer would let one of them be read off."""


class EffectStatus(StrEnum):
    """Whether something can be said."""

    MEASURED = "measured"
    TOO_EARLY = "too early"
    NO_DAY = "no day"
    NO_KPI = "no kpi"
    NO_VALUE = "no value"
    FEW_PEERS = "few peers"


@dataclass(frozen=True)
class ActionEffect:
    """What went with an action.

    Parameters
    ----------
    status
        Whether it was measured, and if not why; with too few peers `before`, `after` and `change` are known.
    before, after
        The KPI in the window before the action began and in the one after it was due or done [its unit].
    peers
        Median change of the peers in the same time [unit of the KPI]; None with fewer than five of them, and for an
        action of the programme as a whole.
    count
        Peers behind that median.
    before_month, after_month
        Ordinals of the months with which the two windows end; None where they are not known.
    """

    status: EffectStatus
    before: float | None = None
    after: float | None = None
    peers: float | None = None
    count: int = 0
    before_month: int | None = None
    after_month: int | None = None

    @property
    def change(self) -> float | None:
        """Difference between after and before [unit of the KPI]."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def beyond_peers(self) -> float | None:
        """How far the change goes beyond that of the peers [unit of the KPI]."""
        return None if self.change is None or self.peers is None else self.change - self.peers


def action_effect(board: Board, *, kpi: str, partner_id: str, began: date, ended: date | None) -> ActionEffect:
    """Return how a KPI changed from before an action to after it, and how it changed for peers.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id; empty when the action names none.
    partner_id
        Whom the action was for; empty for the programme as a whole, which has no peers.
    began
        The day on which it was planned.
    ended
        The day on which it was done or, while it is not, due; None while nobody said when.

    Returns
    -------
    ActionEffect
        Never an error: an unknown KPI or partner has no value.

    Notes
    -----
    With W the months of the board's window (3, a trailing quarter), b the month before the one that holds `began` and
    a the W-th month after the one that holds `ended`::

        effect        = x(a) − x(b)
        beyond_peers  = effect − median over peers q of (x_q(a) − x_q(b))

    so that neither window holds a day of the action; a KPI with a longer window of its own overlaps it all the same.
    Peers are the other partners of the same type that exist and have a value at both months; at least five, else
    none. Before month a is complete it is too early.
    """
    if ended is None:
        return ActionEffect(EffectStatus.NO_DAY)
    row = board.catalogue.get(kpi)
    if row is None:
        return ActionEffect(EffectStatus.NO_KPI)
    calendar = board.programme.calendar
    first = min(began, ended)
    months = month_ordinal(first) - 1, month_ordinal(max(ended, first)) + board.months
    if months[1] > calendar.last_complete:
        return ActionEffect(EffectStatus.TOO_EARLY, before_month=months[0], after_month=months[1])
    group = _group(board, partner_id)
    if group is None or months[0] < calendar.first or (partner_id and row.scope is Scope.GROUPS):
        return ActionEffect(EffectStatus.NO_VALUE, before_month=months[0], after_month=months[1])
    columns = [month - calendar.first for month in months]
    before, after = _own(board, kpi, partner_id, group)[columns].tolist()
    if np.isnan(before) or np.isnan(after):
        return ActionEffect(EffectStatus.NO_VALUE, before_month=months[0], after_month=months[1])
    moved = _peer_changes(board, kpi, partner_id, columns) if partner_id else np.empty(0)
    enough = len(moved) >= PEERS_NEEDED
    return ActionEffect(
        EffectStatus.MEASURED if enough or not partner_id else EffectStatus.FEW_PEERS,
        before=before,
        after=after,
        peers=float(np.median(moved)) if enough else None,
        count=len(moved),
        before_month=months[0],
        after_month=months[1],
    )


def _group(board: Board, partner_id: str) -> Groups | None:
    """Return the partition that the action is about; None where there is no such partner."""
    if not partner_id:
        return everyone(board.programme)
    return board.partners if partner_id in board.programme.partners.index else None


def _own(board: Board, kpi: str, partner_id: str, group: Groups) -> Floats:
    """Return the KPI by month, of the partner while it exists, or of everybody."""
    if not partner_id:
        everybody: Floats = board.reading(kpi, group).value[0]
        return everybody
    reading = board.reading(kpi)
    at = reading.row(partner_id)
    values: Floats = np.where(board.programme.exists[at] & board.applies(kpi)[at], reading.value[at], np.nan)
    return values


def _peer_changes(board: Board, kpi: str, partner_id: str, columns: list[int]) -> Floats:
    """Return by how much each other partner of the type changed that has both values."""
    reading, programme = board.reading(kpi), board.programme
    at, codes = reading.row(partner_id), programme.partner_types[0]
    alike = (codes == codes[at]) & programme.exists[:, columns].all(axis=1)
    alike[at] = False
    moved = reading.value[alike, columns[1]] - reading.value[alike, columns[0]]
    known: Floats = moved[~np.isnan(moved)]
    return known
