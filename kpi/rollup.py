"""Rollups: what a file of facts is reduced to, once, so that scores never read a raw row again.

A rollup is a frame of sums and counts per partner, month and key. Rollups of several files merge into one;
where a sum is not enough (a median, a respondent's latest answer) the rollup carries the small distribution
that is. Every rollup of dated rows has

- ``partner_id`` (str) and ``month`` (int64, ordinal of `kpi.periods`),
- ``rows`` (int64), how many rows stand behind the line,
- ``last_day`` (int64), the latest day of the month among them.

==============  ===========================================  ===========================================
table           further keys                                 values
==============  ===========================================  ===========================================
interactions    kind, initiated_by                           quantity
surveys         respondent, question                         day, score, scale_min, scale_max (latest answer)
advocacy        kind                                         quantity
deals           event (opened, won, lost), sourced_by,       amount
                deal_type, days (opening to winning),
                customer (of deals won)
measures        measure, reported_by                         value (sum)
==============  ===========================================  ===========================================

Rows of ``partners`` and ``targets`` are few: their rollup is the rows themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from kpi.periods import month_end, month_ordinal
from kpi.schema import TABLES, Kind

FORM: Final = 2
"""Raised when the columns of a rollup change: a store then makes its rollups anew from the facts."""

_KEYS: Final = {
    "interactions": ["kind", "initiated_by"],
    "advocacy": ["kind"],
    "surveys": ["respondent", "question"],
    "deals": ["event", "sourced_by", "deal_type", "days", "customer"],
    "measures": ["measure", "reported_by"],
}
_SUMS: Final = {"interactions": "quantity", "advocacy": "quantity", "deals": "amount", "measures": "value"}
_BLANK: Final = {Kind.NUMBER: float("nan"), Kind.DATE: pd.NaT}
_ANSWER: Final = ["day", "score", "scale_min", "scale_max"]


class MissingColumns(KeyError):
    """Rows lack columns that their table needs; the message names them."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        super().__init__(f"rows of {table} need the column{'s' if len(columns) > 1 else ''} {', '.join(columns)}")
        self.table, self.columns = table, tuple(columns)

    def __str__(self) -> str:
        return str(self.args[0])


def roll_up(table: str, frame: pd.DataFrame, *, source: str = "") -> pd.DataFrame:
    """Reduce the accepted rows of one file to their rollup.

    Parameters
    ----------
    table
        Name of the table in `kpi.schema.TABLES`.
    frame
        Rows with the canonical columns; words normalised, dates as ``datetime64``. Optional columns may be
        missing. Row order matters only for two answers of one respondent to one question on the same day: the
        later row wins.
    source
        Name of the file, unique among the rollups to be merged: an answer with neither respondent nor
        response_id is nobody else's, in no other file either.

    Returns
    -------
    pd.DataFrame
        As described at the top of this module, sorted by its keys.

    Raises
    ------
    KeyError
        When the table is unknown.
    MissingColumns
        When the frame lacks columns that the table needs.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "partner_id": ["a", "a"], "date": pd.to_datetime(["2026-03-01", "2026-03-09"]),
    ...     "kind": ["call", "call"], "quantity": [1.0, 2.0], "initiated_by": ["us", "us"]})
    >>> roll_up("interactions", rows)[["quantity", "rows", "last_day"]].to_dict("records")
    [{'quantity': 3.0, 'rows': 2, 'last_day': 9}]
    """
    frame = _completed(table, frame)
    if table in ("partners", "targets"):
        return frame.reset_index(drop=True)
    if table == "surveys":
        return _latest_answers(_answers(frame, source))
    if table == "deals":
        return _summed(table, _deal_events(frame))
    lines = _dated(frame, "date")
    for key in _KEYS[table]:
        lines[key] = _text(frame, key).replace("", _default(table, key))
    lines[_SUMS[table]] = frame[_SUMS[table]].astype("float64")
    return _summed(table, lines)


def merge_rollups(table: str, rollups: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Merge the rollups of several files of one table.

    Sums and counts add up. The latest answer of a respondent wins, on one day that of the later file. For a
    partner, month, measure and side the later file wins, and so it does for the row of a partner.

    Parameters
    ----------
    table
        Name of the table.
    rollups
        In the order of their imports.

    Returns
    -------
    pd.DataFrame
        A rollup.
    """
    stacked = pd.concat([_stamped(rollup, at) for at, rollup in enumerate(rollups)], ignore_index=True)
    if table == "partners":
        return stacked.drop_duplicates("partner_id", keep="last").drop(columns="_at").reset_index(drop=True)
    if table == "targets":
        return stacked.drop(columns="_at")
    if table == "surveys":
        return _latest_answers(stacked.drop(columns="_at"))
    if table == "measures":
        keys = ["partner_id", "month", *_KEYS[table]]
        latest = stacked.groupby(keys, sort=False)["_at"].transform("max")
        stacked = stacked[stacked["_at"] == latest]
    return _summed(table, stacked.drop(columns="_at"))


def rows_until(table: str, frame: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the rows known on a day: nothing after it, and a deal that closes later is open.

    Parameters
    ----------
    table
        Name of the table.
    frame
        Rows with the canonical columns.
    as_of
        The day.
    """
    if table in ("partners", "targets"):
        return frame
    limit = pd.Timestamp(as_of)
    if table != "deals":
        return frame[frame["date"] <= limit]
    known = frame[frame["opened_on"] <= limit]
    later = known["closed_on"].isna() | (known["closed_on"] > limit)
    return known.assign(stage=known["stage"].mask(later, "open"))


def rollup_until(table: str, rollup: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the lines of a rollup up to the end of a month.

    Raises
    ------
    ValueError
        When `as_of` is not the last day of its month and the rollup holds later days of that month, which
        only the rows themselves can tell apart (`rows_until`).
    """
    if table in ("partners", "targets"):
        return rollup
    last = month_ordinal(as_of)
    if as_of != month_end(last) and ((rollup["month"] == last) & (rollup["last_day"] > as_of.day)).any():
        raise ValueError(f"a rollup can't be cut at {as_of}, inside a month; roll up its rows again")
    return rollup[rollup["month"] <= last]


def _completed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with their optional columns of figures and days, blank or at the default where missing."""
    if missing := [name for name in TABLES[table].required if name not in frame]:
        raise MissingColumns(table, missing)
    blanks: dict[str, Any] = {
        column.name: _BLANK[column.kind] if column.default is None else column.default
        for column in TABLES[table].columns
        if column.name not in frame and (column.kind in _BLANK or column.default is not None)
    }
    completed = frame.copy(deep=False) if blanks else frame
    for name, blank in blanks.items():
        completed[name] = blank
    return completed


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[column].astype("str").fillna("")


def _default(table: str, column: str) -> str:
    return str(TABLES[table].column(column).default or "")


def _dated(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    dates = frame[column]
    return pd.DataFrame(
        {
            "partner_id": frame["partner_id"].astype("str"),
            "month": dates.dt.year.astype("int64") * 12 + dates.dt.month.astype("int64") - 1,
            "rows": pd.Series(1, index=frame.index, dtype="int64"),
            "last_day": dates.dt.day.astype("int64"),
        }
    )


def _deal_events(frame: pd.DataFrame) -> pd.DataFrame:
    closed = frame[frame["stage"].isin(["won", "lost"])]
    opened_events = _deal_lines(frame, "opened_on", "opened")
    closed_events = _deal_lines(closed, "closed_on", closed["stage"].astype("str"))
    duration = (closed["closed_on"] - closed["opened_on"]).dt.days.astype("int64")
    closed_events["days"] = duration.where(closed["stage"] == "won", -1)
    # Only who bought is ever asked for; one line per customer elsewhere would be the raw rows again.
    closed_events["customer"] = _text(closed, "customer").where(closed["stage"] == "won", "")
    return pd.concat([opened_events, closed_events], ignore_index=True)


def _deal_lines(frame: pd.DataFrame, day: str, event: str | pd.Series) -> pd.DataFrame:
    lines = _dated(frame, day)
    lines["event"] = event
    lines["sourced_by"] = _text(frame, "sourced_by")
    lines["deal_type"] = _text(frame, "deal_type")
    lines["days"] = pd.Series(-1, index=frame.index, dtype="int64")
    lines["customer"] = pd.Series("", index=frame.index, dtype="str")
    lines["amount"] = frame["amount"].astype("float64").fillna(0.0)
    return lines


def _answers(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    lines = _dated(frame, "date")
    person, response = _text(frame, "respondent"), _text(frame, "response_id")
    nobody = pd.Series(range(len(frame)), index=frame.index).astype("str").radd(f"row:{source}:")
    lines["respondent"] = ("person:" + person).where(
        person != "", ("response:" + response).where(response != "", nobody)
    )
    lines["question"] = _text(frame, "question")
    lines["day"] = lines["last_day"]
    for column in ("score", "scale_min", "scale_max"):
        lines[column] = frame[column].astype("float64") if column in frame else float("nan")
    return lines


def _latest_answers(lines: pd.DataFrame) -> pd.DataFrame:
    keys = ["partner_id", "month", *_KEYS["surveys"]]
    ordered = lines.sort_values([*keys, "day"], kind="stable")
    latest = ordered.drop_duplicates(keys, keep="last").set_index(keys)[_ANSWER]
    totals = ordered.groupby(keys, sort=True).agg(rows=("rows", "sum"), last_day=("last_day", "max"))
    return totals.join(latest).reset_index()


def _summed(table: str, lines: pd.DataFrame) -> pd.DataFrame:
    keys, value = ["partner_id", "month", *_KEYS[table]], _SUMS[table]
    return (
        lines.groupby(keys, sort=True, observed=True)
        .agg(**{value: (value, "sum"), "rows": ("rows", "sum"), "last_day": ("last_day", "max")})
        .reset_index()
    )


def _stamped(rollup: pd.DataFrame, at: int) -> pd.DataFrame:
    return rollup.assign(_at=at)
