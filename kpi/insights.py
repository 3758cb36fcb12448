"""Insights: what a channel manager should know at a month, ranked, each with its evidence and what to do.

A rule is a function from a context to findings; `kpi.insight_rules.rules.RULES` names them all. A finding has to
exceed what the partner's own series usually does, so that a programme without any signal stays quiet
(``tests/bench/insight_noise.py`` measures how quiet).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from kpi.board import Board
from kpi.catalogue import Kpi
from kpi.insight_rules.context import Context
from kpi.insight_rules.finding import PROGRAMME, Drivers, Evidence, Found, whole
from kpi.insight_rules.rules import RULES, Rule
from kpi.language import t
from kpi.periods import month_text
from kpi.programme import Flags
from kpi.reading import DECIMALS
from kpi.windows import QUARTER
from kpi.wording import Text

COLUMNS: Final = (
    "rank", "rule", "partner_id", "group", "kpi", "month", "value", "before", "what", "drivers", "action", "evidence",
    "weight",
)  # fmt: skip
"""Columns of `insight_table`."""


@dataclass(frozen=True)
class Insight:
    """One finding.

    Parameters
    ----------
    rule
        Id in `RULES`.
    kpi
        Catalogue id; empty when it is about records.
    partner_id, group
        Whom it is about: a partner, or a partner type (``*``: the programme); the other is empty.
    month
        The month of the finding, ``2026-10``.
    value, before
        The figure now and at the comparison; None where there is none.
    what
        What happened, in plain sentences.
    drivers
        Label and part of the difference, in the KPI's unit.
    action
        What to do about it.
    evidence
        Label and figure or text.
    weight
        Rank: severity · stake · certainty.
    subject
        As in `Found`: what tells it from others of its rule about the same partner and KPI.
    """

    rule: str
    kpi: str
    partner_id: str
    group: str
    month: str
    value: float | None
    before: float | None
    what: str
    drivers: Drivers
    action: str
    evidence: Evidence
    weight: float
    subject: str = ""


def insights(board: Board, *, column: int | None = None, fiscal_start: int = 1, money: Text = whole) -> list[Insight]:
    """Return what is worth knowing at a month, most important first.

    Parameters
    ----------
    board
        The scores. Findings speak of trailing quarters, also when the board has another window.
    column
        Column of the month; the last complete one when None.
    fiscal_start
        First month of the fiscal year, for whole quarters.
    money
        Text of an amount in the site's currency; a plain number without it.

    Returns
    -------
    list
        Empty when nothing stands out. Partners that don't exist at the month, or leave in it, take no part.

    Notes
    -----
    weight = severity of the rule · size · stake · certainty. The stake is √(own / mean bookings of a year), within
    0.5 and 3. Equal weights are ordered by name.
    """
    calendar = board.programme.calendar
    quarterly = board if board.months == QUARTER else Board(board.programme, board.method, QUARTER)
    at = calendar.last_complete - calendar.first if column is None else column
    context = Context(quarterly, at, fiscal_start, money)
    known = {*board.programme.lines, *(["targets"] if board.programme.targets else [])}
    found = [
        (rule, one) for rule in RULES.values() if known.issuperset(rule.needs) for one in rule.find(context)
    ]  # fmt: skip
    made = [(_insight(context, rule, one), _name(context, one)) for rule, one in found]
    made.sort(key=lambda pair: (-round(pair[0].weight, DECIMALS), pair[1], pair[0].rule, pair[0].kpi, pair[0].what))
    return [one for one, _ in made]


def insight_table(found: list[Insight]) -> pd.DataFrame:
    """Return insights as a table, one row each in their order.

    Parameters
    ----------
    found
        As `insights` returns them.

    Returns
    -------
    pd.DataFrame
        Columns `COLUMNS`; drivers and evidence as text, ``Training −9.9; Feedback +0.4``.
    """
    rows = [
        {
            "rank": at,
            "rule": one.rule,
            "partner_id": one.partner_id,
            "group": one.group,
            "kpi": one.kpi,
            "month": one.month,
            "value": one.value,
            "before": one.before,
            "what": one.what,
            "drivers": "; ".join(f"{label} {_signed(points)}" for label, points in one.drivers if points),
            "action": one.action,
            "evidence": "; ".join(f"{label}: {_plain(figure)}" for label, figure in one.evidence),
            "weight": one.weight,
        }
        for at, one in enumerate(found, start=1)
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"value": "float64", "before": "float64", "weight": "float64", "rank": "int64"})


def lever(kpi: Kpi, *, component: str = "", rule: str = "", otherwise: str = "") -> str:
    """Return the action that the catalogue recommends.

    Parameters
    ----------
    kpi
        Row of the catalogue.
    component, rule
        What the finding is about: the component that moved, and the rule.
    otherwise
        What to do when the catalogue names neither.

    Returns
    -------
    str
        The lever of the component, else of the rule, else `otherwise`, else the KPI's general one or its first tip.
    """
    levers = kpi.text.levers
    for word in (component, rule):
        if word and word in levers:
            return levers[word]
    return otherwise or levers.get("", kpi.text.tips[0])


def _insight(context: Context, rule: Rule, found: Found) -> Insight:
    row = found.partner
    stake = context.stakes[row] if row is not None else context.group_stake(_members(context, found.group))
    action = rule.action
    catalogue = context.board.catalogue
    if found.kpi in catalogue:
        action = lever(catalogue[found.kpi], component=found.component, rule=rule.id, otherwise=rule.action)
    return Insight(
        rule=rule.id,
        kpi=found.kpi,
        partner_id="" if row is None else str(context.programme.partners.index[row]),
        group=found.group,
        month=month_text(context.month),
        value=found.value,
        before=found.before,
        what=found.what,
        drivers=found.drivers,
        action=t(action),
        evidence=found.evidence,
        weight=float(rule.severity * found.size * stake * found.certainty),
        subject=found.subject,
    )


def _members(context: Context, group: str) -> Flags:
    if group == PROGRAMME:
        return context.present
    types = context.programme.partner_types[1]
    return context.of_type(types.index(group))


def _name(context: Context, found: Found) -> str:
    return found.group if found.partner is None else context.names[found.partner]


def _signed(points: float) -> str:
    return f"{'−' if points < 0 else '+'}{abs(points):,.1f}"


def _plain(figure: str | float) -> str:
    return figure if isinstance(figure, str) else f"{figure:,.4f}".rstrip("0").rstrip(".")
