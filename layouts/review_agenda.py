"""What a quarterly review speaks of, as plain values: drawn live while it is open, kept as it was when it is closed.

Whatever a page of a review shows is in its `Agenda`, so that the page of a closed one can be drawn from the record
alone. Every field has a default: a record of an earlier version lacks what was added since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from layouts.formats import BAND_EDGES

FORM = 1
"""Version of the record of an `Agenda`; raised when a field changes its meaning, never for an added one."""

Values = tuple[float | None, ...]


@dataclass(frozen=True)
class Move:
    """A component and the points by which it moved a score."""

    label: str = ""
    points: float = 0.0


@dataclass(frozen=True)
class ScoreItem:
    """One headline score: where it stands, how it came there, and what it should reach.

    Parameters
    ----------
    said
        What happened, in one or two sentences.
    finding
        What its trend shows.
    history, peers
        By quarter, as `Agenda.periods`; `peers` is the median of the type, empty without one.
    rank
        Its place among peers, in words.
    reason
        Why it is missing.
    edges
        Where the bands meet.
    """

    kpi: str = ""
    name: str = ""
    short: str = ""
    value: float | None = None
    previous: float | None = None
    band: str = "insufficient data"
    target: float | None = None
    target_due: date | None = None
    said: str = ""
    finding: str = ""
    moves: tuple[Move, ...] = ()
    history: Values = ()
    peers: Values = ()
    peers_name: str = ""
    rank: str = ""
    reason: str = ""
    edges: tuple[float, float] = BAND_EDGES

    @property
    def change(self) -> float | None:
        """Difference to the quarter before."""
        return None if self.value is None or self.previous is None else self.value - self.previous


@dataclass(frozen=True)
class ResultItem:
    """A KPI without bands."""

    kpi: str = ""
    name: str = ""
    unit: str = "count"
    value: float | None = None
    change: float | None = None
    higher_is_better: bool = True
    reason: str = ""


@dataclass(frozen=True)
class ActionItem:
    """Something that was agreed; `effect` says what was measured after it was due, or why nothing was."""

    id: int = 0
    title: str = ""
    reason: str = ""
    kpi: str = ""
    kpi_name: str = ""
    owner: str = ""
    due: date | None = None
    status: str = "planned"
    overdue: bool = False
    effect: str = ""


@dataclass(frozen=True)
class FigureItem:
    """A figure on which the two sides differ; `month` is an ordinal, `share` of the larger figure."""

    month: int = 0
    measure: str = ""
    name: str = ""
    ours: float | None = None
    theirs: float | None = None
    share: float | None = None
    status: str = ""
    owner: str = ""
    resolution: str = ""
    resolved: bool = False


@dataclass(frozen=True)
class FindingItem:
    """An insight about the partner; `key` names it, `good` says that it is something to build on."""

    key: str = ""
    what: str = ""
    action: str = ""
    kpi: str = ""
    kpi_name: str = ""
    good: bool = False
    answered: bool = False


@dataclass(frozen=True)
class Agenda:
    """Everything that the page of a review shows.

    Parameters
    ----------
    about
        What is known of the partner beside its scores, as (before, emphasised, after).
    period, period_name, before_name
        The quarter as in addresses and in words, and the one that it is compared with.
    periods
        Names of the quarters of the trends.
    partial
        Whether the quarter was not over.
    method
        Version of the method: its label and digest.
    as_of
        The day to which the data reach.
    gap
        Why there are no figures; empty when there are.
    last_name
        The quarter of the last review; empty when this is the first.
    """

    partner_id: str = ""
    name: str = ""
    about: tuple[tuple[str, str, str], ...] = ()
    period: str = ""
    period_name: str = ""
    before_name: str = ""
    periods: tuple[str, ...] = ()
    partial: bool = False
    method: str = ""
    as_of: date | None = None
    currency: str = "EUR"
    gap: str = ""
    notices: tuple[str, ...] = ()
    headline: str = ""
    scores: tuple[ScoreItem, ...] = ()
    results: tuple[ResultItem, ...] = ()
    results_title: str = ""
    results_sub: str = ""
    last_name: str = ""
    last_actions: tuple[ActionItem, ...] = ()
    other_actions: tuple[ActionItem, ...] = ()
    figures: tuple[FigureItem, ...] = ()
    findings: tuple[FindingItem, ...] = ()
    findings_gap: str = ""
    notes: str = ""
    next_actions: tuple[ActionItem, ...] = ()
    held_on: date | None = None

    @property
    def unsettled(self) -> int:
        """Figures that the two sides still have to settle."""
        return sum(not one.resolved and one.status != "agreed" for one in self.figures)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written anything yet."""
        said = any(one.resolution or one.resolved for one in self.figures)
        return not (self.notes or self.held_on or self.next_actions or said)
