"""Does the store hold what its database says? For ``tandem check``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.models import Import, ImportFile
from data.store import Store


def check_store(store: Store) -> list[str]:
    """Compare the files of a store with its database.

    Returns
    -------
    list of str
        What is wrong and what to do, a sentence each; empty when the store is whole.
    """
    named: set[str] = set()
    problems: list[str] = []
    for item in store.imports():
        for file in item.files:
            named |= {file.facts_path, file.rollup_path}
            problems += _file_problems(store.files.root, item, file)
        if item.rejected_path:
            named.add(item.rejected_path)
            problems += _missing(store.files.root, item, item.rejected_path)
    return problems + _leftovers(store.files.root, named)


def _file_problems(root: Path, item: Import, file: ImportFile) -> Iterator[str]:
    for path in (file.facts_path, file.rollup_path):
        problem = _missing(root, item, path) or _unreadable(root, item, path)
        if problem:
            yield from problem
            return
    rows = pq.read_metadata(root / file.facts_path).num_rows
    if rows != file.rows:
        yield (
            f"Import {item.id} ({item.file_name}): {file.facts_path} holds {rows} rows, the database says "
            f"{file.rows}. Undo the import and take the file in again."
        )


def _missing(root: Path, item: Import, path: str) -> list[str]:
    if (root / path).is_file():
        return []
    return [
        f"Import {item.id} ({item.file_name}): the file {path} is missing. Restore it from a backup, or undo "
        "the import and take the file in again."
    ]


def _unreadable(root: Path, item: Import, path: str) -> list[str]:
    try:
        pq.read_metadata(root / path)
    except (OSError, pa.ArrowInvalid):
        return [
            f"Import {item.id} ({item.file_name}): the file {path} is damaged. Restore it from a backup, or "
            "undo the import and take the file in again."
        ]
    return []


def _leftovers(root: Path, named: set[str]) -> list[str]:
    found = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return [
        f"{path} belongs to no import. It counts nowhere; tandem migrate removes it when it is old enough."
        for path in found
        if path not in named
    ]
