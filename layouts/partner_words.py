"""Sentences of the partner page, made from the numbers only: findings, and steps in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpi.language import joined, language, lowered, marked, raised, t, tn
from kpi.wording import number_word
from layouts import components, findings, formats

WEEK = 7

_RISES = marked("On the present path {name} reaches {value} by {when}{gap}")
_FALLS = marked("On the present path {name} falls to {value} by {when}{gap}")
_STAYS = marked("On the present path {name} stays at {value} until {when}{gap}")


@dataclass(frozen=True)
class Ahead:
    """What a forecast says of a period, and the target that is due by then, if any."""

    now: float
    mean: float
    when: str
    target: float | None = None


def path_finding(name: str, ahead: Ahead, *, edges: Sequence[float] = formats.BAND_EDGES) -> str:
    """Return where a score leads if nothing changes, and how far that is from its target.

    Examples
    --------
    >>> path_finding("Engagement", Ahead(63.0, 67.2, "Q2 2027", 72.0))
    'On the present path engagement reaches 67 by Q2 2027, five short of the target'
    >>> path_finding("Engagement", Ahead(63.0, 63.2, "Q2 2027"))
    'On the present path engagement stays at 63 until Q2 2027'
    """
    message = _STAYS
    if abs(ahead.mean - ahead.now) >= findings.NOTICEABLE:
        message = _RISES if ahead.mean > ahead.now else _FALLS
    return t(
        message,
        name=lowered(name),
        value=formats.score(ahead.mean, edges=edges),
        when=ahead.when,
        gap=_gap(ahead.mean, ahead.target),
    )


def targets_finding(reached: int, count: int) -> str:
    """Return how many KPIs have reached their target; empty when none has one.

    Examples
    --------
    >>> targets_finding(2, 6), targets_finding(0, 3), targets_finding(1, 1), targets_finding(0, 0)
    ('Two of six KPIs have reached their target', 'None of three KPIs has reached its target',
     'The one KPI with a target has reached it', '')
    """
    if not count:
        return ""
    if count == 1:
        return (
            t("The one KPI with a target has reached it")
            if reached
            else t("The one KPI with a target is short of it")
        )
    of = number_word(count)
    if not reached:
        return t("None of {count} KPIs has reached its target", count=of)
    if reached == count:
        return t("All {count} KPIs have reached their target", count=of)
    if reached == 1:
        return t("One of {count} KPIs has reached its target", count=of)
    return t("{reached} of {count} KPIs have reached their target", reached=raised(number_word(reached)), count=of)


def figures_finding(differing: int, count: int) -> str:
    """Return how many of the figures that both sides report differ.

    Examples
    --------
    >>> figures_finding(2, 6), figures_finding(0, 6), figures_finding(1, 6)
    ('Two figures differ by more than the tolerance', 'All figures that both sides report agree',
     'One figure differs by more than the tolerance')
    """
    if not count:
        return t("Figures of both sides")
    if not differing:
        return t("All figures that both sides report agree")
    return raised(
        tn(
            "{number} figure differs by more than the tolerance",
            "{number} figures differ by more than the tolerance",
            differing,
            number=number_word(differing),
        )
    )


def gap_finding(gap: tuple[date, date] | None, *, active: bool) -> str:
    """Return the longest time in which nothing happened.

    Examples
    --------
    >>> gap_finding((date(2026, 7, 20), date(2026, 9, 6)), active=True)
    'Seven weeks without joint activity, 20 July to 6 September'
    >>> gap_finding(None, active=True), gap_finding(None, active=False)
    ('No fortnight passed without joint activity', 'Joint activity by day')
    """
    if gap is None:
        return t("No fortnight passed without joint activity") if active else t("Joint activity by day")
    first, last = gap
    days = (last - first).days + 1
    weeks = days // WEEK
    long = tn("{number} week", "{number} weeks", weeks, number=number_word(weeks))
    with_year = first.year != last.year
    return raised(
        t(
            "{long} without joint activity, {first} to {last}",
            long=long,
            first=_day(first, with_year=with_year),
            last=_day(last, with_year=with_year),
        )
    )


def steps_text(steps: Sequence[tuple[int, str, str]]) -> str:
    """Return extra activity in words, from (how many, unit, component).

    Examples
    --------
    >>> steps_text([(2, "activities", "Training"), (1, "activities", "Joint planning")])
    '2 more in training and 1 more in joint planning'
    >>> steps_text([(3, "contacts begun by the partner", "Partner's own initiative")])
    '3 more contacts begun by the partner'
    """
    said = []
    for extra, unit, label in steps:
        number = formats.count(extra)
        if unit == "activities":
            said.append(t("{number} more in {component}", number=number, component=lowered(t(label))))
        else:
            said.append(t("{number} more {things}", number=number, things=t(unit)))
    return joined(said)


def path_title(name: str, band: str, cost: int | None) -> str:
    """Return how far the next band is.

    Examples
    --------
    >>> path_title("Engagement", "strong", 5), path_title("Engagement", "strong", 1)
    ('Five more activities would have made engagement strong', 'One more activity would have made engagement strong')
    >>> path_title("Engagement", "strong", None)
    'No extra activity alone would make engagement strong'
    """
    said = {"name": lowered(name), "band": lowered(components.band_word(band))}
    if cost is None:
        return t("No extra activity alone would make {name} {band}", **said)
    return raised(
        tn(
            "{number} more activity would have made {name} {band}",
            "{number} more activities would have made {name} {band}",
            cost,
            number=number_word(cost),
            **said,
        )
    )


def _gap(value: float, target: float | None) -> str:
    if target is None:
        return ""
    points = round(value) - round(target)
    if not points:
        return t(", at the target")
    number = number_word(abs(points))
    return (
        t(", {number} above the target", number=number)
        if points > 0
        else t(", {number} short of the target", number=number)
    )


def _day(day: date, *, with_year: bool) -> str:
    """Return a day with its month in full, as titles have it."""
    speech = language()
    month = speech.month_names[day.month - 1]
    form = speech.day_form if with_year else speech.day_form.replace("{year}", "")
    return form.format(day=day.day, month=month, year=day.year).strip()
