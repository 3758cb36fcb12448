"""The Data page: what each tab shows, and what happens when files have come in or are taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from callbacks import identities
from callbacks.import_routes import LARGEST_FILE, rejected_url
from callbacks.import_scores import changed, headline
from callbacks.import_templates import add_template_routes, templates_view
from callbacks.import_views import import_row, result_view, review_view
from callbacks.loading import DEMO, note_import, remove_demo
from data.errors import TandemError
from data.quality import Finding, quality_findings
from kpi.language import t
from layouts import formats, import_history, import_quality, import_result, import_review, import_templates, shell
from layouts import imports as data_page
from layouts.ids import DataIds, ShellIds
from layouts.solid import solidify

if TYPE_CHECKING:
    from dash.development.base_component import Component
    from flask import Flask

    from callbacks.jobs import Job
    from callbacks.services import Services
    from layouts.import_quality import FindingView

#: Imports that the history lists.
SHOWN = 100
#: Uploads that are drawn at once.
LARGEST_BATCH = 40
LONGEST_NUMBER = 9
#: Where what a finding is about is put right.
PLACES = {"unknown_partner": "/data?tab=partners", "same_name": "/data?tab=partners"}


def imports_page(services: Services, search: str | None, _canvas: object = None) -> Component:
    """Return the Data page; ``?tab=history`` opens with the past imports, ``&import=12`` with one of them."""
    tab = asked_tab(search)
    return data_page.layout(tab=tab, panel=panel(services, tab, search=search), largest=LARGEST_FILE)


def asked_tab(search: object) -> str:
    """Return the tab that an address names; where data are added when it names none."""
    asked = parse_qs(str(search or "").removeprefix("?"))
    default = "history" if "import" in asked else data_page.ADD
    name = asked.get("tab", [default])[0]
    return name if name in TAB_PANELS else data_page.ADD


def panel(services: Services, tab: str, *, search: object = "", jobs: object = None) -> list[Component]:
    """Return what a tab shows."""
    return TAB_PANELS[tab](services, search, jobs)


def outcome(services: Services, _search: object, names: object) -> list[Component]:
    """Return the files that wait for a decision, and what became of those that were imported."""
    jobs = known_jobs(services, names)
    results = finished_results(services, jobs)
    reviews = [review_view(job) for job in jobs if _is_waiting(job)]
    drawn = import_review.review_list(reviews=reviews)
    return drawn + import_result.result_list(results=results, change=score_change(services, jobs, results))


def history(services: Services, search: object, _jobs: object = None) -> list[Component]:
    """Return the past imports, and the one that the address asks for."""
    imports = services.store.imports()
    rows = [import_row(item) for item in imports[:SHOWN]]
    view = import_history.HistoryView(rows, len(imports), asked_result(services, search))
    return [import_history.layout(view)]


def quality(services: Services, _search: object = "", _jobs: object = None) -> list[Component]:
    """Return what the data lack or hold that can't be right."""
    return [import_quality.layout(findings(services))]


def templates(services: Services, _search: object = "", _jobs: object = None) -> list[Component]:
    """Return the kinds of file, and the sample data."""
    has_sample = any(item.group == DEMO and item.active for item in services.store.imports())
    return [import_templates.layout(templates_view(has_sample=has_sample))]


TAB_PANELS: Mapping[str, Callable[[Services, object, object], list[Component]]] = {
    data_page.ADD: outcome,
    "history": history,
    "partners": identities.panel,
    "quality": quality,
    "templates": templates,
}
"""What each tab shows, of the search part of the address and the uploads of the page."""


def known_jobs(services: Services, names: object) -> list[Job]:
    """Return the uploads that a page names; whatever else a client sends is left out."""
    listed = [name for name in names if isinstance(name, str)][:LARGEST_BATCH] if isinstance(names, list) else []
    found = [services.jobs.get(name) for name in dict.fromkeys(listed)]
    return [job for job in found if job is not None]


def finished_results(services: Services, jobs: list[Job]) -> list[import_result.ResultView]:
    """Return what became of the files that were imported."""
    found = []
    for job in jobs:
        if job.result is not None and not job.upload.dry_run:
            values = job.result.as_dict()
            stored = values["import_id"]
            active = stored is None or services.store.get_import(stored).active
            found.append(result_view(values, rejected=rejected_url(job.id), is_active=active))
    return found


def score_change(
    services: Services, jobs: list[Job], results: list[import_result.ResultView]
) -> import_result.ChangeView | None:
    """Return what the imports did to the scores; None where there were none before, or one was undone."""
    before = next((job.upload.before for job in jobs if job.result and not job.upload.dry_run), None)
    board = services.board()
    if not isinstance(before, Mapping) or board is None or not all(view.is_active for view in results):
        return None
    change = changed(before, headline(board))
    return import_result.ChangeView(change.scores, change.partners)


def stored_result(services: Services, number: str) -> import_result.ResultView | None:
    """Return the result of an import by its number; None where there is none."""
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        return None
    try:
        item = services.store.get_import(int(number))
    except TandemError:
        return None
    values = {**item.result, "import_id": item.id}
    return result_view(values, rejected=rejected_url(item.id), is_active=item.active)


def asked_result(services: Services, search: object) -> list[import_result.ResultView]:
    """Return the result of the import that an address names, if there is one."""
    asked = parse_qs(str(search or "").removeprefix("?"))
    found = [stored_result(services, number) for number in asked.get("import", [])[:1]]
    return [view for view in found if view is not None]


def findings(services: Services) -> list[FindingView] | None:
    """Return what the data lack; None without data."""
    board = services.board()
    if board is None:
        return None
    return [_finding_view(one) for one in quality_findings(board.programme, board.method)]


def change_import(services: Services, asked: object) -> tuple[bool, str]:
    """Undo or redo what the id of a button names; returns whether that was done, and a sentence."""
    known = asked if isinstance(asked, Mapping) else {}
    kind, number = known.get("type"), known.get("import")
    if kind not in (DataIds.UNDO, DataIds.REDO) or not isinstance(number, int) or isinstance(number, bool):
        return False, t("That button is not known. Reload the page.")
    try:
        item = services.store.get_import(number)
        if kind == DataIds.UNDO:
            services.store.undo(number)
            note_import(services, "undid import", item)
            return True, t(
                "{file_name} was undone: every number is as it was before it. Redo takes it in again.",
                file_name=item.file_name,
            )
        services.store.redo(number)
        note_import(services, "redid import", item)
    except TandemError as error:
        return False, str(error)
    return True, t("{file_name} is in use again.", file_name=item.file_name)


def use_sample(services: Services) -> tuple[bool, str]:
    """Load the sample data; returns whether that was done, and a sentence."""
    outcomes = services.load_sample()
    errors = [one.error for one in outcomes if one.error]
    taken = [one for one in outcomes if one.result is not None]
    if not taken:
        return False, errors[0] if errors else t("There are no sample files.")
    rows = sum(one.result.accepted for one in taken if one.result is not None)
    return True, t(
        "The sample data are in use: {files}, {rows}.",
        files=formats.counted("{count} file", "{count} files", len(taken)),
        rows=formats.counted("{count} row", "{count} rows", rows),
    )


def drop_sample(services: Services) -> tuple[bool, str]:
    """Take the sample data back; returns whether that was done, and a sentence."""
    numbers = remove_demo(services)
    if not numbers:
        return False, t("The sample data are not in use.")
    return True, t(
        "The sample data were removed: {imports} undone.",
        imports=formats.counted("{count} import", "{count} imports", len(numbers)),
    )


def answer(services: Services, asked: object) -> Component:
    """Do what a click asks for and return the line that says whether it was done."""
    button = asked.get("button") if isinstance(asked, Mapping) else None
    kind = button.get("type") if isinstance(button, Mapping) else None
    if kind == DataIds.LOAD_SAMPLE:
        is_done, text = use_sample(services)
    elif kind == DataIds.REMOVE_SAMPLE:
        is_done, text = drop_sample(services)
    else:
        is_done, text = change_import(services, button)
    return data_page.done(text) if is_done else data_page.problem(text)


def freshness(services: Services) -> str:
    """Return how far the data reach, in words."""
    board = services.board()
    return shell.freshness_text(last_day="" if board is None else formats.day(board.programme.calendar.as_of))


def routes(server: Flask, _services: Services) -> None:
    """Add the templates; before the manager app, whose pages are a catch-all."""
    add_template_routes(server)


def register(app: Dash, services: Services) -> None:
    """Connect the page: finished uploads, undo and redo, the sample data, and the tab of partners."""
    identities.register(app, services)
    kinds = (DataIds.UNDO, DataIds.REDO, DataIds.LOAD_SAMPLE, DataIds.REMOVE_SAMPLE)
    app.clientside_callback(
        ClientsideFunction("tandem", "asked"),
        Output(DataIds.ASKED, "data"),
        *[Input({"type": kind.value, "import": ALL, "place": ALL}, "n_clicks") for kind in kinds],
        prevent_initial_call=True,
    )

    @app.callback(
        Output(DataIds.PANEL, "children"),
        Output(DataIds.STATUS, "children"),
        Output(ShellIds.FRESH, "children", allow_duplicate=True),
        Input(DataIds.FINISHED, "data"),
        Input(DataIds.ASKED, "data"),
        State(ShellIds.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def act(jobs: Any, asked: Any, search: Any) -> Any:
        # A page that has just been drawn asks too; it is up to date.
        if not any(one["value"] is not None for one in ctx.triggered):
            return (no_update,) * 3
        said = answer(services, asked) if ctx.triggered_id == DataIds.ASKED else no_update
        drawn = panel(services, asked_tab(search), search=search, jobs=jobs)
        return [solidify(part, ()) for part in drawn], said, freshness(services)


def _is_waiting(job: Job) -> bool:
    """Whether a job has ended and its file is there for a decision."""
    return job.is_over and (job.upload.dry_run or job.problem is not None) and job.is_held


def _finding_view(one: Finding) -> FindingView:
    return import_quality.FindingView(
        count=one.count,
        noun=one.noun,
        text=one.text,
        which=one.examples,
        remedy=one.remedy,
        href=PLACES.get(one.code, ""),
    )
