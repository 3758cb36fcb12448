"""Business goals: which figures serve a goal, and what each partner contributes to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from kpi.board import Board
from kpi.catalogue import Scope, Unit
from kpi.chance import Outlook
from kpi.programme import Flags, Floats
from kpi.reading import Groups, Rate, everyone, ratio
from kpi.summary import number
from kpi.target_case import Case
from kpi.targets import Target

COLUMNS: Final = (
    *("goal", "kpi", "scope", "target", "due", "whole", "partner_id", "value", "contribution", "share", "effect"),
)

EVERYBODY: Final = "*"
"""Scope of all partners, as in the table of scores by group."""


@dataclass(frozen=True)
class Aim:
    """A KPI that serves a goal, for some partners.

    Parameters
    ----------
    goal
        Name of the goal.
    kpi
        Catalogue id.
    scope
        ``*`` for all, else the partner type or the partner id.
    target
        The target that names it; None for a KPI that serves the goal without one.
    """

    goal: str
    kpi: str
    scope: str
    target: Target | None = None

    @property
    def partner_id(self) -> str:
        """The one partner that it is for; empty for a group."""
        return self.target.partner_id if self.target else ""

    def groups(self, board: Board) -> Groups:
        """Return the one group of partners that it is for."""
        programme = board.programme
        if self.partner_id:
            return everyone(programme, chosen=np.asarray(programme.partners.index == self.partner_id))
        kinds = programme.partners["partner_type"].to_numpy()
        return everyone(programme, chosen=None if self.scope == EVERYBODY else np.asarray(kinds == self.scope))


def goals(board: Board, *, column: int | None = None, goal: str | None = None) -> pd.DataFrame:
    """Return what each partner contributes to each business goal.

    Parameters
    ----------
    board
        The scores, with the targets of their programme.
    column
        Column of the month; the last complete month when None.
    goal
        Only this goal, whatever its capitals; all when None.

    Returns
    -------
    pd.DataFrame
        One row per goal, KPI, scope (``*``, a partner type or a partner id) and partner with data: target and due
        (missing without a target), whole (the value of the scope), value (the partner's own), contribution (its part
        of the whole), share (contribution / whole), effect (the whole minus what it would be without the partner).
        Goals and KPIs in the order of the catalogue, partners by contribution, the largest first. Contribution, share
        and effect are missing where a KPI is no sum of parts; a share says little where parts have both signs.

    Notes
    -----
    A target serves the goal that it names, else that of its KPI. A KPI serves its own goal for everybody, unless a
    target for everybody does so already.

    The contributions add up to the whole. A sum: the partner's own value, which is its effect as well. A mean of
    scores over k partners: s / k; its effect (s − mean) / (k − 1). A rate N / D of sums: n / D, so that a share of
    it is the share of the numerator; its effect N / D − (N − n) / (D − d), which is below 0 for a partner that drags
    the rate down, however much it brings. Medians and growth have no parts.
    """
    now = board.programme.calendar.last_complete - board.programme.calendar.first if column is None else column
    wanted = [aim for aim in aims(board) if goal is None or _key(aim.goal) == _key(goal)]
    tables = [_contributions(board, aim, now) for aim in wanted]
    made = [table for table in tables if len(table)]
    if not made:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(made, ignore_index=True).astype({"target": "float64"})


@dataclass(frozen=True)
class Part:
    """What one partner gives to a figure; None where the figure is no sum of parts.

    Parameters
    ----------
    partner
        Row of the partner.
    value
        Its own value [unit of the KPI].
    contribution, share
        Its part of the whole, and that as a share of it.
    effect
        The whole minus what it would be without the partner.
    """

    partner: int
    value: float | None
    contribution: float | None
    share: float | None
    effect: float | None


@dataclass(frozen=True)
class Parts:
    """What a figure is made of, for some partners in view.

    Parameters
    ----------
    whole
        The figure; None when missing.
    parts
        The partners in view with data, the largest contribution first.
    count
        Partners with data, in view or not.
    share
        What those in view give together, as a share of the whole; None where it is no sum of parts.
    """

    whole: float | None
    parts: tuple[Part, ...]
    count: int
    share: float | None


def parts_of(board: Board, aim: Aim, *, column: int, chosen: Flags) -> Parts:
    """Return what the partners in view give to the figure of an aim.

    Parameters
    ----------
    board
        The scores.
    aim
        One of `aims`.
    column
        Column of the month.
    chosen
        The partners in view.
    """
    table = board.memory.get(("parts", aim.kpi, aim.scope, column), lambda: _contributions(board, aim, column))
    rows = board.programme.partners.index.get_indexer(pd.Index(table["partner_id"]))
    inside = chosen[rows]
    numbers = [table.loc[inside, name].tolist() for name in ("value", "contribution", "share", "effect")]
    share = table.loc[inside, "share"].sum(min_count=1)
    return Parts(
        whole=whole_of(board, aim, column=column),
        parts=tuple(
            Part(row, *(number(one) for one in line))
            for row, *line in zip(rows[inside].tolist(), *numbers, strict=True)
        ),
        count=len(table),
        share=number(float(share)),
    )


def whole_of(board: Board, aim: Aim, *, column: int) -> float | None:
    """Return the figure of an aim; None when missing.

    Parameters
    ----------
    board, aim, column
        As in `parts_of`.
    """
    values = board.memory.get(
        ("whole", aim.kpi, aim.scope), lambda: board.reading(aim.kpi, aim.groups(board)).value[0]
    )
    return number(float(values[column]))


def aims(board: Board) -> list[Aim]:
    """Return the KPIs that serve a goal, with and without a target, ordered by goal and KPI.

    Parameters
    ----------
    board
        As in `goals`.
    """
    return board.memory.get("aims", lambda: _aims(board))


def _aims(board: Board) -> list[Aim]:
    aimed = list(_aims_of_targets(board))
    covered = {(_key(aim.goal), aim.kpi) for aim in aimed if aim.scope == EVERYBODY}
    own = [
        Aim(row.text.goal, row.id, EVERYBODY)
        for row in board.catalogue.values()
        if row.text.goal and (_key(row.text.goal), row.id) not in covered and board.applies(row.id).any()
    ]
    names: dict[str, str] = {}
    for row in board.catalogue.values():
        names.setdefault(_key(row.text.goal), row.text.goal)
    for aim in aimed:
        names.setdefault(_key(aim.goal), aim.goal)
    places, kpis = list(names), list(board.catalogue)
    found = [Aim(names[_key(aim.goal)], aim.kpi, aim.scope, aim.target) for aim in [*aimed, *own]]
    return sorted(found, key=lambda aim: (places.index(_key(aim.goal)), kpis.index(aim.kpi), aim.scope != EVERYBODY))


def _aims_of_targets(board: Board) -> Iterator[Aim]:
    outlook = Outlook.of(board)
    for target in board.programme.targets:
        case = Case(outlook, target)
        goal = target.goal.strip() or (case.kpi.text.goal if case.kpi else "")
        if not case.flaw and goal:
            yield Aim(goal, target.kpi, target.partner_id or target.partner_type or EVERYBODY, target)


def _key(goal: str) -> str:
    """Return a goal's name without what people write differently."""
    return " ".join(goal.split()).casefold()


@dataclass(frozen=True)
class _Parts:
    """What partners give to one figure: their parts, effects, and which of them have data; one per partner."""

    part: Floats
    effect: Floats
    counted: Flags


def _contributions(board: Board, aim: Aim, column: int) -> pd.DataFrame:
    """Return the rows of one aim."""
    kpi = board.catalogue[aim.kpi]
    groups = aim.groups(board)
    whole = board.reading(aim.kpi, groups)
    own = board.reading(aim.kpi, board.partners if kpi.scope is Scope.GROUPS else None)
    inside = (groups.codes >= 0) & board.applies(aim.kpi)
    total, value = float(whole.value[0, column]), own.value[:, column]
    if board.composite(aim.kpi) is not None or kpi.scope is Scope.GROUPS:
        found = _of_mean(np.where(inside & board.programme.exists[:, column], value, np.nan))
    elif own.rate is not None and whole.rate is not None:
        found = _of_rate(own.rate, whole.rate, inside, column)
    else:
        found = _of_sum(np.where(inside, value, np.nan), is_sum=kpi.unit in (Unit.MONEY, Unit.COUNT))
    chosen = found.counted
    adds_up = bool(np.isclose(found.part[chosen].sum(), total, rtol=1e-9, atol=1e-9))
    part, effect = (np.where(adds_up, grid[chosen], np.nan) for grid in (found.part, found.effect))
    table = pd.DataFrame(
        {
            "goal": aim.goal,
            "kpi": aim.kpi,
            "scope": aim.scope,
            "target": None if aim.target is None else aim.target.value,
            "due": None if aim.target is None else aim.target.due,
            "whole": total,
            "partner_id": np.array(board.partners.labels, dtype=object)[chosen],
            "value": value[chosen],
            "contribution": part,
            "share": ratio(part, np.full(len(part), total)),
            "effect": effect,
        },
        columns=list(COLUMNS),
    )
    return table.sort_values(["contribution", "partner_id"], ascending=[False, True], kind="stable")


def _of_mean(value: Floats) -> _Parts:
    counted = ~np.isnan(value)
    count = counted.sum()
    if not count:
        return _Parts(value, value, counted)
    others = np.full(len(value), float(count - 1))
    return _Parts(value / count, ratio(value - value[counted].mean(), others), counted)


def _of_rate(own: Rate, whole: Rate, inside: Flags, column: int) -> _Parts:
    top, bottom = (np.where(inside, grid[:, column], 0.0) for grid in (own.numerator, own.denominator))
    all_top, all_bottom = (np.full(len(top), grid[0, column]) for grid in (whole.numerator, whole.denominator))
    part = whole.factor * ratio(top, all_bottom)
    rest = ratio(all_top - top, all_bottom - bottom)
    return _Parts(part, whole.factor * (ratio(all_top, all_bottom) - rest), (top != 0) | (bottom != 0))


def _of_sum(value: Floats, *, is_sum: bool) -> _Parts:
    """Return the parts of a sum; of what is no sum only who has data."""
    part = value if is_sum else np.full(len(value), np.nan)
    return _Parts(part, part, ~np.isnan(value))
