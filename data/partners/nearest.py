"""Likeness: names that look like one another. It only ever suggests; nothing is decided by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from data.partners.directory import hosts_in
from data.partners.names import company_name, registrable

MOST_SUGGESTIONS: Final = 5
"""Partners that are suggested for a name."""

LEAST_LIKENESS: Final = 65.0
"""Out of 100, below which a partner is not worth suggesting."""

LEAST_DUPLICATE: Final = 90.0
"""Out of 100, from which two known partners may be one that was written twice."""

LARGEST_SHELF: Final = 300
"""Names with one beginning that are compared with one another; of more, the first."""

SHELF_LETTERS: Final = 3
MOST_PAIRS: Final = 200


@dataclass(frozen=True)
class Pair:
    """Two known partners that may be one.

    Parameters
    ----------
    first, second
        Their ids.
    reason
        What they have in common, in words.
    """

    first: str
    second: str
    reason: str


class Nearest:
    """The known partners nearest to a name.

    Parameters
    ----------
    names
        Id -> name.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._ids: list[str] = []
        self._keys: list[str] = []

    def to(self, word: str) -> list[str]:
        """Return the ids of the nearest partners, the nearest first; none when nothing is near."""
        if not self._ids:
            self._ids = list(self._names)
            self._keys = [company_name(name).key for name in self._names.values()]
        found = process.extract(
            company_name(word).key,
            self._keys,
            scorer=fuzz.token_sort_ratio,
            limit=MOST_SUGGESTIONS,
            score_cutoff=LEAST_LIKENESS,
        )
        return [self._ids[place] for _, _, place in found]


def duplicates(partners: Iterable[tuple[str, str, str]]) -> tuple[Pair, ...]:
    """Return partners that may have been entered twice.

    Parameters
    ----------
    partners
        Id, name and domains of each partner.

    Returns
    -------
    tuple of Pair
        What is surest first: equal but for the legal form, one domain, ids that differ in case, near names.
    """
    rows = sorted(partners)
    found: dict[tuple[str, str], str] = {}
    for groups, reason in (
        (_grouped((company_name(name).key, one) for one, name, _ in rows if name.strip()), "the same name"),
        (
            _grouped(
                (domain, one) for one, _, given in rows for domain in {registrable(host) for host in hosts_in(given)}
            ),
            "the same domain",
        ),
        (_grouped((one.casefold(), one) for one, _, _ in rows), "ids that differ in case only"),
    ):
        for key, ids in groups.items():
            for first, second in combinations(ids[:MOST_SUGGESTIONS], 2):
                found.setdefault((first, second), f"{reason}, {key}")
    for first, second in _near(rows):
        found.setdefault((first, second), "names that are nearly equal")
    return tuple(Pair(first, second, reason) for (first, second), reason in list(found.items())[:MOST_PAIRS])


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, dict[str, None]] = defaultdict(dict)
    for key, one in pairs:
        groups[key][one] = None
    return {key: list(ids) for key, ids in groups.items() if len(ids) > 1}


def _near(rows: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return pairs of names that are nearly equal, among those with one beginning."""
    shelves: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one, name, _ in rows:
        key = company_name(name).key
        shelves[key[:SHELF_LETTERS]].append((key, one))
    found = []
    for shelf in shelves.values():
        keys = [key for key, _ in shelf[:LARGEST_SHELF]]
        likeness = process.cdist(keys, keys, scorer=fuzz.ratio, score_cutoff=LEAST_DUPLICATE, dtype=np.uint8)
        for first, second in zip(*np.nonzero(np.triu(likeness, k=1)), strict=True):
            if keys[first] != keys[second]:
                found.append((shelf[first][1], shelf[second][1]))
    return found
