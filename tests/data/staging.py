"""Imports made of rows, without a file: what the store is given once a file has been read."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import pandas as pd

from data.facts.commit import Incoming
from data.facts.facts_writer import FactsWriter, Staged
from data.facts.files import FactFiles
from data.results import ImportResult
from data.store import Store
from kpi.schema import TABLES, Kind

TODAY = date(2026, 6, 30)

Row = dict[str, object]


def frame_of(table: str, rows: Sequence[Row]) -> pd.DataFrame:
    """Accepted rows: every canonical column, the line and the id of each row."""
    kind = TABLES[table]
    given = pd.DataFrame(list(rows), columns=[column.name for column in kind.columns])
    types = {Kind.NUMBER: "float64", Kind.DATE: "datetime64[us]"}
    frame = given.astype({column.name: types.get(column.kind, "str") for column in kind.columns})
    for column in kind.columns:
        if column.default is not None:
            frame[column.name] = frame[column.name].fillna(column.default)
    parts = [given[name].astype("object") for name in kind.row_id]
    ids = [
        "\x1f".join(map(str, values)) if all(isinstance(value, str) and value for value in values) else None
        for values in (zip(*parts, strict=True) if parts else [()] * len(frame))
    ]
    return frame.assign(_line=range(2, len(frame) + 2), _row_id=pd.Series([one or None for one in ids], dtype="str"))


def stage(files: FactFiles, table: str, rows: Sequence[Row], block: int = 1000) -> Staged:
    frame = frame_of(table, rows)
    with FactsWriter(files, table) as writer:
        for start in range(0, len(frame), block):
            writer.add(frame.iloc[start : start + block])
        return writer.finish()


def bring(
    store: Store,
    table: str,
    rows: Sequence[Row],
    *,
    mode: str = "add",
    source: str = "export",
    rejected: Path | None = None,
    name: str = "file.csv",
    salt: int | None = None,
) -> int:
    """Import rows; files of the same rows, source and salt are the same bytes."""
    staged = stage(store.files, table, rows)
    bytes_ = sha256(repr((table, source, salt, list(rows))).encode()).hexdigest()
    result = ImportResult(None, name, table, mode, len(rows), len(rows), 0, 0)
    return store.commit(Incoming(staged, source, bytes_, TODAY, rejected=rejected), result)


def calls(*rows: tuple[str, str, float, str | None]) -> list[Row]:
    """Interactions from partner, date, quantity and id."""
    return [
        {"partner_id": partner, "date": day, "kind": "call", "quantity": quantity, "interaction_id": id_}
        for partner, day, quantity, id_ in rows
    ]
