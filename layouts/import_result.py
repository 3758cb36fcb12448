"""What became of imported files: counts that add up, every rejected row's reason, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from kpi.language import lowered, marked, t
from layouts import components, formats, import_reasons
from layouts.ids import DataIds, import_button
from layouts.import_columns import field_label
from layouts.import_controls import PARTNERS, read_as
from layouts.import_reasons import ReasonView, capitalised, listed, table_label
from layouts.import_views import SURE_FROM, DecisionView, MatchView

UNMAPPED = {
    "interactions": marked("Kinds outside the built-in vocabulary, kept but counted in no component"),
    "surveys": marked("Questions outside the built-in list, taken as ratings on the scale of their rows"),
    "advocacy": marked("Kinds without points of their own, counted with the usual ones"),
}
"""What becomes of words that the method does not know, by table."""


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
    matches: Sequence[MatchView] = ()
    notes: Sequence[str] = ()
    unknown_partners: Sequence[str] = ()
    unmapped_kinds: Sequence[str] = ()
    rejected_href: str = ""


@dataclass(frozen=True)
class ChangeView:
    """What the imports did to the scores."""

    scores: int
    partners: int


def result_list(
    *, results: Sequence[ResultView], change: ChangeView | None = None, step: str = "3"
) -> list[Component]:
    """Return the results of some files under one heading, and the way to what they changed."""
    if not results:
        return []
    read = sum(view.rows_read for view in results)
    sub = t(
        "{file_names}, {rows} read",
        file_names=_file_names(results),
        rows=formats.counted("{count} row", "{count} rows", read),
    )
    stored = any(view.import_id is not None and view.is_active for view in results)
    go = components.link(t("See what changed"), href="/", class_name="btn btn-primary")
    number = html.Span(step, className="n", **{"aria-hidden": "true"})
    head = html.Div([number, html.H2(t("Result"), id="data-result-title"), html.P(sub)], className="tdm-step")
    cards = html.Div([result_card(view=view) for view in results], className="tdm-stack")
    note = [html.Span(change_text(change), className="tdm-soft")] if change else []
    after = [html.Div([*note, go], className="tdm-actions tdm-after")] if stored else []
    return [html.Section([head, cards, *after], **{"aria-labelledby": "data-result-title"})]


def change_text(change: ChangeView) -> str:
    """Return in words how far the scores moved.

    Examples
    --------
    >>> change_text(ChangeView(118, 1)), change_text(ChangeView(0, 0))
    ('118 scores changed, 1 partner is in another band.', 'No score changed.')
    """
    if not change.scores:
        return t("No score changed.")
    bands = t("no band did")
    if change.partners:
        bands = formats.counted(
            "{count} partner is in another band", "{count} partners are in another band", change.partners
        )
    return formats.counted(
        "{count} score changed, {bands}.", "{count} scores changed, {bands}.", change.scores, bands=bands
    )


def result_card(*, view: ResultView) -> html.Section:
    """Return the result of one file."""
    title_id = f"data-result-{view.import_id or view.file_name}"
    title = html.Div([html.H3(view.file_name, id=title_id), html.P(_stored_text(view))])
    return html.Section(
        [
            html.Div(title, className="card-header"),
            html.Div([_counts(view), *_remarks(view)], className="card-body"),
            *([import_reasons.reasons_table(view.file_name, view.reasons)] if view.reasons else []),
            _reading(view),
            *_foot(view),
        ],
        className="card",
        **{"aria-labelledby": title_id},
    )


def undo_button(*, import_id: int, file_name: str, is_active: bool, place: str, small: bool = False) -> html.Button:
    """Return the button that takes an import back, or in again."""
    kind, word = (DataIds.UNDO, t("Undo")) if is_active else (DataIds.REDO, t("Redo"))
    whole = t("Undo this import") if is_active else t("Redo this import")
    name = marked("Undo import {number}, {file_name}") if is_active else marked("Redo import {number}, {file_name}")
    symbol = "arrow-counterclockwise" if is_active else "arrow-clockwise"
    return html.Button(
        [components.icon(symbol), word if small else whole],
        id=import_button(kind, import_id, place=place),
        className="btn btn-outline-secondary btn-sm" if small else "btn btn-outline-secondary",
        type="button",
        **{"aria-label": t(name, number=import_id, file_name=file_name)},
    )


def _file_names(results: Sequence[ResultView]) -> str:
    return (
        results[0].file_name if len(results) == 1 else formats.counted("{count} file", "{count} files", len(results))
    )


def _stored_text(view: ResultView) -> str:
    kind = table_label(view.table)
    if view.import_id is None:
        return t("{kind}. Nothing was stored", kind=kind)
    message = marked("{kind}, import {number}") if view.is_active else marked("{kind}, import {number}, undone")
    return t(message, kind=kind, number=view.import_id)


def _counts(view: ResultView) -> html.Dl:
    """Rows read = accepted + rejected + skipped, with the signs between them."""
    share = "" if not view.rows_read else t("{share} of rows", share=_share(view.accepted, view.rows_read))
    why = (
        formats.counted("{count} reason, see below", "{count} reasons, see below", len(view.reasons))
        if view.reasons
        else t("nothing to put right")
    )
    left_out = t("blank, repeated or footer") if view.skipped else t("no line left out")
    return html.Dl(
        [
            _figure(t("Rows read"), view.rows_read, t("in {table}", table=lowered(table_label(view.table)))),
            _figure(t("Accepted"), view.accepted, share, sign="="),
            _figure(t("Rejected"), view.rejected, why, sign="+", class_name="is-bad" if view.rejected else ""),
            _figure(t("Skipped"), view.skipped, left_out, sign="+"),
        ],
        className="tdm-figures tdm-sum mb-0",
    )


def _figure(label: str, number: int, note: str, *, sign: str = "", class_name: str = "") -> html.Div:
    value = html.Dd([formats.count(number), html.Small(note)], className=class_name)
    return html.Div([html.Dt(label), value], **({"data-sign": sign} if sign else {}))


def _remarks(view: ResultView) -> list[Component]:
    """What the file holds that others don't know yet: nothing is dropped, and nothing is hidden."""
    texts: list[components.Children] = []
    if view.unknown_partners:
        number = formats.counted("{count} partner", "{count} partners", len(view.unknown_partners))
        names = listed(view.unknown_partners)
        where = components.link(t("Say who they are"), href=PARTNERS)
        texts.append(
            [
                t(
                    "{number} without a row in any partners file, kept as type unknown: {names}.",
                    number=number,
                    names=names,
                ),
                " ",
                where,
                ".",
            ]
        )
    if view.unmapped_kinds:
        texts.append(f"{t(UNMAPPED[view.table])}: {listed(view.unmapped_kinds)}.")
    return [html.Div(components.notice(text=text, kind="warning"), className="mt-3") for text in texts]


def _reading(view: ResultView) -> html.Details:
    """Return how the file was read: open when something in it should be looked at."""
    unsure = any(match.field is None or match.confidence < SURE_FROM for match in view.matches)
    matched = sum(match.field is not None for match in view.matches)
    count = t(
        "{matched} of {columns} matched",
        matched=formats.count(matched),
        columns=formats.counted("{count} column", "{count} columns", len(view.matches)),
    )
    summary = html.Summary([html.Span(t("How it was read")), html.Span(count)])
    body: list[Component] = [html.Div(components.notice(text=_how(view)), className="tdm-readnote")]
    if view.matches:
        heads = [
            html.Th(text, scope="col")
            for text in (t("Column in your file"), t("Tandem field"), t("Why"), t("Confidence"))
        ]
        rows = [_column_row(match) for match in view.matches]
        caption = t("Columns of {file_name} and the fields they were taken for", file_name=view.file_name)
        body.append(import_reasons.wide_table(caption, heads, rows, flows=True))
    return html.Details([summary, *body], className="tdm-more", open=unsure and view.import_id is None)


def _how(view: ResultView) -> str:
    notes = [f"{capitalised(note)}." for note in view.notes]
    said = [f"{capitalised(one.topic)}: {one.reason}." for one in view.decisions if one.reason]
    return " ".join(part for part in (read_as(view.decisions), *said, *notes) if part)


def _column_row(match: MatchView) -> html.Tr:
    if match.field is None:
        field: Component = html.Span(t("Kept aside"), className="tdm-muted")
        confidence: list[Component] = [html.Span(t("No match"), className="tdm-status")]
    else:
        field = html.Span(field_label(match.field))
        percent = round(100 * match.confidence)
        confidence = [
            html.Span(html.I(), className="tdm-bar", style={"--v": percent}),
            html.Span(formats.percent(percent), className="tdm-num"),
        ]
    return html.Tr(
        [
            html.Th(match.header or t("no name"), scope="row"),
            html.Td(field),
            html.Td(match.reason, className="tdm-soft"),
            html.Td(html.Div(confidence, className="tdm-conf")),
        ]
    )


def _foot(view: ResultView) -> list[Component]:
    actions: list[Component] = []
    if view.rejected_href:
        text = t(
            "Download {rows}", rows=formats.counted("{count} rejected row", "{count} rejected rows", view.rejected)
        )
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
    note = html.Span(t("Correct the rows in that file and add it again."), className="tdm-soft ms-2")
    return [
        html.Div(
            [*actions, *([note] if view.rejected_href else [])],
            className="card-footer d-flex flex-wrap gap-2 align-items-center",
        )
    ]


def _share(part: int, whole: int) -> str:
    """Return a share that says 100% only of all, and 0% only of none."""
    share = 100 * part / whole
    if part in (0, whole) or 0.5 <= share < 99.5:
        return formats.percent(share)
    return f"{min(max(share, 0.1), 99.9):.1f}%"
