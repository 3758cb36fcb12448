"""The oracle's deal KPIs and group rates (specification 4 and 5), for a set of partners."""

from collections.abc import Iterable, Sequence

from tests.oracle.facts import Deal, World, counted_between, exists, is_defined, month_of, window_months
from tests.oracle.headline import Figure, quantity

MISSING = Figure(None)


def deals_closed(it: World, month: int) -> list[Deal]:
    """Deals won or lost in a month, by closed_on; existence never cuts deals."""
    key = ("closed", month)
    if key not in it.memory:
        it.memory[key] = [deal for deal in it.deals if deal.closed is not None and month_of(deal.closed) == month]
    return it.memory[key]  # type: ignore[return-value]


def deals_opened(it: World, month: int) -> list[Deal]:
    """Deals of any stage by opened_on."""
    key = ("opened", month)
    if key not in it.memory:
        it.memory[key] = [deal for deal in it.deals if month_of(deal.opened) == month]
    return it.memory[key]  # type: ignore[return-value]


def closed_in(it: World, members: set[str], months: Sequence[int], stage: str) -> list[Deal]:
    """Deals won (or lost) in the months of a window."""
    closed = [deal for month in months for deal in deals_closed(it, month)]
    return [deal for deal in closed if deal.partner_id in members and deal.stage == stage]


def opened_in(it: World, members: set[str], months: Sequence[int]) -> list[Deal]:
    """Deals opened in the months of a window."""
    return [deal for month in months for deal in deals_opened(it, month) if deal.partner_id in members]


def money(deals: list[Deal]) -> float:
    """Σ amount; a deal without an amount adds nothing."""
    return float(sum(deal.amount for deal in deals))


def ratio(numerator: float, denominator: float, n: int) -> Figure:
    """Missing means not defined: never 0, never infinite."""
    return Figure(numerator / denominator, None, n) if denominator else Figure(None, None, n)


def bookings(it: World, members: set[str], month: int, width: int) -> Figure:
    """Σ amount of deals won, by closed_on."""
    months = window_months(it, "deals", month, width)
    if not is_defined(it, "deals", months, members, month):
        return MISSING
    won = closed_in(it, members, months, "won")
    return Figure(money(won), None, len(won))


def win_rate(it: World, members: set[str], month: int, width: int) -> Figure:
    """won / (won + lost), by closed_on; in % ('100 × the ratio shown')."""
    months = window_months(it, "deals", month, width)
    won, lost = (len(closed_in(it, members, months, stage)) for stage in ("won", "lost"))
    return ratio(100 * won, won + lost, won + lost)


def average_deal_size(it: World, members: set[str], month: int, width: int) -> Figure:
    """bookings / deals won."""
    won = closed_in(it, members, window_months(it, "deals", month, width), "won")
    return ratio(money(won), len(won), len(won))


def sourced_pipeline_share(it: World, members: set[str], month: int, width: int) -> Figure:
    """Amount opened with sourced_by partner / amount opened with a known source, in %."""
    opened = opened_in(it, members, window_months(it, "deals", month, width))
    known = [deal for deal in opened if deal.sourced_by in ("partner", "us")]
    theirs = [deal for deal in known if deal.sourced_by == "partner"]
    return ratio(100 * money(theirs), money(known), len(known))


def new_leads(it: World, members: set[str], month: int, width: int) -> Figure:
    """Deals opened with sourced_by partner, renewals left out (a blank deal_type is none)."""
    months = window_months(it, "deals", month, width)
    if not is_defined(it, "deals", months, members, month):
        return MISSING
    opened = opened_in(it, members, months)
    leads = [deal for deal in opened if deal.sourced_by == "partner" and deal.deal_type != "renewal"]
    return Figure(float(len(leads)), None, len(leads))


def sales_cycle(it: World, members: set[str], month: int, width: int) -> Figure:
    """Median days opened_on → closed_on of deals won."""
    won = closed_in(it, members, window_months(it, "deals", month, width), "won")
    days = sorted((deal.closed - deal.opened).days for deal in won if deal.closed is not None)
    if not days:
        return MISSING
    middle = len(days) // 2
    value = float(days[middle]) if len(days) % 2 else (days[middle - 1] + days[middle]) / 2
    return Figure(value, None, len(days))


def group_months(it: World, table: str, members: Iterable[str], month: int, width: int) -> list[int]:
    """The months left of a group's window: those in which any of its partners has one left.

    '[Cut] for interactions, surveys and advocacy, to the partner's existence'; 'a window with nothing left
    gives a missing value, not 0.'
    """
    mine = [window_months(it, table, month, width, each) for each in members]
    return sorted({each for months in mine for each in months})


def joint_campaigns(it: World, members: set[str], month: int, width: int) -> Figure:
    """Interactions of kind co_marketing; 'an *interaction count* is always a sum of quantities'."""
    months = group_months(it, "interactions", members, month, width)
    if not is_defined(it, "interactions", months, members, month):
        return MISSING
    rows = counted_between(it, "interactions", months[0], months[-1])
    mine = [row for row in rows if row.partner_id in members and row.kind == "co_marketing"]
    return Figure(quantity(mine), None, len(mine))


def advocacy_per_partner(it: World, members: set[str], month: int, width: int) -> Figure:
    """Advocacy activities in the window / partners that exist at its end.

    'Sums, counts and rates of a group take every counted row in the window, also of partners that have
    left since; the number of partners … over partners that exist at m.'
    """
    months = group_months(it, "advocacy", members, month, width)
    if not is_defined(it, "advocacy", months, members, month):
        return MISSING
    rows = counted_between(it, "advocacy", months[0], months[-1])
    mine = [row for row in rows if row.partner_id in members]
    alive = [each for each in members if exists(it, each, month)]
    return ratio(quantity(mine), len(alive), len(mine))


def active_advocate_rate(it: World, members: set[str], month: int, _width: int) -> Figure:
    """Partners with activities above 0 in the trailing 12 months / partners, in %.

    '[It is] over partners that exist at m.'
    """
    alive = {each for each in members if exists(it, each, month)}
    months = group_months(it, "advocacy", alive, month, 12)
    if not is_defined(it, "advocacy", months, alive, month):
        return MISSING
    rows = counted_between(it, "advocacy", months[0], months[-1])
    mine = [row for row in rows if row.partner_id in alive]
    active = [each for each in alive if quantity([row for row in mine if row.partner_id == each]) > 0]
    return ratio(100 * len(active), len(alive), len(mine))
