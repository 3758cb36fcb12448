"""Imports that go on after their request was answered: one at a time, with progress to ask for.

The file of a preview stays until it is imported, dropped, or nobody has asked for it in a while, so that the
same file can be read again with other decisions.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from data.columns.file_mapping import FileMapping
from data.columns.profiles import Profiles
from data.errors import TandemError
from data.import_notes import noting_import
from data.people.principal import COMMAND, Principal
from data.pipeline import import_file
from data.results import ImportResult
from data.store import Store
from kpi.method import Method

#: Jobs that can still be asked for once they are over.
JOBS_KEPT = 100
#: Uploads that wait for a decision; the oldest goes when one more comes.
HELD_MOST = 50
#: How long an upload waits for a decision.
HELD_SECONDS = 2 * 3600
#: Begins every job's id, which tells it from the number of an import.
ID_PREFIX = "job-"
#: Ends the name of a file of rejected rows, beside the upload.
REJECTED = ".rejected"
#: From this step on rows are being stored: it is too late to drop the job.
LAST_STEPS = ("storing", "done")

LOG = logging.getLogger("tandem")


class JobStatus(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Dropped(TandemError):
    """The sender has taken the file back."""


@dataclass(frozen=True)
class Upload:
    """A file that arrived, and what the sender said about it.

    Parameters
    ----------
    path
        Where it lies.
    file_name
        What the sender calls it.
    table, mode, mapping
        How it is to be read.
    dry_run
        Tell what would become of it, and keep the file for the decision.
    remember
        Read files with the same header in the same way from now on.
    is_kept
        Keep the file when it is refused: it was held for a decision before.
    before
        What the scores were before; compared with those after.
    who
        Who sent it, as the audit log names them.
    """

    path: Path
    file_name: str
    table: str | None = None
    mode: str = "add"
    mapping: FileMapping | None = None
    dry_run: bool = False
    remember: bool = False
    is_kept: bool = False
    before: object = field(default=None, repr=False, compare=False)
    who: Principal = COMMAND

    @property
    def rejected_path(self) -> Path:
        """Where its rejected rows lie until somebody has decided about it."""
        return self.path.with_suffix(REJECTED)

    def remove(self) -> None:
        """Delete the file and its rejected rows."""
        self.path.unlink(missing_ok=True)
        self.rejected_path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Problem:
    """Why a file was refused, and what of it is known all the same.

    Parameters
    ----------
    kind
        Name of the kind of error.
    message
        What is wrong.
    remedy
        What to do; a page may know better.
    questions
        What answers would put right, if that is known.
    table, columns
        What the file and each header was taken for, as far as that went.
    """

    kind: str
    message: str
    remedy: str
    questions: tuple[dict[str, Any], ...] = ()
    table: str = ""
    columns: tuple[dict[str, Any], ...] = ()

    @classmethod
    def of(cls, error: TandemError) -> Problem:
        """Return what an error tells."""
        own, matched = getattr(error, "question", None), getattr(error, "matched", None)
        columns = getattr(matched, "columns", None) or ()
        questions = (own,) if own else (getattr(matched, "questions", None) or ())
        return cls(
            kind=type(error).__name__,
            message=error.message,
            remedy=error.remedy,
            questions=tuple(asdict(question) for question in questions),
            table=getattr(matched, "table", None) or "",
            columns=tuple(asdict(column) for column in columns),
        )


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
        The same in its parts.
    is_held
        Whether the file is still there, to be read again with other decisions.
    held_since
        When that began [seconds].
    """

    id: str
    upload: Upload
    status: JobStatus = JobStatus.QUEUED
    step: str = ""
    progress: float = 0.0
    result: ImportResult | None = None
    error: str = ""
    problem: Problem | None = None
    is_held: bool = False
    held_since: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in (JobStatus.DONE, JobStatus.FAILED)

    def as_dict(self) -> dict[str, Any]:
        """The job as values that JSON can hold."""
        return {
            "id": self.id,
            "file_name": self.upload.file_name,
            "status": self.status.value,
            "step": self.step,
            "progress": self.progress,
            "mode": self.upload.mode,
            "dry_run": self.upload.dry_run,
            "map": self.upload.mapping.as_dict() if self.upload.mapping else {},
            "held": self.is_held,
            "result": self.result.as_dict() if self.result else None,
            "error": self.error or None,
            "problem": asdict(self.problem) if self.problem else None,
        }


class ImportJobs:
    """Runs imports in a thread of its own, in the order in which they came.

    Parameters
    ----------
    store, currency
        What the import pipeline needs.
    method
        Tells the method in force.
    today
        Tells the day of an import.
    clock
        Tells the moment at which rows are stored.
    seconds
        A clock that only goes forward; tells how long a file has waited.
    """

    def __init__(
        self,
        store: Store,
        method: Callable[[], Method],
        today: Callable[[], date],
        currency: str | None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._method = method
        self._today = today
        self._currency = currency
        self._clock = clock
        self._seconds = seconds
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")

    def submit(self, upload: Upload) -> Job:
        """Queue an upload; its file is removed when the job is over, unless it waits for a decision."""
        job = Job(id=f"{ID_PREFIX}{secrets.token_urlsafe(9)}", upload=upload)
        with self._lock:
            self._jobs[job.id] = job
            self._sweep()
        self._worker.submit(self._run, job.id, upload)
        return job

    def again(self, job_id: str, **changes: Any) -> Job | None:
        """Queue the same file with other decisions; None when it is no longer there."""
        with self._lock:
            self._sweep()
            job = self._jobs.get(job_id)
            if job is None or not job.is_held:
                return None
            # From here on the file belongs to the new job.
            self._jobs[job_id] = replace(job, is_held=False)
        return self.submit(replace(job.upload, **changes, is_kept=True))

    def drop(self, job_id: str) -> bool:
        """Forget a job and remove its file; False when its rows are being stored already."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None:
                return True
            if job.status is JobStatus.RUNNING and not job.upload.dry_run and job.step in LAST_STEPS:
                return False
            del self._jobs[job_id]
            if job.is_over:
                job.upload.remove()
        return True

    def get(self, job_id: str) -> Job | None:
        """The job of this id as it is now; None when there is none, or it is long over."""
        with self._lock:
            return self._jobs.get(job_id)

    def close(self) -> None:
        """Let what is queued finish, remove what waits for a decision, and stop."""
        self._worker.shutdown(wait=True)
        with self._lock:
            for job in self._jobs.values():
                job.upload.remove()

    def _run(self, job_id: str, upload: Upload) -> None:
        try:
            self._tell(job_id, "", 0.0)
            self._change(job_id, status=JobStatus.RUNNING)
            result = self._import(upload, lambda step, done: self._tell(job_id, step, done))
            self._end(job_id, upload, stays=upload.dry_run, status=JobStatus.DONE, progress=1.0, result=result)
        except TandemError as error:
            values = {"status": JobStatus.FAILED, "error": str(error), "problem": Problem.of(error)}
            self._end(job_id, upload, stays=upload.dry_run or upload.is_kept, **values)
        except Exception as error:
            # The text of an unforeseen error may quote a row of the file; the log does without it.
            reference = secrets.token_hex(4)
            LOG.error("Reference %s: import stopped by %s", reference, type(error).__name__)
            text = f"The import stopped and nothing was stored. The log says more under {reference}."
            self._end(job_id, upload, stays=False, status=JobStatus.FAILED, error=text)

    def _import(self, upload: Upload, progress: Callable[[str, float], None]) -> ImportResult:
        result = import_file(
            self._store,
            upload.path,
            file_name=upload.file_name,
            table=upload.table,
            mode=upload.mode,
            mapping=upload.mapping,
            dry_run=upload.dry_run,
            today=self._today(),
            method=self._method(),
            currency=self._currency,
            rejected_to=upload.rejected_path,
            progress=progress,
            also=noting_import(upload.who, self._clock),
        )
        if result.import_id is not None and upload.remember:
            self._keep_decisions(upload, result)
        return result

    def _keep_decisions(self, upload: Upload, result: ImportResult) -> None:
        """Keep what was said of columns for the next file with the same header."""
        header = tuple(match.header for match in sorted(result.mapping, key=lambda match: match.position))
        Profiles(self._store).save(header, accepted_mapping(upload, result), upload.file_name, self._today())

    def _tell(self, job_id: str, step: str, done: float) -> None:
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None:
                raise Dropped("The file was taken back.", "Nothing was stored.")
            self._jobs[job_id] = replace(job, step=step, progress=done)

    def _change(self, job_id: str, **values: Any) -> None:
        with self._lock:
            if job_id in self._jobs:
                self._jobs[job_id] = replace(self._jobs[job_id], **values)

    def _end(self, job_id: str, upload: Upload, *, stays: bool, **values: Any) -> None:
        """Note what became of a job; the file stays only where somebody may still decide about it."""
        with self._lock:
            job = self._jobs.get(job_id)
            if not stays:
                upload.path.unlink(missing_ok=True)
            result = values.get("result")
            if job is None or result is None or result.import_id is not None:
                upload.rejected_path.unlink(missing_ok=True)
            if job is None:
                upload.remove()
            else:
                self._jobs[job_id] = replace(job, **values, is_held=stays, held_since=self._seconds())

    def _sweep(self) -> None:
        """Let go of files that have waited too long or are too many, and of jobs that are long over."""
        held = sorted((job for job in self._jobs.values() if job.is_held), key=lambda job: job.held_since)
        too_old = self._seconds() - HELD_SECONDS
        for place, job in enumerate(held):
            if job.held_since < too_old or len(held) - place > HELD_MOST:
                self._release(job)
        over = [job.id for job in self._jobs.values() if job.is_over and not job.is_held]
        for job_id in over[: max(len(self._jobs) - JOBS_KEPT, 0)]:
            # The file itself may have gone on to a later job.
            self._jobs.pop(job_id).upload.rejected_path.unlink(missing_ok=True)

    def _release(self, job: Job) -> None:
        job.upload.remove()
        self._jobs[job.id] = replace(job, is_held=False)


def accepted_mapping(upload: Upload, result: ImportResult) -> FileMapping:
    """Return what a person accepted by importing a file: what was said, and what its columns were taken for.

    A column that several headers were taken for is left to be found out again.
    """
    given = upload.mapping or FileMapping()
    taken = [match.column for match in result.mapping]
    once = [match for match in result.mapping if match.column and taken.count(match.column) == 1]
    columns = {match.header: match.column for match in once}
    return replace(given, columns={**columns, **given.columns}, table=result.table)
