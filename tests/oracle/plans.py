"""What the random programmes are made of: oddities, calendars and days.

The first seeds walk through `SPECIALS`, one named oddity each; later seeds mix two or three at random.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from tests.oracle.facts import days_in, month_of

Table = list[dict[str, str]]

BUILT_IN = ["reseller", "joint_venture", "distributor", "technology", "referral", "service"]
TYPES = [*BUILT_IN, "guild_member"]
ODDITIES = {
    "each": (
        "plain one_partner one_month no_surveys late_surveys interactions_stop advocacy_stops advocacy_gap "
        "deals_gap old_deals measures_stretch month_end all_blank no_interactions component_pauses "
        "many_answers no_deals facts_only sparse everything_at_once busy large long_run one_type no_measures "
        "late_measures zero_divisors few_answers comings_and_goings duplicates"
    ),
    "everything_at_once": (
        "late_surveys interactions_stop advocacy_gap deals_gap old_deals component_pauses large late_measures "
        "duplicates"
    ),
}
SPECIALS = tuple(ODDITIES["each"].split())
EVERYTHING = frozenset(ODDITIES["everything_at_once"].split())


@dataclass(frozen=True)
class Plan:
    """What one programme is made of; a third or more of its partners are of the main type."""

    specials: frozenset[str]
    main_type: str
    first: int
    months: int
    end: date

    def range_of(self, table: str) -> tuple[int, int]:
        """The months in which a table has rows."""
        first, last = self.first, self.first + self.months - 1
        if table == "surveys" and "late_surveys" in self.specials:
            return first + self.months // 3, max(first + self.months // 3, last - self.months // 4)
        if table == "interactions" and "interactions_stop" in self.specials:
            return first, first + self.months // 2
        if table == "advocacy" and "advocacy_stops" in self.specials:
            return first + self.months // 4, first + self.months // 2
        if table == "measures" and "late_measures" in self.specials:
            return first + self.months // 3, max(first + self.months // 3, last - self.months // 6)
        if table == "measures" and "measures_stretch" in self.specials:
            return first - 2, last
        if table != "measures" and "measures_stretch" in self.specials:
            return first, max(first, last - 1)
        return first, last


def specials_of(rng: Random, seed: int) -> frozenset[str]:
    """The oddities of a programme."""
    if seed >= len(SPECIALS):
        return frozenset(rng.sample(SPECIALS, rng.choice([2, 3])))
    return EVERYTHING if SPECIALS[seed] == "everything_at_once" else frozenset({SPECIALS[seed]})


def plan_of(rng: Random, specials: frozenset[str], main_type: str) -> Plan:
    """The calendar of a programme; a third have too few months for any growth."""
    months = 1 if "one_month" in specials else rng.choice([rng.randint(5, 14), rng.randint(17, 29), 27])
    if specials & {"advocacy_gap", "deals_gap", "comings_and_goings"}:
        months = max(months, 26)
    months = 39 if "long_run" in specials else months
    first = month_of(date(2021, rng.randint(1, 12), 1))
    last = first + months - 1
    end = days_in(last) if "month_end" in specials else rng.randint(1, days_in(last))
    return Plan(specials, main_type, first, months, date(last // 12, last % 12 + 1, end))


def some_day(rng: Random, plan: Plan, first: int, last: int) -> date:
    """A random day of the months first..last, not after the programme's end."""
    month = rng.randint(first, last)
    found = date(month // 12, month % 12 + 1, rng.randint(1, days_in(month)))
    return min(found, plan.end)


def event_day(rng: Random, plan: Plan, table: str) -> date:
    """A random day for a row of a table; with a gap, none in its middle months."""
    first, last = plan.range_of(table)
    if f"{table}_gap" in plan.specials:
        return some_day(rng, plan, first, first + 4) if rng.random() < 0.6 else some_day(rng, plan, last - 3, last)
    return some_day(rng, plan, first, last)


def maybe(rng: Random, share: float, value: str) -> str:
    """A value in this share of cases, else empty."""
    return value if rng.random() < share else ""


def rows_wanted(rng: Random, plan: Plan, per_month: float) -> int:
    """How many rows a partner has: none, few or many."""
    density = 0.3 if "sparse" in plan.specials else 6.0 if "busy" in plan.specials else 1.5
    return int(plan.months * per_month * density * rng.choice([0.0, 0.2, 0.5, 1.0, 1.5]))
