"""The command that reads files without storing: what was decided about each, and the table as read."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from callbacks.commands.call import DONE, FAILED, PARTLY, Call, add_command
from data.columns.synonyms import known_headers
from data.errors import FileRefused, UnreadableFile
from data.reader.block_files import block_csv
from data.reader.blocks import Block, RawTable
from data.reader.raw_table import open_table
from data.reader.records import Malformed
from data.results import Aside

MOST_LISTED: Final = 100
"""Rows of a file that are listed one by one; all are counted."""

_TEXT_SUFFIXES: Final = (".gz", ".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


@dataclass
class Report:
    """What reading one file came to."""

    file: str
    rows: int = 0
    columns: tuple[str, ...] = ()
    header_rows: int = 0
    decisions: list[dict[str, str]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    aside: list[Aside] = field(default_factory=list)
    malformed_rows: int = 0
    malformed: list[Malformed] = field(default_factory=list)
    error: str = ""

    @property
    def exit_code(self) -> int:
        """2 when nothing was read, 1 when some rows were not, else 0."""
        return FAILED if self.error else PARTLY if self.malformed_rows else DONE

    def add(self, block: Block) -> None:
        """Count the rows of a block."""
        self.rows += len(block.lines)
        self.skipped.update(block.skipped)
        self.aside += block.aside
        self.malformed_rows += len(block.malformed)
        self.malformed += block.malformed[: MOST_LISTED - len(self.malformed)]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as values that JSON can hold."""
        values = vars(self) | {"columns": list(self.columns), "skipped": dict(self.skipped)}
        aside = [asdict(item) for item in self.aside]
        malformed = [_plain(item) for item in self.malformed]
        return values | {"aside": aside, "malformed": malformed}

    def lines(self) -> Iterator[str]:
        """Tell it in words."""
        yield f"{self.file}: {self.rows:,} rows, {len(self.columns)} columns"
        for item in self.decisions:
            yield f"  {item['topic']}: {item['choice']} ({item['reason']})"
        for reason, count in self.skipped.items():
            yield f"  left out: {count:,} {reason}"
        for aside in self.aside:
            yield f"    line {aside.line}, {aside.reason}: {aside.text}"
        if self.malformed_rows:
            yield f"  can't be trusted: {self.malformed_rows:,} rows"
        for item in self.malformed:
            yield f"    line {item.line}: {item.rule}. {item.remedy}"


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    parser = add_command(commands, "read", read_files, "Read files without storing, and say what was decided.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--csv-dir", type=Path, metavar="DIR", help="write each table as read into this folder")


def read_files(call: Call) -> int:
    """Read files: 0 all rows of all, 1 some rows can't be trusted or some files can't be read, 2 nothing read."""
    targets = _targets(call.args.files, call.args.csv_dir)
    reports = [_read(path, target) for path, target in zip(call.args.files, targets, strict=True)]
    if call.args.json:
        call.say_json([report.as_dict() for report in reports])
    for report in reports:
        if report.error:
            call.complain(_printable(report.error))
        elif not call.args.json:
            for line in report.lines():
                call.say(_printable(line))
    if all(report.error for report in reports):
        return FAILED
    return PARTLY if any(report.exit_code for report in reports) else DONE


def _targets(paths: list[Path], folder: Path | None) -> list[Path | None]:
    """Return where each table is to be written; two files of one name would overwrite each other."""
    if folder is None:
        return [None] * len(paths)
    folder.mkdir(parents=True, exist_ok=True)
    names = [path.name + (".csv" if path.suffix.lower() in _TEXT_SUFFIXES else "") for path in paths]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise UnreadableFile(f"Two files are called {twice[0]}.", "Read them into two folders.")
    targets: list[Path | None] = [folder / name for name in names]
    for path, target in zip(paths, targets, strict=True):
        if target and target.resolve() == path.resolve():
            raise UnreadableFile(f"{path} would be overwritten.", "Choose another folder after --csv-dir.")
    return targets


def _read(path: Path, target: Path | None) -> Report:
    report = Report(path.name)
    try:
        with open_table(path, path.name, known=known_headers()) as table:
            report.columns = tuple(table.header)
            report.header_rows = len(table.header_rows)
            report.decisions = [asdict(item) for item in table.decisions]
            if target is None:
                for block in table.blocks():
                    report.add(block)
            else:
                _write(table, target, report)
    except (FileRefused, OSError) as error:
        report.error = str(error) if isinstance(error, FileRefused) else f"{path.name}: {error.strerror}."
    return report


def _write(table: RawTable, target: Path, report: Report) -> None:
    with target.open("w", encoding="utf-8", newline="") as stream:
        # Names that were made up for a file without a header are none of its rows.
        if table.header_rows:
            csv.writer(stream, lineterminator="\n").writerow(table.header)
        for block in table.blocks():
            report.add(block)
            stream.flush()
            stream.buffer.write(block_csv(block))


def _printable(text: str) -> str:
    """Show what a terminal would obey as a replacement character."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def _plain(item: Malformed) -> dict[str, Any]:
    return {"line": item.line, "cells": list(item.cells), "rule": item.rule, "remedy": item.remedy}
