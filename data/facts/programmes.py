"""The programme of what a store holds, made from what changed since it was last asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Final

import pandas as pd

from data.facts.contents import Contents
from data.store import Store
from kpi.lines import ADDITIVE, CodedRollup, code_rollup
from kpi.programme import EmptyProgramme, Layout, Programme, lay_out
from kpi.schema import EVENT_TABLES
from kpi.targets import read_targets

Aliases = tuple[tuple[str, str], ...]
Paths = tuple[str, ...]

ROWS_THEMSELVES: Final = ("partners", "targets")
"""Tables that are their own rollup."""


@dataclass(frozen=True)
class _Held:
    """What was read at one revision: rollups by the paths of their files, which never change their content."""

    revision: int
    aliases: Aliases = ()
    coded: Mapping[Paths, CodedRollup] = field(default_factory=dict)
    rows: Mapping[str, tuple[Paths, pd.DataFrame | None]] = field(default_factory=dict)
    layout: Layout | None = None


class Programmes:
    """Makes the programme of a store, again and again, each time at the cost of what is new.

    Files that were read before are not read again, of tables whose rollups add up only the lines of new files are
    laid out, and other targets leave everything else as it was. The result is the same, to the last bit, as that of
    `programme_of`, which begins from nothing.

    Parameters
    ----------
    store
        The store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._held = _Held(revision=-1)

    def current(self) -> tuple[int, Programme | None]:
        """Return the revision of the data and their programme; None while there is no dated row."""
        with self._lock:
            self._held = self._store.steadily(lambda contents: _read(contents, self._held, None))
            layout = self._held.layout
            return self._held.revision, layout.programme if layout else None


def programme_of(store: Store, *, as_of: date | None = None) -> Programme | None:
    """Return the programme of what a store holds; None while it has no dated row.

    Parameters
    ----------
    store
        The store.
    as_of
        The day up to which rows are known; the latest date found when missing.
    """
    layout = store.steadily(lambda contents: _read(contents, _Held(revision=-1), as_of)).layout
    return layout.programme if layout else None


def _read(contents: Contents, held: _Held, as_of: date | None) -> _Held:
    if contents.revision == held.revision:
        return held
    aliases = tuple(sorted(contents.aliases.items()))
    if aliases != held.aliases:
        held = _Held(revision=-1)
    events = {table: _events(contents, table, held, as_of) for table in EVENT_TABLES}
    rows = {table: _rows(contents, table, held) for table in ROWS_THEMSELVES}
    coded = {key: rollup for found in events.values() for key, rollup in found.items()}
    layout = held.layout
    if layout is None or coded.keys() != held.coded.keys() or rows["partners"][0] != held.rows["partners"][0]:
        layout = _laid_out(events, rows, as_of, held.layout)
    if layout is not None:
        targets = contents.site_targets.merged(read_targets(rows["targets"][1]), contents.aliases)
        layout = replace(layout, programme=layout.programme.with_targets(targets))
    return _Held(contents.revision, aliases, coded, rows, layout)


def _laid_out(
    events: Mapping[str, Mapping[Paths, CodedRollup]],
    rows: Mapping[str, tuple[Paths, pd.DataFrame | None]],
    as_of: date | None,
    earlier: Layout | None,
) -> Layout | None:
    partners, targets = (rows[table][1] for table in ROWS_THEMSELVES)
    try:
        rollups = {table: list(found.values()) for table, found in events.items()}
        return lay_out(rollups, partners, targets, as_of=as_of, earlier=earlier)
    except EmptyProgramme:
        return None


def _events(contents: Contents, table: str, held: _Held, as_of: date | None) -> dict[Paths, CodedRollup]:
    """Return the rollups of a table: one per file where they add up, else one of all files together."""
    files = contents.of(table)
    if not files:
        return {}
    if table in ADDITIVE:
        made: dict[Paths, Callable[[], pd.DataFrame]] = {
            (file.rollup_path,): partial(contents.lines, file, as_of) for file in files
        }
    else:
        made = {tuple(file.rollup_path for file in files): partial(contents.merged, table, files, as_of)}
    return {paths: held.coded[paths] if paths in held.coded else code_rollup(read()) for paths, read in made.items()}


def _rows(contents: Contents, table: str, held: _Held) -> tuple[Paths, pd.DataFrame | None]:
    files = contents.of(table)
    paths = tuple(file.rollup_path for file in files)
    if held.rows.get(table, (None,))[0] == paths:
        return held.rows[table]
    return paths, contents.merged(table, files) if files else None
