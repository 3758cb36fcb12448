"""The oracle's KPIs of customers and of growth (specification 5), for a set of partners."""

from collections.abc import Sequence

from tests.oracle.facts import Deal, World, counted_between, exists, length, output_months, window_months
from tests.oracle.flows import bookings, closed_in, money, ratio
from tests.oracle.headline import Figure, latest_answers
from tests.oracle.measures import mean_of, sum_of

LIFETIME_WINDOW = 24
RECOMMENDATION = "likelihood_to_recommend"


def renewals_in(it: World, members: set[str], months: Sequence[int], stage: str) -> list[Deal]:
    """Renewals won (or lost), by closed_on."""
    return [deal for deal in closed_in(it, members, months, stage) if deal.deal_type == "renewal"]


def renewal_rate(it: World, members: set[str], month: int, width: int) -> Figure:
    """Renewals won / renewals closed, in %."""
    months = window_months(it, "deals", month, width)
    won, lost = (len(renewals_in(it, members, months, stage)) for stage in ("won", "lost"))
    return ratio(100 * won, won + lost, won + lost)


def lead_conversion(it: World, members: set[str], month: int, width: int) -> Figure:
    """Deals won / deals closed, sourced by partner, in %."""
    months = window_months(it, "deals", month, width)
    won, lost = (
        len([deal for deal in closed_in(it, members, months, stage) if deal.sourced_by == "partner"])
        for stage in ("won", "lost")
    )
    return ratio(100 * won, won + lost, won + lost)


# Recommendation -----------------------------------------------------------------------------------


def recommendations(it: World, partner_id: str, month: int) -> list[float]:
    """Each respondent's latest answer in 12 months, of one partner."""
    key = ("recommendations", partner_id, month)
    if key not in it.memory:
        rows = counted_between(it, "surveys", month - 11, month)
        mine = [row for row in rows if row.partner_id == partner_id and row.kind == RECOMMENDATION]
        it.memory[key] = [answers[RECOMMENDATION].score for answers in latest_answers(mine).values()]
    return it.memory[key]  # type: ignore[return-value]


def partner_nps(it: World, members: set[str], month: int, _width: int) -> Figure:
    """Share of recommenders (9–10) − share of critics (0–6), each respondent's latest answer in 12 months.

    At least 9 and below 7, as section 4 cuts them. A respondent of two partners is two respondents.
    """
    scores = [round(score, 9) for each in members for score in recommendations(it, each, month)]
    recommenders = len([score for score in scores if score >= 9])
    critics = len([score for score in scores if score < 7])
    return ratio(100 * (recommenders - critics), len(scores), len(scores))


# Growth -------------------------------------------------------------------------------------------


def earlier_window_is_whole(it: World, tables: Sequence[str], members: set[str], month: int, width: int) -> bool:
    """Whether the window a year before is whole.

    'Growth and year-on-year figures are missing unless the whole earlier window lies in existence and span.'
    A group exists in the months in which one of its partners does.
    """
    window = range(month - 12 - width + 1, month - 12 + 1)
    if window[0] < output_months(it)[0] or window[-1] > output_months(it)[-1]:
        return False
    for table in tables:
        span = it.spans[table]
        if span is None or window[0] < span[0] or window[-1] > span[1]:
            return False
    return all(any(exists(it, each, earlier) for each in members) for earlier in window)


def bookings_growth(it: World, members: set[str], month: int, width: int) -> Figure:
    """Bookings in the window / same window a year before − 1, in %; missing unless the 'base is above 0'."""
    now = bookings(it, members, month, width)
    base = bookings(it, members, month - 12, width)
    whole = earlier_window_is_whole(it, ("deals",), members, month, width)
    if now.value is None or not whole or base.value is None or base.value <= 0:
        return Figure(None, None, now.n)
    return Figure(100 * (now.value / base.value - 1), None, now.n)


def market_penetration(it: World, members: set[str], month: int, width: int) -> Figure:
    """Bookings / Σ `market_size`, in %."""
    sold, market = bookings(it, members, month, width), sum_of(it, members, month, width, "market_size")
    n = sold.n + market.n
    if sold.value is None or market.value is None:
        return Figure(None, None, n)
    return ratio(100 * sold.value, market.value, n)


def market_share_growth(it: World, members: set[str], month: int, width: int) -> Figure:
    """Bookings / Σ `market_size`, in %, minus the same a year before."""
    now = market_penetration(it, members, month, width)
    base = sum_of(it, members, month - 12, width, "market_size").value
    then = market_penetration(it, members, month - 12, width).value
    whole = earlier_window_is_whole(it, ("deals", "measures"), members, month, width)
    if now.value is None or not whole or then is None or base is None or base <= 0:
        return Figure(None, None, now.n)
    return Figure(now.value - then, None, now.n)


# Lifetime value -----------------------------------------------------------------------------------


def customer_lifetime_value(it: World, members: set[str], month: int, _width: int) -> Figure:
    """Bookings per customer and year · gross margin · lifetime, 'all over the trailing 24 months'.

    'Bookings per customer and year (bookings / customers · 12 / months) · gross_margin (mean, %) · lifetime;
    customers = distinct customers with a won deal; lifetime in years = 1 / max(1 − renewal rate,
    1/(renewals closed + 1)); missing without renewals.'
    """
    months = window_months(it, "deals", month, LIFETIME_WINDOW)
    won = closed_in(it, members, months, "won")
    renewals_won, renewals_lost = (len(renewals_in(it, members, months, stage)) for stage in ("won", "lost"))
    closed = renewals_won + renewals_lost
    customers = len({deal.customer for deal in won if deal.customer})
    margin = mean_of(it, members, month, LIFETIME_WINDOW, "gross_margin").value
    if not closed or not customers or margin is None:
        return Figure(None, None, len(won))
    lifetime = 1 / max(1 - renewals_won / closed, 1 / (closed + 1))
    yearly = money(won) / customers * 12 / length(it, months)
    return Figure(yearly * margin / 100 * lifetime, None, len(won))
