"""A site of 10,000 partners × 36 months for benchmarks of pages: the same data for Tandem and for its rivals.

Serve it with: python -m tests.bench.page_site --port 8050 --partners 10000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from app import compose_server
from callbacks.commands.serving import listen
from callbacks.services import Boards, Services
from data.settings import Settings
from data.store import Store
from kpi.board import Board
from kpi.method import Method
from kpi.programme import build_programme
from kpi.rollup import roll_up
from tests.bench.programmes import random_programme
from tests.serving import COMPRESSED, NOW

PARTNERS, MONTHS = 10_000, 36
AS_OF = date(2026, 10, 31)
SEED = 11
DEALS_A_MONTH = 0.5


class HeldBoards(Boards):
    """Boards of a site that begin with a board already made; whether it still holds is asked as always."""

    def __init__(self, store: Store, board: Board) -> None:
        super().__init__(store, lambda: board.method)
        self._held = (store.revision(), board)


def big_board(method: Method, *, partners: int = PARTNERS, months: int = MONTHS) -> Board:
    """Return the scores of a random programme with deals."""
    made = random_programme(partners, months, as_of=AS_OF, seed=SEED)
    deals = roll_up("deals", _deals(made.rollups["partners"], months))
    return Board(build_programme({**made.rollups, "deals": deals}, as_of=None), method)


@contextmanager
def big_services(*, partners: int = PARTNERS) -> Iterator[Services]:
    """Services over a random programme, with a store of their own that ends with the block."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if COMPRESSED.is_dir():
            (home / "cache").symlink_to(COMPRESSED)
        services = Services.compose(Settings.in_folder(home), lambda: NOW)
        try:
            yield replace(services, boards=HeldBoards(services.store, big_board(services.method, partners=partners)))
        finally:
            services.store.close()


def main() -> None:
    """Serve the site until it is stopped; says its address when it is ready."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--partners", type=int, default=PARTNERS)
    asked = parser.parse_args()
    with big_services(partners=asked.partners) as services:
        flask = compose_server(services)
        flask.test_client().get("/healthz")
        server = listen(flask, host="127.0.0.1", port=asked.port)
        sys.stdout.write(f"http://127.0.0.1:{server.effective_port}\n")
        sys.stdout.flush()
        server.run()


def _deals(partners: pd.DataFrame, months: int) -> pd.DataFrame:
    """Return about one deal in two months for each partner, half of them won, a quarter lost."""
    rng = np.random.default_rng(SEED)
    last = np.datetime64(AS_OF, "D")
    count = int(len(partners) * months * DEALS_A_MONTH)
    opened = last - rng.integers(1, months * 30, count)
    closed = opened + rng.integers(5, 150, count)
    stage = rng.choice(["won", "lost", "open"], count, p=[0.5, 0.25, 0.25])
    stage[closed > last] = "open"
    is_won = stage == "won"
    return pd.DataFrame(
        {
            "partner_id": rng.choice(partners["partner_id"].to_numpy(dtype=object), count),
            "deal_id": [f"D{number}" for number in range(count)],
            "opened_on": opened.astype("datetime64[us]"),
            "closed_on": np.where(stage == "open", np.datetime64("NaT"), closed).astype("datetime64[us]"),
            "stage": stage,
            "amount": np.where(is_won, np.round(rng.lognormal(9.0, 1.0, count), 2), np.nan),
            "sourced_by": rng.choice(["partner", "us", ""], count),
            "deal_type": rng.choice(["new", "renewal", "expansion"], count),
            "customer": [f"C{number}" for number in rng.integers(0, count // 3, count)],
        }
    )


if __name__ == "__main__":
    main()
