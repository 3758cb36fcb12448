"""Partner Engagement Score: how actively both sides work together, against reference values per quarter."""

from __future__ import annotations

import numpy as np

from kpi.composite import Composite, Part, compose
from kpi.evidence import has_data
from kpi.method import Method
from kpi.programme import Floats, Programme
from kpi.windows import open_months, recent, trailing, window_length

TABLE = "interactions"


def engagement_score(programme: Programme, method: Method, *, window: int) -> Composite:
    """Return the Partner Engagement Score of every partner and month.

    High means that all agreed forms of joint work happen at their reference rate; low means that several have
    stopped. It says nothing about revenue, so that it can be tested as a leading indicator of it.

    Parameters
    ----------
    programme
        The programme.
    method
        Components, kinds, weights and reference values per quarter.
    window
        Months that end at each month.

    Returns
    -------
    Composite
        0 to 100, partner × month. Missing below the method's minimum coverage.

    Notes
    -----
    x_c = 3 · quantity / months in the window; s_c = 100 · min(x_c / r_c, 1); combined by `kpi.composite`. Both
    sides' activity counts. Rows outside the partner's existence do not; kinds that no component lists do not.
    """
    rates, rows = _quantities(programme, method), _rows(programme, method)
    months = open_months(programme, TABLE, existing=True)
    left = recent(months.astype("float64"), window)
    length = window_length(programme, months, window)
    codes, types = programme.partner_types
    per_type = [method.components_of(name) for name in types]
    parts = []
    for at, component in enumerate(method.components):
        reference = np.array([components[at].reference for components in per_type])[codes]
        weight = np.array([components[at].weight for components in per_type])[codes]
        rate = 3.0 * trailing(rates[at], window) / length
        score = 100.0 * np.minimum(rate / reference[:, None], 1.0)
        measured = has_data(programme, rows[at], left)
        parts.append(
            Part(
                name=component.name,
                label=component.label,
                score=np.where(measured, score, np.nan),
                weight=weight,
                raw=np.where(measured, rate, np.nan),
                reference=np.broadcast_to(reference[:, None], rate.shape),
                rows=trailing(rows[at], window),
                unit="per quarter",
            )
        )
    return compose(parts, minimum_coverage=method.minimum_coverage)


def unmapped_kinds(programme: Programme, method: Method) -> dict[str, int]:
    """Return the interaction kinds that no component counts, with their numbers of rows."""
    if TABLE not in programme.lines:
        return {}
    known = {kind for component in method.components for kind in component.kinds}
    frame = programme.lines[TABLE].frame
    totals = frame.groupby("kind", observed=True, sort=True)["rows"].sum()
    return {str(kind): int(rows) for kind, rows in totals.items() if method.kind(str(kind)) not in known}


def _quantities(programme: Programme, method: Method) -> list[Floats]:
    return _grids(programme, method, "quantity")


def _rows(programme: Programme, method: Method) -> list[Floats]:
    return _grids(programme, method, "rows")


def _grids(programme: Programme, method: Method, column: str) -> list[Floats]:
    """Return, for each component, the sums of a column over its kinds as partner × month, from one pass."""
    partners, months = programme.shape
    if TABLE not in programme.lines:
        return [np.zeros((partners, months)) for _ in method.components]
    lines = programme.lines[TABLE]
    component_of = {kind: at for at, one in enumerate(method.components) for kind in one.kinds}
    kinds = lines.frame["kind"].astype("category").cat
    table = np.array([component_of.get(method.kind(str(kind)), -1) for kind in kinds.categories], dtype="int64")
    component = table[kinds.codes.to_numpy()]
    counted = component >= 0
    cell = (component * partners + lines.partner) * months + lines.month
    weights = lines.frame[column].to_numpy(dtype="float64")
    size = len(method.components) * partners * months
    sums = np.bincount(cell[counted], weights=weights[counted], minlength=size)
    return list(sums.reshape(len(method.components), partners, months))
