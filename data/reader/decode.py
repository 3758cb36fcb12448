"""Decode: bytes become text. The first step of the import pipeline."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Final, TextIO

from charset_normalizer import from_bytes

from data.errors import UnreadableFile
from data.results import Decision

FILE_LIMIT: Final = 2 * 1024**3
"""Largest file [bytes]."""

_HEAD: Final = 64 * 1024
_BLOCK: Final = 1024**2

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "it begins with the mark of UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "it begins with the mark of UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "it begins with the mark of UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "it begins with the mark of UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "it begins with the mark of UTF-16"),
)
_BINARY: Final = (
    (b"%PDF", "a PDF", "Export the table as CSV and import that."),
    (b"PAR1", "a Parquet file", "Export the table as CSV and import that."),
    (b"\x89PNG", "a picture", "Choose a CSV file."),
    (b"\xff\xd8\xff", "a picture", "Choose a CSV file."),
    (b"SQLite format 3", "a database", "Export the table as CSV and import that."),
    (b"{\\rtf", "a text document", "Save the table as CSV and import that."),
)
# Everything below a blank that has no place in text; tab, line feeds, NUL and end-of-file marks have.
_CONTROLS: Final = bytes(sorted(set(range(32)) - {0, 9, 10, 12, 13, 26, 27, 28, 29, 30, 31}))
_MOST_CONTROLS: Final = 0.02
_FEW_CONTROLS: Final = 8

_ASIAN: Final = {"gb18030": "Chinese", "cp932": "Japanese (Shift-JIS)", "big5": "Chinese (Big5)", "euc_kr": "Korean"}
_ONE_BYTE: Final = {
    "cp1252": "Western European (Windows)",
    "cp1250": "Central European (Windows)",
    "cp1251": "Cyrillic (Windows)",
    "cp1253": "Greek (Windows)",
    "cp1254": "Turkish (Windows)",
}
_TELLING: Final = {"cp1250": b"\xa3\xa5\xaf\xb3\xb9\xbf\xec\xf8\xf9", "cp1254": b"\xd0\xdd\xde\xf0\xfd\xfe"}
"""Letters of an encoding that are signs, or rare after a letter, in Western European."""
_FEWEST_TELLING: Final = 4
_SAMPLE: Final = 32 * 1024
"""Bytes of the lines with foreign letters that are looked at."""
_ENOUGH: Final = 40
"""Foreign letters below which only Western European or a plainly Asian text is told."""
_FEW_WRONG: Final = 20
"""A file is UTF-8 with errors when it has this many right letters to a wrong one."""


def decide_encoding(path: Path, file_name: str, choice: str | None = None) -> tuple[str, Decision]:
    """Return the encoding of a file and why.

    Parameters
    ----------
    path
        Where the file lies.
    file_name
        What the user calls it.
    choice
        What the user says.

    Raises
    ------
    UnreadableFile
        When the file is empty, too large or not text, or the chosen encoding is unknown.
    """
    check_size(path, file_name)
    if choice:
        return _chosen(choice, file_name)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    encoding, reason = _from_head(head, file_name) or _from_all(path)
    return encoding, Decision("encoding", encoding, reason)


def check_size(path: Path, file_name: str) -> None:
    """Refuse a file that is empty or too large.

    Raises
    ------
    UnreadableFile
        In words.
    """
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile(f"{file_name} is empty.", "Export it again; it should begin with a header line.")
    if size > FILE_LIMIT:
        raise UnreadableFile(
            f"{file_name} has {size / 1024**3:.1f} GB; the limit is {FILE_LIMIT // 1024**3} GB.",
            "Split it, for instance by year, and import the parts.",
        )


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a file as text, its line ends untouched.

    Bytes that the encoding does not know are shown as a replacement character; they never stop the reading.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        yield stream


def _chosen(choice: str, file_name: str) -> tuple[str, Decision]:
    try:
        encoding = codecs.lookup(choice).name
    except LookupError:
        raise UnreadableFile(
            f"{file_name}: there is no encoding {choice!r}.", "Say for instance utf-8, cp1252 or shift_jis."
        ) from None
    return encoding, Decision("encoding", encoding, "you said so")


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
                # Plain ASCII need not be decoded, unless a letter was begun in the block before.
                if decoder.getstate()[0] or not block.isascii():
                    decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _not_utf8(path)
    return "utf-8", "all of its bytes are UTF-8"


def _not_utf8(path: Path) -> tuple[str, str]:
    right, wrong, sample = _foreign(path)
    if right > _FEW_WRONG * wrong:
        return "utf-8", f"nearly all of its letters are UTF-8; {wrong} are not and are shown as \ufffd"
    return _by_sample(sample)


def _foreign(path: Path) -> tuple[int, int, bytes]:
    """Count foreign letters that are UTF-8 and those that are not, and collect lines that have any."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    right = wrong = 0
    sample = bytearray()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            text = decoder.decode(block)
            bad = text.count("\ufffd")
            wrong += bad
            right += len(text) - len(text.encode("ascii", "ignore")) - bad
            if len(sample) < _SAMPLE:
                sample += b"\n".join(line[:2000] for line in block.splitlines() if not line.isascii())[:_SAMPLE]
    return right, wrong, bytes(sample)


def _by_sample(sample: bytes) -> tuple[str, str]:
    for encoding in ("cp932", "gb18030"):
        if _is_asian(sample, encoding):
            return _told_apart(sample, encoding)
    letters = sum(byte > 127 for byte in sample)
    if letters >= _ENOUGH:
        best = from_bytes(sample, cp_isolation=list(_ONE_BYTE)).best()
        found = best.encoding if best else "cp1252"
        if found in _ONE_BYTE and _is_told(sample, found):
            return found, f"it is not UTF-8, and its letters are those of {_ONE_BYTE[found]} text"
    return "cp1252", "it is not UTF-8, so it is read as Western European (Windows)"


def _is_told(sample: bytes, encoding: str) -> bool:
    """Say whether bytes show an encoding for which Western European text is easily taken."""
    foreign = [at for at, byte in enumerate(sample) if byte > 127]
    if encoding in ("cp1251", "cp1253"):
        # Whole words of foreign letters, not single ones between others.
        beside = sum(at + 1 < len(sample) and sample[at + 1] > 127 for at in foreign)
        return beside > len(foreign) / 2
    signs = _TELLING.get(encoding, b"")
    return sum(sample[at] in signs and sample[at - 1 : at].isalpha() for at in foreign) >= _FEWEST_TELLING


def _is_asian(sample: bytes, encoding: str) -> bool:
    """Say whether most foreign letters are frequent ones of the language that the encoding was made for.

    Accents of European text give rare signs, or none, in these encodings: the frequent ones lie elsewhere.
    """
    text = sample.decode(encoding, errors="replace")
    foreign = [sign for sign in text if ord(sign) > 127]
    if not foreign or text.count("\ufffd") > 0.02 * len(foreign) + 1:
        return False
    beside = sum(ord(one) > 127 and ord(two) > 127 for one, two in pairwise(text))
    frequent = sum(_is_frequent(sign, encoding) for sign in foreign)
    return frequent >= 0.7 * len(foreign) and 3 * beside >= len(foreign)


def _is_frequent(sign: str, encoding: str) -> bool:
    if "\u3040" <= sign <= "\u30ff" or "\u3000" <= sign <= "\u3011" or "\uff01" <= sign <= "\uff5e":
        return True
    code = sign.encode(encoding, errors="ignore")
    if len(code) != 2:
        return False
    if encoding == "cp932":
        return 0x88 <= code[0] <= 0x97
    return 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1


def _told_apart(sample: bytes, encoding: str) -> tuple[str, str]:
    """Tell the encodings of East Asia apart by what charset-normalizer finds most coherent."""
    letters = sum(byte > 127 for byte in sample)
    found = encoding
    if letters >= _ENOUGH:
        best = from_bytes(sample, cp_isolation=list(_ASIAN)).best()
        found = best.encoding if best and best.encoding in _ASIAN else encoding
    return found, f"it is not UTF-8, and its letters are those of {_ASIAN[found]} text"
