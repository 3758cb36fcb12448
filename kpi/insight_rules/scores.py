"""Rules about the headline scores: bands crossed, quarters of falling, types that drift, scores at odds."""

from __future__ import annotations

from typing import Final

import numpy as np

from kpi.catalogue import CATALOGUE, HEADLINE
from kpi.change import explain_change
from kpi.insight_rules.context import Context
from kpi.insight_rules.finding import Drivers, Found, certainty_of, whole
from kpi.language import language, lowered, marked, t
from kpi.narrative import change_drivers
from kpi.programme import Flags, Floats
from kpi.reading import BAND_NAMES, Groups
from kpi.schema import type_plural
from kpi.summary import BENCHMARK_MINIMUM
from kpi.windows import QUARTER, YEAR
from kpi.wording import counted

BEYOND_NOISE: Final = 2.5
"""A change has to be this many times what the series usually does: under a normal curve 1 fall in 161. Twice would be
1 in 44, and with three scores a programme of fifty partners would have three false alarms a quarter."""

RISE_BEYOND_NOISE: Final = 3.0
"""The same for a rise, 1 in 741: good news can wait until it is sure."""

SMALLEST_MOVE: Final = 3.0
"""Points below which no change of a score is news, however steady the score was."""

LARGE_MOVE: Final = 25.0
"""Points from which a change is as large as a change gets."""

RUN: Final = 3
"""Quarters in a row that make a run."""

SMALLEST_STEP: Final = 1.0
"""Points that each quarter of a run has to move: standing still is not falling."""

RUN_TOTAL: Final = 5.0
"""Points that a run has to move in all."""

RUN_BEYOND_NOISE: Final = 2.5
"""What a run in all has to be, in usual changes. More than for one quarter: what is left of earlier quarters in a
window, as survey answers are, makes steps follow each other without a reason."""

RUN_KPIS: Final = ("engagement_score", "mindshare_score")
"""Scores with runs. The advocacy score is left out: its windows of a year overlap, so that one busy spring which
leaves the window month by month would make a run by itself."""

TYPE_BEYOND_NOISE: Final = 3.0
"""The same for the mean of a type, whose partners may have reasons in common that their own noise does not show."""


_FELL: Final = marked("{name} fell from {before} to {after}: {score} fell {size} points to {value} since {since}.")
_ROSE: Final = marked("{name} rose from {before} to {after}: {score} rose {size} points to {value} since {since}.")
_TYPE_FELL: Final = marked(
    "{who} have fallen for three quarters: the mean engagement of the {members} that were there throughout went from "
    "{first} to {last} between {start} and {end}."
)
_TYPE_ROSE: Final = marked(
    "{who} have risen for three quarters: the mean engagement of the {members} that were there throughout went from "
    "{first} to {last} between {start} and {end}."
)


def fell_band(context: Context) -> list[Found]:
    """Return partners whose score is in a lower band than a quarter ago, by a fall beyond noise."""
    return _crossed(context, sign=-1)


def rose_band(context: Context) -> list[Found]:
    """Return partners whose score is in a higher band than a quarter ago, by a rise beyond noise."""
    return _crossed(context, sign=1)


def falling_three_quarters(context: Context) -> list[Found]:
    """Return partners whose score fell in each of the last three whole quarters, in all beyond noise."""
    columns = context.whole_quarters[-RUN - 1 :]
    if len(columns) <= RUN:
        return []
    found = []
    there = context.present & _whole_window(context, columns[0])
    for kpi in RUN_KPIS:
        values = context.board.reading(kpi).value[:, columns]
        total, usual = values[:, -1] - values[:, 0], context.usual(kpi)
        falling = there & (np.diff(values, axis=1) <= -SMALLEST_STEP).all(axis=1)
        falling &= -total >= np.maximum(RUN_TOTAL, RUN_BEYOND_NOISE * usual)
        found += [
            _run(context, kpi, row, columns, values[row], usual[row]) for row in np.flatnonzero(falling).tolist()
        ]
    return found


def type_falling(context: Context) -> list[Found]:
    """Return partner types whose mean engagement fell in each of the last three whole quarters."""
    return _type_runs(context, sign=-1)


def type_rising(context: Context) -> list[Found]:
    """Return partner types whose mean engagement rose in each of the last three whole quarters."""
    return _type_runs(context, sign=1)


def _crossed(context: Context, *, sign: int) -> list[Found]:
    if context.before < 0:
        return []
    found = []
    for kpi in HEADLINE:
        reading, usual = context.board.reading(kpi), context.usual(kpi)
        was, now = reading.band_codes[:, context.before], reading.band_codes[:, context.column]
        moved = sign * (reading.value[:, context.column] - reading.value[:, context.before])
        whole = context.there_for(YEAR + QUARTER) if kpi == "advocacy_score" else context.settled
        fired = whole & (was > 0) & (now > 0) & (sign * (now - was) > 0)
        times = BEYOND_NOISE if sign < 0 else RISE_BEYOND_NOISE
        fired &= moved >= np.maximum(SMALLEST_MOVE, times * usual)
        found += [_crossing(context, kpi, row, usual[row]) for row in np.flatnonzero(fired).tolist()]
    return found


def _crossing(context: Context, kpi: str, row: int, usual: float) -> Found:
    reading, before, at = context.board.reading(kpi), context.before, context.column
    was, now = float(reading.value[row, before]), float(reading.value[row, at])
    bands = [BAND_NAMES[int(reading.band_codes[row, column])] for column in (before, at)]
    drivers, component, sentence = _drivers(context, kpi, _id(context, row), before, at)
    since = context.month_words(before)
    lead = t(
        _FELL if now < was else _ROSE,
        name=context.names[row],
        before=t(bands[0]),
        after=t(bands[1]),
        score=lowered(CATALOGUE[kpi].short),
        size=language().number_text(f"{abs(now - was):.1f}"),
        value=context.score_text(kpi, now),
        since=since,
    )
    return Found(
        partner=row,
        kpi=kpi,
        value=now,
        before=was,
        what=f"{lead} {sentence}".strip(),
        drivers=drivers,
        component=component if now < was else "",
        evidence=(
            (t("Band before"), t(bands[0])),
            (t("Band now"), t(bands[1])),
            (t("Usual change in a quarter"), float(usual)),
            (t("Rows behind it"), float(reading.n[row, at])),
        ),
        size=min(abs(now - was) / LARGE_MOVE, 1.0),
        certainty=certainty_of(abs(now - was) / usual),
    )


def _run(context: Context, kpi: str, row: int, columns: list[int], values: Floats, usual: float) -> Found:
    drivers, component, sentence = _drivers(context, kpi, _id(context, row), columns[0], columns[-1])
    fell = float(values[0] - values[-1])
    texts = [context.score_text(kpi, float(value)) for value in values]
    lead = t(
        "{name} has fallen for three quarters: {score} went from {first} to {last} between {start} and {end}.",
        name=context.names[row],
        score=lowered(CATALOGUE[kpi].short),
        first=texts[0],
        last=texts[-1],
        start=context.month_words(columns[0]),
        end=context.month_words(columns[-1]),
    )
    return Found(
        partner=row,
        kpi=kpi,
        value=float(values[-1]),
        before=float(values[0]),
        what=f"{lead} {sentence}".strip(),
        drivers=drivers,
        component=component,
        evidence=(
            *((context.month_words(column), float(value)) for column, value in zip(columns, values, strict=True)),
            (t("Usual change in a quarter"), float(usual)),
        ),
        size=min(fell / LARGE_MOVE, 1.0),
        certainty=certainty_of(fell / usual),
    )


def _type_runs(context: Context, *, sign: int) -> list[Found]:
    columns = context.whole_quarters[-RUN - 1 :]
    if len(columns) <= RUN:
        return []
    values = sign * context.board.reading("engagement_score").value[:, columns]
    throughout = context.present & _whole_window(context, columns[0]) & ~np.isnan(values).any(axis=1)
    found = []
    for code, partner_type in enumerate(context.programme.partner_types[1]):
        members = throughout & (context.types == code)
        if members.sum() < BENCHMARK_MINIMUM:
            continue
        means = values[members].mean(axis=0)
        usual = _usual_of_mean(context, members)
        total = float(means[-1] - means[0])
        if (np.diff(means) >= SMALLEST_STEP).all() and total >= max(RUN_TOTAL, TYPE_BEYOND_NOISE * usual):
            found.append(_type_run(context, partner_type, members, columns, sign * means, usual))
    return found


def _usual_of_mean(context: Context, members: Flags) -> float:
    usual = context.usual("engagement_score")[members]
    return float(np.sqrt((usual**2).mean() / members.sum()))


def _type_run(
    context: Context, partner_type: str, members: Flags, columns: list[int], means: Floats, usual: float
) -> Found:
    alone = Groups(np.where(members, 0, -1), (partner_type,))
    drivers, component, sentence = _drivers(context, "engagement_score", partner_type, columns[0], columns[-1], alone)
    lead = t(
        _TYPE_FELL if means[-1] < means[0] else _TYPE_ROSE,
        who=type_plural(partner_type),
        members=whole(members.sum()),
        first=language().number_text(f"{means[0]:.1f}"),
        last=language().number_text(f"{means[-1]:.1f}"),
        start=context.month_words(columns[0]),
        end=context.month_words(columns[-1]),
    )
    return Found(
        group=partner_type,
        kpi="engagement_score",
        value=float(means[-1]),
        before=float(means[0]),
        what=f"{lead} {sentence}".strip(),
        drivers=drivers,
        component=component if means[-1] < means[0] else "",
        evidence=(
            *((context.month_words(column), float(value)) for column, value in zip(columns, means, strict=True)),
            (t("Usual change of their mean in a quarter"), usual),
            (t("Partners"), counted("{count} partner", "{count} partners", float(members.sum()))),
        ),
        size=min(abs(float(means[-1] - means[0])) / LARGE_MOVE, 1.0),
        certainty=certainty_of(abs(float(means[-1] - means[0])) / usual),
    )


def _drivers(
    context: Context, kpi: str, label: str, before: int, after: int, groups: Groups | None = None
) -> tuple[Drivers, str, str]:
    """Return the effects of a change, the component that moved most with it, and the sentence that names them."""
    change = explain_change(context.board, kpi, label=label, before=before, after=after, groups=groups)
    effects = change.effects
    labels = [
        label if kind == "own" else t(label)
        for label, kind in zip(effects["label"].tolist(), effects["kind"].tolist(), strict=True)
    ]
    drivers = tuple(zip(labels, effects["points"].tolist(), strict=True))
    sign = 1.0 if (change.difference or 0.0) > 0 else -1.0
    own = effects[effects["kind"] == "component"]
    with_it = (sign * own["points"]).to_numpy()
    component = str(own["component"].iloc[int(np.argmax(with_it))]) if len(own) and with_it.max() > 0 else ""
    return drivers, component, change_drivers(change)


def _whole_window(context: Context, column: int) -> Flags:
    first = column - QUARTER + 1
    if first < 0:
        return np.zeros(len(context.names), dtype=bool)
    return np.asarray(context.programme.exists[:, first : context.column + 1].all(axis=1), dtype=bool)


def _id(context: Context, row: int) -> str:
    return str(context.programme.partners.index[row])
