"""Reading: a file becomes typed rows, their problems, and a record of what was decided.

The first five steps of the pipeline in order; nothing is stored here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

import numpy as np
import pandas as pd

from data.days import Days, dates, days
from data.decode import decide_encoding, open_text
from data.dialect import decide_dialect
from data.errors import UndecidedDates
from data.file_mapping import DateOrder, DecimalMark, FileMapping
from data.identify import Identified, by_id, by_name, name_as_id
from data.mapping import Matched, recognise
from data.results import Decision
from data.rows import Rows, read_rows
from data.synonyms import PARTNER_NAME, header_key, known_headers
from data.values import Coded, Parsed, chosen, decimal_mark, numbers, text, words
from kpi.method import Method
from kpi.schema import TABLES, Column, Kind

CURRENCY_SIGNS: Final = {"€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "CHF": "CHF"}
"""Signs that stand for a currency."""


@dataclass(frozen=True)
class Typed:
    """The rows of a recognised file, as values.

    Parameters
    ----------
    frame
        All canonical columns of the table and `_line`; missing where a cell is empty or could not be read.
    wrong
        What could not be read: column -> rule -> flags of the rows.
    decisions
        What was decided about the values.
    """

    frame: pd.DataFrame = field(repr=False)
    wrong: Mapping[str, Mapping[str, np.ndarray]]
    decisions: tuple[Decision, ...]


def read_text_rows(path: Path, file_name: str, mapping: FileMapping | None = None) -> Rows:
    """Decode a file and cut it into rows of text.

    Raises
    ------
    UnreadableFile
        When it is empty, binary or beyond a limit.
    """
    encoding, decision = decide_encoding(path, file_name)
    known = known_headers() | {header_key(name) for name in (mapping.columns if mapping else {})}
    with open_text(path, encoding) as stream:
        dialect = decide_dialect(stream, file_name, known)
    with open_text(path, encoding) as stream:
        rows = read_rows(stream, dialect)
    return Rows(**{**vars(rows), "decisions": (decision, *rows.decisions)})


def peek_table(path: Path, file_name: str, table: str | None = None, mapping: FileMapping | None = None) -> str:
    """Tell the table of a file from its header alone.

    Raises
    ------
    FileRefused
        When it can't be read or recognised.
    """
    encoding, _ = decide_encoding(path, file_name)
    known = known_headers() | {header_key(name) for name in (mapping.columns if mapping else {})}
    with open_text(path, encoding) as stream:
        dialect = decide_dialect(stream, file_name, known)
    return recognise(dialect.header, file_name, table=table, mapping=mapping).table


def type_rows(
    rows: Rows,
    matched: Matched,
    file_name: str,
    mapping: FileMapping,
    partners: Mapping[str, str],
    method: Method,
) -> Typed:
    """Turn the cells of the canonical columns into values.

    Parameters
    ----------
    rows
        The rows, as text.
    matched
        Table and columns.
    file_name
        What the user calls the file.
    mapping
        What the user has decided.
    partners
        Known partners, id -> name.
    method
        Knows the site's own words for stages and partner types.

    Raises
    ------
    UndecidedDates
        When day and month of a column can't be told apart.
    """
    table = TABLES[matched.table]
    columns = {column.name: matched.position(column.name) for column in table.columns}
    present = {column.name: column for column in table.columns if columns[column.name] is not None}
    cells = {name: rows.columns[cast(int, columns[name])] for name in present}
    coded = {name: Coded.of(cells[name]) for name, column in present.items() if column.kind is not Kind.DATE}
    marks, decisions = _decimal_marks({n: coded[n] for n, c in present.items() if c.kind is Kind.NUMBER}, mapping)
    seen = {name: days(cells[name]) for name, column in present.items() if column.kind is Kind.DATE}
    orders, more = _date_orders(seen, matched, file_name, mapping)
    decisions += more
    frame, wrong = {}, {}
    for column in table.columns:
        name = column.name
        if name not in present:
            frame[name] = _empty(column, len(rows.lines))
            continue
        if column.kind is Kind.DATE:
            parsed = dates(seen[name], orders[name], whole_months=table.name == "measures")
        else:
            parsed = _parsed(column, coded[name], marks.get(name, "."), method)
        frame[name], wrong[name] = _with_default(column, parsed), parsed.wrong
    if "partner_id" in frame and table.name != "targets":
        found = _identify(rows, matched, coded, partners)
        frame["partner_id"], decisions = found.ids, decisions + list(found.decisions)
    if "currency" in frame:
        frame["currency"] = _currency_codes(frame["currency"])
    typed = pd.DataFrame(frame)
    typed["_line"] = rows.lines
    return Typed(typed, wrong, tuple(decisions))


def sha256_of(path: Path) -> str:
    """Return the fingerprint of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def source_of(matched: Matched, header: tuple[str, ...]) -> str:
    """Return the fingerprint of a file's source: its table and header, in any order."""
    keys = "\n".join([matched.table, *sorted(map(header_key, header))])
    return hashlib.sha256(keys.encode()).hexdigest()


def _identify(rows: Rows, matched: Matched, coded: Mapping[str, Coded], partners: Mapping[str, str]) -> Identified:
    if "partner_id" in coded:
        return by_id(coded["partner_id"])
    if matched.table == "partners":
        return name_as_id(coded["name"], matched.header("name"))
    place = cast(int, matched.position(PARTNER_NAME))
    return by_name(Coded.of(rows.columns[place]), partners, matched.header(PARTNER_NAME))


def _parsed(column: Column, cells: Coded, mark: DecimalMark, method: Method) -> Parsed:
    if column.kind is Kind.NUMBER:
        return numbers(cells, mark)
    if column.kind is Kind.CHOICE:
        return chosen(cells, method.choices(column))
    if column.kind is Kind.WORD:
        return words(cells, method.choices(column))
    return text(cells)


def _with_default(column: Column, parsed: Parsed) -> pd.Series:
    if column.default is None:
        return parsed.series
    unread = np.zeros(len(parsed.series), dtype=bool)
    for rows in parsed.wrong.values():
        unread |= rows
    return parsed.series.where(parsed.series.notna() | unread, column.default)


def _empty(column: Column, count: int) -> pd.Series:
    if column.kind is Kind.DATE:
        return pd.Series(np.full(count, "NaT", dtype="datetime64[us]"))
    if column.kind is Kind.NUMBER:
        return pd.Series(np.full(count, np.nan if column.default is None else float(column.default)))
    return pd.Series([column.default] * count, dtype="str")


def _currency_codes(values: pd.Series) -> pd.Series:
    codes = {sign: CURRENCY_SIGNS.get(sign, str(sign).upper()) for sign in values.dropna().unique()}
    return values.map(codes).astype("str")


def _decimal_marks(
    columns: Mapping[str, Coded], mapping: FileMapping
) -> tuple[dict[str, DecimalMark], list[Decision]]:
    """Decide the decimal mark per column; one that shows none takes the file's, else the point."""
    shared = decimal_mark(list(columns.values()))
    marks: dict[str, DecimalMark] = {}
    decisions = []
    for name, column in columns.items():
        own = decimal_mark([column])
        marks[name] = mapping.decimal or own or shared or "."
        reason = "you said so" if mapping.decimal else "its numbers show it" if own else "other columns show it"
        if mapping.decimal or own or shared:
            decisions.append(Decision(f"decimal mark of {name}", marks[name], reason))
    return marks, decisions


def _date_orders(
    columns: Mapping[str, Days], matched: Matched, file_name: str, mapping: FileMapping
) -> tuple[dict[str, DateOrder | None], list[Decision]]:
    """Decide the order of day and month per column, over all rows; ask when the data don't say."""
    shown = {name: _order_of(found) for name, found in columns.items()}
    shared = {order for order in shown.values() if order}
    orders: dict[str, DateOrder | None] = {}
    decisions = []
    for name, found in columns.items():
        order = mapping.date_order or shown[name] or (shared.copy().pop() if len(shared) == 1 else None)
        if order is None and _is_in_question(found):
            raise _question(found, matched.header(name), file_name)
        orders[name] = order
        if order and (found.open or found.day_first or found.month_first):
            reason = "another date column shows it"
            if mapping.date_order:
                reason = "you said so"
            elif shown[name]:
                reason = f"{max(found.day_first, found.month_first)} rows can be read in no other way"
            spoken = "day before month" if order == "dmy" else "month before day"
            decisions.append(Decision(f"dates of {name}", spoken, reason))
    return orders, decisions


def _is_in_question(found: Days) -> bool:
    """Say whether the column as a whole needs an answer; a few strays in a column of plain dates are wrong rows."""
    slashed = found.open + found.day_first + found.month_first
    return slashed > found.plain and bool(found.open or (found.day_first and found.month_first))


def _order_of(found: Days) -> DateOrder | None:
    """Return the order that the rows show; both orders in one column show none, but for a stray error."""
    most, least = max(found.day_first, found.month_first), min(found.day_first, found.month_first)
    if most == 0 or least * 20 > most:
        return None
    return "dmy" if found.day_first > found.month_first else "mdy"


def _question(found: Days, header: str, file_name: str) -> UndecidedDates:
    remedy = 'Say which in a mapping file: {"date_order": "dmy"} or {"date_order": "mdy"}, with --map.'
    if found.day_first and found.month_first:
        text_ = f"some dates have the day first and some the month ({found.day_first} and {found.month_first} rows)"
        return UndecidedDates(f"{file_name}, column {header}: {text_}.", remedy)
    return UndecidedDates(
        f"{file_name}, column {header}: is {found.example} the day or the month first? No row of the column says.",
        remedy,
    )
