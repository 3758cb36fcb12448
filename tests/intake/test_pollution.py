"""Spoilt variants of one file: nearly all cells right, and never a wrong one without a word."""

from dataclasses import dataclass

import pytest

from tests.intake.desk import Desk, Reading, bare
from tests.intake.pollution import CLEAN, HEADER, PLAIN, ROWS, Spoilt, f1, spoilt_files


@dataclass(frozen=True)
class Outcome:
    spoilt: Spoilt
    reading: Reading
    news: frozenset[str]

    @property
    def seen(self) -> list[list[str]]:
        """Rows below the header, if the file has one."""
        rows = self.reading.cells
        header = bare(self.reading.told.values.get("columns") or ())
        return rows[1:] if rows[:1] == [header] else rows

    @property
    def score(self) -> float:
        return f1(self.spoilt.rows, self.seen)

    @property
    def is_exact(self) -> bool:
        return self.seen == [row for row in map(bare, self.spoilt.rows) if row]


@pytest.fixture(scope="module")
def outcomes(reader: Desk) -> list[Outcome]:
    spoilt = spoilt_files()
    clean, *readings = reader.read_many([CLEAN.encode(), *(item.content for item in spoilt)])
    routine = clean.told.words()
    return [
        Outcome(item, reading, frozenset(reading.told.words() - routine))
        for item, reading in zip(spoilt, readings, strict=True)
    ]


def test_a_clean_file_is_read_exactly(outcomes: list[Outcome]) -> None:
    first = outcomes[0]
    assert first.reading.rows == [HEADER, *ROWS]


def test_cells_agree_nearly_everywhere(outcomes: list[Outcome]) -> None:
    worst = sorted((round(item.score, 3), item.spoilt.name) for item in outcomes if item.score < 0.99)
    mean = sum(item.score for item in outcomes) / len(outcomes)
    assert mean >= 0.99, (mean, worst)


def test_no_whole_file_is_lost(outcomes: list[Outcome]) -> None:
    assert [(item.spoilt.name, round(item.score, 3)) for item in outcomes if item.score < 0.9] == []


def test_what_is_not_exact_is_told(outcomes: list[Outcome]) -> None:
    assert [item.spoilt.name for item in outcomes if not item.is_exact and not item.news] == []


def test_rows_of_another_shape_are_told(outcomes: list[Outcome]) -> None:
    clues = ("delimiter before cell 0", "no delimiter", "fifteen", "cut to", "quote before")
    silent = [
        item.spoilt.name for item in outcomes if any(clue in item.spoilt.name for clue in clues) and not item.news
    ]
    assert silent == []


def test_left_out_frames_are_told(outcomes: list[Outcome]) -> None:
    silent = [
        item.spoilt.name
        for item in outcomes
        if any(frame in item.spoilt.name for frame in ("preamble", "footnote", "times", "no header"))
        and not item.news
    ]
    assert silent == []


@pytest.mark.parametrize("width", [4, 9, 12])
@pytest.mark.parametrize("gap", ["", "\r\n"], ids=["joined", "apart"])
def test_a_second_table_is_never_swallowed_in_silence(reader: Desk, width: int, gap: str) -> None:
    names = [f"extra_{n}" for n in range(width)]
    second = "".join(PLAIN.line(row) for row in [names, *([f"{n}-{m}" for m in range(width)] for n in range(10))])
    reading = reader.read(reader.put("tables.csv", CLEAN + gap + second))
    clean = reader.read(reader.put("spoilt.csv", CLEAN))
    assert reading.rows
    assert reading.rows[: len(ROWS) + 1] == [HEADER, *ROWS] or [bare(row) for row in reading.rows[:21]] == [
        HEADER,
        *ROWS,
    ]
    assert reading.told.words() - clean.told.words()
