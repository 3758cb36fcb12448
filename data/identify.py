"""Identify: which partner a row speaks of. The fourth step.

An id counts as it is written. A name counts for an id only when exactly one known partner has it: a false
merge is worse than a miss, and a name that is kept as an id is listed, so that it can be mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.results import Decision
from data.values import Coded


@dataclass(frozen=True)
class Identified:
    """Partner ids of all rows.

    Parameters
    ----------
    ids
        One per row; missing where the cell is empty.
    decisions
        How they were found.
    """

    ids: pd.Series
    decisions: tuple[Decision, ...] = ()


def by_id(column: Coded) -> Identified:
    """Take ids as they are written, trimmed."""
    return Identified(column.spread([word or None for word in column.texts()]))


def by_name(column: Coded, partners: Mapping[str, str], header: str) -> Identified:
    """Find the ids of partners given by name.

    Parameters
    ----------
    column
        Names (or ids: an exact id comes first).
    partners
        Known partners, id -> name.
    header
        Of the column, for the decision.
    """
    ids = _unambiguous(partners)
    found = [word if word in partners else ids.get(name_key(word)) for word in column.texts()]
    hits = sum(item is not None for item in found)
    kept = [item or word or None for item, word in zip(found, column.texts(), strict=True)]
    reason = f"there is no column partner_id; {hits} of {len(found)} names belong to exactly one known partner"
    return Identified(column.spread(kept), (Decision("partner_id", f"by name, from {header!r}", reason),))


def name_as_id(column: Coded, header: str) -> Identified:
    """Take a partner's name for its id, in a partners file that has no ids."""
    decision = Decision("partner_id", f"the name, from {header!r}", "there is no column partner_id")
    return Identified(by_id(column).ids, (decision,))


def unknown_partners(values: pd.Series, partners: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids that no partners file has named, sorted."""
    return tuple(sorted(set(values.dropna().unique()) - set(partners)))


def name_key(name: str) -> str:
    """Return a name without regard to case and blanks.

    Examples
    --------
    >>> name_key(" ACME  Ltd ")
    'acme ltd'
    """
    return " ".join(name.casefold().split())


def _unambiguous(partners: Mapping[str, str]) -> dict[str, str]:
    counts = Counter(name_key(name) for name in partners.values())
    return {name_key(name): partner for partner, name in partners.items() if counts[name_key(name)] == 1}
