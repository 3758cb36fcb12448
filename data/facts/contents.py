"""What a store holds at one moment: the active files, in the order of their imports, and the merges of partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from data.facts.files import FactFiles
from data.facts.live import live_batches, live_rows, month_of
from data.facts.site_targets import NO_SITE_TARGETS, SiteTargets
from data.models import ImportFile
from data.partners.aliases import alias_rollup, apply_aliases, merge_aliased, spellings
from kpi.rollup import RollupBuilder, rollup_until, rows_until
from kpi.schema import TABLES


@dataclass(frozen=True)
class Contents:
    """The active imports at one revision.

    Parameters
    ----------
    files
        Where facts and rollups lie.
    revision
        Version of the data.
    active
        The files of active imports, in the order of the imports.
    aliases
        Where rows of merged partners count.
    site_targets
        What pages have set, changed and removed.
    """

    files: FactFiles = field(repr=False)
    revision: int
    active: Sequence[ImportFile] = field(repr=False)
    aliases: Mapping[str, str] = field(repr=False)
    site_targets: SiteTargets = NO_SITE_TARGETS

    def of(self, table: str) -> list[ImportFile]:
        """Return the files of a table, in the order of their imports."""
        return [file for file in self.active if file.table == table]

    def rollups(self, as_of: date | None = None) -> dict[str, pd.DataFrame]:
        """Return the merged rollup of every table that holds rows.

        Parameters
        ----------
        as_of
            Leave out what was not known on this day.
        """
        held = {table: self.of(table) for table in TABLES}
        return {table: self.merged(table, files, as_of) for table, files in held.items() if files}

    def merged(self, table: str, files: Sequence[ImportFile], as_of: date | None = None) -> pd.DataFrame:
        """Return the rollup of some files of a table together, merged partners under the partner they count for."""
        return merge_aliased(table, [self._rollup(file, as_of) for file in files], self.aliases)

    def lines(self, file: ImportFile, as_of: date | None = None) -> pd.DataFrame:
        """Return the rollup of one file, words as categories; lines of merged partners added up."""
        if as_of is not None:
            return alias_rollup(file.table, self._rollup(file, as_of), self.aliases)
        return alias_rollup(file.table, self.files.read_coded(file.rollup_path), self.aliases)

    def facts(
        self, table: str, *, partner_id: str | None, months: tuple[int | None, int | None], as_stored: bool = False
    ) -> pd.DataFrame:
        """Return live rows, as `data.store.Store.facts` describes them."""
        aliases = {} if as_stored else self.aliases
        partners = None if partner_id is None else spellings(partner_id, aliases)
        frames = [
            _between(live_rows(self.files, file, partners, months=months), table, *months).assign(
                import_id=file.import_id
            )
            for file in self.of(table)
        ]
        if frames:
            return apply_aliases(table, pd.concat(frames, ignore_index=True), aliases)
        names = [column.name for column in TABLES[table].columns]
        return pd.DataFrame(columns=[*names, "_line", "_row_id", "import_id"])

    def _rollup(self, file: ImportFile, as_of: date | None) -> pd.DataFrame:
        rollup = self.files.read(file.rollup_path)
        if as_of is None:
            return rollup
        try:
            return rollup_until(file.table, rollup, as_of)
        except ValueError:
            # Only the rows can tell what was known on a day inside a month.
            builder = RollupBuilder(file.table)
            for batch in live_batches(self.files, file):
                rows = batch.to_pandas().drop(columns=["_line", "_row_id"])
                builder.add(rows_until(file.table, rows, as_of))
            return builder.finish()


def _between(frame: pd.DataFrame, table: str, first: int | None, last: int | None) -> pd.DataFrame:
    if table in ("partners", "targets") or (first is None and last is None):
        return frame
    low, high = first if first is not None else 0, last if last is not None else 10**6
    inside = month_of(frame, table).between(low, high)
    if table == "deals":
        closed = frame["closed_on"]
        months = closed.dt.year * 12 + closed.dt.month - 1
        inside |= months.between(low, high) & frame["stage"].isin(["won", "lost"])
    return frame[inside]
