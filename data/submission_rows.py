"""Rows that an accepted submission becomes: a small file that goes through the import pipeline like any other."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from data.columns.file_mapping import FileMapping
from data.submission_contents import DISPUTE, FIGURE, SURVEY
from kpi.language import t
from kpi.method import Method

PULSE_GROUP: Final = "pulse"
FIGURES_GROUP: Final = "partner figures"

LONGEST_NAME: Final = 80

LATEST: Final = timedelta(days=100)
"""A quarter's files may be as late as this; data that end earlier are no longer those of now."""

_SURVEYS: Final = (
    "partner_id",
    "date",
    "question",
    "score",
    "scale_min",
    "scale_max",
    "respondent",
    "response_id",
    "submission",
)
_MEASURES: Final = ("partner_id", "date", "measure", "value", "reported_by", "submission")
"""Headers. The last column is kept aside: with it no other file has the same header, and none replaces these rows."""


@dataclass(frozen=True)
class Taking:
    """What an acceptance needs to know of the site.

    Parameters
    ----------
    partner_name
        For the name of the file.
    method
        Knows the scales of survey questions.
    today
        Day of the import.
    currency
        The site's reporting currency, if it has set one.
    known_to
        The day to which the site's data reach; None without any.
    """

    partner_name: str
    method: Method
    today: date
    currency: str | None = None
    known_to: date | None = None

    def dated(self, sent: date) -> date:
        """Return the day under which answers of a day are kept.

        Files come weeks after their month. An answer dated after all of them would begin a month in which every other
        figure is missing, and show in no score until that month is over: it counts from the last day that is known.
        """
        is_behind = self.known_to is not None and self.known_to < sent <= self.known_to + LATEST
        return self.known_to if self.known_to is not None and is_behind else sent


@dataclass(frozen=True)
class Sheet:
    """Rows of one table.

    Parameters
    ----------
    table, group
        Where they belong, and what marks the import.
    header, rows
        Cells as text.
    """

    table: str
    group: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def mapping(self) -> FileMapping:
        """What there is to know about the file, so that nothing is guessed."""
        columns = {name: None if name == "submission" else name for name in self.header}
        return FileMapping(
            columns=columns, table=self.table, decimal=".", encoding="utf-8", delimiter=",", header_line=1
        )

    def write(self, path: Path) -> None:
        """Write the rows as a CSV file."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(self.header)
            writer.writerows(self.rows)


def sheet_of(submission_id: int, partner_id: str, kind: str, content: Mapping[str, Any], day: date) -> Sheet | None:
    """Return the rows that a submission becomes when it is accepted; None when it holds no figures.

    Parameters
    ----------
    submission_id, partner_id, kind, content
        The submission.
    day
        The date of answers.
    """
    if kind == SURVEY:
        # Whoever answered is told from others by a number, and never by the name that was typed.
        who = f"pulse-{submission_id}"
        rows = tuple(
            (
                partner_id,
                day.isoformat(),
                str(one["question"]),
                _number(one["score"]),
                _number(one["low"]),
                _number(one["high"]),
                who,
                who,
                str(submission_id),
            )
            for one in content["answers"]
        )
        return Sheet("surveys", PULSE_GROUP, _SURVEYS, rows)
    value = content.get("value") if kind == FIGURE else content.get("says") if kind == DISPUTE else None
    if value is None or not content.get("measure"):
        return None
    row = (
        partner_id,
        f"{content['month']}-01",
        str(content["measure"]),
        _number(value),
        "partner",
        str(submission_id),
    )
    return Sheet("measures", FIGURES_GROUP, _MEASURES, (row,))


def file_name(sheet: Sheet, partner_name: str, sent: date) -> str:
    """Return the name under which the rows stand in the list of imports."""
    plain = "".join(one if one.isprintable() and one not in '/\\:*?"<>|' else " " for one in partner_name)
    name = " ".join(plain.split())[:LONGEST_NAME]
    if sheet.group == PULSE_GROUP:
        return t("Pulse answers from {partner}, {day}.csv", partner=name, day=sent.isoformat())
    return t("Figures from {partner}, {day}.csv", partner=name, day=sent.isoformat())


def _number(value: float) -> str:
    """Return a number with six decimals: with three, the point could stand between thousands."""
    return f"{float(value):.6f}"
