"""The scorecard that a partner opens: calm, in plain words, printable on two pages, with nobody else's figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, scorecard_answers
from layouts.graph import graph
from layouts.ids import ScorecardIds
from layouts.scorecard_answers import AnswersView

CHART_HEIGHT = 150

CHARTS = {
    "engagement_score": ScorecardIds.ENGAGEMENT,
    "mindshare_score": ScorecardIds.MINDSHARE,
    "advocacy_score": ScorecardIds.ADVOCACY,
}


@dataclass(frozen=True)
class PeersView:
    """Similar partners: their median and, where there are enough of them, the middle half; whole points."""

    median: float = 0.0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ScoreView:
    """One score; `about` says what it is, `why` what moved it, or why there is none."""

    kpi: str = ""
    name: str = ""
    value: float | None = None
    band: str = "none"
    change: float | None = None
    since: str = ""
    about: str = ""
    why: str = ""
    peers: PeersView | None = None
    figure: Mapping[str, Any] | None = None
    label: str = ""


@dataclass(frozen=True)
class StepView:
    """One way to raise a score, and the points that it would bring."""

    points: float = 0.0
    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class ResultRow:
    """A figure that the partner can check."""

    name: str = ""
    unit: str = ""
    value: float | None = None
    previous: float | None = None
    kpi: str = ""


@dataclass(frozen=True)
class ScorecardView:
    """Everything that the page shows; `frozen_on` is the day of which it is, where it stays as it is.

    A frozen link keeps it as JSON: fields are plain values with defaults, as `data.work.snapshots` asks.
    """

    brand: str = ""
    partner: str = ""
    period: str = ""
    before: str = ""
    title: str = ""
    intro: str = ""
    scores: Sequence[ScoreView] = ()
    steps: Sequence[StepView] = ()
    steps_title: str = ""
    steps_intro: str = ""
    results: Sequence[ResultRow] = ()
    currency: str = "EUR"
    foot: Sequence[str] = ()
    frozen_on: date | None = None
    month: str = ""


def layout(view: ScorecardView, answers: AnswersView | None = None) -> Component:
    """Return the whole page, on light paper whatever the theme: it is read like a letter, and printed.

    Parameters
    ----------
    view
        What it shows.
    answers
        What can be answered to it; None: nothing.
    """
    return html.Div(
        [
            html.A(t("Skip to content"), href="#main", className="tdm-skip"),
            header(view.brand),
            html.Main(
                [
                    html.P(
                        t("{partner}, scorecard for {period}", partner=view.partner, period=view.period),
                        className="tdm-score-of",
                    ),
                    html.H1(view.title),
                    html.P(view.intro, className="tdm-intro"),
                    *_frozen(view),
                    *_scores(view, answers),
                    *_steps(view),
                    *_results(view, answers),
                    *(scorecard_answers.parts(answers) if answers else []),
                    html.Footer([html.Span(line) for line in view.foot], className="tdm-foot"),
                ],
                id="main",
                className="tdm-score",
            ),
        ],
        className="tdm-paper",
        **{"data-bs-theme": "light"},
    )


def header(brand: str) -> html.Header:
    """Return whose programme it is, and the way onto paper."""
    mark = html.Span(brand[:1].upper(), className="tdm-hostmark", **{"aria-hidden": "true"})
    name = html.Span([brand, html.Small(t("Partner programme"))])
    button = html.Button(
        [components.icon("printer"), t("Print or save PDF")],
        className="btn btn-outline-secondary",
        type="button",
        **{"data-tdm-print": ""},
    )
    return html.Header(
        html.Div(
            [
                html.Span([mark, name], className="tdm-hostbrand"),
                html.Div(button, className="tdm-actions ms-auto"),
            ]
        ),
        className="tdm-score-head",
    )


def nothing_yet(*, brand: str, partner: str) -> Component:
    """Return the page of a partner of whom there are no figures."""
    empty = components.empty_state(
        symbol="hourglass",
        title=t("There are no figures yet"),
        text=t(
            "Your scorecard appears here as soon as we have figures for {partner}. The link stays the same.",
            partner=partner,
        ),
    )
    return html.Div(
        [header(brand), html.Main(empty, id="main", className="tdm-score")],
        className="tdm-paper",
        **{"data-bs-theme": "light"},
    )


def _frozen(view: ScorecardView) -> list[Component]:
    """Say of which day the figures are, where they stay those of that day."""
    if view.frozen_on is None:
        return []
    text = t("Figures as of {day}. They stay as they are, whatever comes in later.", day=formats.day(view.frozen_on))
    return [html.P([components.icon("pin-angle"), f" {text}"], className="tdm-soft tdm-frozen")]


def _scores(view: ScorecardView, answers: AnswersView | None) -> list[Component]:
    if not view.scores:
        return []
    return [html.Section([_score(one, answers) for one in view.scores], **{"aria-label": t("Your scores")})]


def _score(view: ScoreView, answers: AnswersView | None) -> html.Article:
    title_id = f"score-{view.kpi}"
    text = html.Div([html.P(view.about), html.P(view.why)], className="tdm-kpi-text")
    parts: list[Component] = [
        html.Div([html.H2(view.name, id=title_id), _number(view), text], className="tdm-kpi-head")
    ]
    if view.value is not None:
        parts.append(_compare(view))
    if view.figure is not None:
        figure = dict(view.figure)
        parts.append(graph(id=CHARTS[view.kpi], figure=figure, label=view.label, height=CHART_HEIGHT))
    if answers:
        form = scorecard_answers.remark_form(view.kpi, view.name, host=answers.host, has_number=False)
        parts += [
            scorecard_answers.remark_button(view.kpi, view.name),
            html.Div(form, id=f"remark-{view.kpi}", hidden=True),
        ]
    return html.Article(parts, className="tdm-kpi", **{"aria-labelledby": title_id})


def _number(view: ScoreView) -> html.Div:
    band = html.Div(components.band(name=view.band, chip=True), className="mt-1")
    if view.value is None:
        return html.Div([html.Div(formats.MISSING, className="tdm-value"), band], className="tdm-kpi-num")
    value = html.Div([formats.score(view.value), components.hidden(f" {t('of 100')}")], className="tdm-value")
    parts = [value, band]
    if view.change is not None:
        change = [components.delta(change=view.change), f" {t('since {since}', since=view.since)}"]
        parts.append(html.Div(change, className="tdm-change"))
    return html.Div(parts, className="tdm-kpi-num")


def _compare(view: ScoreView) -> html.Div:
    """Return where the partner stands between 0 and 100, and where the middle half of its peers does."""
    assert view.value is not None
    value, peers = formats.score(view.value), view.peers
    place = formats.shown_score(view.value)
    style: dict[str, float | str] = {"--v": place}
    marks = [html.I(className=f"z z{zone}") for zone in (1, 2, 3)]
    words = [
        html.Span(text, className=f"zl {where}")
        for text, where in ((t("Low"), "is-start"), ("50", "is-50"), ("75", "is-75"), (t("Strong"), "is-end"))
    ]
    you = html.Span(html.B(t("You {value}", value=value)), className="lab", style={"--x": f"{place}%"})
    said = t("{name}: you {value}", name=view.name, value=value)
    if peers:
        style |= {"--pm": round(peers.median, 2)}
        median = formats.score(peers.median)
        said += t(", median of similar partners {median}", median=median)
        label: list[components.Child] = components.around(
            t("Similar partners: median {median}"), median=html.B(median)
        )
        if peers.low is not None and peers.high is not None:
            style |= {"--p0": round(peers.low, 2), "--p1": round(peers.high, 2)}
            marks.append(html.I(className="pr"))
            half = t("middle half {low} to {high}", low=formats.score(peers.low), high=formats.score(peers.high))
            said, label = f"{said}, {half}", [*label, f", {half}"]
        marks.append(html.I(className="pm"))
        words.append(html.Span(label, className="lab is-peer", style={"--x": f"{peers.median:.2f}%"}))
    marks.append(html.I(className=f"v tdm-band {components.BANDS[view.band][0]}"))
    class_name = "tdm-compare" if peers else "tdm-compare is-alone"
    return html.Div([you, *marks, *words], className=class_name, role="img", style=style, **{"aria-label": said})


def _steps(view: ScorecardView) -> list[Component]:
    if not view.steps:
        return []
    items = [
        html.Li(
            [
                html.Div([formats.signed(one.points), html.Small(t("points"))], className="pts"),
                html.Div([html.H3(one.title), html.P(one.text)]),
            ]
        )
        for one in view.steps
    ]
    return [
        html.Section(
            [
                html.H2(view.steps_title, id="raise"),
                html.P(view.steps_intro, className="tdm-soft mb-0"),
                html.Ol(items, className="tdm-raise"),
            ],
            className="tdm-keep",
            **{"aria-labelledby": "raise"},
        )
    ]


def _results(view: ScorecardView, answers: AnswersView | None) -> list[Component]:
    """Return the partner's own figures, so that it can hold them against its own books."""
    if not view.results:
        return []
    heads = [html.Th(t("Figure"), scope="col"), html.Th(view.period, scope="col", className="num")]
    if view.before:
        heads.append(html.Th(view.before, scope="col", className="num"))
    table = html.Table(
        [
            html.Caption(t("Results of our work together"), className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([part for row in view.results for part in _result(row, view, answers)]),
        ],
        className="table",
    )
    scroll = {"tabIndex": "0", "role": "region", "aria-label": t("Results, scrolls sideways")}
    text = t("As we have them on record. If a figure differs from yours, tell us and we check it together.")
    section = html.Section(
        [
            html.H2(t("Results that you can check"), id="results"),
            html.P(text, className="tdm-soft mb-0"),
            html.Div(table, className="table-responsive mt-2", **scroll),
        ],
        className="tdm-keep",
        **{"aria-labelledby": "results"},
    )
    return [section]


def _result(row: ResultRow, view: ScorecardView, answers: AnswersView | None) -> list[html.Tr]:
    cells = [html.Td(formats.value_text(row.value, row.unit, currency=view.currency), className="num")]
    if view.before:
        previous = formats.value_text(row.previous, row.unit, currency=view.currency)
        cells.append(html.Td(previous, className="num tdm-soft"))
    if answers is None or not row.kpi:
        return [html.Tr([html.Th(row.name, scope="row"), *cells])]
    head = html.Th([row.name, scorecard_answers.remark_button(row.kpi, row.name)], scope="row")
    form = scorecard_answers.remark_form(row.kpi, row.name, host=answers.host, has_number=True)
    below = html.Td(form, colSpan=len(cells) + 1)
    return [html.Tr([head, *cells]), html.Tr(below, id=f"remark-{row.kpi}", hidden=True, className="tdm-noprint")]
