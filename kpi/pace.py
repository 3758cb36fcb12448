"""Pace: how fast a KPI has moved, and how fast it must move to reach a target in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kpi.benchmark import merit
from kpi.catalogue import Direction, Kpi
from kpi.programme import Floats
from kpi.reading import DECIMALS
from kpi.summary import number
from kpi.windows import QUARTER

SUSTAINED: Final = 2 * QUARTER
"""Months over which a pace is measured: one good quarter is luck, two are a pace."""


@dataclass(frozen=True)
class Pace:
    """Where a KPI stands on its way to a target; changes per quarter in the KPI's unit, signed.

    Parameters
    ----------
    current
        Value now; None when missing.
    reached
        Whether that is the target or better.
    required
        Change per quarter from now until the target is due; None when it is reached, due or can't be told.
    recent, best
        Change per quarter towards the target over the last six months, and over the best six months of all; None
        when the history is too short.
    progress
        Share of the way from the baseline to the target, below 0 when it went the wrong way; None without a baseline
        or a value, and when the baseline is the target.
    """

    current: float | None
    reached: bool
    required: float | None
    recent: float | None
    best: float | None
    progress: float | None

    @property
    def kept(self) -> bool | None:
        """Say whether the last six months are fast enough; None when that is not known."""
        return _enough(self.recent, self.required)

    @property
    def achieved_before(self) -> bool | None:
        """Say whether the best six months were fast enough; None when that is not known."""
        return _enough(self.best, self.required)


def pace(
    kpi: Kpi, values: Floats, target: float, *, months_left: int, baseline: float | None = None, filling: int = 0
) -> Pace:
    """Return the pace of a KPI against a target.

    Parameters
    ----------
    kpi
        Row of the catalogue, for its direction.
    values
        One value per month, the last one now; missing ones NaN.
    target
        What it should reach [unit of the KPI].
    months_left
        Months from now until the target is due; 0 or less when it is.
    baseline
        Value when the target was agreed, or None.
    filling
        Months at the beginning of the values in which the window of the KPI was still filling up: a sum seems to rise
        in them, and no pace starts there.

    Notes
    -----
    required = (target − value now) · 3 / months left. A pace over six months is half the change from month m − 6 to
    m; the best is taken over all months up to now. For a KPI whose good values form a band, the way is that to the
    band, or as near to it as the target is.

    Examples
    --------
    >>> from kpi.catalogue import CATALOGUE
    >>> values = np.array([40.0, 41.0, 43.0, 46.0, 48.0, 49.0, 50.0])
    >>> shown = pace(CATALOGUE["win_rate"], values, 62.0, months_left=9, baseline=38.0)
    >>> shown.required, shown.recent, shown.progress
    (4.0, 5.0, 0.5)
    """
    merits = merit(kpi, values)
    now, aim = float(merits[-1]), float(merit(kpi, target))
    gap = aim - now
    reached = bool(np.round(gap, DECIMALS) <= 0)
    sign = _sign(kpi, float(values[-1]))
    moved = (merits[SUSTAINED:] - merits[:-SUSTAINED])[_first(values) + filling :] * QUARTER / SUSTAINED
    held = moved[~np.isnan(moved)]
    ahead = months_left > 0 and not reached and not np.isnan(gap)
    return Pace(
        current=number(float(values[-1])),
        reached=reached,
        required=sign * gap * QUARTER / months_left if ahead else None,
        recent=_signed(sign, moved[-1:]),
        best=_signed(sign, held),
        progress=_progress(kpi, now, aim, baseline),
    )


def _signed(sign: float, moved: Floats) -> float | None:
    """Return the largest of some paces, none of them missing, in the KPI's own direction."""
    if not len(moved) or np.isnan(moved).any():
        return None
    # Adding 0 turns −0 into 0.
    return sign * float(moved.max()) + 0.0


def _first(values: Floats) -> int:
    """Return the position of the first value that is not missing; the length when all are."""
    held = np.flatnonzero(~np.isnan(values))
    return int(held[0]) if len(held) else len(values)


def _sign(kpi: Kpi, now: float) -> float:
    """Return 1 when the KPI has to rise to get better, −1 when it has to fall."""
    if kpi.direction is Direction.BAND and kpi.target_band is not None:
        return -1.0 if now > kpi.target_band[1] else 1.0
    return -1.0 if kpi.direction is Direction.DOWN else 1.0


def _progress(kpi: Kpi, now: float, aim: float, baseline: float | None) -> float | None:
    start = np.nan if baseline is None else float(merit(kpi, baseline))
    return None if np.isnan(now) or np.isnan(start) or start == aim else (now - start) / (aim - start)


def _enough(moved: float | None, required: float | None) -> bool | None:
    if moved is None or required is None:
        return None
    return bool(np.round(np.sign(required) * (moved - required), DECIMALS) >= 0)
