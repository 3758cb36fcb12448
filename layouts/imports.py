"""The Data page: files in, what became of them, what was imported before, and what the data lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from layouts import components, formats, import_result
from layouts.ids import DataIds

AUTO = "auto"
"""The choice that leaves it to the import; assets/upload.js does not send it."""

TABLE_CHOICES = ("Recognised from its header", AUTO)
MODE_CHOICES = (("Add, and replace rows with the same id", "add"), ("Replace the months that it covers", "replace"))
DATE_CHOICES = (("Recognised from all rows", AUTO), ("Day before month", "dmy"), ("Month before day", "mdy"))

GIGABYTE = 1024**3


@dataclass(frozen=True)
class ImportRow:
    """An import as the history lists it."""

    import_id: int
    file_name: str
    table: str
    day: date
    read: int
    accepted: int
    rejected: int
    skipped: int
    is_active: bool
    is_sample: bool
    href: str
    rejected_href: str = ""


@dataclass(frozen=True)
class FindingView:
    """Something about the data that a person should know: what it is, and which they are."""

    text: str
    which: str = ""


@dataclass(frozen=True)
class TemplateView:
    """A kind of file: what one row is, its columns, and where an empty one is to be had."""

    table: str
    row_noun: str
    required: Sequence[str]
    optional: Sequence[str]
    href: str


@dataclass(frozen=True)
class DataView:
    """Everything that the page shows.

    Parameters
    ----------
    imports
        The imports listed, the latest first.
    imports_total
        How many there are.
    findings
        What the data lack; empty when nothing does, None when there are no data.
    has_sample
        Whether the sample data are in use.
    largest
        Largest file that is taken [bytes].
    results
        Results to show when the page opens.
    """

    imports: Sequence[ImportRow]
    imports_total: int
    findings: Sequence[FindingView] | None
    templates: Sequence[TemplateView]
    has_sample: bool
    largest: int
    results: Sequence[import_result.ResultView] = ()


def layout(view: DataView) -> html.Div:
    """Return the whole page."""
    return html.Div(
        [
            dcc.Store(id=DataIds.FINISHED),
            dcc.Store(id=DataIds.ASKED),
            _head(),
            _choose(view),
            html.Div(import_result.result_list(results=view.results), id=DataIds.RESULTS),
            html.Div(id=DataIds.STATUS, className="tdm-statusline", **{"aria-live": "polite"}),
            _section("Past imports", "Each can be undone and taken in again", DataIds.HISTORY, history(view)),
            _section("Data quality", "Kept and listed, never dropped", DataIds.FINDINGS, findings(view.findings)),
            _templates(view),
        ],
        className="tdm-narrow",
    )


def history(view: DataView) -> Component:
    """Return the list of imports, or what to do while there is none."""
    if not view.imports:
        return components.empty_state(
            symbol="clock-history", title="Nothing imported yet", text="What you add above is listed here."
        )
    heads = [html.Th(text, scope="col") for text in ("File", "Holds", "Imported")]
    heads += [html.Th(text, scope="col", className="num") for text in ("Accepted", "Rejected", "Skipped")]
    heads += [html.Th("State", scope="col"), html.Th(components.hidden("Undo or redo"), scope="col")]
    table = html.Table(
        [
            html.Caption("Imports, the latest first", className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_import_row(row) for row in view.imports]),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    more = view.imports_total - len(view.imports)
    foot = [html.Div(f"{formats.plural(more, 'earlier import')} not shown", className="card-footer")] if more else []
    return html.Div([html.Div(table, className="table-responsive"), *foot])


def findings(found: Sequence[FindingView] | None) -> Component:
    """Return what the data lack, as a short list."""
    if found is None:
        return html.P("Findings appear with the first import.", className="card-body tdm-soft mb-0")
    if not found:
        return html.P("Every row counts and every partner has a name.", className="card-body tdm-soft mb-0")
    items = [
        html.Li([components.icon("eye"), html.Div([html.Span(one.text), html.Small(one.which)])]) for one in found
    ]
    return html.Ul(items, className="tdm-findings")


def done(text: str) -> Component:
    """Return the line that says what has just been done."""
    return components.notice(text=text, kind="success", role="status")


def problem(text: str) -> Component:
    """Return the line that says why something was not done."""
    return components.notice(text=text, kind="danger", role="alert")


def _head() -> html.Div:
    actions = [
        html.A(
            [components.icon("clock-history"), "Past imports"], href="#past", className="btn btn-outline-secondary"
        ),
        html.A(
            [components.icon("file-earmark-arrow-down"), "Get a template"],
            href="#templates",
            className="btn btn-outline-secondary",
        ),
    ]
    sub = "Files stay on this server. Every row is accepted, rejected with a reason or skipped, and can be undone."
    return components.page_head(title="Add data", sub=sub, actions=actions)


def _choose(view: DataView) -> html.Section:
    """Return the place to drop files; assets/upload.js sends them and fills the list under it."""
    drop = html.Button(
        [
            components.icon("file-earmark-arrow-up"),
            html.Span(["Drop files here or ", html.Span("choose from your computer", className="text-primary")]),
            html.Small("Partners, interactions, surveys, advocacy, deals, measures and targets, in any order."),
        ],
        id=DataIds.DROP,
        className="tdm-drop",
        type="button",
        **{"data-tdm-upload": DataIds.UPLOADS.value, "data-tdm-most": str(view.largest)},
    )
    head = html.Div(
        [
            html.Span("1", className="n", **{"aria-hidden": "true"}),
            html.H2([components.hidden("Step 1: "), "Choose files"], id="data-choose-title"),
            html.P(f"CSV, up to {formats.count(view.largest // GIGABYTE)} GB each"),
        ],
        className="tdm-step mt-2",
    )
    uploads = html.Ul(id=DataIds.UPLOADS, className="tdm-files card", **{"aria-label": "Files being added"})
    return html.Section([head, drop, _options(view), uploads], **{"aria-labelledby": "data-choose-title"})


def _options(view: DataView) -> html.Details:
    """Return what a person may say about the next files; most files need none of it."""
    tables = [TABLE_CHOICES, *((import_result.table_label(one.table), one.table) for one in view.templates)]
    fields = [
        _select(DataIds.TABLE, "Kind of file", tables),
        _select(DataIds.DATES, "Dates", DATE_CHOICES),
        _select(DataIds.MODE, "Rows that are there already", MODE_CHOICES),
    ]
    body = html.Div(fields, className="tdm-fields")
    return html.Details([html.Summary("Say how the next files are to be read"), body], className="tdm-say")


def _select(field_id: DataIds, label: str, choices: Sequence[tuple[str, str]]) -> html.Div:
    options = [{"label": text, "value": value} for text, value in choices]
    field = dbc.Select(id=field_id, options=options, value=choices[0][1])
    return html.Div([html.Label(label, htmlFor=field_id, className="form-label"), field])


def _section(title: str, sub: str, body_id: DataIds, body: Component) -> html.Section:
    anchor = "past" if body_id is DataIds.HISTORY else "quality"
    card = html.Div(body, id=body_id, className="card")
    return html.Section([components.section_head(title=title, sub=sub), card], id=anchor)


def _import_row(row: ImportRow) -> html.Tr:
    rejected: components.Child = formats.count(row.rejected)
    if row.rejected_href:
        name = {"aria-label": f"Download {formats.plural(row.rejected, 'rejected row')} of {row.file_name}"}
        rejected = html.A(
            [formats.count(row.rejected), " ", components.icon("download")], href=row.rejected_href, **name
        )
    name_cell = [components.link(row.file_name, href=row.href, class_name="tdm-rowlink")]
    if row.is_sample:
        name_cell.append(html.Span("sample", className="badge tdm-badge ms-2"))
    state = (
        html.Span([components.icon("check-circle"), "In use"], className="tdm-status is-good")
        if row.is_active
        else html.Span([components.icon("dash-circle"), "Undone"], className="tdm-status")
    )
    button = import_result.undo_button(
        import_id=row.import_id, file_name=row.file_name, is_active=row.is_active, place="history", small=True
    )
    return html.Tr(
        [
            html.Th(name_cell, scope="row"),
            html.Td(import_result.table_label(row.table)),
            html.Td(formats.day(row.day), className="tdm-num"),
            html.Td(formats.count(row.accepted), className="num", **{"data-u": "accepted"}),
            html.Td(rejected, className="num", **{"data-u": "rejected"}),
            html.Td(formats.count(row.skipped), className="num", **{"data-u": "skipped"}),
            html.Td(state),
            html.Td(button, className="num"),
        ],
        className="" if row.is_active else "tdm-off",
    )


def _templates(view: DataView) -> html.Section:
    heads = [html.Th(text, scope="col") for text in ("Kind of file", "One row is", "Needed columns", "May have")]
    heads.append(html.Th(components.hidden("Template"), scope="col"))
    table = html.Table(
        [
            html.Caption("Kinds of file and their columns", className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_template_row(one) for one in view.templates]),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    sample = html.Div(_sample_buttons(has_sample=view.has_sample), className="tdm-actions")
    head = components.section_head(
        title="Templates and sample data",
        sub="A template is an empty CSV with the column names; other names and further columns are fine",
        control=sample,
    )
    card = html.Div(html.Div(table, className="table-responsive"), className="card")
    return html.Section([head, card], id="templates")


def _sample_buttons(*, has_sample: bool) -> list[Component]:
    """Return the buttons for the sample data; both are always there, one of them hidden."""
    return [
        html.Button(
            [components.icon("stars"), "Use sample data"],
            id=DataIds.LOAD_SAMPLE,
            className="btn btn-outline-secondary",
            type="button",
            hidden=has_sample,
        ),
        html.Button(
            [components.icon("arrow-counterclockwise"), "Remove sample data"],
            id=DataIds.REMOVE_SAMPLE,
            className="btn btn-outline-secondary",
            type="button",
            hidden=not has_sample,
        ),
    ]


def _template_row(one: TemplateView) -> html.Tr:
    label = import_result.table_label(one.table)
    link = html.A(
        [components.icon("file-earmark-arrow-down"), "CSV"],
        href=one.href,
        className="btn btn-outline-secondary btn-sm",
        **{"aria-label": f"Download the template for {one.table}"},
    )
    return html.Tr(
        [
            html.Th(label, scope="row"),
            html.Td(one.row_noun, className="tdm-soft"),
            html.Td(_names(one.required), **{"data-label": "Needed"}),
            html.Td(_names(one.optional), **{"data-label": "May have"}),
            html.Td(link, className="num"),
        ]
    )


def _names(names: Sequence[str]) -> html.Div:
    return html.Div([html.Code(name, className="tdm-sample") for name in names], className="tdm-samples")
