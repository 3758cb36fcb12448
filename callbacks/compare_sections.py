"""The tables of a comparison: scores, components, KPIs, targets and places, one column for each partner."""

from __future__ import annotations

from collections.abc import Sequence

from callbacks.comparing import Asked
from callbacks.views import score_scale
from kpi import comparison, summary
from kpi.benchmark import benchmark
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, Direction
from kpi.comparison import Row
from kpi.language import lowered, t
from kpi.schema import type_plural
from kpi.summary import Level
from kpi.targets import open_target
from layouts import compare, findings, formats


def scores(board: Board, rows: Sequence[Row]) -> compare.SectionView:
    """Return the three scores."""
    made = [
        compare.RowView(
            CATALOGUE[row.name].name,
            [_score_cell(board, row, at) for at in range(len(row.cells))],
            f"/kpis/{row.name}",
        )
        for row in rows
    ]
    return compare.SectionView(t("Scores"), t("From 0 to 100, with the change since the quarter before"), made)


def _score_cell(board: Board, row: Row, at: int) -> compare.CellView:
    cell = row.cells[at]
    text = score_scale(board, row.name).text(cell.value)
    return compare.CellView(
        text, cell.change, band=cell.band or "insufficient data", share=cell.value, is_best=at in row.best
    )


def made_of(board: Board, asked: Asked) -> compare.SectionView:
    """Return the components of the score in view."""
    kpi = asked.filters.kpi
    rows = comparison.component_rows(board, kpi, asked.question())
    made = [
        compare.RowView(
            row.label,
            [
                compare.CellView(formats.score(cell.value), cell.change, share=cell.value, is_best=at in row.best)
                for at, cell in enumerate(row.cells)
            ],
        )
        for row in rows
    ]
    title = t("What {kpi} is made of", kpi=lowered(CATALOGUE[kpi].short))
    return compare.SectionView(title, t("Each component from 0 to 100; the best of the partners in bold"), made)


def results(board: Board, asked: Asked, currency: str) -> compare.SectionView:
    """Return every other KPI that one of the partners has."""
    rows = comparison.kpi_rows(board, asked.question())
    made = [
        compare.RowView(
            row.label,
            [_kpi_cell(board, row, at, cell, currency) for at, cell in enumerate(row.cells)],
            f"/kpis/{row.name}",
        )
        for row in rows
    ]
    return compare.SectionView(
        t("Results and KPIs of their types"),
        t("A dash where a type has no such KPI, or the data do not hold it"),
        made,
    )


def _kpi_cell(board: Board, row: Row, at: int, cell: Level, currency: str) -> compare.CellView:
    kpi = board.catalogue[row.name]
    return compare.CellView(
        formats.value_text(cell.value, kpi.unit, currency=currency),
        # Money and counts differ in size from partner to partner: their changes would not compare.
        cell.change if kpi.unit in ("percent", "score", "points") and cell.change else None,
        unit="points",
        higher_is_better=kpi.direction is not Direction.DOWN,
        is_best=at in row.best,
    )


def targets(board: Board, asked: Asked) -> compare.SectionView:
    """Return the targets of the scores; the peers have none of their own."""
    rows = []
    for kpi in HEADLINE:
        cells = [_target_cell(board, asked, kpi, one) for one in asked.partners]
        if any(cell.note for cell in cells):
            blank = [compare.CellView(formats.MISSING)] if asked.with_peers else []
            rows.append(compare.RowView(CATALOGUE[kpi].name, [*cells, *blank], f"/kpis/{kpi}"))
    return compare.SectionView(
        t("Targets"), t("The target due next: the partner's own, else that of its type or of all"), rows
    )


def _target_cell(board: Board, asked: Asked, kpi: str, partner_id: str) -> compare.CellView:
    column = asked.filters.period.column
    target = open_target(board.programme, kpi, partner_id=partner_id, month=column)
    if target is None:
        return compare.CellView(formats.MISSING)
    one = summary.standing(board.reading(kpi), asked.filters.period, None, row=board.reading(kpi).row(partner_id))
    gap = _gap(one.value, target.value)
    due = t("by {day}", day=formats.day(target.due))
    return compare.CellView(formats.score(target.value), note=f"{due}, {gap}" if gap else due)


def _gap(value: float | None, target: float) -> str:
    if value is None:
        return ""
    if value >= target:
        return t("reached")
    return t("{points} to go", points=formats.count(round(target - value)))


def places(board: Board, asked: Asked) -> compare.SectionView:
    """Return where each stands among the partners of its own type."""
    rows = []
    for kpi in HEADLINE:
        cells = [_place_cell(board, asked, kpi, one) for one in asked.partners]
        if any(cell.share is not None for cell in cells):
            blank = [compare.CellView(formats.MISSING)] if asked.with_peers else []
            rows.append(compare.RowView(CATALOGUE[kpi].name, [*cells, *blank], f"/kpis/{kpi}"))
    return compare.SectionView(
        t("Place among peers"), t("Per cent of the partners of its own type that each is ahead of"), rows
    )


def _place_cell(board: Board, asked: Asked, kpi: str, partner_id: str) -> compare.CellView:
    among = benchmark(board, kpi, label=partner_id, column=asked.filters.period.column)
    if among is None or among.rank is None or among.percentile is None:
        note = t("fewer than five peers with a score") if among is None else ""
        return compare.CellView(formats.MISSING, note=note)
    place = findings.rank_text(among.rank, among.count, type_of(board, partner_id))
    return compare.CellView(formats.percent(round(among.percentile)), share=among.percentile, note=place)


def type_of(board: Board, partner_id: str) -> str:
    """Return the name of a partner's type in the plural."""
    return type_plural(str(board.programme.partners.at[partner_id, "partner_type"]))
