"""The rows behind KPIs of reported figures, those of a site among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kpi.behind_parts import Behind, Case, Part, listed, part_of, shown, text
from kpi.board import Board
from kpi.customers import MONTHS as LIFETIME_MONTHS
from kpi.measures import TABLE
from kpi.windows import YEAR

_MEANS: Final = {
    "customer_satisfaction": "customer_satisfaction",
    "share_of_wallet": "share_of_wallet",
    "development_cycle": "development_days",
    "delivery_quality": "project_satisfaction",
}
_SUMS: Final = {"product_launches": "product_launches", "sales_volume": "units_sold"}
_RATIOS: Final = {
    "resource_sharing": ("resources_shared", "resources_agreed"),
    "project_completion": ("projects_completed", "projects_due"),
    "cost_reduction": ("cost", "baseline_cost"),
    "return_on_investment": ("gain", "cost"),
    "profit_margin": ("profit", "revenue"),
    "milestones_on_time": ("milestones_met", "milestones_due"),
    "user_adoption_rate": ("active_users", "eligible_users"),
    "customer_acquisition_cost": ("acquisition_cost", "new_customers"),
    "sell_through_rate": ("units_sold", "units_received"),
}
_BESIDE: Final = {
    "market_penetration": "market_size",
    "market_share_growth": "market_size",
    "customer_lifetime_value": "gross_margin",
}
"""Measures that KPIs of deals need."""

_OF_A_STOCK: Final = ("user_adoption_rate",)
"""Ratios of the last month that has both."""


@dataclass(frozen=True)
class Reported:
    """What a KPI takes of reported figures.

    Parameters
    ----------
    names
        The measures: one, or numerator and denominator.
    taken
        ``sum``, ``mean`` or ``last`` of one measure, ``ratio`` of two, ``last ratio`` of two in the last month.
    window
        Trailing window [months].
    factor
        100 for a ratio in %.
    back
        Months that it looks back beyond its window.
    """

    names: tuple[str, ...]
    taken: str
    window: int
    factor: float = 1.0
    back: int = 0


def reported_by_kpi(board: Board, kpi: str) -> Reported | None:
    """Return which measures a KPI takes, and how; None when it takes none."""
    for one in board.method.kpis:
        if one.id == kpi:
            taken = one.aggregate if one.measure else "ratio"
            return Reported(one.measures, taken, one.window or board.months, one.factor)
    if kpi in _MEANS:
        return Reported((_MEANS[kpi],), "mean", board.months)
    if kpi in _SUMS:
        return Reported((_SUMS[kpi],), "sum", board.months)
    if kpi in _BESIDE:
        window = LIFETIME_MONTHS if kpi == "customer_lifetime_value" else board.months
        return Reported((_BESIDE[kpi],), "sum", window, back=YEAR if kpi == "market_share_growth" else 0)
    if kpi not in _RATIOS:
        return None
    factor = 1.0 if kpi == "customer_acquisition_cost" else 100.0
    return Reported(_RATIOS[kpi], "last ratio" if kpi in _OF_A_STOCK else "ratio", board.months, factor)


def measures_behind(case: Case) -> Behind:
    """Return the reported figures that a KPI counts."""
    asked = reported_by_kpi(case.board, case.kpi)
    assert asked is not None
    frames = {name: reported_rows(case, name, asked.window, part=name) for name in dict.fromkeys(asked.names)}
    if "last" in asked.taken:
        frames = _last(frames)
    elif "ratio" in asked.taken:
        frames = _paired(frames)
    rows = listed(list(frames.values()))
    unit = case.board.catalogue[case.kpi].unit
    parts = tuple(part_of(name, name, rows, unit=unit if len(frames) == 1 else "count") for name in frames)
    parts = tuple(_mean(part) if asked.taken in ("mean", "last") else part for part in parts)
    return Behind(case.kpi, "", rows, parts, _value(case.kpi, asked, parts), len(rows))


def reported_rows(case: Case, measure: str, window: int, *, part: str, back: int = 0) -> pd.DataFrame:
    """Return the rows of a measure that count, in the form of `listed`.

    Of each month and side the latest import counts, and of both sides ours.
    """
    rows = case.within(TABLE, window, back=back)
    rows = rows[text(rows["measure"]) == measure]
    side = text(rows["reported_by"])
    rows = rows.assign(side=side.where(side != "", "us"))
    latest = rows.groupby(["month", "side"], observed=True, sort=True)["import_id"].transform("max")
    rows = rows[rows["import_id"] == latest]
    ours = set(rows["month"][rows["side"] == "us"])
    rows = rows[(rows["side"] == "us") | ~rows["month"].isin(ours)]
    value = rows["value"].astype("float64")
    made = shown(rows, part=part, gave=value, kind=text(rows["measure"]), figure=value, detail=rows["side"])
    return made.assign(month=rows["month"])


def _paired(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the rows in months that have every measure."""
    both = set.intersection(*(set(frame["month"]) for frame in frames.values()))
    return {name: frame[frame["month"].isin(both)] for name, frame in frames.items()}


def _last(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the rows of the last month that has every measure."""
    kept = _paired(frames)
    months = [int(frame["month"].max()) for frame in kept.values() if len(frame)]
    return {name: frame[frame["month"] == max(months)] for name, frame in kept.items()} if months else kept


def _mean(part: Part) -> Part:
    return Part(part.name, part.label, part.rows, part.total / part.rows if part.rows else np.nan, part.unit)


def _value(kpi: str, asked: Reported, parts: tuple[Part, ...]) -> float:
    if not all(part.rows for part in parts):
        return float("nan")
    if len(asked.names) == 1:
        return parts[0].total
    by_name = {part.name: part.total for part in parts}
    top, bottom = (by_name[name] for name in asked.names)
    if abs(bottom) < 1e-9:
        return float("nan")
    if kpi == "cost_reduction":
        return asked.factor * (bottom - top) / bottom
    if kpi == "return_on_investment":
        return asked.factor * (top - bottom) / bottom
    return asked.factor * top / bottom
