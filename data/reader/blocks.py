"""Blocks: what reading hands on to all later steps, so that memory does not grow with the file.

A table as read has a header and comes in blocks of rows, as often as it is asked for.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.reader.records import Malformed
from data.results import Aside, Decision


@dataclass(frozen=True)
class Block:
    """Some rows of a table, in the order of the file.

    Parameters
    ----------
    columns
        One array per column of the header, of `pa.string()` or of codes into distinct cells
        (`pa.dictionary(pa.int32(), pa.string())`): the cells as they stand in the file, never null.
    lines
        First line of each row in the file, from 1, rising.
    malformed
        Rows among them that can't be cut into cells.
    skipped
        Why rows were left out, and how many: blank, preamble, repeated header, footer, subtotal.
    aside
        The first of the rows that were left out.
    done
        Share of the file that has been read when the block is there, from 0 to 1.
    """

    columns: tuple[pa.Array, ...]
    lines: npt.NDArray[np.int64]
    malformed: tuple[Malformed, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    aside: tuple[Aside, ...] = ()
    done: float = 1.0


class RawTable(Protocol):
    """A table as read, before anything is known of its meaning."""

    @property
    def name(self) -> str:
        """What the user calls it: the file, and the sheet of a workbook."""

    @property
    def header(self) -> tuple[str, ...]:
        """One name per column, trimmed; several header rows are put together."""

    @property
    def header_rows(self) -> tuple[tuple[str, ...], ...]:
        """The header rows as they stand in the file."""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided about the file, and why."""

    @property
    def delimiter(self) -> str:
        """Between cells; rejected rows are shown with it."""

    def blocks(self) -> Iterator[Block]:
        """Read the rows from the first to the last; may be called again."""


class Blocks:
    """The blocks of a table; the reading that a look at the first one begins is gone on with, not begun again.

    Parameters
    ----------
    raw
        The table.
    """

    def __init__(self, raw: RawTable) -> None:
        self._raw = raw
        self._first: Block | None = None
        self._begun: Iterator[Block] | None = None

    def first(self) -> Block | None:
        """Return the first block, which is still to come."""
        if self._begun is None:
            self._begun = self._raw.blocks()
            self._first = next(self._begun, None)
        return self._first

    def all(self) -> Iterator[Block]:
        """Yield every block, from the first one."""
        block = self.first()
        self._first = None
        try:
            while block is not None and self._begun is not None:
                yield block
                block = next(self._begun, None)
        finally:
            self.close()

    def close(self) -> None:
        """Leave a reading that was begun and not gone on with."""
        if isinstance(self._begun, Generator):
            self._begun.close()
        self._first = self._begun = None
