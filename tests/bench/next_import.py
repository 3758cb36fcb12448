"""How long a further import takes until new scores can be read, step by step.

Run: python -m tests.bench.next_import [--partners N] [--rows N] [--ids]

A store of 36 months of interactions, a file for each, is open as in a running server. Then a file of 100,000 rows
of the last month comes in. The clock runs from the file on disk to the engagement score of every partner in the
last month. The alternative is measured in the same run: the same change read by a server that begins from nothing.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from callbacks.services import Boards
from data.facts.commit import Incoming
from data.facts.facts_writer import FactsWriter
from data.method_files import load_method
from data.pipeline import import_file
from data.results import ImportResult
from data.store import Store
from kpi.board import Board
from kpi.method import Method
from kpi.periods import month_days, month_end

TODAY = date(2026, 6, 30)
MONTHS = 36
ROWS_A_MONTH = 7.0
REPEATS = 5
KINDS = ("call", "email", "meeting", "event", "training", "lead", "deal_registration", "support_ticket", "qbr")
SIDES = ("us", "partner")
T = TypeVar("T")


def interactions(rng: np.random.Generator, partners: int, rows: int, month: int, *, ids: str = "") -> pd.DataFrame:
    """Return random rows of a month; with ids when told how these begin."""
    first = np.datetime64(month_end(month - 1)) + 1
    days = first + rng.integers(0, month_days(month), rows)
    return pd.DataFrame(
        {
            "partner_id": _chosen(rng, [f"P{number:06d}" for number in range(partners)], rows),
            "date": days.astype("datetime64[us]"),
            "kind": _chosen(rng, KINDS, rows),
            "quantity": rng.integers(1, 4, rows).astype("float64"),
            "initiated_by": _chosen(rng, SIDES, rows),
            "interaction_id": [f"{ids}{number}" for number in range(rows)]
            if ids
            else pd.Series([None] * rows, dtype="str"),
        }
    )


def _chosen(rng: np.random.Generator, words: Sequence[str], rows: int) -> pd.Categorical:
    return pd.Categorical.from_codes(rng.integers(0, len(words), rows), categories=list(words))


def filled_store(home: Path, partners: int, *, ids: bool) -> Store:
    """Return a store of partners and of `MONTHS` months of interactions."""
    store, rng = Store(home), np.random.default_rng(1)
    store.migrate()
    names = pd.Series([f"P{number:06d}" for number in range(partners)])
    types = pd.Series(rng.choice(["reseller", "distributor", "technology"], partners))
    known = pd.DataFrame({"partner_id": names, "name": "Partner " + names, "partner_type": types})
    bring(store, "partners", known.assign(domain=names.str.lower() + ".example"), names)
    last = TODAY.year * 12 + TODAY.month - 1
    for month in range(last - MONTHS + 1, last + 1):
        frame = interactions(rng, partners, int(partners * ROWS_A_MONTH), month, ids=f"M{month}-" if ids else "")
        bring(store, "interactions", frame, frame["interaction_id"])
    return store


def bring(store: Store, table: str, frame: pd.DataFrame, ids: pd.Series) -> None:
    """Store rows without a file."""
    with FactsWriter(store.files, table) as writer:
        writer.add(frame.assign(_line=range(2, len(frame) + 2), _row_id=ids))
        staged = writer.finish()
    result = ImportResult(None, f"{table}.csv", table, "add", len(frame), len(frame), 0, 0)
    store.commit(Incoming(staged, table, staged.facts_path, TODAY), result)


def last_scores(board: Board | None) -> bytes:
    """Return the engagement score of every partner in the last month."""
    assert board is not None
    return board.engagement.value[:, -1].tobytes()


def timed(spent: dict[str, list[float]], step: str, do: Callable[[], T]) -> T:
    """Do something and note how long it took [ms]."""
    start = time.perf_counter()
    done = do()
    spent.setdefault(step, []).append(1000 * (time.perf_counter() - start))
    return done


def measure(store: Store, method: Method, files: Sequence[Path]) -> dict[str, list[float]]:
    """Take files in, one after the other, and return the time of each step [ms]."""
    spent: dict[str, list[float]] = {}
    boards = Boards(store, lambda: method)
    last_scores(boards.current())
    for path in files:
        start = time.perf_counter()
        timed(
            spent, "import: read, check, write, commit", partial(import_file, store, path, today=TODAY, method=method)
        )
        board = timed(spent, "lay out what is new", boards.current)
        scores = timed(spent, "score", partial(last_scores, board))
        spent.setdefault("together", []).append(1000 * (time.perf_counter() - start))
        anew = timed(spent, "alternative: read and lay out everything again", Boards(store, lambda: method).current)
        assert timed(spent, "alternative: score", partial(last_scores, anew)) == scores
    return spent


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--partners", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--ids", action="store_true", help="rows with ids, a tenth of which replace earlier ones")
    args = parser.parse_args()
    rng, last = np.random.default_rng(2), TODAY.year * 12 + TODAY.month - 1
    with tempfile.TemporaryDirectory() as folder:
        store = filled_store(Path(folder) / "home", args.partners, ids=args.ids)
        files = []
        for number in range(REPEATS):
            frame = interactions(rng, args.partners, args.rows, last, ids=f"N{number}-" if args.ids else "")
            if args.ids:
                old = [
                    f"M{last}-{at}"
                    for at in rng.choice(int(args.partners * ROWS_A_MONTH), args.rows // 10, replace=False)
                ]
                frame.loc[: len(old) - 1, "interaction_id"] = old
            frame = frame.dropna(axis="columns", how="all")
            files.append(Path(folder) / f"interactions {number}.csv")
            frame.to_csv(files[-1], index=False, date_format="%Y-%m-%d")
        spent = measure(store, load_method(), files)
        store.close()
    sys.stdout.write(f"{args.partners:,} partners × {MONTHS} months, a further file of {args.rows:,} rows [ms]\n")
    for step, times in spent.items():
        sys.stdout.write(f"{step:50} median {statistics.median(times):7.0f}   best {min(times):7.0f}\n")


if __name__ == "__main__":
    main()
