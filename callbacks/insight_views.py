"""Findings as views: names, addresses and figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from callbacks.views import partner_path
from callbacks.work import HIDDEN, STARTED, Work
from data.work.insight_states import SNOOZED, StateEntry
from kpi.insight_rules.finding import PROGRAMME
from kpi.insight_rules.rules import RULES
from kpi.insights import Insight
from kpi.language import t
from kpi.wording import decimal_text
from layouts import formats, insights

if TYPE_CHECKING:
    from callbacks.filters import Filters
    from callbacks.insight_list import Listed
    from callbacks.services import Services
    from kpi.board import Board

LEAST_DRIVER = 0.05
"""Drivers that round to nothing are not listed."""


def insight_view(
    services: Services,
    board: Board,
    filters: Filters,
    one: Listed,
    *,
    work: Work | None = None,
    detailed: bool = False,
) -> insights.InsightItem:
    """Return a finding as a list shows it.

    Parameters
    ----------
    services
        The running app.
    board
        The scores.
    filters
        What the page shows; its addresses keep it.
    one
        The finding.
    work
        What was decided; the finding is open when None.
    detailed
        With figures, and with the decision.
    """
    insight, row = one.insight, one.row
    rule = RULES[insight.rule]
    item: dict[str, object] = {}
    if work is not None:
        item |= _standing(services, work, one.key, filters.period.key)
    if detailed:
        item |= {"drivers": _drivers(board, insight), "evidence": _evidence(insight), "kind": rule.title}
    amount = one.stake
    given: Mapping[str, object] = {"action_href": f"/actions?tab=actions&new={quote(one.key, safe='')}", **item}
    return insights.InsightItem(
        key=one.key,
        who=one.who,
        href=_href(filters, insight, row),
        band=one.band,
        amount=t("{amount} a year", amount=formats.money(amount, currency=services.currency())) if amount else "",
        what=insight.what,
        action=insight.action,
        is_good=one.is_good,
        **given,  # type: ignore[arg-type]
    )


def state_text(entry: StateEntry) -> str:
    """Return why a finding is out of sight."""
    if entry.state == SNOOZED:
        return t("Snoozed until {day}", day=formats.day(entry.until))
    return t("Dismissed on {day}: {reason}", day=formats.day(entry.made_on), reason=entry.reason)


def _standing(services: Services, work: Work, key: str, period: str) -> dict[str, object]:
    standing = work.standing(key, period, services.today())
    held = work.state_of(key, period, services.today()) if standing == HIDDEN else None
    if held is not None:
        return {"state": HIDDEN, "state_text": state_text(held), "state_key": held.key}
    if standing == STARTED:
        return {"state": STARTED, "action_href": f"/actions?tab=actions&insight={quote(key, safe='')}"}
    return {}


def _href(filters: Filters, insight: Insight, row: int | None) -> str:
    if row is not None:
        return filters.href(partner_path(insight.partner_id))
    if insight.group == PROGRAMME:
        return filters.href("/")
    kept = filters.selection.without("partner_type").toggled("partner_type", insight.group)
    return filters.with_selection(kept).href("/")


def _drivers(board: Board, insight: Insight) -> list[tuple[str, str]]:
    unit = board.catalogue[insight.kpi].unit if insight.kpi in board.catalogue else "score"
    return [(label, signed_text(points, unit)) for label, points in insight.drivers if abs(points) >= LEAST_DRIVER]


def _evidence(insight: Insight) -> list[tuple[str, str]]:
    return [(label, text if isinstance(text, str) else _figure(text)) for label, text in insight.evidence]


def _figure(value: float) -> str:
    """Return a figure of evidence; one below 1 with the digits that a chance needs."""
    return formats.count(value) if value == 0 or abs(value) >= 1 else decimal_text(value, 3)


def signed_text(value: float, unit: str, *, currency: str = "EUR") -> str:
    """Return a change with its sign, in the unit of its KPI."""
    if unit in ("score", "points", "percent"):
        return formats.signed(value)
    sign = "+" if value > 0 else formats.MINUS if value < 0 else ""
    return f"{sign}{formats.value_text(abs(value), unit, currency=currency)}"
