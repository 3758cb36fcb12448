"""Versions of the method: saved, listed, restored, and what is in force when one can't be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.method_files import load_method, method_text
from data.models import raise_revision
from data.store import Store
from data.work.methods import Methods, UnknownVersion
from data.work.models import MethodVersion
from kpi.method import MethodError

NOW = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
SHIPPED = method_text()
OTHER = SHIPPED.replace('label = "Tandem 1"', 'label = "Tandem 2"').replace("strong = 75.0", "strong = 80.0", 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def methods(store: Store) -> Methods:
    return Methods(store, load_method(), SHIPPED)


def test_without_a_version_the_base_is_in_force(methods: Methods) -> None:
    found = methods.in_force()
    assert (found.method.label, found.version, found.unreadable) == ("Tandem 1", None, None)
    assert methods.list() == ()


def test_the_newest_version_is_in_force_here_and_in_every_other_process(store: Store, methods: Methods) -> None:
    other = Methods(store, load_method(), SHIPPED)
    assert other.in_force().version is None
    before = store.revision()
    made = methods.save(OTHER, note="  Strong is stronger ", now=NOW)
    assert (made.id, made.label, made.note, made.saved_at) == (1, "Tandem 2", "Strong is stronger", NOW)
    assert store.revision() == before + 1
    for one in (methods, other):
        assert (one.in_force().version, one.in_force().method.bands.strong) == (1, 80.0)
    assert methods.get(1).text == OTHER
    assert methods.in_force() is methods.in_force()


def test_restoring_saves_the_old_text_as_the_newest_version(methods: Methods) -> None:
    methods.save(OTHER, note="one", now=NOW)
    methods.save(OTHER.replace("80.0", "90.0"), note="two", now=NOW)
    made = methods.restore(1, note="back", now=NOW)
    assert [one.id for one in methods.list()] == [3, 2, 1]
    assert (made.id, made.text, made.digest) == (3, OTHER, methods.get(1).digest)
    first = methods.restore(0, note="as it began", now=NOW)
    assert (first.label, methods.in_force().text) == ("Tandem 1", SHIPPED)


def test_what_is_no_method_or_has_no_note_is_not_saved(methods: Methods, store: Store) -> None:
    before = store.revision()
    with pytest.raises(MethodError, match="weight is -1"):
        methods.save(SHIPPED.replace("weight = 20.0", "weight = -1", 1), note="n", now=NOW)
    for note in ("", "   ", "x" * 2001):
        with pytest.raises(ValueError, match="note"):
            methods.save(OTHER, note=note, now=NOW)
    with pytest.raises(UnknownVersion, match="no version 7"):
        methods.get(7)
    with pytest.raises(UnknownVersion):
        methods.restore(7, note="n", now=NOW)
    assert (methods.list(), store.revision()) == ((), before)


def test_a_version_that_cant_be_read_gives_way_to_the_one_before_and_says_so(methods: Methods, store: Store) -> None:
    methods.save(OTHER, note="readable", now=NOW)
    write(store, "new_entry = 1\n" + SHIPPED)
    found = methods.in_force()
    assert (found.version, found.method.label) == (1, "Tandem 2")
    assert found.unreadable is not None
    assert found.unreadable.id == 2
    assert "new_entry" in found.reason


def test_without_any_readable_version_the_base_stands_in(methods: Methods, store: Store) -> None:
    write(store, "not toml")
    found = methods.in_force()
    assert (found.version, found.method.label) == (None, "Tandem 1")
    assert "line 1" in found.reason


def write(store: Store, text: str) -> None:
    """Write a version as a newer program would."""
    row = MethodVersion(label="Later", note="n", text=text, digest="0", saved_at=NOW.replace(tzinfo=None))
    with store.transaction() as session:
        session.add(row)
        raise_revision(session)
