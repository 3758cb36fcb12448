"""Facts and rollups at rest: Parquet files that appear whole or not at all.

A file is written under a temporary name, synced and renamed; it counts only once a committed row of the
database names it. The name says who wrote it, so that what a killed process left behind can be told from
what a running one is about to commit.
"""

from __future__ import annotations

import os
import platform
import secrets
import time
import zlib
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import StoreError

LEFTOVER_AGE: Final = 3600.0
"""Seconds after which a file that no row names is a leftover, whoever wrote it."""


class FactFiles:
    """A folder of Parquet and CSV files.

    Parameters
    ----------
    root
        Local folder; made when it is not there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, folder: str, import_id: int, frame: pd.DataFrame) -> str:
        """Write a frame as Parquet and return its path below the root.

        Raises
        ------
        StoreError
            When the disk refuses, for instance because it is full.
        """
        table = pa.Table.from_pandas(frame, preserve_index=False)
        path = self._new(folder, import_id, "parquet")
        return self._place(path, lambda temporary: pq.write_table(table, temporary, compression="zstd"))

    def write_text(self, folder: str, import_id: int, text: str) -> str:
        """Write text and return its path below the root."""
        path = self._new(folder, import_id, "csv")
        return self._place(path, lambda temporary: temporary.write_text(text, encoding="utf-8", newline=""))

    def read(self, path: str, *, columns: Sequence[str] | None = None, partner: str | None = None) -> pd.DataFrame:
        """Read a Parquet file, or some of its columns, or the rows of one partner."""
        filters = None if partner is None else [("partner_id", "==", partner)]
        table = pq.read_table(self.root / path, columns=columns, filters=filters)
        frame: pd.DataFrame = table.to_pandas()
        return frame

    def read_ids(self, path: str) -> pa.Array:
        """Read the row ids of a facts file; rows without one are left out."""
        ids = pq.read_table(self.root / path, columns=["_row_id"])["_row_id"].combine_chunks()
        return ids.drop_null()

    def read_text(self, path: str) -> str:
        """Read a text file."""
        with (self.root / path).open(encoding="utf-8", newline="") as stream:
            return stream.read()

    def sweep(self, named: Collection[str]) -> list[str]:
        """Delete what killed processes left behind and return the paths.

        Parameters
        ----------
        named
            Paths named by committed rows; nobody may commit meanwhile.
        """
        swept = []
        for path in sorted(self.root.rglob("*")):
            relative = path.relative_to(self.root).as_posix()
            if path.is_file() and relative not in named and _is_leftover(path):
                path.unlink(missing_ok=True)
                swept.append(relative)
        return swept

    def _new(self, folder: str, import_id: int, suffix: str) -> Path:
        return self.root / folder / f"{import_id}-{_writer()}.{os.getpid()}.{secrets.token_hex(4)}.{suffix}"

    def _place(self, path: Path, write: Callable[[Path], object]) -> str:
        temporary = path.with_name(path.name + ".tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(temporary)
            _sync(temporary)
            temporary.rename(path)
            _sync(path.parent)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise StoreError(
                f"The store could not write {path.name}: {error.strerror or error}.",
                "Free some space or check the rights of the folder, then import the file again.",
            ) from error
        return path.relative_to(self.root).as_posix()


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
    writer, _, rest = path.name.partition("-")[2].partition(".")
    pid = rest.partition(".")[0]
    if writer == _writer() and pid.isdigit() and not _runs(int(pid)):
        return True
    try:
        return time.time() - path.stat().st_mtime > LEFTOVER_AGE
    except FileNotFoundError:
        return False


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
