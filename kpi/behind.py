"""The rows behind a number: which rows of the uploaded files made it, and what each of them gave.

Scores are made of rollups. Here one figure of one partner is made once more, from the rows themselves, so that both
sides can see that they are the same: the rows that count, the sums that they add up to, and what the sums give.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kpi import advocacy, deals, measures, survey
from kpi.behind_deals import DEAL_KPIS, deal_months, deals_behind
from kpi.behind_measures import measures_behind, reported_by_kpi
from kpi.behind_parts import COLUMNS, Behind, Case, Need, Part
from kpi.behind_scores import advocacy_behind, campaigns_behind, engagement_behind, mindshare_behind, nps_behind
from kpi.board import Board
from kpi.partner import advocacy_year
from kpi.summary import number
from kpi.windows import YEAR

__all__ = ["COLUMNS", "Behind", "Need", "Part", "components_behind", "figure_on_page", "needs", "rows_behind"]

_ACTIVITY = "interactions"


def components_behind(board: Board, kpi: str, label: str) -> list[tuple[str, str]]:
    """Return what the rows of a KPI can be narrowed down to, as (identifier, name).

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id.
    label
        Partner id: kinds of advocacy are those that it has.

    Returns
    -------
    list
        Components of a score, kinds of advocacy; empty for a KPI that is not made of parts.
    """
    composite = board.composite(kpi)
    if composite is None:
        return []
    if kpi != "advocacy_score":
        return [(part.name, part.label) for part in composite.parts]
    lines = board.programme.lines.get(advocacy.TABLE)
    if lines is None:
        return []
    own = lines.frame["kind"][lines.partner == board.reading(kpi).row(label)]
    kinds = {board.method.kind(str(word)) for word in own.unique()}
    return [(kind, kind) for kind in sorted(kinds)]


def needs(board: Board, kpi: str, column: int) -> tuple[Need, ...]:
    """Return which rows have to be read to show what is behind a KPI.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id of a KPI that partners have.
    column
        Column of the month at which its window ends.
    """
    last, method = board.programme.calendar.first + column, board.method
    recent = Need(_ACTIVITY, last - board.months + 1, last)
    if kpi in ("engagement_score", "joint_campaigns"):
        return (recent,)
    if kpi == "mindshare_score":
        return Need(survey.TABLE, last - method.windows.surveys + 1, last), recent
    if kpi == "partner_nps":
        return (Need(survey.TABLE, last - YEAR + 1, last),)
    if kpi == "advocacy_score":
        return (Need(advocacy.TABLE, last - method.windows.advocacy + 1, last),)
    found = []
    if kpi in DEAL_KPIS:
        months, back = deal_months(board, kpi)
        found.append(Need(deals.TABLE, last - months - back + 1, last))
    if names := reported_by_kpi(board, kpi):
        found.append(Need(measures.TABLE, last - names.window - names.back + 1, last))
    return tuple(found)


def rows_behind(
    board: Board, kpi: str, *, label: str, column: int, facts: Mapping[str, pd.DataFrame], component: str = ""
) -> Behind:
    """Return the rows that made a KPI of one partner.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id of a KPI that partners have.
    label
        Partner id.
    column
        Column of the month at which its window ends.
    facts
        Table -> live rows of the partner, at least those that `needs` names, in the order of imports.
    component
        Identifier of `components_behind`, to see its rows alone; empty for all.

    Returns
    -------
    Behind
        Without rows where none counts. Its value is made of the rows alone but for what other partners and the
        method say: weights, references, the mean that small samples are drawn to, and whether the figure is
        defined at all.

    Raises
    ------
    KeyError
        When there is no such partner or KPI.
    """
    reading = board.reading(kpi)
    case = Case(board, kpi, reading.row(label), column, facts, component)
    value = float(reading.value[case.row, column])
    if component or board.composite(kpi) is not None or not np.isnan(value):
        return _behind(case)
    # Where the figure is not defined, rows may still be there: they are shown, and make nothing.
    made = _behind(case)
    return Behind(made.kpi, component, made.rows, made.parts, np.nan, made.n)


def figure_on_page(board: Board, behind: Behind, *, label: str, column: int) -> float | None:
    """Return the figure that pages show for what `rows_behind` was asked for; None where there is none.

    Parameters
    ----------
    board, label, column
        As in `rows_behind`.
    behind
        What it returned.
    """
    reading, composite = board.reading(behind.kpi), board.composite(behind.kpi)
    at = reading.row(label), column
    if not behind.component or composite is None:
        return number(reading.value[at])
    if behind.kpi == "advocacy_score":
        kinds = advocacy_year(board, *at).kinds
        return sum(one.quantity * one.points for one in kinds if one.kind == behind.component)
    (part,) = [one for one in composite.parts if one.name == behind.component]
    return number(part.raw[at])


def _behind(case: Case) -> Behind:
    if case.kpi == "engagement_score":
        return engagement_behind(case)
    if case.kpi == "mindshare_score":
        return mindshare_behind(case)
    if case.kpi == "advocacy_score":
        return advocacy_behind(case)
    if case.kpi == "joint_campaigns":
        return campaigns_behind(case)
    if case.kpi == "partner_nps":
        return nps_behind(case)
    return deals_behind(case) if case.kpi in DEAL_KPIS else measures_behind(case)
