"""Files that wait for a decision: how each was read, what is open, and what importing it would do."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

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
            html.H2([components.hidden("Step 2: "), "Match columns"], id="data-review-title"),
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
    return f"{formats.plural(len(reviews), 'file')}, {formats.count(ready)} ready to import"


def _matched(view: ReviewView) -> str:
    found = {match.field for match in view.matches}
    if not view.required or not found:
        return formats.plural(view.rows_read, "row")
    done = sum(name in found for name in view.required)
    return f"{formats.count(done)} of {formats.plural(len(view.required), 'needed column')} matched"


def _what(view: ReviewView) -> str:
    if not view.table:
        return "It is not known which kind of file this is"
    label = table_label(view.table)
    return f"{label}, {formats.plural(view.rows_read, 'row')} read" if view.rows_read else f"{label}, not read yet"


def _state(view: ReviewView) -> html.Span:
    kind, symbol, text = "is-good", "check-circle-fill", "Ready to import"
    if view.open_questions:
        kind, symbol, text = "is-warn", "eye", f"{formats.plural(view.open_questions, 'question')} open"
    elif not view.rows_read:
        kind, symbol, text = "is-bad", "exclamation-circle-fill", "Can't be imported yet"
    elif not view.accepted:
        kind, symbol, text = "is-bad", "exclamation-circle-fill", "Nothing to import"
    elif view.is_hardly_read:
        kind, symbol = "is-bad", "exclamation-circle-fill"
        text = f"{formats.count(view.rejected)} of {formats.plural(view.rows_read, 'row')} rejected"
    elif view.rejected:
        kind, symbol = "is-warn", "eye"
        text = f"Ready, {formats.plural(view.rejected, 'row')} rejected"
    return html.Span([components.icon(symbol), text], className=f"tdm-status {kind}")


def _trouble(view: ReviewView) -> list[Component]:
    """Return what keeps the file from being imported, and the questions that would put it right."""
    found: list[Component] = []
    if view.problem:
        found.append(components.notice(text=view.problem, kind="danger", role="alert"))
    if view.questions:
        found.append(import_controls.questions(view))
    if view.unknown_partners:
        number = formats.plural(len(view.unknown_partners), "partner")
        names = import_reasons.listed(view.unknown_partners)
        text = f"{number} not in any partners file yet, kept as type unknown: {names}."
        found.append(components.notice(text=text, kind="warning"))
    return found


def _preview(view: ReviewView) -> list[Component]:
    """Return what importing would do to the data; nothing while the file can't be read."""
    if not view.rows_read:
        return []
    if view.preview is None:
        figures = [_figure("To be imported", view.accepted, _share(view))]
    else:
        seen = view.preview
        figures = [
            _figure("New", seen.new, "not in the data yet"),
            _figure("Changed", seen.changed, "replace a row with the same id"),
            _figure("Unchanged", seen.unchanged, "in the data already, the same"),
        ]
        if seen.superseded:
            figures.append(_figure("Superseded", seen.superseded, "rows of earlier files, no longer counted"))
    why = formats.plural(len(view.reasons), "reason") + ", see below" if view.reasons else "nothing to put right"
    figures.append(_figure("Rejected", view.rejected, why, class_name="is-bad" if view.rejected else ""))
    figures.append(
        _figure("Skipped", view.skipped, "blank, repeated or footer" if view.skipped else "no line left out")
    )
    return [html.Dl(figures, className="tdm-figures mb-0", **{"aria-label": "What importing would do"})]


def _share(view: ReviewView) -> str:
    return f"{formats.percent(100 * view.accepted / view.rows_read)} of rows"


def _figure(label: str, number: int, note: str, *, class_name: str = "") -> html.Div:
    value = html.Dd([formats.count(number), html.Small(note)], className=class_name)
    return html.Div([html.Dt(label), value])


def _foot(view: ReviewView, *, is_alone: bool) -> html.Div:
    """Return the last decisions and the buttons; checking again stands in for importing once something is changed."""
    keep_id = f"data-keep-{view.job}"
    box = {"type": "checkbox", "class": "form-check-input", "id": keep_id, "checked": "", "data-tdm-remember": ""}
    words = ["label", {"class": "form-check-label", "for": keep_id}, "Remember for files like this one"]
    remember = solid(html.Div, [["input", box], words], className="form-check mb-0")
    mode_id = f"data-mode-{view.job}"
    options = [
        html.Option(text, value=value, **({"selected": "selected"} if value == view.mode else {}))
        for text, value in MODES
    ]
    mode = html.Div(
        [
            html.Label("Rows that are there already", htmlFor=mode_id),
            html.Select(options, id=mode_id, className="form-select", **{"data-tdm-mode": ""}),
        ],
        className="tdm-modepick",
    )
    check = html.Button(
        "Check rows", className="btn btn-primary tdm-recheck", type="button", **{"data-tdm-check": ""}
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
    word = "Import" if view.is_ready else "Import as it is"
    left = view.open_questions
    note = (
        [html.Span(f"{formats.plural(left, 'question')} not answered", className="tdm-soft tdm-left")] if left else []
    )
    button = html.Button(
        f"{word}: {formats.plural(view.accepted, 'row')}" if is_alone else word,
        className=f"btn {weight} tdm-import",
        type="button",
        **{"data-tdm-import": "", "aria-label": f"{word}: {view.file_name}, {formats.plural(view.accepted, 'row')}"},
    )
    return [*note, button]


def _all_at_once(reviews: Sequence[ReviewView]) -> list[Component]:
    ready = [view for view in reviews if view.is_ready]
    if len(reviews) == 1 or not ready:
        return []
    rows = sum(view.accepted for view in ready)
    left = len(reviews) - len(ready)
    what = f"{formats.plural(len(ready), 'file')}, {formats.plural(rows, 'row')}"
    waits = f"; {formats.plural(left, 'file')} {'stays' if left == 1 else 'stay'} open" if left else ""
    button = html.Button(
        "Import all" if not left else f"Import {formats.plural(len(ready), 'ready file')}",
        className="btn btn-primary",
        type="button",
        **{"data-tdm-import-all": ""},
    )
    note = html.Span(f"{what}{waits}. Nothing is stored until then.", className="tdm-soft")
    return [html.Div([note, button], className="tdm-actions tdm-after")]
