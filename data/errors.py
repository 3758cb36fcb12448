"""Errors of the border, in words that a person can act on.

::

    TandemError                 anything that we tell the user instead of a stack trace
    ├── FileRefused             a file that can't be taken as a whole; the store stays as it was
    │   ├── UnreadableFile      empty, binary, too large, not text
    │   ├── UnknownTable        which of the seven tables it is can't be told
    │   ├── MissingColumn       a required column is not there, or two headers claim it
    │   ├── UndecidedDates      day and month can't be told apart: a question to the user
    │   └── AlreadyImported     byte for byte the same file is in the store
    ├── BadMapping              a mapping file that makes no sense
    ├── UnknownImport           no import has this number
    └── StoreError              the store can't do what was asked
"""

from __future__ import annotations


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
    """A file of which the table can't be told."""


class MissingColumn(FileRefused):
    """A file without a required column."""


class UndecidedDates(FileRefused):
    """Dates in which day and month can't be told apart from the data."""


class AlreadyImported(FileRefused):
    """A file that is in the store already, byte for byte."""


class BadMapping(TandemError):
    """A mapping file that makes no sense."""


class UnknownImport(TandemError):
    """There is no import of this number."""


class StoreError(TandemError):
    """The store can't do what was asked."""
