"""The parts that pages are put together from, each written once.

Factories take keywords and plain values and return a component; how it looks is in the style sheets.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from kpi.language import marked, t
from layouts import formats, html
from layouts.solid import Node, solid

Child = Component | str
Children = Child | Sequence[Child]

BANDS = {
    "strong": ("is-strong", marked("Strong")),
    "moderate": ("is-moderate", marked("Moderate")),
    "low": ("is-low", marked("Low")),
    "none": ("is-none", marked("Not measured")),
    "insufficient data": ("is-none", marked("Insufficient data")),
}
"""Class and word of each band: always a shape and a word, never a colour alone. `band_word` translates it."""

COLOURED_FROM = 0.5
"""Smaller changes of a score are noise and keep the colour of the text."""

FEW_COLUMNS = 3
"""Columns of a table that fit on a phone without scrolling."""

ALERT_ICONS = {
    "info": "info-circle",
    "success": "check-circle",
    "warning": "eye",
    "danger": "exclamation-circle",
}


@dataclass(frozen=True)
class Column:
    """A column of a plain table; `href` is where its name leads."""

    label: str
    is_number: bool = False
    href: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell whose download holds another value than the page shows; `href` is where its text leads."""

    content: Child
    value: float | str | None = None
    href: str = ""


@dataclass(frozen=True)
class TableView:
    """A plain table: the first cell of each row is its header."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Child | Cell]]


def needs(right: str) -> dict[str, str]:
    """Return what hides an element from readers without a right; the server refuses what it does all the same."""
    return {"data-tdm-needs": right}


def icon(name: str) -> html.I:
    """Return a decorative Bootstrap icon; the text beside it carries the meaning."""
    return html.I(className=f"bi bi-{name}", **{"aria-hidden": "true"})


def hidden(text: str) -> html.Span:
    """Text for screen readers only."""
    return html.Span(text, className="visually-hidden")


def link(
    children: Children, *, href: str, class_name: str = "", keep_scroll: bool = False, **attributes: Any
) -> html.A:
    """Return a link to another view of the app, followed without loading the page again.

    ``dcc.Link`` always scrolls to the top and takes no ARIA attributes, hence this one.
    """
    navigation = {"data-tdm-nav": "keep" if keep_scroll else ""}
    return html.A(children, href=href, className=class_name, **navigation, **attributes)


def page_head(*, title: str, sub: Children = "", actions: Children = (), trail: Child = "") -> html.Div:
    """Return the finding of the page as its heading, one line of context, and the actions beside it."""
    words = [trail, html.H1(title), html.P(sub)] if sub else [trail, html.H1(title)]
    return html.Div(
        [html.Div([part for part in words if part != ""]), html.Div(actions, className="tdm-actions")],
        className="tdm-pagehead",
    )


def breadcrumb(*, trail: Sequence[tuple[str, str]], here: str) -> html.Nav:
    """Return the way back: (label, href) of each page above this one."""
    steps = [html.Li(link(label, href=href), className="breadcrumb-item") for label, href in trail]
    last = html.Li(here, className="breadcrumb-item active", **{"aria-current": "page"})
    return html.Nav(
        html.Ol([*steps, last], className="breadcrumb"), className="mb-2", **{"aria-label": t("Breadcrumb")}
    )


def section_head(*, title: str, sub: str = "", control: Children = ()) -> html.Div:
    """Heading of a part of the page, with the control that drives it."""
    parts: list[Child] = [html.H2(title)]
    if sub:
        parts.append(html.P(sub))
    return html.Div([*parts, html.Div(control)] if control else parts, className="tdm-section")


def copy_button(*, label: str = "", text: str = "") -> html.Button:
    """Return a button that copies a text; without one the address of the page."""
    return html.Button(
        [icon("link-45deg"), html.Span(label or t("Copy link"))],
        className="btn btn-outline-secondary",
        type="button",
        **{"data-tdm-copy": text},
    )


def around(text: str, **parts: Component) -> list[Child]:
    """Return a text with components in the places of ``{name}``, wherever a language puts them.

    Examples
    --------
    >>> around("Target {value} by June", value=html.B("75"))
    ['Target ', B('75'), ' by June']
    """
    pieces = re.split(r"\{(\w+)\}", text)
    made = [parts.get(piece, f"{{{piece}}}") if at % 2 else piece for at, piece in enumerate(pieces)]
    return [one for one in made if one != ""]


def band_word(name: str) -> str:
    """Return a band's word in the reader's language."""
    return t(BANDS[name][1])


def band(*, name: str, chip: bool = False, word_hidden: bool = False) -> html.Span:
    """Return a band as icon and word; `word_hidden` only where the text of the list names the band."""
    class_name, word = BANDS[name][0], band_word(name)
    chip_class = " is-chip" if chip else ""
    content: Child = hidden(f"{word}: ") if word_hidden else word
    return html.Span(content, className=f"tdm-band {class_name}{chip_class}")


def delta(
    *,
    change: float | None,
    unit: str = "points",
    higher_is_better: bool = True,
    is_new: bool = False,
    currency: str = "EUR",
) -> html.Span:
    """Return a change as arrow and size; a missing one is an en dash, or "new" without a value before."""
    if change is None or formats.is_missing(change):
        if is_new:
            return html.Span(t("new"), className="tdm-delta", title=t("No earlier value"))
        return html.Span(formats.MISSING, className="tdm-muted")
    text = formats.change_text(change, unit, currency=currency)
    arrow, tone = delta_marks(change, unit, higher_is_better)
    if not arrow:
        return html.Span([text, hidden(f" {t('no change')}")], className="tdm-delta")
    direction = hidden(f"{t('up') if arrow == '↑' else t('down')} ")
    return html.Span(
        [html.Span(arrow, **{"aria-hidden": "true"}), direction, text], className=f"tdm-delta {tone}".strip()
    )


def delta_marks(change: float, unit: str, higher_is_better: bool = True) -> tuple[str, str]:
    """Arrow and class of a change: no arrow when it reads as zero, no colour when it is small."""
    text = formats.change_text(change, unit)
    if not any(digit in text for digit in "123456789"):
        return "", ""
    arrow = "↑" if change > 0 else "↓"
    is_small = unit in ("score", "points") and round(abs(change), 1) < COLOURED_FROM
    if is_small:
        return arrow, ""
    return arrow, "is-up" if (change > 0) == higher_is_better else "is-down"


def chip(*, key: str, label: str, text: str, remove_href: str) -> html.Span:
    """Return a filter that is on, with a named way to take it off."""
    return html.Span(
        [
            html.Span(f"{label}:"),
            f" {text}",
            link(
                "",
                href=remove_href,
                class_name="btn-close",
                keep_scroll=True,
                **{"aria-label": t("Remove filter {label}: {text}", label=label, text=text), "data-tdm-key": key},
            ),
        ],
        className="tdm-chip",
    )


def segmented(*, label: str, key: str, options: Sequence[tuple[str, str, bool]]) -> html.Nav:
    """Return a switch of one key of the address: (label, href, is it the one shown)."""
    return html.Nav(
        [
            link(
                text,
                href=href,
                class_name="btn btn-sm active" if shown else "btn btn-sm",
                keep_scroll=True,
                **({"aria-current": "true"} if shown else {}),
                **{"data-tdm-key": key},
            )
            for text, href, shown in options
        ],
        className="tdm-seg",
        **{"aria-label": label, "data-tdm-keep": "switch"},
    )


def data_table(*, table: TableView) -> html.Div:
    """Return a plain table in a region that scrolls sideways by keyboard too."""
    return html.Div(
        html.Table(
            [
                html.Caption(table.caption, className="visually-hidden"),
                html.Thead(html.Tr([_column_head(column) for column in table.columns])),
                _table_body(table),
            ],
            className="table tdm-few" if len(table.columns) <= FEW_COLUMNS else "table",
        ),
        className="table-responsive",
        tabIndex="0",
        role="region",
        **{"aria-label": t("{caption}, scrolls sideways", caption=table.caption)},
    )


def value_table(
    *,
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | float | None]],
    unit: str,
    head_hrefs: Sequence[str] = (),
    cell_hrefs: Sequence[Sequence[str]] = (),
) -> TableView:
    """Return a table of numbers in one unit: shown as text, downloaded as they are. Names come first.

    `head_hrefs` and `cell_hrefs` are where a click in the chart leads: one per column, and one per cell. Charts are
    drawn for pointers, so the table is how a keyboard gets there.
    """
    heads = [
        Column(name, is_number=index > 0, href=head_hrefs[index] if head_hrefs else "")
        for index, name in enumerate(columns)
    ]
    led = cell_hrefs or [()] * len(rows)
    cells = [_value_cells(row, unit, hrefs) for row, hrefs in zip(rows, led, strict=True)]
    return TableView(caption, heads, cells)


def chart_card(
    *,
    id: str,
    title: str,
    sub: str,
    chart: Component,
    table: TableView | None = None,
    file_name: str = "",
    reason: str = "",
    note: Component | None = None,
) -> html.Figure:
    """Return a chart under the finding that it shows, with the same figures as a table and as a file.

    The ids of its parts come from `chart_part`: ``head``, ``empty`` and ``table`` have children that a callback
    may replace. While ``empty`` has content, the style sheet hides the chart.
    """
    head = html.Div(chart_head(title=title, sub=sub), id=chart_part(id, "head"))
    empty = html.Div(chart_empty(reason=reason), id=chart_part(id, "empty"), className="tdm-chartempty")
    behind = html.Div(chart_table(table=table), id=chart_part(id, "table"), className="tdm-astable")
    return html.Figure(
        [
            html.Figcaption([head, _chart_options(file_name)], className="card-header"),
            html.Div([empty, chart, *([] if note is None else [note])], className="card-body"),
            behind,
        ],
        className="card mb-0 flex-fill",
    )


def chart_part(id: str, part: str) -> str:
    """Return the id of a part of a chart's card."""
    return f"{id}-{part}"


def chart_head(*, title: str, sub: str) -> list[Component]:
    """Return the finding that a chart shows, and what it measures."""
    return [html.H3(title), html.P(sub)]


def chart_empty(*, reason: str) -> Component | None:
    """Return what stands in for a chart without data; nothing when there is no reason."""
    return empty_state(symbol="graph-up", title=t("No line yet"), text=reason) if reason else None


def chart_table(*, table: TableView | None) -> Component | None:
    """Return the figures of a chart as a table."""
    return data_table(table=table) if table else None


def menu(*, name: str, summary: Children, items: Children, class_name: str = "", **attributes: Any) -> html.Details:
    """Return a button with a panel under it. Native, so it works by keyboard and without scripts.

    The name tells the script which menu to open again when a choice in it has drawn it anew.
    """
    return html.Details(
        [html.Summary(summary, **attributes), html.Div(items, className="tdm-menu")],
        className=class_name,
        **{"data-tdm-menu": name},
    )


def empty_state(
    *, symbol: str, title: str, text: Children, actions: Children = (), is_error: bool = False, level: int = 3
) -> html.Div:
    """Why there is nothing to see, and one way out; `level` is that of its heading, 1 when it is the whole page."""
    heading = {1: html.H1, 2: html.H2, 3: html.H3}[level]
    return html.Div(
        [icon(symbol), heading(title), html.P(text), html.Div(actions, className="tdm-actions")],
        className="tdm-empty",
        **({"role": "alert"} if is_error else {}),
    )


def notice(*, text: Children, kind: str = "info", role: str = "note") -> html.Div:
    """Return a message in the page; kind is info, success, warning or danger."""
    return html.Div([icon(ALERT_ICONS[kind]), html.Div(text)], className=f"alert alert-{kind}", role=role)


def skeleton() -> html.Div:
    """Return the shape of a page that is still loading."""
    block = html.Span(className="placeholder d-block col-6 tdm-skel-head")
    tile = html.Div(html.Div(className="card tdm-skel-tile"), className="col-12 col-lg-4")
    return html.Div(
        [
            html.Div([block, html.Div([tile, tile, tile], className="row tdm-grid")], className="placeholder-wave"),
            hidden(t("Loading")),
        ],
        className="tdm-loading",
        **{"aria-busy": "true"},
    )


def _value_cells(row: Sequence[str | float | None], unit: str, hrefs: Sequence[str]) -> list[Child | Cell]:
    """Return the cells of a row, each with where it leads to if it does; the first is the row's name."""
    named, *values = row
    led = hrefs or [""] * len(values)
    made = [
        value if isinstance(value, str) else Cell(formats.value_text(value, unit), value, href)
        for value, href in zip(values, led, strict=True)
    ]
    return [named if isinstance(named, str) else formats.value_text(named, unit), *made]


def _column_head(column: Column) -> html.Th:
    label = link(column.label, href=column.href) if column.href else column.label
    return html.Th(label, scope="col", className="num" if column.is_number else "")


def _table_body(table: TableView) -> html.Tbody:
    """Return the rows; a table of texts alone as one component, since charts have many cells behind them."""
    if any(isinstance(_content(cell), Component) for row in table.rows for cell in row):
        return html.Tbody([_table_row(table.columns, row) for row in table.rows])
    return solid(html.Tbody, [_text_row(table.columns, row) for row in table.rows])


def _text_row(columns: Sequence[Column], row: Sequence[Child | Cell]) -> Node:
    head, *rest = row
    cells: list[Node] = []
    for cell, column in zip(rest, columns[1:], strict=True):
        attributes = {"class": "num" if column.is_number else ""}
        if isinstance(cell, Cell):
            attributes["data-value"] = "" if cell.value is None else str(cell.value)
            text: Node = str(cell.content)
            cells.append(
                ["td", attributes, ["a", {"href": cell.href, "data-tdm-nav": ""}, text] if cell.href else text]
            )
        else:
            cells.append(["td", attributes, str(cell)])
    return ["tr", {}, ["th", {"scope": "row"}, str(_content(head))], *cells]


def _content(cell: Child | Cell) -> Child:
    return cell.content if isinstance(cell, Cell) else cell


def _raw(cell: Child | Cell) -> dict[str, str]:
    """Return the number behind a cell's text, for downloads."""
    if not isinstance(cell, Cell):
        return {}
    return {"data-value": "" if cell.value is None else str(cell.value)}


def _table_row(columns: Sequence[Column], row: Sequence[Child | Cell]) -> html.Tr:
    head, *rest = row
    cells = [_table_cell(cell, column) for cell, column in zip(rest, columns[1:], strict=True)]
    return html.Tr([html.Th(_content(head), scope="row"), *cells])


def _table_cell(cell: Child | Cell, column: Column) -> html.Td:
    return html.Td(_content(cell), className="num" if column.is_number else "", **_raw(cell))


def _chart_options(file_name: str) -> Component:
    """Return the menu of a chart card."""
    view, download = {"data-tdm-view": ""}, {"data-tdm-csv": file_name}
    items = [html.Button(t("View as table"), className="tdm-item", type="button", **view)]
    if file_name:
        items.append(html.Button(t("Download data"), className="tdm-item", type="button", **download))
    return menu(
        name=f"options-{file_name}",
        summary=icon("three-dots"),
        items=items,
        class_name="tdm-options",
        className="btn btn-ghost btn-icon btn-sm",
        **{"aria-label": t("Chart options: view as table, download data")},
    )
