"""Calendar arithmetic on months.

A month is an integer, its *ordinal* ``year * 12 + month - 1``, so that windows are subtraction and columns of an
array.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from kpi.language import language


def month_ordinal(day: date) -> int:
    """Return the ordinal of the month that holds `day`.

    Examples
    --------
    >>> month_ordinal(date(2026, 3, 31)) - month_ordinal(date(2025, 12, 1))
    3
    """
    return day.year * 12 + day.month - 1


def month_text(ordinal: int) -> str:
    """Return a month as text.

    Examples
    --------
    >>> month_text(month_ordinal(date(2026, 3, 31)))
    '2026-03'
    """
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


def parse_month(text: str) -> int:
    """Return the ordinal of a month written ``2026-03``.

    Raises
    ------
    ValueError
        When `text` is not a month.
    """
    year, _, month = text.partition("-")
    if not (len(year) == 4 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        raise ValueError(f"{text!r} is not a month; write it like 2026-03")
    return int(year) * 12 + int(month) - 1


def month_days(ordinal: int) -> int:
    """Return the number of days in a month."""
    return monthrange(ordinal // 12, ordinal % 12 + 1)[1]


def month_end(ordinal: int) -> date:
    """Return the last day of a month."""
    return date(ordinal // 12, ordinal % 12 + 1, month_days(ordinal))


def quarter_of(ordinal: int, *, fiscal_start: int = 1) -> tuple[int, int]:
    """Return (year, quarter) of a month; a fiscal year is named by the calendar year in which it ends.

    Parameters
    ----------
    ordinal
        Month.
    fiscal_start
        First month of the fiscal year, 1 to 12.

    Examples
    --------
    >>> quarter_of(parse_month("2026-03"))
    (2026, 1)
    >>> quarter_of(parse_month("2026-03"), fiscal_start=2)
    (2027, 1)
    """
    shifted = ordinal - (fiscal_start - 1)
    year, month = divmod(shifted, 12)
    return year + (fiscal_start > 1), month // 3 + 1


def quarter_text(ordinal: int, *, fiscal_start: int = 1) -> str:
    """Return the quarter of a month as text in the reader's language, ``Q3 2026`` or ``FY26 Q3``.

    Examples
    --------
    >>> quarter_text(parse_month("2026-09"))
    'Q3 2026'
    >>> quarter_text(parse_month("2026-03"), fiscal_start=7)
    'FY26 Q3'
    """
    year, quarter = quarter_of(ordinal, fiscal_start=fiscal_start)
    if fiscal_start == 1:
        return language().quarter_form.format(quarter=quarter, year=year)
    return language().fiscal_form.format(quarter=quarter, year=f"{year % 100:02d}")


def place_in_quarters(day: date, first: int) -> float:
    """Return where a day lies on an axis of quarters whose first point stands at the end of a month.

    Parameters
    ----------
    day
        The day.
    first
        Ordinal of the month at whose end the first point stands; the next one follows three months later.

    Examples
    --------
    >>> place_in_quarters(date(2026, 3, 31), parse_month("2026-03"))
    0.0
    >>> round(place_in_quarters(date(2026, 5, 15), parse_month("2026-03")), 2)
    0.49
    """
    month = month_ordinal(day)
    return (month - first - 1 + day.day / month_days(month)) / 3.0
