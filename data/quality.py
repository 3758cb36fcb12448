"""Data quality: what stands in the facts and can't be right, or is not understood. A list to work through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.tally import unmapped_words
from kpi.method import Method
from kpi.periods import month_text
from kpi.programme import Programme
from kpi.schema import EVENT_TABLES, PARTNER_TYPES, UNKNOWN_TYPE

EXAMPLES: Final = 8
"""Names that a finding lists."""

LATE_MONTHS: Final = 2
"""Months without a row, up to the last complete one, after which a table is late."""

WORD_COLUMN: Final = {"interactions": "kind", "surveys": "question", "advocacy": "kind"}
"""Column with the vocabulary of a table."""

_KEPT: Final = {
    "interactions": ("of a kind that no component counts", "a kind"),
    "surveys": ("to a question outside the built-in list, rated on the scale of the row", "a question"),
    "advocacy": ("of a kind without points of its own, counted with the usual ones", "a kind"),
}


@dataclass(frozen=True)
class Finding:
    """Something to look at.

    Parameters
    ----------
    code
        Kind of finding: ``unknown_partner``, ``same_name``, ``own_type``, ``unmapped_kind``,
        ``outside_existence`` or ``late_table``.
    table
        Where it was found.
    count
        How many partners, groups, rows or months.
    noun
        What was counted: one, and several of it.
    text
        What is found, after the count.
    examples
        The first few.
    remedy
        What to do.
    """

    code: str
    table: str
    count: int
    noun: tuple[str, str]
    text: str
    examples: tuple[str, ...]
    remedy: str


def quality_findings(programme: Programme, method: Method) -> list[Finding]:
    """Return what a person should look at, those first that keep rows from counting.

    Parameters
    ----------
    programme
        All that is known.
    method
        Knows the vocabulary.
    """
    found = [*_strangers(programme), *_same_names(programme), *_own_types(programme)]
    for table in EVENT_TABLES:
        found += _unmapped(table, programme, method)
    for table, rows in programme.outside.items():
        text = f"of {table} dated before their partner joined or after it left: kept, not counted"
        found += _finding("outside_existence", table, rows, ("row", "rows"), text, (), _OUTSIDE_REMEDY)
    return found + _late(programme)


def _strangers(programme: Programme) -> list[Finding]:
    names = [str(name) for name in programme.partners.index[programme.partners["partner_type"] == UNKNOWN_TYPE]]
    text = "that no partners file names, kept under the type unknown"
    remedy = "Add them to the partners file, or say under Partners which known partner they are."
    return _finding("unknown_partner", "partners", len(names), ("partner", "partners"), text, names, remedy)


def _same_names(programme: Programme) -> list[Finding]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for partner, name in programme.partners["name"].items():
        groups[" ".join(str(name).casefold().split())].append(str(partner))
    same = [" = ".join(ids) for name, ids in groups.items() if name and len(ids) > 1]
    text = "shared by several partner ids"
    remedy = "Where they are one partner, merge them under Partners; a merge can be taken back."
    return _finding("same_name", "partners", len(same), ("name", "names"), text, same, remedy)


def _own_types(programme: Programme) -> list[Finding]:
    known = {*PARTNER_TYPES.values(), UNKNOWN_TYPE, ""}
    types = programme.partners["partner_type"]
    own = types[~types.isin(known)]
    words = sorted({str(word) for word in own})
    text = "of a type outside the built-in ones, kept as a type of its own"
    remedy = "Where it is another word for a built-in type, correct it in the partners file."
    return _finding("own_type", "partners", len(own), ("partner", "partners"), text, words, remedy)


def _unmapped(table: str, programme: Programme, method: Method) -> list[Finding]:
    if table not in WORD_COLUMN or table not in programme.lines:
        return []
    frame, column = programme.lines[table].frame, WORD_COLUMN[table]
    words = set(unmapped_words(table, {str(word) for word in frame[column].unique()}, method))
    sums = frame.groupby(column, observed=True, sort=True)["rows"].sum()
    rows: Mapping[str, int] = {str(word): int(count) for word, count in sums.items() if str(word) in words}
    text, one = _KEPT[table]
    noun = ("answer", "answers") if table == "surveys" else ("row", "rows")
    where = f"of {table} " if table != "surveys" else ""
    examples = [f"{word} ({count:,})" for word, count in sorted(rows.items(), key=lambda pair: (-pair[1], pair[0]))]
    remedy = f"Where it is another word for {one} of the method, add it to the method's synonyms."
    return _finding("unmapped_kind", table, sum(rows.values()), noun, where + text, examples, remedy)


def _late(programme: Programme) -> list[Finding]:
    """Find tables whose last row is older than the data as a whole: a file that was not delivered."""
    calendar, found = programme.calendar, []
    for table, (_first, last) in programme.spans.items():
        months = calendar.last_complete - (calendar.first + last)
        if months >= LATE_MONTHS:
            text = f"without a row of {table}; the last is of {month_text(calendar.first + last)}"
            remedy = f"Add the latest export of {table}. Until then its windows end there and scores rest on less."
            found += _finding("late_table", table, months, ("month", "months"), text, (), remedy)
    return found


_OUTSIDE_REMEDY: Final = "Check joined_on and left_on in the partners file."


def _finding(
    code: str, table: str, count: int, noun: tuple[str, str], text: str, names: Sequence[str], remedy: str
) -> list[Finding]:
    return [Finding(code, table, int(count), noun, text, tuple(names[:EXAMPLES]), remedy)] if count else []
