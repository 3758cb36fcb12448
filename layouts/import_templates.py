"""Templates: each kind of file with its columns and an empty one to fill in; and the sample data."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from kpi.language import t
from layouts import components
from layouts.ids import DataIds, import_button
from layouts.import_reasons import table_label


@dataclass(frozen=True)
class ColumnView:
    """A column of a kind of file, with a cell as an example."""

    name: str
    is_required: bool
    meaning: str
    example: str


@dataclass(frozen=True)
class TemplateView:
    """A kind of file: what one row is, its columns, and where an empty one and a filled one are to be had."""

    table: str
    row_noun: str
    columns: Sequence[ColumnView]
    href: str
    sample_href: str = ""


@dataclass(frozen=True)
class TemplatesView:
    """All kinds of file, and whether the sample data are in use."""

    templates: Sequence[TemplateView]
    has_sample: bool


def layout(view: TemplatesView) -> Component:
    """Return every kind of file, and the sample data."""
    return html.Div([_sample(view), *[_template(one) for one in view.templates]], className="tdm-stack")


def _sample(view: TemplatesView) -> html.Section:
    """Return the button that loads the sample data or takes them back."""
    if view.has_sample:
        text = t("The sample data are in use. Removing them leaves your own imports as they are.")
        kind, symbol, word = DataIds.REMOVE_SAMPLE, "arrow-counterclockwise", t("Remove sample data")
    else:
        text = t("Look around with made-up partners of three years. One click loads them, another removes them.")
        kind, symbol, word = DataIds.LOAD_SAMPLE, "stars", t("Use sample data")
    button = html.Button(
        [components.icon(symbol), word],
        id=import_button(kind, 0, place="templates"),
        className="btn btn-outline-secondary",
        type="button",
    )
    words = html.Div([html.H2(t("Sample data"), id="data-sample-title"), html.P(text)])
    head = html.Div([words, button], className="card-header tdm-samplehead")
    return html.Section(head, className="card", **{"aria-labelledby": "data-sample-title"})


def _template(one: TemplateView) -> html.Section:
    label, title_id = table_label(one.table), f"data-template-{one.table}"
    heads = [html.Th(text, scope="col") for text in (t("Column"), t("Needed"), t("What it holds"), t("Example"))]
    table = html.Table(
        [
            html.Caption(t("Columns of {table}", table=label), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_column(column) for column in one.columns]),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    needed = ", ".join(column.name for column in one.columns if column.is_required)
    summary = html.Summary([html.Span(t("Columns")), html.Span(t("needed: {columns}", columns=needed))])
    more = html.Details([summary, html.Div(table, className="table-responsive tdm-topline")], className="tdm-more")
    words = html.Div([html.H2(label, id=title_id), html.P(t("One row is {thing}", thing=t(one.row_noun)))])
    links = [_download(t("Template"), one.href, t("Download the template for {table}", table=label))]
    if one.sample_href:
        links.append(_download(t("Example"), one.sample_href, t("Download an example of {table}", table=label)))
    head = html.Div([words, html.Div(links, className="tdm-actions")], className="card-header tdm-samplehead")
    return html.Section([head, more], className="card", id=one.table, **{"aria-labelledby": title_id})


def _download(text: str, href: str, name: str) -> html.A:
    return html.A(
        [components.icon("file-earmark-arrow-down"), text],
        href=href,
        className="btn btn-outline-secondary btn-sm",
        **{"aria-label": name},
    )


def _column(column: ColumnView) -> html.Tr:
    example = html.Span(column.example, className="tdm-sample") if column.example else html.Span("–")
    return html.Tr(
        [
            html.Th(html.Code(column.name), scope="row"),
            html.Td(t("needed") if column.is_required else t("may be empty"), className="tdm-soft"),
            html.Td(column.meaning),
            html.Td(example),
        ]
    )
