"""The Method page: forms and text of the method, what a change would do, and its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc
from dash.development.base_component import Component

from kpi.language import t, tn
from layouts import components, formats, html, method_fields
from layouts.ids import MethodIds
from layouts.solid import solid

SCORES, ADVOCACY, KINDS, TEXT, VERSIONS = "scores", "advocacy", "kinds", "text", "versions"
TABS = (SCORES, ADVOCACY, KINDS, TEXT, VERSIONS)
"""The tabs; the first opens without a word in the address."""

DRAFT_CARD = "method-draft-card"

MOST_LISTED = 12
"""Changes and problems that are listed; all are counted."""


@dataclass(frozen=True)
class ProblemView:
    """What is wrong with the draft: the line, words, and the address of the line in the text."""

    line: int
    text: str
    href: str


@dataclass(frozen=True)
class DraftView:
    """A draft: (entry, from what to what) of each change, what is wrong, and whether another was saved meanwhile."""

    changes: Sequence[tuple[str, str]]
    problems: Sequence[ProblemView]
    overtaken: str = ""


@dataclass(frozen=True)
class PageView:
    """The page as it is drawn.

    Parameters
    ----------
    tab
        The tab shown.
    title, sub
        The finding, and which method is in force.
    in_force
        Hash of the method in force: a draft remembers with which one it began.
    notices
        What can't be used of the address, or of the versions.
    panel
        What the tab shows.
    effect, partners
        What would change, in short and by partner.
    label
        Proposed label of the next version.
    """

    tab: str
    title: str
    sub: components.Children
    in_force: str
    notices: Sequence[str]
    panel: Sequence[Component]
    effect: Sequence[Component]
    partners: Sequence[Component]
    label: str


def layout(view: PageView) -> html.Div:
    """Return the page."""
    is_list = view.tab == VERSIONS
    columns: list[Component] = [html.Div(list(view.panel), id=MethodIds.PANEL, className="tdm-methodmain tdm-stack")]
    aside = html.Div(
        [
            _draft_card(view.label),
            html.Div([] if is_list else list(view.effect), id=MethodIds.EFFECT, **{"aria-live": "polite"}),
        ],
        className="tdm-methodside tdm-stack",
    )
    return html.Div(
        [
            dcc.Store(id=MethodIds.ASKED),
            html.Div(id=MethodIds.TOLD, hidden=True, **{"data-tdm-told": ""}),
            components.page_head(title=view.title, sub=view.sub),
            _tabs(view.tab),
            *[components.notice(text=text, kind="warning") for text in view.notices],
            html.Div(id=MethodIds.STATUS, className="tdm-statusline", tabIndex="-1", **{"aria-live": "polite"}),
            html.Div([*columns, aside], className="tdm-methodgrid is-list" if is_list else "tdm-methodgrid"),
            html.Div([] if is_list else list(view.partners), id=MethodIds.PARTNERS),
            _reminder(),
        ],
        className="tdm-method",
        **{"data-tdm-method": view.in_force},
    )


def address(tab: str, *, partner_type: str = "", version: int | None = None, line: int | None = None) -> str:
    """Return the address of a tab."""
    parts = [("tab", tab)] if tab != SCORES else []
    parts += [("type", partner_type)] if partner_type else []
    parts += [("version", str(version))] if version is not None else []
    parts += [("line", str(line))] if line is not None else []
    query = "&".join(f"{key}={value}" for key, value in parts)
    return f"/method?{query}" if query else "/method"


def text_editor(text: str, *, line: int | None = None) -> html.Section:
    """Return the whole method as text."""
    attributes = {
        "class": "form-control tdm-methodtext",
        "id": "method-text",
        "spellcheck": "false",
        "autocomplete": "off",
        "autocapitalize": "off",
        "wrap": "off",
        "rows": "36",
        "data-tdm-methodtext": "",
        "aria-describedby": "method-text-help method-text-problem",
        **({"data-tdm-line": str(line)} if line else {}),
    }
    head = html.Div(
        html.Div(
            [
                html.H2(html.Label(t("The whole method as text"), htmlFor="method-text")),
                html.P(
                    t("TOML, from top to bottom: kinds, questions, synonyms and KPIs of your own stand here too."),
                    id="method-text-help",
                ),
            ]
        ),
        className="card-header",
    )
    problem = ["small", {"class": "tdm-fieldproblem", "id": "method-text-problem"}]
    body = solid(html.Div, [["textarea", attributes, text], problem], className="card-body")
    return html.Section([head, body], className="card")


def unreadable(text: str, href: str) -> html.Section:
    """Return what stands in for forms while the text is no TOML."""
    return html.Section(
        components.empty_state(
            symbol="exclamation-octagon",
            title=t("The text can't be read, so it can't be shown as a form"),
            text=text,
            actions=[components.link(t("Go to the text"), href=href, class_name="btn btn-outline-secondary")],
            is_error=True,
        ),
        className="card",
    )


def draft_list(view: DraftView) -> list[Component]:
    """Return what the draft changes, and what is wrong with it."""
    made: list[Component] = [html.H2(_draft_title(view), id="method-draft-title")]
    if view.overtaken:
        made.append(components.notice(text=view.overtaken, kind="warning"))
    if view.problems:
        items = [
            html.Li([components.link(t("Line {line}", line=one.line), href=one.href), f": {one.text}"])
            for one in view.problems[:MOST_LISTED]
        ]
        made.append(html.Ul(items, className="tdm-problems", **{"aria-label": t("What is to be put right")}))
    if view.changes:
        rows = [html.Div([html.Dt(name), html.Dd(words)]) for name, words in view.changes[:MOST_LISTED]]
        made.append(html.Dl(rows, className="tdm-changes"))
        more = len(view.changes) - MOST_LISTED
        if more > 0:
            made.append(html.P(t("and {count} more", count=formats.count(more)), className="tdm-note"))
    return made


def done(text: str, *, undo: int | None = None, back: bool = False) -> Component:
    """Return the line that says what has just been done; with a way back to a version, or to the draft."""
    parts: list[components.Child] = [text]
    if undo is not None:
        parts += [" ", _action("restore", t("Undo"), version=str(undo))]
    if back:
        parts += [" ", _action("return", t("Undo"))]
    return components.notice(text=parts, kind="success", role="status")


def problem(text: str) -> Component:
    """Return the line that says why something was not done."""
    return components.notice(text=text, kind="danger", role="alert")


def tab_name(tab: str) -> str:
    """Return the label of a tab."""
    names = {
        SCORES: t("Scores and bands"),
        ADVOCACY: t("Advocacy"),
        KINDS: t("Kinds and KPIs"),
        TEXT: t("Text"),
        VERSIONS: t("Versions"),
    }
    return names[tab]


def _draft_title(view: DraftView) -> str:
    if view.problems:
        count = len(view.problems)
        return tn("{count} thing to put right", "{count} things to put right", count, count=formats.count(count))
    count = len(view.changes)
    if not count:
        return t("The text is laid out differently")
    return tn("{count} unsaved change", "{count} unsaved changes", count, count=formats.count(count))


def _action(do: str, label: str, **data: str) -> html.Button:
    return html.Button(
        label,
        className="btn btn-link btn-sm",
        type="button",
        **{"data-tdm-method-do": do, **{f"data-tdm-{key}": value for key, value in data.items()}},
    )


def _tabs(tab: str) -> html.Nav:
    links = [
        components.link(
            tab_name(one),
            href=address(one),
            class_name="nav-link active" if one == tab else "nav-link",
            **({"aria-current": "page"} if one == tab else {}),
        )
        for one in TABS
    ]
    return html.Nav(links, className="nav tdm-tabs", **{"aria-label": t("Method")})


def _reminder() -> html.A:
    """Return the way to the draft on screens where it stands below the fields."""
    words = [html.B(t("Unsaved changes")), method_fields.live("standing", ""), html.Span(t("Review and save"))]
    return html.A(words, href=f"#{DRAFT_CARD}", className="tdm-draftbar")


def _draft_card(label: str) -> html.Section:
    """Return the card with which a draft is saved; shown while there is one."""
    fields = [
        ["label", {"class": "form-label", "for": "method-label"}, t("Label of the new version")],
        ["input", {"class": "form-control", "id": "method-label", "type": "text", "value": label, "maxlength": "100",
                   "autocomplete": "off", "aria-describedby": "method-label-problem"}],
        ["small", {"class": "tdm-fieldproblem", "id": "method-label-problem"}],
        ["label", {"class": "form-label", "for": "method-note"}, t("Note: what changes, and why")],
        ["textarea", {"class": "form-control", "id": "method-note", "rows": "2", "maxlength": "2000", "required": "",
                      "aria-describedby": "method-note-problem"}],
        ["small", {"class": "tdm-fieldproblem", "id": "method-note-problem"}],
    ]  # fmt: skip
    buttons = html.Div(
        [
            html.Button(
                t("Save as version"), className="btn btn-primary", type="button", **{"data-tdm-method-do": "save"}
            ),
            html.Button(
                t("Discard changes"),
                className="btn btn-outline-secondary",
                type="button",
                **{"data-tdm-method-do": "discard"},
            ),
        ],
        className="d-flex flex-wrap gap-2 mt-3",
    )
    return html.Section(
        html.Div(
            [
                html.Div(id=MethodIds.DRAFT, **{"aria-live": "polite"}),
                solid(html.Div, fields, className="tdm-savefields"),
                buttons,
            ],
            className="card-body",
        ),
        id=DRAFT_CARD,
        className="card tdm-draft",
        **{"aria-label": t("Unsaved changes")},
    )
