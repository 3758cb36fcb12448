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

A file comes in blocks. Values of one key are added one after another in the order of the file, so a rollup does
not depend on how its rows were cut into blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpi.dense import DenseSums
from kpi.gathered import ANSWER, KEYS, SUMS, Gathered, as_text
from kpi.keyed import Ints, Lines, Vocabulary, months_and_days, replaced, stacked
from kpi.periods import month_end, month_ordinal
from kpi.schema import TABLES, Kind

FORM: Final = 3
"""Raised when the columns of a rollup change: a store then makes its rollups anew from the facts."""

_DENSE: Final = ("interactions", "advocacy", "measures")
_BLANK: Final = {Kind.NUMBER: float("nan"), Kind.DATE: pd.NaT}
_ROWS_THEMSELVES: Final = ("partners", "targets")
_NOBODY: Final = "row:"


class MissingColumns(KeyError):
    """Rows lack columns that their table needs; the message names them."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        super().__init__(f"rows of {table} need the column{'s' if len(columns) > 1 else ''} {', '.join(columns)}")
        self.table, self.columns = table, tuple(columns)

    def __str__(self) -> str:
        return str(self.args[0])


def roll_up(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Reduce the accepted rows of one file to their rollup.

    Parameters
    ----------
    table
        Name of the table in `kpi.schema.TABLES`.
    frame
        Rows with the canonical columns; words normalised, dates as ``datetime64``. Optional columns may be
        missing, and text may be categorical. Row order matters for two answers of one respondent to one question
        on the same day: the later row wins. An answer with neither respondent nor response_id is nobody else's:
        it is named by its place in the file.

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
    builder = RollupBuilder(table)
    builder.add(frame)
    return builder.finish()


class RollupBuilder:
    """Rolls the accepted rows of one file up, block by block.

    Parameters
    ----------
    table
        Name of the table in `kpi.schema.TABLES`.

    Raises
    ------
    KeyError
        When the table is unknown.
    """

    def __init__(self, table: str) -> None:
        self._table = TABLES[table].name
        self._frames: list[pd.DataFrame] = []
        self._gathered = Gathered(table)
        self._dense: DenseSums | None = DenseSums() if table in _DENSE else None
        self._rows = 0

    def add(self, frame: pd.DataFrame) -> None:
        """Add a block of rows, in the order of the file.

        Parameters
        ----------
        frame
            As for `roll_up`; the categories of a column may differ from block to block.

        Raises
        ------
        MissingColumns
            When the frame lacks columns that the table needs.
        """
        frame = _completed(self._table, frame)
        if self._table in _ROWS_THEMSELVES:
            self._frames.append(as_text(frame))
        elif self._table == "surveys":
            self._gathered.add(self._answers(frame))
        elif self._table == "deals":
            self._gathered.add(self._deal_events(frame))
        elif len(frame):
            self._add_sums(self._sums(frame))
        self._rows += len(frame)

    def finish(self) -> pd.DataFrame:
        """Return the rollup of all rows, words as text.

        Raises
        ------
        ValueError
            When no block was added to a table whose rollup is the rows themselves.
        """
        parts = list(self.parts())
        return (
            pd.concat([as_text(part) for part in parts], ignore_index=True) if len(parts) > 1 else as_text(parts[0])
        )

    def parts(self) -> Iterator[pd.DataFrame]:
        """Yield the rollup from its first line to its last, words as categoricals; at least one part.

        Memory does not grow with the number of lines as long as they fit into arrays (`kpi.dense`).
        """
        if self._table in _ROWS_THEMSELVES:
            yield pd.concat(self._frames, ignore_index=True)
        elif self._dense is None:
            yield from self._gathered.parts()
        else:
            yield from self._gathered.framed(self._dense_lines(self._dense, self._gathered.orders()))

    def _add_sums(self, lines: Lines) -> None:
        """Add in place for as long as there is room, then leave everything to sorting."""
        if self._dense is None:
            self._gathered.add(lines)
            return
        names = self._gathered.words
        shape = tuple(len(names[name]) for name in names)
        if self._dense.fits(shape, lines["month"]):
            codes = [lines[name] for name in names]
            self._dense.add(shape, lines["month"], codes, lines["last_day"], lines[SUMS[self._table]])
            return
        as_they_are = [np.arange(length) for length in self._dense.shape]
        for earlier in self._dense_lines(self._dense, as_they_are):
            self._gathered.add(earlier)
        self._dense = None
        self._gathered.add(lines)

    def _dense_lines(self, dense: DenseSums, orders: Sequence[Ints]) -> Iterator[Lines]:
        names = list(self._gathered.words)
        for partners, months, *rest in dense.lines(orders):
            *words, values, rows, days = rest
            keys = dict(zip([names[0], "month", *names[1:]], [partners, months, *words], strict=True))
            sums = {SUMS[self._table]: values.astype("float64"), "rows": rows.astype("int64")}
            yield {**keys, **sums, "last_day": days.astype("int64")}

    def _dated(self, frame: pd.DataFrame, column: str) -> dict[str, npt.NDArray[Any]]:
        months, days = months_and_days(frame[column])
        partners = self._gathered.words["partner_id"].codes(frame["partner_id"])
        return {
            "partner_id": partners,
            "month": months,
            "last_day": days,
            "rows": np.ones(len(frame), dtype=np.int64),
        }

    def _sums(self, frame: pd.DataFrame) -> Lines:
        lines = self._dated(frame, "date")
        for key in KEYS[self._table]:
            lines[key] = self._codes(frame, key)
        lines[SUMS[self._table]] = _figures(frame, SUMS[self._table], blank=0.0)
        return lines

    def _codes(self, frame: pd.DataFrame, key: str) -> Ints:
        words = self._gathered.words[key]
        blank = str(TABLES[self._table].column(key).default or "")
        if key not in frame:
            return np.full(len(frame), words.code(blank))
        return words.codes(frame[key], lambda word: word or blank)

    def _deal_events(self, frame: pd.DataFrame) -> Lines:
        stages = Vocabulary()
        stage = stages.codes(frame["stage"])
        won, lost = stage == stages.code("won"), stage == stages.code("lost")
        closed = frame[won | lost]
        opened_events = self._deal_lines(frame, "opened_on", np.full(len(frame), self._event("opened")))
        event = np.where(won[won | lost], self._event("won"), self._event("lost"))
        closed_events = self._deal_lines(closed, "closed_on", event)
        is_won = event == self._event("won")
        duration = (closed["closed_on"] - closed["opened_on"]).dt.days.to_numpy(dtype="int64")
        closed_events["days"] = np.where(is_won, duration, -1)
        # Only who bought is ever asked for; one line per customer elsewhere would be the raw rows again.
        closed_events["customer"] = np.where(is_won, self._codes(closed, "customer"), self._nothing("customer"))
        return stacked([opened_events, closed_events])

    def _deal_lines(self, frame: pd.DataFrame, day: str, event: Ints) -> dict[str, npt.NDArray[Any]]:
        return self._dated(frame, day) | {
            "event": event,
            "sourced_by": self._codes(frame, "sourced_by"),
            "deal_type": self._codes(frame, "deal_type"),
            "days": np.full(len(frame), -1),
            "customer": np.full(len(frame), self._nothing("customer")),
            "amount": _figures(frame, "amount", blank=0.0),
        }

    def _event(self, name: str) -> int:
        return self._gathered.words["event"].code(name)

    def _nothing(self, key: str) -> int:
        return self._gathered.words[key].code("")

    def _answers(self, frame: pd.DataFrame) -> Lines:
        lines = self._dated(frame, "date")
        person, response = self._who(frame, "respondent", "person:"), self._who(frame, "response_id", "response:")
        who = np.where(person >= 0, person, response)
        unnamed = np.flatnonzero(who < 0)
        code = self._gathered.words["respondent"].code
        # Places are padded with zeros, so that they sort as they stand in the file.
        who[unnamed] = [code(f"{_NOBODY}{self._rows + at:012d}") for at in unnamed]
        lines |= {"respondent": who, "question": self._codes(frame, "question"), "day": lines["last_day"]}
        return lines | {name: _figures(frame, name) for name in ANSWER[1:]}

    def _who(self, frame: pd.DataFrame, column: str, prefix: str) -> Ints:
        """Return codes of respondents; -1 where the column does not name one."""
        if column not in frame:
            return np.full(len(frame), -1)
        given = Vocabulary()
        codes = given.codes(frame[column])
        code = self._gathered.words["respondent"].code
        named = [code(prefix + word) if word else -1 for word in given.words]
        return np.array(named, dtype=np.int64)[codes]


def merge_rollups(table: str, rollups: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Merge the rollups of several files of one table.

    Sums and counts add up. The latest answer of a respondent wins, on one day that of the later file. For a
    partner, month, measure and side the later file wins, and so it does for the row of a partner. Answers that
    nobody is named for are told apart by the place of their file.

    Parameters
    ----------
    table
        Name of the table.
    rollups
        In the order of their imports; words as text or categorical.

    Returns
    -------
    pd.DataFrame
        A rollup, words as text.
    """
    if table in _ROWS_THEMSELVES:
        rows = pd.concat([as_text(rollup) for rollup in rollups], ignore_index=True)
        return rows if table == "targets" else rows.drop_duplicates("partner_id", keep="last", ignore_index=True)
    if len(rollups) == 1 and table != "surveys":
        return as_text(rollups[0])
    gathered = Gathered(table, replaced if table == "measures" else None)
    for at, rollup in enumerate(rollups):
        gathered.add_rollup(rollup, partial(_stamped, at))
    return pd.concat([as_text(part) for part in gathered.parts()], ignore_index=True)


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


def _stamped(at: int, respondent: str) -> str:
    """Tell the unnamed respondents of one file from those of another, so that they sort in the order of files."""
    if not respondent.startswith(_NOBODY):
        return respondent
    return f"{_NOBODY}{at:06d}:{respondent.removeprefix(_NOBODY)}"


def _figures(frame: pd.DataFrame, column: str, blank: float | None = None) -> npt.NDArray[np.float64]:
    if column not in frame:
        return np.full(len(frame), np.nan)
    values = frame[column].to_numpy(dtype="float64")
    return values if blank is None else np.where(np.isnan(values), blank, values)
