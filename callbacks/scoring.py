"""Questions about scores as ``tandem scores`` and the HTTP API ask them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from callbacks.access import who
from callbacks.services import make_board, seen_board
from data.store import Store
from data.table_files import text_blocks
from kpi.board import Board
from kpi.method import Method
from kpi.scores import GROUPINGS, score_blocks

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


def answer_scores(store: Store, method: Method, question: ScoreQuestion, file_format: str = "csv") -> Iterator[str]:
    """The long table of scores as text, piece by piece.

    Raises
    ------
    NothingToScore
        While the store has no dated row.
    KeyError, ValueError
        On a KPI, partner or grouping that does not exist; the message lists what does.
    """
    board = asked_board(store, method, as_of=question.as_of, window=question.window)
    blocks = score_blocks(board, kpis=question.kpis, partners=question.partners, group_by=question.group_by)
    return text_blocks(blocks, file_format)


def asked_board(store: Store, method: Method, *, as_of: date | None = None, window: int | None = None) -> Board:
    """The board of a question, of the partners that who asks may see.

    Raises
    ------
    NothingToScore
        While the store has no dated row of them.
    """
    board = seen_board(make_board(store, method, as_of=as_of, window=window), who())
    if board is None:
        raise NothingToScore
    return board


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
