"""KPIs of reported figures: satisfaction, shares, projects, costs, units.

Every function takes a programme, a partition of its partners and a window in months, and returns a
`kpi.reading.Reading` of group × month. How a measure of both sides is read, see `kpi.measures`.
"""

from __future__ import annotations

from kpi.measures import latest, mean_of, paired, ratio_of, reading_of, sum_of
from kpi.programme import Programme
from kpi.reading import Groups, Rate, Reading
from kpi.windows import trailing


def customer_satisfaction(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return how satisfied customers are with the partner.

    High means that customers are content with what they get, 0 to 100.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Mean [0–100], n rows. Missing when the window has none.

    Notes
    -----
    Mean of the measure ``customer_satisfaction`` over its rows; of all rows of a group, not of its partners' means.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(customer_satisfaction=[80.0, None, 70.0])
    >>> customer_satisfaction(programme, groups, window=3).value.tolist()
    [[80.0, 80.0, 75.0]]
    """
    return mean_of(programme, groups, "customer_satisfaction", kpi="customer_satisfaction", window=window)


def share_of_wallet(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return which share of what the partner sells in our field is ours.

    High means that the partner lives by our products, 0 to 100; very high is a risk of concentration for it.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Mean [%], n rows. Missing when the window has none.

    Notes
    -----
    Mean of the measure ``share_of_wallet`` (0–100) over its rows.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(share_of_wallet=[None, 30.0, 40.0], revenue=[1.0])
    >>> share_of_wallet(programme, groups, window=3).value.tolist()
    [[nan, 30.0, 35.0]]
    """
    return mean_of(programme, groups, "share_of_wallet", kpi="share_of_wallet", window=window)


def development_cycle(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return how long a joint development takes.

    Low means that an integration or a product is soon at customers.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Mean [days], n rows. Missing when the window has none.

    Notes
    -----
    Mean of the measure ``development_days`` over its rows.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(development_days=[90.0, None, 60.0])
    >>> development_cycle(programme, groups, window=3).value.tolist()
    [[90.0, 90.0, 75.0]]
    """
    return mean_of(programme, groups, "development_days", kpi="development_cycle", window=window)


def delivery_quality(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return how content customers are with the projects that the partner delivered.

    High means that projects end with a satisfied customer, 0 to 100.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Mean [0–100], n rows. Missing when the window has none.

    Notes
    -----
    Mean of the measure ``project_satisfaction`` over its rows.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(project_satisfaction=[90.0, 80.0])
    >>> delivery_quality(programme, groups, window=3).value.tolist()
    [[90.0, 85.0]]
    """
    return mean_of(programme, groups, "project_satisfaction", kpi="delivery_quality", window=window)


def product_launches(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return how many joint products or integrations were launched.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Launches [count], n rows. Missing when the window has no row: a quarter without launches is reported as 0.

    Notes
    -----
    Σ of the measure ``product_launches``.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(product_launches=[1.0, 0.0, 2.0])
    >>> product_launches(programme, groups, window=3).value.tolist()
    [[1.0, 1.0, 3.0]]
    """
    return sum_of(programme, groups, "product_launches", kpi="product_launches", window=window)


def sales_volume(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return how many units the partner sold.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Units [count], n rows. Missing when the window has no row.

    Notes
    -----
    Σ of the measure ``units_sold``. It counts units, whatever they cost, and so can rise while bookings fall.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(units_sold=[60.0, 40.0, 50.0])
    >>> sales_volume(programme, groups, window=3).value.tolist()
    [[60.0, 100.0, 150.0]]
    """
    return sum_of(programme, groups, "units_sold", kpi="sales_volume", window=window)


def resource_sharing(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return which share of the agreed resources was given.

    High means that people, budget and equipment come as agreed; above 100 more than agreed.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Share [%], n rows. Missing when no partner-month has both measures, or nothing was agreed.

    Notes
    -----
    100 · Σ ``resources_shared`` / Σ ``resources_agreed``.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(resources_shared=[5.0, None, 10.0], resources_agreed=[10.0, 7.0, 10.0])
    >>> resource_sharing(programme, groups, window=3).value.tolist()
    [[50.0, 50.0, 75.0]]
    """
    return ratio_of(programme, groups, "resources_shared", "resources_agreed", kpi="resource_sharing", window=window)


def project_completion(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return which share of the projects that were due was completed.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Share [%], n rows. Missing when no partner-month has both measures, or nothing was due.

    Notes
    -----
    100 · Σ ``projects_completed`` / Σ ``projects_due``. A project completed late counts in the month of its
    completion, so a value above 100 is a backlog worked off.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(projects_completed=[None, 4.0], projects_due=[3.0, 5.0])
    >>> project_completion(programme, groups, window=3).value.tolist()
    [[nan, 80.0]]
    """
    return ratio_of(programme, groups, "projects_completed", "projects_due", kpi="project_completion", window=window)


def cost_reduction(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return how much less was spent than without the partnership.

    High means savings, at most 100; below 0 the partnership costs more than what it replaced.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Share of the baseline [%], n rows. Missing when no partner-month has both measures, or the baseline is 0.

    Notes
    -----
    100 · (1 − Σ ``cost`` / Σ ``baseline_cost``) = 100 · (Σ baseline − Σ cost) / Σ baseline.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(cost=[80.0, 100.0], baseline_cost=[100.0, 100.0])
    >>> cost_reduction(programme, groups, window=3).value.tolist()
    [[20.0, 10.0]]
    """
    spent, baseline, rows = paired(programme, "cost", "baseline_cost")
    saved = trailing(groups.total(baseline - spent), window)
    rate = Rate(saved, trailing(groups.total(baseline), window), 100.0)
    return reading_of(
        "cost_reduction", programme, groups, rate.value, trailing(groups.total(rows), window), rate=rate
    )


def return_on_investment(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return what a joint venture earned on what was spent.

    High means that the venture pays; 0 that gains equal costs, −100 that nothing came back.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Return [%], n rows. Missing when no partner-month has both measures, or nothing was spent.

    Notes
    -----
    100 · (Σ ``gain`` − Σ ``cost``) / Σ ``cost``.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(gain=[100.0, 125.0], cost=[80.0, 100.0])
    >>> return_on_investment(programme, groups, window=3).value.tolist()
    [[25.0, 25.0]]
    """
    return ratio_of(programme, groups, "gain", "cost", kpi="return_on_investment", window=window, less=True)


def profit_margin(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return which share of a joint venture's revenue is profit.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Share [%], n rows. Missing when no partner-month has both measures, or revenue is 0.

    Notes
    -----
    100 · Σ ``profit`` / Σ ``revenue``; below 0 in a loss.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(profit=[None, 12.0], revenue=[50.0, 100.0])
    >>> profit_margin(programme, groups, window=3).value.tolist()
    [[nan, 12.0]]
    """
    return ratio_of(programme, groups, "profit", "revenue", kpi="profit_margin", window=window)


def milestones_on_time(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return which share of a joint venture's milestones was met when due.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Share [%], n rows. Missing when no partner-month has both measures, or none was due.

    Notes
    -----
    100 · Σ ``milestones_met`` / Σ ``milestones_due``.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(milestones_met=[2.0, 1.0], milestones_due=[2.0, 2.0])
    >>> milestones_on_time(programme, groups, window=3).value.tolist()
    [[100.0, 75.0]]
    """
    return ratio_of(programme, groups, "milestones_met", "milestones_due", kpi="milestones_on_time", window=window)


def sell_through_rate(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return which share of the units received a distributor sold on.

    High means that stock moves; above 100 that it shrinks; low that it piles up.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Share [%], n rows. Missing when no partner-month has both measures, or nothing was received.

    Notes
    -----
    100 · Σ ``units_sold`` / Σ ``units_received``.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(units_sold=[60.0, 40.0], units_received=[100.0, 100.0])
    >>> sell_through_rate(programme, groups, window=3).value.tolist()
    [[60.0, 50.0]]
    """
    return ratio_of(programme, groups, "units_sold", "units_received", kpi="sell_through_rate", window=window)


def customer_acquisition_cost(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return what it cost to win a new customer.

    Low means that customers come cheaply; very low can mean that costs are not all reported.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Cost per customer [money of the site], n rows. Missing when no partner-month has both measures, or no
        customer was won.

    Notes
    -----
    Σ ``acquisition_cost`` / Σ ``new_customers``.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(acquisition_cost=[400.0, 600.0], new_customers=[2.0, 2.0])
    >>> customer_acquisition_cost(programme, groups, window=3).value.tolist()
    [[200.0, 250.0]]
    """
    return ratio_of(
        programme,
        groups,
        "acquisition_cost",
        "new_customers",
        kpi="customer_acquisition_cost",
        window=window,
        factor=1.0,
    )


def user_adoption_rate(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return which share of those who could use the joint product do.

    Parameters
    ----------
    programme, groups, window
        As in `kpi.deals.bookings`.

    Returns
    -------
    Reading
        Share [%], n rows. Missing when no month of the window has both measures, or nobody could use it.

    Notes
    -----
    100 · Σ ``active_users`` / Σ ``eligible_users`` in the last month of the window in which the partner (a partner
    of the group) reports both: users are a stock, and months of it must not be added up.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, groups = monthly(active_users=[20.0, 40.0, 50.0], eligible_users=[100.0, 100.0, None])
    >>> user_adoption_rate(programme, groups, window=3).value.tolist()
    [[20.0, 40.0, 40.0]]
    """
    active, eligible, rows = (groups.total(grid) for grid in paired(programme, "active_users", "eligible_users"))
    both = rows > 0
    rate = Rate(latest(active, both, window), latest(eligible, both, window), 100.0)
    count = latest(rows, both, window)
    return reading_of("user_adoption_rate", programme, groups, rate.value, count, rate=rate)
