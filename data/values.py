"""Values: cells become numbers and words, one distinct value at a time; dates have a module of their own.

A column of a million cells has a few thousand distinct ones; those are parsed, and the result is spread over
the rows. What can be decided only over a whole column (the decimal mark) is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.file_mapping import DecimalMark
from kpi.schema import normalise_word

MISSING_WORDS: Final = frozenset({"", "n/a", "na", "#n/a", "null", "none", "-", "–", "—"})
"""What stands for nothing in a column of numbers, dates or words."""

UNKNOWN_WORDS: Final = MISSING_WORDS | {"unknown", "unspecified", "not set", "not specified", "tbd"}
"""What stands for nothing in a column of choices."""

_BLANKS: Final = " \u00a0\u2009\u202f"
_CURRENCY: Final = re.compile(r"^(?:[A-Za-z]{3}(?![A-Za-z])|[A-Z]{0,2}[$€£¥₹])|(?:(?<![A-Za-z])[A-Za-z]{3}|[$€£¥₹])$")
_SCALES: Final = {"": 1.0, "k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "b": 1e9, "bn": 1e9}
_BODY: Final = {
    ".": re.compile(r"^(\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:[ '’]\d{3})+|\d*)(?:\.(\d*))?(e[+-]?\d+)?$"),
    ",": re.compile(r"^(\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ '’]\d{3})+|\d*)(?:,(\d*))?(e[+-]?\d+)?$"),
}
_GROUPED: Final = r"^(\d{1,3}(T\d{3})+D\d+|\d{1,3}(T\d{3}){2,}|\d*D(\d{1,2}|\d{4,})|0?D\d+|\d{4,}D\d+)$"
"""Digits that show which mark is which: D before decimals, T between thousands."""
_NOT_FINITE: Final = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})


@dataclass(frozen=True)
class Coded:
    """A column as codes of its distinct cells.

    Parameters
    ----------
    codes
        One per row.
    words
        The distinct cells, trimmed.
    """

    codes: npt.NDArray[np.int64]
    words: pa.StringArray

    @classmethod
    def of(cls, cells: pa.StringArray) -> Coded:
        """Encode a column of text."""
        encoded = pc.utf8_trim_whitespace(cells).dictionary_encode()
        return cls(encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary)

    def texts(self) -> list[str]:
        """Return the distinct cells."""
        return [str(word) for word in self.words.to_pylist()]

    def spread(self, values: Sequence[str | None]) -> pd.Series:
        """Return text over the rows from one text per distinct cell."""
        words = pa.array(values, type=pa.string())
        indices = pa.array(self.codes)
        return pd.Series(words.take(indices).to_pandas(), dtype="str")

    def flags(self, values: Iterable[bool]) -> npt.NDArray[np.bool_]:
        """Return flags over the rows from one flag per distinct cell."""
        return np.fromiter(values, dtype=bool, count=len(self.words))[self.codes]


@dataclass(frozen=True)
class Parsed:
    """A column of values.

    Parameters
    ----------
    series
        One value per row; missing where the cell is empty or wrong.
    wrong
        What is wrong with cells -> flags of the rows.
    """

    series: pd.Series
    wrong: dict[str, npt.NDArray[np.bool_]]


def decimal_mark(columns: Sequence[Coded]) -> DecimalMark | None:
    """Return the decimal mark that the cells show, or None when they show none."""
    dots = commas = 0
    for column in columns:
        cores = pc.replace_substring_regex(column.words, r"[^\d.,]", "")
        dots += _count(cores, _GROUPED.replace("D", r"\.").replace("T", ","))
        commas += _count(cores, _GROUPED.replace("D", ",").replace("T", r"\."))
    if dots == commas:
        return None
    return "." if dots > commas else ","


def numbers(column: Coded, mark: DecimalMark) -> Parsed:
    """Parse a column of numbers.

    Parameters
    ----------
    column
        Cells such as ``1,234.50``, ``€ 5``, ``88%``, ``(1,200)``, ``250k``.
    mark
        Decimal mark.
    """
    plain = pc.match_substring_regex(column.words, r"^-?\d+(\.\d+)?$" if mark == "." else r"^-?\d+$")
    values = pc.if_else(plain, column.words, None).cast(pa.float64()).to_numpy(zero_copy_only=False).copy()
    missing = np.zeros(len(values), dtype=bool)
    for at in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)):
        text = str(column.words[int(at)].as_py())
        missing[at] = text.casefold() in MISSING_WORDS
        values[at] = math.nan if missing[at] else parse_number(text, mark)
    infinite = np.isinf(values)
    unread = np.isnan(values) & ~missing
    wrong = {
        "the number is not finite": infinite[column.codes],
        "it is not a number": unread[column.codes],
    }
    values[infinite] = math.nan
    return Parsed(pd.Series(values[column.codes]), wrong)


def parse_number(text: str, mark: DecimalMark = ".") -> float:
    """Return the number that a text shows: NaN when it shows none, infinite when it is not finite.

    Examples
    --------
    >>> [parse_number(text) for text in ("$1,234,567", "250k", "(1,200)", "88%", "7 apples")]
    [1234567.0, 250000.0, -1200.0, 88.0, nan]
    >>> parse_number("1.234,50 €", ",")
    1234.5
    """
    body = text.strip(_BLANKS).replace("−", "-")
    if body.casefold() in _NOT_FINITE:
        return math.inf
    bracketed = body.startswith("(") and body.endswith(")")
    body = _CURRENCY.sub("", body[1:-1] if bracketed else body).strip(_BLANKS)
    signed = body[:1] in ("-", "+") and not bracketed
    sign = -1.0 if bracketed or (signed and body[0] == "-") else 1.0
    body = _CURRENCY.sub("", body[1:].strip(_BLANKS)).strip(_BLANKS) if signed else body
    body = body.removesuffix("%").rstrip(_BLANKS)
    digits = body.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    scale = _SCALES.get(body[len(digits) :].casefold())
    for blank in _BLANKS:
        digits = digits.rstrip(blank).replace(blank, " ")
    match = _BODY[mark].match(digits.casefold())
    if scale is None or match is None or not (match[1] or match[2]):
        return math.nan
    whole = re.sub(r"\D", "", match[1])
    return sign * scale * float(f"{whole or '0'}.{match[2] or '0'}{match[3] or ''}")


def words(column: Coded, choices: dict[str, str] | Any) -> Parsed:
    """Normalise a column of vocabulary words and replace synonyms; other words are kept."""
    return _worded(column, lambda word: choices.get(word, word), "it holds no letter or digit")


def chosen(column: Coded, choices: dict[str, str] | Any) -> Parsed:
    """Map a column of choices; a word that is none of them is wrong."""
    allowed = ", ".join(dict.fromkeys(choices.values()))
    return _worded(column, choices.get, f"it is none of {allowed}", UNKNOWN_WORDS)


def text(column: Coded) -> Parsed:
    """Keep a column of text as it is, trimmed; an empty cell is missing."""
    return Parsed(column.spread([word or None for word in column.texts()]), {})


def _worded(
    column: Coded, meaning: Callable[[str], str | None], rule: str, nothing: frozenset[str] = MISSING_WORDS
) -> Parsed:
    texts = column.texts()
    given = [item.casefold() not in nothing for item in texts]
    meanings = [
        (meaning(normalise_word(item)) or None) if there else None for item, there in zip(texts, given, strict=True)
    ]
    wrong = column.flags(there and word is None for there, word in zip(given, meanings, strict=True))
    return Parsed(column.spread(meanings), {rule: wrong})


def _count(cores: pa.StringArray, pattern: str) -> int:
    return int(pc.sum(pc.match_substring_regex(cores, pattern)).as_py() or 0)
