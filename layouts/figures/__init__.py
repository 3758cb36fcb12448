"""Figures as plain dicts: small plain values in, what `layouts.graph.graph` draws out.

For each chart there are three functions: the figure, a summary (the sentence that a screen reader says) and a
table (what "view as table" and "download data" hold).
"""

from layouts.figures.columns import band_columns_figure, band_columns_summary, band_columns_table
from layouts.figures.distribution import (
    distribution_figure,
    distribution_summary,
    distribution_table,
    five_point_bins,
)
from layouts.figures.partner import (
    partner_trend_figure,
    partner_trend_summary,
    partner_trend_table,
    scorecard_trend_figure,
)
from layouts.figures.parts import (
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
    "SCORE",
    "BandCounts",
    "Canvas",
    "Distribution",
    "Figure",
    "Line",
    "Scale",
    "Step",
    "Table",
    "Target",
    "band_columns_figure",
    "band_columns_summary",
    "band_columns_table",
    "distribution_figure",
    "distribution_summary",
    "distribution_table",
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
