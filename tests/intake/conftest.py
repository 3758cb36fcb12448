import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.callbacks.conftest import CommandLine, HeldClock
from tests.intake.desk import Desk, soon


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """A test that hangs ends; those about time have a shorter limit of their own."""
    with soon(60):
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A home of its own on 15 July 2026, cleared away afterwards: some files are large."""
    yield open_desk(tmp_path)
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that only reads, for all tests of a module."""
    return open_desk(tmp_path_factory.mktemp("reader"))


def open_desk(folder: Path) -> Desk:
    return Desk(CommandLine(folder, HeldClock(datetime(2026, 7, 15, 12, tzinfo=UTC))))
