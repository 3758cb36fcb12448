"""How often forecast intervals hold what came, and how their error compares with the naive forecast's.

Run: python -m tests.bench.forecast_coverage

Seeded series with a known nature (random walk, noise around a level, trend with noise) after 8 and 12 quarters, and
every KPI of every partner of the sample data: the quarter that followed its first eight, and the twelve months that
followed its first twelve. An interval that claims 50 % should hold about half of what came.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

import data.samples
from kpi.board import Board
from kpi.catalogue import CATALOGUE, Scope
from kpi.forecast import AHEAD
from kpi.history import MINIMUM, Step, spaced_all
from kpi.predictive import predict
from kpi.programme import Floats
from kpi.schema import TABLES
from tests.kpi.frames import board

SEED = 20261031
SERIES = 1500
MONTHS_SHOWN = (1, 3, 6, 12)
SAMPLES = Path(data.samples.__file__).parent

Case = tuple[Floats, Floats, float | None, float | None]
"""Values that were known, values that came, and the range of the KPI."""


def invented(kind: str, quarters: int, series: int = SERIES) -> Iterator[Case]:
    """Yield series of one kind with the four quarters that followed."""
    noise = np.random.default_rng([SEED, quarters]).normal(size=(series, quarters + AHEAD["quarter"]))
    made = {
        "random walk": np.cumsum(noise, axis=1),
        "noise around a level": noise,
        "trend with noise": noise + 0.5 * np.arange(noise.shape[1]),
    }[kind]
    for row in 50.0 + 5.0 * made:
        yield row[:quarters], row[quarters:], None, None


def sampled(scores: Board, step: Step) -> Iterator[Case]:
    """Yield the KPIs of the partners of the sample data, cut after as few periods as a forecast takes."""
    known, ahead = MINIMUM[step], AHEAD[step]
    for kpi, row in CATALOGUE.items():
        if row.scope is Scope.GROUPS:
            continue
        for values in spaced_all(scores, kpi).by_step(step):
            held = values[np.logical_or.accumulate(~np.isnan(values))]
            run = held[~np.logical_or.accumulate(np.isnan(held))]
            # A KPI that has never moved has no spread to measure.
            if len(run) > known and np.ptp(run[:known]) > 0.0:
                yield run[:known], run[known : known + ahead], row.lower, row.upper


def sample_board() -> Board:
    """Return the scores of the sample data."""
    tables = {}
    for table in TABLES:
        with (SAMPLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            tables[table] = [{name: text or None for name, text in row.items()} for row in csv.DictReader(file)]
    return board(**tables)


def measured(cases: Iterator[Case], step: Step) -> dict[str, Floats]:
    """Count, for each period ahead, the values that came and those in each interval, and add up the errors."""
    counted = {name: np.zeros(AHEAD[step]) for name in ("n", "in50", "in80", "error", "naive")}
    for known, came, lower, upper in cases:
        made, to = predict(known, len(came)), slice(len(came))
        share = np.array([made.below(value, at + 1) for at, value in enumerate(came)])
        # Intervals are cut to the range: at its ends a value can't lie beyond them.
        at_lower, at_upper = came == lower, came == upper
        counted["n"][to] += 1
        for name, tail in (("in50", 0.25), ("in80", 0.1)):
            counted[name][to] += ((share >= tail) | at_upper) & ((share <= 1 - tail) | at_lower)
        scale = float(np.abs(np.diff(known)).mean())
        counted["error"][to] += np.abs(came - np.clip(made.mean, lower, upper)) / scale
        counted["naive"][to] += np.abs(came - known[-1]) / scale
    return counted


def lines(name: str, counted: dict[str, Floats], shown: Sequence[int]) -> Iterator[str]:
    """Yield one line for each period ahead."""
    for ahead in shown:
        n, in50, in80, error, naive = (float(values[ahead - 1]) for values in counted.values())
        if n:
            yield f"{name:34}{ahead:6}{n:8.0f}{in50 / n:8.0%}{in80 / n:8.0%}{error / naive:10.2f}"


def report() -> Iterator[str]:
    """Yield what was measured, line by line."""
    yield f"{'':34}{'ahead':>6}{'values':>8}{'in 50 %':>8}{'in 80 %':>8}{'to naive':>10}"
    for kind in ("random walk", "noise around a level", "trend with noise"):
        for quarters in (8, 12):
            yield from lines(
                f"{kind}, {quarters} quarters", measured(invented(kind, quarters), "quarter"), range(1, 5)
            )
    scores = sample_board()
    quarterly = measured(sampled(scores, "quarter"), "quarter")
    yield from lines("sample data, 8 quarters", quarterly, [1])
    monthly = measured(sampled(scores, "month"), "month")
    yield from lines("sample data, 12 months", monthly, MONTHS_SHOWN)


def main() -> None:
    """Measure and print."""
    start = time.perf_counter()
    for line in report():
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"measured in {time.perf_counter() - start:.0f} s\n")


if __name__ == "__main__":
    main()
