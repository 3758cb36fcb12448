"""Blocks of bytes that pyarrow reads hold what reading row by row gives, whatever stands in the file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.reader.blocks import Block
from data.reader.fast_rows import CODED, Place, fast_blocks, is_even, read_even_block, row_block
from data.reader.records import CELL_LIMIT, Lines, Quoting, records

COMMA, ESCAPED = Quoting(","), Quoting(",", escapes=True)

PIECES = st.sampled_from(
    ["a", "bc", "é", "", " ", ",", ",", ";", '"', '""', '",', ',"', "\\", "\n", "\n", "\r\n", "\r", "\ufeff"]
)
MESSY = st.lists(PIECES, max_size=40).map("".join)
CELL = st.text(st.sampled_from('ab1 é,;"\\'), max_size=6)
EVEN = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8)


def plain(block: Block) -> tuple[list[tuple[int, tuple[str, ...]]], object, dict[str, int]]:
    cells = [column.to_pylist() for column in block.columns]
    rows = list(zip(block.lines.tolist(), zip(*cells, strict=True), strict=True))
    return rows, block.malformed, dict(block.skipped)


def row_by_row(text: str, quoting: Quoting, width: int, first: int = 2) -> Block:
    return row_block(records(Lines(iter(io.StringIO(text, newline="")), first), quoting), width)


def whole(path: Path, quoting: Quoting, width: int, start: Place, size: int, encoding: str = "utf-8") -> object:
    blocks = list(fast_blocks(path, start=start, width=width, quoting=quoting, size=size, encoding=encoding))
    parts = [plain(block) for block in blocks]
    blank = sum(part[2].get("blank", 0) for part in parts)
    return (
        [row for part in parts for row in part[0]],
        tuple(item for block in blocks for item in block.malformed),
        {"blank": blank} if blank else {},
    )


@settings(max_examples=200, deadline=None)
@given(text=MESSY, width=st.integers(1, 4), quoting=st.sampled_from([COMMA, ESCAPED, Quoting(";")]))
@example(text='a,"b"\n"c""",d\n', width=2, quoting=COMMA)
@example(text='a,"b"\n"c""",d\n', width=2, quoting=ESCAPED)
@example(text="a,b\n\nc,d,\n,\ne\nf,g,h\n" + "i,j\n" * 60, width=2, quoting=COMMA)
def test_an_even_block_is_read_as_row_by_row(text: str, width: int, quoting: Quoting) -> None:
    block = read_even_block(text.encode(), 2, width, quoting)
    if block is not None:
        assert plain(block) == plain(row_by_row(text, quoting, width))


@settings(max_examples=150, deadline=None)
@given(text=MESSY, size=st.integers(1, 30), quoting=st.sampled_from([COMMA, ESCAPED]))
@example(text='a,"b\nc",d\ne,f,g\n"h', size=4, quoting=COMMA)
@example(text="a,b\r\n\rc,d\r\n", size=4, quoting=COMMA)
def test_a_file_cut_anywhere_is_read_as_row_by_row(
    tmp_path_factory: pytest.TempPathFactory, text: str, size: int, quoting: Quoting
) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.csv"
    path.write_bytes(b"x,y\n" + text.encode())
    assert whole(path, quoting, 2, Place(4, 2), size) == plain(row_by_row(text, quoting, 2))


@settings(max_examples=100, deadline=None)
@given(rows=EVEN, quotes=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), end=st.sampled_from(["\n", "\r\n"]))
def test_what_a_writer_writes_on_single_lines_is_even(rows: list[list[str]], quotes: int, end: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=quotes, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    block = read_even_block(stream.getvalue().encode(), 7, 3, COMMA)
    assert block is not None
    given_rows = [(7 + at, tuple(row)) for at, row in enumerate(rows) if any(row)]
    assert plain(block)[0] == given_rows
    assert block.skipped.get("blank", 0) == len(rows) - len(given_rows)


@pytest.mark.parametrize(
    ("text", "quoting"),
    [
        (b'a,"b\nc"\n', COMMA),  # a cell of two lines
        (b'a,"b\nc,d\n', COMMA),  # an open quote
        (b'a,"b"c\n', COMMA),  # text behind a closing quote
        (b'a,b"c"d\n', COMMA),  # quotes inside a cell
        (b"a,b\rc,d\n", COMMA),  # a line end within the line
        (b"a,\\n\n", ESCAPED),
        (b'a,"b""c"\n', ESCAPED),
        (b"\xef\xbb\xbfa,b\n", COMMA),
        (b"a,b\n", Quoting(",", quote="'")),
    ],
)
def test_what_is_not_even(text: bytes, quoting: Quoting) -> None:
    assert not is_even(text, quoting)
    assert read_even_block(text, 1, 2, quoting) is None


def test_long_cells_strange_bytes_and_ragged_files_are_left_to_the_other_road() -> None:
    assert read_even_block(b"a," + b"x" * (CELL_LIMIT + 1), 1, 2, COMMA) is None
    assert read_even_block(b"a,\xff\xfe\n", 1, 2, COMMA) is None
    assert read_even_block(b"a,b,c\n" * 9, 1, 2, COMMA) is None
    assert read_even_block(b"a\nb\n", 1, 1, COMMA) is None


def test_one_odd_line_does_not_cost_the_block(tmp_path: Path) -> None:
    text = b"a,b\n" * 40 + b"only\n\n,\nc,d,e\nf,g,\n" + b"a,b\n" * 40
    block = read_even_block(text, 2, 2, COMMA)
    assert block is not None
    assert [(line, row) for line, row in plain(block)[0] if row != ("a", "b")] == [
        (42, ("only", "")),
        (46, ("f", "g")),
    ]
    assert [(item.line, item.rule) for item in block.malformed] == [(45, "the row has 3 cells, the header has 2")]
    assert block.skipped == {"blank": 2}


def test_cells_are_never_missing_and_never_guessed() -> None:
    block = read_even_block(b'NA,,0010\nnull,"",1e5\n', 1, 3, COMMA)
    assert block is not None
    assert plain(block)[0] == [(1, ("NA", "", "0010")), (2, ("null", "", "1e5"))]
    assert all(column.null_count == 0 for column in block.columns)


def test_columns_of_nearly_distinct_cells_lose_their_codes(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    path.write_bytes(b"".join(b"same,%d\n" % at for at in range(4_000)))
    blocks = list(fast_blocks(path, start=Place(0, 1), width=2, quoting=COMMA, size=4_096))
    assert len(blocks) > 5
    assert all([column.type for column in block.columns] == [CODED, pa.string()] for block in blocks)
    assert [block.done for block in blocks] == sorted(block.done for block in blocks)
    assert blocks[-1].done == 1.0


def test_other_encodings_are_read_in_blocks_too(tmp_path: Path) -> None:
    path = tmp_path / "western.csv"
    path.write_bytes("Köln,1\nZürich,2\n".encode("cp1252"))
    rows, _, _ = whole(path, COMMA, 2, Place(0, 1), 9, "cp1252")  # type: ignore[misc]
    assert rows == [(1, ("Köln", "1")), (2, ("Zürich", "2"))]
    path.write_bytes(b"K\xf6ln,1\nBonn,2\n")
    rows, _, _ = whole(path, COMMA, 2, Place(0, 1), 9)  # type: ignore[misc]
    assert rows == [(1, ("K�ln", "1")), (2, ("Bonn", "2"))]


def test_reading_may_stop_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"a,b\n" * 5_000)
    blocks = fast_blocks(path, start=Place(0, 1), width=2, quoting=COMMA, size=400)
    first = next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    np.testing.assert_array_equal(first.lines, np.arange(1, 101))
