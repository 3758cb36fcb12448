"""What made a number, as ``tandem explain`` tells it: plain values, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.table_files import plain
from kpi.benchmark import benchmark
from kpi.board import Board, GroupsOnly
from kpi.catalogue import Kpi, Scope
from kpi.change import explain_change
from kpi.contributions import contributions_of, group_contributions
from kpi.forecast import forecast
from kpi.history import spaced
from kpi.narrative import change_text, forecast_text, trend_text
from kpi.path import path_note, paths_to_next_band
from kpi.periods import month_text, parse_month
from kpi.programme import ATTRIBUTES
from kpi.reading import Groups, Reading, everyone, grouped_by
from kpi.robustness import robustness
from kpi.scores import GROUPINGS, band_name
from kpi.targets import open_target
from kpi.trend import trend


@dataclass(frozen=True)
class Matter:
    """What is to be explained.

    Parameters
    ----------
    label
        Id of a partner, or the label of a group.
    kpi
        Catalogue id.
    month
        As in ``2026-03``.
    against
        An earlier month: explain the difference; None to explain the value.
    group_by
        One of `kpi.scores.GROUPINGS`; None for a partner.
    fiscal_start
        First month of the fiscal year.
    """

    label: str
    kpi: str
    month: str
    against: str | None = None
    group_by: str | None = None
    fiscal_start: int = 1


def explain(board: Board, matter: Matter, *, base: Board | None = None) -> dict[str, Any]:
    """What made a value, or what made it change.

    Parameters
    ----------
    board
        The scores.
    matter
        What is to be explained.
    base
        Board of the method that held in the month compared with; the same when None.

    Raises
    ------
    ValueError, KeyError
        On a partner, KPI, month or grouping that there is none of, in words.
    """
    groups = _groups(board, matter)
    reading = _reading(board, matter, groups)
    at = (reading.row(matter.label), _column(board, matter.month))
    said = _said(board, matter, reading, at)
    if matter.against is not None:
        return said | _change(board, matter, groups, at[1], base)
    return said | _parts(board, matter, groups, reading, at) | _outlook(board, matter, groups, at[1])


def _groups(board: Board, matter: Matter) -> Groups | None:
    if matter.group_by is None:
        return None
    if matter.group_by not in GROUPINGS:
        raise ValueError(f"Scores can't be grouped by {matter.group_by!r}. Use one of {', '.join(GROUPINGS)}.")
    return everyone(board.programme) if matter.group_by == "all" else grouped_by(board.programme, matter.group_by)


def _reading(board: Board, matter: Matter, groups: Groups | None) -> Reading:
    try:
        reading = board.reading(matter.kpi, groups)
    except GroupsOnly as error:
        raise ValueError(f"{error}: --group-by {'|'.join(('all', *ATTRIBUTES))}") from error
    if matter.label not in reading.labels:
        what = f"no group {matter.label!r} by {matter.group_by}" if groups else f"no partner {matter.label!r}"
        raise ValueError(f"There is {what}. Known are {', '.join(reading.labels[:20])} …")
    return reading


def _said(board: Board, matter: Matter, reading: Reading, at: tuple[int, int]) -> dict[str, Any]:
    """The value itself."""
    return {
        "group" if matter.group_by else "partner_id": matter.label,
        "kpi": matter.kpi,
        "month": matter.month,
        "method": board.method.version,
        "unit": board.catalogue[matter.kpi].unit.value,
        "value": plain(reading.value[at]),
        "band": band_name(int(reading.band_codes[at])),
        "coverage": None if reading.coverage is None else plain(reading.coverage[at]),
        "n": int(reading.n[at]),
    }


def _parts(
    board: Board, matter: Matter, groups: Groups | None, reading: Reading, at: tuple[int, int]
) -> dict[str, Any]:
    """What the value is made of: components that add up to it, or a numerator and a denominator."""
    if board.composite(matter.kpi) is None:
        return {"components": [], "rate": _rate(reading, at)}
    if groups is None:
        table = contributions_of(board, matter.kpi, matter.label, at[1])
    else:
        table = group_contributions(board, matter.kpi, groups, matter.label, at[1])
    return {"components": plain(table), "rate": None}


def _rate(reading: Reading, at: tuple[int, int]) -> Mapping[str, Any] | None:
    if reading.rate is None:
        return None
    rate = reading.rate
    return {
        "numerator": plain(rate.numerator[at]),
        "denominator": plain(rate.denominator[at]),
        "factor": rate.factor,
    }


def _outlook(board: Board, matter: Matter, groups: Groups | None, column: int) -> dict[str, Any]:
    """Trend and forecast up to the last complete month, and for a partner its peers, paths and robustness."""
    kpi = board.catalogue[matter.kpi]
    history = spaced(board, matter.kpi, label=matter.label, groups=groups, fiscal_start=matter.fiscal_start)
    moved, ahead = trend(history), forecast(history, lower=kpi.lower, upper=kpi.upper)
    said = {
        "until": month_text(board.programme.calendar.last_complete),
        "history": plain({"step": history.step, "labels": history.labels, "values": history.values}),
        "trend": plain(moved) | {"text": trend_text(moved, kpi=kpi)},
        "forecast": plain(ahead) | {"text": forecast_text(ahead, kpi=kpi)},
        "target": plain(open_target(board.programme, matter.kpi, partner_id="" if groups else matter.label)),
    }
    return said if groups else said | _standing(board, kpi, matter.label, column)


def _standing(board: Board, kpi: Kpi, label: str, column: int) -> dict[str, Any]:
    if kpi.scope is Scope.GROUPS:
        return {}
    said: dict[str, Any] = {"benchmark": plain(benchmark(board, kpi.id, label=label, column=column))}
    if board.composite(kpi.id) is not None:
        said["paths"] = plain(paths_to_next_band(board, kpi.id, label=label, column=column))
        said["path_note"] = path_note(board, kpi.id, label=label, column=column)
        said["robustness"] = plain(robustness(board, kpi.id, label=label, column=column))
    return said


def _change(board: Board, matter: Matter, groups: Groups | None, after: int, base: Board | None) -> dict[str, Any]:
    assert matter.against is not None
    before = _column(board, matter.against)
    made = explain_change(board, matter.kpi, label=matter.label, before=before, after=after, groups=groups, base=base)
    return {
        "against": matter.against,
        "method_against": (base or board).method.version,
        "value_against": made.before_value,
        "difference": made.difference,
        "changes": plain(made.effects),
        "text": change_text(
            made,
            since=matter.against,
            kpi=board.catalogue[matter.kpi],
            bands=board.method.bands_of(matter.kpi),
        ),
    }


def _column(board: Board, month: str) -> int:
    calendar = board.programme.calendar
    wanted = parse_month(month)
    if not calendar.first <= wanted <= calendar.last:
        span = f"{month_text(calendar.first)} to {month_text(calendar.last)}"
        raise ValueError(f"There are no scores for {month}. The data reach from {span}.")
    return wanted - calendar.first
