"""Axes and what lies behind the lines: ticks, ranges, band zones, gaps without data."""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import ceil, floor, log10
from typing import Any

from kpi.language import language, t
from layouts.figures.labels import text_width
from layouts.figures.parts import Annotation, Canvas, Scale, Shape
from layouts.template import fade

YEAR = re.compile(r"\d{4}|[^\W\d]{2}\d{2}")
"""A calendar year, or a fiscal one, which begins with two letters."""

MOST_TICKS = 16
MOST_YEARS = 5
TICK_GAP = 20
"""Pixels that two ticks of a score axis need between them."""

ZONE_NAME_HEIGHT = 16
"""Pixels that a band needs to hold its name."""

NO_DATA_WIDTH = 52
"""Pixels that the words "no data" need beside each other."""

BEFORE, AFTER = 0.032, 0.014
"""Space before the first and after the last point, as a share of what lies between."""

HEADROOM = 2
"""Points of a score axis above its highest tick, so that neither tick nor line touches the edge."""

STEPS = (1, 2, 2.5, 5, 10)
TICK_DISTANCE, MOST_STEPS = 34, 6


def period_axis(periods: Sequence[str], canvas: Canvas) -> dict[str, Any]:
    """Return the axis of quarters or months: the year under the first and wherever it changes.

    On a phone only the years.
    """
    shown = _year_ticks(periods) if canvas.compact else _ticks(periods)
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(periods),
        "tickvals": [periods[i] for i in shown],
        "ticktext": list(shown.values()),
        "tickangle": 0,
        "range": line_ends(periods),
    }


def line_ends(periods: Sequence[str]) -> list[float]:
    """Return the ends of the axis of a line chart: a little before the first and after the last point."""
    if len(periods) < 2:
        return [-0.5, 0.5]
    last = len(periods) - 1
    return [round(-BEFORE * last, 3), round(last + AFTER * last, 3)]


def score_range(
    values: Sequence[float], scale: Scale, *, whole: bool = False, room: float = 6
) -> tuple[float, float]:
    """Return the ends of a score axis: multiples of five around the values, and a little headroom.

    `whole` keeps both band edges in view, so that the three bands can be read.
    """
    if not values:
        return 0.0, 100.0 + HEADROOM
    low = float(floor((min(values) - room) / 5) * 5)
    high = float(ceil((max(values) + room) / 5) * 5)
    if whole:
        low, high = min(low, scale.edges[0] - 5), max(high, scale.edges[1] + 5)
    return max(low, 0.0), min(high, 100.0) + HEADROOM


def value_axis(
    values: Sequence[float], scale: Scale, canvas: Canvas, *, height: int, whole: bool = True
) -> dict[str, Any]:
    """Return the y axis: a score around its values, anything else from 0."""
    if scale.is_score:
        low, high = score_range(values, scale, whole=whole)
        ticks = score_ticks(low, high, scale.edges, height)
    else:
        low, high, ticks = round_axis(values, height, whole_numbers=scale.unit == "count")
    axis = {"range": [low, high], "tickvals": ticks, "ticktext": [scale.tick(tick) for tick in ticks]}
    if low < 0:
        axis |= {"zeroline": True, "zerolinecolor": canvas.tokens.axis}
    return axis


def score_ticks(low: float, high: float, edges: tuple[float, float], height: int) -> list[float]:
    """Return the band edges, and round values that keep clear of them."""
    pixels = height / (high - low)
    step = next((s for s in (10, 20, 25) if s * pixels >= 1.4 * TICK_GAP), 50)
    kept: list[float] = [edge for edge in edges if low <= edge <= high]
    round_values = range(ceil(low / step) * step, floor(high) + 1, step)
    clear = [float(tick) for tick in round_values if all(abs(tick - edge) * pixels >= TICK_GAP for edge in kept)]
    return sorted(kept + clear)


def round_axis(
    values: Sequence[float], height: int, *, whole_numbers: bool = False
) -> tuple[float, float, list[float]]:
    """Return the ends of an axis that includes 0, and round ticks inside it.

    Examples
    --------
    >>> round_axis([128.0, 96.0], 188)
    (0.0, 135.68, [0.0, 25.0, 50.0, 75.0, 100.0, 125.0])
    """
    bottom, top = min([0.0, *values]), max([0.0, *values])
    if top == bottom:
        top = 1.0
    step = _round_step((top - bottom) / min(max(height / TICK_DISTANCE, 2), MOST_STEPS), whole_numbers=whole_numbers)
    # A little more than the values, so that no marker touches the edge.
    room = (top - bottom) * 0.06
    low, high = (bottom - room if bottom < 0 else 0.0), (top + room if top > 0 else 0.0)
    ticks = [round(i * step, 9) for i in range(ceil(low / step), floor(high / step) + 1)]
    return low, round(high, 9), ticks


def left_margin(axis: dict[str, Any]) -> int:
    """Return the left margin that the tick texts of a value axis need."""
    return max(30, round(max(text_width(text) for text in axis["ticktext"]) + 10))


def zones(
    y_range: tuple[float, float],
    scale: Scale,
    canvas: Canvas,
    *,
    height: int,
    first: Sequence[float] = (),
    names: bool = True,
) -> tuple[list[Shape], list[Annotation]]:
    """Return the band fills, the dotted lines where bands meet, and the names of the bands.

    A name stands at the left, in the corner of its band that is away from the first values.
    """
    (low, high), (lower, upper) = y_range, scale.edges
    parts = (("low", low, lower), ("moderate", lower, upper), ("strong", upper, high))
    seen = [(n, max(a, low), min(b, high)) for n, a, b in parts if min(b, high) > max(a, low)]
    shapes = [_fill(name, a, b, canvas) for name, a, b in seen]
    shapes += [_edge(y, canvas) for y in scale.edges if low < y < high]
    pixels = height / (high - low)
    tall = [z for z in seen if (z[2] - z[1]) * pixels >= ZONE_NAME_HEIGHT]
    return shapes, [_zone_name(*zone, first, canvas) for zone in tall] if names else []


def no_data_strips(values: Sequence[float | None], canvas: Canvas) -> tuple[list[Shape], list[Annotation]]:
    """Return a grey strip, "no data", for each run of missing values after the first known one."""
    runs = _gaps(values)
    colour = fade(canvas.tokens.ink_3, 0.07)
    shapes: list[Shape] = [
        {"type": "rect", "x0": a - 0.5, "x1": b + 0.5, "yref": "paper", "y0": 0, "y1": 1, "fillcolor": colour}
        for a, b in runs
    ]
    wide = NO_DATA_WIDTH * max(len(values) - 1, 1) / canvas.usual_width
    return shapes, [_no_data(a, b, upright=b - a + 1 < wide, canvas=canvas) for a, b in runs]


def _round_step(rough: float, *, whole_numbers: bool) -> float:
    """Return the next round number: 1, 2, 2.5 or 5 times a power of ten."""
    if whole_numbers and rough <= 1:
        return 1.0
    power = 10.0 ** floor(log10(rough))
    steps = (power * factor for factor in STEPS)
    return next(step for step in steps if step >= rough and not (whole_numbers and step % 1))


@lru_cache(maxsize=512)
def _split(period: str) -> tuple[str, str]:
    """Quarter or month, and year: ``Q3 2026``, ``FY26 Q3`` and ``Mar 2026`` alike."""
    words = period.split()
    year = next((word for word in words if YEAR.fullmatch(word)), "")
    return " ".join(word for word in words if word != year) or period, year


def _year_starts(periods: Sequence[str]) -> list[int]:
    years = [_split(period)[1] for period in periods]
    return [i for i, year in enumerate(years) if i == 0 or year != years[i - 1]]


def _ticks(periods: Sequence[str]) -> dict[int, str]:
    """Index and text of the ticks on a wide chart: all, else every third from a year's start, else years."""
    starts = _year_starts(periods)
    anchor = starts[1] if len(starts) > 1 else 0
    choices = (range(len(periods)), range(anchor % 3, len(periods), 3), starts)
    fitting = next((c for c in choices if len(c) <= MOST_TICKS), _thinned(starts, MOST_TICKS))
    text, seen = {}, ""
    for i in fitting:
        short, year = _split(periods[i])
        text[i] = f"{short}<br>{year}" if year != seen else short
        seen = year
    return text


def _year_ticks(periods: Sequence[str]) -> dict[int, str]:
    """Index and text of the ticks on a phone: years where they begin."""
    starts = _year_starts(periods)
    if len(starts) > 1 and _split(periods[0])[0] not in _first_of_year():
        starts = starts[1:]
    return {i: _split(periods[i])[1] or periods[i] for i in _thinned(starts, MOST_YEARS)}


def _first_of_year() -> tuple[str, str]:
    """Return how the first quarter and the first month of a year are written."""
    spoken = language()
    return spoken.quarter_form.format(quarter=1, year="").strip(), spoken.months[0]


def _band_name(name: str) -> str:
    return {"low": t("Low"), "moderate": t("Moderate"), "strong": t("Strong")}[name]


def _thinned(indexes: Sequence[int], most: int) -> Sequence[int]:
    """Every so many of the indexes, so that no more than `most` are left."""
    return indexes[:: max(ceil(len(indexes) / most), 1)]


def _fill(name: str, bottom: float, top: float, canvas: Canvas) -> Shape:
    colour = fade(canvas.tokens.band(name).mark, canvas.tokens.zone_alpha)
    return {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": bottom, "y1": top, "fillcolor": colour}


def _edge(y: float, canvas: Canvas) -> Shape:
    line = {"color": canvas.tokens.line_strong, "width": 1, "dash": "2px,3px"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def _zone_name(name: str, bottom: float, top: float, first: Sequence[float], canvas: Canvas) -> Annotation:
    def clearance(y: float) -> float:
        return min((abs(value - y) for value in first), default=100.0)

    at_top = clearance(top) >= clearance(bottom)
    return {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": 6,
        "y": top if at_top else bottom,
        "yanchor": "top" if at_top else "bottom",
        "yshift": -2 if at_top else 2,
        "text": _band_name(name),
        "font": {"size": 11, "color": canvas.tokens.band(name).ink},
    }


def _gaps(values: Sequence[float | None]) -> list[tuple[int, int]]:
    """First and last index of each run of missing values, without the one before the first value."""
    runs: list[tuple[int, int]] = []
    started = False
    for i, value in enumerate(values):
        if value is not None and value == value:
            started = True
        elif started and runs and runs[-1][1] == i - 1:
            runs[-1] = (runs[-1][0], i)
        elif started:
            runs.append((i, i))
    return runs


def _no_data(first: int, last: int, *, upright: bool, canvas: Canvas) -> Annotation:
    return {
        "x": (first + last) / 2,
        "yref": "paper",
        "y": 1,
        "yanchor": "top",
        "yshift": -3,
        "textangle": -90 if upright else 0,
        "text": t("no data"),
        "font": {"size": 11, "color": canvas.tokens.ink_3},
    }
