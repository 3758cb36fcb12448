"""Seeded random programmes of any size, as the rollups that scores are made of.

A partner has about seven lines of interactions a month, three respondents who answer four or five questions twice
a year, and an advocacy activity about once a quarter. Some join and some leave along the way, some components are
silent for a type, and one type has too few partners to be each other's peers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpi.periods import month_days, month_ordinal

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LINES_A_MONTH = 7.0
RESPONDENTS = 3
WAVE = 6
"""Months between two surveys of a partner."""

TYPES = {"reseller": 0.4, "distributor": 0.2, "technology": 0.2, "service": 0.12, "referral": 0.08}
SMALL_TYPE, SMALL = "joint_venture", 3

KINDS = {  # word of the file: how often, beside the others; synonyms and a kind that no component counts among them
    "meeting": 4.0, "phone_call": 3.0, "call": 2.0, "email": 6.0, "check_in": 1.0, "campaign": 2.0, "webinar": 1.5,
    "event": 1.0, "co_marketing": 1.0, "mdf_claim": 0.7, "training": 1.5, "certification": 0.5,
    "deal_registration": 2.0, "lead": 2.0, "deal_update": 1.0, "survey_response": 0.7, "support_ticket": 1.5,
    "qbr": 0.3, "joint_plan": 0.2, "golf_day": 0.2,
}  # fmt: skip
SIDES = {"": 0.2, "partner": 0.35, "us": 0.45}
SILENT = {"referral": ("qbr", "joint_plan"), "service": ("deal_registration", "lead", "deal_update")}

ADVOCACY = {"case_study": 0.1, "reference_call": 0.13, "social_post": 0.1}  # a month

QUESTIONS = {  # word of the file: lowest and highest answer, and whether the file tells the scale
    "likelihood_to_recommend": (0, 10, False),
    "product_fit": (1, 5, True),
    "support_quality": (1, 10, True),
    "training_quality": (1, 7, True),
    "vendor_rank": (1, 6, True),
}
SECOND_WORD = "nps"
"""What every other wave calls the question likelihood_to_recommend."""

ANSWERED = 0.9


@dataclass(frozen=True)
class RandomProgramme:
    """Rollups by table, and the day up to which rows are known."""

    rollups: dict[str, pd.DataFrame]
    as_of: date


def random_programme(partners: int, months: int, *, as_of: date, seed: int) -> RandomProgramme:
    """Return the rollups of a programme whose last month holds `as_of`."""
    rng = np.random.default_rng(seed)
    first = month_ordinal(as_of) - months + 1
    table = _partners(rng, partners, first, months)
    exists = _existence(table, first, months)
    # A few rows are dated outside, as in real files.
    kept = exists | (rng.random(exists.shape) < 0.03)
    days = np.array([month_days(first + at) for at in range(months - 1)] + [as_of.day])
    rollups = {
        "partners": table,
        "interactions": _interactions(rng, table, kept, days, first),
        "surveys": _surveys(rng, table, kept, days, first),
        "advocacy": _advocacy(rng, table, kept, days, first),
    }
    return RandomProgramme(rollups, as_of)


def _partners(rng: np.random.Generator, count: int, first: int, months: int) -> pd.DataFrame:
    ids = [f"P{number:06d}" for number in range(count)]
    types = rng.choice(list(TYPES), size=count, p=list(TYPES.values())).astype(object)
    types[:SMALL] = SMALL_TYPE
    # Most have been there for long, some join along the way, of some nobody knows since when.
    joined = first + np.where(rng.random(count) < 0.8, -rng.integers(1, 60, count), rng.integers(0, months, count))
    left = first + rng.integers(0, months, count)
    stays = (rng.random(count) < 0.9) | (left < joined)
    words = {
        "partner_id": ids,
        "name": [f"Partner {id_}" for id_ in ids],
        "partner_type": types,
        "tier": rng.choice(["Gold", "Silver", ""], size=count),
        "region": rng.choice(["DACH", "Nordics", "Iberia", ""], size=count),
        "manager": rng.choice(["Ada", "Bo", ""], size=count),
        "domain": [f"{id_.lower()}.example" for id_ in ids],
    }
    return pd.DataFrame(words).assign(
        joined_on=_days(joined, 1, missing=rng.random(count) < 0.05), left_on=_days(left, 28, missing=stays)
    )


def _days(month: Ints, day: int, *, missing: Flags) -> pd.Series:
    months = (month - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]") + (day - 1)
    return pd.Series(months.astype("datetime64[us]")).mask(missing)


def _existence(table: pd.DataFrame, first: int, months: int) -> Flags:
    month = np.arange(first, first + months)
    start, end = (_month_of(table[column]) for column in ("joined_on", "left_on"))
    after, before = month >= start.fillna(first).to_numpy()[:, None], month <= end.fillna(np.inf).to_numpy()[:, None]
    inside: Flags = after & before
    return inside


def _month_of(days: pd.Series) -> pd.Series:
    return days.dt.year * 12.0 + days.dt.month - 1


def _interactions(rng: np.random.Generator, table: pd.DataFrame, kept: Flags, days: Ints, first: int) -> pd.DataFrame:
    kinds, sides = sorted(KINDS), sorted(SIDES)
    likely = np.outer([KINDS[kind] for kind in kinds], [SIDES[side] for side in sides]).ravel()
    chance = np.minimum(LINES_A_MONTH * likely / likely.sum(), 0.95)
    # Every partner has a level of its own, and is silent now and then for a month.
    level = rng.uniform(0.3, 1.7, len(table)).astype("float32")
    draws = rng.random((*kept.shape, len(chance)), dtype="float32")
    draws /= level[:, None, None]
    found = (draws < chance.astype("float32")) & (kept & (rng.random(kept.shape) < 0.97))[:, :, None]
    for name, words in SILENT.items():
        silent = np.repeat(np.isin(kinds, words), len(sides))
        found &= ~(table["partner_type"] == name).to_numpy()[:, None, None] | ~silent
    partner, month, key = np.nonzero(found)
    frame = _lines(rng, table, partner, month, days, first)
    frame.insert(2, "kind", _words(kinds, key // len(sides)))
    frame.insert(3, "initiated_by", _words(sides, key % len(sides)))
    frame.insert(4, "quantity", _quantities(rng, frame["rows"]))
    return frame


def _advocacy(rng: np.random.Generator, table: pd.DataFrame, kept: Flags, days: Ints, first: int) -> pd.DataFrame:
    kinds = sorted(ADVOCACY)
    level = rng.uniform(0.0, 2.0, len(table))[:, None, None]
    found = rng.random((*kept.shape, len(kinds))) < level * np.array([ADVOCACY[kind] for kind in kinds])
    partner, month, key = np.nonzero(found & kept[:, :, None])
    frame = _lines(rng, table, partner, month, days, first)
    frame.insert(2, "kind", _words(kinds, key))
    frame.insert(3, "quantity", _quantities(rng, frame["rows"]))
    return frame


def _surveys(rng: np.random.Generator, table: pd.DataFrame, kept: Flags, days: Ints, first: int) -> pd.DataFrame:
    count, months = kept.shape
    asked = kept & (np.arange(months) % WAVE == (np.arange(count) % WAVE)[:, None])
    answers = rng.random((count, months, RESPONDENTS, len(QUESTIONS))) < ANSWERED
    partner, month, person, question = np.nonzero(answers & asked[:, :, None, None])
    frame = _lines(rng, table, partner, month, days, first)
    frame.insert(2, "respondent", _respondents(table, partner, month, person))
    frame.insert(3, "question", _words(sorted(QUESTIONS), question))
    renamed = (frame["question"] == "likelihood_to_recommend") & (month // WAVE % 2 == 1)
    frame["question"] = frame["question"].mask(renamed, SECOND_WORD)
    frame["rows"] = 1
    frame["day"] = frame["last_day"]
    low, high, told = (np.array([QUESTIONS[word][at] for word in sorted(QUESTIONS)])[question] for at in range(3))
    mood = rng.beta(3.0, 2.0, count)[partner] + rng.normal(0.0, 0.2, len(partner))
    frame["score"] = np.round(low + np.clip(mood, 0.0, 1.0) * (high - low))
    frame["scale_min"] = np.where(told == 1, low, np.nan)
    frame["scale_max"] = np.where(told == 1, high, np.nan)
    return frame


def _respondents(table: pd.DataFrame, partner: Ints, month: Ints, person: Ints) -> pd.Series:
    """Return who answered: people known by an address, and of every fifth partner one who answers without a name."""
    named = [f"person:{name}@{domain}" for domain in table["domain"] for name in ("ada", "bo", "cem")]
    nameless = (person == RESPONDENTS - 1) & (partner % 5 == 0)
    number = (partner * 1_000 + month)[nameless]
    people = pd.Series(_words(named, partner * RESPONDENTS + person))
    people[nameless] = pd.Series(number).astype("str").radd("response:").to_numpy()
    return people


def _lines(
    rng: np.random.Generator, table: pd.DataFrame, partner: Ints, month: Ints, days: Ints, first: int
) -> pd.DataFrame:
    rows = 1 + (rng.random(len(partner)) < 0.15)
    return pd.DataFrame(
        {
            "partner_id": _words(table["partner_id"].tolist(), partner),
            "month": first + month,
            "rows": rows.astype("int64"),
            "last_day": 1 + np.floor(rng.random(len(month)) * days[month]).astype("int64"),
        }
    )


def _quantities(rng: np.random.Generator, rows: pd.Series) -> pd.Series:
    """Return a quantity per line: mostly the number of rows, sometimes more, here and there a fraction."""
    drawn = rng.random(len(rows))
    return rows * np.select([drawn < 0.1, drawn < 0.12], [2.0, 0.5], 1.0)


def _words(words: Sequence[str], codes: Ints) -> pd.api.extensions.ExtensionArray:
    return pd.array(words, dtype="str").take(codes)
