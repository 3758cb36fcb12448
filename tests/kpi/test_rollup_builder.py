"""A rollup made block by block is the rollup of all rows, to the last bit, whatever the blocks."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi import dense, gathered
from kpi.rollup import RollupBuilder, merge_rollups, roll_up
from tests.kpi.frames import frame

PARTNERS = st.sampled_from(["a", "b", "Ä", "long name"])
DAYS = st.dates(pd.Timestamp("2025-11-01").date(), pd.Timestamp("2026-03-31").date()).map(str)
WORDS = st.sampled_from([None, "x", "y", "z"])
AMOUNTS = st.one_of(st.integers(0, 9), st.floats(0, 1e12), st.sampled_from([0.1, 0.2, 0.3]))
STAGES = st.sampled_from(["open", "won", "lost"])
ROWS = {
    "interactions": {"date": DAYS, "kind": st.sampled_from("kl"), "quantity": AMOUNTS, "initiated_by": WORDS},
    "advocacy": {"date": DAYS, "kind": st.sampled_from("kl"), "quantity": AMOUNTS},
    "measures": {"date": DAYS, "measure": st.sampled_from("mn"), "value": AMOUNTS, "reported_by": WORDS},
    "surveys": {
        "date": DAYS, "question": st.sampled_from("qr"), "score": AMOUNTS, "respondent": WORDS, "response_id": WORDS,
    },
    "deals": {
        "opened_on": DAYS, "closed_on": DAYS, "stage": STAGES, "amount": AMOUNTS,
        "sourced_by": WORDS, "customer": WORDS,
    },
}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, pd.DataFrame]:
    table = draw(st.sampled_from(sorted(ROWS)))
    rows = draw(st.lists(st.fixed_dictionaries({"partner_id": PARTNERS, **ROWS[table]}), max_size=25))
    return table, frame(table, rows)


def coded(rows: pd.DataFrame) -> pd.DataFrame:
    text = [name for name in rows.columns if rows[name].dtype == "str"]
    return rows.astype(dict.fromkeys(text, "category"))


def in_blocks(table: str, rows: pd.DataFrame, cuts: list[int], *, codes: bool) -> pd.DataFrame:
    builder = RollupBuilder(table)
    ends = sorted({min(cut, len(rows)) for cut in cuts} | {len(rows)})
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        block = rows.iloc[start:end]
        builder.add(coded(block) if codes else block)
    return builder.finish()


@settings(max_examples=100, deadline=None)
@given(made=tables(), cuts=st.lists(st.integers(0, 25), max_size=4), codes=st.booleans(), small=st.booleans())
def test_blocks_make_the_rollup_of_all_rows(
    made: tuple[str, pd.DataFrame], cuts: list[int], codes: bool, small: bool
) -> None:
    table, rows = made
    with pytest.MonkeyPatch.context() as patch:
        if small:
            # Arrays overflow after a few cells, and lines are merged after every block.
            patch.setattr(dense, "CELL_LIMIT", 12)
            patch.setattr(dense, "_PART_CELLS", 3)
            patch.setattr(gathered, "_WAITING", 1)
            patch.setattr(gathered, "_PART", 2)
        found = in_blocks(table, rows, cuts, codes=codes)
    pd.testing.assert_frame_equal(found, roll_up(table, rows), check_exact=True)


@settings(max_examples=50, deadline=None)
@given(made=tables().filter(lambda made: made[0] in ("interactions", "measures")))
def test_sums_are_those_of_a_loop_over_the_rows(made: tuple[str, pd.DataFrame]) -> None:
    table, rows = made
    key, side, value, blank = {
        "interactions": ("kind", "initiated_by", "quantity", ""),
        "measures": ("measure", "reported_by", "value", "us"),
    }[table]
    sums, counts, last = defaultdict(float), defaultdict(int), defaultdict(int)
    for row in rows.to_dict("records"):
        day, by = row["date"], row[side] if isinstance(row[side], str) else blank
        place = (row["partner_id"], day.year * 12 + day.month - 1, row[key], by)
        sums[place] += row[value]
        counts[place] += 1
        last[place] = max(last[place], day.day)
    expected = [(*place, sums[place], counts[place], last[place]) for place in sorted(sums)]
    assert list(roll_up(table, rows).itertuples(index=False, name=None)) == expected


@settings(max_examples=50, deadline=None)
@given(made=tables(), cut=st.integers(0, 25))
def test_rollups_merge_alike_as_text_and_as_codes(made: tuple[str, pd.DataFrame], cut: int) -> None:
    table, rows = made
    both = [roll_up(table, rows.iloc[:cut]), roll_up(table, rows.iloc[cut:])]
    merged = merge_rollups(table, both)
    pd.testing.assert_frame_equal(merge_rollups(table, [coded(one) for one in both]), merged, check_exact=True)
    if table not in ("measures", "surveys"):
        assert merged["rows"].sum() == roll_up(table, rows)["rows"].sum()


def test_answers_that_nobody_is_named_for_are_one_per_row_and_file() -> None:
    rows = frame(
        "surveys", [{"partner_id": "a", "date": "2026-01-01", "question": "q", "score": at} for at in range(12)]
    )
    found = in_blocks("surveys", rows, [5], codes=True)
    assert found["respondent"].tolist() == [f"row:{at:012d}" for at in range(12)]
    merged = merge_rollups("surveys", [found, found.iloc[:1]])
    assert len(merged) == 13
    assert merged["respondent"].iloc[[0, -1]].tolist() == ["row:000000:000000000000", "row:000001:000000000000"]
    assert merged["score"].tolist() == [*range(12), 0]


def test_whole_numbers_beyond_four_bytes_and_later_fractions_are_kept() -> None:
    days = ["2026-01-01"] * 3
    rows = frame(
        "interactions",
        [
            {"partner_id": "a", "date": day, "kind": "k", "quantity": q}
            for day, q in zip(days, [2e9, 2e9, 0.5], strict=True)
        ],
    )
    assert in_blocks("interactions", rows, [1, 2], codes=False)["quantity"].tolist() == [4e9 + 0.5]


def test_parts_come_in_order_with_words_as_codes() -> None:
    rows = frame("advocacy", [{"partner_id": p, "date": "2026-01-01", "kind": "k"} for p in "cab"])
    builder = RollupBuilder("advocacy")
    builder.add(rows)
    parts = list(builder.parts())
    assert [list(part["partner_id"]) for part in parts] == [["a", "b", "c"]]
    assert isinstance(parts[0]["kind"].dtype, pd.CategoricalDtype)


def test_a_row_without_its_date_is_refused() -> None:
    rows = frame("advocacy", [{"partner_id": "a", "date": None, "kind": "k"}])
    with pytest.raises(ValueError, match="a row has no date"):
        roll_up("advocacy", rows)
    assert np.isnat(rows["date"].to_numpy()).all()
