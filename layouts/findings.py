"""Sentences about one partner: what a chart or a table of its page shows, made from the numbers only."""

from collections.abc import Sequence
from typing import NamedTuple

from kpi.language import joined, language, marked, raised, t, tn
from kpi.wording import number_word
from layouts import formats

NOTICEABLE = 0.5
"""Changes smaller than this many points are noise to a reader and are not spoken of."""

MOST_OF_IT = 0.7
"""Share of a loss or a gain that the named components explain together."""

RUN_FROM = 3
"""Quarters in the same direction that make a run."""

MOST_PERCENT = 100
"""Growth beyond this is said in amounts: 545% of little is little."""

_ONE_ROSE = marked("{what} explains most of the rise")
_ONE_FELL = marked("{what} explains most of the fall")
_MANY_ROSE = marked("{what} explain most of the rise")
_MANY_FELL = marked("{what} explain most of the fall")

_PLACES = {1: marked("{number}st"), 2: marked("{number}nd"), 3: marked("{number}rd")}
_OTHER_PLACE = marked("{number}th")

SPELLINGS = {"check_in": marked("check-in"), "co_marketing": marked("co-marketing"), "mdf_claim": marked("MDF claim")}


class Move(NamedTuple):
    """A component and the points by which it moved a score."""

    label: str
    points: float


def trend_finding(
    name: str, values: Sequence[float | None], *, peers: float | None = None, peers_name: str = ""
) -> str:
    """Return what a partner's trend shows: a run of quarters, else the last step, and where its peers are.

    Parameters
    ----------
    name
        Short name of the KPI.
    values
        By quarter, oldest first.
    peers
        Median of the peers at the last quarter, None without one.
    peers_name
        What the peers are called, as in ``distributor median``.

    Examples
    --------
    >>> trend_finding("Engagement", [80.0, 74.0, 70.0, 63.0])
    'Engagement has fallen for three quarters, to 63'
    >>> trend_finding("Engagement", [63.2, 63.0], peers=70.0, peers_name="distributor median")
    'Engagement held at 63, 7 below the distributor median'
    """
    now = values[-1] if values else None
    if now is None:
        return t("{name} could not be measured in the last quarter", name=name)
    gap = _gap(now, peers, peers_name)
    length, sign = _run(values)
    said = {"name": name, "now": formats.score(now), "gap": gap}
    if length >= RUN_FROM:
        quarters = tn("{count} quarter", "{count} quarters", length, count=number_word(length))
        if sign > 0:
            return t("{name} has risen for {quarters}, to {now}{gap}", quarters=quarters, **said)
        return t("{name} has fallen for {quarters}, to {now}{gap}", quarters=quarters, **said)
    before = values[-2] if len(values) > 1 else None
    if before is None:
        return t("{name} stands at {now}{gap}", **said)
    if abs(now - before) < NOTICEABLE:
        return t("{name} held at {now}{gap}", **said)
    size = formats.change_text(now - before)
    if now > before:
        return t("{name} rose {size} points to {now}{gap}", size=size, **said)
    return t("{name} fell {size} points to {now}{gap}", size=size, **said)


def change_finding(moves: Sequence[Move]) -> str:
    """Return which components explain most of a change.

    Examples
    --------
    >>> change_finding([Move("Training", -7.0), Move("Feedback", -0.6), Move("Pipeline work", 1.0)])
    'Training explains most of the fall'
    >>> change_finding([Move("Training", -3.0), Move("Feedback", -3.0)])
    'Training and feedback explain most of the fall'
    """
    total = sum(move.points for move in moves)
    if all(abs(move.points) < NOTICEABLE for move in moves):
        return t("No component moved by much")
    if abs(total) < NOTICEABLE:
        return t("Gains and losses cancel each other")
    named = _main_moves([move for move in moves if move.points * total > 0])
    if len(named) == 1:
        what = t(named[0].label)
        return t(_ONE_ROSE if total > 0 else _ONE_FELL, what=what)
    if len(named) == 2:
        what = listed([t(named[0].label), low(t(named[1].label))])
    else:
        what = t("{number} components", number=raised(number_word(len(named))))
    return t(_MANY_ROSE if total > 0 else _MANY_FELL, what=what)


def bookings_finding(now: float | None, before: float | None, *, period: str, currency: str) -> str:
    """Return how bookings went.

    Examples
    --------
    >>> bookings_finding(120_000.0, 100_000.0, period="Q3 2026", currency="EUR")
    'Bookings rose by 20% to €120K'
    """
    if now is None:
        return t("No deals are known for {period}", period=period)
    amount = formats.money(now, currency=currency)
    if not now:
        return t("Nothing was won in {period}", period=period)
    if not before:
        return t("Bookings of {amount} in {period}", amount=amount, period=period)
    if formats.money(before, currency=currency) == amount:
        return t("Bookings held at {amount}", amount=amount)
    grew = 100 * (now / before - 1)
    if grew > MOST_PERCENT:
        return t(
            "Bookings rose from {before} to {amount}", before=formats.money(before, currency=currency), amount=amount
        )
    share = formats.percent(abs(grew))
    if grew > 0:
        return t("Bookings rose by {share} to {amount}", share=share, amount=amount)
    return t("Bookings fell by {share} to {amount}", share=share, amount=amount)


def rank_text(rank: int, count: int, peers: str) -> str:
    """Return a place among peers.

    Examples
    --------
    >>> rank_text(11, 14, "Distributors"), rank_text(22, 31, "Joint ventures")
    ('11th of 14 distributors', '22nd of 31 joint ventures')
    """
    return t("{place} of {count} {peers}", place=ordinal(rank), count=count, peers=low(peers))


def ordinal(number: int) -> str:
    """Return a place: 1st, 2nd, 11th."""
    if number == 1:
        return t("1st")
    ending = _OTHER_PLACE if number % 100 in (11, 12, 13) else _PLACES.get(number % 10, _OTHER_PLACE)
    return t(ending, number=formats.count(number))


def kind_text(kind: str) -> str:
    """Return the word of a kind as people write it.

    Examples
    --------
    >>> kind_text("mdf_claim"), kind_text("co_marketing"), kind_text("business_review")
    ('MDF claim', 'co-marketing', 'business review')
    """
    return t(SPELLINGS.get(kind) or kind.replace("_", " "))


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Return a list in words: a, b and c; with ``or`` one of which one holds."""
    if last != "or" or len(parts) < 2:
        return joined(list(parts))
    return t("{all_but_last} or {last}", all_but_last=", ".join(parts[:-1]), last=parts[-1])


def low(text: str) -> str:
    """Return a text for the middle of a sentence."""
    return text[:1].lower() + text[1:] if language().lowers else text


def _gap(now: float, peers: float | None, name: str) -> str:
    if peers is None:
        return ""
    points = round(now) - round(peers)
    if not points:
        return t(", at the {name}", name=name)
    message = marked(", {points} above the {name}") if points > 0 else marked(", {points} below the {name}")
    return t(message, points=formats.count(abs(points)), name=name)


def _run(values: Sequence[float | None]) -> tuple[int, int]:
    """Return for how many quarters the values have moved the same way, and which."""
    length, sign = 0, 0
    for later, earlier in zip(reversed(values[1:]), reversed(values[:-1]), strict=True):
        if later is None or earlier is None or abs(later - earlier) < NOTICEABLE:
            break
        way = 1 if later > earlier else -1
        if sign not in (0, way):
            break
        length, sign = length + 1, way
    return length, sign


def _main_moves(moves: Sequence[Move]) -> list[Move]:
    """Return the largest moves that make up most of all."""
    whole, kept, reached = sum(abs(move.points) for move in moves), [], 0.0
    for move in sorted(moves, key=lambda one: -abs(one.points)):
        kept.append(move)
        reached += abs(move.points)
        if reached >= MOST_OF_IT * whole:
            break
    return kept
