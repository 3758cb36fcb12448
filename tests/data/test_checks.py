"""What ``tandem check`` finds."""

import pytest

from data.facts.checks import check_store
from tests.data.staging import bring, calls

FIRST = calls(("P1", "2026-01-05", 1, "I1"), ("P1", "2026-02-06", 1, "I2"))
SECOND = calls(("P2", "2026-03-01", 5, "I1"))


@pytest.fixture
def filled(store):
    bring(store, "interactions", FIRST, name="calls.csv")
    bring(store, "interactions", SECOND)
    return store


def path_of(store, name: str) -> str:
    return str(getattr(store.get_import(1).files[0], name))


@pytest.mark.parametrize("name", ["facts_path", "rollup_path", "ids_path", "hidden_path"])
def test_a_missing_or_damaged_file_is_named(filled, name):
    assert check_store(filled) == []
    path = path_of(filled, name)
    whole = (filled.files.root / path).read_bytes()
    (filled.files.root / path).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) + b"\0")
    (damaged,) = check_store(filled)
    assert damaged.startswith(f"Import 1 (calls.csv): the file {path} is damaged. Restore it")
    (filled.files.root / path).unlink()
    (missing,) = check_store(filled)
    assert missing.startswith(f"Import 1 (calls.csv): the file {path} is missing. Restore it")


def test_hashes_must_be_those_of_the_ids(filled):
    path = filled.files.root / path_of(filled, "ids_path")
    path.write_bytes(path.read_bytes()[8:] * 2)
    assert "ids" in check_store(filled)[0]


def test_a_rollup_must_know_what_is_replaced(filled):
    second = filled.get_import(2).files[0]
    with filled.transaction() as session:
        session.merge(second).ids_path = None
    assert [problem for problem in check_store(filled) if "later imports replace" in problem]


def test_what_an_undone_import_holds_is_checked_too(filled):
    filled.undo(1)
    assert check_store(filled) == []
    (filled.files.root / path_of(filled, "facts_path")).unlink()
    assert "is missing" in check_store(filled)[0]
