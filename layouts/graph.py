"""The one place that makes a ``dcc.Graph``.

Plotly's mode bar offers to upload a chart to a cloud service unless it is told not to, and a chart without a
sentence is nothing to a screen reader: both are settled here, so no page makes a graph of its own.
"""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component


def graph(*, id: str, figure: dict[str, Any], label: str, height: int, class_name: str = "") -> Component:
    """Return a chart with its sentence for screen readers.

    Parameters
    ----------
    id
        Id of the graph; a callback writes its `figure`. The frame around it, which carries the sentence, has
        the id that `frame_id` returns; a callback writes its `aria-label`.
    figure
        A figure of `layouts.figures`.
    label
        One or two sentences that say what the chart shows (`layouts.figures` has a summary for each).
    height
        Height in pixels, the one that the figure was drawn for: direct labels are placed by it.
    class_name
        Further classes of the frame.
    """
    drawing = dcc.Graph(
        id=id,
        figure=figure,
        config=_config(),
        responsive=True,
        animate=False,
        clear_on_unhover=True,
        style={"height": "100%", "width": "100%"},
    )
    return html.Div(
        drawing,
        id=frame_id(id),
        role="img",
        className=f"tdm-chart {class_name}".strip(),
        style={"height": f"{height}px", "minHeight": 0},
        **{"aria-label": label},
    )


def frame_id(id: str) -> str:
    """Return the id of the frame around a graph.

    Examples
    --------
    >>> frame_id("overview-trend")
    'overview-trend-frame'
    """
    return f"{id}-frame"


def _config() -> dict[str, Any]:
    """Return Plotly's settings for a chart that is read, not edited, and never leaves the machine."""
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "showEditInChartStudio": False,
        "showLink": False,
        "responsive": True,
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        "showAxisDragHandles": False,
    }
