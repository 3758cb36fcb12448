"""Raw tables: any file that holds a table, read in blocks of rows, before anything is known of its meaning.

The first two steps of the pipeline: what kind of file it is, how its text is written, where its header is, and
which of its rows are data. A table may be read as often as it is asked for; memory does not grow with it.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from python_calamine import CalamineSheet

from data.columns.file_mapping import FileMapping
from data.errors import UnreadableFile
from data.reader.blocks import Block, RawTable
from data.reader.containers import check_workbook, scratch, unpacked
from data.reader.decode import decide_encoding, open_text
from data.reader.dialect import decide_dialect, take_sample
from data.reader.fast_rows import Place, fast_blocks, row_block
from data.reader.left_out import LeftOut
from data.reader.records import CELL_LIMIT, Lines, Quoting, Record, records
from data.reader.sections import Layout, find_layout
from data.reader.sheets import open_sheet, sheet_names, sheet_rows
from data.results import Decision

BLOCK_ROWS: Final = 50_000
"""Rows of a block on the row-by-row road."""

_SHEET_SAMPLE: Final = 1_000
_WIDE: Final = ("utf-16", "utf-32")
"""Encodings in which a line end is no single byte: such files are written anew as UTF-8 before they are read."""

_Read = Callable[[Layout], Iterator[Block]]


@dataclass(frozen=True)
class Part:
    """A table inside a file: the file itself, or one sheet of a workbook."""

    name: str
    sheet: str | None


@dataclass(frozen=True)
class _Table:
    """A raw table, as `data.reader.blocks.RawTable` describes it."""

    name: str
    layout: Layout
    decisions: tuple[Decision, ...]
    delimiter: str
    known: Collection[str]
    read: _Read

    @property
    def header(self) -> tuple[str, ...]:
        return self.layout.header

    @property
    def header_rows(self) -> tuple[tuple[str, ...], ...]:
        return self.layout.header_rows

    def blocks(self) -> Iterator[Block]:
        left_out = LeftOut(self.header, self.header_rows, self.layout.shape, self.known)
        above = Counter({"preamble": self.layout.preamble})
        found = self.read(self.layout)
        block = next(found, None) or row_block((), len(self.header))
        skipped = dict(+(Counter(block.skipped) + above))
        block = replace(block, skipped=skipped, aside=(*self.layout.aside, *block.aside))
        for following in found:
            yield left_out.taken_from(block, is_last=False)
            block = following
        yield replace(left_out.taken_from(block, is_last=True), done=1.0)


def parts(path: Path, file_name: str) -> tuple[Part, ...]:
    """Return the tables that a file holds: one per sheet of a workbook, else one.

    Parameters
    ----------
    path
        Where the file lies.
    file_name
        What the user calls it.

    Raises
    ------
    UnreadableFile
        When it can't be opened, or holds none.
    """
    with unpacked(path, file_name) as content:
        if content.kind == "text":
            return (Part(file_name, None),)
        return tuple(Part(f"{file_name}, {sheet}", sheet) for sheet in _sheets(content.path, file_name))


@contextmanager
def open_table(
    path: Path, file_name: str, *, known: Collection[str] = frozenset(), choices: FileMapping | None = None
) -> Iterator[RawTable]:
    """Open the table in a file.

    Parameters
    ----------
    path
        Where the file lies: a text file, one in a gzip or zip archive, or a workbook.
    file_name
        What the user calls it.
    known
        Keys of header names that tell a header from a title (`data.columns.synonyms.known_headers`).
    choices
        What the user has decided.

    Raises
    ------
    UnreadableFile
        When it can't be read, or is beyond a limit.
    """
    wish = choices or FileMapping()
    with ExitStack() as stack:
        content = stack.enter_context(unpacked(path, file_name))
        if content.kind == "workbook":
            table = _of_sheet(stack, content.path, file_name, known, wish)
        else:
            table = _of_text(stack, content.path, file_name, known, wish)
        yield replace(table, decisions=(*content.decisions, *table.decisions))


def _of_text(stack: ExitStack, path: Path, file_name: str, known: Collection[str], wish: FileMapping) -> _Table:
    encoding, decided = decide_encoding(path, file_name, wish.encoding)
    if encoding.startswith(_WIDE):
        path, encoding = _as_utf8(path, encoding, stack.enter_context(scratch())), "utf-8"
    with open_text(path, encoding) as stream:
        sample = take_sample(stream)
    dialect = decide_dialect(sample, known, wish.delimiter)
    layout = find_layout(dialect.rows, dialect.end, dialect.quoting, file_name, known, wish, dialect.remarks)
    quoting = replace(dialect.quoting, shape=layout.shape)

    def read(layout: Layout) -> Iterator[Block]:
        if quoting.is_usual:
            place = Place(_byte_of(path, layout.data_line), layout.data_line)
            return fast_blocks(path, start=place, width=len(layout.header), quoting=quoting, encoding=encoding)
        return _row_by_row(path, encoding, quoting, layout)

    decisions = (decided, *dialect.decisions, *layout.decisions)
    return _Table(file_name, layout, decisions, quoting.delimiter, known, read)


def _of_sheet(stack: ExitStack, path: Path, file_name: str, known: Collection[str], wish: FileMapping) -> _Table:
    names = _sheets(path, file_name)
    if wish.sheet and wish.sheet not in names:
        raise UnreadableFile(f"{file_name} has no sheet {wish.sheet!r} with cells.", f"It has {', '.join(names)}.")
    name = wish.sheet or names[0]
    sheet = stack.enter_context(open_sheet(path, file_name, name))
    quoting = Quoting(",")
    rows = tuple(islice(_sheet_records(sheet, quoting), _SHEET_SAMPLE))
    layout = find_layout(rows, len(rows) + 1, quoting, file_name, known, wish)

    def read(layout: Layout) -> Iterator[Block]:
        found = (record for record in _sheet_records(sheet, quoting) if record.line >= layout.data_line)
        return _batched(found, layout, lambda: 0.5)

    reason = "you said so" if wish.sheet else "it is the first one with cells"
    others = [other for other in names if other != name]
    reason += f"; not read: {', '.join(others)}" if others else ""
    decisions = (Decision("sheet", name, reason), *layout.decisions)
    return _Table(f"{file_name}, {name}", layout, decisions, quoting.delimiter, known, read)


def _sheets(path: Path, file_name: str) -> tuple[str, ...]:
    check_workbook(path, file_name)
    names = sheet_names(path, file_name)
    if not names:
        raise UnreadableFile(f"{file_name} has no sheet with cells.", "Check that it is the right file.")
    return names


def _sheet_records(sheet: CalamineSheet, quoting: Quoting) -> Iterator[Record]:
    for line, cells in sheet_rows(sheet):
        yield Record(line, [cell[:CELL_LIMIT] for cell in cells], quoting.delimiter)


def _row_by_row(path: Path, encoding: str, quoting: Quoting, layout: Layout) -> Iterator[Block]:
    """Read a file that is written in a way that the fast road does not know."""
    size = max(path.stat().st_size, 1)
    with open_text(path, encoding) as stream:
        lines = Lines(iter(stream), 1)
        lines.take(layout.data_line - 1)
        yield from _batched(records(lines, quoting), layout, lambda: min(stream.buffer.tell() / size, 1.0))


def _batched(found: Iterator[Record], layout: Layout, done: Callable[[], float]) -> Iterator[Block]:
    while batch := list(islice(found, BLOCK_ROWS)):
        yield replace(row_block(batch, len(layout.header)), done=done())


def _as_utf8(path: Path, encoding: str, folder: Path) -> Path:
    target = folder / "text"
    with open_text(path, encoding) as stream, target.open("w", encoding="utf-8", newline="") as out:
        shutil.copyfileobj(stream, out, 1024**2)
    return target


def _byte_of(path: Path, line: int) -> int:
    """Return the byte at which a line begins."""
    at, number, carry = 0, 1, b""
    with path.open("rb") as stream:
        while number < line and (part := stream.read(1024**2)):
            *whole, carry = (carry + part).splitlines(keepends=True)
            needed = whole[: line - number]
            at += sum(map(len, needed))
            number += len(needed)
    return at if number == line else path.stat().st_size
