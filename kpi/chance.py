"""Chance: how likely a KPI is at a target on the day it is due, by its forecast."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from kpi.benchmark import merit
from kpi.board import Board
from kpi.catalogue import Direction, Kpi
from kpi.forecast import AHEAD, Forecast, forecast
from kpi.history import History, Spaced, spaced, spaced_all
from kpi.language import language, marked, t
from kpi.periods import parse_month
from kpi.programme import Floats, Memory
from kpi.reading import Groups
from kpi.summary import quarters
from kpi.windows import QUARTER

_ANOTHER: Final = {
    "quarter": marked("There are too few quarters for a forecast, and a quarter is another figure."),
    "month": marked("There are too few quarters for a forecast, and a month is another figure."),
}
_BEYOND: Final = {
    "quarter": marked("A forecast looks {most} quarters ahead; this is {ahead}."),
    "month": marked("A forecast looks {most} months ahead; this is {ahead}."),
}


@dataclass(frozen=True)
class Chance:
    """A probability from 0 to 1, or None and why there is none."""

    value: float | None
    words: str = ""


@dataclass(frozen=True)
class Outlook:
    """What a board's forecasts say on one day; partners' histories are taken once per KPI.

    Parameters
    ----------
    board
        The scores.
    column
        Column of the month that is now: nothing after it is known.
    fiscal_start
        First month of the fiscal year, 1 to 12.
    memory
        What was found of single targets, for those who ask again.
    """

    board: Board
    column: int
    fiscal_start: int = 1
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)
    _partners: dict[str, Spaced] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, board: Board, column: int | None = None, fiscal_start: int = 1) -> Outlook:
        """Return the outlook of a board in the reader's language, made once: its histories are what takes time.

        Its board may be an earlier one of the same facts and method, with other targets.

        Parameters
        ----------
        board, fiscal_start
            As above.
        column
            The last complete month when None.
        """
        calendar = board.programme.calendar
        at = calendar.last_complete - calendar.first if column is None else column
        # A frozen dataclass keeps cached properties in its dictionary; this one more stays when targets change.
        held: dict[tuple[int, int, str], Outlook] = vars(board).setdefault("_outlooks", {})
        return held.setdefault((at, fiscal_start, language().locale), cls(board, at, fiscal_start))

    def chance(
        self, kpi: Kpi, values: Floats, target: float, *, due: int, label: str = "", groups: Groups | None = None
    ) -> Chance:
        """Return how likely a KPI is at a target, or on its good side, when it is due.

        Parameters
        ----------
        kpi
            Row of the catalogue.
        values
            Its values by month on this board, to see whether the forecast speaks of the same figure.
        target
            What it should reach [unit of the KPI].
        due
            Ordinal of the month.
        label
            Partner id, when the values are a partner's.
        groups
            The one group, when they are a group's.

        Returns
        -------
        Chance
            None with words when the history is too short, the day beyond the forecast, or the history that
            forecasts need is another figure: bookings of single months say nothing of those of a quarter.

        Notes
        -----
        Taken at the last quarter (or month) that ends by the due month, at least one ahead. Of a KPI whose good
        values form a band, the probability to be in it, or as near to it as the target.
        """
        history = self._known(self.history(kpi.id, label=label, groups=groups))
        columns = self._columns(history)[len(history.values) - len(history.usable) :]
        if len(columns) and not np.allclose(values[columns], history.usable, rtol=1e-9, atol=1e-9):
            return Chance(None, t(_ANOTHER[history.step]))
        made = forecast(history, lower=kpi.lower, upper=kpi.upper)
        if not made.mean:
            return Chance(None, made.words)
        step = QUARTER if history.step == "quarter" else 1
        ahead = max((due - self.board.programme.calendar.first - columns[-1]) // step, 1)
        if ahead > AHEAD[history.step]:
            return Chance(None, t(_BEYOND[history.step], most=AHEAD[history.step], ahead=ahead))
        return Chance(_at_target(made, kpi, target, ahead))

    def window(self, kpi: str, *, label: str = "", groups: Groups | None = None) -> int:
        """Return the length of a KPI's window [months], a whole number of periods of its history at least.

        Parameters
        ----------
        kpi
            Catalogue id.
        label, groups
            As in `chance`.
        """
        history = self.history(kpi, label=label, groups=groups)
        return max(history.overlap * (QUARTER if history.step == "quarter" else 1), self.board.months)

    def history(self, kpi: str, *, label: str = "", groups: Groups | None = None) -> History:
        """Return the values that do not overlap.

        Parameters
        ----------
        kpi
            Catalogue id.
        label, groups
            As in `chance`.
        """
        if groups is not None:
            return spaced(self.board, kpi, groups=groups, fiscal_start=self.fiscal_start)
        if kpi not in self._partners:
            self._partners[kpi] = spaced_all(self.board, kpi, fiscal_start=self.fiscal_start)
        return self._partners[kpi].row(label)

    def _known(self, history: History) -> History:
        """Return a history without what came after now."""
        known = sum(column <= self.column for column in self._columns(history))
        return replace(history, labels=history.labels[:known], values=history.values[:known])

    def _columns(self, history: History) -> list[int]:
        """Return the column of the last month of each period."""
        calendar = self.board.programme.calendar
        if history.step == "month":
            return [parse_month(label) - calendar.first for label in history.labels]
        ends = {one.label: one.column for one in quarters(calendar, fiscal_start=self.fiscal_start)}
        return [ends[label] for label in history.labels]


def _at_target(made: Forecast, kpi: Kpi, target: float, ahead: int) -> float | None:
    if kpi.direction is not Direction.BAND or kpi.target_band is None:
        return made.chance_of_reaching(target, ahead, kpi.direction)
    low, high = kpi.target_band
    away = -float(merit(kpi, target))
    above = made.chance_of_reaching(low - away, ahead, Direction.UP)
    below = made.chance_of_reaching(high + away, ahead, Direction.DOWN)
    return None if above is None or below is None else max(above + below - 1.0, 0.0)
