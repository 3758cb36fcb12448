"""The catalogue: one row per KPI, the only place for its label, unit, direction, bands, formula and meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kpi.attributes import ATTRIBUTES, Attributes
from kpi.language import t


class Unit(StrEnum):
    """What a value is measured in."""

    SCORE = "score"
    PERCENT = "percent"
    MONEY = "money"
    COUNT = "count"
    DAYS = "days"
    POINTS = "points"


class Direction(StrEnum):
    """Which way is better; with ``band`` a target range is, and both tails are bad."""

    UP = "up"
    DOWN = "down"
    BAND = "band"


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
    target_band
        Lowest and highest good value of a KPI whose direction is ``band``; None for others.
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
    target_band: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        """Full label, in the reader's language."""
        return t(self.text.name)

    @property
    def short(self) -> str:
        """Short label, for tabs and table headers, in the reader's language."""
        return t(self.text.short)

    def applies_to(self, partner_type: str) -> bool:
        """Say whether partners of a type have this KPI."""
        return not self.partner_types or partner_type in self.partner_types


def _kpi(
    id_: str,
    unit: Unit,
    *types: str,
    direction: Direction = Direction.UP,
    window: str = "trailing quarter",
    banded: bool = False,
    scope: Scope = Scope.EVERYWHERE,
    bounds: tuple[float | None, float | None] = (0.0, None),
) -> Kpi:
    return Kpi(
        id=id_,
        unit=unit,
        direction=direction,
        lower=bounds[0],
        upper=bounds[1],
        banded=banded,
        window=window,
        scope=scope,
        partner_types=types,
        text=ATTRIBUTES[id_],
    )


_SHARE: Final = (0.0, 100.0)
_UNBOUNDED: Final = (None, None)
_AT_MOST_WHOLE: Final = (None, 100.0)
_YEAR: Final = "trailing 12 months"
_YEAR_BEFORE: Final = "trailing quarter against the same a year before"
_SELLERS: Final = ("distributor", "reseller")

_ROWS: Final = (
    _kpi("engagement_score", Unit.SCORE, banded=True, bounds=_SHARE),
    _kpi(
        "mindshare_score",
        Unit.SCORE,
        banded=True,
        bounds=_SHARE,
        window="trailing quarter; survey answers of 12 months",
    ),
    _kpi("advocacy_score", Unit.SCORE, banded=True, bounds=_SHARE, window=_YEAR),
    _kpi("advocacy_per_partner", Unit.COUNT, scope=Scope.GROUPS),
    _kpi("active_advocate_rate", Unit.PERCENT, bounds=_SHARE, window=_YEAR, scope=Scope.GROUPS),
    _kpi("bookings", Unit.MONEY, bounds=_UNBOUNDED),
    _kpi("bookings_growth", Unit.PERCENT, bounds=_UNBOUNDED, window=_YEAR_BEFORE),
    _kpi("sourced_pipeline_share", Unit.PERCENT, bounds=_SHARE),
    _kpi("win_rate", Unit.PERCENT, bounds=_SHARE),
    _kpi("average_deal_size", Unit.MONEY, bounds=_UNBOUNDED),
    _kpi("sales_cycle", Unit.DAYS, direction=Direction.DOWN),
    _kpi("new_leads", Unit.COUNT),
    _kpi("renewal_rate", Unit.PERCENT, bounds=_SHARE),
    _kpi("partner_nps", Unit.POINTS, bounds=(-100.0, 100.0), window=_YEAR),
    _kpi("customer_satisfaction", Unit.SCORE, bounds=_SHARE),
    _kpi("share_of_wallet", Unit.PERCENT, bounds=_SHARE),
    _kpi("resource_sharing", Unit.PERCENT),
    _kpi("project_completion", Unit.PERCENT),
    _kpi("joint_campaigns", Unit.COUNT),
    _kpi("cost_reduction", Unit.PERCENT, bounds=_AT_MOST_WHOLE),
    _kpi("return_on_investment", Unit.PERCENT, "joint_venture", bounds=_UNBOUNDED),
    _kpi("profit_margin", Unit.PERCENT, "joint_venture", bounds=_UNBOUNDED),
    _kpi("milestones_on_time", Unit.PERCENT, "joint_venture"),
    _kpi("product_launches", Unit.COUNT, "technology"),
    _kpi("development_cycle", Unit.DAYS, "technology", direction=Direction.DOWN),
    _kpi(
        "user_adoption_rate",
        Unit.PERCENT,
        "technology",
        window="last month of the trailing quarter that has both figures",
    ),
    _kpi("sales_volume", Unit.COUNT, *_SELLERS),
    _kpi("market_penetration", Unit.PERCENT, *_SELLERS),
    _kpi("customer_acquisition_cost", Unit.MONEY, *_SELLERS, "referral", direction=Direction.DOWN),
    _kpi("sell_through_rate", Unit.PERCENT, "distributor"),
    _kpi("lead_conversion", Unit.PERCENT, "referral", bounds=_SHARE),
    _kpi("delivery_quality", Unit.SCORE, "service", bounds=_SHARE),
    _kpi("customer_lifetime_value", Unit.MONEY, bounds=_UNBOUNDED, window="trailing 24 months"),
    _kpi("market_share_growth", Unit.POINTS, bounds=_UNBOUNDED, window=_YEAR_BEFORE),
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
