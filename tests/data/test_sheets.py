from datetime import datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from data.errors import UnreadableFile
from data.reader.raw_table import parts
from tests.data.reader_given import read_table


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    path = tmp_path / "made.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Empty")
    sheet = book.add_worksheet("Deals")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    clock = book.add_format({"num_format": "hh:mm"})
    for at, row in enumerate([["Deals of May"], [], ["deal_id", "opened_on", "amount"]]):
        sheet.write_row(at, 1, row)
    sheet.write(3, 1, 12.0)
    sheet.write_datetime(3, 2, datetime(2026, 5, 1), day)
    sheet.write(3, 3, 1234.5)
    sheet.write(4, 1, "two\nlines")
    sheet.write_datetime(4, 2, datetime(2026, 5, 1, 10, 30), moment)
    sheet.write(4, 3, True)
    sheet.write(6, 1, 0.1 + 0.2)
    sheet.write_datetime(6, 2, time(10, 30), clock)
    other = book.add_worksheet("Other")
    other.write_row(0, 0, ["a", "b"])
    other.write_row(1, 0, [1, 2])
    book.close()
    return path.read_bytes()


def test_a_sheet_is_read_as_its_csv_export_would_be(tmp_path, workbook):
    found = read_table(tmp_path, workbook, "book.xlsx")
    assert found.header == ("deal_id", "opened_on", "amount")
    assert found.rows == [
        ("12", "2026-05-01", "1234.5"),
        ("two\nlines", "2026-05-01 10:30:00", "TRUE"),
        ("0.3", "10:30:00", ""),
    ]
    assert found.lines == [4, 5, 7]
    assert (found.decided["sheet"], found.skipped) == ("Deals", {"preamble": 2, "blank": 1})


def test_sheets_with_cells_are_offered_and_chosen(tmp_path, workbook):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook)
    assert [part.sheet for part in parts(path, "book.xlsx")] == ["Deals", "Other"]
    assert read_table(tmp_path, workbook, sheet="Other").rows == [("1", "2")]
    with pytest.raises(UnreadableFile, match="no sheet 'Third'"):
        read_table(tmp_path, workbook, sheet="Third")


def test_a_damaged_workbook_is_refused_in_words(tmp_path):
    with pytest.raises(UnreadableFile, match="damaged"):
        read_table(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
