"""What reading and importing a file came to: plain values that pages, commands and the HTTP API show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any


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
    """All rejections for one reason: how many rows, the first of them as an example, and what repairs them."""

    rule: str
    column: str
    count: int
    example: Rejection
    repair: str = ""


@dataclass(frozen=True)
class Decision:
    """Something that was decided about a file, and why."""

    topic: str
    choice: str
    reason: str


@dataclass(frozen=True)
class Aside:
    """A row of the file that holds no data: above the header, below the table, blank or repeated.

    Parameters
    ----------
    line
        In the original file, from 1.
    reason
        What it was taken for, in a word or two.
    text
        The row as it stands in the file, shortened.
    """

    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class Question:
    """Something that the file does not say and that is not guessed.

    Parameters
    ----------
    kind
        ``date_order``, ``decimal``, ``column``, ``table``, ``scale``, ``partner``, ``sheet`` or ``value``.
    topic
        What it is about: a header, a question of a survey, a name as it stands in the file.
    text
        The question, in words.
    options
        Possible answers, the likeliest first: what is to be stored, and what it is called.
    rows
        Rows that wait for the answer; 0 when not known.
    """

    kind: str
    topic: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    rows: int = 0


@dataclass(frozen=True)
class Comparison:
    """What the accepted rows of a file would do to the store.

    Parameters
    ----------
    new
        Rows whose id the store does not hold, and rows without an id.
    changed
        Rows that replace one of the same id with other content.
    unchanged
        Rows that the store holds already, equal in every cell.
    superseded
        Rows of earlier files that would no longer count, by mode ``replace``.
    """

    new: int
    changed: int
    unchanged: int
    superseded: int = 0


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
    samples
        A few of its cells, each once.
    empty
        How many of its cells are empty.
    """

    header: str
    position: int
    column: str | None
    reason: str
    confidence: float
    samples: tuple[str, ...] = ()
    empty: int = 0


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
    questions
        What the file does not say; each is answered by a mapping or by the list of partners.
    aside
        The first rows that were skipped.
    comparison
        What the rows would do to the store; None when it was not asked for.
    rejected_path
        Where a CSV of the rejected rows lies, original columns with `_line` and `_error`, when nothing was stored
        and somebody asked for it.
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
    questions: tuple[Question, ...] = ()
    aside: tuple[Aside, ...] = ()
    comparison: Comparison | None = None
    rejected_path: Path | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.rows_read != self.accepted + self.rejected + self.skipped:
            raise ValueError(
                f"{self.file_name}: {self.rows_read} rows read are not {self.accepted} accepted + "
                f"{self.rejected} rejected + {self.skipped} skipped"
            )

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the path of the rejected rows as values that JSON can hold."""
        values = {name: value for name, value in vars(self).items() if name != "rejected_path"}
        return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    return value
