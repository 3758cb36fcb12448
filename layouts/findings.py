"""Sentences about one partner: what a chart or a table of its page shows, made from the numbers only."""

from collections.abc import Sequence
from typing import NamedTuple

from layouts import formats

NOTICEABLE = 0.5
"""Changes smaller than this many points are noise to a reader and are not spoken of."""

MOST_OF_IT = 0.7
"""Share of a loss or a gain that the named components explain together."""

RUN_FROM = 3
"""Quarters in the same direction that make a run."""

MOST_PERCENT = 100
"""Growth beyond this is said in amounts: 545% of little is little."""

SPELLINGS = {"check_in": "check-in", "co_marketing": "co-marketing", "mdf_claim": "MDF claim"}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


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
        return f"{name} could not be measured in the last quarter"
    gap = _gap(now, peers, peers_name)
    length, sign = _run(values)
    if length >= RUN_FROM:
        verb = "risen" if sign > 0 else "fallen"
        return f"{name} has {verb} for {_spelled(length)} quarters, to {formats.score(now)}{gap}"
    before = values[-2] if len(values) > 1 else None
    if before is None:
        return f"{name} stands at {formats.score(now)}{gap}"
    if abs(now - before) < NOTICEABLE:
        return f"{name} held at {formats.score(now)}{gap}"
    verb = "rose" if now > before else "fell"
    return f"{name} {verb} {formats.change_text(now - before)} points to {formats.score(now)}{gap}"


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
        return "No component moved by much"
    if abs(total) < NOTICEABLE:
        return "Gains and losses cancel each other"
    noun = "rise" if total > 0 else "fall"
    named = _main_moves([move for move in moves if move.points * total > 0])
    if len(named) == 1:
        return f"{named[0].label} explains most of the {noun}"
    if len(named) == 2:
        return f"{named[0].label} and {low(named[1].label)} explain most of the {noun}"
    return f"{_spelled(len(named)).capitalize()} components explain most of the {noun}"


def bookings_finding(now: float | None, before: float | None, *, period: str, currency: str) -> str:
    """Return how bookings went.

    Examples
    --------
    >>> bookings_finding(120_000.0, 100_000.0, period="Q3 2026", currency="EUR")
    'Bookings rose by 20% to €120K'
    """
    if now is None:
        return f"No deals are known for {period}"
    amount = formats.money(now, currency=currency)
    if not now:
        return f"Nothing was won in {period}"
    if not before:
        return f"Bookings of {amount} in {period}"
    if formats.money(before, currency=currency) == amount:
        return f"Bookings held at {amount}"
    grew = 100 * (now / before - 1)
    if grew > MOST_PERCENT:
        return f"Bookings rose from {formats.money(before, currency=currency)} to {amount}"
    verb = "rose" if grew > 0 else "fell"
    return f"Bookings {verb} by {formats.percent(abs(grew))} to {amount}"


def rank_text(rank: int, count: int, peers: str) -> str:
    """Return a place among peers.

    Examples
    --------
    >>> rank_text(11, 14, "Distributors"), rank_text(22, 31, "Joint ventures")
    ('11th of 14 distributors', '22nd of 31 joint ventures')
    """
    return f"{ordinal(rank)} of {count} {low(peers)}"


def ordinal(number: int) -> str:
    """Return a place: 1st, 2nd, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def kind_text(kind: str) -> str:
    """Return the word of a kind as people write it.

    Examples
    --------
    >>> kind_text("mdf_claim"), kind_text("co_marketing"), kind_text("business_review")
    ('MDF claim', 'co-marketing', 'business review')
    """
    return SPELLINGS.get(kind) or kind.replace("_", " ")


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Return a list in words: a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def low(text: str) -> str:
    """Return a text for the middle of a sentence."""
    return text[:1].lower() + text[1:]


def _gap(now: float, peers: float | None, name: str) -> str:
    if peers is None:
        return ""
    points = round(now) - round(peers)
    return f", {abs(points)} {'above' if points > 0 else 'below'} the {name}" if points else f", at the {name}"


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


def _spelled(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)
