"""The catalogue: one row per KPI, the only place for its label, unit, direction, bands, formula and meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kpi.attributes import ATTRIBUTES, Attributes


class Unit(StrEnum):
    """What a value is measured in."""

    SCORE = "score"
    PERCENT = "percent"
    MONEY = "money"
    COUNT = "count"
    DAYS = "days"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Scope(StrEnum):
    """What a KPI is defined for."""

    EVERYWHERE = "partners and groups"
    GROUPS = "groups"


@dataclass(frozen=True)
class Kpi:
    """One row of the catalogue.

    Parameters
    ----------
    id
        The word in URLs, CSV files, code and tests.
    unit, direction
        What its values are, and which way is better.
    lower, upper
        Range of its values; None where unbounded.
    banded
        Whether the method's bands apply.
    window
        Trailing window in words.
    scope
        Partners and groups, or groups only.
    partner_types
        Types to which it applies; empty for all.
    text
        Names, formula and the attributes that explain it.
    """

    id: str
    unit: Unit
    direction: Direction
    lower: float | None
    upper: float | None
    banded: bool
    window: str
    scope: Scope
    partner_types: tuple[str, ...]
    text: Attributes
    cadence: str = "monthly"

    @property
    def name(self) -> str:
        """Full label."""
        return self.text.name

    @property
    def short(self) -> str:
        """Short label, for tabs and table headers."""
        return self.text.short


def _kpi(
    id_: str,
    unit: Unit,
    *,
    direction: Direction = Direction.UP,
    window: str = "trailing quarter",
    banded: bool = False,
    scope: Scope = Scope.EVERYWHERE,
) -> Kpi:
    bounded = unit in (Unit.SCORE, Unit.PERCENT)
    return Kpi(
        id=id_,
        unit=unit,
        direction=direction,
        lower=None if unit is Unit.MONEY else 0.0,
        upper=100.0 if bounded else None,
        banded=banded,
        window=window,
        scope=scope,
        partner_types=(),
        text=ATTRIBUTES[id_],
    )


_ROWS: Final = (
    _kpi("engagement_score", Unit.SCORE, banded=True),
    _kpi("mindshare_score", Unit.SCORE, banded=True, window="trailing quarter; survey answers of 12 months"),
    _kpi("advocacy_score", Unit.SCORE, banded=True, window="trailing 12 months"),
    _kpi("advocacy_per_partner", Unit.COUNT, scope=Scope.GROUPS),
    _kpi("active_advocate_rate", Unit.PERCENT, window="trailing 12 months", scope=Scope.GROUPS),
    _kpi("bookings", Unit.MONEY),
    _kpi("win_rate", Unit.PERCENT),
    _kpi("average_deal_size", Unit.MONEY),
    _kpi("sourced_pipeline_share", Unit.PERCENT),
    _kpi("new_leads", Unit.COUNT),
    _kpi("sales_cycle", Unit.DAYS, direction=Direction.DOWN),
)

CATALOGUE: Final[Mapping[str, Kpi]] = {row.id: row for row in _ROWS}
"""Every KPI by its id, in the order in which they are shown."""

HEADLINE: Final = ("engagement_score", "mindshare_score", "advocacy_score")
"""The three scores of every page."""

RESULTS: Final = (
    "bookings",
    "win_rate",
    "average_deal_size",
    "sourced_pipeline_share",
    "new_leads",
    "sales_cycle",
)
"""What the work with a partner brings in; kept out of the scores, so that these can be tested against it."""
