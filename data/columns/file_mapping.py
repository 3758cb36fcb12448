"""What a person has decided about a file: read from a mapping file, a form, or a profile saved earlier."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal

from data.errors import BadMapping
from kpi.schema import TABLES

DateOrder = Literal["dmy", "mdy", "serial"]
"""How a date that could be read in several ways is read; *serial*: as the day numbers of a spreadsheet."""

DecimalMark = Literal[".", ","]

DATE_ORDERS: Final = ("dmy", "mdy", "serial")
DECIMAL_MARKS: Final = (".", ",")
MOST_HEADER_ROWS: Final = 3


@dataclass(frozen=True)
class FileMapping:
    """What a person has decided about a file; whatever is not given is found out.

    Parameters
    ----------
    columns
        Header -> canonical column, or None to keep the column aside.
    table
        Table of the file.
    date_order
        How dates are read that could be read in several ways.
    decimal
        Decimal mark.
    encoding
        Name of the encoding, as Python knows it.
    delimiter
        Between cells.
    header_line
        Line of the first header row in the file, from 1; 0: there is none.
    header_rows
        How many rows the header has.
    sheet
        Of a workbook.
    scales
        Question -> lowest and highest score.
    values
        Canonical column -> cell -> what it stands for.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict)
    table: str | None = None
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_line: int | None = None
    header_rows: int | None = None
    sheet: str | None = None
    scales: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return what was decided as values that JSON can hold; what is open is left out."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: _plain(value) for name, value in found.items() if value not in (None, {})}


def load_mapping(path: Path) -> FileMapping:
    """Read a mapping file (JSON).

    Raises
    ------
    BadMapping
        When it can't be read or makes no sense.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadMapping(f"{path.name} can't be read: {error.strerror}.", "Check the path after --map.") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        remedy = 'Write it like {"columns": {"Company": "partner_id"}, "date_order": "dmy"}.'
        raise BadMapping(f"{path.name} is not JSON: {error}.", remedy) from error
    return parse_mapping(content, path.name)


def parse_mapping(content: object, name: str) -> FileMapping:
    """Turn the content of a mapping file into a value.

    Raises
    ------
    BadMapping
        When an entry is unknown or makes no sense.
    """
    if not isinstance(content, dict):
        raise BadMapping(f"{name} is not a JSON object.", f"It may hold {', '.join(_ENTRIES)}.")
    unknown = [entry for entry in content if entry not in _ENTRIES]
    if unknown:
        raise BadMapping(f"{name} has an unknown entry {unknown[0]!r}.", f"It may hold {', '.join(_ENTRIES)}.")
    given = {entry: value for entry, value in content.items() if value is not None}
    values = {}
    for entry, value in given.items():
        is_right, words = _ENTRIES[entry]
        if not is_right(value):
            raise BadMapping(f"{name}: {entry} is {value!r}.", f"It must be {words}.")
        values[entry] = value
    if "scales" in values:
        values["scales"] = {question: (float(low), float(high)) for question, (low, high) in values["scales"].items()}
    return FileMapping(**values)


def _is_one_of(*allowed: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in allowed


def _is_between(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_columns(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(column, str | None) for column in value.values())


def _is_scale(value: Any) -> bool:
    pair = isinstance(value, list | tuple) and len(value) == 2
    return pair and all(isinstance(end, int | float) and not isinstance(end, bool) for end in value)


def _is_scales(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_scale(scale) for scale in value.values())


def _is_values(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(words, dict) and all(isinstance(word, str) for word in words.values()) for words in value.values()
    )


def _is_delimiter(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in '"\r\n'


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


_Entry = tuple[Callable[[Any], bool], str]
_ENTRIES: Final[Mapping[str, _Entry]] = {
    "columns": (_is_columns, "an object that names a column or null for each header"),
    "table": (_is_one_of(*TABLES), f"one of {', '.join(TABLES)}"),
    "date_order": (_is_one_of(*DATE_ORDERS), f"one of {', '.join(DATE_ORDERS)}"),
    "decimal": (_is_one_of(*DECIMAL_MARKS), f"one of {' '.join(DECIMAL_MARKS)}"),
    "encoding": (_is_text, "the name of an encoding, for instance utf-8 or cp1252"),
    "delimiter": (_is_delimiter, "one character, for instance ;"),
    "header_line": (_is_between(0, 1_000_000), "the line of the header, from 1, or 0 when there is none"),
    "header_rows": (_is_between(1, MOST_HEADER_ROWS), f"a number from 1 to {MOST_HEADER_ROWS}"),
    "sheet": (_is_text, "the name of a sheet"),
    "scales": (_is_scales, "an object that gives lowest and highest score for each question"),
    "values": (_is_values, "an object that gives, for each column, what its cells stand for"),
}
