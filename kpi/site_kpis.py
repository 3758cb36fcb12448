"""Catalogue rows of a site's own KPIs, with words made from the entry where the site has written none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kpi.attributes import Attributes, Source
from kpi.catalogue import Direction, Kpi, Scope, Unit
from kpi.method_types import Method, SiteKpi
from kpi.schema import type_plural

_TAKEN: Final = {"sum": "sum", "mean": "mean", "last": "latest value"}
_SIGNS: Final = {"sum": "Σ", "mean": "mean of", "last": "latest"}
_BETTER: Final = {Direction.UP: "higher is better", Direction.DOWN: "lower is better"}


def site_catalogue(method: Method) -> Mapping[str, Kpi]:
    """Return the catalogue rows of the KPIs that a method adds, by id and in the order of the method.

    Parameters
    ----------
    method
        The method.

    Returns
    -------
    Mapping[str, Kpi]
        Empty when the method adds none. Every attribute is filled: by the site's words, else by words that say
        no more than the entry does.
    """
    return {one.id: _row(one, method) for one in method.kpis}


def _row(one: SiteKpi, method: Method) -> Kpi:
    return Kpi(
        id=one.id,
        unit=Unit(one.unit),
        direction=Direction(one.direction),
        lower=one.lower,
        upper=one.upper,
        banded=one.bands is not None,
        window=_window(one, method),
        scope=Scope.EVERYWHERE,
        partner_types=one.partner_types,
        text=_attributes(one, method),
        target_band=one.target_band,
    )


def _attributes(one: SiteKpi, method: Method) -> Attributes:
    words: dict[str, Any] = {**_meaning(one, method), **_use(one), **_habits(one, method), **one.texts}
    return Attributes(
        name=one.name,
        short=one.short,
        sources=(Source(f"An entry of this site's method, {method.label}: kpis.{one.id}", "own"),),
        goal=one.goal,
        levers={"": one.action or "Ask the partner what moved it, and agree on one step with a date."},
        **words,
    )


def _meaning(one: SiteKpi, method: Method) -> dict[str, Any]:
    """Return what the KPI is, in words made from its entry."""
    what = _what(one)
    return {
        "standfirst": f"{what[:1].upper()}{what[1:]}, over the {_window(one, method)}.",
        "definition": f"{one.name} is {what}, over the {_window(one, method)}. {_whom(one)}",
        "formula": _formula(one),
        "formula_notes": _notes(one),
        "interpretation_high": f"A high value means much of {one.measures[0]}{_per(one)}; {_better(one).lower()}.",
        "interpretation_moderate": "The value lies between the two thresholds of the method." if one.bands else "",
        "interpretation_low": f"A low value means little of {one.measures[0]}{_per(one)}; {_better(one).lower()}.",
    }


def _use(one: SiteKpi) -> dict[str, Any]:
    """Return what the KPI is good for, in words made from its entry."""
    measures = _list(one.measures)
    return {
        "insights": (
            f"How {one.short} differs between partners, types and regions.",
            f"Whether {one.short} moves together with the three scores.",
        ),
        "questions": (
            f"Which partners moved {one.short}, and in which month?",
            f"Was {measures} delivered for every partner and month?",
        ),
        "tips": (
            f"Agree with the partner who reports {measures}, and by which day of the month.",
            f"Set a target for {one.short} with a date, so that a change can be judged.",
        ),
        "risks": (
            (f"{one.short} missing", f"The window of the partner has no row of {measures}."),
            (f"{one.short} jumps in one month", "Look at the imported rows first: a changed source looks the same."),
        ),
    }


def _habits(one: SiteKpi, method: Method) -> dict[str, Any]:
    """Return how the KPI is measured, drawn and tied in, in words made from its entry."""
    measures, window = _list(one.measures), _window(one, method)
    trend = f"Each month shows the {window} that ends with it; compare months whose windows do not overlap."
    return {
        "measurement": f"Import {measures} as rows of the table measures: partner, date, measure and value by month.",
        "trend": "Each month stands for itself." if window == "month" else trend,
        "visualisation": "A line by month for one partner; sorted bars to compare partners.",
        "tools": f"Whatever system holds {measures}, exported as CSV.",
        "integration": "Comes from the table measures. Of a figure that both sides report for a month, ours counts.",
        "impact": "It enters none of the three scores. "
        + (f"It serves the goal {one.goal}." if one.goal else "Its entry names no business goal."),
    }


def _what(one: SiteKpi) -> str:
    if one.measure:
        return f"the {_TAKEN[one.aggregate]} of the measure {one.measure}"
    share = "100 times " if one.factor > 1 else ""
    return f"{share}the sum of the measure {one.numerator} divided by the sum of the measure {one.denominator}"


def _formula(one: SiteKpi) -> str:
    if one.measure:
        return f"{one.name} = {_SIGNS[one.aggregate]} {one.measure}"
    share = "100 · " if one.factor > 1 else ""
    return f"{one.name} = {share}Σ {one.numerator} ÷ Σ {one.denominator}"


def _notes(one: SiteKpi) -> str:
    if one.measure:
        last = " The last month of the window that has a row counts alone." if one.aggregate == "last" else ""
        return f"Missing when the window has no row of {one.measure}.{last}"
    return (
        f"Only partners and months that have both {one.numerator} and {one.denominator} count. For a group the sums "
        "are divided, never the partners' ratios averaged. Missing when the sum below is 0 or nothing has both."
    )


def _whom(one: SiteKpi) -> str:
    if not one.partner_types:
        return "It applies to all partners."
    return f"It applies to {_list([type_plural(name).lower() for name in one.partner_types])}."


def _window(one: SiteKpi, method: Method) -> str:
    months = method.windows.default if one.window is None else one.window
    return {1: "month", 3: "trailing quarter"}.get(months, f"trailing {months} months")


def _better(one: SiteKpi) -> str:
    if one.target_band:
        return f"Good is {one.target_band[0]:g} to {one.target_band[1]:g}"
    return _BETTER[Direction(one.direction)].capitalize()


def _per(one: SiteKpi) -> str:
    return f" for each {one.denominator}" if one.denominator else ""


def _list(words: tuple[str, ...] | list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
