"""One partner against its peers: the trend on the partner page, and the small one on the scorecard."""

from collections.abc import Sequence
from typing import Any

from layouts.figures.axes import left_margin, line_ends, no_data_strips, period_axis, value_axis, zones
from layouts.figures.labels import EndLabel, end_labels, label_room
from layouts.figures.parts import (
    Annotation,
    Canvas,
    Figure,
    Line,
    Scale,
    Shape,
    Table,
    Target,
    draw,
    known,
    plot_height,
)
from layouts.figures.series import end_label, line_trace
from layouts.figures.trend import movement, trend_table

PARTNER_WIDTH, PEER_WIDTH, TARGET_WIDTH = 2.75, 1.5, 1.5
LAST_POINT = 8


def partner_trend_figure(
    periods: Sequence[str],
    partner: Line,
    *,
    scale: Scale,
    peers: Line | None = None,
    target: Target | None = None,
    canvas: Canvas,
    partial: bool = False,
) -> Figure:
    """Return a partner's trend with the median of its peers, its target and the bands.

    Parameters
    ----------
    periods
        Labels of the quarters or months, oldest first.
    partner
        The partner in focus. Missing periods break the line and get a strip "no data", never a guess.
    scale
        Unit of the KPI. Bands are drawn for scores only; anything else starts at 0.
    peers
        Median of the peers, when there are enough of them.
    target
        Value to reach.
    canvas
        Theme, phone or not, height.
    partial
        Whether the last period is not over yet; its point is hollow.
    """
    strips, words = no_data_strips(partner.values, canvas)
    marks = [_target_line(target, periods, canvas)] if target else []
    margin = {"t": 8, "b": 28 if canvas.compact else 40, "r": 92 if canvas.compact else 112}
    return _figure(
        periods, partner, peers, target,
        scale=scale, canvas=canvas, partial=partial, margin=margin, shapes=strips + marks, annotations=words,
    )  # fmt: skip


def scorecard_trend_figure(
    periods: Sequence[str],
    partner: Line,
    *,
    scale: Scale,
    peers: Line | None = None,
    canvas: Canvas,
    partial: bool = False,
) -> Figure:
    """Return the small chart of a shared scorecard: you, and the peer median where there is one."""
    margin = {"t": 6, "b": 26 if canvas.compact else 38, "r": 104 if canvas.compact else 112}
    return _figure(
        periods, partner, peers, None,
        scale=scale, canvas=canvas, partial=partial, margin=margin, small=True,
    )  # fmt: skip


def partner_trend_summary(
    title: str,
    periods: Sequence[str],
    partner: Line,
    *,
    scale: Scale,
    peers: Line | None = None,
    target: Target | None = None,
) -> str:
    """Say how the partner moved, where its peers are, and what the target is."""
    if not periods:
        return f"Line chart of {title}: no data."
    said = [f"Line chart of {title}, {periods[0]} to {periods[-1]}.", movement(periods, partner, scale)]
    if peers and known(peers.values):
        said.append(movement(periods, peers, scale))
    if target:
        said.append(f"The target is {scale.text(target.value)}.")
    return " ".join(said)


def partner_trend_table(
    periods: Sequence[str],
    partner: Line,
    *,
    peers: Line | None = None,
    target: Target | None = None,
    period_name: str = "Quarter",
) -> Table:
    """Return the values of the partner, its peers and its target, one row for each period."""
    lines = [partner, *([peers] if peers else [])]
    if target:
        reach = [None if i < target.start else target.value for i in range(len(periods))]
        lines.append(Line("Target", "target", reach))
    return trend_table(periods, lines, period_name=period_name)


def _figure(
    periods: Sequence[str],
    partner: Line,
    peers: Line | None,
    target: Target | None,
    *,
    scale: Scale,
    canvas: Canvas,
    partial: bool,
    margin: dict[str, int],
    shapes: Sequence[Shape] = (),
    annotations: Sequence[Annotation] = (),
    small: bool = False,
) -> Figure:
    """Both charts: they differ in size, names of bands, and what is laid over them."""
    height = plot_height(canvas, margin)
    axis = value_axis(_all_values(partner, peers, target), scale, canvas, height=height, whole=not small)
    ends = tuple(axis["range"])
    labels = _labels(partner, peers, target, scale=scale, canvas=canvas)
    margin = margin | {"l": left_margin(axis), "r": label_room(labels, canvas, least=margin["r"], most=164)}
    behind: tuple[list[Shape], list[Annotation]] = ([], [])
    if scale.is_score:
        first = known(partner.values[:2]) + known(peers.values[:2] if peers else [])
        behind = zones(ends, scale, canvas, height=height, first=first, names=not small)
    names = end_labels(labels, x=len(periods) - 1, y_range=ends, height=height, room=margin["r"])
    layout = {
        "margin": margin,
        "xaxis": period_axis(periods, canvas),
        "yaxis": axis,
        "shapes": [*behind[0], *shapes],
        "annotations": [*behind[1], *annotations, *names],
    }
    return draw(_traces(periods, partner, peers, scale, canvas, partial=partial), layout, canvas)


def _all_values(partner: Line, peers: Line | None, target: Target | None) -> list[float]:
    values = known(partner.values) + known(peers.values if peers else [])
    return [*values, target.value] if target else values


def _traces(
    periods: Sequence[str], partner: Line, peers: Line | None, scale: Scale, canvas: Canvas, *, partial: bool
) -> list[dict[str, Any]]:
    """Draw the peers behind, the partner in front."""
    t = canvas.tokens
    front = line_trace(
        periods, partner, colour=t.focus_series, width=PARTNER_WIDTH, scale=scale, canvas=canvas,
        partial=partial, marker=LAST_POINT,
    )  # fmt: skip
    if not peers:
        return [front]
    behind = line_trace(
        periods, peers, colour=t.peer, width=PEER_WIDTH, scale=scale, canvas=canvas, partial=partial, marker=0
    )
    return [behind, front]


def _labels(
    partner: Line, peers: Line | None, target: Target | None, *, scale: Scale, canvas: Canvas
) -> list[EndLabel]:
    t = canvas.tokens
    lines = [end_label(partner, scale, t.focus_series), end_label(peers, scale, t.ink_2) if peers else None]
    labels = [label for label in lines if label]
    if target:
        labels.append(EndLabel(target.value, scale.text(target.value), "Target", t.ink))
    return labels


def _target_line(target: Target, periods: Sequence[str], canvas: Canvas) -> Shape:
    return {
        "type": "line",
        "x0": target.start or line_ends(periods)[0],
        "x1": len(periods) - 1,
        "y0": target.value,
        "y1": target.value,
        "line": {"color": canvas.tokens.ink, "width": TARGET_WIDTH, "dash": "6px,4px"},
        "layer": "above",
    }
