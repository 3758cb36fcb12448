"""The search behind `kpi.path`: which numbers of activities are just enough together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, combinations, pairwise

Counts = tuple[int, ...]
Gains = Sequence[float]
Reaches = Callable[[float], bool]


def cheapest_sets(gains: Sequence[Gains], reaches: Reaches, *, most: int) -> list[Counts]:
    """Return sets of activities that are enough and of which none can be left out, the smallest first.

    Parameters
    ----------
    gains
        For each kind of activity the points that 0, 1, 2, … of it add; the step from one to the next never grows,
        unless there is one kind only.
    reaches
        Whether a number of points is enough; more points are never worse.
    most
        Stop when at least so many are found; those of the same size are complete.

    Returns
    -------
    list
        How many of each kind. One set for every choice of kinds that has any: a smallest one of it.

    Notes
    -----
    For one size after the other and every choice of kinds, each with at least one activity, a depth-first search
    that leaves a branch when the best that can still be added is not enough, or when what it has is enough before
    all kinds have their turn. As steps never grow, the best is to take the largest steps that are left.

    Examples
    --------
    >>> cheapest_sets([[0.0, 4.0, 8.0, 10.0], [0.0, 3.0, 6.0]], lambda points: points >= 9, most=3)
    [(3, 0), (2, 1)]
    """
    kinds = sorted(range(len(gains)), key=lambda kind: -gains[kind][1])
    choices = [choice for width in range(1, len(kinds) + 1) for choice in combinations(kinds, width)]
    left = {choice: _Search([gains[kind] for kind in choice], reaches) for choice in choices}
    found: list[Counts] = []
    for size in range(1, sum(len(gain) - 1 for gain in gains) + 1):
        sets = {choice: counts for choice, search in left.items() if (counts := search.of_size(size))}
        found += [_in_place(choice, counts, len(gains)) for choice, counts in sets.items()]
        left = {choice: search for choice, search in left.items() if choice not in sets}
        if len(found) >= most:
            break
    return found


@dataclass(frozen=True)
class _Search:
    """The sets of one choice of kinds, the kind with the largest first step first."""

    gains: Sequence[Gains]
    reaches: Reaches

    def of_size(self, size: int) -> Counts | None:
        """Return a set of so many activities of which none can be left out, or None."""
        return next(self._sets((), size, 0.0), None) if self._can_reach(0, size, 0.0) else None

    def _sets(self, taken: Counts, left: int, points: float) -> Iterator[Counts]:
        kind = len(taken)
        if kind == len(self.gains):
            if self._none_superfluous(taken, points):
                yield taken
            return
        gain, last = self.gains[kind], kind == len(self.gains) - 1
        for count in range(min(left, len(gain) - 1), 0, -1):
            total = points + gain[count]
            if self._can_reach(kind + 1, left - count, total) and (last or not self.reaches(total)):
                yield from self._sets((*taken, count), left - count, total)

    def _can_reach(self, kind: int, left: int, points: float) -> bool:
        """Say whether exactly so many activities of the kinds from `kind` on can be enough."""
        best = self._best[kind]
        more = left - (len(self.gains) - kind)
        return 0 <= more < len(best) and self.reaches(points + best[more])

    @cached_property
    def _best(self) -> list[list[float]]:
        """Points of the kinds from each on: one activity of every kind, and the 0, 1, 2, … largest further steps."""
        made = []
        for kind in range(len(self.gains) + 1):
            rest = self.gains[kind:]
            steps = [after - before for gain in rest for before, after in pairwise(gain[1:])]
            made.append(list(accumulate(sorted(steps, reverse=True), initial=sum(gain[1] for gain in rest))))
        return made

    def _none_superfluous(self, counts: Counts, points: float) -> bool:
        steps = [gain[count] - gain[count - 1] for gain, count in zip(self.gains, counts, strict=True)]
        return self.reaches(points) and not any(self.reaches(points - step) for step in steps)


def _in_place(choice: Sequence[int], counts: Counts, length: int) -> Counts:
    """Return the counts of a choice of kinds as counts of all kinds."""
    held = dict(zip(choice, counts, strict=True))
    return tuple(held.get(kind, 0) for kind in range(length))
