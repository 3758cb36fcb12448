"""Actions as a review shows them: who does what by when, and what was measured after it was due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.work.actions import ActionEntry
from kpi.action_effect import ActionEffect, EffectStatus, action_effect
from kpi.board import Board
from kpi.catalogue import CATALOGUE
from kpi.language import t
from layouts import formats
from layouts.review_agenda import ActionItem

if TYPE_CHECKING:
    from callbacks.services import Services


def action_items(services: Services, actions: Sequence[ActionEntry]) -> tuple[ActionItem, ...]:
    """Return actions as plain values."""
    board, today = services.board(), services.today()
    return tuple(
        ActionItem(
            id=one.id,
            title=one.title,
            reason=one.reason,
            kpi=one.kpi,
            kpi_name=kpi_name(board, one.kpi),
            owner=one.owner,
            due=one.due,
            status=one.status,
            overdue=one.is_overdue(today),
            effect=_effect(board, one),
        )
        for one in actions
    )


def kpi_name(board: Board | None, kpi: str) -> str:
    """Return the short name of a KPI; empty when there is none of that id."""
    known = CATALOGUE if board is None else board.catalogue
    return known[kpi].short if kpi in known else ""


def _effect(board: Board | None, one: ActionEntry) -> str:
    """Say what was measured after an action was due; empty where nothing can be said."""
    if board is None or one.kpi not in board.catalogue:
        return ""
    began, ended = one.created_on, one.done_on or one.due
    effect = action_effect(board, kpi=one.kpi, partner_id=one.partner_id, began=began, ended=ended)
    if effect.status is EffectStatus.TOO_EARLY and effect.after_month is not None:
        return t("measured after {month}", month=formats.month(effect.after_month))
    if effect.change is None:
        return ""
    return _measured(effect, str(board.catalogue[one.kpi].unit))


def _measured(effect: ActionEffect, unit: str) -> str:
    change = _signed(effect.change, unit)
    if effect.peers is None:
        return change
    return t("{change}, peers {peers}", change=change, peers=_signed(effect.peers, unit))


def _signed(change: float | None, unit: str) -> str:
    """Return a change with its sign; scores and shares in points."""
    if unit in ("score", "percent", "points"):
        return formats.signed(change)
    size = formats.change_text(change, unit)
    return size if not change else f"{'+' if change > 0 else formats.MINUS}{size}"
