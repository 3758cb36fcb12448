"""What the scorecard says to the partner itself, in plain words: you and we, numbers first, no blame."""

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.language import marked, raised, t
from kpi.wording import number_word
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
        return t("Your first scorecard")
    ups = sum(change >= NOTICEABLE for change in known)
    downs = sum(change <= -NOTICEABLE for change in known)
    if not ups and not downs:
        return t("A steady quarter")
    if ups == downs:
        return t("A mixed quarter")
    grew = bookings / bookings_before - 1 if bookings_before and bookings is not None else 0.0
    if abs(grew) < TELLING_GROWTH:
        return t("A stronger quarter") if ups > downs else t("A slower quarter")
    if ups > downs and grew > 0:
        return t("A stronger quarter, with bookings growing too")
    if ups > downs:
        return t("A stronger quarter, with bookings yet to follow")
    if grew > 0:
        return t("A slower quarter, with bookings still growing")
    return t("A slower quarter, in scores and in bookings")


def intro(changes: Sequence[float | None], since: str, *, has_steps: bool) -> str:
    """Return how many scores moved, and what the page offers."""
    show = f"{t('The steps at the end show where points can be won.')} " if has_steps else ""
    known = [change for change in changes if change is not None]
    if not known:
        return f"{t('From the next quarter on you will see here how your scores move.')} {show}{same()}"
    ups = sum(change >= NOTICEABLE for change in known)
    downs = sum(change <= -NOTICEABLE for change in known)
    return f"{raised(_moved(downs, ups, len(changes), since))} {show}{same()}"


def same() -> str:
    """Return that nothing is kept from the partner."""
    return t("You see the same figures as your channel manager.")


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
        return t(
            "How actively we work together: {components}.", components=listed([low(t(label)) for label in components])
        )
    if kpi == "mindshare_score":
        return t("How far your people put us first, from the survey and from how often you come to us.")
    return t("How often you speak for us in a year: references, case studies, testimonials, talks and referrals.")


def why(change: float | None, since: str, shifts: Sequence[Shift]) -> str:
    """Return what moved with a score: the components that moved it most, then the one against them.

    Examples
    --------
    >>> why(-5.7, "Q2 2026", [Shift("enablement", "Training", -6.7, 3.0, 2.0),
    ...                       Shift("pipeline", "Pipeline work", 1.0, 4.0, 5.0)])
    'It fell since Q2 2026: training went from 3 to 2 a quarter. Pipeline work went from 4 to 5 a quarter.'
    """
    if change is None:
        return t("There is no earlier score to compare it with yet.")
    if abs(change) < NOTICEABLE:
        return t("It has hardly moved since {since}.", since=since)
    told = sorted((one for one in shifts if abs(one.points) >= NOTICEABLE), key=lambda one: -abs(one.points))
    with_it = [_shift_text(one) for one in told if one.points * change > 0][:MOST_NAMED]
    against = [_shift_text(one) for one in told if one.points * change < 0][:1]
    if not with_it:
        return t("It rose since {since}.", since=since) if change > 0 else t("It fell since {since}.", since=since)
    message = marked("It rose since {since}: {moves}.") if change > 0 else marked("It fell since {since}: {moves}.")
    said = t(message, since=since, moves=listed(with_it))
    return f"{said} {raised(against[0])}." if against else said


def answers(respondents: int, enough: float) -> str:
    """Return how many people the survey part rests on."""
    if not respondents:
        return t("Nobody at your company has answered the survey in the last twelve months.")
    said = formats.counted(
        "{count} person at your company answered in the last twelve months.",
        "{count} people at your company answered in the last twelve months.",
        respondents,
    )
    if respondents >= enough:
        return said
    few = t("With so few answers the score leans towards the programme's mean.")
    return f"{said} {few}"


def activities(kinds: Sequence[tuple[str, float]], before: float | None) -> str:
    """Return what an advocacy score counts.

    Examples
    --------
    >>> activities([("case_study", 2.0), ("reference", 1.0)], 4.0)
    'We count 3 activities in the last twelve months: 2 × case study and 1 × reference. A quarter ago it was 4.'
    """
    total = sum(quantity for _, quantity in kinds)
    if not total:
        said = t("We have no activity of yours on record for the last twelve months.")
    else:
        named = listed([f"{formats.count(quantity)} × {kind_text(kind)}" for kind, quantity in kinds])
        said = formats.counted(
            "We count {count} activity in the last twelve months: {named}.",
            "We count {count} activities in the last twelve months: {named}.",
            round(total),
            named=named,
        )
    if before is None or before == total:
        return said
    return f"{said} {t('A quarter ago it was {before}.', before=formats.count(before))}"


def missing(kpi: str, coverage: float | None) -> str:
    """Return why there is no score."""
    if kpi == "advocacy_score":
        return t("We hold no records of advocacy yet, so there is no score.")
    if kpi == "mindshare_score":
        return t("It needs at least one survey answer from your company within twelve months.")
    share = formats.percent(100 * (coverage or 0))
    return t("Only {share} of it can be measured with the data we hold: too little for a score.", share=share)


def step_title(label: str, more: float) -> str:
    """Return what to do more of."""
    return t("{label}: {more} more a quarter", label=t(label), more=formats.count(more))


def step_text(rate: float, reference: float, kinds: Sequence[str]) -> str:
    """Return from where to where, and what counts."""
    return formats.counted(
        "You are at {rate} a quarter; {count} earns full marks. Counted: {kinds}.",
        "You are at {rate} a quarter; {count} earn full marks. Counted: {kinds}.",
        reference,
        rate=formats.count(rate),
        kinds=listed([kind_text(kind) for kind in kinds], "or"),
    )


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
    lead = t(
        "Worked out from your own figures: each step takes one kind of work to the amount that earns "
        "full marks. Together they would bring you from {now} to {whole}.",
        now=formats.score(now),
        whole=formats.score(whole),
    )
    if target is None:
        return lead
    value, due = target
    if now >= value:
        reached = t("You have reached the target of {value} set for {due}.", value=formats.score(value), due=due)
        return f"{lead} {reached}"
    return f"{lead} {t('The target set with you is {value} by {due}.', value=formats.score(value), due=due)}"


def steps_from() -> str:
    """Return what the steps are worked out from, where the score itself is not shown."""
    return t(
        "Worked out from your own figures: each step takes one kind of work to the amount that earns full marks."
    )


def similar(count: int | None, plural: str) -> str:
    """Return who the peers are, without a name."""
    if count is None:
        return t("Fewer than five {plural} have a score, so no comparison is shown.", plural=low(plural))
    return t(
        "Similar partners: a group of {count} {plural}. No company is named, groups of fewer than five are not "
        "shown, and the group changes only when five or more have come or gone.",
        count=count,
        plural=low(plural),
    )


def _shift_text(one: Shift) -> str:
    """Return a component's move in words, as quantities where it counts something."""
    rose = one.points > 0
    if one.component == "survey":
        return t("the answers of your people were better") if rose else t("the answers of your people were less good")
    if one.component == "interaction":
        return t("you came to us more often") if rose else t("you came to us less often")
    if one.component == "peer_mean":
        return t("the mean of all answers, towards which few are drawn, moved")
    if one.component == "reweighted":
        return t("some of the data came or went")
    was, now, label = formats.count(one.was), formats.count(one.now), low(t(one.label))
    if was == now:
        return t("{label} gained weight", label=label) if rose else t("{label} lost weight", label=label)
    return t("{label} went from {was} to {now} a quarter", label=label, was=was, now=now)


def _moved(downs: int, ups: int, total: int, since: str) -> str:
    """Return how many of a partner's scores fell and rose."""
    down, up, whole = number_word(downs), number_word(ups), number_word(total)
    if downs and ups:
        return t(
            "{down} of your {total} scores fell and {up} rose since {since}.",
            down=down,
            up=up,
            total=whole,
            since=since,
        )
    if downs:
        return t("{down} of your {total} scores fell since {since}.", down=down, total=whole, since=since)
    if ups:
        return t("{up} of your {total} scores rose since {since}.", up=up, total=whole, since=since)
    return t("None of your scores moved by much since {since}.", since=since)
