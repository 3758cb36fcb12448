"""What can be done to a review: each act is a function of what the page sent, and answers in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from callbacks.review_agenda import live_agenda, manager_of, subject_of
from data.work.actions import ActionDraft, ActionEntry, ActionError, ActionInvalid, Actions
from data.work.reviews import (
    LONGEST_NOTES,
    FigureEntry,
    NotesChanged,
    ReviewClosed,
    ReviewEntry,
    ReviewHolds,
    ReviewMissing,
    ReviewMoved,
    ReviewOpen,
)
from data.work.snapshots import pack
from kpi.follow_up import kept_words
from kpi.language import t
from kpi.periods import month_text, parse_month
from layouts.review_agenda import FORM, FindingItem
from layouts.review_sections import unsettled_text

if TYPE_CHECKING:
    from callbacks.services import Services

Said = Mapping[str, Any]
Answer = dict[str, Any]

LONGEST_NAME = 200
"""Characters of a measure's name or a finding's key that are looked at."""

ATTEMPTS = 3
"""Times that a review is looked at again because somebody wrote in it while its record was made."""


class Refused(ValueError):
    """What can't be done; the message is for the person at the page.

    Parameters
    ----------
    text
        What is wrong and what to do.
    stored
        What is stored in place of what was sent, where that matters.
    """

    def __init__(self, text: str, *, stored: str | None = None) -> None:
        super().__init__(text)
        self.stored = stored


def start(services: Services, said: Said) -> Answer:
    """Start the review of a partner and a quarter, or find the one there is.

    Raises
    ------
    Refused
        When the data hold no such partner or quarter.
    """
    partner, period = _text(said, "partner", 400), _text(said, "period", 10)
    if subject_of(services, partner, period) is None:
        raise Refused(t("The data hold no such partner and quarter. Reload the page."))
    review = services.reviews().start(partner, period, now=services.clock())
    return {"go": f"/reviews/{review.id}"}


def act(services: Services, review_id: int, said: Said) -> Answer:
    """Do what a page asks of a review.

    Returns
    -------
    dict
        What the page does next: ``said`` is shown with ``undo`` as the way back, ``redraw`` draws it again, ``focus``
        is the part that is read on from, ``go`` another address.

    Raises
    ------
    Refused
        When it can't be done, in words.
    """
    name = said.get("do")
    known = ACTS.get(name) if isinstance(name, str) else None
    if known is None:
        raise Refused(t("That is not known here. Reload the page."))
    try:
        return known(services, services.reviews().get(review_id), said)
    except ReviewMissing as error:
        raise Refused(t("There is no such review any more. Go back to the list.")) from error
    except ReviewClosed as error:
        raise Refused(t("This review is closed. Reopen it to change it.")) from error
    except ActionInvalid as error:
        raise Refused(t("That action can't be kept like this: give it a short title.")) from error
    except ActionError as error:
        raise Refused(t("There is no such action any more. Reload the page.")) from error


def _notes(services: Services, review: ReviewEntry, said: Said) -> Answer:
    notes = _text(said, "value", LONGEST_NOTES)
    try:
        services.reviews().write_notes(review.id, notes, seen=_text(said, "seen", LONGEST_NOTES))
    except NotesChanged as error:
        text = t("The notes were changed elsewhere meanwhile; yours are not saved yet.")
        raise Refused(text, stored=error.stored) from error
    return {"stored": notes}


def _hold(services: Services, review: ReviewEntry, said: Said) -> Answer:
    services.reviews().hold(review.id, _day(said, "value"))
    return {}


def _figure(services: Services, review: ReviewEntry, said: Said) -> Answer:
    month, measure = said.get("month"), _text(said, "measure", LONGEST_NAME)
    if not isinstance(month, int) or not measure or not _is_month(month):
        raise Refused(t("That figure is not known. Reload the page."))
    resolved, reviews = said.get("resolved"), services.reviews()
    reviews.settle(
        review.id,
        month,
        measure,
        owner=_text(said, "owner", LONGEST_NAME) if "owner" in said else None,
        resolution=_text(said, "resolution", LONGEST_NOTES) if "resolution" in said else None,
        resolved=resolved if isinstance(resolved, bool) else None,
        proposed=_proposed(services, review, month, measure),
    )
    if resolved is None:
        return {}
    # How many are still to settle stands in the head of the part.
    return {"sub": unsettled_text(live_agenda(services, reviews.get(review.id)))}


def _proposed(services: Services, review: ReviewEntry, month: int, measure: str) -> FigureEntry:
    """Return what the page shows of a figure of which this review has not said anything yet.

    That is what an earlier review said, else the partner's manager as its owner.
    """
    earlier = services.reviews().said_before(review.partner_id, review.period)
    return earlier.get((month, measure)) or FigureEntry(month, measure, owner=manager_of(services, review.partner_id))


def _action(services: Services, review: ReviewEntry, said: Said) -> Answer:
    """Change a field of an action that the page shows: the status of any, the rest of those agreed here."""
    if not review.is_open:
        raise ReviewClosed
    actions = services.actions()
    one = _known_action(actions, review, said)
    fields = {name: _text(said, name, LONGEST_NOTES) for name in ("title", "owner", "status") if name in said}
    if "due" in said:
        fields["due"] = _day(said, "due")
    if one.review_id != review.id and set(fields) - {"status"}:
        raise Refused(t("That action was not agreed here; change it on the Actions page."))
    actions.change(one.id, today=services.today(), **fields)
    return {}


def _add(services: Services, review: ReviewEntry, said: Said) -> Answer:
    title = _text(said, "title", LONGEST_NOTES)
    if not title.strip():
        raise Refused(t("Say in a few words what is to be done."))
    draft = ActionDraft(
        title=title,
        partner_id=review.partner_id,
        owner=_text(said, "owner", LONGEST_NOTES),
        due=_day(said, "due"),
        review_id=review.id,
    )
    return _added(services, review, draft, focus="[data-tdm-add] [name=title]")


def _take(services: Services, review: ReviewEntry, said: Said) -> Answer:
    """Make an action of a finding."""
    key = _text(said, "finding", 700)
    one = next((one for one in live_agenda(services, review, patient=True).findings if one.key == key), None)
    if one is None:
        raise Refused(t("That finding does not hold any more. Reload the page."))
    return _added(services, review, _draft(services, review, one), focus="#review-part-7")


def _draft(services: Services, review: ReviewEntry, one: FindingItem) -> ActionDraft:
    return ActionDraft(
        title=one.action,
        partner_id=review.partner_id,
        kpi=one.kpi,
        reason=kept_words(one.key, one.what),
        insight=one.key,
        owner=manager_of(services, review.partner_id),
        review_id=review.id,
    )


def _added(services: Services, review: ReviewEntry, draft: ActionDraft, *, focus: str) -> Answer:
    if not review.is_open:
        raise ReviewClosed
    made = services.actions().add(draft, today=services.today())
    undo = {"do": "remove", "action": made.id, "quiet": True}
    return {"said": t("Action added"), "undo": undo, "redraw": True, "focus": focus}


def _remove(services: Services, review: ReviewEntry, said: Said) -> Answer:
    one = _own_action(services, review, said)
    services.actions().remove(one.id)
    answer: Answer = {"redraw": True, "focus": "#review-part-7"}
    if said.get("quiet") is True:
        return answer
    return answer | {"said": t("Action removed"), "undo": {"do": "restore", "action": one.id}}


def _restore(services: Services, review: ReviewEntry, said: Said) -> Answer:
    one = _own_action(services, review, said)
    services.actions().restore(one.id)
    return {"redraw": True, "focus": "#review-part-7"}


def _close(services: Services, review: ReviewEntry, _said: Said) -> Answer:
    """Close a review with the record of all that its page shows."""
    reviews = services.reviews()
    for _attempt in range(ATTEMPTS):
        try:
            record = {"form": FORM, "agenda": pack(live_agenda(services, review, patient=True))}
            reviews.close(review, record, now=services.clock())
        except ReviewMoved:
            review = reviews.get(review.id)
        else:
            _note(services, "closed review", review)
            undo = {"do": "reopen", "quiet": True}
            return {"said": t("Review closed"), "undo": undo, "redraw": True, "focus": "h1"}
    raise Refused(t("Somebody is writing in this review. Close it when they are done."))


def _reopen(services: Services, review: ReviewEntry, said: Said) -> Answer:
    services.reviews().reopen(review.id)
    if not review.is_open:
        _note(services, "reopened review", review)
    answer: Answer = {"redraw": True, "focus": "h1"}
    if said.get("quiet") is True:
        return answer
    return answer | {"said": t("Review reopened"), "undo": {"do": "shut"}}


def _shut(services: Services, review: ReviewEntry, _said: Said) -> Answer:
    try:
        services.reviews().shut(review.id)
    except ReviewOpen as error:
        raise Refused(t("This review was never closed, so there is no record to go back to.")) from error
    if review.is_open:
        _note(services, "closed review", review)
    return {"redraw": True, "focus": "h1"}


def _discard(services: Services, review: ReviewEntry, _said: Said) -> Answer:
    try:
        gone = services.reviews().discard(review.id)
    except ReviewHolds as error:
        text = t("Somebody has written in this review, so it is not discarded. Close it instead.")
        raise Refused(text) from error
    undo = {"start": {"partner": gone.partner_id, "period": gone.period}}
    return {"said": t("Review discarded"), "undo": undo, "go": "/reviews"}


def _note(services: Services, act: str, review: ReviewEntry) -> None:
    services.note(act, partner_id=review.partner_id, detail=review.period)


Act = Callable[["Services", ReviewEntry, Said], Answer]

ACTS: Mapping[str, Act] = {
    "notes": _notes,
    "hold": _hold,
    "figure": _figure,
    "action": _action,
    "add": _add,
    "take": _take,
    "remove": _remove,
    "restore": _restore,
    "close": _close,
    "reopen": _reopen,
    "shut": _shut,
    "discard": _discard,
}
"""What each word does."""


def _known_action(actions: Actions, review: ReviewEntry, said: Said) -> ActionEntry:
    """Return an action of the review's partner.

    Raises
    ------
    Refused
        When it is none.
    """
    number = said.get("action")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**63:
        raise Refused(t("That action is not known. Reload the page."))
    one = actions.get(number)
    if one.partner_id != review.partner_id:
        raise Refused(t("That action is not known. Reload the page."))
    return one


def _own_action(services: Services, review: ReviewEntry, said: Said) -> ActionEntry:
    if not review.is_open:
        raise ReviewClosed
    one = _known_action(services.actions(), review, said)
    if one.review_id != review.id:
        raise Refused(t("That action was not agreed here; change it on the Actions page."))
    return one


def _text(said: Said, name: str, longest: int) -> str:
    """Return a text.

    Raises
    ------
    Refused
        When it is none, or too long.
    """
    value = said.get(name, "")
    if not isinstance(value, str):
        raise Refused(t("That can't be read as text. Reload the page."))
    if len(value) > longest:
        raise Refused(t("That text is too long. Shorten it."))
    # PostgreSQL keeps no NUL, and no browser sends one.
    return value.replace("\x00", "").replace("\r\n", "\n")


def _day(said: Said, name: str) -> date | None:
    """Return a day; None where the field is empty.

    Raises
    ------
    Refused
        When it is no day.
    """
    text = _text(said, name, 40)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(t("That is no day. Write it as year, month and day.")) from error


def _is_month(ordinal: int) -> bool:
    try:
        return parse_month(month_text(ordinal)) == ordinal
    except ValueError:
        return False
