"""Histories: the past values of a KPI that do not overlap, as trend and forecast need them.

A trailing quarter looked at every month shows each event three times, and tests find trends in such noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

import numpy as np

from kpi.board import Board
from kpi.language import marked, t
from kpi.periods import month_text
from kpi.programme import Flags, Floats, Ints
from kpi.reading import DECIMALS, Groups, everyone
from kpi.summary import Quarter, quarters
from kpi.windows import QUARTER

Step = Literal["quarter", "month"]

MINIMUM: Final[Mapping[Step, int]] = {"quarter": 8, "month": 12}
"""Values in a row, up to the last one, from which a trend or a forecast is made."""

_TOO_FEW: Final[Mapping[Step, str]] = {
    "quarter": marked("It takes {least} quarters in a row; there are {count}."),
    "month": marked("It takes {least} months in a row; there are {count}."),
}

_SUMS: Final = {
    "bookings": "deals",
    "bookings_growth": "deals",
    "new_leads": "deals",
    "joint_campaigns": "interactions",
    "product_launches": "measures",
    "sales_volume": "measures",
}
"""KPIs that are sums, and the table they add up: where it begins or ends inside a quarter the sum is too small."""


@dataclass(frozen=True)
class History:
    """Past values of a KPI, oldest first.

    Parameters
    ----------
    kpi
        Catalogue id.
    step
        What a value stands for, ``quarter`` or ``month``.
    labels
        Names of the periods.
    values
        One value per period; NaN where missing.
    short
        Empty, or why there are too few values for a trend or a forecast, in words.
    overlap
        Periods that share data with the value before them, itself included: 1 for a window as long as the step,
        4 for a window of twelve months seen every quarter.
    quarters
        Values of the whole quarters, whatever the step; empty when they are `values`.
    """

    kpi: str
    step: Step
    labels: tuple[str, ...]
    values: tuple[float, ...]
    short: str = ""
    overlap: int = 1
    quarters: tuple[float, ...] = ()

    @cached_property
    def usable(self) -> Floats:
        """The values in a row up to the last period, rounded as thresholds are; a gap ends them."""
        values = np.round(np.array(self.values, dtype="float64"), DECIMALS)
        return values[len(values) - int(run_lengths(values[None, :])[0]) :]

    @property
    def lacking(self) -> str:
        """Empty, or why there is neither trend nor forecast, in words."""
        if self.short or len(self.usable) >= MINIMUM[self.step]:
            return self.short
        return t(_TOO_FEW[self.step], least=MINIMUM[self.step], count=len(self.usable))

    @property
    def quarterly(self) -> tuple[float, ...]:
        """Values of the whole quarters."""
        return self.values if self.step == "quarter" else self.quarters


@dataclass(frozen=True, eq=False)
class Spaced:
    """Histories of one KPI for all partners, or groups, at once.

    Parameters
    ----------
    kpi
        Catalogue id.
    rows
        Partners or groups.
    quarter_labels, month_labels
        Names of the whole quarters and of the complete months.
    quarterly
        Row × quarter: values at the last month of each whole quarter, of the trailing quarter.
    monthly
        Row × month: values with a window of one month.
    overlaps
        For each step the `History.overlap`.
    """

    kpi: str
    rows: tuple[str, ...]
    quarter_labels: tuple[str, ...]
    month_labels: tuple[str, ...]
    quarterly: Floats
    monthly: Floats
    overlaps: Mapping[Step, int]

    def by_step(self, step: Step) -> Floats:
        """Return the values of one step, row × period."""
        return self.quarterly if step == "quarter" else self.monthly

    @cached_property
    def in_quarters(self) -> Flags:
        """For each row whether it has enough quarters in a row."""
        return self._enough("quarter")

    @cached_property
    def in_months(self) -> Flags:
        """For each row whether it has too few quarters, but enough months in a row."""
        return ~self.in_quarters & self._enough("month")

    def row(self, label: str) -> History:
        """Return the history of one partner or group.

        Raises
        ------
        KeyError
            When there is none of that name.
        """
        if label not in self.rows:
            raise KeyError(label)
        return self.at(self.rows.index(label))

    def at(self, row: int) -> History:
        """Return the history of one row."""
        step: Step = "month" if self.in_months[row] else "quarter"
        quarterly = tuple(self.quarterly[row].tolist())
        return History(
            kpi=self.kpi,
            step=step,
            labels=self.quarter_labels if step == "quarter" else self.month_labels,
            values=quarterly if step == "quarter" else tuple(self.monthly[row].tolist()),
            short="" if self.in_quarters[row] or self.in_months[row] else self._why_short(row),
            overlap=self.overlaps[step],
            quarters=quarterly,
        )

    def _enough(self, step: Step) -> Flags:
        enough: Flags = run_lengths(self.by_step(step)) >= MINIMUM[step]
        return enough

    def _why_short(self, row: int) -> str:
        held = {step: int(run_lengths(self.by_step(step)[row : row + 1])[0]) for step in MINIMUM}
        if not any(held.values()):
            return t("There is no value for the last complete quarter or month.")
        return t(
            "It takes {least_quarters} whole quarters or {least_months} months in a row; there are {quarters} and "
            "{months}.",
            least_quarters=MINIMUM["quarter"],
            least_months=MINIMUM["month"],
            quarters=held["quarter"],
            months=held["month"],
        )


def spaced(
    board: Board, kpi: str, *, label: str | None = None, groups: Groups | None = None, fiscal_start: int = 1
) -> History:
    """Return the history of one partner, or of one group of partners.

    Parameters
    ----------
    board
        The scores; whatever its window, quarters are taken with 3 months and months with 1.
    kpi
        Catalogue id.
    label
        Partner, or with `groups` the name of a group. Without it the one group of `groups`, or all partners.
    groups
        Partition of the partners; None for every partner by itself.
    fiscal_start
        First month of the fiscal year, 1 to 12.

    Returns
    -------
    History
        Whole quarters when at least 8 in a row have a value up to the last; else complete months when at least 12
        have; else the quarters there are, with the reason in `short`.

    Raises
    ------
    KeyError
        When there is no such partner or group.
    """
    if label is None and groups is None:
        groups = everyone(board.programme)
    made = spaced_all(board, kpi, groups=groups, fiscal_start=fiscal_start)
    return made.at(0) if label is None else made.row(label)


def spaced_all(board: Board, kpi: str, *, groups: Groups | None = None, fiscal_start: int = 1) -> Spaced:
    """Return the histories of all partners, or of all groups of a partition.

    Parameters
    ----------
    board, kpi, groups, fiscal_start
        As in `spaced`.

    Notes
    -----
    A quarter is whole when its three months are complete and lie in the calendar, in the partner's existence (of
    any partner of a group) and, for a sum, in the span of the table that it adds up. Other quarters are missing.
    """
    programme = board.programme
    existing = programme.exists if groups is None else groups.some(programme.exists)
    whole = _whole_quarters(board, fiscal_start)
    ends = np.array([quarter.column for quarter in whole], dtype="int64")
    months = programme.calendar.last_complete - programme.calendar.first + 1
    if programme.calendar.partial and months == len(programme.calendar):
        months = 0
    reading = _with_window(board, QUARTER).reading(kpi, groups)
    monthly = _with_window(board, 1).reading(kpi, groups).value[:, :months]
    return Spaced(
        kpi=kpi,
        rows=reading.labels,
        quarter_labels=tuple(quarter.label for quarter in whole),
        month_labels=tuple(month_text(reading.first + at) for at in range(months)),
        quarterly=np.where(_covered(board, kpi, existing, ends), reading.value[:, ends], np.nan),
        monthly=np.where(existing[:, :months], monthly, np.nan),
        overlaps=_overlaps(board, kpi),
    )


def quarterly(board: Board, kpi: str, *, label: str, until: int | None = None, fiscal_start: int = 1) -> History:
    """Return the whole quarters of one partner up to a month, whether or not they are enough for a forecast.

    Parameters
    ----------
    board, kpi, label, fiscal_start
        As in `spaced`.
    until
        Column of the last month that is known; all when None.

    Raises
    ------
    KeyError
        When there is no such partner.
    """
    reading = _with_window(board, QUARTER).reading(kpi)
    row = reading.row(label)
    whole = [one for one in _whole_quarters(board, fiscal_start) if until is None or one.column <= until]
    ends = np.array([quarter.column for quarter in whole], dtype="int64")
    covered = _covered(board, kpi, board.programme.exists[row : row + 1], ends)[0]
    values = np.where(covered, reading.value[row, ends], np.nan)
    labels = tuple(quarter.label for quarter in whole)
    return History(kpi, "quarter", labels, tuple(values.tolist()), overlap=_overlaps(board, kpi)["quarter"])


def run_lengths(values: Floats) -> Ints:
    """Return, for each row, how many values in a row stand at its end.

    Examples
    --------
    >>> run_lengths(np.array([[1.0, np.nan, 2.0, 3.0], [1.0, 2.0, 3.0, np.nan]])).tolist()
    [2, 0]
    """
    unbroken: Flags = np.logical_and.accumulate(~np.isnan(values[:, ::-1]), axis=1)
    lengths: Ints = unbroken.sum(axis=1, dtype="int64")
    return lengths


def _whole_quarters(board: Board, fiscal_start: int) -> list[Quarter]:
    made = quarters(board.programme.calendar, fiscal_start=fiscal_start)
    return [quarter for quarter in made if quarter.complete and quarter.column >= QUARTER - 1]


def _covered(board: Board, kpi: str, existing: Flags, ends: Ints) -> Flags:
    """Return, row × quarter, whether all three months count."""
    counted = existing & board.programme.in_span(_SUMS[kpi]) if kpi in _SUMS else existing
    covered: Flags = np.logical_and.reduce([counted[:, ends - lag] for lag in range(QUARTER)])
    return covered


def _overlaps(board: Board, kpi: str) -> dict[Step, int]:
    windows = board.method.windows
    own = {
        "advocacy_score": windows.advocacy,
        "active_advocate_rate": windows.advocacy,
        "mindshare_score": windows.surveys,
        "partner_nps": windows.surveys,
        "customer_lifetime_value": 24,
    }.get(kpi, 1)
    return {"quarter": -(-own // QUARTER), "month": own}


def _with_window(board: Board, window: int) -> Board:
    """Return the board with another window, made once per board: its scores are what takes time."""
    if board.months == window:
        return board
    # A frozen dataclass keeps cached properties in its dictionary; these are two more.
    held: dict[int, Board] = vars(board).setdefault("_other_windows", {})
    if window not in held:
        held[window] = replace(board, window=window)
    return held[window]
