"""Map: headers become canonical columns, and a file becomes one of the seven tables. The third step."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.errors import BadMapping, MissingColumn, UnknownTable
from data.file_mapping import FileMapping
from data.results import ColumnMatch
from data.synonyms import PARTNER_NAME, header_key, known_names
from kpi.schema import TABLES

_AMBIGUOUS: Final = "claimed by several headers"


@dataclass(frozen=True)
class Matched:
    """A recognised file: its table, and what each header was taken for."""

    table: str
    columns: tuple[ColumnMatch, ...]
    reason: str

    def position(self, column: str) -> int | None:
        """Return where a canonical column is in the file."""
        return next((match.position for match in self.columns if match.column == column), None)

    def header(self, column: str) -> str:
        """Return the header of a canonical column as it stands in the file."""
        return next((match.header for match in self.columns if match.column == column), column)


def recognise(
    header: Sequence[str], file_name: str, *, table: str | None = None, mapping: FileMapping | None = None
) -> Matched:
    """Tell which table a header belongs to and what each of its names stands for.

    Parameters
    ----------
    header
        Cells of the header row.
    file_name
        What the user calls the file; it decides between tables that fit equally well.
    table
        The table, when the user has said so.
    mapping
        What the user has decided.

    Raises
    ------
    UnknownTable
        When no table fits, or two fit equally well.
    MissingColumn
        When a required column is not there.
    BadMapping
        When `mapping` or `table` names something that does not exist.
    """
    mapping = mapping or FileMapping()
    wanted = table or mapping.table
    if wanted is not None and wanted not in TABLES:
        raise BadMapping(f"There is no table {wanted!r}.", f"The tables are {', '.join(TABLES)}.")
    if wanted is not None:
        found = Matched(wanted, match_columns(wanted, header, mapping), "you said so")
    else:
        found = _best(header, file_name, mapping)
    _refuse_missing(found, header, file_name)
    return found


def match_columns(table: str, header: Sequence[str], mapping: FileMapping | None = None) -> tuple[ColumnMatch, ...]:
    """Say what each header stands for in a table, with reason and confidence."""
    given = (mapping or FileMapping()).columns
    _refuse_unknown_columns(table, given)
    matches: dict[int, ColumnMatch] = {}
    for at, name in enumerate(header):
        if name in given:
            matches[at] = ColumnMatch(name, at, given[name], "you said so", 1.0)
    for reason, confidence, claims in _claims(table, header):
        _settle(matches, header, claims, reason, confidence)
    for synonym, column in known_names()[table].weak:
        _settle_weak(matches, header, synonym, column)
    for at, name in enumerate(header):
        matches.setdefault(at, ColumnMatch(name, at, None, "no column of this name is known", 0.0))
    return tuple(matches[at] for at in range(len(header)))


def _claims(table: str, header: Sequence[str]) -> list[tuple[str, float, Mapping[int, tuple[str, ...]]]]:
    names = known_names()[table]
    keys = [header_key(name) for name in header]
    exact: dict[int, tuple[str, ...]] = {at: (name,) for at, name in enumerate(header) if name in names.exact}
    close: dict[int, tuple[str, ...]] = {at: (names.close[key],) for at, key in enumerate(keys) if key in names.close}
    synonyms = {at: names.strong[key] for at, key in enumerate(keys) if key in names.strong}
    return [("same name", 1.0, exact), ("same name but for its spelling", 0.98, close), ("synonym", 0.9, synonyms)]


def _settle(
    matches: dict[int, ColumnMatch],
    header: Sequence[str],
    claims: Mapping[int, tuple[str, ...]],
    reason: str,
    confidence: float,
) -> None:
    """Accept the claims of one kind, but for columns that are taken or that two headers claim."""
    taken = {match.column for match in matches.values()}
    claimants: dict[str, list[int]] = defaultdict(list)
    for at, columns in claims.items():
        free = [column for column in columns if column not in taken]
        if at not in matches and len(free) == 1:
            claimants[free[0]].append(at)
        elif at not in matches and len(free) > 1:
            matches[at] = ColumnMatch(header[at], at, None, f"may be {' or '.join(free)}", 0.0)
    for column, places in claimants.items():
        for at in places:
            if len(places) == 1:
                matches[at] = ColumnMatch(header[at], at, column, reason, confidence)
            else:
                matches[at] = ColumnMatch(header[at], at, None, f"{column} is {_AMBIGUOUS}", 0.0)


def _settle_weak(matches: dict[int, ColumnMatch], header: Sequence[str], synonym: str, column: str) -> None:
    taken = {match.column for match in matches.values()}
    disputed = any(match.reason == f"{column} is {_AMBIGUOUS}" for match in matches.values())
    named = column == PARTNER_NAME and "partner_id" in taken
    if column in taken or disputed or named:
        return
    places = [at for at, name in enumerate(header) if at not in matches and header_key(name) == synonym]
    if len(places) == 1:
        matches[places[0]] = ColumnMatch(header[places[0]], places[0], column, "usual meaning in this table", 0.7)


def _best(header: Sequence[str], file_name: str, mapping: FileMapping) -> Matched:
    """Return the table that explains most of the header."""
    found = [Matched(name, match_columns(name, header, mapping), "") for name in TABLES if _knows_all(name, mapping)]
    complete = [item for item in found if not _missing(item)]
    if not complete:
        return _nearest(found, header, file_name)
    most = max(_explained(item) for item in complete)
    best = [item for item in complete if _explained(item) == most]
    reason = f"it explains {most[0]} of {len(header)} columns, better than any other table"
    if len(best) > 1:
        named = [item for item in best if item.table.rstrip("s") in file_name.casefold()]
        reason = "its header fits, and the file is called so"
        if len(named) != 1:
            names = " or ".join(item.table for item in best)
            raise UnknownTable(
                f"{file_name} may be {names}: its header fits both ({', '.join(header)}).",
                f"Say which, for instance with --table {best[0].table}.",
            )
        best = named
    return Matched(best[0].table, best[0].columns, reason)


def _nearest(found: Sequence[Matched], header: Sequence[str], file_name: str) -> Matched:
    """Return the table of which least is missing, if it is one at all."""

    def nearness(item: Matched) -> tuple[float, tuple[int, float], bool]:
        share = 1 - len(_missing(item)) / len(TABLES[item.table].required)
        return share, _explained(item), item.table.rstrip("s") in file_name.casefold()

    best = max(found, key=nearness, default=None)
    share = nearness(best)[0] if best else 0.0
    if best is None or share < 0.5:
        shown = ", ".join(header[:12]) + (", …" if len(header) > 12 else "")
        raise UnknownTable(
            f"{file_name} is none of the seven tables: its header is {shown}.",
            f"Say which it is with --table ({', '.join(TABLES)}) and what its columns are with --map.",
        )
    return best


def _explained(item: Matched) -> tuple[int, float]:
    """Return how many headers are understood, and how surely."""
    sure = [match.confidence for match in item.columns if match.column is not None]
    return len(sure), round(sum(sure), 6)


def _missing(item: Matched) -> list[str]:
    found = {match.column for match in item.columns}
    missing = [name for name in TABLES[item.table].required if name not in found]
    named = PARTNER_NAME in found or (item.table == "partners" and "name" in found)
    return [name for name in missing if not (name == "partner_id" and named)]


def _refuse_missing(found: Matched, header: Sequence[str], file_name: str) -> None:
    missing = _missing(found)
    if not missing:
        return
    column = missing[0]
    disputed = [match.header for match in found.columns if match.reason == f"{column} is {_AMBIGUOUS}"]
    if disputed:
        problem = f"{' and '.join(map(repr, disputed))} could both be {column}"
        remedy = f'Say which, in a mapping file: {{"columns": {{"{disputed[0]}": "{column}"}}}} with --map.'
    else:
        free = [match.header for match in found.columns if match.column is None and match.header]
        near = difflib.get_close_matches(column, free, n=1, cutoff=0.0)
        problem = f"there is no column {column}, which {found.table} need; found: {', '.join(header)}"
        remedy = f"Add the column {column} or rename the one that holds it."
        if near:
            remedy = (
                f"The nearest header is {near[0]!r}. If it is that one, rename it or say so in a mapping file: "
                f'{{"columns": {{"{near[0]}": "{column}"}}}} with --map.'
            )
    raise MissingColumn(f"{file_name}: {problem}.", remedy)


def _knows_all(table: str, mapping: FileMapping) -> bool:
    known = {column.name for column in TABLES[table].columns} | {PARTNER_NAME, None}
    return set(mapping.columns.values()) <= known


def _refuse_unknown_columns(table: str, given: Mapping[str, str | None]) -> None:
    known = [column.name for column in TABLES[table].columns]
    for header, column in given.items():
        if column is not None and column not in (*known, PARTNER_NAME):
            raise BadMapping(
                f"The mapping takes {header!r} for {column!r}, which {table} don't have.",
                f"The columns are {', '.join(known)}.",
            )
