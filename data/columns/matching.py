"""Columns: what each header of a file stands for in a table, by one rung of evidence after the other.

A person's word goes first, then what was remembered for this header, the canonical name, the vendor whose export
it is, synonyms, and what is nearly a known name. On each rung the cells may contradict; a header that may be two
columns, and a column that two headers claim, stay unmapped and become questions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final, Literal, TypeVar

from data.columns.cell_evidence import Cells, contradiction, supports
from data.columns.file_mapping import FileMapping
from data.columns.headers import header_key
from data.columns.near_headers import misspelt, reordered, unit_key, without_unit
from data.columns.signatures import Signature
from data.columns.synonyms import PARTNER_NAME, Names, known_names
from data.errors import BadMapping
from data.results import ColumnMatch, Question
from kpi.schema import TABLES, Kind, normalise_word

SURE: Final = 0.8
"""Confidence below which a match is shown as one to check."""

AMBIGUOUS: Final = "claimed by several headers"

_T = TypeVar("_T")
_Check = Literal["named", "cells", "support", "none"]
"""How cells are asked: whether they are plainly something else, contradict, must support, or not at all."""


@dataclass(frozen=True)
class Evidence:
    """What is known of a file when its columns are matched.

    Parameters
    ----------
    header
        One name per column.
    header_rows
        The header rows as they stand in the file.
    samples
        The first cells of each column.
    mapping
        What a person has decided.
    profile
        What a person decided about an earlier file with this header.
    signature
        The export that it is.
    seen
        Cells that were looked at, by the place of their column.
    """

    header: tuple[str, ...]
    header_rows: tuple[tuple[str, ...], ...] = ()
    samples: Sequence[Sequence[str]] = ()
    mapping: FileMapping = field(default_factory=FileMapping)
    profile: FileMapping = field(default_factory=FileMapping)
    signature: Signature | None = None

    seen: dict[int, Cells] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def spoken(self) -> tuple[tuple[str, ...], ...]:
        """The names that each column goes by, the likeliest first."""
        rows = [row for row in self.header_rows if len(row) == len(self.header)] if len(self.header_rows) > 1 else []
        if self.signature and self.signature.header_rows > 1 and rows:
            return tuple((name,) if name else () for name in rows[0])
        named = [(row, Counter(row)) for row in (rows[-1:] + rows[:1])]
        alone = [[name if counts[name] == 1 else "" for name in row] for row, counts in named]
        return tuple(
            tuple(dict.fromkeys(name for name in names if name)) for names in zip(self.header, *alone, strict=True)
        )

    @cached_property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The same names, as they are compared."""
        return tuple(tuple(map(header_key, names)) for names in self.spoken)

    def cells(self, at: int) -> Cells:
        """Return the first cells of a column."""
        if at not in self.seen:
            self.seen[at] = Cells.of(self.samples[at] if at < len(self.samples) else ())
        return self.seen[at]

    def words(self, column: str) -> frozenset[str]:
        """Return the words that a person has explained for a column, normalised."""
        said = {**self.profile.values.get(column, {}), **self.mapping.values.get(column, {})}
        return frozenset(map(normalise_word, said))


@dataclass(frozen=True)
class Matching:
    """What the headers of a file stand for, and what is open.

    Parameters
    ----------
    columns
        One per header.
    questions
        Headers and columns that are not decided.
    currency
        Code that the header of the amounts names.
    """

    columns: tuple[ColumnMatch, ...]
    questions: tuple[Question, ...] = ()
    currency: str = ""


def match_columns(table: str, header: Sequence[str], mapping: FileMapping | None = None) -> tuple[ColumnMatch, ...]:
    """Say what each header stands for in a table, with reason and confidence."""
    return match(table, Evidence(tuple(header), mapping=mapping or FileMapping())).columns


def match(table: str, evidence: Evidence) -> Matching:
    """Say what each header stands for in a table, and what is open.

    Raises
    ------
    BadMapping
        When a person's word names a column that the table does not have.
    """
    _refuse_unknown_columns(table, evidence.mapping.columns)
    ladder = _Ladder(table, evidence)
    for rung in ladder.rungs():
        ladder.climb(rung)
    return ladder.result()


@dataclass(frozen=True)
class _Rung:
    """One kind of evidence: which columns each header may stand for by it."""

    reason: str
    confidence: float
    claims: Mapping[int, tuple[str, ...]]
    check: _Check = "cells"


class _Ladder:
    """Settles headers rung by rung; what an upper rung has settled or found disputed, a lower one leaves alone."""

    def __init__(self, table: str, evidence: Evidence) -> None:
        self._table = table
        self._evidence = evidence
        self._names: Names = known_names()[table]
        self._cells = [evidence.cells(at) for at in range(len(evidence.header))]
        self._matches: dict[int, ColumnMatch] = {}
        self._taken: set[str] = set()
        self._disputed: dict[str, list[int]] = {}
        self._open: dict[int, tuple[str, ...]] = {}
        self._denied: dict[int, tuple[str, str]] = {}

    def rungs(self) -> Iterator[_Rung]:
        """Give the kinds of evidence in their order; each is gathered when those above it are settled."""
        names = self._names
        keys = dict(enumerate(self._evidence.keys))
        self._take(self._evidence.mapping.columns, "you said so", 1.0, "none")
        self._take(self._evidence.profile.columns, "as you said for an earlier file", 0.99, "cells")
        yield _Rung("same name", 1.0, self._each(self._exact), "named")
        close = {at: _hit(found, names.close) for at, found in keys.items()}
        yield _Rung("same name but for its spelling", 0.98, _tuples(close), "named")
        signature = self._evidence.signature
        if signature:
            self._take_source(signature)
        yield _Rung("synonym", 0.9, {at: found for at, one in keys.items() if (found := _hit(one, names.strong))})
        yield _Rung("synonym, with its currency", 0.85, self._each(self._with_unit))
        for synonym, column in names.weak:
            if column != PARTNER_NAME or "partner_id" not in self._taken:
                check: _Check = "support" if self._has_words(column) and self._evidence.samples else "cells"
                yield _Rung(
                    "usual meaning in this table: please check", 0.7, self._called(keys, synonym, column), check
                )
        for column in dict.fromkeys(column for _, column in names.seen):
            hinted = {synonym for synonym, one in names.seen if one == column}
            claims = {at: (column,) for at, found in keys.items() if hinted & set(found)}
            yield _Rung("its cells say so", 0.75, claims, "support")
        if signature and not {"partner_id", PARTNER_NAME} & self._taken:
            addresses = set(map(header_key, signature.partner_email))
            mails = {at: (PARTNER_NAME,) for at, one in keys.items() if addresses & set(one)}
            yield _Rung("the partner by the domain of the address: please check", 0.7, mails, "none")
        yield _Rung("the same words in another order: please check", 0.78, self._alike(reordered))
        yield _Rung("nearly the same spelling: please check", 0.7, self._alike(misspelt))

    def climb(self, rung: _Rung) -> None:
        """Accept the claims of a rung, but for columns that are taken or that two headers claim."""
        self._accept(rung, {at: columns for at, columns in rung.claims.items() if len(columns) == 1})
        self._accept(rung, {at: columns for at, columns in rung.claims.items() if len(columns) > 1})

    def _accept(self, rung: _Rung, claims: Mapping[int, tuple[str, ...]]) -> None:
        claimants: dict[str, list[int]] = defaultdict(list)
        for at, columns in claims.items():
            free = [one for one in columns if self._is_free(at, one) and self._may_be(at, one, rung.check)]
            if len(free) == 1:
                claimants[free[0]].append(at)
            elif len(free) > 1:
                self._open[at] = tuple(free)
        for column, places in claimants.items():
            if len(places) == 1:
                self._settle(places[0], column, rung.reason, rung.confidence)
            else:
                self._disputed[column] = places

    def result(self) -> Matching:
        """Return what was found, one match per header."""
        unit = next((at for at, one in self._matches.items() if one.reason == "synonym, with its currency"), None)
        found = without_unit(self._evidence.header[unit]) if unit is not None else None
        columns = tuple(self._match(at) for at in range(len(self._cells)))
        return Matching(columns, tuple(self._questions()), found[1] if found else "")

    def _is_free(self, at: int, column: str) -> bool:
        return (
            at not in self._matches
            and at not in self._open
            and column not in self._taken
            and column not in self._disputed
        )

    def _settle(self, at: int, column: str | None, reason: str, confidence: float) -> None:
        shown, cells = self._evidence.header[at], self._cells[at]
        if column is not None:
            self._taken.add(column)
        self._matches[at] = ColumnMatch(
            shown, at, column, reason, confidence, tuple(islice(cells.counts, 3)), cells.empty
        )

    def _may_be(self, at: int, column: str, check: _Check) -> bool:
        cells = self._cells[at]
        if check == "support":
            return supports(cells, self._table, column, self._evidence.words(column))
        against = contradiction(cells, self._table, column, named=check == "named") if check != "none" else ""
        if against:
            self._denied[at] = (column, against)
        return not against

    def _has_words(self, column: str) -> bool:
        known = {one.name: one for one in TABLES[self._table].columns}.get(column)
        return known is not None and known.kind is Kind.CHOICE

    def _take(self, said: Mapping[str, str | None], reason: str, confidence: float, check: _Check) -> None:
        """Take a person's word for the headers that it names."""
        keys = {header_key(name): column for name, column in said.items()}
        for at, name in enumerate(self._evidence.header):
            spoken = [one for one in self._evidence.spoken[at] if one in said]
            if at in self._matches or not name or not (spoken or header_key(name) in keys):
                continue
            column = said[spoken[0]] if spoken else keys[header_key(name)]
            if column is None or (column not in self._taken and self._may_be(at, column, check)):
                self._settle(at, column, reason, confidence)

    def _take_source(self, signature: Signature) -> None:
        """Take a vendor's meaning for its headers; a header without one is kept aside."""
        partner = self._names_partner(signature)
        said = {**signature.columns, **(signature.with_partner if partner else signature.without_partner)}
        meant = {header_key(name): column for name, column in said.items()}
        claims: dict[int, tuple[str, ...]] = {}
        for at in range(len(self._cells)):
            column = _hit(self._evidence.keys[at], meant)
            if column == "" and at not in self._matches:
                self._settle(at, None, f"it means nothing to us {signature.reason}", 0.0)
            elif column:
                claims[at] = (column,)
        self.climb(_Rung(signature.reason, 0.95, claims))

    def _names_partner(self, signature: Signature) -> bool:
        if {"partner_id", PARTNER_NAME} & self._taken:
            return True
        own = {key for keys in self._evidence.keys for key in keys}
        meanings = [self._names.strong.get(key, ()) for key in own - signature.keys]
        return any({"partner_id", PARTNER_NAME} & set(found) for found in meanings)

    def _exact(self, at: int) -> tuple[str, ...]:
        return next(((name,) for name in self._evidence.spoken[at] if name in self._names.exact), ())

    def _each(self, find: Callable[[int], tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
        return {at: found for at in range(len(self._cells)) if at not in self._matches and (found := find(at))}

    def _called(self, keys: Mapping[int, tuple[str, ...]], synonym: str, column: str) -> dict[int, tuple[str, ...]]:
        return {at: (column,) for at, found in keys.items() if synonym in found}

    def _with_unit(self, at: int) -> tuple[str, ...]:
        key = unit_key(self._evidence.header[at])
        columns = (self._names.close[key],) if key in self._names.close else self._names.strong.get(key, ())
        return tuple(column for column in columns if column in ("amount", "value"))

    def _alike(self, find: Callable[[str, Names], frozenset[str]]) -> dict[int, tuple[str, ...]]:
        """Return the nearest columns of the headers left; one near several columns, taken ones too, is left alone."""
        left = [at for at, name in enumerate(self._evidence.header) if name and at not in self._matches]
        near = {at: find(self._evidence.header[at], self._names) for at in left}
        return {at: tuple(found) for at, found in near.items() if len(found) == 1 and at not in self._denied}

    def _match(self, at: int) -> ColumnMatch:
        if at not in self._matches:
            self._settle(at, None, self._why_not(at), 0.0)
        return self._matches[at]

    def _why_not(self, at: int) -> str:
        disputed = next((column for column, places in self._disputed.items() if at in places), None)
        if disputed:
            return f"{disputed} is {AMBIGUOUS}"
        if at in self._open:
            return f"may be {' or '.join(self._open[at])}"
        if at in self._denied:
            column, against = self._denied[at]
            return f"not {column}: {against}"
        return "no column of this name is known"

    def _questions(self) -> Iterator[Question]:
        header = self._evidence.header
        for column, places in self._disputed.items():
            named = [header[at] for at in places]
            text = f"Which column is {column}: {' or '.join(map(repr, named))}?"
            yield Question("header", column, text, tuple((name, name) for name in named))
        for at, columns in self._open.items():
            free = [column for column in columns if column not in self._taken]
            if free:
                text = f"Does {header[at]!r} stand for {' or '.join(free)}?"
                yield Question("column", header[at], text, tuple((column, column) for column in free))
        for at, (column, against) in self._denied.items():
            if column not in self._taken and self._match(at).column is None:
                text = f"{header[at]!r} is called {column}, but {against}. Is it {column}?"
                yield Question("column", header[at], text, ((column, column),))


def _hit(keys: Sequence[str], known: Mapping[str, _T]) -> _T | None:
    return next((known[key] for key in keys if key in known), None)


def _tuples(found: Mapping[int, str | None]) -> dict[int, tuple[str, ...]]:
    return {at: (column,) for at, column in found.items() if column is not None}


def _refuse_unknown_columns(table: str, given: Mapping[str, str | None]) -> None:
    known = [column.name for column in TABLES[table].columns]
    for header, column in given.items():
        if column is not None and column not in (*known, PARTNER_NAME):
            raise BadMapping(
                f"The mapping takes {header!r} for {column!r}, which {table} don't have.",
                f"The columns are {', '.join(known)}.",
            )
