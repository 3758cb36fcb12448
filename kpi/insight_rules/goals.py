"""Rules about targets: which ones are at risk, and which have been reached."""

from __future__ import annotations

from typing import Final

import numpy as np

from kpi.catalogue import Direction, Scope
from kpi.insight_rules.context import RECENT, Context
from kpi.insight_rules.finding import PROGRAMME, Found, day_words, whole
from kpi.language import t
from kpi.pace import Pace
from kpi.periods import month_end
from kpi.programme import Floats
from kpi.reading import everyone
from kpi.schema import type_plural
from kpi.smart import SmartCheck, smart_checks
from kpi.targets import Target
from kpi.windows import QUARTER
from kpi.wording import writer

PACE_ONLY: Final = 0.5
"""How sure a risk is that is judged by the pace of half a year, for want of a forecast."""

STAYED: Final = QUARTER
"""Months that a KPI has to hold its target before it is called reached: one good month is none."""


def target_at_risk(context: Context) -> list[Found]:
    """Return open targets that are unlikely to be reached (`kpi.smart`): below 1 in 5, or far too slow."""
    checks = smart_checks(context.board, column=context.column, fiscal_start=context.fiscal_start)
    return [_risk(context, check, check.pace) for check in checks if check.pace and _endangered(context, check)]


def target_reached(context: Context) -> list[Found]:
    """Return open targets that have been held for a quarter, and were missed half a year ago."""
    found = []
    for target in context.programme.targets:
        values = _values(context, target) if target.due >= month_end(context.month) else None
        if values is not None and (held := _held(context, target, values)) is not None:
            found.append(_reached(context, target, values, held))
    return found


def _endangered(context: Context, check: SmartCheck) -> bool:
    if check.status != "at risk" or check.pace is None or check.pace.current is None:
        return False
    partner = _partner(context, check.target)
    return partner is None or bool(context.present[partner])


def _risk(context: Context, check: SmartCheck, pace: Pace) -> Found:
    target, row = check.target, context.board.catalogue[check.target.kpi]
    current = pace.current or 0.0
    write = writer(row, [current, target.value], money=context.money)
    sentences = [
        t(
            "{who}: {name} is {value} and should be {target} by {day}.",
            who=_who(context, target),
            name=row.name,
            value=write.value(current),
            target=write.value(target.value),
            day=day_words(target.due),
        )
    ]
    if check.chance.value is not None:
        chance = 100.0 * check.chance.value
        if chance < 1.0:
            sentences.append(t("The forecast gives it a chance of less than 1%."))
        else:
            sentences.append(t("The forecast gives it a chance of {chance}%.", chance=whole(chance)))
    elif pace.required is not None and pace.recent is not None:
        sentences.append(
            t(
                "It has to move {size} a quarter and moved {moved} over the last six months.",
                size=write.size(pace.required),
                moved=write.size(pace.recent),
            )
        )
    return Found(
        partner=_partner(context, target),
        group=_group(target),
        kpi=target.kpi,
        value=current,
        before=target.baseline,
        what=" ".join(sentences),
        evidence=(
            (t("Target"), target.value),
            (t("Due"), target.due.isoformat()),
            (t("Change a quarter required"), t("unknown") if pace.required is None else pace.required),
            (t("Change a quarter of late"), t("unknown") if pace.recent is None else pace.recent),
            (t("Chance of reaching it"), check.chance.words if check.chance.value is None else check.chance.value),
        ),
        size=min(0.25 + 2.0 * abs(target.value - current) / max(abs(target.value), abs(current)), 1.0),
        certainty=PACE_ONLY if check.chance.value is None else 1.0 - check.chance.value,
        subject=target.due.isoformat(),
    )


def _partner(context: Context, target: Target) -> int | None:
    """Return the row of the partner that a target names; None for a target of a group."""
    return context.rows[target.partner_id] if target.partner_id else None


def _group(target: Target) -> str:
    return "" if target.partner_id else target.partner_type or PROGRAMME


def _who(context: Context, target: Target) -> str:
    partner = _partner(context, target)
    if partner is not None:
        return context.names[partner]
    return type_plural(target.partner_type) if target.partner_type else t("All partners")


def _values(context: Context, target: Target) -> Floats | None:
    """Return a target's KPI of whom it is for, by month; None where there is no such KPI or partner."""
    row = context.board.catalogue.get(target.kpi)
    if row is None:
        return None
    end = context.column + 1
    if target.partner_id:
        partner = context.rows.get(target.partner_id)
        if row.scope is Scope.GROUPS or partner is None:
            return None
        return context.board.reading(target.kpi).value[partner, :end] if context.present[partner] else None
    types = context.programme.partner_types[1]
    if target.partner_type and target.partner_type not in types:
        return None
    chosen = context.types == types.index(target.partner_type) if target.partner_type else None
    return context.board.reading(target.kpi, everyone(context.programme, chosen=chosen)).value[0, :end]


def _held(context: Context, target: Target, values: Floats) -> int | None:
    """Return for how many months a target has been held up to now; None when that is no news."""
    direction = context.board.catalogue[target.kpi].direction
    if direction is Direction.BAND:
        return None
    good = values >= target.value if direction is Direction.UP else values <= target.value
    missed = np.flatnonzero(~good)
    if not len(missed) or np.isnan(values[missed[-1]]):
        return None
    held = len(values) - 1 - int(missed[-1])
    return held if STAYED <= held < RECENT else None


def _reached(context: Context, target: Target, values: Floats, held: int) -> Found:
    row = context.board.catalogue[target.kpi]
    now, before = float(values[-1]), float(values[-1 - held])
    since = context.month_words(context.column - held + 1)
    text = writer(row, [now, target.value], money=context.money).value
    return Found(
        partner=_partner(context, target),
        group=_group(target),
        kpi=target.kpi,
        value=now,
        before=before,
        what=(
            t(
                "{who}: {name} has met the target of {target} every month since {since}, now {value}.",
                who=_who(context, target),
                name=row.name,
                target=text(target.value),
                since=since,
                value=text(now),
            )
        ),
        evidence=((t("Target"), target.value), (t("Due"), target.due.isoformat()), (t("Months held"), float(held))),
        subject=target.due.isoformat(),
    )
