"""Columns of numbers: which mark stands before decimals is decided over all rows, and asked when they don't say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.cells.coded import Coded, Parsed, flagged
from data.cells.number_text import (
    THREE_DECIMALS,
    Dressed,
    currency_of,
    parse_number,
    plain_text,
    undress,
    value_of,
)
from data.cells.spoiled import ROUNDED_NUMBER, SPREADSHEET_ERROR, is_error, is_rounded
from data.columns.file_mapping import DecimalMark
from data.results import Decision, Question

MISSING_WORDS: Final = frozenset({"", "n/a", "na", "#n/a", "#nv", "null", "none", "-", "–", "—"})
"""What stands for nothing in a column of numbers, dates or words."""

NOT_A_NUMBER: Final = "it is not a number"
NOT_FINITE: Final = "the number is not finite"

_FEW: Final = 20
"""One decimal comma among more cells than this, all of which look like thousands, decides nothing."""

_STRAY: Final = 100
"""Of cells that contradict one another, fewer than one in so many are errors."""

_OTHER: Final[dict[DecimalMark, DecimalMark]] = {".": ",", ",": "."}
# The ways to write most numbers; whole columns of them are read without a look at each. The rest is read one by one.
_EVEN: Final = {
    ".": r"^-?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?$",
    ",": r"^-?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?$",
}
_MARKED: Final = r"[.,]"
_PARTS: Final = r"^([^0-9.,]*)([0-9][0-9.,]*)([^0-9.,][^0-9]*)?$"
"""What stands before the digits, the digits, and what stands behind them."""


@dataclass(frozen=True)
class NumberEvidence:
    """What the cells of a column say about its decimal mark; that of two blocks is added.

    Parameters
    ----------
    dot, comma
        Rows that can only be read with this decimal mark.
    open_dot, open_comma
        Rows whose only mark this is, before three digits: 1.234 is one thing or a thousand times as much.
    money_dot, money_comma
        Those of them that are amounts of a currency without thousandths: the mark stands between thousands.
    example
        A cell that can be read in two ways.
    """

    dot: int = 0
    comma: int = 0
    open_dot: int = 0
    open_comma: int = 0
    money_dot: int = 0
    money_comma: int = 0
    example: str = ""

    def __add__(self, other: NumberEvidence) -> NumberEvidence:
        return NumberEvidence(
            self.dot + other.dot,
            self.comma + other.comma,
            self.open_dot + other.open_dot,
            self.open_comma + other.open_comma,
            self.money_dot + other.money_dot,
            self.money_comma + other.money_comma,
            self.example or other.example,
        )

    @property
    def open(self) -> int:
        """Rows that can be read in two ways."""
        return self.open_dot + self.open_comma

    @property
    def is_settled(self) -> bool:
        """No cell is open to a second reading, and none contradicts another."""
        return not self.open and not (self.dot and self.comma)


@dataclass(frozen=True)
class NumberForm:
    """How the numbers of a column are read.

    Parameters
    ----------
    mark
        Before the decimals.
    reason
        Why; empty when the cells leave nothing to decide.
    question
        What has to be answered first, if anything.
    """

    mark: DecimalMark = "."
    reason: str = ""
    question: Question | None = None

    def decision(self, column: str) -> Decision | None:
        """Return what was decided about a column, if anything was."""
        return Decision(f"decimal mark of {column}", self.mark, self.reason) if self.reason else None


def number_evidence(column: Coded) -> NumberEvidence:
    """Look at a block of a column: what its cells say about the decimal mark."""
    marked = pc.match_substring_regex(column.words, _MARKED).to_numpy(zero_copy_only=False)
    if not marked.any():
        return NumberEvidence(**_odd_evidence(column, np.flatnonzero(_unplain(column.words) & ~marked)))
    counts = column.counts()
    by_dot, by_comma = (_matches(column.words, _EVEN[mark]) for mark in (".", ","))
    if (by_dot ^ by_comma).all():
        return NumberEvidence(dot=int(counts[by_dot].sum()), comma=int(counts[by_comma].sum()))
    even = _undressed(column.words)
    by_dot, by_comma = (_matches(even.digits, _EVEN[mark]) & ~np.isnan(even.sign) for mark in (".", ","))
    is_open = by_dot & by_comma & marked
    with_dot = pc.match_substring(even.digits, ".").to_numpy(zero_copy_only=False)
    example = next((str(column.words[int(at)]) for at in np.flatnonzero(is_open & (counts > 0))[:1]), "")
    found = NumberEvidence(
        dot=int(counts[by_dot & ~by_comma].sum()),
        comma=int(counts[by_comma & ~by_dot].sum()),
        open_dot=int(counts[is_open & with_dot].sum()),
        open_comma=int(counts[is_open & ~with_dot].sum()),
        money_dot=int(counts[is_open & with_dot & even.is_money].sum()),
        money_comma=int(counts[is_open & ~with_dot & even.is_money].sum()),
        example=example,
    )
    return found + NumberEvidence(**_odd_evidence(column, np.flatnonzero(~by_dot & ~by_comma)))


def number_form(
    evidence: NumberEvidence,
    header: str,
    *,
    shared: Sequence[NumberEvidence] = (),
    choice: DecimalMark | None = None,
) -> NumberForm:
    """Decide how the numbers of a column are read, over all its rows.

    Parameters
    ----------
    evidence
        Of the column: the sum over its blocks.
    header
        Of the column in the file, for the question.
    shared
        Evidence of the other columns of numbers, which decides where this one says nothing.
    choice
        What a person said.
    """
    if choice:
        return NumberForm(choice, "you said so" if evidence.open or evidence.dot or evidence.comma else "")
    own = _shown(evidence)
    if own and not _is_doubtful(evidence, own):
        return NumberForm(own, "its numbers show it")
    if evidence.is_settled:
        return NumberForm()
    if not (evidence.dot or evidence.comma):
        others = {mark for mark in map(_shown, shared) if mark}
        if len(others) == 1:
            return NumberForm(others.pop(), "other columns show it")
        if bool(evidence.money_dot) != bool(evidence.money_comma):
            reason = "amounts of money have no three decimals"
            return NumberForm("," if evidence.money_dot else ".", reason)
    return NumberForm(own or ".", "", _question(evidence, header))


def numbers(column: Coded, mark: DecimalMark) -> Parsed:
    """Parse a column of numbers.

    Parameters
    ----------
    column
        Cells such as ``1,234.50``, ``€ 5``, ``88%``, ``(1,200)``, ``250k``.
    mark
        Decimal mark.
    """
    values = _cast(column.words) if mark == "." else None
    if values is not None:
        return Parsed(pd.Series(column.take(values)))
    values, rest = _even_values(column.words, mark)
    rules = {rule: np.zeros(len(values), dtype=bool) for rule in (NOT_FINITE, *_SPOILED, NOT_A_NUMBER)}
    for at in rest:
        text = str(column.words[int(at)])
        values[at], rule = _read(text, mark)
        if rule:
            rules[rule][at] = True
    return Parsed(pd.Series(column.take(values)), flagged(column, rules))


def currencies(column: Coded) -> pd.Series | None:
    """Return the sign or code of a currency beside each number; None when none stands anywhere."""
    if not _matches(column.words, r"[^-0-9., ()%+']").any():
        return None
    # Numbers that have the same beside them have the same currency: one of them is looked at.
    beside = pc.replace_substring_regex(column.words, r"[-0-9., ()%+']", "").dictionary_encode()
    places = beside.indices.to_numpy(zero_copy_only=False)
    _, firsts = np.unique(places, return_index=True)
    found = [undress(plain_text(str(column.words[int(at)]))) for at in firsts]
    signs = [one.currency if one and one.currency else None for one in found]
    return Coded(np.asarray(column.take(places)), beside.dictionary).spread(signs) if any(signs) else None


_SPOILED: Final = (SPREADSHEET_ERROR, ROUNDED_NUMBER)


def _shown(evidence: NumberEvidence) -> DecimalMark | None:
    """Return the mark that the cells show; of two that contradict each other, the one that is no stray."""
    most, least = max(evidence.dot, evidence.comma), min(evidence.dot, evidence.comma)
    if most == 0 or least * _STRAY > most:
        return None
    return "." if evidence.dot > evidence.comma else ","


def _is_doubtful(evidence: NumberEvidence, mark: DecimalMark) -> bool:
    """Say whether a few cells give a mark a meaning that many others hardly have: 1,5 among many like 1,500."""
    decisive, alike = (evidence.dot, evidence.open_dot) if mark == "." else (evidence.comma, evidence.open_comma)
    return alike > _FEW * decisive


def _question(evidence: NumberEvidence, header: str) -> Question:
    cell = evidence.example
    if not cell:
        text = f"In {header}, some numbers have a decimal point and some a decimal comma. Which is right?"
        return Question("decimal", header, text, ((".", "a point, as in 1.5"), (",", "a comma, as in 1,5")))
    readings = [(mark, f"{cell} is {parse_number(cell, mark):.15g}") for mark in _likeliest(evidence)]
    text = f"In {header}, is {cell} a number with decimals or one in thousands? Its cells can be read both ways."
    return Question("decimal", header, text, tuple(readings), evidence.open)


def _likeliest(evidence: NumberEvidence) -> tuple[DecimalMark, DecimalMark]:
    return (".", ",") if evidence.open_comma >= evidence.open_dot else (",", ".")


def _odd_evidence(column: Coded, places: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Look at cells that need a closer look, one by one."""
    counts = column.counts()
    found = dict.fromkeys(("dot", "comma", "open_dot", "open_comma", "money_dot", "money_comma"), 0)
    example = ""
    for at in places:
        text = str(column.words[int(at)])
        kinds = _reading(text) if counts[at] else ()
        for kind in kinds:
            found[kind] += int(counts[at])
        example = example or (text if kinds and kinds[0].startswith("open") else "")
    return {**found, "example": example}


def _reading(text: str) -> tuple[str, ...]:
    dressed = undress(plain_text(text))
    if dressed is None:
        return ()
    by_dot, by_comma = value_of(dressed, "."), value_of(dressed, ",")
    if math.isnan(by_dot) or math.isnan(by_comma):
        return _only(by_dot, by_comma)
    if by_dot == by_comma and not ("." in dressed.digits or "," in dressed.digits):
        return ()
    name = "dot" if "." in dressed.digits else "comma"
    return (f"open_{name}", *((f"money_{name}",) if _has_no_thousandths(dressed) else ()))


def _only(by_dot: float, by_comma: float) -> tuple[str, ...]:
    if math.isnan(by_dot) and math.isnan(by_comma):
        return ()
    return ("comma",) if math.isnan(by_dot) else ("dot",)


def _has_no_thousandths(dressed: Dressed) -> bool:
    return bool(dressed.currency) and dressed.power == 0 and currency_of(dressed.currency) not in THREE_DECIMALS


def _read(text: str, mark: DecimalMark) -> tuple[float, str]:
    if text.casefold() in MISSING_WORDS:
        return math.nan, ""
    if is_error(text):
        return math.nan, SPREADSHEET_ERROR
    if is_rounded(text):
        return math.nan, ROUNDED_NUMBER
    value = parse_number(text, mark)
    if math.isinf(value):
        return math.nan, NOT_FINITE
    return value, NOT_A_NUMBER if math.isnan(value) else ""


def _cast(words: pa.StringArray) -> npt.NDArray[np.float64] | None:
    """Read plain numbers at once; None when a cell is anything else."""
    if bool(pc.any(pc.match_substring(words, "E")).as_py()):
        return None
    try:
        found = pc.if_else(pc.equal(words, ""), None, words).cast(pa.float64())
    except pa.ArrowInvalid:
        return None
    values: npt.NDArray[np.float64] = found.to_numpy(zero_copy_only=False)
    return values if pc.all(pc.is_finite(found)).as_py() in (True, None) else None


def _even_values(words: pa.StringArray, mark: DecimalMark) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Read the cells that are written in the usual ways, and say which ones are not."""
    found = _undressed(words)
    even = pc.and_(pc.match_substring_regex(found.digits, _EVEN[mark]), pa.array(~np.isnan(found.sign)))
    plain = pc.replace_substring(found.digits, _OTHER[mark], "")
    if mark == ",":
        plain = pc.replace_substring(plain, ",", ".")
    values = pc.if_else(even, plain, None).cast(pa.float64()).to_numpy(zero_copy_only=False) * found.sign
    odd = ~even.to_numpy(zero_copy_only=False) | np.isinf(values)
    return values, np.flatnonzero(odd)


class _Undressed(NamedTuple):
    """Numbers without what stands around them: digits, and their sign; NaN where a closer look is needed."""

    digits: pa.StringArray
    sign: npt.NDArray[np.float64]
    is_money: npt.NDArray[np.bool_]


def _undressed(words: pa.StringArray) -> _Undressed:
    """Take away what stands around most numbers. Whatever is around one of them is looked at once for all."""
    digits = pc.replace_substring_regex(words, _PARTS, r"\2")
    around = pc.replace_substring_regex(words, _PARTS, r"\1#\3")
    # A word that does not fall into these parts stays as it is, and is looked at by itself.
    around = pc.if_else(pc.match_substring(around, "#"), around, "").dictionary_encode()
    seen = [undress(plain_text(str(one).replace("#", "1"))) if one else None for one in around.dictionary.to_pylist()]
    signs = [float(one.sign) if one and one.power == 0 and one.digits == "1" else math.nan for one in seen]
    money = [bool(one and _has_no_thousandths(one)) for one in seen]
    places = around.indices.to_numpy(zero_copy_only=False)
    return _Undressed(digits, np.array(signs)[places], np.array(money, dtype=bool)[places])


def _matches(words: pa.StringArray, pattern: str) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = pc.match_substring_regex(words, pattern).to_numpy(zero_copy_only=False)
    return found


def _unplain(words: pa.StringArray) -> npt.NDArray[np.bool_]:
    return _matches(words, "[٫٬．，]")
