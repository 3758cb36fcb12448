"""Rejections: problems of rows become something that a person can read, count, download and correct."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.cells.validate import Problem
from data.columns.mapping import Matched
from data.columns.synonyms import PARTNER_NAME
from data.reader.blocks import Block
from data.reader.records import Malformed
from data.results import Rejection, RejectionGroup
from data.table_files import harmless, restored

SAMPLE: Final = 100
"""Rejected rows that a result shows one by one; the download has all."""

OWN_COLUMNS: Final = ("_line", "_error")
"""Columns of the download; a file of rejected rows that comes back brings them along."""

Flags = npt.NDArray[np.bool_]


def as_it_was(block: Block, headers: Sequence[str]) -> Block:
    """Return a block of a file of rejected rows with the cells that the rows had first; others as they are."""
    if not set(OWN_COLUMNS).issubset(headers):
        return block
    return replace(block, columns=tuple(restored(column.cast(pa.string())) for column in block.columns))


class Rejects:
    """The rejected rows of a table: counted, the first ones kept, all of them written to a CSV file.

    Parameters
    ----------
    path
        Where the rows go, with their original columns, `_line` and `_error`; made with the first one.
    matched
        What the columns of the blocks stand for.
    file_name
        What the user calls the file.
    """

    def __init__(self, path: Path, matched: Matched, file_name: str) -> None:
        self.path = path
        self.count = 0
        self._header = matched.headers
        self._own = [at for at, name in enumerate(matched.headers) if name not in OWN_COLUMNS]
        self._matched = matched
        self._file_name = file_name
        self._sample: list[Rejection] = []
        self._shown = 0
        self._groups: dict[tuple[str, str], RejectionGroup] = {}
        self._stream: IO[str] | None = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        """Begin; nothing is written yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """Close the file of rejected rows; on an error it is removed."""
        if self._stream is not None:
            self._stream.close()
        if kind is not None:
            self.path.unlink(missing_ok=True)

    def add(self, block: Block, problems: Sequence[Problem]) -> Flags:
        """Take the rejected rows of a block.

        Parameters
        ----------
        block
            The rows, as text.
        problems
            What is wrong with them.

        Returns
        -------
        np.ndarray
            Flags of the rows that were rejected.
        """
        flags = np.zeros(len(block.lines), dtype=bool)
        for problem in problems:
            flags |= problem.rows
        for problem in problems:
            self._count(self._rejection(block, problem, int(problem.rows.argmax())), problem)
        for item in block.malformed:
            self._count(self._malformed(item))
        self._keep(block, problems, flags)
        self.count += int(flags.sum()) + len(block.malformed)
        if flags.any() or block.malformed:
            self._write(block, problems, flags)
        return flags

    @property
    def sample(self) -> tuple[Rejection, ...]:
        """Every reason of the first rejected rows, in the order of the file."""
        return tuple(sorted(self._sample, key=lambda item: item.line))

    @property
    def groups(self) -> tuple[RejectionGroup, ...]:
        """Rejections counted by column and rule, the most frequent first."""
        return tuple(sorted(self._groups.values(), key=lambda group: -group.count))

    def _count(self, example: Rejection, problem: Problem | None = None) -> None:
        key = (example.rule, example.column)
        known = self._groups.get(key)
        count = (known.count if known else 0) + (int(problem.rows.sum()) if problem else 1)
        repair = problem.repair if problem else "correct the line"
        self._groups[key] = RejectionGroup(
            example.rule, example.column, count, known.example if known else example, repair
        )

    def _keep(self, block: Block, problems: Sequence[Problem], flags: Flags) -> None:
        room = SAMPLE - self._shown
        if room <= 0:
            return
        rows = np.flatnonzero(flags)[:room]
        self._sample += [
            self._rejection(block, problem, int(at)) for at in rows for problem in problems if problem.rows[at]
        ]
        self._sample += [self._malformed(item) for item in block.malformed[:room]]
        self._shown += len(rows) + len(block.malformed)

    def _rejection(self, block: Block, problem: Problem, at: int) -> Rejection:
        place = self._place(problem.column)
        cell = "" if place is None else str(block.columns[place][at].as_py())
        return Rejection(
            file=self._file_name,
            line=int(block.lines[at]),
            column=problem.column if place is None else self._header_of(block, problem.column, at),
            value=cell,
            rule=problem.rule,
            remedy=problem.advice(at, cell),
        )

    def _malformed(self, item: Malformed) -> Rejection:
        return Rejection(self._file_name, item.line, "", item.value, item.rule, item.remedy)

    def _write(self, block: Block, problems: Sequence[Problem], flags: Flags) -> None:
        places = np.flatnonzero(flags)
        cells = [block.columns[at].take(places).to_pylist() for at in self._own]
        errors = self._errors(block, problems, places)
        rows = [[*row, int(line), text] for *row, line, text in zip(*cells, block.lines[places], errors, strict=True)]
        rows += [[*self._cells(item), item.line, f"{item.rule}. {item.remedy}".strip()] for item in block.malformed]
        rows.sort(key=lambda row: row[-2])
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self.path.open("w", encoding="utf-8", errors="replace", newline="")
            self._writer = csv.writer(self._stream, lineterminator="\r\n")
            self._writer.writerow([*(harmless(self._header[at]) for at in self._own), *OWN_COLUMNS])
        # It is there to be opened in a spreadsheet.
        self._writer.writerows([harmless(cell) for cell in row] for row in rows)

    def _cells(self, item: Malformed) -> list[str]:
        # Rows that were turned long have other columns than the line that could not be cut.
        return [item.cells[at] if at < len(item.cells) else "" for at in self._own]

    def _errors(self, block: Block, problems: Sequence[Problem], places: npt.NDArray[np.intp]) -> list[str]:
        """Return what is wrong with rejected rows, looking at them problem by problem."""
        said: list[list[str]] = [[] for _ in places]
        for problem in problems:
            among = np.flatnonzero(problem.rows[places])
            rows, place = places[among], self._place(problem.column)
            cells = [""] * len(rows) if place is None else block.columns[place].take(pa.array(rows)).to_pylist()
            headers = [problem.column] * len(rows) if place is None else self._headers_of(block, problem.column, rows)
            for one, row, cell, header in zip(among, rows, cells, headers, strict=True):
                said[one].append(f"{header}: {problem.rule}. {problem.advice(int(row), cell)}")
        return [" ".join(found) for found in said]

    def _headers_of(self, block: Block, column: str, rows: npt.NDArray[np.intp]) -> list[str]:
        """Return the headers of rows; they differ only where rows were made from several columns."""
        plan = self._matched.unfold
        if plan and plan.spread and column == plan.value:
            return [self._header_of(block, column, int(at)) for at in rows]
        return [self._header_of(block, column, 0)] * len(rows)

    def _header_of(self, block: Block, column: str, at: int) -> str:
        """Return the header that the user sees: of a row that was made from one column of several, that one's."""
        plan = self._matched.unfold
        labelled = plan.labelled if plan and plan.spread and column == plan.value else ()
        places = [self._matched.position(name) for name in labelled]
        labels = [str(block.columns[place][at].as_py()) for place in places if place is not None]
        return self._matched.header(self._named(column), *labels)

    def _named(self, column: str) -> str:
        """Return the column that holds what is wrong: a partner may be given by its name, a currency by a sign."""
        if column == "currency" and self._matched.position(column) is None:
            return "amount"
        if column == "partner_id" and self._matched.position(column) is None:
            return PARTNER_NAME if self._matched.table != "partners" else "name"
        return column

    def _place(self, column: str) -> int | None:
        return self._matched.position(self._named(column))
