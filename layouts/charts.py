"""A chart in its card: the finding, what is drawn, the same numbers as a table, or why there is nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from layouts import components
from layouts.graph import graph


@dataclass(frozen=True)
class ChartView:
    """A chart with the finding it shows; `reason` says why there is nothing to draw, when there is no figure.

    `note` stands under the chart: what else is to be known of it.
    """

    title: str
    sub: str
    figure: Mapping[str, Any] | None = None
    label: str = ""
    table: components.TableView | None = None
    file_name: str = ""
    reason: str = ""
    note: Component | None = None

    @property
    def gap(self) -> str:
        """Why there is nothing to draw; empty when there is."""
        return self.reason if self.figure is None else ""


def chart(view: ChartView, *, id: str, height: int) -> Component:
    """Return a chart in its card."""
    return components.chart_card(
        id=id,
        title=view.title,
        sub=view.sub,
        chart=graph(figure=dict(view.figure or {}), id=id, label=view.label, height=height),
        table=view.table,
        file_name=view.file_name,
        reason=view.gap,
        note=view.note,
    )
