import io
from concurrent.futures import Future

from flask import Flask
from flask.testing import FlaskClient

from callbacks import imports
from callbacks.services import Services
from kpi.schema import TABLES
from layouts.ids import DataIds, import_button
from tests.layouts.tree import texts, words

VISITS = (
    b"partner_id,date,kind\n"
    b"P1,2025-03-10,training\n"
    b"P1,not a day,meeting\n"
    b"P7,2025-03-11,hackathon\n"
    b"P1,2024-03-12,meeting\n"
)


def upload(client: FlaskClient, services: Services, body: bytes = VISITS, **fields: str) -> dict:
    data = {"file": (io.BytesIO(body), "visits.csv"), "table": "interactions", **fields}
    answer = client.post("/api/imports", data=data, content_type="multipart/form-data")
    assert answer.status_code == 202, answer.text
    done: Future[None] = services.jobs._worker.submit(lambda: None)
    done.result(timeout=60)
    return client.get(answer.headers["Location"]).json


def undo(number: object) -> dict:
    return {"button": import_button(DataIds.UNDO, number, place="history"), "at": 1}


def redo(number: object) -> dict:
    return {"button": import_button(DataIds.REDO, number, place="history"), "at": 1}


def test_a_finished_upload_is_drawn_with_its_counts(client: FlaskClient, filled: Services) -> None:
    job = upload(client, filled)
    (view,) = imports.finished_results(filled, [job["id"]])
    # 4 read: 3 accepted, the one without a day rejected.
    assert (view.rows_read, view.accepted, view.rejected, view.skipped) == (4, 3, 1, 0)
    assert [(one.line, one.column, one.value, one.rows) for one in view.reasons] == [(3, "date", "not a day", 1)]
    assert view.unknown_partners == ["P7"]
    assert view.unmapped_kinds == ["hackathon"]
    assert client.get(view.rejected_href).status_code == 200


def test_only_finished_uploads_are_drawn_whatever_is_asked_for(filled: Services) -> None:
    mixed = ["job-x", None, 3, ["job-x"], "../../etc", "1"]
    for jobs in (None, "job-x", 7, {"a": 1}, mixed, ["job-x"] * 9999):
        assert imports.finished_results(filled, jobs) == []


def test_a_stored_import_opens_by_its_number(filled: Services) -> None:
    page = imports.imports_page(filled, "?import=1")
    assert "Partners, import 1" in texts(page)
    (view,) = imports.asked_result(filled, "?import=1")
    assert view.is_active


def test_a_number_that_there_is_not_opens_nothing(filled: Services) -> None:
    numbers = ("", "99", "-1", "1.5", "1%27--", "9" * 400, "٣")
    for search in ("", None, *(f"?import={number}" for number in numbers)):
        assert imports.asked_result(filled, search) == []
        assert "Add data" in texts(imports.imports_page(filled, search))


def test_undo_and_redo_are_one_click_each(filled: Services) -> None:
    before = filled.store.revision()
    assert "was undone" in words(imports.answer(filled, undo(2)))
    assert not filled.store.get_import(2).active
    assert "is in use again" in words(imports.answer(filled, redo(2)))
    assert filled.store.get_import(2).active
    assert filled.store.revision() == before + 2


def test_undoing_twice_says_so(filled: Services) -> None:
    imports.answer(filled, undo(2))
    said = imports.answer(filled, undo(2))
    assert "undone already" in words(said)
    assert said.role == "alert"


def test_a_click_that_no_page_makes_changes_nothing(filled: Services) -> None:
    before = filled.store.revision()
    numbers = ("2", True, None, 2.0, 99, -1)
    buttons = (None, {"type": DataIds.UNDO}, {"type": "sharing-revoke", "import": 1}, {"type": ["x"], "import": 1})
    for asked in (None, 7, [], {}, *map(undo, numbers), *({"button": one} for one in buttons)):
        assert imports.answer(filled, asked).role == "alert"
    assert filled.store.revision() == before


def test_sample_data_come_and_go(services: Services) -> None:
    assert imports.data_view(services).findings is None
    said = imports.answer(services, {"button": DataIds.LOAD_SAMPLE})
    assert "The sample data are in use: 7 files" in words(said)
    view = imports.data_view(services)
    assert view.has_sample
    assert all(row.is_sample for row in view.imports)
    assert "7 imports undone" in words(imports.answer(services, {"button": DataIds.REMOVE_SAMPLE}))
    assert not imports.data_view(services).has_sample
    assert imports.answer(services, {"button": DataIds.REMOVE_SAMPLE}).role == "alert"


def test_what_a_change_alters_is_drawn_anew(filled: Services) -> None:
    history, _, hides_load, hides_remove, fresh = imports.refreshed(filled)
    assert {"partners.csv", "interactions.csv", "deals.csv"} <= set(texts(history))
    assert (hides_load, hides_remove) == (False, True)
    # The latest date in the files is the closing of the second deal.
    assert fresh == "Data to 21 Mar 2025"


def test_findings_list_what_is_kept_but_not_counted(client: FlaskClient, filled: Services) -> None:
    upload(client, filled)
    found = {one.text: one.which for one in imports.findings(filled.board()) or []}
    # P7 stands in no partners file; a hackathon is of no component; P1 joined in 2025 and has a row of 2024.
    assert found == {
        "1 partner without a row in any partners file": "Kept as type unknown: P7",
        "1 interaction of a kind that no component counts": "hackathon (1)",
        "1 row of interactions dated before their partner joined or after it left": "Kept, not counted",
    }


def test_each_kind_of_file_has_a_template(server: Flask) -> None:
    client = server.test_client()
    for table in TABLES.values():
        answer = client.get(f"/api/templates/{table.name}.csv")
        assert answer.status_code == 200
        assert answer.text == "\ufeff" + ",".join(column.name for column in table.columns) + "\r\n"
        assert f'filename="{table.name}.csv"' in answer.headers["Content-Disposition"]


def test_there_is_no_other_template(client: FlaskClient) -> None:
    for name in ("secrets", "..%2fpartners", "partners.csv", "%00"):
        assert client.get(f"/api/templates/{name}.csv").status_code == 404


def test_dates_that_can_be_read_both_ways_are_asked_about_and_answered(client: FlaskClient, filled: Services) -> None:
    body = b"partner_id,date,kind\nP1,03/04/2025,training\nP1,05/02/2025,meeting\n"
    job = upload(client, filled, body)
    assert job["status"] == "failed"
    assert job["problem"]["kind"] == "UndecidedDates"
    assert "--map" not in job["problem"]["message"]
    job = upload(client, filled, body, date_order="dmy")
    assert (job["status"], job["result"]["accepted"]) == ("done", 2)


def test_an_order_of_dates_that_there_is_not_is_refused(client: FlaskClient, services: Services) -> None:
    data = {"file": (io.BytesIO(VISITS), "visits.csv"), "date_order": "ymd"}
    answer = client.post("/api/imports", data=data, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "dmy" in answer.json["error"]
    assert not list(services.settings.uploads.iterdir())
