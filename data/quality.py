"""Data quality: what stands in the facts and can't be right, or is not understood. A list to work through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.pipeline import unmapped_kinds
from kpi.method import Method
from kpi.schema import EVENT_TABLES

_SHOWN = 10


@dataclass(frozen=True)
class Finding:
    """Something to look at.

    Parameters
    ----------
    code
        ``unknown_partner``, ``unmapped_kind`` or ``outside_existence``.
    table
        Where it was found.
    count
        How many partners, kinds or rows.
    examples
        The first few.
    text
        What it is and what to do, in words.
    """

    code: str
    table: str
    count: int
    examples: tuple[str, ...]
    text: str


def quality_findings(rollups: Mapping[str, pd.DataFrame], method: Method) -> list[Finding]:
    """Return the findings about what a store holds.

    Parameters
    ----------
    rollups
        As `data.store.Store.rollups` gives them.
    method
        Knows the vocabulary.
    """
    found: list[Finding] = []
    for table in EVENT_TABLES:
        if table in rollups:
            found += _unknown_partners(table, rollups)
            found += _unmapped(table, rollups[table], method)
            found += _outside(table, rollups)
    return found


def _unknown_partners(table: str, rollups: Mapping[str, pd.DataFrame]) -> list[Finding]:
    named = set(rollups["partners"]["partner_id"]) if "partners" in rollups else set()
    strangers = sorted(set(rollups[table]["partner_id"]) - named)
    text = "are named by no partners file and count under the type unknown. Add them to the partners file."
    return _finding(
        "unknown_partner", table, strangers, len(strangers), f"{len(strangers)} partners in {table} {text}"
    )


def _unmapped(table: str, rollup: pd.DataFrame, method: Method) -> list[Finding]:
    words = unmapped_kinds(table, rollup, method)
    what = "questions are rated on the scale of their rows" if table == "surveys" else "kinds count in no component"
    text = f"{len(words)} {what}. If one of them is a known word, add it to the synonyms of the method."
    return _finding("unmapped_kind", table, words, len(words), text)


def _outside(table: str, rollups: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Find rows before a partner joined or after it left; deals and measures count by their own dates."""
    if table not in ("interactions", "surveys", "advocacy") or "partners" not in rollups:
        return []
    partners = rollups["partners"].set_index("partner_id")
    rollup = rollups[table]
    first = rollup["partner_id"].map(_months(partners["joined_on"])).fillna(-np.inf)
    last = rollup["partner_id"].map(_months(partners["left_on"])).fillna(np.inf)
    outside = rollup[(rollup["month"] < first) | (rollup["month"] > last)]
    count = int(outside["rows"].sum())
    text = (
        f"{count} rows of {table} lie outside the time of their partner and are not counted. "
        "Check its joined_on and left_on."
    )
    return _finding("outside_existence", table, sorted(set(outside["partner_id"])), count, text)


def _months(dates: pd.Series) -> pd.Series:
    months: pd.Series = dates.dt.year * 12 + dates.dt.month - 1
    return months


def _finding(code: str, table: str, names: list[str] | tuple[str, ...], count: int, text: str) -> list[Finding]:
    return [Finding(code, table, count, tuple(names[:_SHOWN]), text)] if count else []
