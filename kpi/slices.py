"""Slices: what a page says of a selection of partners, from sums that were made once.

A figure of a group is a sum, or a sum over a sum, of figures of its partners. Partners that no filter tells apart
are summed up once and form a cell; a selection is then a choice among some hundred cells and not among all partners.
A selection by band or by name cuts through cells: there each partner is its own.

A partner that has left, or has not joined yet, is not among the chosen ones, but what it did counts in the sums
of its group, and its score in the mean of the months in which it existed (SPEC 3).

Every number is that of `kpi.board.Board.reading` for the same group, but for the order in which computers add.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from kpi.board import Board
from kpi.catalogue import HEADLINE, RESULTS
from kpi.deals import sales_cycle_at
from kpi.lookup import holds
from kpi.programme import ATTRIBUTES, Flags, Floats, Ints
from kpi.reading import BAND_NAMES, Groups, codes_of_bands, ratio
from kpi.selection import Selection
from kpi.summary import Level, Quarter, number

MEDIANS: Final = ("sales_cycle",)
"""KPIs that do not add up."""

ADDING: Final = {kpi: at for at, kpi in enumerate(kpi for kpi in (*HEADLINE, *RESULTS) if kpi not in MEDIANS)}
"""KPIs that do, and their places side by side."""


@dataclass(frozen=True)
class Parts:
    """KPIs as what adds up, side by side: the value of one is factor · top / bottom, or top where bottom is above 0.

    Parameters
    ----------
    tops
        Unit × (KPI, quarter): sum of scores, numerator of a rate, or the sum itself; 0 where missing.
    bottoms
        Unit × (KPI, quarter): number of scores, denominator of a rate, or in how many units a sum is defined.
    factors
        By KPI: 100 for a rate in %, 1 else, and 0 for a sum.
    quarters
        Number of quarters.
    """

    tops: Floats
    bottoms: Floats
    factors: Floats
    quarters: int

    def values(self, weights: Floats) -> Floats:
        """Return every KPI of the units with weight 1, KPI × quarter."""
        top, bottom = weights @ self.tops, weights @ self.bottoms
        return self._values(top.reshape(-1, self.quarters), bottom.reshape(-1, self.quarters), self.factors[:, None])

    def values_by(self, groups: Floats, kpi: int) -> Floats:
        """Return one KPI of several groups, given as a row of weights each, group × quarter."""
        inside = slice(kpi * self.quarters, (kpi + 1) * self.quarters)
        return self._values(groups @ self.tops[:, inside], groups @ self.bottoms[:, inside], self.factors[kpi])

    def summed(self, groups: Groups) -> Parts:
        """Return the same of groups of the units."""
        return Parts(groups.total(self.tops), groups.total(self.bottoms), self.factors, self.quarters)

    def _values(self, top: Floats, bottom: Floats, factor: Floats) -> Floats:
        return np.where(factor == 0.0, np.where(bottom > 0, top, np.nan), factor * ratio(top, bottom))


class Units:
    """Partners, each its own unit or together in cells.

    Parameters
    ----------
    board
        The scores.
    month
        Column of the calendar.
    columns
        Columns of all quarters that can be asked for.
    codes
        For each partner its unit.
    size
        Partners of each unit that exist at the month for which the units were made.
    attributes
        For each of `ATTRIBUTES` the code of each unit's value.
    """

    def __init__(
        self, board: Board, columns: tuple[int, ...], codes: Ints, size: Floats, attributes: Mapping[str, Ints]
    ) -> None:
        self.board, self.columns, self.codes, self.size, self.attributes = board, columns, codes, size, attributes

    @property
    def parts(self) -> Parts:
        """The KPIs of these units."""
        return parts_of_partners(self.board, self.columns)

    def band_counts(self, kpi: str, weights: Floats, at: Ints) -> Floats:
        """Return how many partners of the units with weight 1 stand in each band, quarter × band code."""
        codes = bands_of_partners(self.board, kpi, self.columns)[weights > 0][:, at]
        places = codes + 5 * np.arange(len(at))
        return np.bincount(places.ravel(), minlength=5 * len(at)).reshape(len(at), 5)[:, 1:].astype("float64")

    def partners(self, weights: Floats) -> Flags:
        """Return which partners are in the units with weight 1, whether they exist or not."""
        return (weights > 0)[self.codes]


class Cells(Units):
    """Units of partners that are alike in every attribute."""

    @cached_property
    def _groups(self) -> Groups:
        return Groups(self.codes, tuple(map(str, range(len(self.size)))))

    @cached_property
    def parts(self) -> Parts:
        """The KPIs of these cells."""
        return parts_of_partners(self.board, self.columns).summed(self._groups)

    @cached_property
    def _bands(self) -> dict[str, Floats]:
        return {}

    def band_counts(self, kpi: str, weights: Floats, at: Ints) -> Floats:
        """Return how many partners of the cells with weight 1 stand in each band, quarter × band code."""
        if kpi not in self._bands:
            codes = bands_of_partners(self.board, kpi, self.columns)
            counts = [self._groups.total((codes == code).astype("float64")) for code in range(1, 5)]
            self._bands[kpi] = np.stack(counts, axis=2)
        return np.tensordot(weights, self._bands[kpi][:, at], axes=1)


class Slice:
    """The partners of a selection at a quarter.

    Parameters
    ----------
    board
        The scores.
    selection
        The filters.
    kpi
        The KPI whose band is filtered.
    quarter
        The quarter at whose last complete month partners exist and have a band.
    quarters
        All quarters that can be asked for.
    """

    def __init__(
        self, board: Board, selection: Selection, *, kpi: str, quarter: Quarter, quarters: Sequence[Quarter]
    ) -> None:
        self.board, self.selection, self.kpi, self.quarter = board, selection, kpi, quarter
        self._columns = tuple(one.column for one in quarters)
        self._place = {column: at for at, column in enumerate(self._columns)}
        by_partner = bool(selection.band or selection.search.strip())
        self._units = (each_partner_of if by_partner else cells_of)(board, quarter.column, self._columns)
        self._passes = {name: self._passing(name) for name in (*ATTRIBUTES, "band") if selection.values(name)}
        if selection.search.strip():
            self._passes["search"] = holds(board.programme, selection.search).astype("float64")

    @cached_property
    def weights(self) -> Floats:
        """1 for each chosen unit, else 0."""
        return self._weights_but("")

    @cached_property
    def group(self) -> Flags:
        """Which partners the sums are of: those chosen, and those like them that do not exist at the quarter."""
        return self._units.partners(self.weights)

    @cached_property
    def chosen(self) -> Flags:
        """Which partners are chosen: those of the group that exist at the quarter."""
        return self.group & self.board.programme.exists[:, self.quarter.column]

    @property
    def matched(self) -> int:
        """Number of chosen partners."""
        return int(self.weights @ self._units.size)

    @property
    def total(self) -> int:
        """Number of partners that exist."""
        return int(self._units.size.sum())

    def option_counts(self) -> Mapping[str, Mapping[str, int]]:
        """Return, for each filter, how many partners each of its values would show with the others as they are.

        See `kpi.selection.option_counts`, which says the same.
        """
        counts: dict[str, dict[str, int]] = {}
        for name in ATTRIBUTES:
            codes, values = self._units.attributes[name], self.board.programme.coded[name][1]
            others = self._weights_but(name) * self._units.size
            found = np.bincount(codes, weights=others, minlength=len(values)).tolist()
            there = np.bincount(codes, weights=self._units.size, minlength=len(values)).tolist()
            counts[name] = {value: int(found[at]) for at, value in enumerate(values) if there[at]}
        bands = self._units.band_counts(self.kpi, self._weights_but("band"), self._at([self.quarter]))[0].tolist()
        counts["band"] = {name: int(bands[at]) for at, name in reversed(list(enumerate(BAND_NAMES)))}
        return counts

    def values(self, kpi: str, at: Sequence[Quarter]) -> list[float | None]:
        """Return a KPI of the group at some quarters."""
        if kpi in MEDIANS:
            window = self.board.months
            return [number(sales_cycle_at(self.board.programme, self.group, one.column, window=window)) for one in at]
        row = self._values[ADDING[kpi]]
        return [row[self._place[one.column]] for one in at]

    def values_by(self, attribute: str, kpi: str, at: Sequence[Quarter]) -> dict[str, list[float | None]]:
        """Return a KPI at some quarters for each group of the chosen partners, by the groups' values in order."""
        held, groups = self._groups(attribute)
        made = _plain(self._units.parts.values_by(groups, ADDING[kpi])[:, self._at(at)])
        return dict(zip(held, made, strict=True))

    @cached_property
    def _values(self) -> list[list[float | None]]:
        """Every KPI that adds up, of the chosen partners at every quarter."""
        return _plain(self._units.parts.values(self.weights))

    def sizes_by(self, attribute: str) -> dict[str, int]:
        """Return the number of chosen partners for each value of an attribute."""
        held, groups = self._groups(attribute)
        return dict(zip(held, map(int, (groups @ self._units.size).tolist()), strict=True))

    def level(self, kpi: str, now: Quarter, before: Quarter | None) -> Level:
        """Return a KPI of the chosen partners, now and before."""
        value, *earlier = self.values(kpi, [now] if before is None else [now, before])
        return Level(kpi=kpi, value=value, previous=earlier[0] if earlier else None, band=self.band(kpi, value))

    def band(self, kpi: str, value: float | None) -> str:
        """Return the name of the band of a value of a score; empty for a KPI without bands."""
        return band_of(self.board, kpi, value)

    def band_counts(self, at: Sequence[Quarter]) -> dict[str, list[int]]:
        """Return how many of the chosen, existing partners stand in each band at each quarter; see `summary`."""
        counts = self._units.band_counts(self.kpi, self.weights, self._at(at)).T.tolist()
        return {name: [int(count) for count in row] for name, row in zip(BAND_NAMES, counts, strict=True)}

    def band_moves(self, now: Quarter, before: Quarter) -> tuple[int, int]:
        """Return how many of the chosen partners moved up and down a band, among those in a band both times."""

        def make() -> tuple[Flags, Flags]:
            codes = self.board.reading(self.kpi).band_codes
            was, is_now = codes[:, before.column], codes[:, now.column]
            both = (was > 0) & (is_now > 0)
            return both & (is_now > was), both & (is_now < was)

        up, down = self.board.memory.get(("moves", self.kpi, now.column, before.column), make)
        return int(np.count_nonzero(self.chosen & up)), int(np.count_nonzero(self.chosen & down))

    def _groups(self, attribute: str) -> tuple[list[str], Floats]:
        """Return the values of an attribute that chosen partners have, and the weights of each, value × unit."""
        codes, values = self._units.attributes[attribute], self.board.programme.coded[attribute][1]
        held = np.unique(codes[self.weights * self._units.size > 0])
        return [values[code] for code in held.tolist()], (codes == held[:, None]) * self.weights

    def _at(self, quarters: Sequence[Quarter]) -> Ints:
        return np.array([self._place[one.column] for one in quarters], dtype="int64")

    def _passing(self, name: str) -> Floats:
        """Return 1 for each unit that passes one filter, else 0."""
        wanted = self.selection.values(name)
        if name == "band":
            codes = [BAND_NAMES.index(one) for one in wanted if one in BAND_NAMES]
            bands = self.board.reading(self.kpi).band_codes[:, self.quarter.column]
            return (np.isin(bands, codes) & (self._units.size > 0)).astype("float64")
        values = self.board.programme.coded[name][1]
        keeps = np.array([value in wanted for value in values], dtype="float64")
        return keeps[self._units.attributes[name]]

    def _weights_but(self, name: str) -> Floats:
        """Return 1 for each unit that passes all filters but one, else 0."""
        weights = np.ones(len(self._units.size))
        for other, passes in self._passes.items():
            if other != name:
                weights *= passes
        return weights


def slice_of(board: Board, selection: Selection, *, kpi: str, quarter: Quarter, quarters: Sequence[Quarter]) -> Slice:
    """Return the partners of a selection; see `Slice`."""
    return Slice(board, selection, kpi=kpi, quarter=quarter, quarters=quarters)


def band_of(board: Board, kpi: str, value: float | None) -> str:
    """Return the name of the band of a value of a KPI; empty for one without bands."""
    if kpi not in HEADLINE:
        return ""
    code = codes_of_bands(np.array(np.nan if value is None else value), board.method.bands_of(kpi))
    return BAND_NAMES[int(code)]


def cells_of(board: Board, month: int, columns: tuple[int, ...]) -> Units:
    """Return the cells of the partners, with how many of each exist at a month; made once."""

    def make() -> Cells:
        mixed = np.zeros(len(board.programme.partners), dtype="int64")
        for name in ATTRIBUTES:
            codes, values = board.programme.coded[name]
            mixed = mixed * len(values) + codes
        _, first, units = np.unique(mixed, return_index=True, return_inverse=True)
        here = board.programme.exists[:, month].astype("float64")
        size: Floats = np.bincount(units, weights=here, minlength=len(first)).astype("float64")
        attributes = {name: board.programme.coded[name][0][first] for name in ATTRIBUTES}
        return Cells(board, columns, units, size, attributes)

    return board.memory.get(("cells", month, columns), make)


def each_partner_of(board: Board, month: int, columns: tuple[int, ...]) -> Units:
    """Return the partners, each by itself, with which of them exist at a month; made once."""

    def make() -> Units:
        here = board.programme.exists[:, month]
        attributes = {name: board.programme.coded[name][0] for name in ATTRIBUTES}
        return Units(board, columns, np.arange(len(here)), here.astype("float64"), attributes)

    return board.memory.get(("each partner", month, columns), make)


def parts_of_partners(board: Board, columns: tuple[int, ...]) -> Parts:
    """Return what adds up to each KPI, of every partner; made once."""

    def make() -> Parts:
        made = [_parts_of(board, kpi, list(columns)) for kpi in ADDING]
        tops, bottoms, factors = zip(*made, strict=True)
        return Parts(np.hstack(tops), np.hstack(bottoms), np.array(factors), len(columns))

    return board.memory.get(("parts", columns), make)


def _parts_of(board: Board, kpi: str, at: list[int]) -> tuple[Floats, Floats, float]:
    """Return top, bottom and factor of a KPI for every partner, see `Parts`."""
    if kpi in HEADLINE:
        value = board.reading(kpi).value[:, at]
        scored = board.programme.exists[:, at] & ~np.isnan(value)
        return np.where(scored, value, 0.0), scored.astype("float64"), 1.0
    each = Groups(np.arange(len(board.programme.partners)), board.partners.labels)
    reading = board.reading(kpi, each)  # with groups of its own, so that the board does not keep it
    if reading.rate is not None:
        return reading.rate.numerator[:, at], reading.rate.denominator[:, at], reading.rate.factor
    value = reading.value[:, at]
    return np.nan_to_num(value), (~np.isnan(value)).astype("float64"), 0.0


def bands_of_partners(board: Board, kpi: str, columns: tuple[int, ...]) -> Ints:
    """Return 1 + the band code of each partner at each quarter, 0 where it does not exist; made once."""

    def make() -> Ints:
        at = list(columns)
        codes = np.where(board.programme.exists[:, at], 1 + board.reading(kpi).band_codes[:, at], 0)
        return codes.astype("int8")

    return board.memory.get(("bands", kpi, columns), make)


def _plain(values: Floats) -> list[list[float | None]]:
    """Return an array as lists, None where missing."""
    return [[None if value != value else value for value in row] for row in values.tolist()]
