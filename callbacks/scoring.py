"""Questions about scores as ``tandem scores``, ``tandem explain`` and the HTTP API ask them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from callbacks.services import make_board
from data.score_files import records, scores_text
from data.store import Store
from kpi.board import Board
from kpi.change import change
from kpi.composite import Composite
from kpi.contributions import contributions
from kpi.method import Method
from kpi.periods import month_text, parse_month
from kpi.scores import GROUPINGS, score_table

LONGEST_WINDOW = 120


class NothingToScore(ValueError):
    """The store has no dated row."""

    def __init__(self) -> None:
        super().__init__("There is nothing to score yet. Import a file, or load the sample data: tandem demo")


@dataclass(frozen=True)
class ScoreQuestion:
    """Which scores are asked for; None leaves the choice to the method or takes all."""

    as_of: date | None = None
    window: int | None = None
    kpis: tuple[str, ...] | None = None
    partners: tuple[str, ...] | None = None
    group_by: str | None = None

    @classmethod
    def parse(
        cls,
        *,
        as_of: str | None = None,
        window: str | None = None,
        kpis: Sequence[str] | None = None,
        partners: Sequence[str] | None = None,
        group_by: str | None = None,
    ) -> ScoreQuestion:
        """Read a question from text.

        Raises
        ------
        ValueError
            On a value that cannot be used, in words.
        """
        if group_by is not None and group_by not in GROUPINGS:
            raise ValueError(f"Scores can't be grouped by {group_by!r}. Use one of {', '.join(GROUPINGS)}.")
        return cls(
            as_of=None if as_of is None else parse_day(as_of),
            window=None if window is None else parse_window(window),
            kpis=tuple(kpis) if kpis else None,
            partners=tuple(partners) if partners else None,
            group_by=group_by,
        )


def answer_scores(store: Store, method: Method, question: ScoreQuestion, file_format: str = "csv") -> str:
    """The long table of scores as text.

    Raises
    ------
    NothingToScore
        While the store has no dated row.
    KeyError, ValueError
        On a KPI, partner or grouping that does not exist; the message lists what does.
    """
    board = asked_board(store, method, as_of=question.as_of, window=question.window)
    scores = score_table(board, kpis=question.kpis, partners=question.partners, group_by=question.group_by)
    return scores_text(scores, file_format)


def asked_board(store: Store, method: Method, *, as_of: date | None = None, window: int | None = None) -> Board:
    """The board of a question.

    Raises
    ------
    NothingToScore
        While the store has no dated row.
    """
    board = make_board(store, method, as_of=as_of, window=window)
    if board is None:
        raise NothingToScore
    return board


def explain(board: Board, partner_id: str, kpi: str, month: str, against: str | None = None) -> dict[str, Any]:
    """What made a score, or what made it change.

    Parameters
    ----------
    board
        The scores.
    partner_id, kpi
        Whose, and which.
    month
        The month, as in ``2026-03``.
    against
        An earlier month: explain the difference instead.

    Raises
    ------
    ValueError
        On a partner, KPI or month that there is none of, in words.
    """
    reading = board.reading(kpi)
    if partner_id not in reading.labels:
        raise ValueError(f"There is no partner {partner_id!r}.")
    row = reading.row(partner_id)
    at = (row, _column(board, month))
    said: dict[str, Any] = {"partner_id": partner_id, "kpi": kpi, "month": month}
    said["value"] = _number(reading.value[at])
    said["coverage"] = None if reading.coverage is None else _number(reading.coverage[at])
    said["n"] = int(reading.n[at])
    composite = board.composite(kpi)
    if against is None:
        return said | {"components": records(contributions(composite, at)) if composite else []}
    before = (row, _column(board, against))
    return said | _change(composite, before, at, against, _number(reading.value[before]))


def _change(
    composite: Composite | None, before: tuple[int, int], at: tuple[int, int], against: str, was: float | None
) -> dict[str, Any]:
    parts = records(change(composite, before, at)) if composite else []
    return {"against": against, "value_against": was, "changes": parts}


def parse_day(text: str) -> date:
    """Read a day as in 2026-03-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day. Write it as in 2026-03-31.") from error


def parse_window(text: str) -> int:
    """Read a window [months]."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= LONGEST_WINDOW):
        raise ValueError(f"{text!r} is not a window. Give whole months from 1 to {LONGEST_WINDOW}.")
    return int(text)


def _column(board: Board, month: str) -> int:
    calendar = board.programme.calendar
    wanted = parse_month(month)
    if not calendar.first <= wanted <= calendar.last:
        span = f"{month_text(calendar.first)} to {month_text(calendar.last)}"
        raise ValueError(f"There are no scores for {month}. The data reach from {span}.")
    return wanted - calendar.first


def _number(value: Any) -> float | None:
    return None if value != value else float(value)
