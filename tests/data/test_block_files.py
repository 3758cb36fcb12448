import csv
import io

import numpy as np
import pyarrow as pa
import pytest

from data.reader.block_files import block_csv
from data.reader.blocks import Block
from data.reader.records import Malformed


def block(*rows: tuple[str, ...], malformed: tuple[Malformed, ...] = ()) -> Block:
    columns = tuple(pa.array(cells, pa.string()) for cells in zip(*rows, strict=True))
    return Block(columns, np.array([2 * at for at in range(1, len(rows) + 1)]), malformed)


@pytest.mark.parametrize("cell", ["plain", "", "a,b", 'a"b', "a\nb", "a\rb", "é"])
def test_every_cell_comes_back(cell):
    rows = [("x", cell), (cell, "y")]
    written = block_csv(block(*rows)).decode()
    assert list(map(tuple, csv.reader(io.StringIO(written, newline="")))) == rows


def test_quotes_stand_only_where_they_are_needed():
    assert block_csv(block(("a", "b c"), ("d", "e,f"))) == b'a,b c\nd,"e,f"\n'


def test_doubted_rows_stand_in_their_place():
    doubted = tuple(Malformed(line, ("?", str(line)), "", "", "") for line in (1, 3, 9))
    assert block_csv(block(("a", "b"), ("c", "d"), malformed=doubted)) == b"?,1\na,b\n?,3\nc,d\n?,9\n"
