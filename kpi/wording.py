"""Wording: numbers as sentences show them, and which effects a sentence names.

Every number of a sentence is rounded half up and to the same decimals, so that what is said to have moved is seen to
have moved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

import pandas as pd

from kpi.catalogue import Kpi, Unit
from kpi.language import language, lowered, marked, raised, t, tn
from kpi.method_types import Bands

NOTICEABLE: Final = 0.5
"""Changes smaller than this many points are noise to a reader and are not spoken of."""

TELLING_SHARE: Final = 0.1
"""Effects below this share of all movement are not spoken of."""

MOST_DECIMALS: Final = 9
_NOISE: Final = 1e-9
_MINUS: Final = "−"
_WHOLE: Final = {"own", "numerator", "denominator"}
_PHRASES: Final = {
    "reweighted": marked("reweighting for data that came or went"),
    "peers": marked("the peer mean"),
    "method": marked("the new method"),
    "mix": marked("the mix of partners"),
}
_NUMBERS: Final = (
    marked("no"), marked("one"), marked("two"), marked("three"), marked("four"), marked("five"), marked("six"),
    marked("seven"), marked("eight"), marked("nine"), marked("ten"), marked("eleven"), marked("twelve"),
)  # fmt: skip

Text = Callable[[float], str]


@dataclass(frozen=True)
class Verbs:
    """What the whole and an effect did in a sentence, as messages.

    Parameters
    ----------
    rose, fell
        The whole: ``{name}``, ``{size}`` and ``{value}``.
    rose_since, fell_since
        The same since ``{before}``.
    up, down
        With the whole, where it rose or fell: ``{effect}`` and ``{size}``.
    up_again, down_again
        Against the whole.
    """

    rose: str
    fell: str
    rose_since: str
    fell_since: str
    up: str
    down: str
    up_again: str
    down_again: str


POINTS: Final = Verbs(
    rose=marked("{name} rose {size} to {value}"),
    fell=marked("{name} fell {size} to {value}"),
    rose_since=marked("{name} rose {size} to {value} since {before}"),
    fell_since=marked("{name} fell {size} to {value} since {before}"),
    up=marked("{effect} gave {size}"),
    down=marked("{effect} took {size}"),
    up_again=marked("{effect} gave {size} back"),
    down_again=marked("{effect} took {size}"),
)
AMOUNTS: Final = Verbs(
    rose=marked("{name} rose by {size} to {value}"),
    fell=marked("{name} fell by {size} to {value}"),
    rose_since=marked("{name} rose by {size} to {value} since {before}"),
    fell_since=marked("{name} fell by {size} to {value} since {before}"),
    up=marked("{effect} added {size}"),
    down=marked("{effect} took {size} off"),
    up_again=marked("{effect} added {size}"),
    down_again=marked("{effect} took {size} off"),
)


@dataclass(frozen=True)
class Writer:
    """How the numbers of one KPI are written in one sentence.

    Parameters
    ----------
    value
        A value of the KPI.
    size
        A difference, with its unit where the value has one too.
    part
        A part of that difference, the unit left out where it is understood.
    verbs
        What effects did.
    """

    value: Text
    size: Text
    part: Text
    verbs: Verbs

    def same(self, difference: float) -> bool:
        """Say whether a difference is too small to be seen."""
        return self.size(abs(difference)) == self.size(0.0)


@dataclass(frozen=True)
class Driver:
    """An effect as a sentence names it; a name keeps its capital letter wherever it stands."""

    phrase: str
    points: float
    is_name: bool = False


def writer(kpi: Kpi, values: Sequence[float], *, money: Text | None = None, bands: Bands | None = None) -> Writer:
    """Return how a KPI's numbers are written.

    Parameters
    ----------
    kpi
        Row of the catalogue.
    values
        What will be written, to choose the decimals by.
    money
        Text of an amount in the site's currency; a plain number when None.
    bands
        Thresholds that a rounded score must not cross.
    """
    if kpi.unit is Unit.MONEY:
        amount = money or _amounts(values)
        return Writer(amount, amount, amount, AMOUNTS)
    if kpi.unit is Unit.PERCENT:
        return Writer(lambda value: language().percent_form.format(tenths(value)), in_points, tenths, POINTS)
    if kpi.unit is Unit.POINTS:
        return Writer(tenths, in_points, tenths, POINTS)
    if kpi.unit is Unit.SCORE:
        return Writer(lambda value: score_text(value, bands, decimals=1), in_points, tenths, POINTS)
    if kpi.unit is Unit.DAYS:
        count = _counter(values)
        days: Text = lambda value: _days(count(value))  # noqa: E731
        return Writer(days, days, days, AMOUNTS)
    return in_full(values)


def in_full(values: Sequence[float]) -> Writer:
    """Return how plain numbers are written: whole where all are, else with two decimals below 10 and one above."""
    count = _counter(values)
    return Writer(count, count, count, AMOUNTS)


def decimal_text(value: float, decimals: int) -> str:
    """Return a number rounded half up, with thousands separators and a real minus.

    Examples
    --------
    >>> decimal_text(6.25, 1), decimal_text(-0.04, 1), decimal_text(-1234.5, 0)
    ('6.3', '0.0', '−1,235')
    """
    return language().number_text(_plain(float(value), decimals))


def tenths(value: float) -> str:
    """Return a number with one decimal."""
    return decimal_text(value, 1)


def in_points(value: float) -> str:
    """Return a difference between scores or shares, with one decimal."""
    return t("{number} points", number=tenths(value))


def score_text(value: float, bands: Bands | None, *, decimals: int = 0) -> str:
    """Return a score with as many decimals as keep it on its side of a band's edge.

    Examples
    --------
    >>> score_text(75.3, Bands(50.0, 75.0)), score_text(75.3, Bands(50.0, 80.0)), score_text(49.96, Bands(50.0, 75.0))
    ('75.3', '75', '49.96')
    """
    edges = () if bands is None else (bands.moderate, bands.strong)
    for digits in range(decimals, MOST_DECIMALS):
        text = _plain(float(value), digits)
        shown = float(text.replace(",", "").replace(_MINUS, "-"))
        if all((shown > edge) == (value > edge) and (shown < edge) == (value < edge) for edge in edges):
            return language().number_text(text)
    return decimal_text(value, MOST_DECIMALS)


def drivers_of(effects: pd.DataFrame) -> list[Driver]:
    """Return the effects of a change as sentences name them: partners that came or went counted together.

    What only says the change again (one row for all of it, a numerator and its denominator, the one component of a
    score) is left out.

    Parameters
    ----------
    effects
        component, label, points and, where known, kind (`kpi.effects.KINDS`).
    """
    components = effects["component"].tolist()
    plain = ["reweighted" if one == "reweighted" else "component" for one in components]
    kinds = effects["kind"].tolist() if "kind" in effects else plain
    own = {component for component, kind in zip(components, kinds, strict=True) if kind == "own"}
    rows = zip(effects["label"].tolist(), effects["points"].tolist(), kinds, strict=True)
    made, counted = [], {kind: list[float]() for kind in ("joined", "left", "scored")}
    for label, points, kind in rows:
        if kind in counted:
            counted[kind].append(points)
        elif kind != "own":
            made.append(Driver(t(_PHRASES[kind]) if kind in _PHRASES else lowered(t(label)), points))
        elif not own <= _WHOLE:
            made.append(Driver(label, points, is_name=True))
    made += [Driver(_came(kind, len(held)), sum(held)) for kind, held in counted.items() if held]
    is_alone = kinds.count("component") == 1 and sum(abs(one.points) > _NOISE for one in made) == 1
    return [] if is_alone else made


def drivers_text(drivers: Sequence[Driver], write: Writer, *, total: float, least: float = 0.0) -> str:
    """Return one sentence that names the largest effects, first those in the direction of the whole.

    Parameters
    ----------
    drivers
        The effects.
    write
        How numbers are written.
    total
        The difference that they explain.
    least
        Size from which an effect is spoken of, if it is also at least `TELLING_SHARE` of all movement.

    Returns
    -------
    str
        At most two effects with the whole and one against it; empty when none is large enough to be seen.
    """
    floor = max(least, TELLING_SHARE * sum(abs(one.points) for one in drivers))
    told = [one for one in drivers if abs(one.points) >= floor and not write.same(one.points)]
    told.sort(key=lambda one: -abs(one.points))
    fell = total < 0
    with_it = [one for one in told if (one.points < 0) == fell][:2]
    against = [one for one in told if (one.points < 0) != fell][:1]
    back = write.verbs.up_again if with_it and not write.same(total) else write.verbs.up
    verbs = (write.verbs.down, back) if fell else (write.verbs.up, write.verbs.down_again)
    clauses = [_clause(some, verb, write.part) for some, verb in zip((with_it, against), verbs, strict=True) if some]
    if not clauses:
        return ""
    text = "; ".join(clauses)
    return f"{text if (with_it or against)[0].is_name else raised(text)}."


def number_word(count: int) -> str:
    """Return a small number as a word."""
    return t(_NUMBERS[count]) if count < len(_NUMBERS) else decimal_text(count, 0)


def counted(one: str, many: str, number: float, /, **values: object) -> str:
    """Return a message that counts something, its number written as ``{count}``.

    Parameters
    ----------
    one, many, values
        As in `kpi.language.tn`: literals, so that they are found for the catalogue of messages.
    number
        How many; rounded to a whole number.

    Examples
    --------
    >>> counted("{count} deal", "{count} deals", 1), counted("{count} deal", "{count} deals", 3.0)
    ('1 deal', '3 deals')
    """
    text = decimal_text(number, 0)
    return tn(one, many, 1 if text == "1" else max(round(number), 2) if number else 0, count=text, **values)


@lru_cache(4096)
def _plain(value: float, decimals: int) -> str:
    """Return a number with English separators."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{_MINUS if rounded < 0 else ''}{abs(rounded):,.{decimals}f}"


def _days(number: str) -> str:
    return tn("{number} day", "{number} days", 1 if number == "1" else 2, number=number)


def _amounts(values: Sequence[float]) -> Text:
    """Return how amounts without a currency are written: whole from 100 up."""
    whole = all(float(value).is_integer() for value in values) or max(abs(value) for value in values) >= 100
    return lambda value: decimal_text(value, 0 if whole else 2)


def _counter(values: Sequence[float]) -> Text:
    if all(float(value).is_integer() for value in values):
        return lambda value: decimal_text(value, 0)
    decimals = 2 if max(abs(value) for value in values) < 10 else 1
    return lambda value: decimal_text(value, decimals)


def _came(kind: str, count: int) -> str:
    """Return partners that count in one of two months only."""
    word = number_word(count)
    if kind == "scored":
        return tn(
            "{count} partner whose score came or went with the data",
            "{count} partners whose scores came or went with the data",
            count,
            count=word,
        )
    if kind == "joined":
        return tn("{count} partner that joined", "{count} partners that joined", count, count=word)
    return tn("{count} partner that left", "{count} partners that left", count, count=word)


def _clause(some: Sequence[Driver], verb: str, part: Text) -> str:
    """Return effects of one direction: the verb once, with the first."""
    first, *more = some
    text = t(verb, effect=first.phrase, size=part(abs(first.points)))
    for one in more:
        following = t("{effect} {size}", effect=one.phrase, size=part(abs(one.points)))
        text = t("{first} and {second}", first=text, second=following)
    return text
