"""Figures as plain dicts: small plain values in, what `layouts.graph.graph` draws out.

For each chart there are three functions: the figure, a summary (the sentence that a screen reader says) and a
table (what "view as table" and "download data" hold).
"""

from layouts.figures.calendar import (
    DayCounts,
    calendar_figure,
    calendar_height,
    calendar_summary,
    calendar_table,
)
from layouts.figures.columns import band_columns_figure, band_columns_summary, band_columns_table
from layouts.figures.distribution import (
    distribution_figure,
    distribution_summary,
    distribution_table,
    five_point_bins,
)
from layouts.figures.outlook import Fan, Mark, draw_marks
from layouts.figures.partner import (
    partner_trend_figure,
    partner_trend_summary,
    partner_trend_table,
    scorecard_trend_figure,
)
from layouts.figures.parts import (
    PEERS,
    SCORE,
    BandCounts,
    Canvas,
    Distribution,
    Figure,
    Line,
    Scale,
    Step,
    Table,
    Target,
    known_periods,
)
from layouts.figures.trend import trend_figure, trend_summary, trend_table
from layouts.figures.waterfall import waterfall_figure, waterfall_summary, waterfall_table

__all__ = [
    "PEERS",
    "SCORE",
    "BandCounts",
    "Canvas",
    "DayCounts",
    "Distribution",
    "Fan",
    "Figure",
    "Line",
    "Mark",
    "Scale",
    "Step",
    "Table",
    "Target",
    "band_columns_figure",
    "band_columns_summary",
    "band_columns_table",
    "calendar_figure",
    "calendar_height",
    "calendar_summary",
    "calendar_table",
    "distribution_figure",
    "distribution_summary",
    "distribution_table",
    "draw_marks",
    "five_point_bins",
    "known_periods",
    "partner_trend_figure",
    "partner_trend_summary",
    "partner_trend_table",
    "scorecard_trend_figure",
    "trend_figure",
    "trend_summary",
    "trend_table",
    "waterfall_figure",
    "waterfall_summary",
    "waterfall_table",
]
