"""The stories in the sample programme: each bends the profile of one partner, or of one type.

README.md in this folder lists them; pages and tests rely on the names and months below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from data.samples.profiles import COMPONENTS, Profile, constant, ramp
from data.samples.roster import MONTHS, month_index

TRAINING_STOPS: Final = month_index(2026, 8)
TURNS_UNHAPPY: Final = month_index(2026, 3)
ADVOCATE_FALLS_SILENT: Final = month_index(2025, 10)
STOPS_ANSWERING: Final = month_index(2025, 7)
TYPES_PART: Final = month_index(2025, 12)


def training_stops(profile: Profile) -> Profile:
    """Nordhaven Distribution was strong; after July 2026 it trains nobody and drops a band."""
    rest = ramp(TYPES_PART, MONTHS - 1, before=0.88, after=0.76)
    busy = np.arange(MONTHS) < TRAINING_STOPS
    return replace(
        profile,
        activity=dict.fromkeys(COMPONENTS, rest) | {"enablement": np.where(busy, 1.15, 0.0)},
        selling=constant(1.3),
    )


def active_but_unhappy(profile: Profile) -> Profile:
    """Quillon Software does everything we ask for, and since March 2026 its people say they would leave."""
    return replace(
        profile,
        activity={name: constant(1.3) for name in COMPONENTS},
        initiative=constant(0.22),
        sentiment=ramp(TURNS_UNHAPPY - 1, TURNS_UNHAPPY, before=0.68, after=0.05),
        respondents=8,
    )


def venture_on_target(profile: Profile) -> Profile:
    """Alder & Voss Mobility climbs steadily and is past its engagement target of 76 from July 2026."""
    climb = ramp(month_index(2025, 11), month_index(2026, 8), before=0.62, after=0.90)
    return replace(profile, activity=dict.fromkeys(COMPONENTS, climb), selling=constant(1.5))


def advocate_falls_silent(profile: Profile) -> Profile:
    """Halcyon Retail Systems spoke for us every other month until September 2025, and not once since."""
    speaks = np.arange(MONTHS) < ADVOCATE_FALLS_SILENT
    return replace(profile, advocacy=np.where(speaks, 6.0, 0.0))


def newcomer(profile: Profile) -> Profile:
    """Fjordline Partners joined in July 2026, works hard and has not been surveyed yet."""
    return replace(profile, activity={name: constant(0.85) for name in COMPONENTS}, advocacy=constant(3.0))


def sells_without_engaging(profile: Profile) -> Profile:
    """Ironbridge Systems is the biggest reseller by far and hardly ever talks to us."""
    return replace(
        profile,
        activity={name: constant(0.27) for name in COMPONENTS},
        initiative=constant(0.22),
        sentiment=constant(0.4),
        advocacy=constant(0.6),
        selling=constant(2.6),
    )


def stops_answering(profile: Profile) -> Profile:
    """Pinecrest Referrals last answered a survey in June 2025, so its mindshare runs out a year later."""
    return replace(profile, respondents=3, silent_since=STOPS_ANSWERING)


def distributors_drift_down(profile: Profile) -> Profile:
    """Distributors do a little less every month from January 2026."""
    return _scaled(profile, ramp(TYPES_PART, MONTHS - 1, before=1.0, after=0.70))


def technology_climbs(profile: Profile) -> Profile:
    """Technology partners do a little more every month from January 2026."""
    return _scaled(profile, ramp(TYPES_PART, MONTHS - 1, before=0.84, after=1.26))


PARTNER_STORIES: Final[Mapping[str, Callable[[Profile], Profile]]] = {
    "Nordhaven Distribution": training_stops,
    "Quillon Software": active_but_unhappy,
    "Alder & Voss Mobility": venture_on_target,
    "Halcyon Retail Systems": advocate_falls_silent,
    "Fjordline Partners": newcomer,
    "Ironbridge Systems": sells_without_engaging,
    "Pinecrest Referrals": stops_answering,
}
TYPE_STORIES: Final[Mapping[str, Callable[[Profile], Profile]]] = {
    "distributor": distributors_drift_down,
    "technology": technology_climbs,
}


def tell(profile: Profile) -> Profile:
    """Return `profile` as its story has it: its own if it has one, else its type's."""
    partner = profile.partner
    story = PARTNER_STORIES.get(partner.name) or TYPE_STORIES.get(partner.partner_type)
    return story(profile) if story else profile


def _scaled(profile: Profile, factor: np.ndarray) -> Profile:
    return replace(profile, activity={name: rate * factor for name, rate in profile.activity.items()})
