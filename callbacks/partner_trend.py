"""The trend of a partner's score: its peers, its target, where it leads, and what was done meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from callbacks.subject import Subject
from callbacks.views import score_scale
from kpi import summary
from kpi.benchmark import peer_medians
from kpi.catalogue import CATALOGUE
from kpi.forecast import Forecast, forecast
from kpi.history import quarterly
from kpi.language import lowered, t
from kpi.narrative import forecast_text
from kpi.periods import month_ordinal, place_in_quarters, quarter_text
from kpi.schema import type_label
from kpi.targets import Target as OpenTarget
from kpi.targets import open_target
from kpi.windows import QUARTER
from layouts import components, findings, html
from layouts.charts import ChartView
from layouts.figures import (
    Canvas,
    Fan,
    Line,
    Mark,
    Target,
    draw_marks,
    known_periods,
    partner_trend_figure,
    partner_trend_summary,
    partner_trend_table,
)
from layouts.partner_words import Ahead, path_finding

if TYPE_CHECKING:
    from dash.development.base_component import Component

TARGET_QUARTERS = 4
"""Quarters for which a target is drawn back from the last one."""

Actions = Sequence[tuple[date, str]]


@dataclass(frozen=True)
class _Outlook:
    """Where a score leads: the forecast, and as it is drawn; why there is none in its words."""

    forecast: Forecast
    fan: Fan | None
    columns: tuple[int, ...] = ()


def trend_view(subject: Subject, canvas: Canvas, actions: Actions, *, fiscal_start: int = 1) -> ChartView:
    """Return the chart of the score in view, titled by where it leads or, without a forecast, by how it moved.

    Parameters
    ----------
    subject
        The partner and the filters.
    canvas
        What it is drawn on.
    actions
        Day and short title of what was done, the oldest first.
    fiscal_start
        First month of the fiscal year.
    """
    filters, kpi = subject.filters, CATALOGUE[subject.filters.kpi]
    periods = [quarter.label for quarter in filters.until]
    own = Line(
        str(subject.board.programme.partners["name"].iloc[subject.row]) or subject.id,
        "partner",
        summary.history(subject.board.reading(kpi.id), filters.until, row=subject.row),
        short=t("Partner"),
    )
    medians = peer_medians(subject.board, kpi.id, label=subject.id)
    peers = _peer_line(subject, medians)
    scale = score_scale(subject.board, kpi.id)
    aim = open_target(subject.board.programme, kpi.id, partner_id=subject.id, month=filters.period.column)
    target = Target(aim.value, max(len(periods) - TARGET_QUARTERS, 0)) if aim else None
    outlook = _outlook(subject, periods, fiscal_start)
    marks = _marks(subject, actions)
    points, partial = known_periods([own]), not filters.period.complete
    title = _title(subject, outlook, aim) or findings.trend_finding(
        kpi.short,
        own.values,
        peers=medians[filters.period.column],
        peers_name=findings.low(peers.name) if peers else "",
    )
    table = partner_trend_table(periods, own, peers=peers, target=target, fan=outlook.fan)
    return ChartView(
        title=title,
        sub=_sub(kpi.name, points=points, partial=partial, has_fan=outlook.fan is not None, has_marks=bool(marks)),
        figure=partner_trend_figure(
            periods, own, scale=scale, peers=peers, target=target, fan=outlook.fan, marks=marks, canvas=canvas,
            partial=partial,
        )
        if points
        else None,
        label=partner_trend_summary(kpi.name, periods, own, scale=scale, peers=peers, target=target, fan=outlook.fan),
        table=components.value_table(caption=title, columns=table.columns, rows=table.rows, unit=kpi.unit),
        file_name=f"{kpi.id}-by-quarter.csv",
        reason=t("This partner has no {name} score yet.", name=lowered(kpi.short)),
        note=_note(outlook, marks, canvas, places=len(periods)) if points else None,
    )  # fmt: skip


def _sub(name: str, *, points: int, partial: bool, has_fan: bool, has_marks: bool) -> str:
    if points == 1:
        return t("{name}; a trend appears with the second quarter of data", name=name)
    said = t("{name} each quarter", name=name)
    if partial:
        said = t("{name} each quarter, the last one so far", name=name)
    if has_fan and has_marks:
        return t("{said}, with forecast (50% and 80% ranges) and recorded actions", said=said)
    if has_fan:
        return t("{said}, with forecast (50% and 80% ranges)", said=said)
    return t("{said}, with recorded actions", said=said) if has_marks else said


def _peer_line(subject: Subject, medians: Sequence[float | None]) -> Line | None:
    values = [medians[quarter.column] for quarter in subject.filters.until]
    if all(value is None for value in values):
        return None
    return Line(t("{type} median", type=type_label(subject.partner_type)), "peers", values, short=t("Median"))


def _outlook(subject: Subject, periods: Sequence[str], fiscal_start: int) -> _Outlook:
    """Return the forecast from what was known at the quarter in view, and how it is drawn."""
    board, kpi, period = subject.board, CATALOGUE[subject.filters.kpi], subject.filters.period
    known = quarterly(board, kpi.id, label=subject.id, until=period.column, fiscal_start=fiscal_start)
    made = forecast(known, lower=kpi.lower, upper=kpi.upper)
    if not made.mean or known.labels[-1] not in periods:
        return _Outlook(made, None)
    start = periods.index(known.labels[-1])
    value, last = known.values[-1], subject.filters.until[start].column
    columns = tuple(last + QUARTER * step for step in range(1, len(made.mean) + 1))
    first = board.programme.calendar.first
    ahead = [quarter_text(first + column, fiscal_start=fiscal_start) for column in columns]
    fan = Fan(start, value, ahead, made.mean, made.low50, made.high50, made.low80, made.high80)
    return _Outlook(made, fan, columns)


def _title(subject: Subject, outlook: _Outlook, aim: OpenTarget | None) -> str:
    """Return where the score leads; empty where that can't be relied on.

    That is where the forecast is no better than to say that nothing changes, and where the quarter that is not over
    yet lies outside its range already.
    """
    fan, filters = outlook.fan, subject.filters
    now = subject.standing(filters.kpi).value
    if fan is None or outlook.forecast.words or now is None:
        return ""
    begun = sum(label in [one.label for one in filters.until] for label in fan.periods)
    if begun and not fan.low80[0] <= now <= fan.high80[0]:
        return ""
    at, wanted = _judged(subject, outlook, aim, begun)
    bands = subject.board.method.bands_of(filters.kpi)
    ahead = Ahead(now, fan.mean[at], fan.periods[at], wanted)
    return path_finding(CATALOGUE[filters.kpi].short, ahead, edges=(bands.moderate, bands.strong))


def _judged(subject: Subject, outlook: _Outlook, aim: OpenTarget | None, begun: int) -> tuple[int, float | None]:
    """Return the quarter ahead that is spoken of, and the target that is due by then.

    That is the last quarter that ends by the day of the target, if it is one that has not begun; else the last one.
    """
    last = len(outlook.columns) - 1
    if aim is None:
        return last, None
    due = month_ordinal(aim.due) - subject.board.programme.calendar.first
    by_then = [at for at, column in enumerate(outlook.columns) if column <= due]
    if not by_then or by_then[-1] < begun or due > outlook.columns[-1] + QUARTER - 1:
        return last, None
    return by_then[-1], aim.value


def _marks(subject: Subject, actions: Actions) -> list[Mark]:
    """Return the actions that lie in the time that is drawn, at their places between the quarters."""
    until = subject.filters.until
    first, last = until[0].column, until[-1].column
    start = subject.board.programme.calendar.first
    placed = [(place_in_quarters(day, start + first), text) for day, text in actions]
    furthest = (last - first) / QUARTER + 1
    return [Mark(x, text) for x, text in placed if -1 < x <= furthest]


def _note(outlook: _Outlook, marks: Sequence[Mark], canvas: Canvas, *, places: int) -> Component | None:
    """Return what stands under the chart: how good the forecast is or why there is none, and what numbers mean."""
    made = outlook.forecast
    text = forecast_text(made) if made.mean else t("No forecast: {why}", why=lowered(made.words))
    said = [text, made.words] if made.mean and made.words else [text]
    parts: list[Component] = [html.P(" ".join(said), className="tdm-note")]
    ahead = len(outlook.fan.mean) if outlook.fan else 0
    if draw_marks(marks, places + ahead, canvas).numbered:
        items = [html.Li(mark.text) for mark in marks]
        parts.insert(0, html.Ol(items, className="tdm-marks", **{"aria-label": t("Recorded actions")}))
    return html.Div(parts)
