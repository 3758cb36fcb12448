from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

import data.migrations
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


def test_what_people_kept_survives_the_way_up_and_down(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'old.db'}")
    config = Config()
    config.set_main_option("script_location", str(Path(data.migrations.__file__).parent))

    def go(step, version):
        with engine.execution_options(tandem_writes=True).begin() as connection:
            config.attributes["connection"] = connection
            step(config, version)

    def said(query):
        with engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    go(command.upgrade, "0005")
    with engine.execution_options(tandem_writes=True).begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO saved_views (name, path, query, made_on) VALUES ('Mine', '/', 'q=a', '2026-01-02')"
        )
        connection.exec_driver_sql(
            "INSERT INTO share_links (id, secret_sha256, partner_id, label, created_at, expires_at, views) "
            "VALUES ('l1', 'x', 'P1', 'QBR', '2026-01-01 00:00:00', '2026-04-01 00:00:00', 3)"
        )
    go(command.upgrade, "head")
    assert said("SELECT owner, name, path, query, made_on FROM saved_views") == [
        ("", "Mine", "/", "q=a", "2026-01-02")
    ]
    assert said("SELECT id, label, views, sections, passcode_hash, turn FROM share_links") == [
        ("l1", "QBR", 3, "[]", "", 0)
    ]
    go(command.downgrade, "0005")
    assert said("SELECT name, query FROM saved_views") == [("Mine", "q=a")]
    assert said("SELECT id, label, views FROM share_links") == [("l1", "QBR", 3)]
    engine.dispose()
