"""Saved views: a page with its filters under a name, so that a question need not be put together again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from data.store import Store
from data.work.models import SavedView

LONGEST_NAME: Final = 100
LONGEST_PATH: Final = 400
LONGEST_QUERY: Final = 4000
MOST_VIEWS: Final = 500
"""Views that a site keeps: a menu of more finds nothing again."""


class SavedViewError(Exception):
    """What can't be done with a saved view."""


class ViewMissing(SavedViewError):
    """There is no such view."""


class NameMissing(SavedViewError):
    """A view needs a name."""


class NameTaken(SavedViewError):
    """Another view has that name."""


class ViewInvalid(SavedViewError):
    """The address is none of this site's pages, or too long to be kept."""


class TooManyViews(SavedViewError):
    """The site keeps as many views as it can."""


@dataclass(frozen=True)
class SavedViewEntry:
    """A saved view.

    Parameters
    ----------
    id
        Its number.
    name
        What people call it.
    path, query
        The address; the query without its question mark.
    made_on
        The day it was saved.
    """

    id: int
    name: str
    path: str
    query: str
    made_on: date

    @property
    def href(self) -> str:
        """The address as a link."""
        return f"{self.path}?{self.query}" if self.query else self.path


class SavedViews:
    """The saved views of a person.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    owner
        Id of the person; empty where there are no accounts. Nobody sees or changes the views of others: their
        names and filters may name partners.
    """

    def __init__(self, store: Store, owner: str = "") -> None:
        self._store = store
        self._owner = owner

    def add(self, name: str, *, path: str, query: str, today: date) -> SavedViewEntry:
        """Keep a page with its filters under a name.

        Raises
        ------
        NameMissing, NameTaken, ViewInvalid, TooManyViews
        """
        kept, where = _name(name), _query(query)
        _check_path(path)
        with self._store.transaction() as session:
            _check_free(session, kept, self._owner)
            if (session.scalar(select(func.count()).where(SavedView.owner == self._owner)) or 0) >= MOST_VIEWS:
                raise TooManyViews
            row = SavedView(owner=self._owner, name=kept, path=path, query=where, made_on=today)
            session.add(row)
            session.flush()
            return _entry(row)

    def list(self) -> tuple[SavedViewEntry, ...]:
        """Return all views by their names."""
        with self._store.session() as session:
            rows = [_entry(row) for row in session.scalars(_of(self._owner))]
        return tuple(sorted(rows, key=lambda one: (one.name.casefold(), one.id)))

    def rename(self, view_id: int, name: str) -> SavedViewEntry:
        """Give a view another name.

        Raises
        ------
        ViewMissing, NameMissing, NameTaken
        """
        kept = _name(name)
        with self._store.transaction() as session:
            row = _row(session, view_id, self._owner)
            _check_free(session, kept, self._owner, but=view_id)
            row.name = kept
            return _entry(row)

    def remove(self, view_id: int) -> SavedViewEntry:
        """Remove a view; what is returned is all that it takes to `add` it again.

        Raises
        ------
        ViewMissing
        """
        with self._store.transaction() as session:
            row = _row(session, view_id, self._owner)
            entry = _entry(row)
            session.delete(row)
            return entry


def _of(owner: str) -> Select[SavedView]:
    return select(SavedView).where(SavedView.owner == owner)


def _row(session: Session, view_id: int, owner: str) -> SavedView:
    row = session.get(SavedView, view_id)
    if row is None or row.owner != owner:
        raise ViewMissing
    return row


def _name(name: str) -> str:
    kept = " ".join(name.split())[:LONGEST_NAME].strip()
    if not kept:
        raise NameMissing
    return kept


def _query(query: str) -> str:
    kept = query.removeprefix("?")
    if len(kept) > LONGEST_QUERY or not kept.isprintable():
        raise ViewInvalid
    return kept


def _check_path(path: str) -> None:
    """Refuse what a browser could take for the address of another site."""
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    if not is_ours or len(path) > LONGEST_PATH or "?" in path or "#" in path:
        raise ViewInvalid


def _check_free(session: Session, name: str, owner: str, *, but: int | None = None) -> None:
    """Refuse a name that another view has, whatever its case."""
    taken = [one for one in session.scalars(_of(owner)) if one.id != but]
    if any(one.name.casefold() == name.casefold() for one in taken):
        raise NameTaken


def _entry(row: SavedView) -> SavedViewEntry:
    return SavedViewEntry(id=row.id, name=row.name, path=row.path, query=row.query, made_on=row.made_on)
