"""What the tests of the reader share: a table as it comes out of a file, whatever blocks it came in."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from data.columns.file_mapping import FileMapping
from data.columns.synonyms import known_headers
from data.reader.raw_table import open_table
from data.reader.records import Malformed
from data.results import Aside


@dataclass
class Table:
    header: tuple[str, ...]
    header_rows: tuple[tuple[str, ...], ...]
    decided: dict[str, str]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    aside: list[Aside] = field(default_factory=list)
    malformed: list[Malformed] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        return len(self.rows) + len(self.malformed) + sum(self.skipped.values())

    def asides(self) -> list[tuple[int, str]]:
        return [(item.line, item.reason) for item in self.aside]


def read_table(folder: Path, content: str | bytes, name: str = "table.csv", **choices: object) -> Table:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with open_table(path, name, known=known_headers(), choices=FileMapping(**choices)) as raw:
        table = Table(raw.header, raw.header_rows, {item.topic: item.choice for item in raw.decisions})
        for block in raw.blocks():
            assert len({len(block.lines), *(len(column) for column in block.columns)}) == 1
            table.rows += zip(*(column.to_pylist() for column in block.columns), strict=True)
            table.lines += block.lines.tolist()
            table.skipped.update(block.skipped)
            table.aside += block.aside
            table.malformed += block.malformed
    return table
