"""Small programmes for the examples in docstrings."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kpi.programme import Programme, build_programme
from kpi.reading import Groups, each_partner
from kpi.rollup import merge_rollups, roll_up


def programme_of(frames: Mapping[str, pd.DataFrame]) -> Programme:
    """Return the programme of canonical frames, one per table.

    Parameters
    ----------
    frames
        Table -> rows with canonical columns; dates as ``datetime64``.
    """
    return build_programme({table: merge_rollups(table, [roll_up(table, frame)]) for table, frame in frames.items()})


def deals_programme() -> tuple[Programme, Groups]:
    """Return one partner with four deals from January to March 2026, and the partition of one group."""
    programme = programme_of(
        {
            "deals": pd.DataFrame(
                {
                    "partner_id": ["a", "a", "a", "a"],
                    "deal_id": ["1", "2", "3", "4"],
                    "opened_on": pd.to_datetime(["2026-01-05", "2026-01-10", "2026-01-20", "2026-01-30"]),
                    "closed_on": pd.to_datetime(["2026-01-15", "2026-03-31", "2026-02-20", "NaT"]),
                    "stage": ["won", "won", "lost", "open"],
                    "amount": [100.0, 300.0, None, None],
                    "sourced_by": ["partner", "us", "us", ""],
                    "deal_type": ["new", "new", "new", "renewal"],
                }
            )
        }
    )
    return programme, each_partner(programme)
