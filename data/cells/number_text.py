"""Numbers as people write them: signs, currencies, brackets, thousands, percent and scales around digits."""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final, NamedTuple

from data.columns.file_mapping import DecimalMark

_FORMS: Final[Mapping[str, Any]] = tomllib.loads(
    (files("data.cells") / "written_forms.toml").read_text(encoding="utf-8")
)


def listed(name: str) -> frozenset[str]:
    """Return a list of words of the table of written forms."""
    return frozenset(_FORMS[name].split(", "))


CURRENCY_SIGNS: Final[Mapping[str, str]] = _FORMS["currency_signs"]
"""Sign -> the currency for which it usually stands; empty when there is no usual one."""

SHARED_SIGNS: Final = {
    sign.casefold(): frozenset(codes.split(", ")) for sign, codes in _FORMS["shared_signs"].items()
}
"""Sign without case -> the currencies for which it may stand, where it is not one."""

THREE_DECIMALS: Final = listed("three_decimals")
"""Currencies with thousandths; amounts of any other have at most two decimals."""

_SCALES: Final[Mapping[str, int]] = {"": 0, **_FORMS["scales"]}
_ALIKE: Final[Mapping[str, str]] = _FORMS["alike"]
_NOT_FINITE: Final = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
_BLANKS: Final = " \t"
_PERCENTS: Final = frozenset({"%", "pct", "percent", "prozent"})
_LONGEST: Final = 500
_NUMBER: Final = re.compile(
    r"(?P<head>[^0-9]*)(?P<digits>[0-9][0-9.,' ]*)(?P<power>[eE][-+]?[0-9]{1,3})?(?P<tail>[^0-9]*)"
)
_AROUND: Final = re.compile(r"[-+()%]|[^\W\d_]*[$€£¥₹₽₺₩₪₴₫₱฿₦]|[^\W\d_]+\.?|(?P<odd>[^ ])")
_NO_CENTS: Final = re.compile(r"[.,] ?-(?![-+])")
_WHOLE: Final = {
    ".": r"[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}|[1-9][0-9]{0,2}(?:[ '][0-9]{3})+",
    ",": r"[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,2}(?:[ '][0-9]{3})+",
}
_DIGITS: Final = {mark: re.compile(rf"({whole})?(?:{re.escape(mark)}([0-9]*))?") for mark, whole in _WHOLE.items()}


class Dressed(NamedTuple):
    """A number with what stands around it.

    Parameters
    ----------
    digits
        With their marks, still to be read.
    sign
        1 or -1.
    power
        Of ten, by which they are multiplied.
    currency
        Its sign or code as written; empty when there is none.
    """

    digits: str
    sign: int
    power: int
    currency: str


def parse_number(text: str, mark: DecimalMark = ".") -> float:
    """Return the number that a text shows: NaN when it shows none, infinite when it is not finite.

    Examples
    --------
    >>> [parse_number(text) for text in ("$1,234,567", "250k", "(1,200)", "88%", "7 apples")]
    [1234567.0, 250000.0, -1200.0, 88.0, nan]
    >>> parse_number("1.234,50 €", ","), parse_number("1,2 Mio.", ","), parse_number("1'200.50-")
    (1234.5, 1200000.0, -1200.5)
    """
    if text.strip().casefold() in _NOT_FINITE:
        return math.inf
    dressed = undress(plain_text(text, mark))
    return math.nan if dressed is None else value_of(dressed, mark)


def undress(text: str) -> Dressed | None:
    """Return the digits of a number and what stands around them; None when that is no number.

    Examples
    --------
    >>> undress("-$1,200k")
    Dressed(digits='1,200', sign=-1, power=3, currency='$')
    """
    match = _NUMBER.fullmatch(text.strip(_BLANKS)) if len(text) <= _LONGEST else None
    if match is None:
        return None
    head, digits, tail = match["head"], match["digits"].rstrip(_BLANKS), match["tail"]
    if head[-1:] in (".", ",") and head.split()[-1].casefold() not in _CODES:
        head, digits = head[:-1], head[-1] + digits
    # "50,-" is fifty without cents.
    if digits[-1:] in (".", ",") and _NO_CENTS.match(digits[-1] + tail):
        digits, tail = digits[:-1], tail.lstrip(_BLANKS)[1:]
    around = _Around()
    if not (around.takes(head, before=True) and around.takes(tail, before=False)) or around.is_open:
        return None
    power = int((match["power"] or "e0")[1:]) + around.power
    return Dressed(digits, -1 if around.is_negative else 1, power, around.currency)


class _Around:
    """What stands around digits: each thing once."""

    def __init__(self) -> None:
        self.currency = ""
        self.power = 0
        self.is_open = False
        self.is_negative = False
        self._seen: set[str] = set()

    def takes(self, text: str, *, before: bool) -> bool:
        """Take all words before or behind the digits; say whether each means something."""
        return all(match["odd"] is None and self._take(match[0], before) for match in _AROUND.finditer(text))

    def _take(self, word: str, before: bool) -> bool:
        key = word.casefold().rstrip(".")
        if word in "+-":
            self.is_negative = self.is_negative or word == "-"
            return self._once("sign")
        if word == "(" and before:
            self.is_open = self.is_negative = True
            return self._once("sign")
        if word == ")" and self.is_open:
            self.is_open = False
            return True
        if key in _PERCENTS:
            return self._once("percent")
        if key in _SCALES and not before:
            self.power = _SCALES[key]
            return self._once("scale")
        if key[:-1] in _SCALES and not before and key[-1] in _CODES:
            self.power, self.currency = _SCALES[key[:-1]], word.rstrip(".")[-1]
            return self._once("scale") and self._once("currency")
        self.currency = word
        return word.casefold() in _CODES and self._once("currency")

    def _once(self, what: str) -> bool:
        is_new = what not in self._seen
        self._seen.add(what)
        return is_new


def value_of(dressed: Dressed, mark: DecimalMark) -> float:
    """Return the number that digits show with a decimal mark; NaN when they show none."""
    match = _DIGITS[mark].fullmatch(dressed.digits)
    if match is None or not (match[1] or match[2]):
        return math.nan
    whole = re.sub(r"[^0-9]", "", match[1] or "0")
    return dressed.sign * float(f"{whole}.{match[2] or '0'}e{dressed.power}")


def currency_of(text: str) -> str:
    """Return the ISO code of a currency's sign or code; empty when a sign stands for several."""
    return _CODES.get(text.casefold(), "")


def plain_text(text: str, mark: DecimalMark = ".") -> str:
    """Return a text with plain digits, blanks and signs in the place of their many look-alikes.

    Examples
    --------
    >>> plain_text("１２３"), plain_text("٣٫٥", ","), plain_text("5²")
    ('123', '3,5', '5²')
    """
    if text.isascii():
        return text
    if "٫" in text or "٬" in text:
        other = "." if mark == "," else ","
        text = text.replace("٫", mark).replace("٬", other)
    return "".join(_plain_char(char) for char in text)


def _plain_char(char: str) -> str:
    if char in _ALIKE:
        return _ALIKE[char]
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return " " if char.isspace() else char


_CODES: Final = {sign.casefold(): code for sign, code in CURRENCY_SIGNS.items()} | {
    code.casefold(): code for code in listed("currency_codes")
}
