"""Decode: bytes become text. The first step of the import pipeline."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from data.errors import UnreadableFile
from data.results import Decision

FILE_LIMIT: Final = 2 * 1024**3
"""Largest file [bytes]."""

_HEAD: Final = 64 * 1024
_BLOCK: Final = 1024**2

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "it begins with the mark of UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "it begins with the mark of UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "it begins with the mark of UTF-16"),
)
_BINARY: Final = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive", "Save the sheet as CSV and import that."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV and import that."),
    (b"\x1f\x8b", "compressed with gzip", "Unpack it and import the CSV inside."),
    (b"%PDF", "a PDF", "Export the table as CSV and import that."),
    (b"PAR1", "a Parquet file", "Export the table as CSV and import that."),
    (b"\x89PNG", "a picture", "Choose a CSV file."),
    (b"\xff\xd8\xff", "a picture", "Choose a CSV file."),
)
# Everything below a blank that has no place in text; tab, line feeds, NUL and end-of-file marks have.
_CONTROLS: Final = bytes(sorted(set(range(32)) - {0, 9, 10, 12, 13, 26, 27, 28, 29, 30, 31}))
_MOST_CONTROLS: Final = 0.02
_FEW_CONTROLS: Final = 8


def decide_encoding(path: Path, file_name: str) -> tuple[str, Decision]:
    """Return the encoding of a file and why.

    Parameters
    ----------
    path
        Where the file lies.
    file_name
        What the user calls it.

    Raises
    ------
    UnreadableFile
        When the file is empty, too large or not text.
    """
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{file_name} is empty.", "Export it again; it should begin with a header line.")
    if size > FILE_LIMIT:
        raise UnreadableFile(
            f"{file_name} has {size / 1024**3:.1f} GB; the limit is {FILE_LIMIT // 1024**3} GB.",
            "Split it, for instance by year, and import the parts.",
        )
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    encoding, reason = _from_head(head, file_name) or _from_all(path)
    return encoding, Decision("encoding", encoding, reason)


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a file as text, its line ends untouched.

    Bytes that the encoding does not know are shown as a replacement character; they never stop the reading.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        yield stream


def _from_head(head: bytes, file_name: str) -> tuple[str, str] | None:
    for mark, encoding, reason in _MARKS:
        if head.startswith(mark):
            return encoding, reason
    for magic, what, remedy in _BINARY:
        if head.startswith(magic):
            raise UnreadableFile(f"{file_name} is {what}, not a CSV file.", remedy)
    wide = _unmarked_utf16(head)
    if wide:
        return wide, "every other byte is zero, as in UTF-16 without a mark"
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(_MOST_CONTROLS * len(head), _FEW_CONTROLS) or head.count(0) > len(head) / 2:
        raise UnreadableFile(f"{file_name} is not text.", "Export the table as CSV and import that.")
    return None


def _unmarked_utf16(head: bytes) -> str | None:
    even, odd = head[0::2], head[1::2]
    if len(even) < 4:
        return None
    share_even, share_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if share_odd > 0.7 and share_even < 0.05:
        return "utf-16-le"
    if share_even > 0.7 and share_odd < 0.05:
        return "utf-16-be"
    return None


def _from_all(path: Path) -> tuple[str, str]:
    """Decide over every byte: one letter of another encoding at the end is enough."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252", "it is not UTF-8, so it is read as Western European (Windows)"
    return "utf-8", "all of its bytes are UTF-8"
