"""How long scoring takes on arrays, and how long the same arithmetic takes with pandas groupby.

Run: python -m tests.bench.scoring_speed

Scores the three headline KPIs, values, bands and coverage, of all partners and months. *Laying out* turns rollups
into a programme, *first scoring* is a new board on a new programme, *rescoring* a new board on the same programme
under a method with other weights, references and thresholds, and once more with other question weights and advocacy
points too. *Groupby* is `tests.bench.groupby_scores`, from the same rollups, once under each of these methods. Wall
time; exits with 1 when any score differs by more than 1e-9.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.method import Bands, Method, Question
from kpi.programme import Programme, build_programme
from tests.bench.groupby_scores import groupby_scores
from tests.bench.programmes import RandomProgramme, random_programme
from tests.kpi.frames import default_method

KPIS = ("engagement_score", "mindshare_score", "advocacy_score")
SIZES = ((10_000, 36, 5), (100_000, 1, 9))
"""Partners, months and runs."""

AS_OF = date(2026, 3, 20)
SEED = 20260320
TOLERANCE = 1e-9
LAYING_OUT, FIRST, AGAIN, WIDER, GROUPBY = (
    "laying out", "first scoring", "rescoring", "rescoring, questions and points too", "groupby",
)  # fmt: skip

T = TypeVar("T")
Times = dict[str, list[float]]


@dataclass(frozen=True)
class Comparison:
    """How many values and coverages were compared, and the largest difference; infinite when one is missing alone."""

    count: int
    largest: float

    @property
    def equal(self) -> bool:
        """Say whether nothing differs by more than the tolerance."""
        return self.largest <= TOLERANCE

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(self.count + other.count, max(self.largest, other.largest))


def scored(programme: Programme, method: Method) -> Board:
    """Return a new board with values, bands and coverages of the headline KPIs computed."""
    board = Board(programme, method)
    for kpi in KPIS:
        reading = board.reading(kpi)
        assert reading.value.shape == reading.band_codes.shape == programme.shape
        assert reading.coverage is not None
    return board


def compared(board: Board, frame: pd.DataFrame) -> Comparison:
    """Compare a board with the scores that groupby gave."""
    return sum((_compared(board, kpi, frame[frame["kpi"] == kpi]) for kpi in KPIS), Comparison(0, 0.0))


def other_method(method: Method) -> Method:
    """Return a method with other weights, references and thresholds."""
    shares = enumerate(method.components, start=1)
    mindshare = replace(
        method.mindshare, survey_weight=50.0, interaction_weight=30.0, attention_reference=7.0, shrinkage=3.0
    )
    return replace(
        method,
        label="Other",
        minimum_coverage=0.5,
        bands=Bands(moderate=45.0, strong=70.0),
        components=tuple(replace(one, weight=5.0 * at, reference=one.reference / at) for at, one in shares),
        mindshare=mindshare,
        advocacy=replace(method.advocacy, reference=3.0),
    )


def wider_method(method: Method) -> Method:
    """Return a method that also counts questions and advocacy activities otherwise."""
    questions = {**method.mindshare.questions, "product_fit": Question(weight=2.0, negative=True)}
    return replace(
        other_method(method),
        mindshare=replace(other_method(method).mindshare, questions=questions),
        advocacy=replace(method.advocacy, points={"case_study": 3.0, "social_post": 0.25}),
    )


def measure(made: RandomProgramme, runs: int) -> tuple[Times, Comparison]:
    """Return times [s] by what was timed, and whether boards and groupby agree."""
    method = default_method()
    methods = {FIRST: method, AGAIN: other_method(method), WIDER: wider_method(method)}
    times: Times = defaultdict(list)
    boards: dict[str, Board] = {}
    for _ in range(runs):
        boards.clear()
        programme = _timed(times[LAYING_OUT], partial(build_programme, made.rollups, as_of=made.as_of))
        for name, one in methods.items():
            boards[name] = _timed(times[name], partial(scored, programme, one))
    agreement = Comparison(0, 0.0)
    for name, one in methods.items():
        frame = _timed(times[GROUPBY], partial(groupby_scores, made.rollups, one, as_of=made.as_of))
        agreement += compared(boards[name], frame)
    return times, agreement


def _compared(board: Board, kpi: str, frame: pd.DataFrame) -> Comparison:
    programme, reading = board.programme, board.reading(kpi)
    row = programme.partners.index.get_indexer(pd.Index(frame["partner_id"]))
    column = frame["month"].to_numpy() - programme.calendar.first
    if len(frame) != programme.exists.sum() or not programme.exists[row, column].all():
        return Comparison(len(frame), np.inf)
    pairs = ((reading.value, "value"), (reading.coverage, "coverage"))
    return sum((_largest(grid[row, column], frame[name].to_numpy()) for grid, name in pairs), Comparison(0, 0.0))


def _largest(ours: np.ndarray, theirs: np.ndarray) -> Comparison:
    missing = np.isnan(ours)
    if (missing != np.isnan(theirs)).any():
        return Comparison(len(ours), np.inf)
    return Comparison(len(ours), float(np.abs(ours - theirs)[~missing].max(initial=0.0)))


def _timed(spent: list[float], call: Callable[[], T]) -> T:
    gc.collect()
    start = time.perf_counter()
    result = call()
    spent.append(time.perf_counter() - start)
    return result


def _report(made: RandomProgramme, partners: int, months: int, times: Times, agreement: Comparison) -> list[str]:
    middle = {name: statistics.median(spent) for name, spent in times.items()}
    lines = {table: len(made.rollups[table]) for table in ("interactions", "surveys", "advocacy")}
    ratios = {
        "laying out + first scoring": middle[LAYING_OUT] + middle[FIRST],
        **{name: middle[name] for name in (FIRST, AGAIN, WIDER)},
    }
    return [
        f"{partners:,} partners × {months} months, lines: {', '.join(f'{lines[name]:,} {name}' for name in lines)}",
        *(
            f"  {name:36s} {1e3 * middle[name]:8.0f} ms  (fastest {1e3 * min(spent):.0f}, runs {len(spent)})"
            for name, spent in times.items()
        ),
        *(f"  groupby / {name:36s} {middle[GROUPBY] / spent:6.1f}" for name, spent in ratios.items()),
        f"  equal to {TOLERANCE:.0e}: {'yes' if agreement.equal else 'NO'} ({agreement.count:,} values, "
        f"largest difference {agreement.largest:.1e})",
    ]


def main() -> int:
    """Measure and print."""
    equal = True
    for partners, months, runs in SIZES:
        made = random_programme(partners, months, as_of=AS_OF, seed=SEED)
        times, agreement = measure(made, runs)
        sys.stdout.write("\n".join([*_report(made, partners, months, times, agreement), ""]))
        sys.stdout.flush()
        equal = equal and agreement.equal
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
