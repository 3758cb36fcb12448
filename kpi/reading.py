"""A reading: what a KPI says for each partner (or group) and month, together with the evidence behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Final, TypeVar, cast

import numpy as np
import pandas as pd

from kpi.method import Bands
from kpi.periods import month_text
from kpi.programme import Flags, Floats, Ints, Programme

BAND_NAMES: Final = ("insufficient data", "low", "moderate", "strong")
"""Bands by code, 0 to 3."""

DECIMALS: Final = 9
"""Thresholds are compared after rounding to this many decimals, so that 75 computed is 75."""

R = TypeVar("R")

_ALMOST_NOTHING: Final = 10.0**-DECIMALS


@dataclass(frozen=True)
class Groups:
    """A partition of (some of) the partners.

    Parameters
    ----------
    codes
        For each partner the number of its group; -1 for a partner in none.
    labels
        Names of the groups.
    """

    codes: Ints
    labels: tuple[str, ...]

    def total(self, grid: Floats) -> Floats:
        """Return the sums of a partner × month array by group, as group × month."""
        if self._apart:
            return np.array(grid, dtype="float64")
        order, codes = self._sorted
        return total_by_code(codes, len(self.labels), grid[order])

    def among(self, chosen: Flags) -> Groups:
        """Return the same groups of the chosen partners only."""
        return self if chosen.all() else Groups(np.where(chosen, self.codes, -1), self.labels)

    @cached_property
    def _apart(self) -> bool:
        """Whether every partner is a group of its own, in order."""
        return len(self.codes) == len(self.labels) and bool((self.codes == np.arange(len(self.codes))).all())

    @cached_property
    def _sorted(self) -> tuple[Ints, Ints]:
        """The partners of any group in the order of groups, and their codes."""
        order = np.argsort(self.codes, kind="stable")
        order = order[np.searchsorted(self.codes[order], 0) :]
        return order, self.codes[order]

    def some(self, grid: Flags) -> Flags:
        """Return whether any partner of the group holds, as group × month."""
        return self.total(grid.astype("float64")) > 0


def each_partner(programme: Programme) -> Groups:
    """Return the partition in which every partner is a group of its own."""

    def make() -> Groups:
        labels = tuple(programme.partners.index.tolist())
        return Groups(np.arange(len(labels)), labels)

    return programme.memory.get("each partner", make)


def of_each_type(programme: Programme) -> Groups:
    """Return the partition of all partners by their type."""
    return programme.memory.get("of each type", lambda: Groups(*_typed(programme)))


def per_type(programme: Programme, value: Callable[[str], float]) -> Floats:
    """Return a figure that a method gives to each partner type, for every partner."""
    codes, types = programme.partner_types
    return np.array([value(name) for name in types], dtype="float64")[codes]


def _typed(programme: Programme) -> tuple[Ints, tuple[str, ...]]:
    codes, types = programme.partner_types
    return codes, tuple(types)


def everyone(programme: Programme, *, chosen: Flags | None = None) -> Groups:
    """Return the one group ``*`` of all, or of the chosen, partners."""
    codes = np.zeros(len(programme.partners), dtype="int64")
    if chosen is not None:
        codes = np.where(chosen, codes, -1)
    return Groups(codes, ("*",))


def grouped_by(programme: Programme, attribute: str, *, chosen: Flags | None = None) -> Groups:
    """Return the partition of all, or of the chosen, partners by an attribute.

    Parameters
    ----------
    programme
        The programme.
    attribute
        One of `kpi.programme.ATTRIBUTES`. Partners without a value form the group of the empty label.
    chosen
        Partners to take in.
    """
    codes, values = programme.coded[attribute]
    held = np.unique(codes if chosen is None else codes[chosen])
    place = np.full(len(values), -1)
    place[held] = np.arange(len(held))
    codes = place[codes]
    if chosen is not None:
        codes = np.where(chosen, codes, -1)
    return Groups(codes, tuple(values[code] for code in held.tolist()))


@dataclass(frozen=True)
class Rate:
    """What a rate is made of: value = factor · numerator / denominator, group × month.

    Parameters
    ----------
    numerator, denominator
        Sums over the window; they add up over partners, which rates don't.
    factor
        100 for a rate in %, else 1.
    """

    numerator: Floats
    denominator: Floats
    factor: float = 1.0

    @property
    def value(self) -> Floats:
        """The rate, missing where the denominator is 0."""
        return self.factor * ratio(self.numerator, self.denominator)


@dataclass(frozen=True)
class Reading:
    """Values of one KPI for each group and month.

    Parameters
    ----------
    kpi
        Catalogue id.
    labels
        Partners or groups, one per row.
    first
        Ordinal of the first month; one column per month.
    value
        Group × month; missing where not defined.
    n
        Group × month; rows, respondents or deals behind the value.
    coverage
        Group × month; share of component weight that had data, or None for KPIs without components.
    bands
        Thresholds, or None for KPIs without bands.
    rate
        Numerator and denominator of a KPI that is a rate; None for others.
    """

    kpi: str
    labels: tuple[str, ...]
    first: int
    value: Floats
    n: Ints
    coverage: Floats | None = None
    bands: Bands | None = None
    rate: Rate | None = None

    @cached_property
    def band_codes(self) -> Ints:
        """Position in `BAND_NAMES` of each value's band; -1 for a KPI without bands."""
        return np.full(self.value.shape, -1) if self.bands is None else codes_of_bands(self.value, self.bands)

    def series(self) -> pd.Series:
        """Return the values as a Series indexed by label and month (text), named by the KPI."""
        months = [month_text(self.first + at) for at in range(self.value.shape[1])]
        index = pd.MultiIndex.from_product([self.labels, months], names=["label", "month"])
        return pd.Series(self.value.ravel(), index=index, name=self.kpi)

    def row(self, label: str) -> int:
        """Return the row of a partner or group.

        Raises
        ------
        KeyError
            When there is none of that name.
        """
        try:
            return self.labels.index(label)
        except ValueError as error:
            raise KeyError(label) from error


def codes_of_bands(value: Floats, bands: Bands) -> Ints:
    """Return the position in `BAND_NAMES` of the band of each value."""
    rounded = np.round(value, DECIMALS)
    codes = 1 + (rounded >= bands.moderate).astype("int64") + (rounded > bands.strong)
    return np.where(np.isnan(value), 0, codes)


def mean_by_group(reading: Reading, groups: Groups, exists: Flags) -> Reading:
    """Return the mean of a score over the partners of each group that have one.

    Parameters
    ----------
    reading
        A score of every partner.
    groups
        Partition of the partners.
    exists
        Partner × month: partners that exist; others take no part.

    Returns
    -------
    Reading
        The mean score, the mean of the coverages of the same partners, and the total n. Missing where no
        partner of the group has a score.
    """
    scored = exists & ~np.isnan(reading.value)
    count = groups.total(scored.astype("float64"))
    coverage = reading.coverage if reading.coverage is not None else np.ones_like(reading.value)
    return Reading(
        kpi=reading.kpi,
        labels=groups.labels,
        first=reading.first,
        value=ratio(groups.total(np.where(scored, reading.value, 0.0)), count),
        n=groups.total(np.where(scored, reading.n, 0).astype("float64")).astype("int64"),
        coverage=ratio(groups.total(np.where(scored, coverage, 0.0)), count),
        bands=reading.bands,
    )


def total_by_code(codes: Ints, count: int, grid: Floats) -> Floats:
    """Return the sums of the rows of `grid` that share a code, as an array of code × column.

    Parameters
    ----------
    codes
        Code of each row; the sum is quicker when they ascend.
    count
        Number of codes.
    grid
        What is summed up.
    """
    totals = np.zeros((count, grid.shape[1]))
    if (codes[1:] < codes[:-1]).any():
        order = np.argsort(codes, kind="stable")
        codes, grid = codes[order], grid[order]
    if len(codes):
        starts = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]]))
        totals[codes[starts]] = np.add.reduceat(grid, starts, axis=0)
    return totals


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Return numerator / denominator, missing where the denominator is 0 or either is missing.

    A denominator below 1e-9 is 0: a sum of 0.1, 0.2 and −0.3 is not, as computers add.
    """
    defined = (np.abs(denominator) >= _ALMOST_NOTHING) & ~np.isnan(numerator)
    result: Floats = np.full(np.shape(denominator), np.nan)
    np.divide(numerator, denominator, out=result, where=defined)
    return result


def rows_of(record: R, chosen: Flags) -> R:
    """Return a record of arrays with one row per partner, for some partners alone."""
    return type(record)(**{field.name: getattr(record, field.name)[chosen] for field in fields(cast(Any, record))})
