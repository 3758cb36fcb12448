"""The KPI library: each KPI's article, the common language of every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from kpi.attributes import Attributes, Source
from layouts import components, formats
from layouts.graph import graph
from layouts.ids import LibraryIds

CHART_HEIGHT = 230

PARTS = (
    (
        "Understand it",
        (
            ("definition", "Definition"),
            ("insights", "Business insights"),
            ("measurement", "Measurement approach"),
            ("formula", "Formula"),
        ),
    ),
    (
        "Read it",
        (
            ("interpretation", "Interpretation"),
            ("trend", "Trend analysis"),
            ("visualisation", "Visualisation suggestions"),
        ),
    ),
    (
        "Act on it",
        (("questions", "Diagnostic questions"), ("tips", "Actionable tips"), ("risks", "Risk warnings")),
    ),
    (
        "Connect it",
        (
            ("tools", "Tools"),
            ("integration", "Integration points"),
            ("impact", "Change impact"),
            ("sources", "Sources"),
        ),
    ),
)
"""Parts of an article, each with its sections: (anchor, heading)."""

GRADES = {
    "A": "Product documentation, standard or literal data",
    "B": "Named practitioner or case",
    "C": "Content marketing, a default to edit",
    "own": "A choice of Tandem's",
}
"""What the grade of a source means."""


@dataclass(frozen=True)
class KpiGroup:
    """KPIs under one heading of the list: (label, href, is it the one shown)."""

    title: str
    links: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True)
class SpreadView:
    """How a score spreads now: the finding, what is measured, and the chart."""

    title: str
    sub: str
    figure: Mapping[str, Any]
    label: str
    table: components.TableView
    file_name: str


@dataclass(frozen=True)
class NowView:
    """A KPI without a distribution as a sentence: the value, and the words around it."""

    value: str
    text: str


@dataclass(frozen=True)
class LibraryView:
    """Everything that the page shows.

    Parameters
    ----------
    groups
        The list of KPIs.
    kicker
        What kind of KPI it is, in one line.
    text
        The words of the KPI.
    edges
        Where its bands meet; None for a KPI without bands.
    facts
        (name, value) beside the article.
    spread, now
        Its live figures; neither without data.
    notice
        What of the address could not be used.
    """

    groups: Sequence[KpiGroup]
    kicker: str
    text: Attributes
    edges: tuple[float, float] | None
    facts: Sequence[tuple[str, str]]
    spread: SpreadView | None = None
    now: NowView | None = None
    notice: str = ""


def layout(view: LibraryView) -> html.Div:
    """Return the list of KPIs, the article, and what is on the page."""
    return html.Div([_kpi_list(view), _article(view), _contents(view)], className="tdm-lib")


def _kpi_list(view: LibraryView) -> html.Div:
    field = dbc.Input(id=LibraryIds.FIND, type="search", placeholder="Find a KPI", autocomplete="off")
    search = html.Div(
        [
            components.icon("search"),
            html.Label("Find a KPI", htmlFor=LibraryIds.FIND, className="visually-hidden"),
            field,
        ],
        className="tdm-search mx-0 mb-2",
        **{"data-tdm-find": LibraryIds.KPIS.value},
    )
    groups: list[Component] = []
    for group in view.groups:
        links = [_kpi_link(*link) for link in group.links]
        groups += [html.H2(group.title), html.Div(links, className="nav flex-column")]
    return html.Div([search, html.Nav(groups, id=LibraryIds.KPIS, **{"aria-label": "KPIs"})], className="tdm-side")


def _kpi_link(label: str, href: str, is_here: bool, class_name: str = "nav-link") -> html.A:
    current = {"aria-current": "page"} if is_here else {}
    return components.link(label, href=href, class_name=f"{class_name} active" if is_here else class_name, **current)


def _article(view: LibraryView) -> html.Article:
    head: list[Component] = [_phone_list(view)]
    if view.notice:
        head.append(html.Div(components.notice(text=view.notice, kind="warning"), className="mb-3"))
    head += [
        html.P(view.kicker, className="tdm-kicker"),
        html.H1(view.text.name),
        html.P(view.text.standfirst, className="tdm-standfirst"),
    ]
    body = [part for title, sections in PARTS for part in _part(title, sections, view)]
    return html.Article([*head, *_bands(view), *_live(view), *body], className="tdm-prose")


def _phone_list(view: LibraryView) -> html.Details:
    """Return the list of KPIs as a menu, for screens that have no room beside the article."""
    items: list[Component] = [_kpi_link(*link, "tdm-item") for group in view.groups for link in group.links]
    return components.menu(
        name="kpis", summary="All KPIs", items=items, class_name="tdm-kpimenu", className="btn btn-outline-secondary"
    )


def _bands(view: LibraryView) -> list[Component]:
    """Return the bands as a ruler from 0 to 100, each with the first sentence of what it means."""
    if view.edges is None:
        return []
    low, high = (formats.score(edge, edges=view.edges) for edge in view.edges)
    widths = (view.edges[0], view.edges[1] - view.edges[0], 100 - view.edges[1])
    ranges = {"low": f"below {low}", "moderate": f"{low} to {high}", "strong": f"above {high}"}
    texts = {
        "low": view.text.interpretation_low,
        "moderate": view.text.interpretation_moderate,
        "strong": view.text.interpretation_high,
    }
    parts = [
        html.Div(
            [
                components.band(name=name),
                html.Span(text, className="tdm-num"),
                html.Span(first_sentence(texts[name])),
            ],
            style={"--c": f"var(--tdm-{name})"},
        )
        for name, text in ranges.items()
    ]
    columns = " ".join(f"minmax(0,{width:g}fr)" for width in widths)
    return [html.Div(parts, className="tdm-bandrow", style={"gridTemplateColumns": columns})]


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, without its full stop.

    Examples
    --------
    >>> first_sentence("Several areas have stopped. Find out why.")
    'Several areas have stopped'
    """
    return text.split(". ")[0].rstrip(".")


def _live(view: LibraryView) -> list[Component]:
    if view.spread is not None:
        one = view.spread
        chart = graph(id=LibraryIds.CHART, figure=dict(one.figure), label=one.label, height=CHART_HEIGHT)
        card = components.chart_card(
            id=LibraryIds.CHART, title=one.title, sub=one.sub, chart=chart, table=one.table, file_name=one.file_name
        )
        return [html.Div(card, className="tdm-plainchart")]
    if view.now is not None:
        return [html.P([html.B(view.now.value), f" {view.now.text}"], className="tdm-live")]
    return []


def _part(title: str, sections: Sequence[tuple[str, str]], view: LibraryView) -> list[Component]:
    shown: list[Component] = [html.H2(title)]
    for anchor, heading in sections:
        shown += [html.H3(heading, id=anchor), *_section(anchor, view)]
    return shown


def _section(anchor: str, view: LibraryView) -> list[Component]:
    text = view.text
    if anchor == "formula":
        return [_formula(text.formula), html.P(text.formula_notes)]
    if anchor == "interpretation":
        return [_interpretation(view)]
    if anchor == "insights":
        return [html.Ul([html.Li(one) for one in text.insights])]
    if anchor == "questions":
        items = [html.Li([components.icon("question-circle"), html.Span(one)]) for one in text.questions]
        return [html.Ul(items, className="tdm-questions")]
    if anchor == "tips":
        return [html.Ol([html.Li(one) for one in text.tips])]
    if anchor == "risks":
        items = [html.Li([html.Span(html.B(signal)), html.Span(meaning)]) for signal, meaning in text.risks]
        return [html.Ul(items, className="tdm-risk")]
    if anchor == "sources":
        return [html.Ul([_source(one) for one in text.sources], className="tdm-sources")]
    return [html.P(getattr(text, anchor))]


def _formula(text: str) -> html.Div:
    """Return a formula with its subject in bold; what stands after a semicolon goes below."""
    first, *more = text.split("; ")
    subject, sign, rest = first.partition(" = ")
    line: list[Component] = [html.B(subject)]
    if sign:
        line += [html.Span("=", className="op"), html.Span(rest, className="term")]
    parts = [html.Div(line, className="is"), *[html.Div(where, className="then") for where in more]]
    return html.Div(parts, className="tdm-formula", role="math", **{"aria-label": text})


def _interpretation(view: LibraryView) -> html.Dl:
    text = view.text
    given = (
        ("strong", "High", text.interpretation_high),
        ("moderate", "In between", text.interpretation_moderate),
        ("low", "Low", text.interpretation_low),
    )
    rows: list[Component] = []
    for band, word, meaning in given:
        if meaning:
            rows += [html.Dt(components.band(name=band) if view.edges else word), html.Dd(meaning)]
    return html.Dl(rows, className="tdm-readings")


def _source(one: Source) -> html.Li:
    meaning = GRADES.get(one.grade, one.grade)
    grade = html.Span([one.grade, components.hidden(f": {meaning}")], className="badge tdm-badge", title=meaning)
    return html.Li([grade, html.Span(one.text)])


def _contents(view: LibraryView) -> html.Div:
    groups: list[Component] = []
    for title, sections in PARTS:
        links = [_contents_link(anchor, heading) for anchor, heading in sections]
        groups += [html.H2(title), html.Div(links, className="nav flex-column")]
    facts = [part for name, value in view.facts for part in (html.Dt(name), html.Dd(value))]
    return html.Div(
        [
            html.Nav(groups, **{"aria-label": "On this page", "data-tdm-toc": ""}),
            html.Dl(facts, className="tdm-dl tdm-facts mt-4"),
        ],
        className="tdm-side tdm-toc",
    )


def _contents_link(anchor: str, heading: str) -> html.A:
    """Return a link to a section; the first is marked until assets/library.js sees which one is read."""
    is_first = anchor == PARTS[0][1][0][0]
    return html.A(heading, href=f"#{anchor}", className="nav-link active" if is_first else "nav-link")
