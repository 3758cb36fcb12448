"""Findings and actions as files, under the filters of the page that they are downloaded from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flask import Response, make_response, request

from callbacks.action_list import action_pile
from callbacks.action_query import parse_question
from callbacks.action_views import effect_of
from callbacks.filters import parse_filters
from callbacks.insight_list import PATIENCE, about, found
from callbacks.work import work_of
from data.table_files import MARK, harmless
from kpi.selection import matching

if TYPE_CHECKING:
    from flask import Flask

    from callbacks.services import Services

INSIGHTS, ACTIONS = "/actions/findings.csv", "/actions/actions.csv"

INSIGHT_COLUMNS = (
    "rank", "rule", "partner_id", "group", "name", "kpi", "month", "value", "before", "what", "action", "state",
    "weight",
)  # fmt: skip
ACTION_COLUMNS = (
    "id", "partner_id", "partner", "title", "reason", "kpi", "owner", "due", "status", "overdue", "expected",
    "before", "after", "change", "peers", "effect", "created_on", "done_on", "insight",
)  # fmt: skip
"""Columns of the files."""


def add_routes(server: Flask, services: Services) -> None:
    """Add the addresses of the files."""

    @server.get(INSIGHTS)
    def get_insights() -> Response:
        return _file("findings.csv", insights_csv(services, request.query_string.decode("utf-8", "replace")))

    @server.get(ACTIONS)
    def get_actions() -> Response:
        return _file("actions.csv", actions_csv(services, request.query_string.decode("utf-8", "replace")))


def insights_csv(services: Services, search: str) -> str:
    """Return the findings that the page lists for an address, all of them, as CSV."""
    board, rows = services.board(), []
    if board is not None:
        question = parse_question(search)
        filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start)
        chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
        known = found(services, board, filters, patience=PATIENCE)
        work, period = work_of(services), filters.period.key
        pile = work.piles(known.items, period, services.today())[question.show]
        listed = [
            one
            for one in about(pile, filters.selection, chosen)
            if not question.rules or one.insight.rule in question.rules
        ]
        for rank, one in enumerate(listed, start=1):
            found_one = one.insight
            rows.append((
                rank, found_one.rule, found_one.partner_id, found_one.group, one.who, found_one.kpi, found_one.month,
                found_one.value, found_one.before, found_one.what, found_one.action, question.show, found_one.weight,
            ))  # fmt: skip
    return csv_text(INSIGHT_COLUMNS, rows)


def actions_csv(services: Services, search: str) -> str:
    """Return the actions that the page lists for an address, all of them, as CSV."""
    board, rows = services.board(), []
    if board is not None:
        filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start)
        chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
        for one in action_pile(services, filters, parse_question(search), chosen).shown:
            effect = effect_of(board, one)
            measured = ("", "", "", "", "") if effect is None else (
                effect.before, effect.after, effect.change, effect.peers, effect.status.value
            )  # fmt: skip
            name = services.partner_name(one.partner_id) if one.partner_id else ""
            overdue = "true" if one.is_overdue(services.today()) else "false"
            rows.append((
                one.id, one.partner_id, name, one.title, one.reason, one.kpi, one.owner, one.due, one.status, overdue,
                one.expected, *measured, one.created_on, one.done_on, one.insight,
            ))  # fmt: skip
    return csv_text(ACTION_COLUMNS, rows)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV; texts that a spreadsheet would run as formulas begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()


def _file(name: str, text: str) -> Response:
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    # With a mark, so that spreadsheets read names with accents.
    return make_response(f"{MARK}{text}", headers)
