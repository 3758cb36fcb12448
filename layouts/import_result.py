"""What became of an imported file: counts that add up, what was decided, and every rejected row's reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import components, formats
from layouts.ids import DataIds, import_button

SURE_FROM = 0.9
"""Confidence below which a person should look at the match of a column."""

VALUE_SHOWN = 40
"""Letters of a rejected value that an example shows."""

NAMES_SHOWN = 8
"""Names that a sentence lists before it says how many more there are."""

UNMAPPED = {
    "interactions": "Kinds outside the built-in vocabulary, kept but counted in no component",
    "surveys": "Questions outside the built-in list, taken as ratings on the scale of their rows",
    "advocacy": "Kinds without points of their own, counted with the usual ones",
}
"""What becomes of words that the method does not know, by table."""


@dataclass(frozen=True)
class ReasonView:
    """Why rows were rejected, with the first of them as an example; `line` is that of the file."""

    rule: str
    rows: int
    line: int
    column: str
    value: str
    remedy: str


@dataclass(frozen=True)
class DecisionView:
    """Something that was decided about the file, and why."""

    topic: str
    choice: str
    reason: str


@dataclass(frozen=True)
class ColumnView:
    """What a header was taken for; without a `field` it is kept aside. Confidence from 0 to 1."""

    header: str
    field: str | None
    reason: str
    confidence: float


@dataclass(frozen=True)
class ResultView:
    """The result of one file. Without a number nothing was stored."""

    import_id: int | None
    file_name: str
    table: str
    rows_read: int
    accepted: int
    rejected: int
    skipped: int
    is_active: bool = True
    reasons: Sequence[ReasonView] = ()
    decisions: Sequence[DecisionView] = ()
    columns: Sequence[ColumnView] = ()
    notes: Sequence[str] = ()
    unknown_partners: Sequence[str] = ()
    unmapped_kinds: Sequence[str] = ()
    rejected_href: str = ""


def result_list(*, results: Sequence[ResultView]) -> list[Component]:
    """Return the results of some files under one heading, and the way to what they changed."""
    if not results:
        return []
    read = sum(view.rows_read for view in results)
    sub = f"{_file_names(results)}, {formats.plural(read, 'row')} read"
    stored = any(view.import_id is not None and view.is_active for view in results)
    go = components.link("See what changed", href="/", class_name="btn btn-primary")
    head = html.Div(
        [
            html.Span("2", className="n", **{"aria-hidden": "true"}),
            html.H2([components.hidden("Step 2: "), "Result"], id="data-result-title"),
            html.P(sub),
        ],
        className="tdm-step",
    )
    cards = html.Div([result_card(view=view) for view in results], className="tdm-stack")
    after = [html.Div(go, className="tdm-actions tdm-after")] if stored else []
    return [html.Section([head, cards, *after], **{"aria-labelledby": "data-result-title"})]


def result_card(*, view: ResultView) -> html.Section:
    """Return the result of one file."""
    title_id = f"data-result-{view.import_id or view.file_name}"
    title = html.Div([html.H3(view.file_name, id=title_id), html.P(_stored_text(view))])
    return html.Section(
        [
            html.Div(title, className="card-header"),
            html.Div([_counts(view), *_remarks(view)], className="card-body"),
            *([_reasons(view)] if view.reasons else []),
            _reading(view),
            *_foot(view),
        ],
        className="card",
        **{"aria-labelledby": title_id},
    )


def table_label(table: str) -> str:
    """Return a table's name as people read it."""
    return table[:1].upper() + table[1:]


def listed(names: Sequence[str]) -> str:
    """Return names in a row, and how many more there are."""
    shown = ", ".join(names[:NAMES_SHOWN])
    return shown if len(names) <= NAMES_SHOWN else f"{shown} and {formats.count(len(names) - NAMES_SHOWN)} more"


def _file_names(results: Sequence[ResultView]) -> str:
    return results[0].file_name if len(results) == 1 else formats.plural(len(results), "file")


def _stored_text(view: ResultView) -> str:
    kind = table_label(view.table)
    if view.import_id is None:
        return f"{kind}. Nothing was stored"
    state = "" if view.is_active else ", undone"
    return f"{kind}, import {view.import_id}{state}"


def _counts(view: ResultView) -> html.Dl:
    """Rows read = accepted + rejected + skipped, with the signs between them."""
    share = "" if not view.rows_read else f"{formats.percent(100 * view.accepted / view.rows_read)} of rows"
    why = formats.plural(len(view.reasons), "reason") + ", see below" if view.reasons else "nothing to put right"
    bad = "is-bad" if view.rejected else ""
    left_out = "blank or repeated lines" if view.skipped else "no line left out"
    return html.Dl(
        [
            _figure("Rows read", view.rows_read, f"in {table_label(view.table).lower()}"),
            _figure("Accepted", view.accepted, share, sign="="),
            _figure("Rejected", view.rejected, why, sign="+", class_name=bad),
            _figure("Skipped", view.skipped, left_out, sign="+"),
        ],
        className="tdm-figures tdm-sum mb-0",
    )


def _figure(label: str, number: int, note: str, *, sign: str = "", class_name: str = "") -> html.Div:
    value = html.Dd([formats.count(number), html.Small(note)], className=class_name)
    return html.Div([html.Dt(label), value], **({"data-sign": sign} if sign else {}))


def _remarks(view: ResultView) -> list[Component]:
    """What the file holds that others don't know yet: nothing is dropped, and nothing is hidden."""
    texts = []
    if view.unknown_partners:
        number = formats.plural(len(view.unknown_partners), "partner")
        texts.append(
            f"{number} of this file without a row in any partners file, kept as type unknown: "
            f"{listed(view.unknown_partners)}. Add a partners file to name them."
        )
    if view.unmapped_kinds:
        texts.append(f"{UNMAPPED[view.table]}: {listed(view.unmapped_kinds)}.")
    return [html.Div(components.notice(text=text, kind="warning"), className="mt-3") for text in texts]


def _reasons(view: ResultView) -> html.Div:
    heads = [
        html.Th("Why rows were rejected", scope="col"),
        html.Th("Rows", scope="col", className="num"),
        html.Th("Example", scope="col"),
        html.Th("How to put it right", scope="col"),
    ]
    return _wide_table(
        f"Rejected rows of {view.file_name} by reason", heads, [_reason_row(reason) for reason in view.reasons]
    )


def _reason_row(reason: ReasonView) -> html.Tr:
    line = html.Span(f"Line {formats.count(reason.line)}", className="tdm-muted tdm-num")
    cell = f"{reason.column} = {_shortened(reason.value)}" if reason.column else _shortened(reason.value)
    sample = [" ", html.Span(cell, className="tdm-sample")] if cell else []
    return html.Tr(
        [
            html.Th(capitalised(reason.rule), scope="row"),
            html.Td(formats.count(reason.rows), className="num", **{"data-u": "row" if reason.rows == 1 else "rows"}),
            html.Td([line, *sample]),
            html.Td(reason.remedy, className="tdm-soft"),
        ]
    )


def _shortened(value: str) -> str:
    if not value.strip():
        return "empty"
    return value if len(value) <= VALUE_SHOWN else f"{value[:VALUE_SHOWN]}…"


def _reading(view: ResultView) -> html.Details:
    """Return how the file was read: open when something in it should be looked at."""
    unsure = any(column.field is None or column.confidence < SURE_FROM for column in view.columns)
    matched = sum(column.field is not None for column in view.columns)
    count = f"{matched} of {formats.plural(len(view.columns), 'column')} matched"
    summary = html.Summary([html.Span("How it was read"), html.Span(count)])
    body: list[Component] = [html.Div(components.notice(text=read_as(view)), className="tdm-readas")]
    if view.columns:
        heads = [html.Th(text, scope="col") for text in ("Column in your file", "Tandem field", "Why", "Confidence")]
        rows = [_column_row(column) for column in view.columns]
        caption = f"Columns of {view.file_name} and the fields they were taken for"
        body.append(_wide_table(caption, heads, rows, flows=True))
    return html.Details([summary, *body], className="tdm-more", open=unsure and bool(view.columns))


def read_as(view: ResultView) -> str:
    """Return in one sentence what was decided about a file: text, delimiter, header, dates, numbers."""
    said = {"encoding": "text in {}", "delimiter": "{} between columns", "header": "header on {}"}
    parts = [said.get(one.topic, one.topic + " {}").format(one.choice) for one in view.decisions]
    reasons = [f"{one.topic}: {one.reason}" for one in view.decisions if one.topic not in said]
    why = f" ({'; '.join(reasons)})" if reasons else ""
    notes = [f"{capitalised(note)}." for note in view.notes]
    how = [capitalised(f"{', '.join(parts)}{why}.")] if parts else []
    return " ".join([*how, *notes])


def capitalised(text: str) -> str:
    """Return a text that begins with a capital letter, unless it begins with the name of a column.

    Examples
    --------
    >>> capitalised("it is below 0"), capitalised("partner_id is missing")
    ('It is below 0', 'partner_id is missing')
    """
    return text if "_" in text.split(" ")[0] else text[:1].upper() + text[1:]


def _column_row(column: ColumnView) -> html.Tr:
    if column.field is None:
        field: Component = html.Span("Kept aside", className="tdm-muted")
        confidence: list[Component] = [html.Span("No match", className="tdm-status")]
    else:
        field = html.Code(column.field, className="tdm-sample")
        percent = round(100 * column.confidence)
        confidence = [
            html.Span(html.I(), className="tdm-bar", style={"--v": percent}),
            html.Span(formats.percent(percent), className="tdm-num"),
        ]
        if column.confidence < SURE_FROM:
            look = html.Span([components.icon("eye"), "Please check"], className="tdm-status is-warn")
            confidence.append(look)
    return html.Tr(
        [
            html.Th(column.header or "no name", scope="row"),
            html.Td(field),
            html.Td(column.reason, className="tdm-soft"),
            html.Td(html.Div(confidence, className="tdm-conf")),
        ]
    )


def _foot(view: ResultView) -> list[Component]:
    actions: list[Component] = []
    if view.rejected_href:
        text = f"Download {formats.plural(view.rejected, 'rejected row')}"
        actions.append(
            html.A(
                [components.icon("download"), text], href=view.rejected_href, className="btn btn-outline-secondary"
            )
        )
    if view.import_id is not None:
        actions.append(
            undo_button(import_id=view.import_id, file_name=view.file_name, is_active=view.is_active, place="result")
        )
    if not actions:
        return []
    note = html.Span("Correct the rows in that file and add it again.", className="tdm-soft ms-2")
    return [
        html.Div(
            [*actions, *([note] if view.rejected_href else [])],
            className="card-footer d-flex flex-wrap gap-2 align-items-center",
        )
    ]


def undo_button(*, import_id: int, file_name: str, is_active: bool, place: str, small: bool = False) -> html.Button:
    """Return the button that takes an import back, or in again."""
    kind, word = (DataIds.UNDO, "Undo") if is_active else (DataIds.REDO, "Redo")
    symbol = "arrow-counterclockwise" if is_active else "arrow-clockwise"
    return html.Button(
        [components.icon(symbol), word if small else f"{word} this import"],
        id=import_button(kind, import_id, place=place),
        className="btn btn-outline-secondary btn-sm" if small else "btn btn-outline-secondary",
        type="button",
        **{"aria-label": f"{word} import {import_id}, {file_name}"},
    )


def _wide_table(
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
