"""Contributions: what each component gave to a score.

A composite score is a weighted mean, so that it is a sum too: each component gives its score times its share of the
weights that have data. Nothing is left over.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.composite import Composite, Part
from kpi.effects import weighted
from kpi.programme import Flags, Floats, Ints
from kpi.reading import Groups

COLUMNS: Final = ("component", "label", "unit", "raw", "reference", "score", "weight", "contribution", "rows")
"""Of every table of contributions."""


def contributions(composite: Composite, at: tuple[int, int]) -> pd.DataFrame:
    """Return what each component gave to one score.

    Parameters
    ----------
    composite
        The score.
    at
        Row of the partner and column of the month.

    Returns
    -------
    pd.DataFrame
        One row per component: component, label, unit, raw and reference [unit], score [0-100, missing without
        data], weight (its share of all weights, with or without data), contribution [points], rows. Contributions
        add up to the score, to 1e-9; those of a score below the minimum coverage to what it would be.

    Notes
    -----
    contribution = score · w / Σ w over the components with data; 0 for one without.

    Examples
    --------
    Two components with data, of weights 60 and 20, and one without: 40 · 60/80 = 30 and 100 · 20/80 = 25.

    >>> from kpi.composite import compose
    >>> def part(name, score, weight):
    ...     grid = np.array([[score]])
    ...     return Part(name, name, grid, np.array([weight]), grid, grid, np.ones((1, 1)), "points")
    >>> parts = [part("calls", 40.0, 60.0), part("events", 100.0, 20.0), part("plans", np.nan, 20.0)]
    >>> contributions(compose(parts, minimum_coverage=0.6), (0, 0))["contribution"].tolist()
    [30.0, 25.0, 0.0]
    """
    row, column = at
    return _table(composite, np.array([row]), column)


def contributions_of(board: Board, kpi: str, label: str, column: int) -> pd.DataFrame:
    """Return what each component gave to a partner's score.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id.
    label
        Id of the partner.
    column
        Column of the month.

    Returns
    -------
    pd.DataFrame
        As `contributions`; without rows for a KPI that is not made of components, and for a month in which the
        company is no partner.

    Raises
    ------
    KeyError
        When there is no such KPI or partner.
    """
    reading, composite = board.reading(kpi), board.composite(kpi)
    at = reading.row(label), column
    return contributions(composite, at) if composite is not None and board.programme.exists[at] else _empty()


def group_contributions(board: Board, kpi: str, groups: Groups, label: str, column: int) -> pd.DataFrame:
    """Return what each component gave to the mean score of a group.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id.
    groups
        Partition of the partners.
    label
        The group.
    column
        Column of the month.

    Returns
    -------
    pd.DataFrame
        As `contributions`, over the partners of the group that have a score: raw, reference and score are means
        over those of them with data for the component, weight and contribution means over all of them, rows a sum.
        Contributions add up to the group's score, to 1e-9. Without rows where no partner has a score, and for a
        KPI that is not made of components.

    Raises
    ------
    KeyError
        When there is no such KPI or group.
    """
    reading, composite = board.reading(kpi, groups), board.composite(kpi)
    row = reading.row(label)
    if composite is None:
        return _empty()
    scored: Flags = board.programme.exists[:, column] & ~np.isnan(composite.value[:, column])
    partners = np.flatnonzero(scored & (groups.codes == row))
    return _table(composite, partners, column) if len(partners) else _empty()


def _table(composite: Composite, partners: Ints, column: int) -> pd.DataFrame:
    held = weighted(composite, partners, column)
    given = (held.weight * held.score).mean(axis=1)
    whole = np.sum([part.weight[partners] for part in composite.parts], axis=0)
    made = [_row(part, partners, column, whole) for part in composite.parts]
    table = pd.DataFrame(made).assign(contribution=given)
    return table[list(COLUMNS)]


def _row(part: Part, partners: Ints, column: int, whole: Floats) -> dict[str, object]:
    return {
        "component": part.name,
        "label": part.label,
        "unit": part.unit,
        "raw": _mean(part.raw[partners, column]),
        "reference": _mean(part.reference[partners, column]),
        "score": _mean(part.score[partners, column]),
        "weight": float((part.weight[partners] / whole).mean()),
        "rows": int(part.rows[partners, column].sum()),
    }


def _mean(values: Floats) -> float:
    """Return the mean of the values that are there; missing where none is."""
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else float("nan")


def _empty() -> pd.DataFrame:
    return pd.DataFrame(columns=list(COLUMNS))
