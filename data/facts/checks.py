"""Does the store hold what its database says? For ``tandem check``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from data.facts.files import FactFiles
from data.facts.live import hidden_rows, read_hidden
from data.facts.row_ids import NO_HASH, ROWS_AT_ONCE, hash_texts
from data.models import Import, ImportFile
from data.store import Store, named_paths

ANEW = "Undo the import and take the file in again."
RESTORE = "Restore it from a backup, or undo the import and take the file in again."


def check_store(store: Store) -> list[str]:
    """Compare the files of a store with its database, reading every one of them.

    Files of imports that are under way are none of its business.

    Returns
    -------
    list of str
        What is wrong and what to do, a sentence each; empty when the store is whole.
    """
    imports = sorted(store.imports(), key=lambda item: item.id)
    active = [file for item in imports if item.active for file in item.files]
    problems: list[str] = []
    for item in imports:
        for file in item.files:
            later = [other for other in active if other.table == file.table and other.import_id > file.import_id]
            told = list(_file_problems(store.files, file, later if item.active else None))
            problems += [f"Import {item.id} ({item.file_name}): {problem}" for problem in told]
        problems += _rejected_problems(store.files.root, item)
    with store.session() as session:
        named = named_paths(session)
    return problems + [
        f"{path} belongs to no import. It counts nowhere; tandem migrate removes it."
        for path in store.files.leftovers(named)
    ]


def _file_problems(files: FactFiles, file: ImportFile, later: list[ImportFile] | None) -> Iterator[str]:
    """Give what is wrong with the files of one table of an import; `later` is None while it is undone."""
    paths = [path for path in (file.facts_path, file.rollup_path, file.ids_path, file.hidden_path) if path]
    missing = [path for path in paths if not (files.root / path).is_file()]
    damaged = [path for path in (file.facts_path, file.rollup_path) if path not in missing and _damaged(files, path)]
    yield from (f"the file {path} is missing. {RESTORE}" for path in missing)
    yield from (f"the file {path} is damaged. {RESTORE}" for path in damaged)
    if missing or damaged:
        return
    rows = files.open(file.facts_path).metadata.num_rows
    if rows != file.rows:
        yield f"{file.facts_path} holds {rows} rows, the database says {file.rows}. {ANEW}"
        return
    if file.ids_path and not _ids_agree(files, file):
        yield f"the file {file.ids_path} is damaged. {RESTORE}"
        return
    if file.hidden_path and (files.root / file.hidden_path).stat().st_size != -(-rows // 64) * 8:
        yield f"the file {file.hidden_path} is damaged. {RESTORE}"
    elif not _rollup_agrees(files, file):
        yield f"{file.rollup_path} counts other rows than {file.facts_path}. {ANEW}"
    elif later is not None and not _hidden_agree(files, file, later):
        yield f"{file.rollup_path} does not know which rows later imports replace. {ANEW}"


def _damaged(files: FactFiles, path: str) -> bool:
    try:
        for _ in files.open(path).iter_batches(batch_size=ROWS_AT_ONCE):
            pass
    except (OSError, pa.ArrowException):
        return True
    return False


def _ids_agree(files: FactFiles, file: ImportFile) -> bool:
    """Say whether the kept hashes are sorted and are those of the facts; their order apart, by count and sum."""
    if (files.root / str(file.ids_path)).stat().st_size % 8:
        return False
    kept = files.words(str(file.ids_path))
    count, total = 0, np.uint64(0)
    for batch in files.open(file.facts_path).iter_batches(batch_size=ROWS_AT_ONCE, columns=["_row_id"]):
        hashes = hash_texts(batch.column(0))
        count += int((hashes != NO_HASH).sum())
        total += hashes.sum(dtype="uint64")
    return count == len(kept) and bool((kept[1:] >= kept[:-1]).all()) and total == kept.sum(dtype="uint64")


def _rollup_agrees(files: FactFiles, file: ImportFile) -> bool:
    live = file.rows - int(read_hidden(files, file).sum())
    rollup = files.read(file.rollup_path)
    if "rows" not in rollup:
        return len(rollup) == live
    # A deal that is closed stands in two lines.
    counted = rollup[rollup["event"] == "opened"] if file.table == "deals" else rollup
    return int(counted["rows"].sum()) == live


def _hidden_agree(files: FactFiles, file: ImportFile, later: list[ImportFile]) -> bool:
    try:
        return np.array_equal(hidden_rows(files, file, later), read_hidden(files, file))
    except (OSError, ValueError, pa.ArrowException):
        # A later file is missing or damaged, which is told of that one.
        return True


def _rejected_problems(root: Path, item: Import) -> list[str]:
    if item.rejected_path is None or (root / item.rejected_path).is_file():
        return []
    return [f"Import {item.id} ({item.file_name}): the file {item.rejected_path} is missing. {RESTORE}"]
