"""Files that wait for a decision: how each was read, what is open, and what importing it would do."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, import_columns, import_controls, import_reasons
from layouts.import_reasons import table_label
from layouts.import_views import ReviewView
from layouts.solid import solid

MODES = (("Add, and replace rows with the same id", "add"), ("Replace the months that it covers", "replace"))


def review_list(*, reviews: Sequence[ReviewView]) -> list[Component]:
    """Return the files that wait for a decision under one heading, and the way to import all that are clear."""
    if not reviews:
        return []
    head = html.Div(
        [
            html.Span("2", className="n", **{"aria-hidden": "true"}),
            html.H2([components.hidden(f"{t('Step 2')}: "), t("Match columns")], id="data-review-title"),
            html.P(_standing(reviews)),
        ],
        className="tdm-step",
    )
    cards = html.Div([review_card(view=view, is_alone=len(reviews) == 1) for view in reviews], className="tdm-stack")
    return [html.Section([head, cards, *_all_at_once(reviews)], **{"aria-labelledby": "data-review-title"})]


def review_card(*, view: ReviewView, is_alone: bool = True) -> html.Section:
    """Return one file: how it was read, what is open, what importing would do, and its columns."""
    title_id = f"data-review-{view.job}"
    title = html.Div([html.H3(view.file_name, id=title_id), html.P(_what(view))])
    return html.Section(
        [
            html.Div([title, _state(view)], className="card-header"),
            html.Div(
                [*_trouble(view), import_controls.read_note(view), *_preview(view)], className="card-body tdm-stack"
            ),
            *([import_reasons.reasons_table(view.file_name, view.reasons)] if view.reasons else []),
            *([import_columns.columns(view)] if view.matches else []),
            *([import_columns.asides(view)] if view.asides else []),
            _foot(view, is_alone=is_alone),
        ],
        className="card",
        **{
            "aria-labelledby": title_id,
            "data-tdm-review": view.job,
            "data-tdm-ready": "yes" if view.is_ready else "",
        },
    )


def _standing(reviews: Sequence[ReviewView]) -> str:
    if len(reviews) == 1:
        return f"{reviews[0].file_name}, {_matched(reviews[0])}"
    ready = sum(view.is_ready for view in reviews)
    return t(
        "{files}, {ready} ready to import",
        files=formats.counted("{count} file", "{count} files", len(reviews)),
        ready=formats.count(ready),
    )


def _matched(view: ReviewView) -> str:
    found = {match.field for match in view.matches}
    if not view.required or not found:
        return formats.counted("{count} row", "{count} rows", view.rows_read)
    done = sum(name in found for name in view.required)
    return t(
        "{done} of {columns} matched",
        done=formats.count(done),
        columns=formats.counted("{count} needed column", "{count} needed columns", len(view.required)),
    )


def _what(view: ReviewView) -> str:
    if not view.table:
        return t("It is not known which kind of file this is")
    label = table_label(view.table)
    return (
        t("{label}, {rows} read", label=label, rows=formats.counted("{count} row", "{count} rows", view.rows_read))
        if view.rows_read
        else t("{label}, not read yet", label=label)
    )


def _state(view: ReviewView) -> html.Span:
    kind, symbol, text = "is-good", "check-circle-fill", t("Ready to import")
    if view.open_questions:
        kind, symbol, text = (
            "is-warn",
            "eye",
            t(
                "{questions} open",
                questions=formats.counted("{count} question", "{count} questions", view.open_questions),
            ),
        )
    elif not view.rows_read:
        kind, symbol, text = "is-bad", "exclamation-circle-fill", t("Can't be imported yet")
    elif not view.accepted:
        kind, symbol, text = "is-bad", "exclamation-circle-fill", t("Nothing to import")
    elif view.is_hardly_read:
        kind, symbol = "is-bad", "exclamation-circle-fill"
        text = t(
            "{rejected} of {rows} rejected",
            rejected=formats.count(view.rejected),
            rows=formats.counted("{count} row", "{count} rows", view.rows_read),
        )
    elif view.rejected:
        kind, symbol = "is-warn", "eye"
        text = t("Ready, {rows} rejected", rows=formats.counted("{count} row", "{count} rows", view.rejected))
    return html.Span([components.icon(symbol), text], className=f"tdm-status {kind}")


def _trouble(view: ReviewView) -> list[Component]:
    """Return what keeps the file from being imported, and the questions that would put it right."""
    found: list[Component] = []
    if view.problem:
        found.append(components.notice(text=view.problem, kind="danger", role="alert"))
    if view.questions:
        found.append(import_controls.questions(view))
    if view.unknown_partners:
        number = formats.counted("{count} partner", "{count} partners", len(view.unknown_partners))
        names = import_reasons.listed(view.unknown_partners)
        text = t("{number} not in any partners file yet, kept as type unknown: {names}.", number=number, names=names)
        found.append(components.notice(text=text, kind="warning"))
    return found


def _preview(view: ReviewView) -> list[Component]:
    """Return what importing would do to the data; nothing while the file can't be read."""
    if not view.rows_read:
        return []
    if view.preview is None:
        figures = [_figure(t("To be imported"), view.accepted, _share(view))]
    else:
        seen = view.preview
        figures = [
            _figure(t("New"), seen.new, t("not in the data yet")),
            _figure(t("Changed"), seen.changed, t("replace a row with the same id")),
            _figure(t("Unchanged"), seen.unchanged, t("in the data already, the same")),
        ]
        if seen.superseded:
            figures.append(_figure(t("Superseded"), seen.superseded, t("rows of earlier files, no longer counted")))
    why = (
        formats.counted("{count} reason, see below", "{count} reasons, see below", len(view.reasons))
        if view.reasons
        else t("nothing to put right")
    )
    figures.append(_figure(t("Rejected"), view.rejected, why, class_name="is-bad" if view.rejected else ""))
    figures.append(
        _figure(t("Skipped"), view.skipped, t("blank, repeated or footer") if view.skipped else t("no line left out"))
    )
    return [html.Dl(figures, className="tdm-figures mb-0", **{"aria-label": t("What importing would do")})]


def _share(view: ReviewView) -> str:
    return t("{accepted} of rows", accepted=formats.percent(100 * view.accepted / view.rows_read))


def _figure(label: str, number: int, note: str, *, class_name: str = "") -> html.Div:
    value = html.Dd([formats.count(number), html.Small(note)], className=class_name)
    return html.Div([html.Dt(label), value])


def _foot(view: ReviewView, *, is_alone: bool) -> html.Div:
    """Return the last decisions and the buttons; checking again stands in for importing once something is changed."""
    keep_id = f"data-keep-{view.job}"
    box = {"type": "checkbox", "class": "form-check-input", "id": keep_id, "checked": "", "data-tdm-remember": ""}
    words = ["label", {"class": "form-check-label", "for": keep_id}, t("Remember for files like this one")]
    remember = solid(html.Div, [["input", box], words], className="form-check mb-0")
    mode_id = f"data-mode-{view.job}"
    options = [
        html.Option(text, value=value, **({"selected": "selected"} if value == view.mode else {}))
        for text, value in MODES
    ]
    mode = html.Div(
        [
            html.Label(t("Rows that are there already"), htmlFor=mode_id),
            html.Select(options, id=mode_id, className="form-select", **{"data-tdm-mode": ""}),
        ],
        className="tdm-modepick",
    )
    check = html.Button(
        t("Check rows"), className="btn btn-primary tdm-recheck", type="button", **{"data-tdm-check": ""}
    )
    return html.Div(
        [
            *([remember, mode] if view.rows_read else []),
            html.Div([*_import_button(view, is_alone=is_alone), check], className="tdm-actions ms-auto"),
        ],
        className="card-footer tdm-decide",
    )


def _import_button(view: ReviewView, *, is_alone: bool) -> list[Component]:
    if not view.accepted:
        return []
    weight = "btn-primary" if view.is_ready and is_alone else "btn-outline-secondary"
    word = t("Import") if view.is_ready else t("Import as it is")
    rows = formats.counted("{count} row", "{count} rows", view.accepted)
    left = view.open_questions
    note = (
        [
            html.Span(
                t(
                    "{questions} not answered",
                    questions=formats.counted("{count} question", "{count} questions", left),
                ),
                className="tdm-soft tdm-left",
            )
        ]
        if left
        else []
    )
    button = html.Button(
        f"{word}: {rows}" if is_alone else word,
        className=f"btn {weight} tdm-import",
        type="button",
        **{"data-tdm-import": "", "aria-label": f"{word}: {view.file_name}, {rows}"},
    )
    return [*note, button]


def _all_at_once(reviews: Sequence[ReviewView]) -> list[Component]:
    ready = [view for view in reviews if view.is_ready]
    if len(reviews) == 1 or not ready:
        return []
    rows = sum(view.accepted for view in ready)
    left = len(reviews) - len(ready)
    files = formats.counted("{count} file", "{count} files", len(ready))
    what = f"{files}, {formats.counted('{count} row', '{count} rows', rows)}"
    waits = formats.counted("; {count} file stays open", "; {count} files stay open", left) if left else ""
    button = html.Button(
        t("Import all")
        if not left
        else t("Import {files}", files=formats.counted("{count} ready file", "{count} ready files", len(ready))),
        className="btn btn-primary",
        type="button",
        **{"data-tdm-import-all": ""},
    )
    note = html.Span(t("{what}{waits}. Nothing is stored until then.", what=what, waits=waits), className="tdm-soft")
    return [html.Div([note, button], className="tdm-actions tdm-after")]
