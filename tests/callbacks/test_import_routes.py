"""The same file read again with other decisions, over HTTP."""

import io
import json
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from callbacks import jobs
from callbacks.jobs import Dropped, ImportJobs, Job, JobStatus, Upload, accepted_mapping
from callbacks.services import Services
from data.columns.file_mapping import FileMapping
from data.columns.profiles import Profiles
from data.results import ColumnMatch, ImportResult

BOTH_WAYS = b"partner_id,date,kind\nP1,03/04/2025,training\nP1,05/02/2025,meeting\n"
GOOD = b"partner_id,name,partner_type\nP9,Nine,reseller\n"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def settled(client: FlaskClient, services: Services, answer: TestResponse) -> dict:
    assert answer.status_code == 202, answer.text
    done: Future[None] = services.jobs._worker.submit(lambda: None)
    done.result(timeout=60)
    return client.get(answer.headers["Location"]).json


def send(client: FlaskClient, services: Services, body: bytes, **fields: str) -> dict:
    data = {"file": (io.BytesIO(body), "visits.csv"), **fields}
    answer = client.post("/api/imports", data=data, content_type="multipart/form-data")
    return settled(client, services, answer)


def kept(services: Services) -> list[Path]:
    return list(services.settings.uploads.iterdir())


def test_a_preview_is_read_again_with_an_answer_and_then_imported(client: FlaskClient, filled: Services) -> None:
    first = send(client, filled, BOTH_WAYS, dry_run="1", table="interactions")
    assert (first["status"], first["held"]) == ("failed", True)
    said = {"map": json.dumps({"table": "interactions", "date_order": "dmy"})}
    second = settled(client, filled, client.post(f"{first['url']}/again", data={**said, "dry_run": "1"}))
    assert (second["status"], second["result"]["accepted"], second["held"]) == ("done", 2, True)
    assert second["map"] == {"table": "interactions", "date_order": "dmy"}
    # The file has gone on to the second job.
    assert client.post(f"{first['url']}/again", data=said).status_code == 410
    third = settled(client, filled, client.post(f"{second['url']}/again", data=said))
    assert third["result"]["import_id"] == 4
    assert (third["held"], kept(filled)) == (False, [])


def test_an_import_that_is_refused_can_be_decided_about_again(client: FlaskClient, filled: Services) -> None:
    first = send(client, filled, BOTH_WAYS, dry_run="1", table="interactions")
    refused = settled(client, filled, client.post(f"{first['url']}/again", data={"table": "interactions"}))
    assert (refused["status"], refused["held"]) == ("failed", True)
    assert len(kept(filled)) == 1


def test_what_is_said_wrongly_is_answered_in_words_and_loses_nothing(client: FlaskClient, filled: Services) -> None:
    job = send(client, filled, BOTH_WAYS, dry_run="1", table="interactions")
    wrong = ({"map": "{"}, {"map": "[]"}, {"map": '{"colour": 1}'}, {"map": '{"decimal": "!"}'}, {"mode": "merge"})
    for form in wrong:
        answer = client.post(f"{job['url']}/again", data=form)
        assert answer.status_code == 400, form
        assert answer.json["error"]
    assert client.get(job["url"]).json["held"]
    assert client.post("/api/imports/job-x/again").status_code == 404


def test_an_upload_taken_back_leaves_nothing(client: FlaskClient, filled: Services) -> None:
    job = send(client, filled, BOTH_WAYS, dry_run="1", table="interactions")
    other = client.delete(job["url"], headers={"Sec-Fetch-Site": "cross-site"})
    assert other.status_code == 403
    assert client.delete(job["url"], headers=SAME_ORIGIN).status_code == 204
    assert (client.get(job["url"]).status_code, kept(filled)) == (404, [])
    assert client.delete(job["url"]).status_code == 204
    assert client.delete("/api/imports/1").status_code == 405


def test_decisions_are_remembered_when_the_sender_wishes(client: FlaskClient, filled: Services) -> None:
    body = b"Wer,Wann,Was\nP1,2025-03-10,training\n"
    columns = {"Wer": "partner_id", "Wann": "date", "Was": "kind"}
    said = json.dumps({"table": "interactions", "columns": columns})
    job = send(client, filled, body, map=said, remember="1")
    assert job["result"]["accepted"] == 1
    remembered = Profiles(filled.store).find(("Wer", "Wann", "Was"))
    assert remembered is not None
    assert dict(remembered.columns) == columns


def test_a_column_that_several_headers_stand_for_is_not_remembered(tmp_path: Path) -> None:
    headers = (("Q1", "score"), ("Q2", "score"), ("Partner", "partner_id"), ("Note", None))
    matches = tuple(ColumnMatch(name, at, column, "", 1.0) for at, (name, column) in enumerate(headers))
    result = ImportResult(1, "a.csv", "surveys", "add", 0, 0, 0, 0, mapping=matches)
    upload = Upload(tmp_path / "a", "a.csv", mapping=FileMapping(columns={"Note": None}, date_order="dmy"))
    made = accepted_mapping(upload, result)
    assert made == FileMapping(columns={"Partner": "partner_id", "Note": None}, table="surveys", date_order="dmy")


@pytest.fixture
def held(services: Services, tmp_path: Path) -> tuple[ImportJobs, list[float]]:
    """Jobs whose clock stands at the first number of a list."""
    now = [0.0]
    made = ImportJobs(services.store, lambda: services.method, services.today, None, seconds=lambda: now[0])
    return made, now


def waiting(made: ImportJobs, folder: Path, name: str) -> Job:
    path = folder / name
    path.write_bytes(GOOD)
    job = made.submit(Upload(path, "partners.csv", dry_run=True))
    done: Future[None] = made._worker.submit(lambda: None)
    done.result(timeout=60)
    return job


def test_uploads_wait_for_a_while_and_not_in_any_number(
    held: tuple[ImportJobs, list[float]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, now = held
    monkeypatch.setattr(jobs, "HELD_MOST", 2)
    for name in ("a", "b", "c", "d"):
        waiting(made, tmp_path, name)
        now[0] += 1
    # When d came, a, b and c were waiting: a had to go.
    assert [name for name in "abcd" if (tmp_path / name).exists()] == ["b", "c", "d"]
    now[0] += jobs.HELD_SECONDS + 1
    assert made.again("job-x") is None
    assert not [name for name in "abcd" if (tmp_path / name).exists()]
    waiting(made, tmp_path, "e")
    made.close()
    assert not (tmp_path / "e").exists()


def test_a_job_that_was_dropped_stops_at_its_next_step(held: tuple[ImportJobs, list[float]], tmp_path: Path) -> None:
    made, _ = held
    job = waiting(made, tmp_path, "a")
    made._jobs[job.id] = replace(made._jobs[job.id], status=JobStatus.RUNNING, is_held=False)
    assert made.drop(job.id)
    with pytest.raises(Dropped):
        made._tell(job.id, "checking", 0.5)
    storing = Upload(tmp_path / "b", "b.csv")
    made._jobs["job-b"] = Job("job-b", storing, status=JobStatus.RUNNING, step="storing")
    assert not made.drop("job-b")
    made.close()
