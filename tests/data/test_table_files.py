"""Tables as text."""

import json
from dataclasses import dataclass, field

import pandas as pd
import pytest

from data.table_files import plain, table_text, text_blocks

TABLE = pd.DataFrame(
    {
        "name": ["a", None],
        "value": [0.1 + 0.2, float("nan")],
        "sure": pd.array([True, None], dtype="boolean"),
        "partial": [True, False],
        "n": [1, 2],
        "due": pd.to_datetime(["2026-01-31", None]),
    }
)


def test_csv_is_unrounded_and_empty_where_missing() -> None:
    assert table_text(TABLE) == (
        "name,value,sure,partial,n,due\na,0.30000000000000004,true,true,1,2026-01-31\n,,,false,2,\n"
    )


def test_json_holds_null_where_missing() -> None:
    first, second = json.loads(table_text(TABLE, "json"))
    assert first == {
        "name": "a",
        "value": 0.30000000000000004,
        "sure": True,
        "partial": True,
        "n": 1,
        "due": "2026-01-31 00:00:00",
    }
    assert second == {"name": None, "value": None, "sure": None, "partial": False, "n": 2, "due": None}


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_blocks_are_one_table(file_format: str) -> None:
    blocks = [TABLE.iloc[:1], TABLE.iloc[1:]]
    assert "".join(text_blocks(blocks, file_format)) == table_text(TABLE, file_format)


def test_an_empty_table_keeps_its_head() -> None:
    assert table_text(TABLE.iloc[:0]) == "name,value,sure,partial,n,due\n"
    assert json.loads(table_text(TABLE.iloc[:0], "json")) == []


@dataclass(frozen=True)
class Inner:
    low: float
    hidden: str = field(default="x", repr=False)


def test_dataclasses_and_their_like_become_plain() -> None:
    assert plain({"one": (Inner(float("inf")),), "two": pd.DataFrame({"a": [1.5]})}) == {
        "one": [{"low": None}],
        "two": [{"a": 1.5}],
    }
