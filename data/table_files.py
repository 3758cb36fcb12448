"""Tables as files: CSV, JSON or an Excel workbook, values unrounded and empty when missing."""

import json
import math
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from pandas.api.types import is_bool_dtype

FORMATS = ("csv", "json")
MARK = "\ufeff"
"""At the beginning of a CSV file: spreadsheets then read names with accents."""

PIECE = 64 * 1024
"""Bytes of a file that are handed on at a time."""

WIDEST, NARROWEST = 48, 8
"""Width of a column of a workbook [characters]."""

_STARTS = "[\\s\ufeff]*[=+\\-@＝＋－＠]|[\\t\\r\\n]"
"""How a formula begins."""
_FORMULA = re.compile(_STARTS)


def table_text(table: pd.DataFrame, file_format: str = "csv") -> str:
    """Write a table.

    Parameters
    ----------
    table
        Any table; its index is left out.
    file_format
        ``csv``, or ``json``: a list of one object per row.
    """
    return "".join(text_blocks([table], file_format))


def text_blocks(blocks: Iterable[pd.DataFrame], file_format: str = "csv") -> Iterator[str]:
    """Write the blocks of one table, piece by piece; the columns are those of the first.

    Parameters
    ----------
    blocks
        At least one.
    file_format
        As in `table_text`.
    """
    return _json_blocks(blocks) if file_format == "json" else _csv_blocks(blocks)


def harmless(value: Any) -> Any:
    """Return a value that no spreadsheet runs as a formula: such a text gets an apostrophe in front.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-5"), harmless("Alder"), harmless(-5.0)
    ("'=1+1", '-5', 'Alder', -5.0)
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _is_number(value):
        return f"'{value}"
    return value


def restored(cells: pa.StringArray) -> pa.StringArray:
    """Return cells of a file that we wrote without the apostrophes that made them `harmless`.

    Examples
    --------
    >>> restored(pa.array(["'=1+1", "Alder", "'t"])).to_pylist()
    ['=1+1', 'Alder', "'t"]
    """
    return pc.replace_substring_regex(cells, pattern=rf"\A'({_STARTS})", replacement=r"\1")


def csv_pieces(blocks: Iterable[pd.DataFrame]) -> Iterator[str]:
    """Write the blocks of one table as a CSV file for spreadsheets, piece by piece.

    Parameters
    ----------
    blocks
        At least one; the columns are those of the first.

    Yields
    ------
    str
        Rows that end with CR LF, the first ones after a byte order mark; texts that look like formulas are made
        `harmless`.
    """
    yield MARK
    for number, block in enumerate(blocks):
        shown = block.rename(columns=harmless)
        safe = {str(name): shown[name].map(harmless) for name in shown if _holds_text(shown[name])}
        yield shown.assign(**safe).to_csv(index=False, header=number == 0, lineterminator="\r\n")


def workbook_pieces(
    blocks: Iterable[pd.DataFrame], *, sheet: str, about: Sequence[tuple[str, str]]
) -> Iterator[bytes]:
    """Write the blocks of one table as an Excel workbook, piece by piece; memory does not grow with the table.

    Parameters
    ----------
    blocks
        At least one; the columns are those of the first. Numbers and dates are written as such.
    sheet
        Name of the sheet with the table.
    about
        What the second sheet says of it: label and text.
    """
    # A workbook is a zip archive, whose parts are known at the end: it is written to disk first.
    with tempfile.TemporaryDirectory(prefix="tandem-") as folder:
        path = Path(folder) / "table.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "nan_inf_to_errors": False}
        with xlsxwriter.Workbook(str(path), options) as book:
            _write_table(book, sheet, blocks)
            _write_about(book, about)
        with path.open("rb") as written:
            while piece := written.read(PIECE):
                yield piece


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values that JSON can hold; missing values are None."""
    names = [str(name) for name in frame]
    columns = [_plain_column(frame.iloc[:, at]) for at in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain_column(column: pd.Series) -> list[Any]:
    values, kind = column.tolist(), column.dtype.kind if isinstance(column.dtype, np.dtype) else ""
    if kind in ("b", "i", "u"):
        return values
    if kind == "f":
        return [value if math.isfinite(value) else None for value in values]
    return [plain(value) for value in values]


def plain(value: Any) -> Any:
    """Return a value, or all that it holds, as JSON can hold it; missing is None.

    Takes numbers of numpy, frames (as `records`), dataclasses (as mappings of their fields that are shown by
    their repr), sequences and mappings.
    """
    if isinstance(value, pd.DataFrame):
        return records(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value) if one.repr}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value


def _csv_blocks(blocks: Iterable[pd.DataFrame]) -> Iterator[str]:
    for number, block in enumerate(blocks):
        names = [str(name) for name in block if is_bool_dtype(block[name])]
        flags = {name: block[name].map({True: "true", False: "false"}) for name in names}
        # to_csv writes the shortest text that reads back as the same number.
        yield block.assign(**flags).to_csv(index=False, header=number == 0, lineterminator="\n")


def _json_blocks(blocks: Iterable[pd.DataFrame]) -> Iterator[str]:
    start = "["
    for block in blocks:
        for at in range(0, len(block), 10_000):
            rows = json.dumps(records(block.iloc[at : at + 10_000]), ensure_ascii=False, default=str)
            yield f"{start}{rows[1:-1]}"
            start = ", "
    yield "]\n" if start == ", " else "[]\n"


def _write_table(book: xlsxwriter.Workbook, name: str, blocks: Iterable[pd.DataFrame]) -> None:
    sheet = book.add_worksheet(name)
    head, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    at = 0
    for block in blocks:
        if at == 0:
            sheet.freeze_panes(1, 1)
            for column, label in enumerate(map(str, block)):
                sheet.set_column(column, column, _width(label, block.iloc[:, column]))
                sheet.write_string(0, column, harmless(label), head)
            at = 1
        columns = [_plain_column(block.iloc[:, column]) for column in range(block.shape[1])]
        for row in zip(*columns, strict=True):
            for column, value in enumerate(row):
                _write_cell(sheet, at, column, value, day)
            at += 1


def _write_cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, harmless(str(value)))


def _write_about(book: xlsxwriter.Workbook, about: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("About")
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, max((len(label) for label, _ in about), default=0) + 2)
    for row, (label, text) in enumerate(about):
        sheet.write_string(row, 0, harmless(label), bold)
        sheet.write_string(row, 1, harmless(text))


def _width(label: str, column: pd.Series) -> int:
    """Return the width of a column by its head and its first texts [characters]."""
    texts = column.head(200).astype("str").str.len() if _holds_text(column) else pd.Series([], dtype="int64")
    return min(max(len(label) + 2, int(texts.max()) + 2 if len(texts) else 0, NARROWEST), WIDEST)


def _holds_text(column: pd.Series) -> bool:
    return not (isinstance(column.dtype, np.dtype) and column.dtype.kind in "biufM")


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
