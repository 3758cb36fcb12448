"""The Data page: what it shows, and what happens when files have come in or are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from flask import Flask, Response, abort, make_response

from callbacks.http import CSV, IMPORTS, LARGEST_FILE
from callbacks.loading import DEMO, remove_demo
from data.errors import TandemError
from kpi.engagement import unmapped_kinds
from kpi.schema import TABLES, UNKNOWN_TYPE, Table
from layouts import formats, import_result, shell
from layouts import imports as data_page
from layouts.ids import DataIds, ShellIds

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services
    from kpi.board import Board

TEMPLATES = "/api/templates"
#: Imports that the history lists.
SHOWN = 50
#: Finished uploads whose results are drawn.
LARGEST_BATCH = 40
LONGEST_NUMBER = 9


def imports_page(services: Services, search: str | None, _canvas: object = None) -> Component:
    """Return the Data page; ``?import=12`` opens with the result of that import."""
    return data_page.layout(data_view(services, results=asked_result(services, search)))


def data_view(services: Services, *, results: list[import_result.ResultView] | None = None) -> data_page.DataView:
    """Return all that the page shows."""
    imports = services.store.imports()
    return data_page.DataView(
        imports=[import_row(item) for item in imports[:SHOWN]],
        imports_total=len(imports),
        findings=findings(services.board()),
        templates=[template_view(table) for table in TABLES.values()],
        has_sample=any(item.group == DEMO and item.active for item in imports),
        largest=LARGEST_FILE,
        results=results or [],
    )


def import_row(item: Any) -> data_page.ImportRow:
    """Return an import as the history lists it."""
    return data_page.ImportRow(
        import_id=item.id,
        file_name=item.file_name,
        table=", ".join(file.table for file in item.files),
        day=item.imported_on,
        read=item.rows_read,
        accepted=item.accepted,
        rejected=item.rejected,
        skipped=item.skipped,
        is_active=item.active,
        is_sample=item.group == DEMO,
        href=f"/data?import={item.id}",
        rejected_href=rejected_href(item.id) if item.rejected else "",
    )


def rejected_href(import_id: int | str) -> str:
    """Return where the rejected rows of an import are to be had."""
    return f"{IMPORTS}/{import_id}/rejected.csv"


def template_view(table: Table) -> data_page.TemplateView:
    """Return a kind of file as the list of templates shows it."""
    return data_page.TemplateView(
        table=table.name,
        row_noun=table.row_noun,
        required=table.required,
        optional=tuple(column.name for column in table.columns if not column.required),
        href=f"{TEMPLATES}/{table.name}.csv",
    )


def template_text(table: Table) -> str:
    """Return an empty file of a kind: its header alone, so that nothing made up can be imported with it."""
    return ",".join(column.name for column in table.columns) + "\r\n"


def finished_results(services: Services, jobs: object) -> list[import_result.ResultView]:
    """Return the results of finished uploads; whatever else a client names is left out."""
    names = [name for name in jobs if isinstance(name, str)][:LARGEST_BATCH] if isinstance(jobs, list) else []
    found = []
    for name in names:
        job = services.jobs.get(name)
        if job is not None and job.result is not None:
            values = job.result.as_dict()
            stored = values["import_id"]
            active = stored is None or services.store.get_import(stored).active
            found.append(result_view(values, rejected=rejected_href(name), is_active=active))
    return found


def stored_result(services: Services, number: str) -> import_result.ResultView | None:
    """Return the result of an import by its number; None where there is none."""
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        return None
    try:
        item = services.store.get_import(int(number))
    except TandemError:
        return None
    values = {**item.result, "import_id": item.id}
    return result_view(values, rejected=rejected_href(item.id), is_active=item.active)


def result_view(values: Mapping[str, Any], *, rejected: str, is_active: bool) -> import_result.ResultView:
    """Return a result, as `ImportResult.as_dict` gives it, as the page shows it."""
    return import_result.ResultView(
        import_id=values["import_id"],
        file_name=values["file_name"],
        table=values["table"],
        rows_read=values["rows_read"],
        accepted=values["accepted"],
        rejected=values["rejected"],
        skipped=values["skipped"],
        is_active=is_active,
        reasons=[_reason(group) for group in values["groups"]],
        decisions=[import_result.DecisionView(**one) for one in values["decisions"]],
        columns=[
            import_result.ColumnView(one["header"], one["column"], one["reason"], one["confidence"])
            for one in values["mapping"]
        ],
        notes=values["notes"],
        unknown_partners=values["unknown_partners"],
        unmapped_kinds=values["unmapped_kinds"],
        rejected_href=rejected if values["rejected"] else "",
    )


def findings(board: Board | None) -> list[data_page.FindingView] | None:
    """Return what the data lack; None without data."""
    if board is None:
        return None
    programme = board.programme
    types = programme.partners["partner_type"]
    strangers = [str(name) for name in programme.partners.index[types == UNKNOWN_TYPE]]
    found = []
    if strangers:
        text = f"{formats.plural(len(strangers), 'partner')} without a row in any partners file"
        found.append(data_page.FindingView(text, f"Kept as type unknown: {import_result.listed(strangers)}"))
    kinds = unmapped_kinds(programme, board.method)
    if kinds:
        rows = sum(kinds.values())
        which = import_result.listed([f"{kind} ({formats.count(number)})" for kind, number in kinds.items()])
        text = f"{formats.plural(rows, 'interaction')} of a kind that no component counts"
        found.append(data_page.FindingView(text, which))
    for table, rows in programme.outside.items():
        if rows:
            text = f"{formats.plural(rows, 'row')} of {table} dated before their partner joined or after it left"
            found.append(data_page.FindingView(text, "Kept, not counted"))
    return found


def change_import(services: Services, asked: object) -> tuple[bool, str]:
    """Undo or redo what the id of a button names; returns whether that was done, and a sentence."""
    known = asked if isinstance(asked, Mapping) else {}
    kind, number = known.get("type"), known.get("import")
    if kind not in (DataIds.UNDO, DataIds.REDO) or not isinstance(number, int) or isinstance(number, bool):
        return False, "That button is not known. Reload the page."
    try:
        item = services.store.get_import(number)
        if kind == DataIds.UNDO:
            services.store.undo(number)
            return True, f"{item.file_name} was undone: every number is as it was before it. Redo takes it in again."
        services.store.redo(number)
    except TandemError as error:
        return False, str(error)
    return True, f"{item.file_name} is in use again."


def use_sample(services: Services) -> tuple[bool, str]:
    """Load the sample data; returns whether that was done, and a sentence."""
    outcomes = services.load_sample()
    errors = [one.error for one in outcomes if one.error]
    taken = [one for one in outcomes if one.result is not None]
    if not taken:
        return False, errors[0] if errors else "There are no sample files."
    rows = sum(one.result.accepted for one in taken if one.result is not None)
    return True, f"The sample data are in use: {formats.plural(len(taken), 'file')}, {formats.plural(rows, 'row')}."


def drop_sample(services: Services) -> tuple[bool, str]:
    """Take the sample data back; returns whether that was done, and a sentence."""
    numbers = remove_demo(services)
    if not numbers:
        return False, "The sample data are not in use."
    return True, f"The sample data were removed: {formats.plural(len(numbers), 'import')} undone."


def routes(server: Flask, _services: Services) -> None:
    """Add the templates; before the manager app, whose pages are a catch-all."""

    @server.get(f"{TEMPLATES}/<name>.csv", endpoint="template")
    def template(name: str) -> Response:
        table = TABLES.get(name) or abort(404)
        headers = {"Content-Disposition": f'attachment; filename="{table.name}.csv"', "Content-Type": CSV}
        # Spreadsheets take a CSV for UTF-8 only when it begins with the mark.
        return make_response("\ufeff" + template_text(table), headers)


def register(app: Dash, services: Services) -> None:
    """Connect the page: finished uploads, undo and redo, the sample data."""
    app.clientside_callback(
        ClientsideFunction("tandem", "asked"),
        Output(DataIds.ASKED, "data"),
        Input({"type": DataIds.UNDO.value, "import": ALL, "place": ALL}, "n_clicks"),
        Input({"type": DataIds.REDO.value, "import": ALL, "place": ALL}, "n_clicks"),
        Input(DataIds.LOAD_SAMPLE, "n_clicks"),
        Input(DataIds.REMOVE_SAMPLE, "n_clicks"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(DataIds.RESULTS, "children"),
        Output(DataIds.STATUS, "children"),
        Output(DataIds.HISTORY, "children"),
        Output(DataIds.FINDINGS, "children"),
        Output(DataIds.LOAD_SAMPLE, "hidden"),
        Output(DataIds.REMOVE_SAMPLE, "hidden"),
        Output(ShellIds.FRESH, "children", allow_duplicate=True),
        Input(DataIds.FINISHED, "data"),
        Input(DataIds.ASKED, "data"),
        State(ShellIds.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def act(jobs: Any, asked: Any, search: Any) -> Any:
        # A page that has just been drawn asks too; it is up to date.
        if not any(one["value"] for one in ctx.triggered):
            return (no_update,) * 7
        said = answer(services, asked) if ctx.triggered_id == DataIds.ASKED else None
        results = finished_results(services, jobs) or asked_result(services, search)
        return import_result.result_list(results=results), said, *refreshed(services)


def answer(services: Services, asked: object) -> Component:
    """Do what a click asks for and return the line that says whether it was done."""
    button = asked.get("button") if isinstance(asked, Mapping) else None
    if button == DataIds.LOAD_SAMPLE:
        is_done, text = use_sample(services)
    elif button == DataIds.REMOVE_SAMPLE:
        is_done, text = drop_sample(services)
    else:
        is_done, text = change_import(services, button)
    return data_page.done(text) if is_done else data_page.problem(text)


def refreshed(services: Services) -> tuple[Component, Component, bool, bool, str]:
    """Return what a change of the data alters: history, findings, which sample button hides, freshness."""
    view, board = data_view(services), services.board()
    last_day = "" if board is None else formats.day(board.programme.calendar.as_of)
    return (
        data_page.history(view),
        data_page.findings(view.findings),
        view.has_sample,
        not view.has_sample,
        shell.freshness_text(last_day=last_day),
    )


def asked_result(services: Services, search: object) -> list[import_result.ResultView]:
    """Return the result of the import that an address names, if there is one."""
    asked = parse_qs(str(search or "").removeprefix("?"))
    found = [stored_result(services, number) for number in asked.get("import", [])[:1]]
    return [view for view in found if view is not None]


def _reason(group: Mapping[str, Any]) -> import_result.ReasonView:
    example = group["example"]
    return import_result.ReasonView(
        rule=group["rule"],
        rows=group["count"],
        line=example["line"],
        column=example["column"],
        value=example["value"],
        remedy=example["remedy"],
    )
