"""Identities: all there is to know, and to ask, about who is who in a store."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from data.partners.aliases import Aliases, Word
from data.partners.directory import Directory
from data.partners.nearest import Pair, duplicates
from data.partners.partner_questions import stranger_questions
from data.results import Question
from data.store import Store
from kpi.schema import EVENT_TABLES


@dataclass(frozen=True)
class Identities:
    """Who is who.

    Parameters
    ----------
    directory
        Every partner that is known.
    words
        What a person has said, by alias.
    strangers
        Ids in facts that nobody knows -> rows under them.
    questions
        Which partners they may be, those of most rows first.
    pairs
        Known partners that may be one.
    """

    directory: Directory
    words: tuple[Word, ...]
    strangers: dict[str, int]
    questions: tuple[Question, ...]
    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, store: Store) -> Identities:
        """Look through a store."""
        aliases = Aliases(store)
        directory, words = aliases.directory(), aliases.all()
        strangers = {one: rows for one, rows in rows_by_id(store).items() if one not in directory.known}
        apart = {word.alias for word in words if not word.is_merge}
        known = store.facts("partners")
        columns = (known[name].astype("str").fillna("") for name in ("partner_id", "name", "domain"))
        return cls(
            directory=directory,
            words=words,
            strangers=strangers,
            questions=stranger_questions(directory, strangers),
            pairs=duplicates(row for row in zip(*columns, strict=True) if row[0] not in apart),
        )


def rows_by_id(store: Store) -> dict[str, int]:
    """Return how many rows of facts stand under each id, as it is stored."""
    found: Counter[str] = Counter()
    for file in (file for item in store.imports() if item.active for file in item.files):
        if file.table not in EVENT_TABLES:
            continue
        is_deals = file.table == "deals"
        rollup = store.files.read(file.rollup_path, columns=["partner_id", "rows", *(["event"] if is_deals else [])])
        # A deal has a line for its opening and, once it is closed, another one.
        lines = rollup[rollup["event"] == "opened"] if is_deals else rollup
        for partner, rows in lines.groupby("partner_id", observed=True)["rows"].sum().items():
            found[str(partner)] += int(rows)
    return dict(found)
