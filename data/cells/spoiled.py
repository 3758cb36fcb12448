"""Cells that a spreadsheet has destroyed: what they held can't be known any more, so they are never loaded.

An id of sixteen digits becomes 1.23E+15, the id 3-1 becomes 3-Jan, a formula becomes #REF!, a narrow column
becomes ########. Zeros lost at the front of an id leave no trace; nothing is said about them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.cells.coded import Bytes, Coded, Flags, edges, flagged
from data.cells.months import MONTH_NAMES
from kpi.schema import normalise_word

SPREADSHEET_ERROR: Final = "it is an error of a spreadsheet"
ROUNDED_NUMBER: Final = "a spreadsheet has rounded the number"
ROUNDED_ID: Final = "a spreadsheet has rounded the id"
DATED_ID: Final = "a spreadsheet has made a date of the id"

ID_COLUMNS: Final = frozenset({"partner_id", "deal_id", "interaction_id", "response_id", "activity_id", "respondent"})
"""Columns in which a date or a rounded number stands for something else."""

_ERRORS: Final = (
    r"#(?:REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|GETTING_DATA|BEZUG|WERT|ZAHL|ÜBERLAUF|VALEUR"
    r"|NOM|NOMBRE|NUL|¡REF|¡VALOR|¿NOMBRE|¡NUM|¡DIV/0|¡NULO|RIF|VALORE|NOME|NUM|VERW|WAARDE|NAAM|ADR|ARG|NAZWA|DZIEL/0)"
    r"[!?]?|#{3,}"
)
_ERROR: Final = re.compile(f"(?:{_ERRORS})", re.IGNORECASE)
_ROUNDED: Final = re.compile(r"[-+]?[0-9](?:[.,][0-9]{1,14})?E\+[0-9]{2,3}")
_DAY_AND_MONTH: Final = re.compile(
    r"(?P<day>[0-9]{1,2})(?:\. |[-. ])(?P<month>[^\W\d_]{3,5})\.?"
    r"|(?P<first>[^\W\d_]{3,5})\.?[-. ](?P<number>[0-9]{2}|(?:19|20)[0-9]{2})"
)
_WHOLE_DATE: Final = re.compile(
    r"[0-9]{1,2}(?P<mark>[./])[0-9]{1,2}(?P=mark)(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"(?:[ T]00:00(?::00)?)?"
)
_LONGEST: Final = 24
_DIGITS_CUT: Final = r"^[0-9]{1,4}[-./ ,E]"
_LETTERS_CUT: Final = r"^[^-. 0-9]{3,8}\.?[-. ][0-9]{2,4}$"
_MAY_BE_MONTH: Final = np.isin(
    np.arange(256), [ord(char) for name in MONTH_NAMES for char in name[0] + name[0].upper()]
)
"""Bytes with which the name of a month begins."""
_KEPT_DIGITS: Final = 15
_ENOUGH: Final = 5
_LONG_NUMBER: Final = rf"^[1-9][0-9]{{{_KEPT_DIGITS},}}$"
_CUT_NUMBER: Final = rf"^[1-9][0-9]{{{_KEPT_DIGITS - 1}}}0+$"


def is_error(text: str) -> bool:
    """Say whether a cell is what a spreadsheet shows in the place of a value.

    Examples
    --------
    >>> is_error("#REF!"), is_error("########"), is_error("#BEZUG!"), is_error("#1")
    (True, True, True, False)
    """
    return text[:1] == "#" and _ERROR.fullmatch(text) is not None


def is_rounded(text: str) -> bool:
    """Say whether a number is written as a spreadsheet writes one for which the column is too narrow.

    Examples
    --------
    >>> is_rounded("1,23E+15"), is_rounded("1.23457E+15"), is_rounded("1.5e3")
    (True, True, False)
    """
    return "E+" in text and _ROUNDED.fullmatch(text) is not None


def is_dated(text: str) -> bool:
    """Say whether an id has become a day of the year, a month or a date.

    Examples
    --------
    >>> is_dated("3-Jan"), is_dated("Mar-05"), is_dated("05. Mrz"), is_dated("05.03.2026"), is_dated("ACME-05")
    (True, True, True, True, False)
    """
    if len(text) > _LONGEST:
        return False
    match = _DAY_AND_MONTH.fullmatch(text)
    if match:
        # A spreadsheet writes Mar-05 or mars-05; MAR-05 is somebody's own numbering.
        month = match["month"] or match["first"]
        return not month.isupper() and normalise_word(month) in MONTH_NAMES
    return _WHOLE_DATE.fullmatch(text) is not None


def spoiled_text(column: Coded) -> dict[str, Flags]:
    """Return which rows of a column of words or text hold an error of a spreadsheet."""
    suspects = pc.starts_with(column.words, "#").to_numpy(zero_copy_only=False)
    if not suspects.any():
        return {}
    found = np.zeros(len(column.words), dtype=bool)
    found[suspects] = [is_error(str(column.words[int(at)])) for at in np.flatnonzero(suspects)]
    return flagged(column, {SPREADSHEET_ERROR: found})


def spoiled_ids(column: Coded, kept: Collection[str] = ()) -> dict[str, Flags]:
    """Return which rows of a column of ids a spreadsheet has destroyed, by rule.

    Parameters
    ----------
    column
        The ids.
    kept
        Ids that a person has vouched for.
    """
    rules = {rule: np.zeros(len(column.words), dtype=bool) for rule in (SPREADSHEET_ERROR, ROUNDED_ID, DATED_ID)}
    first, last, lengths = edges(column.words)
    for at in np.flatnonzero(_may_be_spoiled(column.words, first, last, lengths)):
        text = str(column.words[int(at)])
        rule = "" if text in kept else _rule_of(text)
        if rule:
            rules[rule][at] = True
    is_long = (lengths > _KEPT_DIGITS) & (first >= ord("1")) & (first <= ord("9"))
    if is_long.sum() >= _ENOUGH:
        rules[ROUNDED_ID] |= _cut_numbers(column.words)
    return flagged(column, rules)


def _rule_of(text: str) -> str:
    if is_error(text):
        return SPREADSHEET_ERROR
    if is_rounded(text):
        return ROUNDED_ID
    return DATED_ID if is_dated(text) else ""


def _may_be_spoiled(words: pa.StringArray, first: Bytes, last: Bytes, lengths: npt.NDArray[np.int32]) -> Flags:
    """Leave out at once what can't be: most ids."""
    found: Flags = first == ord("#")
    is_short = (lengths > 0) & (lengths <= _LONGEST)
    begins_with_digit = is_short & (first >= ord("0")) & (first <= ord("9"))
    ends_with_digit = (last >= ord("0")) & (last <= ord("9"))
    begins_with_month = is_short & ends_with_digit & _MAY_BE_MONTH[first]
    for suspects, pattern in ((begins_with_digit, _DIGITS_CUT), (begins_with_month, _LETTERS_CUT)):
        places = np.flatnonzero(suspects)
        if len(places):
            alike = pc.match_substring_regex(words.take(pa.array(places)), pattern).to_numpy(zero_copy_only=False)
            found[places[alike]] = True
    return found


def _cut_numbers(words: pa.StringArray) -> Flags:
    """Find numbers of which a spreadsheet has kept fifteen digits: all long ones end in zeros."""
    numbers: Flags = pc.match_substring_regex(words, _LONG_NUMBER).to_numpy(zero_copy_only=False)
    cut: Flags = pc.match_substring_regex(words, _CUT_NUMBER).to_numpy(zero_copy_only=False)
    return cut if cut.sum() >= _ENOUGH and cut.sum() == numbers.sum() else np.zeros(len(words), dtype=bool)
