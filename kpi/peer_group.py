"""Medians of similar partners for those who see nobody else's figures: no two of them tell a newcomer's value.

A median over at least five names nobody. Two of them may: when one partner joins, the difference between the median
before and the one after says where its value lies. So the group over which a median runs changes by at least five
partners at once, at every month that is shown, or not at all; see `docs/decisions.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kpi.programme import Flags, Floats, Ints
from kpi.summary import BENCHMARK_MINIMUM

BATCH: Final = BENCHMARK_MINIMUM
"""Partners that come or go at once; of fewer, one could be read off."""

QUARTILE_MINIMUM: Final = 8
"""Partners behind a quartile: below it are then at least two."""


@dataclass(frozen=True)
class Batch:
    """Partners that a group counts from a month on, or no longer counts.

    Parameters
    ----------
    month
        Ordinal of the first month for which this holds.
    members
        Partner id -> its value when the group was told of it, for when the data hold it no longer.
    gone
        Whether they have left.
    """

    month: int
    members: Mapping[str, float]
    gone: bool = False


Group = tuple[Batch, ...]
"""How a group came to be, the earliest first; it only ever grows by further batches."""


@dataclass(frozen=True)
class Values:
    """A KPI of every partner, by month.

    Parameters
    ----------
    ids
        The partners.
    alike
        Which of them are of the type in question.
    value
        Partner × month; missing where a partner does not exist or has no value.
    first
        Ordinal of the first month.
    """

    ids: pd.Index[str]
    alike: Flags
    value: Floats
    first: int


@dataclass(frozen=True)
class PeerFigures:
    """What may be told of similar partners: whole points, and nothing that says who they are.

    Parameters
    ----------
    count
        Partners behind the figures at each month; 0 with fewer than five.
    low, median, high
        Quartiles at each month; None where too few partners are behind them.
    """

    count: tuple[int, ...]
    low: tuple[float | None, ...]
    median: tuple[float | None, ...]
    high: tuple[float | None, ...]


def renewed(group: Group, values: Values, *, column: int) -> Group:
    """Return a group with the partners that have come and gone since, if those are enough.

    Parameters
    ----------
    group
        As it was kept.
    values
        As the data are now.
    column
        Column of the last complete month: who has a value there belongs to the type.

    Returns
    -------
    Group
        The same group while fewer than five have come and fewer than five have gone.
    """
    month = values.first + column
    counted = counted_at(group, month)
    present = values.alike & ~np.isnan(values.value[:, column])
    here = dict(zip(values.ids[present], values.value[present, column].tolist(), strict=True))
    # Nobody comes and goes in one month: a part of a batch would be left between that month and the one before.
    come_now, gone_now = (_told_since(group, month, gone=gone) for gone in (False, True))
    gone = {one: last for one, last in counted.items() if one not in here and one not in come_now}
    come = {one: value for one, value in here.items() if one not in counted and one not in gone_now}
    made = list(group)
    if len(gone) >= BATCH:
        made.append(Batch(month, gone, gone=True))
    if len(come) >= BATCH:
        known = members_of(group)
        since = dict(zip(values.ids[present], _first_months(values, present).tolist(), strict=True))
        made += _batches({one: (month if one in known else since[one], value) for one, value in come.items()})
    return tuple(made)


def members_of(group: Group) -> frozenset[str]:
    """Return the ids of all who ever were in a group."""
    return frozenset(one for batch in group for one in batch.members)


def counted_at(group: Group, month: int) -> dict[str, float]:
    """Return the partners that a group counts at a month, with their values when it was told of them."""
    counted: dict[str, float] = {}
    for batch in group:
        if batch.month > month:
            continue
        if batch.gone:
            counted = {one: value for one, value in counted.items() if one not in batch.members}
        else:
            counted |= batch.members
    return counted


def peer_figures(group: Group, values: Values) -> PeerFigures:
    """Return the figures of a group at each month.

    Parameters
    ----------
    group
        Whom they run over.
    values
        The KPI.

    Notes
    -----
    At a month without a value a partner counts with its last one before, else its first one after, else the one that
    the group was told: who counts at a month depends on the batches alone, never on one partner's data.
    """
    ids = pd.Index(sorted(members_of(group)), dtype=object)
    months = values.first + np.arange(values.value.shape[1])
    counts = _counted(group, ids, months)
    held = _filled(group, ids, values)
    low, median, high, count = [], [], [], []
    for at in range(len(months)):
        among = held[counts[:, at], at]
        is_enough, is_many = len(among) >= BATCH, len(among) >= QUARTILE_MINIMUM
        quartiles = np.quantile(among, (0.25, 0.5, 0.75)) if is_enough else np.full(3, np.nan)
        low.append(_whole(quartiles[0]) if is_many else None)
        median.append(_whole(quartiles[1]) if is_enough else None)
        high.append(_whole(quartiles[2]) if is_many else None)
        count.append(len(among) if is_enough else 0)
    return PeerFigures(tuple(count), tuple(low), tuple(median), tuple(high))


def _told_since(group: Group, month: int, *, gone: bool) -> set[str]:
    """Return who came, or went, in a month or later."""
    return {one for batch in group if batch.gone == gone and batch.month >= month for one in batch.members}


def _first_months(values: Values, chosen: Flags) -> Ints:
    """Return the month of the first value of some partners that have one."""
    months: Ints = values.first + np.argmax(~np.isnan(values.value[chosen]), axis=1)
    return months


def _batches(come: Mapping[str, tuple[int, float]]) -> list[Batch]:
    """Return newcomers in batches of at least five, each from the month on at which all of it have a value."""
    ordered = sorted(come.items(), key=lambda one: (one[1][0], one[0]))
    parts: list[list[tuple[str, tuple[int, float]]]] = [[]]
    for one in ordered:
        last = parts[-1]
        if len(last) >= BATCH and one[1][0] > last[-1][1][0]:
            parts.append([])
        parts[-1].append(one)
    if len(parts) > 1 and len(parts[-1]) < BATCH:
        rest = parts.pop()
        parts[-1] += rest
    return [Batch(part[-1][1][0], {one: value for one, (_, value) in part}) for part in parts]


def _counted(group: Group, ids: pd.Index[str], months: Ints) -> Flags:
    """Return which partners count at which months."""
    counts: Flags = np.zeros((len(ids), len(months)), dtype=bool)
    for batch in group:
        rows, later = ids.get_indexer(pd.Index(list(batch.members), dtype=object)), months >= batch.month
        counts[np.ix_(rows, later)] = not batch.gone
    return counts


def _filled(group: Group, ids: pd.Index[str], values: Values) -> Floats:
    """Return the value with which each partner of a group counts at each month."""
    rows = values.ids.get_indexer(ids)
    held = np.where((rows >= 0)[:, None], values.value[rows], np.nan)
    told = {one: value for batch in group for one, value in batch.members.items()}
    frame = pd.DataFrame(held).ffill(axis="columns").bfill(axis="columns")
    filled: Floats = frame.to_numpy()
    fallback = np.array([told[one] for one in ids], dtype="float64")
    return np.where(np.isnan(filled), fallback[:, None], filled)


def _whole(value: float) -> float:
    """Return a value in whole points, halves upwards: more would tell more of the partners behind it."""
    return float(np.floor(value + 0.5))
