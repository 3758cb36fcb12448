"""Recognising: what a table is, from its header and its first rows, and what has to be asked about it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow as pa

from data.columns.file_mapping import FileMapping
from data.columns.headers import header_key
from data.columns.mapping import Matched, recognise
from data.columns.synonyms import known_headers
from data.errors import Undecided, UndecidedDates, UndecidedNumbers
from data.reader.blocks import Block, RawTable
from data.reader.raw_table import parts
from data.results import Question

HEAD: Final = 1_000
"""Rows from which the meaning of columns is told."""


def recognise_raw(
    raw: RawTable,
    file_name: str,
    *,
    table: str | None = None,
    mapping: FileMapping | None = None,
    profile: FileMapping | None = None,
    first: Block | None = None,
) -> Matched:
    """Tell what a table is from its header and its first rows; see `data.columns.mapping.recognise`."""
    return recognise(
        raw.header,
        file_name,
        table=table,
        mapping=mapping,
        header_rows=raw.header_rows,
        samples=_head(first or next(iter(raw.blocks()), None)),
        profile=profile,
    )


def known_to(mapping: FileMapping) -> frozenset[str]:
    """Return the header names that tell a header from a title."""
    return known_headers() | {header_key(name) for name in mapping.columns}


def sheet_question(path: Path, file_name: str, raw: RawTable, mapping: FileMapping) -> list[Question]:
    """Ask which sheet of a workbook is meant, when nobody said so and several have cells."""
    if mapping.sheet or not any(decision.topic == "sheet" for decision in raw.decisions):
        return []
    names = [part.sheet for part in parts(path, file_name) if part.sheet]
    text = f"{file_name} has {len(names)} sheets. Which one is to be read?"
    return [Question("sheet", file_name, text, tuple((name, name) for name in names))] if len(names) > 1 else []


def undecided(questions: tuple[Question, ...], name: str) -> Undecided:
    """Return the error that asks how cells are to be read, with the answers that a mapping file may give."""
    kind = UndecidedDates if questions[0].kind == "date_order" else UndecidedNumbers
    said = " ".join(question.text for question in questions)
    answers = [f"{{{_entry(question)}: {answer}}}" for question in questions[:1] for answer in _answers(question)]
    return kind(f"{name}: {said}", f"Say which in a mapping file, with --map: {' or '.join(answers)}.", questions)


def _entry(question: Question) -> str:
    return f'"{question.kind}"' if question.kind in ("date_order", "decimal") else '"values"'


def _answers(question: Question) -> list[str]:
    return [f'"{answer}"' for answer, _ in question.options] if question.kind in ("date_order", "decimal") else ["…"]


def _head(first: Block | None) -> list[list[str]]:
    """Return the first cells of each column."""
    return [column[:HEAD].cast(pa.string()).to_pylist() for column in first.columns] if first else []
