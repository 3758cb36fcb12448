"""Files that wait for a decision, as plain values: what was read, what is open, what importing would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from layouts.import_reasons import ReasonView

SURE_FROM = 0.8
"""Confidence below which a person should look at the match of a column."""

MOST_REJECTED = 0.5
"""Share of rejected rows above which a file was hardly read as it was meant."""


@dataclass(frozen=True)
class DecisionView:
    """Something that was decided about the file, and why."""

    topic: str
    choice: str
    reason: str


@dataclass(frozen=True)
class AnswerView:
    """A possible answer: what it is called, its place in the mapping of the file, and what stands there then."""

    label: str
    path: Sequence[str]
    value: Any


@dataclass(frozen=True)
class QuestionView:
    """Something that the file does not say.

    Parameters
    ----------
    text
        The question.
    answers
        The likeliest first.
    rows
        Rows that wait for it; 0 when not known.
    is_open
        Whether the file should not be imported before; others can be answered later.
    """

    text: str
    answers: Sequence[AnswerView]
    rows: int = 0
    is_open: bool = True


@dataclass(frozen=True)
class MatchView:
    """What a column of the file was taken for; `said` when a person has chosen that. Confidence from 0 to 1."""

    header: str
    field: str | None
    reason: str
    confidence: float
    samples: Sequence[str] = ()
    empty: int = 0
    is_asked: bool = False


@dataclass(frozen=True)
class PreviewView:
    """What the rows would do to the data."""

    new: int
    changed: int
    unchanged: int
    superseded: int = 0


@dataclass(frozen=True)
class AsideView:
    """A line of the file that holds no data."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class ReviewView:
    """A file that waits for a decision.

    Parameters
    ----------
    job
        Under this id the file is kept.
    table
        Its table; empty when that could not be told.
    rows_read, accepted, rejected, skipped
        Counts of rows.
    preview
        What the rows would do to the data, if that is known.
    problem
        Why the file can't be taken as it is.
    given
        What a person has said so far, as a mapping.
    tables, sheets
        Tables that there are, and sheets of a workbook.
    fields, required
        Columns of the table.
    unknown_partners
        Partners of the file that no partners file has named.
    mode
        ``add`` or ``replace``.
    """

    job: str
    file_name: str
    table: str = ""
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    preview: PreviewView | None = None
    problem: str = ""
    questions: Sequence[QuestionView] = ()
    matches: Sequence[MatchView] = ()
    decisions: Sequence[DecisionView] = ()
    reasons: Sequence[ReasonView] = ()
    asides: Sequence[AsideView] = ()
    notes: Sequence[str] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    tables: Sequence[str] = ()
    sheets: Sequence[str] = ()
    fields: Sequence[str] = ()
    required: Sequence[str] = ()
    unknown_partners: Sequence[str] = ()
    mode: str = "add"
    rejected_href: str = ""

    @property
    def open_questions(self) -> int:
        """How many questions should be answered before the file is imported."""
        return sum(question.is_open for question in self.questions)

    @property
    def is_ready(self) -> bool:
        """Whether nothing about the file is open and there is something to import."""
        return self.accepted > 0 and not self.problem and not self.open_questions and not self.is_hardly_read

    @property
    def is_hardly_read(self) -> bool:
        """Whether so many rows are rejected that the file was probably read in a wrong way."""
        return self.rejected > MOST_REJECTED * self.rows_read
