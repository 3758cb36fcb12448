"""How the cells of a file are read: gathered over all its blocks, decided once, then applied block by block.

::

    evidence = sum((survey(table, code(table, columns, mapping)) for … in blocks), Evidence())
    forms = decide(evidence, headers, mapping)
    for … in blocks:
        typed = type_block(table, code(table, columns, mapping), forms, method, rows=len(block.lines))

A first pass is only needed for a file that is not settled: as long as the sum of the evidence `is_settled`, forms
that were decided from the first blocks hold for all that have been read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from data.cells.coded import Coded, Flags, Parsed
from data.cells.day_forms import DayEvidence, DayForm, day_form
from data.cells.days import dates, day_evidence
from data.cells.likert import LikertForm, answers, likert_evidence, likert_form
from data.cells.number_text import SHARED_SIGNS, currency_of
from data.cells.numbers import NumberEvidence, NumberForm, currencies, number_evidence, number_form, numbers
from data.cells.remedies import OTHER_CURRENCY
from data.cells.remembered import Memory
from data.cells.scales import with_scales
from data.cells.values import choices_of, chosen, currency_codes, text, words
from data.columns.file_mapping import FileMapping
from data.results import Decision, Question
from kpi.method import Method
from kpi.schema import Column, Kind, Table


@dataclass(frozen=True)
class Evidence:
    """What the cells of a table say about how they are to be read; that of two blocks is added.

    Parameters
    ----------
    numbers, days
        By canonical column.
    answers
        Words of survey answers.
    """

    numbers: Mapping[str, NumberEvidence] = field(default_factory=dict)
    days: Mapping[str, DayEvidence] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()

    def __add__(self, other: Evidence) -> Evidence:
        numbers = {name: self.numbers.get(name, NumberEvidence()) + one for name, one in other.numbers.items()}
        days = {name: self.days.get(name, DayEvidence()) + one for name, one in other.days.items()}
        return Evidence({**self.numbers, **numbers}, {**self.days, **days}, self.answers | other.answers)

    @property
    def is_settled(self) -> bool:
        """No cell can be read in two ways, and none contradicts another."""
        are_settled = [one.is_settled for one in self.numbers.values()] + [
            one.is_settled for one in self.days.values()
        ]
        return not self.answers and all(are_settled)


@dataclass(frozen=True)
class Forms:
    """How the columns of a table are read.

    Parameters
    ----------
    numbers, days
        By canonical column.
    answers
        What words of survey answers are worth.
    """

    numbers: Mapping[str, NumberForm] = field(default_factory=dict)
    days: Mapping[str, DayForm] = field(default_factory=dict)
    answers: LikertForm = field(default_factory=LikertForm)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What has to be answered before the file can be read."""
        asked = [form.question for form in self.days.values()] + [form.question for form in self.numbers.values()]
        return (*(question for question in asked if question), *self.answers.questions)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided, and why."""
        made = [form.decision(name) for name, form in self.numbers.items()]
        made += [form.decision(name) for name, form in self.days.items()]
        return tuple(decision for decision in (*made, self.answers.decision("score")) if decision)

    def reads_like(self, other: Forms) -> bool:
        """Say whether every cell means the same under both."""
        marks = {name: form.mark for name, form in self.numbers.items()}
        days = {name: replace(form, reason="") for name, form in self.days.items()}
        return (marks, days, self.answers.scores) == (
            {name: form.mark for name, form in other.numbers.items()},
            {name: replace(form, reason="") for name, form in other.days.items()},
            other.answers.scores,
        )


@dataclass(frozen=True)
class Typed:
    """A block as values.

    Parameters
    ----------
    frame
        All canonical columns of the table; missing where a cell is empty or could not be read.
    wrong
        What could not be read: column -> rule -> flags of the rows.
    """

    frame: pd.DataFrame = field(repr=False)
    wrong: Mapping[str, Mapping[str, Flags]]


def code(columns: Mapping[str, pa.Array], mapping: FileMapping) -> dict[str, Coded]:
    """Encode the canonical columns of a block, with what a person said of single cells in their place."""
    meanings = dict(mapping.values)
    return {name: Coded.of(cells).replaced(meanings.get(name, {})) for name, cells in columns.items()}


def survey(table: Table, coded: Mapping[str, Coded]) -> Evidence:
    """Look at a block: what its cells say about how they are to be read."""
    kinds = {name: table.column(name).kind for name in coded if name in _names(table)}
    return Evidence(
        {name: number_evidence(coded[name]) for name, kind in kinds.items() if kind is Kind.NUMBER},
        {name: day_evidence(coded[name]) for name, kind in kinds.items() if kind is Kind.DATE},
        likert_evidence(coded["score"]) if "score" in kinds else frozenset(),
    )


def decide(evidence: Evidence, headers: Mapping[str, str], mapping: FileMapping) -> Forms:
    """Decide how the columns of a table are read, over all its rows.

    Parameters
    ----------
    evidence
        The sum over all blocks.
    headers
        Canonical column -> header in the file, for questions.
    mapping
        What a person has decided.
    """
    return Forms(
        {
            name: number_form(
                one, headers.get(name, name), shared=_others(evidence.numbers, name), choice=mapping.decimal
            )
            for name, one in evidence.numbers.items()
        },
        {
            name: day_form(
                one, headers.get(name, name), shared=_others(evidence.days, name), choice=mapping.date_order
            )
            for name, one in evidence.days.items()
        },
        likert_form(evidence.answers, headers.get("score", "score")),
    )


def type_block(
    table: Table,
    coded: Mapping[str, Coded],
    forms: Forms,
    method: Method,
    *,
    rows: int,
    mapping: FileMapping | None = None,
    headers: Mapping[str, str] | None = None,
    currency: str | None = None,
    memory: Memory | None = None,
) -> Typed:
    """Turn the cells of a block into values.

    Parameters
    ----------
    table
        The table.
    coded
        The columns that the file has, from `code`.
    forms
        How they are read.
    method
        Knows the site's own words.
    rows
        How many rows the block has.
    mapping
        What a person has decided: the scales of questions.
    headers
        Canonical column -> header in the file.
    currency
        Of the site, for a sign that several currencies share.
    memory
        Of the blocks before, read in the same forms.
    """
    frame: dict[str, pd.Series] = {}
    wrong: dict[str, dict[str, Flags]] = {}
    headers, memory = headers or {}, memory or Memory()
    for column in table.columns:
        name = column.name
        if name not in coded:
            frame[name] = empty_column(column, rows)
            continue
        read = partial(_read, table, column, forms, method, headers.get(name, ""))
        parsed = memory.of(name).parsed(coded[name], read)
        frame[name], wrong[name] = parsed.series, dict(parsed.wrong)
    if "score" in coded:
        _take_scales(frame, coded["score"], forms)
    if "currency" in frame and "amount" in coded:
        _take_currencies(frame, wrong, currencies(coded["amount"]), currency)
    typed = pd.DataFrame(frame, copy=False)
    return Typed(with_scales(typed, mapping.scales) if mapping and "score" in frame else typed, wrong)


def empty_column(column: Column, rows: int) -> pd.Series:
    """Return a column that the file does not have: its default, or missing."""
    if column.kind is Kind.DATE:
        return pd.Series(np.full(rows, "NaT", dtype="datetime64[us]"))
    if column.kind is Kind.NUMBER:
        return pd.Series(np.full(rows, np.nan if column.default is None else float(column.default)))
    words_ = [] if column.default is None else [str(column.default)]
    codes = np.full(rows, len(words_) - 1, dtype=np.int8)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(pd.Index(words_, dtype="str"))))


def _read(table: Table, column: Column, forms: Forms, method: Method, header: str, cells: Coded) -> Parsed:
    parsed = _parsed(table, column, cells, forms, choices_of(column, method, header))
    return replace(parsed, series=_with_default(column, parsed))


def _parsed(table: Table, column: Column, cells: Coded, forms: Forms, choices: Mapping[str, str]) -> Parsed:
    if column.kind is Kind.DATE:
        return dates(cells, forms.days.get(column.name, DayForm()), whole_months=table.name == "measures")
    if column.kind is Kind.NUMBER:
        mark = forms.numbers.get(column.name, NumberForm()).mark
        return answers(cells, mark, forms.answers).parsed if column.name == "score" else numbers(cells, mark)
    if column.kind is Kind.CHOICE:
        return chosen(cells, choices)
    if column.kind is Kind.WORD:
        return words(cells, choices)
    return currency_codes(cells) if column.name == "currency" else text(cells, column.name)


def _with_default(column: Column, parsed: Parsed) -> pd.Series:
    """Fill empty cells with what they mean; those that could not be read stay missing."""
    empty = parsed.series.isna().to_numpy()
    if column.default is None or not empty.any():
        return parsed.series
    for rows in parsed.wrong.values():
        empty = empty & ~rows
    filled = parsed.series
    if column.kind is not Kind.NUMBER and column.default not in filled.cat.categories:
        filled = filled.cat.add_categories([column.default])
    return filled.mask(empty, column.default)


def _take_scales(frame: dict[str, pd.Series], cells: Coded, forms: Forms) -> None:
    """Give answers in words the scale of their words, whatever else the row says."""
    found = answers(cells, forms.numbers.get("score", NumberForm()).mark, forms.answers)
    worded = ~np.isnan(found.high)
    if worded.any():
        frame["scale_min"] = pd.Series(np.where(worded, found.low, frame["scale_min"]))
        frame["scale_max"] = pd.Series(np.where(worded, found.high, frame["scale_max"]))


def _take_currencies(
    frame: dict[str, pd.Series], wrong: dict[str, dict[str, Flags]], signs: pd.Series | None, usual: str | None
) -> None:
    """Take the currency from the sign beside an amount; a row that gives another one contradicts itself."""
    if signs is None:
        return
    shown, given = signs.astype("str"), frame["currency"].astype("str")
    may_be = {
        sign: SHARED_SIGNS.get(sign.casefold(), frozenset({currency_of(sign)})) for sign in shown.dropna().unique()
    }
    pairs = zip(shown.tolist(), given.tolist(), strict=True)
    there = (shown.notna() & given.notna()).to_numpy()
    fits = np.fromiter((other in may_be.get(sign, ()) for sign, other in pairs), bool, len(shown))
    if (there & ~fits).any():
        wrong.setdefault("amount", {})[OTHER_CURRENCY] = there & ~fits
    meant = {sign: usual if usual in codes else currency_of(sign) or None for sign, codes in may_be.items()}
    frame["currency"] = given.fillna(shown.map(meant).astype("str")).astype("category")


def _names(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.columns)


def _others(evidence: Mapping[str, Any], name: str) -> list[Any]:
    return [one for other, one in evidence.items() if other != name]
