"""Values become text here and nowhere else: (value, unit) in, words for a reader out.

A missing value (``None`` or NaN) is an en dash. Minus is U+2212, so that it is as wide as a plus.
English for now; another language replaces this module's constants.
"""

import math
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kpi.periods import quarter_text

MISSING = "–"
MINUS = "−"
BAND_EDGES = (50.0, 75.0)
"""Where the bands meet unless a method says otherwise; both belong to the middle band."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CURRENCY_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
MONEY_STEPS = ((1e9, "B"), (1e6, "M"), (1e3, "K"))
FULL_MONEY_BELOW = 10_000
"""Smaller amounts are written out: three significant figures would hide a deal's price."""

MOST_DECIMALS = 9


def value_text(value: float | None, unit: str, *, currency: str = "EUR") -> str:
    """Text of a value in its unit: score, money, percent (0 to 100), count, days or points."""
    if unit == "money":
        return money(value, currency=currency)
    writers = {"score": score, "percent": percent, "count": count, "days": days, "points": points}
    return writers[unit](value)


def change_text(change: float | None, unit: str = "points", *, currency: str = "EUR") -> str:
    """Size of a change without its sign; the arrow beside it carries the direction."""
    if change is None or math.isnan(change):
        return MISSING
    size = abs(change)
    if unit in ("score", "points"):
        return _decimals(size, 1)
    if unit == "percent":
        return f"{_decimals(size, 1)} points"
    return value_text(size, unit, currency=currency)


def score(value: float | None, *, edges: Sequence[float] = BAND_EDGES) -> str:
    """Return a 0 to 100 score without decimals, or with as many as it takes not to contradict its band.

    Examples
    --------
    >>> score(75.0), score(75.3), score(49.6), score(62.5)
    ('75', '75.3', '49.6', '63')
    """
    if value is None or math.isnan(value):
        return MISSING
    for digits in range(MOST_DECIMALS):
        text = _decimals(value, digits)
        if _side(_read(text), edges) == _side(value, edges):
            return text
    return _decimals(value, MOST_DECIMALS)


def money(amount: float | None, *, currency: str = "EUR") -> str:
    """Amount with its currency, to three significant figures from 10,000 up: €4.82M, €980."""
    if amount is None or math.isnan(amount):
        return MISSING
    minus = MINUS if amount <= -0.5 else ""
    sign = CURRENCY_SIGNS.get(currency, f"{currency}\u00a0")
    return f"{minus}{sign}{_short(abs(amount))}"


def percent(value: float | None) -> str:
    """Per cent of 100, without decimals from 10 up: 31%, 9.6%."""
    if value is None or math.isnan(value):
        return MISSING
    is_short = abs(value) >= 9.95 or float(value).is_integer()
    return f"{_decimals(value, 0 if is_short else 1)}%"


def count(value: float | None) -> str:
    """Return a number of things: 4,812; a mean of counts keeps one decimal below 100."""
    if value is None or math.isnan(value):
        return MISSING
    is_short = abs(value) >= 99.95 or float(value).is_integer()
    return _decimals(value, 0 if is_short else 1)


def days(value: float | None) -> str:
    """Return a duration: 1 day, 41.5 days."""
    if value is None or math.isnan(value):
        return MISSING
    text = count(value)
    return f"{text} day" if text == "1" else f"{text} days"


def points(value: float | None) -> str:
    """Return a signed difference between two scores or shares: +1.2 points."""
    return MISSING if is_missing(value) else f"{signed(value)} points"


def signed(value: float | None, decimals: int = 1) -> str:
    """Return a number that always shows its sign, except zero."""
    if value is None or math.isnan(value):
        return MISSING
    text = _decimals(value, decimals)
    is_zero = not text.strip(f"{MINUS}0.")
    return text if is_zero or text.startswith(MINUS) else f"+{text}"


def span(low: float | None, high: float | None, *, unit: str = "score") -> str:
    """Return a range in words: 60 to 66."""
    return f"{value_text(low, unit)} to {value_text(high, unit)}"


def day(when: date | None) -> str:
    """Return a date: 14 Dec 2026."""
    return MISSING if when is None else f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def month(ordinal: int | None) -> str:
    """Return a month from its ordinal (year * 12 + month - 1): Mar 2026."""
    return MISSING if ordinal is None else f"{MONTHS[ordinal % 12]} {ordinal // 12}"


def quarter(ordinal: int | None, *, fiscal_start: int = 1) -> str:
    """Return the quarter of a month's ordinal: Q3 2026, or FY26 Q3 where the fiscal year starts later."""
    return MISSING if ordinal is None else quarter_text(ordinal, fiscal_start=fiscal_start)


def plural(number: int, one: str, many: str = "") -> str:
    """Return a counted noun: 1 partner, 12 partners."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def is_missing(value: float | None) -> bool:
    """Whether a value is not defined."""
    return value is None or math.isnan(value)


def _decimals(value: float, digits: int) -> str:
    """Return a number rounded half up as a reader expects, with thousands separators and a real minus."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{digits}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


def _short(amount: float) -> str:
    """Three significant figures and the letter of the step, or the amount in full when it is small."""
    if amount < FULL_MONEY_BELOW - 0.5:
        return _decimals(amount, 0)
    rounded = float(f"{amount:.3g}")  # first, so that 999,900 becomes 1.00M and not 1000K
    unit, letter = next(step for step in MONEY_STEPS if rounded >= step[0])
    scaled = rounded / unit
    return f"{_decimals(scaled, 2 if scaled < 10 else 1 if scaled < 100 else 0)}{letter}"


def _read(text: str) -> float:
    """Return the number that a reader takes from a formatted one."""
    return float(text.replace(MINUS, "-").replace(",", ""))


def _side(value: float, edges: Sequence[float]) -> int:
    """Which band a number falls in: 0 below the first edge, 1 between, 2 above the last."""
    return int(value >= edges[0]) + int(value > edges[-1])
