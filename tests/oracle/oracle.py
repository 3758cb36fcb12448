"""A slow, obvious computation of the long table of `tandem scores`, from the specification alone.

Nothing here comes from the product: rows in, rows out, one loop inside the other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tests.oracle import customers, flows, headline, measures
from tests.oracle.facts import Rows, World, exists, is_partial, month_text, output_months, world
from tests.oracle.headline import Figure

Computation = Callable[[World, set[str], int, int], Figure]

SCORES = ("engagement_score", "mindshare_score", "advocacy_score")
OF_GROUPS: dict[str, Computation] = {
    "advocacy_per_partner": flows.advocacy_per_partner,
    "active_advocate_rate": flows.active_advocate_rate,
}
FLOWS: dict[str, Computation] = {
    "bookings": flows.bookings,
    "bookings_growth": customers.bookings_growth,
    "sourced_pipeline_share": flows.sourced_pipeline_share,
    "win_rate": flows.win_rate,
    "average_deal_size": flows.average_deal_size,
    "sales_cycle": flows.sales_cycle,
    "new_leads": flows.new_leads,
    "renewal_rate": customers.renewal_rate,
    "partner_nps": customers.partner_nps,
    "customer_satisfaction": measures.customer_satisfaction,
    "share_of_wallet": measures.share_of_wallet,
    "resource_sharing": measures.resource_sharing,
    "project_completion": measures.project_completion,
    "joint_campaigns": flows.joint_campaigns,
    "cost_reduction": measures.cost_reduction,
    "return_on_investment": measures.return_on_investment,
    "profit_margin": measures.profit_margin,
    "milestones_on_time": measures.milestones_on_time,
    "product_launches": measures.product_launches,
    "development_cycle": measures.development_cycle,
    "user_adoption_rate": measures.user_adoption_rate,
    "sales_volume": measures.sales_volume,
    "market_penetration": customers.market_penetration,
    "customer_acquisition_cost": measures.customer_acquisition_cost,
    "sell_through_rate": measures.sell_through_rate,
    "lead_conversion": customers.lead_conversion,
    "delivery_quality": measures.delivery_quality,
    "customer_lifetime_value": customers.customer_lifetime_value,
    "market_share_growth": customers.market_share_growth,
}
APPLIES_TO = {  # the KPIs that not every type has
    "return_on_investment": {"joint_venture"},
    "profit_margin": {"joint_venture"},
    "milestones_on_time": {"joint_venture"},
    "product_launches": {"technology"},
    "development_cycle": {"technology"},
    "user_adoption_rate": {"technology"},
    "sales_volume": {"distributor", "reseller"},
    "market_penetration": {"distributor", "reseller"},
    "customer_acquisition_cost": {"distributor", "reseller", "referral"},
    "sell_through_rate": {"distributor"},
    "lead_conversion": {"referral"},
    "delivery_quality": {"service"},
}
GROUP_BYS = ("all", "partner_type", "tier", "region", "manager")


@dataclass(frozen=True)
class Row:
    """One row of the long table; `key` is the partner or the group."""

    key: str
    month: str
    kpi: str
    value: float | None
    band: str
    coverage: float | None
    n: int
    partial: bool


def score(
    tables: Rows, *, as_of: date | None = None, window: int = 3, group_by: str | None = None, files: int = 1
) -> list[Row]:
    """The long table of specification 12, per partner or per group."""
    return score_each_way(tables, as_of=as_of, window=window, ways=(group_by,), files=files)[group_by]


def score_each_way(
    tables: Rows,
    *,
    as_of: date | None = None,
    window: int = 3,
    ways: Iterable[str | None] = (None, *GROUP_BYS),
    files: int = 1,
) -> dict[str | None, list[Row]]:
    """The long table per partner (under None) and for ways to group; each table came in so many files."""
    it = world(tables, as_of, files)
    if it is None:
        return {by: [] for by in ways}
    return {by: list(partner_rows(it, window) if by is None else group_rows(it, window, by)) for by in ways}


def applicable(it: World, kpi: str, members: Iterable[str]) -> set[str]:
    """The partners to whose type a KPI applies.

    'An unknown type is kept as its own type and gets the KPIs that apply to all.'
    """
    types = APPLIES_TO.get(kpi)
    return {each for each in members if types is None or it.partners[each].partner_type in types}


def partner_score(it: World, kpi: str, partner_id: str, month: int, window: int) -> Figure:
    """One of the three scores of one partner; `--window` leaves the 12 of advocacy_score."""
    key = (kpi, partner_id, month, window)
    if key not in it.memory:
        if kpi == "advocacy_score":
            it.memory[key] = headline.advocacy_score(it, partner_id, month)
        elif kpi == "engagement_score":
            it.memory[key] = headline.engagement_score(it, partner_id, month, window)
        else:
            it.memory[key] = headline.mindshare_score(it, partner_id, month, window)
    return it.memory[key]  # type: ignore[return-value]


def partner_rows(it: World, window: int) -> Iterator[Row]:
    """One row for every month in which a partner exists."""
    for partner_id in sorted(it.partners):
        for month in output_months(it):
            if not exists(it, partner_id, month):
                continue
            for kpi in SCORES:
                figure = partner_score(it, kpi, partner_id, month, window)
                yield row_of(it, partner_id, month, kpi, figure, headline.band_of(figure))
            for kpi, function in FLOWS.items():
                if applicable(it, kpi, {partner_id}):
                    figure = remembered(it, function, {partner_id}, month, window)
                    yield row_of(it, partner_id, month, kpi, figure, "")


def groups(it: World, group_by: str) -> dict[str, set[str]]:
    """The members of each group; partners without a label form the group of the empty label."""
    found: dict[str, set[str]] = {}
    for partner in it.partners.values():
        label = "*" if group_by == "all" else getattr(partner, group_by)
        found.setdefault(label, set()).add(partner.partner_id)
    return found


def group_rows(it: World, window: int, group_by: str) -> Iterator[Row]:
    """A group has a row for every month in which at least one of its partners exists.

    Of a KPI of certain types: in which at least one of its partners of these types exists; its value takes
    only those.
    """
    for label, members in sorted(groups(it, group_by).items()):
        for month in output_months(it):
            alive = sorted(each for each in members if exists(it, each, month))
            if not alive:
                continue
            for kpi in SCORES:
                figure = mean_score(it, kpi, alive, month, window)
                yield row_of(it, label, month, kpi, figure, headline.band_of(figure))
            for kpi, function in {**FLOWS, **OF_GROUPS}.items():
                if applicable(it, kpi, alive):
                    figure = remembered(it, function, applicable(it, kpi, members), month, window)
                    yield row_of(it, label, month, kpi, figure, "")


def remembered(it: World, function: Computation, members: set[str], month: int, window: int) -> Figure:
    """A figure of a set of partners, computed once for all groups that have just these."""
    key = (function.__name__, frozenset(members), month, window)
    if key not in it.memory:
        it.memory[key] = function(it, members, month, window)
    return it.memory[key]  # type: ignore[return-value]


def mean_score(it: World, kpi: str, alive: list[str], month: int, window: int) -> Figure:
    """A score [of a group] is the mean over the partners that have one, its coverage the mean of theirs."""
    figures = [partner_score(it, kpi, each, month, window) for each in alive]
    known = [figure for figure in figures if figure.value is not None]
    if not known:
        return Figure(None, None, 0)
    value = sum(figure.value or 0.0 for figure in known) / len(known)
    coverage = sum(figure.coverage or 0.0 for figure in known) / len(known)
    return Figure(value, coverage, sum(figure.n for figure in known))


def row_of(it: World, key: str, month: int, kpi: str, figure: Figure, band: str) -> Row:
    """One row of the long table."""
    partial = is_partial(it, month)
    return Row(key, month_text(month), kpi, figure.value, band, figure.coverage, figure.n, partial)
