"""Which ids of a file stand on an earlier accepted row, whatever blocks its rows come in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from data.facts import seen_ids
from data.facts.seen_ids import SeenIds

IDS = st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", "ab", "ba", "é1", "long id with many letters", ""])))


@settings(max_examples=100, deadline=None)
@given(blocks=st.lists(IDS, max_size=6), kind=st.sampled_from(["text", "codes", "str", "category"]))
def test_an_id_is_repeated_when_a_row_above_has_it(blocks: list[list[str | None]], kind: str) -> None:
    made = {
        "text": lambda ids: pa.array(ids, type=pa.string()),
        "codes": lambda ids: pa.array(ids, type=pa.string()).dictionary_encode(),
        "str": lambda ids: pd.Series(ids, dtype="str"),
        "category": lambda ids: pd.Series(ids, dtype="str").astype("category"),
    }[kind]
    seen, above = SeenIds(), set()
    for ids in blocks:
        expected = []
        for one in ids:
            expected.append(one is not None and one in above)
            above |= {one} - {None}
        assert seen.repeated(made(ids)).tolist() == expected
    assert len(seen) == len(above)


def test_ids_whose_hashes_meet_are_told_apart_by_the_other_hash(monkeypatch) -> None:
    monkeypatch.setattr(
        seen_ids, "hash_texts", lambda texts: np.array([len(set(t)) or 1 for t in texts.to_pylist()], "uint64")
    )
    monkeypatch.setattr(
        seen_ids, "_backwards", lambda texts: pa.array([t[:1] * int(t[1:]) for t in texts.to_pylist()])
    )
    seen = SeenIds()
    assert seen.repeated(pa.array(["a1", "b1"])).tolist() == [False, True]


def test_many_blocks_are_kept_in_few_runs() -> None:
    seen = SeenIds()
    for block in range(40):
        ids = pa.array([f"I{at:07d}" for at in range(block * 500, block * 500 + 500)])
        assert not seen.repeated(ids).any()
    assert len(seen) == 20_000
    assert len(seen._runs) < 10
    assert seen.repeated(pa.array(["I0000000", "I0019999", "I0020000"])).tolist() == [True, True, False]
