"""Plain sentences about KPIs, made from the numbers only and never claiming a cause that was not measured.

A sentence says what moved and by how much, in points that add up; it never says *because*. A title that does not
hold is not shown: where nothing stands out there is a neutral one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from kpi.catalogue import CATALOGUE, Kpi
from kpi.change import Change
from kpi.language import lowered, marked, t, tn
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
    number_word,
    score_text,
    writer,
)

if TYPE_CHECKING:
    from kpi.forecast import Forecast
    from kpi.trend import Trend


_STEEP: Final = {
    ("rising", "quarter"): marked(
        "Rising by about {size} a quarter over {periods}, likely between {least} and {most}."
    ),
    ("falling", "quarter"): marked(
        "Falling by about {size} a quarter over {periods}, likely between {least} and {most}."
    ),
    ("rising", "month"): marked("Rising by about {size} a month over {periods}, likely between {least} and {most}."),
    ("falling", "month"): marked(
        "Falling by about {size} a month over {periods}, likely between {least} and {most}."
    ),
}


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
    lead = _lead(row.short, moved, write.value(now), write, since)
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
        return t("{name} is {value}; there is no earlier value to compare it with.", name=name, value=value)
    if abs(standing.change) < NOTICEABLE:
        return _unchanged(name, value, before, exactly=write.same(standing.change))
    lead = _lead(name, standing.change, value, write, before)
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
    named = [Driver(lowered(t(label)), points) for label, points in moves]
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
        return trend.words or t("Too few values for a trend.")
    if trend.direction not in ("rising", "falling"):
        return t("No clear trend over {periods}.", periods=periods)
    sign = 1.0 if trend.direction == "rising" else -1.0
    found = [trend.slope, trend.low, trend.high]
    write = writer(kpi, found, money=money) if kpi else in_full(found)
    if write.same(trend.slope):
        if sign > 0:
            return t("Rising slightly over {periods}.", periods=periods)
        return t("Falling slightly over {periods}.", periods=periods)
    least, most = sorted((sign * trend.low, sign * trend.high))
    return t(
        _STEEP[trend.direction, trend.step],
        size=write.size(abs(trend.slope)),
        periods=periods,
        least=write.part(least),
        most=write.part(most),
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
        return forecast.words or t("Too few values for a forecast.")
    ends = [forecast.mean[-1], forecast.low80[-1], forecast.high80[-1]]
    row = kpi or CATALOGUE.get(forecast.kpi)
    write = writer(row, ends, money=money) if row else in_full(ends)
    mean, low, high = (write.value(end) for end in ends)
    values = {"periods": _periods(len(forecast.mean), forecast.step), "mean": mean, "low": low, "high": high}
    if forecast.error is None or forecast.naive_error is None:
        return t("Expected in {periods}: {mean}, with a chance of 80% between {low} and {high}.", **values)
    return t(
        "Expected in {periods}: {mean}, with a chance of 80% between {low} and {high}; so far such a forecast was "
        "off by {off} on average, and no change by {naive}.",
        off=write.part(forecast.error),
        naive=write.part(forecast.naive_error),
        **values,
    )


def _periods(count: int, step: str) -> str:
    word = number_word(count)
    if step == "quarter":
        return tn("{count} quarter", "{count} quarters", count, count=word)
    return tn("{count} month", "{count} months", count, count=word)


def _unchanged(name: str, value: str, before: str, *, exactly: bool) -> str:
    values = {"name": name, "value": value, "before": before}
    if exactly:
        since = t("{name} is unchanged at {value} since {before}.", **values)
        return since if before else t("{name} is unchanged at {value}.", **values)
    since = t("{name} is almost unchanged at {value} since {before}.", **values)
    return since if before else t("{name} is almost unchanged at {value}.", **values)


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
        value = write.value(change.after_value)
        return t("{name}: {value}; there is no earlier value to compare it with.", name=name, value=value)
    if change.before_value is None:
        return t("{name}: no value.", name=name)
    value = write.value(change.before_value)
    if since:
        return t("{name}: no value; in {before} it was {value}.", name=name, before=since, value=value)
    return t("{name}: no value; before, it was {value}.", name=name, value=value)


def _lead(name: str, moved: float, value: str, write: Writer, before: str) -> str:
    """Return the sentence on the whole, without its comparison where that has no name."""
    values = {"name": name, "value": value, "size": write.size(abs(moved)), "before": before}
    verbs = write.verbs
    if write.same(moved):
        text = (
            t("{name} held at {value} since {before}", **values) if before else t("{name} held at {value}", **values)
        )
    elif moved > 0:
        text = t(verbs.rose_since if before else verbs.rose, **values)
    else:
        text = t(verbs.fell_since if before else verbs.fell, **values)
    return f"{text}."


def _score_writer() -> Writer:
    return writer(CATALOGUE["engagement_score"], [])
