"""Validate: every row is accepted or rejected, with every reason that was found. The fifth step.

A rule is a function that looks at whole columns of a block and returns problems: flags of the rows that break it.
Whether an id stands in the file twice is not seen in a block; it is found where ids are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.cells import remedies
from data.cells.remedies import Advise, likely_day, unread_advice, unread_remedy
from data.cells.scales import scale_of
from data.cells.values import choices_of
from kpi.method import Method
from kpi.schema import EARLIEST_DATE, Column, Kind, Table

__all__ = ["Flags", "Problem", "Rules", "problems", "row_ids", "scale_of"]

Flags = npt.NDArray[np.bool_]

NO_SCALE: Final = "the scale of the score is not known"

_ENOUGH: Final = 20
"""Rows with a sound date from which the year of a wrong one is guessed at."""


@dataclass(frozen=True)
class Problem:
    """Rows that break one rule.

    Parameters
    ----------
    rows
        Flags.
    column
        Canonical column; empty when the row as a whole is wrong.
    rule
        What is wrong, in words.
    remedy
        What to do.
    repair
        The class of what to do, by which rejections are grouped.
    advise
        Finds what to do about one row, where there is more to say than the remedy.
    """

    rows: Flags
    column: str
    rule: str
    remedy: str
    repair: str = ""
    advise: Advise | None = field(default=None, repr=False, compare=False)

    def advice(self, row: int, cell: str) -> str:
        """Return what to do about one row, given its cell as it stands in the file."""
        return (self.advise(row, cell) if self.advise else "") or self.remedy


@dataclass(frozen=True)
class Rules:
    """What rows are judged by, beside the table itself.

    Parameters
    ----------
    today
        Day of the import; nothing can have happened after it.
    method
        Knows the scales of survey questions.
    currency
        In which amounts are kept; None when nothing has fixed it.
    """

    today: date
    method: Method
    currency: str | None = None


def problems(
    table: Table, frame: pd.DataFrame, wrong: Mapping[str, Mapping[str, Flags]], rules: Rules
) -> list[Problem]:
    """Return all problems of the rows of a block; none that no row has.

    Parameters
    ----------
    table
        The table.
    frame
        All its canonical columns; missing where a cell is empty or could not be read.
    wrong
        What could not be read: column -> rule -> flags.
    rules
        What else to judge by.
    """
    found = [
        _unread(table.column(column), rule, rows, rules) for column, by in wrong.items() for rule, rows in by.items()
    ]
    unread = {column: np.logical_or.reduce(list(by_rule.values())) for column, by_rule in wrong.items() if by_rule}
    for column in table.columns:
        found += _column_problems(column, frame, unread.get(column.name), rules.today)
    found += list(_TABLE_RULES.get(table.name, _no_rules)(frame, rules, unread))
    return [problem for problem in found if problem.rows.any()]


def row_ids(table: Table, frame: pd.DataFrame) -> pd.Series:
    """Return the row ids; missing where a part of one is."""
    if not table.row_id:
        return pd.Series(None, index=frame.index, dtype="str")
    ids = frame[table.row_id[0]].astype("str")
    for name in table.row_id[1:]:
        ids = ids + "|" + frame[name].astype("str")
    return ids


def _unread(column: Column, rule: str, rows: Flags, rules: Rules) -> Problem:
    remedy = unread_remedy(rule, column)
    choices = choices_of(column, rules.method) if column.kind is Kind.CHOICE else {}
    return Problem(rows, column.name, rule, remedy.text, remedy.repair, unread_advice(rule, column, choices))


def _column_problems(column: Column, frame: pd.DataFrame, unread: Flags | None, today: date) -> Iterator[Problem]:
    values = frame[column.name]
    if column.required:
        empty = values.isna().to_numpy()
        if unread is not None:
            empty = empty & ~unread
        yield Problem(empty, column.name, f"{column.name} is missing", "Fill it in.", remedies.FILL)
    if column.minimum is not None:
        low = values.to_numpy() < column.minimum
        remedy = f"Give {column.minimum:g} or more."
        yield Problem(low, column.name, f"it is below {column.minimum:g}", remedy, remedies.NUMBER)
    if column.event:
        yield from _event_problems(column.name, values, today)


def _event_problems(name: str, values: pd.Series, today: date) -> Iterator[Problem]:
    days = values.to_numpy(dtype="datetime64[us]")
    remedy = "Correct the date; one typing error must not stretch the calendar."
    early, late = days < np.datetime64(EARLIEST_DATE), days > np.datetime64(today)
    if not (early.any() or late.any()):
        return
    advise = _year_advice(days, ~(early | late), today)
    yield Problem(early, name, f"the date is before {EARLIEST_DATE.year}", remedy, remedies.DATE, advise)
    rule = f"the date is after the day of import, {today}"
    yield Problem(late, name, rule, remedy, remedies.DATE, advise)


def _year_advice(days: npt.NDArray[np.datetime64], sound: Flags, today: date) -> Advise | None:
    """Return what finds the day that was meant, when enough other rows say which years are likely."""
    known = days[sound & ~np.isnat(days)].astype("datetime64[D]")
    if len(known) < _ENOUGH:
        return None
    earliest, latest = known.min().astype(date), min(known.max().astype(date), today)

    def advise(row: int, _cell: str) -> str:
        day = likely_day(days[row].astype("datetime64[D]").astype(date), earliest, latest)
        return f"Probably {day}: check the year." if day else ""

    return advise


def _partner_rules(frame: pd.DataFrame, _rules: Rules, _unread: Mapping[str, Flags]) -> Iterator[Problem]:
    crossed = frame["left_on"].to_numpy() < frame["joined_on"].to_numpy()
    remedy = "Correct one of the two dates."
    yield Problem(crossed, "left_on", "left_on is before joined_on", remedy, remedies.DATE)


def _deal_rules(frame: pd.DataFrame, rules: Rules, unread: Mapping[str, Flags]) -> Iterator[Problem]:
    none = np.zeros(len(frame), dtype=bool)
    won = (frame["stage"] == "won").to_numpy()
    closed = won | (frame["stage"] == "lost").to_numpy()
    no_amount = won & frame["amount"].isna().to_numpy() & ~unread.get("amount", none)
    rule = "amount is missing on a won deal"
    yield Problem(no_amount, "amount", rule, "Fill in what it was won for.", remedies.FILL)
    no_day = closed & frame["closed_on"].isna().to_numpy() & ~unread.get("closed_on", none)
    rule = "closed_on is missing on a won or lost deal"
    yield Problem(no_day, "closed_on", rule, "Fill in the day of closing.", remedies.FILL)
    yield from _event_problems("closed_on", frame["closed_on"].where(closed), rules.today)
    crossed = closed & (frame["closed_on"].to_numpy() < frame["opened_on"].to_numpy())
    remedy = "Correct one of the two dates."
    yield Problem(crossed, "closed_on", "closed_on is before opened_on", remedy, remedies.DATE)
    if rules.currency:
        other = (frame["currency"].notna() & (frame["currency"] != rules.currency)).to_numpy()
        rule = f"the currency is not {rules.currency} and there is no exchange rate"
        remedy = f"Convert the amount to {rules.currency} and change the currency."
        yield Problem(other, "currency", rule, remedy, remedies.CURRENCY)


def _survey_rules(frame: pd.DataFrame, rules: Rules, unread: Mapping[str, Flags]) -> Iterator[Problem]:
    unclear = np.zeros(len(frame), dtype=bool)
    for name in ("scale_min", "scale_max"):
        unclear |= unread.get(name, unclear)
    scale = scale_of(frame, rules.method)
    low, high, rank = (scale[name].to_numpy() for name in ("low", "high", "rank"))
    score = frame["score"].to_numpy()
    read = ~np.isnan(score) & frame["question"].notna().to_numpy() & ~unclear
    unknown = read & (np.isnan(low) | np.isnan(high))
    remedy = "Give the scale in the columns scale_min and scale_max, or for the question in the method."
    yield Problem(unknown, "score", NO_SCALE, remedy, remedies.SCALE)
    flat = read & (high <= low)
    yield Problem(flat, "scale_max", "the scale ends where it begins, or before", remedy, remedies.SCALE)
    outside = read & ~flat & ((score < low) | (score > high))
    text = "the score is outside its scale"
    yield Problem(outside & ~rank, "score", text, "Correct the score. " + remedy, remedies.SCORE)
    text = "the rank is not between 1 and the number of vendors"
    remedy = "Correct the rank, or give the number of vendors as scale_max."
    yield Problem(outside & rank, "score", text, remedy, remedies.SCORE)


def _no_rules(_frame: pd.DataFrame, _rules: Rules, _unread: Mapping[str, Flags]) -> Iterator[Problem]:
    return iter(())


_TABLE_RULES: Final = {"partners": _partner_rules, "surveys": _survey_rules, "deals": _deal_rules}
