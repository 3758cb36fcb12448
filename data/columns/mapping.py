"""Map: headers become canonical columns, and a file becomes one of the seven tables. The third step."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from data.columns.cell_evidence import contradiction, meanings_of
from data.columns.file_mapping import FileMapping
from data.columns.headerless import place_unnamed
from data.columns.headers import header_key
from data.columns.matching import AMBIGUOUS, Evidence, match
from data.columns.matching import match_columns as match_columns
from data.columns.signatures import SIGNATURES, Signature, signature_of
from data.columns.synonyms import PARTNER_NAME
from data.columns.wide import Unfold
from data.columns.wide_plan import looks_like_survey, reshape
from data.errors import BadMapping, MissingColumn, UnknownTable
from data.results import ColumnMatch, Question
from kpi.schema import TABLES, Kind

_UNNAMED: Final = re.compile(r"column_\d+")
_NEAR_ENOUGH: Final = 0.5


@dataclass(frozen=True)
class Matched:
    """A recognised file: its table, and what each header was taken for.

    Parameters
    ----------
    table
        One of the seven.
    columns
        One per header of the file.
    reason
        Why it is that table.
    questions
        What the header does not say.
    unfold
        What must become of each block (see `data.columns.wide`); None when its rows stay as they are.
    source
        The export that it is, if it is known.
    """

    table: str
    columns: tuple[ColumnMatch, ...]
    reason: str
    questions: tuple[Question, ...] = ()
    unfold: Unfold | None = None
    source: str = ""

    def position(self, column: str) -> int | None:
        """Return where a canonical column is in a block, once it is unfolded."""
        if self.unfold:
            return self.unfold.position(column)
        return next((match.position for match in self.columns if match.column == column), None)

    def header(self, column: str, *labels: str) -> str:
        """Return the header of a canonical column as it stands in the file.

        Parameters
        ----------
        column
            Canonical column.
        labels
            Of a row that was made from one of several columns: its question, or its month and measure.
        """
        if self.unfold and labels and (found := self.unfold.header_of(labels)):
            return found
        named = [match.header for match in self.columns if match.column == column]
        return named[0] if len(named) == 1 or (named and not self.unfold) else column

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of a block, once it is unfolded."""
        return self.unfold.headers if self.unfold else tuple(match.header for match in self.columns)


def recognise(
    header: Sequence[str],
    file_name: str,
    *,
    table: str | None = None,
    mapping: FileMapping | None = None,
    header_rows: Sequence[Sequence[str]] = (),
    samples: Sequence[Sequence[str]] = (),
    profile: FileMapping | None = None,
) -> Matched:
    """Tell which table a header belongs to and what each of its names stands for.

    Parameters
    ----------
    header
        One name per column.
    file_name
        What the user calls the file; it decides between tables that fit equally well.
    table
        The table, when the user has said so.
    mapping
        What the user has decided.
    header_rows
        The header rows as they stand in the file.
    samples
        The first cells of each column.
    profile
        What the user decided about an earlier file with this header.

    Raises
    ------
    UnknownTable
        When no table fits, or two fit equally well.
    MissingColumn
        When a required column is not there; it carries what was found.
    BadMapping
        When `mapping` or `table` names something that does not exist.
    """
    rows = tuple(tuple(row) for row in header_rows)
    evidence = Evidence(tuple(header), rows, samples, mapping or FileMapping(), profile or FileMapping())
    found = _Reader(evidence, file_name).read(table)
    _refuse_missing(found, evidence, file_name)
    return found


class _Reader:
    """Reads a header as one table or another."""

    def __init__(self, evidence: Evidence, file_name: str) -> None:
        self._evidence = evidence
        self._file_name = file_name
        rows = [row for row in evidence.header_rows if len(row) == len(evidence.header)]
        self._first_row = rows[0] if len(rows) > 1 else evidence.header

    def read(self, table: str | None) -> Matched:
        """Return what the file is: what a person says, what export it is, or what explains it best."""
        wanted, reason = table or self._evidence.mapping.table, "you said so"
        if wanted is None and self._evidence.profile.table:
            wanted, reason = self._evidence.profile.table, "you said so for an earlier file with this header"
        if wanted is not None and wanted not in TABLES:
            raise BadMapping(f"There is no table {wanted!r}.", f"The tables are {', '.join(TABLES)}.")
        source = signature_of(self._first_row)
        if self._is_unnamed():
            return self._unnamed(wanted)
        if wanted is not None:
            return self._as(wanted, reason, source or signature_of(self._first_row, hints=True), said=True)
        if source and source.table and _knows_all(source.table, self._evidence.mapping):
            return self._as(source.table, f"its header is that of {source.title}", source, said=True)
        return self._best(source)

    def _as(self, table: str, reason: str, source: Signature | None, *, said: bool = False) -> Matched:
        known = source if source and source.table == table else None
        evidence = replace(self._evidence, signature=known)
        matching, plan = reshape(table, match(table, evidence), evidence, self._file_name, said=said)
        return Matched(table, matching.columns, reason, matching.questions, plan, source.name if source else "")

    def _is_unnamed(self) -> bool:
        header = self._evidence.header
        return bool(header) and all(_UNNAMED.fullmatch(name) for name in header)

    def _unnamed(self, wanted: str | None) -> Matched:
        """Read a file without a header: by its cells when they are certain, by a person's word otherwise."""
        said = self._evidence.mapping.columns or self._evidence.profile.columns
        placed = None if said else place_unnamed(self._evidence, wanted)
        if placed:
            return Matched(placed[0], placed[1], "its cells can be nothing else")
        if wanted:
            return self._as(wanted, "you said so", None, said=True)
        if said:
            return self._best(None)
        cells = [f"{name} ({self._evidence.cells(at).shown})" for at, name in enumerate(self._evidence.header[:12])]
        raise UnknownTable(
            f"{self._file_name} has no row of headers, and its cells don't say for certain what they are: "
            f"{'; '.join(cells)}.",
            f"Say which table it is with --table ({', '.join(TABLES)}) and what its columns are with --map, "
            'for instance {"columns": {"column_1": "partner_id"}}.',
            tuple(TABLES),
        )

    def _best(self, source: Signature | None) -> Matched:
        """Return the table that explains most of the header."""
        header = self._evidence.header
        found = [self._as(name, "", None) for name in TABLES if _knows_all(name, self._evidence.mapping)]
        complete = [item for item in found if not _missing(item) and not _is_grown(item)]
        if not complete:
            return self._grown(found) or self._nearest(found, source)
        most = max(_explained(item) for item in complete)
        best = [item for item in complete if _explained(item) == most]
        reason = f"it explains {most[0]} of {len(header)} columns, better than any other table"
        if len(best) > 1:
            named = [item for item in best if item.table.rstrip("s") in self._file_name.casefold()]
            reason = "its header fits, and the file is called so"
            if len(named) != 1:
                names = " or ".join(item.table for item in best)
                raise UnknownTable(
                    f"{self._file_name} may be {names}: its header fits both ({', '.join(header)}).",
                    f"Say which, for instance with --table {best[0].table}.",
                    tuple(item.table for item in best),
                )
            best = named
        return replace(best[0], reason=reason)

    def _grown(self, found: Sequence[Matched]) -> Matched | None:
        """Return the wide table that a file is, if it is one."""
        wide = {item.table: item for item in found if _is_grown(item)}
        if "measures" in wide:
            return replace(wide["measures"], reason=f"{len(_spread(wide['measures']))} of its columns are values")
        hint = signature_of(self._first_row, hints=True)
        if hint and hint.table == "surveys":
            return self._as("surveys", f"its header is that of {hint.title}", hint, said=True)
        if "surveys" in wide and looks_like_survey(self._evidence, self._file_name):
            return replace(wide["surveys"], reason=f"{len(_spread(wide['surveys']))} of its columns are answers")
        return None

    def _nearest(self, found: Sequence[Matched], source: Signature | None) -> Matched:
        """Return the table of which least is missing, if it is one at all."""
        found = [item for item in found if not _is_grown(item)]
        header = self._evidence.header

        def nearness(item: Matched) -> tuple[float, tuple[int, float], bool]:
            share = 1 - len(_missing(item)) / len(TABLES[item.table].required)
            return share, _explained(item), item.table.rstrip("s") in self._file_name.casefold()

        if source and source.refuse:
            raise UnknownTable(f"{self._file_name} is {source.title}.", source.refuse)
        best = max(found, key=nearness, default=None)
        share = nearness(best)[0] if best else 0.0
        if best is None or share < _NEAR_ENOUGH:
            shown = ", ".join(header[:12]) + (", …" if len(header) > 12 else "")
            raise UnknownTable(
                f"{self._file_name} is none of the seven tables: its header is {shown}.",
                f"Say which it is with --table ({', '.join(TABLES)}) and what its columns are with --map.",
                tuple(TABLES),
            )
        return best


def _is_grown(item: Matched) -> bool:
    return bool(_spread(item))


def _spread(item: Matched) -> tuple[str, ...]:
    return tuple(one.header for one in item.unfold.spread) if item.unfold else ()


def _explained(item: Matched) -> tuple[int, float]:
    """Return how many headers are understood, and how surely."""
    sure = [match.confidence for match in item.columns if match.column is not None]
    return len(sure), round(sum(sure), 6)


def _missing(item: Matched) -> list[str]:
    found = {match.column for match in item.columns} | set(item.unfold.columns if item.unfold else ())
    missing = [name for name in TABLES[item.table].required if name not in found]
    named = PARTNER_NAME in found or (item.table == "partners" and "name" in found)
    return [name for name in missing if not (name == "partner_id" and named)]


def _refuse_missing(found: Matched, evidence: Evidence, file_name: str) -> None:
    missing = _missing(found)
    if not missing:
        return
    column = missing[0]
    disputed = [match.header for match in found.columns if match.reason == f"{column} is {AMBIGUOUS}"]
    if disputed:
        problem = f"{' and '.join(map(repr, disputed))} could both be {column}"
        remedy = f'Say which, in a mapping file: {{"columns": {{"{disputed[0]}": "{column}"}}}} with --map.'
    else:
        near = _candidates(found, evidence, column)
        shown = ", ".join(evidence.header[:40]) + (", …" if len(evidence.header) > 40 else "")
        problem = f"there is no column {column}, which {found.table} need; found: {shown}"
        remedy = f"Add the column {column} or rename the one that holds it."
        if near:
            remedy = (
                f"The nearest header is {near[0]!r}. If it is that one, rename it or say so in a mapping file: "
                f'{{"columns": {{"{near[0]}": "{column}"}}}} with --map.'
            )
    asked = replace(found, questions=(*_asked(found, evidence, missing), *_others(found, missing)))
    raise MissingColumn(f"{file_name}: {problem}.", remedy, asked)


def _asked(found: Matched, evidence: Evidence, missing: Sequence[str]) -> Iterator[Question]:
    """Ask for each missing column: which header holds it, or what it is in every row."""
    kinds = {column.name: column.kind for column in TABLES[found.table].columns}
    for column in missing:
        near = _candidates(found, evidence, column)
        wanted = PARTNER_NAME if column == "partner_id" else column
        yield Question("header", wanted, f"Which column is {column}?", tuple((name, name) for name in near))
        if kinds[column] in (Kind.WORD, Kind.CHOICE):
            words = meanings_of(found.table, column)
            text = f"If no column says {column}: what is it in every row?"
            yield Question("value", column, text, tuple((word, word) for word in words))


def _others(found: Matched, missing: Sequence[str]) -> Iterator[Question]:
    """Keep what was asked before, but for columns that are asked for already."""
    return (one for one in found.questions if not (one.kind == "header" and one.topic in missing))


def _candidates(found: Matched, evidence: Evidence, column: str) -> list[str]:
    """Return the headers that may hold a column, the most alike first; never one whose cells contradict."""
    own = _own_headers(found) if column in ("question", "score") else frozenset()
    free = [
        one.header
        for one in found.columns
        if one.column is None
        and one.header
        and header_key(one.header) not in own
        and not contradiction(evidence.cells(one.position), found.table, column)
    ]
    return difflib.get_close_matches(column, free, n=8, cutoff=0.0)


def _own_headers(found: Matched) -> frozenset[str]:
    """Return the headers that an export has of its own, whatever was asked in it."""
    return next((one.keys for one in SIGNATURES if one.name == found.source), frozenset())


def _knows_all(table: str, mapping: FileMapping) -> bool:
    known = {column.name for column in TABLES[table].columns} | {PARTNER_NAME, None}
    return set(mapping.columns.values()) <= known
