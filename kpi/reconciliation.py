"""Reconciliation: figures that both sides report, and where they don't agree."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import pandas as pd

from kpi.measures import TABLE
from kpi.periods import month_text
from kpi.programme import Flags, Floats, Programme
from kpi.reading import DECIMALS, ratio

TOLERANCE: Final = 0.05
"""Relative difference up to which two figures are the same one: rounding, and the day on which each side counts."""

STATUSES: Final = ("disputed", "one-sided", "agreed")
"""In the order in which they are worked through."""

AVERAGED: Final = (
    "customer_satisfaction",
    "share_of_wallet",
    "development_days",
    "project_satisfaction",
    "gross_margin",
)
"""Measures whose rows in a month are averaged, not added up."""

COLUMNS: Final = ("partner_id", "month", "measure", "ours", "theirs", "difference", "share", "status", "owner")

_KEYS: Final = ["partner_id", "month", "measure"]


def reconcile(
    programme: Programme,
    *,
    tolerance: float = TOLERANCE,
    all_measures: bool = False,
    averaged: Collection[str] = AVERAGED,
    partners: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the measures of both sides next to each other.

    Parameters
    ----------
    programme
        The programme with its measures; of a side's figures for a month the later import has won already.
    tolerance
        Relative difference up to which they agree, 0 to 1.
    all_measures
        Also list figures of a measure that the other side has not reported for that partner so far. Left out by
        default: most measures have one source, and nobody can agree or disagree with them.
    averaged
        Measures whose rows in a month are averaged; those of the others are added up.
    partners
        Ids of the partners to look at: a page of one partner does not wait for all; every partner when None.

    Returns
    -------
    pd.DataFrame
        One row per partner, month and measure: partner_id, month (``2026-03``), measure, ours, theirs (missing when
        not reported), difference (theirs − ours), share (of the larger absolute value, 0 to 2; missing when
        one-sided), status, owner (the partner's manager, else who owns a target of the partner, else empty).
        Disputed rows first, the largest share first; then one-sided ones, the latest month first; then agreed ones.

    Raises
    ------
    ValueError
        When the tolerance is not a share.

    Notes
    -----
    share = |theirs − ours| / max(|ours|, |theirs|), 0 when both are 0. *agreed* up to the tolerance, both ends
    included, *disputed* above it. *one-sided*: only one side reported the month, and the other has reported the
    measure for this partner in an earlier month.

    Examples
    --------
    >>> from kpi.examples import monthly
    >>> programme, _ = monthly(units_sold=[60.0, 40.0])
    >>> reconcile(programme, all_measures=True)[["month", "ours", "theirs", "status"]].to_dict("records")
    [{'month': '2026-02', 'ours': 40.0, 'theirs': nan, 'status': 'one-sided'},
     {'month': '2026-01', 'ours': 60.0, 'theirs': nan, 'status': 'one-sided'}]
    """
    if not 0.0 <= tolerance <= 1.0:
        raise ValueError(f"the tolerance is a share from 0 to 1, not {tolerance}")
    table = _both_sides(programme, averaged, partners)
    if partners is not None and table.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    if not all_measures:
        table = table[_shared(table)]
    ours, theirs = (table[side].to_numpy(dtype="float64") for side in ("ours", "theirs"))
    share = _relative(ours, theirs)
    status = np.select([np.isnan(share), np.round(share, DECIMALS) > tolerance], ["one-sided", "disputed"], "agreed")
    table = table.assign(difference=theirs - ours, share=share, status=status)
    table["owner"] = table["partner_id"].map(_owners(programme, partners)).astype("str")
    return _ordered(table)


def _both_sides(programme: Programme, averaged: Collection[str], partners: Collection[str] | None) -> pd.DataFrame:
    """Return partner_id, month, measure, ours and theirs of everything that some partners or all have reported."""
    if TABLE not in programme.lines:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in _KEYS} | _empty_sides())
    lines = programme.lines[TABLE]
    chosen = _chosen(programme, partners)[lines.partner]
    if not chosen.any():
        return pd.DataFrame({name: pd.Series(dtype="str") for name in _KEYS} | _empty_sides())
    rows = lines.frame.loc[chosen]
    frame = pd.DataFrame(
        {
            "partner_id": programme.partners.index.to_numpy()[lines.partner[chosen]],
            "month": lines.month[chosen],
            "measure": rows["measure"].to_numpy(),
            "side": np.where(rows["reported_by"] == "us", "ours", "theirs"),
            "value": rows["value"].to_numpy(dtype="float64"),
            "rows": rows["rows"].to_numpy(dtype="float64"),
        }
    )
    sums = frame.groupby([*_KEYS, "side"], observed=True, sort=True)[["value", "rows"]].sum()
    mean = sums.index.get_level_values("measure").isin(list(averaged))
    sums["value"] = np.where(mean, sums["value"] / sums["rows"], sums["value"])
    wide = sums.reset_index().pivot_table(index=_KEYS, columns="side", values="value", observed=True)
    table = wide.reindex(columns=["ours", "theirs"]).rename_axis(columns=None).reset_index()
    first = programme.calendar.first
    months = [month_text(first + month) for month in table["month"]]
    return table.assign(month=pd.Series(months, index=table.index, dtype="str"))


def _chosen(programme: Programme, partners: Collection[str] | None) -> Flags:
    """Return, for each partner, whether it is looked at."""
    if partners is None:
        return np.ones(len(programme.partners), dtype=bool)
    chosen = np.zeros(len(programme.partners), dtype=bool)
    rows = programme.partners.index.get_indexer(pd.Index(list(partners)))
    chosen[rows[rows >= 0]] = True
    return chosen


def _empty_sides() -> dict[str, pd.Series]:
    return {name: pd.Series(dtype="float64") for name in ("ours", "theirs")}


def _shared(table: pd.DataFrame) -> pd.Series:
    """Return which rows are of a measure that both sides have reported by then, in a table from old to new."""
    held = table[["ours", "theirs"]].notna().groupby([table["partner_id"], table["measure"]], observed=True)
    return held.cummax().all(axis=1)


def _relative(ours: Floats, theirs: Floats) -> Floats:
    """Return the difference as a share of the larger absolute value; 0 when both are 0."""
    larger = np.maximum(np.abs(ours), np.abs(theirs))
    return np.where(larger == 0, 0.0, ratio(np.abs(theirs - ours), larger))


def _owners(programme: Programme, partners: Collection[str] | None) -> dict[str, str]:
    """Return who answers for some or all partners: its manager, else the owner of a target of its own."""
    targets = {one.partner_id: one.owner for one in reversed(programme.targets) if one.partner_id and one.owner}
    managers = programme.partners["manager"]
    managers = managers if partners is None else managers[_chosen(programme, partners)]
    return {str(name): str(manager) or targets.get(str(name), "") for name, manager in managers.items()}


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    order = table["status"].map({status: at for at, status in enumerate(STATUSES)}).astype("int64")
    table = table.assign(
        _status=order, _size=-table["share"], _age=-table["month"].str.replace("-", "").astype("int64")
    )
    keys = ["_status", "_size", "_age", "partner_id", "measure"]
    return table.sort_values(keys, kind="stable")[list(COLUMNS)].reset_index(drop=True)
