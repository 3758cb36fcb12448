"""Deals, measures and targets: what came of it, drawn from the profiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np

from data.samples.activity import Row, last_day, pick, some_day, steady_counts
from data.samples.profiles import Profile, random_for
from data.samples.roster import END, MONTHS, month_index


@dataclass(frozen=True)
class Trade:
    """How partners of a type sell: deals opened a month, middle amount, chance to win, share they source."""

    deals: float
    amount: float
    wins: float
    sourced: float
    days: float


_TRADES: Final = {
    "reseller": Trade(1.9, 26_000, 0.42, 0.55, 62),
    "distributor": Trade(3.0, 56_000, 0.46, 0.42, 48),
    "technology": Trade(1.0, 62_000, 0.40, 0.34, 88),
    "joint_venture": Trade(0.7, 140_000, 0.48, 0.50, 104),
    "referral": Trade(1.3, 15_000, 0.36, 0.90, 55),
    "service": Trade(0.9, 44_000, 0.45, 0.38, 74),
}
_TIER_FACTOR: Final = {"Platinum": 1.45, "Gold": 1.1, "Silver": 0.85, "Registered": 0.6}
_DEAL_TYPES: Final = {"new": 0.52, "renewal": 0.27, "expansion": 0.21}
_RENEWALS_WIN: Final = 1.75
_STALLED: Final = 0.03
_SOURCE_UNKNOWN: Final = 0.03
_PRODUCTS: Final = {"Aurelia Flow": 0.4, "Aurelia Ledger": 0.25, "Aurelia Edge": 0.2, "Aurelia Care": 0.15}
_CUSTOMER_FIRST: Final = (
    "Hartwell",
    "Lindqvist",
    "Moreau",
    "Castellani",
    "Brandt",
    "Verhoeven",
    "Ortega",
    "Dunmore",
    "Kallio",
    "Steiner",
    "Rossetti",
    "Fairbank",
    "Delacroix",
    "Nygaard",
    "Almeida",
    "Westbrook",
    "Haldane",
    "Fontaine",
)
_CUSTOMER_SECOND: Final = (
    "Logistics",
    "Foods",
    "Health",
    "Machinery",
    "Insurance",
    "Textiles",
    "Energy",
    "Hotels",
    "Pharma",
    "Rail",
    "Timber",
    "Ceramics",
    "Publishing",
)


def deals(profile: Profile) -> Iterator[Row]:
    """Yield the columns of `deals` without deal_id for one partner, in the order opened."""
    rng = random_for(profile.partner, "deals")
    trade, factor = _TRADES[profile.partner.partner_type], _TIER_FACTOR[profile.partner.tier]
    for month, count in enumerate(steady_counts(rng, profile.selling * trade.deals * factor, noise=0.3)):
        for _ in range(int(count)):
            opened = some_day(rng, month)
            deal_type = pick(rng, _DEAL_TYPES)
            wins = trade.wins * (_RENEWALS_WIN if deal_type == "renewal" else 0.85)
            days = int(np.clip(trade.days * rng.lognormal(0.0, 0.38) * (0.7 + 0.3 * (wins < 0.5)), 20, 150))
            closed, stage = opened + timedelta(days=days), "won" if rng.random() < wins else "lost"
            if closed > END or rng.random() < _STALLED:
                stage = "open"
            amount = 50 * round(trade.amount * factor * rng.lognormal(0.0, 0.55) / 50)
            row = (
                profile.partner.partner_id,
                opened.isoformat(),
                stage,
                str(amount),
                closed.isoformat(),
                "EUR",
                _source(rng, trade.sourced),
                deal_type,
                _customer(rng),
                pick(rng, _PRODUCTS),
            )
            if profile.partner.is_in_programme(opened):
                yield row


@dataclass(frozen=True)
class Figure:
    """A measure: who has it, its usual value, how far partners and months differ, every how many months.

    With `of`, `level` is a share of that other measure of the same month, so that ratios make sense.
    """

    name: str
    types: str
    level: float
    partners: float
    months: float
    every: int = 1
    of: str = ""
    decimals: int = 0
    growth: float = 0.0


_OTHERS: Final = "reseller distributor technology referral service"
_EVERYONE: Final = _OTHERS + " joint_venture"
_FIGURES: Final = (
    Figure("customer_satisfaction", _EVERYONE, 78, 0.07, 0.03, decimals=1),
    Figure("share_of_wallet", _EVERYONE, 22, 0.35, 0.06, every=6, decimals=1),
    Figure("gross_margin", _EVERYONE, 27, 0.10, 0.03, every=6, decimals=1),
    Figure("resources_agreed", _EVERYONE, 20, 0.25, 0.10, every=3),
    Figure("resources_shared", _EVERYONE, 0.84, 0.12, 0.08, every=3, of="resources_agreed"),
    Figure("projects_due", _EVERYONE, 5, 0.20, 0.20, every=3),
    Figure("projects_completed", _EVERYONE, 0.78, 0.15, 0.12, every=3, of="projects_due"),
    Figure("baseline_cost", _OTHERS, 36_000, 0.30, 0.05, every=3),
    Figure("cost", _OTHERS, 0.92, 0.05, 0.03, every=3, of="baseline_cost"),
    Figure("baseline_cost", "joint_venture", 62_000, 0.25, 0.05),
    Figure("cost", "joint_venture", 0.94, 0.03, 0.03, of="baseline_cost"),
    Figure("gain", "joint_venture", 1.17, 0.05, 0.05, of="cost"),
    Figure("revenue", "joint_venture", 1.9, 0.15, 0.06, of="cost"),
    Figure("profit", "joint_venture", 0.13, 0.20, 0.10, of="revenue"),
    Figure("milestones_due", "joint_venture", 3, 0.10, 0.25),
    Figure("milestones_met", "joint_venture", 0.85, 0.06, 0.12, of="milestones_due"),
    Figure("product_launches", "technology", 0.45, 0.30, 0.80),
    Figure("development_days", "technology", 92, 0.15, 0.06, growth=-0.10),
    Figure("eligible_users", "technology", 4_200, 0.40, 0.01, growth=0.20),
    Figure("active_users", "technology", 0.46, 0.20, 0.02, of="eligible_users"),
    Figure("units_received", "distributor", 260, 0.30, 0.10),
    Figure("units_sold", "distributor", 0.94, 0.03, 0.04, of="units_received"),
    Figure("units_sold", "reseller", 42, 0.30, 0.12),
    Figure("market_size", "distributor", 1_600_000, 0.25, 0.01, growth=0.04),
    Figure("market_size", "reseller", 420_000, 0.25, 0.01, growth=0.04),
    Figure("new_customers", "distributor reseller referral", 9, 0.30, 0.20, every=3),
    Figure("acquisition_cost", "distributor reseller referral", 1_250, 0.20, 0.08, every=3, of="new_customers"),
)
"""Ordered: a measure stands after the one that it is a share of. Measures without `every` are monthly."""

_PARTNER_REPORTS: Final = {
    "Larkfield Distribution": 1.10,
    "Brightwater IT": 1.08,
    "Albion Channel Supply": 1.0,
    "Osprey Networks": 1.0,
}
"""Who also sends its own units_sold, and by how much that differs from ours from DISAGREES on."""

_REPORTS_SINCE: Final = month_index(2025, 11)
DISAGREES: Final = month_index(2026, 7)


def measures(profile: Profile) -> Iterator[Row]:
    """Yield (partner_id, date, measure, value, reported_by) for one partner."""
    rng = random_for(profile.partner, "measures")
    figures = [figure for figure in _FIGURES if profile.partner.partner_type in figure.types.split()]
    usual = {figure.name: figure.level * rng.lognormal(0.0, figure.partners) for figure in figures}
    for month in range(MONTHS):
        known: dict[str, float] = {}
        day = last_day(month)
        for figure in figures:
            value = _value(rng, figure, usual[figure.name], month, known)
            if (month + 2) % figure.every == 0 and profile.partner.is_in_programme(day):
                yield from _reports(profile, day.isoformat(), figure, value, month)


def targets(partner_ids: dict[str, str]) -> Iterator[Row]:
    """Yield the rows of `targets`, with the ids of the partners that have one of their own."""
    for line in _TARGETS.strip().splitlines():
        kpi, value, scope, baseline, goal, owner = (cell.strip() for cell in line.split("|"))
        partner_type = scope.removeprefix("type ") if scope.startswith("type ") else ""
        yield kpi, value, "2026-12-31", partner_ids.get(scope, ""), partner_type, baseline, goal, owner


_TARGETS: Final = """
engagement_score       | 72     |                        | 67    | Revenue growth        | Channel operations
mindshare_score        | 65     |                        | 59    | Market expansion      | Channel operations
advocacy_score         | 55     |                        | 53    | Market expansion      | Partner marketing
active_advocate_rate   | 75     |                        |       | Market expansion      | Partner marketing
win_rate               | 50     |                        | 47    | Revenue growth        | Channel operations
sales_cycle            | 48     |                        | 52    | Revenue growth        | Channel operations
sourced_pipeline_share | 52     |                        | 48    | Revenue growth        | Channel operations
engagement_score       | 82     | type technology        | 67    | Customer satisfaction | Alliances
engagement_score       | 76     | type distributor       | 74    | Revenue growth        | Channel operations
average_deal_size      | 38000  | type reseller          | 34700 | Revenue growth        | Channel operations
engagement_score       | 90     | Nordhaven Distribution | 90    | Revenue growth        | Nordics desk
mindshare_score        | 72     | Quillon Software       | 69    | Customer satisfaction | Alliances
engagement_score       | 76     | Alder & Voss Mobility  | 63    | Market expansion      | Alliances
return_on_investment   | 25     | Alder & Voss Mobility  |       | Revenue growth        | Alliances
advocacy_score         | 75     | Halcyon Retail Systems |       | Market expansion      | Partner marketing
engagement_score       | 50     | Ironbridge Systems     | 20    | Revenue growth        | UK desk
bookings               | 400000 | Larkfield Distribution | 136000 | Revenue growth        | DACH desk
"""
"""KPI, value, scope, baseline in December 2025 where it was known, business goal, owner."""


def _value(rng: np.random.Generator, figure: Figure, usual: float, month: int, known: dict[str, float]) -> float:
    """Return a figure's value for a month and note it in `known` for the figures that are shares of it."""
    growth = 1 + figure.growth * month / 12
    base = known[figure.of] if figure.of else 1.0
    value = round(base * usual * growth * float(rng.lognormal(0.0, figure.months)), figure.decimals)
    is_part = figure.of and figure.level < 1
    known[figure.name] = min(value, base) if is_part else value
    return known[figure.name]


def _reports(profile: Profile, day: str, figure: Figure, value: float, month: int) -> Iterator[Row]:
    """Yield our figure and, where the partner sends its own, theirs."""
    partner_id = profile.partner.partner_id
    yield partner_id, day, figure.name, _number(value), "us"
    factor = _PARTNER_REPORTS.get(profile.partner.name)
    if factor is not None and figure.name == "units_sold" and month >= _REPORTS_SINCE:
        theirs = round(value * factor) if month >= DISAGREES else value
        yield partner_id, day, figure.name, _number(theirs), "partner"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _source(rng: np.random.Generator, sourced: float) -> str:
    if rng.random() < _SOURCE_UNKNOWN:
        return ""
    return "partner" if rng.random() < sourced else "us"


def _customer(rng: np.random.Generator) -> str:
    first = _CUSTOMER_FIRST[int(rng.integers(len(_CUSTOMER_FIRST)))]
    return f"{first} {_CUSTOMER_SECOND[int(rng.integers(len(_CUSTOMER_SECOND)))]}"
