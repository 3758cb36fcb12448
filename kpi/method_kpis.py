"""A site's own KPI, read from its entry in the method: a measure, or the ratio of two, without code."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from kpi.catalogue import CATALOGUE, Direction, Unit
from kpi.method_checks import Entry, checked_number, checked_text, shown
from kpi.method_types import AGGREGATES, Bands, SiteKpi
from kpi.schema import normalise_word

TEXTS: Final = (
    "standfirst",
    "definition",
    "formula",
    "formula_notes",
    "interpretation_high",
    "interpretation_moderate",
    "interpretation_low",
    "measurement",
    "trend",
    "visualisation",
    "tools",
    "integration",
    "impact",
)
"""Attributes that are one text."""

LISTS: Final = ("insights", "questions", "tips")
"""Attributes that are a list of texts; `risks` is a list of pairs."""

ACTION_LENGTH: Final = 140
"""Longest recommended action [characters]: it has to fit on a card."""

_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def site_kpi(name: str, entry: Entry, partner_types: Mapping[str, str]) -> SiteKpi:
    """Read one KPI.

    Parameters
    ----------
    name
        Its id.
    entry
        Its table.
    partner_types
        Word -> partner type.
    """
    _check_id(name, entry)
    label = _name(entry)
    unit = entry.one_of("unit", tuple(Unit))
    direction = entry.one_of("direction", tuple(Direction))
    lower, upper = _range(entry, unit)
    made = SiteKpi(
        id=name,
        name=label,
        short=entry.text("short", label),
        unit=unit,
        direction=direction,
        target_band=_target_band(entry, direction, lower, upper),
        measure=_word(entry, "measure"),
        aggregate=entry.one_of("aggregate", AGGREGATES, ""),
        numerator=_word(entry, "numerator"),
        denominator=_word(entry, "denominator"),
        partner_types=_types(entry, partner_types),
        window=entry.whole("window", needed=False),
        lower=lower,
        upper=upper,
        bands=_bands(entry, direction, lower, upper),
        goal=entry.text("goal", ""),
        action=_action(entry),
        texts=_texts(entry),
    )
    _check_source(entry, made)
    entry.close()
    return made


def _check_id(name: str, entry: Entry) -> None:
    if name in CATALOGUE:
        entry.problems.add(entry.path, "is a KPI of Tandem's own; give yours another id")
    elif not _ID.fullmatch(name):
        wanted = normalise_word(name)
        hint = f", such as {wanted}" if _ID.fullmatch(wanted) else ""
        entry.problems.add(entry.path, f"is no id; write a word of small letters, digits and single _{hint}")


def _name(entry: Entry) -> str:
    name = entry.text("name")
    if name.casefold() in {one.name.casefold() for one in CATALOGUE.values()}:
        entry.complain("name", f"is {name!r}, as that of a KPI of Tandem's own; give yours another name")
    return name


def _check_source(entry: Entry, kpi: SiteKpi) -> None:
    """Complain unless the KPI is either a measure with its aggregate or a ratio."""
    if not entry.is_table:
        return
    is_measure, is_ratio = "measure" in entry, "numerator" in entry or "denominator" in entry
    if is_measure == is_ratio:
        either = "gives a measure and a ratio" if is_measure else "gives neither a measure nor a ratio"
        words = f"{either}; give either measure and aggregate, or numerator and denominator"
        entry.problems.add(entry.path, words)
    elif is_measure and "aggregate" not in entry:
        entry.complain("aggregate", f"is missing; say how the measure is taken: {', '.join(AGGREGATES)}")
    elif is_measure and kpi.aggregate == "sum" and kpi.unit in ("percent", "score"):
        entry.complain("aggregate", f"is 'sum'; a sum of {kpi.unit} values is none: write mean or last")
    elif is_ratio:
        _check_ratio(entry, kpi)


def _check_ratio(entry: Entry, kpi: SiteKpi) -> None:
    for name in ("numerator", "denominator"):
        if name not in entry:
            entry.complain(name, "is missing; a ratio needs both measures")
    if "aggregate" in entry:
        entry.complain("aggregate", "does not go with a ratio, which is sum over sum; remove it")
    if kpi.numerator and kpi.numerator == kpi.denominator:
        entry.complain("denominator", f"is {kpi.denominator!r}, as the numerator; the ratio would always be 1")


def _word(entry: Entry, name: str) -> str:
    return normalise_word(entry.text(name, ""))


def _types(entry: Entry, partner_types: Mapping[str, str]) -> tuple[str, ...]:
    words = entry.vocabulary("partner_types", needed=False)
    return tuple(dict.fromkeys(partner_types.get(word, word) for word in words))


def _range(entry: Entry, unit: str) -> tuple[float | None, float | None]:
    lower, upper = entry.optional_number("lower"), entry.optional_number("upper")
    if unit == "score":
        lower, upper = 0.0 if lower is None else lower, 100.0 if upper is None else upper
    if lower is not None and upper is not None and upper <= lower:
        words = f"leaves the range {lower:g} to {upper:g}; the upper end must be above the lower"
        entry.complain("upper" if "upper" in entry else "lower", words)
    return lower, upper


def _target_band(
    entry: Entry, direction: str, lower: float | None, upper: float | None
) -> tuple[float, float] | None:
    given = entry.take("target_band", needed=False)
    if given is None:
        if direction == "band":
            entry.complain("target_band", "is missing; say which values are good, such as target_band = [20, 30]")
        return None
    if direction in ("up", "down"):
        entry.complain("target_band", f"does not go with direction {direction!r}; write band, or remove it")
    if not isinstance(given, list) or len(given) != 2:
        entry.complain("target_band", f"is {shown(given)}; it must be two numbers, lowest and highest good value")
        return None
    low, high = (_within(entry, ("target_band", at), one, lower, upper) for at, one in enumerate(given))
    if high <= low:
        entry.complain("target_band", f"goes from {low:g} to {high:g}; the first must be below the second")
    return low, high


def _bands(entry: Entry, direction: str, lower: float | None, upper: float | None) -> Bands | None:
    if "bands" not in entry:
        entry.take("bands", needed=False)
        return None
    if direction in ("down", "band"):
        entry.complain("bands", f"does not go with direction {direction!r}: strong means a high value; remove it")
    bands = entry.table("bands")
    ends = (-math.inf if lower is None else lower, math.inf if upper is None else upper)
    made = Bands(moderate=bands.number("moderate", *ends), strong=bands.number("strong", *ends))
    bands.close()
    if made.strong < made.moderate:
        bands.complain("strong", f"is {made.strong:g}, below moderate, which is {made.moderate:g}; swap them")
    return made


def _within(entry: Entry, place: tuple[str, int], value: object, lower: float | None, upper: float | None) -> float:
    ends = (-math.inf if lower is None else lower, math.inf if upper is None else upper)
    return checked_number(value, (*entry.path, *place), entry.problems, *ends)


def _action(entry: Entry) -> str:
    action = entry.text("action", "")
    if len(action) > ACTION_LENGTH:
        entry.complain("action", f"has {len(action)} characters; shorten it to {ACTION_LENGTH}")
    return action


def _texts(entry: Entry) -> dict[str, Any]:
    """Return the attributes that the site has written itself."""
    made: dict[str, Any] = {name: entry.text(name, "") for name in TEXTS}
    made |= {name: tuple(entry.texts(name, needed=False)) for name in LISTS}
    made["risks"] = tuple(_risks(entry))
    return {name: value for name, value in made.items() if value}


def _risks(entry: Entry) -> list[tuple[str, str]]:
    given = entry.take("risks", needed=False)
    if given is None:
        return []
    pairs = given if isinstance(given, list) else [given]
    made = []
    for at, pair in enumerate(pairs):
        path = (*entry.path, "risks", at)
        if not isinstance(pair, list) or len(pair) != 2:
            words = f'holds {shown(pair)}; each risk must be a pair like ["what one sees", "what it means"]'
            entry.problems.add(path, words)
            continue
        signal, meaning = (checked_text(one, (*path, nth), entry.problems) for nth, one in enumerate(pair))
        made.append((signal, meaning))
    return made
