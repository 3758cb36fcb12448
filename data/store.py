"""The store: facts and rollups as files, everything else in a database, one commit for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

import pandas as pd
from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data.database import connect, lock_writers, migrate_database, writing
from data.errors import StoreError, UnknownImport
from data.facts.commit import Incoming, Shelf, add_import, prepare, renew_rollups, set_active
from data.facts.contents import Contents
from data.facts.facts_writer import Staged
from data.facts.files import FactFiles
from data.facts.preview import compare
from data.facts.site_targets import read_site_targets
from data.models import Import, ImportFile, State
from data.partners.aliases import targets
from data.results import Comparison, ImportResult

T = TypeVar("T")

_STATES = State.metadata.tables[State.__tablename__].c
_STATE: Final = select(_STATES.value).where(_STATES.name == bindparam("name"))


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
        self.tidy()

    def tidy(self) -> None:
        """Sweep what killed processes left behind, and renew rollups of an earlier form."""
        with self._change() as (session, shelf):
            self.files.sweep(named_paths(session))
            renew_rollups(session, shelf)

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
        """Open a session for writing: alone, and committed whole or not at all.

        Raises
        ------
        StoreError
            When the database refuses: the disk is full, or another process holds it for too long.
        """
        try:
            with Session(writing(self._engine), expire_on_commit=False) as session, session.begin():
                lock_writers(session)
                yield session
        except DBAPIError as error:
            raise StoreError(
                f"The database refused the change: {error.orig}.",
                "Nothing was changed. Free some space, or wait until the other import is done, and try again.",
            ) from error

    def revision(self) -> int:
        """Return the version of the data; it is raised by every change."""
        return self.state("revision")

    def state(self, name: str) -> int:
        """Return one of the numbers that tell whether something has changed, 0 before the first change.

        Nearly every request asks for two of them, so this goes past the session, which takes four times as long.
        """
        with self._engine.connect() as connection:
            return connection.execute(_STATE, {"name": name}).scalar() or 0

    def contents(self) -> Contents:
        """Return what the store holds now."""
        with self.session() as session:
            files = tuple(session.scalars(_active_files()))
            return Contents(self.files, _revision(session), files, targets(session), read_site_targets(session))

    def commit(self, incoming: Incoming, result: ImportResult) -> int:
        """Store the accepted rows of a file, whole or not at all, and return the number of the import.

        The staged files belong to the store from here on: they are gone when the import is refused.

        Raises
        ------
        AlreadyImported
            When the same file is in the store and active, byte for byte.
        StoreError
            When the disk refuses.
        """
        with self._shelf() as shelf:
            prepared = prepare(shelf, incoming)
            with self.transaction() as session:
                number = add_import(session, shelf, prepared, result)
                if incoming.also is not None:
                    incoming.also(session, number)
        return number

    def steadily(self, read: Callable[[Contents], T]) -> T:
        """Read from what the store holds, again if that changes meanwhile.

        Parameters
        ----------
        read
            Reads files of the contents; it must not keep them open.
        """
        while True:
            contents = self.contents()
            try:
                return read(contents)
            except FileNotFoundError:
                # Another process changed the store between our look at the database and at the files.
                if self.revision() == contents.revision:
                    raise

    def compare(self, staged: Staged, *, mode: str, source: str) -> Comparison:
        """Say what staged rows would do to the store, without changing it.

        Parameters
        ----------
        staged
            The accepted rows of a file.
        mode
            ``add`` or ``replace``.
        source
            Fingerprint of table and header, as in `Incoming`.
        """
        return self.steadily(lambda contents: compare(contents, staged, mode=mode, source=source))

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
        return self.steadily(lambda contents: contents.rollups(as_of))

    def facts(
        self,
        table: str,
        *,
        partner_id: str | None = None,
        month_from: int | None = None,
        month_to: int | None = None,
        as_stored: bool = False,
    ) -> pd.DataFrame:
        """Return live rows, with `import_id` and `_line`, in the order of imports.

        Parameters
        ----------
        table
            Name of the table.
        partner_id
            Rows of this partner only, whatever id they came with; none of one that was merged into another.
        month_from, month_to
            Rows of these months only, by ordinal; deals by the month of their opening or closing.
        as_stored
            Under the ids that they came with, as if no partners had been merged.
        """
        months = (month_from, month_to)
        return self.steadily(
            lambda contents: contents.facts(table, partner_id=partner_id, months=months, as_stored=as_stored)
        )

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
        with self._change() as (session, shelf):
            for number in numbers:
                set_active(session, shelf, _found(session, number), active=active)

    @contextmanager
    def _change(self) -> Iterator[tuple[Session, Shelf]]:
        with self._shelf() as shelf, self.transaction() as session:
            yield session, shelf

    @contextmanager
    def _shelf(self) -> Iterator[Shelf]:
        """Keep files and database in step: what a failed change wrote goes, as does what a committed one replaced."""
        shelf = Shelf(self.files)
        try:
            yield shelf
        except Exception:
            # When even this fails, the next start sweeps.
            with suppress(StoreError, OSError), self.transaction() as session:
                self.files.discard(set(shelf.written) - named_paths(session))
            raise
        with suppress(OSError):
            self.files.discard(shelf.replaced)


def named_paths(session: Session) -> set[str]:
    """Return the paths of every file that a committed row names."""
    paths = (ImportFile.facts_path, ImportFile.rollup_path, ImportFile.ids_path, ImportFile.hidden_path)
    rejected = session.scalars(select(Import.rejected_path))
    return {path for row in session.execute(select(*paths)) for path in row if path} | {
        path for path in rejected if path
    }


def _active_files() -> Select[ImportFile]:
    return select(ImportFile).join(ImportFile.owner).where(Import.active).order_by(ImportFile.import_id)


def _found(session: Session, import_id: int) -> Import:
    found = session.get(Import, import_id)
    if found is None:
        raise UnknownImport(f"There is no import number {import_id}.", "See the list of imports for the numbers.")
    return found


def _revision(session: Session) -> int:
    state = session.get(State, "revision")
    return state.value if state else 0
