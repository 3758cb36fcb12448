"""Facts and rollups at rest: files that appear whole or not at all.

A file is written under a temporary name, synced and renamed; it counts only once a committed row of the
database names it. The name says who wrote it, so that what a killed process left behind can be told from
what a running one is about to commit.
"""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import time
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.errors import StoreError

LEFTOVER_AGE: Final = 6 * 3600.0
"""Seconds after which a file that no row names is a leftover, whoever wrote it."""

Words = npt.NDArray[np.uint64]

_RUN: Final = secrets.token_hex(3)
"""Of this run: a process that is started after a crash may have the number of the one that crashed."""


@dataclass(frozen=True)
class Draft:
    """A file that is being written.

    Parameters
    ----------
    temporary
        Where to write.
    path
        Its name once it is whole, below the root.
    """

    temporary: Path
    path: str


class FactFiles:
    """A folder of Parquet and CSV files.

    Parameters
    ----------
    root
        Local folder; made when it is not there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def drafting(self, folder: str, suffix: str = "parquet") -> Iterator[Draft]:
        """Give a draft to write; at the end it is synced and gets its name, on an exception it is gone.

        Parameters
        ----------
        folder
            Below the root.
        suffix
            Of its name.

        Raises
        ------
        StoreError
            When the disk refuses, for instance because it is full.
        """
        path = self.root / folder / f"{_writer()}.{os.getpid()}.{_RUN}{secrets.token_hex(5)}.{suffix}"
        temporary = path.with_name(path.name + ".tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            yield Draft(temporary, path.relative_to(self.root).as_posix())
            _sync(temporary)
            temporary.rename(path)
            _sync(path.parent)
        except OSError as error:
            _remove(temporary, path)
            raise StoreError(
                f"The store could not write {path.name}: {error.strerror or error}.",
                "Free some space or check the rights of the folder, then import the file again.",
            ) from error
        except BaseException:
            _remove(temporary)
            raise

    def write(self, folder: str, frame: pd.DataFrame) -> str:
        """Write a frame as Parquet and return its path below the root.

        Raises
        ------
        StoreError
            When the disk refuses, for instance because it is full.
        """
        table = pa.Table.from_pandas(frame, preserve_index=False)
        with self.drafting(folder) as draft:
            pq.write_table(table, draft.temporary, compression="zstd")
        return draft.path

    def write_words(self, folder: str, blocks: Iterator[Words], suffix: str) -> str:
        """Write numbers of 64 bits, block after block, and return the path of the file below the root."""
        with self.drafting(folder, suffix) as draft, draft.temporary.open("wb") as stream:
            for block in blocks:
                stream.write(block.astype("<u8", copy=False).tobytes())
        return draft.path

    def take_in(self, folder: str, source: Path) -> str:
        """Move a file in from elsewhere, whole, and return its path below the root."""
        with self.drafting(folder, source.suffix.lstrip(".")) as draft:
            shutil.move(source, draft.temporary)
        return draft.path

    def read(
        self,
        path: str,
        *,
        columns: Sequence[str] | None = None,
        partners: Sequence[str] | None = None,
        where: pc.Expression | None = None,
    ) -> pd.DataFrame:
        """Read a Parquet file, or some of its columns, or the rows of some partners, or those of which `where` holds.

        Row groups of which it can't hold are not read.
        """
        named = None if partners is None else pc.field("partner_id").isin(pa.array(partners, pa.string()))
        filters = where if named is None else named if where is None else named & where
        table = pq.read_table(self.root / path, columns=columns, filters=filters)
        frame: pd.DataFrame = table.to_pandas()
        return frame

    def read_coded(self, path: str) -> pd.DataFrame:
        """Read a Parquet file with its words as categories: faster by far where words come again and again."""
        words = [field.name for field in pq.read_schema(self.root / path) if _is_text(field.type)]
        frame: pd.DataFrame = self.open(path, coded=words).read().unify_dictionaries().to_pandas()
        return frame

    def open(self, path: str, *, coded: Sequence[str] = ()) -> pq.ParquetFile:
        """Open a Parquet file, to be read group by group, the words of some columns as categories."""
        return pq.ParquetFile(self.root / path, read_dictionary=list(coded))

    def words(self, path: str) -> Words:
        """Return the numbers of a file that `write_words` wrote, without reading them."""
        whole = self.root / path
        # An empty file can't be mapped.
        if not whole.stat().st_size:
            return np.empty(0, dtype="<u8")
        return np.memmap(whole, dtype="<u8", mode="r")

    def read_text(self, path: str) -> str:
        """Read a text file."""
        with (self.root / path).open(encoding="utf-8", newline="") as stream:
            return stream.read()

    def discard(self, paths: Collection[str]) -> None:
        """Delete files that no row names."""
        _remove(*(self.root / path for path in paths))

    def sweep(self, named: Collection[str]) -> list[str]:
        """Delete what killed processes left behind and return the paths.

        Parameters
        ----------
        named
            Paths named by committed rows; nobody may commit meanwhile.
        """
        swept = self.leftovers(named)
        self.discard(swept)
        return swept

    def leftovers(self, named: Collection[str]) -> list[str]:
        """Return what killed processes left behind: files that no row names and that nobody is about to name."""
        found = ((path.relative_to(self.root).as_posix(), path) for path in sorted(self.root.rglob("*")))
        return [relative for relative, path in found if relative not in named and _is_leftover(path)]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _writer() -> str:
    """Return a short name of this machine: process numbers mean nothing on another one."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_leftover(path: Path) -> bool:
    # Stores of an earlier version have the number of the import in front of the writer.
    writer, pid, run, *_ = [*path.name.rpartition("-")[2].split("."), "", ""]
    try:
        if not path.is_file():
            return False
        if writer == _writer() and pid.isdigit() and not _may_commit(int(pid), run):
            return True
        return time.time() - path.stat().st_mtime > LEFTOVER_AGE
    except FileNotFoundError:
        return False


def _may_commit(pid: int, run: str) -> bool:
    if pid == os.getpid():
        return run.startswith(_RUN)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
