"""How long an import takes, beside what only scans and sums the same file.

Run: python -m tests.bench.import_speed [--rows 1 10 50] [--only import polars pandas] [--runs 3]

Generates files of interactions (millions of rows; 10,000 partners, 36 months) in a temporary folder and measures,
each in a process of its own, wall time from start to end, time of all cores and peak memory:

- *import*: `data.pipeline.import_file` into an empty store, from the bytes of the file to the committed row, with
  validation, Parquet and rollup;
- *polars*: a lazy query that sums the quantity by partner, month, kind and side;
- *pandas*: `read_csv`, `parse_dates`, `groupby` to the same sums.

The ways take turns, so that what else the machine does concerns all alike; medians are shown. *Bad rows* is the
import of a file in which one row in a hundred has a wrong date, quantity or kind. With several sizes, peak memory is
shown over all of them at the end: it should be flat.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

ROOT = Path(__file__).parents[2]
HEADER = b"partner_id,date,kind,quantity,initiated_by\n"
KINDS = ["meeting", "call", "email", "check_in", "training", "support_ticket", "deal_update"]
PARTNERS, DAYS, FIRST_DAY, SEED = 10_000, 1_096, "2023-01-01", 20260320
AT_ONCE = 1_000_000
BAD_SHARE = 0.01
MILLION = 1_000_000

IMPORT = """
import sys
from datetime import date
from pathlib import Path
from data.method_files import load_method
from data.pipeline import import_file
from data.store import Store
store = Store(Path(sys.argv[2]))
store.migrate()
result = import_file(store, Path(sys.argv[1]), table="interactions", today=date(2026, 3, 20), method=load_method())
print(result.accepted, result.rejected)
"""
POLARS = """
import sys
import polars as pl
words = {name: pl.Categorical for name in ("partner_id", "kind", "initiated_by")}
rows = pl.scan_csv(sys.argv[1], schema_overrides={**words, "quantity": pl.Float64})
rows = rows.with_columns(pl.col("date").str.slice(0, 7).alias("month"))
sums = rows.group_by("partner_id", "month", "kind", "initiated_by").agg(pl.col("quantity").sum())
print(sums.collect(engine="streaming")["quantity"].sum())
"""
PANDAS = """
import sys
import pandas as pd
rows = pd.read_csv(sys.argv[1], parse_dates=["date"])
keys = ["partner_id", rows["date"].dt.to_period("M"), "kind", "initiated_by"]
print(rows.groupby(keys)["quantity"].sum().sum())
"""


@dataclass(frozen=True)
class Cost:
    """What one run took: wall time [s], time of all cores [s], peak memory [MB]."""

    seconds: float
    working: float
    megabytes: float


def generate(path: Path, rows: int, bad: float = 0.0) -> None:
    """Write a file of interactions; a share of its rows has one wrong cell."""
    random = np.random.default_rng(SEED)
    words = {
        "partner_id": [f"P{at:05d}" for at in range(PARTNERS)],
        "date": [str(np.datetime64(FIRST_DAY) + at) for at in range(DAYS)],
        "kind": KINDS,
        "quantity": [str(at) for at in range(1, 6)],
        "initiated_by": ["partner", "us"],
    }
    wrong = {"date": "2024-13-45", "quantity": "many", "kind": ""}
    with path.open("wb") as stream:
        stream.write(HEADER)
        for start in range(0, rows, AT_ONCE):
            count = min(AT_ONCE, rows - start)
            which = np.where(random.random(count) < bad, random.integers(0, len(wrong), count), -1)
            columns = {}
            for name, choice in words.items():
                codes = random.integers(0, len(choice), count)
                if bad and name in wrong:
                    codes[which == list(wrong).index(name)] = len(choice)
                columns[name] = pa.array([*choice, wrong.get(name, "")]).take(pa.array(codes))
            options = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
            arrow_csv.write_csv(pa.table(columns), stream, options)


def cost(way: str, path: Path, folder: Path) -> Cost:
    """Run one way in a process of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as home:
        commands = {
            "import": ["-c", IMPORT, str(path), home],
            "polars": ["-c", POLARS, str(path)],
            "pandas": ["-c", PANDAS, str(path)],
        }
        settings = {**os.environ, "PYTHONPATH": str(ROOT)}
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *commands[way]], cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
    if process.returncode:
        sys.exit(f"{way} failed: {said.decode(errors='replace')[-2000:]}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measured(ways: list[str], files: dict[str, Path], folder: Path, runs: int) -> Iterator[tuple[str, Cost]]:
    """Let the ways take turns and yield the median of each."""
    costs: dict[str, list[Cost]] = {way: [] for way in ways}
    for _ in range(runs):
        for way in ways:
            name, _, variant = way.partition(", ")
            costs[way].append(cost(name, files[variant], folder))
    for way, found in costs.items():
        seconds = statistics.median(item.seconds for item in found)
        working = statistics.median(item.working for item in found)
        yield way, Cost(seconds, working, max(item.megabytes for item in found))


def report(rows: int, only: list[str], runs: int, folder: Path) -> dict[str, Cost]:
    """Measure one size and print a line per way, with ratios to the alternatives."""
    files = {"": folder / "clean.csv", "bad rows": folder / "bad.csv"}
    generate(files[""], rows)
    generate(files["bad rows"], rows, BAD_SHARE)
    ways = [*only, *(["import, bad rows"] if "import" in only else [])]
    found = dict(measured(ways, files, folder, runs))
    sys.stdout.write(f"{rows:,} rows, {files[''].stat().st_size / 1e6:.0f} MB\n")
    for way, item in found.items():
        others = [other for other in ("polars", "pandas", way.partition(", ")[0]) if other in found and other != way]
        ratios = ", ".join(f"{item.seconds / found[other].seconds:.2f} × {other}" for other in others)
        sys.stdout.write(
            f"  {way:17s} {item.seconds:6.2f} s  {item.working:6.2f} s of cores  {item.megabytes:6.0f} MB  {ratios}\n"
        )
    return found


def memory_curve(found: dict[float, dict[str, Cost]]) -> None:
    """Print the peak memory of each way over all sizes."""
    sys.stdout.write(f"peak MB at {', '.join(f'{millions:g}' for millions in found)} million rows\n")
    for way in next(iter(found.values())):
        peaks = ", ".join(f"{costs[way].megabytes:.0f}" for costs in found.values())
        sys.stdout.write(f"  {way:17s} {peaks}\n")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=float, nargs="+", default=[10], help="millions of rows")
    parser.add_argument("--only", nargs="+", default=["import", "polars", "pandas"])
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    found = {}
    for millions in chosen.rows:
        with tempfile.TemporaryDirectory() as folder:
            found[millions] = report(int(millions * MILLION), chosen.only, chosen.runs, Path(folder))
    if len(found) > 1:
        memory_curve(found)


if __name__ == "__main__":
    main()
