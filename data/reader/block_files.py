"""Block files: blocks written as CSV, each cell as it was read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pyarrow as pa
from pyarrow import csv as arrow_csv

from data.reader.blocks import Block


def block_csv(block: Block) -> bytes:
    """Return the rows of a block as CSV: commas, line feeds, quotes only where they are needed.

    Parameters
    ----------
    block
        Rows that can't be cut into cells stand among the others in the order of the file, as they were guessed.
    """
    plain = None if block.malformed or len(block.columns) < 2 else _without_quotes(block)
    if plain is not None:
        return plain
    out = io.StringIO(newline="")
    usual = csv.writer(out, lineterminator="\n")
    # Neither writer puts quotes around a carriage return by itself.
    quoted = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in _rows(block):
        (quoted if any("\r" in cell for cell in row) else usual).writerow(row)
    return out.getvalue().encode(errors="replace")


def _without_quotes(block: Block) -> bytes | None:
    """Write a block without quotes; None when a cell needs them."""
    columns = [column.cast(pa.string()) for column in block.columns]
    out = io.BytesIO()
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
    try:
        arrow_csv.write_csv(pa.table(columns, names=[str(at) for at in range(len(columns))]), out, options)
    except pa.ArrowInvalid:
        return None
    return None if b"\r" in (text := out.getvalue()) else text


def _rows(block: Block) -> Iterator[tuple[str, ...]]:
    rows = zip(*(column.to_pylist() for column in block.columns), strict=True)
    waiting = iter(block.malformed)
    following = next(waiting, None)
    for line, row in zip(block.lines.tolist(), rows, strict=True):
        while following and following.line < line:
            yield following.cells
            following = next(waiting, None)
        yield row
    while following:
        yield following.cells
        following = next(waiting, None)
