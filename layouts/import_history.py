"""Past imports: what each brought, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import components, formats, import_result
from layouts.import_reasons import table_label

MODE_WORDS = {"add": marked("Added"), "replace": marked("Replaced its months")}
"""What an import did to rows that were there already."""


@dataclass(frozen=True)
class ImportRow:
    """An import as the history lists it; `by` says who or what brought it."""

    import_id: int
    file_name: str
    table: str
    day: date
    mode: str
    read: int
    accepted: int
    rejected: int
    skipped: int
    is_active: bool
    is_sample: bool
    href: str
    by: str = ""
    note: str = ""
    rejected_href: str = ""


@dataclass(frozen=True)
class HistoryView:
    """The imports listed, the latest first; how many there are; and the one that the address asks for."""

    imports: Sequence[ImportRow]
    total: int
    results: Sequence[import_result.ResultView] = ()


def layout(view: HistoryView) -> Component:
    """Return the list of imports, or what to do while there is none."""
    if not view.imports:
        go = components.link(t("Add data"), href="/data", class_name="btn btn-primary")
        text = t("What you add is listed here, with its counts and a way back.")
        empty = components.empty_state(
            symbol="clock-history", title=t("Nothing imported yet"), text=text, actions=[go]
        )
        return html.Div(empty, className="card")
    asked = [import_result.result_card(view=one) for one in view.results]
    heads = [html.Th(text, scope="col") for text in (t("File"), t("Holds"), t("Imported"))]
    heads += [html.Th(text, scope="col", className="num") for text in (t("Accepted"), t("Rejected"), t("Skipped"))]
    heads += [html.Th(t("State"), scope="col"), html.Th(components.hidden(t("Undo or redo")), scope="col")]
    table = html.Table(
        [
            html.Caption(t("Imports, the latest first"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_row(row) for row in view.imports]),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    more = view.total - len(view.imports)
    foot = (
        [
            html.Div(
                t(
                    "{imports} not shown",
                    imports=formats.counted("{count} earlier import", "{count} earlier imports", more),
                ),
                className="card-footer",
            )
        ]
        if more
        else []
    )
    card = html.Div([html.Div(table, className="table-responsive"), *foot], className="card")
    return html.Div([*asked, card], className="tdm-stack")


def _row(row: ImportRow) -> html.Tr:
    button = import_result.undo_button(
        import_id=row.import_id, file_name=row.file_name, is_active=row.is_active, place="history", small=True
    )
    return html.Tr(
        [
            html.Th(_name(row), scope="row"),
            html.Td([table_label(row.table), *_sub(t(MODE_WORDS.get(row.mode, row.mode)))]),
            html.Td([formats.day(row.day), *_sub(row.by)], className="tdm-num"),
            html.Td(formats.count(row.accepted), className="num", **{"data-u": "accepted"}),
            html.Td(_rejected(row), className="num", **{"data-u": "rejected"}),
            html.Td(formats.count(row.skipped), className="num", **{"data-u": "skipped"}),
            html.Td(_state(row)),
            html.Td(button, className="num"),
        ],
        className="" if row.is_active else "tdm-off",
    )


def _name(row: ImportRow) -> list[Component]:
    name: list[Component] = [components.link(row.file_name, href=row.href, class_name="tdm-rowlink")]
    if row.is_sample:
        name.append(html.Span(t("sample"), className="badge tdm-badge ms-2"))
    return [*name, *_sub(row.note)]


def _sub(text: str) -> list[Component]:
    return [html.Span(text, className="tdm-cellsub")] if text else []


def _rejected(row: ImportRow) -> components.Children:
    if not row.rejected_href:
        return formats.count(row.rejected)
    name = {
        "aria-label": t(
            "Download {rows} of {file_name}",
            rows=formats.counted("{count} rejected row", "{count} rejected rows", row.rejected),
            file_name=row.file_name,
        )
    }
    return html.A([formats.count(row.rejected), " ", components.icon("download")], href=row.rejected_href, **name)


def _state(row: ImportRow) -> html.Span:
    if row.is_active:
        return html.Span([components.icon("check-circle"), t("In use")], className="tdm-status is-good")
    return html.Span([components.icon("dash-circle"), t("Undone")], className="tdm-status")
