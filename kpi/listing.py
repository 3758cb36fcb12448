"""The list of partners: in which order, which of them, and what stands in a row, for one page of the list at a time.

An order is worked out once and kept; a page of it costs what its rows cost, however many partners there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.catalogue import HEADLINE
from kpi.programme import ATTRIBUTES, Flags, Floats, Ints
from kpi.reading import BAND_NAMES
from kpi.recent import Recent
from kpi.summary import Quarter, number

CHANGE, BOOKINGS, NAME = "change", "bookings", "partner"
SORTS: Final = (NAME, *ATTRIBUTES, *HEADLINE, CHANGE, BOOKINGS)
"""What the list can be sorted by."""

ORDERS_KEPT: Final = 24
"""Orders that are remembered for a board; one takes 8 bytes per partner."""


@dataclass(frozen=True)
class ListSort:
    """An order of the list.

    Parameters
    ----------
    field
        One of `SORTS`.
    descending
        Largest, or last in the alphabet, first. What is missing comes last either way.
    """

    field: str
    descending: bool = False

    @property
    def key(self) -> str:
        """The order as it stands in addresses: ``change``, ``-change``."""
        return f"-{self.field}" if self.descending else self.field


DEFAULT_SORT: Final = ListSort(CHANGE)
"""Largest falls first."""


def read_sort(text: str) -> ListSort | None:
    """Return the order that an address names; None for what is none.

    Examples
    --------
    >>> read_sort("-change"), read_sort("colour")
    (ListSort(field='change', descending=True), None)
    """
    field = text.removeprefix("-")
    return ListSort(field, text.startswith("-")) if field in SORTS else None


@dataclass(frozen=True)
class ListView:
    """What the list is about.

    Parameters
    ----------
    board
        The scores.
    kpi
        The score in view: that of the history and the change.
    now, before
        The quarter in view and its comparison; None when there is none.
    at
        The quarters of the history.
    """

    board: Board
    kpi: str
    now: Quarter
    before: Quarter | None
    at: tuple[Quarter, ...]

    @property
    def change(self) -> Floats:
        """Change of the score in view of each partner [points]."""
        value = self.board.reading(self.kpi).value
        if self.before is None:
            return np.full(len(value), np.nan)
        change: Floats = value[:, self.now.column] - value[:, self.before.column]
        return change

    @property
    def bookings(self) -> Floats:
        """Bookings of each partner in the twelve months up to the quarter in view [money]."""
        bookings: Floats = self.board.yearly_bookings.value[:, self.now.column]
        return bookings


@dataclass(frozen=True)
class Listed:
    """A partner as the list shows it.

    Parameters
    ----------
    row
        Its row in the programme.
    scores, bands
        By KPI; None where missing.
    history
        The score in view at some quarters.
    change
        Of the score in view [points].
    bookings
        In twelve months [money].
    """

    row: int
    partner_id: str
    name: str
    attributes: dict[str, str]
    scores: dict[str, float | None]
    bands: dict[str, str]
    history: list[float | None]
    change: float | None
    bookings: float | None


def ordered(view: ListView, chosen: Flags, sort: ListSort = DEFAULT_SORT) -> Ints:
    """Return the rows of the chosen partners in an order; those alike are in the order of their names."""
    kept = view.board.memory.get("orders", lambda: Recent(ORDERS_KEPT))
    question = (sort, view.kpi, view.now.column, view.before and view.before.column)
    order = kept.get(question, lambda: _order(view, sort))
    found: Ints = order[chosen[order]]
    return found


def listed(view: ListView, rows: Ints) -> list[Listed]:
    """Return what stands in some rows of the list.

    Parameters
    ----------
    view
        What the list is about.
    rows
        Rows of the programme, a page of `ordered`.
    """
    partners = view.board.programme.partners
    table = partners[["name", *ATTRIBUTES]].take(rows)
    readings = {kpi: view.board.reading(kpi) for kpi in HEADLINE}
    history = readings[view.kpi].value[rows[:, None], _columns(view)].tolist()
    scores = {kpi: one.value[rows, view.now.column].tolist() for kpi, one in readings.items()}
    bands = {kpi: one.band_codes[rows, view.now.column].tolist() for kpi, one in readings.items()}
    changes, bookings = view.change[rows].tolist(), view.bookings[rows].tolist()
    texts = zip(*(table[name].tolist() for name in table), strict=True)
    return [
        Listed(
            row=int(rows[at]),
            partner_id=str(partner_id),
            name=name,
            attributes=dict(zip(ATTRIBUTES, words, strict=True)),
            scores={kpi: number(values[at]) for kpi, values in scores.items()},
            bands={kpi: BAND_NAMES[codes[at]] for kpi, codes in bands.items()},
            history=[number(value) for value in history[at]],
            change=number(changes[at]),
            bookings=number(bookings[at]),
        )
        for at, (partner_id, (name, *words)) in enumerate(zip(table.index.tolist(), texts, strict=True))
    ]


def listing_frame(view: ListView, rows: Ints) -> pd.DataFrame:
    """Return some rows of the list as a table, unrounded: the columns of exports."""
    programme = view.board.programme
    table = programme.partners[["name", *ATTRIBUTES]].take(rows).reset_index(names="partner_id")
    for kpi in HEADLINE:
        reading = view.board.reading(kpi)
        table[kpi] = reading.value[rows, view.now.column]
        codes = reading.band_codes[rows, view.now.column]
        table[f"{kpi.removesuffix('_score')}_band"] = np.array(BAND_NAMES, dtype=object)[codes]
        if reading.coverage is not None:
            table[f"{kpi.removesuffix('_score')}_coverage"] = reading.coverage[rows, view.now.column]
    table[f"{view.kpi.removesuffix('_score')}_change"] = view.change[rows]
    table["bookings_12_months"] = view.bookings[rows]
    history = view.board.reading(view.kpi).value
    for one in view.at:
        table[f"{view.kpi} {one.key}"] = history[rows, one.column]
    return table


def neighbours(rows: Ints, row: int) -> tuple[int | None, int | None]:
    """Return the rows before and after one in a list; None at its ends, and for a row that is not in it.

    Examples
    --------
    >>> neighbours(np.array([7, 3, 5]), 3), neighbours(np.array([7, 3, 5]), 7), neighbours(np.array([7]), 4)
    ((7, 5), (None, 3), (None, None))
    """
    found = np.flatnonzero(rows == row)
    if not len(found):
        return None, None
    at = int(found[0])
    return int(rows[at - 1]) if at else None, int(rows[at + 1]) if at + 1 < len(rows) else None


def _columns(view: ListView) -> Ints:
    return np.array([one.column for one in view.at], dtype="int64")


def _order(view: ListView, sort: ListSort) -> Ints:
    """Return all partners in an order."""
    by_name = _by_name(view.board)
    if sort.field == NAME:
        return by_name[::-1] if sort.descending else by_name
    key = _key(view, sort.field)[by_name]
    # What is not a number is sorted last, also among negative numbers.
    return by_name[np.argsort(-key if sort.descending else key, kind="stable")]


def _key(view: ListView, field: str) -> Floats:
    """Return the number that each partner is sorted by; missing where it has none."""
    if field in ATTRIBUTES:
        codes, values = view.board.programme.coded[field]
        places = {value: at for at, value in enumerate(sorted(values, key=str.casefold))}
        return np.array([places[value] if value else np.nan for value in values], dtype="float64")[codes]
    if field == CHANGE:
        return view.change
    if field == BOOKINGS:
        return view.bookings
    key: Floats = view.board.reading(field).value[:, view.now.column]
    return key


def _by_name(board: Board) -> Ints:
    """Return all partners in the order of their names, whatever their case; of their ids where names are alike."""

    def make() -> Ints:
        partners = board.programme.partners
        names = [(name.casefold(), str(id_)) for name, id_ in zip(partners["name"], partners.index, strict=True)]
        return np.array(sorted(range(len(names)), key=names.__getitem__), dtype="int64")

    return board.programme.memory.get("by name", make)
