"""Partners per band and period, as stacked columns."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from layouts import formats
from layouts.figures.axes import left_margin, period_axis, round_axis
from layouts.figures.labels import EndLabel, end_labels
from layouts.figures.parts import BandCounts, Canvas, Figure, Table, draw, plot_height
from layouts.template import mix

BANDS = ("low", "moderate", "strong")
EARLIER = 0.5
"""Share of its colour that an earlier column keeps, so that the latest stands out."""

COLUMN = 0.66
FEWEST_SLOTS = 8
"""A column is never wider than with this many periods."""


def band_columns_figure(periods: Sequence[str], counts: BandCounts, *, canvas: Canvas) -> Figure:
    """Return the number of partners in each band, a column for each period, the latest in full colour."""
    margin = {"l": 30, "r": 94 if canvas.compact else 124, "t": 8, "b": 28 if canvas.compact else 40}
    height = plot_height(canvas, margin)
    totals = [sum(column) for column in zip(*_series(counts), strict=True)]
    _, top, ticks = round_axis(totals, height, whole_numbers=True)
    axis = {"range": [0, top], "tickvals": ticks, "ticktext": [formats.count(tick) for tick in ticks]}
    width = COLUMN * min(len(periods) / FEWEST_SLOTS, 1)
    half_column = width / 2 * canvas.usual_width / max(len(periods), 1)
    names = end_labels(_labels(counts, canvas), x=len(periods) - 1, y_range=(0, top), height=height, room=margin["r"])
    layout = {
        "barmode": "stack",
        "barcornerradius": 0,
        "margin": margin | {"l": left_margin(axis)},
        "xaxis": period_axis(periods, canvas) | {"range": [-0.5, len(periods) - 0.5], "ticks": ""},
        "yaxis": axis,
        "annotations": [name | {"xshift": round(half_column) + 6} for name in names],
    }
    return draw(_columns(periods, counts, width, canvas), layout, canvas)


def band_columns_summary(periods: Sequence[str], counts: BandCounts) -> str:
    """Say how many partners are in each band, at the end and at the start."""
    if not periods:
        return "Stacked columns of partners per band: no data."
    low, moderate, strong = (values[-1] for values in _series(counts))
    are = formats.plural(strong, "partner is", "partners are")
    now = f"In {periods[-1]} {are} strong, {moderate} moderate and {low} low"
    if len(periods) == 1:
        return f"Stacked columns. {now}."
    low, moderate, strong = (values[0] for values in _series(counts))
    return f"Stacked columns. {now}; in {periods[0]} {strong} strong, {moderate} moderate and {low} low."


def band_columns_table(periods: Sequence[str], counts: BandCounts, *, period_name: str = "Quarter") -> Table:
    """Return the number of partners in each band, one row for each period."""
    columns = (period_name, "Low", "Moderate", "Strong")
    return Table(columns, tuple(zip(periods, *_series(counts), strict=True)))


def _series(counts: BandCounts) -> tuple[Sequence[int], ...]:
    return counts.low, counts.moderate, counts.strong


def _columns(periods: Sequence[str], counts: BandCounts, width: float, canvas: Canvas) -> list[dict[str, Any]]:
    t = canvas.tokens
    earlier = max(len(periods) - 1, 0)
    return [
        {
            "type": "bar",
            "x": list(periods),
            "y": list(values),
            "name": band.capitalize(),
            "width": width,
            "marker": {"color": [mix(t.band(band).mark, t.surface, EARLIER)] * earlier + [t.band(band).mark]},
            "hovertemplate": f"<b>%{{y}}</b>  {band}<extra></extra>",
        }
        for band, values in zip(BANDS, _series(counts), strict=True)
    ]


def _labels(counts: BandCounts, canvas: Canvas) -> list[EndLabel]:
    """Return a label for the middle of each part of the last column."""
    last = [values[-1] for values in _series(counts) if values]
    tops = accumulate(last)
    return [
        EndLabel(top - number / 2, formats.count(number), band, canvas.tokens.band(band).ink)
        for band, number, top in zip(BANDS, last, tops, strict=False)
    ]
