"""Imports as the Data page, ``tandem import`` and ``tandem demo`` handle them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callbacks.access import who
from data.columns.file_mapping import load_mapping
from data.errors import TandemError, UnknownTable
from data.import_notes import noting_import
from data.models import Import
from data.pipeline import Source, import_file, in_import_order, sources
from data.results import ImportResult, Question
from data.store import Store

if TYPE_CHECKING:
    from callbacks.services import Services

#: Marks the imports of the sample data, which can be taken back together.
DEMO = "demo"
#: Rejections and questions that the command line prints; the file of rejected rows, and --json, have them all.
SHOWN_REJECTIONS = 10
ALL_ACCEPTED, SOME_REJECTED, NOTHING_IMPORTED = 0, 1, 2


@dataclass(frozen=True)
class Wish:
    """Files to import, and how."""

    files: Sequence[Path]
    table: str | None = None
    mode: str = "add"
    map_file: Path | None = None
    dry_run: bool = False
    group: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one file, or of one sheet of a workbook: a result, or an error in words."""

    file_name: str
    path: Path
    result: ImportResult | None = None
    error: str = ""
    is_other_sheet: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The outcome as values that JSON can hold."""
        if self.result is None:
            return {"file_name": self.file_name, "error": self.error}
        return self.result.as_dict()

    def lines(self) -> list[str]:
        """The outcome in words; the counts first."""
        if self.result is None:
            return [self.error]
        result = self.result
        number = f" as import {result.import_id}" if result.import_id else ""
        counts = f"{result.accepted} accepted, {result.rejected} rejected, {result.skipped} skipped"
        found = [f"{result.file_name}: {result.table}{number}: {result.rows_read} rows read = {counts}"]
        found += [f"  {rejection.text}" for rejection in result.rejections[:SHOWN_REJECTIONS]]
        found += [f"  asked: {_asked(question)}" for question in result.questions[:SHOWN_REJECTIONS]]
        found += [f"  {note}" for note in result.notes]
        return found


def _asked(question: Question) -> str:
    answers = ", ".join(value if value == name else f"{value} ({name})" for value, name in question.options)
    return f"{question.text} Likely: {answers}." if answers else question.text


def import_all(services: Services, wish: Wish) -> list[Outcome]:
    """Import files, partners first; one that is refused does not stop the others."""
    mapping = load_mapping(wish.map_file) if wish.map_file else None
    found: list[Source] = []
    refused: list[Outcome] = []
    for path in wish.files:
        try:
            found += sources(path, mapping)
        except (TandemError, OSError) as error:
            refused.append(Outcome(path.name, path, error=_words(path, error)))
    outcomes = [_import_one(services, source, wish) for source in in_import_order(found, table=wish.table)]
    return [*refused, *_without_other_sheets(outcomes)]


def _import_one(services: Services, source: Source, wish: Wish) -> Outcome:
    try:
        result = import_file(
            services.store,
            source.path,
            file_name=source.name,
            table=wish.table,
            mode=wish.mode,
            mapping=source.mapping,
            dry_run=wish.dry_run,
            today=services.today(),
            method=services.method,
            currency=services.settings.currency,
            group=wish.group,
            # The sample data are one entry, not seven.
            also=None if wish.group == DEMO else noting_import(who(), services.clock),
        )
    except (TandemError, OSError) as error:
        is_other = isinstance(error, UnknownTable) and source.mapping.sheet is not None
        return Outcome(source.name, source.path, error=_words(source.path, error), is_other_sheet=is_other)
    return Outcome(source.name, source.path, result=result)


def _words(path: Path, error: TandemError | OSError) -> str:
    return str(error) if isinstance(error, TandemError) else f"{path}: {error.strerror or error}."


def _without_other_sheets(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Make a remark of sheets that hold none of our tables, where another sheet of the workbook holds one."""
    other = {outcome.file_name: outcome.path for outcome in outcomes if outcome.is_other_sheet}
    found = []
    for outcome in outcomes:
        notes = [
            f"not read, it is none of the seven tables: {name}"
            for name, path in other.items()
            if path == outcome.path
        ]
        if outcome.result is not None:
            found.append(replace(outcome, result=replace(outcome.result, notes=(*outcome.result.notes, *notes))))
        elif not (outcome.is_other_sheet and any(one.path == outcome.path and one.result for one in outcomes)):
            found.append(outcome)
    return found


def load_demo(services: Services) -> list[Outcome]:
    """Import the sample data; can be taken back with `remove_demo`."""
    with as_file(files("data") / "samples") as folder:
        outcomes = import_all(services, Wish(sorted(folder.glob("*.csv")), group=DEMO))
    if any(outcome.result is not None for outcome in outcomes):
        services.note("loaded sample")
    return outcomes


def remove_demo(services: Services) -> list[int]:
    """Take the sample data back; returns the numbers of the imports."""
    numbers = services.store.undo_group(DEMO)
    if numbers:
        services.note("removed sample")
    return numbers


def note_import(services: Services, act: str, item: Import) -> None:
    """Note in the audit log what was done with an import."""
    services.note(act, detail=f"import {item.id}, {item.file_name}")


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """0 when all rows of all files were accepted, 2 when no file was imported, else 1."""
    results = [outcome.result for outcome in outcomes if outcome.result is not None]
    if not any(result.accepted for result in results):
        return NOTHING_IMPORTED
    whole = len(results) == len(outcomes) and all(result.rejected == 0 for result in results)
    return ALL_ACCEPTED if whole else SOME_REJECTED


def import_rows(store: Store) -> list[dict[str, Any]]:
    """All imports as plain values, the latest first."""
    return [
        {
            "import_id": item.id,
            "file_name": item.file_name,
            "table": ", ".join(file.table for file in item.files),
            "imported_on": item.imported_on.isoformat(),
            "mode": item.mode,
            "active": item.active,
            "rows_read": item.rows_read,
            "accepted": item.accepted,
            "rejected": item.rejected,
            "skipped": item.skipped,
        }
        for item in store.imports()
    ]
