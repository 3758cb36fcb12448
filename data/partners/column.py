"""The column of a file that tells its partners: ids, names, or what stands for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from data.cells.coded import Coded
from data.columns.mapping import Matched
from data.columns.synonyms import PARTNER_NAME
from data.partners.directory import Directory, Known
from data.partners.identify import Resolver
from data.partners.partner_questions import newcomer_questions
from data.results import Decision, Question


class PartnerColumn:
    """Finds the partners of a file that is read in blocks.

    Parameters
    ----------
    matched
        What the columns of the file stand for.
    directory
        Who is known.
    """

    def __init__(self, matched: Matched, directory: Directory) -> None:
        self._directory = directory
        self._is_list = matched.table == "partners"
        self._name = _column_of(matched)
        self._header = matched.header(self._name)
        self._resolver: Resolver | None = None
        if matched.table != "targets" and not (self._is_list and self._name == "partner_id"):
            # A partners file says itself who its partners are.
            known = Directory.of([]) if self._is_list else directory
            self._resolver = Resolver(known, self._header, are_ids=self._name != PARTNER_NAME)

    def ids(self, coded: Mapping[str, Coded]) -> pd.Series | None:
        """Return the partner of each row of a block; None when the column `partner_id` says it as it is."""
        return self._resolver.ids(coded[self._name]) if self._resolver else None

    def decisions(self) -> tuple[Decision, ...]:
        """Say how partners were found."""
        if self._is_list:
            choice = f"the name, from {self._header!r}"
            return (Decision("partner_id", choice, "there is no column partner_id"),) if self._name == "name" else ()
        return self._resolver.decisions() if self._resolver else ()

    def questions(self, listed: Sequence[Known]) -> tuple[Question, ...]:
        """Ask about words that told no partner, and about partners of a list that look like one that is known."""
        if self._is_list:
            return newcomer_questions(self._directory, listed)
        return self._resolver.questions() if self._resolver else ()


def _column_of(matched: Matched) -> str:
    if matched.position("partner_id") is not None or matched.table == "targets":
        return "partner_id"
    return "name" if matched.table == "partners" else PARTNER_NAME
