"""Hand-made programmes for the tests of insights: steady partners, and one of whom something is to be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from kpi.board import Board
from kpi.insight_rules.context import Context
from kpi.insight_rules.finding import Found
from tests.kpi import frames

Row = dict[str, Any]

KINDS = {
    "communication": "meeting",
    "marketing": "campaign",
    "enablement": "training",
    "pipeline": "lead",
    "feedback": "feedback",
    "planning": "business_review",
}
FULL = {"communication": 4.0, "marketing": 2.0, "enablement": 1.0, "pipeline": 2.0, "feedback": 1.0, "planning": 1.0}
"""What earns 100 of 100 in a month: the references are 12, 6, 3, 6, 3 and 1 a quarter."""


END = date(2026, 9, 30)


def board(*, as_of: date | None = END, **tables: Sequence[Row]) -> Board:
    """Return the board of literal rows, whose last month is whole."""
    return frames.board(as_of, **tables)


def months(count: int, *, last: str = "2026-09") -> list[str]:
    """Return so many months, oldest first, that end with one."""
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(end - count + 1, end + 1)]


def partners(*ids: str, kind: str = "reseller", **columns: object) -> list[Row]:
    """Return partners of one type."""
    return [{"partner_id": id_, "name": id_.title(), "partner_type": kind, **columns} for id_ in ids]


def work(partner: str, when: Sequence[str], **quantities: float) -> list[Row]:
    """Return a month's activity for each month: `FULL`, but for the named components."""
    return [
        {"partner_id": partner, "date": f"{month}-28", "kind": KINDS[component], "quantity": quantity}
        for month in when
        for component, quantity in (FULL | quantities).items()
        if quantity
    ]


def deals(
    partner: str,
    when: Sequence[str],
    stage: str = "won",
    *,
    amount: float = 1000.0,
    by: str = "partner",
    each: int = 1,
) -> list[Row]:
    """Return so many deals in each month, opened and closed in it."""
    return [
        {"partner_id": partner, "deal_id": f"{partner}-{month}-{stage}-{by}-{at}", "opened_on": f"{month}-02",
         "closed_on": f"{month}-20", "stage": stage, "amount": amount, "sourced_by": by, "deal_type": "new"}
        for month in when
        for at in range(each)
    ]  # fmt: skip


def answers(partner: str, month: str, people: int, score: float = 4.0) -> list[Row]:
    """Return one answer each of some people on a scale from 1 to 5."""
    return [
        {"partner_id": partner, "date": f"{month}-10", "question": "fit", "score": score, "scale_min": 1,
         "scale_max": 5, "respondent": f"{partner}-{at}"}
        for at in range(people)
    ]  # fmt: skip


def measure(partner: str, when: Sequence[str], name: str, value: float, by: str = "us") -> list[Row]:
    """Return one figure in each month."""
    return [
        {"partner_id": partner, "date": f"{month}-15", "measure": name, "value": value, "reported_by": by}
        for month in when
    ]


def found(rule: Callable[[Context], list[Found]], given: Board, *, column: int | None = None) -> list[Found]:
    """Return what a rule finds at the last complete month."""
    calendar = given.programme.calendar
    return rule(Context(given, calendar.last_complete - calendar.first if column is None else column))


def who(given: Board, findings: Sequence[Found]) -> list[str]:
    """Return whom findings are about: ids of partners, words of groups."""
    ids = given.programme.partners.index
    return [one.group if one.partner is None else str(ids[one.partner]) for one in findings]
