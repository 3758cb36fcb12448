"""Writes the sample programme as CSV, one file per table.

Run ``python -m data.samples.generate [FOLDER]``; without a folder the files beside this module are renewed.
The same code writes the same bytes every time. README.md in this folder lists the stories in it.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from data.samples.activity import Row, advocacy, interactions, surveys
from data.samples.business import deals, measures, targets
from data.samples.profiles import Profile, draw_profile
from data.samples.roster import Partner, roster
from data.samples.stories import tell
from kpi.schema import TABLES


def sample_tables() -> dict[str, list[Row]]:
    """Return the rows of every table, as text, in the order of the files."""
    partners = roster()
    profiles = [tell(draw_profile(partner)) for partner in partners]
    return {
        "partners": [_partner_row(partner) for partner in partners],
        "interactions": list(_numbered(_by_date(profiles, interactions), "I", position=5)),
        "surveys": _by_date(profiles, surveys),
        "advocacy": list(_numbered(_by_date(profiles, advocacy), "A", position=4)),
        "deals": list(_numbered(_by_date(profiles, deals), "D", position=1)),
        "measures": _by_date(profiles, measures),
        "targets": list(targets({partner.name: partner.partner_id for partner in partners})),
    }


def write_samples(folder: Path) -> dict[str, int]:
    """Write one CSV per table into `folder` and return how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = sample_tables()
    for table, rows in tables.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([column.name for column in TABLES[table].columns])
            writer.writerows(rows)
    return {table: len(rows) for table, rows in tables.items()}


def main(arguments: list[str]) -> None:
    """Write the samples and say what was written."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    for table, rows in write_samples(folder).items():
        sys.stdout.write(f"{table}.csv  {rows} rows\n")


def _partner_row(partner: Partner) -> Row:
    left_on = partner.left_on.isoformat() if partner.left_on else ""
    return (
        partner.partner_id,
        partner.name,
        partner.partner_type,
        partner.tier,
        partner.region,
        partner.manager,
        partner.joined_on.isoformat(),
        left_on,
        partner.domain,
    )


def _by_date(profiles: Iterable[Profile], draw: Callable[[Profile], Iterator[Row]]) -> list[Row]:
    """Return the rows of all partners in the order in which a system of record would have written them."""
    return sorted((row for profile in profiles for row in draw(profile)), key=lambda row: (row[1], row[0]))


def _numbered(rows: Iterable[Row], prefix: str, *, position: int) -> Iterator[Row]:
    """Put a running identifier into every row."""
    for number, row in enumerate(rows, start=1):
        yield (*row[:position], f"{prefix}{number:05d}", *row[position:])


if __name__ == "__main__":
    main(sys.argv[1:])
