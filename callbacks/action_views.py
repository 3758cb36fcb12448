"""Actions as views: names, days and measured effects in words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from callbacks.access import may
from callbacks.insight_views import signed_text
from callbacks.views import partner_path
from data.people.principal import Right
from kpi.action_effect import ActionEffect, EffectStatus, action_effect
from kpi.language import t
from layouts import formats
from layouts.action_parts import ActionRow

if TYPE_CHECKING:
    from callbacks.services import Services
    from data.work.actions import ActionEntry
    from kpi.board import Board


def effect_of(board: Board, action: ActionEntry) -> ActionEffect | None:
    """Return what went with an action; None when it was dropped."""
    if action.status == "dropped":
        return None
    ended = action.done_on or action.due
    question = ("effect", action.kpi, action.partner_id, action.created_on, ended)
    return board.memory.get(
        question,
        lambda: action_effect(
            board, kpi=action.kpi, partner_id=action.partner_id, began=action.created_on, ended=ended
        ),
    )


def effect_words(board: Board, kpi: str, effect: ActionEffect | None, *, currency: str) -> tuple[str, str]:
    """Return the change that went with an action, and the peers' beside it; why there is none without one.

    The words claim no cause: the change goes with the action, as that of the peers goes with none.
    """
    if effect is None:
        return "", ""
    if effect.change is not None:
        unit = board.catalogue[kpi].unit
        moved = signed_text(effect.change, unit, currency=currency)
        if effect.peers is not None:
            return moved, t("peers {change}", change=signed_text(effect.peers, unit, currency=currency))
        return moved, t("too few peers") if effect.status is EffectStatus.FEW_PEERS else ""
    words = {
        EffectStatus.TOO_EARLY: t("too early, from {month}", month=formats.month(_following(effect.after_month))),
        EffectStatus.NO_DAY: t("no due day"),
        EffectStatus.NO_KPI: t("no KPI named"),
    }
    return "", words.get(effect.status, t("not enough data"))


def action_row(services: Services, board: Board, action: ActionEntry, *, edit_href: str = "") -> ActionRow:
    """Return an action as a table shows it."""
    currency = services.currency()
    row = board.catalogue.get(action.kpi)
    measured, note = effect_words(board, action.kpi, effect_of(board, action), currency=currency)
    expected = "" if action.expected is None else expected_text(
        action.expected, row.unit if row else "count", currency=currency
    )  # fmt: skip
    return ActionRow(
        id=action.id,
        partner=services.partner_name(action.partner_id) if action.partner_id else t("All partners"),
        partner_href=partner_path(action.partner_id) if action.partner_id else "/",
        title=action.title,
        reason=action.reason,
        owner=action.owner,
        due=action.due.isoformat() if action.due else "",
        due_text=formats.day(action.due),
        status=action.status,
        kpi=row.short if row else "",
        kpi_href=f"/kpis/{quote(action.kpi, safe='')}" if row else "",
        is_overdue=action.is_overdue(services.today()),
        expected=expected,
        measured=measured,
        measured_note=note,
        edit_href=edit_href,
        is_fixed=not may(Right.WORK),
    )


def expected_text(value: float, unit: str, *, currency: str) -> str:
    """Return a change that is hoped for as it was written: without decimals when it has none."""
    if unit in ("score", "points", "percent") and float(value).is_integer():
        return formats.signed(value, 0)
    return signed_text(value, unit, currency=currency)


def _following(month: int | None) -> int | None:
    """Return the month after the last one of a window: from its first day on the window is known."""
    return None if month is None else month + 1
