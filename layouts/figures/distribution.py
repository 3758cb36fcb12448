"""How the scores of all partners spread: a histogram in steps of five points."""

from collections.abc import Sequence
from typing import Any

from kpi.language import t
from layouts import formats
from layouts.figures.axes import left_margin, round_axis
from layouts.figures.parts import (
    SCORE,
    Annotation,
    Canvas,
    Distribution,
    Figure,
    Scale,
    Shape,
    Table,
    draw,
    plot_height,
)
from layouts.template import mix

STEP = 5
BINS = 20
BAR_STRENGTH = 0.6
MEDIAN_ROW, BANDS_ROW = 2, 20
"""Pixels above the plot: the median over its line, the bands above it, so that they never meet."""


def distribution_figure(spread: Distribution, *, scale: Scale = SCORE, canvas: Canvas) -> Figure:
    """Return the histogram of a score, its bars in the colours of the bands, with the median as a line.

    Parameters
    ----------
    spread
        Partners in each step of five points, their median, and their number per band.
    scale
        Gives the edges of the bands.
    canvas
        Theme, phone or not, height.
    """
    margin = {"l": 30, "r": 14, "t": 44, "b": 30}
    _, top, ticks = round_axis(list(spread.bins), plot_height(canvas, margin), whole_numbers=True)
    axis = {"range": [0, top], "tickvals": ticks, "ticktext": [formats.count(tick) for tick in ticks]}
    median = spread.median
    layout = {
        "hovermode": "closest",
        "bargap": 0,
        "barcornerradius": 0,
        "margin": margin | {"l": left_margin(axis)},
        "xaxis": {
            "range": [0, 100],
            "tickvals": [0, *scale.edges, 100],
            "ticktext": ["0", *(formats.count(edge) for edge in scale.edges), "100"],
            "showspikes": False,
        },
        "yaxis": axis,
        "shapes": [] if median is None else [_median_line(median, top, canvas)],
        "annotations": [
            *_band_labels(spread, scale, canvas),
            *([] if median is None else [_median_label(median, top, scale, canvas)]),
        ],
    }
    return draw([_bars(spread, scale, canvas)], layout, canvas)


def distribution_summary(title: str, spread: Distribution, *, scale: Scale = SCORE) -> str:
    """Say how many partners are in each band, and the median."""
    if spread.median is None:
        return t("Histogram of {title}: no data.", title=title)
    counts = formats.counted(
        "{count} partner low, {moderate} moderate, {strong} strong",
        "{count} partners low, {moderate} moderate, {strong} strong",
        spread.low,
        moderate=formats.count(spread.moderate),
        strong=formats.count(spread.strong),
    )
    median = scale.text(spread.median)
    return t("Histogram of {title}: {counts}, median {median}.", title=title, counts=counts, median=median)


def distribution_table(spread: Distribution) -> Table:
    """Return the number of partners in each step."""
    return Table((t("Score"), t("Partners")), tuple((_step_text(i), n) for i, n in enumerate(spread.bins)))


def five_point_bins(scores: Sequence[float]) -> tuple[int, ...]:
    """Count scores from 0 to 100 in twenty steps of five points; 100 belongs to the last.

    Examples
    --------
    >>> five_point_bins([0, 4.9, 5, 100])[:2], five_point_bins([0, 4.9, 5, 100])[-1]
    ((2, 1), 1)
    """
    bins = [0] * BINS
    for score in scores:
        bins[min(int(score // STEP), BINS - 1)] += 1
    return tuple(bins)


def _bars(spread: Distribution, scale: Scale, canvas: Canvas) -> dict[str, Any]:
    tokens = canvas.tokens
    middles = [(i + 0.5) * STEP for i in range(len(spread.bins))]
    return {
        "type": "bar",
        "x": middles,
        "y": list(spread.bins),
        "width": STEP - 0.4,
        "marker": {"color": [mix(tokens.band(_band(x, scale)).mark, tokens.surface, BAR_STRENGTH) for x in middles]},
        "customdata": [
            _bar_text(i, formats.counted("{count} partner", "{count} partners", n)) for i, n in enumerate(spread.bins)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _bar_text(i: int, partners: str) -> str:
    return f"{t('Score {step}', step=_step_text(i))}<br><b>{partners}</b>"


def _step_text(i: int) -> str:
    return t("{low} to {high}", low=i * STEP, high=(i + 1) * STEP)


def _band(score: float, scale: Scale) -> str:
    lower, upper = scale.edges
    return "low" if score < lower else "strong" if score > upper else "moderate"


def _median_line(median: float, top: float, canvas: Canvas) -> Shape:
    line = {"color": canvas.tokens.ink, "width": 1.5}
    return {"type": "line", "x0": median, "x1": median, "y0": 0, "y1": top, "line": line, "layer": "above"}


def _median_label(median: float, top: float, scale: Scale, canvas: Canvas) -> Annotation:
    return {
        "x": median,
        "y": top,
        "yanchor": "bottom",
        "yshift": MEDIAN_ROW,
        # Near the ends the text would leave the chart.
        "xanchor": "left" if median < 15 else "right" if median > 85 else "center",
        "text": t("Median {value}", value=f"<b>{scale.text(median)}</b>"),
        "font": {"color": canvas.tokens.ink},
    }


def _band_labels(spread: Distribution, scale: Scale, canvas: Canvas) -> list[Annotation]:
    lower, upper = scale.edges
    # On a phone the strong band is too narrow for its words: they end where the axis does.
    middles = {"low": lower / 2, "moderate": (lower + upper) / 2, "strong": (upper + 100) / 2}
    if canvas.compact:
        middles["strong"] = 100.0
    counts = {"low": spread.low, "moderate": spread.moderate, "strong": spread.strong}
    return [
        {
            "x": middles[band],
            "yref": "paper",
            "y": 1,
            "xanchor": "right" if middles[band] == 100 else "center",
            "yanchor": "bottom",
            "yshift": BANDS_ROW,
            "text": f"<b>{formats.count(number)}</b> {t(band)}",
            "font": {"color": canvas.tokens.band(band).ink},
        }
        for band, number in counts.items()
    ]
