"""Small random programmes in which everything comes and goes: partners, kinds of activity, answers, deals."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

from kpi.board import Board
from kpi.method import Method
from kpi.method_types import Component
from tests.kpi.frames import default_method, programme

MONTHS = 8
SEEDS = 9
"""How many programmes there are: each is built once, and asked many times."""

_SIZES = (3, 7, 11)
_METHOD = default_method()

_KINDS = ("meeting", "campaign", "training", "lead", "feedback", "milestone")
_TYPES = ("reseller", "reseller", "reseller", "distributor")
_Row = dict[str, object]


@cache
def lively(seed: int) -> Board:
    """Return the board of one random programme under the shipped method."""
    rng = Random(seed)
    ids = [f"p{at:02d}" for at in range(_SIZES[seed % 3])]
    return Board(
        programme(
            partners=[_partner(rng, one) for one in ids],
            interactions=[*_ends("kind", "call"), *_activity(rng, ids)],
            surveys=_answers(rng, ids),
            advocacy=[_row(rng, one, kind="reference", quantity=1) for one in ids if rng.random() < 0.6],
            deals=[_deal(rng, one, str(at)) for at, one in enumerate(rng.choices(ids, k=6 * len(ids)))],
            measures=[
                _row(rng, rng.choice(ids), measure=name, value=rng.randint(0, 90), reported_by="us")
                for name in ("cost", "baseline_cost", "units_sold", "units_received") * 8
            ],
        ),
        _METHOD,
    )


@cache
def changed(seed: int) -> Board:
    """Return the same programme under a method with other weights, references, components and coverage."""
    board, rng = lively(seed), Random(seed + 1000)
    return Board(board.programme, _other(board.method, rng))


def _other(method: Method, rng: Random) -> Method:
    kept = rng.sample(method.components, rng.randint(2, 6))
    moved = [replace(one, weight=rng.uniform(1, 40), reference=rng.uniform(0.5, 12)) for one in kept]
    added = Component("talk", "Talk", ("chat",), 10.0, 2.0)
    return replace(
        method,
        components=(*moved, added),
        type_components={},
        minimum_coverage=rng.choice([0.2, 0.6, 0.9]),
        mindshare=replace(
            method.mindshare,
            shrinkage=rng.choice([0.0, 2.0, 9.0]),
            minimum_peers=rng.choice([2, 5]),
            survey_weight=rng.uniform(10, 90),
        ),
    )


def _partner(rng: Random, name: str) -> _Row:
    joined = rng.randint(1, MONTHS) if rng.random() < 0.4 else None
    left = rng.randint(joined or 1, MONTHS) if rng.random() < 0.3 else None
    return {
        "partner_id": name,
        "name": f"Partner {name}",
        "partner_type": rng.choice(_TYPES),
        "region": rng.choice(["north", "south"]),
        "joined_on": joined and f"2025-{joined:02d}-01",
        "left_on": left and f"2025-{left:02d}-28",
    }


def _ends(key: str, word: str) -> list[_Row]:
    """One row on the first and on the last day, so that every programme has the same months."""
    return [{"partner_id": "p00", "date": day, key: word} for day in ("2025-01-01", f"2025-{MONTHS:02d}-31")]


def _activity(rng: Random, ids: list[str]) -> list[_Row]:
    """Rows of each kind between two months of its own, so that components appear and fall silent."""
    rows = []
    for kind in _KINDS:
        first = rng.choice([1, 1, 1, 3, 5])
        last = rng.choice([first, MONTHS, MONTHS, MONTHS])
        for one in rng.choices(ids, k=4 * len(ids)):
            by = rng.choice(["partner", "us", ""])
            rows.append(_row(rng, one, first, last, kind=kind, quantity=rng.randint(1, 4), initiated_by=by))
    return rows


def _answers(rng: Random, ids: list[str]) -> list[_Row]:
    return [
        _row(rng, one, question="fit", score=rng.randint(0, 10), scale_min=0, scale_max=10, respondent=who)
        for one in rng.choices(ids, k=3 * len(ids))
        for who in rng.sample("abcd", 2)
    ]


def _deal(rng: Random, name: str, deal: str) -> _Row:
    opened = rng.randint(1, MONTHS)
    stage = rng.choice(["open", "won", "lost"])
    return {
        "partner_id": name,
        "deal_id": deal,
        "opened_on": f"2025-{opened:02d}-{rng.randint(1, 28):02d}",
        "closed_on": None if stage == "open" else f"2025-{rng.randint(opened, MONTHS):02d}-28",
        "stage": stage,
        "amount": rng.randint(1, 90_000),
        "sourced_by": rng.choice(["partner", "us", ""]),
        "deal_type": rng.choice(["new", "renewal"]),
    }


def _row(rng: Random, name: str, first: int = 1, last: int = MONTHS, **more: object) -> _Row:
    return {"partner_id": name, "date": f"2025-{rng.randint(first, last):02d}-{rng.randint(1, 28):02d}", **more}
