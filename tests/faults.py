"""Faults on purpose: a process is killed, or its disk is full, at each step of a change to a store.

A step is everything that leaves a trace outside the process: a file opened for writing, written, synced, named or
deleted, a statement of SQL that changes something, and a commit. Which steps there are is found out by watching the
change once; each is then tried in a process of its own, which is killed there, or told that the disk is full.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pyarrow.parquet as pq
from sqlalchemy import event

from data.errors import AlreadyImported, StoreError
from data.facts.checks import check_store
from data.store import Store, named_paths
from tests.data.staging import bring, calls

FINISHED, REFUSED, KNOWN_ALREADY, BROKEN = 0, 10, 11, 12

Change = Callable[[Store], object]
Watcher = Callable[[str, Callable[[], object]], object]

FIRST = calls(("P1", "2026-01-05", 1, "I1"), ("P1", "2026-02-06", 2, "I2"), ("P2", "2026-02-07", 3, None))
SECOND = calls(("P2", "2026-02-09", 4, "I2"), ("P2", "2026-03-09", 5, None))
THIRD = calls(("P9", "2026-03-01", 6, "I1"), ("P9", "2026-03-02", 7, "I9"))


def import_third(store: Store) -> None:
    """Import the third file, of which a row was rejected."""
    rejected = store.home / f"rejected {os.getpid()}.csv"
    rejected.write_text("partner_id,_line,_error\r\nP9,4,no date\r\n", encoding="utf-8")
    bring(store, "interactions", THIRD, rejected=rejected)


CHANGES: dict[str, Change] = {
    "import": import_third,
    "replace": lambda store: bring(store, "interactions", THIRD, mode="replace"),
    "undo": lambda store: store.undo(2),
    "redo": lambda store: store.redo(3),
}
"""What is interrupted. The import replaces a row of the first file; the third import, undone, comes in again."""


@dataclass
class Report:
    """What became of the store at each step of each change."""

    lines: list[str] = field(default_factory=list)
    tried: int = 0
    survived: int = 0

    def note(self, change: str, step: str, fault: str, problem: str) -> None:
        """Take down one trial; `problem` is empty when the store came through."""
        self.tried += 1
        self.survived += not problem
        self.lines.append(f"{change:8} {step:36} {fault:10} {problem or 'whole or nothing'}")

    def text(self) -> str:
        """The report as text."""
        return "\n".join([*self.lines, f"{self.survived} of {self.tried} faults survived"]) + "\n"


def prepare_home(home: Path) -> None:
    """Make a store with two imports and one that was undone."""
    store = Store(home)
    store.migrate()
    bring(store, "interactions", FIRST)
    bring(store, "interactions", SECOND)
    bring(store, "interactions", THIRD, mode="replace", source="other")
    store.undo(3)
    store.close()


class Ground:
    """A store with two imports and one that was undone, which can be made anew again and again.

    There is one open store for all trials: what costs time is to make statements of SQL, not to carry them out.
    """

    def __init__(self, folder: Path) -> None:
        self._kept = folder / "kept"
        self.store = Store(folder / "home")
        self.store.migrate()
        # In a process of its own: what a running one has written might still be wanted.
        assert wait_for(self.child(self._fill)) == FINISHED
        shutil.copytree(self.store.home, self._kept)

    def _fill(self) -> int:
        bring(self.store, "interactions", FIRST)
        bring(self.store, "interactions", SECOND)
        bring(self.store, "interactions", THIRD, mode="replace", source="other")
        self.store.undo(3)
        return FINISHED

    def reset(self) -> None:
        """Put everything back."""
        self.store.close()
        shutil.rmtree(self.store.home)
        shutil.copytree(self._kept, self.store.home)

    def child(self, do: Callable[[], int]) -> int:
        """Start to do something in a process of its own and return its number."""
        self.store.close()
        with warnings.catch_warnings():
            # The pools of pyarrow are idle, and made anew in the child.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid:
            return pid
        code = BROKEN
        try:
            code = do()
        finally:
            os._exit(code)


def try_everything(ground: Ground, *changes: str) -> Report:
    """Break changes of a store at every step in every way; all of `CHANGES` when none is named."""
    report, store = Report(), ground.store
    before = picture(store)
    for name in changes or CHANGES:
        change = CHANGES[name]
        ground.reset()
        steps = _steps(store, change)
        ends = (before, picture(store))
        for number, fault in _trials(steps):
            ground.reset()
            code = wait_for(ground.child(partial(_broken, store, change, number, fault)))
            report.note(name, f"{number:3} {steps[number]}", fault, _judge(store, fault, code, ends))
    ground.reset()
    return report


def _trials(steps: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give the steps at which each fault makes a difference, by their numbers."""
    for number, step in enumerate(steps):
        # What a killed process has written is written, synced or not; deleting needs no room.
        if step != "sync":
            yield number, "killed"
        if step != "delete a file":
            yield number, "disk full"


def _judge(store: Store, fault: str, code: int, ends: tuple[str, str]) -> str:
    """Say what is wrong with a store that was hit; nothing when it holds the whole change or none of it."""
    wanted = {"killed": (-signal.SIGKILL,), "disk full": (REFUSED, FINISHED)}[fault]
    if code not in wanted:
        return f"the process ended with {code}"
    found = picture(store)
    if found not in ends:
        return "neither the state before nor that after"
    if code in (REFUSED, FINISHED) and found != ends[code == FINISHED]:
        return "not what the process said"
    left = unnamed(store) if code == REFUSED else []
    store.tidy()
    problems = check_store(store) + [f"left behind: {path}" for path in left or unnamed(store)]
    return "; ".join(problems)


def _broken(store: Store, change: Change, number: int, fault: str) -> int:
    seen = 0

    def watch(step: str, do: Callable[[], object]) -> object:
        nonlocal seen
        here, seen = seen == number, seen + 1
        if here and fault == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if here and step.startswith("SQL"):
            raise sqlite3.OperationalError("database or disk is full")
        if here:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return do()

    return attempt(store, change, watch)


def attempt(store: Store, change: Change, watch: Watcher | None = None) -> int:
    """Make a change and return how it ended."""
    with watched(store, watch) if watch else nullcontext():
        try:
            change(store)
        except StoreError:
            return REFUSED
        except AlreadyImported:
            return KNOWN_ALREADY
    return FINISHED


def wait_for(pid: int) -> int:
    """Wait for a process and return its code, or less the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def picture(store: Store) -> str:
    """Return all that a store says of itself: every number to the last bit."""
    imports = [(item.id, item.active, store.rejected_csv(item.id)) for item in store.imports()]
    numbers = {table: rollup.to_csv(index=False) for table, rollup in store.rollups().items()}
    return repr((store.revision(), imports, numbers))


def unnamed(store: Store) -> list[str]:
    """Return the files that no import names."""
    root = store.files.root
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    with store.session() as session:
        return sorted(found - named_paths(session))


def _steps(store: Store, change: Change) -> list[str]:
    steps: list[str] = []

    def watch(step: str, do: Callable[[], object]) -> object:
        steps.append(step)
        return do()

    assert attempt(store, change, watch) == FINISHED
    return steps


@contextmanager
def watched(store: Store, watch: Watcher) -> Iterator[None]:
    """Let every step of what follows go through a watcher."""
    engine = store._engine

    def execute(cursor, statement, parameters, _context):
        words = statement.split()
        if words[0] in ("SELECT", "BEGIN", "PRAGMA"):
            return False
        watch(f"SQL: {' '.join(words[:3])}", lambda: cursor.execute(statement, parameters))
        return True

    event.listen(engine, "do_execute", execute)
    with (
        _spied(Path, "rename", "name a file", watch),
        _spied(Path, "unlink", "delete a file", watch),
        _spied(Path, "open", "open a file", watch),
        _spied(os, "fsync", "sync", watch),
        _spied(shutil, "move", "move the rejected rows", watch),
        _spied(pq.ParquetWriter, "write_table", "write rows", watch),
        _spied(pq.ParquetWriter, "close", "end a file of rows", watch),
        _spied(engine.dialect, "do_commit", "SQL: COMMIT", watch),
    ):
        yield
    event.remove(engine, "do_execute", execute)


@contextmanager
def _spied(owner: object, name: str, step: str, watch: Watcher) -> Iterator[None]:
    original = getattr(owner, name)

    def spy(*args: object, **kwargs: object) -> object:
        if name == "open" and "w" not in str(args[1:]):
            return original(*args, **kwargs)
        return watch(step, lambda: original(*args, **kwargs))

    with patch.object(owner, name, spy):
        yield
