"""A calendar of activity: one square per day, weeks from left to right, its longest gap marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpi.language import language, t, tn
from layouts import formats
from layouts.figures.parts import Canvas, Figure, Shape, Table, draw
from layouts.template import fade

WEEK = 7
WORKING = 5
STEPS = (0.28, 0.5, 0.75, 1.0)
"""Strength of the colour for one, two, three, and four or more activities a day."""

WEEKS, WEEKS_PHONE = 52, 26
HEIGHT, HEIGHT_WEEKEND = 196, 236
SHOWN_DAYS = (0, 2, 4)
"""Days of the week that are named: Monday, Wednesday, Friday."""


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Activities per day, from `first` on, None where there is no partner; `gap` is the longest one."""

    first: date
    counts: Sequence[float | None]
    gap: tuple[date, date] | None = None

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=len(self.counts) - 1)

    @property
    def days(self) -> int:
        """Days of the week that are drawn: seven when anything happened on a weekend, else five."""
        busy = any(count and (self.first + timedelta(days=i)).weekday() >= WORKING for i, count in self._each())
        return WEEK if busy else WORKING

    def _each(self) -> list[tuple[int, float | None]]:
        return list(enumerate(self.counts))

    def by_week(self) -> tuple[date, list[list[float | None]]]:
        """Return the first Monday and, for each week, the counts of its days; None outside the days known."""
        monday = self.first - timedelta(days=self.first.weekday())
        weeks = (self.last - monday).days // WEEK + 1
        grid: list[list[float | None]] = [[None] * WEEK for _ in range(weeks)]
        for i, count in self._each():
            week, day = divmod((self.first - monday).days + i, WEEK)
            grid[week][day] = count
        return monday, grid


def calendar_height(counts: DayCounts) -> int:
    """Return the height that a calendar needs [pixels]."""
    return HEIGHT_WEEKEND if counts.days == WEEK else HEIGHT


def calendar_figure(counts: DayCounts, *, canvas: Canvas) -> Figure:
    """Return a heat map of days: the stronger the colour, the more happened; on a phone of the last half year."""
    monday, weeks = counts.by_week()
    if canvas.compact:
        monday += timedelta(days=WEEK * max(len(weeks) - WEEKS_PHONE, 0))
        weeks = weeks[-WEEKS_PHONE:]
    days, tokens = counts.days, canvas.tokens
    steps = [tokens.grid, *(fade(tokens.focus_series, strength) for strength in STEPS)]
    months = _month_ticks(monday, len(weeks))
    heat: dict[str, Any] = {
        "type": "heatmap",
        "z": [[_capped(week[day]) for week in weeks] for day in range(days)],
        "customdata": [[_said(monday, w, day, week[day]) for w, week in enumerate(weeks)] for day in range(days)],
        "zmin": 0,
        "zmax": len(steps),
        "colorscale": [[at / len(steps), steps[i]] for i in range(len(steps)) for at in (i, i + 1)],
        "showscale": False,
        "xgap": 2.5,
        "ygap": 2.5,
        "hoverongaps": False,
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    # A day keeps its size where there are few of them.
    width = max(len(weeks), WEEKS_PHONE if canvas.compact else WEEKS)
    shapes, labels = _bracket(counts, monday, width, canvas)
    layout = {
        "hovermode": "closest",
        "margin": {"l": 34, "r": 4, "t": 26, "b": 40},
        "xaxis": {"tickvals": list(months), "ticktext": list(months.values()), "ticks": "", "showline": False,
                  "range": [-0.5, width - 0.5], "tickangle": 0, "showspikes": False},
        "yaxis": {"tickvals": list(SHOWN_DAYS), "ticktext": [_day_name(day) for day in SHOWN_DAYS],
                  "range": [days - 0.45, -0.55], "showgrid": False},
        "shapes": shapes,
        "annotations": labels,
    }  # fmt: skip
    return draw([heat], layout, canvas)


def calendar_summary(counts: DayCounts) -> str:
    """Say how much happened, on how many days, and where nothing did."""
    known = [count for count in counts.counts if count]
    said = t(
        "Calendar of activity, {first} to {last}: {total} on {days}.",
        first=formats.day(counts.first),
        last=formats.day(counts.last),
        total=_activities(sum(known)),
        days=tn("{count} day", "{count} days", len(known), count=formats.count(len(known))),
    )
    if counts.gap is None:
        return said
    first, last = (formats.day(day) for day in counts.gap)
    return f"{said} {t('Nothing from {first} to {last}.', first=first, last=last)}"


def calendar_table(counts: DayCounts) -> Table:
    """Return the counts, one row for each week; missing outside the days known."""
    monday, weeks = counts.by_week()
    names = tuple(_day_name(day) for day in range(WEEK))
    rows = tuple((formats.day(monday + timedelta(days=WEEK * w)), *week) for w, week in enumerate(weeks))
    return Table((t("Week of"), *names), rows)


def _capped(count: float | None) -> float | None:
    """Return the middle of a count's step."""
    return None if count is None else 0.5 + min(-(-count // 1), len(STEPS))


def _said(monday: date, week: int, day: int, count: float | None) -> str:
    when = formats.day(monday + timedelta(days=WEEK * week + day))
    return "" if count is None else f"{_day_name(day)}, {when}<br><b>{_activities(count)}</b>"


def _activities(count: float) -> str:
    return tn("{count} activity", "{count} activities", round(count), count=formats.count(count))


def _day_name(day: int) -> str:
    return (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))[day]


def _month_ticks(monday: date, weeks: int) -> dict[int, str]:
    """Return the weeks in which a month begins, with its name, and the year under the first and each January."""
    ticks: dict[int, str] = {}
    seen = (0, 0)
    for week in range(weeks):
        day = monday + timedelta(days=WEEK * week + 3)
        if (day.year, day.month) == seen or (week == 0 and day.day > 2 * WEEK):
            continue
        seen = (day.year, day.month)
        name = language().months[day.month - 1]
        ticks[week] = f"{name}<br>{day.year}" if not ticks or day.month == 1 else name
    return ticks


def _bracket(counts: DayCounts, monday: date, weeks: int, canvas: Canvas) -> tuple[list[Shape], list[dict[str, Any]]]:
    """Return the bracket over the longest gap, with how long it is."""
    if counts.gap is None:
        return [], []
    first, last = ((day - monday).days / WEEK for day in counts.gap)
    start, end = max(first, 0.0) - 0.5, min(last + 1 / WEEK, float(weeks)) - 0.5
    if end - start < 1:
        return [], []
    days = (counts.gap[1] - counts.gap[0]).days + 1
    path = f"M {start:.2f} 1.01 L {start:.2f} 1.05 L {end:.2f} 1.05 L {end:.2f} 1.01"
    line = {"color": canvas.tokens.ink_2, "width": 1.25}
    at_end = end > 0.9 * weeks
    return [{"type": "path", "yref": "paper", "path": path, "line": line, "layer": "above"}], [
        {
            "x": end if at_end else max((start + end) / 2, 0.08 * weeks),
            "xanchor": "right" if at_end else "center",
            "yref": "paper",
            "y": 1.05,
            "yanchor": "bottom",
            "yshift": 2,
            "text": tn("{count} day, nothing", "{count} days, nothing", days, count=formats.count(days)),
            "font": {"size": 11.5, "color": canvas.tokens.ink_2},
        }
    ]
