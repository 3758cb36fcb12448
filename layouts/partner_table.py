"""The partners table: finished texts for the grid's cells, and its columns.

The grid sorts by the numbers and shows the texts, so rounding and wording stay in one place on the server.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_ag_grid as dag

from layouts import components, formats

PAGE_SIZE = 25
TABLET, DESK = 768, 1200
"""Least width of the window, in pixels, at which a column of the second and third rank has room."""


@dataclass(frozen=True)
class PartnerRow:
    """A partner as the table shows it; `history` and `change` belong to the KPI shown now."""

    partner: str
    href: str
    partner_type: str
    tier: str
    region: str
    manager: str
    scores: Mapping[str, float | None]
    bands: Mapping[str, str]
    history: Sequence[float | None]
    change: float | None


def partner_grid(
    *, rows: Sequence[PartnerRow], kpis: Sequence[tuple[str, str]], kpi: str, sort: str, grid_id: str
) -> dag.AgGrid:
    """Return the table in the Community edition of AG Grid, as wide as its card and as high as its rows."""
    return dag.AgGrid(
        id=grid_id,
        rowData=grid_rows(rows=rows, kpi=kpi),
        columnDefs=grid_columns(kpis=kpis, kpi=kpi, sort=sort),
        defaultColDef={
            "sortable": True,
            "sortingOrder": ["asc", "desc"],
            "resizable": True,
            "suppressMovable": True,
            "minWidth": 90,
            "cellDataType": False,
            "comparator": {"function": "tdmMissingLast"},
        },
        dashGridOptions={
            "theme": {"function": "themeQuartz"},
            "domLayout": "autoHeight",
            "pagination": True,
            "paginationPageSize": PAGE_SIZE,
            "paginationPageSizeSelector": False,
            "suppressCellFocus": False,
            "ensureDomOrder": True,
            "enableCellTextSelection": True,
            "animateRows": False,
        },
        className="tdm-grid-partners",
        style={"height": None},
    )


def grid_columns(*, kpis: Sequence[tuple[str, str]], kpi: str, sort: str) -> list[dict[str, Any]]:
    """Columns with the KPI shown now first, its history and change beside it, the other KPIs after."""
    names = dict(kpis)
    others = [_score_column(key, label, is_shown=False) for key, label in kpis if key != kpi]
    columns = [
        _column("partner", "Partner", cellRenderer="TdmPartner", minWidth=118, flex=2),
        _column("partner_type", "Type", least=TABLET, cellClass="tdm-soft"),
        _column("tier", "Tier", least=DESK, cellClass="tdm-soft", width=92),
        _column("region", "Region", least=DESK, cellClass="tdm-soft", width=110),
        _score_column(kpi, names[kpi], is_shown=True),
        _column("history", "12 quarters", least=TABLET, cellRenderer="TdmSparkline", sortable=False, width=122),
        _column("change", "Change", cellRenderer="TdmDelta", type="rightAligned", width=92, minWidth=80),
        *others,
        _column("manager", "Manager", least=DESK, cellClass="tdm-soft", width=162),
    ]
    return [_sorted(column, sort) for column in columns]


def grid_rows(*, rows: Sequence[PartnerRow], kpi: str) -> list[dict[str, Any]]:
    """Rows for the grid: numbers to sort by, and beside each the text, class and arrow to show."""
    return [_grid_row(row, kpi) for row in rows]


def _grid_row(row: PartnerRow, kpi: str) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "partner": row.partner,
        "href": row.href,
        "summary": ", ".join(part for part in (row.partner_type, row.tier) if part),
        "partner_type": row.partner_type or formats.MISSING,
        "tier": row.tier or formats.MISSING,
        "region": row.region or formats.MISSING,
        "manager": row.manager or formats.MISSING,
        "history": [_number(value) for value in row.history],
        "history_label": f"{row.partner}, last {formats.plural(len(row.history), 'quarter')}",
        "history_band": components.BANDS[row.bands[kpi]][0],
        **_change_cells(row.change, is_new=_number(row.scores.get(kpi)) is not None),
    }
    for key, value in row.scores.items():
        band_class, word = components.BANDS[row.bands[key]]
        texts = {f"{key}_text": formats.score(value), f"{key}_band": band_class, f"{key}_word": word}
        cells |= {key: _number(value), **texts}
    return cells


def _change_cells(change: float | None, *, is_new: bool) -> dict[str, Any]:
    if change is None or formats.is_missing(change):
        text = "new" if is_new else formats.MISSING
        return {"change": None, "change_text": text, "change_arrow": "", "change_tone": ""}
    arrow, tone = components.delta_marks(change, "points")
    text = formats.change_text(change)
    return {"change": change, "change_text": text, "change_arrow": arrow, "change_tone": tone}


def _score_column(kpi: str, label: str, *, is_shown: bool) -> dict[str, Any]:
    """Return a score with its band; the KPI shown now as a chip, and always on screen."""
    parameters = {"cellRendererParams": {"chip": is_shown}}
    width = {"flex": 1.4, "minWidth": 124}
    return _column(kpi, label, least=0 if is_shown else TABLET, cellRenderer="TdmScore", **parameters, **width)


def _column(field: str, label: str, *, least: int = 0, **options: Any) -> dict[str, Any]:
    flex = {} if "width" in options or "flex" in options else {"flex": 1}
    rank = {"context": {"minWindowWidth": least}} if least else {}
    return {"field": field, "headerName": label, **flex, **rank, **options}


def _sorted(column: dict[str, Any], sort: str) -> dict[str, Any]:
    """Return the column with the order of the page's address: ``change`` or ``-change``."""
    if not sort or sort.removeprefix("-") != column["field"]:
        return column
    return {**column, "sort": "desc" if sort.startswith("-") else "asc"}


def _number(value: float | None) -> float | None:
    """NaN is not JSON; the grid sorts a missing number last only when it is null."""
    return None if value is None or formats.is_missing(value) else round(value, 4)
