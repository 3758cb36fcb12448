"""Small answers for pages: a score now and before, its history by quarter, bands, rows of a table.

Every function takes a board and returns plain values (floats, None for missing, text), ready to be drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kpi.board import Board
from kpi.periods import quarter_of, quarter_text
from kpi.programme import Calendar, Flags, Floats
from kpi.reading import BAND_NAMES, Groups, Reading

BENCHMARK_MINIMUM = 5
"""Partners needed behind a median; fewer would let one of them be read off."""


@dataclass(frozen=True)
class Quarter:
    """A quarter as pages show it: the values at its last complete month.

    Parameters
    ----------
    key
        As in addresses, ``2026Q3``.
    month
        Ordinal of its last complete month.
    column
        Column of that month.
    complete
        Whether that is also the last month of the quarter.
    fiscal_start
        First month of the fiscal year.
    """

    key: str
    month: int
    column: int
    complete: bool
    fiscal_start: int = 1

    @property
    def label(self) -> str:
        """``Q3 2026`` or ``FY26 Q3`` as its reader says it; made when asked for, as a quarter outlives a reader."""
        return quarter_text(self.month, fiscal_start=self.fiscal_start)


@dataclass(frozen=True)
class Level:
    """A KPI at one month, with what it was before.

    Parameters
    ----------
    value, previous
        Now and at the comparison; None where missing.
    band
        Name of the band now; empty for a KPI without bands.
    """

    kpi: str
    value: float | None
    previous: float | None
    band: str

    @property
    def change(self) -> float | None:
        """Difference to the comparison, missing when either is."""
        return None if self.value is None or self.previous is None else self.value - self.previous


@dataclass(frozen=True)
class Standing(Level):
    """A KPI at one month, with what it was before and the evidence behind it.

    Parameters
    ----------
    n
        Rows, respondents or deals behind the value.
    coverage
        Share of component weight with data, or None.
    """

    n: int
    coverage: float | None


@dataclass(frozen=True)
class Spread:
    """Distribution of a score over the partners that have one."""

    values: tuple[float, ...]
    median: float | None
    low: int
    moderate: int
    strong: int


def quarters(calendar: Calendar, *, fiscal_start: int = 1) -> list[Quarter]:
    """Return the quarters of a calendar that hold a complete month, oldest first.

    A calendar of one partial month gives that month's quarter, so that a first upload shows something.
    """
    made: dict[tuple[int, int], Quarter] = {}
    for month in range(calendar.first, calendar.last_complete + 1):
        year, quarter = quarter_of(month, fiscal_start=fiscal_start)
        following = quarter_of(month + 1, fiscal_start=fiscal_start)
        made[year, quarter] = Quarter(
            key=f"{year}Q{quarter}",
            month=month,
            column=month - calendar.first,
            complete=following != (year, quarter) and not (calendar.partial and month == calendar.last),
            fiscal_start=fiscal_start,
        )
    return list(made.values())


def history(reading: Reading, at: Sequence[Quarter], *, row: int = 0) -> list[float | None]:
    """Return the values of one row of a reading at some quarters."""
    return [number(reading.value[row, quarter.column]) for quarter in at]


@dataclass(frozen=True)
class Column:
    """A KPI of every partner or group at one quarter.

    Parameters
    ----------
    values
        None where missing.
    bands
        Names of the bands; empty for a KPI without bands.
    """

    values: list[float | None]
    bands: list[str]


def column(reading: Reading, at: Quarter) -> Column:
    """Return a reading at one quarter."""
    values = [None if value != value else value for value in reading.value[:, at.column].tolist()]
    return Column(
        values, ["" if code < 0 else BAND_NAMES[code] for code in reading.band_codes[:, at.column].tolist()]
    )


def standing(reading: Reading, now: Quarter, before: Quarter | None, *, row: int = 0) -> Standing:
    """Return a KPI now and before.

    Parameters
    ----------
    reading
        The KPI.
    now, before
        The quarter in view and its comparison; None when there is none.
    row
        Partner or group.
    """
    code = int(reading.band_codes[row, now.column])
    return Standing(
        kpi=reading.kpi,
        value=number(reading.value[row, now.column]),
        previous=None if before is None else number(reading.value[row, before.column]),
        band="" if code < 0 else BAND_NAMES[code],
        n=int(reading.n[row, now.column]),
        coverage=None if reading.coverage is None else number(reading.coverage[row, now.column]),
    )


def band_counts(board: Board, kpi: str, chosen: Flags, at: Sequence[Quarter]) -> dict[str, list[int]]:
    """Return how many of the chosen, existing partners stand in each band at each quarter.

    Returns
    -------
    dict
        Band -> one number per quarter, for low, moderate, strong and insufficient data.
    """
    codes = np.where(chosen[:, None] & board.programme.exists, board.reading(kpi).band_codes, -1)
    columns = [quarter.column for quarter in at]
    return {name: (codes[:, columns] == code).sum(axis=0).tolist() for code, name in enumerate(BAND_NAMES)}


def band_moves(board: Board, kpi: str, chosen: Flags, now: Quarter, before: Quarter) -> tuple[int, int]:
    """Return how many of the chosen partners moved up and down a band, among those in a band both times."""
    codes = board.reading(kpi).band_codes
    was, is_now = codes[chosen, before.column], codes[chosen, now.column]
    both = (was > 0) & (is_now > 0)
    return int((both & (is_now > was)).sum()), int((both & (is_now < was)).sum())


def distribution(board: Board, kpi: str, chosen: Flags, column: int) -> Spread:
    """Return how a score spreads over the chosen partners at a month."""
    reading = board.reading(kpi)
    values = reading.value[chosen, column]
    codes = reading.band_codes[chosen, column]
    held = np.sort(values[~np.isnan(values)])
    return Spread(
        values=tuple(held.tolist()),
        median=float(np.median(held)) if len(held) else None,
        low=int((codes == 1).sum()),
        moderate=int((codes == 2).sum()),
        strong=int((codes == 3).sum()),
    )


def group_standing(board: Board, kpi: str, groups: Groups, now: Quarter, before: Quarter | None) -> Standing:
    """Return a KPI of the one group of a partition, now and before."""
    return standing(board.reading(kpi, groups), now, before)


def falls(board: Board, kpi: str, chosen: Flags, now: Quarter, before: Quarter) -> list[tuple[int, float]]:
    """Return the chosen partners whose score fell, as (partner, points), largest fall first."""
    values = board.reading(kpi).value
    moved = np.where(chosen, values[:, now.column] - values[:, before.column], np.nan)
    order = np.argsort(moved, kind="stable")
    return [(int(at), float(moved[at])) for at in order if moved[at] < 0]


def yearly_bookings(board: Board, column: int) -> Floats:
    """Return each partner's bookings in the 12 months that end at a month, 0 where none are known."""
    return np.nan_to_num(board.yearly_bookings.value[:, column])


def number(value: float) -> float | None:
    """Return a float, or None for a missing value."""
    return None if np.isnan(value) else float(value)
