"""Partner Advocacy: how often partners speak for us, per partner and across a group."""

from __future__ import annotations

import numpy as np

from kpi.composite import Composite, Part, compose, reference
from kpi.language import marked
from kpi.measures import reading_of
from kpi.method import Method
from kpi.programme import Floats, Programme
from kpi.reading import Groups, Rate, Reading, each_partner, per_type
from kpi.windows import any_left, cut_window, delivered, sum_is_defined, trailing

TABLE = "advocacy"


def advocacy_score(programme: Programme, method: Method) -> Composite:
    """Return the advocacy score of every partner and month.

    High means that the partner speaks for us about once a quarter; 0 that it has been silent for a year.

    Parameters
    ----------
    programme
        The programme.
    method
        Points per kind, the reference per year and the window.

    Returns
    -------
    Composite
        0 to 100, partner × month, of one component. Missing where no advocacy was delivered; coverage is then 0,
        else 1.

    Notes
    -----
    100 · min(x / 4, 1), x = 12 · activity points in the trailing 12 months / months, months at least 6 so that
    one reference does not make a newcomer strong.

    Examples
    --------
    >>> from kpi.examples import speaking
    >>> programme, _, method = speaking(1.0, 0.0)
    >>> advocacy_score(programme, method).value.tolist()  # 1 in at least 6 months: 2 a year, of 4
    [[50.0], [0.0]]
    """
    yearly, rows = _year(programme, method)
    target = per_type(programme, lambda name: method.advocacy_of(name).reference)
    part = Part(
        name="activity",
        label=marked("Advocacy activities"),
        score=reference(yearly, target[:, None]),
        weight=np.ones(programme.shape[0]),
        raw=yearly,
        reference=np.broadcast_to(target[:, None], programme.shape),
        rows=rows,
        unit="points a year",
    )
    return compose([part], minimum_coverage=method.minimum_coverage)


def advocacy_per_partner(programme: Programme, groups: Groups, *, window: int) -> Reading:
    """Return the number of advocacy activities per partner of a group.

    Parameters
    ----------
    programme
        The programme.
    groups
        Partition of its partners.
    window
        Months that end at each month.

    Returns
    -------
    Reading
        Activities per partner [count], n rows. Missing where no advocacy was delivered or no partner exists.

    Notes
    -----
    Advocacy activities in the window / partners that exist at its end. Activities of partners that have left
    since are counted.

    References
    ----------
    KPI Depot, Partner Advocacy: total number of advocacy activities by partners / total number of partners.

    Examples
    --------
    >>> from kpi.examples import speaking
    >>> programme, groups, _ = speaking(3.0, 0.0)
    >>> advocacy_per_partner(programme, groups, window=3).value.tolist()
    [[1.5]]
    """
    quantity = trailing(groups.total(_grid(programme, "quantity")), window)
    members = groups.total(programme.exists.astype("float64"))
    defined = sum_is_defined(programme, TABLE, groups, window, existing=True)
    rate = Rate(quantity, members)
    return reading_of(
        "advocacy_per_partner",
        programme,
        groups,
        np.where(defined, rate.value, np.nan),
        trailing(groups.total(_grid(programme, "rows")), window),
        rate=rate,
    )


def active_advocate_rate(programme: Programme, method: Method, groups: Groups) -> Reading:
    """Return the share of partners of a group that spoke for us within a year.

    Parameters
    ----------
    programme
        The programme.
    method
        The window of advocates.
    groups
        Partition of its partners.

    Returns
    -------
    Reading
        Share [%], n rows of its partners. Missing where no advocacy was delivered or no partner exists.

    Notes
    -----
    100 · partners with activities above 0 in the trailing 12 months / partners, both over partners that exist
    at the month.

    Examples
    --------
    >>> from kpi.examples import speaking
    >>> programme, groups, method = speaking(3.0, 0.0)
    >>> active_advocate_rate(programme, method, groups).value.tolist()
    [[50.0]]
    """
    window = method.windows.advocacy
    active = (trailing(_grid(programme, "quantity"), window) > 0) & programme.exists
    members = groups.total(programme.exists.astype("float64"))
    rows = np.where(programme.exists, trailing(_grid(programme, "rows"), window), 0.0)
    left = any_left(programme, TABLE, groups, window, still_there=True)
    defined = left & delivered(programme, TABLE)
    rate = Rate(groups.total(active.astype("float64")), members, 100.0)
    value = np.where(defined, rate.value, np.nan)
    return reading_of("active_advocate_rate", programme, groups, value, groups.total(rows), rate=rate)


def _year(programme: Programme, method: Method) -> tuple[Floats, Floats]:
    """Return, partner × month, the points a year (missing where not defined) and the rows behind them."""
    window, least = method.windows.advocacy, method.windows.partial_advocacy
    points = _points_of(programme, method)

    def make() -> tuple[Floats, Floats]:
        length = np.maximum(cut_window(programme, TABLE, window).length, least)
        yearly = 12.0 * trailing(_points(programme, points), window) / length
        defined = sum_is_defined(programme, TABLE, each_partner(programme), window, existing=True)
        yearly[~(defined & programme.exists)] = np.nan
        return yearly, trailing(_grid(programme, "rows"), window)

    return programme.memory.get(("advocacy", window, least, points), make)


def _points_of(programme: Programme, method: Method) -> tuple[float, ...]:
    """Return the points of each word for a kind in the data."""
    words = programme.lines[TABLE].words("kind") if TABLE in programme.lines else ()
    return tuple(method.advocacy.points.get(method.kind(word), method.advocacy.default_points) for word in words)


def _grid(programme: Programme, column: str) -> Floats:
    if TABLE not in programme.lines:
        return np.zeros(programme.shape)
    return programme.lines[TABLE].grid_where(column, programme.shape)


def _points(programme: Programme, points: tuple[float, ...]) -> Floats:
    if TABLE not in programme.lines:
        return np.zeros(programme.shape)
    lines = programme.lines[TABLE]
    weights = np.array(points, dtype="float64")[lines.coded("kind")[0]]
    weighted = lines.frame["quantity"].to_numpy(dtype="float64") * weights
    partners, months = programme.shape
    flat = np.bincount(lines.partner * months + lines.month, weights=weighted, minlength=partners * months)
    return flat.astype("float64").reshape(programme.shape)
