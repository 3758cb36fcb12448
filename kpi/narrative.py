"""Plain sentences about KPIs, made from the numbers only and never claiming a cause that was not measured.

A sentence says what moved and by how much, in points that add up; it never says *because*. A title that does not
hold is not shown: where nothing stands out there is a neutral one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from kpi.catalogue import CATALOGUE, Kpi
from kpi.change import Change
from kpi.method_types import Bands
from kpi.summary import Standing
from kpi.wording import (
    NOTICEABLE,
    Driver,
    Text,
    Writer,
    drivers_of,
    drivers_text,
    in_full,
    lowered,
    number_word,
    score_text,
    writer,
)

if TYPE_CHECKING:
    from kpi.forecast import Forecast
    from kpi.trend import Trend


def change_text(
    change: Change,
    *,
    since: str = "",
    kpi: Kpi | None = None,
    money: Text | None = None,
    bands: Bands | None = None,
) -> str:
    """Return one or two sentences on a change of a partner or a group: how far, and the largest effects.

    Parameters
    ----------
    change
        The change, from `kpi.change.explain_change`.
    since
        Name of the comparison, ``Q2 2026``.
    kpi
        Row of the catalogue, for a KPI of a site; the catalogue's own when None.
    money
        Text of an amount in the site's currency; a plain number when None.
    bands
        Thresholds of a score that rounding must not cross.

    Returns
    -------
    str
        At most two effects in the direction of the change and one against it. A change that rounds to nothing is
        none.

    Examples
    --------
    >>> effects = pd.DataFrame({
    ...     "component": ["a", "b", "c"], "label": ["Portal activity", "Joint marketing", "Deal registrations"],
    ...     "points": [-4.0, -3.7, 1.5], "kind": "component"})
    >>> change_text(Change("engagement_score", "acme", 69.2, 63.0, effects))
    'Engagement fell 6.2 points to 63.0. Portal activity took 4.0 and joint marketing 3.7;
    deal registrations gave 1.5 back.'
    """
    row = kpi or CATALOGUE[change.kpi]
    write = writer(row, _known(change), money=money, bands=bands)
    moved, now = change.difference, change.after_value
    if moved is None or now is None:
        return _without_change(row.short, change, write, since)
    lead = f"{_lead(row.short, moved, write.value(now), write)}{_since(since)}."
    return f"{lead} {_drivers(change, write)}".strip()


def change_drivers(change: Change, *, kpi: Kpi | None = None, money: Text | None = None) -> str:
    """Return one sentence on the largest effects of a change; empty when none can be seen.

    Parameters
    ----------
    change, kpi, money
        As in `change_text`.
    """
    row = kpi or CATALOGUE[change.kpi]
    return _drivers(change, writer(row, _known(change), money=money))


def change_sentence(kpi: str, standing: Standing, before: str, changes: pd.DataFrame | None, *, bands: Bands) -> str:
    """Return one or two sentences on how a score changed.

    Parameters
    ----------
    kpi
        Catalogue id.
    standing
        The score now and before.
    before
        Name of the comparison, ``Q2 2026``.
    changes
        component, label, points that add up to the difference (`kpi.change.change`); None without components.
    bands
        Thresholds of the score, which rounding must not cross.

    Returns
    -------
    str
        Empty when the score is missing.
    """
    name = CATALOGUE[kpi].short
    if standing.value is None:
        return ""
    value, write = score_text(standing.value, bands), _score_writer()
    if standing.change is None:
        return f"{name} is {value}; there is no earlier value to compare it with."
    if abs(standing.change) < NOTICEABLE:
        hardly = "" if write.same(standing.change) else "almost "
        return f"{name} is {hardly}unchanged at {value}{_since(before)}."
    lead = f"{_lead(name, standing.change, value, write)}{_since(before)}."
    if changes is None:
        return lead
    said = drivers_text(drivers_of(changes), write, total=standing.change, least=NOTICEABLE)
    return f"{lead} {said}".strip()


def drivers(moves: Sequence[tuple[str, float]]) -> str:
    """Name the components that moved most, first those in the direction of the whole.

    Parameters
    ----------
    moves
        Label and points, adding up to the difference (`kpi.change.moves`).

    Returns
    -------
    str
        One sentence; empty when none moved noticeably.

    Examples
    --------
    >>> drivers([("Training", -4.0), ("Feedback", 1.0), ("Joint planning", 0.1)])
    'Training took 4.0; feedback gave 1.0 back.'
    """
    named = [Driver(lowered(label), points) for label, points in moves]
    return drivers_text(named, _score_writer(), total=sum(points for _, points in moves), least=NOTICEABLE)


def trend_text(trend: Trend, *, kpi: Kpi | None = None, money: Text | None = None) -> str:
    """Return one sentence on a trend: how steep it is, over how long, and how sure that is.

    Parameters
    ----------
    trend
        The trend, from `kpi.trend.trend`.
    kpi
        What it is of; plain numbers when None.
    money
        Text of an amount in the site's currency; a plain number when None.

    Examples
    --------
    >>> from kpi.trend import Trend
    >>> trend_text(Trend(2.0, 6.1, 1.2, 0.4, 2.0, 0.01, "rising", 10, "quarter"), kpi=CATALOGUE["win_rate"])
    'Rising by about 1.2 points a quarter over ten quarters, likely between 0.4 and 2.0.'
    """
    periods = _periods(trend.n, trend.step)
    if trend.slope is None or trend.low is None or trend.high is None:
        return trend.words or "Too few values for a trend."
    if trend.direction not in ("rising", "falling"):
        return f"No clear trend over {periods}."
    sign = 1.0 if trend.direction == "rising" else -1.0
    found = [trend.slope, trend.low, trend.high]
    write = writer(kpi, found, money=money) if kpi else in_full(found)
    if write.same(trend.slope):
        return f"{trend.direction.capitalize()} slightly over {periods}."
    least, most = sorted((sign * trend.low, sign * trend.high))
    return (
        f"{trend.direction.capitalize()} by about {write.size(abs(trend.slope))} a {trend.step} over {periods}, "
        f"likely between {write.part(least)} and {write.part(most)}."
    )


def forecast_text(forecast: Forecast, *, kpi: Kpi | None = None, money: Text | None = None) -> str:
    """Return one sentence on a forecast: what is expected at its end, how sure that is, how good it was so far.

    Parameters
    ----------
    forecast
        The forecast, from `kpi.forecast.forecast`.
    kpi
        Row of the catalogue, for a KPI of a site; the catalogue's own when None.
    money
        Text of an amount in the site's currency; a plain number when None.

    Examples
    --------
    >>> from kpi.forecast import Forecast
    >>> forecast_text(Forecast("engagement_score", "quarter", (64.0, 66.0), (62.0, 61.0), (66.0, 71.0),
    ...                        (60.0, 58.0), (68.0, 74.0), 3.1, 3.4))
    'Expected in two quarters: 66.0, with a chance of 80% between 58.0 and 74.0; so far such a forecast was off by 3.1
    on average, and no change by 3.4.'
    """
    if not forecast.mean:
        return forecast.words or "Too few values for a forecast."
    ends = [forecast.mean[-1], forecast.low80[-1], forecast.high80[-1]]
    row = kpi or CATALOGUE.get(forecast.kpi)
    write = writer(row, ends, money=money) if row else in_full(ends)
    mean, low, high = (write.value(end) for end in ends)
    lead = f"Expected in {_periods(len(forecast.mean), forecast.step)}: {mean}, with a chance of 80% between"
    if forecast.error is None or forecast.naive_error is None:
        return f"{lead} {low} and {high}."
    off, naive = write.part(forecast.error), write.part(forecast.naive_error)
    return f"{lead} {low} and {high}; so far such a forecast was off by {off} on average, and no change by {naive}."


def _periods(count: int, step: str) -> str:
    return f"{number_word(count)} {step if count == 1 else step + 's'}"


def _drivers(change: Change, write: Writer) -> str:
    if change.difference is None:
        return ""
    # Where gains and losses cancel each other, only those that a reader would notice are news.
    least = NOTICEABLE if write.same(change.difference) else 0.0
    return drivers_text(drivers_of(change.effects), write, total=change.difference, least=least)


def _known(change: Change) -> list[float]:
    return [value for value in (change.before_value, change.after_value) if value is not None]


def _without_change(name: str, change: Change, write: Writer, since: str) -> str:
    if change.after_value is not None:
        return f"{name}: {write.value(change.after_value)}; there is no earlier value to compare it with."
    if change.before_value is None:
        return f"{name}: no value."
    return (
        f"{name}: no value; {f'in {since} it was' if since else 'before, it was'} {write.value(change.before_value)}."
    )


def _lead(name: str, moved: float, value: str, write: Writer) -> str:
    if write.same(moved):
        return f"{name} held at {value}"
    verb = write.verbs.rose if moved > 0 else write.verbs.fell
    return f"{name} {verb.format(write.size(abs(moved)))} to {value}"


def _since(before: str) -> str:
    return f" since {before}" if before else ""


def _score_writer() -> Writer:
    return writer(CATALOGUE["engagement_score"], [])
