"""Profiles: what a person decided about a file, remembered for the next one with the same header."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from data.columns.file_mapping import FileMapping, parse_mapping
from data.columns.headers import header_key
from data.models import Profile
from data.store import Store


@dataclass(frozen=True)
class Remembered:
    """A profile as it is listed.

    Parameters
    ----------
    fingerprint
        Of the header.
    file_name
        The file for which it was decided.
    header
        Of that file.
    mapping
        What was decided.
    saved_on
        When.
    """

    fingerprint: str
    file_name: str
    header: tuple[str, ...]
    mapping: FileMapping
    saved_on: date


def fingerprint(header: Sequence[str]) -> str:
    """Return what tells headers apart, whatever the order of their columns, their case and punctuation.

    Examples
    --------
    >>> fingerprint(["Partner ID", "Close Date"]) == fingerprint(["close_date", "partner-id"])
    True
    """
    keys = "\n".join(sorted(map(header_key, header)))
    return hashlib.sha256(keys.encode()).hexdigest()


def with_profile(mapping: FileMapping, profile: FileMapping | None) -> FileMapping:
    """Return what a person decides now, filled up with what was decided for an earlier file.

    The order of day and month and the decimal mark are left out: the next file may be written by another hand.
    They may be taken from the profile only where the cells leave them open.

    Parameters
    ----------
    mapping
        Decided now.
    profile
        Decided earlier; None when nothing was.
    """
    if profile is None:
        return mapping
    return replace(
        mapping,
        columns={**profile.columns, **mapping.columns},
        table=mapping.table or profile.table,
        scales={**profile.scales, **mapping.scales},
        values=_joined(profile.values, mapping.values),
    )


class Profiles:
    """The decisions that are remembered in a store.

    Parameters
    ----------
    store
        Where they are kept.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, header: Sequence[str]) -> FileMapping | None:
        """Return what was decided for a header; None when nothing was."""
        with self._store.session() as session:
            found = session.get(Profile, fingerprint(header))
            return parse_mapping(found.mapping, found.file_name) if found else None

    def save(self, header: Sequence[str], mapping: FileMapping, file_name: str, today: date) -> None:
        """Remember what was decided for a header, instead of what was remembered before.

        Parameters
        ----------
        header
            Of the file.
        mapping
            What was decided; without any decision the header is forgotten.
        file_name
            What the user calls the file.
        today
            The day.
        """
        decided = mapping.as_dict()
        key = fingerprint(header)
        if not decided:
            self.forget(key)
            return
        with self._store.transaction() as session:
            session.merge(
                Profile(
                    fingerprint=key, file_name=file_name[:400], header=list(header), mapping=decided, saved_on=today
                )
            )

    def all(self) -> tuple[Remembered, ...]:
        """Return every profile, the latest first."""
        with self._store.session() as session:
            found = session.scalars(select(Profile).order_by(Profile.saved_on.desc(), Profile.file_name)).all()
            return tuple(
                Remembered(
                    one.fingerprint,
                    one.file_name,
                    tuple(one.header),
                    parse_mapping(one.mapping, one.file_name),
                    one.saved_on,
                )
                for one in found
            )

    def forget(self, fingerprint: str) -> bool:
        """Forget a profile, and say whether there was one."""
        with self._store.transaction() as session:
            found = session.get(Profile, fingerprint)
            if found is not None:
                session.delete(found)
            return found is not None


def _joined(
    first: Mapping[str, Mapping[str, str]], second: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    return {name: {**first.get(name, {}), **second.get(name, {})} for name in {**first, **second}}
