"""A desk with the command line on it: put a file there, import it or read it, look at what was said."""

import csv
import io
import json
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from callbacks.services import Services
from data.settings import Settings
from tests.callbacks.conftest import CommandLine, Ran

Row = list[str]
Totals = dict[tuple[str, str], float]
COUNTS = ("rows_read", "accepted", "rejected", "skipped")
#: What every file is told about; anything else that is said is a word about this file.
ROUTINE = ("file", "file_name", "rows", "columns", "table", "mode", "mapping", "comparison", "import_id", *COUNTS)


@dataclass(frozen=True)
class Told:
    """What was said of one file."""

    values: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.values.get("file_name", self.values.get("file", "")))

    @property
    def error(self) -> str:
        return str(self.values.get("error") or "")

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Rows read, accepted, rejected, skipped."""
        read, accepted, rejected, skipped = (self.values.get(name, 0) for name in COUNTS)
        return read, accepted, rejected, skipped

    @property
    def import_id(self) -> int:
        return int(self.values["import_id"])

    @property
    def questions(self) -> list[dict[str, Any]]:
        return list(self.values.get("questions") or ())

    @property
    def rejections(self) -> list[dict[str, Any]]:
        return list(self.values.get("rejections") or ())

    @cached_property
    def text(self) -> str:
        """All of it, lower case."""
        return json.dumps(self.values, ensure_ascii=False).lower()

    def words(self) -> set[str]:
        """What was decided, noted, asked, left aside or found wrong; routine counts and reasons left out."""
        said = {f"{item.get('topic')}: {item.get('choice')}" for item in self.values.get("decisions") or ()}
        for name, value in self.values.items():
            if name not in ROUTINE and name != "decisions" and value:
                said |= {json.dumps(item, sort_keys=True) for item in (value if isinstance(value, list) else [value])}
        return said

    def says(self, *clues: str) -> bool:
        """Whether one of the clues stands in what was refused, rejected, asked or noted."""
        open_points = {name: value for name, value in self.values.items() if name not in ROUTINE}
        text = json.dumps(open_points, ensure_ascii=False).lower()
        return any(clue.lower() in text for clue in clues)


@dataclass(frozen=True)
class Reading:
    """A file as ``tandem read`` gave it: what was said, and the cells (None: none were written)."""

    told: Told
    rows: list[Row] | None
    code: int

    @property
    def cells(self) -> list[Row]:
        """Rows without the empty cells at their ends."""
        return [bare(row) for row in self.rows or ()]


@dataclass
class Desk:
    tandem: CommandLine
    readings: int = field(default=0, init=False)

    @property
    def folder(self) -> Path:
        return self.tandem.folder

    def put(self, name: str, content: str | bytes) -> str:
        """Lay a file on the desk."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def run(self, *argv: str) -> Ran:
        """Run a command that ends in words, whatever it was given."""
        ran = self.tandem(*argv)
        assert ran.code in (0, 1, 2), ran
        assert "Traceback" not in ran.err + ran.out
        assert "unforeseen" not in ran.err, "a crash, however politely told"
        return ran

    def take(self, *paths: str, **options: str | bool | dict[str, Any]) -> list[Told]:
        """Import files; checks the exit code against the counts and the counts against each other."""
        ran = self.run("import", "--json", *self._flags(options), *paths)
        told = [Told(values) for values in json.loads(ran.out)] if ran.out else [Told({"error": ran.err})]
        for item in told:
            check_counts(item)
        accepted = sum(item.counts[1] for item in told)
        whole = all(not item.error and not item.counts[2] for item in told)
        assert ran.code == (2 if not accepted else 0 if whole else 1), (ran.code, [item.counts for item in told])
        assert not any(item.error for item in told) or ran.err.strip()
        return told

    def take_one(self, path: str, **options: str | bool | dict[str, Any]) -> Told:
        (told,) = self.take(path, **options)
        return told

    def read(self, path: str) -> Reading:
        """Read one file without storing it."""
        self.readings += 1
        folder = self.folder / f"read-{self.readings}"
        ran = self.run("read", "--json", "--csv-dir", str(folder), path)
        content = json.loads(ran.out) if ran.out.strip() else {"error": ran.err}
        values = content[0] if isinstance(content, list) else content
        written = [item for item in folder.rglob("*") if item.is_file()] if folder.exists() else []
        same = [item for item in written if item.name == Path(path).name] or written
        rows = read_rows(same[0].read_bytes().decode("utf-8-sig")) if len(same) == 1 else None
        return Reading(Told(values), rows, ran.code)

    def read_many(self, contents: Sequence[bytes]) -> list[Reading]:
        """Read many files with one command."""
        self.readings += 1
        folder = self.folder / f"read-{self.readings}"
        names = [f"{number:04}.csv" for number in range(len(contents))]
        paths = [self.put(name, content) for name, content in zip(names, contents, strict=True)]
        ran = self.run("read", "--json", "--csv-dir", str(folder), *paths)
        told = [Told(values) for values in json.loads(ran.out)]
        assert [item.name for item in told] == names
        written = [folder / name for name in names]
        tables = [read_rows(item.read_bytes().decode("utf-8-sig")) if item.exists() else None for item in written]
        return [Reading(item, rows, ran.code) for item, rows in zip(told, tables, strict=True)]

    def scores(self, *options: str) -> str:
        """The table of scores, to the last byte."""
        ran = self.run("scores", *options)
        assert ran.code == 0, ran.err
        return ran.out

    def sums(self, kpi: str = "bookings", *options: str) -> Totals:
        """Values of a KPI per partner (or group) and single month; zeros left out."""
        ran = self.run("scores", "--window", "1", "--kpi", kpi, *options)
        assert ran.code == 0 or "nothing to score" in ran.err, ran.err
        rows = read_rows(ran.out)[1:]
        return {(who, month): float(value) for who, month, _, value, *_ in rows if value and float(value) != 0}

    def rejected_csv(self, import_id: int) -> str:
        """The rejected rows of an import, as the Data page offers them."""
        from app import compose_server

        services = Services.compose(Settings.in_folder(self.folder / "home"), self.tandem.clock)
        try:
            answer = compose_server(services).test_client().get(f"/api/imports/{import_id}/rejected.csv")
            assert answer.status_code == 200, answer.text
            return answer.data.decode("utf-8-sig")
        finally:
            services.jobs.close()
            services.store.close()

    def is_sound(self) -> bool:
        return self.run("check").code == 0

    def _flags(self, options: dict[str, Any]) -> list[str]:
        flags = []
        for name, value in options.items():
            if isinstance(value, dict):
                self.put("map.json", json.dumps(value))
                value = str(self.folder / "map.json")
            flags += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
        return flags


class TooSlow(BaseException):
    """Not an `Exception`, so that no command turns it into words."""


@contextmanager
def soon(seconds: float = 10) -> Iterator[None]:
    """Whatever is done here must be done in time; it is stopped when it is not."""

    def stop(*_: object) -> None:
        raise TooSlow(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, before)


def check_counts(told: Told) -> None:
    """Every row is accounted for, and each rejection says where, what, why and what to do."""
    read, accepted, rejected, skipped = told.counts
    assert read == accepted + rejected + skipped, told.counts
    assert min(told.counts) >= 0
    lines = set()
    for rejection in told.rejections:
        assert {"file", "line", "column", "value", "rule", "remedy"} <= set(rejection), rejection
        assert rejection["line"] >= 1
        assert rejection["rule"].strip(), rejection
        assert rejection["remedy"].strip(), rejection
        lines.add(rejection["line"])
    assert bool(rejected) == bool(told.rejections), told.values
    if rejected <= 100:
        assert len(lines) <= rejected


def read_rows(text: str) -> list[Row]:
    csv.field_size_limit(2**30)
    return list(csv.reader(io.StringIO(text, newline="")))


def write_rows(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def bare(row: Sequence[str]) -> Row:
    """A row without the empty cells at its end."""
    cells = list(row)
    while cells and not cells[-1]:
        cells.pop()
    return cells
