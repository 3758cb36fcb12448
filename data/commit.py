"""Commit: accepted rows become facts, rollups and one committed row, all at once.

Everything here runs inside a transaction that its caller holds. Files are written before the row that names
them is committed: whatever kills the process, there is the whole import or none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import AlreadyImported, StoreError
from data.files import FactFiles
from data.live import MONTH_COLUMN, Held, hold, live_rows, month_of, rollup_of, touched
from data.models import Import, ImportFile, State
from data.results import ImportResult
from kpi.rollup import FORM

MODES = ("add", "replace")
"""How rows of a file meet those of an earlier one."""


@dataclass(frozen=True)
class Incoming:
    """The accepted rows of one file, ready to be stored.

    Parameters
    ----------
    frame
        Canonical columns, `_line` and `_row_id`.
    source
        Fingerprint of table and header: files of one source continue each other.
    sha256
        Of the file's bytes.
    today
        Day of the import.
    currency
        Of the deals in it.
    group
        Marks imports that can be taken back together.
    """

    frame: pd.DataFrame = field(repr=False)
    source: str
    sha256: str
    today: date
    currency: str | None = None
    group: str | None = None


def add_import(session: Session, files: FactFiles, incoming: Incoming, result: ImportResult) -> int:
    """Write facts and rollups of a file, name them in the database and return the number of the import.

    Raises
    ------
    AlreadyImported
        When the same file is in the store and active, byte for byte.
    """
    if result.mode == "add":
        _refuse_again(session, result.file_name, result.table, incoming.sha256)
    owner = _import_row(incoming, result)
    session.add(owner)
    session.flush()
    file = _file_row(files, incoming, result.table, owner)
    owner.files.append(file)
    if len(result.rejected_rows):
        owner.rejected_path = files.write_text("rejected", owner.id, result.rejected_csv())
    session.flush()
    _rebuild(session, files, file)
    _raise_revision(session)
    return owner.id


def set_active(session: Session, files: FactFiles, owner: Import, *, active: bool) -> None:
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
        _rebuild(session, files, file)
    _raise_revision(session)


def renew_rollups(session: Session, files: FactFiles) -> None:
    """Make the rollups of active imports anew when an earlier version wrote them in another form."""
    state = session.get(State, "rollup_form")
    if state is None:
        state = State(name="rollup_form", value=0)
        session.add(state)
    if state.value == FORM:
        return
    state.value = FORM
    query = select(ImportFile).join(ImportFile.owner).where(Import.active).order_by(ImportFile.import_id)
    active = list(session.scalars(query))
    for table in sorted({file.table for file in active}):
        held = [hold(files, file) for file in active if file.table == table]
        for item in held:
            _write_rollup(files, item.file, held)
    if active:
        _raise_revision(session)


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


def _import_row(incoming: Incoming, result: ImportResult) -> Import:
    return Import(
        file_name=result.file_name,
        imported_on=incoming.today,
        mode=result.mode,
        active=True,
        group=incoming.group,
        rows_read=result.rows_read,
        accepted=result.accepted,
        rejected=result.rejected,
        skipped=result.skipped,
        result=result.as_dict(),
    )


def _file_row(files: FactFiles, incoming: Incoming, table: str, owner: Import) -> ImportFile:
    frame = incoming.frame
    first = last = None
    if table in MONTH_COLUMN:
        months = month_of(frame, table)
        first, last = int(months.min()), int(months.max())
        frame = frame.assign(_month=months).sort_values(["_month", "partner_id", "_line"], kind="stable")
        frame = frame.drop(columns="_month")
    return ImportFile(
        table=table,
        source=incoming.source,
        sha256=incoming.sha256,
        facts_path=files.write(table, owner.id, frame),
        rollup_path="",
        rows=len(frame),
        first_month=first,
        last_month=last,
        currency=incoming.currency,
    )


def _rebuild(session: Session, files: FactFiles, changed: ImportFile) -> None:
    """Write the rollups of every file whose live rows this one changes, its own included."""
    query = select(ImportFile).join(ImportFile.owner).where(ImportFile.table == changed.table)
    held = [
        hold(files, file)
        for file in session.scalars(query.order_by(ImportFile.import_id))
        if file.owner.active or file is changed
    ]
    for file in touched(held, changed.import_id):
        _write_rollup(files, file, held)


def _write_rollup(files: FactFiles, file: ImportFile, held: Sequence[Held]) -> None:
    rows = live_rows(files.read(file.facts_path), file, held)
    file.rollup_path = files.write(f"{file.table}/rollups", file.import_id, rollup_of(rows, file))


def _raise_revision(session: Session) -> None:
    state = session.get(State, "revision")
    if state is None:
        session.add(State(name="revision", value=1))
    else:
        state.value += 1
