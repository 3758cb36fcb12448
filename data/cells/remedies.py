"""Remedies: what to do about a cell that could not be read, as concretely as the cell allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from data.cells import days, likert, numbers, spoiled
from data.cells.day_text import see, serial_day
from data.cells.values import NO_WORD, nearest_word
from kpi.schema import Column, Kind

Advise = Callable[[int, str], str]
"""Takes a row and its cell as it stands in the file; returns what to do about it, or an empty text."""

OTHER_CURRENCY: Final = "the sign beside the amount is of another currency than the one given"

DATE: Final = "correct the date"
NUMBER: Final = "correct the number"
WORD: Final = "correct the word"
FILL: Final = "fill in"
SCALE: Final = "give the scale"
CURRENCY: Final = "add the currency rate"
REPEAT: Final = "remove the repeat"
EXPORT: Final = "export the file again"
SCORE: Final = "correct the score"
LEAVE: Final = "leave the row out"

_LIKE_A_DAY: Final = "Write the date like 2026-03-31."
_AGAIN: Final = "Export the file again and import it without opening it in a spreadsheet"


class Remedy(NamedTuple):
    """What to do.

    Parameters
    ----------
    text
        For any such cell.
    repair
        The class of repair, by which rejections are grouped.
    """

    text: str
    repair: str


_BY_RULE: Final[Mapping[str, Remedy]] = {
    days.NOT_A_DATE: Remedy(_LIKE_A_DAY, DATE),
    days.NO_SUCH_DAY: Remedy(_LIKE_A_DAY, DATE),
    days.TURNED: Remedy(_LIKE_A_DAY, DATE),
    days.UNDECIDED: Remedy(_LIKE_A_DAY, DATE),
    days.NO_DAY: Remedy("Write the day too, like 2026-03-31.", DATE),
    days.NO_YEAR: Remedy("Write the year too, like 2026-03-31.", DATE),
    days.QUARTER: Remedy("Write the month in which the figure counts, like 2026-03.", DATE),
    days.SERIAL: Remedy("Show the column as dates before you export it, or write the date like 2026-03-31.", DATE),
    numbers.NOT_A_NUMBER: Remedy("Write the number like 1234.5.", NUMBER),
    numbers.NOT_FINITE: Remedy("Write the number like 1234.5.", NUMBER),
    spoiled.ROUNDED_NUMBER: Remedy("Show the column as plain numbers before you export it.", EXPORT),
    spoiled.ROUNDED_ID: Remedy(f"{_AGAIN}; its digits are lost here.", EXPORT),
    spoiled.DATED_ID: Remedy(f"{_AGAIN}, or write the id as it was.", EXPORT),
    spoiled.SPREADSHEET_ERROR: Remedy("Write the value that belongs here, or leave the cell empty.", FILL),
    likert.CLASS: Remedy("Give the score itself, for instance 9 in the place of promoter.", SCORE),
    likert.NO_ANSWER: Remedy("Leave the row out: nothing was answered.", LEAVE),
    OTHER_CURRENCY: Remedy("Correct the sign or the currency.", CURRENCY),
    NO_WORD: Remedy("Write a word with letters or digits.", WORD),
}


def unread_remedy(rule: str, column: Column) -> Remedy:
    """Return what to do about a cell that breaks a rule of reading."""
    if rule in _BY_RULE:
        return _BY_RULE[rule]
    blank = "" if column.required else ", or leave it empty when it is not known"
    return Remedy(f"Write one of {', '.join(dict.fromkeys(column.choices.values()))}{blank}.", WORD)


def unread_advice(rule: str, column: Column, choices: Mapping[str, str]) -> Advise | None:
    """Return what finds the advice for one such cell, where there is more to say than the remedy."""
    if rule == days.SERIAL:
        return lambda _row, cell: _serial_advice(cell)
    if rule == days.UNDECIDED:
        return lambda _row, cell: _order_advice(cell)
    if column.kind is Kind.CHOICE and rule not in _BY_RULE:
        return lambda _row, cell: _word_advice(cell, choices)
    return None


def likely_day(wrong: date, earliest: date, latest: date) -> date | None:
    """Return the day that was meant by one with a wrong year, when only one is in reach.

    Parameters
    ----------
    wrong
        As it stands in the file.
    earliest, latest
        Of the other rows.

    Examples
    --------
    >>> likely_day(date(2062, 3, 5), date(2024, 1, 1), date(2026, 6, 30))
    datetime.date(2026, 3, 5)
    """
    found = {year for year in _years_like(f"{wrong.year:04d}") if earliest.year <= year <= latest.year}
    found_days = [day for day in (_on(wrong, year) for year in sorted(found)) if day and earliest <= day <= latest]
    return found_days[0] if len(found_days) == 1 else None


def _years_like(year: str) -> set[int]:
    """Return the years that differ in one digit or by a century, or have two neighbouring digits exchanged."""
    changed = {year[:at] + digit + year[at + 1 :] for at in range(4) for digit in "0123456789"}
    exchanged = {year[:at] + year[at + 1] + year[at] + year[at + 2 :] for at in range(3)}
    centuries = {int(year) - 100, int(year) + 100}
    return centuries | {int(other) for other in (changed | exchanged) - {year}}


def _on(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _serial_advice(cell: str) -> str:
    seen = see(cell.strip())
    return f"Write the date like 2026-03-31. Probably {serial_day(seen.year)}." if seen.kind == "serial" else ""


def _order_advice(cell: str) -> str:
    seen = see(cell.strip())
    if seen.kind != "slashed":
        return ""
    first, second = (f"{seen.year}-{month:02d}-{day:02d}" for month, day in ((seen.second, seen.first), seen[2:4]))
    return f"Write {first} or {second}."


def _word_advice(cell: str, choices: Mapping[str, str]) -> str:
    near = nearest_word(cell, choices)
    return f"Probably {near}. Otherwise write one of {', '.join(dict.fromkeys(choices.values()))}." if near else ""
