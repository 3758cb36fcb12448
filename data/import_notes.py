"""The audit log's entry of an import: kept together with its rows, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from data.audit import note_in
from data.facts.commit import Also
from data.models import Import
from data.people.principal import Principal


def noting_import(who: Principal, clock: Callable[[], datetime]) -> Also:
    """Return what notes an import in the transaction that stores it.

    Parameters
    ----------
    who
        Who sent the file.
    clock
        Tells the moment at which its rows are stored.
    """

    def note(session: Session, number: int) -> None:
        stored = session.get_one(Import, number)
        counts = f"{stored.accepted} rows accepted, {stored.rejected} rejected"
        detail = f"import {number}, {stored.file_name}: {counts}"
        note_in(session, who, "imported", now=clock(), detail=detail)

    return note
