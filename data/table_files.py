"""Tables as text: CSV or JSON, values unrounded and empty when missing."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype

FORMATS = ("csv", "json")


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
