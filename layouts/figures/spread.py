"""How the values of a KPI without bands spread over partners: a histogram with round steps and the median."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

from kpi.language import t, tn
from layouts import formats
from layouts.figures.axes import left_margin, round_axis
from layouts.figures.parts import Annotation, Canvas, Figure, Scale, Shape, Table, draw, plot_height
from layouts.template import mix

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
MOST_STEPS = 15
TAIL = 0.95
"""Share of the values that the steps reach over; what lies beyond is counted in the last one, which says so."""

MOST_TICKS, MOST_TICKS_PHONE = 8, 4
BAR_STRENGTH = 0.55
NEAR_END = 0.15
"""Share of the axis near either end in which a centred text would leave the chart."""


@dataclass(frozen=True)
class Histogram:
    """Values counted in steps: `edges` has one more than `counts`; `is_open` when the last step has no upper end."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    median: float
    is_open: bool


def histogram(values: Sequence[float]) -> Histogram:
    """Count values in about a dozen round steps.

    Parameters
    ----------
    values
        At least one, in any order.

    Examples
    --------
    >>> histogram([0.0, 1.0, 2.0, 9.0]).edges[:3], histogram([0.0, 1.0, 2.0, 9.0]).counts
    ((0.0, 1.0, 2.0), (1, 1, 1, 0, 0, 0, 0, 0, 0, 1))
    >>> histogram([5.0, 5.0]).counts
    (2,)
    """
    held = sorted(values)
    low, high = held[0], held[ceil(TAIL * len(held)) - 1]
    step = _step(high - low)
    first = floor(low / step)
    number = max(floor(high / step) - first + 1, 1)
    edges = tuple(round((first + at) * step, 10) for at in range(number + 1))
    counts = [0] * number
    for value in held:
        counts[min(floor(value / step) - first, number - 1)] += 1
    middle = len(held) // 2
    median = held[middle] if len(held) % 2 else (held[middle - 1] + held[middle]) / 2
    return Histogram(edges, tuple(counts), median, is_open=held[-1] > edges[-1])


def spread_figure(spread: Histogram, *, scale: Scale, canvas: Canvas) -> Figure:
    """Return the histogram with the median as a line.

    Parameters
    ----------
    spread
        Partners in each step.
    scale
        Unit of the KPI.
    canvas
        Theme, phone or not, height.
    """
    margin = {"l": 30, "r": 14, "t": 28, "b": 30}
    _, top, ticks = round_axis(list(spread.counts), plot_height(canvas, margin), whole_numbers=True)
    axis = {"range": [0, top], "tickvals": ticks, "ticktext": [formats.count(tick) for tick in ticks]}
    shown = _ticks(spread, MOST_TICKS_PHONE if canvas.compact else MOST_TICKS)
    median = min(spread.median, spread.edges[-1])
    layout = {
        "hovermode": "closest",
        "bargap": 0,
        "barcornerradius": 0,
        "margin": margin | {"l": left_margin(axis)},
        "xaxis": {
            "range": [spread.edges[0], spread.edges[-1]],
            "tickvals": shown,
            "ticktext": [scale.tick(edge) for edge in shown],
            "showspikes": False,
        },
        "yaxis": axis,
        "shapes": [_median_line(median, top, canvas)],
        "annotations": [_median_label(spread, median, top, scale, canvas)],
    }
    return draw([_bars(spread, scale, canvas)], layout, canvas)


def spread_summary(title: str, spread: Histogram, *, scale: Scale) -> str:
    """Say between which values the partners lie, and the median."""
    number = sum(spread.counts)
    return tn(
        "Histogram of {title}: {count} partner, median {median}.",
        "Histogram of {title}: {count} partners, median {median}.",
        number,
        title=title,
        count=formats.count(number),
        median=scale.text(spread.median),
    )


def spread_table(spread: Histogram, *, scale: Scale) -> Table:
    """Return the number of partners in each step."""
    rows = tuple(zip(_names(spread, scale), spread.counts, strict=True))
    return Table((t("Value"), t("Partners")), rows)


def _step(width: float) -> float:
    """Return the round number that is nearest above a fifteenth of a width."""
    if width <= 0:
        return 1.0
    rough = width / MOST_STEPS
    power = 10.0 ** floor(log10(rough))
    return next(one * power for one in STEPS if one * power >= rough * (1 - 1e-9))


def _ticks(spread: Histogram, most: int) -> list[float]:
    every = ceil(len(spread.edges) / most)
    return list(spread.edges[::every])


def _names(spread: Histogram, scale: Scale) -> list[str]:
    ends = [(scale.tick(low), scale.tick(high)) for low, high in pairwise(spread.edges)]
    names = [t("{low} to {high}", low=low, high=high) for low, high in ends]
    if spread.is_open:
        names[-1] = t("{low} and more", low=ends[-1][0])
    return names


def _bars(spread: Histogram, scale: Scale, canvas: Canvas) -> dict[str, Any]:
    tokens = canvas.tokens
    width = spread.edges[1] - spread.edges[0]
    said = [
        f"{name}<br><b>{tn('{count} partner', '{count} partners', number, count=formats.count(number))}</b>"
        for name, number in zip(_names(spread, scale), spread.counts, strict=True)
    ]
    return {
        "type": "bar",
        "x": [edge + width / 2 for edge in spread.edges[:-1]],
        "y": list(spread.counts),
        "width": width * 0.92,
        "marker": {"color": mix(tokens.peer, tokens.surface, BAR_STRENGTH)},
        "customdata": said,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _median_line(median: float, top: float, canvas: Canvas) -> Shape:
    line = {"color": canvas.tokens.ink, "width": 1.5}
    return {"type": "line", "x0": median, "x1": median, "y0": 0, "y1": top, "line": line, "layer": "above"}


def _median_label(spread: Histogram, median: float, top: float, scale: Scale, canvas: Canvas) -> Annotation:
    low, high = spread.edges[0], spread.edges[-1]
    share = (median - low) / (high - low)
    return {
        "x": median,
        "y": top,
        "yanchor": "bottom",
        "yshift": 2,
        "xanchor": "left" if share < NEAR_END else "right" if share > 1 - NEAR_END else "center",
        "text": t("Median {value}", value=f"<b>{scale.text(spread.median)}</b>"),
        "font": {"color": canvas.tokens.ink},
    }
