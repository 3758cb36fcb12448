"""Files after bug reports of other readers: the right cells where they are clear, words where they are not."""

import pytest

from tests.intake.desk import Desk, bare, soon
from tests.intake.reports import Report
from tests.intake.reports_delimiters import DELIMITERS
from tests.intake.reports_frames import FRAMES
from tests.intake.reports_lines import LINES
from tests.intake.reports_quotes import QUOTES
from tests.intake.reports_text import TEXT

REPORTS = [*QUOTES, *DELIMITERS, *LINES, *FRAMES, *TEXT]


def test_there_are_enough_of_them_and_each_has_a_name_of_its_own() -> None:
    assert len({item.source for item in REPORTS}) == len(REPORTS) >= 150


@pytest.mark.parametrize("item", REPORTS, ids=lambda item: item.source)
def test_a_file_that_another_reader_misread(reader: Desk, item: Report) -> None:
    with soon():
        reading = reader.read(reader.put(item.name, item.content))
    if reading.rows is None:
        assert reading.told.error, "no table and no word"
    if item.rows is not None:
        rows = [bare(row) for row in item.rows]
        assert [row for row in reading.cells if row] == rows, reading.told.values.get("decisions", reading.told.error)


@pytest.mark.parametrize(
    "source", ["a long row", "short and long rows", "duckdb 14393", "header shorter than its rows"]
)
def test_rows_with_too_many_cells_are_told(reader: Desk, source: str) -> None:
    (item,) = [report for report in REPORTS if report.source == source]
    told = reader.read(reader.put(item.name, item.content)).told
    assert told.says("cells", "columns"), told.values
    assert told.values.get("malformed_rows") or any("cells" in word or "columns" in word for word in told.words())
