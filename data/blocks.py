"""Blocks: what reading hands on to all later steps, so that memory does not grow with the file.

A table as read has a header and comes in blocks of rows, as often as it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.records import Malformed
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
