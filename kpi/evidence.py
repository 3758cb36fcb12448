"""When a component of a score has data: its source speaks, and somebody like the partner was heard."""

from __future__ import annotations

import numpy as np

from kpi.programme import Flags, Floats, Programme
from kpi.reading import total_by_code
from kpi.windows import QUARTER, YEAR, recent

PEERS_MINIMUM = 5
"""Partners of one type needed to be each other's peers; fewer, and all partners are."""


def has_data(programme: Programme, rows: Floats, left: Flags) -> Flags:
    """Return where a component has data.

    Parameters
    ----------
    programme
        The programme.
    rows
        Partner × month: counted rows of the component's kinds.
    left
        Partner × month: whether the window has a month left.

    Returns
    -------
    Flags
        Partner × month: true where (a) any peer has a row in the 12 months that end at the month, and (b)
        anyone at all has one in the 3 months that do. The peers of a partner are the existing partners of its
        type when there are at least `PEERS_MINIMUM`, else all existing partners.
    """
    among_peers = any_peer(programme, recent(rows, YEAR))
    anyone = recent(rows.sum(axis=0), QUARTER)
    return among_peers & anyone & left


def any_peer(programme: Programme, flags: Flags) -> Flags:
    """Return, partner × month, whether any of the partner's peers holds."""
    codes, types = programme.partner_types
    existing = programme.exists.astype("float64")
    holding = (flags & programme.exists).astype("float64")
    members, holders = total_by_code(codes, len(types), existing), total_by_code(codes, len(types), holding)
    of_type, of_all = holders[codes] > 0, holders.sum(axis=0) > 0
    return np.where(members[codes] >= PEERS_MINIMUM, of_type, of_all)
