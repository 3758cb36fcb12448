"""What people have decided about findings and what they do about them, read once until it changes."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from callbacks.insight_list import Listed
from data.store import Store
from data.work.changes import work_revision
from data.work.insight_states import StateEntry
from kpi.recent import Recent

if TYPE_CHECKING:
    from callbacks.services import Services

OPEN, STARTED, HIDDEN = "open", "started", "hidden"
"""Where a finding stands: nobody has decided, an open action answers it, or it was put off or dismissed."""

SCOPES_KEPT = 64
"""Ways of seeing some of the partners for which what was read is kept."""

_LOCK = threading.Lock()
_HELD: WeakKeyDictionary[Store, Recent] = WeakKeyDictionary()


@dataclass(frozen=True)
class Work:
    """The decisions and open actions of a site.

    Parameters
    ----------
    revision
        The number of changes after which they were read.
    states
        What was decided about findings, by `state_key` or key.
    answered
        Keys of findings that an open action answers.
    open_actions
        How many actions somebody still has to see to.
    """

    revision: int
    states: Mapping[str, StateEntry]
    answered: frozenset[str]
    open_actions: int
    _sorted: dict[tuple[str, date], tuple[tuple[Listed, ...], Mapping[str, list[Listed]]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def state_of(self, key: str, period: str, today: date) -> StateEntry | None:
        """Return the decision that keeps a finding out of sight; None when there is none.

        It is put off whatever the period, and dismissed for the quarter only: what is still so a quarter later is
        worth another look.
        """
        for held in (self.states.get(key), self.states.get(dismissal_key(key, period))):
            if held is not None and held.hides(today):
                return held
        return None

    def standing(self, key: str, period: str, today: date) -> str:
        """Return where a finding stands."""
        if self.states and self.state_of(key, period, today) is not None:
            return HIDDEN
        return STARTED if key in self.answered else OPEN

    def piles(self, items: tuple[Listed, ...], period: str, today: date) -> Mapping[str, list[Listed]]:
        """Return findings by where they stand, in their order; sorted once until something changes."""
        question = (period, today)
        kept = self._sorted.get(question)
        if kept is None or kept[0] is not items:
            sorted_out: dict[str, list[Listed]] = {OPEN: [], STARTED: [], HIDDEN: []}
            for one in items:
                sorted_out[self.standing(one.key, period, today)].append(one)
            kept = self._sorted[question] = (items, sorted_out)
        return kept[1]


def work_of(services: Services) -> Work:
    """Return the decisions and actions that who asks may see, as they are now: other processes change them too."""
    revision, scope = work_revision(services.store), services.scope()
    with _LOCK:
        kept = _HELD.setdefault(services.store, Recent(SCOPES_KEPT))
    work: Work = kept.get((revision, scope), lambda: _read(services, revision))
    return work


def dismissal_key(key: str, period: str) -> str:
    """Return the key under which a finding is dismissed in a quarter."""
    return f"{key}@{period}"


def _read(services: Services, revision: int) -> Work:
    actions = services.actions()
    return Work(revision, services.insight_states().all(), actions.open_insights(), actions.count_open())
