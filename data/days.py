"""Days: cells become dates. Whether day or month comes first is decided over all rows of a column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.file_mapping import DateOrder
from data.values import MISSING_WORDS, Coded, Parsed

_ISO: Final = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_COMPACT: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH: Final = re.compile(r"^(\d{4})[-/](\d{1,2})$")
_DOTTED: Final = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$")
_SLASHED: Final = re.compile(r"^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$")
_NAMED: Final = re.compile(r"^(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ ,-]+(\d{4}|\d{2})$")
_NAMED_FIRST: Final = re.compile(r"^([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})$")
UNDECIDED: Final = "day and month can't be told apart"
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Days:
    """The distinct days of a column, before the order of day and month is known.

    Parameters
    ----------
    column
        The cells without times.
    day_first, month_first
        Rows that can only be read so.
    open
        Rows that could be read both ways, to two different days.
    plain
        Rows whose form leaves no question, as 2026-03-31.
    example
        One such cell.
    """

    column: Coded
    day_first: int
    month_first: int
    open: int
    plain: int
    example: str


def days(cells: pa.StringArray) -> Days:
    """Look at a column of dates: what its cells say about the order of day and month."""
    first = Coded.of(cells)
    # A time behind the day is left out; the day is kept as written, whatever the zone.
    cut = pc.replace_substring_regex(first.words, r"^(\S.*?)[T ]+\d{1,2}:\d{2}.*$", r"\1")
    second = cut.dictionary_encode()
    column = Coded(second.indices.to_numpy(zero_copy_only=False).astype(np.int64)[first.codes], second.dictionary)
    counts = np.bincount(column.codes, minlength=len(column.words))
    totals = {"dmy": 0, "mdy": 0, "open": 0, "plain": 0}
    example = ""
    for text, count in zip(column.texts(), counts, strict=True):
        kind = _order_shown(text)
        if kind:
            totals[kind] += int(count)
            example = example or (text if kind == "open" else "")
    return Days(column, totals["dmy"], totals["mdy"], totals["open"], totals["plain"], example)


def dates(found: Days, order: DateOrder | None, *, whole_months: bool = False) -> Parsed:
    """Parse a column of dates.

    Parameters
    ----------
    found
        The column, from `days`.
    order
        How ``03/04/2026`` is read; None: not at all, such a row is wrong.
    whole_months
        Take ``2026-03`` for the first day of the month.
    """
    column = found.column
    parsed: list[date | None] = []
    rules: list[str] = []
    for text in column.texts():
        day, rule = None, ""
        if text.casefold() not in MISSING_WORDS:
            day, rule = parse_date(text, order, whole_months=whole_months)
        parsed.append(day)
        rules.append(rule)
    stamps = np.array([day or "NaT" for day in parsed], dtype="datetime64[D]").astype("datetime64[us]")
    wrong = {rule: column.flags(item == rule for item in rules) for rule in dict.fromkeys(rules) if rule}
    return Parsed(pd.Series(stamps[column.codes]), wrong)


def parse_date(text: str, order: DateOrder | None, *, whole_months: bool = False) -> tuple[date | None, str]:
    """Return the day that a text shows, or None and what is wrong with it.

    Examples
    --------
    >>> parse_date("03/04/2026", "dmy")[0], parse_date("31.1.2026", "mdy")[0]
    (datetime.date(2026, 4, 3), datetime.date(2026, 1, 31))
    >>> parse_date("2026-02-30", "dmy")
    (None, 'there is no such day')
    """
    if order is None and _order_shown(text) == "open":
        return None, UNDECIDED
    parts = _parts(text, order, whole_months=whole_months)
    if parts is None:
        return None, "it is not a date"
    try:
        return date(*parts), ""
    except ValueError:
        return None, "there is no such day"


def _parts(text: str, order: DateOrder | None, *, whole_months: bool) -> tuple[int, int, int] | None:
    if match := (_ISO.match(text) or _COMPACT.match(text)):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DOTTED.match(text):
        return _year(match[3]), int(match[2]), int(match[1])
    if match := _SLASHED.match(text):
        first, second = int(match[1]), int(match[2])
        is_day_first = order == "dmy" or (order is None and first > 12)
        return (_year(match[3]), second, first) if is_day_first else (_year(match[3]), first, second)
    if match := _NAMED.match(text):
        return _named(match[3], match[2], match[1])
    if match := _NAMED_FIRST.match(text):
        return _named(match[3], match[1], match[2])
    if whole_months and (match := _MONTH.match(text)):
        return int(match[1]), int(match[2]), 1
    return None


def _named(year: str, month: str, day: str) -> tuple[int, int, int] | None:
    name = month[:3].casefold()
    return (_year(year), _MONTH_NAMES.index(name) + 1, int(day)) if name in _MONTH_NAMES else None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _order_shown(text: str) -> str:
    match = _SLASHED.match(text)
    if match is None:
        return "" if text.casefold() in MISSING_WORDS else "plain"
    first, second = int(match[1]), int(match[2])
    if first == second:
        return ""
    if first > 12:
        return "dmy" if second <= 12 else ""
    return "mdy" if second > 12 else "open"
