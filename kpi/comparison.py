"""Partners side by side: the same figures of a few partners, and the medians of their peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kpi.benchmark import merit, peer_values
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, Kpi, Scope
from kpi.language import joined, lowered, t, tn
from kpi.partner import band_of
from kpi.programme import Floats
from kpi.reading import DECIMALS, Reading
from kpi.summary import BENCHMARK_MINIMUM, Level, Quarter, number, standing
from kpi.wording import NOTICEABLE, tenths

LEAD: Final = 1.0
"""Points between two scores from which on one is said to be ahead: less may read as the same number."""


@dataclass(frozen=True)
class Row:
    """One figure of every column.

    Parameters
    ----------
    name
        Catalogue id, or the name of a component.
    label
        What people call it.
    cells
        One per partner, then that of the peers where they are shown.
    best
        Columns of the partners that do best; empty when it makes no difference or only one has a value.
    """

    name: str
    label: str
    cells: tuple[Level, ...]
    best: tuple[int, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is compared.

    Parameters
    ----------
    labels
        Ids of the partners, one column each.
    now, before
        The quarter in view and its comparison.
    peers
        Id of the partner whose type's medians stand beside; None for no such column.
    """

    labels: tuple[str, ...]
    now: Quarter
    before: Quarter | None
    peers: str | None = None


def peer_count(board: Board, label: str, *, column: int) -> int:
    """Return how many partners of a partner's type exist at a month, itself included.

    Parameters
    ----------
    board
        The scores.
    label
        Partner id.
    column
        Column of the month.
    """
    codes, _ = board.programme.partner_types
    here = codes == codes[_at(board, label)]
    return int((here & board.programme.exists[:, column]).sum())


def has_peers(board: Board, label: str, *, column: int) -> bool:
    """Say whether a partner's type has enough partners at a month for medians that name nobody."""
    return peer_count(board, label, column=column) >= BENCHMARK_MINIMUM


def score_rows(board: Board, question: Question) -> list[Row]:
    """Return the three scores."""
    return [kpi_row(board, kpi, question) for kpi in HEADLINE]


def kpi_rows(board: Board, question: Question) -> list[Row]:
    """Return every other KPI that one of the partners has a value of, in the order of the catalogue."""
    rows = [
        kpi_row(board, kpi, question)
        for kpi, row in board.catalogue.items()
        if kpi not in HEADLINE and row.scope is not Scope.GROUPS and _applies(board, row, question)
    ]
    partners = len(question.labels)
    return [row for row in rows if any(cell.value is not None for cell in row.cells[:partners])]


def kpi_row(board: Board, kpi: str, question: Question) -> Row:
    """Return one KPI of every column.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id.
    question
        The columns.
    """
    reading, row = board.reading(kpi), board.catalogue[kpi]
    types = board.programme.partners["partner_type"]
    cells: list[Level] = []
    for label in question.labels:
        held = row.applies_to(str(types[label]))
        one = standing(reading, question.now, question.before, row=_at(board, label))
        cells.append(one if held else Level(kpi, None, None, ""))
    best = _best(row, cells)
    if question.peers is not None:
        cells.append(_peer_level(board, reading, question))
    return Row(kpi, row.short, tuple(cells), best)


def component_rows(board: Board, kpi: str, question: Question) -> list[Row]:
    """Return the components of a score with their own scores from 0 to 100; empty for a KPI without components."""
    composite = board.composite(kpi)
    if composite is None:
        return []
    rows = []
    for part in composite.parts:
        scores = [part.score[_at(board, label)] for label in question.labels]
        cells = [_level_of(part.name, one, question) for one in scores]
        best = _best(CATALOGUE[kpi], cells)
        if question.peers is not None:
            cells.append(_peer_part(board, part.name, part.score, question))
        if any(cell.value is not None for cell in cells):
            rows.append(Row(part.name, part.label, tuple(cells), best))
    return rows


def peer_history(board: Board, kpi: str, *, label: str, at: Sequence[Quarter]) -> list[float | None]:
    """Return the median of a partner's type at some quarters; None with fewer than five that have a value."""
    values = peer_values(board, board.reading(kpi), label=label)
    return [_median(values[:, quarter.column]) for quarter in at]


def comparison_title(names: Mapping[str, str], rows: Sequence[Row], question: Question) -> str:
    """Return the finding: who leads in which score, or a neutral title where nobody does.

    Parameters
    ----------
    names
        Names of the partners by their ids.
    rows
        The scores, as `score_rows` returns them.
    question
        The columns.
    """
    if len(question.labels) == 1:
        return _against_peers(names[question.labels[0]], rows)
    led: dict[str, list[str]] = {}
    for row in rows:
        if (leader := _leader(row, len(question.labels))) is not None:
            led.setdefault(question.labels[leader], []).append(lowered(CATALOGUE[row.name].short))
    if not led:
        number_of = len(question.labels)
        return tn("{count} partner side by side", "{count} partners side by side", number_of, count=number_of)
    (first, most), *others = sorted(led.items(), key=lambda one: -len(one[1]))
    if len(most) == len(HEADLINE):
        return t("{name} leads in all three scores", name=names[first])
    said = [t("{name} leads in {scores}", name=names[first], scores=joined(most))]
    said += [t("{name} in {scores}", name=names[label], scores=joined(scores)) for label, scores in others]
    return "; ".join(said)


def trend_title(names: Mapping[str, str], row: Row, question: Question) -> str:
    """Return the finding of the chart of one KPI: who moved most since the quarter before, or a neutral title.

    Parameters
    ----------
    names
        Names of the partners by their ids.
    row
        The KPI, as `kpi_row` returns it.
    question
        The columns.
    """
    cells = zip(question.labels, row.cells, strict=False)
    moved = [(abs(cell.change), cell, label) for label, cell in cells if cell.change is not None]
    size, cell, label = max(moved, key=lambda one: one[0], default=(0.0, row.cells[0], ""))
    if size < NOTICEABLE or cell.value is None or cell.change is None:
        return t("{kpi} side by side", kpi=row.label)
    said = {"name": names[label], "points": tenths(size), "kpi": lowered(row.label)}
    if cell.change < 0:
        return t("{name} fell most in {kpi}, by {points} points", **said)
    return t("{name} rose most in {kpi}, by {points} points", **said)


def _against_peers(name: str, rows: Sequence[Row]) -> str:
    """Say in which scores a partner stands above and below the median of its peers."""
    above: list[str] = []
    below: list[str] = []
    for row in rows:
        own, peers = row.cells[0].value, row.cells[-1].value
        if own is None or peers is None or abs(own - peers) < LEAD:
            continue
        (above if own > peers else below).append(lowered(CATALOGUE[row.name].short))
    if above and below:
        return t(
            "{name} is above its peers in {above} and below them in {below}",
            name=name, above=joined(above), below=joined(below),
        )  # fmt: skip
    if above:
        return t("{name} is above its peers in {above}", name=name, above=joined(above))
    if below:
        return t("{name} is below its peers in {below}", name=name, below=joined(below))
    return t("{name} and its peers", name=name)


def _leader(row: Row, partners: int) -> int | None:
    """Return the column that leads noticeably; None when the next is as good, or has no value."""
    cells = row.cells[:partners]
    held = sorted(((cell.value, at) for at, cell in enumerate(cells) if cell.value is not None), reverse=True)
    if len(held) < 2 or held[0][0] - held[1][0] < LEAD:
        return None
    return held[0][1]


def _at(board: Board, label: str) -> int:
    return board.partners.labels.index(label)


def _applies(board: Board, row: Kpi, question: Question) -> bool:
    types = board.programme.partners["partner_type"]
    return any(row.applies_to(str(types[label])) for label in question.labels)


def _best(row: Kpi, cells: Sequence[Level]) -> tuple[int, ...]:
    """Return the columns with the best value, among at least two that have one and are not all as good."""
    values = np.round(merit(row, [np.nan if cell.value is None else cell.value for cell in cells]), DECIMALS)
    held = values[~np.isnan(values)]
    if len(held) < 2 or held.max() == held.min():
        return ()
    return tuple(int(at) for at in np.flatnonzero(values == held.max()))


def _level_of(name: str, series: Floats, question: Question) -> Level:
    before = None if question.before is None else number(series[question.before.column])
    return Level(name, number(series[question.now.column]), before, "")


def _peer_level(board: Board, reading: Reading, question: Question) -> Level:
    values = peer_values(board, reading, label=str(question.peers))
    now = _median(values[:, question.now.column])
    before = None if question.before is None else _median(values[:, question.before.column])
    bands = reading.bands
    return Level(reading.kpi, now, before, "" if bands is None else band_of(np.nan if now is None else now, bands))


def _peer_part(board: Board, name: str, scores: Floats, question: Question) -> Level:
    """Return the median of a component's scores among the partners of the type."""
    codes, _ = board.programme.partner_types
    alike = codes == codes[_at(board, str(question.peers))]
    values = np.where(board.programme.exists[alike], scores[alike], np.nan)
    before = None if question.before is None else _median(values[:, question.before.column])
    return Level(name, _median(values[:, question.now.column]), before, "")


def _median(values: Floats) -> float | None:
    held = values[~np.isnan(values)]
    return float(np.median(held)) if len(held) >= BENCHMARK_MINIMUM else None
