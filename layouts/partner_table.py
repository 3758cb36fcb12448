"""The partners table: finished texts for the grid's cells, its columns, and the controls above it.

The grid asks the server for a page of rows in the order of a column, and shows the texts that it gets: rounding,
wording and order stay in one place, and a page of a list costs the same however long the list is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dash_ag_grid as dag
from dash.development.base_component import Component

from kpi.language import language, marked, t, tn
from layouts import components, formats, html

PAGE_SIZE = 25
TABLET, DESK = 768, 1200
"""Least width of the window, in pixels, at which a column of the second and third rank has room."""

LABELS = {
    "partner": marked("Partner"),
    "partner_type": marked("Type"),
    "tier": marked("Tier"),
    "region": marked("Region"),
    "manager": marked("Manager"),
    "history": marked("12 quarters"),
    "change": marked("Change"),
    "bookings": marked("Bookings, 12 months"),
}
"""Heads of the columns that are no scores."""

NOT_USUAL = frozenset({"bookings"})
"""Columns that are there only when they were asked for."""


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
    bookings: float | None = None


@dataclass(frozen=True)
class ColumnChoice:
    """A column that can be left out or added: `href` is the page with it switched, `word` what addresses say then."""

    name: str
    word: str
    shown: bool
    href: str


@dataclass(frozen=True)
class PartnerTableView:
    """What the table is about; its rows come when the grid asks for them.

    Parameters
    ----------
    kpis
        (id, label) of each score.
    kpi
        The score shown now: its column comes first, history and change are its.
    sort
        The order: ``change`` or ``-change``.
    matched
        Number of partners in the table.
    sub
        What the table shows, in a line.
    choices
        Columns that can be left out or added; the partner and the score shown now always stand.
    csv_href, xlsx_href
        Downloads of all rows of the table.
    """

    kpis: Sequence[tuple[str, str]]
    kpi: str
    sort: str
    matched: int
    sub: str = ""
    choices: Sequence[ColumnChoice] = field(default_factory=tuple)
    csv_href: str = ""
    xlsx_href: str = ""


def partner_grid(*, view: PartnerTableView, grid_id: str) -> dag.AgGrid:
    """Return the table in the Community edition of AG Grid, as wide as its card and as high as its rows."""
    return dag.AgGrid(
        id=grid_id,
        rowModelType="infinite",
        columnDefs=grid_columns(view=view),
        defaultColDef={
            "sortable": True,
            "sortingOrder": ["asc", "desc"],
            "resizable": True,
            "suppressMovable": True,
            "minWidth": 90,
            "cellDataType": False,
        },
        dashGridOptions={
            "theme": {"function": "themeQuartz"},
            "domLayout": "autoHeight",
            "pagination": True,
            "paginationPageSize": PAGE_SIZE,
            "paginationPageSizeSelector": False,
            "cacheBlockSize": PAGE_SIZE,
            # The grid's Dash side knows one question at a time.
            "maxConcurrentDatasourceRequests": 1,
            # As high from the start as it will be when the rows are there.
            "infiniteInitialRowCount": max(min(view.matched, PAGE_SIZE), 1),
            "suppressMultiSort": True,
            "suppressCellFocus": False,
            "ensureDomOrder": True,
            "enableCellTextSelection": True,
            "animateRows": False,
            "localeText": _grid_words(),
        },
        className="tdm-grid-partners",
        style={"height": None},
    )


def grid_columns(*, view: PartnerTableView) -> list[dict[str, Any]]:
    """Columns with the KPI shown now first, its history and change beside it, the other KPIs after."""
    names = dict(view.kpis)
    others = [_score_column(key, label, is_shown=False) for key, label in view.kpis if key != view.kpi]
    columns = [
        _column("partner", cellRenderer="TdmPartner", minWidth=118, flex=2),
        _column("partner_type", least=TABLET, cellClass="tdm-soft"),
        _column("tier", least=DESK, cellClass="tdm-soft", width=92),
        _column("region", least=DESK, cellClass="tdm-soft", width=110),
        _score_column(view.kpi, names[view.kpi], is_shown=True),
        _column("history", least=TABLET, cellRenderer="TdmSparkline", sortable=False, width=122),
        _column("change", cellRenderer="TdmDelta", type="rightAligned", width=92, minWidth=80),
        *others,
        _column("bookings", cellRenderer="TdmNumber", type="rightAligned", width=150),
        _column("manager", least=DESK, cellClass="tdm-soft", width=162),
    ]
    shown = {one.name: one.shown for one in view.choices}
    usual = [column for column in columns if column["field"] not in NOT_USUAL or column["field"] in shown]
    wanted = [column for column in usual if column["field"] == view.kpi or shown.get(column["field"], True)]
    return [_sorted(column, view.sort) for column in wanted]


def grid_rows(
    *,
    rows: Sequence[PartnerRow],
    kpi: str,
    edges: Mapping[str, tuple[float, float]] | None = None,
    currency: str = "",
) -> list[dict[str, Any]]:
    """Rows for the grid: the texts, classes and arrows that its cells show.

    Parameters
    ----------
    rows
        Partners.
    kpi
        The score shown now.
    edges
        Where the bands of each score meet, which rounding must not cross.
    currency
        Code of the reporting currency.
    """
    return [_grid_row(row, kpi, edges or {}, currency) for row in rows]


def table_head(*, view: PartnerTableView) -> list[Component]:
    """Return title, columns to choose and downloads."""
    words = html.Div([html.H2(t("Partners"), id="partners-title"), html.P(view.sub)])
    return [words, html.Div([_column_menu(view), _download_menu(view)], className="tdm-tabletools")]


def _grid_words() -> dict[str, str]:
    """Return what the grid says of its own accord: below the rows, while it waits, and to screen readers."""
    return {
        "page": t("Page"),
        "to": t("to"),
        "of": t("of"),
        "firstPage": t("First page"),
        "previousPage": t("Previous page"),
        "nextPage": t("Next page"),
        "lastPage": t("Last page"),
        "loadingOoo": t("Loading"),
        "noRowsToShow": t("No partner to show"),
        "ariaSortableColumn": t("Press Enter to sort"),
        "thousandSeparator": language().group,
        "decimalSeparator": language().decimal,
    }


def _column_menu(view: PartnerTableView) -> Component:
    names = dict(view.kpis)
    options = [
        html.Li(
            components.link(
                html.Span(names.get(one.name) or t(LABELS[one.name])),
                href=one.href,
                class_name="tdm-option is-many",
                keep_scroll=True,
                role="checkbox",
                **{
                    "aria-checked": "true" if one.shown else "false",
                    "data-tdm-key": "columns",
                    "data-tdm-value": one.word,
                },
            )
        )
        for one in view.choices
        if one.name != view.kpi
    ]
    group = html.Div(html.Ul(options, className="tdm-optionlist"), role="group", **{"aria-label": t("Columns")})
    return components.menu(
        name="columns",
        summary=[components.icon("layout-three-columns"), html.Span(t("Columns"))],
        items=group,
        class_name="tdm-options tdm-columns",
        className="btn btn-ghost btn-sm",
        **{"aria-label": t("Choose columns")},
    )


def _download_menu(view: PartnerTableView) -> Component:
    items = [
        html.A(label, href=href, className="tdm-item", download="")
        for label, href in ((t("As CSV"), view.csv_href), (t("As Excel workbook"), view.xlsx_href))
        if href
    ]
    return components.menu(
        name="table-download",
        summary=[components.icon("download"), html.Span(t("Download"))],
        items=items,
        class_name="tdm-options tdm-download",
        className="btn btn-ghost btn-sm",
        **{"aria-label": t("Download the table")},
    )


def _grid_row(row: PartnerRow, kpi: str, edges: Mapping[str, tuple[float, float]], currency: str) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "partner": row.partner,
        "href": row.href,
        "summary": ", ".join(part for part in (row.partner_type, row.tier) if part),
        "partner_type": row.partner_type or formats.MISSING,
        "tier": row.tier or formats.MISSING,
        "region": row.region or formats.MISSING,
        "manager": row.manager or formats.MISSING,
        "bookings": _number(row.bookings),
        "bookings_text": formats.money(row.bookings, currency=currency or "EUR"),
        "history": [_number(value) for value in row.history],
        "history_label": _history_label(row),
        "history_band": components.BANDS[row.bands[kpi]][0],
        **_change_cells(row.change, is_new=_number(row.scores.get(kpi)) is not None),
    }
    for key, value in row.scores.items():
        text = formats.score(value, edges=edges.get(key, formats.BAND_EDGES))
        word = components.band_word(row.bands[key])
        texts = {f"{key}_text": text, f"{key}_band": components.BANDS[row.bands[key]][0], f"{key}_word": word}
        cells |= {key: _number(value), **texts}
    return cells


def _history_label(row: PartnerRow) -> str:
    many = len(row.history)
    return tn(
        "{partner}, last quarter", "{partner}, last {count} quarters", many, partner=row.partner, count=str(many)
    )


def _change_cells(change: float | None, *, is_new: bool) -> dict[str, Any]:
    if change is None or formats.is_missing(change):
        text = t("new") if is_new else formats.MISSING
        return {"change": None, "change_text": text, "change_arrow": "", "change_tone": ""}
    arrow, tone = components.delta_marks(change, "points")
    said = {"↑": t("up"), "↓": t("down")}.get(arrow, "")
    text = formats.change_text(change)
    return {
        "change": round(change, 4),
        "change_text": text,
        "change_arrow": arrow,
        "change_said": said,
        "change_tone": tone,
    }


def _score_column(kpi: str, label: str, *, is_shown: bool) -> dict[str, Any]:
    """Return a score with its band; the KPI shown now as a chip, and always on screen."""
    parameters = {"cellRendererParams": {"chip": is_shown}}
    width = {"flex": 1.4, "minWidth": 146 if is_shown else 132}
    return _column(kpi, label, least=0 if is_shown else TABLET, cellRenderer="TdmScore", **parameters, **width)


def _column(name: str, label: str = "", *, least: int = 0, **options: Any) -> dict[str, Any]:
    flex = {} if "width" in options or "flex" in options else {"flex": 1}
    rank = {"context": {"minWindowWidth": least}} if least else {}
    return {"field": name, "headerName": label or t(LABELS[name]), **flex, **rank, **options}


def _sorted(column: dict[str, Any], sort: str) -> dict[str, Any]:
    """Return the column with the order of the page's address: ``change`` or ``-change``."""
    if sort.removeprefix("-") != column["field"]:
        # Said of every column, or the grid would keep an order that the address has left.
        return {**column, "sort": None}
    return {**column, "sort": "desc" if sort.startswith("-") else "asc"}


def _number(value: float | None) -> float | None:
    """NaN is not JSON."""
    return None if value is None or formats.is_missing(value) else round(value, 4)
