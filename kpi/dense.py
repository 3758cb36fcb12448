"""Sums of partner × month × words in arrays, for as long as those stay small.

Ten million rows of ten thousand partners fall on a few million cells: adding them up in place takes a tenth of
the time of sorting them. Whole numbers, as quantities nearly always are, are kept in four bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kpi.keyed import Ints

CELL_LIMIT: Final = 20_000_000
"""Most cells; beyond it lines are sorted and merged."""

_PART_CELLS: Final = 250_000
_LARGEST_INT: Final = 2**31 - 1

_Shape = tuple[int, ...]


class DenseSums:
    """Sums, counts and latest days per month in arrays of partner × words."""

    def __init__(self) -> None:
        self._months: dict[int, _Cells] = {}
        self._shape: _Shape = ()
        self._are_whole = True
        self._bound = 0.0

    @property
    def shape(self) -> _Shape:
        """For how many partners and words of each further key there is room."""
        return self._shape

    def fits(self, shape: _Shape, months: Ints) -> bool:
        """Say whether the cells stay within the limit.

        Parameters
        ----------
        shape
            How many partners and words of each further key there are.
        months
            Those of the rows to come.
        """
        low = int(months.min())
        used = {low + int(at) for at in np.flatnonzero(np.bincount(months - low))}
        return prod(shape) * len(self._months.keys() | used) <= CELL_LIMIT

    def add(self, shape: _Shape, months: Ints, codes: Sequence[Ints], days: Ints, values: npt.NDArray[Any]) -> None:
        """Add rows.

        Parameters
        ----------
        shape
            How many partners and words of each further key there are.
        months, days
            When.
        codes
            Of partner and words.
        values
            What is summed.
        """
        self._grow(shape)
        self._widen(values)
        cells = codes[0]
        for length, places in zip(self._shape[1:], codes[1:], strict=True):
            cells = cells * length + places
        if not (months[1:] >= months[:-1]).all():
            order = np.argsort((months - months.min()).astype(np.uint16), kind="stable")
            months, cells, days, values = months[order], cells[order], days[order], values[order]
        starts = np.append(0, np.flatnonzero(np.diff(months)) + 1)
        for first, end in zip(starts, np.append(starts[1:], len(months)), strict=True):
            self._cells(int(months[first])).add(cells[first:end], days[first:end], values[first:end])

    def lines(self, orders: Sequence[Ints]) -> Iterator[tuple[npt.NDArray[Any], ...]]:
        """Yield lines in parts: place of the partner, month, places of the words, value, rows, last day.

        Parameters
        ----------
        orders
            For partners and each further key: codes in the order in which they are to come.
        """
        months = sorted(self._months)
        if not months:
            return
        lengths = tuple(len(order) for order in orders[1:])
        # Where the words of one partner lie, in the order in which they are to come.
        within = np.ravel_multi_index(np.ix_(*orders[1:]), self._shape[1:]).reshape(-1)
        step = max(_PART_CELLS // max(len(within) * len(months), 1), 1)
        for first in range(0, len(orders[0]), step):
            partners = orders[0][first : first + step]
            rows = self._picked("rows", months, partners, within)
            places = np.flatnonzero(rows)
            partner, month, *words = np.unravel_index(places, (len(partners), len(months), *lengths))
            values, days = (self._picked(name, months, partners, within)[places] for name in ("values", "days"))
            yield (partner + first, np.array(months)[month], *words, values, rows[places], days)

    def _picked(self, name: str, months: Sequence[int], partners: Ints, within: Ints) -> npt.NDArray[Any]:
        """Return cells by partner, month and words."""
        of_months = [getattr(self._months[month], name).reshape(self._shape[0], -1) for month in months]
        picked = [cells.take(partners, axis=0).take(within, axis=1) for cells in of_months]
        return np.stack(picked, axis=1).reshape(-1)

    def _cells(self, month: int) -> _Cells:
        if month not in self._months:
            self._months[month] = _Cells.empty(self._shape, whole=self._are_whole)
        return self._months[month]

    def _grow(self, shape: _Shape) -> None:
        """Make room for further partners and words."""
        room = self._shape or tuple(0 for _ in shape)
        if all(need <= have for need, have in zip(shape, room, strict=True)):
            return
        partners = shape[0] if shape[0] <= room[0] else max(shape[0], room[0] * 5 // 4)
        self._shape = (max(partners, room[0]), *map(max, shape[1:], room[1:]))
        for month, cells in self._months.items():
            self._months[month] = cells.resized(self._shape)

    def _widen(self, values: npt.NDArray[Any]) -> None:
        """Leave whole numbers of four bytes before one may not fit."""
        self._bound += float(np.abs(values).sum())
        if self._are_whole and not (self._bound < _LARGEST_INT and (values == np.rint(values)).all()):
            self._are_whole = False
            for cells in self._months.values():
                cells.values = cells.values.astype(np.float64)


class _Cells:
    """The cells of one month."""

    def __init__(self, values: npt.NDArray[Any], rows: npt.NDArray[np.int32], days: npt.NDArray[np.int8]) -> None:
        self.values, self.rows, self.days = values, rows, days

    @classmethod
    def empty(cls, shape: _Shape, *, whole: bool) -> _Cells:
        sums = np.zeros(shape, dtype=np.int32 if whole else np.float64)
        return cls(sums, np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int8))

    def add(self, cells: Ints, days: Ints, values: npt.NDArray[Any]) -> None:
        np.add.at(self.values.reshape(-1), cells, values.astype(self.values.dtype))
        np.add.at(self.rows.reshape(-1), cells, np.int32(1))
        np.maximum.at(self.days.reshape(-1), cells, days.astype(np.int8))

    def resized(self, shape: _Shape) -> _Cells:
        return _Cells(_larger(self.values, shape), _larger(self.rows, shape), _larger(self.days, shape))


def _larger(cells: npt.NDArray[Any], shape: _Shape) -> npt.NDArray[Any]:
    larger = np.zeros(shape, dtype=cells.dtype)
    larger[tuple(slice(length) for length in cells.shape)] = cells
    return larger
