"""Rules about what the work brings in: bookings, who finds the better deals, scores that bookings contradict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kpi.insight_rules.context import Context
from kpi.insight_rules.finding import PROGRAMME, Drivers, Found, certainty_of, whole
from kpi.intervals import wilson
from kpi.language import language, marked, t
from kpi.programme import Flags, Floats
from kpi.reading import Groups, each_partner, everyone, grouped_by
from kpi.schema import type_plural
from kpi.windows import YEAR
from kpi.wording import counted

HALF: Final = 6
"""Months of bookings that are compared: a quarter of a usual partner holds a handful of deals, too few to judge."""

FEWEST_DEALS: Final = 6
"""Deals won in the earlier half-year without which nothing can be said to have declined: 6 against 0 has a chance of
1 in 64 between equals."""

SMALLEST_DECLINE: Final = 0.25
"""Share of the amount that has to be missing."""

DECLINE_BEYOND_NOISE: Final = 2.33
"""Standard errors of a compound Poisson sum: 1 in 100 under a normal curve."""

FEWEST_CLOSED: Final = 10
"""Closed deals of each side without which two win rates are not compared."""


_ADVANTAGE_OF_MANY: Final = marked(
    "Deals that {who} brought were won in {own_rate}% of {own_closed} cases in twelve months, those that we brought "
    "to them in {our_rate}% of {our_closed}; the 95% intervals do not touch."
)
_ADVANTAGE_OF_ONE: Final = marked(
    "Deals that {who} brought were won in {own_rate}% of {own_closed} cases in twelve months, those that we brought "
    "to it in {our_rate}% of {our_closed}; the 95% intervals do not touch."
)


def bookings_decline(context: Context) -> list[Found]:
    """Return partners and types that book less than in the same half-year before, by more than chance.

    Notes
    -----
    A0 and A1 are the amounts won in the same six months a year ago (in the six months before, where the data or the
    partner are too young) and in the last six. Between equals, A0 − A1 has the standard error √(Σ a0² + Σ a1²) over
    the single deals: numbers of deals by Poisson, sizes as they came.
    """
    by_partner, by_type = each_partner(context.programme), grouped_by(context.programme, "partner_type")
    found = []
    compared = np.zeros(len(context.names), dtype=bool)
    for ago in (YEAR, HALF):
        if not context.in_span("deals", HALF + ago):
            continue
        fresh = context.there_for(HALF + ago) & ~compared
        compared |= fresh
        found += [_decline(context, one, row) for row, one in _falls(context, by_partner, fresh, ago)]
    if context.in_span("deals", HALF + YEAR):
        everybody = np.ones(len(context.names), dtype=bool)
        found += [
            _decline(context, one, None, by_type.labels[row])
            for row, one in _falls(context, by_type, everybody, YEAR)
            if _shared(context, by_type.codes == row)
        ]
    return found


def invest_partner_sourced(context: Context) -> list[Found]:
    """Return the programme, types and partners whose own deals win clearly more often than those we bring.

    Notes
    -----
    Deals closed in twelve months, renewals left out: they win more often whoever brings them. The 95% Wilson
    intervals of the two win rates must not touch, and a closed deal must be worth at least as much.
    """
    sides = [_closed(context, side) for side in ("partner", "us")]
    programme = context.programme
    found = []
    for groups in (everyone(programme), grouped_by(programme, "partner_type")):
        found += [_advantage(context, one, None, groups.labels[row]) for row, one in _better(groups, sides)]
    single = [(row, one) for row, one in _better(each_partner(programme), sides) if context.present[row]]
    return found + [_advantage(context, one, row) for row, one in single]


@dataclass(frozen=True)
class _Sums:
    """Deals won in a half-year: how many, their amount and the sum of the squared amounts."""

    deals: float
    amount: float
    squares: float


@dataclass(frozen=True)
class _Fall:
    """Deals won in a half-year and in the one so many months before."""

    was: _Sums
    now: _Sums
    ago: int

    @property
    def size(self) -> float:
        """What is missing."""
        return self.was.amount - self.now.amount

    @property
    def error(self) -> float:
        """Standard error of the difference."""
        return float(np.sqrt(self.was.squares + self.now.squares))

    @property
    def telling(self) -> bool:
        """Say whether it is large enough, of enough deals, and beyond chance."""
        large = self.was.deals >= FEWEST_DEALS and self.size > 0 and self.size >= SMALLEST_DECLINE * self.was.amount
        return large and self.size >= DECLINE_BEYOND_NOISE * self.error


def _falls(context: Context, groups: Groups, chosen: Flags, ago: int) -> list[tuple[int, _Fall]]:
    """Return the falls beyond chance of groups of the chosen partners, by their row."""
    grids = [groups.total(np.where(chosen[:, None], grid, 0.0)) for grid in context.won]
    now = np.stack([context.over(grid, HALF) for grid in grids], axis=1)
    was = np.stack([context.over(grid, HALF, ago=ago) for grid in grids], axis=1)
    candidates = np.flatnonzero((was[:, 0] >= FEWEST_DEALS) & (now[:, 1] < was[:, 1])).tolist()
    falls = [(row, _Fall(_Sums(*was[row].tolist()), _Sums(*now[row].tolist()), ago)) for row in candidates]
    return [(row, fall) for row, fall in falls if fall.telling]


def _shared(context: Context, members: Flags) -> bool:
    """Say whether a type's fall is that of several partners: the story of one is told once."""
    amounts = context.won[1]
    fell = (context.over(amounts, HALF, ago=YEAR) - context.over(amounts, HALF))[members]
    return bool(fell.max() <= 0.5 * fell.sum())


def _decline(context: Context, fall: _Fall, row: int | None, label: str = "") -> Found:
    who = type_plural(label) if row is None else context.names[row]
    share = fall.size / fall.was.amount
    when = t("in the same months a year before") if fall.ago == YEAR else t("in the six months before")
    return Found(
        partner=row,
        group=label,
        kpi="bookings",
        value=fall.now.amount,
        before=fall.was.amount,
        what=(
            t(
                "{who} booked {share}% less: {now} from {deals_now} in the six months to {month}, against "
                "{before} from {deals_before} {when}.",
                who=who,
                share=whole(100 * share),
                now=context.money(fall.now.amount),
                deals_now=counted("{count} deal", "{count} deals", fall.now.deals),
                month=context.month_words(context.column),
                before=context.money(fall.was.amount),
                deals_before=counted("{count} deal", "{count} deals", fall.was.deals),
                when=when,
            )
        ),
        drivers=_number_and_size(fall.was, fall.now),
        evidence=(
            (t("Deals won now"), fall.now.deals),
            (t("Deals won before"), fall.was.deals),
            (t("Standard error of the difference"), fall.error),
        ),
        size=min(share + 0.25, 1.0),
        certainty=certainty_of(fall.size / fall.error),
    )


def _number_and_size(was: _Sums, now: _Sums) -> Drivers:
    """Return how much of a difference in amounts comes from the number of deals and from their size, exactly."""
    if now.deals == 0:
        return ((t("Number of deals won"), now.amount - was.amount), (t("Size of a deal"), 0.0))
    sizes = was.amount / was.deals, now.amount / now.deals
    return (
        (t("Number of deals won"), (now.deals - was.deals) * (sizes[0] + sizes[1]) / 2.0),
        (t("Size of a deal"), (sizes[1] - sizes[0]) * (was.deals + now.deals) / 2.0),
    )


@dataclass(frozen=True)
class _Side:
    """Deals of one source that closed: how many were won, how many closed, and the amount won."""

    won: float
    closed: float
    amount: float

    @property
    def rate(self) -> float:
        """Win rate [%]."""
        return 100.0 * self.won / self.closed

    @property
    def worth(self) -> float:
        """Bookings per closed deal."""
        return self.amount / self.closed

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the win rate [%]."""
        low, high = wilson(self.won, self.closed)
        return 100.0 * float(low), 100.0 * float(high)


def _closed(context: Context, side: str) -> Floats:
    """Return deals won, deals closed and amounts won in twelve months, partner × 3, of one source."""
    won, amounts, _ = context.events("won", sourced_by=side, renewals=False)
    lost, _, _ = context.events("lost", sourced_by=side, renewals=False)
    return np.stack([context.over(grid, YEAR) for grid in (won, won + lost, amounts)], axis=1)


def _better(groups: Groups, sides: list[Floats]) -> list[tuple[int, tuple[_Side, _Side]]]:
    """Return, by their row, groups whose own deals do better than those we bring."""
    theirs, ours = (groups.total(figures) for figures in sides)
    enough = (theirs[:, 1] >= FEWEST_CLOSED) & (ours[:, 1] >= FEWEST_CLOSED)
    found = []
    for row in np.flatnonzero(enough).tolist():
        one, other = _Side(*theirs[row].tolist()), _Side(*ours[row].tolist())
        if one.worth >= other.worth and one.interval[0] > other.interval[1]:
            found.append((row, (one, other)))
    return found


def _advantage(context: Context, sides: tuple[_Side, _Side], row: int | None, label: str = "") -> Found:
    own, ours = sides
    group = t("partners") if label == PROGRAMME else _lower(type_plural(label))
    who = group if row is None else context.names[row]
    return Found(
        partner=row,
        group=label,
        kpi="win_rate",
        value=own.rate,
        before=ours.rate,
        what=(
            t(
                _ADVANTAGE_OF_MANY if row is None else _ADVANTAGE_OF_ONE,
                who=who,
                own_rate=whole(own.rate),
                own_closed=whole(own.closed),
                our_rate=whole(ours.rate),
                our_closed=whole(ours.closed),
            )
        ),
        evidence=(
            (t("95% interval, brought by the partner"), _interval(own)),
            (t("95% interval, brought by us"), _interval(ours)),
            (t("Bookings per closed deal, brought by the partner"), own.worth),
            (t("Bookings per closed deal, brought by us"), ours.worth),
        ),
        size=min((own.rate - ours.rate) / 50.0, 1.0),
    )


def _lower(text: str) -> str:
    return text.lower() if language().lowers else text


def _interval(side: _Side) -> str:
    low, high = side.interval
    return t("{low}% to {high}%", low=whole(low), high=whole(high))
