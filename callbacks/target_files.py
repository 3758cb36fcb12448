"""Targets and business goals as files, under the filters of the page that they are downloaded from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, Response, request

from callbacks.action_files import csv_text
from callbacks.filters import parse_filters
from callbacks.goals import CSV_PATH as GOALS_PATH
from callbacks.target_views import by_due, in_view
from data.table_files import records
from kpi.chance import Outlook
from kpi.goals import goals
from kpi.selection import matching
from kpi.smart import smart_check, smart_table

if TYPE_CHECKING:
    from callbacks.services import Services

CSV_PATH: Final = "/actions/targets.csv"

BLOCK: Final = 100
"""Targets that are checked before a piece of the file is sent: of thousands, the first rows come at once."""


def add_routes(server: Flask, services: Services) -> None:
    """Add the addresses of the files; before the manager app, whose pages are a catch-all."""

    @server.get(CSV_PATH)
    def get_targets() -> Response:
        return _file("targets.csv", targets_csv(services, request.query_string.decode("utf-8", "replace")))

    @server.get(GOALS_PATH)
    def get_goals() -> Response:
        return _file("goals.csv", goals_csv(services, request.query_string.decode("utf-8", "replace")))


def targets_csv(services: Services, search: str) -> Iterator[str]:
    """Return the targets that the page lists for an address, with pace, probability and SMART check, in pieces."""
    # Not a generator: it would look for the partners when the request, and who asked, are gone.
    board = services.board()
    if board is None:
        return iter(())
    fiscal_start = services.settings.fiscal_year_start
    filters = parse_filters(search, board, fiscal_start=fiscal_start)
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
    outlook = Outlook.of(board, filters.period.column, fiscal_start)
    held = by_due(in_view(board, filters, chosen))
    tables = (
        smart_table(smart_check(outlook, one) for one in held[at : at + BLOCK])
        for at in range(0, max(len(held), 1), BLOCK)
    )
    return _pieces(tables, board.method.version)


def goals_csv(services: Services, search: str) -> Iterator[str]:
    """Return what the partners in view give to every business goal, for an address, in pieces."""
    board = services.board()
    if board is None:
        return iter(())
    filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start)
    column = filters.period.column
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=column)
    table = goals(board, column=column)
    shown = table[table["partner_id"].isin(board.programme.partners.index[chosen])]
    return _pieces([shown], board.method.version)


def _pieces(tables: Iterable[Any], version: str) -> Iterator[str]:
    """Write tables of the same columns one after the other, with the version of the method behind them."""
    for at, table in enumerate(tables):
        columns: Sequence[str] = [*map(str, table.columns), "method"]
        text = csv_text(columns, [(*row.values(), version) for row in records(table)])
        yield text if at == 0 else text.partition("\r\n")[2]


def _file(name: str, pieces: Iterator[str]) -> Response:
    def marked() -> Iterator[str]:
        # With a mark, so that spreadsheets read names with accents.
        yield "\ufeff"
        yield from pieces

    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(marked(), headers=headers, content_type="text/csv; charset=utf-8")
