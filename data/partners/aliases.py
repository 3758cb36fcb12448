"""Aliases: a person's word that rows under one id count for another partner.

Nothing that is stored changes. Files keep the ids that they came with; an alias is applied each time rows and
rollups are read. So a merge acts at once, on imports to come too, and taking it back restores every number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.errors import BadMerge, TandemError
from data.models import Alias, Import, ImportFile, raise_revision
from data.partners.directory import Directory, Known
from kpi.gathered import Gathered
from kpi.rollup import merge_rollups
from kpi.schema import EVENT_TABLES

if TYPE_CHECKING:
    from data.store import Store

LONGEST_ID: Final = 400
"""Letters of an id that can be merged; the column of the database holds no more."""


@dataclass(frozen=True)
class Word:
    """What a person has said of an id.

    Parameters
    ----------
    alias
        The id, or a name that stands for one, as it is stored.
    partner_id
        What it was merged into; the id itself when it is a partner of its own.
    target
        Where its rows count, when that partner was merged further.
    made_on
        The day of the word.
    """

    alias: str
    partner_id: str
    target: str
    made_on: date

    @property
    def is_merge(self) -> bool:
        """Whether rows count elsewhere than under their own id."""
        return self.alias != self.partner_id


class Aliases:
    """Merges of partners, and what else a person has said of their ids.

    Parameters
    ----------
    store
        Store whose database holds them; every method is one transaction.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[Word, ...]:
        """Return every word, by alias."""
        with self._store.session() as session:
            rows = session.scalars(select(Alias).order_by(Alias.alias)).all()
        said = {row.alias: row.partner_id for row in rows}
        return tuple(Word(row.alias, row.partner_id, _end(row.alias, said), row.made_on) for row in rows)

    def targets(self) -> dict[str, str]:
        """Return where rows of merged ids count: alias -> partner, chains followed to their end."""
        with self._store.session() as session:
            return targets(session)

    def directory(self, also: Mapping[str, str] | None = None) -> Directory:
        """Return who is known now, by every key: partners files, and what a person has said.

        Parameters
        ----------
        also
            What a person says just now: id or name -> partner.
        """
        rows = self._store.facts("partners", as_stored=True)
        columns = (rows[name].astype("str").fillna("").tolist() for name in ("partner_id", "name", "domain"))
        said = {**{word.alias: word.target for word in self.all()}, **(also or {})}
        return Directory.of((Known(*row) for row in zip(*columns, strict=True)), said)

    def keep(self, said: Mapping[str, str], today: date) -> list[str]:
        """Keep what a person said of several ids, each by itself; returns what could not be kept, in words."""
        refused = []
        for alias, partner_id in said.items():
            try:
                if alias == partner_id:
                    self.keep_apart(alias, today)
                else:
                    self.merge(alias, partner_id, today)
            except TandemError as error:
                refused.append(error.message.rstrip("."))
        return refused

    def merge(self, alias: str, partner_id: str, today: date) -> None:
        """Let rows under one id count for another partner, from now on and for what was imported before.

        Parameters
        ----------
        alias
            An id, or a name that facts give in place of one; it need not have been imported yet.
        partner_id
            A partner that the store knows.
        today
            The day of the word.

        Raises
        ------
        BadMerge
            When it is the same partner, an id can't be stored, the partner is not known, the alias counts for a
            partner already, or merges would go round in a circle.
        """
        self.merge_all([alias], partner_id, today)

    def merge_all(self, aliases: Collection[str], partner_id: str, today: date) -> None:
        """Merge several ids into one partner, all of them or none; see `merge`."""
        with self._store.transaction() as session:
            _check_target(self._store, session, partner_id)
            for alias in dict.fromkeys(aliases):
                _check(session, alias, partner_id)
                session.merge(Alias(alias=alias, partner_id=partner_id, made_on=today))
                session.flush()
            raise_revision(session)

    def keep_apart(self, partner_id: str, today: date) -> None:
        """Say that an id is a partner of its own, so that nothing asks about it any more.

        Raises
        ------
        BadMerge
            When it was merged into a partner, or can't be stored.
        """
        with self._store.transaction() as session:
            _check_id(partner_id)
            row = session.get(Alias, partner_id)
            if row is not None and row.partner_id != partner_id:
                raise _merged_already(row)
            session.merge(Alias(alias=partner_id, partner_id=partner_id, made_on=today))
            raise_revision(session)

    def unmerge(self, alias: str) -> Word:
        """Take a word back and return it; rows of the id count under the id again.

        Raises
        ------
        BadMerge
            When nothing was said of the id.
        """
        with self._store.transaction() as session:
            row = session.get(Alias, alias)
            if row is None:
                raise BadMerge(f"{alias!r} is merged into no partner.", "See the list of aliases: tandem partners")
            word = Word(row.alias, row.partner_id, row.partner_id, row.made_on)
            session.delete(row)
            raise_revision(session)
        return word


def targets(session: Session) -> dict[str, str]:
    """Return where rows of merged ids count, as `Aliases.targets` does, inside a session."""
    said = {row.alias: row.partner_id for row in session.scalars(select(Alias))}
    ends = {alias: _end(alias, said) for alias in said}
    return {alias: end for alias, end in ends.items() if alias != end}


def spellings(partner_id: str, aliases: Mapping[str, str]) -> list[str]:
    """Return the ids under which rows of a partner are stored: none when it was merged into another.

    Parameters
    ----------
    partner_id
        The partner.
    aliases
        As `targets` gives them.
    """
    if partner_id in aliases:
        return []
    return [partner_id, *sorted(alias for alias, target in aliases.items() if target == partner_id)]


def apply_aliases(table: str, frame: pd.DataFrame, aliases: Mapping[str, str]) -> pd.DataFrame:
    """Give rows of merged ids to the partner for which they count.

    Parameters
    ----------
    table
        Name of the table.
    frame
        Facts. Of `partners`, the rows of all files together: a partner's own row hides those of its aliases.
    aliases
        As `targets` gives them.

    Returns
    -------
    pd.DataFrame
        The frame itself when it holds no merged id.
    """
    if not aliases or not len(frame) or "partner_id" not in frame:
        return frame
    ids = frame["partner_id"]
    moved = ids.isin(list(aliases))
    if not moved.any():
        return frame
    renamed = ids.astype("str").mask(moved, ids[moved].astype("str").map(aliases))
    frame = frame.assign(partner_id=renamed)
    return _own_rows_first(frame, moved) if table == "partners" else frame


def merge_aliased(table: str, rollups: Sequence[pd.DataFrame], aliases: Mapping[str, str]) -> pd.DataFrame:
    """Merge the rollups of several files as if every file had named the partners for whom its rows count.

    Parameters
    ----------
    table
        Name of the table.
    rollups
        In the order of their imports.
    aliases
        As `targets` gives them.
    """
    if table == "partners":
        return apply_aliases(table, merge_rollups(table, rollups), aliases)
    return merge_rollups(table, [alias_rollup(table, rollup, aliases) for rollup in rollups])


def alias_rollup(table: str, rollup: pd.DataFrame, aliases: Mapping[str, str]) -> pd.DataFrame:
    """Give lines of one file's rollup to the partner for whom they count, and add up what has become equal.

    Parameters
    ----------
    table
        Name of the table; not ``partners``, whose rows of all files belong together (`apply_aliases`).
    rollup
        Of one file.
    aliases
        As `targets` gives them.
    """
    named = apply_aliases(table, rollup, aliases)
    if named is rollup or table not in EVENT_TABLES:
        return named
    # Between files the later one wins in some tables; lines of one file are always added up.
    gathered = Gathered(table)
    gathered.add_rollup(named, str)
    return pd.concat(list(gathered.parts()), ignore_index=True)


def _own_rows_first(frame: pd.DataFrame, moved: pd.Series) -> pd.DataFrame:
    """Leave one row per partner: its own, else that of the alias that came in last."""
    owners = set(frame.loc[~moved, "partner_id"])
    hidden = moved & frame["partner_id"].isin(owners)
    kept = frame[~hidden]
    again = moved[~hidden] & kept.duplicated("partner_id", keep="last")
    return kept[~again].reset_index(drop=True)


def _end(alias: str, said: Mapping[str, str]) -> str:
    """Follow merges to the last partner; in a circle, which no one can make, an id stays itself."""
    seen = {alias}
    end = said[alias]
    while end in said and said[end] != end:
        if end in seen:
            return alias
        seen.add(end)
        end = said[end]
    return end


def _check(session: Session, alias: str, partner_id: str) -> None:
    _check_id(alias)
    if alias == partner_id:
        raise BadMerge(f"{alias!r} can't be merged into itself.", "Name two different partners.")
    row = session.get(Alias, alias)
    if row is not None and row.partner_id != alias:
        raise _merged_already(row)
    if targets(session).get(partner_id) == alias:
        raise BadMerge(
            f"{partner_id!r} counts for {alias!r}: merging {alias!r} into it would go round in a circle.",
            f"Take the first merge back: tandem unmerge {partner_id}",
        )


def _check_id(alias: str) -> None:
    if not alias.strip():
        raise BadMerge("An empty id can't be merged.", "Name a partner by its id.")
    if len(alias) > LONGEST_ID:
        raise BadMerge(f"An id of {len(alias)} letters can't be merged.", f"At most {LONGEST_ID} can be remembered.")


def _merged_already(row: Alias) -> BadMerge:
    return BadMerge(
        f"{row.alias!r} is merged into {row.partner_id!r} already.",
        f"Take that back first: tandem unmerge {row.alias}",
    )


def _check_target(store: Store, session: Session, partner_id: str) -> None:
    """Refuse a partner that neither a partners file nor any fact names."""
    _check_id(partner_id)
    files = session.scalars(
        select(ImportFile)
        .join(ImportFile.owner)
        .where(Import.active, ImportFile.table != "targets")
        .order_by(ImportFile.table != "partners")
    )
    if any(len(store.files.read(file.rollup_path, columns=["partner_id"], partners=[partner_id])) for file in files):
        return
    raise BadMerge(
        f"There is no partner {partner_id!r}.", "Give the id as in the column partner_id; ids differ by case too."
    )
