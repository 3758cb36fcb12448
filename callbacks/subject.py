"""What a partner's page speaks of: one partner of a board, under the filters of an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from callbacks.filters import Filters
from kpi import summary
from kpi.board import Board
from kpi.change import change
from kpi.composite import Composite
from kpi.summary import Standing


@dataclass(frozen=True)
class Subject:
    """What the parts of the page speak of: a partner of a board, under some filters."""

    board: Board
    filters: Filters
    row: int

    @property
    def id(self) -> str:
        """The partner's id."""
        return str(self.board.programme.partners.index[self.row])

    @property
    def partner_type(self) -> str:
        """The partner's type, as in the data."""
        codes, types = self.board.programme.partner_types
        return str(types[codes[self.row]])

    @property
    def now(self) -> tuple[int, int]:
        """Row of the partner and column of the period."""
        return self.row, self.filters.period.column

    @property
    def earlier(self) -> tuple[int, int] | None:
        """Row of the partner and column of the comparison."""
        return (self.row, self.filters.before.column) if self.filters.before else None

    @property
    def composite(self) -> Composite | None:
        """The score in view with its components; None for advocacy, which is counted, not composed."""
        return self.composite_of(self.filters.kpi)

    def composite_of(self, kpi: str) -> Composite | None:
        """Return a score with its components; None for advocacy and for what is no score."""
        return None if kpi == "advocacy_score" else self.board.composite(kpi)

    def standing(self, kpi: str) -> Standing:
        """Return a KPI now and before."""
        return summary.standing(self.board.reading(kpi), self.filters.period, self.filters.before, row=self.row)

    def changes(self, kpi: str | None = None) -> Any:
        """Return `kpi.change.change` of a score, the one in view by default; None where it has none."""
        kpi = kpi or self.filters.kpi
        composite = self.composite_of(kpi)
        if composite is None or self.earlier is None or self.standing(kpi).change is None:
            return None
        return change(composite, self.earlier, self.now)


def subject_of(board: Board, partner_id: str, filters: Filters) -> Subject:
    """Return a partner under some filters.

    Raises
    ------
    KeyError
        When the board has no such partner.
    """
    return Subject(board, filters, board.reading(filters.kpi).row(partner_id))
