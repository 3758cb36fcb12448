"""The words of every KPI, by its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kpi.attributes import (
    acquisition,
    advocacy,
    customers,
    delivery,
    growth,
    joint_work,
    pipeline,
    products,
    reach,
    relationship,
    results,
    scores,
    ventures,
    volume,
)
from kpi.attributes.schema import Attributes, Source

__all__ = ["ATTRIBUTES", "Attributes", "Source"]

ATTRIBUTES: Final[Mapping[str, Attributes]] = {
    "engagement_score": scores.ENGAGEMENT_SCORE,
    "mindshare_score": scores.MINDSHARE_SCORE,
    "advocacy_score": advocacy.ADVOCACY_SCORE,
    "advocacy_per_partner": advocacy.ADVOCACY_PER_PARTNER,
    "active_advocate_rate": advocacy.ACTIVE_ADVOCATE_RATE,
    "bookings": results.BOOKINGS,
    "bookings_growth": growth.BOOKINGS_GROWTH,
    "sourced_pipeline_share": pipeline.SOURCED_PIPELINE_SHARE,
    "win_rate": results.WIN_RATE,
    "average_deal_size": results.AVERAGE_DEAL_SIZE,
    "sales_cycle": pipeline.SALES_CYCLE,
    "new_leads": pipeline.NEW_LEADS,
    "renewal_rate": customers.RENEWAL_RATE,
    "partner_nps": relationship.PARTNER_NPS,
    "customer_satisfaction": customers.CUSTOMER_SATISFACTION,
    "share_of_wallet": relationship.SHARE_OF_WALLET,
    "resource_sharing": joint_work.RESOURCE_SHARING,
    "project_completion": joint_work.PROJECT_COMPLETION,
    "joint_campaigns": relationship.JOINT_CAMPAIGNS,
    "cost_reduction": joint_work.COST_REDUCTION,
    "return_on_investment": ventures.RETURN_ON_INVESTMENT,
    "profit_margin": ventures.PROFIT_MARGIN,
    "milestones_on_time": delivery.MILESTONES_ON_TIME,
    "product_launches": products.PRODUCT_LAUNCHES,
    "development_cycle": products.DEVELOPMENT_CYCLE,
    "user_adoption_rate": reach.USER_ADOPTION_RATE,
    "sales_volume": volume.SALES_VOLUME,
    "market_penetration": reach.MARKET_PENETRATION,
    "customer_acquisition_cost": acquisition.CUSTOMER_ACQUISITION_COST,
    "sell_through_rate": volume.SELL_THROUGH_RATE,
    "lead_conversion": acquisition.LEAD_CONVERSION,
    "delivery_quality": delivery.DELIVERY_QUALITY,
    "customer_lifetime_value": customers.CUSTOMER_LIFETIME_VALUE,
    "market_share_growth": growth.MARKET_SHARE_GROWTH,
}
"""In the order of the catalogue."""
