"""Sheets: workbooks of Excel and LibreOffice give the same rows of text that a CSV export would.

Dates are written ISO, whole numbers without a decimal mark. A sheet keeps the row numbers that the user sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from data.errors import UnreadableFile

_DIGITS: Final = 15
"""Digits of a number that Excel keeps."""

Value = int | float | str | bool | date | datetime | time | timedelta


def sheet_names(path: Path, file_name: str) -> tuple[str, ...]:
    """Return the sheets of a workbook that have cells.

    Raises
    ------
    UnreadableFile
        When it has a password or is damaged.
    """
    with _in_words(file_name), path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
        return tuple(name for name in book.sheet_names if _has_cells(book, name))


@contextmanager
def open_sheet(path: Path, file_name: str, name: str) -> Iterator[CalamineSheet]:
    """Open one sheet of a workbook.

    Raises
    ------
    UnreadableFile
        When it has a password or is damaged.
    """
    with _in_words(file_name), path.open("rb") as stream:
        # By its content: what a file is called says little.
        book = CalamineWorkbook.from_filelike(stream)
        sheet = book.get_sheet_by_name(name)
    try:
        yield sheet
    finally:
        book.close()


def sheet_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """Give the number of each row, from 1, and its cells as text."""
    if sheet.start is None:
        return
    for at, row in enumerate(sheet.iter_rows(), start=1):
        yield at, [as_text(value) for value in row]


def as_text(value: Value) -> str:
    """Return a cell as it would stand in a CSV file.

    Examples
    --------
    >>> as_text(12.0), as_text(0.1 + 0.2), as_text(datetime(2026, 6, 1)), as_text(True)
    ('12', '0.3', '2026-06-01', 'TRUE')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, f".{_DIGITS}g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def has_password(file_name: str) -> UnreadableFile:
    """Return the error for a workbook that can't be opened without its password."""
    return UnreadableFile(f"{file_name}: the workbook has a password.", "Save a copy without one and add it again.")


def _has_cells(book: CalamineWorkbook, name: str) -> bool:
    try:
        return book.get_sheet_by_name(name).start is not None
    except CalamineError:
        # A sheet that is a chart has no cells.
        return False


@contextmanager
def _in_words(file_name: str) -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise has_password(file_name) from error
    except (CalamineError, OSError) as error:
        raise UnreadableFile(
            f"{file_name} is damaged, or no workbook of Excel or LibreOffice.", "Save it again as .xlsx or CSV."
        ) from error
