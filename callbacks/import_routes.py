"""Imports over HTTP: send a file, ask how far it is, read it again with other decisions, take it back."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, g, jsonify, make_response, request

from callbacks.access import who
from callbacks.import_scores import headline
from callbacks.jobs import ID_PREFIX, Job, JobStatus, Upload
from callbacks.security import plain_answer
from data.columns.file_mapping import FileMapping, parse_mapping
from data.errors import BadMapping, TandemError
from data.facts.commit import MODES
from kpi.schema import TABLES

if TYPE_CHECKING:
    from callbacks.services import Services

IMPORTS = "/api/imports"
#: Largest upload, and what multipart puts around it.
LARGEST_FILE = 2 * 1024**3
OVERHEAD = 1024**2
#: Under this name a request remembers the files that it has written.
RECEIVED = "received_uploads"
LONGEST_NAME = 200
#: Bytes of a download that are in memory at once.
PIECE = 256 * 1024
CSV = "text/csv; charset=utf-8"
GONE = "The file is no longer kept here. Send it again."
STORING = "Its rows are being stored already. Undo the import when it is done."
YES = ("1", "true", "on")


def add_import_routes(routes: Blueprint, services: Services) -> None:
    """Add the addresses under ``/api/imports``."""

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

    @routes.delete(f"{IMPORTS}/<import_id>")
    def drop_import(import_id: str) -> Response:
        return drop_upload(services, import_id)

    @routes.post(f"{IMPORTS}/<import_id>/again")
    def read_again(import_id: str) -> Response:
        return again(services, import_id)

    @routes.get(f"{IMPORTS}/<import_id>/rejected.csv")
    def get_rejected(import_id: str) -> Response:
        stream = rejected_rows(services, import_id)
        headers = {"Content-Disposition": f'attachment; filename="rejected-{import_id}.csv"', "Content-Type": CSV}
        answer = Response(_pieces(stream), headers=headers)
        answer.call_on_close(stream.close)
        return answer


def receive_upload(services: Services) -> Response:
    """Take the file of the request and queue its import: 202 and where to ask for it."""
    try:
        file = request.files.get("file")
    except OSError:
        return plain_answer("The disk is full: the file was not stored. Make room and send it again.", 507)
    if file is None or not file.filename:
        return plain_answer("Send the file as multipart/form-data in the field named file.", 400)
    stream = file.stream
    try:
        said = parse_form(request.form)
    except (ValueError, TandemError) as error:
        return plain_answer(str(error), 400)
    file.close()
    path = Path(stream.name)  # type: ignore[attr-defined]
    upload = Upload(path, plain_name(file.filename), before=_before(services, said), who=who(), **said)
    g.get(RECEIVED).remove(stream)
    return _accepted(services.jobs.submit(upload))


def again(services: Services, job_id: str) -> Response:
    """Read the file of a preview once more, with other decisions: 202 and where to ask for it."""
    _job(services, job_id)
    try:
        said = parse_form(request.form)
    except (ValueError, TandemError) as error:
        return plain_answer(str(error), 400)
    job = services.jobs.again(job_id, before=_before(services, said), who=who(), **said)
    return plain_answer(GONE, 410) if job is None else _accepted(job)


def drop_upload(services: Services, job_id: str) -> Response:
    """Forget a job and remove its file; what is stored already stays, and is undone as an import."""
    if not job_id.startswith(ID_PREFIX):
        return plain_answer("An import is taken back with undo, not by deleting it.", 405)
    if not services.jobs.drop(job_id):
        return plain_answer(STORING, 409)
    return make_response("", 204)


def parse_form(form: Mapping[str, str]) -> dict[str, Any]:
    """Read what was said about a file: table, mode, mapping, dry_run, remember.

    Raises
    ------
    ValueError
        On a table or a mode that does not exist, in words.
    BadMapping
        On a mapping that makes no sense.
    """
    mode, mapping = form.get("mode") or "add", parse_map(form)
    table = form.get("table") or (mapping.table if mapping else None)
    if table is not None and table not in TABLES:
        raise ValueError(f"There is no table {table!r}. Use one of {', '.join(TABLES)}, or leave it out.")
    if mode not in MODES:
        raise ValueError(f"There is no mode {mode!r}. Use one of {', '.join(MODES)}.")
    flags = {name: form.get(name, "") in YES for name in ("dry_run", "remember")}
    return {"table": table, "mode": mode, "mapping": mapping, **flags}


def parse_map(form: Mapping[str, str]) -> FileMapping | None:
    """Read the field ``map``, a mapping as JSON; ``date_order`` may stand beside it.

    Raises
    ------
    BadMapping
        When it is no JSON or makes no sense.
    """
    try:
        content = json.loads(form.get("map") or "{}")
    except (ValueError, RecursionError) as error:
        remedy = 'Write it like {"columns": {"Company": "partner_id"}, "date_order": "dmy"}.'
        raise BadMapping("The field map is not JSON.", remedy) from error
    if form.get("date_order") and isinstance(content, dict):
        content = {**content, "date_order": form["date_order"]}
    return parse_mapping(content, "The form") if content != {} else None


def plain_name(name: str) -> str:
    """The last part of a file's name, without what cannot be shown."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable())[-LONGEST_NAME:] or "upload"


def describe_import(services: Services, import_id: str) -> dict[str, Any]:
    """Progress and result of an upload's job, or the result of an import by its number."""
    if import_id.startswith(ID_PREFIX):
        return _described(_job(services, import_id))
    stored = services.store.get_import(_number(import_id))
    return {
        "id": str(stored.id),
        "file_name": stored.file_name,
        "status": JobStatus.DONE.value,
        "active": stored.active,
        "result": {**stored.result, "import_id": stored.id},
        "rejected_url": rejected_url(stored.id) if stored.rejected else None,
    }


def rejected_rows(services: Services, import_id: str) -> IO[bytes]:
    """The rejected rows of an upload that ended, or of an import by its number, as an open CSV file."""
    if import_id.startswith(ID_PREFIX):
        result = _job(services, import_id).result or abort(404)
        if result.import_id is None:
            return _opened(result.rejected_path if result.rejected else None)
        import_id = str(result.import_id)
    path = services.store.get_import(_number(import_id)).rejected_path
    return _opened(services.store.files.root / path if path else None)


def _opened(path: Path | None) -> IO[bytes]:
    try:
        return path.open("rb") if path else io.BytesIO()
    except FileNotFoundError:
        abort(404)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    # Spreadsheets take a CSV for UTF-8 only when it begins with the mark.
    with stream:
        yield codecs.BOM_UTF8
        yield from iter(lambda: stream.read(PIECE), b"")


def rejected_url(import_id: int | str) -> str:
    """Where the rejected rows of a job or an import are to be had."""
    return f"{IMPORTS}/{import_id}/rejected.csv"


def _before(services: Services, said: Mapping[str, Any]) -> object:
    """The scores as they were last shown, for an import that will change them."""
    board = services.boards.held()
    return None if said["dry_run"] or board is None else headline(board)


def _accepted(job: Job) -> Response:
    return make_response(jsonify(_described(job)), 202, {"Location": f"{IMPORTS}/{job.id}"})


def _described(job: Job) -> dict[str, Any]:
    rejected = job.result is not None and job.result.rejected > 0
    return {**job.as_dict(), "url": f"{IMPORTS}/{job.id}", "rejected_url": rejected_url(job.id) if rejected else None}


def _job(services: Services, job_id: str) -> Job:
    return services.jobs.get(job_id) or abort(404)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else abort(404)
