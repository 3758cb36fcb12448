"""Forms of days: the order of day and month is decided over all rows of a column, and asked when they don't say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, Literal

from data.cells.day_text import see, serial_day
from data.columns.file_mapping import DateOrder
from data.results import Decision, Question

Order = Literal["dmy", "mdy"]

_STRAY: Final = 100
"""Of cells that contradict one another, fewer than one in so many are errors."""

_ENOUGH: Final = 5
"""Cells from which a pattern is taken for no accident."""

_SPOKEN: Final = {"dmy": "day before month", "mdy": "month before day"}
_OTHER: Final[dict[Order, Order]] = {"dmy": "mdy", "mdy": "dmy"}


@dataclass(frozen=True)
class DayEvidence:
    """What the cells of a column say about the order of day and month; that of two blocks is added.

    Parameters
    ----------
    dmy, mdy, open
        Rows like 3/4/2026 that can only be read with the day first, with the month first, or both ways.
    same
        Rows like 3/3/2026.
    dotted_dmy, dotted_mdy, dotted_open
        The same of rows like 3.4.2026.
    early, late
        Rows whose form leaves no question, up to the 12th of a month and after it.
    serial
        Rows with the day number of a spreadsheet.
    stamp
        Rows with seconds since 1970.
    short
        First and last number of dates like 24/3/5, in which the year may stand first.
    other
        Rows that are no day.
    example, serial_example
        A cell that could be read in several ways, and a day number.
    """

    dmy: int = 0
    mdy: int = 0
    open: int = 0
    same: int = 0
    dotted_dmy: int = 0
    dotted_mdy: int = 0
    dotted_open: int = 0
    early: int = 0
    late: int = 0
    serial: int = 0
    stamp: int = 0
    other: int = 0
    short: frozenset[tuple[int, int]] = frozenset()
    example: str = ""
    serial_example: str = ""

    def __add__(self, other: DayEvidence) -> DayEvidence:
        own = {item.name: getattr(self, item.name) for item in fields(self)}
        sums = {name: value + getattr(other, name) for name, value in own.items() if isinstance(value, int)}
        return DayEvidence(
            **sums,
            short=self.short | other.short,
            example=self.example or other.example,
            serial_example=self.serial_example or other.serial_example,
        )

    @property
    def is_settled(self) -> bool:
        """Every cell tells its day by itself, and `DayForm()` reads it right."""
        return not (self.slashed or self.serial or self.stamp or self.dotted_mdy)

    @property
    def slashed(self) -> int:
        """Rows like 3/4/2026 in which the order of day and month matters."""
        return self.dmy + self.mdy + self.open

    @property
    def plain(self) -> int:
        """Rows whose form leaves no question, points between the numbers included."""
        return self.early + self.late + self.dotted_dmy + self.dotted_mdy + self.dotted_open

    @property
    def rows(self) -> int:
        """Rows that are not empty."""
        return self.slashed + self.same + self.plain + self.serial + self.stamp + self.other

    @property
    def is_turned(self) -> bool:
        """Say whether a spreadsheet seems to have turned round those days that it could read, up to the 12th."""
        early, late = self.early + self.dotted_open, self.late + self.dotted_dmy + self.dotted_mdy
        return min(self.dmy + self.mdy, early) >= _ENOUGH and not self.open and not late

    @property
    def may_begin_with_year(self) -> bool:
        """Say whether all years of two digits may stand first: those numbers change less than the last ones."""
        first, last = {pair[0] for pair in self.short}, {pair[1] for pair in self.short}
        likely = all(12 < one <= 99 for one in first) and all(1 <= one <= 31 for one in last)
        return len(self.short) >= _ENOUGH and likely and len(first) < len(last)


@dataclass(frozen=True)
class DayForm:
    """How the dates of a column are read.

    Parameters
    ----------
    order
        Of day and month in 03/04/2026; None: such a row is wrong.
    dotted
        The same in 03.04.2026.
    serial
        Day numbers of a spreadsheet are read.
    stamp
        Seconds since 1970 are read.
    choice, reason
        What was decided and why, in words; empty when the cells leave nothing to decide.
    question
        What has to be answered first, if anything.
    """

    order: Order | None = None
    dotted: Order = "dmy"
    serial: bool = False
    stamp: bool = False
    choice: str = ""
    reason: str = ""
    question: Question | None = None

    def decision(self, column: str) -> Decision | None:
        """Return what was decided about a column, if anything was."""
        return Decision(f"dates of {column}", self.choice, self.reason) if self.choice else None


def day_form(
    evidence: DayEvidence,
    header: str,
    *,
    shared: Sequence[DayEvidence] = (),
    choice: DateOrder | None = None,
) -> DayForm:
    """Decide how the dates of a column are read, over all its rows.

    Parameters
    ----------
    evidence
        Of the column: the sum over its blocks.
    header
        Of the column in the file, for the question.
    shared
        Evidence of the other date columns, which decides where this one says nothing.
    choice
        What a person said.
    """
    said = choice if choice in ("dmy", "mdy") else None
    dotted = _shown(evidence.dotted_dmy, evidence.dotted_mdy)
    stamp = evidence.stamp > evidence.rows // 2
    serial = choice == "serial" and evidence.serial > 0
    order, reason = _order(evidence, shared, said)
    form = DayForm(order, said or dotted or "dmy", serial, stamp)
    question = None if said or serial else _question(evidence, order, header)
    if question:
        return DayForm(question=question)
    if serial:
        return _decided(form, "day numbers of a spreadsheet", "you said so")
    if order and evidence.slashed:
        return _decided(form, _SPOKEN[order], reason)
    if stamp:
        return _decided(form, "seconds since 1970, as days in UTC", f"{evidence.stamp} rows can be nothing else")
    if form.dotted == "mdy" and dotted:
        return _decided(form, _SPOKEN["mdy"], f"{evidence.dotted_mdy} rows can be read in no other way")
    return form


def example_of(text: str, order: Order) -> str:
    """Return how a date that can be read both ways would be read, in words.

    Examples
    --------
    >>> example_of("03/04/2026", "dmy"), example_of("03/04/2026", "mdy")
    ('3 April 2026', '4 March 2026')
    """
    seen = see(text)
    month, day = (seen.first, seen.second) if order == "mdy" else (seen.second, seen.first)
    return _told(date(seen.year, month, day)) if seen.kind in ("slashed", "dotted") and seen.year else text


def _shown(day_first: int, month_first: int) -> Order | None:
    """Return the order that rows show; both orders in one column show none, but for a stray error."""
    most, least = max(day_first, month_first), min(day_first, month_first)
    if most == 0 or least * _STRAY > most:
        return None
    return "dmy" if day_first > month_first else "mdy"


def _order(evidence: DayEvidence, shared: Sequence[DayEvidence], said: Order | None) -> tuple[Order | None, str]:
    if said:
        return said, "you said so"
    own = _shown(evidence.dmy, evidence.mdy)
    if own:
        rows, strays = max(evidence.dmy, evidence.mdy), min(evidence.dmy, evidence.mdy)
        more = f"; {strays} can only be read the other way round, and are rejected" if strays else ""
        return own, f"{rows} rows can be read in no other way{more}"
    others = {order for order in (_shown(other.dmy, other.mdy) for other in shared) if order}
    if len(others) == 1 and not (evidence.dmy or evidence.mdy):
        return others.pop(), "another date column shows it"
    return None, ""


def _question(evidence: DayEvidence, order: Order | None, header: str) -> Question | None:
    """Return what must be asked about the column as a whole; a few strays among plain dates are wrong rows."""
    if evidence.serial > evidence.rows // 2:
        return _serial_question(evidence, header)
    if evidence.may_begin_with_year and not evidence.plain:
        text = f"In {header}, years have two digits and may stand first. Give them four digits, or say what is first."
        return Question("date_order", header, text, tuple(_SPOKEN.items()), evidence.slashed)
    if evidence.is_turned:
        return _turned_question(evidence, header)
    is_open = order is None and bool(evidence.open or (evidence.dmy and evidence.mdy))
    are_dots_mixed = evidence.dotted_mdy and _shown(evidence.dotted_dmy, evidence.dotted_mdy) is None
    if (is_open and evidence.slashed + evidence.same > evidence.plain) or are_dots_mixed:
        return _order_question(evidence, header)
    return None


def _is_mixed(evidence: DayEvidence) -> bool:
    return bool((evidence.dmy and evidence.mdy) or (evidence.dotted_dmy and evidence.dotted_mdy))


def _order_question(evidence: DayEvidence, header: str) -> Question:
    cell = evidence.example
    options = tuple((order, f"{_SPOKEN[order]}: {cell} is {example_of(cell, order)}") for order in _OTHER)
    if _is_mixed(evidence):
        first, last = evidence.dmy + evidence.dotted_dmy, evidence.mdy + evidence.dotted_mdy
        text = (
            f"In {header}, some dates have the day first and some the month ({first} and {last} rows). Which holds?"
        )
        return Question("date_order", header, text, options if cell else tuple(_SPOKEN.items()), evidence.open)
    text = f"In {header}, is {cell} the day or the month first? No row of the column says."
    return Question("date_order", header, text, options, evidence.open)


def _serial_question(evidence: DayEvidence, header: str) -> Question:
    cell = evidence.serial_example
    day = serial_day(see(cell).year)
    text = f"In {header}, numbers such as {cell} may be the day numbers of a spreadsheet. Are they?"
    option = ("serial", f"yes: {cell} is {_told(day)}")
    return Question("date_order", header, text, (option,), evidence.serial)


def _turned_question(evidence: DayEvidence, header: str) -> Question:
    order: Order = "dmy" if evidence.dmy >= evidence.mdy else "mdy"
    text = (
        f"In {header}, {evidence.early + evidence.dotted_open} dates up to the 12th of a month are written in one "
        f"way, and {evidence.dmy + evidence.mdy} later ones in another: a spreadsheet may have turned round day and "
        "month of the former. Export the file again without opening it in a spreadsheet, or say that all is right."
    )
    return Question("date_order", header, text, ((order, "all is as written"),), evidence.early)


def _decided(form: DayForm, choice: str, reason: str) -> DayForm:
    return DayForm(**{**vars(form), "choice": choice, "reason": reason})


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
