"""Rules about figures at odds with each other: a score that bookings contradict, work that nobody likes."""

from __future__ import annotations

from typing import Final

import numpy as np

from kpi.insight_rules.context import Context
from kpi.insight_rules.finding import Found, whole
from kpi.insight_rules.noise import poisson_at_most
from kpi.language import language, marked, t
from kpi.reading import BAND_NAMES
from kpi.schema import type_plural
from kpi.summary import BENCHMARK_MINIMUM
from kpi.windows import YEAR

UNLIKELY: Final = 0.01
"""Chance below which a number of deals is not that of an ordinary peer."""

FAR_BELOW: Final = 1.0 / 3.0
"""Share of the peers' median bookings below which they are low."""

FAR_ABOVE: Final = 2.0
"""Times the peers' median bookings from which they are high."""


_CONTRADICTIONS: Final = {
    "strong": marked(
        "{name} has strong engagement at {score} and booked {bookings} in twelve months, where the median of its "
        "peers among {peers} is {usual}: the score does not tell what the partner sells."
    ),
    "low": marked(
        "{name} has low engagement at {score} and booked {bookings} in twelve months, where the median of its peers "
        "among {peers} is {usual}: much is at stake with little contact."
    ),
}


def score_without_bookings(context: Context) -> list[Found]:
    """Return partners with strong engagement whose bookings are far below their peers', by more than chance."""
    return _at_odds(context, band="strong")


def bookings_without_engagement(context: Context) -> list[Found]:
    """Return partners with low engagement whose bookings are far above their peers', by more than chance."""
    return _at_odds(context, band="low")


def busy_but_unhappy(context: Context) -> list[Found]:
    """Return partners with strong engagement whose answers are low by more than their uncertainty."""
    engagement, mindshare = context.board.reading("engagement_score"), context.board.reading("mindshare_score")
    survey = context.board.mindshare.survey
    at, low = context.column, context.board.method.bands_of("mindshare_score").moderate
    strong, weak = BAND_NAMES.index("strong"), BAND_NAMES.index("low")
    surely_low = survey.index[:, at] + survey.half_width[:, at] < low
    fired = context.present & (engagement.band_codes[:, at] == strong) & (mindshare.band_codes[:, at] == weak)
    return [_unhappy(context, row, low) for row in np.flatnonzero(fired & surely_low).tolist()]


def _unhappy(context: Context, row: int, low: float) -> Found:
    at, survey = context.column, context.board.mindshare.survey
    active = float(context.board.reading("engagement_score").value[row, at])
    minds = float(context.board.reading("mindshare_score").value[row, at])
    texts = context.score_text("engagement_score", active), context.score_text("mindshare_score", minds)
    return Found(
        partner=row,
        kpi="mindshare_score",
        value=minds,
        what=(
            t(
                "{name} is strong in engagement at {engagement} and low in mindshare at {mindshare}: it does what "
                "is asked, and the survey index of its people is {index} of 100.",
                name=context.names[row],
                engagement=texts[0],
                mindshare=texts[1],
                index=whole(survey.index[row, at]),
            )
        ),
        evidence=(
            (t("Engagement"), active),
            (t("Survey index"), float(survey.index[row, at])),
            (t("Half of its 95% interval"), float(survey.half_width[row, at])),
            (t("Respondents"), float(survey.respondents[row, at])),
        ),
        size=min(0.5 + (low - minds) / low, 1.0),
    )


def _at_odds(context: Context, *, band: str) -> list[Found]:
    if not context.in_span("deals", YEAR):
        return []
    reading, code = context.board.reading("engagement_score"), BAND_NAMES.index(band)
    columns = [max(context.before, 0), context.column]
    settled = context.there_for(YEAR)
    lasting = settled & (reading.band_codes[:, columns] == code).all(axis=1)
    deals, bookings = (context.over(grid, YEAR) for grid in context.won[:2])
    found = []
    for partner_type in np.unique(context.types[lasting]).tolist():
        peers = settled & (context.types == partner_type)
        if peers.sum() < BENCHMARK_MINIMUM:
            continue
        usual_deals, usual = float(np.median(deals[peers])), float(np.median(bookings[peers]))
        if usual <= 0:
            continue
        odd = bookings <= FAR_BELOW * usual if band == "strong" else bookings >= FAR_ABOVE * usual
        found += [
            _contradiction(context, row, band, float(bookings[row]), usual, float(deals[row]), usual_deals)
            for row in np.flatnonzero(lasting & peers & odd).tolist()
            if _chance(int(deals[row]), usual_deals, below=band == "strong") <= UNLIKELY
        ]
    return found


def _chance(deals: int, usual: float, *, below: bool) -> float:
    """Return the chance that a partner of the usual rate wins at most, or at least, so many deals."""
    return poisson_at_most(deals, usual) if below else 1.0 - poisson_at_most(deals - 1, usual)


def _contradiction(
    context: Context, row: int, band: str, bookings: float, usual: float, deals: float, usual_deals: float
) -> Found:
    score = float(context.board.reading("engagement_score").value[row, context.column])
    text = context.score_text("engagement_score", score)
    peers = type_plural(context.programme.partner_types[1][context.types[row]])
    peers = peers.lower() if language().lowers else peers
    return Found(
        partner=row,
        kpi="engagement_score",
        value=score,
        what=(
            t(
                _CONTRADICTIONS[band],
                name=context.names[row],
                score=text,
                bookings=context.money(bookings),
                peers=peers,
                usual=context.money(usual),
            )
        ),
        evidence=(
            (t("Bookings in twelve months"), bookings),
            (t("Median of its peers"), usual),
            (t("Deals won"), deals),
            (t("Median of its peers, deals won"), usual_deals),
        ),
        size=min(abs(bookings - usual) / max(bookings, usual), 1.0),
    )
