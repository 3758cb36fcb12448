"""The rows of uploaded files behind a number of a partner: the last step of every drill path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, quote

from dash import Dash
from flask import Flask, Response, g, request

from callbacks.access import may
from callbacks.filters import Filters, parse_filters
from callbacks.rows_words import detail_text, figure_text, part_label, total_text, value_text
from callbacks.security import plain_answer
from callbacks.views import partner_path, rows_path
from data.behind import behind_frame, file_names, import_days, read_behind
from data.people.principal import Right
from data.table_files import csv_pieces
from kpi.behind import Behind, components_behind, figure_on_page, needs
from kpi.board import Board
from kpi.catalogue import HEADLINE, Kpi, Scope
from kpi.language import lowered, t
from layouts import findings, formats, partner, rows

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

PAGE: Final = 50
"""Rows on one page."""

DOWNLOAD: Final = "/export/rows.csv"

LONGEST_NUMBER: Final = 6
"""Digits of a page number."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Parameters
    ----------
    board, partner_id
        The scores and the partner.
    kpi
        Row of the catalogue.
    component
        One of `kpi.behind.components_behind`, or empty.
    filters
        The quarter in view.
    page
        Number of the page, from 1 on.
    notices
        What of the address could not be used.
    """

    board: Board
    partner_id: str
    kpi: Kpi
    component: str
    filters: Filters
    page: int
    notices: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of what the rows are behind."""
        if not self.component:
            return t(self.kpi.short)
        return part_label(self.component, dict(components_behind(*self._place)))

    @property
    def column(self) -> int:
        """Column of the month."""
        return self.filters.period.column

    @property
    def _place(self) -> tuple[Board, str, str]:
        return self.board, self.kpi.id, self.partner_id


def rows_page(services: Services, partner_id: str, search: str | None) -> Component:
    """Return the page of the rows behind a number.

    Parameters
    ----------
    services
        The running app.
    partner_id
        As in the address, unquoted; whatever a client sends.
    search
        Query of the address: kpi, component, period, page.
    """
    board = services.board()
    if board is None:
        return partner.no_data()
    if partner_id not in board.programme.partners.index:
        return partner.unknown(partner=partner_id[:60], href="/partners")
    return rows.layout(rows_view(services, asked_of(services, board, partner_id, search)))


def asked_of(services: Services, board: Board, partner_id: str, search: str | None) -> Asked:
    """Read the query of an address; what can't be used falls back, with a notice."""
    words = {key: found[0] for key, found in parse_qs(str(search or "").removeprefix("?")).items()}
    notices: list[str] = []
    wanted = quote(words.get("period", ""), safe="")
    query = f"?period={wanted}" if wanted else ""
    filters = parse_filters(query, board, fiscal_start=services.settings.fiscal_year_start)
    kpi = _kpi(board, partner_id, words.get("kpi", ""), notices)
    component = words.get("component", "")
    if component and component not in dict(components_behind(board, kpi.id, partner_id)):
        notices.append(t("{name} has no part “{part}”; these are all its rows.", name=kpi.short, part=component[:40]))
        component = ""
    asked_page = words.get("page", "1")
    page = (
        int(asked_page) if asked_page.isascii() and asked_page.isdigit() and len(asked_page) <= LONGEST_NUMBER else 1
    )
    return Asked(board, partner_id, kpi, component, filters, max(page, 1), (*filters.notices, *notices))


def _kpi(board: Board, partner_id: str, wanted: str, notices: list[str]) -> Kpi:
    """Return the KPI that an address names, if partners have it."""
    found = board.catalogue.get(wanted)
    if found is not None and found.scope is not Scope.GROUPS:
        partner_type = str(board.programme.partners.at[partner_id, "partner_type"])
        if found.applies_to(partner_type):
            return found
        notices.append(t("{name} does not apply to this partner's type.", name=found.name))
    elif wanted:
        notices.append(t("There are no rows of one partner behind “{kpi}”.", kpi=wanted[:40]))
    return board.catalogue[HEADLINE[0]]


def rows_view(services: Services, asked: Asked) -> rows.RowsView:
    """Return all that the page shows."""
    found = behind_of(services, asked)
    count = len(found.rows)
    last = max(-(-count // PAGE), 1)
    page = min(asked.page, last)
    first = (page - 1) * PAGE
    shown = found.rows.iloc[first : first + PAGE]
    names = source_names(services, sorted({int(number) for number in shown["import_id"]}))
    labels = {part.name: part.label for part in found.parts}
    currency, name = services.currency(), services.partner_name(asked.partner_id)
    here = partner_path(asked.partner_id)
    query = f"?period={asked.filters.period.key}"
    query += f"&kpi={asked.kpi.id}" if asked.kpi.id in HEADLINE else ""
    return rows.RowsView(
        title=_title(asked, found, currency),
        sub=_sub(asked, name),
        trail=[(t("Overview"), "/"), (name, f"{here}{query}")],
        here=t("Rows behind {name}", name=lowered(asked.name)),
        notices=asked.notices,
        same=_same(asked, found, currency),
        is_same=is_same(asked, found),
        formula=asked.kpi.text.formula,
        definition_href=f"/kpis/{asked.kpi.id}",
        switch=_switch(asked),
        parts=[
            rows.PartRow(part_label(part.name, labels), part.rows, total_text(part.total, part.unit, currency))
            for part in found.parts
        ],
        rows=[_row(asked, one, names, found, currency) for one in shown.to_dict("records")],
        shown=_shown(first, len(shown), count),
        pages=[
            (t("Newer rows"), _href(asked, page=page - 1) if page > 1 else ""),
            (t("Older rows"), _href(asked, page=page + 1) if page < last else ""),
        ],
        csv_href=f"{DOWNLOAD}{_query(asked)}",
        reason=t("No row of this partner counts in these months."),
        figure_name=t("Amount") if asked.kpi.unit == "money" else t("Figure"),
    )


def source_names(services: Services, numbers: list[int]) -> Mapping[int, str]:
    """Return what some imports are called: their files, or where those may be named after others, their days."""
    if services.scope().is_all:
        return file_names(services.store, numbers)
    days = import_days(services.store, numbers)
    return {number: t("Imported on {day}", day=formats.day(day)) for number, day in days.items()}


def behind_of(services: Services, asked: Asked) -> Behind:
    """Read the rows that an address asks for."""
    return read_behind(
        services.store,
        asked.board,
        asked.kpi.id,
        partner_id=asked.partner_id,
        column=asked.column,
        component=asked.component,
    )


def is_same(asked: Asked, found: Behind) -> bool:
    """Say whether the rows make the figure that pages show."""
    on_page = figure_on_page(asked.board, found, label=asked.partner_id, column=asked.column)
    if on_page is None or found.value != found.value:
        return on_page is None and found.value != found.value
    return abs(on_page - found.value) <= 1e-6 * max(1.0, abs(on_page))


def _same(asked: Asked, found: Behind, currency: str) -> str:
    made = value_text(asked.kpi, found, found.value, currency)
    if is_same(asked, found):
        if found.value != found.value:
            return t("The figure is not defined for this quarter, on the partner's page too.")
        return t("Together they make {value}, the figure on the partner's page.", value=made)
    on_page = figure_on_page(asked.board, found, label=asked.partner_id, column=asked.column)
    shown = value_text(asked.kpi, found, on_page, currency)
    return t(
        "They make {value}, and the page says {shown}: the data may have changed meanwhile. Reload the page.",
        value=made,
        shown=shown,
    )


def _title(asked: Asked, found: Behind, currency: str) -> str:
    count = formats.counted("{count} row", "{count} rows", len(found.rows))
    if found.value != found.value:
        return t("{rows} behind {name}", rows=count, name=lowered(asked.name))
    value = value_text(asked.kpi, found, found.value, currency)
    return t("{rows} behind {name}: {value}", rows=count, name=lowered(asked.name), value=value)


def _sub(asked: Asked, name: str) -> str:
    found = needs(asked.board, asked.kpi.id, asked.column)
    first, last = min(one.first for one in found), max(one.last for one in found)
    begin = max(first, asked.board.programme.calendar.first)
    return t(
        "{partner}, {period}: rows dated {first} to {last}",
        partner=name,
        period=asked.filters.period.label,
        first=formats.month(begin),
        last=formats.month(last),
    )


def _switch(asked: Asked) -> list[tuple[str, str, bool]]:
    """Return the parts that the rows can be narrowed down to; nothing for a KPI of one part."""
    parts = components_behind(asked.board, asked.kpi.id, asked.partner_id)
    if len(parts) < 2:
        return []
    labels = dict(parts)
    every = (t("All"), _href(asked, component="", page=1), not asked.component)
    return [
        every,
        *(
            (part_label(name, labels), _href(asked, component=name, page=1), name == asked.component)
            for name in labels
        ),
    ]


def _shown(first: int, count: int, total: int) -> str:
    if not total:
        return t("None")
    if count == total:
        return formats.counted("{count} row, the latest first", "{count} rows, the latest first", total)
    return t(
        "Rows {first} to {last} of {total}, the latest first",
        first=formats.count(first + 1),
        last=formats.count(first + count),
        total=formats.count(total),
    )


def _row(
    asked: Asked, one: Mapping[str, Any], names: Mapping[int, str], found: Behind, currency: str
) -> rows.FactRow:
    part = next(part for part in found.parts if part.name == one["part"])
    number, kind = int(one["import_id"]), findings.kind_text(str(one["kind"]))
    return rows.FactRow(
        day=one["date"].date(),
        kind=kind[:1].upper() + kind[1:],
        detail=detail_text(str(one["detail"])),
        figure=figure_text(float(one["figure"]), part.unit, currency),
        part=part_label(part.name, {part.name: part.label}),
        gave=total_text(float(one["gave"]), part.unit, currency),
        file_name=names.get(number, ""),
        import_id=number,
        line=int(one["line"]),
        href=f"/data?tab=history&import={number}" if may(Right.IMPORT) else "",
    )


def _href(asked: Asked, *, component: str | None = None, page: int) -> str:
    wanted = asked.component if component is None else component
    return rows_path(asked.partner_id, asked.kpi.id, asked.filters.period.key, component=wanted, page=page)


def _query(asked: Asked) -> str:
    words = {
        "partner": asked.partner_id,
        "kpi": asked.kpi.id,
        "component": asked.component,
        "period": asked.filters.period.key,
    }
    return "?" + "&".join(f"{key}={quote(word, safe='')}" for key, word in words.items() if word)


def routes(server: Flask, services: Services) -> None:
    """Add the address of the rows as a file; before the manager app, whose pages are a catch-all."""

    @server.get(DOWNLOAD, endpoint="export_rows_csv")
    def rows_csv() -> Response:
        search = request.query_string.decode("utf-8", "replace")
        g.exported_partner = partner_of(search)
        return rows_file(services, search)


def partner_of(search: str) -> str:
    """Return whose rows an address asks for."""
    return parse_qs(search).get("partner", [""])[0]


def rows_file(services: Services, search: str) -> Response:
    """Return the rows behind a number as a CSV file; `search` also names the partner."""
    board = services.board()
    partner_id = partner_of(search)
    if board is None or partner_id not in board.programme.partners.index:
        return plain_answer(t("There is no such partner."), 404)
    asked = asked_of(services, board, partner_id, search)
    name = "-".join(word for word in ("rows", asked.kpi.id, asked.component, asked.filters.period.key) if word)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(_pieces(services, asked), headers=headers, content_type="text/csv; charset=utf-8")


def _pieces(services: Services, asked: Asked) -> Iterator[str]:
    found = behind_of(services, asked)
    names = source_names(services, sorted({int(number) for number in found.rows["import_id"]}))
    return csv_pieces([behind_frame(found, names, partner_id=asked.partner_id)])


def register(app: Dash, services: Services) -> None:
    """Connect nothing: the page is made of links."""
