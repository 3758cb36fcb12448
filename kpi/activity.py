"""Activity of one partner by day: what a calendar shows, and its longest gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from kpi.periods import month_end

TABLES: Final = {"interactions": "date", "advocacy": "date", "deals": "opened_on"}
"""Tables whose rows are activity, and the day of each that counts."""

MONTHS: Final = 12
"""Months that a calendar shows."""

GAP: Final = 14
"""Days without activity from which a gap is worth a word: a fortnight can be a holiday."""

WEEK: Final = 7


@dataclass(frozen=True)
class Gap:
    """Days in a row without activity, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Activity:
    """What happened on each day.

    Parameters
    ----------
    first
        The first day.
    counts
        Activities of each day from there on: quantities of contacts and advocacy, deals opened.
    """

    first: date
    counts: tuple[float, ...]

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=len(self.counts) - 1)

    @property
    def total(self) -> float:
        """Activities of all days."""
        return sum(self.counts)


def calendar_span(last_month: int, *, as_of: date, first_month: int, months: int = MONTHS) -> tuple[date, date]:
    """Return the first and the last day that a calendar shows.

    Parameters
    ----------
    last_month
        Ordinal of the month that it ends with.
    as_of
        Nothing is known after it.
    first_month
        Ordinal of the first month of the data.
    months
        How many months to show, as far as there are data.
    """
    start = max(last_month - months + 1, first_month)
    return date(start // 12, start % 12 + 1, 1), min(month_end(last_month), as_of)


def daily(facts: Mapping[str, pd.DataFrame], first: date, last: date) -> Activity:
    """Return the activity of each day.

    Parameters
    ----------
    facts
        Table -> live rows of one partner; tables of `TABLES` count.
    first, last
        The days shown; rows of others are left out.

    Examples
    --------
    >>> rows = pd.DataFrame({"date": pd.to_datetime(["2026-03-02", "2026-03-02"]), "quantity": [1.0, 2.0]})
    >>> daily({"interactions": rows}, date(2026, 3, 1), date(2026, 3, 3)).counts
    (0.0, 3.0, 0.0)
    """
    counts = np.zeros((last - first).days + 1)
    for table, column in TABLES.items():
        rows = facts.get(table)
        if rows is None or not len(rows):
            continue
        place = (rows[column] - pd.Timestamp(first)).dt.days.to_numpy()
        inside = (place >= 0) & (place < len(counts))
        many = np.ones(len(rows)) if table == "deals" else rows["quantity"].fillna(0.0).to_numpy(dtype="float64")
        np.add.at(counts, place[inside].astype("int64"), many[inside])
    return Activity(first, tuple(counts.tolist()))


def within(activity: Activity, *, since: date | None = None, until: date | None = None) -> tuple[float | None, ...]:
    """Return the counts of each day; None on days without activity on which the company is no partner.

    Parameters
    ----------
    activity
        The days.
    since, until
        The days on which the company is a partner; None without a bound.

    Examples
    --------
    >>> within(Activity(date(2026, 3, 1), (1.0, 0.0, 0.0)), since=date(2026, 3, 3))
    (1.0, None, 0.0)
    """
    days = (activity.first + timedelta(days=at) for at in range(len(activity.counts)))
    return tuple(
        count if count or ((since is None or day >= since) and (until is None or day <= until)) else None
        for day, count in zip(days, activity.counts, strict=True)
    )


def longest_gap(activity: Activity, *, since: date | None = None, until: date | None = None) -> Gap | None:
    """Return the longest run of days without activity, the latest of several; None when it is short.

    Parameters
    ----------
    activity
        The days.
    since, until
        The days on which the company is a partner; no gap reaches beyond them.

    Examples
    --------
    >>> found = longest_gap(Activity(date(2026, 3, 1), (1.0, *[0.0] * 20, 2.0)))
    >>> found.first.isoformat(), found.last.isoformat(), found.days
    ('2026-03-02', '2026-03-21', 20)
    """
    best: Gap | None = None
    start: date | None = None
    for at, count in enumerate((*activity.counts, 1.0)):
        day = activity.first + timedelta(days=at)
        outside = at == len(activity.counts) or (since and day < since) or (until and day > until)
        if count > 0 or outside:
            if start is not None:
                gap = Gap(start, day - timedelta(days=1))
                best = gap if best is None or gap.days >= best.days else best
            start = None
        elif start is None:
            start = day
    return best if best is not None and best.days >= GAP else None
