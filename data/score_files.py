"""Scores as text: the long table as CSV or JSON, values unrounded and empty when missing."""

import json
import math
from typing import Any

import pandas as pd

FORMATS = ("csv", "json")


def scores_text(scores: pd.DataFrame, file_format: str = "csv") -> str:
    """Write the long table of scores.

    Parameters
    ----------
    scores
        Table of `kpi.scores.score_table`.
    file_format
        ``csv``, or ``json``: a list of one object per row.
    """
    if file_format == "json":
        return json.dumps(records(scores), ensure_ascii=False) + "\n"
    flags = scores["partial"].map({True: "true", False: "false"})
    # to_csv writes the shortest text that reads back as the same number.
    return scores.assign(partial=flags).to_csv(index=False, lineterminator="\n")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values that JSON can hold; missing values are None."""
    return [{str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    """Return a cell without its numpy or pandas type; missing is None."""
    if hasattr(value, "item"):
        value = value.item()
    if value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value
