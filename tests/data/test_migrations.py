from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from data.database import connect, migrate_database
from data.link_models import ShareLink
from data.models import Base
from data.work.models import Action


def test_an_empty_database_grows_into_what_the_models_say(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'new.db'}")
    migrate_database(engine)
    assert {ShareLink.__tablename__, Action.__tablename__} <= set(Base.metadata.tables)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'new.db'}")
    migrate_database(engine)
    tables = inspect(engine).get_table_names()
    migrate_database(engine)
    assert inspect(engine).get_table_names() == tables
    assert {"imports", "import_files", "state", "alembic_version"} <= set(tables)
    engine.dispose()


def test_sqlite_is_opened_for_safe_and_shared_use(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'new.db'}")
    with engine.connect() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SETTINGS]
    assert settings == ["wal", 2, 1]
    engine.dispose()


SETTINGS = ("journal_mode", "synchronous", "foreign_keys")
