"""Finding things by what people type: every word somewhere in the name, accents and case aside, best first."""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from kpi.programme import Flags, Programme

LONGEST = 100
"""Characters of what was typed that are looked at."""


class Matches(NamedTuple):
    """The positions of the best matches, and how many there are in all."""

    best: list[int]
    total: int


def folded(text: str) -> str:
    """Return a text without case and accents, as it is compared.

    Examples
    --------
    >>> folded("Société Générale"), folded("STRASSE") == folded("Straße")
    ('societe generale', True)
    """
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def best_matches(texts: Sequence[str], typed: str, *, most: int) -> Matches:
    """Return the positions of the texts that hold every word typed.

    Parameters
    ----------
    texts
        As `folded` returns them.
    typed
        Whatever a person typed.
    most
        How many to return.

    Returns
    -------
    Matches
        Texts that begin with what was typed come first, then those in which each word begins a word, then the others;
        within each by the alphabet. Empty when nothing was typed.

    Examples
    --------
    >>> best_matches(["snorth", "labs of the north", "northwind labs"], "north", most=2)
    Matches(best=[2, 1], total=3)
    """
    wanted = folded(typed[:LONGEST]).split()
    if not wanted:
        return Matches([], 0)
    found = _holding(texts, wanted)
    whole, starts = " ".join(wanted), [f" {word}" for word in wanted]
    best: list[int] = []
    # Of a letter that thousands hold, only as many are looked at closely as it takes.
    for fits in (lambda text: text.startswith(whole), lambda text: _begins_words(text, starts), lambda text: True):
        if len(best) < most:
            taken = set(best)
            fitting = [at for at in found if fits(texts[at]) and at not in taken]
            best += heapq.nsmallest(most - len(best), fitting, key=lambda at: (texts[at], at))
    return Matches(best, len(found))


def holds(programme: Programme, typed: str) -> Flags:
    """Return, for each partner, whether its name or id holds every word typed; all of them for nothing typed.

    Parameters
    ----------
    programme
        The programme.
    typed
        Whatever a person typed.
    """
    names = _names(programme)
    flags: Flags = np.zeros(len(names), dtype=bool)
    flags[_holding(names, folded(typed[:LONGEST]).split())] = True
    return flags


def partners_named(programme: Programme, typed: str, *, most: int) -> Matches:
    """Return the rows of the partners whose name or id holds every word typed, best first.

    Parameters
    ----------
    programme
        The programme.
    typed, most
        As in `best_matches`.
    """
    return best_matches(_names(programme), typed, most=most)


def partners_called(programme: Programme, name: str) -> list[str]:
    """Return the ids of the partners of a name, case aside.

    Parameters
    ----------
    programme
        The programme.
    name
        Whatever a person typed.
    """

    def make() -> dict[str, list[str]]:
        held: dict[str, list[str]] = {}
        for partner_id, one in zip(programme.partners.index, programme.partners["name"], strict=True):
            held.setdefault(one.casefold(), []).append(str(partner_id))
        return held

    return programme.memory.get("ids by name", make).get(name.casefold(), [])


def _holding(texts: Sequence[str], words: Sequence[str]) -> list[int]:
    """Return the positions of the texts that hold every word: one pass for each over what the last one left."""
    found = list(range(len(texts)))
    for word in words:
        found = [at for at in found if word in texts[at]]
    return found


def _begins_words(text: str, starts: Sequence[str]) -> bool:
    padded = f" {text}".replace("\n", " ").replace("-", " ")
    return all(start in padded for start in starts)


def _names(programme: Programme) -> list[str]:
    return programme.memory.get("folded names", lambda: [folded(text) for text in programme.searched])


def managed_by(programme: Programme, manager: str) -> Flags:
    """Return which partners have a manager; case and spaces around the name don't count."""
    codes, names = programme.coded["manager"]
    wanted = " ".join(manager.split()).casefold()
    alike: Flags = np.array([" ".join(name.split()).casefold() == wanted for name in names], dtype=bool)[codes]
    return alike & bool(wanted)
