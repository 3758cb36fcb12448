"""The card of a partner's target for the score in view, on the partner's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbacks.target_form import may_change
from callbacks.target_views import (
    address,
    chance_words,
    pace_words,
    target_id,
    value_words,
    verdict_views,
)
from kpi.chance import Outlook
from kpi.language import lowered, t
from kpi.partner import own_target
from kpi.schema import type_plural
from kpi.smart import SmartCheck, chance_with, smart_check
from kpi.targets import open_target
from layouts import formats, targets

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services
    from callbacks.subject import Subject


def target_card(services: Services, subject: Subject) -> Component:
    """Return the card with the partner's target for the KPI in view.

    Parameters
    ----------
    services
        The running app.
    subject
        The partner, and the filters with KPI and period.
    """
    board, kpi, column = subject.board, subject.board.catalogue[subject.filters.kpi], subject.filters.period.column
    target = own_target(board, kpi.id, subject.id, column)
    new_href = address(subject.filters.cleared(), "targets", new="1", partner=subject.id, of=kpi.id)
    if target is None:
        return targets.no_target_card(
            title=t("No target for {kpi}", kpi=lowered(kpi.short)), text=_shared(services, subject), href=new_href
        )
    outlook = Outlook.of(board, column, services.settings.fiscal_year_start)
    check, currency = smart_check(outlook, target), services.currency()
    return targets.target_card(
        targets.CardView(
            title=t(
                "Target: {kpi} {value} by {day}",
                kpi=lowered(kpi.short),
                value=value_words(target.value, kpi, currency),
                day=formats.day(target.due),
            ),
            sub=_likely(services, outlook, check),
            status=check.status,
            verdicts=verdict_views(check),
            outlook=[one for one in (pace_words(check, kpi, currency),) if one],
            owner=target.owner,
            edit_href=address(subject.filters.cleared(), "targets", edit=target_id(target))
            if may_change(services, target)
            else "",
        )
    )


def _shared(services: Services, subject: Subject) -> str:
    """Say what holds for the partner all the same: the target of its type, or of all partners."""
    board, kpi = subject.board, subject.board.catalogue[subject.filters.kpi]
    shared = open_target(board.programme, kpi.id, partner_id=subject.id, month=subject.filters.period.column)
    if shared is None:
        return t("A target says what the score should reach, and by when.")
    return t(
        "{who} together should reach {value} by {day}.",
        who=type_plural(shared.partner_type) if shared.partner_type else t("All partners"),
        value=value_words(shared.value, kpi, services.currency()),
        day=formats.day(shared.due),
    )


def _likely(services: Services, outlook: Outlook, check: SmartCheck) -> str:
    """Say how likely the target is, on the present path and with what is planned."""
    if check.chance.value is None:
        return check.chance.words
    alone = t("{chance} likely on the present path", chance=chance_words(check.chance.value))
    planned = chance_with(outlook, check.target, _expected(services, check)).value
    if planned is None or chance_words(planned) == chance_words(check.chance.value):
        return alone
    return t("{alone}, {chance} with the plan", alone=alone, chance=chance_words(planned))


def _expected(services: Services, check: SmartCheck) -> list[float]:
    """Return what open actions are expected to add to the KPI by the day on which the target is due."""
    target = check.target
    return [
        one.expected
        for one in services.actions().list(target.partner_id)
        if one.is_open
        and one.kpi == target.kpi
        and one.expected is not None
        and (one.due or target.due) <= target.due
    ]
