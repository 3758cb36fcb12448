"""What needs attention on the Overview: the findings that nobody has decided about yet, the most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbacks.insight_list import about, found
from callbacks.insight_views import insight_view
from callbacks.work import OPEN, work_of
from layouts.insights import AttentionView

if TYPE_CHECKING:
    from callbacks.filters import Filters
    from callbacks.services import Services
    from kpi.board import Board
    from kpi.programme import Flags

SHOWN = 4
"""Findings listed on the Overview; the Actions page has the rest."""


def attention_state(services: Services, board: Board, filters: Filters) -> tuple[object, ...] | None:
    """Return what `attention_items` depends on beside board, filters and language; None while it may yet change."""
    known = found(services, board, filters)
    if known.pending:
        return None
    return known.failed, work_of(services).revision, services.today()


def attention_items(services: Services, board: Board, filters: Filters, chosen: Flags) -> AttentionView:
    """Return what needs attention among the partners in view; cheap, as the findings are there already.

    Parameters
    ----------
    services
        The running app.
    board
        The scores.
    filters
        What the page shows.
    chosen
        For each partner, whether it is in view.
    """
    known = found(services, board, filters)
    more = filters.href("/actions")
    if known.pending or known.failed:
        return AttentionView(more_href=more, pending=known.pending, failed=known.failed)
    pile = work_of(services).piles(known.items, filters.period.key, services.today())[OPEN]
    waiting = [one for one in about(pile, filters.selection, chosen) if not one.is_good]
    items = [insight_view(services, board, filters, one) for one in waiting[:SHOWN]]
    return AttentionView(items=items, total=len(waiting), more_href=more)
