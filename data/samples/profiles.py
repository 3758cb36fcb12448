"""How each sample partner behaves, month by month, before chance writes it down as rows.

A profile holds rates, not rows: the stories bend profiles, and the tables are drawn from them afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from data.samples.roster import MONTHS, Partner

Series = npt.NDArray[np.float64]
"""One number per month."""

SEED: Final = 20261031

COMPONENTS: Final = ("communication", "marketing", "enablement", "pipeline", "feedback", "planning")

_TIER_LEVEL: Final = {"Platinum": 0.86, "Gold": 0.78, "Silver": 0.66, "Registered": 0.46}
_SILENT_IN_SURVEYS: Final = ("Tulpen & Partners", "Calle Mayor Asesores", "Weissdorn Beratung")
"""Referral partners that never answer: their type has fewer than five respondents, on purpose."""


@dataclass(frozen=True)
class Profile:
    """What a partner tends to do.

    Parameters
    ----------
    partner
        Who it is.
    activity
        Per engagement component: activity as a share of the reference, by month.
    initiative
        Share of interactions that the partner begins, by month.
    sentiment
        What its people think of us, 0 to 1, by month.
    respondents
        How many of its people answer surveys.
    silent_since
        Month index from which nobody answers surveys.
    advocacy
        Advocacy activities a year, by month.
    selling
        How much it sells compared with others of its type and tier, by month.
    """

    partner: Partner
    activity: dict[str, Series]
    initiative: Series
    sentiment: Series
    respondents: int
    silent_since: int
    advocacy: Series
    selling: Series


def random_for(partner: Partner, purpose: str) -> np.random.Generator:
    """Return a generator of its own, so that a change to one partner or table never moves another."""
    return np.random.default_rng([SEED, partner.number, *purpose.encode()])


def draw_profile(partner: Partner) -> Profile:
    """Return the profile that `partner` has before any story."""
    rng = random_for(partner, "profile")
    level = float(np.clip(rng.normal(_TIER_LEVEL[partner.tier], 0.16), 0.25, 1.15))
    warmth = float(np.clip(rng.normal(0.34 + 0.34 * level, 0.12), 0.15, 0.92))
    answers = partner.name not in _SILENT_IN_SURVEYS
    return Profile(
        partner=partner,
        activity={name: _wander(rng, level * rng.lognormal(0.0, 0.16), 0.07) for name in COMPONENTS},
        initiative=np.clip(_wander(rng, 0.18 + 0.24 * warmth, 0.03), 0.1, 0.6),
        sentiment=np.clip(_wander(rng, warmth, 0.03), 0.05, 0.97),
        respondents=int(rng.integers(3, 7)) if answers else 0,
        silent_since=MONTHS,
        advocacy=_wander(rng, max(0.05, rng.normal(1.8, 1.9) + 3.0 * (warmth - 0.55)), 0.12),
        selling=_wander(rng, rng.lognormal(0.0, 0.22), 0.05),
    )


def constant(value: float) -> Series:
    """Return a series that stays at `value`."""
    return np.full(MONTHS, value)


def ramp(first: int, last: int, *, before: float, after: float) -> Series:
    """Return a series at `before` up to month index `first`, moving evenly to `after` at `last`."""
    return np.interp(np.arange(MONTHS), [first, last], [before, after])


def _wander(rng: np.random.Generator, level: float, step: float) -> Series:
    """Return a series around `level` that drifts from quarter to quarter and comes back."""
    quarters = np.zeros(MONTHS // 3 + 1)
    for quarter in range(1, len(quarters)):
        quarters[quarter] = 0.7 * quarters[quarter - 1] + rng.normal(0.0, step)
    drift: Series = level * np.exp(np.interp(np.arange(MONTHS), np.arange(len(quarters)) * 3, quarters))
    return drift
