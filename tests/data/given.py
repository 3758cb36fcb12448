"""What the tests of the border share: a method, a day, and files made of lines."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from data.columns.file_mapping import FileMapping
from data.intake import Background, Unsettled, open_intake
from data.method_files import load_method
from data.partners.directory import Directory, Known
from data.pipeline import import_file, result_of
from data.reader.blocks import Block
from data.reader.raw_table import open_table
from data.recognising import known_to
from data.rejecting import Rejects
from data.results import Decision, ImportResult
from data.store import Store

METHOD = load_method()
TODAY = date(2026, 6, 30)

PARTNERS = "partner_id,name,partner_type\nP1,Acme,reseller\nP2,Beta Ltd,technology\n"
CALLS = "partner_id,date,kind,interaction_id\nP1,2026-01-05,call,I1\nP1,2026-02-06,call,I2\nP2,2026-02-07,email,I3\n"


def put(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@dataclass(frozen=True)
class Rows:
    """A file as text, whole."""

    header: tuple[str, ...]
    blocks: list[Block]
    decisions: tuple[Decision, ...]
    delimiter: str

    @property
    def lines(self) -> list[int]:
        return [int(line) for block in self.blocks for line in block.lines]

    @property
    def malformed(self) -> list:
        return [item for block in self.blocks for item in block.malformed]

    @property
    def skipped(self) -> dict[str, int]:
        return dict(sum((Counter(block.skipped) for block in self.blocks), Counter()))

    @property
    def rows_read(self) -> int:
        return len(self.lines) + len(self.malformed) + sum(self.skipped.values())


@dataclass(frozen=True)
class Read:
    """A file as values, whole."""

    result: ImportResult
    frame: pd.DataFrame
    rejected_rows: pd.DataFrame


def cells(path: Path) -> Rows:
    with open_table(path, path.name, known=known_to(FileMapping())) as raw:
        return Rows(raw.header, list(raw.blocks()), raw.decisions, raw.delimiter)


def table_of(rows: Rows) -> list[tuple[str, ...]]:
    return [
        row for block in rows.blocks for row in zip(*(column.to_pylist() for column in block.columns), strict=True)
    ]


def read(
    folder: Path, name: str, text: str | bytes, *, partners: dict[str, str] | None = None, **options: object
) -> Read:
    known = Directory.of([Known(*pair) for pair in (partners or {}).items()])
    background = Background(
        options.pop("today", TODAY), options.pop("method", METHOD), known, options.pop("currency", None)
    )
    path, rejected = put(folder, name, text), folder / "rejected rows.csv"
    with open_intake(path, name, background, tell=lambda _step, _share: None, **options) as intake:
        for reading in intake.readings():
            frames = []
            try:
                with Rejects(rejected, intake.matched, name) as rejects:
                    tally = intake.read(frames.append, rejects, reading)
            except Unsettled:
                continue
            result = result_of(name, intake, tally, rejects)
    columns = [*(column for column in frames[0])] if frames else []
    frame = (
        pd.concat([one.astype(dict.fromkeys(one.select_dtypes("category"), "str")) for one in frames])
        if frames
        else pd.DataFrame(columns=columns)
    )
    bad = pd.read_csv(rejected, dtype={"_error": "str"}, keep_default_na=False) if result.rejected else pd.DataFrame()
    return Read(result, frame.reset_index(drop=True), bad)


def take(store: Store, folder: Path, name: str, text: str | bytes, **options: object) -> ImportResult:
    return import_file(store, put(folder, name, text), **{"today": TODAY, "method": METHOD, **options})


def image(store: Store) -> dict[str, str]:
    """Every number that scores are made of, to the last bit."""
    return {table: rollup.to_csv(index=False) for table, rollup in store.rollups().items()}


def quantities(store: Store) -> dict[str, float]:
    """Interactions per partner."""
    rollup = store.rollups().get("interactions", pd.DataFrame({"partner_id": [], "quantity": []}))
    return {str(partner): float(count) for partner, count in rollup.groupby("partner_id")["quantity"].sum().items()}
