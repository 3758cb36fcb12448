"""The KPI library: each KPI's article, the common language of every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from kpi.attributes import Attributes, Source
from kpi.language import marked, t
from layouts import components, formats
from layouts.graph import graph
from layouts.ids import LibraryIds
from layouts.solid import Node, solid

CHART_HEIGHT = 230

PARTS = (
    (
        marked("Understand it"),
        (
            ("definition", marked("Definition")),
            ("insights", marked("Business insights")),
            ("measurement", marked("Measurement approach")),
            ("formula", marked("Formula")),
        ),
    ),
    (
        marked("Read it"),
        (
            ("interpretation", marked("Interpretation")),
            ("trend", marked("Trend analysis")),
            ("visualisation", marked("Visualisation suggestions")),
        ),
    ),
    (
        marked("Act on it"),
        (
            ("checks", marked("What the data answer")),
            ("questions", marked("Diagnostic questions")),
            ("tips", marked("Actionable tips")),
            ("risks", marked("Risk warnings")),
        ),
    ),
    (
        marked("Connect it"),
        (
            ("used", marked("Where it is used")),
            ("tools", marked("Tools")),
            ("integration", marked("Integration points")),
            ("impact", marked("Change impact")),
            ("sources", marked("Sources")),
        ),
    ),
)
"""Parts of an article, each with its sections: (anchor, heading)."""

GRADES = {
    "A": marked("Product documentation, standard or literal data"),
    "B": marked("Named practitioner or case"),
    "C": marked("Content marketing, a default to edit"),
    "own": marked("A choice of Tandem's"),
}
"""What the grade of a source means."""


CHECK_STATES = {
    "good": ("check-circle", marked("Nothing to do")),
    "look": ("eye", marked("Worth a look")),
    "unknown": ("dash-circle", marked("Not known")),
}
"""Icon and word of an answer."""


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
class CheckView:
    """A question that the data answer: state is good, look or unknown; `href` leads to the partners it speaks of."""

    state: str
    question: str
    answer: str
    href: str = ""


@dataclass(frozen=True)
class ScopeView:
    """The partners that the live figures are of, where filters are on, and the address without them."""

    text: str
    clear_href: str


@dataclass(frozen=True)
class LibraryView:
    """Everything that the page shows.

    Parameters
    ----------
    kpi
        Its id.
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
    scope
        Whom they are of; None for all partners.
    checks
        What the data answer of its diagnostic questions.
    uses
        (label, address) of where it is used.
    notice
        What of the address could not be used.
    """

    kpi: str
    groups: Sequence[KpiGroup]
    kicker: str
    text: Attributes
    edges: tuple[float, float] | None
    facts: Sequence[tuple[str, str]]
    spread: SpreadView | None = None
    now: NowView | None = None
    scope: ScopeView | None = None
    checks: Sequence[CheckView] = ()
    uses: Sequence[tuple[str, str]] = ()
    notice: str = ""


def layout(view: LibraryView) -> html.Div:
    """Return the list of KPIs, the article, and what is on the page."""
    return html.Div([_kpi_list(view), _article(view), _contents(view)], className="tdm-lib")


def _kpi_list(view: LibraryView) -> html.Div:
    field = dbc.Input(id=LibraryIds.FIND, type="search", placeholder=t("Find a KPI"), autocomplete="off")
    search = html.Div(
        [
            components.icon("search"),
            html.Label(t("Find a KPI"), htmlFor=LibraryIds.FIND, className="visually-hidden"),
            field,
        ],
        className="tdm-search mx-0 mb-2",
        **{"data-tdm-find": LibraryIds.KPIS.value},
    )
    groups: list[Component] = []
    for group in view.groups:
        links = [_kpi_link(*link) for link in group.links]
        groups += [html.H2(group.title), html.Div(links, className="nav flex-column")]
    return html.Div([search, html.Nav(groups, id=LibraryIds.KPIS, **{"aria-label": t("KPIs")})], className="tdm-side")


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
    body = [part for title, sections in PARTS for part in _part(t(title), sections, view)]
    return html.Article([*head, *_bands(view), *_live(view), *body], className="tdm-prose")


def _phone_list(view: LibraryView) -> html.Details:
    """Return the list of KPIs as a menu, for screens that have no room beside the article."""
    items: list[Component] = [_kpi_link(*link, "tdm-item") for group in view.groups for link in group.links]
    return components.menu(
        name="kpis",
        summary=t("All KPIs"),
        items=items,
        class_name="tdm-kpimenu",
        className="btn btn-outline-secondary",
    )


def _bands(view: LibraryView) -> list[Component]:
    """Return the bands as a ruler from 0 to 100, each with the first sentence of what it means."""
    if view.edges is None:
        return []
    low, high = (formats.score(edge, edges=view.edges) for edge in view.edges)
    widths = (view.edges[0], view.edges[1] - view.edges[0], 100 - view.edges[1])
    ranges = {
        "low": t("below {low}", low=low),
        "moderate": t("{low} to {high}", low=low, high=high),
        "strong": t("above {high}", high=high),
    }
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
    scope = [] if view.scope is None else [_scope(view.scope)]
    return [*scope, *_figures(view)]


def _scope(scope: ScopeView) -> html.P:
    clear = components.link(t("Show all partners"), href=scope.clear_href, keep_scroll=True)
    return html.P([f"{scope.text} ", clear], className="tdm-libscope")


def _figures(view: LibraryView) -> list[Component]:
    """Return the value of a KPI as a sentence, and how it spreads over partners."""
    shown: list[Component] = []
    if view.now is not None:
        shown.append(html.P([html.B(view.now.value), f" {view.now.text}"], className="tdm-live"))
    if view.spread is not None:
        one = view.spread
        chart = graph(id=LibraryIds.CHART, figure=dict(one.figure), label=one.label, height=CHART_HEIGHT)
        card = components.chart_card(
            id=LibraryIds.CHART, title=one.title, sub=one.sub, chart=chart, table=one.table, file_name=one.file_name
        )
        shown.append(html.Div(card, className="tdm-plainchart"))
    return shown


def _part(title: str, sections: Sequence[tuple[str, str]], view: LibraryView) -> list[Component]:
    shown: list[Component] = [html.H2(title)]
    for anchor, heading in _shown(sections, view):
        shown += [html.H3(t(heading), id=anchor), *_section(anchor, view)]
    return shown


def _section(anchor: str, view: LibraryView) -> list[Component]:
    text = view.text
    if anchor == "formula":
        return [_formula(text.formula), html.P(text.formula_notes)]
    if anchor == "interpretation":
        return [_interpretation(view)]
    if anchor == "insights":
        return [html.Ul([html.Li(one) for one in text.insights])]
    if anchor == "checks":
        return [_checks(view.checks)]
    if anchor == "questions":
        return [_questions(text.questions, view.kpi)]
    if anchor == "used":
        return [html.Ul([html.Li(components.link(label, href=href)) for label, href in view.uses])]
    if anchor == "tips":
        return [html.Ol([html.Li(one) for one in text.tips])]
    if anchor == "risks":
        items = [html.Li([html.Span(html.B(signal)), html.Span(meaning)]) for signal, meaning in text.risks]
        return [html.Ul(items, className="tdm-risk")]
    if anchor == "sources":
        return [html.Ul([_source(one) for one in text.sources], className="tdm-sources")]
    return [html.P(getattr(text, anchor))]


def _shown(sections: Sequence[tuple[str, str]], view: LibraryView) -> list[tuple[str, str]]:
    """Return the sections that have something to say."""
    empty = {anchor for anchor, held in (("checks", view.checks), ("used", view.uses)) if not held}
    return [(anchor, heading) for anchor, heading in sections if anchor not in empty]


def _checks(checks: Sequence[CheckView]) -> html.Ul:
    return html.Ul([_check(one) for one in checks], className="tdm-checks")


def _check(one: CheckView) -> html.Li:
    symbol, word = CHECK_STATES[one.state]
    more = [" ", components.link(t("See them"), href=one.href)] if one.href else []
    words = html.Span([html.B(one.question), html.Span([one.answer, *more])])
    return html.Li([components.icon(symbol), components.hidden(f"{t(word)}: "), words], className=f"is-{one.state}")


def _questions(questions: Sequence[str], kpi: str) -> Component:
    """Return the questions that people answer, each with a box to tick; `assets/library.js` remembers the ticks."""
    rows: list[Node] = []
    for at, question in enumerate(questions):
        box = {"type": "checkbox", "class": "form-check-input", "data-tdm-tick": f"{kpi}/{at}"}
        rows.append(["li", {}, ["label", {}, ["input", box], ["span", {}, question]]])
    return solid(html.Ul, rows, className="tdm-check")


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
        ("strong", t("High"), text.interpretation_high),
        ("moderate", t("In between"), text.interpretation_moderate),
        ("low", t("Low"), text.interpretation_low),
    )
    rows: list[Component] = []
    for band, word, meaning in given:
        if meaning:
            rows += [html.Dt(components.band(name=band) if view.edges else word), html.Dd(meaning)]
    return html.Dl(rows, className="tdm-readings")


def _source(one: Source) -> html.Li:
    meaning = t(GRADES.get(one.grade, one.grade))
    grade = html.Span([one.grade, components.hidden(f": {meaning}")], className="badge tdm-badge", title=meaning)
    return html.Li([grade, html.Span(one.text)])


def _contents(view: LibraryView) -> html.Div:
    groups: list[Component] = []
    for title, sections in PARTS:
        links = [_contents_link(anchor, t(heading)) for anchor, heading in _shown(sections, view)]
        groups += [html.H2(t(title)), html.Div(links, className="nav flex-column")]
    facts = [part for name, value in view.facts for part in (html.Dt(name), html.Dd(value))]
    return html.Div(
        [
            html.Nav(groups, **{"aria-label": t("On this page"), "data-tdm-toc": ""}),
            html.Dl(facts, className="tdm-dl tdm-facts mt-4"),
        ],
        className="tdm-side tdm-toc",
    )


def _contents_link(anchor: str, heading: str) -> html.A:
    """Return a link to a section; the first is marked until assets/library.js sees which one is read."""
    is_first = anchor == PARTS[0][1][0][0]
    return html.A(heading, href=f"#{anchor}", className="nav-link active" if is_first else "nav-link")
