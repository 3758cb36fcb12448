"""What a quarterly review asks of the figures: where the two sides differ, and whose review is due."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kpi.board import Board
from kpi.partner import by_change
from kpi.periods import parse_month, quarter_text
from kpi.programme import Flags
from kpi.reconciliation import reconcile
from kpi.summary import Quarter, number
from kpi.windows import QUARTER

REACH: Final = 12
"""Months back from which a figure that is still disputed is brought up again."""

_QUARTER_KEY: Final = re.compile(r"([0-9]{4})Q([1-4])")

Key = tuple[int, str]
"""A figure: ordinal of its month, and its measure."""


@dataclass(frozen=True)
class Difference:
    """A figure that both sides report, or should.

    Parameters
    ----------
    month
        Ordinal of the month.
    measure
        Name of the measure.
    ours, theirs
        What each side reports; None where it does not.
    share
        Difference as a share of the larger one, 0 to 2; None where one side is missing.
    status
        One of `kpi.reconciliation.STATUSES`.
    owner
        Who answers for the partner; empty when nobody is known.
    """

    month: int
    measure: str
    ours: float | None
    theirs: float | None
    share: float | None
    status: str
    owner: str

    @property
    def key(self) -> Key:
        """Which figure it is."""
        return self.month, self.measure


def differences(board: Board, partners: Collection[str]) -> dict[str, tuple[Difference, ...]]:
    """Return every figure that both sides report, of some partners; what was found is kept with the board.

    Parameters
    ----------
    board
        The scores.
    partners
        Ids; unknown ones have no figures.

    Returns
    -------
    dict
        Id -> figures, disputed ones first, as `kpi.reconciliation.reconcile` orders them.
    """
    asked = frozenset(partners)
    return board.memory.get(("review differences", asked), lambda: _found(board, asked))


def to_discuss(
    found: Sequence[Difference], *, until: int, written: Collection[Key] = (), settled: Collection[Key] = ()
) -> list[Difference]:
    """Return the figures that a review brings up.

    Parameters
    ----------
    found
        The partner's figures.
    until
        Ordinal of the quarter's last month.
    written
        Figures of which somebody has said something in this review: they stay, also once they agree.
    settled
        Figures that an earlier review has settled.

    Returns
    -------
    list
        Disputed ones of the last `REACH` months, of the quarter also those that one side has not reported.
    """
    return [
        one
        for one in found
        if one.key in written
        or (
            one.month <= until
            and one.key not in settled
            and (
                (one.status == "disputed" and one.month > until - REACH)
                or (one.status == "one-sided" and one.month > until - QUARTER)
            )
        )
    ]


def quarter_label(key: str, *, fiscal_start: int = 1) -> str:
    """Return the name of a quarter by its key, whether the data hold it or not.

    Parameters
    ----------
    key
        As in addresses, ``2026Q3``.
    fiscal_start
        First month of the fiscal year, 1 to 12.

    Returns
    -------
    str
        The key itself when it is none.

    Examples
    --------
    >>> quarter_label("2026Q3"), quarter_label("2026Q3", fiscal_start=7), quarter_label("soon")
    ('Q3 2026', 'FY26 Q3', 'soon')
    """
    found = _QUARTER_KEY.fullmatch(key)
    if found is None:
        return key
    year, quarter = int(found[1]), int(found[2])
    # A fiscal year is named by the calendar year in which it ends.
    first = (year - (fiscal_start > 1)) * 12 + (quarter - 1) * QUARTER + fiscal_start - 1
    return quarter_text(first, fiscal_start=fiscal_start)


def due(
    board: Board, kpi: str, chosen: Flags, *, reviewed: Collection[str], now: Quarter, before: Quarter | None
) -> list[int]:
    """Return the chosen partners without a review of a quarter, the largest fall of a score first.

    Parameters
    ----------
    board
        The scores.
    kpi
        The score to order by.
    chosen
        Which partners are asked about.
    reviewed
        Ids of those that have a review.
    now, before
        The quarter and the one before.
    """
    ids = board.programme.partners.index.tolist()
    return [row for row in by_change(board, kpi, chosen, now, before) if ids[row] not in reviewed]


def _found(board: Board, asked: Collection[str]) -> dict[str, tuple[Difference, ...]]:
    rows: dict[str, list[Difference]] = {one: [] for one in asked}
    for row in reconcile(board.programme, partners=asked).to_dict("records"):
        rows[str(row["partner_id"])].append(_difference(row))
    return {one: tuple(found) for one, found in rows.items()}


def _difference(row: Mapping[Any, Any]) -> Difference:
    return Difference(
        month=parse_month(str(row["month"])),
        measure=str(row["measure"]),
        ours=number(row["ours"]),
        theirs=number(row["theirs"]),
        share=number(row["share"]),
        status=str(row["status"]),
        owner=str(row["owner"]),
    )
