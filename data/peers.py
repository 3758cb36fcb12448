"""The groups that partners are compared with in what is shared: kept, so that they change in batches only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from data.moments import stored
from data.store import Store
from data.submission_models import PeerGroup
from kpi.board import Board
from kpi.catalogue import HEADLINE
from kpi.peer_group import Batch, Group, PeerFigures, Values, members_of, peer_figures, renewed


class Peers:
    """The peer groups of a site.

    Parameters
    ----------
    store
        Store whose database holds them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def figures(self, board: Board, partner_type: str, *, now: datetime) -> dict[str, PeerFigures]:
        """Return what may be told of the partners of a type, for each headline KPI.

        Their group is renewed first where enough have changed.

        Parameters
        ----------
        board
            Scores of every partner: figures of a part of them would tell who is missing.
        partner_type
            As in the data.
        now
            The moment.
        """
        groups = {kpi: self._group(board, kpi, partner_type, now) for kpi in HEADLINE}
        # Most often the groups of all KPIs have the same members, who are then scored once.
        boards = {members: _alone(board, members) for members in {members_of(group) for group in groups.values()}}
        return {
            kpi: peer_figures(group, values_of(boards[members_of(group)], kpi, partner_type))
            for kpi, group in groups.items()
        }

    def _group(self, board: Board, kpi: str, partner_type: str, now: datetime) -> Group:
        values = values_of(board, kpi, partner_type)
        column = board.programme.calendar.last_complete - board.programme.calendar.first
        kept = self._kept(kpi, partner_type)
        is_current = renewed(kept, values, column=column) == kept
        return kept if is_current else self._renew(kpi, partner_type, values, column, now)

    def _kept(self, kpi: str, partner_type: str) -> Group:
        with self._store.session() as session:
            row = session.get(PeerGroup, (kpi, partner_type))
            return () if row is None else _read(row.members)

    def _renew(self, kpi: str, partner_type: str, values: Values, column: int, now: datetime) -> Group:
        """Renew a group alone: of two that do so at once, the second finds nothing left to do."""
        with self._store.transaction() as session:
            row = session.get(PeerGroup, (kpi, partner_type))
            group = renewed(() if row is None else _read(row.members), values, column=column)
            made_at = stored(now)
            session.merge(PeerGroup(kpi=kpi, partner_type=partner_type, members=_written(group), made_at=made_at))
        return group


def values_of(board: Board, kpi: str, partner_type: str) -> Values:
    """Return a KPI of every partner of a board, where they exist, and which are of a type."""
    codes, types = board.programme.partner_types
    alike = np.array([str(one) == partner_type for one in types], dtype=bool)[codes]
    reading, exists = board.reading(kpi), board.programme.exists
    return Values(
        ids=pd.Index(board.programme.partners.index.astype(str), dtype=object),
        alike=alike & exists.any(axis=1),
        value=np.where(exists, reading.value, np.nan),
        first=reading.first,
    )


def _alone(board: Board, members: frozenset[str]) -> Board:
    chosen = np.asarray(board.programme.partners.index.isin(members), dtype=bool)
    return board.alone(chosen) if chosen.any() else board


def _written(group: Group) -> list[dict[str, Any]]:
    return [{"month": one.month, "gone": one.gone, "members": dict(one.members)} for one in group]


def _read(kept: Sequence[Mapping[str, Any]]) -> Group:
    return tuple(Batch(int(one["month"]), dict(one["members"]), bool(one["gone"])) for one in kept)
