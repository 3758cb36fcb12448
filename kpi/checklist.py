"""Questions about a KPI that the data answer: who moved, where, on how much data, and how far the target is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kpi.benchmark import merit
from kpi.board import Board
from kpi.catalogue import Scope, Unit
from kpi.language import t, tn
from kpi.programme import Flags, Floats
from kpi.schema import type_plural
from kpi.summary import BENCHMARK_MINIMUM, Quarter
from kpi.targets import open_target
from kpi.wording import NOTICEABLE, decimal_text, tenths

State = Literal["good", "look", "unknown"]

NOTICEABLE_SHARE: Final = 0.01
"""Share of its earlier value by which a KPI without points has to move to be counted."""

THIN: Final = 0.2
"""Share of partners without a value from which on the rest may not speak for all."""

_IN_POINTS: Final = (Unit.SCORE, Unit.PERCENT, Unit.POINTS)


@dataclass(frozen=True)
class Check:
    """One answer.

    Parameters
    ----------
    state
        ``good``: nothing to do. ``look``: worth a look. ``unknown``: the data don't say.
    question, answer
        In words.
    partner_type, band
        The partners that the answer speaks of, as filters; empty when it speaks of all.
    """

    state: State
    question: str
    answer: str
    partner_type: str = ""
    band: str = ""


def checklist(board: Board, kpi: str, chosen: Flags, now: Quarter, before: Quarter | None) -> list[Check]:
    """Return what the data answer about a KPI of some partners.

    Parameters
    ----------
    board
        The scores.
    kpi
        Catalogue id.
    chosen
        The partners.
    now, before
        The quarter in view and its comparison.

    Returns
    -------
    list
        Empty for a KPI that is defined for groups of partners only, and without a chosen partner that has it.
    """
    row = board.catalogue[kpi]
    if row.scope is Scope.GROUPS:
        return []
    asked = chosen & board.applies(kpi) & board.programme.exists[:, now.column]
    if not asked.any():
        return []
    values = board.reading(kpi).value
    held = values[asked, now.column]
    checks = [_data(held, now)]
    if before is not None:
        moved = merit(row, values[:, now.column]) - merit(row, values[:, before.column])
        size = _size(row.unit, values[:, before.column])
        checks += [_movement(moved[asked], size[asked], before), *_where(board, moved, size, asked, before)]
        checks += _components(board, kpi, asked, now, before)
    if row.banded:
        checks.append(_low(board.reading(kpi).band_codes[asked, now.column]))
    return [*checks, _target(board, kpi, held, now)]


def _size(unit: Unit, earlier: Floats) -> Floats:
    """Return by how much each partner has to move to be counted."""
    if unit in _IN_POINTS:
        return np.full(len(earlier), NOTICEABLE)
    return np.maximum(np.abs(earlier) * NOTICEABLE_SHARE, 1e-9)


def _data(held: Floats, now: Quarter) -> Check:
    question = t("Is there enough data?")
    missing, total = int(np.isnan(held).sum()), len(held)
    if missing == total:
        return Check("unknown", question, t("No partner has a value in {period}.", period=now.label))
    said = tn(
        "{missing} of {total} partner has no value.",
        "{missing} of {total} partners have no value.",
        total,
        missing=decimal_text(missing, 0),
        total=decimal_text(total, 0),
    )
    if not missing:
        said = t("Every partner has a value.")
    if not now.complete:
        said = t("{said} {period} is not over yet.", said=said, period=now.label)
    return Check("look" if missing > THIN * total or not now.complete else "good", question, said)


def _movement(moved: Floats, size: Floats, before: Quarter) -> Check:
    question = t("Did many move, or few?")
    known = ~np.isnan(moved)
    if not known.any():
        return Check(
            "unknown", question, t("No partner has a value in {period} to compare with.", period=before.label)
        )
    worse, better = int((moved <= -size)[known].sum()), int((moved >= size)[known].sum())
    said = t(
        "Of {total} partners, {worse} did worse than in {period} and {better} did better.",
        total=decimal_text(int(known.sum()), 0),
        worse=decimal_text(worse, 0),
        better=decimal_text(better, 0),
        period=before.label,
    )
    return Check("look" if worse > better else "good", question, said)


def _where(board: Board, moved: Floats, size: Floats, asked: Flags, before: Quarter) -> list[Check]:
    """Say in which partner type the largest share did worse, where there are types to tell apart."""
    codes, types = board.programme.partner_types
    shares = []
    for code, name in enumerate(types):
        here = asked & (codes == code) & ~np.isnan(moved)
        if here.sum() >= BENCHMARK_MINIMUM:
            shares.append((float((moved[here] <= -size[here]).mean()), name))
    if len(shares) < 2:
        return []
    worst, name = max(shares)
    question = t("Is it one kind of partner?")
    if worst <= 0:
        return [
            Check(
                "good", question, t("In no partner type did anybody do worse than in {period}.", period=before.label)
            )
        ]
    said = t(
        "{type} did worst: {share} of them fell behind {period}.",
        type=type_plural(name),
        share=t("{number}%", number=decimal_text(100 * worst, 0)),
        period=before.label,
    )
    return [Check("look" if worst > 0.5 else "good", question, said, partner_type=name)]


def _components(board: Board, kpi: str, asked: Flags, now: Quarter, before: Quarter) -> list[Check]:
    """Say which component of a score lost most."""
    composite = board.composite(kpi)
    if composite is None or len(composite.parts) < 2:
        return []
    found = []
    for part in composite.parts:
        moved = part.score[asked, now.column] - part.score[asked, before.column]
        known = moved[~np.isnan(moved)]
        if len(known):
            found.append((float(known.mean()), part.label))
    if not found:
        return []
    least, label = min(found)
    question = t("Which component is behind it?")
    if least > -NOTICEABLE:
        return [Check("good", question, t("No component fell on average."))]
    said = t("{component} fell most, by {points} points on average.", component=label, points=tenths(-least))
    return [Check("look", question, said)]


def _low(codes: np.ndarray) -> Check:
    low, scored = int((codes == 1).sum()), int((codes > 0).sum())
    said = tn(
        "{low} of {total} partner with a score is low.",
        "{low} of {total} partners with a score are low.",
        scored,
        low=decimal_text(low, 0),
        total=decimal_text(scored, 0),
    )
    return Check("look" if low else "good", t("Who is low?"), said, band="low" if low else "")


def _target(board: Board, kpi: str, held: Floats, now: Quarter) -> Check:
    question = t("How far is the target?")
    target = open_target(board.programme, kpi, month=now.column)
    if target is None:
        return Check("unknown", question, t("No target is set for all partners."))
    row = board.catalogue[kpi]
    known = held[~np.isnan(held)]
    reached = int((merit(row, known) >= merit(row, [target.value])).sum())
    said = tn(
        "{reached} of {total} partner reaches {target}.",
        "{reached} of {total} partners reach {target}.",
        len(known),
        reached=decimal_text(reached, 0),
        total=decimal_text(len(known), 0),
        target=decimal_text(target.value, 0 if float(target.value).is_integer() else 1),
    )
    return Check("good" if reached * 2 >= len(known) else "look", question, said)
