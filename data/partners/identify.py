"""Identify: which partner a row speaks of. The fourth step.

A cell tells its partner by an exact key: an id, a word of a person (`data.partners.aliases`), a domain or e-mail
domain that one partner has, a name that one partner has. A false merge is worse than a miss: whatever decides less
than that keeps the words of the file as its id and becomes a question. Likeness only suggests answers.

What is found is what gets stored, so it is never more than the file says: a cell that names a merged id is stored
under that id. Where its rows count is decided when they are read.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.cells.coded import Coded
from data.partners.directory import Directory, Way
from data.partners.partner_questions import stranger_questions
from data.results import Decision, Question


class Resolver:
    """Finds the partners of a column that comes in blocks; what was found once is not looked for again.

    Parameters
    ----------
    directory
        Who is known.
    header
        Of the column, for the decision.
    are_ids
        The column holds ids.
    """

    def __init__(self, directory: Directory, header: str, *, are_ids: bool = False) -> None:
        self._directory = directory
        self._header = header
        self._are_ids = are_ids
        self._words = pa.array([""], type=pa.string())
        self._ids: dict[str, int] = {}
        self._codes = np.array([-1], dtype=np.int32)
        self._rows = np.zeros(1, dtype=np.int64)
        self._ways: list[Way | None] = [None]
        self._categories = pd.CategoricalDtype(pd.Index([], dtype="str"))

    def ids(self, cells: Coded) -> pd.Series:
        """Return the ids of a block, as a Series of categories; missing where a cell is empty."""
        places = pc.index_in(cells.words, value_set=self._words)
        if places.null_count:
            self._learn(cells.words.filter(places.is_null()))
            places = pc.index_in(cells.words, value_set=self._words)
        at = places.to_numpy()
        np.add.at(self._rows, at, cells.counts())
        codes = cells.take(self._codes[at])
        return pd.Series(pd.Categorical.from_codes(codes, dtype=self._categories, validate=False), copy=False)

    def unknown(self) -> dict[str, int]:
        """Return the words that told no partner: word -> rows."""
        at = [place for place, way in enumerate(self._ways) if way is Way.UNKNOWN]
        return {str(self._words[place]): int(self._rows[place]) for place in at}

    def _learn(self, words: pa.StringArray) -> None:
        """Find the partners of words that were not seen before."""
        fresh = pc.unique(words).to_pylist()
        found = [self._directory.find(word, are_ids=self._are_ids) for word in fresh]
        codes = [
            self._ids.setdefault(partner or word, len(self._ids))
            for (partner, _), word in zip(found, fresh, strict=True)
        ]
        self._words = pa.concat_arrays([self._words, pa.array(fresh, type=pa.string())])
        self._codes = np.concatenate([self._codes, np.array(codes, dtype=np.int32)])
        self._rows = np.concatenate([self._rows, np.zeros(len(fresh), dtype=np.int64)])
        self._ways += [way for _, way in found]
        self._categories = pd.CategoricalDtype(pd.Index(pd.array(list(self._ids), dtype="str")))

    def decisions(self) -> tuple[Decision, ...]:
        """Say how partners were found, unless every id was simply known or new."""
        ways = Counter(way for way in self._ways if way)
        if self._are_ids and not (ways[Way.DOMAIN] or ways[Way.NAME]):
            return ()
        told = ", ".join(f"{ways[way]} {way.value}" for way in Way if ways[way])
        reason = f"of {ways.total()} different cells: {told}" if told else "every cell is empty"
        what = "by id" if self._are_ids else "by name"
        return (Decision("partner_id", f"{what}, from {self._header!r}", reason),)

    def questions(self) -> tuple[Question, ...]:
        """Ask about the words that told no partner."""
        return stranger_questions(self._directory, self.unknown(), are_ids=self._are_ids)
