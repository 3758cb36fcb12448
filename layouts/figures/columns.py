"""Partners per band and period, as stacked columns."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from kpi.language import t, tn
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


def band_columns_figure(
    periods: Sequence[str], counts: BandCounts, *, canvas: Canvas, hrefs: Sequence[Sequence[str]] = ()
) -> Figure:
    """Return the number of partners in each band, a column for each period, the latest in full colour.

    Parameters
    ----------
    periods
        Labels of the quarters or months, oldest first.
    counts
        Partners in each band.
    canvas
        Theme, phone or not, height.
    hrefs
        For each period where a click on low, moderate and strong leads.
    """
    margin = {"l": 30, "r": 94 if canvas.compact else 124, "t": 8, "b": 28 if canvas.compact else 40}
    height = plot_height(canvas, margin)
    totals = [sum(column) for column in zip(*_series(counts), strict=True)]
    _, top, ticks = round_axis(totals, height, whole_numbers=True)
    axis = {"range": [0, top], "tickvals": ticks, "ticktext": [formats.count(tick) for tick in ticks]}
    width = COLUMN * min(len(periods) / FEWEST_SLOTS, 1)
    half_column = width / 2 * canvas.usual_width / max(len(periods), 1)
    names = end_labels(
        _labels(counts, canvas, hrefs), x=len(periods) - 1, y_range=(0, top), height=height, room=margin["r"]
    )
    layout = {
        "barmode": "stack",
        "barcornerradius": 0,
        "margin": margin | {"l": left_margin(axis)},
        "xaxis": period_axis(periods, canvas) | {"range": [-0.5, len(periods) - 0.5], "ticks": ""},
        "yaxis": axis,
        "annotations": [name | {"xshift": round(half_column) + 6} for name in names],
    }
    return draw(_columns(periods, counts, width, canvas, hrefs), layout, canvas)


def band_columns_summary(periods: Sequence[str], counts: BandCounts) -> str:
    """Say how many partners are in each band, at the end and at the start."""
    if not periods:
        return t("Stacked columns of partners per band: no data.")
    low, moderate, strong = (values[-1] for values in _series(counts))
    now = tn(
        "In {period} {strong} partner is strong, {moderate} moderate and {low} low",
        "In {period} {strong} partners are strong, {moderate} moderate and {low} low",
        strong,
        period=periods[-1],
        strong=formats.count(strong),
        moderate=formats.count(moderate),
        low=formats.count(low),
    )
    if len(periods) == 1:
        return t("Stacked columns. {now}.", now=now)
    low, moderate, strong = (values[0] for values in _series(counts))
    return t(
        "Stacked columns. {now}; in {period} {strong} strong, {moderate} moderate and {low} low.",
        now=now,
        period=periods[0],
        strong=formats.count(strong),
        moderate=formats.count(moderate),
        low=formats.count(low),
    )


def band_columns_table(periods: Sequence[str], counts: BandCounts, *, period_name: str = "") -> Table:
    """Return the number of partners in each band, one row for each period."""
    columns = (period_name or t("Quarter"), t("Low"), t("Moderate"), t("Strong"))
    return Table(columns, tuple(zip(periods, *_series(counts), strict=True)))


def _series(counts: BandCounts) -> tuple[Sequence[int], ...]:
    return counts.low, counts.moderate, counts.strong


def _columns(
    periods: Sequence[str], counts: BandCounts, width: float, canvas: Canvas, hrefs: Sequence[Sequence[str]]
) -> list[dict[str, Any]]:
    tokens, names = canvas.tokens, _band_names()
    earlier = max(len(periods) - 1, 0)
    return [
        {
            "type": "bar",
            "x": list(periods),
            "y": list(values),
            "name": column,
            "width": width,
            "marker": {
                "color": [mix(tokens.band(band).mark, tokens.surface, EARLIER)] * earlier + [tokens.band(band).mark]
            },
            "hovertemplate": f"<b>%{{y}}</b>  {names[band]}<extra></extra>",
            # The address of each part of each column; `assets/drill.js` follows it.
            **({"customdata": [one[at] for one in hrefs]} if hrefs else {}),
        }
        for at, (band, values, column) in enumerate(
            zip(BANDS, _series(counts), (t("Low"), t("Moderate"), t("Strong")), strict=True)
        )
    ]


def _labels(counts: BandCounts, canvas: Canvas, hrefs: Sequence[Sequence[str]]) -> list[EndLabel]:
    """Return a label for the middle of each part of the last column."""
    last = [values[-1] for values in _series(counts) if values]
    tops, names = accumulate(last), _band_names()
    leads = hrefs[-1] if hrefs else ("",) * len(BANDS)
    return [
        EndLabel(top - number / 2, formats.count(number), names[band], canvas.tokens.band(band).ink, href=href)
        for band, number, top, href in zip(BANDS, last, tops, leads, strict=False)
    ]


def _band_names() -> dict[str, str]:
    return {"low": t("low"), "moderate": t("moderate"), "strong": t("strong")}
