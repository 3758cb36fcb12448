"""Routes that are no pages: health, and scores and imports for scripts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from flask import Blueprint, Request, Response, abort, current_app, g, make_response, request

from callbacks.import_routes import CSV, IMPORTS, RECEIVED, add_import_routes
from callbacks.jobs import REJECTED
from callbacks.scoring import ScoreQuestion, answer_scores
from callbacks.security import plain_answer
from callbacks.services import Services
from data.errors import TandemError
from data.table_files import FORMATS

#: Largest body of any other request: a callback's answer holds no file.
LARGEST_BODY = 16 * 1024**2
UPLOADS_KEY = "TANDEM_UPLOADS"
LEFTOVER_SECONDS = 24 * 3600


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
    for path in [*folder.glob("*.upload"), *folder.glob(f"*{REJECTED}")]:
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

    add_import_routes(routes, services)

    @routes.get("/api/scores")
    def get_scores() -> Response:
        method = services.method
        try:
            question, file_format = parse_score_question(request.args.to_dict(flat=False))
            text = "".join(answer_scores(services.store, method, question, file_format))
        except (KeyError, ValueError) as error:
            return plain_answer(str(error), 400)
        kind = CSV if file_format == "csv" else "application/json"
        version = method.version.encode("latin-1", "replace").decode("latin-1")
        return make_response(text, {"Content-Type": kind, "Tandem-Method": version})

    @routes.get("/api/<path:_rest>")
    def nothing(_rest: str) -> Response:
        # Without this the manager app's pages, a catch-all, would answer.
        abort(404)

    @routes.errorhandler(TandemError)
    def refuse(error: TandemError) -> Response:
        return plain_answer(str(error), 404 if request.method == "GET" else 400)

    return routes


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
