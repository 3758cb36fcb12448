"""What every rule looks at: one programme at one month, with the arrays that several rules share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np

from kpi.board import Board
from kpi.insight_rules.finding import month_words, whole
from kpi.insight_rules.noise import usual_change
from kpi.periods import month_end
from kpi.programme import Flags, Floats, Ints, Programme
from kpi.summary import quarters, yearly_bookings
from kpi.survey import Z_95
from kpi.windows import QUARTER
from kpi.wording import Text, score_text

PRIOR_CHANGE: Final = 15.0
"""Points that a 0–100 figure is taken to move in a quarter as long as nothing is known: about what an engagement
score of some twenty activities does by chance."""

SURVEY_UNKNOWN: Final = 20.0
"""Half-width [points] of a survey index whose spread can't be estimated."""

RECENT: Final = 2 * QUARTER
"""Months for which an event that does not repeat itself is told."""

STAKES: Final = (0.5, 3.0)
"""Least and most that money moves a rank: no partner is beneath notice and none is all that matters."""


@dataclass(frozen=True)
class Context:
    """One programme at one month.

    Parameters
    ----------
    board
        The scores, over trailing quarters.
    column
        The month in question.
    fiscal_start
        First month of the fiscal year.
    money
        Text of an amount in the site's currency.
    """

    board: Board
    column: int
    fiscal_start: int = 1
    money: Text = whole

    @property
    def programme(self) -> Programme:
        """The programme."""
        return self.board.programme

    @property
    def before(self) -> int:
        """Column a quarter earlier; negative when there is none."""
        return self.column - QUARTER

    @property
    def month(self) -> int:
        """Ordinal of the month."""
        return self.programme.calendar.first + self.column

    @property
    def today(self) -> date:
        """The day from which silence is counted: `as_of` for the latest complete month, else the month's end."""
        calendar = self.programme.calendar
        return calendar.as_of if self.month >= calendar.last_complete else month_end(self.month)

    @cached_property
    def names(self) -> list[str]:
        """Names of the partners."""
        names: list[str] = self.programme.partners["name"].tolist()
        return [name or str(id_) for name, id_ in zip(names, self.programme.partners.index, strict=True)]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row of each partner by its id."""
        return {str(id_): at for at, id_ in enumerate(self.programme.partners.index)}

    @cached_property
    def types(self) -> Ints:
        """Code of each partner's type."""
        return self.programme.partner_types[0]

    @cached_property
    def present(self) -> Flags:
        """Partners that exist at the month and don't leave in it: nobody has to win back who is gone."""
        left = self.programme.partners["left_on"]
        leaving = ((left.dt.year * 12 + left.dt.month - 1) <= self.month).fillna(value=False)
        flags: Flags = self.programme.exists[:, self.column] & ~leaving.to_numpy(dtype=bool)
        return flags

    @cached_property
    def settled(self) -> Flags:
        """Present partners that existed during the whole of this and the earlier quarter."""
        return self.there_for(2 * QUARTER)

    def there_for(self, months: int) -> Flags:
        """Return the present partners that have existed for so many months; none before the data go back so far."""
        first = self.column - months + 1
        if first < 0:
            return np.zeros(len(self.names), dtype=bool)
        return self.present & self.programme.exists[:, first : self.column + 1].all(axis=1)

    @cached_property
    def whole_quarters(self) -> list[int]:
        """Columns at which whole quarters end, oldest first, up to the month."""
        ends = quarters(self.programme.calendar, fiscal_start=self.fiscal_start)
        return [one.column for one in ends if one.complete and one.column <= self.column]

    @cached_property
    def yearly_bookings(self) -> Floats:
        """Bookings of each partner in the 12 months that end with the month."""
        return yearly_bookings(self.board, self.column)

    @cached_property
    def stakes(self) -> Floats:
        """What is at stake with each partner: 1 for average bookings, growing with their root."""
        return np.clip(np.sqrt(self._shares), *STAKES)

    def group_stake(self, members: Flags) -> float:
        """Return what is at stake with several partners."""
        return float(np.clip(np.sqrt(self._shares[members].sum()), *STAKES))

    @cached_property
    def _shares(self) -> Floats:
        bookings = np.maximum(self.yearly_bookings, 0.0)
        mean = float(bookings[self.present].mean()) if self.present.any() else 0.0
        return bookings / mean if mean > 0 else np.ones(len(bookings))

    def score_text(self, kpi: str, value: float) -> str:
        """Return a score with one decimal, or as many as keep it in its band."""
        return score_text(value, self.board.method.bands_of(kpi), decimals=1)

    def month_words(self, column: int) -> str:
        """Return the month of a column as people say it."""
        return month_words(self.programme.calendar.first + column)

    def usual(self, kpi: str) -> Floats:
        """Return how many points each partner's score usually moves in a quarter.

        What partners say is as uncertain as its interval is wide, and a handful of activities as chance makes it,
        however still the score stood: a change of mindshare or of advocacy must exceed that too.
        """
        if kpi not in self._usual:
            usual = self.usual_of(self.board.reading(kpi).value, prior=PRIOR_CHANGE)
            if kpi == "mindshare_score":
                usual = np.maximum(usual, self._survey_noise)
            if kpi == "advocacy_score":
                usual = np.maximum(usual, self._advocacy_noise)
            self._usual[kpi] = usual
        return self._usual[kpi]

    def usual_of(self, values: Floats, *, prior: float) -> Floats:
        """Return how much any figure of each partner usually moves in a quarter (`kpi.insight_rules.noise`)."""
        return usual_change(values, self.types, self.programme.exists, self.column, prior=prior)

    @cached_property
    def _usual(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def _survey_noise(self) -> Floats:
        weights = self.board.method.mindshare
        share = weights.survey_weight / (weights.survey_weight + weights.interaction_weight)
        wide = self.board.mindshare.survey.half_width[:, [max(self.before, 0), self.column]]
        wide = np.where(np.isnan(wide), SURVEY_UNKNOWN, wide)
        noise: Floats = share * np.sqrt((wide**2).sum(axis=1)) / Z_95
        return noise

    @cached_property
    def _advocacy_noise(self) -> Floats:
        # A quarter came into the year and one went out of it: each holds a quarter of the activities, by Poisson.
        yearly = np.nan_to_num(self.board.advocacy.parts[0].raw[:, [max(self.before, 0), self.column]])
        noise: Floats = 100.0 / self.board.method.advocacy.reference * np.sqrt(yearly.sum(axis=1) / 4.0)
        return noise

    def events(self, event: str, *, sourced_by: str = "", renewals: bool = True) -> tuple[Floats, Floats, Floats]:
        """Return deals, their amounts and the sum of the squared amounts of an event, partner × month.

        Lines of several deals are taken as deals of equal size, which understates the squares a little.
        """
        lines = self.programme.lines.get("deals")
        if lines is None:
            blank = np.zeros(self.programme.shape)
            return blank, blank, blank
        chosen = np.asarray(lines.frame["event"] == event, dtype=bool)
        if sourced_by:
            chosen = chosen & np.asarray(lines.frame["sourced_by"] == sourced_by, dtype=bool)
        if not renewals:
            chosen = chosen & np.asarray(lines.frame["deal_type"] != "renewal", dtype=bool)
        lines = lines.where(chosen)
        rows = lines.frame["rows"].to_numpy(dtype="float64")
        amounts = lines.frame["amount"].to_numpy(dtype="float64")
        return (
            self._grid(lines.partner, lines.month, rows),
            self._grid(lines.partner, lines.month, amounts),
            self._grid(lines.partner, lines.month, amounts**2 / np.maximum(rows, 1.0)),
        )

    @cached_property
    def won(self) -> tuple[Floats, Floats, Floats]:
        """Deals won: number, amounts and squared amounts, partner × month."""
        return self.events("won")

    def _grid(self, partner: Ints, month: Ints, weights: Floats) -> Floats:
        partners, months = self.programme.shape
        flat = np.bincount(partner * months + month, weights=weights, minlength=partners * months)
        return flat.astype("float64").reshape(partners, months)

    def over(self, grid: Floats, months: int, *, ago: int = 0) -> Floats:
        """Return each row's sum over the months that end so many months ago."""
        end = self.column - ago + 1
        total: Floats = grid[:, max(end - months, 0) : max(end, 0)].sum(axis=1)
        return total

    def delivered(self, table: str, months: int) -> bool:
        """Say whether a table has a counted row in the months that end with the month."""
        lines = self.programme.lines.get(table)
        if lines is None:
            return False
        return bool(((lines.month > self.column - months) & (lines.month <= self.column)).any())

    def in_span(self, table: str, months: int) -> bool:
        """Say whether all the months that end with the month lie in the span of a table."""
        first = self.column - months + 1
        return first >= 0 and bool(self.programme.in_span(table)[first : self.column + 1].all())

    def of_type(self, code: int) -> Flags:
        """Return the present partners of a type."""
        members: Flags = self.present & (self.types == code)
        return members
