"""What a score is made of and how sure we are of it: the cards of the partner page that show its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, html


@dataclass(frozen=True)
class ComponentRow:
    """One component of a score; `parts` are what it is itself made of, with their scores.

    `behind` says how many rows stand behind it, and `rows_href` leads to them; `percentile` is its place among peers.
    """

    label: str
    raw: float | None
    reference: float | None
    score: float | None
    band: str
    weight: float | None
    contribution: float | None
    change: float | None
    behind: str
    parts: Sequence[tuple[str, float | None]] = ()
    percentile: float | None = None
    rows_href: str = ""


@dataclass(frozen=True)
class ComponentsView:
    """What a score is made of; the contributions of the rows add up to `total`."""

    name: str
    definition_href: str
    sub: str
    rows: Sequence[ComponentRow]
    total: float | None
    change: float | None
    reweighted: float
    behind: str
    behind_name: str = ""
    percentile: float | None = None
    rows_href: str = ""


@dataclass(frozen=True)
class CountedRow:
    """Activities of one kind, now and before."""

    label: str
    now: float
    before: float | None
    rows_href: str = ""


@dataclass(frozen=True)
class CountView:
    """A score that counts activities: how many of each kind, and what was before."""

    title: str
    sub: str
    counts: Sequence[CountedRow]
    note: str
    now: str
    before: str
    reason: str = ""


@dataclass(frozen=True)
class Evidence:
    """One line of what a score rests on: state is held, silent (measured as nothing) or missing."""

    state: str
    label: str
    amount: str


@dataclass(frozen=True)
class ConfidenceView:
    """How sure we are of a score."""

    sub: str
    evidence: Sequence[Evidence]
    note: str
    foot: str


def components_card(view: ComponentsView) -> html.Section:
    """Return the table of components, with the score as its last row."""
    heads = (
        (t("Component"), ""),
        (t("Raw value"), "num"),
        (t("Reference"), "num"),
        (t("Score"), ""),
        (t("Weight"), "num"),
        (t("Contribution"), "num"),
        (t("Change"), "num"),
        (t("Peer percentile"), "num"),
        (view.behind_name or t("Rows"), "num"),
    )
    table = html.Table(
        [
            html.Caption(t("Components of {name}", name=view.name), className="visually-hidden"),
            html.Thead(html.Tr([html.Th(text, scope="col", className=kind) for text, kind in heads])),
            html.Tbody([row for one in view.rows for row in _component_rows(one, view.definition_href)]),
            html.Tfoot(_total_rows(view)),
        ],
        className="table tdm-components",
    )
    title = html.Div([html.H3(t("What the score is made of"), id="components-title"), html.P(view.sub)])
    scroll = {"tabIndex": "0", "role": "region", "aria-label": t("Components, scrolls sideways")}
    return html.Section(
        [html.Div(title, className="card-header"), html.Div(table, className="table-responsive", **scroll)],
        className="card h-100",
        **{"aria-labelledby": "components-title"},
    )


def _component_rows(row: ComponentRow, definition_href: str) -> list[html.Tr]:
    cells = [
        _number(formats.count(row.raw)),
        _number(formats.count(row.reference), soft=True),
        html.Td(_score_cell(row.score, row.band)),
        _number(formats.percent(row.weight), soft=True),
        _number(formats.signed(row.contribution).removeprefix("+")),
        html.Td(components.delta(change=row.change), className="num"),
        html.Td(percentile_bar(row.percentile), className="num"),
        html.Td(_behind(row.label, row.behind, row.rows_href), className="num"),
    ]
    name = components.link(row.label, href=definition_href, class_name="tdm-rowlink")
    made = [html.Tr([html.Th(name, scope="row"), *cells])]
    for label, score in row.parts:
        value = html.Span(formats.score(score), className="n tdm-soft fw-normal")
        blank = [html.Td(), html.Td(), html.Td(html.Div(value, className="tdm-cell")), html.Td(colSpan=5)]
        made.append(html.Tr([html.Th(label, scope="row", className="tdm-subrow"), *blank]))
    return made


def percentile_bar(percentile: float | None) -> Component:
    """Return a place among peers as a short bar with its number; a dash without peers or data."""
    if percentile is None:
        return html.Span(formats.MISSING, className="tdm-muted")
    bar = html.Span(html.I(), className="tdm-bar", style={"--v": round(percentile, 1)}, **{"aria-hidden": "true"})
    return html.Div([bar, html.Span(formats.count(round(percentile)))], className="tdm-percentile")


def _behind(label: str, text: str, href: str) -> components.Child:
    """Return how many rows are behind a figure, as the way to them."""
    if not href:
        return html.Span(text, className="tdm-soft")
    name = {"aria-label": t("{rows} behind {name}", rows=text, name=label)}
    return components.link(text, href=href, class_name="tdm-rowslink", **name)


def _score_cell(score: float | None, band: str) -> Component:
    if score is None:
        return html.Span(t("No data"), className="tdm-muted")
    number = html.Span(formats.score(score), className="n")
    return html.Div([number, components.band(name=band)], className="tdm-cell")


def _total_rows(view: ComponentsView) -> list[html.Tr]:
    """The score itself, and before it what no component explains: shares that moved."""
    rows = []
    if abs(view.reweighted) >= 0.05:
        moved = html.Td(components.delta(change=view.reweighted), className="num fw-normal")
        name = html.Th(t("Data came or went"), scope="row", colSpan=6, className="fw-normal")
        rows.append(html.Tr([name, moved, html.Td(colSpan=2)]))
    name = html.Th(components.link(view.name, href=view.definition_href), scope="row", colSpan=4)
    known = view.total is not None
    rows.append(
        html.Tr(
            [
                name,
                _number(formats.percent(100.0) if known else formats.MISSING),
                _number(formats.signed(view.total).removeprefix("+")),
                html.Td(components.delta(change=view.change), className="num"),
                html.Td(percentile_bar(view.percentile), className="num"),
                html.Td(_behind(view.name, view.behind, view.rows_href), className="num"),
            ]
        )
    )
    return rows


def _number(text: str, *, soft: bool = False) -> html.Td:
    return html.Td(text, className="num tdm-soft" if soft else "num")


def counted_card(view: CountView) -> html.Section:
    """Return the activities that a score counts."""
    title = html.Div([html.H3(view.title, id="counted-title"), html.P(view.sub)])
    if not view.counts:
        body: Component = html.Div(html.P(view.reason, className="tdm-note"), className="card-body pt-2")
    else:
        columns = [
            components.Column(t("Activity")),
            components.Column(view.now, is_number=True),
            components.Column(view.before, is_number=True),
        ]
        rows = [[_kind(one), formats.count(one.now), formats.count(one.before)] for one in view.counts]
        body = components.data_table(table=components.TableView(view.title, columns, rows))
    note = html.Div(html.P(view.note, className="tdm-note mt-0"), className="card-body pt-2")
    return html.Section(
        [html.Div(title, className="card-header"), body, note],
        className="card",
        **{"aria-labelledby": "counted-title"},
    )


def _kind(row: CountedRow) -> components.Child:
    return components.link(row.label, href=row.rows_href, class_name="tdm-rowlink") if row.rows_href else row.label


def confidence_card(view: ConfidenceView) -> html.Section:
    """Return what a score rests on, and what is missing."""
    symbols = {"held": "check2", "silent": "dash-circle", "missing": "slash-circle"}
    items = [
        html.Li([components.icon(symbols[one.state]), html.Span(one.label), html.Span(one.amount)])
        for one in view.evidence
    ]
    title = html.Div([html.H3(t("How sure we are"), id="sure-title"), html.P(view.sub)])
    body = [html.Ul(items, className="tdm-cover"), html.P(view.note, className="tdm-note")]
    foot = [
        html.Span(view.foot),
        components.link(t("See sources"), href="/data?tab=history", class_name="text-nowrap"),
    ]
    return html.Section(
        [
            html.Div(title, className="card-header"),
            html.Div(body, className="card-body pt-2"),
            html.Div(foot, className="card-footer d-flex justify-content-between gap-3"),
        ],
        className="card h-100",
        **{"aria-labelledby": "sure-title"},
    )
