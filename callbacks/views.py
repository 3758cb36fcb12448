"""What several pages show alike: the KPI switch, results, the scale of a chart, a partner's address."""

from __future__ import annotations

from urllib.parse import quote

from callbacks.filters import Filters
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE, Direction
from kpi.language import t
from kpi.summary import Level, Quarter
from layouts import tiles
from layouts.figures import Scale


def partner_path(partner_id: str) -> str:
    """Return the path of a partner's page."""
    return f"/partners/{quote(partner_id, safe='')}"


def rows_path(partner_id: str, kpi: str, period: str, *, component: str = "", page: int = 1) -> str:
    """Return the address of the rows behind a number of a partner; `period` is the quarter's key, ``2026Q3``."""
    words = {"kpi": kpi, "component": component, "period": period, "page": str(page) if page > 1 else ""}
    query = "&".join(f"{key}={quote(word, safe='')}" for key, word in words.items() if word)
    return f"{partner_path(partner_id)}/rows?{query}"


def kpi_switch(filters: Filters, *, path: str) -> list[tuple[str, str, bool]]:
    """Return (label, address, is it shown) for each headline KPI."""
    return [(CATALOGUE[kpi].short, filters.kpi_href(path, kpi), kpi == filters.kpi) for kpi in HEADLINE]


def period_name(quarter: Quarter) -> str:
    """Return a quarter's name, which says when it is not over yet."""
    return quarter.label if quarter.complete else t("{quarter} so far", quarter=quarter.label)


def score_scale(board: Board, kpi: str) -> Scale:
    """Return how values of a KPI are drawn and where its bands meet."""
    bands = board.method.bands_of(kpi)
    return Scale(unit=CATALOGUE[kpi].unit, edges=(bands.moderate, bands.strong))


def result_view(one: Level, filters: Filters, *, currency: str, reason: str = "") -> tiles.ResultView:
    """Return a KPI without bands as a small figure; `reason` is why it may be missing."""
    row = CATALOGUE[one.kpi]
    return tiles.ResultView(
        name=row.short,
        definition_href=f"/kpis/{one.kpi}",
        value=one.value,
        unit=row.unit,
        change=one.change,
        versus=filters.before.label if filters.before else "",
        higher_is_better=row.direction is Direction.UP,
        reason=reason,
        currency=currency,
    )
