"""One partner against its peers: the trend on the partner page, and the small one on the scorecard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kpi.language import t
from layouts.figures.axes import left_margin, line_ends, no_data_strips, period_axis, value_axis, zones
from layouts.figures.labels import EndLabel, end_labels, label_room
from layouts.figures.outlook import (
    MARK_ROW,
    Fan,
    Mark,
    axis_periods,
    draw_marks,
    fan_border,
    fan_labels,
    fan_traces,
    inner_label,
    last_label,
)
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
TOP, TOP_WITH_MARKS = 8, 6


def partner_trend_figure(
    periods: Sequence[str],
    partner: Line,
    *,
    scale: Scale,
    peers: Line | None = None,
    target: Target | None = None,
    fan: Fan | None = None,
    marks: Sequence[Mark] = (),
    canvas: Canvas,
    partial: bool = False,
) -> Figure:
    """Return a partner's trend with the median of its peers, its target, the forecast, actions and the bands.

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
    fan
        Forecast, when there is one.
    marks
        What was done, from left to right.
    canvas
        Theme, phone or not, height.
    partial
        Whether the last period is not over yet; its point is hollow.
    """
    drawn = _Drawn(periods, partner, scale, peers, target, fan, partial)
    over = draw_marks(marks, len(drawn.places), canvas)
    strips, words = no_data_strips(partner.values, canvas)
    shapes, labels = [*strips, *over.shapes], [*words, *over.labels]
    if target:
        shapes.append(_target_line(target, drawn.places, canvas))
    if fan:
        border, word = fan_border(fan, canvas)
        shapes.append(border)
        labels += [word, *_inner_labels(drawn, fan, canvas)]
    top = TOP_WITH_MARKS + MARK_ROW * over.rows if over.rows else TOP
    margin = {"t": top, "b": 28 if canvas.compact else 40, "r": 92 if canvas.compact else 112}
    return _figure(drawn, canvas=canvas, margin=margin, shapes=shapes, annotations=labels)


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
    drawn = _Drawn(periods, partner, scale, peers=peers, partial=partial)
    return _figure(drawn, canvas=canvas, margin=margin, small=True)


def partner_trend_summary(
    title: str,
    periods: Sequence[str],
    partner: Line,
    *,
    scale: Scale,
    peers: Line | None = None,
    target: Target | None = None,
    fan: Fan | None = None,
) -> str:
    """Say how the partner moved, where its peers are, what the target is and what is expected."""
    if not periods:
        return t("Line chart of {title}: no data.", title=title)
    said = [
        t("Line chart of {title}, {first} to {last}.", title=title, first=periods[0], last=periods[-1]),
        movement(periods, partner, scale),
    ]
    if peers and known(peers.values):
        said.append(movement(periods, peers, scale))
    if target:
        said.append(t("The target is {target}.", target=scale.text(target.value)))
    if fan:
        said.append(
            t(
                "The forecast for {period} is {mean}, with a chance of 80% between {low} and {high}.",
                period=fan.periods[-1],
                mean=scale.text(fan.mean[-1]),
                low=scale.text(fan.low80[-1]),
                high=scale.text(fan.high80[-1]),
            )
        )
    return " ".join(said)


def partner_trend_table(
    periods: Sequence[str],
    partner: Line,
    *,
    peers: Line | None = None,
    target: Target | None = None,
    fan: Fan | None = None,
    period_name: str = "",
) -> Table:
    """Return the values of the partner, its peers, its target and the forecast, one row for each period."""
    places = axis_periods(periods, fan)
    lines = [_padded(one, len(places)) for one in (partner, peers) if one]
    if target:
        reach = [None if i < target.start else target.value for i in range(len(places))]
        lines.append(Line(t("Target"), "target", reach))
    if fan:
        named = ((t("Forecast"), fan.mean), (t("80% range from"), fan.low80), (t("80% range to"), fan.high80))
        ahead = {name: dict(zip(fan.periods, values, strict=True)) for name, values in named}
        lines += [Line(name, "forecast", [held.get(place) for place in places]) for name, held in ahead.items()]
    return trend_table(places, lines, period_name=period_name or t("Quarter"))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn; fields as in `partner_trend_figure`."""

    periods: Sequence[str]
    partner: Line
    scale: Scale
    peers: Line | None = None
    target: Target | None = None
    fan: Fan | None = None
    partial: bool = False

    @property
    def places(self) -> list[str]:
        """All periods of the axis."""
        return axis_periods(self.periods, self.fan)


def _figure(
    drawn: _Drawn,
    *,
    canvas: Canvas,
    margin: dict[str, int],
    shapes: Sequence[Shape] = (),
    annotations: Sequence[Annotation] = (),
    small: bool = False,
) -> Figure:
    """Both charts: they differ in size, names of bands, and what is laid over them."""
    height, scale, places = plot_height(canvas, margin), drawn.scale, drawn.places
    axis = value_axis(_all_values(drawn), scale, canvas, height=height, whole=not small)
    ends = tuple(axis["range"])
    labels = _labels(drawn, canvas)
    margin = margin | {"l": left_margin(axis), "r": label_room(labels, canvas, least=margin["r"], most=164)}
    behind: tuple[list[Shape], list[Annotation]] = ([], [])
    if scale.is_score:
        first = known(drawn.partner.values[:2]) + known(drawn.peers.values[:2] if drawn.peers else [])
        behind = zones(ends, scale, canvas, height=height, first=first, names=not small)
    names = end_labels(labels, x=len(places) - 1, y_range=ends, height=height, room=margin["r"])
    layout = {
        "margin": margin,
        "xaxis": period_axis(places, canvas),
        "yaxis": axis,
        "shapes": [*behind[0], *shapes],
        "annotations": [*behind[1], *annotations, *names],
    }
    return draw(_traces(drawn, canvas), layout, canvas)


def _all_values(drawn: _Drawn) -> list[float]:
    values = known(drawn.partner.values) + known(drawn.peers.values if drawn.peers else [])
    if drawn.fan:
        values += [*drawn.fan.low80, *drawn.fan.high80]
    return [*values, drawn.target.value] if drawn.target else values


def _traces(drawn: _Drawn, canvas: Canvas) -> list[dict[str, Any]]:
    """Draw the fan behind, then the peers, the partner in front."""
    tokens, periods, partial = canvas.tokens, drawn.periods, drawn.partial
    made = fan_traces(drawn.fan, periods, drawn.scale, canvas) if drawn.fan else []
    if drawn.peers:
        made.append(
            line_trace(
                periods, drawn.peers, colour=tokens.peer, width=PEER_WIDTH, scale=drawn.scale, canvas=canvas,
                partial=partial, marker=0,
            )
        )  # fmt: skip
    front = line_trace(
        periods, drawn.partner, colour=tokens.focus_series, width=PARTNER_WIDTH, scale=drawn.scale, canvas=canvas,
        partial=partial, marker=LAST_POINT,
    )  # fmt: skip
    return [*made, front]


def _labels(drawn: _Drawn, canvas: Canvas) -> list[EndLabel]:
    """Return the labels at the right end: of the forecast where there is one, else of the lines."""
    tokens, scale = canvas.tokens, drawn.scale
    if drawn.fan:
        labels = fan_labels(drawn.fan, scale, canvas)
    else:
        lines = [
            end_label(drawn.partner, scale, tokens.focus_series),
            end_label(drawn.peers, scale, tokens.ink_2) if drawn.peers else None,
        ]
        labels = [label for label in lines if label]
    if drawn.target:
        labels.append(EndLabel(drawn.target.value, scale.text(drawn.target.value), t("Target"), tokens.ink))
    return labels


def _inner_labels(drawn: _Drawn, fan: Fan, canvas: Canvas) -> list[Annotation]:
    """Return what stands inside the plot when a forecast takes its right end: the last value, the peers' name."""
    values = drawn.partner.values
    at = max((i for i, value in enumerate(values) if value is not None), default=None)
    found = []
    if at is not None:
        later = fan.mean[0]
        before = next((value for value in reversed(values[:at]) if value is not None), later)
        rose = values[at] is not None and (before + later) / 2 <= (values[at] or 0.0)
        found.append(last_label(drawn.partner, at, drawn.scale, canvas, above=rose))
    named = inner_label(drawn.peers, drawn.partner, drawn.scale, canvas) if drawn.peers else None
    return [*found, named] if named else found


def _padded(line: Line, places: int) -> Line:
    return Line(line.name, line.key, [*line.values, *[None] * (places - len(line.values))], line.short)


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
