"""Fast rows: the even stretches of a file, read by pyarrow in blocks of bytes on two threads.

A block is *even* when each of its records stands on one line and every quote opens or closes a whole cell;
that is proved on the bytes before pyarrow sees them. What it then reads is what the row-by-row road
(`data.reader.records`) reads, cell by cell. A line of an even block with too few or too many cells takes that road
alone; a block that is not even takes it whole, and reading goes on in blocks where its last record ends.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from io import RawIOBase
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from data.reader.blocks import Block
from data.reader.records import CELL_LIMIT, Lines, Malformed, Quoting, Record, records

BLOCK_BYTES: Final = 8 * 1024**2
"""Text of one block; larger ones are no faster, and memory follows them."""

CODED: Final = pa.dictionary(pa.int32(), pa.string())
"""A column as codes of its distinct cells."""

_THREADS: Final = 2
_AHEAD: Final = 2
_SLOW_BYTES: Final = 256 * 1024
"""Text that goes row by row when a block is not even; twice as much when the next one is not either."""
_MOST_ODD: Final = 0.1
"""Share of a block's lines that may have another number of cells before the whole block goes row by row."""
_NEARLY_ALL: Final = 0.5
"""Share of distinct cells above which codes save nothing."""
_MARK: Final = b"\xef\xbb\xbf"
_QUOTE: Final = ord('"')


@dataclass(frozen=True)
class Place:
    """Where a line begins: its first byte, and its number from 1."""

    byte: int
    line: int


def fast_blocks(
    path: Path, *, start: Place, width: int, quoting: Quoting, encoding: str = "utf-8", size: int = BLOCK_BYTES
) -> Iterator[Block]:
    """Read the rows of a file from a line to its end, ahead of what is done with them.

    Parameters
    ----------
    path
        Where the file lies.
    start
        First line below the header.
    width
        Number of cells of the header.
    quoting
        How cells are told apart.
    encoding
        One in which line ends are the bytes that they are in ASCII.
    size
        Bytes of a block.

    Yields
    ------
    Block
        Rows of empty cells only are left out and counted as blank; nothing else is looked at.
    """
    total = max(path.stat().st_size, 1)
    with path.open("rb", buffering=0) as stream, ThreadPoolExecutor(_THREADS) as pool:
        reading = _Reading(stream, start, width, quoting, encoding, size)
        waiting: deque[tuple[_Piece, Future[Block | None]]] = deque()
        try:
            while True:
                while len(waiting) < _AHEAD and (piece := reading.next()):
                    waiting.append((piece, pool.submit(reading.even, piece)))
                if not waiting:
                    return
                piece, future = waiting.popleft()
                block, end = future.result(), piece.end
                if block is None:
                    block, end = reading.row_by_row(reading.first_part(piece))
                else:
                    reading.is_even_again()
                if end != piece.end:
                    waiting.clear()
                    reading.go_to(end)
                yield replace(reading.suited(block), done=min(end.byte / total, 1.0))
        finally:
            pool.shutdown(cancel_futures=True)


def read_even_block(
    text: bytes, first_line: int, width: int, quoting: Quoting, plain: Collection[int] = ()
) -> Block | None:
    """Read whole lines of UTF-8, or say that the row-by-row road must: it is None then.

    Parameters
    ----------
    text
        The lines; the first one begins a record.
    first_line
        Its number in the file.
    width
        Number of cells of the header.
    quoting
        How cells are told apart.
    plain
        Places of columns that are not worth codes.
    """
    if width < 2 or not quoting.delimiter.isascii() or not is_even(text, quoting):
        return None
    names = [str(at) for at in range(width)]
    odd = _OddLines(limit=int(_MOST_ODD * _line_feeds(text)) + 1)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(text) + 1),
            parse_options=arrow_csv.ParseOptions(
                delimiter=quoting.delimiter,
                quote_char='"' if b'"' in text else False,
                ignore_empty_lines=False,
                invalid_row_handler=odd.keep,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() if at in plain else CODED for at, name in enumerate(names)},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = [_one_array(column) for column in table.columns]
    if any(_longest(column) > CELL_LIMIT for column in columns):
        return None
    lines = first_line + np.delete(np.arange(table.num_rows + len(odd.lines)), np.array(odd.lines, dtype=np.int64))
    block = _without_blank(Block(tuple(columns), lines))
    return _merged(block, row_block(odd.records(first_line, quoting), width)) if odd.lines else block


def is_even(text: bytes, quoting: Quoting) -> bool:
    """Say whether each record is one line, and each quote opens, closes or stands doubled in a quoted cell.

    Parameters
    ----------
    text
        Whole lines; the first one begins a record.
    quoting
        How cells are told apart.
    """
    if not quoting.is_usual or _MARK in text or _lone_returns(text):
        return False
    if quoting.escapes and b"\\" in text:
        return False
    return b'"' not in text or _quotes_are_even(text, quoting)


def _quotes_are_even(text: bytes, quoting: Quoting) -> bool:
    """Take quotes in pairs: a doubled quote is one that closes and at once opens again."""
    # A line end on both sides makes the first and the last cell like the others.
    signs = np.frombuffer(b"\n" + text + b"\n", dtype=np.uint8)
    places = np.flatnonzero(signs == _QUOTE)
    if len(places) % 2:
        return False
    opening, closing = places[0::2], places[1::2]
    again = np.zeros(len(opening), dtype=bool)
    again[1:] = opening[1:] == closing[:-1] + 1
    if quoting.escapes and again.any():
        return False
    before, after = signs[opening - 1], signs[closing + 1]
    delimiter = ord(quoting.delimiter)
    begins = again | (before == delimiter) | (before == ord("\n"))
    ends = np.append(again[1:], False) | (after == delimiter) | (after == ord("\n")) | (after == ord("\r"))
    if not (begins.all() and ends.all()):
        return False
    line_ends = np.flatnonzero(signs == ord("\n"))
    return bool((np.searchsorted(line_ends, opening) == np.searchsorted(line_ends, closing)).all())


def row_block(found: Iterable[Record], width: int) -> Block:
    """Turn records into a block of text.

    Parameters
    ----------
    found
        The records, in the order of the file.
    width
        Number of cells of the header; shorter rows are filled up, longer ones may only have blanks beyond it.
    """
    rows: list[Sequence[str]] = []
    numbers: list[int] = []
    malformed: list[Malformed] = []
    blank = 0
    for record in found:
        if record.wrong:
            malformed.append(record.malformed(width))
        elif not any(record.cells):
            blank += 1
        elif len(record.cells) == width:
            rows.append(record.cells)
            numbers.append(record.line)
        elif any(cell.strip() for cell in record.cells[width:]):
            malformed.append(record.too_wide(width))
        else:
            rows.append((*record.cells[:width], *[""] * (width - len(record.cells))))
            numbers.append(record.line)
    columns = [pa.array(cells, type=pa.string()) for cells in zip(*rows, strict=True)] if rows else []
    return Block(
        columns=tuple(columns or [pa.array([], type=pa.string())] * width),
        lines=np.array(numbers, dtype=np.int64),
        malformed=tuple(malformed),
        skipped={"blank": blank} if blank else {},
    )


@dataclass(frozen=True)
class _Piece:
    """Whole lines of a file, and where they begin and end."""

    text: bytes = field(repr=False)
    start: Place
    end: Place


class _Reading:
    """Cuts a file into pieces and reads them, one way or the other."""

    def __init__(
        self, stream: RawIOBase, start: Place, width: int, quoting: Quoting, encoding: str, size: int
    ) -> None:
        self._stream, self._width, self._quoting, self._size = stream, width, quoting, size
        self._encoding = encoding
        self._is_utf8 = encoding.lower().replace("_", "-") in ("utf-8", "utf-8-sig", "ascii")
        self._plain: frozenset[int] = frozenset()
        self._slow = _SLOW_BYTES
        self.go_to(start)

    def go_to(self, place: Place) -> None:
        """Cut the next piece from here."""
        self._stream.seek(place.byte)
        self._next, self._rest = place, b""

    def next(self) -> _Piece | None:
        """Return the next piece; None at the end."""
        parts: list[bytes | memoryview] = [self._rest]
        self._rest = b""
        while part := self._stream.read(self._size):
            parts.append(part)
            if cut := _last_line_end(part):
                parts[-1], self._rest = memoryview(part)[:cut], part[cut:]
                break
        text = b"".join(parts)
        if not text:
            return None
        start = self._next
        self._next = Place(start.byte + len(text), start.line + _line_count(text))
        return _Piece(text, start, self._next)

    def even(self, piece: _Piece) -> Block | None:
        """Read a piece as a block of bytes, when that gives the same as reading it row by row."""
        text = piece.text
        if not self._is_utf8:
            text = text.decode(self._encoding, errors="replace").encode()
        return read_even_block(text, piece.start.line, self._width, self._quoting, self._plain)

    def first_part(self, piece: _Piece) -> _Piece:
        """Cut off what goes row by row: little at first, for one stray quote is no reason to read slowly on."""
        cut = _last_line_end(piece.text[: self._slow])
        self._slow = min(2 * self._slow, self._size)
        if not cut or cut >= len(piece.text):
            return piece
        text = piece.text[:cut]
        return _Piece(text, piece.start, Place(piece.start.byte + cut, piece.start.line + _line_count(text)))

    def is_even_again(self) -> None:
        """Begin with little again when the next block is not even."""
        self._slow = _SLOW_BYTES

    def row_by_row(self, piece: _Piece) -> tuple[Block, Place]:
        """Read the records that begin in a piece, and tell where the last of them ends."""
        ahead, ends = self._next, list[int]()
        lines = Lines(self._lines_from(piece, ends), piece.start.line)
        block = row_block(records(lines, self._quoting, until=piece.end.line), self._width)
        self.go_to(ahead)
        return block, Place(ends[lines.number - piece.start.line - 1], lines.number)

    def suited(self, block: Block) -> Block:
        """Take codes away from columns of nearly distinct cells, in this block and in those not yet begun."""
        distinct = {
            at
            for at, column in enumerate(block.columns)
            if column.type == CODED and len(column.dictionary) > _NEARLY_ALL * len(column)
        }
        self._plain |= distinct
        columns = [column.cast(pa.string()) if at in distinct else column for at, column in enumerate(block.columns)]
        return replace(block, columns=tuple(columns)) if distinct else block

    def _lines_from(self, piece: _Piece, ends: list[int]) -> Iterator[str]:
        """Yield lines from the beginning of a piece to the end of the file, and note where each ends."""
        byte = piece.start.byte
        following: _Piece | None = piece
        while following:
            for line in following.text.splitlines(keepends=True):
                byte += len(line)
                ends.append(byte)
                yield line.decode(self._encoding, errors="replace")
            self.go_to(following.end)
            following = self.next()


class _OddLines:
    """Lines of an even block that have another number of cells than the header."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.lines: list[int] = []
        self._texts: list[str] = []

    def keep(self, row: arrow_csv.InvalidRow) -> Literal["skip", "error"]:
        """Keep a line for the row-by-row road; too many of them are an error."""
        self.lines.append(row.number - 1)
        self._texts.append(row.text)
        return "skip" if len(self.lines) <= self._limit else "error"

    def records(self, first_line: int, quoting: Quoting) -> Iterator[Record]:
        """Cut each line into cells."""
        for at, text in zip(self.lines, self._texts, strict=True):
            yield from records(Lines(iter([text + "\n"]), first_line + at), quoting)


def _merged(block: Block, other: Block) -> Block:
    """Put the rows of two blocks into the order of the file."""
    skipped = dict(Counter(block.skipped) + Counter(other.skipped))
    if not len(other.lines):
        return replace(block, malformed=other.malformed, skipped=skipped)
    lines = np.concatenate([block.lines, other.lines])
    order = np.argsort(lines, kind="stable")
    columns = [
        pa.concat_arrays([one, two.cast(one.type)]).take(pa.array(order))
        for one, two in zip(block.columns, other.columns, strict=True)
    ]
    return Block(tuple(columns), lines[order], other.malformed, skipped)


def _without_blank(block: Block) -> Block:
    """Leave out rows of empty cells only."""
    blank: npt.NDArray[np.bool_] = np.ones(len(block.lines), dtype=bool)
    for column in block.columns:
        blank &= _is_empty(column)
        if not blank.any():
            return block
    keep = pa.array(~blank)
    columns = tuple(column.filter(keep) for column in block.columns)
    return Block(columns, block.lines[~blank], skipped={"blank": int(blank.sum())})


def _is_empty(column: pa.Array) -> npt.NDArray[np.bool_]:
    if column.type == CODED:
        empty = pc.index(column.dictionary, "").as_py()
        return np.asarray(column.indices.to_numpy() == empty)
    return np.asarray(pc.equal(pc.binary_length(column), 0).to_numpy(zero_copy_only=False))


def _longest(column: pa.Array) -> int:
    cells = column.dictionary if column.type == CODED else column
    return pc.max(pc.binary_length(cells)).as_py() or 0


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _last_line_end(part: bytes) -> int:
    """Return how many bytes of a part are whole lines; a carriage return at its end may be half a line end."""
    return max(part.rfind(b"\n"), part.rfind(b"\r", 0, len(part) - 1)) + 1


def _line_count(text: bytes) -> int:
    return _line_feeds(text) + _lone_returns(text) + (not text.endswith((b"\n", b"\r")))


def _line_feeds(text: bytes) -> int:
    # Several times as fast as `bytes.count` where every fortieth byte is one.
    return int(np.count_nonzero(np.frombuffer(text, dtype=np.uint8) == ord("\n")))


def _lone_returns(text: bytes) -> int:
    """Count the carriage returns that are line ends by themselves."""
    if b"\r" not in text:
        return 0
    signs = np.frombuffer(text + b"\r", dtype=np.uint8)
    places = np.flatnonzero(signs[:-1] == ord("\r"))
    return int(np.count_nonzero(signs[places + 1] != ord("\n")))
