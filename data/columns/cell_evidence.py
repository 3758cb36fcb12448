"""What the first cells of a column say about its meaning: they may support what the header says, or contradict it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import pyarrow as pa

from data.cells.coded import Coded
from data.cells.likert import is_no_answer, likert_evidence
from data.cells.numbers import MISSING_WORDS
from data.columns.headers import header_words
from data.columns.synonyms import answer_words, measure_words
from data.method_files import load_method
from kpi.schema import TABLES, Column, Kind, normalise_word

FEWEST: Final = 3
"""Filled cells from which a column can be judged."""

_LOOKED_AT: Final = 200
_LONGEST_LOOK: Final = 200
_SHOWN: Final = 3
_LONGEST_ANSWER: Final = 40
_MOST_ANSWERS: Final = 100
_MOST: Final = 0.9
_SOME: Final = 0.3
_FEW: Final = 0.2

_NUMBER: Final = re.compile(
    r"^[-+−(]?\s*(?:[A-Za-z]{3}|[A-Z]{0,2}[$€£¥₹])?\s*[-+−]?(?:\d[\d.,'’ \u00a0\u2009\u202f]*|[.,]\d+)(?:e[+-]?\d+)?"
    r"\s*(?:k|m|mn|mio|b|bn|tsd)?\.?\s*(?:%|[A-Za-z]{3}|[$€£¥₹])?\)?$",
    re.IGNORECASE,
)
_DATE: Final = re.compile(
    r"^(?:\w{2,12}\.?,? )?"
    r"(?:\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|(?:19|20)\d{6}"
    r"|\d{1,2}\.?[ -]+(?:de )?[^\W\d_]{3,12}\.?[ ,-]+(?:de )?(?:\d{4}|\d{2})"
    r"|[^\W\d_]{3,12}\.?[ -]\d{1,2}(?:st|nd|rd|th)?,? \d{4}|[^\W\d_]{3,12}\.?[ -]\d{4}|\d{1,2}/\d{4})"
    r"(?:[T ,]+\d{1,2}[:.h]\d{2}.*)?$",
    re.IGNORECASE,
)
_DOTTED: Final = re.compile(r"^\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})$")
_SERIAL: Final = re.compile(r"^\d{5}(?:[.,]\d+)?$|^\d{10}(?:\d{3})?$")
_MAIL: Final = re.compile(r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+$")
_SITE: Final = re.compile(r"^(?:https?://)?[^\s/@]+\.[a-z]{2,}(?:[:/].*)?$", re.IGNORECASE)
_CURRENCY: Final = re.compile(r"^(?:[A-Za-z]{3}|[A-Z]{0,2}[$€£¥₹]|zł)$")
_RATED: Final = re.compile(r"^\d{1,3}(?:[.,]\d{1,2})?\s*(?:/\s*\d{1,3}|%|[-–=:(.]?\s*[^\W\d].{1,60})?$")


@dataclass(frozen=True)
class Cells:
    """The first cells of a column.

    Parameters
    ----------
    counts
        Filled cells, trimmed -> how often each is there.
    empty
        How many of the cells are empty.
    """

    counts: Mapping[str, int]
    empty: int = 0

    @classmethod
    def of(cls, cells: Sequence[str]) -> Cells:
        """Take the cells of a column as they stand in the file."""
        filled = Counter(cell.strip() for cell in cells)
        kept = [word for word in filled if word.casefold() not in MISSING_WORDS][:_LOOKED_AT]
        return cls({word: filled[word] for word in kept}, filled[""])

    @cached_property
    def filled(self) -> int:
        """How many cells are judged."""
        return sum(self.counts.values())

    @property
    def shown(self) -> str:
        """A few of them, for a reason in words."""
        return ", ".join(repr(word[:40]) for word in list(self.counts)[:_SHOWN])

    def share(self, look: str) -> float:
        """Return the share of cells that look like something: one of `LOOKS`."""
        if look not in self._shares:
            self._shares[look] = self._answered() if look == "answers" else self.share_of(LOOKS[look])
        return self._shares[look]

    def _answered(self) -> float:
        """Return the share of cells that answer a question by a number or a word; free text has many words."""
        if len(self.counts) > _MOST_ANSWERS:
            return self.share_of(_is_rated)
        scored = likert_evidence(Coded.of(pa.array(list(self.counts), type=pa.string())))
        return self.share_of(lambda cell: LOOKS["answers"](cell) or normalise_word(cell) in scored)

    @cached_property
    def _shares(self) -> dict[str, float]:
        return {}

    def share_of(self, is_one: Callable[[str], bool]) -> float:
        """Return the share of cells of which something is true."""
        found = sum(count for word, count in self.counts.items() if len(word) <= _LONGEST_LOOK and is_one(word))
        return found / self.filled if self.filled else 0.0

    def known(self, words: Collection[str]) -> float:
        """Return the share of cells that are words of a vocabulary."""
        return self.share_of(lambda cell: normalise_word(cell) in words)


LOOKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "numbers": lambda cell: bool(_NUMBER.match(cell)) and not _DOTTED.match(cell),
    "dates": lambda cell: bool(_DATE.match(cell)),
    "days of a spreadsheet": lambda cell: bool(_SERIAL.match(cell)),
    "e-mail addresses": lambda cell: bool(_MAIL.match(cell)),
    "websites": lambda cell: bool(_SITE.match(cell)),
    "currencies": lambda cell: bool(_CURRENCY.match(cell)),
    "answers": lambda cell: _is_rated(cell) or is_no_answer(cell) or _begins_like_answer(cell),
}
"""What cells may look like -> how that is told."""

_EXPECTED: Final[Mapping[str, tuple[str, ...]]] = {
    "score": ("numbers", "answers"),
    "domain": ("websites", "e-mail addresses"),
    "currency": ("currencies",),
}
_BY_KIND: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.NUMBER: ("numbers",),
    Kind.DATE: ("dates", "days of a spreadsheet"),
}
_NEVER: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("dates", "e-mail addresses"),
    "partner_name": ("dates",),
    "customer": ("dates",),
    "partner_id": ("dates",),
    "deal_id": ("dates", "e-mail addresses"),
}
_NEVER_TEXT: Final = ("dates",)
_NEVER_WORDS: Final = ("dates", "numbers", "e-mail addresses")


def contradiction(cells: Cells, table: str, column: str, *, named: bool = False) -> str:
    """Say why the cells of a column can't be what its header says; empty when they can.

    Parameters
    ----------
    cells
        The first cells.
    table, column
        Canonical column, or ``partner_name``.
    named
        The header is the canonical name: only cells that are plainly something else speak against it.
    """
    if cells.filled < FEWEST:
        return ""
    known = {item.name: item for item in TABLES[table].columns}.get(column)
    expected = _expected(column, known)
    never = _NEVER.get(column) or (_NEVER_WORDS if known and _is_word(known) else _NEVER_TEXT)
    others = [look for look in LOOKS if look in ("numbers", "dates", "e-mail addresses") and look not in expected]
    plain = next((look for look in others if cells.share(look) >= _MOST), None)
    fitting = max((cells.share(look) for look in expected), default=1.0)
    if expected and fitting < _FEW and (plain or not named):
        return f"its cells are {plain or 'no ' + expected[0]}: {cells.shown}"
    if not expected and plain in never and not _belongs(cells, known):
        return f"its cells are {plain}: {cells.shown}"
    return ""


def supports(cells: Cells, table: str, column: str, words: Collection[str] = ()) -> bool:
    """Say whether the cells of a column speak for a meaning that its header only hints at.

    Parameters
    ----------
    cells
        The first cells.
    table, column
        Canonical column.
    words
        Words of the column beside those that are built in, normalised.
    """
    known = {item.name: item for item in TABLES[table].columns}.get(column)
    vocabulary = {*vocabulary_of(table, column), *words}
    if known is None or cells.filled < (1 if vocabulary else FEWEST):
        return False
    if vocabulary:
        return cells.known(vocabulary) >= (_MOST if known.kind is Kind.CHOICE and column != "stage" else _SOME)
    return max((cells.share(look) for look in _expected(column, known)), default=0.0) >= _MOST


@lru_cache(maxsize=64)
def vocabulary_of(table: str, column: str) -> frozenset[str]:
    """Return the built-in words of a column and their synonyms, normalised."""
    if column in ("kind", "question"):
        method = load_method()
        synonyms = method.kind_synonyms if column == "kind" else method.question_synonyms
        return frozenset(synonyms) | frozenset(meanings_of(table, column))
    known = {item.name: item for item in TABLES[table].columns}.get(column)
    return frozenset(known.choices) if known and known.choices else frozenset(meanings_of(table, column))


@lru_cache(maxsize=64)
def meanings_of(table: str, column: str) -> tuple[str, ...]:
    """Return what the built-in words of a column stand for, sorted."""
    method = load_method()
    listed: Mapping[str, Collection[str]] = {
        "kind": {kind for component in method.components for kind in component.kinds}
        if table == "interactions"
        else (),
        "question": method.mindshare.questions,
        "measure": measure_words(),
    }
    known = {item.name: item for item in TABLES[table].columns}.get(column)
    return tuple(sorted(set(listed.get(column, ())) | set(known.choices.values() if known else ())))


def _expected(column: str, known: Column | None) -> tuple[str, ...]:
    return _EXPECTED.get(column) or (_BY_KIND.get(known.kind, ()) if known else ())


def _is_word(column: Column) -> bool:
    return column.kind in (Kind.WORD, Kind.CHOICE)


def _belongs(cells: Cells, known: Column | None) -> bool:
    """Say whether the cells are words of the column after all, as stages numbered by a CRM may be."""
    return bool(known and known.choices and cells.known(known.choices) >= _SOME)


def _is_rated(cell: str) -> bool:
    return bool(_RATED.match(cell))


def _begins_like_answer(cell: str) -> bool:
    """Say whether a cell begins like an answer in words; one that can't be scored after all is rejected later."""
    words = header_words(cell) if len(cell) <= _LONGEST_ANSWER else ()
    return any(word.startswith(answer_words()) for word in words)
