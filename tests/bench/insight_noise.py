"""How many insights a programme without any signal produces, per partner and quarter.

Run: python -m tests.bench.insight_noise

Two hundred partners over twelve quarters, each with rates of its own that never change: activities, advocacy and
deals by Poisson, answers and measures from one distribution per partner. Nothing ever happens, so every change that
is found is chance; a partner of a low rate may rightly be found to sell little. Findings are counted at the end of
each quarter from the fifth on, when every rule has the history that it needs.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.insight_rules.rules import RULES
from kpi.insights import insights
from kpi.programme import build_programme
from kpi.rollup import roll_up
from tests.kpi.frames import default_method, frame

PARTNERS = 200
QUARTERS = 12
SEED = 20261031
FIRST_MONTH = "2024-01"
FIRST_COUNTED = 4
TYPES = ("distributor", "referral", "reseller", "service", "technology")
RATES = {
    "meeting": 2.0, "call": 4.0, "email": 4.0, "campaign": 3.0, "event": 2.0, "training": 2.5, "certification": 0.8,
    "deal_registration": 3.0, "lead": 2.5, "support_ticket": 1.5, "feedback": 1.2, "business_review": 0.9,
}  # fmt: skip
QUESTIONS = ("product_fit", "ease_of_doing_business", "support_quality")
WAVES = (3, 9)
LASTING = (
    "busy_but_unhappy", "score_without_bookings", "bookings_without_engagement", "thin_survey", "survey_unanswered",
)  # fmt: skip
"""Rules that describe a state: rightly found of a partner that was drawn so, and found again each quarter."""


def noise_board(partners: int = PARTNERS, quarters: int = QUARTERS, seed: int = SEED) -> Board:
    """Return the board of a programme in which nothing ever changes but by chance."""
    rng = np.random.default_rng(seed)
    months = pd.date_range(FIRST_MONTH, periods=3 * quarters, freq="MS")
    ids = [f"N{number:04d}" for number in range(partners)]
    tables = {
        "partners": [
            {"partner_id": id_, "name": id_, "partner_type": TYPES[at % len(TYPES)]} for at, id_ in enumerate(ids)
        ],
        "interactions": list(_interactions(rng, ids, months)),
        "surveys": list(_answers(rng, ids, months)),
        "advocacy": list(_advocacy(rng, ids, months)),
        "deals": list(_deals(rng, ids, months)),
        "measures": list(_measures(rng, ids, months)),
    }
    end = (months[-1] + pd.offsets.MonthEnd()).date()
    rollups = {table: roll_up(table, frame(table, rows)) for table, rows in tables.items()}
    return Board(build_programme(rollups, as_of=end), default_method())


def findings(board: Board) -> list[Counter[str]]:
    """Return findings by rule at the end of each quarter."""
    columns = range(2, len(board.programme.calendar), 3)
    return [Counter(one.rule for one in insights(board, column=column)) for column in columns]


def rate(counted: list[Counter[str]], partners: int, *rules: str) -> float:
    """Return findings per partner and quarter, of some rules or of all, over the quarters that count."""
    late = counted[FIRST_COUNTED:]
    total = sum(quarter[rule] for quarter in late for rule in rules or RULES)
    return total / (partners * len(late))


def _days(rng: np.random.Generator, month: pd.Timestamp, count: int) -> list[pd.Timestamp]:
    return [month + pd.Timedelta(days=int(day)) for day in rng.integers(0, month.days_in_month, count)]


def _interactions(rng: np.random.Generator, ids: list[str], months: pd.DatetimeIndex) -> Iterator[dict[str, object]]:
    for id_ in ids:
        level, begins = rng.uniform(0.5, 1.4), rng.uniform(0.15, 0.5)
        usual = {kind: level * rate_ * rng.lognormal(0.0, 0.3) / 3.0 for kind, rate_ in RATES.items()}
        for month in months:
            for kind, per_month in usual.items():
                for day in _days(rng, month, rng.poisson(per_month)):
                    side = "partner" if rng.random() < begins else "us"
                    yield {"partner_id": id_, "date": day, "kind": kind, "initiated_by": side}


def _answers(rng: np.random.Generator, ids: list[str], months: pd.DatetimeIndex) -> Iterator[dict[str, object]]:
    for id_ in ids:
        mood, people = rng.uniform(2.2, 4.6), int(rng.integers(4, 9))
        for month in months:
            if month.month not in WAVES:
                continue
            for person in range(people):
                if rng.random() < 0.28:
                    continue
                own = mood + rng.normal(0.0, 0.5)
                for question in QUESTIONS:
                    score = float(np.clip(round(own + rng.normal(0.0, 0.5)), 1, 5))
                    yield {"partner_id": id_, "date": month, "question": question, "score": score, "scale_min": 1,
                           "scale_max": 5, "respondent": f"{id_}-{person}"}  # fmt: skip


def _advocacy(rng: np.random.Generator, ids: list[str], months: pd.DatetimeIndex) -> Iterator[dict[str, object]]:
    for id_ in ids:
        per_month = rng.uniform(0.2, 5.0) / 12.0
        for month in months:
            for day in _days(rng, month, rng.poisson(per_month)):
                yield {"partner_id": id_, "date": day, "kind": "reference"}


def _deals(rng: np.random.Generator, ids: list[str], months: pd.DatetimeIndex) -> Iterator[dict[str, object]]:
    end, number = months[-1] + pd.offsets.MonthEnd(), 0
    for id_ in ids:
        per_month, size, sourced = rng.uniform(0.4, 3.0), rng.uniform(1e4, 6e4), rng.uniform(0.3, 0.8)
        for month in months:
            for day in _days(rng, month, rng.poisson(per_month)):
                closed = day + pd.Timedelta(days=int(rng.integers(20, 120)))
                stage = "open" if closed > end else "won" if rng.random() < 0.45 else "lost"
                number += 1
                yield {"partner_id": id_, "deal_id": f"D{number}", "opened_on": day, "stage": stage,
                       "amount": size * rng.lognormal(0.0, 0.6), "closed_on": closed,
                       "sourced_by": "partner" if rng.random() < sourced else "us",
                       "deal_type": "renewal" if rng.random() < 0.3 else "new"}  # fmt: skip


def _measures(rng: np.random.Generator, ids: list[str], months: pd.DatetimeIndex) -> Iterator[dict[str, object]]:
    for at, id_ in enumerate(ids):
        content, units = rng.normal(78.0, 5.0), rng.uniform(50.0, 400.0)
        for month in months:
            yield {"partner_id": id_, "date": month, "measure": "customer_satisfaction",
                   "value": content + rng.normal(0.0, 3.0)}  # fmt: skip
            sold = round(units * rng.lognormal(0.0, 0.15))
            yield {"partner_id": id_, "date": month, "measure": "units_sold", "value": sold}
            if at % 10 == 0:
                yield {"partner_id": id_, "date": month, "measure": "units_sold", "reported_by": "partner",
                       "value": sold * rng.normal(1.0, 0.01)}  # fmt: skip


def main() -> None:
    """Measure and print."""
    start = time.perf_counter()
    board = noise_board()
    built = time.perf_counter()
    counted = findings(board)
    spent = time.perf_counter() - built
    lines = [
        f"{PARTNERS} partners, {QUARTERS} quarters without any signal, seed {SEED}",
        f"findings per partner and quarter, from the {FIRST_COUNTED + 1}th quarter on: {rate(counted, PARTNERS):.4f}",
        f"of these lasting states of a partner, which are true of it: {rate(counted, PARTNERS, *LASTING):.4f}",
        *(f"  {rule:30s} {rate(counted, PARTNERS, rule):.4f}" for rule in RULES),
        f"findings at the end of each quarter: {', '.join(str(quarter.total()) for quarter in counted)}",
        f"programme made in {built - start:.1f} s, {len(counted)} quarters looked at in {spent:.1f} s",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
