"""Rows: text becomes columns of cells, with the line of every row.

Rows are read in blocks: a block without any quote goes through pyarrow whole, any other through the csv
module, row by row; both give the same.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TextIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from data.dialect import Dialect
from data.records import CELL_LIMIT, Lines, Malformed, Quoting, records
from data.results import Decision

_BLOCK_LINES: Final = 50_000


@dataclass(frozen=True)
class Rows:
    """The rows of a file, as text.

    Parameters
    ----------
    header
        Cells of the header row, in the order of the file.
    columns
        One array of text per header cell.
    lines
        First line of each row in the file.
    malformed
        Rows that can't be cut into cells.
    skipped
        Why rows were skipped, and how many: blank, preamble, repeated header.
    decisions
        What was decided about the file, and why.
    delimiter
        Between cells.
    """

    header: tuple[str, ...]
    columns: tuple[pa.StringArray, ...]
    lines: npt.NDArray[np.int64]
    malformed: tuple[Malformed, ...]
    skipped: Mapping[str, int]
    decisions: tuple[Decision, ...]
    delimiter: str

    @property
    def rows_read(self) -> int:
        """All rows below the header and the skipped ones above it."""
        return len(self.lines) + len(self.malformed) + sum(self.skipped.values())


def read_rows(stream: TextIO, dialect: Dialect) -> Rows:
    """Read all rows below the header; the stream is read from its beginning.

    Parameters
    ----------
    stream
        The text, at its beginning.
    dialect
        How it is written.
    """
    for _ in range(dialect.data_line - 1):
        stream.readline()
    width = len(dialect.header)
    reader = _Reader(Lines(stream, dialect.data_line), dialect.quoting, width)
    reader.read()
    skipped = Counter({"preamble": dialect.preamble} if dialect.preamble else {}) + reader.skipped
    columns = [_joined(parts) for parts in reader.parts]
    lines = np.concatenate(reader.lines) if reader.lines else np.empty(0, dtype=np.int64)
    columns, lines = _without_skipped(columns, lines, dialect.header, skipped)
    return Rows(
        header=dialect.header,
        columns=tuple(columns),
        lines=lines,
        malformed=tuple(reader.malformed),
        skipped=dict(skipped),
        decisions=dialect.decisions,
        delimiter=dialect.quoting.delimiter,
    )


class _Reader:
    """Reads blocks of lines into columns."""

    def __init__(self, lines: Lines, quoting: Quoting, width: int) -> None:
        self._lines = lines
        self._quoting = quoting
        self._width = width
        self.parts: list[list[pa.StringArray]] = [[] for _ in range(width)]
        self.lines: list[npt.NDArray[np.int64]] = []
        self.malformed: list[Malformed] = []
        self.skipped: Counter[str] = Counter()

    def read(self) -> None:
        while block := self._lines.take(_BLOCK_LINES):
            first = self._lines.number - len(block)
            if not self._read_plain(block, first):
                self._lines.give_back(block)
                self._read_quoted(self._lines.number + len(block))

    def _read_plain(self, block: list[str], first: int) -> bool:
        """Read a block without quotes; say False when it is not as even as it must be."""
        text = "".join(block)
        if '"' in text or (self._quoting.escapes and "\\" in text) or self._width < 2:
            return False
        try:
            table = arrow_csv.read_csv(
                io.BytesIO(text.encode()),
                read_options=arrow_csv.ReadOptions(column_names=[str(at) for at in range(self._width)]),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self._quoting.delimiter, quote_char=False, ignore_empty_lines=False
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types={str(at): pa.string() for at in range(self._width)}, strings_can_be_null=False
                ),
            )
        except (pa.ArrowInvalid, UnicodeEncodeError):
            return False
        if table.num_rows != len(block) or max(map(len, block)) > CELL_LIMIT:
            return False
        for parts, column in zip(self.parts, table.columns, strict=True):
            parts.extend(column.chunks)
        self.lines.append(np.arange(first, first + len(block), dtype=np.int64))
        return True

    def _read_quoted(self, until: int) -> None:
        rows, numbers = [], []
        for record in records(self._lines, self._quoting, until=until):
            row = list(record.cells)
            if record.wrong:
                self.malformed.append(record.malformed(self._width))
            elif not any(row):
                self.skipped["blank"] += 1
            elif any(cell.strip() for cell in row[self._width :]):
                self.malformed.append(record.too_wide(self._width))
            else:
                rows.append((row + [""] * (self._width - len(row)))[: self._width])
                numbers.append(record.line)
        if rows:
            for parts, cells in zip(self.parts, zip(*rows, strict=True), strict=True):
                parts.append(pa.array(cells, type=pa.string()))
            self.lines.append(np.array(numbers, dtype=np.int64))


def _joined(parts: list[pa.StringArray]) -> pa.StringArray:
    return pa.concat_arrays(parts) if parts else pa.array([], type=pa.string())


def _without_skipped(
    columns: list[pa.StringArray],
    lines: npt.NDArray[np.int64],
    header: tuple[str, ...],
    skipped: Counter[str],
) -> tuple[list[pa.StringArray], npt.NDArray[np.int64]]:
    """Take out rows of blanks and repeats of the header, and count them."""
    blank = repeated = np.ones(len(lines), dtype=bool)
    for column, name in zip(columns, header, strict=True):
        if not (blank.any() or repeated.any()):
            break
        trimmed = pc.utf8_trim_whitespace(column)
        blank = blank & pc.equal(trimmed, "").to_numpy(zero_copy_only=False)
        repeated = repeated & pc.equal(trimmed, name).to_numpy(zero_copy_only=False)
    repeated = repeated & ~blank
    if not (blank.any() or repeated.any()):
        return columns, lines
    skipped.update({"blank": int(blank.sum())} if blank.any() else {})
    skipped.update({"repeated header": int(repeated.sum())} if repeated.any() else {})
    keep = ~(blank | repeated)
    mask = pa.array(keep)
    return [column.filter(mask) for column in columns], lines[keep]
