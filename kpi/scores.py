"""The long table of scores: one row per partner (or group), month and KPI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from kpi.board import Board, UnknownKpi
from kpi.catalogue import Scope
from kpi.periods import month_text
from kpi.programme import ATTRIBUTES, Flags
from kpi.reading import BAND_NAMES, Groups, Reading, everyone, grouped_by

GROUPINGS: Final = ("all", *ATTRIBUTES)
"""What scores can be grouped by."""

BLOCK: Final = 1_000
"""Partners per block of the long table: about a million rows for three years of all KPIs."""


class UnknownPartner(KeyError):
    """No partner of that id."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no partner {name!r}; ids are those of the column partner_id")

    def __str__(self) -> str:
        return str(self.args[0])


def score_table(
    board: Board,
    *,
    kpis: Sequence[str] | None = None,
    partners: Sequence[str] | None = None,
    group_by: str | None = None,
) -> pd.DataFrame:
    """Return scores as a long table.

    Parameters
    ----------
    board
        The scores.
    kpis
        Catalogue ids; None for all that apply.
    partners
        Keep only these partners; they are scored among all others.
    group_by
        One of `GROUPINGS`: scores of groups instead of partners; None for partners.

    Returns
    -------
    pd.DataFrame
        partner_id (or group), month (``2026-03``), kpi, value, band, coverage, n, partial. One row for every
        month in which the partner, or a partner of the group, exists, and for every KPI that its type has; sorted
        by partner, month and the order of the catalogue. Its `attrs` name the version of the method.

    Raises
    ------
    UnknownKpi
        When the catalogue has no such KPI.
    UnknownPartner
        When no partner has such an id.
    kpi.board.GroupsOnly
        When a KPI of groups is asked of partners.
    """
    blocks = list(score_blocks(board, kpis=kpis, partners=partners, group_by=group_by))
    table = pd.concat(blocks, ignore_index=True) if len(blocks) > 1 else blocks[0]
    table.attrs["method"] = board.method.version
    return table


def score_blocks(
    board: Board,
    *,
    kpis: Sequence[str] | None = None,
    partners: Sequence[str] | None = None,
    group_by: str | None = None,
) -> Iterator[pd.DataFrame]:
    """Return the long table in blocks of partners, for tables too long to be held; at least one block.

    Parameters
    ----------
    board, kpis, partners, group_by
        As in `score_table`.
    """
    groups = _groups(board, group_by, _chosen(board, partners))
    chosen = _kpis(board, kpis, grouped=groups is not None)
    readings = [board.reading(name, groups) for name in chosen]
    shown = [_shown(board, name, groups, partners) for name in chosen]
    count = len(board.partners.labels if groups is None else groups.labels)
    key = "partner_id" if groups is None else "group"
    starts = range(0, max(count, 1), BLOCK)
    return (_long(board, readings, shown, key, slice(start, start + BLOCK)) for start in starts)


def band_name(code: int) -> str:
    """Return the band of a code of `kpi.reading.Reading.band_codes`; empty for a KPI without bands."""
    return "" if code < 0 else BAND_NAMES[code]


def _groups(board: Board, group_by: str | None, chosen: Flags) -> Groups | None:
    if group_by is None:
        return None
    if group_by == "all":
        return everyone(board.programme, chosen=chosen)
    if group_by not in ATTRIBUTES:
        raise ValueError(f"can't group by {group_by!r}; choose one of {', '.join(GROUPINGS)}")
    return grouped_by(board.programme, group_by, chosen=chosen)


def _kpis(board: Board, kpis: Sequence[str] | None, *, grouped: bool) -> list[str]:
    known = board.catalogue
    if kpis is None:
        return [name for name, row in known.items() if grouped or row.scope is not Scope.GROUPS]
    for name in kpis:
        if name not in known:
            raise UnknownKpi(name, known)
    return [name for name in known if name in kpis]


def _chosen(board: Board, partners: Sequence[str] | None) -> Flags:
    index = board.programme.partners.index
    if partners is None:
        return np.ones(len(index), dtype=bool)
    for name in partners:
        if name not in index:
            raise UnknownPartner(name)
    return np.asarray(index.isin(list(partners)))


def _shown(board: Board, kpi: str, groups: Groups | None, partners: Sequence[str] | None) -> Flags:
    applies = board.applies(kpi)
    if groups is not None:
        return groups.among(applies).some(board.programme.exists)
    return board.programme.exists & (_chosen(board, partners) & applies)[:, None]


def _long(board: Board, readings: list[Reading], shown: list[Flags], key: str, rows: slice) -> pd.DataFrame:
    if not readings:
        return pd.DataFrame(columns=[key, "month", "kpi", "value", "band", "coverage", "n", "partial"])
    calendar = board.programme.calendar
    listed = np.stack([flags[rows] for flags in shown], axis=2)
    row, column, kpi = np.nonzero(listed)
    months = np.array([month_text(month) for month in calendar.months], dtype=object)
    bands = np.array([*BAND_NAMES, ""], dtype=object)

    def spread(grids: list[np.ndarray]) -> np.ndarray:
        return np.stack([grid[rows] for grid in grids], axis=2)[listed]

    blank = np.full((len(readings[0].labels), len(calendar)), np.nan)
    return pd.DataFrame(
        {
            key: np.array(readings[0].labels[rows], dtype=object)[row],
            "month": months[column],
            "kpi": np.array([reading.kpi for reading in readings], dtype=object)[kpi],
            "value": spread([reading.value for reading in readings]),
            "band": bands[spread([reading.band_codes for reading in readings])],
            "coverage": spread([blank if one.coverage is None else one.coverage for one in readings]),
            "n": spread([reading.n for reading in readings]),
            "partial": calendar.partial & (column == len(calendar) - 1),
        }
    )
