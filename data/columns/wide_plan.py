"""Which columns of a file become rows: the questions of a survey, the months or the names of measures."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from data.cells.months import month_in
from data.columns.headers import header_key
from data.columns.matching import Evidence, Matching
from data.columns.synonyms import PARTNER_NAME, measure_words, survey_words
from data.columns.wide import NO_VALUE, Constant, Kept, Leave, Spread, Unfold
from data.results import ColumnMatch
from kpi.schema import TABLES, normalise_word

_FEWEST_MONTHS: Final = 2
_RATED: Final = 0.9
_NUMBERS: Final = 0.5
_SAYS_NOTHING: Final = frozenset({"", "response", "open_ended_response", "open_ended", "antwort", "reponse"})
_MARKUP: Final = re.compile(r"<[^>]{0,200}>")


@dataclass(frozen=True)
class _Grown:
    """The columns that become rows."""

    spread: tuple[Spread, ...]
    labelled: tuple[str, ...]
    value: str
    empty: str
    reason: str


def reshape(
    table: str, matching: Matching, evidence: Evidence, file_name: str, *, said: bool
) -> tuple[Matching, Unfold | None]:
    """Say what must become of the columns of a file so that they are those of a table.

    Parameters
    ----------
    table
        What the file is read as.
    matching
        What its headers stand for.
    evidence
        What is known of the file.
    file_name
        What the user calls it; it may name the measure.
    said
        A person or the kind of export says what table it is.

    Returns
    -------
    tuple
        The matching, with what became rows, and the plan; None when the rows stay as they are.
    """
    found = {one.column for one in matching.columns if one.column}
    grown = _grow(table, matching, evidence, found, said=said)
    if grown:
        matching = _marked(matching, grown, table)
        found = {one.column for one in matching.columns if one.column} | set(grown.labelled)
    constants = _constants(table, found, matching, evidence, file_name)
    leave = _leave(matching, evidence)
    if not (grown or constants or leave):
        return matching, None
    places = {one.position for one in grown.spread} if grown else set()
    kept = [
        Kept(one.column or "", one.header, one.position)
        for one in matching.columns
        if one.position not in places and (one.column or not grown)
    ]
    plan = Unfold(tuple(kept), constants, leave=leave)
    if grown:
        plan = replace(plan, spread=grown.spread, labelled=grown.labelled, value=grown.value, empty=grown.empty)
    return matching, plan


def looks_like_survey(evidence: Evidence, file_name: str) -> bool:
    """Say whether a file of which no column says so holds the answers of a survey."""
    name = normalise_word(file_name)
    return any("?" in header for header in evidence.header) or any(word in name for word in survey_words())


def _grow(table: str, matching: Matching, evidence: Evidence, found: set[str], *, said: bool) -> _Grown | None:
    if table == "surveys" and not {"question", "score"} <= found:
        return _questions(matching, evidence)
    if table == "measures" and "value" not in found:
        if "date" not in found:
            return _months(matching, evidence, "measure" in found)
        if "measure" not in found:
            return _measures(matching, evidence, said=said)
    return None


def _questions(matching: Matching, evidence: Evidence) -> _Grown | None:
    places = [one.position for one in matching.columns if _may_ask(one, evidence)]
    rated = [at for at in places if evidence.cells(at).share("answers") >= _RATED]
    empty = [at for at in places if not evidence.cells(at).filled and "?" in _asked(at, evidence)]
    if not evidence.samples and evidence.signature:
        empty = places
    texts = {at: _asked(at, evidence) for at in sorted(rated + empty)}
    counts = Counter(map(normalise_word, texts.values()))
    spread = tuple(
        Spread(evidence.header[at], at, (text if counts[normalise_word(text)] == 1 else f"{text} ({at + 1})",))
        for at, text in texts.items()
    )
    reason = "answers to a question: a row for each"
    return _Grown(spread, ("question",), "score", "no answer", reason) if spread else None


def _may_ask(one: ColumnMatch, evidence: Evidence) -> bool:
    signature = evidence.signature
    names = set(evidence.keys[one.position])
    if not one.header or (signature and names & signature.keys):
        return False
    return _is_free(one, evidence) or (one.column == "score" and one.confidence < 1.0)


def _asked(at: int, evidence: Evidence) -> str:
    """Return the text of a question: of several header rows the one that asks."""
    rows = [row for row in evidence.header_rows if len(row) == len(evidence.header)]
    source = evidence.signature.name if evidence.signature else ""
    text = evidence.header[at]
    if source == "qualtrics" and len(rows) > 1:
        text = rows[1][at] or rows[0][at]
    elif source == "surveymonkey" and len(rows) > 1:
        question = next((rows[0][place] for place in range(at, -1, -1) if rows[0][place].strip()), "")
        item = "" if normalise_word(rows[1][at]) in _SAYS_NOTHING else rows[1][at]
        text = f"{question} {item}"
    return " ".join(_MARKUP.sub(" ", text).split())


def _months(matching: Matching, evidence: Evidence, has_measure: bool) -> _Grown | None:
    named = [
        (one, month)
        for one in matching.columns
        if _is_free(one, evidence) and (month := month_in(one.header)) and _counts(one.position, evidence)
    ]
    labels = [month if month[1] else month[:1] for _, month in named]
    is_whole = len(set(map(len, labels))) == 1 and len(set(labels)) == len(labels)
    if len(named) < _FEWEST_MONTHS or not is_whole or (has_measure and len(labels[0]) > 1):
        return None
    spread = tuple(Spread(one.header, one.position, label) for (one, _), label in zip(named, labels, strict=True))
    labelled = ("date", "measure")[: len(labels[0])]
    return _Grown(spread, labelled, "value", NO_VALUE, "the values of a month: a row for each")


def _measures(matching: Matching, evidence: Evidence, *, said: bool) -> _Grown | None:
    """Take the columns that are called as a measure; every column of numbers when it is said what the file is."""
    free = [one for one in matching.columns if _is_free(one, evidence) and _counts(one.position, evidence)]
    named = [one for one in free if normalise_word(one.header) in measure_words()]
    if said:
        named = [one for one in free if one in named or evidence.cells(one.position).share("numbers") >= _RATED]
    if len({normalise_word(one.header) for one in named}) < max(len(named), 1):
        return None
    spread = tuple(Spread(one.header, one.position, (one.header,)) for one in named)
    return _Grown(spread, ("measure",), "value", NO_VALUE, "the values of a measure: a row for each")


def _is_free(one: ColumnMatch, evidence: Evidence) -> bool:
    """Say whether a column stands for nothing yet, and no person has said that it shall not."""
    said = (evidence.mapping.columns, evidence.profile.columns)
    return bool(one.header) and one.column is None and not any(one.header in columns for columns in said)


def _counts(at: int, evidence: Evidence) -> bool:
    cells = evidence.cells(at)
    return not cells.filled or cells.share("numbers") >= _NUMBERS


def _marked(matching: Matching, grown: _Grown, table: str) -> Matching:
    """Say of each column that becomes rows that it does, and of free text that it is left aside."""
    places = {one.position for one in grown.spread}
    columns = []
    for one in matching.columns:
        if one.position in places:
            columns.append(replace(one, column=grown.value, reason=grown.reason, confidence=0.9))
        elif table == "surveys" and one.column is None and one.samples and one.reason.startswith("no column"):
            columns.append(replace(one, reason="its cells are no scores: left aside"))
        else:
            columns.append(one)
    return replace(matching, columns=tuple(columns))


def _constants(
    table: str, found: set[str], matching: Matching, evidence: Evidence, file_name: str
) -> tuple[Constant, ...]:
    """Return the columns that the file does not have, but a person, the export or its name tells."""
    signature = evidence.signature
    said = {**evidence.profile.values, **evidence.mapping.values}
    told = {
        **(signature.constants if signature else {}),
        **({"currency": matching.currency} if table == "deals" and matching.currency else {}),
        **_named_measure(table, file_name),
        **{column: words[""] for column, words in said.items() if words.get("")},
    }
    known = [column.name for column in TABLES[table].columns]
    partner = {"partner_id"} if PARTNER_NAME in found else set()
    made = [Constant(name, told[name]) for name in known if name in told and name not in found | partner]
    if signature and signature.filled:
        header, column, value = signature.filled
        place = _place(header, evidence)
        made = [
            replace(one, filled=(place, value)) if one.column == column and place is not None else one for one in made
        ]
    return tuple(made)


def _named_measure(table: str, file_name: str) -> dict[str, str]:
    """Return the measure that the name of a file tells."""
    name = f"_{normalise_word(file_name)}_"
    named = [word for word in measure_words() if f"_{word}_" in name] if table == "measures" else []
    longest = [word for word in named if not any(word != other and word in other for other in named)]
    return {"measure": longest[0]} if len(longest) == 1 else {}


def _leave(matching: Matching, evidence: Evidence) -> Leave | None:
    signature = evidence.signature
    if signature is None or signature.only is None:
        return None
    only = signature.only
    if only.column:
        place = next((one.position for one in matching.columns if one.column == only.column), None)
    else:
        place = _place(only.header, evidence)
    return None if place is None else Leave(only.reason, place, only.words)


def _place(header: str, evidence: Evidence) -> int | None:
    keys = [header_key(name) for name in evidence.header]
    return keys.index(header_key(header)) if header_key(header) in keys else None
