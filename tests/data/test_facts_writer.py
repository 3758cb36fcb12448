"""Facts are staged whole or not at all, sorted within each block, with the rollup of all their rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from data.errors import StoreError
from data.facts.facts_writer import FactsWriter
from data.facts.files import FactFiles
from kpi.rollup import roll_up
from tests.kpi.frames import frame

MARCH = 2026 * 12 + 2


def calls(*rows: tuple[str, str], first_line: int = 2) -> pd.DataFrame:
    made = frame("interactions", [{"partner_id": p, "date": d, "kind": "call"} for p, d in rows])
    return made.assign(
        _line=range(first_line, first_line + len(rows)), _row_id=pd.Series([None] * len(rows), dtype="str")
    )


def coded(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({name: "category" for name in rows.columns if rows[name].dtype == "str"})


ONE = calls(("b", "2026-03-09"), ("a", "2026-03-20"), ("b", "2026-02-01"), ("a", "2026-03-01"))
TWO = calls(("c", "2026-04-30"), ("a", "2026-01-31"), first_line=6)


@pytest.mark.parametrize("form", [[ONE, TWO], [coded(ONE), coded(TWO)], [ONE, coded(TWO)], [coded(ONE), TWO]])
def test_blocks_become_sorted_groups_and_a_rollup(tmp_path: Path, form: list[pd.DataFrame]) -> None:
    with FactsWriter(FactFiles(tmp_path), "interactions") as writer:
        for block in form:
            writer.add(block)
        staged = writer.finish()
    assert (staged.table, staged.rows, staged.first_month, staged.last_month) == (
        "interactions",
        6,
        MARCH - 2,
        MARCH + 1,
    )
    facts = pq.ParquetFile(tmp_path / staged.facts_path)
    assert facts.num_row_groups == 2
    found = facts.read().to_pandas()
    assert found["_line"].tolist() == [4, 3, 5, 2, 7, 6]
    assert list(found.columns) == list(ONE.columns)
    assert found.dtypes.astype("str").to_dict() == ONE.dtypes.astype("str").to_dict()
    assert found.sort_values("_line", ignore_index=True).equals(pd.concat([ONE, TWO], ignore_index=True))
    rollup = pq.read_table(tmp_path / staged.rollup_path).to_pandas()
    pd.testing.assert_frame_equal(rollup, roll_up("interactions", pd.concat([ONE, TWO])))
    assert sorted(path.name for path in tmp_path.rglob("*.tmp")) == []


def test_text_can_be_read_back_as_codes(tmp_path: Path) -> None:
    with FactsWriter(FactFiles(tmp_path), "interactions") as writer:
        writer.add(coded(ONE))
        writer.add(coded(TWO))
        staged = writer.finish()
    table = pq.read_table(tmp_path / staged.facts_path, read_dictionary=["partner_id"])
    assert table.to_pandas()["partner_id"].tolist() == ["b", "a", "a", "b", "a", "c"]


def test_partners_stay_in_their_order_and_cover_no_months(tmp_path: Path) -> None:
    rows = frame("partners", [{"partner_id": "b", "name": "B"}, {"partner_id": "a", "name": "A"}])
    rows = rows.assign(_line=[2, 3], _row_id=["b", "a"])
    with FactsWriter(FactFiles(tmp_path), "partners") as writer:
        writer.add(rows)
        staged = writer.finish()
    assert (staged.first_month, staged.last_month) == (None, None)
    assert FactFiles(tmp_path).read(staged.facts_path)["partner_id"].tolist() == ["b", "a"]
    assert FactFiles(tmp_path).read(staged.rollup_path)["name"].tolist() == ["B", "A"]


def stage(tmp_path: Path, *blocks: pd.DataFrame, error: Exception | None = None, finish: bool = True) -> None:
    with FactsWriter(FactFiles(tmp_path), "interactions") as writer:
        for block in blocks:
            writer.add(block)
        if error:
            raise error
        if finish:
            writer.finish()


def test_nothing_is_left_behind_unless_it_is_finished(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        stage(tmp_path, ONE, error=RuntimeError("broken"))
    stage(tmp_path, ONE, finish=False)
    with pytest.raises(ValueError, match="no row of interactions"):
        stage(tmp_path, ONE.iloc[:0])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("fails_at", ["facts", "rollup"])
def test_a_full_disk_is_told_in_words_and_leaves_nothing(tmp_path: Path, monkeypatch, fails_at: str) -> None:
    written = pq.ParquetWriter.write_table

    def full(self: pq.ParquetWriter, table: object, **options: object) -> None:
        is_rollup = "rows" in table.column_names  # type: ignore[attr-defined]
        if is_rollup == (fails_at == "rollup"):
            raise OSError(28, "No space left on device")
        written(self, table, **options)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(StoreError, match="No space left"):
        stage(tmp_path, ONE, TWO)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
