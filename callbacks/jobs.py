"""Imports that go on after their request was answered: one at a time, with progress to ask for."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from data.errors import TandemError
from data.file_mapping import FileMapping
from data.pipeline import import_file
from data.results import ImportResult
from data.store import Store
from kpi.method import Method

#: Finished jobs that can still be asked for.
JOBS_KEPT = 20
#: Begins every job's id, which tells it from the number of an import.
ID_PREFIX = "job-"

LOG = logging.getLogger("tandem")


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Upload:
    """A file that arrived, and what the sender said about it."""

    path: Path
    file_name: str
    table: str | None = None
    mode: str = "add"
    mapping: FileMapping | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class Job:
    """An import and how far it is.

    Parameters
    ----------
    progress
        From 0 to 1.
    result
        What became of the file, once done.
    error
        Why nothing was imported, in words.
    problem
        The same without what to do, and the name of its kind: a page may know a better remedy.
    """

    id: str
    file_name: str
    status: JobStatus = JobStatus.QUEUED
    step: str = ""
    progress: float = 0.0
    result: ImportResult | None = None
    error: str = ""
    problem: tuple[str, str] | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in (JobStatus.DONE, JobStatus.FAILED)

    def as_dict(self) -> dict[str, Any]:
        """The job as values that JSON can hold."""
        return {
            "id": self.id,
            "file_name": self.file_name,
            "status": self.status.value,
            "step": self.step,
            "progress": self.progress,
            "result": self.result.as_dict() if self.result else None,
            "error": self.error or None,
            "problem": dict(zip(("kind", "message"), self.problem, strict=True)) if self.problem else None,
        }


class ImportJobs:
    """Runs imports in a thread of its own, in the order in which they came.

    Parameters
    ----------
    store, method, currency
        What the import pipeline needs.
    today
        Tells the day of an import.
    """

    def __init__(self, store: Store, method: Method, today: Callable[[], date], currency: str | None) -> None:
        self._store = store
        self._method = method
        self._today = today
        self._currency = currency
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")

    def submit(self, upload: Upload) -> Job:
        """Queue an upload; its file is removed when the job is over."""
        job = Job(id=f"{ID_PREFIX}{secrets.token_urlsafe(9)}", file_name=upload.file_name)
        self._put(job)
        self._worker.submit(self._run, job.id, upload)
        return job

    def get(self, job_id: str) -> Job | None:
        """The job of this id as it is now; None when there is none, or it is long over."""
        with self._lock:
            return self._jobs.get(job_id)

    def close(self) -> None:
        """Let what is queued finish, and stop."""
        self._worker.shutdown(wait=True)

    def _run(self, job_id: str, upload: Upload) -> None:
        try:
            self._change(job_id, status=JobStatus.RUNNING)
            result = self._import(upload, lambda step, done: self._change(job_id, step=step, progress=done))
            self._change(job_id, status=JobStatus.DONE, progress=1.0, result=result)
        except TandemError as error:
            problem = (type(error).__name__, error.message)
            self._change(job_id, status=JobStatus.FAILED, error=str(error), problem=problem)
        except Exception as error:
            # The text of an unforeseen error may quote a row of the file; the log does without it.
            reference = secrets.token_hex(4)
            LOG.error("Reference %s: import stopped by %s", reference, type(error).__name__)
            text = f"The import stopped and nothing was stored. The log says more under {reference}."
            self._change(job_id, status=JobStatus.FAILED, error=text)
        finally:
            upload.path.unlink(missing_ok=True)

    def _import(self, upload: Upload, progress: Callable[[str, float], None]) -> ImportResult:
        return import_file(
            self._store,
            upload.path,
            file_name=upload.file_name,
            table=upload.table,
            mode=upload.mode,
            mapping=upload.mapping,
            dry_run=upload.dry_run,
            today=self._today(),
            method=self._method,
            currency=self._currency,
            progress=progress,
        )

    def _put(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.id] = job
            over = [known.id for known in self._jobs.values() if known.is_over]
            for job_id in over[: max(len(self._jobs) - JOBS_KEPT, 0)]:
                del self._jobs[job_id]

    def _change(self, job_id: str, **values: Any) -> None:
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], **values)
