"""What imports did to the scores: those of the latest complete month, before and after."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from kpi.board import Board
from kpi.catalogue import HEADLINE

Headline = Mapping[tuple[str, str], tuple[float, int]]
"""(KPI, partner) -> score and band of the latest complete month; nothing where there is no score."""


@dataclass(frozen=True)
class ScoreChange:
    """How far the headline scores moved.

    Parameters
    ----------
    scores
        Scores that are other than before, new or gone.
    partners
        Partners that are in another band of at least one score.
    """

    scores: int
    partners: int


def headline(board: Board) -> Headline:
    """Return the headline scores of every partner as they stand."""
    calendar = board.programme.calendar
    at = calendar.last_complete - calendar.first
    found = {}
    for kpi in HEADLINE:
        reading = board.reading(kpi)
        rows = zip(reading.labels, reading.value[:, at].tolist(), reading.band_codes[:, at].tolist(), strict=True)
        found.update({(kpi, partner): (value, band) for partner, value, band in rows if not math.isnan(value)})
    return found


def changed(before: Headline, after: Headline) -> ScoreChange:
    """Return how far scores moved from `before` to `after`."""
    moved = [key for key in before.keys() | after.keys() if not _is_same(before.get(key), after.get(key))]
    crossed = {key[1] for key in moved if key in before and key in after and before[key][1] != after[key][1]}
    return ScoreChange(len(moved), len(crossed))


def _is_same(one: tuple[float, int] | None, other: tuple[float, int] | None) -> bool:
    return one is not None and other is not None and math.isclose(one[0], other[0], abs_tol=1e-9)
