"""What a draft of the method would do to the scores, as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from callbacks.views import partner_path
from kpi.board import Board
from kpi.catalogue import CATALOGUE
from kpi.method import Method
from kpi.schema import type_label
from kpi.summary import quarters
from kpi.what_if import Effect, Moved, PartnerEffect, WhatIf, what_if
from layouts import formats
from layouts.method_effect import BANDS, EffectView, PartnerMove, ScoreEffect, ScoreMove

if TYPE_CHECKING:
    from callbacks.services import Services

LISTED = 50
"""Partners that the page lists; the CSV has them all."""

Edges = Sequence[tuple[float, float]]


def column_in_view(services: Services, board: Board) -> int:
    """Return the month whose scores are compared: the one that the Overview opens with."""
    return quarters(board.programme.calendar, fiscal_start=services.settings.fiscal_year_start)[-1].column


def effect_of(services: Services, board: Board, method: Method) -> WhatIf:
    """Return the scores of the month in view, as they are and under another method."""
    return what_if(board, method, column=column_in_view(services, board))


def effect_view(services: Services, board: Board, method: Method, *, is_draft: bool) -> EffectView:
    """Return what another method would do; without a draft the scores as they are."""
    found = effect_of(services, board, method)
    before, after = (_edges(one, found.kpis) for one in (board.method, method))
    return EffectView(
        when=formats.month(found.month),
        total=len(found.labels),
        crossing=found.crossing,
        changed=found.changed,
        scores=[_score(one, *edges) for one, *edges in zip(found.effects, before, after, strict=True)],
        crossers=[_partner(one, before, after) for one in found.crossers(most=LISTED)],
        partners=[_partner(one, before, after) for one in found.partners(most=LISTED)],
        is_draft=is_draft,
    )


def _edges(method: Method, kpis: Sequence[str]) -> Edges:
    bands = [method.bands_of(kpi) for kpi in kpis]
    return [(one.moderate, one.strong) for one in bands]


def _score(one: Effect, before: tuple[float, float], after: tuple[float, float]) -> ScoreEffect:
    both = one.mean_before is not None and one.mean_after is not None
    return ScoreEffect(
        name=CATALOGUE[one.kpi].short,
        href=f"/kpis/{one.kpi}",
        before=formats.score(one.mean_before, edges=before),
        after=formats.score(one.mean_after, edges=after),
        change=_difference(one.mean_before, one.mean_after) if both else None,
        counts=[(band, one.counts_before[band], one.counts_after[band]) for band in BANDS],
        moves=one.moves,
    )


def _partner(one: PartnerEffect, before: Edges, after: Edges) -> PartnerMove:
    return PartnerMove(
        name=one.name or one.partner_id,
        href=partner_path(one.partner_id),
        partner_type=type_label(one.partner_type),
        scores=[_move(move, *edges) for move, *edges in zip(one.scores, before, after, strict=True)],
    )


def _move(move: Moved, before: tuple[float, float], after: tuple[float, float]) -> ScoreMove:
    return ScoreMove(
        before=formats.score(move.before, edges=before),
        after=formats.score(move.after, edges=after),
        change=_difference(move.before, move.after),
        band_before=move.band_before,
        band_after=move.band_after,
    )


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before
