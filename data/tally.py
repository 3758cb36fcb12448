"""Tally: what is counted and listed while a file is read, so that no row is lost and the result can tell all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.cells.scales import ScaleEvidence
from data.columns.mapping import Matched
from data.partners.directory import Known
from data.reader.blocks import Block
from data.results import Aside, ColumnMatch, Decision, Question
from kpi.method import Method

SAMPLES: Final = 3
"""Cells that are shown of each column."""

LONGEST_SAMPLE: Final = 60
"""Letters of them that are shown."""

ASIDES: Final = 50
"""Rows that are shown of those that were skipped."""

ASKED: Final = {"deals": "stage"}
"""Columns of choices of which every CRM has words of its own."""

MOST_WORDS: Final = 50
"""Different words that one file may ask about."""

_WORDS: Final = {"interactions": "kind", "advocacy": "kind", "surveys": "question"}
_HEAD: Final = 1_000

Flags = npt.NDArray[np.bool_]


@dataclass
class Tally:
    """Counts and lists of one reading of a file.

    Parameters
    ----------
    columns
        Of the file: a few cells of each, and how many are empty.
    rows
        That the file holds, whatever becomes of them.
    accepted
        Rows.
    skipped
        Rows by reason.
    aside
        The first of them.
    words
        Kinds and questions that the accepted rows use.
    ids
        Partners that the accepted rows speak of.
    partners
        Rows of a partners file.
    scales
        Questions whose scale is not known.
    unread
        Words that are none of the choices of `ASKED`, with their rows.
    decisions, questions
        What was decided about the file, and what it does not say.
    """

    columns: list[Seen]
    rows: int = 0
    accepted: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    aside: list[Aside] = field(default_factory=list)
    words: Used = field(default_factory=lambda: Used())
    ids: Used = field(default_factory=lambda: Used())
    partners: list[Known] = field(default_factory=list)
    scales: ScaleEvidence = field(default_factory=ScaleEvidence)
    unread: Counter[str] = field(default_factory=Counter)
    decisions: tuple[Decision, ...] = ()
    questions: tuple[Question, ...] = ()

    @classmethod
    def of(cls, width: int) -> Tally:
        """Begin with a file of so many columns."""
        return cls([Seen() for _ in range(width)])

    def look_at(self, block: Block) -> None:
        """Look at the cells of a block as they stand in the file."""
        for seen, column in zip(self.columns, block.columns, strict=True):
            seen.add(column)

    def count(self, block: Block) -> None:
        """Count the rows of a block, and those that it leaves out."""
        self.rows += len(block.lines) + len(block.malformed) + sum(block.skipped.values())
        self.skipped.update(block.skipped)
        self.aside += block.aside[: ASIDES - len(self.aside)]

    def take(self, table: str, frame: pd.DataFrame) -> None:
        """Count the accepted rows of a block."""
        self.accepted += len(frame)
        if "partner_id" in frame:
            self.ids.add(frame["partner_id"])
        if table in _WORDS:
            self.words.add(frame[_WORDS[table]])
        if table == "partners":
            cells = (frame[name].astype("str").fillna("") for name in ("partner_id", "name", "domain"))
            self.partners += [Known(*row) for row in zip(*cells, strict=True)]

    def ask_about(self, cells: pa.Array, rows: npt.NDArray[np.bool_]) -> None:
        """Count words that are none of the choices."""
        words = cells.filter(pa.array(rows)).cast(pa.string()).value_counts().to_pylist()
        self.unread.update({str(word["values"]).strip(): word["counts"] for word in words})

    def shown(self, matched: Matched) -> tuple[ColumnMatch, ...]:
        """Return what each header was taken for, with samples of its cells."""
        return tuple(
            replace(one, samples=tuple(seen.cells), empty=seen.empty)
            for one, seen in zip(matched.columns, self.columns, strict=True)
        )


class Used:
    """The different words of a column that comes in blocks.

    Blocks whose words are the same object are only flagged by code; their words are not looked at again.
    """

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._categories: pd.Index = pd.Index([])
        self._flags: Flags = np.zeros(1, dtype=bool)

    def add(self, values: pd.Series) -> None:
        """Take the words of a block: text, or a categorical of it."""
        if not isinstance(values.dtype, pd.CategoricalDtype):
            self._words.update(values.dropna().unique().tolist())
            return
        if values.cat.categories is not self._categories:
            self._words = self.words
            self._categories = values.cat.categories
            self._flags = np.zeros(len(self._categories) + 1, dtype=bool)
        # A missing cell has the code -1, the last place.
        self._flags[values.cat.codes.to_numpy()] = True

    @property
    def words(self) -> set[str]:
        """The words of all blocks so far."""
        return self._words | set(self._categories[self._flags[:-1]].tolist())


@dataclass
class Seen:
    """A few different cells of a column, and how many are empty."""

    cells: list[str] = field(default_factory=list)
    empty: int = 0

    def add(self, column: pa.Array) -> None:
        """Look at the cells of a block."""
        self.empty += _empty_cells(column)
        if len(self.cells) < SAMPLES:
            distinct = pc.unique(column[:_HEAD]).cast(pa.string()).to_pylist()
            texts = (str(cell).strip()[:LONGEST_SAMPLE] for cell in distinct)
            self.cells = list(dict.fromkeys([*self.cells, *(text for text in texts if text)]))[:SAMPLES]


def unmapped_words(table: str, used: Collection[str], method: Method) -> tuple[str, ...]:
    """Return the kinds and questions outside the vocabulary of a method, sorted.

    Parameters
    ----------
    table
        In which they stand.
    used
        The words.
    method
        Knows the vocabulary.
    """
    if table == "surveys":
        return tuple(sorted(word for word in used if method.question_word(word) not in method.mindshare.questions))
    if table == "advocacy":
        points = method.advocacy.points
        return tuple(sorted(word for word in used if points and method.kind(word) not in points))
    if table == "interactions":
        scored = {kind for component in method.components for kind in component.kinds}
        return tuple(sorted(word for word in used if method.kind(word) not in scored))
    return ()


def _empty_cells(column: pa.Array) -> int:
    if not isinstance(column, pa.DictionaryArray):
        return int(pc.sum(_is_blank(column)).as_py() or 0)
    blank = np.flatnonzero(_is_blank(column.dictionary).to_numpy(zero_copy_only=False))
    if not len(blank):
        return 0
    return int(np.isin(column.indices.to_numpy(zero_copy_only=False), blank).sum())


def _is_blank(cells: pa.StringArray) -> pa.BooleanArray:
    return pc.equal(pc.utf8_trim_whitespace(cells), "")
