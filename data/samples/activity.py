"""Interactions, surveys and advocacy: what people did and said, drawn from the profiles."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import numpy as np

from data.samples.profiles import Profile, Series, random_for
from data.samples.roster import MONTHS, Partner, month_at

Row = tuple[str, ...]

_REFERENCE: Final = {
    "communication": 12,
    "marketing": 6,
    "enablement": 3,
    "pipeline": 6,
    "feedback": 3,
    "planning": 1,
}
"""Activities a quarter that a fully engaged partner has; the shipped method uses the same."""

_KINDS: Final = {
    "communication": {"email": 0.35, "call": 0.30, "meeting": 0.25, "check_in": 0.10},
    "marketing": {"campaign": 0.30, "event": 0.20, "co_marketing": 0.20, "content": 0.20, "mdf_claim": 0.10},
    "enablement": {"training": 0.75, "certification": 0.25},
    "pipeline": {"deal_registration": 0.45, "lead": 0.35, "deal_update": 0.20},
    "feedback": {"support_ticket": 0.50, "feedback": 0.30, "survey_response": 0.20},
    "planning": {"business_review": 0.60, "milestone": 0.25, "joint_plan": 0.15},
}
_COUNTED_TOGETHER: Final = ("email", "call", "training", "lead", "support_ticket")
"""Kinds that a system of record exports as one line a month with a quantity."""

_PARTNER_BEGINS: Final = {
    "communication": 0.9,
    "marketing": 0.9,
    "enablement": 1.1,
    "pipeline": 1.5,
    "feedback": 1.5,
    "planning": 0.5,
}
_UNNAMED: Final = 0.04

_FIRST_SURVEY: Final = 0
_ABSENT: Final = 0.28
_WAVES: Final = {"technology": (3, 9), "joint_venture": (3, 9), "service": (3, 9), "referral": (6,)}
_USUAL_WAVES: Final = (5, 11)
_RATINGS: Final = ("product_fit", "ease_of_doing_business", "support_quality")

_ADVOCACY_KINDS: Final = {
    "reference": 0.28,
    "referral": 0.24,
    "testimonial": 0.16,
    "case_study": 0.14,
    "review": 0.10,
    "event_talk": 0.08,
}


def interactions(profile: Profile) -> Iterator[Row]:
    """Yield (partner_id, date, kind, quantity, initiated_by) for one partner."""
    rng = random_for(profile.partner, "interactions")
    for component, rate in profile.activity.items():
        counts = steady_counts(rng, rate * _REFERENCE[component] / 3)
        for month, count in enumerate(counts):
            for kind, quantity in _kinds(rng, component, int(count)):
                begins = profile.initiative[month] * _PARTNER_BEGINS[component]
                day = some_day(rng, month)
                side = _side(rng, begins)
                if profile.partner.is_in_programme(day):
                    yield profile.partner.partner_id, day.isoformat(), kind, str(quantity), side


def surveys(profile: Profile) -> Iterator[Row]:
    """Yield (partner_id, date, question, score, scale_min, scale_max, respondent, response_id)."""
    rng = random_for(profile.partner, "surveys")
    vendors = int(rng.integers(5, 10))
    bias = rng.normal(0.0, 0.08, size=profile.respondents)
    for month in _survey_months(profile.partner):
        for person in range(profile.respondents):
            mood = float(np.clip(profile.sentiment[month] + bias[person] + rng.normal(0.0, 0.05), 0.0, 1.0))
            day, answers = some_day(rng, month), _answers(rng, mood, vendors)
            absent = rng.random() < _ABSENT or month >= profile.silent_since
            if absent or not profile.partner.is_in_programme(day):
                continue
            respondent = f"{profile.partner.partner_id}-R{person + 1}"
            response = f"{respondent}-{day:%y%m}"
            for question, score, low, high in answers:
                yield (
                    profile.partner.partner_id,
                    day.isoformat(),
                    question,
                    str(score),
                    str(low),
                    str(high),
                    respondent,
                    response,
                )


def advocacy(profile: Profile) -> Iterator[Row]:
    """Yield (partner_id, date, kind, quantity) for one partner."""
    rng = random_for(profile.partner, "advocacy")
    for month, count in enumerate(steady_counts(rng, profile.advocacy / 12, noise=0.5)):
        for _ in range(int(count)):
            day, kind = some_day(rng, month), pick(rng, _ADVOCACY_KINDS)
            if profile.partner.is_in_programme(day):
                yield profile.partner.partner_id, day.isoformat(), kind, "1"


def steady_counts(rng: np.random.Generator, rates: Series, noise: float = 0.22) -> Series:
    """Return whole counts whose running sum follows the running sum of `rates`: busy people keep a rhythm."""
    bumpy = rates * rng.lognormal(-noise * noise / 2, noise, size=MONTHS)
    total = np.floor(np.cumsum(bumpy) + rng.random())
    counts: Series = np.diff(total, prepend=0.0)
    return counts


def some_day(rng: np.random.Generator, month: int) -> date:
    """Return a working day of a month, by its index."""
    last = last_day(month)
    day = last.replace(day=int(rng.integers(1, last.day + 1)))
    if day.weekday() < 5:
        return day
    monday = day + timedelta(days=7 - day.weekday())
    return monday if monday <= last else day - timedelta(days=day.weekday() - 4)


def last_day(month: int) -> date:
    """Return the last day of a month, by its index."""
    year, number = month_at(month)
    return date(year, number, monthrange(year, number)[1])


def pick(rng: np.random.Generator, shares: dict[str, float]) -> str:
    """Return one key, each with its share."""
    edges = np.cumsum(list(shares.values()))
    return list(shares)[min(int(np.searchsorted(edges, rng.random() * edges[-1])), len(shares) - 1)]


def _kinds(rng: np.random.Generator, component: str, count: int) -> Iterator[tuple[str, int]]:
    drawn = Counter(pick(rng, _KINDS[component]) for _ in range(count))
    for kind, quantity in drawn.items():
        if kind in _COUNTED_TOGETHER:
            yield kind, quantity
        else:
            yield from ((kind, 1) for _ in range(quantity))


def _side(rng: np.random.Generator, begins: float) -> str:
    if rng.random() < _UNNAMED:
        return ""
    return "partner" if rng.random() < begins else "us"


def _survey_months(partner: Partner) -> list[int]:
    waves = _WAVES.get(partner.partner_type, _USUAL_WAVES)
    return [month for month in range(MONTHS) if month == _FIRST_SURVEY or month_at(month)[1] in waves]


def _answers(rng: np.random.Generator, mood: float, vendors: int) -> list[tuple[str, int, int, int]]:
    recommend = round(float(np.clip(4.3 + 5.6 * mood + rng.normal(0.0, 0.9), 0, 10)))
    rank = round(float(np.clip(1 + (1 - mood) * (vendors - 1) * 0.75 + rng.normal(0.0, 0.7), 1, vendors)))
    ratings = [
        (question, round(float(np.clip(1.5 + 3.4 * mood + rng.normal(0.0, 0.5), 1, 5))), 1, 5)
        for question in _RATINGS
    ]
    return [("likelihood_to_recommend", recommend, 0, 10), ("vendor_rank", rank, 1, vendors), *ratings]
