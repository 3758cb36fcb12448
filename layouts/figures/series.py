"""One line of a chart as a Plotly trace, and its label."""

from collections.abc import Mapping, Sequence
from typing import Any

from layouts import formats
from layouts.figures.labels import EndLabel, escape
from layouts.figures.parts import PEERS, Canvas, Line, Scale, known
from layouts.template import Hue

HIDDEN = 0.1
"""Size of a marker that is not seen. Plotly needs one for each point when any point has its own."""

LONE = 5
LAST = 7
HOLLOW_LINE = 2


def line_trace(
    periods: Sequence[str],
    line: Line,
    *,
    colour: str,
    width: float,
    scale: Scale,
    canvas: Canvas,
    partial: bool = False,
    marker: int = LAST,
) -> dict[str, Any]:
    """Return a line that breaks where values are missing, with a marker on its last point.

    A value between two missing ones gets a small marker, or it would not be seen at all. When the last period
    is `partial`, its marker is hollow. ``marker=0`` leaves markers out, except for lone values.
    """
    sizes = _marker_sizes(line.values, marker)
    trace: dict[str, Any] = {
        "type": "scatter",
        "x": list(periods),
        "y": [None if formats.is_missing(value) else value for value in line.values],
        "name": escape(line.name),
        "mode": "lines+markers" if max(sizes, default=HIDDEN) > HIDDEN else "lines",
        "line": {"color": colour, "width": width},
        "connectgaps": False,
        "customdata": hover_texts(line, scale, partial=partial),
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    if line.href:
        # One address for the whole line; `assets/drill.js` follows it.
        trace["meta"] = {"href": line.href}
    if trace["mode"] != "lines":
        trace["marker"] = _marker(sizes, colour, canvas, hollow=partial and marker > 0)
    return trace


def hover_texts(line: Line, scale: Scale, *, partial: bool = False) -> list[str]:
    """Return what the hover says at each period: the value in bold and the name."""
    name = escape(line.name)
    texts = [f"<b>{scale.text(value)}</b>  {name}" for value in line.values]
    if partial and texts:
        texts[-1] += ", not complete"
    return texts


def end_label(line: Line, scale: Scale, colour: str) -> EndLabel | None:
    """Return the label of a line; a line that ends early has a dash for its value."""
    values = known(line.values)
    if not values:
        return None
    return EndLabel(values[-1], scale.text(line.values[-1]), line.name, colour, line.short, line.href)


def line_hues(lines: Sequence[Line], canvas: Canvas) -> Mapping[str, Hue]:
    """Return the colour of each line by its key.

    Partner types keep theirs everywhere, and types of the user's own are grey. Where no line is a partner
    type the lines are groups of another kind, which borrow the palette in their order.
    """
    t = canvas.tokens
    own = {line.key: t.partner_type(line.key) for line in lines if line.key != PEERS}
    peers = {line.key: Hue(t.peer, t.ink_2) for line in lines if line.key == PEERS}
    if any(own.values()):
        return {key: hue or t.none for key, hue in own.items()} | peers
    palette = t.palette()
    return {key: palette[i % len(palette)] for i, key in enumerate(own)} | peers


def _marker_sizes(values: Sequence[float | None], last: int) -> list[float]:
    there = [False, *(not formats.is_missing(value) for value in values), False]
    sizes = [LONE if there[i] and not there[i - 1] and not there[i + 1] else HIDDEN for i in range(1, len(there) - 1)]
    if last and any(there):
        sizes[max(i for i, known_here in enumerate(there) if known_here) - 1] = last
    return sizes


def _marker(sizes: list[float], colour: str, canvas: Canvas, *, hollow: bool) -> dict[str, Any]:
    # An array of sizes makes Plotly draw bubbles: translucent and outlined, unless told otherwise.
    marker: dict[str, Any] = {"color": colour, "size": sizes, "opacity": 1, "line": {"width": 0}}
    if hollow:
        full = len(sizes) - 1
        marker["color"] = [colour] * full + [canvas.tokens.surface]
        marker["line"] = {"color": colour, "width": [0] * full + [HOLLOW_LINE]}
    return marker
