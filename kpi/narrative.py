"""Plain sentences about scores, made from the numbers only and never claiming a cause that was not measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from kpi.catalogue import CATALOGUE
from kpi.summary import Standing

NOTICEABLE: Final = 0.5
"""Changes smaller than this many points are noise to a reader and are not spoken of."""


def headline(standings: Sequence[Standing]) -> str:
    """Return one sentence on several scores: where each stands, and whether it moved.

    Examples
    --------
    >>> headline([Standing("engagement_score", 76.1, 74.9, "strong", 9, 1.0),
    ...           Standing("mindshare_score", 59.2, 62.6, "moderate", 9, 1.0)])
    'Engagement is strong at 76 and rising; mindshare slipped to 59'
    """
    parts = [_clause(one, first=at == 0) for at, one in enumerate(standings)]
    return "; ".join(parts)


def change_sentence(kpi: str, standing: Standing, before: str, changes: pd.DataFrame | None) -> str:
    """Return one or two sentences on why a score changed.

    Parameters
    ----------
    kpi
        Catalogue id.
    standing
        The score now and before.
    before
        Name of the comparison, ``Q2 2026``.
    changes
        component, label, points that add up to the difference (`kpi.change.change`); None without components.

    Returns
    -------
    str
        Empty when the score is missing.
    """
    name = CATALOGUE[kpi].short
    if standing.value is None:
        return ""
    value = _score(standing.value)
    if standing.change is None:
        return f"{name} is {value}; there is no earlier value to compare it with."
    if abs(standing.change) < NOTICEABLE:
        return f"{name} is unchanged at {value} since {before}."
    verb = "rose" if standing.change > 0 else "fell"
    lead = f"{name} {verb} {abs(standing.change):.1f} points to {value} since {before}."
    if changes is None:
        return lead
    moves = list(zip(changes["label"].tolist(), changes["points"].tolist(), strict=True))
    return f"{lead} {drivers(moves)}".strip()


def trend_title(lines: Mapping[str, Sequence[float | None]], *, subject: str) -> str:
    """Return the finding of a chart of several lines, or a neutral title when nothing stands out.

    Parameters
    ----------
    lines
        Name in the plural -> values by quarter.
    subject
        What is drawn, for the neutral title.

    Examples
    --------
    >>> trend_title({"Distributors": [77.0, 74.0, 71.0, 68.0], "Resellers": [70.0, 71.0, 71.2, 71.0]},
    ...             subject="Engagement")
    'Distributors have fallen for three quarters'
    """
    falling = _runs(lines, -1.0)
    rising = _runs(lines, 1.0)
    if falling and rising:
        return f"{falling[0][1]} have fallen for {_quarters(falling[0][0])} while {_low(rising[0][1])} keep climbing"
    if falling:
        return f"{falling[0][1]} have fallen for {_quarters(falling[0][0])}"
    if rising:
        return f"{rising[0][1]} have risen for {_quarters(rising[0][0])}"
    return f"{subject} by partner type"


def bands_title(counts: Mapping[str, Sequence[int]]) -> str:
    """Return the finding of the chart of partners per band.

    Examples
    --------
    >>> bands_title({"strong": [3, 5], "moderate": [4, 3], "low": [2, 1], "insufficient data": [0, 0]})
    '5 of 9 partners are strong; low partners fell from 2 to 1'
    """
    now = {name: values[-1] for name, values in counts.items()}
    total = sum(now.values())
    known = {name: count for name, count in now.items() if name != "insufficient data"}
    if not total or not any(known.values()):
        return "Partners per band"
    most = max(known, key=lambda name: known[name])
    lead = f"{now['strong']} of {total} partners are strong" if now["strong"] else (
        f"{known[most]} of {total} partners are {most}"
    )  # fmt: skip
    if len(counts["low"]) < 2 or counts["low"][-2] == now["low"]:
        return lead
    verb = "rose" if now["low"] > counts["low"][-2] else "fell"
    return f"{lead}; low partners {verb} from {counts['low'][-2]} to {now['low']}"


def _clause(one: Standing, *, first: bool) -> str:
    name = CATALOGUE[one.kpi].short
    name = name if first else _low(name)
    if one.value is None:
        return f"{name} has too little data for a score"
    value, change = _score(one.value), one.change
    if change is None or abs(change) < NOTICEABLE:
        return f"{name} is {one.band} at {value}"
    if one.band == "low":
        return f"{name} is low at {value}, {'but improving' if change > 0 else 'and falling'}"
    if change < 0:
        return f"{name} slipped to {value}"
    return f"{name} is {one.band} at {value} and rising"


def drivers(moves: Sequence[tuple[str, float]]) -> str:
    """Name the components that moved most, first those in the direction of the whole.

    Parameters
    ----------
    moves
        Label and points, adding up to the difference (`kpi.change.moves`).

    Returns
    -------
    str
        One sentence; empty when none moved noticeably.
    """
    moved = [one for one in moves if abs(one[1]) >= NOTICEABLE]
    lost = sorted((one for one in moved if one[1] < 0), key=lambda one: one[1])[:2]
    won = sorted((one for one in moved if one[1] > 0), key=lambda one: -one[1])[:2]
    fell = sum(points for _, points in moves) < 0
    with_it, against = (lost, won) if fell else (won, lost)
    sentence = _listed(with_it, "took" if fell else "gave")
    if against:
        sentence += ("; " if sentence else "") + _low(_listed(against[:1], "gave back" if fell else "took"))
    return f"{sentence}." if sentence else ""


def _listed(moves: Sequence[tuple[str, float]], verb: str) -> str:
    texts = [f"{label if at == 0 else _low(label)} {verb if at == 0 else ''} {abs(points):.1f}".replace("  ", " ")
             for at, (label, points) in enumerate(moves)]  # fmt: skip
    return " and ".join(texts)


def _runs(lines: Mapping[str, Sequence[float | None]], sign: float) -> list[tuple[int, str]]:
    """Return (length, name) of lines that moved the same way for at least three quarters, longest first."""
    found = []
    for name, values in lines.items():
        length = 0
        for later, earlier in zip(reversed(values[1:]), reversed(values[:-1]), strict=True):
            if later is None or earlier is None or (later - earlier) * sign < NOTICEABLE:
                break
            length += 1
        if length >= 3:
            found.append((length, name))
    return sorted(found, key=lambda one: -one[0])


def _quarters(length: int) -> str:
    words = {3: "three", 4: "four", 5: "five", 6: "six"}
    return f"{words.get(length, length)} quarters"


def _score(value: float) -> str:
    """Return a score without decimals, or with as many as keep it on its side of a band's edge."""
    for decimals in range(3):
        text = f"{value:.{decimals}f}"
        if all(
            (float(text) > edge) == (value > edge) and (float(text) < edge) == (value < edge) for edge in (50, 75)
        ):
            return text
    return f"{value:.2f}"


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
