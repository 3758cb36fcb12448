"""The database behind the store: how it is opened, and how it grows from version to version."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session

BUSY_SECONDS: Final = 60
"""How long a writer waits for another one."""

WRITERS_LOCK: Final = 0x7A6E_6465_6D
"""Number under which writers on PostgreSQL wait for each other."""


def connect(url: str) -> Engine:
    """Return an engine for a database.

    SQLite keeps a write-ahead log, so that readers never wait; a writer takes its lock at the start, so that
    what it reads can't change before it writes.

    Parameters
    ----------
    url
        SQLAlchemy address.
    """
    if not url.startswith("sqlite"):
        # A reader sees one state however many questions it asks, as with SQLite's log.
        return create_engine(url, isolation_level="REPEATABLE READ")
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write: one at a time, see `lock_writers`."""
    engine = engine.execution_options(tandem_writes=True)
    if engine.dialect.name == "postgresql":
        # What others committed while this one waited for its turn must be seen.
        engine = engine.execution_options(isolation_level="READ COMMITTED")
    return engine


def lock_writers(session: Session) -> None:
    """Let one writer in at a time, until its transaction ends; SQLite does so by itself.

    Parameters
    ----------
    session
        At the start of its transaction.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})


def migrate_database(engine: Engine) -> None:
    """Bring a database to the newest schema, from whichever version it has."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.execution_options(tandem_writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy, not the driver, says when a transaction begins (see _begin_sqlite).
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("tandem_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
