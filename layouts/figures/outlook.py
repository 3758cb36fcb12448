"""What a partner's trend carries beyond its lines: the forecast with its fan, and marks of what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kpi.language import t
from layouts.figures.labels import EndLabel, escape, text_width
from layouts.figures.parts import Annotation, Canvas, Line, Scale, Shape, known
from layouts.template import fade

WIDE_FAN, NARROW_FAN = (0.10, 0.13), (0.16, 0.20)
"""Opacity of the 80 % and the 50 % fan, light and dark."""

FORECAST_WIDTH = 2
MARK_SIZE = 11.5
MARK_ROW, MARK_GAP = 14, 10
"""Pixels of a row of marks above the plot, and between two of them."""

ROOM = 6.0
"""Points of a score that a name takes beside its line."""

LONGEST_MARK = 3
"""Words of a mark."""


@dataclass(frozen=True, slots=True)
class Fan:
    """A forecast.

    Parameters
    ----------
    start
        Index of the period that it goes on from, and the value there.
    value
        That value.
    periods
        Labels of the periods ahead; the first ones may be drawn already, as those that are not over yet.
    mean, low50, high50, low80, high80
        One value for each of them.
    """

    start: int
    value: float
    periods: Sequence[str]
    mean: Sequence[float]
    low50: Sequence[float]
    high50: Sequence[float]
    low80: Sequence[float]
    high80: Sequence[float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was done, at a place of the axis: 2.5 is half way between the third and the fourth period."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """How marks are drawn: shapes, their labels, the rows that these need, and whether they are numbers."""

    shapes: list[Shape]
    labels: list[Annotation]
    rows: int
    numbered: bool


def axis_periods(periods: Sequence[str], fan: Fan | None) -> list[str]:
    """Return all periods of the axis: those drawn, and those that a forecast adds.

    Examples
    --------
    >>> fan = Fan(0, 60.0, ["Q2 2026", "Q3 2026"], *[[61.0, 62.0]] * 5)
    >>> axis_periods(["Q1 2026", "Q2 2026"], fan)
    ['Q1 2026', 'Q2 2026', 'Q3 2026']
    """
    ahead = [] if fan is None else [one for one in fan.periods if one not in periods]
    return [*periods, *ahead]


def fan_traces(fan: Fan, periods: Sequence[str], scale: Scale, canvas: Canvas) -> list[dict[str, Any]]:
    """Return the two fans and the dotted line of what is expected, with the range in its hover."""
    t_ = canvas.tokens
    at = 1 if canvas.theme == "dark" else 0
    x = [periods[fan.start], *fan.periods]
    expected = [fan.value, *fan.mean]
    said = ["", *(_hover(scale, *each) for each in zip(fan.mean, fan.low80, fan.high80, strict=True))]
    return [
        _area(x, fan.value, fan.low80, fan.high80, fade(t_.focus_series, WIDE_FAN[at])),
        _area(x, fan.value, fan.low50, fan.high50, fade(t_.focus_series, NARROW_FAN[at])),
        {
            "type": "scatter",
            "x": x,
            "y": expected,
            "name": t("Forecast"),
            "mode": "lines",
            "line": {"color": t_.focus_series, "width": FORECAST_WIDTH, "dash": "3px,3px"},
            "customdata": said,
            "hovertemplate": ["", *["%{customdata}<extra></extra>"] * len(fan.mean)],
            "hoverinfo": ["skip", *["all"] * len(fan.mean)],
        },
    ]


def fan_labels(fan: Fan, scale: Scale, canvas: Canvas) -> list[EndLabel]:
    """Return the labels at the end of a forecast: what is expected, and the lower end of its range."""
    t_ = canvas.tokens
    return [
        EndLabel(fan.mean[-1], scale.text(fan.mean[-1]), t("Forecast"), t_.focus_series),
        EndLabel(fan.low80[-1], "", t("80% range"), t_.ink_3, t("80%")),
    ]


def fan_border(fan: Fan, canvas: Canvas) -> tuple[Shape, Annotation]:
    """Return the line where what is known ends, and the word beyond it."""
    line = {"color": canvas.tokens.axis, "width": 1}
    x = fan.start
    return (
        {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line},
        {
            "x": x,
            "yref": "paper",
            "y": 0,
            "yanchor": "bottom",
            "xanchor": "left",
            "xshift": 6,
            "yshift": 3,
            "text": t("Forecast"),
            "font": {"size": 11, "color": canvas.tokens.ink_3},
        },
    )


def last_label(line: Line, at: int, scale: Scale, canvas: Canvas, *, above: bool) -> Annotation:
    """Return the value of the partner beside its last point, where a forecast takes the room at the right."""
    value = line.values[at]
    assert value is not None
    return {
        "x": at,
        "y": value,
        "xanchor": "center",
        "yanchor": "bottom" if above else "top",
        "yshift": 9 if above else -9,
        "text": f"<b>{scale.text(value)}</b>",
        "font": {"color": canvas.tokens.focus_series, "size": 13},
    }


def inner_label(peers: Line, partner: Line, scale: Scale, canvas: Canvas) -> Annotation | None:
    """Return the name of the peers' line inside the plot, over or under it, where it is farthest from both lines."""
    reach = ROOM if scale.is_score else 0.0
    found = []
    for i in range(1, len(peers.values) - 2):
        near = slice(max(i - 1, 0), i + 2)
        theirs, own = known(peers.values[near]), known(partner.values[near])
        if len(theirs) < 3 or not own or peers.values[i] is None:
            continue
        for above in (True, False):
            level = max(theirs) if above else min(theirs)
            middle = level + reach / 2 if above else level - reach / 2
            found.append((min(abs(value - middle) for value in own), i, level, above))
    if not found:
        return None
    _, x, y, above = max(found)
    return {
        "x": x,
        "y": y,
        "xanchor": "center",
        "yanchor": "bottom" if above else "top",
        "yshift": 3 if above else -3,
        "text": escape(peers.short if canvas.compact and peers.short else peers.name),
        "font": {"color": canvas.tokens.ink_3},
    }


def draw_marks(marks: Sequence[Mark], places: int, canvas: Canvas) -> Marks:
    """Return dotted lines with labels above the plot, in two rows where they would touch; else numbers.

    Parameters
    ----------
    marks
        From left to right.
    places
        Periods of the axis.
    canvas
        On a phone there is room for numbers only; the page lists what they mean.
    """
    rows = None if canvas.compact else _rows(marks, canvas.usual_width / max(places - 1, 1))
    numbered = rows is None and bool(marks)
    rows = rows if rows is not None else [0] * len(marks)
    texts = [str(i + 1) if numbered else short_mark(one.text) for i, one in enumerate(marks)]
    line = {"color": canvas.tokens.ink_3, "width": 1, "dash": "1px,3px"}
    return Marks(
        shapes=[
            {"type": "line", "x0": one.x, "x1": one.x, "yref": "paper", "y0": 0, "y1": 1.005 + 0.05 * row,
             "line": line}
            for one, row in zip(marks, rows, strict=True)
        ],
        labels=[
            {
                "x": one.x,
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "yshift": 3 + MARK_ROW * row,
                "xanchor": "center",
                "text": escape(text),
                "font": {"size": MARK_SIZE, "color": canvas.tokens.ink_2},
            }
            for one, row, text in zip(marks, rows, texts, strict=True)
        ],
        rows=max(rows, default=-1) + 1,
        numbered=numbered,
    )  # fmt: skip


def short_mark(text: str) -> str:
    """Return the first words of what was done.

    Examples
    --------
    >>> short_mark("Check-in on the July price list"), short_mark("Training days")
    ('Check-in on the…', 'Training days')
    """
    words = text.split()
    return text if len(words) <= LONGEST_MARK else f"{' '.join(words[:LONGEST_MARK])}…"


def _rows(marks: Sequence[Mark], pixels: float) -> list[int] | None:
    """Return the row of each mark's label; None when two rows are not enough."""
    ends, rows = [float("-inf")] * 2, []
    for one in marks:
        half = text_width(short_mark(one.text)) / 2
        free = [row for row, end in enumerate(ends) if one.x * pixels - half >= end + MARK_GAP]
        if not free:
            return None
        rows.append(free[0])
        ends[free[0]] = one.x * pixels + half
    return rows


def _area(x: Sequence[str], value: float, low: Sequence[float], high: Sequence[float], colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [*x, *reversed(x)],
        "y": [value, *high, *reversed([value, *low])],
        "fill": "toself",
        "fillcolor": colour,
        "line": {"width": 0},
        "mode": "lines",
        "hoverinfo": "skip",
    }


def _hover(scale: Scale, mean: float, low: float, high: float) -> str:
    said = t("Forecast, 80% range {low} to {high}", low=scale.text(low), high=scale.text(high))
    return f"<b>{scale.text(mean)}</b>  {said}"
