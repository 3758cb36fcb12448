"""Tables as files: the partner table as CSV or Excel workbook, under the filters and in the order of an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from dash import Dash
from flask import Flask, Response, request

from callbacks.filter_bar import cut_of
from callbacks.filters import Filters, parse_filters
from callbacks.partner_list import list_view, sorted_text
from callbacks.security import plain_answer
from data.table_files import csv_pieces, workbook_pieces
from kpi.catalogue import CATALOGUE
from kpi.language import t
from kpi.listing import listing_frame, ordered
from layouts import formats

if TYPE_CHECKING:
    from callbacks.services import Services
    from kpi.board import Board

PARTNERS: Final = "/export/partners"

BLOCK: Final = 5_000
"""Partners that are written at a time."""

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def routes(server: Flask, services: Services) -> None:
    """Add the addresses of the files; before the manager app, whose pages are a catch-all."""

    @server.get(f"{PARTNERS}.csv", endpoint="export_partners_csv")
    def partners_csv() -> Response:
        return partners_file(services, request.query_string.decode("utf-8", "replace"), "csv")

    @server.get(f"{PARTNERS}.xlsx", endpoint="export_partners_xlsx")
    def partners_xlsx() -> Response:
        return partners_file(services, request.query_string.decode("utf-8", "replace"), "xlsx")


def register(app: Dash, services: Services) -> None:
    """Connect nothing: files have addresses and no callbacks."""


def partners_file(services: Services, search: str, form: str) -> Response:
    """Return the partners that pass the filters of an address, in its order, as a file.

    Parameters
    ----------
    services
        The running app.
    search
        Query of the address.
    form
        ``csv`` or ``xlsx``.
    """
    board = services.board()
    if board is None:
        return plain_answer(t("There are no data yet, so there is nothing to download."), 404)
    filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start)
    blocks = partner_blocks(board, filters)
    if form == "csv":
        return _streamed(csv_pieces(blocks), f"partners-{filters.period.key}.csv", "text/csv; charset=utf-8")
    pieces = workbook_pieces(blocks, sheet=t("Partners"), about=about(board, filters, services.currency()))
    return _streamed(pieces, f"partners-{filters.period.key}.xlsx", XLSX)


def partner_blocks(board: Board, filters: Filters) -> Iterator[Any]:
    """Return the rows of the table, some thousand at a time; each names its period and the version of the method."""
    view = list_view(board, filters)
    rows = ordered(view, cut_of(board, filters).chosen, filters.sort)
    for start in range(0, max(len(rows), 1), BLOCK):
        block = listing_frame(view, rows[start : start + BLOCK])
        yield block.assign(period=filters.period.key, method=board.method.version)


def about(board: Board, filters: Filters, currency: str) -> list[tuple[str, str]]:
    """Return what a workbook says of its table."""
    calendar = board.programme.calendar
    return [
        (t("Period"), filters.period.label),
        (t("Values at"), formats.month(calendar.first + filters.period.column)),
        (t("Data up to"), formats.day(calendar.as_of)),
        (t("Method"), f"{board.method.label} ({board.method.version})"),
        (t("Score in view"), CATALOGUE[filters.kpi].name),
        (t("Currency"), currency),
        (t("Order"), sorted_text(filters.sort, filters.kpi)),
        (t("Filters"), filters.href("").removeprefix("?") or t("None")),
    ]


def _streamed(pieces: Iterator[str] | Iterator[bytes], name: str, content_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    answer = Response(pieces, headers=headers, content_type=content_type)
    # Closed early, a stream must not leave its draft behind.
    answer.call_on_close(pieces.close)  # type: ignore[union-attr]
    return answer
