"""Columns as codes of their distinct cells: what is decided or parsed once per cell is spread over the rows.

A column of a million cells has a few thousand distinct ones. Where nearly all differ, as in a column of ids,
coding costs more than it saves: there the cells are taken as they are, one word per row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kpi.schema import normalise_word

Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

_SAMPLE: Final = 2_000
_LAST_ASCII: Final = 127
_BLANKS: Final = " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
_TRIMMED: Final = _BLANKS + "\u200b\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
"""Blanks, and signs that no one sees: two ids that differ in one of them look the same."""


@dataclass(frozen=True)
class Coded:
    """A column as codes of its cells.

    Parameters
    ----------
    codes
        One per row: the place of its word.
    words
        The cells, trimmed.
    is_distinct
        Each word is there once. Otherwise there is a word for every row, and most differ.
    """

    codes: npt.NDArray[np.int32]
    words: pa.StringArray
    is_distinct: bool = True

    @classmethod
    def of(cls, cells: pa.Array) -> Coded:
        """Encode a column of text: `pa.string()`, or a dictionary of it."""
        if isinstance(cells, pa.ChunkedArray):
            cells = cells.combine_chunks()
        if pa.types.is_dictionary(cells.type) and not cells.null_count:
            codes = cells.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
            return _unified(codes, cells.dictionary)
        trimmed = _trimmed(cells)
        if _nearly_all_differ(trimmed):
            return cls(np.arange(len(trimmed), dtype=np.int32), trimmed, is_distinct=False)
        encoded = trimmed.dictionary_encode()
        return cls(encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary)

    def texts(self) -> list[str]:
        """Return the words."""
        return [str(word) for word in self.words.to_pylist()]

    def counts(self) -> npt.NDArray[np.int64]:
        """Return how many rows have each word; a word of a block's dictionary may have none."""
        if not self.is_distinct:
            return np.ones(len(self.words), dtype=np.int64)
        return np.bincount(self.codes, minlength=len(self.words)).astype(np.int64, copy=False)

    def take(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return one value per row from one per word."""
        return values[self.codes] if self.is_distinct else values

    def flags(self, values: Iterable[bool]) -> Flags:
        """Return flags over the rows from one flag per word."""
        return np.asarray(self.take(np.fromiter(values, dtype=bool, count=len(self.words))), dtype=bool)

    def spread(self, values: Sequence[str | None] | pa.Array) -> pd.Series:
        """Return a categorical column from one text per word; None is missing."""
        encoded = pa.array(values, type=pa.string()).dictionary_encode()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return categorical(self.take(codes), encoded.dictionary)

    def replaced(self, meanings: Mapping[str, str]) -> Coded:
        """Put what a person said a cell stands for in its place; spelling plays no part where none fits exactly."""
        if not meanings:
            return self
        close = {normalise_word(cell): meaning for cell, meaning in meanings.items() if normalise_word(cell)}
        words = [meanings.get(word) or close.get(normalise_word(word), word) for word in self.texts()]
        return _unified(self.codes, pa.array(words, type=pa.string()))


@dataclass(frozen=True)
class Parsed:
    """A column of values.

    Parameters
    ----------
    series
        One value per row; missing where the cell is empty or wrong.
    wrong
        What is wrong with cells -> flags of the rows; only what happens.
    """

    series: pd.Series
    wrong: dict[str, Flags] = field(default_factory=dict)


def categorical(codes: npt.NDArray[Any], words: pa.Array) -> pd.Series:
    """Return a categorical column from codes of distinct words; -1 is missing."""
    categories = pd.CategoricalDtype(pd.Index(pd.array(words, dtype="str")))
    return pd.Series(pd.Categorical.from_codes(codes, dtype=categories, validate=False))


def flagged(column: Coded, rules: Mapping[str, Flags]) -> dict[str, Flags]:
    """Return what is wrong with rows from what is wrong with words, without what no row has."""
    found = {rule: np.asarray(column.take(words), dtype=bool) for rule, words in rules.items() if words.any()}
    return {rule: rows for rule, rows in found.items() if rows.any()}


def _unified(codes: npt.NDArray[np.int32], dictionary: pa.Array) -> Coded:
    """Code words that may be the same once they are trimmed."""
    words = _trimmed(dictionary)
    encoded = words.dictionary_encode()
    if len(encoded.dictionary) == len(words):
        return Coded(codes, words)
    places = encoded.indices.to_numpy(zero_copy_only=False)
    return Coded(places[codes], encoded.dictionary)


def edges(words: pa.StringArray) -> tuple[Bytes, Bytes, npt.NDArray[np.int32]]:
    """Return the first and the last byte of every word, 0 of an empty one, and their lengths in bytes."""
    _, ends, content = words.buffers()
    offsets = np.frombuffer(ends, dtype=np.int32)[words.offset : words.offset + len(words) + 1]
    lengths = np.diff(offsets)
    data = np.frombuffer(content, dtype=np.uint8) if content else np.zeros(0, dtype=np.uint8)
    if not len(data):
        return np.zeros(len(words), dtype=np.uint8), np.zeros(len(words), dtype=np.uint8), lengths
    first = data[np.minimum(offsets[:-1], len(data) - 1)]
    last = data[np.maximum(offsets[1:] - 1, 0)]
    return np.where(lengths > 0, first, 0), np.where(lengths > 0, last, 0), lengths


def _trimmed(cells: pa.Array) -> pa.StringArray:
    texts = cells if cells.type == pa.string() else cells.cast(pa.string())
    texts = texts.fill_null("") if texts.null_count else texts
    first, last, lengths = edges(texts)
    is_bare = (_is_plain(first) & _is_plain(last)) | (lengths == 0)
    return texts if is_bare.all() else pc.utf8_trim(texts, characters=_TRIMMED)


def _is_plain(byte: Bytes) -> Flags:
    return (byte > ord(" ")) & (byte < _LAST_ASCII)


def _nearly_all_differ(cells: pa.StringArray) -> bool:
    head = cells[:_SAMPLE]
    return len(head) == _SAMPLE and pc.count_distinct(head).as_py() > _SAMPLE // 2
