"""What the data say about the entries of a method: usual activity beside each reference, kinds that were seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from kpi.board import Board
from kpi.method import Method
from kpi.programme import Flags, Programme

EVERYONE: Final = "*"
"""Stands for all partner types."""

HIGH: Final = 80.0
"""Percentile that a reference is usually set at; see `kpi.calibrate`."""

FEWEST: Final = 5
"""Partners from which on a median is shown."""


@dataclass(frozen=True)
class Usual:
    """Activity of partners in a component [per quarter]: the middle one, the 80th percentile, and of how many."""

    median: float
    high: float
    partners: int


def usual_activity(board: Board, *, column: int) -> dict[tuple[str, str], Usual]:
    """Return what partners usually do.

    Parameters
    ----------
    board
        The scores.
    column
        Column of the month at which the windows end.

    Returns
    -------
    dict[tuple[str, str], Usual]
        (partner type, component) -> activity, the type ``*`` being all; none for fewer than 5 partners with data.
    """
    programme = board.programme
    codes, types = programme.partner_types
    exists = programme.exists[:, column]
    groups: dict[str, Flags] = {EVERYONE: exists, **{name: exists & (codes == at) for at, name in enumerate(types)}}
    found = {}
    for part in board.engagement.parts:
        rates = part.raw[:, column]
        for name, chosen in groups.items():
            held = rates[chosen & ~np.isnan(rates)]
            if len(held) >= FEWEST:
                median, high = np.percentile(held, [50.0, HIGH]).tolist()
                found[name, part.name] = Usual(median, high, len(held))
    return found


def kinds_seen(programme: Programme, method: Method, table: str) -> dict[str, int]:
    """Return the kinds in a table of facts, each under the word that it means, with their rows; most rows first."""
    if table not in programme.lines:
        return {}
    frame = programme.lines[table].frame
    rows: Counter[str] = Counter()
    for word, count in frame.groupby("kind", observed=True, sort=True)["rows"].sum().items():
        rows[method.kind(str(word))] += int(count)
    return dict(sorted(rows.items(), key=lambda pair: (-pair[1], pair[0])))
