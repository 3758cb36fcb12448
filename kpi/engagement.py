"""Partner Engagement Score: how actively both sides work together, against reference values per quarter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kpi.composite import Composite, Part, compose, reference
from kpi.evidence import has_data
from kpi.measures import reading_of
from kpi.method import Method
from kpi.programme import Floats, Programme
from kpi.reading import Groups, Reading
from kpi.windows import cut_window, sum_is_defined, trailing

TABLE = "interactions"
JOINT_CAMPAIGN = "co_marketing"


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

    References
    ----------
    OECD and European Commission Joint Research Centre, Handbook on Constructing Composite Indicators, 2008.

    Examples
    --------
    >>> from kpi.examples import contacts
    >>> programme, _, method = contacts("call", "meeting", "meeting")  # 3 in a month, 9 a quarter, of 12
    >>> engagement_score(programme, method, window=3).value.tolist()
    [[75.0]]
    """
    activity = _activity(programme, method, window)
    codes, types = programme.partner_types
    by_type = [method.components_of(name) for name in types]
    parts = []
    for at, component in enumerate(method.components):
        target = np.array([components[at].reference for components in by_type])[codes]
        parts.append(
            Part(
                name=component.name,
                label=component.label,
                score=reference(activity.rates[at], target[:, None]),
                weight=np.array([components[at].weight for components in by_type])[codes],
                raw=activity.rates[at],
                reference=np.broadcast_to(target[:, None], programme.shape),
                rows=activity.rows[at],
                unit="per quarter",
            )
        )
    return compose(parts, minimum_coverage=method.minimum_coverage)


def joint_campaigns(programme: Programme, method: Method, groups: Groups, *, window: int) -> Reading:
    """Return how many campaigns both sides ran together.

    Parameters
    ----------
    programme
        The programme.
    method
        Knows which words mean the kind co_marketing.
    groups
        Partition of its partners.
    window
        Months that end at each month.

    Returns
    -------
    Reading
        Campaigns [count], n rows. 0 when interactions were delivered and none is a joint campaign; missing when none
        were delivered.

    Notes
    -----
    Σ quantity of interactions of kind *co_marketing*. Campaigns of one side alone (*campaign*) are not counted.

    Examples
    --------
    >>> from kpi.examples import contacts
    >>> programme, groups, method = contacts("co_marketing", "call", "co_marketing")
    >>> joint_campaigns(programme, method, groups, window=3).value.tolist()
    [[2.0]]
    """
    shape = (len(groups.labels), programme.shape[1])
    total, rows = np.zeros(shape), np.zeros(shape)
    if TABLE in programme.lines:
        words = programme.lines[TABLE].words("kind")
        slots = {word: 0 for word in words if method.kind(word) == JOINT_CAMPAIGN}
        total, rows = (
            trailing(groups.total(_grids(programme, slots, 1, name)[0]), window) for name in ("quantity", "rows")
        )
    defined = sum_is_defined(programme, TABLE, groups, window, existing=True)
    return reading_of("joint_campaigns", programme, groups, np.where(defined, total, np.nan), rows)


@dataclass(frozen=True)
class _Activity:
    """What happened, component by component: no weight and no reference value changes it.

    Parameters
    ----------
    rates
        Partner × month: quantity per quarter, missing without data.
    rows
        Partner × month: rows in the window.
    """

    rates: tuple[Floats, ...]
    rows: tuple[Floats, ...]


def _activity(programme: Programme, method: Method, window: int) -> _Activity:
    slots = component_slots(programme, method)
    count = len(method.components)
    question = ("activity", window, count, tuple(sorted(slots.items())))
    return programme.memory.get(question, lambda: _measured(programme, slots, count, window))


def _measured(programme: Programme, slots: Mapping[str, int], count: int, window: int) -> _Activity:
    cut = cut_window(programme, TABLE, window)
    rates, rows = [], []
    for quantity, behind in zip(
        *(_grids(programme, slots, count, name) for name in ("quantity", "rows")), strict=True
    ):
        rate = trailing(quantity, window)
        rate *= 3.0
        rate /= cut.length
        rate[~has_data(programme, behind, cut.left)] = np.nan
        rates.append(rate)
        rows.append(trailing(behind, window))
    return _Activity(tuple(rates), tuple(rows))


def component_slots(programme: Programme, method: Method) -> dict[str, int]:
    """Return, for each word of the file that means a kind of a component, the component's position."""
    if TABLE not in programme.lines:
        return {}
    component_of = {kind: at for at, one in enumerate(method.components) for kind in one.kinds}
    words = programme.lines[TABLE].words("kind")
    return {word: component_of[method.kind(word)] for word in words if method.kind(word) in component_of}


def _grids(programme: Programme, slots: Mapping[str, int], count: int, column: str) -> list[Floats]:
    """Return, for each component, the sums of a column over its kinds as partner × month."""
    if TABLE not in programme.lines:
        return [np.zeros(programme.shape)] * count
    grids = programme.lines[TABLE].grids_by(column, "kind", slots, programme.shape)
    return [*grids, *([np.zeros(programme.shape)] * (count - len(grids)))]


def unmapped_kinds(programme: Programme, method: Method) -> dict[str, int]:
    """Return the interaction kinds that no component counts, with their numbers of rows."""
    if TABLE not in programme.lines:
        return {}
    known = {kind for component in method.components for kind in component.kinds}
    frame = programme.lines[TABLE].frame
    totals = frame.groupby("kind", observed=True, sort=True)["rows"].sum()
    return {str(kind): int(rows) for kind, rows in totals.items() if method.kind(str(kind)) not in known}
