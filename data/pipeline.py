"""The import pipeline: decode, dialect, map, identify, validate, commit.

The browser, the command line and the HTTP API all come through here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from data.commit import MODES, Incoming
from data.errors import BadMapping, FileRefused
from data.file_mapping import FileMapping
from data.identify import unknown_partners
from data.mapping import Matched, recognise
from data.reading import peek_table, read_text_rows, sha256_of, source_of, type_rows
from data.rejecting import reject
from data.results import ImportResult
from data.store import Store
from data.validate import Rules, problems, row_ids
from kpi.method import Method
from kpi.schema import TABLES

Progress = Callable[[str, float], None]
"""Called with the step that begins and the share of the work that is done."""


@dataclass(frozen=True)
class ReadResult:
    """A file as read: what was decided, and the rows that would be stored.

    Parameters
    ----------
    result
        Counts, rejections, decisions; its `import_id` is None.
    frame
        The accepted rows: canonical columns, `_line`, `_row_id`.
    source
        Fingerprint of table and header.
    currency
        Of the deals, if any.
    """

    result: ImportResult
    frame: pd.DataFrame = field(repr=False)
    source: str
    currency: str | None = None


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
    progress: Progress | None = None,
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
        What the user has decided about its columns and values.
    dry_run
        Store nothing.
    today
        Day of the import.
    method
        Knows the scales of survey questions.
    currency
        The site's reporting currency; by default that of the earliest deals in the store.
    group
        Marks imports that can be taken back together.
    progress
        Told how far the work is.

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
    tell = progress or _silent
    read = read_file(
        path,
        file_name=file_name,
        table=table,
        mapping=mapping,
        today=today,
        method=method,
        partners=store.known_partners(),
        currency=currency or store.currency(),
        progress=tell,
    )
    result = replace(read.result, mode=mode)
    if dry_run or not result.accepted:
        return result
    tell("storing", 0.8)
    incoming = Incoming(read.frame, read.source, sha256_of(path), today, read.currency, group)
    import_id = store.commit(incoming, result)
    tell("done", 1.0)
    return replace(result, import_id=import_id)


def read_file(
    path: Path,
    *,
    file_name: str | None = None,
    table: str | None = None,
    mapping: FileMapping | None = None,
    today: date,
    method: Method,
    partners: Mapping[str, str] | None = None,
    currency: str | None = None,
    progress: Progress | None = None,
) -> ReadResult:
    """Read a file without storing anything.

    Parameters
    ----------
    path, file_name, table, mapping, today, method, currency, progress
        As for `import_file`.
    partners
        Known partners, id -> name.

    Raises
    ------
    FileRefused
        When the file can't be taken as a whole.
    """
    name, mapping, tell = file_name or path.name, mapping or FileMapping(), progress or _silent
    if not path.is_file():
        raise FileRefused(f"There is no file {name}.", "Check its path.")
    tell("reading", 0.0)
    rows = read_text_rows(path, name, mapping)
    tell("recognising", 0.3)
    matched = recognise(rows.header, name, table=table, mapping=mapping)
    typed = type_rows(rows, matched, name, mapping, partners or {}, method)
    tell("checking", 0.5)
    currency = currency or _usual_currency(typed.frame)
    kind = TABLES[matched.table]
    found = problems(kind, typed.frame, typed.wrong, Rules(today, method, currency))
    rejected = reject(rows, matched, found, name)
    accepted = typed.frame[~rejected.rows]
    if "currency" in accepted and currency:
        accepted = accepted.assign(currency=accepted["currency"].fillna(currency))
    accepted = accepted.assign(_row_id=row_ids(kind, accepted)).reset_index(drop=True)
    result = ImportResult(
        import_id=None,
        file_name=name,
        table=matched.table,
        mode="add",
        rows_read=rows.rows_read,
        accepted=len(accepted),
        rejected=rejected.count,
        skipped=sum(rows.skipped.values()),
        rejections=rejected.sample,
        groups=rejected.groups,
        rejected_rows=rejected.frame,
        decisions=(*rows.decisions, *typed.decisions),
        mapping=matched.columns,
        unmapped_columns=tuple(match.header for match in matched.columns if match.column is None and match.header),
        unknown_partners=_strangers(matched, accepted, partners or {}),
        unmapped_kinds=unmapped_kinds(matched.table, accepted, method),
        notes=_notes(rows.skipped, matched),
    )
    return ReadResult(result, accepted, source_of(matched, rows.header), currency if "currency" in accepted else None)


def in_import_order(
    paths: Sequence[Path], *, table: str | None = None, mapping: FileMapping | None = None
) -> list[Path]:
    """Put files of partners first, whatever the order given; names are then found in the same go.

    A file that can't be read or recognised keeps its place among the others: importing it says why.
    """

    def place(path: Path) -> int:
        try:
            return list(TABLES).index(peek_table(path, path.name, table, mapping))
        except (FileRefused, BadMapping, OSError):
            return len(TABLES)

    return sorted(paths, key=place)


def unmapped_kinds(table: str, frame: pd.DataFrame, method: Method) -> tuple[str, ...]:
    """Return the kinds and questions outside the built-in vocabulary, sorted."""
    column = {"interactions": "kind", "advocacy": "kind", "surveys": "question"}.get(table)
    if column is None:
        return ()
    used = {str(word) for word in frame[column].dropna().unique()}
    if table == "surveys":
        return tuple(sorted(word for word in used if method.question_word(word) not in method.mindshare.questions))
    if table == "advocacy":
        points = method.advocacy.points
        return tuple(sorted(word for word in used if points and method.kind(word) not in points))
    scored = {kind for component in method.components for kind in component.kinds}
    return tuple(sorted(word for word in used if method.kind(word) not in scored))


def _usual_currency(frame: pd.DataFrame) -> str | None:
    """Return the currency that most deals of a first file have."""
    if "currency" not in frame or frame["currency"].isna().all():
        return None
    counts = frame["currency"].value_counts(sort=False)
    return min(str(code) for code in counts.index[counts == counts.max()])


def _strangers(matched: Matched, accepted: pd.DataFrame, partners: Mapping[str, str]) -> tuple[str, ...]:
    if matched.table == "partners" or "partner_id" not in accepted:
        return ()
    return unknown_partners(accepted["partner_id"], partners)


def _notes(skipped: Mapping[str, int], matched: Matched) -> tuple[str, ...]:
    found = [
        f"{count} {'row' if count == 1 else 'rows'} skipped: {reason}" for reason, count in sorted(skipped.items())
    ]
    return (*found, f"read as {matched.table}: {matched.reason}")


def _silent(_step: str, _share: float) -> None:
    """Tell nobody."""
