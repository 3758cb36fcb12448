"""A programme: the partners, the calendar and every rollup, as codes ready for arrays of partner × month.

Implements the rules of time and existence: `as_of`, the partial month, the span of each table, when a
partner exists, and which rows count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpi.periods import month_days, month_end, month_ordinal, month_text
from kpi.rollup import rollup_until
from kpi.schema import EVENT_TABLES, UNKNOWN_TYPE
from kpi.targets import Target, read_targets

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ATTRIBUTES: Final = ("partner_type", "tier", "region", "manager")
"""Columns of `Programme.partners` by which partners are grouped and filtered."""

_EXISTENCE_BOUND: Final = ("interactions", "surveys", "advocacy")


class EmptyProgramme(ValueError):
    """There is no dated row, so there is no calendar and nothing to score."""


@dataclass(frozen=True)
class Calendar:
    """The months of a programme.

    Parameters
    ----------
    first, last
        Ordinals of the first and the last month of output.
    as_of
        The day up to which rows are known.
    """

    first: int
    last: int
    as_of: date

    def __len__(self) -> int:
        return self.last - self.first + 1

    @property
    def months(self) -> list[int]:
        """Ordinals of all months."""
        return list(range(self.first, self.last + 1))

    @property
    def partial(self) -> bool:
        """Say whether the last month is only partly known."""
        return self.as_of != month_end(self.last)

    @property
    def last_complete(self) -> int:
        """Ordinal of the last complete month (the first month of all when there is none)."""
        return max(self.last - self.partial, self.first)

    @cached_property
    def lengths(self) -> Floats:
        """Length of each month [months]: 1, and for the partial month the elapsed fraction of its days."""
        lengths = np.ones(len(self))
        if self.partial:
            lengths[-1] = self.as_of.day / month_days(self.last)
        return lengths


@dataclass(frozen=True)
class Lines:
    """Rollup lines of one table as codes; only lines that count.

    Parameters
    ----------
    partner, month
        Row of `Programme.partners`, column of the calendar.
    frame
        The other columns of the rollup.
    """

    partner: Ints
    month: Ints
    frame: pd.DataFrame

    def where(self, chosen: Flags) -> Lines:
        """Return the chosen lines."""
        return Lines(self.partner[chosen], self.month[chosen], self.frame[chosen])

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
        question = (column, *sorted(keys.items()))
        if question not in self._grids:
            chosen: Flags = np.ones(len(self.frame), dtype=bool)
            for key, word in keys.items():
                chosen &= np.asarray(self.frame[key] == word, dtype=bool)
            self._grids[question] = self.grid(column, shape, chosen=chosen)
        return self._grids[question]

    @cached_property
    def _grids(self) -> dict[tuple[object, ...], Floats]:
        return {}


@dataclass(frozen=True)
class Programme:
    """All that is known of a partner programme on one day.

    Parameters
    ----------
    partners
        One row per partner, index ``partner_id`` (sorted); name, partner_type, tier, region, manager, domain,
        joined_on, left_on; empty text where nothing is known.
    calendar
        The months of output.
    exists
        Partner × month: whether the partner exists.
    spans
        For each event table with rows, the columns of its first and last month.
    lines
        For each event table its counted lines.
    outside
        For interactions, surveys and advocacy the number of rows dated outside their partner's existence.
    targets
        Rows of the targets table.
    """

    partners: pd.DataFrame
    calendar: Calendar
    exists: Flags
    spans: Mapping[str, tuple[int, int]]
    lines: Mapping[str, Lines]
    outside: Mapping[str, int]
    targets: tuple[Target, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of partners and months."""
        return len(self.partners), len(self.calendar)

    @cached_property
    def coded(self) -> dict[str, tuple[Ints, list[str]]]:
        """For each of `ATTRIBUTES` the code of each partner's value, and the values in alphabetical order."""
        made = {}
        for attribute in ATTRIBUTES:
            codes, values = pd.factorize(self.partners[attribute], sort=True)
            made[attribute] = (codes.astype("int64"), [str(value) for value in values])
        return made

    @property
    def partner_types(self) -> tuple[Ints, list[str]]:
        """Code of each partner's type, and the types in alphabetical order."""
        return self.coded["partner_type"]

    @cached_property
    def searched(self) -> list[str]:
        """What a search looks through: name and id of each partner, without case."""
        names = self.partners["name"].tolist()
        return [f"{name}\n{id_}".casefold() for name, id_ in zip(names, self.partners.index, strict=True)]

    def in_span(self, table: str) -> Flags:
        """Return, for each month, whether it lies in the span of a table."""
        inside = np.zeros(len(self.calendar), dtype=bool)
        if table in self.spans:
            first, last = self.spans[table]
            inside[first : last + 1] = True
        return inside


def build_programme(rollups: Mapping[str, pd.DataFrame], *, as_of: date | None = None) -> Programme:
    """Lay rollups out as a programme.

    Parameters
    ----------
    rollups
        Table -> merged rollup (`kpi.rollup`). Tables may be missing.
    as_of
        The day up to which rows are known; the latest date found when missing.

    Returns
    -------
    Programme

    Raises
    ------
    EmptyProgramme
        When no rollup holds a dated row up to `as_of`.
    ValueError
        When `as_of` lies inside a month that rollups can't cut (see `kpi.rollup.rollup_until`).
    """
    events = {table: rollups[table] for table in EVENT_TABLES if table in rollups}
    if as_of is not None:
        events = {table: rollup_until(table, rollup, as_of) for table, rollup in events.items()}
    events = {table: rollup for table, rollup in events.items() if len(rollup)}
    if not events:
        raise EmptyProgramme("no dated row yet: import interactions, surveys, advocacy, deals or measures")
    calendar = _calendar(events, as_of)
    partners = _partners(rollups.get("partners"), events)
    exists = _existence(partners, events, calendar)
    lines = {table: _coded(rollup, partners, calendar) for table, rollup in events.items()}
    outside: dict[str, int] = {}
    for table in _EXISTENCE_BOUND:
        if table in lines:
            counted = exists[lines[table].partner, lines[table].month]
            outside[table] = int(lines[table].frame["rows"].to_numpy()[~counted].sum())
            lines[table] = lines[table].where(counted)
    return Programme(
        partners=partners,
        calendar=calendar,
        exists=exists,
        spans={
            table: (int(rollup["month"].min()) - calendar.first, int(rollup["month"].max()) - calendar.first)
            for table, rollup in events.items()
        },
        lines=lines,
        outside=outside,
        targets=read_targets(rollups.get("targets")),
    )


def _calendar(events: Mapping[str, pd.DataFrame], as_of: date | None) -> Calendar:
    first = min(int(rollup["month"].min()) for rollup in events.values())
    if as_of is None:
        last, day = max(_latest(rollup) for rollup in events.values())
        as_of = date.fromisoformat(f"{month_text(last)}-{day:02d}")
    return Calendar(first=first, last=month_ordinal(as_of), as_of=as_of)


def _latest(rollup: pd.DataFrame) -> tuple[int, int]:
    month = int(rollup["month"].max())
    return month, int(rollup.loc[rollup["month"] == month, "last_day"].max())


def _partners(known: pd.DataFrame | None, events: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    columns = ["partner_id", "name", *ATTRIBUTES, "domain", "joined_on", "left_on"]
    table = pd.DataFrame(columns=columns) if known is None else known.reindex(columns=columns)
    seen = pd.Index(np.unique(np.concatenate([rollup["partner_id"].unique() for rollup in events.values()])))
    extra = seen.difference(pd.Index(table["partner_id"]))
    unknown = pd.DataFrame({"partner_id": extra, "name": extra, "partner_type": UNKNOWN_TYPE})
    table = pd.concat([table.astype("object"), unknown.reindex(columns=columns).astype("object")])
    for column in (*columns[:-2],):
        table[column] = table[column].where(table[column].notna(), "").astype("str")
    for column in columns[-2:]:
        table[column] = pd.to_datetime(table[column]).astype("datetime64[us]")
    return table.set_index("partner_id").sort_index()


def _existence(partners: pd.DataFrame, events: Mapping[str, pd.DataFrame], calendar: Calendar) -> Flags:
    first_rows = pd.concat([rollup.groupby("partner_id")["month"].min() for rollup in events.values()])
    first_row = first_rows.groupby(level=0).min().reindex(partners.index)
    joined, left = _ordinals(partners["joined_on"]), _ordinals(partners["left_on"])
    start = joined.fillna(first_row).fillna(calendar.first).to_numpy(dtype="int64")
    end = left.fillna(calendar.last).to_numpy(dtype="int64")
    months = np.arange(calendar.first, calendar.last + 1)
    inside: Flags = (months >= start[:, None]) & (months <= end[:, None])
    return inside


def _ordinals(days: pd.Series) -> pd.Series:
    ordinals: pd.Series = days.dt.year * 12 + days.dt.month - 1
    return ordinals


def _coded(rollup: pd.DataFrame, partners: pd.DataFrame, calendar: Calendar) -> Lines:
    partner = partners.index.get_indexer(pd.Index(rollup["partner_id"])).astype("int64")
    month = rollup["month"].to_numpy(dtype="int64") - calendar.first
    return Lines(partner, month, rollup.drop(columns=["partner_id", "month"]).reset_index(drop=True))
