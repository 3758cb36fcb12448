"""Rules about the records themselves: sources that stopped, partners nobody wrote of, figures that disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from kpi.insight_rules.context import Context
from kpi.insight_rules.finding import PROGRAMME, Found, listed, month_words, whole
from kpi.insight_rules.silence import last_month, sum_until
from kpi.language import marked, t
from kpi.periods import parse_month
from kpi.programme import Programme
from kpi.reconciliation import AVERAGED, reconcile
from kpi.schema import EVENT_TABLES
from kpi.windows import QUARTER, YEAR
from kpi.wording import counted

STALE_MONTHS: Final = 2
"""Complete months without a row from which a source is late: one may be an export that is a few days behind."""

FEWEST_DELIVERIES: Final = 3
"""Months with rows that a source needs before it can be said to have a rhythm."""

SILENCE_UNLIKELY: Final = 0.01
"""Chance below which so many months without any row are not a partner's usual quiet."""

_KPI_OF: Final[Mapping[str, str]] = {
    "units_sold": "sales_volume",
    "units_received": "sell_through_rate",
    "market_size": "market_penetration",
    "resources_shared": "resource_sharing",
    "resources_agreed": "resource_sharing",
    "projects_completed": "project_completion",
    "projects_due": "project_completion",
    "baseline_cost": "cost_reduction",
    "cost": "cost_reduction",
    "gain": "return_on_investment",
    "profit": "profit_margin",
    "revenue": "profit_margin",
    "milestones_met": "milestones_on_time",
    "milestones_due": "milestones_on_time",
    "development_days": "development_cycle",
    "active_users": "user_adoption_rate",
    "eligible_users": "user_adoption_rate",
    "acquisition_cost": "customer_acquisition_cost",
    "new_customers": "customer_acquisition_cost",
    "project_satisfaction": "delivery_quality",
}
"""The KPI that a measure makes, for its lever; a measure with the name of a KPI is that KPI's."""

DISPUTED_MONTHS: Final = QUARTER
"""Months in which a disagreement is still news."""


_MONTHLY: Final = marked(
    "The {table} end in {month}: {since} without a row of anybody, where every month had some before."
)
_IN_STEPS: Final = marked(
    "The {table} end in {month}: {since} without a row of anybody, where they came at least every {usual} months "
    "before."
)


def stale_data(context: Context) -> list[Found]:
    """Return sources without a row for two complete months and for longer than they paused in the year before."""
    found = []
    for table in EVENT_TABLES:
        months = _months_with_rows(context, table)
        if len(months) < FEWEST_DELIVERIES:
            continue
        since = context.column - months[-1]
        pauses = np.diff([month for month in months if month > months[-1] - YEAR] or months)
        usual = int(pauses.max()) if len(pauses) else 1
        if since >= STALE_MONTHS and since > usual:
            found.append(_stale(context, table, months[-1], since, usual))
    return found


def partner_silent(context: Context) -> list[Found]:
    """Return partners without any row for at least two months, though their quiet months used to be rare.

    Notes
    -----
    With rows in k of the 12 months before, the chance of t quiet ones in a row is (1 − k / 13)ᵗ, one month in 13
    being left for what a year does not show. It must be at most 0.01. Sources that stopped for everybody take no
    part.
    """
    heard = np.zeros(context.programme.shape, dtype=bool)
    for table, lines in context.programme.lines.items():
        if context.delivered(table, STALE_MONTHS):
            heard |= lines.grid("rows", context.programme.shape) > 0
    heard = heard[:, : context.column + 1]
    last = last_month(heard)
    quiet = context.column - last
    active = sum_until(heard.astype("float64"), last, YEAR)
    chance = (1.0 - active / (YEAR + 1.0)) ** quiet
    fired = context.present & (last >= 0) & (quiet >= STALE_MONTHS) & (chance <= SILENCE_UNLIKELY)
    return [
        Found(
            partner=row,
            value=float(quiet[row]),
            what=(
                t(
                    "Nothing has been recorded of {name} for {quiet}, by neither side; in the twelve months "
                    "before, {active} had rows.",
                    name=context.names[row],
                    quiet=counted("{count} month", "{count} months", float(quiet[row])),
                    active=counted("{count} month", "{count} months", float(active[row])),
                )
            ),
            evidence=(
                (t("Last month with a row"), context.month_words(int(last[row]))),
                (t("Months with rows in the year before"), float(active[row])),
                (t("Chance of so long a silence"), float(chance[row])),
            ),
            certainty=1.0 - float(chance[row]) / SILENCE_UNLIKELY / 2.0,
        )
        for row in np.flatnonzero(fired).tolist()
    ]


def numbers_disagree(context: Context) -> list[Found]:
    """Return partners whose own figures differ from ours by more than the tolerance, in the last quarter."""
    cut = _of_the_quarter(context)
    if not len(cut.lines["measures"].frame):
        return []
    table = reconcile(cut)
    disputed = table[table["status"] == "disputed"].sort_values("month", kind="stable")
    found = []
    for (partner, measure), lines in disputed.groupby(["partner_id", "measure"], sort=True, observed=True):
        row = context.rows[str(partner)]
        if context.present[row]:
            figures = lines[["ours", "theirs"]]
            ours, theirs = figures.mean() if str(measure) in AVERAGED else figures.sum()
            months = [month_words(parse_month(str(month))) for month in lines["month"]]
            share = float(lines["share"].mean())
            found.append(_disagreement(context, row, str(measure), months, (float(ours), float(theirs)), share))
    return found


def _of_the_quarter(context: Context) -> Programme:
    """Return the programme with no other measures than those of the quarter of partners that report figures too."""
    lines = context.programme.lines["measures"]
    inside = (lines.month > context.column - DISPUTED_MONTHS) & (lines.month <= context.column)
    theirs = np.asarray(lines.frame["reported_by"] == "partner", dtype=bool)
    kept = inside & np.isin(lines.partner, np.unique(lines.partner[inside & theirs]))
    return replace(context.programme, lines={**context.programme.lines, "measures": lines.where(kept)})


def _months_with_rows(context: Context, table: str) -> list[int]:
    lines = context.programme.lines.get(table)
    if lines is None:
        return []
    rows = np.bincount(lines.month, minlength=len(context.programme.calendar))[: context.column + 1]
    held: list[int] = np.flatnonzero(rows).tolist()
    return held


def _stale(context: Context, table: str, last: int, since: int, usual: int) -> Found:
    month = context.month_words(last)
    return Found(
        group=PROGRAMME,
        value=float(since),
        what=(
            t(
                _MONTHLY if usual == 1 else _IN_STEPS,
                table=t(table),
                month=month,
                since=counted("{count} month", "{count} months", since),
                usual=usual,
            )
        ),
        evidence=((t("Table"), t(table)), (t("Last month with a row"), month), (t("Months since"), float(since))),
        size=min(since / 6.0 + 0.25, 1.0),
        subject=table,
    )


def _disagreement(
    context: Context, row: int, measure: str, months: list[str], figures: tuple[float, float], share: float
) -> Found:
    ours, theirs = figures
    words = measure.replace("_", " ")
    kpi = _KPI_OF.get(measure, measure)
    return Found(
        partner=row,
        kpi=kpi if kpi in context.board.catalogue else "",
        value=theirs,
        before=ours,
        what=(
            t(
                "{name} reports {theirs} for {measure} where we have {ours}, {share}% apart, for {months}.",
                name=context.names[row],
                theirs=whole(theirs),
                measure=t(words),
                ours=whole(ours),
                share=whole(100 * share),
                months=listed(months),
            )
        ),
        evidence=(
            (t("Measure"), measure),
            (t("Ours"), ours),
            (t("Theirs"), theirs),
            (t("Months that differ"), float(len(months))),
        ),
        size=min(0.25 + 2.0 * share, 1.0),
        subject=measure,
    )
