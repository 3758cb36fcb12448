"""Errors of the border, in words that a person can act on.

::

    TandemError                 anything that we tell the user instead of a stack trace
    ├── FileRefused             a file that can't be taken as a whole; the store stays as it was
    │   ├── UnreadableFile      empty, binary, too large, not text
    │   ├── UnknownTable        which of the seven tables it is can't be told
    │   ├── MissingColumn       a required column is not there, or two headers claim it
    │   ├── Undecided           values that can be read in several ways: a question to the user
    │   │   ├── UndecidedDates      day and month can't be told apart
    │   │   └── UndecidedNumbers    decimals can't be told from thousands, or what words are worth
    │   └── AlreadyImported     byte for byte the same file is in the store
    ├── BadMapping              a mapping file that makes no sense
    ├── BadMerge                partners that can't be one, or are not
    ├── UnknownImport           no import has this number
    └── StoreError              the store can't do what was asked
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.columns.mapping import Matched
    from data.results import Question


class TandemError(Exception):
    """An error in plain words.

    Parameters
    ----------
    message
        What is wrong, naming file, line, column and value where there are any.
    remedy
        What to do next.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class FileRefused(TandemError):
    """A file that can't be taken as a whole."""


class UnreadableFile(FileRefused):
    """A file that is empty, binary or beyond a limit."""


class UnknownTable(FileRefused):
    """A file of which the table can't be told.

    Parameters
    ----------
    message, remedy
        As for every error.
    tables
        Those that it may be, the likeliest first.
    """

    def __init__(self, message: str, remedy: str = "", tables: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.tables = tables


class MissingColumn(FileRefused):
    """A file without a required column.

    Parameters
    ----------
    message, remedy
        As for every error.
    matched
        What its headers were taken for so far, and what is to be asked.
    """

    def __init__(self, message: str, remedy: str = "", matched: Matched | None = None) -> None:
        super().__init__(message, remedy)
        self.matched = matched


class Undecided(FileRefused):
    """Values that can be read in several ways: a question to the user.

    Parameters
    ----------
    message, remedy
        As for every error.
    questions
        What has to be answered.
    """

    def __init__(self, message: str, remedy: str = "", questions: tuple[Question, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.questions = questions

    @property
    def question(self) -> Question | None:
        """The first of them."""
        return self.questions[0] if self.questions else None


class UndecidedDates(Undecided):
    """Dates in which day and month can't be told apart from the data."""


class UndecidedNumbers(Undecided):
    """Numbers and words of which it can't be told from the data what they are worth."""


class AlreadyImported(FileRefused):
    """A file that is in the store already, byte for byte."""


class BadMapping(TandemError):
    """A mapping file that makes no sense."""


class BadMerge(TandemError):
    """Partners that can't be merged, or taken apart, as asked."""


class UnknownImport(TandemError):
    """There is no import of this number."""


class StoreError(TandemError):
    """The store can't do what was asked."""
