"""The import pipeline: decode, dialect, map, identify, validate, commit.

The browser, the command line and the HTTP API all come through here.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from data.columns.file_mapping import FileMapping
from data.columns.headers import header_key
from data.columns.mapping import Matched
from data.columns.profiles import Profiles
from data.errors import BadMapping, FileRefused
from data.facts.commit import MODES, Also, Incoming
from data.facts.facts_writer import FactsWriter, Staged
from data.intake import READING, Background, Intake, Tell, Unsettled, open_intake
from data.partners.aliases import Aliases
from data.reader.raw_table import open_table, parts
from data.recognising import known_to, recognise_raw
from data.rejecting import Rejects
from data.results import ImportResult
from data.store import Store
from data.tally import Tally, unmapped_words
from kpi.method import Method
from kpi.schema import TABLES


def import_file(
    store: Store,
    path: Path,
    *,
    file_name: str | None = None,
    table: str | None = None,
    mode: str = "add",
    mapping: FileMapping | None = None,
    dry_run: bool = False,
    today: date,
    method: Method,
    currency: str | None = None,
    group: str | None = None,
    rejected_to: Path | None = None,
    progress: Tell | None = None,
    also: Also | None = None,
) -> ImportResult:
    """Read a file and store its accepted rows, all of them or none.

    Parameters
    ----------
    store
        Where to.
    path
        Where the file lies.
    file_name
        What the user calls it; the name of `path` by default.
    table
        Its table, when the user has said so.
    mode
        ``add``, or ``replace``: supersede the earlier rows of the same source in the months covered.
    mapping
        What the user has decided about the file.
    dry_run
        Store nothing; the result says what would become of the store.
    today
        Day of the import.
    method
        Knows the scales of survey questions.
    currency
        The site's reporting currency; by default that of the earliest deals in the store.
    group
        Marks imports that can be taken back together.
    rejected_to
        Where a CSV of the rejected rows is left when nothing is stored; nowhere by default.
    progress
        Told how far the work is.
    also
        Done in the transaction in which the rows are stored; what it raises leaves the store as it was.

    Returns
    -------
    ImportResult
        Its `import_id` is None when nothing was stored: in a dry run, or when no row was accepted.

    Raises
    ------
    FileRefused
        When the file can't be taken as a whole; the store stays as it was.
    """
    if mode not in MODES:
        raise BadMapping(f"There is no mode {mode!r}.", f"The modes are {' and '.join(MODES)}.")
    tell, name = progress or _tell_nobody, file_name or path.name
    said = _words_about_partners(mapping)
    background = Background(
        today, method, Aliases(store).directory(said), currency or store.currency(), Profiles(store)
    )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tandem-")))
        opened = open_intake(path, name, background, table=table, mapping=mapping, tell=tell)
        intake = stack.enter_context(opened)
        sha256 = stack.enter_context(ThreadPoolExecutor(1)).submit(fingerprint, path, mapping)
        passage = _Passage(store, intake, rejected_to or folder / "rejected.csv", name)
        stack.callback(passage.tidy)
        passage.run()
        if dry_run or passage.staged is None:
            return replace(passage.preview(mode), rejected_path=rejected_to)
        tell("storing", READING)
        result = passage.commit(mode, sha256, group, also)
        refused = Aliases(store).keep(said, today)
        tell("done", 1.0)
        return replace(result, notes=(*result.notes, *refused))


def fingerprint(path: Path, mapping: FileMapping | None = None) -> str:
    """Return what tells one table of a file from every other: the bytes of the file, and the sheet."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    if mapping and mapping.sheet:
        digest.update(b"\0" + mapping.sheet.encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Source:
    """A table that can be imported: a file, or one sheet of a workbook, and what was decided about it."""

    path: Path
    name: str
    mapping: FileMapping


def sources(path: Path, mapping: FileMapping | None = None) -> list[Source]:
    """Return the tables of a file: one, or as many as a workbook has sheets with cells.

    Raises
    ------
    UnreadableFile
        When it can't be opened, or holds none.
    """
    said = mapping or FileMapping()
    if said.sheet or not path.is_file():
        return [Source(path, path.name, said)]
    return [Source(path, part.name, replace(said, sheet=part.sheet)) for part in parts(path, path.name)]


def in_import_order(found: Sequence[Source], *, table: str | None = None) -> list[Source]:
    """Put files of partners first, whatever the order given; names are then found in the same go.

    A file that can't be read or recognised keeps its place among the others: importing it says why.
    """

    def place(source: Source) -> int:
        try:
            return list(TABLES).index(_table_of(source, table))
        except (FileRefused, BadMapping, OSError):
            return len(TABLES)

    return sorted(found, key=place) if len(found) > 1 else list(found)


class _Passage:
    """One file on its way into the store: read, staged, and compared with what is there."""

    def __init__(self, store: Store, intake: Intake, rejected: Path, name: str) -> None:
        self.staged: Staged | None = None
        self._store = store
        self._intake = intake
        self._rejected = rejected
        self._name = name
        self._source = source_of(intake.matched, intake.raw.header)

    def run(self) -> None:
        """Read the file and stage its accepted rows."""
        for reading in self._intake.readings():
            rejects = Rejects(self._rejected, self._intake.matched, self._name)
            try:
                with rejects, FactsWriter(self._store.files, self._intake.table.name) as facts:
                    tally = self._intake.read(facts.add, rejects, reading)
                    self.staged = facts.finish() if tally.accepted else None
            except Unsettled:
                continue
            self._result = result_of(self._name, self._intake, tally, rejects)
            return

    def preview(self, mode: str) -> ImportResult:
        """Return what would become of the store."""
        if self.staged is None:
            return replace(self._result, mode=mode)
        comparison = self._store.compare(self.staged, mode=mode, source=self._source)
        return replace(self._result, mode=mode, comparison=comparison)

    def commit(self, mode: str, sha256: Future[str], group: str | None, also: Also | None = None) -> ImportResult:
        """Hand over what was staged."""
        result = self.preview(mode)
        staged, self.staged = self.staged, None
        assert staged is not None, "there is nothing to commit"
        incoming = Incoming(
            staged=staged,
            source=self._source,
            sha256=sha256.result(),
            today=self._intake.background.today,
            currency=self._intake.currency if result.table == "deals" else None,
            group=group,
            rejected=self._rejected if result.rejected else None,
            also=also,
        )
        return replace(result, import_id=self._store.commit(incoming, result))

    def tidy(self) -> None:
        """Throw away what was staged and not handed over."""
        if self.staged is not None:
            self._store.files.discard([self.staged.facts_path, self.staged.rollup_path])


def result_of(name: str, intake: Intake, tally: Tally, rejects: Rejects) -> ImportResult:
    """Return what became of a file that was read; nothing is stored yet."""
    matched, skipped = intake.matched, sum(tally.skipped.values())
    return ImportResult(
        import_id=None,
        file_name=name,
        table=matched.table,
        mode="add",
        rows_read=tally.rows,
        accepted=tally.accepted,
        rejected=rejects.count,
        skipped=skipped,
        rejections=rejects.sample,
        groups=rejects.groups,
        decisions=tally.decisions,
        mapping=tally.shown(matched),
        unmapped_columns=tuple(match.header for match in matched.columns if match.column is None and match.header),
        unknown_partners=_strangers(intake, tally),
        unmapped_kinds=unmapped_words(matched.table, tally.words.words, intake.background.method),
        notes=_notes(tally, matched),
        questions=tally.questions,
        aside=tuple(tally.aside),
    )


def source_of(matched: Matched, header: Sequence[str]) -> str:
    """Return the fingerprint of a file's source: its table and header, in any order."""
    keys = "\n".join([matched.table, *sorted(map(header_key, header))])
    return hashlib.sha256(keys.encode()).hexdigest()


def _table_of(source: Source, table: str | None) -> str:
    """Tell the table of a file from its header and its first rows."""
    mapping = source.mapping
    with open_table(source.path, source.name, known=known_to(mapping), choices=mapping) as raw:
        return recognise_raw(raw, source.name, table=table, mapping=mapping).table


def _words_about_partners(mapping: FileMapping | None) -> Mapping[str, str]:
    """Return what a person said of names and ids in the file: for whom their rows count."""
    return mapping.values.get("partner_id", {}) if mapping else {}


def _strangers(intake: Intake, tally: Tally) -> tuple[str, ...]:
    if intake.table.name == "partners":
        return ()
    return tuple(sorted(tally.ids.words - intake.background.directory.known))


def _notes(tally: Tally, matched: Matched) -> tuple[str, ...]:
    found = [
        f"{count} {'row' if count == 1 else 'rows'} skipped: {reason}"
        for reason, count in sorted(tally.skipped.items())
    ]
    return (*found, f"read as {matched.table}: {matched.reason}")


def _tell_nobody(_step: str, _share: float) -> None:
    """Tell nobody."""
