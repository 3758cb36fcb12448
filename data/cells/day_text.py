"""Days as people write them, in eight languages; what a text alone does not say is left open."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from data.cells.months import MONTH_NAMES
from data.cells.number_text import listed, plain_text
from kpi.schema import normalise_word

SERIAL_DAYS: Final = (32_874.0, 73_051.0)
"""Day numbers of spreadsheets from 1990 to 2099: what can be meant by a number in a column of dates."""

_FIRST_SERIAL: Final = date(1899, 12, 30)
_SECONDS: Final = (631_152_000, 4_102_444_800)
_LONGEST: Final = 100
_CENTURY_TURNS: Final = 70

_ISO: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2})")
_ASIAN: Final = re.compile(r"([0-9]{4})[年년] ?([0-9]{1,2})[月월] ?([0-9]{1,2})[日일]")
_PARTED: Final = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})\.?")
_SPACED_DOTS: Final = re.compile(r"([0-9]{1,2})\. ([0-9]{1,2})\. ?([0-9]{4})\.?")
_MONTH: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})|([0-9]{1,2})[-/.]([0-9]{4})")
_QUARTER: Final = re.compile(
    r"(?:FY ?)?(?:[0-9]{2}|[0-9]{4})?[-/ ]*[QT][1-4][-/ ]*(?:FY ?)?(?:[0-9]{4}|[0-9]{2})?", re.IGNORECASE
)
_SERIAL: Final = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_STAMP: Final = re.compile(r"[0-9]{10}(?:[0-9]{3})?")
_TIME: Final = re.compile(
    r"^(.*?[0-9年月日.]),?(?:[T ]+|, ?)(?:at |um |kl\.? |à |a las |alle |om )?[0-9]{1,2}"
    r"(?:(?::|[.h](?=[0-9]{2}))[0-9]{2}.*| ?[AaPp]\.?[Mm]\.?)$"
)
_BARE_TIME: Final = re.compile(r"^([0-9]{8})T[0-9]{4,6}.*$")
_ZONE: Final = re.compile(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:?[0-9]{2})$")
_TOKENS: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_FILLERS: Final = listed("day_fillers")


class Seen(NamedTuple):
    """What a text says of a day.

    Parameters
    ----------
    kind
        ``day`` (year, month, day), ``slashed`` or ``dotted`` (year, and two numbers in an order to be found),
        ``month`` (year, month), ``serial`` (the number of a day), ``stamp`` (year, month, day, from seconds),
        ``quarter``, ``yearless`` or ``none``.
    year, first, second
        The numbers, in the order above.
    is_short
        The year has two digits.
    """

    kind: str
    year: int = 0
    first: int = 0
    second: int = 0
    is_short: bool = False


@lru_cache(maxsize=10_000)
def see(text: str) -> Seen:
    """Return what a text says of a day.

    Examples
    --------
    >>> see("31. März 2026")[:4], see("03/04/26 14:05")[:4], see("2026-03")[:3]
    (('day', 2026, 3, 31), ('slashed', 2026, 3, 4), ('month', 2026, 3))
    """
    if len(text) > _LONGEST:
        return Seen("none")
    plain = without_time(plain_text(text).strip(" ,"))
    for form in (_iso, _parted, _month, _counted, _quarter, _named):
        found = form(plain)
        if found:
            return found
    return Seen("none")


def without_time(text: str) -> str:
    """Return a text without the time of day behind a date; the day stays as written, whatever the zone.

    Examples
    --------
    >>> without_time("2026-03-31T23:59:59.123Z"), without_time("31.3.2026, 8:15"), without_time("2026-03-31Z")
    ('2026-03-31', '31.3.2026', '2026-03-31')
    """
    for form in (_TIME, _BARE_TIME, _ZONE):
        match = form.match(text)
        if match:
            return match[1].rstrip(" ,")
    return text


def serial_day(number: int) -> date:
    """Return the day of a spreadsheet's day number.

    Examples
    --------
    >>> serial_day(45_000)
    datetime.date(2023, 3, 15)
    """
    return _FIRST_SERIAL + timedelta(days=number)


def _iso(text: str) -> Seen | None:
    match = _ISO.fullmatch(text)
    if match:
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        return Seen("day", int(year), int(month), int(day))
    match = _ASIAN.fullmatch(text)
    return Seen("day", int(match[1]), int(match[2]), int(match[3])) if match else None


def _parted(text: str) -> Seen | None:
    match = _PARTED.fullmatch(text)
    if match:
        kind = "dotted" if match[2] == "." else "slashed"
        return Seen(kind, _year(match[4]), int(match[1]), int(match[3]), len(match[4]) == 2)
    match = _SPACED_DOTS.fullmatch(text)
    return Seen("dotted", int(match[3]), int(match[1]), int(match[2])) if match else None


def _month(text: str) -> Seen | None:
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
    return Seen("month", int(year), int(month), 1)


def _counted(text: str) -> Seen | None:
    if _SERIAL.fullmatch(text):
        number = float(text.replace(",", "."))
        return Seen("serial", int(number)) if SERIAL_DAYS[0] <= number < SERIAL_DAYS[1] else None
    if _STAMP.fullmatch(text):
        seconds = int(text[:10])
        if _SECONDS[0] <= seconds < _SECONDS[1]:
            day = datetime.fromtimestamp(seconds, tz=UTC)
            return Seen("stamp", day.year, day.month, day.day)
    return None


def _quarter(text: str) -> Seen | None:
    return Seen("quarter") if _QUARTER.fullmatch(text) and len(text) > 2 else None


def _named(text: str) -> Seen | None:
    """Read a date with the name of its month, in any order and with any little words beside it."""
    numbers: list[str] = []
    before, month = 0, ""
    for token in _TOKENS.findall(text):
        word = token.lower() if token.isascii() else normalise_word(token)
        if token[0].isdigit():
            numbers.append(token)
        # "mar 7 avril" is a Tuesday in April: the later word is the month.
        elif word in MONTH_NAMES and (not month or month in _FILLERS):
            month, before = word, len(numbers)
        elif word not in _FILLERS:
            return None
    return _from_numbers(MONTH_NAMES[month], before, numbers) if month else None


def _from_numbers(month: int, before: int, numbers: list[str]) -> Seen | None:
    """Read the numbers around a month's name, `before` of which stand in front of it."""
    lengths = [len(number) for number in numbers]
    if lengths == [4]:
        return Seen("month", int(numbers[0]), month, 1)
    if len(numbers) == 1 and lengths[0] <= 2:
        return (
            Seen("month", _year(numbers[0]), month, 1, True) if before == 0 and lengths[0] == 2 else Seen("yearless")
        )
    if len(numbers) != 2:
        return None
    if lengths[0] == 4 and lengths[1] <= 2:
        return Seen("day", int(numbers[0]), month, int(numbers[1]))
    is_short = lengths[1] == 2 and before == 1
    if lengths[0] <= 2 and (lengths[1] == 4 or is_short):
        return Seen("day", _year(numbers[1]), month, int(numbers[0]), is_short)
    return None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < _CENTURY_TURNS else 1900)
