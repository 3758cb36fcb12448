"""Small files after bug reports against other CSV readers; each was misread by somebody once.

The texts are our own, written after what the reports describe. `source` names project and number of the report.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """A file and its cells, header first; None where people may differ about the right answer."""

    source: str
    content: bytes
    rows: list[list[str]] | None

    @property
    def name(self) -> str:
        return self.source.replace(" ", "-") + ".csv"


def report(source: str, content: str | bytes, *rows: str | Sequence[str]) -> Report:
    """Make a report; a row given as text has its cells between bars."""
    cells = [row.split("|") if isinstance(row, str) else list(row) for row in rows]
    return Report(source, content if isinstance(content, bytes) else content.encode(), cells or None)
