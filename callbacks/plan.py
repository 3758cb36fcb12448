"""A partner's plan: actions with owner, due day and effect, for its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from callbacks.action_edits import edit_address
from callbacks.action_views import action_row
from callbacks.insight_list import found
from callbacks.insight_views import insight_view
from callbacks.work import OPEN, work_of
from kpi.insight_rules.rules import RULES
from kpi.language import t
from layouts import formats, plan

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services
    from callbacks.subject import Subject

LONGEST_MARK = 26
"""Characters of an action's title that stand above a trend."""


def plan_card(services: Services, subject: Subject) -> Component:
    """Return the card with the partner's actions, and findings about it that nobody has decided about."""
    board, partner = subject.board, quote(subject.id, safe="")
    actions = services.actions().list(subject.id)
    rows = [action_row(services, board, one, edit_href=edit_address(one)) for one in actions]
    overdue = sum(row.is_overdue for row in rows)
    return plan.plan_card(
        plan.PlanView(
            rows=rows,
            title=formats.counted("{count} action is overdue", "{count} actions are overdue", overdue)
            if overdue
            else t("Action plan"),
            sub=t("Expected change, and the change that went with it beside that of peers"),
            add_href=f"/actions?tab=actions&new=&for={partner}",
            all_href="/actions?tab=actions",
            suggestions=_suggestions(services, subject),
        )
    )


def recorded_actions(services: Services, partner_id: str) -> list[tuple[date, str]]:
    """Return day and short title of what was done for a partner, the oldest first: marks in its trend."""
    done = [(one.done_on, one.title) for one in services.actions().list(partner_id) if one.done_on is not None]
    return [(day, short_title(title)) for day, title in sorted(done)]


def short_title(title: str) -> str:
    """Return the first words of a title, as many as stand above a trend.

    Examples
    --------
    >>> short_title("Co-marketing pilot"), short_title("Ask the partner this week for two names")
    ('Co-marketing pilot', 'Ask the partner this week…')
    """
    if len(title) <= LONGEST_MARK:
        return title
    cut = title[:LONGEST_MARK].rpartition(" ")[0] if title[LONGEST_MARK - 1] != " " else title[: LONGEST_MARK - 1]
    return f"{(cut or title[: LONGEST_MARK - 1]).rstrip(' ,;:')}…"


def _suggestions(services: Services, subject: Subject) -> list[plan.InsightItem]:
    """Return what could be done, from findings that are known by now: the page does not wait for them."""
    known = found(services, subject.board, subject.filters)
    pile = work_of(services).piles(known.items, subject.filters.period.key, services.today())[OPEN]
    waiting = [one for one in pile if one.row == subject.row and not one.is_good]
    # The page is the partner's: what heads each is the kind of finding, not once more the name.
    return [
        replace(insight_view(services, subject.board, subject.filters, one), who=t(RULES[one.insight.rule].title))
        for one in waiting[: plan.SHOWN_SUGGESTIONS]
    ]
