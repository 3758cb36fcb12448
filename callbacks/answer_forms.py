"""What a partner can answer to its scorecard, and what it has sent so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from callbacks.services import day_of
from data.links import SECTIONS
from data.submission_contents import SURVEY, Askable
from data.submissions import Submission, Submissions, SubmissionState
from kpi.asking import asked_before, own_measures, pulse_questions
from kpi.language import t
from kpi.periods import month_text, parse_month
from layouts import formats, scorecard_answers, submission_words

if TYPE_CHECKING:
    from callbacks.services import Services
    from data.links import LinkScope
    from layouts.scorecard import ScorecardView

MONTHS_OFFERED: Final = 24


def askable_of(services: Services, scope: LinkScope, view: ScorecardView) -> Askable | None:
    """Return what the holder of a link can be asked; None while there are no figures of its partner.

    Parameters
    ----------
    services
        The running app.
    scope
        What the link that was opened may do.
    view
        What its page shows.
    """
    board = services.shared_board(scope)
    if board is None:
        return None
    calendar, partner_id = board.programme.calendar, scope.partner_id
    partner_type = str(board.programme.partners.at[partner_id, "partner_type"])
    return Askable(
        questions=pulse_questions(board.method, asked_before(board, partner_id)),
        measures=own_measures(board, partner_type),
        shown=_shown(view),
        first=calendar.first,
        last=calendar.last,
        month=parse_month(view.month) if view.month else calendar.last,
    )


def answers_view(services: Services, scope: LinkScope, view: ScorecardView) -> scorecard_answers.AnswersView | None:
    """Return the ways to answer; None where the link has none."""
    askable = askable_of(services, scope, view) if scope.link.shows(SECTIONS.respond) else None
    board = services.shared_board(scope)
    if askable is None or board is None:
        return None
    host = services.settings.brand_name
    first = max(askable.first, askable.last - MONTHS_OFFERED + 1)
    return scorecard_answers.AnswersView(
        host=host,
        questions=[
            scorecard_answers.question_view(one.word, one.low, one.high, host=host) for one in askable.questions
        ],
        measures=[
            (
                one.word,
                t(
                    "{figure} (for {kpi})",
                    figure=scorecard_answers.measure_label(one.word),
                    kpi=board.catalogue[one.kpis[0]].name,
                ),
            )
            for one in askable.measures
        ],
        months=[(month_text(month), formats.month(month)) for month in range(askable.last, first - 1, -1)],
        currency=services.currency(),
        sent=sent_views(services, scope, view),
    )


def sent_views(services: Services, scope: LinkScope, view: ScorecardView) -> list[scorecard_answers.SentView]:
    """Return what the link's partner has sent, and what became of it.

    What came through another link and quotes a number that this one does not show is left out.
    """
    shown, has_results = _shown(view), scope.link.shows(SECTIONS.results)

    def quotes_what_is_shown(content: Mapping[str, Any]) -> bool:
        kpi, measure = content.get("kpi"), content.get("measure")
        return (not kpi or kpi in shown) and (not measure or has_results)

    return [
        _sent(services, one)
        for one in Submissions(services.store).of(scope)
        if one.link_id == scope.link.id or quotes_what_is_shown(one.content)
    ]


def _shown(view: ScorecardView) -> dict[str, float | None]:
    """Return the numbers of a page by their KPI."""
    scores = {one.kpi: one.value for one in view.scores}
    return scores | {one.kpi: one.value for one in view.results if one.kpi}


def _sent(services: Services, one: Submission) -> scorecard_answers.SentView:
    # Colleagues may hold other links: of a pulse they are told that it came, not who said what.
    words = "" if one.kind == SURVEY else str(one.content.get("words", ""))
    return scorecard_answers.SentView(
        title=submission_words.title(one.kind, one.content, currency=services.currency()),
        words=words,
        day=formats.day(day_of(one.sent_at)),
        state=one.state.value,
        decided=decided_text(services, one),
        reason=one.reason,
    )


def decided_text(services: Services, one: Submission) -> str:
    """Return what was decided, and when."""
    if one.decided_at is None:
        return scorecard_answers.pending_words(services.settings.brand_name)
    day = formats.day(day_of(one.decided_at))
    return {
        SubmissionState.ACCEPTED: t("Accepted on {day}.", day=day),
        SubmissionState.DECLINED: t("Declined on {day}, with this reason:", day=day),
        SubmissionState.TAKEN_BACK: t(
            "It was accepted on {day} and taken back since: it does not count now.", day=day
        ),
    }[one.state]
