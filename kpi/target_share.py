"""How far a KPI is from its target, as a share that can be drawn: every KPI on one scale, more is better."""

from __future__ import annotations

from dataclasses import dataclass

from kpi.benchmark import merit
from kpi.catalogue import Direction, Kpi
from kpi.reading import DECIMALS


@dataclass(frozen=True)
class TargetShare:
    """A value against its target.

    Parameters
    ----------
    share
        The value as a share of the target [%]; the target as a share of the value where lower is better. None where
        no share makes sense: a target of 0 or below, a negative value, or a good range.
    baseline
        The same of the value when the target was agreed, or None.
    reached
        Whether the value is the target or better.
    """

    share: float | None
    baseline: float | None
    reached: bool


def target_share(kpi: Kpi, value: float, target: float, *, baseline: float | None = None) -> TargetShare:
    """Return a value as a share of its target.

    Parameters
    ----------
    kpi
        Row of the catalogue, for its direction.
    value, target, baseline
        In the KPI's unit.

    Examples
    --------
    >>> from kpi.catalogue import CATALOGUE
    >>> target_share(CATALOGUE["bookings"], 93.0, 100.0).share
    93.0
    >>> target_share(CATALOGUE["sales_cycle"], 50.0, 40.0)  # 40 days wanted, 50 taken
    TargetShare(share=80.0, baseline=None, reached=False)
    """
    own, wanted = (round(float(merit(kpi, one)), DECIMALS) for one in (value, target))
    before = None if baseline is None else _share(kpi, baseline, target)
    return TargetShare(_share(kpi, value, target), before, own >= wanted)


def _share(kpi: Kpi, value: float, target: float) -> float | None:
    if kpi.direction is Direction.BAND or target <= 0 or value < 0:
        return None
    top, bottom = (target, value) if kpi.direction is Direction.DOWN else (value, target)
    return 100.0 * top / bottom if bottom > 0 else None
