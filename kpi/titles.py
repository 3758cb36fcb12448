"""Titles: the finding of a page or a chart, in words that hold; a neutral title where nothing stands out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from kpi.catalogue import CATALOGUE
from kpi.language import lowered, marked, t, tn
from kpi.method_types import Bands
from kpi.summary import Level
from kpi.wording import NOTICEABLE, decimal_text, number_word, score_text

_BAND_OF: Final = {
    "strong": (
        marked("{count} of {total} partner is strong"),
        marked("{count} of {total} partners is strong"),
        marked("{count} of {total} partners are strong"),
    ),
    "moderate": (
        marked("{count} of {total} partner is moderate"),
        marked("{count} of {total} partners is moderate"),
        marked("{count} of {total} partners are moderate"),
    ),
    "low": (
        marked("{count} of {total} partner is low"),
        marked("{count} of {total} partners is low"),
        marked("{count} of {total} partners are low"),
    ),
}
"""How many partners are in a band: one in all, one of several, several."""

_STANDS: Final = {
    "strong": marked("{name} is strong at {value}"),
    "moderate": marked("{name} is moderate at {value}"),
    "low": marked("{name} is low at {value}"),
}
_RISES: Final = {
    "strong": marked("{name} is strong at {value} and rising"),
    "moderate": marked("{name} is moderate at {value} and rising"),
}


def headline(standings: Sequence[Level], *, bands: Callable[[str], Bands]) -> str:
    """Return one sentence on several scores: where each stands, and whether it moved.

    Parameters
    ----------
    standings
        The scores now and before.
    bands
        Thresholds of a score by its id (`kpi.method.Method.bands_of`), which rounding must not cross.

    Examples
    --------
    >>> headline([Level("engagement_score", 76.1, 74.9, "strong"),
    ...           Level("mindshare_score", 59.2, 62.6, "moderate")], bands=lambda kpi: Bands(50.0, 75.0))
    'Engagement is strong at 76 and rising; mindshare slipped to 59'
    """
    return "; ".join(_clause(one, bands(one.kpi), first=at == 0) for at, one in enumerate(standings))


def trend_title(lines: Mapping[str, Sequence[float | None]], *, subject: str, partial: bool = False) -> str:
    """Return the finding of a chart of several lines, or a neutral title when nothing stands out.

    Parameters
    ----------
    lines
        Name in the plural -> values by quarter, without gaps between the quarters; None where missing.
    subject
        What is drawn, for the neutral title.
    partial
        Whether the last quarter is not over: it is no quarter of a run, but can end one.

    Examples
    --------
    >>> trend_title({"Distributors": [77.0, 74.0, 71.0, 68.0], "Resellers": [70.0, 71.0, 71.2, 71.0]},
    ...             subject="Engagement")
    'Distributors have fallen for three quarters'
    """
    falling = _runs(lines, -1.0, partial=partial)
    rising = _runs(lines, 1.0, partial=partial)
    if falling and rising:
        return t(
            "{fallen} have fallen for {quarters} while {risen} keep climbing",
            fallen=falling[0][1],
            quarters=_quarters(falling[0][0]),
            risen=lowered(rising[0][1]),
        )
    if falling:
        return t("{who} have fallen for {quarters}", who=falling[0][1], quarters=_quarters(falling[0][0]))
    if rising:
        return t("{who} have risen for {quarters}", who=rising[0][1], quarters=_quarters(rising[0][0]))
    return t("{subject} by partner type", subject=subject)


def bands_title(counts: Mapping[str, Sequence[int]]) -> str:
    """Return the finding of the chart of partners per band.

    Parameters
    ----------
    counts
        Band -> partners by quarter; ``insufficient data`` too.

    Examples
    --------
    >>> bands_title({"strong": [3, 5], "moderate": [4, 3], "low": [2, 1], "insufficient data": [0, 0]})
    '5 of 9 partners are strong; low partners fell from 2 to 1'
    """
    now = {name: values[-1] for name, values in counts.items()}
    scored = {name: values for name, values in counts.items() if name != "insufficient data"}
    if not any(now[name] for name in scored):
        return t("Partners per band")
    named = "strong" if now["strong"] else max(scored, key=lambda name: now[name])
    total = sum(now.values())
    one, one_of_many, many = _BAND_OF[named]
    message = one if total == 1 else one_of_many if now[named] == 1 else many
    lead = t(message, count=decimal_text(now[named], 0), total=decimal_text(total, 0))
    # Without a score in the quarter before, none of them was low then either.
    compared = len(counts["low"]) > 1 and any(values[-2] for values in scored.values())
    if not compared or counts["low"][-2] == now["low"]:
        return lead
    values = {"lead": lead, "before": decimal_text(counts["low"][-2], 0), "now": decimal_text(now["low"], 0)}
    if now["low"] > counts["low"][-2]:
        return t("{lead}; low partners rose from {before} to {now}", **values)
    return t("{lead}; low partners fell from {before} to {now}", **values)


def _clause(one: Level, bands: Bands, *, first: bool) -> str:
    name = CATALOGUE[one.kpi].short
    name = name if first else lowered(name)
    if one.value is None:
        return t("{name} has too little data for a score", name=name)
    values, change = {"name": name, "value": score_text(one.value, bands)}, one.change
    if change is None or abs(change) < NOTICEABLE:
        return t(_STANDS[one.band], **values)
    if one.band == "low" and change > 0:
        return t("{name} is low at {value}, but improving", **values)
    if one.band == "low":
        return t("{name} is low at {value}, and falling", **values)
    if change < 0:
        return t("{name} slipped to {value}", **values)
    return t(_RISES[one.band], **values)


def _runs(lines: Mapping[str, Sequence[float | None]], sign: float, *, partial: bool) -> list[tuple[int, str]]:
    """Return (length, name) of lines that moved the same way for at least three quarters, longest first."""
    found = []
    for name, values in lines.items():
        length = _run(values[:-1] if partial else values, sign)
        if length >= 3 and not (partial and _moved(values, -sign)):
            found.append((length, name))
    return sorted(found, key=lambda one: -one[0])


def _run(values: Sequence[float | None], sign: float) -> int:
    """Return how many of the last quarters moved noticeably in one direction, one after another."""
    length = 0
    while length + 1 < len(values) and _moved(values[: len(values) - length], sign, by=NOTICEABLE):
        length += 1
    return length


def _moved(values: Sequence[float | None], sign: float, *, by: float = 0.0) -> bool:
    """Say whether the last of some values moved in a direction: by so much, or at all."""
    earlier, later = values[-2:]
    if earlier is None or later is None:
        return False
    moved = (later - earlier) * sign
    return moved >= by if by else moved > 0


def _quarters(length: int) -> str:
    return tn("{count} quarter", "{count} quarters", length, count=number_word(length))
