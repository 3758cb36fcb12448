"""Benchmark: where a partner stands among its peers, who are never named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kpi.board import Board
from kpi.catalogue import Direction, Kpi
from kpi.programme import Flags, Floats
from kpi.reading import DECIMALS, Reading
from kpi.summary import BENCHMARK_MINIMUM


@dataclass(frozen=True)
class Benchmark:
    """How a KPI spreads over the partners of one type, and where one of them stands.

    Parameters
    ----------
    kpi
        Catalogue id.
    count
        Peers with a value, the partner itself included; at least `kpi.summary.BENCHMARK_MINIMUM`.
    low, median, high
        Quartiles of their values [unit of the KPI].
    percentile
        Share of the peers that the partner is ahead of, ties counting half [%]; None when it has no value.
    rank
        Its place, 1 the best; partners with the same value share the better place. None when it has no value.
    """

    kpi: str
    count: int
    low: float
    median: float
    high: float
    percentile: float | None
    rank: int | None


def benchmark(board: Board, kpi: str, *, label: str, column: int) -> Benchmark | None:
    """Return where a partner stands among the partners of its type.

    A high percentile means that most peers do worse, whichever direction of the KPI is the good one.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id.
    label
        Partner id.
    column
        Column of the month.

    Returns
    -------
    Benchmark or None
        None when the KPI does not apply to the type, and with fewer than five partners that have a value.

    Raises
    ------
    kpi.board.UnknownKpi
        When there is no such KPI.
    kpi.board.GroupsOnly
        When the KPI is defined for groups only.
    KeyError
        When there is no such partner.

    Notes
    -----
    Peers are the partners of the type that exist at the month and have a value, itself included.
    percentile = 100 · (peers that do worse + ½ · peers that do as well, itself included) / peers. That is the
    mid-rank, which does not depend on how ties are broken: the best of five stands at 90, the worst at 10, and five
    equals all at 50. Where the good values of a KPI form a band, nearer to the band is better.
    """
    reading, exists = board.reading(kpi), board.programme.exists
    peers = reading.value[_alike(board, reading, label) & exists[:, column], column]
    held = peers[~np.isnan(peers)]
    if len(held) < BENCHMARK_MINIMUM:
        return None
    low, median, high = (float(value) for value in np.quantile(held, (0.25, 0.5, 0.75)))
    at = reading.row(label), column
    placed = exists[at] and not np.isnan(reading.value[at])
    percentile, rank = _place(board.catalogue[kpi], reading.value[at], held) if placed else (None, None)
    return Benchmark(kpi, len(held), low, median, high, percentile, rank)


def peer_medians(board: Board, kpi: str, *, label: str) -> list[float | None]:
    """Return the median of a partner's type at each month.

    Parameters
    ----------
    board, kpi, label
        As in `benchmark`.

    Returns
    -------
    list
        One per month; None with fewer than five partners that have a value.
    """
    codes, _ = board.programme.partner_types
    reading = board.reading(kpi)

    def make() -> list[float | None]:
        peers = peer_values(board, reading, label=label)
        enough = (~np.isnan(peers)).sum(axis=0) >= BENCHMARK_MINIMUM
        return [float(np.nanmedian(peers[:, at])) if enough[at] else None for at in range(peers.shape[1])]

    # The same for every partner of the type.
    return board.memory.get(("peer medians", kpi, int(codes[reading.row(label)])), make)


def peer_values(board: Board, reading: Reading, *, label: str) -> Floats:
    """Return the values of the partners of a partner's type, itself included, for arithmetic that names nobody.

    Parameters
    ----------
    board
        The scores.
    reading
        A KPI of every partner.
    label
        Partner id.

    Returns
    -------
    Floats
        Peer × month; missing where a peer does not exist or has no value; without rows when the KPI does not apply
        to the type.
    """
    alike = _alike(board, reading, label)
    return np.where(board.programme.exists[alike], reading.value[alike], np.nan)


def _alike(board: Board, reading: Reading, label: str) -> Flags:
    """Return which partners are of a partner's type, itself included; none when the KPI does not apply to it."""
    codes, types = board.programme.partner_types
    code = codes[reading.row(label)]
    alike: Flags = (codes == code) & board.catalogue[reading.kpi].applies_to(types[code])
    return alike


def part_percentiles(board: Board, kpi: str, *, label: str, column: int) -> dict[str, float]:
    """Return where a partner stands among its peers in each component of a score.

    Parameters
    ----------
    board, kpi, label, column
        As in `benchmark`.

    Returns
    -------
    dict
        Component -> share of the peers that the partner is ahead of, ties counting half [%]; without components
        that it has no data for, or that fewer than five peers have data for.
    """
    composite = board.composite(kpi)
    if composite is None:
        return {}
    row = board.reading(kpi).row(label)
    codes, _ = board.programme.partner_types
    alike = (codes == codes[row]) & board.programme.exists[:, column]
    found = {}
    for part in composite.parts:
        held = part.score[alike, column]
        held = held[~np.isnan(held)]
        own = part.score[row, column]
        if alike[row] and not np.isnan(own) and len(held) >= BENCHMARK_MINIMUM:
            found[part.name] = _place(board.catalogue[kpi], float(own), held)[0]
    return found


def merit(kpi: Kpi, values: npt.ArrayLike) -> Floats:
    """Return values on a scale on which more is better: turned round, or as the distance to the good band.

    Parameters
    ----------
    kpi
        Row of the catalogue, for its direction.
    values
        In the KPI's unit.

    Examples
    --------
    >>> from kpi.catalogue import CATALOGUE
    >>> merit(CATALOGUE["sales_cycle"], [30.0, 60.0]).tolist()
    [-30.0, -60.0]
    """
    raw = np.asarray(values, dtype="float64")
    if kpi.direction is Direction.BAND and kpi.target_band is not None:
        low, high = kpi.target_band
        return -np.maximum(np.maximum(low - raw, raw - high), 0.0)
    return -raw if kpi.direction is Direction.DOWN else raw


def _place(kpi: Kpi, own: float, held: Floats) -> tuple[float, int]:
    """Return percentile and rank of a value among those of the peers."""
    mine, theirs = np.round(merit(kpi, own), DECIMALS), np.round(merit(kpi, held), DECIMALS)
    worse, better = int((theirs < mine).sum()), int((theirs > mine).sum())
    equal = len(held) - worse - better
    return 100.0 * (worse + equal / 2.0) / len(held), better + 1
