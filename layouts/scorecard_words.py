"""What the scorecard says to the partner itself, in plain words: you and we, numbers first, no blame."""

from collections.abc import Sequence
from dataclasses import dataclass

from layouts import formats
from layouts.findings import NOTICEABLE, kind_text, listed, low

TELLING_GROWTH = 0.05
"""Share by which bookings must have changed to be named in the title."""

MOST_NAMED = 2


@dataclass(frozen=True)
class Shift:
    """A component that moved a score: points, and its rate per quarter before and now where there is one."""

    component: str
    label: str
    points: float
    was: float | None = None
    now: float | None = None


def title(changes: Sequence[float | None], bookings: float | None, bookings_before: float | None) -> str:
    """Return the finding of the scorecard.

    Parameters
    ----------
    changes
        Change of each score since the last quarter.
    bookings, bookings_before
        Amounts won now and before.

    Examples
    --------
    >>> title([-8.0, -2.0, 3.0], 120.0, 100.0)
    'A slower quarter, with bookings still growing'
    >>> title([None, None, None], None, None)
    'Your first scorecard'
    """
    known = [change for change in changes if change is not None]
    if not known:
        return "Your first scorecard"
    ups = sum(change >= NOTICEABLE for change in known)
    downs = sum(change <= -NOTICEABLE for change in known)
    if not ups and not downs:
        return "A steady quarter"
    if ups == downs:
        return "A mixed quarter"
    lead = "A stronger quarter" if ups > downs else "A slower quarter"
    if not bookings_before or bookings is None:
        return lead
    grew = bookings / bookings_before - 1
    if abs(grew) < TELLING_GROWTH:
        return lead
    if ups > downs:
        return f"{lead}, with bookings growing too" if grew > 0 else f"{lead}, with bookings yet to follow"
    return f"{lead}, with bookings still growing" if grew > 0 else f"{lead}, in scores and in bookings"


def intro(changes: Sequence[float | None], since: str, *, has_steps: bool) -> str:
    """Return how many scores moved, and what the page offers."""
    same = "You see the same figures as your channel manager."
    show = "The steps at the end show where points can be won. " if has_steps else ""
    known = [change for change in changes if change is not None]
    if not known:
        return f"From the next quarter on you will see here how your scores move. {show}{same}"
    ups = sum(change >= NOTICEABLE for change in known)
    downs = sum(change <= -NOTICEABLE for change in known)
    parts = [f"{_of(count, len(changes))} {verb}" for count, verb in ((downs, "fell"), (ups, "rose")) if count]
    moved = " and ".join(parts) if parts else "None of your scores moved by much"
    if len(parts) == 2:
        moved = f"{_of(downs, len(changes))} fell and {_number(ups)} rose"
    return f"{moved[:1].upper()}{moved[1:]} since {since}. {show}{same}"


def about(kpi: str, components: Sequence[str]) -> str:
    """Return what a score is.

    Parameters
    ----------
    kpi
        A headline KPI.
    components
        Labels of its components.
    """
    if kpi == "engagement_score":
        return f"How actively we work together: {listed([low(label) for label in components])}."
    if kpi == "mindshare_score":
        return "How far your people put us first, from the survey and from how often you come to us."
    return "How often you speak for us in a year: references, case studies, testimonials, talks and referrals."


def why(change: float | None, since: str, shifts: Sequence[Shift]) -> str:
    """Return what moved with a score: the components that moved it most, then the one against them.

    Examples
    --------
    >>> why(-5.7, "Q2 2026", [Shift("enablement", "Training", -6.7, 3.0, 2.0),
    ...                       Shift("pipeline", "Pipeline work", 1.0, 4.0, 5.0)])
    'It fell since Q2 2026: training went from 3 to 2 a quarter. Pipeline work went from 4 to 5 a quarter.'
    """
    if change is None:
        return "There is no earlier score to compare it with yet."
    if abs(change) < NOTICEABLE:
        return f"It has hardly moved since {since}."
    verb = "rose" if change > 0 else "fell"
    told = sorted((one for one in shifts if abs(one.points) >= NOTICEABLE), key=lambda one: -abs(one.points))
    with_it = [_shift_text(one) for one in told if one.points * change > 0][:MOST_NAMED]
    against = [_shift_text(one) for one in told if one.points * change < 0][:1]
    if not with_it:
        return f"It {verb} since {since}."
    said = f"It {verb} since {since}: {' and '.join(with_it)}."
    return f"{said} {against[0][:1].upper()}{against[0][1:]}." if against else said


def answers(respondents: int, enough: float) -> str:
    """Return how many people the survey part rests on."""
    if not respondents:
        return "Nobody at your company has answered the survey in the last twelve months."
    people = formats.plural(respondents, "person", "people")
    said = f"{people} at your company answered in the last twelve months."
    if respondents >= enough:
        return said
    return f"{said} With so few answers the score leans towards the programme's mean."


def activities(kinds: Sequence[tuple[str, float]], before: float | None) -> str:
    """Return what an advocacy score counts.

    Examples
    --------
    >>> activities([("case_study", 2.0), ("reference", 1.0)], 4.0)
    'We count 3 activities in the last twelve months: 2 × case study and 1 × reference. A quarter ago it was 4.'
    """
    total = sum(quantity for _, quantity in kinds)
    if not total:
        said = "We have no activity of yours on record for the last twelve months."
    else:
        named = listed([f"{formats.count(quantity)} × {kind_text(kind)}" for kind, quantity in kinds])
        count = formats.plural(round(total), "activity", "activities")
        said = f"We count {count} in the last twelve months: {named}."
    return said if before is None or before == total else f"{said} A quarter ago it was {formats.count(before)}."


def missing(kpi: str, coverage: float | None) -> str:
    """Return why there is no score."""
    if kpi == "advocacy_score":
        return "We hold no records of advocacy yet, so there is no score."
    if kpi == "mindshare_score":
        return "It needs at least one survey answer from your company within twelve months."
    share = formats.percent(100 * (coverage or 0))
    return f"Only {share} of it can be measured with the data we hold: too little for a score."


def step_title(label: str, more: float) -> str:
    """Return what to do more of."""
    return f"{label}: {formats.count(more)} more a quarter"


def step_text(rate: float, reference: float, kinds: Sequence[str]) -> str:
    """Return from where to where, and what counts."""
    counted = listed([kind_text(kind) for kind in kinds], "or")
    verb = "earns" if reference == 1 else "earn"
    marks = f"{formats.count(reference)} {verb} full marks"
    return f"You are at {formats.count(rate)} a quarter; {marks}. Counted: {counted}."


def steps_intro(now: float, gained: float, target: tuple[float, str] | None) -> str:
    """Return where all steps together lead, and what was agreed.

    Parameters
    ----------
    now, gained
        The score, and the points of all steps.
    target
        The partner's own target and its date, None without one.
    """
    whole = min(now + gained, 100.0)
    lead = (
        "Worked out from your own figures: each step takes one kind of work to the amount that earns full marks. "
        f"Together they would bring you from {formats.score(now)} to {formats.score(whole)}."
    )
    if target is None:
        return lead
    value, due = target
    if now >= value:
        return f"{lead} You have reached the target of {formats.score(value)} set for {due}."
    return f"{lead} The target set with you is {formats.score(value)} by {due}."


def similar(count: int | None, plural: str) -> str:
    """Return who the peers are, without a name."""
    if count is None:
        return f"Fewer than five {low(plural)} have a score, so no comparison is shown."
    return (
        f"Similar partners: {count} {low(plural)}, yourself included. No company is named; groups of fewer than five "
        "are not shown."
    )


def _shift_text(one: Shift) -> str:
    """Return a component's move in words, as quantities where it counts something."""
    rose = one.points > 0
    if one.component == "survey":
        return f"the answers of your people were {'better' if rose else 'less good'}"
    if one.component == "interaction":
        return f"you came to us {'more' if rose else 'less'} often"
    if one.component == "reweighted":
        return "some of the data came or went"
    was, now = formats.count(one.was), formats.count(one.now)
    if was == now:
        return f"{low(one.label)} {'gained' if rose else 'lost'} weight"
    return f"{low(one.label)} went from {was} to {now} a quarter"


def _of(count: int, total: int) -> str:
    return f"{_number(count)} of your {_number(total)} scores"


def _number(count: int) -> str:
    return ("none", "one", "two", "three")[count] if count < 4 else str(count)
