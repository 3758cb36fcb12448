"""Whatever kills an import, the store holds the whole of it or nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from data.store import Store
from tests.data.given import CALLS, PARTNERS, image, quantities, take

ROOT = Path(__file__).parents[2]

# Replaces one function by one that does its work, or does not, and kills the process.
CHILD = """
import os, signal, sys
from pathlib import Path
import data.commit, data.files, data.store
from data.store import Store
from tests.data.given import take

home, module, name, when, what = sys.argv[1:]
target = {"commit": data.commit, "files": data.files, "store": data.store, "FactFiles": data.files.FactFiles,
          "Store": Store}[module]
original = getattr(target, name)

def killed(*args, **kwargs):
    if when == "after":
        original(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

store = Store(Path(home))
setattr(target, name, killed)
folder = Path(home).parent
if what == "undo":
    store.undo(2)
else:
    take(store, folder, "more.csv", "partner_id,date,kind,quantity,interaction_id\\n"
         "P9,2026-03-01,call,5,I1\\nP9,soon,call,1,\\n", table="interactions")
"""

POINTS = [
    ("files", "_sync", "before"),
    ("FactFiles", "write", "after"),
    ("FactFiles", "write_text", "after"),
    ("commit", "_rebuild", "after"),
    ("store", "add_import", "after"),
]


@pytest.fixture
def filled(tmp_path):
    store = Store(tmp_path / "home")
    store.migrate()
    take(store, tmp_path, "partners.csv", PARTNERS)
    take(store, tmp_path, "interactions.csv", CALLS)
    yield store
    store.close()


def files(store: Store) -> set[str]:
    root = store.files.root
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def run(store: Store, *arguments: str) -> int:
    command = [sys.executable, "-c", CHILD, str(store.home), *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=60).returncode


@pytest.mark.parametrize("point", POINTS, ids=lambda point: "-".join(point))
def test_a_killed_import_leaves_the_store_as_it_was(filled, tmp_path, point):
    before, revision, there = image(filled), filled.revision(), files(filled)
    assert run(filled, *point, "import") == -9
    assert image(filled) == before
    assert filled.revision() == revision
    assert len(filled.imports()) == 2
    filled.migrate()
    assert files(filled) == there
    take(filled, tmp_path, "again.csv", "partner_id,date,kind\nP5,2026-03-01,call\n", table="interactions")
    assert quantities(filled)["P5"] == 1.0


def test_an_import_that_was_committed_is_there_even_if_the_process_is_killed_next(filled):
    assert run(filled, "Store", "commit", "after", "import") == -9
    assert len(filled.imports()) == 3
    assert quantities(filled) == {"P1": 1.0, "P2": 1.0, "P9": 5.0}


@pytest.mark.parametrize("point", [("store", "set_active", "after")], ids="-".join)
def test_a_killed_undo_changes_nothing(filled, point):
    before = image(filled)
    assert run(filled, *point, "undo") == -9
    assert image(filled) == before
    assert all(item.active for item in filled.imports())
