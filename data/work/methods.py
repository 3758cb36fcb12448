"""Versions of the method that were saved in the page; the newest is what scores are computed by."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from data.errors import StoreError
from data.models import raise_revision
from data.moments import aware, stored
from data.store import Store
from data.work.models import MethodVersion
from kpi.method import Method, MethodError, parse_method

LONGEST_LABEL: Final = 100
LONGEST_NOTE: Final = 2000
LONGEST_TEXT: Final = 1_000_000
"""Characters of a method that are kept."""


class UnknownVersion(StoreError):
    """There is no version of that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no version {number} of the method.", "Choose one from the list of versions.")


@dataclass(frozen=True)
class SavedMethod:
    """A version of the method.

    Parameters
    ----------
    id
        Its number, from 1.
    label, digest
        Name and hash of the content, as scores carry them.
    note
        Why it was saved.
    saved_at
        When, in UTC.
    text
        The method as TOML.
    """

    id: int
    label: str
    digest: str
    note: str
    saved_at: datetime
    text: str


@dataclass(frozen=True)
class InForce:
    """The method that scores are computed by.

    Parameters
    ----------
    method, text
        The method, read and as TOML.
    version
        Number of its version; None for the site's file, or the built-in method.
    unreadable
        The newest version, when this program can't read it and an older method stands in; else None.
    reason
        Why it can't be read.
    """

    method: Method
    text: str
    version: int | None = None
    unreadable: SavedMethod | None = None
    reason: str = ""


class Methods:
    """The versions of a site's method.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    base
        What is in force while no version was saved: the site's file, or the built-in method.
    base_text
        The same as TOML.
    """

    def __init__(self, store: Store, base: Method, base_text: str) -> None:
        self._store = store
        self.base = InForce(base, base_text)
        self._lock = threading.Lock()
        self._held: tuple[int, InForce] | None = None

    def in_force(self) -> InForce:
        """Return the newest version that can be read, else the method of the site's file or the built-in one."""
        revision = self._store.revision()
        held = self._held
        if held is None or held[0] != revision:
            with self._lock:
                held = self._held = (revision, self._newest())
        return held[1]

    def list(self) -> tuple[SavedMethod, ...]:
        """Return all versions, the newest first."""
        with self._store.session() as session:
            query = select(MethodVersion).order_by(MethodVersion.id.desc())
            return tuple(_saved(row) for row in session.scalars(query))

    def get(self, number: int) -> SavedMethod:
        """Return one version.

        Raises
        ------
        UnknownVersion
            When there is none of this number.
        """
        with self._store.session() as session:
            row = session.get(MethodVersion, number)
            if row is None:
                raise UnknownVersion(number)
            return _saved(row)

    def save(self, text: str, *, note: str, now: datetime) -> SavedMethod:
        """Save a method as the newest version; every score follows it from then on.

        Raises
        ------
        MethodError
            When the text is no method.
        ValueError
            When there is no note, or something is longer than what is kept.
        """
        method, note = parse_method(text), note.strip()
        if not note:
            raise ValueError("a version needs a note that says why it was saved")
        if len(text) > LONGEST_TEXT or len(note) > LONGEST_NOTE or len(method.label) > LONGEST_LABEL:
            raise ValueError("the text, the note or the label is too long to be kept")
        row = MethodVersion(
            label=method.label,
            note=note,
            text=text,
            digest=method.digest,
            saved_at=stored(now),
        )
        with self._store.transaction() as session:
            session.add(row)
            raise_revision(session)
            session.flush()
            return _saved(row)

    def restore(self, number: int, *, note: str, now: datetime) -> SavedMethod:
        """Save the text of an earlier version again as the newest one; 0 is the method from before all versions.

        Raises
        ------
        UnknownVersion
            When there is none of this number.
        MethodError
            When this program can't read that version.
        """
        text = self.get(number).text if number else self.base.text
        return self.save(text, note=note, now=now)

    def _newest(self) -> InForce:
        unreadable, reason = None, ""
        for one in self.list():
            try:
                return InForce(parse_method(one.text), one.text, one.id, unreadable, reason)
            except MethodError as error:
                if unreadable is None:
                    unreadable, reason = one, str(error)
        return InForce(self.base.method, self.base.text, None, unreadable, reason)


def _saved(row: MethodVersion) -> SavedMethod:
    return SavedMethod(
        id=row.id,
        label=row.label,
        digest=row.digest,
        note=row.note,
        saved_at=aware(row.saved_at),
        text=row.text,
    )
