"""A programme: the partners, the calendar and every rollup, as codes ready for arrays of partner × month.

Implements the rules of time and existence: `as_of`, the partial month, the span of each table, when a
partner exists, and which rows count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, reduce
from typing import Final

import numpy as np
import pandas as pd

from kpi.lines import Block, CodedRollup, code_rollup
from kpi.lines import Flags as Flags
from kpi.lines import Floats as Floats
from kpi.lines import Ints as Ints
from kpi.lines import Lines as Lines
from kpi.lines import Memory as Memory
from kpi.periods import month_days, month_end, month_ordinal, month_text
from kpi.rollup import rollup_until
from kpi.schema import EVENT_TABLES, UNKNOWN_TYPE
from kpi.targets import Target, read_targets

ATTRIBUTES: Final = ("partner_type", "tier", "region", "manager")
"""Columns of `Programme.partners` by which partners are grouped and filtered."""

_EXISTENCE_BOUND: Final = ("interactions", "surveys", "advocacy")
_NEVER: Final = 1 << 40


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

    def apart(self) -> Programme:
        """Return the same programme, which keeps new answers to itself: for methods that are only tried."""
        made = replace(self, lines={table: lines.apart() for table, lines in self.lines.items()})
        vars(made).update(memory=Memory(self.memory), coded=self.coded)
        return made

    def with_targets(self, targets: tuple[Target, ...]) -> Programme:
        """Return the same facts with other targets, and with all that was computed from them."""
        made = copy(self)
        vars(made).update(targets=targets, memory=self.memory)
        return made

    def of(self, chosen: Flags) -> Programme:
        """Return the programme of some partners alone: nothing in it tells of the others.

        Every figure of a partner is what it is in the whole programme: months, spans and the day up to which rows
        are known stay. Targets stay that are for a chosen partner, for its type or for everybody.

        Parameters
        ----------
        chosen
            For each partner whether it stays.
        """
        made = self.alone(chosen)
        vars(made).update(heard=self.heard)
        return made

    def alone(self, chosen: Flags) -> Programme:
        """Return the programme as if there were no partners but some: `of` them, heard in no month but their own.

        Parameters
        ----------
        chosen
            For each partner whether it stays.
        """
        place = np.cumsum(chosen) - 1
        partners = self.partners[chosen]
        lines = {
            table: Lines(tuple(block.of(chosen, place) for block in one.blocks)) for table, one in self.lines.items()
        }
        types = set(partners["partner_type"])
        targets = tuple(one for one in self.targets if _is_among(one, partners.index, types))
        # Rows outside their partners' existence are not known by partner: they are about the quality of whole files.
        return replace(self, partners=partners, exists=self.exists[chosen], lines=lines, outside={}, targets=targets)

    @cached_property
    def heard(self) -> Mapping[str, Flags]:
        """For each table with rows, the months in which anybody at all has one: its source was delivered."""
        return {table: one.by_month(len(self.calendar)) > 0 for table, one in self.lines.items()}

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
    coded = {table: [code_rollup(rollup)] for table, rollup in events.items()}
    return lay_out(coded, rollups.get("partners"), rollups.get("targets"), as_of=as_of).programme


@dataclass(frozen=True)
class Layout:
    """A programme, and what the next one can take over from it.

    Parameters
    ----------
    programme
        The programme.
    known
        Rows of the partners table, as given.
    placed
        Coded rollup -> its lines within the programme, and those that count.
    """

    programme: Programme
    known: pd.DataFrame | None = field(repr=False)
    placed: Mapping[CodedRollup, tuple[Block, Block]] = field(repr=False)


def lay_out(
    events: Mapping[str, Sequence[CodedRollup]],
    known: pd.DataFrame | None,
    targets: pd.DataFrame | None,
    *,
    as_of: date | None = None,
    earlier: Layout | None = None,
) -> Layout:
    """Lay coded rollups out as a programme, beginning with what an earlier one has in common with it.

    Parameters
    ----------
    events
        Table -> its rollups. There may be several of those in `kpi.lines.ADDITIVE`, in the order of their
        imports, and one of any other.
    known, targets
        Rows of those tables, if any.
    as_of
        The day up to which rows are known; the latest date found when missing.
    earlier
        A layout of other rollups. It changes how long this takes, never what comes out.

    Raises
    ------
    EmptyProgramme
        When there is no dated row.
    """
    held = {table: [rollup for rollup in events.get(table, ()) if len(rollup)] for table in EVENT_TABLES}
    held = {table: rollups for table, rollups in held.items() if rollups}
    if not held:
        raise EmptyProgramme("no dated row yet: import interactions, surveys, advocacy, deals or measures")
    every = [rollup for rollups in held.values() for rollup in rollups]
    calendar = _calendar(every, as_of)
    partners = _partners_of(known, [rollup.ids for rollup in every], earlier)
    placed = _place(every, partners, calendar, earlier)
    exists = _existence(partners, [placed[rollup] for rollup in every], calendar)
    counted = _count(held, placed, exists, earlier)
    return Layout(
        programme=Programme(
            partners=partners,
            calendar=calendar,
            exists=exists,
            spans={table: _span(rollups, calendar) for table, rollups in held.items()},
            lines={
                table: _lines(table, [counted[one] for one in rollups], earlier) for table, rollups in held.items()
            },
            outside={
                table: sum(_left_out(placed[one], counted[one]) for one in held[table])
                for table in _EXISTENCE_BOUND
                if table in held
            },
            targets=read_targets(targets),
        ),
        known=known,
        placed={one: (placed[one], counted[one]) for one in every},
    )


def _calendar(rollups: Sequence[CodedRollup], as_of: date | None) -> Calendar:
    if as_of is None:
        last, day = max(rollup.latest for rollup in rollups)
        as_of = date.fromisoformat(f"{month_text(last)}-{day:02d}")
    return Calendar(first=min(rollup.span[0] for rollup in rollups), last=month_ordinal(as_of), as_of=as_of)


def _span(rollups: Sequence[CodedRollup], calendar: Calendar) -> tuple[int, int]:
    first, last = min(rollup.span[0] for rollup in rollups), max(rollup.span[1] for rollup in rollups)
    return first - calendar.first, last - calendar.first


def _place(
    rollups: Sequence[CodedRollup], partners: pd.DataFrame, calendar: Calendar, earlier: Layout | None
) -> dict[CodedRollup, Block]:
    """Return the lines of each rollup as rows of partners and columns of the calendar."""
    same = (
        earlier is not None
        and earlier.programme.calendar.first == calendar.first
        and earlier.programme.partners.index.equals(partners.index)
    )
    taken = {rollup: blocks[0] for rollup, blocks in earlier.placed.items()} if earlier and same else {}
    return {rollup: taken.get(rollup) or _placed(rollup, partners, calendar) for rollup in rollups}


def _placed(rollup: CodedRollup, partners: pd.DataFrame, calendar: Calendar) -> Block:
    rows = partners.index.get_indexer(rollup.ids).astype("int64")
    return Block(rows[rollup.partner], rollup.month.astype("int64") - calendar.first, rollup.frame)


def _count(
    held: Mapping[str, Sequence[CodedRollup]],
    placed: Mapping[CodedRollup, Block],
    exists: Flags,
    earlier: Layout | None,
) -> dict[CodedRollup, Block]:
    """Return the lines that count: of some tables those dated while their partner exists."""
    taken = dict(earlier.placed) if earlier is not None and _exist_alike(earlier.programme.exists, exists) else {}
    counted = {}
    for table, rollups in held.items():
        for rollup in rollups:
            block = placed[rollup]
            before = taken.get(rollup)
            if table not in _EXISTENCE_BOUND:
                counted[rollup] = block
            elif before is not None and before[0] is block:
                counted[rollup] = before[1]
            else:
                inside = exists[block.partner, block.month]
                counted[rollup] = block if inside.all() else block.where(inside)
    return counted


def _exist_alike(before: Flags, now: Flags) -> bool:
    """Say whether the same partners exist in every month that both programmes have."""
    months = min(before.shape[1], now.shape[1])
    return len(before) == len(now) and np.array_equal(before[:, :months], now[:, :months])


def _lines(table: str, blocks: Sequence[Block], earlier: Layout | None) -> Lines:
    before = earlier.programme.lines.get(table) if earlier is not None else None
    return Lines(tuple(blocks)) if before is None else before.continued(blocks)


def _left_out(placed: Block, counted: Block) -> int:
    """Return how many rows stand behind the lines that don't count."""
    if placed is counted:
        return 0
    return int(placed.frame["rows"].to_numpy().sum() - counted.frame["rows"].to_numpy().sum())


def _partners_of(known: pd.DataFrame | None, seen: Sequence[pd.Index], earlier: Layout | None) -> pd.DataFrame:
    if earlier is not None and earlier.known is known:
        before = earlier.programme.partners
        taken = {id(rollup.ids) for rollup in earlier.placed}
        here = {id(ids) for ids in seen}
        # None may go: a partner that only facts named is there as long as they are.
        if taken <= here and all((before.index.get_indexer(ids) >= 0).all() for ids in seen if id(ids) not in taken):
            return before
    return _partners(known, seen)


def _is_among(target: Target, partners: pd.Index, types: set[str]) -> bool:
    """Whether a target is one of some partners, of their types, or of everybody."""
    if target.partner_id:
        return target.partner_id in partners
    return not target.partner_type or target.partner_type in types


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


def _existence(partners: pd.DataFrame, blocks: Sequence[Block], calendar: Calendar) -> Flags:
    nowhere = len(calendar)
    first = reduce(np.minimum, (_first_months(block, len(partners)) for block in blocks))
    first_row = calendar.first + np.where(first >= nowhere, 0, first)
    joined, left = _ordinals(partners["joined_on"]), _ordinals(partners["left_on"])
    start = np.where(joined.isna(), first_row, joined.fillna(0)).astype("int64")
    end = left.fillna(calendar.last).to_numpy(dtype="int64")
    months = np.arange(calendar.first, calendar.last + 1)
    inside: Flags = (months >= start[:, None]) & (months <= end[:, None])
    return inside


def _first_months(block: Block, partners: int) -> Ints:
    """Return the first month of each partner in a block; a month that no calendar has where there is none."""

    def make() -> Ints:
        first = np.full(partners, _NEVER, dtype="int64")
        np.minimum.at(first, block.partner, block.month)
        return first

    return block.memory.get(("first", partners), make)


def _ordinals(days: pd.Series) -> pd.Series:
    ordinals: pd.Series = days.dt.year * 12 + days.dt.month - 1
    return ordinals
