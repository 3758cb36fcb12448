"""What the tests of the border share: a method, a day, and files made of lines."""

from datetime import date
from pathlib import Path

import pandas as pd

from data.method_files import load_method
from data.pipeline import ReadResult, import_file, read_file
from data.reading import read_text_rows
from data.results import ImportResult
from data.rows import Rows
from data.store import Store

METHOD = load_method()
TODAY = date(2026, 6, 30)

PARTNERS = "partner_id,name,partner_type\nP1,Acme,reseller\nP2,Beta Ltd,technology\n"
CALLS = "partner_id,date,kind,interaction_id\nP1,2026-01-05,call,I1\nP1,2026-02-06,call,I2\nP2,2026-02-07,email,I3\n"


def put(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def cells(path: Path) -> Rows:
    return read_text_rows(path, path.name)


def table_of(rows: Rows) -> list[tuple[str, ...]]:
    return list(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def read(folder: Path, name: str, text: str | bytes, **options: object) -> ReadResult:
    return read_file(put(folder, name, text), **{"today": TODAY, "method": METHOD, **options})


def take(store: Store, folder: Path, name: str, text: str | bytes, **options: object) -> ImportResult:
    return import_file(store, put(folder, name, text), **{"today": TODAY, "method": METHOD, **options})


def image(store: Store) -> dict[str, str]:
    """Every number that scores are made of, to the last bit."""
    return {table: rollup.to_csv(index=False) for table, rollup in store.rollups().items()}


def quantities(store: Store) -> dict[str, float]:
    """Interactions per partner."""
    rollup = store.rollups().get("interactions", pd.DataFrame({"partner_id": [], "quantity": []}))
    return {str(partner): float(count) for partner, count in rollup.groupby("partner_id")["quantity"].sum().items()}
