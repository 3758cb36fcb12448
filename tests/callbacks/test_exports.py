"""The partner table as a file: the filters and the order of the page, numbers as numbers, nothing that runs."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from callbacks.exports import partner_blocks
from callbacks.filters import parse_filters
from callbacks.loading import Wish, import_all
from callbacks.services import Services
from tests.callbacks.boards import small_board

HOSTILE = """partner_id,name,partner_type,tier,region
P1,=HYPERLINK("http://x.example";"pay here"),reseller,+Gold,North
P2,@cmd,distributor,-1,South
P3,"Alder, ""Voss"" & Co",reseller,-Silver,Nörd
"""
ACTIVITY = "partner_id,date,kind,quantity\n" + "".join(
    f"P{partner},2025-{month:02d}-15,{kind},3\n"
    for partner in (1, 2)
    for month in (1, 2, 3)
    for kind in ("call", "campaign", "training", "lead")
)


@pytest.fixture
def hostile(services: Services, tmp_path: Path) -> Services:
    files = [tmp_path / "partners.csv", tmp_path / "interactions.csv"]
    for path, text in zip(files, (HOSTILE, ACTIVITY), strict=True):
        path.write_text(text, encoding="utf-8")
    assert [outcome.error for outcome in import_all(services, Wish(files))] == ["", ""]
    return services


def rows_of_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_csv_keeps_filters_and_order_and_names_period_and_method(hostile: Services, client: FlaskClient) -> None:
    answer = client.get("/export/partners.csv?type=reseller&sort=-partner")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="partners-2025Q1.csv"'
    assert answer.is_streamed
    rows = rows_of_csv(answer.get_data(as_text=True))
    assert [row["partner_id"] for row in rows] == ["P3", "P1"]
    board = hostile.board()
    assert board is not None
    assert {(row["period"], row["method"]) for row in rows} == {("2025Q1", board.method.version)}


def test_values_are_unrounded_and_empty_where_missing(hostile: Services, client: FlaskClient) -> None:
    rows = {row["partner_id"]: row for row in rows_of_csv(client.get("/export/partners.csv").get_data(as_text=True))}
    board = hostile.board()
    assert board is not None
    value = board.reading("engagement_score").value[0, 1]  # February: March is not complete
    assert float(rows["P1"]["engagement_score"]) == value
    assert rows["P1"]["mindshare_score"] == ""
    assert rows["P1"]["mindshare_band"] == "insufficient data"


def test_texts_that_look_like_formulas_run_nowhere(hostile: Services, client: FlaskClient) -> None:
    rows = {row["partner_id"]: row for row in rows_of_csv(client.get("/export/partners.csv").get_data(as_text=True))}
    assert rows["P1"]["name"].startswith("'=HYPERLINK")
    assert (rows["P2"]["name"], rows["P1"]["tier"], rows["P3"]["tier"]) == ("'@cmd", "'+Gold", "'-Silver")
    assert rows["P2"]["tier"] == "-1"  # a number is none
    assert rows["P3"]["name"] == 'Alder, "Voss" & Co'

    book = client.get("/export/partners.xlsx").get_data()
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("Partners").to_python()
    assert not any(isinstance(cell, str) and cell[:1] in "=+@" and cell for row in sheet for cell in row)


def test_a_workbook_holds_numbers_and_says_what_it_is(hostile: Services, client: FlaskClient) -> None:
    answer = client.get("/export/partners.xlsx?tier=%2BGold&sort=partner")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="partners-2025Q1.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    head, *rows = book.get_sheet_by_name("Partners").to_python()
    assert len(rows) == 1
    cells = dict(zip(head, rows[0], strict=True))
    board = hostile.board()
    assert board is not None
    assert cells["engagement_score"] == pytest.approx(board.reading("engagement_score").value[0, 1])
    assert cells["mindshare_score"] == ""
    about = dict(book.get_sheet_by_name("About").to_python())
    assert about["Period"] == "Q1 2025"
    assert board.method.version in about["Method"]
    assert about["Filters"] == "tier=%2BGold&sort=partner"


def test_without_data_or_matches_there_is_still_an_answer(services: Services, client: FlaskClient) -> None:
    assert client.get("/export/partners.csv").status_code == 404
    assert "no data yet" in client.get("/export/partners.xlsx").get_data(as_text=True)


def test_no_match_is_a_table_without_rows(hostile: Services, client: FlaskClient) -> None:
    text = client.get("/export/partners.csv?q=nobody").get_data(as_text=True)
    assert text.startswith("\ufeffpartner_id,name")
    assert rows_of_csv(text) == []
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/export/partners.xlsx?q=nobody").get_data()))
    assert len(book.get_sheet_by_name("Partners").to_python()) == 1


def test_nonsense_in_the_address_is_left_out(hostile: Services, client: FlaskClient) -> None:
    assert client.get("/export/partners.csv?sort=%00&period=never&region=\xff&columns=,").status_code == 200
    assert client.get("/export/partners.pdf").status_code in (200, 404)


def test_a_stream_that_is_closed_early_leaves_nothing_behind(
    hostile: Services, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(drafts))
    answer = client.get("/export/partners.xlsx", buffered=False)
    next(answer.response)
    assert list(drafts.iterdir())
    answer.close()
    assert list(drafts.iterdir()) == []


def test_blocks_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callbacks.exports.BLOCK", 2)
    board = small_board()
    blocks = list(partner_blocks(board, parse_filters("sort=partner", board)))
    assert [block["partner_id"].tolist() for block in blocks] == [["p1", "p2"], ["p3", "p4"], ["p5", "p6"]]
