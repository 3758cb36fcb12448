"""The actions that a page lists, how many there are of each kind, and the form that it opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from callbacks.access import may
from callbacks.action_edits import draft_of, finding
from callbacks.action_fields import Refused, field_text
from callbacks.action_query import OVERDUE, REMOVED, Question
from data.people.principal import Right
from data.work.actions import ActionDraft, ActionEntry, ActionMissing
from kpi.catalogue import Scope
from kpi.language import t
from kpi.selection import Selection
from layouts.action_form import FormView

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from callbacks.filters import Filters
    from callbacks.services import Services
    from kpi.board import Board
    from kpi.programme import Flags

MOST_NAMES = 500
"""Partners up to which the form lists all names; with more, one is typed."""

_ORDER = {"in_progress": 0, "planned": 0, "done": 1, "dropped": 2}


@dataclass(frozen=True)
class ActionPile:
    """The actions of the partners in view.

    Parameters
    ----------
    shown
        Those that pass the page's own filters too, what has to be seen to first.
    open, overdue
        How many somebody has to see to, and how many of them are late.
    by_status, by_owner
        How many of the partners in view there are of each.
    """

    shown: Sequence[ActionEntry]
    open: int
    overdue: int
    by_status: Mapping[str, int]
    by_owner: Mapping[str, int]


def action_pile(services: Services, filters: Filters, question: Question, chosen: Flags) -> ActionPile:
    """Return the actions under filters and question; those of the programme stand while no partner is chosen."""
    actions, today = services.actions(), services.today()
    kept = _in_view(services, actions.list(), filters, chosen)
    gone = _in_view(services, actions.list(removed=True), filters, chosen)
    overdue = sum(one.is_overdue(today) for one in kept)
    pool = gone if REMOVED in question.statuses else kept
    shown = [one for one in pool if _passes(one, question, today)]
    shown.sort(key=lambda one: _ORDER[one.status])
    return ActionPile(
        shown=shown,
        open=sum(one.is_open for one in kept),
        overdue=overdue,
        by_status={**Counter(one.status for one in kept), OVERDUE: overdue, REMOVED: len(gone)},
        by_owner=dict(sorted(Counter(one.owner for one in kept).items())),
    )


def form_view(
    services: Services, board: Board, filters: Filters, question: Question, *, search_key: str | None
) -> FormView | None:
    """Return the form that an address asks for; None when there is none, also for who may not change anything."""
    if not may(Right.WORK):
        return None
    here = question.plain().href(filters)
    kpis = [(row.id, row.name) for row in board.catalogue.values() if row.scope is not Scope.GROUPS]
    base = FormView(heading=t("New action"), partner="", kpis=kpis, cancel_href=here, save=t("Add action"))
    if question.edit:
        return _edit_form(services, base, question.edit)
    if search_key is None:
        return None
    names = board.programme.partners["name"]
    listed = tuple(sorted(names.tolist(), key=str.casefold)) if len(names) <= MOST_NAMES else ()
    if not search_key:
        known = question.partner in board.programme.partners.index
        partner = services.partner_name(question.partner) if known else ""
        return replace(base, partners=listed, partner=partner)
    try:
        _, _, one = finding(services, search_key, filters.href("").removeprefix("?"))
    except Refused:
        return replace(base, partners=listed)
    draft = draft_of(services, board, one)
    return replace(
        _filled(base, draft, services),
        heading=t("Action from a finding"),
        save=t("Start action"),
        insight=draft.insight,
        partner=draft.partner_id,
        is_partner_fixed=True,
    )


def _edit_form(services: Services, base: FormView, number: str) -> FormView | None:
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    try:
        entry = services.actions().get(int(number))
    except ActionMissing:
        return None
    filled = _filled(base, entry, services)
    return replace(filled, heading=t("Edit action"), save=t("Save"), key=number, is_partner_fixed=True)


def _filled(base: FormView, action: ActionDraft | ActionEntry, services: Services) -> FormView:
    return replace(
        base,
        partner=services.partner_name(action.partner_id) if action.partner_id else t("All partners"),
        kpi=action.kpi,
        title=action.title,
        reason=action.reason,
        owner=action.owner,
        due=field_text(action.due),
        status=action.status,
        expected=field_text(action.expected),
    )


def _in_view(
    services: Services, actions: Iterable[ActionEntry], filters: Filters, chosen: Flags
) -> list[ActionEntry]:
    if filters.selection == Selection():
        return list(actions)
    board = services.board()
    rows = {} if board is None else {str(key): at for at, key in enumerate(board.programme.partners.index)}
    return [one for one in actions if one.partner_id in rows and bool(chosen[rows[one.partner_id]])]


def _passes(one: ActionEntry, question: Question, today: date) -> bool:
    statuses = [name for name in question.statuses if name != REMOVED]
    return (
        (not statuses or one.status in statuses or (OVERDUE in statuses and one.is_overdue(today)))
        and (not question.owners or one.owner in question.owners)
        and (not question.insight or one.insight == question.insight)
    )
