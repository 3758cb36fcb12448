"""Files without a header: what their cells alone say, when they leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from data.columns.cell_evidence import Cells, vocabulary_of
from data.columns.matching import Evidence
from data.results import ColumnMatch

_FEWEST: Final = 5
_ALL: Final = 1.0
_WORDS: Final = {"interactions": "kind", "surveys": "question", "measures": "measure"}
"""Tables of which one column tells itself by its words -> that column."""
_FIGURES: Final = {"surveys": "score", "measures": "value"}


def place_unnamed(evidence: Evidence, table: str | None) -> tuple[str, tuple[ColumnMatch, ...]] | None:
    """Return table and columns of a file without a header; None when its cells leave a doubt.

    They leave none when every required column, and no other, can be told: one of dates, one of words that Tandem
    knows, one of numbers where the table has one, and one that is left, which is the partner.

    Parameters
    ----------
    evidence
        What is known of the file.
    table
        The table, when a person has said so.
    """
    found = [placed for name in _WORDS if table in (None, name) and (placed := _placed(evidence, name))]
    return found[0] if len(found) == 1 else None


def _placed(evidence: Evidence, table: str) -> tuple[str, tuple[ColumnMatch, ...]] | None:
    wanted = ["partner_id", "date", _WORDS[table], *([_FIGURES[table]] if table in _FIGURES else [])]
    cells = [evidence.cells(at) for at in range(len(evidence.header))]
    if len(cells) != len(wanted) or any(one.filled < _FEWEST for one in cells):
        return None
    columns = [next(_meanings(one, table), "partner_id") for one in cells]
    if sorted(columns) != sorted(wanted):
        return None
    reason = "its cells can be nothing else in this table: please check"
    return table, tuple(
        ColumnMatch(name, at, column, reason, 0.75, tuple(list(cells[at].counts)[:3]))
        for at, (name, column) in enumerate(zip(evidence.header, columns, strict=True))
    )


def _meanings(cells: Cells, table: str) -> Iterator[str]:
    if cells.share("dates") == _ALL:
        yield "date"
    if cells.known(vocabulary_of(table, _WORDS[table])) == _ALL:
        yield _WORDS[table]
    if table in _FIGURES and cells.share("numbers") == _ALL:
        yield _FIGURES[table]
