"""What partners sent back, on the pages of managers: listed, accepted, declined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from dash import Dash, Input, Output, State, no_update

from callbacks.access import may, who
from callbacks.security import log_error
from callbacks.services import day_of
from callbacks.views import partner_path
from data.people.principal import Right
from data.submission_contents import SURVEY, BadSubmission
from data.submission_rows import Taking
from data.submissions import (
    Submission,
    SubmissionError,
    Submissions,
    SubmissionState,
)
from kpi.language import t
from kpi.periods import parse_month
from kpi.survey import FEWEST_TO_NAME
from layouts import formats, inbox, submission_words
from layouts.ids import InboxIds, ShellIds, WorkIds

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

DECIDED_SHOWN: Final = 20


def inbox_section(services: Services, partner_id: str | None = None) -> list[Component]:
    """Return what came back from the partners that who asks may see; nothing for who may not decide.

    Parameters
    ----------
    services
        The running app.
    partner_id
        Only what this partner sent and nobody has decided yet: nothing when there is none.
    """
    if not may(Right.SHARE):
        return []
    view = inbox_view(services, partner_id)
    return [] if partner_id is not None and not view.pending else [inbox.section(view)]


def inbox_view(services: Services, partner_id: str | None = None) -> inbox.InboxView:
    """Return what waits and what was decided, of the partners that who asks may see."""
    kept, scope = Submissions(services.store), services.scope()
    waiting = kept.pending(scope, partner_id)
    labels = {link.id: link.label for link in services.links.list(partner_id, scope=scope)} if waiting else {}
    may_name = _nameable(services, waiting)
    is_own_page = partner_id is not None
    return inbox.InboxView(
        pending=[
            _pending(services, one, labels.get(one.link_id, ""), one.partner_id in may_name, is_own_page)
            for one in waiting
        ],
        decided=[] if is_own_page else [_decided(services, one) for one in kept.decided(scope, most=DECIDED_SHOWN)],
    )


def _nameable(services: Services, waiting: Sequence[Submission]) -> set[str]:
    """Return the partners so many of whose people have answered that words may stand beside a name."""
    named = {one.partner_id for one in waiting if one.kind == SURVEY and one.content["name"]}
    kept, today = Submissions(services.store), services.today()
    return {one for one in named if kept.respondents(one, today=today) >= FEWEST_TO_NAME}


def _pending(
    services: Services, one: Submission, label: str, is_nameable: bool, is_own_page: bool
) -> inbox.PendingView:
    host = services.settings.brand_name
    return inbox.PendingView(
        submission_id=one.id,
        partner="" if is_own_page else services.partner_name(one.partner_id),
        href="" if is_own_page else partner_path(one.partner_id),
        title=submission_words.title(one.kind, one.content, currency=services.currency()),
        day=t("Sent {day}", day=formats.day(day_of(one.sent_at))),
        who=respondent(one, is_nameable=is_nameable) if one.kind == SURVEY else _through(label),
        lines=submission_words.answer_lines(one.content, host=host) if one.kind == SURVEY else [],
        words=str(one.content.get("words", "")),
        effect=effect_text(one),
    )


def respondent(one: Submission, *, is_nameable: bool) -> str:
    """Return who answered a pulse: a name only where enough others have answered too."""
    name = str(one.content.get("name", ""))
    return name if name and is_nameable else t("A respondent")


def effect_text(one: Submission) -> str:
    """Return what accepting does."""
    sheet = one.sheet()
    if sheet is None:
        return t("Accepting changes no number. The partner is told that you agree, with your answer.")
    if sheet.table == "surveys":
        return formats.counted(
            "Accepting makes {count} answer a survey row, which counts in mindshare. It can be undone as an import.",
            "Accepting makes {count} answers survey rows, which count in mindshare. It can be undone as an import.",
            len(sheet.rows),
        )
    return t(
        "Accepting records the number as the partner's own figure for {month}. Where you have a figure of that month "
        "too, yours keeps counting and the two are compared. It can be undone as an import.",
        month=formats.month(parse_month(one.content["month"])),
    )


def _through(label: str) -> str:
    return t("through the link “{label}”", label=label) if label else ""


def _decided(services: Services, one: Submission) -> inbox.DecidedView:
    day = formats.day(day_of(one.decided_at)) if one.decided_at else ""
    text = {
        SubmissionState.ACCEPTED: t("Accepted by {name} on {day}.", name=one.decided_by, day=day),
        SubmissionState.DECLINED: t("Declined by {name} on {day}.", name=one.decided_by, day=day),
        SubmissionState.TAKEN_BACK: t(
            "Accepted by {name} on {day}; its import was undone since.", name=one.decided_by, day=day
        ),
    }
    return inbox.DecidedView(
        partner=services.partner_name(one.partner_id),
        href=partner_path(one.partner_id),
        title=submission_words.title(one.kind, one.content, currency=services.currency()),
        state=one.state.value,
        decided=text[one.state],
        reason=one.reason,
        import_href=f"/data?tab=history&import={one.import_id}" if one.import_id and may(Right.IMPORT) else "",
    )


def decide(services: Services, asked: object) -> str:
    """Accept or decline what a partner sent, as who asks; returns what to say.

    Parameters
    ----------
    services
        The running app.
    asked
        Whatever a client sends.

    Raises
    ------
    SubmissionError, BadSubmission
        When it can't be done, in words.
    """
    fields = asked if isinstance(asked, dict) else {}
    number, act = fields.get("id"), fields.get("do")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**53:
        raise SubmissionError(t("That button is not known. Reload the page."))
    kept, scope = Submissions(services.store), services.scope()
    if act == "accept":
        found = kept.accept(
            number,
            scope=scope,
            by=who(),
            now=services.clock(),
            answer=fields.get("words"),
            taking=lambda one: _taking(services, one),
        )
        name = services.partner_name(found.partner_id)
        if found.import_id is None:
            return t("Accepted. {name} sees your answer on its scorecard.", name=name)
        return t("Accepted and counted as import {number}. {name} sees it.", name=name, number=str(found.import_id))
    if act == "decline":
        found = kept.decline(number, scope=scope, by=who(), now=services.clock(), reason=fields.get("words"))
        return t("Declined. {name} sees your reason.", name=services.partner_name(found.partner_id))
    raise SubmissionError(t("That button is not known. Reload the page."))


def _taking(services: Services, one: Submission) -> Taking:
    board = services.board()
    return Taking(
        partner_name=services.partner_name(one.partner_id),
        method=services.method,
        today=services.today(),
        currency=services.settings.currency,
        known_to=board.programme.calendar.as_of if board else None,
    )


def register(app: Dash, services: Services) -> None:
    """Connect the buttons of what came back."""

    @app.callback(
        Output(InboxIds.LIST, "children"),
        Output(WorkIds.TOLD, "data", allow_duplicate=True),
        Output(ShellIds.REFRESH, "data", allow_duplicate=True),
        Input(InboxIds.ASKED, "data"),
        State(ShellIds.LOCATION, "pathname"),
        prevent_initial_call=True,
    )
    def answer(asked: object, path: object) -> tuple[Any, Any, Any]:
        if not asked:
            return no_update, no_update, no_update
        at = services.clock().timestamp()
        try:
            said = {"text": decide(services, asked), "kind": "good", "at": at}
        except (SubmissionError, BadSubmission) as error:
            return no_update, {"text": str(error), "kind": "bad", "at": at}, no_update
        except Exception as error:
            text = t("That did not work. The error is in the log as {reference}.", reference=log_error(error))
            return no_update, {"text": text, "kind": "bad", "at": at}, no_update
        if path == "/sharing":
            # Not the whole page: the address of a link that was just made is shown this once.
            return inbox.lists(inbox_view(services)), said, no_update
        return no_update, said, f"inbox-{at}-{services.store.revision()}"
