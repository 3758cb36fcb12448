"""Commit: files that are staged become facts, all at once.

Everything here runs inside a transaction that its caller holds. Files are written before the row that names
them is committed: whatever kills the process, there is the whole import or none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import AlreadyImported, StoreError
from data.facts.facts_writer import Staged
from data.facts.files import FactFiles
from data.facts.live import hidden_rows, hides, read_hidden, write_hidden, write_rollup
from data.facts.row_ids import Flags, write_ids
from data.models import Import, ImportFile, State, raise_revision
from data.results import ImportResult
from kpi.rollup import FORM

MODES = ("add", "replace")
"""How rows of a file meet those of an earlier one."""


Also = Callable[[Session, int], None]


@dataclass(frozen=True)
class Incoming:
    """The accepted rows of one file, staged: written and rolled up, but named by no row yet.

    Parameters
    ----------
    staged
        Where facts and rollup lie.
    source
        Fingerprint of table and header: files of one source continue each other.
    sha256
        Fingerprint of what was read: the file's bytes and the sheet.
    today
        Day of the import.
    currency
        Of the deals in it.
    group
        Marks imports that can be taken back together.
    rejected
        A CSV of the rejected rows; it is moved into the store.
    also
        Done in the same transaction, with the number of the import; what it raises undoes the whole.
    """

    staged: Staged
    source: str
    sha256: str
    today: date
    currency: str | None = None
    group: str | None = None
    rejected: Path | None = None
    also: Also | None = None


@dataclass
class Shelf:
    """The files of one change: what it has written, and what nobody needs once it is committed.

    Parameters
    ----------
    files
        Where they lie.
    written, replaced
        Paths below the root.
    """

    files: FactFiles
    written: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    def wrote(self, path: str | None) -> str | None:
        """Note a new file."""
        self.written += [path] if path else []
        return path

    def drops(self, *paths: str | None) -> None:
        """Note files that are no longer named."""
        self.replaced += [path for path in paths if path]


@dataclass(frozen=True)
class Prepared:
    """An import whose every file is written; what is left to do is to name them."""

    incoming: Incoming
    ids_path: str | None
    rejected_path: str | None


def prepare(shelf: Shelf, incoming: Incoming) -> Prepared:
    """Write what an import needs beside its facts; this takes no lock.

    Raises
    ------
    StoreError
        When the disk refuses.
    """
    staged = incoming.staged
    shelf.written += [staged.facts_path, staged.rollup_path]
    ids = shelf.wrote(write_ids(shelf.files, staged.table, staged.facts_path))
    rejected = incoming.rejected
    moved = shelf.wrote(shelf.files.take_in("rejected", rejected)) if rejected is not None else None
    return Prepared(incoming, ids, moved)


def add_import(session: Session, shelf: Shelf, prepared: Prepared, result: ImportResult) -> int:
    """Name the files of an import in the database and return its number.

    Raises
    ------
    AlreadyImported
        When the same file is in the store and active, byte for byte.
    """
    if result.mode == "add":
        _refuse_again(session, result.file_name, result.table, prepared.incoming.sha256)
    owner = _import_row(prepared, result)
    session.add(owner)
    session.flush()
    file = _file_row(prepared)
    owner.files.append(file)
    session.flush()
    _rebuild_earlier(session, shelf, file)
    raise_revision(session)
    return owner.id


def set_active(session: Session, shelf: Shelf, owner: Import, *, active: bool) -> None:
    """Take an import back, or in again, with all that follows for the rows of earlier ones.

    Raises
    ------
    StoreError
        When it is so already.
    AlreadyImported
        When the same file has come in again since it was undone.
    """
    if owner.active == active:
        state = "in the store already" if active else "undone already"
        raise StoreError(f"Import {owner.id} ({owner.file_name}) is {state}.", "Nothing needs to be done.")
    if active and owner.mode == "add":
        for file in owner.files:
            _refuse_again(session, owner.file_name, file.table, file.sha256)
    owner.active = active
    session.flush()
    for file in owner.files:
        # An import that is out keeps its rollup as it was: it is made anew when it comes in again.
        if active:
            _rebuild(shelf, file, _later(_active(session, file.table), file))
        _rebuild_earlier(session, shelf, file)
    raise_revision(session)


def renew_rollups(session: Session, shelf: Shelf) -> None:
    """Make rollups anew, with what lies beside them, when an earlier version wrote them in another form."""
    state = session.get(State, "rollup_form")
    if state is None:
        state = State(name="rollup_form", value=0)
        session.add(state)
    if state.value == FORM:
        return
    state.value = FORM
    every = list(session.scalars(select(ImportFile).order_by(ImportFile.import_id)))
    for file in every:
        shelf.drops(file.ids_path)
        file.ids_path = shelf.wrote(write_ids(shelf.files, file.table, file.facts_path))
    for file in every:
        later = [item for item in every if item.table == file.table and item.owner.active]
        _write(shelf, file, hidden_rows(shelf.files, file, _later(later, file)))
    if every:
        raise_revision(session)


def _refuse_again(session: Session, file_name: str, table: str, sha256: str) -> None:
    same = (
        select(ImportFile)
        .join(ImportFile.owner)
        .where(ImportFile.sha256 == sha256, ImportFile.table == table, Import.active)
    )
    earlier = session.scalars(same.order_by(ImportFile.import_id)).first()
    if earlier is not None:
        raise AlreadyImported(
            f"{file_name} is in the store already, byte for byte: import {earlier.import_id} "
            f"({earlier.owner.file_name}) of {earlier.owner.imported_on}.",
            "Nothing was changed. Undo that import first if you want to take the file in again.",
        )


def _import_row(prepared: Prepared, result: ImportResult) -> Import:
    return Import(
        file_name=result.file_name,
        imported_on=prepared.incoming.today,
        mode=result.mode,
        active=True,
        group=prepared.incoming.group,
        rows_read=result.rows_read,
        accepted=result.accepted,
        rejected=result.rejected,
        skipped=result.skipped,
        rejected_path=prepared.rejected_path,
        result=result.as_dict(),
    )


def _file_row(prepared: Prepared) -> ImportFile:
    incoming, staged = prepared.incoming, prepared.incoming.staged
    return ImportFile(
        table=staged.table,
        source=incoming.source,
        sha256=incoming.sha256,
        facts_path=staged.facts_path,
        rollup_path=staged.rollup_path,
        rows=staged.rows,
        first_month=staged.first_month,
        last_month=staged.last_month,
        currency=incoming.currency,
        ids_path=prepared.ids_path,
    )


def _rebuild_earlier(session: Session, shelf: Shelf, changed: ImportFile) -> None:
    """Roll every earlier file up again whose live rows this one changes."""
    active = _active(session, changed.table)
    for file in active:
        if file.import_id < changed.import_id and hides(shelf.files, changed, file):
            if changed.owner.active:
                # What others hide stays hidden: only the new import has to be looked at.
                hidden = read_hidden(shelf.files, file) | hidden_rows(shelf.files, file, [changed])
                _write_changed(shelf, file, hidden)
            else:
                _rebuild(shelf, file, _later(active, file))


def _rebuild(shelf: Shelf, file: ImportFile, later: Sequence[ImportFile]) -> None:
    _write_changed(shelf, file, hidden_rows(shelf.files, file, later))


def _write_changed(shelf: Shelf, file: ImportFile, hidden: Flags) -> None:
    if not np.array_equal(hidden, read_hidden(shelf.files, file)):
        _write(shelf, file, hidden)


def _write(shelf: Shelf, file: ImportFile, hidden: Flags) -> None:
    shelf.drops(file.rollup_path, file.hidden_path)
    file.hidden_path = shelf.wrote(write_hidden(shelf.files, file, hidden))
    file.rollup_path = write_rollup(shelf.files, file, hidden)
    shelf.wrote(file.rollup_path)


def _active(session: Session, table: str) -> list[ImportFile]:
    query = select(ImportFile).join(ImportFile.owner).where(ImportFile.table == table, Import.active)
    return list(session.scalars(query.order_by(ImportFile.import_id)))


def _later(files: Iterable[ImportFile], file: ImportFile) -> list[ImportFile]:
    return [item for item in files if item.import_id > file.import_id]
