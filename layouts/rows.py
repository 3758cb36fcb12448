"""The rows of uploaded files behind a number: what each gave, and that together they make the figure on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, html


@dataclass(frozen=True)
class PartRow:
    """One sum that the figure is made of."""

    label: str
    rows: int
    total: str


@dataclass(frozen=True)
class FactRow:
    """One row of an uploaded file."""

    day: date
    kind: str
    detail: str
    figure: str
    part: str
    gave: str
    file_name: str
    import_id: int
    line: int
    href: str


@dataclass(frozen=True)
class RowsView:
    """Everything that the page shows.

    `same` says that rows and page show the same figure, or why not; `switch` narrows the rows down to a part, and
    `pages` are the ways to the pages before and after: (label, href), an empty href where there is none.
    """

    title: str
    sub: str
    trail: Sequence[tuple[str, str]]
    here: str
    notices: Sequence[str]
    same: str
    is_same: bool
    formula: str
    definition_href: str
    switch: Sequence[tuple[str, str, bool]]
    parts: Sequence[PartRow]
    rows: Sequence[FactRow]
    shown: str
    pages: Sequence[tuple[str, str]]
    csv_href: str
    reason: str = ""
    figure_name: str = ""


def layout(view: RowsView) -> Component:
    """Return the whole page."""
    download = html.A(
        [components.icon("download"), t("Download rows")],
        href=view.csv_href,
        className="btn btn-outline-secondary",
        download="",
    )
    trail = components.breadcrumb(trail=view.trail, here=view.here)
    return html.Div(
        [
            components.page_head(
                title=view.title, sub=view.sub, trail=trail, actions=[download] if view.rows else []
            ),
            html.Div([components.notice(text=text) for text in view.notices], className="tdm-notices"),
            _made(view),
            _rows(view),
        ],
        className="tdm-rowspage",
    )


def _made(view: RowsView) -> Component:
    """Return the sums, what they make, and whether that is what the page says."""
    symbol, tone = ("check-circle", "is-good") if view.is_same else ("exclamation-circle", "is-warn")
    same = html.P([components.icon(symbol), html.Span(view.same)], className=f"tdm-status tdm-same {tone}")
    columns = [
        components.Column(t("Part")),
        components.Column(t("Rows"), is_number=True),
        components.Column(t("Together"), is_number=True),
    ]
    table = components.TableView(
        t("What the rows add up to"), columns, [[one.label, formats.count(one.rows), one.total] for one in view.parts]
    )
    formula = html.P(
        [
            f"{t('Formula')}: {view.formula}. ",
            components.link(t("In the KPI library"), href=view.definition_href),
        ],
        className="tdm-note",
    )
    title = html.Div([html.H2(t("What the rows add up to"), id="parts-title", className="h3"), same])
    return html.Section(
        [
            html.Div(title, className="card-header"),
            *([components.data_table(table=table)] if view.parts else []),
            html.Div(formula, className="card-body pt-2"),
        ],
        className="card",
        **{"aria-labelledby": "parts-title"},
    )


def _rows(view: RowsView) -> Component:
    switch = components.segmented(label=t("Part shown"), key="component", options=view.switch) if view.switch else ""
    head = html.Div(
        [
            html.Div([html.H2(t("Rows of the uploaded files"), id="rows-title", className="h3"), html.P(view.shown)]),
            html.Div(switch, className="tdm-cardtools"),
        ],
        className="card-header",
    )
    if not view.rows:
        body: Component = components.empty_state(symbol="inbox", title=t("No row counts here"), text=view.reason)
        return html.Section([head, body], className="card mt-3", **{"aria-labelledby": "rows-title"})
    return html.Section(
        [head, _table(view), *_pager(view)], className="card mt-3", **{"aria-labelledby": "rows-title"}
    )


def _table(view: RowsView) -> Component:
    heads = [html.Th(text, scope="col") for text in (t("Date"), t("What"), t("Detail"))]
    heads += [
        html.Th(view.figure_name or t("Figure"), scope="col", className="num"),
        html.Th(t("Counts to"), scope="col"),
        html.Th(t("Gave"), scope="col", className="num"),
        html.Th(t("File"), scope="col"),
        html.Th(t("Line"), scope="col", className="num"),
    ]
    table = html.Table(
        [
            html.Caption(view.title, className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_row(row) for row in view.rows]),
        ],
        className="table tdm-factrows",
    )
    name = {"aria-label": t("Rows, scrolls sideways")}
    return html.Div(table, className="table-responsive", tabIndex="0", role="region", **name)


def _row(row: FactRow) -> html.Tr:
    number = t("import {number}", number=row.import_id)
    name = components.link(row.file_name, href=row.href) if row.href else row.file_name
    file = [html.Span(name), html.Span(number, className="tdm-cellsub")]
    return html.Tr(
        [
            html.Th(formats.day(row.day), scope="row", className="text-nowrap"),
            html.Td(row.kind),
            html.Td(row.detail, className="tdm-soft"),
            html.Td(row.figure, className="num"),
            html.Td(row.part, className="tdm-soft"),
            html.Td(row.gave, className="num"),
            html.Td(file),
            html.Td(formats.count(row.line), className="num"),
        ]
    )


def _pager(view: RowsView) -> list[Component]:
    if not any(href for _, href in view.pages):
        return []
    links = [
        components.link(label, href=href, class_name="btn btn-outline-secondary btn-sm")
        if href
        else html.Button(label, className="btn btn-outline-secondary btn-sm", type="button", disabled=True)
        for label, href in view.pages
    ]
    pager = html.Div([html.Span(view.shown), html.Div(links, className="tdm-actions")], className="tdm-pager")
    return [html.Nav(pager, className="card-footer", **{"aria-label": t("Pages of rows")})]
