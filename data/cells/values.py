"""Values: cells become words, one distinct cell at a time. Numbers, dates and answers have modules of their own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from data.cells.coded import Coded, Parsed, categorical, flagged
from data.cells.number_text import currency_of
from data.cells.numbers import MISSING_WORDS
from data.cells.spoiled import ID_COLUMNS, spoiled_ids, spoiled_text
from data.results import Question
from kpi.method import Method
from kpi.schema import SIDES, Column, normalise_word

__all__ = [
    "MISSING_WORDS",
    "UNKNOWN_WORDS",
    "Coded",
    "Parsed",
    "choices_of",
    "chosen",
    "currency_codes",
    "nearest_word",
    "text",
    "value_question",
    "words",
]

UNKNOWN_WORDS: Final = MISSING_WORDS | {"unknown", "unspecified", "not set", "not specified", "tbd", "unbekannt"}
"""What stands for nothing in a column of choices."""

NO_WORD: Final = "it holds no letter or digit"

_NUMBERED: Final = re.compile(r"^(?:\d+_)+|(?:_\d+)+$")
_NEAR: Final = 75.0


def choices_of(column: Column, method: Method, header: str = "") -> Mapping[str, str]:
    """Return what the words of a column mean.

    Parameters
    ----------
    column
        Of words or choices.
    method
        Knows the site's own words, which come first.
    header
        Of the column in the file: yes and no mean something below *Partner sourced*.
    """
    is_side = column.choices == SIDES
    built_in = _built_in("sides" if is_side else column.name)
    answers = _sides_by_answer(header) if is_side else {}
    return {**built_in, **answers, **column.choices, **method.choices(column)}


def words(column: Coded, choices: Mapping[str, str]) -> Parsed:
    """Normalise a column of vocabulary words and replace synonyms; other words are kept."""
    return _worded(column, lambda word: choices.get(word, word), NO_WORD)


def chosen(column: Coded, choices: Mapping[str, str]) -> Parsed:
    """Map a column of choices; a word that is none of them is wrong."""
    return _worded(column, lambda word: _meaning(word, choices), not_one_of(choices), UNKNOWN_WORDS)


def text(column: Coded, name: str = "") -> Parsed:
    """Keep a column of text as it is, trimmed; an empty cell is missing.

    Parameters
    ----------
    column
        The cells.
    name
        Canonical name; in a column of ids, dates and rounded numbers are wrong.
    """
    wrong = spoiled_ids(column) if name in ID_COLUMNS else spoiled_text(column)
    series = _text(column)
    for rows in wrong.values():
        series = series.mask(rows)
    return Parsed(series, wrong)


def currency_codes(column: Coded) -> Parsed:
    """Turn a column of currencies into their codes: € is EUR; what is no currency stays, in capitals."""
    return Parsed(column.spread([currency_of(word) or word.upper() or None for word in column.texts()]))


def not_one_of(choices: Mapping[str, str]) -> str:
    """Return what is wrong with a word that is none of the choices."""
    return f"it is none of {', '.join(dict.fromkeys(choices.values()))}"


def nearest_word(cell: str, choices: Mapping[str, str]) -> str | None:
    """Return the choice that a word was most likely meant to be; None when it is near none.

    Examples
    --------
    >>> nearest_word("Clsoed Won", {"closed_won": "won", "closed_lost": "lost"})
    'won'
    """
    found = process.extractOne(normalise_word(cell), list(choices), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return choices[found[0]] if found else None


def value_question(header: str, cell: str, choices: Mapping[str, str], rows: int = 0) -> Question:
    """Ask what a word stands for, the nearest choice first."""
    near = nearest_word(cell, choices)
    options = dict.fromkeys([*([near] if near else []), *choices.values()])
    text_ = f"In {header}, what does {cell!r} stand for?"
    return Question("value", cell, text_, tuple((word, word.replace("_", " ")) for word in options), rows)


def _text(column: Coded) -> pd.Series:
    empty = pc.equal(column.words, "")
    if not column.is_distinct:
        return pd.Series(pd.array(pc.if_else(empty, None, column.words), dtype="str"))
    codes = np.arange(len(column.words), dtype=np.int32)
    at = pc.index(column.words, "").as_py()
    if at < 0:
        return categorical(column.codes, column.words)
    codes[at], codes[at + 1 :] = -1, codes[at + 1 :] - 1
    return categorical(column.take(codes), column.words.filter(pc.invert(empty)))


def _worded(
    column: Coded, meaning: Callable[[str], str | None], rule: str, nothing: frozenset[str] = MISSING_WORDS
) -> Parsed:
    spoiled = spoiled_text(column)
    broken = np.logical_or.reduce(list(spoiled.values())) if spoiled else np.zeros(len(column.codes), dtype=bool)
    texts = column.texts()
    given = [item.casefold() not in nothing for item in texts]
    meanings = [
        (meaning(normalise_word(item)) or None) if there else None for item, there in zip(texts, given, strict=True)
    ]
    wrong = np.fromiter((there and not word for there, word in zip(given, meanings, strict=True)), bool, len(texts))
    series, unread = column.spread(meanings), flagged(column, {rule: wrong})
    if not spoiled:
        return Parsed(series, unread)
    unread = {name: rows & ~broken for name, rows in unread.items() if (rows & ~broken).any()}
    return Parsed(series.mask(broken), {**unread, **spoiled})


def _meaning(word: str, choices: Mapping[str, str]) -> str | None:
    """Return what a choice means, without the number that a CRM puts before or behind it: 6 - Closed Won."""
    return choices.get(word) or choices.get(_NUMBERED.sub("", word))


def _sides_by_answer(header: str) -> dict[str, str]:
    if not {"partner", "partners", "channel"} & set(normalise_word(header).split("_")):
        return {}
    answers = _built_in("yes_no")
    return {word: "partner" if answer == "yes" else "us" for word, answer in answers.items()}


@lru_cache(maxsize=16)
def _built_in(name: str) -> Mapping[str, str]:
    content = tomllib.loads((files("data.cells") / "value_words.toml").read_text(encoding="utf-8"))
    return {
        normalise_word(word): canonical
        for canonical, listed in content.get(name, {}).items()
        for word in listed.split(",")
    }
