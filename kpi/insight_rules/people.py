"""Rules about people: advocates who lapsed, registrations that stopped, answers that are few, satisfaction."""

from __future__ import annotations

from typing import Final

import numpy as np

from kpi.insight_rules.context import RECENT, Context
from kpi.insight_rules.finding import Found, certainty_of, whole
from kpi.insight_rules.silence import last_month, sum_until
from kpi.language import language, t
from kpi.periods import month_end
from kpi.programme import Floats, Ints
from kpi.summary import number
from kpi.windows import QUARTER, YEAR
from kpi.wording import counted

FEWEST_ADVOCACY: Final = 4
"""Activities in the last active year that make an advocate: who does so many falls silent for a year by chance in 1
case of 16, who does two in 1 of 4."""

SILENT_DAYS: Final = 60
"""Days without a registration from which it is spoken of."""

SILENCE_UNLIKELY: Final = 0.01
"""Chance below which so long a silence is not the usual wait."""

FEWEST_RESPONDENTS: Final = 3
"""Respondents below which a survey is a conversation and not a number."""

NEWCOMER: Final = 3
"""Months after which a partner without any answer is spoken of."""

SMALLEST_DROP: Final = 3.0
"""Points that satisfaction has to fall."""

DROP_BEYOND_NOISE: Final = 2.5
"""Times the usual change; more than for a score, as nothing else has to come together."""

PRIOR_SATISFACTION: Final = 5.0
"""Points that satisfaction is taken to move in a quarter as long as nothing is known."""

FEWEST_CLOSED: Final = 3
"""Closed deals with a known source without which a partner's deals are not called partner-led."""


def advocate_lapsed(context: Context) -> list[Found]:
    """Return advocates whose last activity left the year's window within the last quarter."""
    lines = context.programme.lines.get("advocacy")
    if lines is None or not context.delivered("advocacy", QUARTER):
        return []
    quantity = lines.grid("quantity", context.programme.shape)[:, : context.column + 1]
    last = last_month(quantity > 0)
    silent = context.column - last
    active = sum_until(quantity, last, YEAR)
    fired = context.there_for(YEAR) & (last >= 0) & (silent >= YEAR) & (silent < YEAR + QUARTER)
    fired &= active >= FEWEST_ADVOCACY
    score = context.board.reading("advocacy_score").value
    return [
        Found(
            partner=row,
            kpi="advocacy_score",
            value=number(score[row, context.column]),
            before=number(score[row, last[row]]),
            what=(
                t(
                    "{name} has not spoken for us since {month}; in the twelve months until then it did so {times}.",
                    name=context.names[row],
                    month=context.month_words(int(last[row])),
                    times=counted("{count} time", "{count} times", float(active[row])),
                )
            ),
            evidence=(
                (t("Last activity"), context.month_words(int(last[row]))),
                (t("Activities in the twelve months until then"), float(active[row])),
                (t("Months since"), float(silent[row])),
            ),
            size=min(float(active[row]) / 8.0 + 0.25, 1.0),
            certainty=1.0 - 0.5 ** float(active[row]),
        )
        for row in np.flatnonzero(fired).tolist()
    ]


def no_registration(context: Context) -> list[Found]:
    """Return partners that used to register deals and have not for 60 days, longer than they usually wait.

    Notes
    -----
    With n registrations in the T days until the last one, the chance of t days without any is (T / (T + t))ⁿ: a
    Poisson rate with the uncertainty of its estimate. It must be at most 0.01.
    """
    chosen = _registrations(context)
    if chosen is None:
        return []
    last, rows, days = chosen
    today = context.today.toordinal()
    silent = np.where(last > 0, today - last, 0)
    wait = (days / np.maximum(days + silent, 1.0)) ** rows
    source_speaks = bool((silent[last > 0] < SILENT_DAYS / 2).any())
    fired = context.settled & (last > 0) & (silent >= SILENT_DAYS) & (wait <= SILENCE_UNLIKELY) & source_speaks
    return [
        Found(
            partner=row,
            kpi="new_leads",
            value=float(silent[row]),
            what=(
                t(
                    "{name} has registered no deal for {silent} days; before, it did so every {usual} on average.",
                    name=context.names[row],
                    silent=whole(float(silent[row])),
                    usual=counted("{count} day", "{count} days", max(days[row] / rows[row], 1.0)),
                )
            ),
            evidence=(
                (t("Days without a registration"), float(silent[row])),
                (t("Registrations in the year until the last"), float(rows[row])),
                (t("Chance of so long a wait"), float(wait[row])),
            ),
            size=min(float(silent[row]) / 180.0 + 0.25, 1.0),
            certainty=1.0 - float(wait[row]) / SILENCE_UNLIKELY / 2.0,
        )
        for row in np.flatnonzero(fired).tolist()
    ]


def thin_survey(context: Context) -> list[Found]:
    """Return partners whose mindshare stands on fewer than three respondents."""
    survey, at = context.board.mindshare.survey, context.column
    count = survey.respondents[:, at]
    value = context.board.reading("mindshare_score").value[:, at]
    thin = context.present & (count > 0) & (count < FEWEST_RESPONDENTS) & ~np.isnan(value)
    return [
        Found(
            partner=row,
            kpi="mindshare_score",
            value=float(value[row]),
            what=(
                t(
                    "The mindshare of {name} stands on the answers of {people} in twelve months: a "
                    "conversation, not a number.",
                    name=context.names[row],
                    people=counted("{count} person", "{count} people", float(count[row])),
                )
            ),
            evidence=(
                (t("Respondents"), float(count[row])),
                (t("Half of the 95% interval of the survey index"), _words(survey.half_width[row, at])),
            ),
            size=1.0 / float(count[row]),
        )
        for row in np.flatnonzero(thin).tolist()
    ]


def survey_unanswered(context: Context) -> list[Found]:
    """Return partners of three months and more that have never answered a survey, while others do."""
    count = context.board.mindshare.survey.respondents[:, : context.column + 1]
    others = bool((count[context.present, -1] > 0).any())
    never = context.there_for(NEWCOMER) & (count == 0).all(axis=1) & others
    months = context.programme.exists[:, : context.column + 1].sum(axis=1)
    return [
        Found(
            partner=row,
            kpi="mindshare_score",
            what=(
                t(
                    "{name} has not answered a survey in {months}, so it has no mindshare score.",
                    name=context.names[row],
                    months=counted("{count} month", "{count} months", float(months[row])),
                )
            ),
            evidence=((t("Respondents"), 0.0), (t("Months in the programme"), float(months[row]))),
        )
        for row in np.flatnonzero(never).tolist()
    ]


def survey_ran_out(context: Context) -> list[Found]:
    """Return partners whose last answers left the window within the last two quarters, while others answer."""
    count = context.board.mindshare.survey.respondents[:, : context.column + 1]
    others = bool((count[context.present, -1] > 0).any())
    last = last_month(count > 0)
    gone = context.column - last
    fired = context.present & (last >= 0) & (gone > 0) & (gone <= RECENT) & others
    value = context.board.reading("mindshare_score").value
    return [
        Found(
            partner=row,
            kpi="mindshare_score",
            before=number(value[row, last[row]]),
            what=(
                t(
                    "{name} has stopped answering surveys: its last answers are from more than a year ago, and "
                    "it has had no mindshare score since {month}.",
                    name=context.names[row],
                    month=context.month_words(int(last[row]) + 1),
                )
            ),
            evidence=(
                (t("Last month with a valid answer"), context.month_words(int(last[row]))),
                (t("Respondents then"), float(count[row, last[row]])),
            ),
        )
        for row in np.flatnonzero(fired).tolist()
    ]


def satisfaction_drop(context: Context) -> list[Found]:
    """Return partners that lead most of their deals and whose customers are less satisfied than a quarter ago."""
    if context.before < 0:
        return []
    mean = context.board.reading("customer_satisfaction").value
    usual = context.usual_of(mean, prior=PRIOR_SATISFACTION)
    fell = mean[:, context.before] - mean[:, context.column]
    led, closed = _partner_led(context)
    fired = context.settled & (closed >= FEWEST_CLOSED) & (2 * led > closed)
    fired &= fell >= np.maximum(SMALLEST_DROP, DROP_BEYOND_NOISE * usual)
    return [
        Found(
            partner=row,
            kpi="customer_satisfaction",
            value=float(mean[row, context.column]),
            before=float(mean[row, context.before]),
            what=(
                t(
                    "Customers of {name} are less satisfied: {now} after {before} a quarter before, and it "
                    "brought {led} of the {deals} that closed in twelve months.",
                    name=context.names[row],
                    now=language().number_text(f"{mean[row, context.column]:.1f}"),
                    before=language().number_text(f"{mean[row, context.before]:.1f}"),
                    led=whole(led[row]),
                    deals=counted("{count} deal", "{count} deals", closed[row]),
                )
            ),
            evidence=(
                (t("Usual change in a quarter"), float(usual[row])),
                (t("Closed deals brought by the partner"), float(led[row])),
                (t("Closed deals with a known source"), float(closed[row])),
            ),
            size=min(float(fell[row]) / 20.0 + 0.25, 1.0),
            certainty=certainty_of(float(fell[row] / usual[row])),
        )
        for row in np.flatnonzero(fired).tolist()
    ]


def _registrations(context: Context) -> tuple[Ints, Floats, Floats] | None:
    """Return the day of each partner's last registration (0: none), rows in the year until then, and its days."""
    lines = context.programme.lines.get("interactions")
    if lines is None:
        return None
    code, words = lines.coded("kind")
    is_one = np.array([context.board.method.kind(word) == "deal_registration" for word in words])
    limit = len(context.programme.calendar) if context.today > month_end(context.month) else context.column + 1
    chosen = is_one[code] & (lines.month < limit) if len(is_one) else np.zeros(0, dtype=bool)
    lines = lines.where(chosen)
    if not len(lines.frame):
        return None
    starts = np.array([month_end(month - 1).toordinal() for month in context.programme.calendar.months])
    last = np.zeros(len(context.names), dtype="int64")
    np.maximum.at(last, lines.partner, starts[lines.month] + lines.frame["last_day"].to_numpy(dtype="int64"))
    rows = lines.grid("rows", context.programme.shape)
    month = last_month(rows > 0)
    first = np.maximum(month - YEAR + 1, np.argmax(context.programme.exists, axis=1))
    days = np.where(month >= 0, last - starts[np.maximum(first, 0)], 1)
    return last, sum_until(rows, month, YEAR), np.maximum(days.astype("float64"), 1.0)


def _partner_led(context: Context) -> tuple[Floats, Floats]:
    """Return closed deals of twelve months that the partner brought, and those with a known source."""
    sides = []
    for side in ("partner", "us"):
        won, lost = context.events("won", sourced_by=side)[0], context.events("lost", sourced_by=side)[0]
        sides.append(context.over(won + lost, YEAR))
    return sides[0], sides[0] + sides[1]


def _words(value: float) -> str | float:
    return t("unknown") if np.isnan(value) else float(value)
