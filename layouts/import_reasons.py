"""Why rows were rejected, grouped by what is to be done; and the words and tables that all of imports share."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from kpi.language import raised, t, tn
from layouts import formats

VALUE_SHOWN = 40
"""Letters of a value that an example shows."""

NAMES_SHOWN = 8
"""Names that a sentence lists before it says how many more there are."""


@dataclass(frozen=True)
class ReasonView:
    """Why rows were rejected, with the first of them as an example; `line` is that of the file."""

    rule: str
    rows: int
    line: int
    column: str
    value: str
    remedy: str


def reasons_table(file_name: str, reasons: Sequence[ReasonView]) -> html.Div:
    """Return the reasons with their numbers of rows, an example each, and how to put it right."""
    heads = [
        html.Th(t("Why rows are rejected"), scope="col"),
        html.Th(t("Rows"), scope="col", className="num"),
        html.Th(t("Example"), scope="col"),
        html.Th(t("How to put it right"), scope="col"),
    ]
    return wide_table(
        t("Rejected rows of {file_name} by reason", file_name=file_name),
        heads,
        [_reason_row(reason) for reason in reasons],
    )


def wide_table(
    caption: str, heads: Sequence[Component], rows: Sequence[Component], *, flows: bool = False
) -> html.Div:
    """Return a table that stacks on a phone; one that flows does so in fewer lines."""
    return html.Div(
        html.Table(
            [
                html.Caption(caption, className="visually-hidden"),
                html.Thead(html.Tr(heads)),
                html.Tbody(rows),
            ],
            className="table tdm-stack-sm tdm-flow" if flows else "table tdm-stack-sm",
        ),
        className="table-responsive tdm-topline",
    )


def table_label(table: str) -> str:
    """Return a table's name as people read it."""
    return raised(t(table))


def listed(names: Sequence[str]) -> str:
    """Return names in a row, and how many more there are."""
    shown = ", ".join(names[:NAMES_SHOWN])
    return (
        shown
        if len(names) <= NAMES_SHOWN
        else t("{shown} and {count} more", shown=shown, count=formats.count(len(names) - NAMES_SHOWN))
    )


def capitalised(text: str) -> str:
    """Return a text that begins with a capital letter, unless it begins with the name of a column.

    Examples
    --------
    >>> capitalised("it is below 0"), capitalised("partner_id is missing")
    ('It is below 0', 'partner_id is missing')
    """
    return text if "_" in text.split(" ")[0] else text[:1].upper() + text[1:]


def shortened(value: str) -> str:
    """Return a value as an example shows it."""
    return value if len(value) <= VALUE_SHOWN else f"{value[:VALUE_SHOWN]}…"


def _reason_row(reason: ReasonView) -> html.Tr:
    line = html.Span(t("Line {line}", line=formats.count(reason.line)), className="tdm-muted tdm-num")
    value = shortened(reason.value) if reason.value.strip() else t("empty")
    cell = f"{reason.column} = {value}" if reason.column else value
    sample = [" ", html.Span(cell, className="tdm-sample")] if cell else []
    return html.Tr(
        [
            html.Th(capitalised(reason.rule), scope="row"),
            html.Td(formats.count(reason.rows), className="num", **{"data-u": tn("row", "rows", reason.rows)}),
            html.Td([line, *sample]),
            html.Td(reason.remedy, className="tdm-soft"),
        ]
    )
