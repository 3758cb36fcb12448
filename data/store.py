"""The store: facts and rollups as files, everything else in a database, one commit for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data.commit import Incoming, add_import, renew_rollups, set_active
from data.database import connect, migrate_database
from data.errors import StoreError, UnknownImport
from data.files import FactFiles
from data.live import Held, hold, live_rows, month_of, rollup_of
from data.models import Import, ImportFile, State
from data.results import ImportResult
from kpi.rollup import merge_rollups, rollup_until, rows_until
from kpi.schema import TABLES


class Store:
    """Everything that Tandem keeps, under one folder.

    Parameters
    ----------
    home
        Folder of the database and, unless told otherwise, of the facts.
    database_url
        Where state is kept; SQLite in the home folder by default.
    facts_url
        Where facts are kept; a local folder.
    """

    def __init__(self, home: Path, database_url: str | None = None, facts_url: str | None = None) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        if facts_url and "://" in facts_url:
            raise StoreError(f"Facts can't be kept at {facts_url}.", "Give a local folder as TANDEM_FACTS_URL.")
        self.files = FactFiles(Path(facts_url) if facts_url else home / "facts")
        self._engine = connect(database_url or f"sqlite:///{home / 'tandem.db'}")

    def migrate(self) -> None:
        """Bring the database to this version's schema and sweep what killed processes left behind."""
        migrate_database(self._engine)
        with self.transaction() as session:
            self.files.sweep(_named(session))
            renew_rollups(session, self.files)

    def close(self) -> None:
        """Close the connections to the database."""
        self._engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session for reading: one consistent state of the database."""
        with Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session for writing: alone, and committed whole or not at all."""
        engine = self._engine.execution_options(tandem_writes=True)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def revision(self) -> int:
        """Return the version of the data; it is raised by every change."""
        with self.session() as session:
            state = session.get(State, "revision")
            return state.value if state else 0

    def commit(self, incoming: Incoming, result: ImportResult) -> int:
        """Store the accepted rows of a file, whole or not at all, and return the number of the import.

        Raises
        ------
        AlreadyImported
            When the same file is in the store and active, byte for byte.
        StoreError
            When the disk refuses.
        """
        with self.transaction() as session:
            self.files.sweep(_named(session))
            return add_import(session, self.files, incoming, result)

    def imports(self) -> list[Import]:
        """Return all imports, the latest first."""
        with self.session() as session:
            return list(session.scalars(select(Import).order_by(Import.id.desc())).unique())

    def get_import(self, import_id: int) -> Import:
        """Return one import.

        Raises
        ------
        UnknownImport
            When there is none of this number.
        """
        with self.session() as session:
            return _found(session, import_id)

    def undo(self, import_id: int) -> None:
        """Take an import back; the numbers are again those from before.

        Raises
        ------
        UnknownImport
            When there is none of this number.
        StoreError
            When it has been taken back already.
        """
        self._set_active([import_id], active=False)

    def redo(self, import_id: int) -> None:
        """Take an import in again that was undone; it keeps its place in the order."""
        self._set_active([import_id], active=True)

    def undo_group(self, group: str) -> list[int]:
        """Take back all active imports of a group, in one go, and return their numbers."""
        numbers = [item.id for item in self.imports() if item.group == group and item.active]
        self._set_active(numbers, active=False)
        return numbers

    def rejected_csv(self, import_id: int) -> str:
        """Return the rejected rows of an import as CSV, with `_line` and `_error`; empty when there are none."""
        path = self.get_import(import_id).rejected_path
        return self.files.read_text(path) if path else ""

    def rollups(self, as_of: date | None = None) -> dict[str, pd.DataFrame]:
        """Return the merged rollup of every table that holds rows.

        Parameters
        ----------
        as_of
            Leave out what was not known on this day.
        """
        while True:
            revision = self.revision()
            try:
                return self._merged(as_of)
            except FileNotFoundError:
                # Another process changed the store between our look at the database and at the files.
                if self.revision() == revision:
                    raise

    def facts(
        self,
        table: str,
        *,
        partner_id: str | None = None,
        month_from: int | None = None,
        month_to: int | None = None,
    ) -> pd.DataFrame:
        """Return live rows, with `import_id` and `_line`, in the order of imports.

        Parameters
        ----------
        table
            Name of the table.
        partner_id
            Rows of this partner only.
        month_from, month_to
            Rows of these months only, by ordinal; deals by the month of their opening or closing.
        """
        held = self._held(table)
        frames = []
        for item in held:
            rows = self.files.read(item.file.facts_path, partner=partner_id)
            rows = _between(live_rows(rows, item.file, held), table, month_from, month_to)
            frames.append(rows.assign(import_id=item.file.import_id))
        if frames:
            return pd.concat(frames, ignore_index=True)
        names = [column.name for column in TABLES[table].columns]
        return pd.DataFrame(columns=[*names, "_line", "_row_id", "import_id"])

    def known_partners(self) -> dict[str, str]:
        """Return {partner_id: name} of the partners that partners files have named."""
        rows = self.facts("partners")
        return dict(zip(rows["partner_id"].astype(str), rows["name"].astype(str), strict=True))

    def currency(self) -> str | None:
        """Return the currency of the earliest active deals import that has one."""
        with self.session() as session:
            query = _active_files().where(ImportFile.table == "deals", ImportFile.currency.is_not(None))
            file = session.scalars(query).first()
            return file.currency if file else None

    def _set_active(self, numbers: Sequence[int], *, active: bool) -> None:
        with self.transaction() as session:
            for number in numbers:
                set_active(session, self.files, _found(session, number), active=active)

    def _active(self) -> list[ImportFile]:
        with self.session() as session:
            return list(session.scalars(_active_files()))

    def _held(self, table: str) -> list[Held]:
        return [hold(self.files, file) for file in self._active() if file.table == table]

    def _merged(self, as_of: date | None) -> dict[str, pd.DataFrame]:
        files = self._active()
        merged = {}
        for table in TABLES:
            rollups = [self._rollup(file, as_of) for file in files if file.table == table]
            if rollups:
                merged[table] = merge_rollups(table, rollups)
        return merged

    def _rollup(self, file: ImportFile, as_of: date | None) -> pd.DataFrame:
        rollup = self.files.read(file.rollup_path)
        if as_of is None:
            return rollup
        try:
            return rollup_until(file.table, rollup, as_of)
        except ValueError:
            # Only the rows can tell what was known on a day inside a month.
            rows = live_rows(self.files.read(file.facts_path), file, self._held(file.table))
            return rollup_of(rows_until(file.table, rows, as_of), file)


def _active_files() -> Select[ImportFile]:
    return select(ImportFile).join(ImportFile.owner).where(Import.active).order_by(ImportFile.import_id)


def _found(session: Session, import_id: int) -> Import:
    found = session.get(Import, import_id)
    if found is None:
        raise UnknownImport(f"There is no import number {import_id}.", "See the list of imports for the numbers.")
    return found


def _named(session: Session) -> set[str]:
    files = session.execute(select(ImportFile.facts_path, ImportFile.rollup_path)).all()
    rejected = session.scalars(select(Import.rejected_path).where(Import.rejected_path.is_not(None)))
    return {path for row in files for path in row} | {path for path in rejected if path}


def _between(frame: pd.DataFrame, table: str, first: int | None, last: int | None) -> pd.DataFrame:
    if table in ("partners", "targets") or (first is None and last is None):
        return frame
    low, high = first if first is not None else 0, last if last is not None else 10**6
    inside = month_of(frame, table).between(low, high)
    if table == "deals":
        closed = frame["closed_on"]
        months = closed.dt.year * 12 + closed.dt.month - 1
        inside |= months.between(low, high) & frame["stage"].isin(["won", "lost"])
    return frame[inside]
