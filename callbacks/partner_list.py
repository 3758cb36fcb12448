"""The partner table of any page: what it is about, its rows when the grid asks for them, and the page it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from callbacks.filter_bar import cut_of, option_label
from callbacks.filters import Filters, parse_filters
from callbacks.views import partner_path
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE
from kpi.language import lowered, marked, t
from kpi.listing import Listed, ListSort, ListView, listed, ordered, read_sort
from layouts import partner_table
from layouts.ids import ShellIds

if TYPE_CHECKING:
    from callbacks.services import Services

MOST_ROWS: Final = 200
"""Rows of one answer, whatever is asked for."""

COLUMNS: Final = (
    "partner_type", "tier", "region", *HEADLINE, "history", "change", "bookings", "manager",
)  # fmt: skip
"""Columns that can be left out or added, in the order of the menu."""

_SORTED_BY: Final = {
    "partner": (marked("By name"), marked("By name, from the end of the alphabet")),
    "partner_type": (marked("By type"), marked("By type, from the end of the alphabet")),
    "tier": (marked("By tier"), marked("By tier, from the end of the alphabet")),
    "region": (marked("By region"), marked("By region, from the end of the alphabet")),
    "manager": (marked("By manager"), marked("By manager, from the end of the alphabet")),
    "change": (marked("Largest falls in {kpi} first"), marked("Largest rises in {kpi} first")),
    "bookings": (marked("Smallest bookings first"), marked("Largest bookings first")),
}
"""Column -> what the table says of its order, ascending and descending."""


def list_view(board: Board, filters: Filters) -> ListView:
    """Return what the list is about under some filters."""
    return ListView(board, filters.kpi, filters.period, filters.before, filters.until)


def table_view(filters: Filters, matched: int, *, path: str) -> partner_table.PartnerTableView:
    """Return the partner table of the page at `path`."""
    return partner_table.PartnerTableView(
        kpis=[(kpi, CATALOGUE[kpi].short) for kpi in HEADLINE],
        kpi=filters.kpi,
        sort=filters.sort.key,
        matched=matched,
        sub=sorted_text(filters.sort, filters.kpi),
        choices=[_choice(name, filters, path) for name in COLUMNS],
        csv_href=filters.href("/export/partners.csv"),
        xlsx_href=filters.href("/export/partners.xlsx"),
    )


def sorted_text(sort: ListSort, kpi: str) -> str:
    """Say in which order the table is."""
    if sort.field in HEADLINE:
        name = lowered(CATALOGUE[sort.field].short)
        return t("Highest {kpi} first", kpi=name) if sort.descending else t("Lowest {kpi} first", kpi=name)
    return t(_SORTED_BY[sort.field][sort.descending], kpi=lowered(CATALOGUE[kpi].short))


def rows_of(services: Services, request: object, search: object) -> dict[str, Any]:
    """Return the rows that a grid asks for.

    Parameters
    ----------
    services
        The running app.
    request
        First and last row and order; whatever a client sends.
    search
        Query of the address.

    Returns
    -------
    dict
        ``rowData`` and the number of rows in all, ``rowCount``.
    """
    board = services.board()
    if board is None:
        return {"rowData": [], "rowCount": 0}
    filters = parse_filters(str(search or ""), board, fiscal_start=services.settings.fiscal_year_start)
    view, start, end = list_view(board, filters), *_range(request)
    rows = ordered(view, cut_of(board, filters).chosen, _order(request) or filters.sort)
    shown = [_row(one, filters) for one in listed(view, rows[start:end])]
    edges = {kpi: (bands.moderate, bands.strong) for kpi in HEADLINE for bands in [board.method.bands_of(kpi)]}
    return {
        "rowData": partner_table.grid_rows(rows=shown, kpi=filters.kpi, edges=edges, currency=services.currency()),
        "rowCount": len(rows),
    }


def connect_grid(app: Dash, services: Services, grid_id: str) -> None:
    """Connect a partner table: its rows, and that it asks for them anew when the address means other ones."""
    app.clientside_callback(
        ClientsideFunction("tandem", "listed"),
        Output(grid_id, "className"),
        Input(ShellIds.LOCATION, "search"),
        State(grid_id, "id"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(grid_id, "getRowsResponse"),
        Input(grid_id, "getRowsRequest"),
        State(ShellIds.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def rows(request: object, search: object) -> Any:
        return rows_of(services, request, search) if isinstance(request, dict) else no_update


def _choice(name: str, filters: Filters, path: str) -> partner_table.ColumnChoice:
    usual = name not in partner_table.NOT_USUAL
    word = f"-{name}" if usual else name
    shown = usual != (word in filters.columns)
    return partner_table.ColumnChoice(name, word, shown, filters.columns_href(path, word))


def _row(one: Listed, filters: Filters) -> partner_table.PartnerRow:
    words = {name: option_label(name, value) if value else "" for name, value in one.attributes.items()}
    return partner_table.PartnerRow(
        partner=one.name or one.partner_id,
        href=filters.href(partner_path(one.partner_id)),
        scores=one.scores,
        bands=one.bands,
        history=one.history,
        change=one.change,
        bookings=one.bookings,
        **words,
    )


def _range(request: object) -> tuple[int, int]:
    """Return the first row asked for and the one after the last."""
    asked = request if isinstance(request, dict) else {}
    start, end = (asked.get(key) for key in ("startRow", "endRow"))
    first = max(start, 0) if isinstance(start, int) else 0
    return first, min(max(end, first), first + MOST_ROWS) if isinstance(end, int) else first + MOST_ROWS


def _order(request: object) -> ListSort | None:
    """Return the order that a grid asks for; None when it asks for none that there is."""
    model = request.get("sortModel") if isinstance(request, dict) else None
    one = model[0] if isinstance(model, list) and model and isinstance(model[0], dict) else {}
    name, direction = one.get("colId"), one.get("sort")
    return read_sort(f"-{name}" if direction == "desc" else str(name)) if isinstance(name, str) else None
