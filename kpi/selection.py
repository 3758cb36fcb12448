"""Choosing partners: filters that combine, and how many partners each further choice would show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kpi.board import Board
from kpi.lookup import holds
from kpi.programme import ATTRIBUTES, Flags
from kpi.reading import BAND_NAMES


@dataclass(frozen=True)
class Selection:
    """What a page is about: several values of one filter mean "or", filters combine with "and".

    Parameters
    ----------
    partner_type, tier, region, manager
        Values to keep; empty keeps all.
    band
        Names of bands of the KPI in view to keep.
    search
        Words to be found in a partner's name or id, each of them.
    """

    partner_type: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    manager: tuple[str, ...] = ()
    band: tuple[str, ...] = ()
    search: str = ""

    def values(self, name: str) -> tuple[str, ...]:
        """Return the chosen values of one filter."""
        chosen: tuple[str, ...] = getattr(self, name)
        return chosen

    def without(self, name: str) -> Selection:
        """Return the selection with one filter dropped."""
        if name == "search":
            return replace(self, search="")
        return self._with(name, ())

    def toggled(self, name: str, value: str) -> Selection:
        """Return the selection with one value of one filter switched."""
        chosen = self.values(name)
        kept = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
        return self._with(name, kept)

    def _with(self, name: str, values: tuple[str, ...]) -> Selection:
        changed: dict[str, Any] = {name: values}
        return replace(self, **changed)


def matching(board: Board, selection: Selection, *, kpi: str, month: int) -> Flags:
    """Return the partners that exist at a month and pass a selection.

    Parameters
    ----------
    board, selection, kpi, month
        As in `passing`.
    """
    return passing(board, selection, kpi=kpi, month=month) & board.programme.exists[:, month]


def passing(board: Board, selection: Selection, *, kpi: str, month: int) -> Flags:
    """Return the partners that pass a selection, also those that do not exist at a month: the group of its sums.

    What a partner did that has left since counts in the sums of its group (SPEC 3); a band has only who exists.

    Parameters
    ----------
    board
        The scores.
    selection
        The filters.
    kpi
        The KPI whose band is filtered.
    month
        Column of the calendar.
    """
    chosen: Flags = np.ones(len(board.programme.partners), dtype="bool")
    for attribute in ATTRIBUTES:
        if wanted := selection.values(attribute):
            codes, values = board.programme.coded[attribute]
            chosen &= np.isin(codes, [values.index(one) for one in wanted if one in values])
    if selection.band:
        bands = [BAND_NAMES.index(name) for name in selection.band if name in BAND_NAMES]
        chosen &= np.isin(board.reading(kpi).band_codes[:, month], bands) & board.programme.exists[:, month]
    if selection.search.strip():
        chosen &= holds(board.programme, selection.search)
    return chosen


def option_counts(board: Board, selection: Selection, *, kpi: str, month: int) -> Mapping[str, Mapping[str, int]]:
    """Return, for each filter, how many partners each of its values would show with the other filters as they are.

    Parameters
    ----------
    board, selection, kpi, month
        As in `matching`.

    Returns
    -------
    Mapping
        Filter -> value -> partners. Values of attributes are those of all existing partners, sorted; bands go from
        strong to insufficient data.
    """
    counts: dict[str, dict[str, int]] = {}
    here = board.programme.exists[:, month]
    for attribute in ATTRIBUTES:
        others = matching(board, selection.without(attribute), kpi=kpi, month=month)
        codes, values = board.programme.coded[attribute]
        found = np.bincount(codes[others], minlength=len(values)).tolist()
        counts[attribute] = {values[code]: found[code] for code in np.unique(codes[here]).tolist()}
    others = matching(board, selection.without("band"), kpi=kpi, month=month)
    bands = board.reading(kpi).band_codes[others, month]
    counts["band"] = {name: int((bands == at).sum()) for at, name in reversed(list(enumerate(BAND_NAMES)))}
    return counts
