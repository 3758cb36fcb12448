"""Containers: gzip and zip files with one CSV file inside are unpacked before they are read, within bounds.

What a container says of its size is not believed: bytes are counted while they come out.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final, Literal, Protocol

from data.errors import UnreadableFile
from data.reader.decode import FILE_LIMIT, check_size
from data.reader.sheets import has_password
from data.results import Decision

EXPANSION_LIMIT: Final = 20
"""How many times larger than the container its content may be."""

EXPANSION_FLOOR: Final = 16 * 1024**2
"""Content of this size is let out of any container [bytes]."""

MOST_NAMED: Final = 5
"""Files of an archive that a message names."""

_CHUNK: Final = 1024**2
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_TABLES: Final = (".csv", ".tsv", ".txt", ".tab", ".psv")
_OTHERS: Final = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
    "META-INF/MANIFEST.MF": "a program",
}
_WORKBOOKS: Final = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


class _Bytes(Protocol):
    def read(self, size: int, /) -> bytes: ...


Container = Literal["text", "workbook", "gzip", "zip"]


@dataclass(frozen=True)
class Content:
    """A file as it is after unpacking.

    Parameters
    ----------
    path
        Where it lies.
    kind
        ``text`` or ``workbook``.
    decisions
        What was unpacked.
    """

    path: Path
    kind: Container
    decisions: tuple[Decision, ...] = ()


@contextmanager
def unpacked(path: Path, file_name: str) -> Iterator[Content]:
    """Give the content of a file; what was unpacked for it is removed afterwards.

    Parameters
    ----------
    path
        Where the file lies.
    file_name
        What the user calls it.

    Raises
    ------
    UnreadableFile
        When it is damaged, has a password, holds several files, or expands beyond the limit.
    """
    check_size(path, file_name)
    kind = container_of(path, file_name)
    if kind in ("text", "workbook"):
        yield Content(path, kind)
        return
    with scratch() as folder:
        inner, name = _unpack(path, file_name, kind, folder / "content")
        found = container_of(inner, file_name)
        if found in ("gzip", "zip"):
            raise UnreadableFile(
                f"{file_name} holds another archive, {name}.", "Unpack it and add the file that is inside."
            )
        yield Content(inner, found, (Decision("archive", name, f"it is the one file in the {kind} archive"),))


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder of its own that is always removed."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def container_of(path: Path, file_name: str) -> Container:
    """Tell what a file is by its first bytes, whatever its name says.

    Raises
    ------
    UnreadableFile
        When it is a document of another kind, or a damaged archive.
    """
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_OLE):
        return "workbook"
    if not head.startswith((_ZIP, _EMPTY_ZIP)):
        return "text"
    with _opened(path, file_name) as archive:
        names = set(archive.namelist())
    for part, what in _OTHERS.items():
        if part in names:
            raise UnreadableFile(f"{file_name} is {what}, not a table.", "Save the table in it as CSV and add that.")
    return "workbook" if names & set(_WORKBOOKS) else "zip"


def check_workbook(path: Path, file_name: str) -> None:
    """Refuse a workbook that expands beyond the limit; its parts are unpacked once, to nowhere.

    Raises
    ------
    UnreadableFile
        In words.
    """
    with path.open("rb") as stream:
        if stream.read(8).startswith(_OLE):
            if _ENCRYPTED in stream.read(_CHUNK):
                raise has_password(file_name)
            return
    left = _limit(path)
    with _opened(path, file_name) as archive:
        for entry in archive.infolist():
            with _readable(file_name), archive.open(entry) as stream:
                left -= _pour(stream, None, left, file_name)


def _limit(path: Path) -> int:
    return min(max(EXPANSION_LIMIT * path.stat().st_size, EXPANSION_FLOOR), FILE_LIMIT)


def _unpack(path: Path, file_name: str, kind: Container, target: Path) -> tuple[Path, str]:
    with target.open("wb") as out:
        if kind == "gzip":
            name = file_name.removesuffix(".gz")
            with _readable(file_name), gzip.open(path) as stream:
                _pour(stream, out, _limit(path), file_name)
        else:
            with _opened(path, file_name) as archive:
                entry = _one_table(archive, file_name)
                name = PurePosixPath(entry.filename).name
                with _readable(file_name), archive.open(entry) as stream:
                    _pour(stream, out, _limit(path), file_name)
    if target.stat().st_size == 0:
        raise UnreadableFile(f"{file_name} holds an empty file.", "Export it again.")
    return target, name


def _pour(stream: _Bytes, out: IO[bytes] | None, limit: int, file_name: str) -> int:
    """Copy a stream and return its size; stop as soon as it is larger than it may be."""
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise UnreadableFile(
                f"{file_name} expands to more than {EXPANSION_LIMIT} times its size.",
                "Unpack it and add the file that is inside.",
            )
        if out:
            out.write(chunk)
    return size


def _one_table(archive: zipfile.ZipFile, file_name: str) -> zipfile.ZipInfo:
    entries = [entry for entry in archive.infolist() if not _is_furniture(entry)]
    tables = [entry for entry in entries if PurePosixPath(entry.filename).suffix.lower() in _TABLES]
    if len(entries) == 1:
        return entries[0]
    if len(tables) == 1:
        return tables[0]
    if not entries:
        raise UnreadableFile(f"{file_name} holds no file.", "Add the CSV file itself.")
    named = ", ".join(entry.filename for entry in (tables or entries)[:MOST_NAMED])
    more = len(tables or entries) - MOST_NAMED
    and_more = f" and {more} more" if more > 0 else ""
    raise UnreadableFile(
        f"{file_name} holds {len(tables or entries)} files: {named}{and_more}.", "Unpack it and add them one by one."
    )


def _is_furniture(entry: zipfile.ZipInfo) -> bool:
    """Say whether an entry is a folder, or something that a file manager left behind."""
    parts = PurePosixPath(entry.filename).parts
    return entry.is_dir() or "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1] == "Thumbs.db"


@contextmanager
def _opened(path: Path, file_name: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _damaged(file_name) from error
    with archive:
        yield archive


@contextmanager
def _readable(file_name: str) -> Iterator[None]:
    """Turn what can go wrong while unpacking into words."""
    try:
        yield
    except RuntimeError as error:
        raise UnreadableFile(f"{file_name} has a password.", "Save a copy without one and add it again.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError) as error:
        raise _damaged(file_name) from error


def _damaged(file_name: str) -> UnreadableFile:
    return UnreadableFile(f"{file_name} is damaged: it can't be unpacked.", "Export or download it again.")
