"""Why a score changed: from the old value to the new one, a row for each cause."""

import textwrap
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from kpi.language import language, t
from layouts import formats
from layouts.figures.labels import escape, fit, text_width
from layouts.figures.parts import (
    SCORE,
    Annotation,
    Canvas,
    Figure,
    Scale,
    Shape,
    Step,
    Table,
    draw,
    plot_height,
)

ROW = 0.56
TWO_LINES = 36
"""Pixels that a row needs for a name of two lines."""

SIDE = 46
"""Pixels for labels left and right of the bars."""


def waterfall_figure(
    before: tuple[str, float],
    after: tuple[str, float],
    steps: Sequence[Step],
    *,
    scale: Scale = SCORE,
    canvas: Canvas,
) -> Figure:
    """Return a waterfall from an old to a new value, largest loss first, largest gain last.

    Parameters
    ----------
    before
        Period and value at the start.
    after
        Period and value at the end: the start plus all steps.
    steps
        In any order.
    scale
        Unit of the two values; the steps are points.
    canvas
        Theme, phone or not, height.
    """
    ordered = _ordered(steps)
    levels = list(accumulate((step.points for step in ordered), initial=before[1]))
    margin = {"l": 30, "r": 16, "t": 4, "b": 8}
    row_height = plot_height(canvas, margin) / (len(ordered) + 2)
    names = _row_names([before[0], *(step.name for step in ordered), after[0]], row_height, canvas)
    margin["l"] = round(max(text_width(part) for name in names for part in name.split("<br>")) + 14)
    values = [*levels, after[1]]
    low, high = min(values), max(values)
    room = max(high - low, 1) * SIDE / (_usual_width(canvas) - 2 * SIDE)
    layout = {
        "hovermode": "closest",
        "barmode": "overlay",
        "margin": margin,
        "shapes": _connectors(levels, canvas),
        "annotations": [
            *(_step_label(i, step, levels, canvas) for i, step in enumerate(ordered)),
            _total_label(0, before[1], (low + high) / 2, scale, canvas),
            _total_label(len(ordered) + 1, after[1], (low + high) / 2, scale, canvas),
        ],
        "xaxis": {"range": [low - room, high + room], "showticklabels": False, "ticks": "", "showline": False,
                  "showspikes": False},
        "yaxis": _rows_axis(names, canvas),
    }  # fmt: skip
    bars = _bars(ordered, levels, canvas)
    return draw([*bars, _dots(before[1], after[1], len(ordered) + 1, canvas)], layout, canvas)


def waterfall_summary(
    before: tuple[str, float], after: tuple[str, float], steps: Sequence[Step], *, scale: Scale = SCORE
) -> str:
    """Say from what to what, and what each cause added or took."""
    causes = ", ".join(f"{step.name} {_spoken(step.points)}" for step in _ordered(steps))
    (start, old), (end, new) = before, after
    said = t(
        "Waterfall from {before} in {start} to {after} in {end}",
        before=_total_text(old, scale),
        start=start,
        after=_total_text(new, scale),
        end=end,
    )
    return f"{said}: {causes}." if causes else f"{said}."


def waterfall_table(before: tuple[str, float], after: tuple[str, float], steps: Sequence[Step]) -> Table:
    """Return start, causes in the order of the chart, and end."""
    causes = tuple((step.name, step.points) for step in _ordered(steps))
    return Table((t("Cause"), t("Points")), (before, *causes, after))


def _usual_width(canvas: Canvas) -> int:
    """Return a typical width of the plot area: the card is a third of a wide page."""
    return 190 if canvas.compact else 290


def _ordered(steps: Sequence[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: (step.points, step.name))


def _bars(steps: Sequence[Step], levels: Sequence[float], canvas: Canvas) -> list[dict[str, Any]]:
    t = canvas.tokens
    if not steps:
        return []
    return [
        {
            "type": "bar",
            "orientation": "h",
            "y": list(range(1, len(steps) + 1)),
            "x": [abs(step.points) for step in steps],
            "base": [min(levels[i], levels[i + 1]) for i in range(len(steps))],
            "width": ROW,
            "marker": {"color": [t.strong.mark if step.points >= 0 else t.low.mark for step in steps]},
            "customdata": [f"{escape(step.name)}: {formats.points(step.points)}" for step in steps],
            "hovertemplate": "%{customdata}<extra></extra>",
        }
    ]


def _dots(before: float, after: float, last: int, canvas: Canvas) -> dict[str, Any]:
    marker = {"size": 10, "color": canvas.tokens.focus_series}
    return {
        "type": "scatter",
        "x": [before, after],
        "y": [0, last],
        "mode": "markers",
        "marker": marker,
        "hoverinfo": "skip",
    }


def _connectors(levels: Sequence[float], canvas: Canvas) -> list[Shape]:
    """Thin lines that carry each level from its row into the next."""
    line = {"color": canvas.tokens.control_line, "width": 1}
    last = len(levels) - 1
    return [
        {"type": "line", "x0": x, "x1": x, "y0": i, "y1": i + (1 if i == last else 1 + ROW / 2), "line": line}
        for i, x in enumerate(levels)
    ]


def _step_label(i: int, step: Step, levels: Sequence[float], canvas: Canvas) -> Annotation:
    t = canvas.tokens
    text = formats.signed(step.points)
    is_zero = not any(digit in text for digit in "123456789")
    colour = t.ink_3 if is_zero else t.strong.ink if step.points > 0 else t.low.ink
    right = step.points > 0
    return {
        "x": levels[i + 1] if right else min(levels[i], levels[i + 1]),
        "y": i + 1,
        "xanchor": "left" if right else "right",
        "xshift": 6 if right else -6,
        "text": text,
        "font": {"color": colour},
    }


def _total_label(row: int, value: float, middle: float, scale: Scale, canvas: Canvas) -> Annotation:
    """Value beside a total's dot, on the side towards the middle."""
    left = value > middle
    return {
        "x": value,
        "y": row,
        "xanchor": "right" if left else "left",
        "xshift": -9 if left else 9,
        "text": f"<b>{_total_text(value, scale)}</b>",
        "font": {"color": canvas.tokens.ink, "size": 13},
    }


def _total_text(value: float, scale: Scale) -> str:
    """Write a total; a score with one decimal, because its steps have one."""
    return language().number_text(f"{value:.1f}") if scale.is_score else scale.text(value)


def _row_names(names: Sequence[str], row_height: float, canvas: Canvas) -> list[str]:
    """Names that fit beside the bars, in two lines where the rows are high enough."""
    room = 96 if canvas.compact else 124
    lines = 2 if row_height >= TWO_LINES else 1
    return [_wrapped(name, room, lines) for name in names]


def _wrapped(name: str, room: float, lines: int) -> str:
    if lines == 1 or text_width(name) <= room:
        return escape(fit(name, room))
    first, *rest = textwrap.wrap(name, width=max(len(name) // 2 + 4, 10))
    return "<br>".join(escape(fit(part, room)) for part in (first, " ".join(rest)) if part)


def _rows_axis(names: Sequence[str], canvas: Canvas) -> dict[str, Any]:
    last = len(names) - 1
    return {
        "range": [last + 0.5, -0.5],
        "showgrid": False,
        "tickvals": list(range(len(names))),
        "ticktext": [f"<b>{name}</b>" if i in (0, last) else name for i, name in enumerate(names)],
        "tickfont": {"color": canvas.tokens.ink_2, "size": 12.5},
        "ticklabelstandoff": 6,
    }


def _spoken(points: float) -> str:
    text = formats.signed(points)
    return text.replace("+", f"{t('plus')} ").replace(formats.MINUS, f"{t('minus')} ")
