"""The trend of a KPI by group: one line each, band zones behind scores, labels at the ends."""

from collections.abc import Collection, Iterator, Sequence

from kpi.language import t
from layouts import formats
from layouts.figures.axes import left_margin, period_axis, value_axis, zones
from layouts.figures.labels import EndLabel, end_labels, label_room
from layouts.figures.parts import (
    PEERS,
    Annotation,
    Canvas,
    Figure,
    Line,
    Scale,
    Shape,
    Table,
    draw,
    known,
    plot_height,
)
from layouts.figures.series import end_label, line_hues, line_trace
from layouts.template import Hue, mix

MOST_COLOURED = 6
"""More lines than this are grey, all but the highlighted ones."""

GREY = 0.6
"""Strength of the grey lines, so that a dozen of them stay behind the coloured ones."""


def trend_figure(
    periods: Sequence[str],
    lines: Sequence[Line],
    *,
    scale: Scale,
    canvas: Canvas,
    highlight: Collection[str] = (),
    partial: bool = False,
) -> Figure:
    """Return the trend of a KPI by partner type, or by any other group.

    Parameters
    ----------
    periods
        Labels of the quarters or months, oldest first.
    lines
        One for each group; a partner type keeps its colour.
    scale
        Unit of the KPI. Bands are drawn for scores only; anything else starts at 0.
    canvas
        Theme, phone or not, height.
    highlight
        Keys of the lines that the title speaks of, or that were chosen: drawn heavier. With more than six
        lines only they are coloured and labelled; with none, the first and the last at the end are labelled.
    partial
        Whether the last period is not over yet; its points are hollow.
    """
    looks = _looks(lines, canvas, highlight)
    margin = {"l": 30, "r": 112, "t": 8, "b": 28 if canvas.compact else 40}
    height = plot_height(canvas, margin)
    axis = value_axis([v for line in lines for v in known(line.values)], scale, canvas, height=height)
    labels = _labels(lines, looks, scale)
    margin |= {"l": left_margin(axis), "r": label_room(labels, canvas, least=_least(canvas), most=176)}
    names = end_labels(labels, x=len(periods) - 1, y_range=tuple(axis["range"]), height=height, room=margin["r"])
    behind: tuple[list[Shape], list[Annotation]] = ([], [])
    if scale.is_score:
        behind = zones(tuple(axis["range"]), scale, canvas, height=height, first=_first(lines))
    traces = [
        line_trace(
            periods, line, colour=hue.mark, width=width, scale=scale, canvas=canvas, partial=partial,
            marker=7 if labelled else 0,
        )
        for line, (hue, width, labelled) in _behind_first(lines, looks)
    ]  # fmt: skip
    layout = {
        "margin": margin,
        "xaxis": period_axis(periods, canvas),
        "yaxis": axis,
        "shapes": behind[0],
        "annotations": behind[1] + names,
    }
    return draw(traces, layout, canvas)


def trend_summary(title: str, periods: Sequence[str], lines: Sequence[Line], *, scale: Scale) -> str:
    """Say what the trend shows: one sentence for each line."""
    if not periods:
        return t("Line chart of {title}: no data.", title=title)
    said = " ".join(movement(periods, line, scale) for line in lines)
    lead = t("Line chart of {title}, {first} to {last}.", title=title, first=periods[0], last=periods[-1])
    return f"{lead} {said}".strip()


def trend_table(periods: Sequence[str], lines: Sequence[Line], *, period_name: str = "") -> Table:
    """Return the values of the trend, one row for each period."""
    columns = (period_name or t("Quarter"), *(line.name for line in lines))
    values = zip(*(line.values for line in lines), strict=True) if lines else ((),) * len(periods)
    return Table(columns, tuple((period, *row) for period, row in zip(periods, values, strict=True)))


def movement(periods: Sequence[str], line: Line, scale: Scale) -> str:
    """Say how a line went from its first to its last value.

    Examples
    --------
    >>> movement(["Q1 2026", "Q2 2026"], Line("Resellers", "reseller", [70.0, 79.0]), Scale())
    'Resellers rose from 70 to 79.'
    """
    there = [(p, v) for p, v in zip(periods, line.values, strict=True) if not formats.is_missing(v)]
    if not there:
        return t("{name}: no data.", name=line.name)
    (start, before), (end, after) = there[0], there[-1]
    old, new = scale.text(before), scale.text(after)
    if start != periods[0]:
        old = t("{value} in {period}", value=old, period=start)
    late = end != periods[-1]
    if len(there) == 1:
        return t(
            "{name}: {value}.", name=line.name, value=t("{value} in {period}", value=new, period=end) if late else new
        )
    if scale.text(before) == new:
        return t("{name} began and ended at {value}.", name=line.name, value=new)
    if late:
        new = t("{value} in {period}", value=new, period=end)
    if after > before:  # type: ignore[operator]
        return t("{name} rose from {old} to {new}.", name=line.name, old=old, new=new)
    return t("{name} fell from {old} to {new}.", name=line.name, old=old, new=new)


def _least(canvas: Canvas) -> int:
    return 112 if canvas.compact else 124


def _first(lines: Sequence[Line]) -> list[float]:
    """Values near the left edge, where the names of the bands stand."""
    return [value for line in lines for value in known(line.values[:2])]


def _looks(lines: Sequence[Line], canvas: Canvas, highlight: Collection[str]) -> list[tuple[Hue, float, bool]]:
    """Colour, width, and whether it is labelled, for each line."""
    hues = line_hues(lines, canvas)
    if sum(line.key != PEERS for line in lines) <= MOST_COLOURED:
        widths = [1.5 if line.key == PEERS else 3 if line.key in highlight else 2 for line in lines]
        return [(hues[line.key], width, True) for line, width in zip(lines, widths, strict=True)]
    grey = Hue(mix(canvas.tokens.peer, canvas.tokens.surface, GREY), canvas.tokens.ink_3)
    named = set() if highlight else _extremes(lines)
    return [
        (hues[line.key], 2.75, True) if line.key in highlight else (grey, 1.5, line.key in named) for line in lines
    ]


def _extremes(lines: Sequence[Line]) -> set[str]:
    """Keys of the lines that end highest and lowest: of a grey field, at least its ends have names."""
    last = sorted((values[-1], line.key) for line in lines if (values := known(line.values)))
    return {last[0][1], last[-1][1]} if last else set()


def _behind_first(
    lines: Sequence[Line], looks: list[tuple[Hue, float, bool]]
) -> Iterator[tuple[Line, tuple[Hue, float, bool]]]:
    """Lines in drawing order: grey ones first, so that the others lie on top."""
    return iter(sorted(zip(lines, looks, strict=True), key=lambda pair: pair[1][2]))


def _labels(lines: Sequence[Line], looks: list[tuple[Hue, float, bool]], scale: Scale) -> list[EndLabel]:
    pairs = zip(lines, looks, strict=True)
    labels = (end_label(line, scale, hue.ink) for line, (hue, _, labelled) in pairs if labelled)
    return [label for label in labels if label]
