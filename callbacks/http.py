"""Routes that are no pages: health, uploads and scores for scripts."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from flask import Blueprint, Request, Response, abort, current_app, g, jsonify, make_response, request
from werkzeug.datastructures import FileStorage

from callbacks.jobs import ID_PREFIX, Job, JobStatus, Upload
from callbacks.scoring import ScoreQuestion, answer_scores
from callbacks.security import plain_answer
from callbacks.services import Services
from data.commit import MODES
from data.errors import TandemError
from data.file_mapping import parse_mapping
from data.table_files import FORMATS
from kpi.schema import TABLES

IMPORTS = "/api/imports"
#: Largest upload, and what multipart puts around it.
LARGEST_FILE = 2 * 1024**3
OVERHEAD = 1024**2
#: Largest body of any other request: a callback's answer holds no file.
LARGEST_BODY = 16 * 1024**2
UPLOADS_KEY = "TANDEM_UPLOADS"
#: Under this name a request remembers the files that it has written.
RECEIVED = "received_uploads"
LEFTOVER_SECONDS = 24 * 3600
LONGEST_NAME = 200
CSV = "text/csv; charset=utf-8"


class StreamingRequest(Request):
    """A request whose uploaded file goes straight to the folder of uploads, never through memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.path != IMPORTS:
            # Nothing else takes files.
            abort(413)
        folder = Path(current_app.config[UPLOADS_KEY])
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / f"{secrets.token_hex(16)}.upload").open("w+b")
        g.setdefault(RECEIVED, []).append(file)
        return file


def sweep_uploads(folder: Path, now: float) -> None:
    """Remove uploads that a killed process left behind, a day old or more."""
    for path in folder.glob("*.upload"):
        if path.stat().st_mtime < now - LEFTOVER_SECONDS:
            path.unlink(missing_ok=True)


def http_routes(services: Services) -> Blueprint:
    """The routes; register them before the manager app, whose pages are a catch-all."""
    routes = Blueprint("http", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        return make_response("alive\n", {"Content-Type": "text/plain"})

    @routes.get("/readyz")
    def readyz() -> Response:
        services.store.revision()
        return make_response("ready\n", {"Content-Type": "text/plain"})

    @routes.post(IMPORTS)
    def start_import() -> Response:
        request.max_content_length = LARGEST_FILE + OVERHEAD
        return receive_upload(services)

    @routes.teardown_request
    def drop_unclaimed(_error: BaseException | None) -> None:
        # What broke off half-way, was refused, or came in another field than the file's.
        for file in g.pop(RECEIVED, []):
            file.close()
            Path(file.name).unlink(missing_ok=True)

    @routes.get(f"{IMPORTS}/<import_id>")
    def get_import(import_id: str) -> Response:
        return jsonify(describe_import(services, import_id))

    @routes.get(f"{IMPORTS}/<import_id>/rejected.csv")
    def get_rejected(import_id: str) -> Response:
        text = rejected_rows(services, import_id)
        headers = {"Content-Disposition": f'attachment; filename="rejected-{import_id}.csv"', "Content-Type": CSV}
        # Spreadsheets take a CSV for UTF-8 only when it begins with the mark.
        return make_response("\ufeff" + text, headers)

    @routes.get("/api/scores")
    def get_scores() -> Response:
        try:
            question, file_format = parse_score_question(request.args.to_dict(flat=False))
            text = "".join(answer_scores(services.store, services.method, question, file_format))
        except (KeyError, ValueError) as error:
            return plain_answer(str(error), 400)
        kind = CSV if file_format == "csv" else "application/json"
        version = services.method.version.encode("latin-1", "replace").decode("latin-1")
        return make_response(text, {"Content-Type": kind, "Tandem-Method": version})

    @routes.get("/api/<path:_rest>")
    def nothing(_rest: str) -> Response:
        # Without this the manager app's pages, a catch-all, would answer.
        abort(404)

    @routes.errorhandler(TandemError)
    def refuse(error: TandemError) -> Response:
        return plain_answer(str(error), 404 if request.method == "GET" else 400)

    return routes


def receive_upload(services: Services) -> Response:
    """Take the file of the request and queue its import: 202 and where to ask for it."""
    try:
        file = request.files.get("file")
    except OSError:
        return plain_answer("The disk is full: the file was not stored. Make room and send it again.", 507)
    if file is None or not file.filename:
        return plain_answer("Send the file as multipart/form-data in the field named file.", 400)
    stream = file.stream
    path = Path(stream.name)  # type: ignore[attr-defined]
    try:
        upload = parse_upload(file, path, request.form)
    except (ValueError, TandemError) as error:
        return plain_answer(str(error), 400)
    g.get(RECEIVED).remove(stream)
    job = services.jobs.submit(upload)
    return make_response(jsonify(_described(job)), 202, {"Location": f"{IMPORTS}/{job.id}"})


def parse_upload(file: FileStorage, path: Path, form: Mapping[str, str]) -> Upload:
    """Read what was said about an upload.

    Raises
    ------
    ValueError
        On a table or a mode that does not exist, in words.
    BadMapping
        On an order of dates that does not exist.
    """
    file.close()
    table, mode = form.get("table") or None, form.get("mode") or "add"
    if table is not None and table not in TABLES:
        raise ValueError(f"There is no table {table!r}. Use one of {', '.join(TABLES)}, or leave it out.")
    if mode not in MODES:
        raise ValueError(f"There is no mode {mode!r}. Use one of {', '.join(MODES)}.")
    dry_run = form.get("dry_run", "") in ("1", "true", "on")
    mapping = parse_mapping({"date_order": form["date_order"]}, "The form") if form.get("date_order") else None
    name = plain_name(file.filename or "")
    return Upload(path, name, table=table, mode=mode, mapping=mapping, dry_run=dry_run)


def plain_name(name: str) -> str:
    """The last part of a file's name, without what cannot be shown."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-LONGEST_NAME:] or "upload"


def describe_import(services: Services, import_id: str) -> dict[str, Any]:
    """Progress and result of an upload's job, or the result of an import by its number."""
    if import_id.startswith(ID_PREFIX):
        return _described(_job(services, import_id))
    stored = services.store.get_import(_number(import_id))
    status = JobStatus.DONE.value
    return {
        "id": str(stored.id),
        "file_name": stored.file_name,
        "status": status,
        "active": stored.active,
        "result": {**stored.result, "import_id": stored.id},
        "rejected_url": _rejected_url(str(stored.id)) if stored.rejected else None,
    }


def rejected_rows(services: Services, import_id: str) -> str:
    """The rejected rows of a finished upload, or of an import by its number, as CSV."""
    if import_id.startswith(ID_PREFIX):
        result = _job(services, import_id).result
        return result.rejected_csv() if result else abort(404)
    return services.store.rejected_csv(_number(import_id))


def parse_score_question(args: Mapping[str, list[str]]) -> tuple[ScoreQuestion, str]:
    """Read the query of ``/api/scores``: the options of ``tandem scores`` with underscores.

    Raises
    ------
    ValueError
        On an unknown name or a value that cannot be used, in words.
    """
    known = {"as_of", "kpi", "partner", "group_by", "window", "format"}
    unknown = sorted(set(args) - known)
    if unknown:
        raise ValueError(f"Unknown: {', '.join(unknown)}. Known are {', '.join(sorted(known))}.")
    single = {name: values[-1] for name, values in args.items()}
    file_format = single.get("format", "csv")
    if file_format not in FORMATS:
        raise ValueError(f"There is no format {file_format!r}. Use one of {', '.join(FORMATS)}.")
    question = ScoreQuestion.parse(
        as_of=single.get("as_of"),
        window=single.get("window"),
        kpis=args.get("kpi"),
        partners=args.get("partner"),
        group_by=single.get("group_by"),
    )
    return question, file_format


def _described(job: Job) -> dict[str, Any]:
    rejected = job.result is not None and job.result.rejected > 0
    rejected_url = _rejected_url(job.id) if rejected else None
    return {**job.as_dict(), "url": f"{IMPORTS}/{job.id}", "rejected_url": rejected_url}


def _rejected_url(import_id: str) -> str:
    return f"{IMPORTS}/{import_id}/rejected.csv"


def _job(services: Services, job_id: str) -> Job:
    return services.jobs.get(job_id) or abort(404)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else abort(404)
