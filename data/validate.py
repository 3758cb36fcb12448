"""Validate: every row is accepted or rejected, with every reason that was found. The fifth step.

A rule is a function that looks at whole columns and returns problems: flags of the rows that break it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpi.method import Method, Question
from kpi.schema import EARLIEST_DATE, Column, Kind, Table

Flags = npt.NDArray[np.bool_]


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
    """

    rows: Flags
    column: str
    rule: str
    remedy: str


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
    """Return all problems of a table's rows.

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
        Problem(rows, column, rule, _unread_remedy(table.column(column)))
        for column, by_rule in wrong.items()
        for rule, rows in by_rule.items()
    ]
    unread = {column: np.logical_or.reduce(list(by_rule.values())) for column, by_rule in wrong.items() if by_rule}
    for column in table.columns:
        found += _column_problems(column, frame, unread.get(column.name), rules.today)
    found += list(_TABLE_RULES[table.name](frame, rules, unread))
    found = [problem for problem in found if problem.rows.any()]
    return found + list(_repeated(table, frame, found))


def row_ids(table: Table, frame: pd.DataFrame) -> pd.Series:
    """Return the row ids; missing where a part of one is."""
    if not table.row_id:
        return pd.Series(None, index=frame.index, dtype="str")
    ids = frame[table.row_id[0]].astype("str")
    for name in table.row_id[1:]:
        ids = ids + "|" + frame[name].astype("str")
    return ids


def scale_of(frame: pd.DataFrame, method: Method) -> pd.DataFrame:
    """Return the scale of every answer: the row's, else the method's, else what its kind of question implies.

    Returns
    -------
    pd.DataFrame
        ``low``, ``high`` (missing when nothing says so) and ``rank`` (flags).
    """
    asked = frame["question"].astype("str").fillna("")
    questions = {word: method.question(word) for word in asked.unique()}
    implied = {word: _implied_scale(question) for word, question in questions.items()}
    low = asked.map({word: scale[0] for word, scale in implied.items()}).astype("float64")
    high = asked.map({word: scale[1] for word, scale in implied.items()}).astype("float64")
    rank = asked.map({word: question.type == "rank" for word, question in questions.items()}).astype(bool)
    own_low = frame["scale_min"].astype("float64").mask(rank)
    return pd.DataFrame({"low": own_low.fillna(low), "high": frame["scale_max"].fillna(high), "rank": rank})


def _implied_scale(question: Question) -> tuple[float, float]:
    assumed = {"recommendation": (0.0, 10.0), "rank": (1.0, np.nan)}.get(question.type, (np.nan, np.nan))
    low = assumed[0] if question.scale_min is None or question.type == "rank" else question.scale_min
    return low, assumed[1] if question.scale_max is None else question.scale_max


def _column_problems(column: Column, frame: pd.DataFrame, unread: Flags | None, today: date) -> Iterator[Problem]:
    values = frame[column.name]
    if column.required:
        empty = values.isna().to_numpy()
        if unread is not None:
            empty = empty & ~unread
        yield Problem(empty, column.name, f"{column.name} is missing", "Fill it in.")
    if column.minimum is not None:
        low = (values < column.minimum).to_numpy()
        yield Problem(low, column.name, f"it is below {column.minimum:g}", f"Give {column.minimum:g} or more.")
    if column.event:
        yield from _event_problems(column.name, values, today)


def _event_problems(name: str, values: pd.Series, today: date) -> Iterator[Problem]:
    remedy = "Correct the date; one typing error must not stretch the calendar."
    early = (values < pd.Timestamp(EARLIEST_DATE)).to_numpy()
    yield Problem(early, name, f"the date is before {EARLIEST_DATE.year}", remedy)
    late = (values > pd.Timestamp(today)).to_numpy()
    yield Problem(late, name, f"the date is after the day of import, {today}", remedy)


def _partner_rules(frame: pd.DataFrame, _rules: Rules, _unread: Mapping[str, Flags]) -> Iterator[Problem]:
    crossed = (frame["left_on"] < frame["joined_on"]).to_numpy()
    yield Problem(crossed, "left_on", "left_on is before joined_on", "Correct one of the two dates.")


def _deal_rules(frame: pd.DataFrame, rules: Rules, unread: Mapping[str, Flags]) -> Iterator[Problem]:
    none = np.zeros(len(frame), dtype=bool)
    won = (frame["stage"] == "won").to_numpy()
    closed = won | (frame["stage"] == "lost").to_numpy()
    no_amount = won & frame["amount"].isna().to_numpy() & ~unread.get("amount", none)
    yield Problem(no_amount, "amount", "amount is missing on a won deal", "Fill in what it was won for.")
    no_day = closed & frame["closed_on"].isna().to_numpy() & ~unread.get("closed_on", none)
    yield Problem(no_day, "closed_on", "closed_on is missing on a won or lost deal", "Fill in the day of closing.")
    yield from _event_problems("closed_on", frame["closed_on"].where(closed), rules.today)
    crossed = closed & (frame["closed_on"] < frame["opened_on"]).to_numpy()
    yield Problem(crossed, "closed_on", "closed_on is before opened_on", "Correct one of the two dates.")
    if rules.currency:
        other = (frame["currency"].notna() & (frame["currency"] != rules.currency)).to_numpy()
        rule = f"the currency is not {rules.currency} and there is no exchange rate"
        yield Problem(other, "currency", rule, f"Convert the amount to {rules.currency} and change the currency.")


def _survey_rules(frame: pd.DataFrame, rules: Rules, unread: Mapping[str, Flags]) -> Iterator[Problem]:
    unclear = unread.get("scale_min", False) | unread.get("scale_max", False)
    scale = scale_of(frame, rules.method)
    read = (frame["score"].notna() & frame["question"].notna()).to_numpy() & ~np.asarray(unclear)
    unknown = read & scale[["low", "high"]].isna().any(axis=1).to_numpy()
    remedy = "Give the scale in the columns scale_min and scale_max, or for the question in the method."
    yield Problem(unknown, "score", "the scale of the score is not known", remedy)
    flat = read & (scale["high"] <= scale["low"]).to_numpy()
    yield Problem(flat, "scale_max", "the scale ends where it begins, or before", remedy)
    outside = read & ~flat & ((frame["score"] < scale["low"]) | (frame["score"] > scale["high"])).to_numpy()
    rank = scale["rank"].to_numpy()
    yield Problem(outside & ~rank, "score", "the score is outside its scale", "Correct the score. " + remedy)
    text = "the rank is not between 1 and the number of vendors"
    yield Problem(outside & rank, "score", text, "Correct the rank, or give the number of vendors as scale_max.")


def _no_rules(_frame: pd.DataFrame, _rules: Rules, _unread: Mapping[str, Flags]) -> Iterator[Problem]:
    return iter(())


_TABLE_RULES = {
    "partners": _partner_rules,
    "interactions": _no_rules,
    "surveys": _survey_rules,
    "advocacy": _no_rules,
    "deals": _deal_rules,
    "measures": _no_rules,
    "targets": _no_rules,
}


def _repeated(table: Table, frame: pd.DataFrame, found: list[Problem]) -> Iterator[Problem]:
    """Reject an id that an accepted row above has already."""
    if not table.row_id:
        return
    bad = np.logical_or.reduce([problem.rows for problem in found]) if found else np.zeros(len(frame), dtype=bool)
    ids = row_ids(table, frame).where(~pd.Series(bad, index=frame.index))
    repeated = (ids.duplicated(keep="first") & ids.notna()).to_numpy()
    if repeated.any():
        name = " and ".join(table.row_id)
        remedy = "Keep one of the rows, or give this one an id of its own."
        yield Problem(repeated, table.row_id[0], f"{name} stands on an earlier line of the file already", remedy)


def _unread_remedy(column: Column) -> str:
    if column.kind is Kind.DATE:
        return "Write the date like 2026-03-31."
    if column.kind is Kind.NUMBER:
        return "Write the number like 1234.5."
    if column.kind is Kind.CHOICE:
        blank = "" if column.required else ", or leave it empty when it is not known"
        return f"Write one of {', '.join(dict.fromkeys(column.choices.values()))}{blank}."
    return "Write a word with letters or digits."
