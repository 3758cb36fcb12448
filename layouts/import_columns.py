"""The columns of a file that waits for a decision, each with samples and the field that it is matched to."""

import json

from dash import html
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, import_reasons
from layouts.import_controls import select
from layouts.import_reasons import capitalised
from layouts.import_views import SURE_FROM, MatchView, ReviewView

LEAVE_OUT = json.dumps(None)
"""The answer that keeps a column aside."""


def columns(view: ReviewView) -> html.Details:
    """Return what each column was taken for, with the control that changes it."""
    heads = [
        html.Th(t("Column in your file"), scope="col"),
        html.Th(t("Samples"), scope="col"),
        html.Th(t("Tandem field"), scope="col", className="tdm-fieldcol"),
        html.Th(t("Confidence"), scope="col", className="tdm-confcol"),
    ]
    missing = [name for name in view.required if name not in {match.field for match in view.matches}]
    rows = [_column(view, match, place, bool(missing)) for place, match in enumerate(view.matches)]
    unsure = any(match.is_asked or (match.field and match.confidence < SURE_FROM) for match in view.matches)
    matched = sum(match.field is not None for match in view.matches)
    count = t(
        "{matched} of {columns} matched",
        matched=formats.count(matched),
        columns=formats.counted("{count} column", "{count} columns", len(view.matches)),
    )
    caption = t("Columns of {file_name} and the Tandem fields they are matched to", file_name=view.file_name)
    return html.Details(
        [
            html.Summary([html.Span(t("Columns")), html.Span(count)]),
            import_reasons.wide_table(caption, heads, rows),
        ],
        className="tdm-more",
        open=bool(unsure or missing),
    )


def asides(view: ReviewView) -> html.Details:
    """Return the lines of a file that hold no data."""
    heads = [
        html.Th(t("Line"), scope="col", className="num"),
        html.Th(t("Why"), scope="col"),
        html.Th(t("Text"), scope="col"),
    ]
    rows = [
        html.Tr(
            [
                html.Td(formats.count(one.line), className="num"),
                html.Th(capitalised(one.reason), scope="row"),
                html.Td(html.Span(import_reasons.shortened(one.text) or "blank", className="tdm-sample")),
            ]
        )
        for one in view.asides
    ]
    table = import_reasons.wide_table(
        t("Lines of {file_name} that hold no data", file_name=view.file_name), heads, rows, flows=True
    )
    summary = html.Summary(
        [html.Span(t("Lines left out")), html.Span(formats.counted("{count} line", "{count} lines", view.skipped))]
    )
    return html.Details([summary, table], className="tdm-more")


def field_label(name: str) -> str:
    """Return the name of a column as people read it.

    Examples
    --------
    >>> field_label("partner_id"), field_label("opened_on")
    ('Partner ID', 'Opened on')
    """
    words = name.replace("_", " ")
    words = words[:1].upper() + words[1:]
    return f"{words[:-2]}ID" if words.endswith(" id") else words


def _column(view: ReviewView, match: MatchView, place: int, something_missing: bool) -> html.Tr:
    gaps = t("no gaps") if not match.empty else formats.counted("{count} gap", "{count} gaps", match.empty)
    samples = [html.Span(import_reasons.shortened(text), className="tdm-sample") for text in match.samples]
    control_id = f"data-field-{view.job}-{place}"
    name = match.header or t("Column {place}", place=place + 1)
    return html.Tr(
        [
            html.Th([name, html.Span(gaps, className="tdm-cellsub")], scope="row"),
            html.Td(html.Div(samples, className="tdm-samples")),
            html.Td(
                [
                    html.Label(
                        t("Tandem field for {name}", name=name), htmlFor=control_id, className="visually-hidden"
                    ),
                    _field_select(view, match, control_id, something_missing),
                ]
            ),
            html.Td(_confidence(match, something_missing), title=capitalised(match.reason)),
        ]
    )


def _field_select(view: ReviewView, match: MatchView, control_id: str, something_missing: bool) -> Component:
    is_missing = match.field is None and (match.is_asked or something_missing)
    blank = [(t("Choose a field"), "")] if is_missing else []
    known = [*view.fields, *([match.field] if match.field and match.field not in view.fields else [])]
    options = [
        *blank,
        (t("Leave out"), LEAVE_OUT),
        *((_option_label(view, name), json.dumps(name)) for name in known),
    ]
    chosen = "" if is_missing else json.dumps(match.field)
    class_name = "form-select is-missing" if is_missing else "form-select"
    needed = {"data-tdm-needed": ""} if is_missing else {}
    return select(["columns", match.header], options, chosen, class_name=class_name, id=control_id, **needed)


def _option_label(view: ReviewView, name: str) -> str:
    return t("{field} (needed)", field=field_label(name)) if name in view.required else field_label(name)


def _confidence(match: MatchView, something_missing: bool) -> Component:
    if match.field is None:
        if match.is_asked or something_missing:
            return html.Span([components.icon("exclamation-circle"), t("No match")], className="tdm-status is-bad")
        return html.Span(t("Kept in the file only"), className="tdm-status tdm-muted fw-normal")
    percent = round(100 * match.confidence)
    parts: list[Component] = [
        html.Span(html.I(), className="tdm-bar", style={"--v": percent}),
        html.Span(formats.percent(percent), className="tdm-num"),
    ]
    if match.confidence < SURE_FROM:
        parts.append(html.Span([components.icon("eye"), t("Please check")], className="tdm-status is-warn"))
    return html.Div([html.Div(parts, className="tdm-conf"), html.Span(match.reason, className="tdm-cellsub")])
