"""What reading and importing a file came to: plain values that pages, commands and the HTTP API show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Rejection:
    """One reason for which one row was not taken.

    Parameters
    ----------
    file
        Name of the file.
    line
        First line of the row in the original file, from 1.
    column
        Header of the column in the file; empty when the row as a whole is wrong.
    value
        The cell as it stands in the file.
    rule
        What is wrong, in words.
    remedy
        What to do.
    """

    file: str
    line: int
    column: str
    value: str
    rule: str
    remedy: str

    @property
    def text(self) -> str:
        """The rejection as one sentence."""
        where = f"{self.file}, line {self.line}" + (f", {self.column} = {self.value!r}" if self.column else "")
        return f"{where}: {self.rule}. {self.remedy}".strip()


@dataclass(frozen=True)
class RejectionGroup:
    """All rejections for one reason: how many rows, and the first of them as an example."""

    rule: str
    column: str
    count: int
    example: Rejection


@dataclass(frozen=True)
class Decision:
    """Something that was decided about a file, and why."""

    topic: str
    choice: str
    reason: str


@dataclass(frozen=True)
class ColumnMatch:
    """What a header was taken for.

    Parameters
    ----------
    header
        As it stands in the file.
    position
        Of the column in the file, from 0.
    column
        Canonical column, or None when the column is kept aside.
    reason
        Why.
    confidence
        From 0 to 1.
    """

    header: str
    position: int
    column: str | None
    reason: str
    confidence: float


@dataclass(frozen=True)
class ImportResult:
    """What became of a file.

    ``rows_read = accepted + rejected + skipped`` holds always; the constructor refuses anything else.

    Parameters
    ----------
    import_id
        Number of the import; None when nothing was stored (dry run, or no row was accepted).
    file_name, table, mode
        What was imported, and how.
    rows_read, accepted, rejected, skipped
        Counts of rows.
    rejections
        Every reason of the first rejected rows, in file order.
    groups
        Rejections counted by column and rule, the most frequent first.
    decisions
        What was decided about the file, and why.
    mapping
        What each header was taken for.
    unmapped_columns
        Headers kept aside.
    unknown_partners
        Partner ids in the file that no partners file has named.
    unmapped_kinds
        Words outside the built-in vocabulary: kept, counted and listed.
    notes
        Anything else worth telling.
    rejected_rows
        The rejected rows, original columns with `_line` and `_error`.
    """

    import_id: int | None
    file_name: str
    table: str
    mode: str
    rows_read: int
    accepted: int
    rejected: int
    skipped: int
    rejections: tuple[Rejection, ...] = ()
    groups: tuple[RejectionGroup, ...] = ()
    decisions: tuple[Decision, ...] = ()
    mapping: tuple[ColumnMatch, ...] = ()
    unmapped_columns: tuple[str, ...] = ()
    unknown_partners: tuple[str, ...] = ()
    unmapped_kinds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rejected_rows: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.rows_read != self.accepted + self.rejected + self.skipped:
            raise ValueError(
                f"{self.file_name}: {self.rows_read} rows read are not {self.accepted} accepted + "
                f"{self.rejected} rejected + {self.skipped} skipped"
            )

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the rejected rows as values that JSON can hold."""
        values = {name: value for name, value in vars(self).items() if name != "rejected_rows"}
        return {name: _plain(value) for name, value in values.items()}

    def rejected_csv(self) -> str:
        """Return the rejected rows as CSV; once corrected, it can be imported."""
        return rejected_csv(self.rejected_rows)


def rejected_csv(rows: pd.DataFrame) -> str:
    """Write rejected rows as CSV, cells as they stood in the file."""
    return rows.to_csv(index=False, lineterminator="\r\n")


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Rejection | RejectionGroup | Decision | ColumnMatch):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    return value
