"""From CSV files through `tandem import` and `tandem scores` to the oracle's figures."""

import csv
import io
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import app
from tests.oracle.comparison import differences
from tests.oracle.facts import latest_date
from tests.oracle.oracle import Row, score
from tests.oracle.programmes import COLUMNS, SPECIALS, Table, programme, write

SEEDS = [SPECIALS.index(each) for each in ("plain", "facts_only", "everything_at_once", "duplicates")]


class CommandLine:
    """Runs `tandem` in this process, on a home of its own."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.patch, self.capture = patch, capture

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self.patch.setattr(sys, "argv", ["tandem", *arguments])
        with pytest.raises(SystemExit) as ended:
            app.main()
        return int(ended.value.code or 0), self.capture.readouterr().out

    def scores(self, *arguments: str) -> list[Row]:
        """The long table as `tandem scores` prints it."""
        code, printed = self("scores", *arguments)
        assert code == 0
        return [row_of(cells) for cells in csv.DictReader(io.StringIO(printed))]


@pytest.fixture
def tandem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / "home"))
    return CommandLine(monkeypatch, capsys)


def row_of(cells: dict[str, str]) -> Row:
    """One printed row."""
    value, coverage = (float(cells[name]) if cells[name] else None for name in ("value", "coverage"))
    key = cells["group"] if "group" in cells else cells["partner_id"]
    partial = {"true": True, "false": False}[cells["partial"]]
    return Row(key, cells["month"], cells["kpi"], value, cells["band"], coverage, int(cells["n"]), partial)


def same(expected: Sequence[Row], found: Sequence[Row]) -> None:
    """Fail with the first differences of two long tables."""
    assert "\n".join(differences(expected, found)[:8]) == ""


def in_two_files(folder: Path, name: str, rows: Table) -> list[Path]:
    """A table as two files, in its order."""
    paths = []
    half = -(-len(rows) // 2)
    for number, part in enumerate((rows[:half], rows[half:])):
        path = folder / f"{name} part {number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split())
            writer.writeheader()
            writer.writerows(part)
        paths.append(path)
    return paths


@pytest.mark.parametrize("seed", SEEDS)
def test_imported_files_score_as_the_oracle_says(seed: int, tandem: CommandLine, tmp_path: Path) -> None:
    tables = programme(seed)
    code, _ = tandem("import", *map(str, write(tmp_path, tables)))
    assert code == 0
    same(score(tables), tandem.scores())
    last = latest_date(tables)
    assert last is not None
    middle = date(last.year, last.month, 1 + last.day // 2)
    grouped = tandem.scores("--as-of", middle.isoformat(), "--window", "6", "--group-by", "partner_type")
    same(score(tables, as_of=middle, window=6, group_by="partner_type"), grouped)


def test_two_files_of_a_table_and_a_rejected_row(tandem: CommandLine, tmp_path: Path) -> None:
    # A score with no scale is a rejected row: it neither answers anything nor moves a span or as_of.
    tables = programme(SPECIALS.index("many_answers"))
    last = latest_date(tables)
    assert last is not None
    bad = {"partner_id": "P00", "date": date(last.year + 1, 1, 31).isoformat(), "question": "zeal_of_the_team"}
    bad |= {"score": "3", "scale_min": "", "scale_max": "", "respondent": "late", "response_id": ""}
    files = write(tmp_path, {name: rows for name, rows in tables.items() if name not in ("surveys", "deals")})
    assert tandem("import", *map(str, files))[0] == 0
    files = in_two_files(tmp_path, "surveys", [*tables["surveys"], bad])
    assert [tandem("import", str(path))[0] for path in files] == [0, 1]
    assert tandem("import", *map(str, in_two_files(tmp_path, "deals", tables["deals"])))[0] == 0
    same(score(tables), tandem.scores())
    same(score(tables, group_by="all"), tandem.scores("--group-by", "all"))


def test_the_later_import_of_a_measure_wins(tandem: CommandLine, tmp_path: Path) -> None:
    tables = programme(SPECIALS.index("plain"))
    tables["interactions"] = []
    assert score(tables) != score(tables, files=2)
    files = write(tmp_path, {name: rows for name, rows in tables.items() if name == "partners"})
    assert tandem("import", *map(str, files))[0] == 0
    for name in ("surveys", "advocacy", "deals", "measures"):
        assert [tandem("import", str(path))[0] for path in in_two_files(tmp_path, name, tables[name])] == [0, 0]
    same(score(tables, files=2), tandem.scores())
    same(score(tables, files=2, group_by="tier"), tandem.scores("--group-by", "tier"))


def test_the_fiscal_year_moves_no_score(tandem: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = programme(SPECIALS.index("sparse"))
    assert tandem("import", *map(str, write(tmp_path, tables)))[0] == 0
    monkeypatch.setenv("TANDEM_FISCAL_YEAR_START", "4")
    same(score(tables), tandem.scores())
