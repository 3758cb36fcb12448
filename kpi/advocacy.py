"""Partner Advocacy: how often partners speak for us, per partner and across a group."""

from __future__ import annotations

import numpy as np

from kpi.composite import Composite, Part, compose
from kpi.method import Method
from kpi.programme import Floats, Programme
from kpi.reading import Groups, Reading, each_partner, ratio
from kpi.windows import any_left, delivered, open_months, sum_is_defined, trailing, window_length

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
    """
    window = method.windows.advocacy
    everybody = each_partner(programme)
    months = open_months(programme, TABLE, existing=True)
    length = np.maximum(window_length(programme, months, window), method.windows.partial_advocacy)
    yearly = 12.0 * trailing(_points(programme, method), window) / length
    defined = sum_is_defined(programme, TABLE, everybody, window, existing=True)
    part = Part(
        name="activity",
        label="Advocacy activities",
        score=np.where(defined, 100.0 * np.minimum(yearly / method.advocacy.reference, 1.0), np.nan),
        weight=np.ones(programme.shape[0]),
        raw=np.where(defined, yearly, np.nan),
        reference=np.full(programme.shape, method.advocacy.reference),
        rows=trailing(_grid(programme, "rows"), window),
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
    """
    quantity = trailing(groups.total(_grid(programme, "quantity")), window)
    members = groups.total(programme.exists.astype("float64"))
    defined = sum_is_defined(programme, TABLE, groups, window, existing=True)
    return Reading(
        kpi="advocacy_per_partner",
        labels=groups.labels,
        first=programme.calendar.first,
        value=np.where(defined, ratio(quantity, members), np.nan),
        n=trailing(groups.total(_grid(programme, "rows")), window).astype("int64"),
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
    """
    window = method.windows.advocacy
    active = (trailing(_grid(programme, "quantity"), window) > 0) & programme.exists
    members = groups.total(programme.exists.astype("float64"))
    rows = np.where(programme.exists, trailing(_grid(programme, "rows"), window), 0.0)
    left = any_left(programme, TABLE, groups, window, still_there=True)
    defined = left & delivered(programme, TABLE)
    share = 100.0 * ratio(groups.total(active.astype("float64")), members)
    return Reading(
        kpi="active_advocate_rate",
        labels=groups.labels,
        first=programme.calendar.first,
        value=np.where(defined, share, np.nan),
        n=groups.total(rows).astype("int64"),
    )


def _grid(programme: Programme, column: str) -> Floats:
    if TABLE not in programme.lines:
        return np.zeros(programme.shape)
    return programme.lines[TABLE].grid(column, programme.shape)


def _points(programme: Programme, method: Method) -> Floats:
    if TABLE not in programme.lines:
        return np.zeros(programme.shape)
    lines = programme.lines[TABLE]
    kinds = lines.frame["kind"].astype("category").cat
    points = [
        method.advocacy.points.get(method.kind(str(kind)), method.advocacy.default_points)
        for kind in kinds.categories
    ]
    weights = np.array(points, dtype="float64")[kinds.codes.to_numpy()]
    weighted = lines.frame["quantity"].to_numpy(dtype="float64") * weights
    partners, months = programme.shape
    flat = np.bincount(lines.partner * months + lines.month, weights=weighted, minlength=partners * months)
    return flat.astype("float64").reshape(programme.shape)
