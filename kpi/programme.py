"""A programme: the partners, the calendar and every rollup, as codes ready for arrays of partner × month.

Implements the rules of time and existence: `as_of`, the partial month, the span of each table, when a
partner exists, and which rows count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

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
T = TypeVar("T")

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

    def coded(self, column: str) -> tuple[Ints, tuple[str, ...]]:
        """Return a column of words as the code of each line, and the words."""

        def make() -> tuple[Ints, tuple[str, ...]]:
            words = self.frame[column].astype("category").cat
            return words.codes.to_numpy().astype("int64"), tuple(words.categories.astype("object").tolist())

        return self.memory.get(("coded", column), make)

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

        def make() -> Floats:
            chosen = np.ones(len(self.frame), dtype=bool)
            for name, word in keys.items():
                codes, words = self.coded(name)
                chosen &= codes == (words.index(word) if word in words else -1)
            return self.grid(column, shape, chosen=chosen)

        return self.memory.get((column, *sorted(keys.items())), make)

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
            One array of partner × month per slot.
        """
        count, cells = 1 + max(slots.values(), default=-1), shape[0] * shape[1]

        def make() -> Ints:
            codes, words = self.coded(key)
            # Words without a slot share one at the end, which is cheaper than choosing among millions of lines.
            slot = np.array([slots.get(word, count) for word in words], dtype="int64") * cells
            at: Ints = slot[codes]
            at += self.partner * shape[1]
            at += self.month
            return at

        at = self.memory.get(("at", key, shape, tuple(sorted(slots.items()))), make)
        weights = self.frame[column].to_numpy(dtype="float64")
        sums = np.bincount(at, weights=weights, minlength=(count + 1) * cells).astype("float64")
        return list(sums[: count * cells].reshape(count, *shape))

    @cached_property
    def memory(self) -> Memory:
        """What was computed from these lines."""
        return Memory()


class Memory:
    """Results that depend on the facts and a question alone: kept, shared, and not to be changed."""

    def __init__(self) -> None:
        self._held: dict[object, Any] = {}

    def get(self, question: object, make: Callable[[], T]) -> T:
        """Return the answer to a question, made when it is asked for the first time."""
        if question not in self._held:
            self._held[question] = make()
        held: T = self._held[question]
        return held


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
    def memory(self) -> Memory:
        """What was computed from this programme under some method."""
        return Memory()

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
    named = {table: pd.factorize(rollup["partner_id"]) for table, rollup in events.items()}
    partners = _partners(rollups.get("partners"), [ids for _, ids in named.values()])
    rows = {table: partners.index.get_indexer(ids).astype("int64")[codes] for table, (codes, ids) in named.items()}
    lines = {table: _coded(rollup, rows[table], calendar) for table, rollup in events.items()}
    exists = _existence(partners, lines, calendar)
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


def _partners(known: pd.DataFrame | None, seen: Sequence[pd.Index]) -> pd.DataFrame:
    columns = ["partner_id", "name", *ATTRIBUTES, "domain", "joined_on", "left_on"]
    table = pd.DataFrame(columns=columns) if known is None else known.reindex(columns=columns)
    listed = pd.Index(table["partner_id"])
    extra = pd.Index(sorted({str(name) for ids in seen for name in ids[listed.get_indexer(ids) < 0]}), dtype="str")
    if len(extra) or known is None:
        unknown = pd.DataFrame({"partner_id": extra, "name": extra, "partner_type": UNKNOWN_TYPE})
        table = pd.concat([table.astype("object"), unknown.reindex(columns=columns).astype("object")])
    for column in (*columns[:-2],):
        table[column] = table[column].where(table[column].notna(), "").astype("str")
    for column in columns[-2:]:
        table[column] = pd.to_datetime(table[column]).astype("datetime64[us]")
    return table.set_index("partner_id").sort_index()


def _existence(partners: pd.DataFrame, lines: Mapping[str, Lines], calendar: Calendar) -> Flags:
    nowhere = len(calendar)
    first = np.full(len(partners), nowhere)
    for one in lines.values():
        np.minimum.at(first, one.partner, one.month)
    first_row = calendar.first + np.where(first == nowhere, 0, first)
    joined, left = _ordinals(partners["joined_on"]), _ordinals(partners["left_on"])
    start = np.where(joined.isna(), first_row, joined.fillna(0)).astype("int64")
    end = left.fillna(calendar.last).to_numpy(dtype="int64")
    months = np.arange(calendar.first, calendar.last + 1)
    inside: Flags = (months >= start[:, None]) & (months <= end[:, None])
    return inside


def _ordinals(days: pd.Series) -> pd.Series:
    ordinals: pd.Series = days.dt.year * 12 + days.dt.month - 1
    return ordinals


def _coded(rollup: pd.DataFrame, partner: Ints, calendar: Calendar) -> Lines:
    month = rollup["month"].to_numpy(dtype="int64") - calendar.first
    frame = rollup.drop(columns=["partner_id", "month"]).reset_index(drop=True)
    # Words become codes once, here: comparing and counting codes is what makes scoring fast.
    words = frame.select_dtypes(exclude="number").columns
    return Lines(partner, month, frame.astype(dict.fromkeys(words, "category")))
