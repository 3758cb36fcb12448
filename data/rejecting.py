"""Rejections: problems of rows become something that a person can read, count, download and correct."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.mapping import Matched
from data.records import Malformed
from data.results import Rejection, RejectionGroup
from data.rows import Rows
from data.synonyms import PARTNER_NAME
from data.validate import Problem

SAMPLE: Final = 100
"""Rejected rows that a result shows one by one; the download has all."""


@dataclass(frozen=True)
class Rejected:
    """The rejected rows of a file.

    Parameters
    ----------
    rows
        Flags of the rows that could be cut into cells.
    count
        All rejected rows, malformed ones included.
    sample
        Every reason of the first ones.
    groups
        Counted by column and rule, the most frequent first.
    frame
        Original columns with `_line` and `_error`.
    """

    rows: npt.NDArray[np.bool_]
    count: int
    sample: tuple[Rejection, ...]
    groups: tuple[RejectionGroup, ...]
    frame: pd.DataFrame = field(repr=False)


def reject(rows: Rows, matched: Matched, problems: Sequence[Problem], file_name: str) -> Rejected:
    """Gather the rejected rows of a file.

    Parameters
    ----------
    rows
        The rows, as text.
    matched
        What the columns stand for.
    problems
        What is wrong with them.
    file_name
        What the user calls the file.
    """
    flags = np.zeros(len(rows.lines), dtype=bool)
    for problem in problems:
        flags |= problem.rows
    writer = _Writer(rows, matched, file_name)
    sample = writer.reasons(problems, flags, SAMPLE)
    sample += [writer.malformed(item) for item in rows.malformed[:SAMPLE]]
    groups = [writer.group(problem) for problem in problems] + writer.malformed_groups()
    return Rejected(
        rows=flags,
        count=int(flags.sum()) + len(rows.malformed),
        sample=tuple(sorted(sample, key=lambda item: item.line)[: 2 * SAMPLE]),
        groups=tuple(sorted(groups, key=lambda group: -group.count)),
        frame=writer.frame(problems, flags),
    )


class _Writer:
    """Knows the cells of a file and finds words for what is wrong with them."""

    def __init__(self, rows: Rows, matched: Matched, file_name: str) -> None:
        self._rows = rows
        self._matched = matched
        self._file_name = file_name

    def rejection(self, problem: Problem, at: int) -> Rejection:
        place = self._place(problem.column)
        return Rejection(
            file=self._file_name,
            line=int(self._rows.lines[at]),
            column=self._matched.columns[place].header if place is not None else problem.column,
            value=str(self._rows.columns[place][at].as_py()) if place is not None else "",
            rule=problem.rule,
            remedy=problem.remedy,
        )

    def malformed(self, item: Malformed) -> Rejection:
        return Rejection(self._file_name, item.line, "", item.value, item.rule, item.remedy)

    def reasons(self, problems: Sequence[Problem], flags: npt.NDArray[np.bool_], rows: int) -> list[Rejection]:
        """Return all reasons of the first rejected rows."""
        return [
            self.rejection(problem, int(at))
            for at in np.flatnonzero(flags)[:rows]
            for problem in problems
            if problem.rows[at]
        ]

    def group(self, problem: Problem) -> RejectionGroup:
        example = self.rejection(problem, int(np.flatnonzero(problem.rows)[0]))
        return RejectionGroup(problem.rule, example.column, int(problem.rows.sum()), example)

    def malformed_groups(self) -> list[RejectionGroup]:
        by_rule: dict[str, list[Malformed]] = defaultdict(list)
        for item in self._rows.malformed:
            by_rule[item.rule].append(item)
        return [RejectionGroup(rule, "", len(items), self.malformed(items[0])) for rule, items in by_rule.items()]

    def frame(self, problems: Sequence[Problem], flags: npt.NDArray[np.bool_]) -> pd.DataFrame:
        """Return the rejected rows with their cells as they stand in the file."""
        places = np.flatnonzero(flags)
        # A file of rejected rows that comes back brings these columns along.
        own = [at for at, name in enumerate(self._rows.header) if name not in ("_line", "_error")]
        cells = [self._rows.columns[at].take(places).to_pylist() for at in own]
        lines = [int(line) for line in self._rows.lines[places]]
        errors = [self._errors(problems, int(at)) for at in places]
        table = [[*row, line, error] for *row, line, error in zip(*cells, lines, errors, strict=True)]
        table += [
            [*(item.cells[at] for at in own), item.line, f"{item.rule}. {item.remedy}"]
            for item in self._rows.malformed
        ]
        table.sort(key=lambda row: int(row[-2]))
        return pd.DataFrame(table, columns=[*(self._rows.header[at] for at in own), "_line", "_error"])

    def _errors(self, problems: Sequence[Problem], at: int) -> str:
        found = [problem for problem in problems if problem.rows[at]]
        return " ".join(f"{problem.column}: {problem.rule}. {problem.remedy}" for problem in found)

    def _place(self, column: str) -> int | None:
        place = self._matched.position(column)
        if place is None and column == "partner_id":
            named = PARTNER_NAME if self._matched.table != "partners" else "name"
            return self._matched.position(named)
        return place
