import io
from concurrent.futures import Future
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import compose_server
from callbacks import http, import_routes
from callbacks.services import Services
from tests.callbacks.conftest import HeldClock

GOOD = b"partner_id,name,partner_type\nP9,Nine,reseller\n"
HALF = b"partner_id,date,kind\nP1,2025-01-10,training\nP1,not a day,meeting\n"


def send(client: FlaskClient, body: bytes, name: str = "partners.csv", **fields: str) -> TestResponse:
    data = {"file": (io.BytesIO(body), name), **fields}
    return client.post("/api/imports", data=data, content_type="multipart/form-data")


def finished(client: FlaskClient, services: Services, answer: TestResponse) -> dict:
    """The job of an upload, once its thread has done all it was given."""
    assert answer.status_code == 202, answer.text
    done: Future[None] = services.jobs._worker.submit(lambda: None)
    done.result(timeout=60)
    return client.get(answer.headers["Location"]).json


def test_health(client: FlaskClient) -> None:
    assert (client.get("/healthz").text, client.get("/readyz").text) == ("alive\n", "ready\n")


def test_an_upload_is_imported(client: FlaskClient, services: Services) -> None:
    job = finished(client, services, send(client, GOOD))
    assert (job["status"], job["error"], job["progress"]) == ("done", None, 1.0)
    result = job["result"]
    assert (result["file_name"], result["table"], result["accepted"]) == ("partners.csv", "partners", 1)
    stored = client.get(f"/api/imports/{result['import_id']}").json
    assert stored["result"]["accepted"] == 1
    assert not list(services.settings.uploads.iterdir())


def test_rejected_rows_can_be_had_from_the_job_and_the_import(client: FlaskClient, services: Services) -> None:
    job = finished(client, services, send(client, HALF, "visits.csv", table="interactions"))
    assert (job["result"]["accepted"], job["result"]["rejected"]) == (1, 1)
    stored_url = f"/api/imports/{job['result']['import_id']}/rejected.csv"
    (text,) = {client.get(url).text for url in (job["rejected_url"], stored_url)}
    assert "not a day" in text
    assert "_error" in text


def test_rejected_rows_hold_no_formula_and_go_back_in_as_they_were(client: FlaskClient, services: Services) -> None:
    text = "partner_id,date,kind\nP1,2025-01-10,call\nP1,=TODAY(),@SUM(1)\n"
    for _ in range(2):
        job = finished(client, services, send(client, text.encode(), "visits.csv", table="interactions"))
        assert [one["value"] for one in job["result"]["rejections"]] == ["=TODAY()"]
        text = client.get(job["rejected_url"]).text
        assert "P1,'=TODAY(),'@SUM(1)" in text


def test_a_dry_run_stores_nothing(client: FlaskClient, services: Services) -> None:
    job = finished(client, services, send(client, GOOD, dry_run="1"))
    assert job["result"]["accepted"] == 1
    assert job["result"]["import_id"] is None
    assert services.store.imports() == []


def test_a_bad_file_fails_in_words(client: FlaskClient, services: Services) -> None:
    job = finished(client, services, send(client, b"\x00\x01\x02", "picture.png"))
    assert job["status"] == "failed"
    assert "picture.png" in job["error"]
    assert "Traceback" not in job["error"]
    assert services.store.imports() == []


@pytest.mark.parametrize(("fields", "word"), [({"table": "customers"}, "customers"), ({"mode": "merge"}, "merge")])
def test_what_is_asked_wrongly_is_refused(
    client: FlaskClient, services: Services, fields: dict[str, str], word: str
) -> None:
    answer = send(client, GOOD, **fields)
    assert answer.status_code == 400
    assert word in answer.json["error"]
    assert not list(services.settings.uploads.iterdir())


def test_a_request_without_a_file_is_refused(client: FlaskClient) -> None:
    for data in ({}, {"file": "text"}):
        answer = client.post("/api/imports", data=data, content_type="multipart/form-data")
        assert answer.status_code == 400
        assert "file" in answer.json["error"]


def test_files_in_other_fields_leave_nothing_behind(client: FlaskClient, services: Services) -> None:
    data = {"other": (io.BytesIO(GOOD), "a.csv"), "file": (io.BytesIO(GOOD), "b.csv")}
    answer = client.post("/api/imports", data=data, content_type="multipart/form-data")
    assert finished(client, services, answer)["file_name"] == "b.csv"
    assert client.post("/api/imports", data={"other": (io.BytesIO(GOOD), "a.csv")}).status_code == 400
    assert not list(services.settings.uploads.iterdir())


def test_an_upload_that_breaks_off_leaves_nothing_behind(client: FlaskClient, services: Services) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\npartner_id'
    answer = client.post("/api/imports", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 400
    assert not list(services.settings.uploads.iterdir())


def test_a_name_cannot_lead_out_of_the_folder(client: FlaskClient, services: Services) -> None:
    job = finished(client, services, send(client, GOOD, "../../etc/part\x07ners.csv"))
    assert job["file_name"] == "partners.csv"


def test_a_file_that_is_too_large_is_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_routes, "LARGEST_FILE", 10)
    monkeypatch.setattr(import_routes, "OVERHEAD", 10)
    answer = send(client, GOOD)
    assert answer.status_code == 413
    assert "larger" in answer.json["error"]


def test_a_full_disk_is_told(client: FlaskClient, services: Services) -> None:
    services.settings.uploads.parent.mkdir(parents=True, exist_ok=True)
    # A file where the folder should be makes every write fail, like a full disk.
    services.settings.uploads.write_text("", encoding="utf-8")
    answer = send(client, GOOD)
    assert answer.status_code == 507
    assert "disk" in answer.json["error"]


def test_no_other_address_takes_files(client: FlaskClient) -> None:
    data = {"file": (io.BytesIO(GOOD), "x.csv")}
    answer = client.post("/_dash-update-component", data=data, content_type="multipart/form-data")
    assert answer.status_code >= 400


def test_uploads_left_behind_are_swept(services: Services, clock: HeldClock, tmp_path: Path) -> None:
    services.settings.uploads.mkdir(parents=True)
    left = services.settings.uploads / "a.upload"
    left.write_bytes(b"x")
    age = left.stat().st_mtime
    http.sweep_uploads(services.settings.uploads, age + http.LEFTOVER_SECONDS - 1)
    assert left.exists()
    http.sweep_uploads(services.settings.uploads, age + http.LEFTOVER_SECONDS + 1)
    assert not left.exists()


def test_scores_over_http(filled: Services) -> None:
    client = compose_server(filled).test_client()
    csv = client.get("/api/scores?kpi=bookings&partner=P1")
    assert csv.mimetype == "text/csv"
    assert csv.headers["Tandem-Method"].startswith("Tandem 1 · ")
    lines = csv.text.splitlines()
    assert lines[0] == "partner_id,month,kpi,value,band,coverage,n,partial"
    # D1 of P1 was won on 2025-02-20 for 1111.25.
    assert [line for line in lines if line.startswith("P1,2025-02")] == ["P1,2025-02,bookings,1111.25,,,1,false"]
    rows = client.get("/api/scores?kpi=bookings&group_by=all&format=json").json
    assert {row["group"] for row in rows} == {"*"}


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("kpi=nonsense", "nonsense"),
        ("partner=P77", "P77"),
        ("group_by=colour", "colour"),
        ("as_of=yesterday", "yesterday"),
        ("window=0", "window"),
        ("format=xml", "xml"),
        ("kpis=bookings", "kpis"),
    ],
)
def test_a_wrong_question_is_answered_in_words(filled: Services, query: str, word: str) -> None:
    answer = compose_server(filled).test_client().get(f"/api/scores?{query}")
    assert answer.status_code == 400
    assert word in answer.json["error"]


def test_unknown_imports_are_not_found(server: Flask, client: FlaskClient) -> None:
    for name in ("7", "job-x", "x", "99999999999999999999", "-1", "²"):
        assert client.get(f"/api/imports/{name}").status_code == 404, name
        assert client.get(f"/api/imports/{name}/rejected.csv").status_code == 404, name
