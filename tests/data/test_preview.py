"""What an import would do is counted before it is stored."""

import numpy as np
import pyarrow as pa
import pytest

import data.facts.preview
import data.facts.row_ids
from data.facts.row_ids import hash_texts, shared, write_ids
from data.results import Comparison
from tests.data.staging import bring, calls, stage

STORED = calls(
    ("P1", "2026-01-05", 1, "I1"),
    ("P1", "2026-02-06", 1, "I2"),
    ("P2", "2026-02-07", 1, "I3"),
    ("P2", "2026-02-08", 1, None),
    ("P2", "2026-02-08", 1, None),
)


def compared(store, rows, *, table="interactions", mode="add", source="export") -> Comparison:
    return store.compare(stage(store.files, table, rows), mode=mode, source=source)


def test_rows_with_ids_are_new_changed_or_unchanged_and_rows_without_are_new(store):
    bring(store, "interactions", STORED)
    rows = calls(
        ("P1", "2026-01-05", 1, "I1"),  # as it was
        ("P2", "2026-02-06", 1, "I2"),  # another partner
        ("P2", "2026-02-07", 1, "I9"),
        ("P2", "2026-02-08", 1, None),
    )
    assert compared(store, rows) == Comparison(new=2, changed=1, unchanged=1)
    assert compared(store, rows, source="another", mode="replace") == Comparison(new=2, changed=1, unchanged=1)


def test_an_empty_store_has_nothing_to_compare_with(store):
    assert compared(store, STORED) == Comparison(new=5, changed=0, unchanged=0)


def test_the_same_rows_in_mode_replace_change_nothing(store):
    bring(store, "interactions", STORED)
    assert compared(store, STORED[::-1], mode="replace") == Comparison(new=0, changed=0, unchanged=5)


def test_replace_tells_what_would_no_longer_count(store):
    bring(store, "interactions", STORED)
    # Covers February alone: I1 stays, I2 is as it was, I3 goes, of the two equal rows without an id one is left.
    rows = calls(("P1", "2026-02-06", 1, "I2"), ("P2", "2026-02-08", 1, None), ("P2", "2026-02-09", 1, None))
    assert compared(store, rows, mode="replace") == Comparison(new=1, changed=0, unchanged=2, superseded=2)


def test_rows_are_compared_with_what_is_live_now(store):
    bring(store, "interactions", STORED)
    bring(store, "interactions", calls(("P1", "2026-01-05", 7, "I1")))
    assert compared(store, STORED[:1]) == Comparison(new=0, changed=1, unchanged=0)
    store.undo(2)
    assert compared(store, STORED[:1]) == Comparison(new=0, changed=0, unchanged=1)
    store.undo(1)
    assert compared(store, STORED[:1]) == Comparison(new=1, changed=0, unchanged=0)


@pytest.mark.parametrize(
    ("change", "unchanged"),
    [({}, 1), ({"name": "Beta"}, 0), ({"tier": ""}, 1), ({"joined_on": None}, 0), ({"domain": "acme.example"}, 0)],
)
def test_every_cell_counts_and_an_empty_one_is_an_empty_one(store, change, unchanged):
    partner = {"partner_id": "P1", "name": "Acme", "partner_type": "reseller", "joined_on": "2025-01-01"}
    bring(store, "partners", [partner])
    found = compared(store, [partner | change], table="partners")
    assert found == Comparison(new=0, changed=1 - unchanged, unchanged=unchanged)


def test_targets_have_neither_ids_nor_months(store):
    targets = [{"kpi": "bookings", "value": value, "due": "2026-12-31"} for value in (1.0, 2.0)]
    bring(store, "targets", targets)
    assert compared(store, targets[:1], table="targets") == Comparison(new=1, changed=0, unchanged=0)
    found = compared(store, targets[:1], table="targets", mode="replace")
    assert found == Comparison(new=0, changed=0, unchanged=1, superseded=1)


def test_counts_do_not_depend_on_how_many_rows_are_held_at_once(store, monkeypatch):
    rng = np.random.default_rng(3)
    ids = [None if number % 3 else f"I{number}" for number in range(200)]
    figures = rng.integers(1, 3, 200).astype(float)
    rows = calls(*(("P1", "2026-01-05", figure, id_) for figure, id_ in zip(figures, ids, strict=True)))
    bring(store, "interactions", rows[:150])
    new = rows[50:120] + calls(*(("P2", "2026-01-09", 1.0, f"I{number}") for number in range(150, 200, 3)))
    whole = compared(store, new, mode="replace")
    monkeypatch.setattr(data.facts.preview, "ROWS_IN_RANGE", 16)
    monkeypatch.setattr(data.facts.preview, "ROWS_AT_ONCE", 7)
    assert compared(store, new, mode="replace") == whole
    assert whole.new + whole.changed + whole.unchanged == len(new)
    assert (whole.unchanged, whole.changed) == (70, 0)


def test_hashes_of_texts_are_those_of_their_letters_however_they_are_held():
    texts = pa.array(["", "a", "ab", None, "x" * 8, "x" * 9, "é", "x" * 100_000, "a"])
    hashes = hash_texts(texts)
    assert hashes[3] == 0
    assert hashes[1] == hashes[8]
    assert len(set(hashes.tolist())) == 8
    assert (hash_texts(texts.dictionary_encode()) == hashes).all()
    assert (hash_texts(texts.slice(2, 4)) == hashes[2:6]).all()
    assert hash_texts(pa.nulls(2)).tolist() == [0, 0]


def test_ids_are_kept_in_order_however_few_are_sorted_at_once(store, monkeypatch):
    rows = calls(*(("P1", "2026-01-05", 1, f"I{number}") for number in range(100)))
    staged = stage(store.files, "interactions", rows, block=9)
    whole = store.files.words(write_ids(store.files, "interactions", staged.facts_path))
    monkeypatch.setattr(data.facts.row_ids, "HASHES_AT_ONCE", 10)
    monkeypatch.setattr(data.facts.row_ids, "ROWS_AT_ONCE", 4)
    pieces = store.files.words(write_ids(store.files, "interactions", staged.facts_path))
    assert pieces.tolist() == whole.tolist() == sorted(hash_texts(pa.array([f"I{n}" for n in range(100)])).tolist())
    assert shared(whole[10:40], whole[30:]).tolist() == whole[30:40].tolist()
    assert write_ids(store.files, "interactions", stage(store.files, "interactions", STORED[3:]).facts_path) is None


def test_ids_whose_hashes_meet_by_chance_replace_nothing(store, monkeypatch):
    def clumsy(texts: pa.Array) -> np.ndarray:
        return np.where(texts.is_valid().to_numpy(zero_copy_only=False), 5, 0).astype("uint64")

    monkeypatch.setattr(data.facts.row_ids, "hash_texts", clumsy)
    bring(store, "interactions", STORED)
    bring(store, "interactions", calls(("P3", "2026-02-01", 9, "I7"), ("P3", "2026-02-02", 9, "I2")))
    assert sorted(store.facts("interactions")["interaction_id"].dropna()) == ["I1", "I2", "I3", "I7"]
    assert store.rollups()["interactions"]["quantity"].sum() == 1 + 1 + 2 + 18


def test_rows_without_ids_never_make_earlier_files_read(store, monkeypatch):
    bring(store, "interactions", STORED)
    opened: list[str] = []
    read = store.files.open
    monkeypatch.setattr(store.files, "open", lambda path, **more: opened.append(path) or read(path, **more))
    bring(store, "interactions", STORED[3:])
    own = [item.files[0].facts_path for item in store.imports()][:1]
    assert set(opened) == set(own)
    opened.clear()
    bring(store, "interactions", calls(("P1", "2026-03-01", 1, "I1")))
    first, second, third = (item.files[0].facts_path for item in reversed(store.imports()))
    assert set(opened) == {first, third}
    assert second not in opened
