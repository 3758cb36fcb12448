"""The words of every KPI, by its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpi.attributes import programme, results, scores
from kpi.attributes.schema import Attributes, Source

__all__ = ["ATTRIBUTES", "Attributes", "Source"]

ATTRIBUTES: Final[Mapping[str, Attributes]] = {
    "engagement_score": scores.ENGAGEMENT_SCORE,
    "mindshare_score": scores.MINDSHARE_SCORE,
    "advocacy_score": scores.ADVOCACY_SCORE,
    "advocacy_per_partner": programme.ADVOCACY_PER_PARTNER,
    "active_advocate_rate": programme.ACTIVE_ADVOCATE_RATE,
    "bookings": results.BOOKINGS,
    "win_rate": results.WIN_RATE,
    "average_deal_size": results.AVERAGE_DEAL_SIZE,
    "sourced_pipeline_share": results.SOURCED_PIPELINE_SHARE,
    "new_leads": results.NEW_LEADS,
    "sales_cycle": results.SALES_CYCLE,
}
