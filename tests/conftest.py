"""What all tests have."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from data import store
from data.database import migrate_database
from data.people import passwords


@pytest.fixture(scope="session", autouse=True)
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give every new store a copy of a database that was migrated once; `test_migrations.py` migrates its own."""
    made = tmp_path_factory.mktemp("migrated") / "tandem.db"
    template = store.Store(made.parent)
    template.migrate()
    template.close()

    def from_copy(engine: Engine) -> None:
        path = Path(engine.url.database or "")
        if engine.dialect.name == "sqlite" and not path.exists():
            shutil.copyfile(made, path)
        migrate_database(engine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "migrate_database", from_copy)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[PasswordHasher]:
    """Keep passwords with parameters that take no time; gives what keeps them on a real site."""
    shipped = passwords.HASHER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=2048, parallelism=1))
        yield shipped
