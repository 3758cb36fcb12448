"""The oracle's KPIs of measures (specification 5), for a set of partners."""

from collections.abc import Sequence

from tests.oracle.facts import Event, World, month_of, window_months
from tests.oracle.flows import MISSING, ratio
from tests.oracle.headline import Figure

Reports = dict[str, list[Event]]


def standing(it: World) -> list[Event]:
    """The reports that no later import has superseded.

    'Per partner, month, measure and side the later import wins.'
    """
    latest: dict[tuple[str, int, str, str], int] = {}
    for row in it.events["measures"]:
        key = (row.partner_id, month_of(row.day), row.kind, side(row))
        latest[key] = max(latest.get(key, 0), row.delivery)
    return [
        row
        for row in it.events["measures"]
        if row.delivery == latest[(row.partner_id, month_of(row.day), row.kind, side(row))]
    ]


def side(row: Event) -> str:
    """Who reported: the partner when the row says so, else us."""
    return "partner" if row.reported_by == "partner" else "us"


def reports(it: World, month: int, measure: str) -> Reports:
    """What is taken of a measure in a month, by partner.

    'Of a measure reported by both sides a KPI takes ours, else the partner's.'
    """
    if "reports" not in it.memory:
        every: dict[tuple[int, str], dict[str, dict[str, list[Event]]]] = {}
        for row in standing(it):
            sides = every.setdefault((month_of(row.day), row.kind), {}).setdefault(row.partner_id, {})
            sides.setdefault(side(row), []).append(row)
        it.memory["reports"] = {
            key: {each: sides.get("us") or sides["partner"] for each, sides in partners.items()}
            for key, partners in every.items()
        }
    return it.memory["reports"].get((month, measure), {})  # type: ignore[attr-defined, no-any-return]


def rows_in(it: World, members: set[str], months: Sequence[int], measure: str) -> list[Event]:
    """The rows taken of a measure in the months of a window."""
    mine = [reports(it, month, measure) for month in months]
    return [row for each in mine for partner_id, rows in each.items() if partner_id in members for row in rows]


def pairs_in(
    it: World, members: set[str], months: Sequence[int], one: str, other: str
) -> tuple[list[Event], list[Event]]:
    """The rows taken of two measures: 'a ratio of two measures uses only the partner-months that have both.'"""
    ones: list[Event] = []
    others: list[Event] = []
    for month in months:
        first, second = reports(it, month, one), reports(it, month, other)
        for partner_id in sorted(first.keys() & second.keys() & members):
            ones += first[partner_id]
            others += second[partner_id]
    return ones, others


def total(rows: Sequence[Event]) -> float:
    """Σ of a measure."""
    return float(sum(row.value for row in rows))


# Mean and sum of one measure ----------------------------------------------------------------------


def mean_of(it: World, members: set[str], month: int, width: int, measure: str) -> Figure:
    """The mean of a measure: 'missing when the window has no row of it.'"""
    rows = rows_in(it, members, window_months(it, "measures", month, width), measure)
    return ratio(total(rows), len(rows), len(rows))


def sum_of(it: World, members: set[str], month: int, width: int, measure: str) -> Figure:
    """The sum of a measure: 'missing when the window has no row of it.'"""
    rows = rows_in(it, members, window_months(it, "measures", month, width), measure)
    return Figure(total(rows), None, len(rows)) if rows else MISSING


def customer_satisfaction(it: World, members: set[str], month: int, width: int) -> Figure:
    """Mean measure `customer_satisfaction`."""
    return mean_of(it, members, month, width, "customer_satisfaction")


def share_of_wallet(it: World, members: set[str], month: int, width: int) -> Figure:
    """Mean measure `share_of_wallet`."""
    return mean_of(it, members, month, width, "share_of_wallet")


def development_cycle(it: World, members: set[str], month: int, width: int) -> Figure:
    """Mean `development_days`."""
    return mean_of(it, members, month, width, "development_days")


def delivery_quality(it: World, members: set[str], month: int, width: int) -> Figure:
    """Mean `project_satisfaction`."""
    return mean_of(it, members, month, width, "project_satisfaction")


def product_launches(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ `product_launches`."""
    return sum_of(it, members, month, width, "product_launches")


def sales_volume(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ `units_sold`."""
    return sum_of(it, members, month, width, "units_sold")


# Ratios of two measures ---------------------------------------------------------------------------


def quotient(it: World, members: set[str], month: int, width: int, one: str, other: str) -> tuple[float | None, int]:
    """Σ one / Σ other over the partner-months that have both, and the rows behind it."""
    ones, others = pairs_in(it, members, window_months(it, "measures", month, width), one, other)
    n = len(ones) + len(others)
    return (total(ones) / total(others) if total(others) else None), n


def percentage(it: World, members: set[str], month: int, width: int, one: str, other: str) -> Figure:
    """'A KPI whose unit is % is 100 × the ratio shown.'"""
    value, n = quotient(it, members, month, width, one, other)
    return Figure(None if value is None else 100 * value, None, n)


def resource_sharing(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ `resources_shared` / Σ `resources_agreed`, in %."""
    return percentage(it, members, month, width, "resources_shared", "resources_agreed")


def project_completion(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ `projects_completed` / Σ `projects_due`, in %."""
    return percentage(it, members, month, width, "projects_completed", "projects_due")


def cost_reduction(it: World, members: set[str], month: int, width: int) -> Figure:
    """1 − Σ `cost` / Σ `baseline_cost`, in %."""
    value, n = quotient(it, members, month, width, "cost", "baseline_cost")
    return Figure(None if value is None else 100 * (1 - value), None, n)


def return_on_investment(it: World, members: set[str], month: int, width: int) -> Figure:
    """(Σ `gain` − Σ `cost`) / Σ `cost`, in %."""
    value, n = quotient(it, members, month, width, "gain", "cost")
    return Figure(None if value is None else 100 * (value - 1), None, n)


def profit_margin(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ `profit` / Σ `revenue`, in %."""
    return percentage(it, members, month, width, "profit", "revenue")


def milestones_on_time(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ `milestones_met` / Σ `milestones_due`, in %."""
    return percentage(it, members, month, width, "milestones_met", "milestones_due")


def sell_through_rate(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ `units_sold` / Σ `units_received`, in %."""
    return percentage(it, members, month, width, "units_sold", "units_received")


def customer_acquisition_cost(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ `acquisition_cost` / Σ `new_customers`, money."""
    value, n = quotient(it, members, month, width, "acquisition_cost", "new_customers")
    return Figure(value, None, n)


def user_adoption_rate(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ `active_users` / Σ `eligible_users` in the last month of the window that has both, in %."""
    for each in reversed(window_months(it, "measures", month, width)):
        active, eligible = pairs_in(it, members, [each], "active_users", "eligible_users")
        if active:
            return ratio(100 * total(active), total(eligible), len(active) + len(eligible))
    return MISSING
