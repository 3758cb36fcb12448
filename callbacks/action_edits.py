"""What a click on a finding or an action does: each edit is one write, and tells how to take it back.

Everything comes from the client and is treated as nonsense until it has been looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from callbacks.action_fields import (
    FIELDS,
    Refused,
    asked_number,
    asked_text,
    field_text,
    read_day,
    resolve_partner,
)
from callbacks.filters import Filters, parse_filters
from callbacks.insight_list import Listed, found
from callbacks.target_edits import TARGET_EDITS
from callbacks.told import Told as Told
from callbacks.work import dismissal_key
from data.work.actions import (
    LONGEST_OWNER,
    LONGEST_REASON,
    LONGEST_TITLE,
    ActionDraft,
    ActionEntry,
    ActionMissing,
)
from data.work.insight_states import DISMISSED, LONGEST_KEY
from data.work.insight_states import LONGEST_REASON as LONGEST_DISMISSAL
from kpi.follow_up import due_day, kept_words, reason_of
from kpi.language import t
from layouts import formats
from layouts.action_parts import status_words
from layouts.insights import SNOOZE_DAYS

if TYPE_CHECKING:
    from callbacks.services import Services
    from kpi.board import Board

LONGEST_SNOOZE = 366
"""Days for which a finding can be put off; for longer it is dismissed."""


def do(services: Services, asked: object, search: str | None) -> Told:
    """Do what was clicked, and return what to say about it.

    Parameters
    ----------
    services
        The running app.
    asked
        What the browser says: ``do`` names the edit, ``key`` what it is about, the rest how.
    search
        Query of the page, for its period and partners.

    Raises
    ------
    Refused
        When it can't be done, in words.
    """
    known = asked if isinstance(asked, dict) else {}
    edit = EDITS.get(str(known.get("do")))
    if edit is None:
        raise Refused(t("That button is not known. Reload the page."))
    try:
        return edit(services, known, search)
    except ActionMissing as error:
        raise Refused(t("That action is not there any more. Reload the page.")) from error


def draft_of(services: Services, board: Board, one: Listed) -> ActionDraft:
    """Return the action that a finding recommends: who manages the partner does it, within weeks."""
    insight = one.insight
    owner = "" if one.row is None else str(board.programme.partners["manager"].iloc[one.row])
    return ActionDraft(
        title=(insight.action or kept_words(one.key, insight.what))[:LONGEST_TITLE],
        partner_id=insight.partner_id,
        kpi=insight.kpi,
        reason=reason_of(insight)[:LONGEST_REASON],
        insight=one.key,
        owner=owner[:LONGEST_OWNER],
        due=due_day(insight, services.today()),
    )


def finding(services: Services, key: str, search: str | None) -> tuple[Board, Filters, Listed]:
    """Return the finding with a key in the period of a page.

    Raises
    ------
    Refused
        When there is none, or findings are still being looked for.
    """
    board = services.board()
    if board is None:
        raise Refused(t("There are no data any more. Reload the page."))
    fiscal_start = services.settings.fiscal_year_start
    filters = parse_filters(search, board, fiscal_start=fiscal_start)
    known = found(services, board, filters)
    for one in known.items:
        if one.key == key:
            return board, filters, one
    if known.pending:
        raise Refused(t("The data have just changed and are being looked through. Try again in a moment."))
    raise Refused(t("That finding is not there any more: the data have changed. Reload the page."))


def _start(services: Services, asked: Mapping[str, Any], search: str | None) -> Told:
    board, _, one = finding(services, asked_text(asked, "key", LONGEST_KEY), search)
    made = services.actions().add(draft_of(services, board, one), today=services.today())
    return Told(
        t("Action started for {who}", who=one.who),
        t("{owner}, due {day}", owner=made.owner or t("Nobody yet"), day=formats.day(made.due)),
        undo={"do": "remove", "key": str(made.id)},
        href=f"/actions?tab=actions&edit={made.id}",
        href_text=t("Edit"),
    )


def _snooze(services: Services, asked: Mapping[str, Any], search: str | None) -> Told:
    _, _, one = finding(services, asked_text(asked, "key", LONGEST_KEY), search)
    today = services.today()
    until = read_day(asked.get("until")) if asked.get("until") else today + timedelta(days=SNOOZE_DAYS)
    if until is None or not today < until <= today + timedelta(days=LONGEST_SNOOZE):
        raise Refused(t("Choose a day between tomorrow and a year from now."))
    services.insight_states().snooze(one.key, until, today=today)
    return Told(
        t("Snoozed until {day}", day=formats.day(until)),
        one.who,
        undo={"do": "bring", "key": one.key},
    )


def _dismiss(services: Services, asked: Mapping[str, Any], search: str | None) -> Told:
    _, filters, one = finding(services, asked_text(asked, "key", LONGEST_KEY), search)
    reason = asked_text(asked, "reason", LONGEST_DISMISSAL)
    if not reason:
        raise Refused(t("Say in a few words why it is dismissed; whoever looks for it will want to know."))
    key = dismissal_key(one.key, filters.period.key)
    services.insight_states().dismiss(key, reason, today=services.today())
    return Told(
        t("Dismissed for {period}", period=filters.period.label),
        one.who,
        undo={"do": "bring", "key": key},
    )


def _bring(services: Services, asked: Mapping[str, Any], _search: str | None) -> Told:
    key, states = asked_text(asked, "key", LONGEST_KEY), services.insight_states()
    held = states.all().get(key)
    if held is None or not states.clear(key):
        raise Refused(t("That finding is back already."))
    undo = {"do": "hide", "key": key, "state": held.state, "reason": held.reason,
            "until": held.until.isoformat() if held.until else ""}  # fmt: skip
    return Told(t("The finding is back in the list"), undo=undo)


def _hide(services: Services, asked: Mapping[str, Any], _search: str | None) -> Told:
    """Take back that a finding was brought back."""
    key, states, today = asked_text(asked, "key", LONGEST_KEY), services.insight_states(), services.today()
    reason, until = asked_text(asked, "reason", LONGEST_DISMISSAL), read_day(asked.get("until"))
    if key and asked.get("state") == DISMISSED and reason:
        states.dismiss(key, reason, today=today)
    elif key and until is not None and until > today:
        states.snooze(key, until, today=today, reason=reason)
    else:
        raise Refused(t("That can't be taken back any more."))
    return Told(t("The finding is out of sight again"), undo={"do": "bring", "key": key})


def _change(services: Services, asked: Mapping[str, Any], _search: str | None) -> Told:
    actions, number = services.actions(), asked_number(asked)
    name = str(asked.get("field"))
    if name not in FIELDS:
        raise Refused(t("That field is not known. Reload the page."))
    before = getattr(actions.get(number), name)
    value = FIELDS[name](asked.get("value"))
    after = getattr(actions.change(number, today=services.today(), **{name: value}), name)
    if after == before:
        return Told("")
    undo = {"do": "change", "key": str(number), "field": name, "value": field_text(before)}
    return Told(_changed(name, after), undo=undo)


def _remove(services: Services, asked: Mapping[str, Any], _search: str | None) -> Told:
    gone = services.actions().remove(asked_number(asked))
    return Told(t("Action removed"), gone.title, undo={"do": "restore", "key": str(gone.id)})


def _restore(services: Services, asked: Mapping[str, Any], _search: str | None) -> Told:
    back = services.actions().restore(asked_number(asked))
    return Told(t("Action restored"), back.title, undo={"do": "remove", "key": str(back.id)})


def _save(services: Services, asked: Mapping[str, Any], search: str | None) -> Told:
    """Keep what the form holds, as a new action or as a changed one."""
    given = asked.get("values")
    values = {name: read(given.get(name)) for name, read in FIELDS.items()} if isinstance(given, dict) else {}
    if not values.get("title"):
        raise Refused(t("Say what is to be done."))
    actions, today = services.actions(), services.today()
    go = _without_form(search)
    if asked.get("key"):
        before = actions.get(asked_number(asked))
        actions.change(before.id, today=today, **values)
        undo = {
            "do": "revert",
            "key": str(before.id),
            "values": {name: field_text(getattr(before, name)) for name in FIELDS},
        }
        return Told(t("Action saved"), str(values["title"]), undo=undo, go=go)
    assert isinstance(given, dict)
    partner_id = resolve_partner(services, asked_text(given, "partner", LONGEST_KEY))
    draft = ActionDraft(partner_id=partner_id, insight=asked_text(asked, "insight", LONGEST_KEY), **values)
    made = actions.add(draft, today=today)
    return Told(t("Action added"), made.title, undo={"do": "remove", "key": str(made.id)}, go=go)


def _revert(services: Services, asked: Mapping[str, Any], _search: str | None) -> Told:
    """Take back what a form changed."""
    given = asked.get("values")
    values = (
        {name: read(given[name]) for name, read in FIELDS.items() if name in given} if isinstance(given, dict) else {}
    )
    back = services.actions().change(asked_number(asked), today=services.today(), **values)
    return Told(t("Changes taken back"), back.title)


EDITS: Mapping[str, Callable[[Any, Mapping[str, Any], str | None], Told]] = {
    "start": _start,
    "snooze": _snooze,
    "dismiss": _dismiss,
    "bring": _bring,
    "hide": _hide,
    "change": _change,
    "remove": _remove,
    "restore": _restore,
    "save": _save,
    "revert": _revert,
    **TARGET_EDITS,
}
"""Every edit by its name in `data-tdm-do` and `data-tdm-form`."""


def _changed(name: str, value: Any) -> str:
    if name == "status":
        return t("Status: {status}", status=status_words()[value])
    if name == "due":
        return t("Due {day}", day=formats.day(value)) if value else t("Due day removed")
    if name == "owner":
        return t("Owner: {owner}", owner=value) if value else t("Owner removed")
    return t("Action saved")


def _without_form(search: str | None) -> str:
    """Return the address of the actions without the form, and with the rest of the query."""
    dropped = ("edit=", "new=", "for=", "tab=", "show=", "rule=", "page=")
    parts = [part for part in (search or "").removeprefix("?").split("&") if part and not part.startswith(dropped)]
    return f"/actions?{'&'.join(['tab=actions', *parts])}"


def edit_address(action: ActionEntry) -> str:
    """Return the page with the form of an action."""
    return f"/actions?tab=actions&edit={quote(str(action.id))}"
