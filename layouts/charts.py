"""A chart in its card: the finding, what is drawn, the same numbers as a table, or why there is nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from layouts import components
from layouts.graph import graph


@dataclass(frozen=True)
class ChartView:
    """A chart with the finding it shows. Without a figure the card says why (`reason`)."""

    title: str
    sub: str
    figure: Mapping[str, Any] | None = None
    label: str = ""
    table: components.TableView | None = None
    file_name: str = ""
    reason: str = ""


def chart(view: ChartView, *, id: str, height: int) -> Component:
    """Return a chart in its card."""
    return components.chart_card(
        id=id,
        title=view.title,
        sub=view.sub,
        chart=graph(figure=dict(view.figure or {}), id=id, label=view.label, height=height),
        table=view.table,
        file_name=view.file_name,
        reason=view.reason,
    )
