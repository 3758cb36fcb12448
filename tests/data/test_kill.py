"""Whatever ends an import, the store holds the whole of it or nothing."""

import os
import signal
from functools import partial

import pytest

from data.facts.checks import check_store
from tests.data.staging import bring, stage
from tests.faults import (
    FINISHED,
    KNOWN_ALREADY,
    SECOND,
    THIRD,
    Ground,
    attempt,
    import_third,
    try_everything,
    unnamed,
    wait_for,
)


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    made = Ground(tmp_path_factory.mktemp("ground"))
    yield made
    made.store.close()


@pytest.mark.parametrize("change", ["import", "undo", "redo"])
def test_no_fault_at_any_step_leaves_half_a_change(ground, change):
    report = try_everything(ground, change)
    print(f"\n{report.text()}")  # noqa: T201
    assert report.survived == report.tried > 15
    assert any("COMMIT" in line for line in report.lines)


def test_a_change_that_was_committed_is_there_even_if_the_process_is_killed_next(ground):
    ground.reset()
    store = ground.store

    def import_and_die() -> int:
        import_third(store)
        os.kill(os.getpid(), signal.SIGKILL)
        return FINISHED

    assert wait_for(ground.child(import_and_die)) == -signal.SIGKILL
    assert [(item.id, item.active) for item in store.imports()] == [(4, True), (3, False), (2, True), (1, True)]
    assert store.rejected_csv(4).startswith("partner_id,_line,_error")
    assert check_store(store) == []


def test_two_imports_at_once_are_one_after_the_other(ground):
    ground.reset()
    more = partial(attempt, ground.store, partial(take_from_elsewhere, SECOND))
    children = [ground.child(partial(attempt, ground.store, import_third)), ground.child(more)]
    assert [wait_for(child) for child in children] == [FINISHED, FINISHED]
    assert sorted(item.id for item in ground.store.imports()) == [1, 2, 3, 4, 5]
    assert check_store(ground.store) == []
    at_once = numbers(ground)
    orders = []
    for changes in (
        (import_third, partial(take_from_elsewhere, SECOND)),
        (partial(take_from_elsewhere, SECOND), import_third),
    ):
        ground.reset()
        assert [attempt(ground.store, change) for change in changes] == [FINISHED, FINISHED]
        orders.append(numbers(ground))
    assert at_once in orders


def test_the_same_file_twice_at_once_comes_in_once(ground):
    ground.reset()
    children = [ground.child(partial(attempt, ground.store, import_third)) for _ in range(2)]
    assert sorted(wait_for(child) for child in children) == [FINISHED, KNOWN_ALREADY]
    assert len(ground.store.imports()) == 4
    assert check_store(ground.store) == []
    assert unnamed(ground.store) == []


def test_what_a_running_process_has_staged_is_left_alone_until_it_dies(ground):
    ground.reset()
    store, (reading, writing) = ground.store, os.pipe()

    def stage_and_wait() -> int:
        stage(store.files, "interactions", THIRD)
        os.write(writing, b"!")
        signal.pause()
        return FINISHED

    child = ground.child(stage_and_wait)
    assert os.read(reading, 1) == b"!"
    store.migrate()
    assert len(unnamed(store)) == 2
    assert check_store(store) == []
    os.kill(child, signal.SIGKILL)
    assert wait_for(child) == -signal.SIGKILL
    assert [problem.partition(" ")[2] for problem in check_store(store)] == [
        "belongs to no import. It counts nowhere; tandem migrate removes it."
    ] * 2
    store.migrate()
    assert unnamed(store) == []
    os.close(reading)
    os.close(writing)


def take_from_elsewhere(rows, store):
    return bring(store, "interactions", rows, source="another")


def numbers(ground) -> dict[str, str]:
    return {table: rollup.to_csv(index=False) for table, rollup in ground.store.rollups().items()}
