"""Days: cells become dates, in the form that was decided over all rows of their column."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.cells.coded import Coded, Parsed, flagged
from data.cells.day_forms import DayEvidence, DayForm
from data.cells.day_text import Seen, see, serial_day
from data.cells.numbers import MISSING_WORDS
from data.cells.spoiled import SPREADSHEET_ERROR, is_error

UNDECIDED: Final = "day and month can't be told apart"
NOT_A_DATE: Final = "it is not a date"
NO_SUCH_DAY: Final = "there is no such day"
TURNED: Final = "its day and month stand the other way round than in the other rows"
SERIAL: Final = "it is the day number of a spreadsheet"
NO_DAY: Final = "the day is missing"
NO_YEAR: Final = "the year is missing"
QUARTER: Final = "it is a quarter"

_RULES: Final = {"quarter": QUARTER, "yearless": NO_YEAR, "month": NO_DAY, "serial": SERIAL, "none": NOT_A_DATE}


def day_evidence(column: Coded) -> DayEvidence:
    """Look at a block of a column: what its cells say about the order of day and month."""
    column = _without_times(column)
    counts = column.counts()
    stamps, rest = _plain_days(column.words)
    plain = ~np.isnat(stamps)
    late = (stamps - stamps.astype("datetime64[M]")).astype("int64") >= 12
    found: dict[str, Any] = vars(DayEvidence()).copy()
    found["late"] = int(counts[plain & late].sum())
    found["early"] = int(counts[plain & ~late].sum())
    for at in rest:
        text = str(column.words[int(at)])
        if counts[at] and text.casefold() not in MISSING_WORDS:
            _count(found, text, int(counts[at]))
    return DayEvidence(**found)


def dates(column: Coded, form: DayForm, *, whole_months: bool = False) -> Parsed:
    """Parse a column of dates.

    Parameters
    ----------
    column
        The cells.
    form
        How they are read.
    whole_months
        Take ``2026-03`` for the first day of the month.
    """
    column = _without_times(column)
    stamps, rest = _plain_days(column.words)
    rules: dict[str, npt.NDArray[np.bool_]] = {}
    for at in rest:
        day, rule = parse_date(str(column.words[int(at)]), form, whole_months=whole_months)
        stamps[at] = np.datetime64(day or "NaT", "D")
        if rule:
            rules.setdefault(rule, np.zeros(len(stamps), dtype=bool))[at] = True
    return Parsed(pd.Series(column.take(stamps.astype("datetime64[us]"))), flagged(column, rules))


def parse_date(text: str, form: DayForm, *, whole_months: bool = False) -> tuple[date | None, str]:
    """Return the day that a text shows, or None and what is wrong with it; neither when it stands for nothing.

    Examples
    --------
    >>> parse_date("03/04/2026", DayForm("dmy"))[0], parse_date("31.1.2026", DayForm("mdy"))[0]
    (datetime.date(2026, 4, 3), datetime.date(2026, 1, 31))
    >>> parse_date("2026-02-30", DayForm())
    (None, 'there is no such day')
    """
    if text.casefold() in MISSING_WORDS:
        return None, ""
    seen = see(text)
    if seen.kind == "serial" and form.serial:
        return serial_day(seen.year), ""
    if seen.kind in ("slashed", "dotted"):
        return _ordered(seen, form)
    is_read = seen.kind == "day" or (seen.kind == "stamp" and form.stamp) or (seen.kind == "month" and whole_months)
    if is_read:
        return _day(seen.year, seen.first, seen.second)
    if is_error(text):
        return None, SPREADSHEET_ERROR
    return None, _RULES.get(seen.kind, NOT_A_DATE)


def _ordered(seen: Seen, form: DayForm) -> tuple[date | None, str]:
    shown = _shows(seen)
    order: str | None = form.dotted if seen.kind == "dotted" else form.order
    if shown == "same" or (seen.kind == "dotted" and shown == "dmy"):
        order = "dmy"
    elif order is None:
        if shown not in ("dmy", "mdy"):
            return None, UNDECIDED if shown == "open" else NO_SUCH_DAY
        order = shown
    month, day = (seen.first, seen.second) if order == "mdy" else (seen.second, seen.first)
    found, rule = _day(seen.year, month, day)
    return found, TURNED if rule and _day(seen.year, day, month)[0] else rule


def _day(year: int, month: int, day: int) -> tuple[date | None, str]:
    try:
        return date(year, month, day), ""
    except ValueError:
        return None, NO_SUCH_DAY


def _shows(seen: Seen) -> str:
    """Return the order that two numbers can only have; ``open`` for both, ``same`` and ``none`` for neither."""
    if seen.first == seen.second and seen.first <= 12:
        return "same"
    if seen.first > 12:
        return "dmy" if seen.second <= 12 else "none"
    return "mdy" if seen.second > 12 else "open"


def _count(found: dict[str, Any], text: str, rows: int) -> None:
    seen = see(text)
    if seen.kind in ("slashed", "dotted"):
        shown = _shows(seen)
        if seen.is_short:
            found["short"] |= {(seen.first, seen.year % 100)}
        name = f"dotted_{shown}" if seen.kind == "dotted" else shown
        name = "early" if name == "dotted_same" else name
        found[name if name in found else "other"] += rows
        if shown == "open" and seen.kind == "slashed":
            found["example"] = found["example"] or text
    elif seen.kind in ("day", "month"):
        found["late" if seen.second > 12 else "early"] += rows
    elif seen.kind == "serial":
        found["serial"] += rows
        found["serial_example"] = found["serial_example"] or text
    else:
        found["stamp" if seen.kind == "stamp" else "other"] += rows


def _without_times(column: Coded) -> Coded:
    """Leave out times where nearly every cell has another one, so that few distinct days are left."""
    if column.is_distinct:
        return column
    try:
        day = (
            pc.utf8_rtrim(column.words, characters="Z")
            .cast(pa.timestamp("us"))
            .cast(pa.date32(), safe=False)
            .cast(pa.string())
        )
    except pa.ArrowInvalid:
        has_time = pc.match_substring_regex(column.words, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:")
        day = pc.if_else(has_time, pc.utf8_slice_codeunits(column.words, 0, 10), column.words)
    encoded = day.dictionary_encode()
    return Coded(encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary)


def _plain_days(words: pa.StringArray) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Read the days that are written like 2026-03-31 at once, and say which words are left."""
    try:
        stamps = words.cast(pa.date32()).to_numpy(zero_copy_only=False)
        return stamps.astype("datetime64[D]"), np.empty(0, dtype=np.int64)
    except pa.ArrowInvalid:
        pass
    shaped = pc.match_substring_regex(words, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$").to_numpy(zero_copy_only=False)
    texts = words.filter(pa.array(shaped))
    year, month, day = (
        pc.utf8_slice_codeunits(texts, start, stop).cast(pa.int64()).to_numpy(zero_copy_only=False)
        for start, stop in ((0, 4), (5, 7), (8, 10))
    )
    starts = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    found = starts.astype("datetime64[D]") + (day - 1)
    right = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1) & (found.astype("datetime64[M]") == starts)
    stamps = np.full(len(words), "NaT", dtype="datetime64[D]")
    places = np.flatnonzero(shaped)
    stamps[places[right]] = found[right]
    return stamps, np.flatnonzero(np.isnat(stamps))
