"""When a component of a score has data: its source speaks, and somebody like the partner was heard."""

from __future__ import annotations

import numpy as np

from kpi.programme import Flags, Floats, Programme
from kpi.reading import of_each_type
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
        Partner × month: true for a partner that exists where (a) any peer has a row in the 12 months that end at
        the month, and (b) anyone at all has one in the 3 months that do. The peers of a partner are the existing
        partners of its type when there are at least `PEERS_MINIMUM`, else all existing partners.
    """
    among_peers = any_peer(programme, recent(rows, YEAR))
    anyone = recent(np.any(rows > 0, axis=0, keepdims=True), QUARTER)
    return among_peers & anyone & left & programme.exists


def any_peer(programme: Programme, flags: Flags) -> Flags:
    """Return, partner × month, whether any of the partner's peers holds."""
    holding = flags & programme.exists
    of_all = np.broadcast_to(holding.any(axis=0), holding.shape)
    codes, types = programme.partner_types
    if len(types) == 1:
        return of_all
    return np.where(_enough_of_type(programme)[codes], _some(programme, holding)[codes], of_all)


def _enough_of_type(programme: Programme) -> Flags:
    """Return, type × month, whether enough partners of the type exist to be each other's peers."""

    def make() -> Flags:
        return of_each_type(programme).total(programme.exists.astype("float64")) >= PEERS_MINIMUM

    return programme.memory.get("enough of type", make)


def _some(programme: Programme, flags: Flags) -> Flags:
    """Return, type × month, whether any partner of the type holds."""
    codes, types = programme.partner_types
    return np.stack([flags[codes == code].any(axis=0) for code in range(len(types))])
