"""Lines of rollups as codes: what is summed up into arrays of partner × month.

The lines of a table lie in blocks, one per file where rollups simply add up. Sums over blocks are made block
after block, so when one more block comes, they go on from where they were, to the last bit as if all had been
there from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
T = TypeVar("T")

ADDITIVE: Final = ("interactions", "advocacy", "deals")
"""Tables whose rollups add up: that of one more file changes nothing about the lines of the others."""


class Memory:
    """Results that depend on the facts and a question alone: kept, shared, and not to be changed.

    Parameters
    ----------
    earlier
        A memory whose answers are known here too; nothing is added to it.
    """

    def __init__(self, earlier: Memory | None = None) -> None:
        self._earlier = earlier
        self._held: dict[object, Any] = {}

    def get(self, question: object, make: Callable[[], T]) -> T:
        """Return the answer to a question, made when it is asked for the first time."""
        if question not in self._held:
            self._held[question] = make() if self._earlier is None else self._earlier.recall(question, make)
        held: T = self._held[question]
        return held

    def recall(self, question: object, make: Callable[[], T]) -> T:
        """Return the answer to a question; one that is made now is not kept."""
        if question in self._held:
            held: T = self._held[question]
            return held
        return make() if self._earlier is None else self._earlier.recall(question, make)


@dataclass(frozen=True, eq=False)
class CodedRollup:
    """A rollup as codes, whatever programme it becomes part of.

    Parameters
    ----------
    ids
        Partners, each once.
    partner
        Place of each line's partner among them.
    month
        Ordinal of each line's month.
    frame
        The other columns; words as categories.
    """

    ids: pd.Index
    partner: npt.NDArray[np.int32]
    month: npt.NDArray[np.int32]
    frame: pd.DataFrame

    def __len__(self) -> int:
        return len(self.month)

    @cached_property
    def span(self) -> tuple[int, int]:
        """Ordinals of the first and the last month."""
        return int(self.month.min()), int(self.month.max())

    @cached_property
    def latest(self) -> tuple[int, int]:
        """Ordinal of the last month, and the latest day in it."""
        last = self.span[1]
        return last, int(self.frame["last_day"].to_numpy()[self.month == last].max())


def code_rollup(rollup: pd.DataFrame) -> CodedRollup:
    """Turn the words of a rollup of dated rows into codes: comparing and counting codes makes scoring fast."""
    ids = rollup["partner_id"].astype("category").cat
    frame = rollup.drop(columns=["partner_id", "month"]).reset_index(drop=True)
    words = frame.select_dtypes(exclude="number").columns
    coded = {name: _in_order(frame[name].astype("category")) for name in words}
    month = rollup["month"].to_numpy(dtype="int32")
    partner = np.asarray(ids.codes, dtype="int32")
    return CodedRollup(ids.categories, partner, month, frame.assign(**coded))


@dataclass(frozen=True, eq=False)
class Block:
    """Lines of one rollup within a programme.

    Parameters
    ----------
    partner, month
        Row of the programme's partners, column of its calendar.
    frame
        The other columns of the rollup; words as categories.
    """

    partner: Ints
    month: Ints
    frame: pd.DataFrame

    def apart(self) -> Block:
        """Return the same lines, which keep new answers to themselves."""
        return _keeping(copy(self), memory=Memory(self.memory))

    def where(self, chosen: Flags) -> Block:
        """Return the chosen lines."""
        return Block(self.partner[chosen], self.month[chosen], self.frame[chosen])

    def of(self, chosen: Flags, place: Ints) -> Block:
        """Return the lines of some partners alone, with no word that only lines of others hold.

        Parameters
        ----------
        chosen
            For each partner whether it stays.
        place
            For each partner its row among those that stay.
        """
        kept = self.where(chosen[self.partner])
        words = kept.frame.select_dtypes("category").columns
        frame = kept.frame.assign(**{name: kept.frame[name].cat.remove_unused_categories() for name in words})
        return Block(place[kept.partner], kept.month, frame.reset_index(drop=True))

    def codes(self, column: str) -> tuple[Ints, tuple[str, ...]]:
        """Return a column of words as the code of each line, and the words."""

        def make() -> tuple[Ints, tuple[str, ...]]:
            words = self.frame[column].cat
            return np.asarray(words.codes), tuple(words.categories.astype("object").tolist())

        return self.memory.get(("codes", column), make)

    def chosen(self, keys: Mapping[str, str]) -> Flags:
        """Say which lines have some key words."""
        chosen = np.ones(len(self.partner), dtype=bool)
        for name, word in keys.items():
            codes, words = self.codes(name)
            chosen &= codes == (words.index(word) if word in words else -1)
        return chosen

    @cached_property
    def memory(self) -> Memory:
        """What was computed from these lines."""
        return Memory()


@dataclass
class Sums:
    """Sums over the first blocks of some lines, an array of partner × month per slot; not to be changed."""

    grids: Sequence[Floats]
    blocks: int


Places = Callable[[Block, int], tuple[Ints, Floats]]
"""Gives, for the lines of a block that count, their places in an array with so many months, and what to add."""


@dataclass(frozen=True, eq=False)
class Lines:
    """Rollup lines of one table as codes; only lines that count.

    Parameters
    ----------
    blocks
        At least one.
    known
        Sums over the first of these blocks, by question.
    """

    blocks: tuple[Block, ...]
    known: dict[object, Sums] = field(default_factory=dict)

    def continued(self, blocks: Sequence[Block]) -> Lines:
        """Return lines with other blocks, which take over what is known when they begin with these ones."""
        begins = len(blocks) >= len(self.blocks) and all(
            one is other for one, other in zip(self.blocks, blocks, strict=False)
        )
        return Lines(tuple(blocks), dict(self.known) if begins else {})

    def apart(self) -> Lines:
        """Return the same lines, which keep new answers to themselves."""
        blocks = tuple(block.apart() for block in self.blocks)
        return _keeping(copy(self), blocks=blocks, known=dict(self.known), memory=Memory(self.memory))

    @cached_property
    def partner(self) -> Ints:
        """Row of `Programme.partners` of each line."""
        return _joined([block.partner for block in self.blocks])

    @cached_property
    def month(self) -> Ints:
        """Column of the calendar of each line."""
        return _joined([block.month for block in self.blocks])

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The other columns of the rollup; words as categories in alphabetical order."""
        if len(self.blocks) == 1:
            return self.blocks[0].frame
        frames = [block.frame for block in self.blocks]
        return pd.DataFrame({name: _joined_column([frame[name] for frame in frames]) for name in frames[0].columns})

    def where(self, chosen: Flags) -> Lines:
        """Return the chosen lines."""
        return Lines((Block(self.partner, self.month, self.frame).where(chosen),))

    def words(self, column: str) -> tuple[str, ...]:
        """Return the words of a column, in alphabetical order."""
        return tuple(sorted({word for block in self.blocks for word in block.codes(column)[1]}))

    def coded(self, column: str) -> tuple[Ints, tuple[str, ...]]:
        """Return a column of words as the code of each line, and the words."""

        def make() -> tuple[Ints, tuple[str, ...]]:
            words = self.frame[column].cat
            return words.codes.to_numpy().astype("int64"), tuple(words.categories.astype("object").tolist())

        return self.memory.get(("coded", column), make)

    def by_month(self, months: int) -> Ints:
        """Return the number of lines in each month."""
        counts = [
            block.memory.get(("by month", months), partial(np.bincount, block.month, minlength=months))
            for block in self.blocks
        ]
        total: Ints = np.sum(counts, axis=0)
        return total

    def grid(self, column: str, shape: tuple[int, int], *, chosen: Flags | None = None) -> Floats:
        """Return the sums of a column as an array of partner × month."""
        weights = self.frame[column].to_numpy(dtype="float64")
        partner, month = self.partner, self.month
        if chosen is not None:
            weights, partner, month = weights[chosen], partner[chosen], month[chosen]
        flat = np.bincount(partner * shape[1] + month, weights=weights, minlength=shape[0] * shape[1])
        return flat.astype("float64").reshape(shape)

    def grid_where(self, column: str, shape: tuple[int, int], **keys: str) -> Floats:
        """Return the sums of a column over the lines with some key words; remembered, so not to be changed."""

        def places(block: Block, months: int) -> tuple[Ints, Floats]:
            weights = block.frame[column].to_numpy(dtype="float64")
            at = block.partner * months + block.month
            chosen = block.chosen(keys)
            return (at, weights) if chosen.all() else (at[chosen], weights[chosen])

        return self._summed((column, *sorted(keys.items())), (1, *shape), places)[0]

    def grids_by(self, column: str, key: str, slots: Mapping[str, int], shape: tuple[int, int]) -> list[Floats]:
        """Return the sums of a column for each slot of words, from one pass.

        Parameters
        ----------
        column
            What is summed up.
        key
            Column of words.
        slots
            Word -> its slot, from 0 on; other words are left out.
        shape
            Numbers of partners and months.

        Returns
        -------
        list
            One array of partner × month per slot; remembered, so not to be changed.
        """
        count, question = 1 + max(slots.values(), default=-1), (key, tuple(sorted(slots.items())))

        def places(block: Block, months: int) -> tuple[Ints, Floats]:
            def make() -> Ints:
                codes, words = block.codes(key)
                # Words without a slot share one at the end, which is cheaper than choosing among millions of lines.
                slot = np.array([slots.get(word, count) for word in words], dtype="int64") * (shape[0] * months)
                at: Ints = slot[codes]
                at += block.partner * months
                at += block.month
                return at

            return block.memory.get(("at", question, months), make), block.frame[column].to_numpy(dtype="float64")

        return list(self._summed((column, *question), (count + 1, *shape), places)[:count])

    def _summed(self, question: object, shape: tuple[int, int, int], places: Places) -> Sequence[Floats]:
        held = self.known.get(question)
        if held is not None and held.blocks == len(self.blocks) and held.grids[0].shape == shape[1:]:
            return held.grids
        sums, start = _fitted(held, shape) if held is not None else (np.zeros(shape), 0)
        flat = sums.reshape(-1)
        for number, block in enumerate(self.blocks[start:], start):
            at, weights = places(block, shape[2])
            if number:
                np.add.at(flat, at, weights)
            else:
                flat += np.bincount(at, weights=weights, minlength=len(flat))
        sums.setflags(write=False)
        grids = list(sums)
        self.known[question] = Sums(grids, len(self.blocks))
        return grids

    @cached_property
    def memory(self) -> Memory:
        """What was computed from these lines."""
        return Memory()


def _keeping(made: T, **attributes: object) -> T:
    """Return a fresh copy of a frozen value with other attributes and all that was computed of it."""
    vars(made).update(attributes)
    return made


def _fitted(held: Sums, shape: tuple[int, int, int]) -> tuple[Floats, int]:
    """Return a copy of sums for more months at the end or for fewer: no line is in those that fall away."""
    sums = np.zeros(shape)
    months = min(shape[2], held.grids[0].shape[1]) if held.grids else 0
    for slot, grid in zip(sums, held.grids, strict=True):
        slot[:, :months] = grid[:, :months]
    return sums, held.blocks


def _joined(arrays: Sequence[Ints]) -> Ints:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _joined_column(columns: Sequence[pd.Series]) -> pd.Series:
    if isinstance(columns[0].dtype, pd.CategoricalDtype):
        return pd.Series(union_categoricals(list(columns), sort_categories=True, ignore_order=True))
    return pd.concat(columns, ignore_index=True)


def _in_order(words: pd.Series) -> pd.Series:
    """Return words whose categories are text in alphabetical order, each of them used."""
    used = words.cat.remove_unused_categories()
    return used.cat.reorder_categories(sorted(used.cat.categories))
