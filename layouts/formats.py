"""Values become text here and nowhere else: (value, unit) in, words for a reader out.

A missing value (``None`` or NaN) is an en dash. Minus is U+2212, so that it is as wide as a plus.
Signs, months and where a currency stands are those of the reader's language (`kpi.language`).
"""

import math
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from kpi.language import language, t, tn
from kpi.periods import quarter_text

MISSING = "–"
MINUS = "−"
BAND_EDGES = (50.0, 75.0)
"""Where the bands meet unless a method says otherwise; both belong to the middle band."""

CURRENCY_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
FULL_MONEY_BELOW = 10_000
"""Smaller amounts are written out: three significant figures would hide a deal's price."""

MOST_DECIMALS = 9
ALMOST_HALF = 0.4999
REMEMBERED = 16_384
"""Numbers whose text is kept: pages repeat theirs, and exact rounding takes most of the time."""


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
        return t("{number} points", number=_decimals(size, 1))
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
    return language().number_text(_score(float(value), tuple(edges)))


def shown_score(value: float) -> float:
    """Return a score as `score` writes it: what is sent along with the text tells no more than the text.

    Examples
    --------
    >>> shown_score(62.48), shown_score(75.3)
    (62.0, 75.3)
    """
    return float(_score(value, tuple(BAND_EDGES)))


def money(amount: float | None, *, currency: str = "EUR") -> str:
    """Amount with its currency, to three significant figures from 10,000 up: €4.82M, €980."""
    if amount is None or math.isnan(amount):
        return MISSING
    minus = MINUS if amount <= -0.5 else ""
    form, sign = language().money_form, CURRENCY_SIGNS.get(currency, "")
    if not sign:
        form, sign = form.replace("{sign}{amount}", "{sign}\u00a0{amount}"), currency
    return minus + form.format(sign=sign, amount=_short(abs(amount)))


def percent(value: float | None) -> str:
    """Per cent of 100, without decimals from 10 up: 31%, 9.6%."""
    if value is None or math.isnan(value):
        return MISSING
    is_short = abs(value) >= 9.95 or float(value).is_integer()
    return language().percent_form.format(_decimals(value, 0 if is_short else 1))


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
    return tn("{number} day", "{number} days", 1 if text == "1" else _whole(value), number=text)


def points(value: float | None) -> str:
    """Return a signed difference between two scores or shares: +1.2 points."""
    return MISSING if is_missing(value) else t("{number} points", number=signed(value))


def signed(value: float | None, decimals: int = 1) -> str:
    """Return a number that always shows its sign, except zero."""
    if value is None or math.isnan(value):
        return MISSING
    text = _decimals(value, decimals)
    is_zero = not any(digit in text for digit in "123456789")
    return text if is_zero or text.startswith(MINUS) else f"+{text}"


def span(low: float | None, high: float | None, *, unit: str = "score") -> str:
    """Return a range in words: 60 to 66."""
    return t("{low} to {high}", low=value_text(low, unit), high=value_text(high, unit))


def day(when: date | None) -> str:
    """Return a date: 14 Dec 2026."""
    if when is None:
        return MISSING
    spoken = language()
    return spoken.day_form.format(day=when.day, month=spoken.months[when.month - 1], year=when.year)


def month(ordinal: int | None) -> str:
    """Return a month from its ordinal (year * 12 + month - 1): Mar 2026."""
    if ordinal is None:
        return MISSING
    spoken = language()
    return spoken.month_form.format(month=spoken.months[ordinal % 12], year=ordinal // 12)


def quarter(ordinal: int | None, *, fiscal_start: int = 1) -> str:
    """Return the quarter of a month's ordinal: Q3 2026, or FY26 Q3 where the fiscal year starts later."""
    return MISSING if ordinal is None else quarter_text(ordinal, fiscal_start=fiscal_start)


def counted(one: str, many: str, number: float, /, **values: object) -> str:
    """Return a message that counts something, its number written as ``{count}``.

    Parameters
    ----------
    one, many, values
        As in `kpi.language.tn`: literals, so that they are found for the catalogue of messages.
    number
        How many.

    Examples
    --------
    >>> counted("{count} partner", "{count} partners", 4812)
    '4,812 partners'
    """
    return tn(one, many, _whole(number), count=count(number), **values)


def is_missing(value: float | None) -> bool:
    """Whether a value is not defined."""
    return value is None or math.isnan(value)


def _whole(number: float) -> int:
    """Return a number as rules of plurals take it: a fraction counts as several."""
    return int(number) if float(number).is_integer() else 2


def _decimals(value: float, digits: int) -> str:
    """Return a number rounded half up as a reader expects, with thousands separators and a real minus."""
    text = _plain(float(value), digits)
    signs = language().signs
    return text if signs is None else text.translate(signs)


@lru_cache(REMEMBERED)
def _plain(value: float, digits: int) -> str:
    """Return a number with English separators."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{digits}f}"
    return f"{MINUS}{text}" if rounded < 0 else text


@lru_cache(REMEMBERED)
def _score(value: float, edges: tuple[float, ...]) -> str:
    """Return a score with English separators, and as many decimals as keep it on its side of the edges."""
    nearest = round(value)
    # Nearly always that is all; halves, which are rounded up, are left to the exact way.
    if nearest >= 0 and abs(value - nearest) < ALMOST_HALF and _side(nearest, edges) == _side(value, edges):
        return str(nearest)
    for digits in range(MOST_DECIMALS):
        text = _plain(value, digits)
        if _side(_read(text), edges) == _side(value, edges):
            return text
    return _plain(value, MOST_DECIMALS)


def _short(amount: float) -> str:
    """Three significant figures and the sign of the step, or the amount in full when it is small."""
    if amount >= FULL_MONEY_BELOW - 0.5:
        rounded = float(f"{amount:.3g}")  # first, so that 999,900 becomes 1.00M and not 1000K
        for step, form in language().money_steps:
            if rounded >= step:
                scaled = rounded / step
                return form.format(_decimals(scaled, 2 if scaled < 10 else 1 if scaled < 100 else 0))
    return _decimals(amount, 0)


def _read(text: str) -> float:
    """Return the number that an English text says."""
    return float(text.replace(MINUS, "-").replace(",", ""))


def _side(value: float, edges: Sequence[float]) -> int:
    """Which band a number falls in: 0 below the first edge, 1 between, 2 above the last."""
    return int(value >= edges[0]) + int(value > edges[-1])
