"""What a click on a target does: each edit is one write, and tells how to take it back.

Everything comes from the client and is treated as nonsense until it has been looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from callbacks.action_fields import Refused, asked_number
from callbacks.target_form import Typed, read_form, with_baseline
from callbacks.target_views import found_target, held_targets, read_before, target_title, write_before
from callbacks.told import Told
from data.work.targets import Change, TargetError
from kpi.chance import Outlook
from kpi.language import raised, t
from kpi.smart import tried_target
from layouts.ids import TargetIds

if TYPE_CHECKING:
    from callbacks.services import Services
    from kpi.board import Board

REMOVE: Final = "target-remove"
RESTORE: Final = "target-restore"
UNDO: Final = "target-undo"


def save_target(
    services: Services, board: Board, asked: Typed, edited_id: object, *, go: str = ""
) -> tuple[Told | None, dict[str, str]]:
    """Keep what stands in the fields; returns what to say, or problems by field.

    Parameters
    ----------
    services, board
        The running app and its scores.
    asked
        The fields.
    edited_id
        The target that is changed, as a client says; empty for a new one.
    go
        The address to go to when that is done.
    """
    edited = found_target(board, edited_id)
    if edited_id and edited is None:
        return None, {TargetIds.KPI: t("That target is not there any more. Close the form and look at the list.")}
    draft = read_form(board, asked, today=services.today(), edited=edited, groups=services.scope().is_all)
    if draft.target is None or draft.problems:
        return None, dict(draft.problems)
    kept, outlook = services.targets(), Outlook.of(board)
    try:
        if edited is not None and edited.number is not None:
            change = kept.change(edited.number, draft.target)
            return _told(services, t("Target changed"), outlook, change, go=go), {}
        made = draft.target if edited else with_baseline(tried_target(outlook, draft.target))
        text = t("Target changed") if edited else t("Target set")
        change = kept.add(made, today=services.today(), instead_of=edited)
        return _told(services, text, outlook, change, go=go), {}
    except TargetError:
        return None, {TargetIds.KPI: t("The target could not be kept. Reload the page and try again.")}


def _remove(services: Services, asked: Mapping[str, Any], _search: str | None) -> Told:
    board = services.board()
    found = found_target(board, asked.get("key")) if board else None
    if board is None or found is None:
        raise Refused(t("That target is not there any more. Reload the page."))
    try:
        change = services.targets().remove(found, today=services.today())
    except TargetError as error:
        raise Refused(t("The target could not be removed. Reload the page and try again.")) from error
    return _told(services, t("Target removed"), Outlook.of(board), change)


def _restore(services: Services, asked: Mapping[str, Any], _search: str | None) -> Told:
    board, number = services.board(), asked_number(asked)
    kept = services.targets()
    gone = next((one for one in kept.list(removed=True) if one.number == number), None)
    if board is None or gone is None:
        raise Refused(t("That target is there again already. Reload the page."))
    if any(one.key == gone.key for one in held_targets(board)):
        raise Refused(t("There is another target of the same KPI, for the same partners and day. Change that one."))
    return _told(services, t("Target restored"), Outlook.of(board), kept.restore(number))


def _undo(services: Services, asked: Mapping[str, Any], _search: str | None) -> Told:
    """Take a change back, as its button says."""
    try:
        before = read_before(asked.get("before"))
        services.targets().take_back(before)
    except (ValueError, TargetError) as error:
        raise Refused(t("That can't be undone any more. Reload the page.")) from error
    held = next((one.target for one in before if one.target is not None), None)
    services.note(
        "changed target",
        partner_id=held.partner_id if held else "",
        detail=f"taken back: {held.kpi} by {held.due.isoformat()}" if held else "taken back",
    )
    return Told(t("The target is as it was"))


def _told(services: Services, text: str, outlook: Outlook, change: Change, *, go: str = "") -> Told:
    """Note a change in the audit log, and return what to say of it."""
    target = change.target
    detail = f"{text}: {target.kpi} {target.value:g} by {target.due.isoformat()}"
    services.note("changed target", partner_id=target.partner_id, detail=detail)
    undo = {"do": UNDO, "before": write_before(change.before)}
    return Told(text, raised(target_title(outlook, change.target)), undo=undo, go=go)


TARGET_EDITS: Final[Mapping[str, Callable[[Any, Mapping[str, Any], str | None], Told]]] = {
    REMOVE: _remove,
    RESTORE: _restore,
    UNDO: _undo,
}
"""Every edit by its name in `data-tdm-do`."""
