"""A number that every write to actions and states of findings raises: who keeps what they hold asks it first."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from data.models import State
from data.store import Store

_NAME: Final = "work"


def raise_work(session: Session) -> None:
    """Note that actions or states of findings have changed; the data and their revision have not."""
    state = session.get(State, _NAME)
    if state is None:
        session.add(State(name=_NAME, value=1))
    else:
        state.value += 1


def work_revision(store: Store) -> int:
    """Return how often actions or states of findings have changed, in whichever process."""
    return store.state(_NAME)
