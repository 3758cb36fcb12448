"""A slow, obvious computation of the long table of `tandem scores`, from the specification alone.

Nothing here comes from the product: rows in, rows out, one loop inside the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tests.oracle import flows, headline
from tests.oracle.facts import Rows, World, exists, is_partial, month_text, output_months, world
from tests.oracle.headline import Figure

SCORES = ("engagement_score", "mindshare_score", "advocacy_score")
FLOWS = {
    "bookings": flows.bookings,
    "win_rate": flows.win_rate,
    "average_deal_size": flows.average_deal_size,
    "sourced_pipeline_share": flows.sourced_pipeline_share,
    "new_leads": flows.new_leads,
    "sales_cycle": flows.sales_cycle,
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


def score(tables: Rows, *, as_of: date | None = None, window: int = 3, group_by: str | None = None) -> list[Row]:
    """The long table of specification 12, per partner or per group."""
    it = world(tables, as_of)
    if it is None:
        return []
    return list(partner_rows(it, window) if group_by is None else group_rows(it, window, group_by))


def score_each_way(tables: Rows, *, as_of: date | None = None, window: int = 3) -> dict[str | None, list[Row]]:
    """The long table per partner (under None) and for each way to group."""
    it = world(tables, as_of)
    if it is None:
        return {by: [] for by in (None, *GROUP_BYS)}
    found: dict[str | None, list[Row]] = {None: list(partner_rows(it, window))}
    for by in GROUP_BYS:
        found[by] = list(group_rows(it, window, by))
    return found


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
                yield row_of(it, partner_id, month, kpi, function(it, {partner_id}, month, window), "")


def groups(it: World, group_by: str) -> dict[str, set[str]]:
    """The members of each group; partners without a label form the group of the empty label."""
    found: dict[str, set[str]] = {}
    for partner in it.partners.values():
        label = "*" if group_by == "all" else getattr(partner, group_by)
        found.setdefault(label, set()).add(partner.partner_id)
    return found


def group_rows(it: World, window: int, group_by: str) -> Iterator[Row]:
    """A group has a row for every month in which at least one of its partners exists."""
    for label, members in sorted(groups(it, group_by).items()):
        for month in output_months(it):
            alive = sorted(each for each in members if exists(it, each, month))
            if not alive:
                continue
            for kpi in SCORES:
                figure = mean_score(it, kpi, alive, month, window)
                yield row_of(it, label, month, kpi, figure, headline.band_of(figure))
            for kpi, function in FLOWS.items():
                yield row_of(it, label, month, kpi, function(it, members, month, window), "")
            per_partner = flows.advocacy_per_partner(it, members, month, window)
            yield row_of(it, label, month, "advocacy_per_partner", per_partner, "")
            rate = flows.active_advocate_rate(it, members, month)
            yield row_of(it, label, month, "active_advocate_rate", rate, "")


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
