"""Intake: one file on its way from bytes to accepted rows, block by block.

The first five steps of the pipeline in their order. Nothing is stored here: accepted rows are handed on as
they come, rejected ones are written to a file, and what was decided is told at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from data.cells.coded import Coded
from data.cells.column_forms import Evidence, Forms, Typed, code, decide, survey, type_block
from data.cells.number_text import currency_of
from data.cells.numbers import currencies
from data.cells.remedies import REPEAT, WORD
from data.cells.remembered import Memory
from data.cells.scales import scale_evidence, scale_questions
from data.cells.validate import NO_SCALE, Flags, Problem, Rules, problems, row_ids
from data.cells.values import choices_of, currency_codes, value_question
from data.columns.file_mapping import FileMapping
from data.columns.mapping import Matched
from data.columns.profiles import Profiles, with_profile
from data.columns.synonyms import PARTNER_NAME
from data.columns.wide import unfold_block
from data.errors import FileRefused
from data.facts.seen_ids import SeenIds
from data.partners.column import PartnerColumn
from data.partners.directory import Directory
from data.reader.blocks import Block, Blocks, RawTable
from data.reader.raw_table import open_table
from data.recognising import known_to, recognise_raw, sheet_question, undecided
from data.rejecting import Rejects, as_it_was
from data.results import Question
from data.tally import ASKED, MOST_WORDS, Tally
from kpi.method import Method
from kpi.schema import TABLES

READING: Final = 0.9
"""Share of the work that is done when a file is read; the rest is storing it."""

Tell = Callable[[str, float], None]
"""Called with the step that begins and the share of the work that is done."""


@dataclass(frozen=True)
class Background:
    """What a file is read against.

    Parameters
    ----------
    today
        Day of the import; nothing can have happened after it.
    method
        Knows the scales of survey questions and the site's own words.
    directory
        Known partners.
    currency
        In which amounts are kept; None when nothing has fixed it.
    profiles
        What was decided about earlier files.
    """

    today: date
    method: Method
    directory: Directory = field(default_factory=lambda: Directory.of([]))
    currency: str | None = None
    profiles: Profiles | None = None


@dataclass(frozen=True)
class Reading:
    """How the cells of a file are to be read.

    Parameters
    ----------
    forms
        Of its columns.
    evidence
        From which they were decided.
    is_final
        Decided over all rows; otherwise a cell with another reading opens the matter again.
    """

    forms: Forms
    evidence: Evidence
    is_final: bool


class Unsettled(Exception):
    """A cell can be read in another way than was decided from the first rows."""


@contextmanager
def open_intake(
    path: Path,
    file_name: str,
    background: Background,
    *,
    table: str | None = None,
    mapping: FileMapping | None = None,
    tell: Tell,
) -> Iterator[Intake]:
    """Open a file and tell what it is.

    Parameters
    ----------
    path
        Where the file lies.
    file_name
        What the user calls it.
    background
        What it is read against.
    table
        Its table, when the user has said so.
    mapping
        What the user has decided about it.
    tell
        Told how far the work is.

    Raises
    ------
    FileRefused
        When it can't be read, or nothing says what it is.
    """
    if not path.is_file():
        raise FileRefused(f"There is no file {file_name}.", "Check its path.")
    said = mapping or FileMapping()
    tell("reading", 0.0)
    with open_table(path, file_name, known=known_to(said), choices=said) as raw, closing(Blocks(raw)) as blocks:
        habit = background.profiles.find(raw.header) if background.profiles else None
        first = blocks.first()
        matched = recognise_raw(raw, file_name, table=table, mapping=said, profile=habit, first=first)
        del first
        matched = replace(matched, questions=(*matched.questions, *sheet_question(path, file_name, raw, said)))
        yield Intake(raw, blocks, matched, with_profile(said, habit), habit or FileMapping(), background, tell)


class Intake:
    """A recognised file, ready to be read from its first row to its last.

    Parameters
    ----------
    raw
        The table as read.
    blocks
        Its rows.
    matched
        What it is, and what its columns stand for.
    mapping
        What a person has decided about it.
    habit
        What was decided about an earlier file with the same header.
    background
        What it is read against.
    tell
        Told how far the work is.
    """

    def __init__(
        self,
        raw: RawTable,
        blocks: Blocks,
        matched: Matched,
        mapping: FileMapping,
        habit: FileMapping,
        background: Background,
        tell: Tell,
    ) -> None:
        self.raw = raw
        self._blocks = blocks
        self.matched = matched
        self.table = TABLES[matched.table]
        self.currency = background.currency
        self.background = background
        self._mapping = mapping
        self._habit = habit
        self._tell = tell
        self._headers = {column.name: matched.header(column.name) for column in self.table.columns}

    def readings(self) -> Iterator[Reading]:
        """Give ways to read the file: at once, when its first rows leave no doubt, and after a look at all rows.

        Raises
        ------
        Undecided
            When cells can be read in several ways, and no row says which.
        """
        block = self._blocks.first()
        first = self._coded(self._unfolded(block)) if block else {}
        evidence = survey(self.table, first)
        if evidence.is_settled and (self.currency or self.table.name != "deals"):
            yield Reading(self._decided(evidence), evidence, is_final=False)
        evidence, currencies = Evidence(), Counter[str]()
        for coded in self._coded_blocks(tell=True):
            evidence += survey(self.table, coded)
            currencies.update(_currency_rows(coded))
        self.currency = self.currency or _most_frequent(currencies)
        yield Reading(self._decided(evidence), evidence, is_final=True)

    def read(self, take: Callable[[pd.DataFrame], None], rejects: Rejects, reading: Reading) -> Tally:
        """Read the file once.

        Parameters
        ----------
        take
            Is handed the accepted rows, block by block: canonical columns, `_line`, `_row_id`.
        rejects
            Takes the other ones.
        reading
            How cells are read.

        Returns
        -------
        Tally
            What was counted and decided on the way.

        Raises
        ------
        Unsettled
            When `reading` was decided from the first rows, and a later one can be read in another way.
        """
        tally, seen = Tally.of(len(self.raw.header)), SeenIds()
        partners = PartnerColumn(self.matched, self.background.directory)
        rules = Rules(self.background.today, self.background.method, self.currency)
        evidence, memory = Evidence(), Memory()
        for raw in self._blocks.all():
            tally.look_at(raw)
            block = self._unfolded(raw)
            tally.count(block)
            coded = self._coded(block)
            if not reading.is_final:
                evidence += survey(self.table, coded)
                reading = self._still_holds(reading, evidence)
            typed = self._typed(block, coded, reading.forms, partners, memory)
            found = problems(self.table, typed.frame, typed.wrong, rules)
            ids = self._row_ids(typed.frame, coded)
            found += self._repeats(ids, seen, found)
            if any(problem.rule == NO_SCALE for problem in found):
                tally.scales += scale_evidence(typed.frame, self.background.method)
            self._note_words(tally, block, found)
            tally.take(self.table.name, frame := self._accepted(typed.frame, ids, block, rejects.add(block, found)))
            if len(frame):
                take(frame)
            self._tell("reading", READING * block.done)
        tally.decisions = (*self.raw.decisions, *reading.forms.decisions, *partners.decisions())
        tally.questions = (
            *self.matched.questions,
            *scale_questions(tally.scales),
            *self._word_questions(tally),
            *partners.questions(tally.partners),
        )
        return tally

    def _coded_blocks(self, *, tell: bool = False) -> Iterator[Mapping[str, Coded]]:
        for block in self._blocks.all():
            yield self._coded(self._unfolded(block))
            if tell:
                self._tell("looking at every row", READING * block.done)

    def _unfolded(self, block: Block) -> Block:
        block = as_it_was(block, self.matched.headers)
        return unfold_block(block, self.matched.unfold) if self.matched.unfold else block

    def _coded(self, block: Block) -> dict[str, Coded]:
        places = {column.name: self.matched.position(column.name) for column in self.table.columns}
        places[PARTNER_NAME] = self.matched.position(PARTNER_NAME)
        # What was said of partners is no cell's meaning: it is kept as a word about the id, and can be taken back.
        values = dict(self._mapping.values)
        values.pop("partner_id", None)
        columns = {name: block.columns[at] for name, at in places.items() if at is not None}
        return code(columns, replace(self._mapping, values=values))

    def _decided(self, evidence: Evidence) -> Forms:
        """Decide how cells are read; an earlier file with the same header decides what this one leaves open."""
        forms = decide(evidence, self._headers, self._mapping)
        if forms.questions and (self._habit.date_order or self._habit.decimal):
            mapping = self._mapping
            habits = replace(
                mapping,
                date_order=mapping.date_order or self._habit.date_order,
                decimal=mapping.decimal or self._habit.decimal,
            )
            forms = decide(evidence, self._headers, habits)
        if forms.questions:
            raise undecided(forms.questions, self.raw.name)
        return forms

    def _still_holds(self, reading: Reading, evidence: Evidence) -> Reading:
        if evidence == reading.evidence:
            return reading
        if not evidence.is_settled:
            raise Unsettled
        forms = self._decided(evidence)
        if not forms.reads_like(reading.forms):
            raise Unsettled
        return Reading(forms, evidence, is_final=False)

    def _typed(
        self, block: Block, coded: Mapping[str, Coded], forms: Forms, partners: PartnerColumn, memory: Memory
    ) -> Typed:
        typed = type_block(
            self.table,
            coded,
            forms,
            self.background.method,
            rows=len(block.lines),
            mapping=self._mapping,
            headers=self._headers,
            currency=self.currency,
            memory=memory,
        )
        ids = partners.ids(coded)
        if ids is not None:
            typed.frame["partner_id"] = ids
        return typed

    def _row_ids(self, frame: pd.DataFrame, coded: Mapping[str, Coded]) -> pd.Series | None:
        named = [name for name in self.table.row_id if name in coded or name == "partner_id"]
        return row_ids(self.table, frame) if named and len(named) == len(self.table.row_id) else None

    def _repeats(self, ids: pd.Series | None, seen: SeenIds, found: list[Problem]) -> list[Problem]:
        """Reject an id that an accepted row above has already."""
        if ids is None:
            return []
        flags = seen.repeated(ids.mask(_any(found, len(ids))) if found else ids)
        name = " and ".join(self.table.row_id)
        remedy = "Keep one of the rows, or give this one an id of its own."
        rule = f"{name} stands on an earlier line of the file already"
        return [Problem(flags, self.table.row_id[0], rule, remedy, REPEAT)] if flags.any() else []

    def _accepted(self, frame: pd.DataFrame, ids: pd.Series | None, block: Block, rejected: Flags) -> pd.DataFrame:
        frame["_line"] = block.lines
        frame["_row_id"] = _no_ids(len(frame)) if ids is None else ids
        if self.currency and "currency" in frame and frame["currency"].isna().any():
            frame["currency"] = _filled(frame["currency"], self.currency)
        return frame[~rejected] if rejected.any() else frame

    def _note_words(self, tally: Tally, block: Block, found: list[Problem]) -> None:
        """Remember the words of a CRM that are none of the choices: a person may say what they stand for."""
        column = ASKED.get(self.table.name, "")
        place = self.matched.position(column) if column else None
        for problem in found:
            if place is not None and problem.column == column and problem.repair == WORD:
                tally.ask_about(block.columns[place], problem.rows)

    def _word_questions(self, tally: Tally) -> tuple[Question, ...]:
        if not tally.unread:
            return ()
        column = self.table.column(ASKED[self.table.name])
        header = self._headers[column.name]
        choices = choices_of(column, self.background.method, header)
        return tuple(
            value_question(header, word, choices, rows) for word, rows in tally.unread.most_common(MOST_WORDS)
        )


def _currency_rows(coded: Mapping[str, Coded]) -> dict[str, int]:
    given = currency_codes(coded["currency"]).series if "currency" in coded else None
    beside = currencies(coded["amount"]) if "amount" in coded else None
    counts = Counter[str]()
    for found in (given, beside):
        if found is not None:
            counts.update({currency_of(str(word)): int(rows) for word, rows in found.value_counts().items()})
    del counts[""]
    return {word: rows for word, rows in counts.items() if rows}


def _most_frequent(rows: Mapping[str, int]) -> str | None:
    return min((word for word, count in rows.items() if count == max(rows.values())), default=None)


def _any(found: list[Problem], rows: int) -> Flags:
    flags: Flags = np.zeros(rows, dtype=bool)
    for problem in found:
        flags |= problem.rows
    return flags


def _no_ids(rows: int) -> pd.Series:
    """Return what costs nothing to write: no words, and a code of one byte per row."""
    return pd.Series(
        pd.Categorical.from_codes(np.full(rows, -1, dtype=np.int8), categories=pd.Index([], dtype="str"))
    )


def _filled(values: pd.Series, word: str) -> pd.Series:
    if isinstance(values.dtype, pd.CategoricalDtype) and word not in values.cat.categories:
        values = values.cat.add_categories([word])
    return values.fillna(word)
