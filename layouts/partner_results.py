"""What comes after a partner's score: the way to the next band, results, both sides' figures, the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, html
from layouts.charts import ChartView, chart
from layouts.ids import PartnerIds

SCALE_END = 120
"""Where a bullet ends [% of the target]."""

CALENDAR_HEIGHT = 196
"""Height of the calendar of working days; one with weekends is higher [pixels]."""

SWATCHES = ("28", "50", "75", "100")
"""Strengths of the calendar's colours [%]."""


@dataclass(frozen=True)
class PathOption:
    """One set of extra activity: how many, what in words, and the score with it."""

    cost: int
    steps: str
    score: float
    band: str


@dataclass(frozen=True)
class PathView:
    """The way to the next band, cheapest first; `note` says why there is none, or what else would do."""

    title: str
    sub: str
    options: Sequence[PathOption]
    note: str


@dataclass(frozen=True)
class ResultRow:
    """One KPI against its target; `share` and `baseline` are shares of the target, None where none makes sense."""

    name: str
    definition_href: str
    rows_href: str
    unit: str
    currency: str
    value: float | None
    change: float | None
    higher_is_better: bool
    target: float | None = None
    due: str = ""
    share: float | None = None
    baseline: float | None = None
    reached: bool = False


@dataclass(frozen=True)
class ResultsView:
    """The KPIs of a partner's type."""

    title: str
    sub: str
    rows: Sequence[ResultRow]


@dataclass(frozen=True)
class FigureRow:
    """A figure that both sides report: texts, because each has its own unit."""

    name: str
    month: str
    ours: str
    theirs: str
    difference: str
    status: str


@dataclass(frozen=True)
class FiguresView:
    """Both sides' figures; `more` says how many are not shown."""

    title: str
    sub: str
    rows: Sequence[FigureRow]
    tolerance: str
    reason: str
    more: str = ""
    review_href: str = ""


STATUSES = {
    "agreed": ("check-lg", "is-good"),
    "disputed": ("exclamation-circle", "is-bad"),
    "one-sided": ("dash-lg", ""),
}
"""Icon and class of each result of a comparison."""


def path_card(view: PathView) -> html.Section:
    """Return up to three ways to the next band, side by side."""
    title = html.Div([html.H3(view.title, id="path-title"), html.P(view.sub)])
    options = html.Ol([_option(one) for one in view.options], className="tdm-paths")
    note = html.P(view.note, className="tdm-note mt-0")
    body = [*([options] if view.options else []), *([note] if view.note else [])]
    return html.Section(
        [html.Div(title, className="card-header"), html.Div(body, className="card-body pt-2")],
        className="card",
        **{"aria-labelledby": "path-title"},
    )


def _option(one: PathOption) -> html.Li:
    reached = t("Score {score}", score=formats.score(one.score))
    return html.Li(
        [
            html.B(formats.signed(float(one.cost), 0)),
            html.Span(one.steps),
            html.Small([f"{reached} ", components.band(name=one.band)]),
        ]
    )


def results_card(view: ResultsView) -> html.Section:
    """Return the KPIs with bullets on one scale: the target lines of all stand under each other."""
    heads = [
        html.Th(t("KPI"), scope="col"),
        html.Th(t("Value"), scope="col", className="num"),
        html.Th(t("Change"), scope="col", className="num tdm-hide-sm"),
        html.Th(t("Target"), scope="col", className="num"),
        html.Th(t("Share of target"), scope="col", className="tdm-bulletcol"),
        html.Th(components.hidden(t("Percent")), scope="col", className="num"),
    ]
    table = html.Table(
        [
            html.Caption(view.title, className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_result_row(row) for row in view.rows]),
        ],
        className="table tdm-results-table",
    )
    return _card(view.title, view.sub, table, id="results-title", region=t("KPIs against targets, scrolls sideways"))


def _result_row(row: ResultRow) -> html.Tr:
    value = formats.value_text(row.value, row.unit, currency=row.currency)
    name = {"aria-label": t("Rows behind {name}: {value}", name=row.name, value=value)}
    shown = (
        html.Span(value, className="tdm-muted")
        if row.value is None
        else components.link(value, href=row.rows_href, class_name="tdm-rowslink", **name)
    )
    moved = components.delta(
        change=row.change, unit=row.unit, higher_is_better=row.higher_is_better, currency=row.currency
    )
    return html.Tr(
        [
            html.Th(components.link(row.name, href=row.definition_href, class_name="tdm-rowlink"), scope="row"),
            html.Td(shown, className="num"),
            html.Td(moved, className="num tdm-hide-sm"),
            html.Td(_target(row), className="num tdm-soft"),
            html.Td(bullet(row)),
            html.Td(_share(row), className="num"),
        ]
    )


def _target(row: ResultRow) -> components.Children:
    if row.target is None:
        return html.Span(formats.MISSING, className="tdm-muted")
    text = formats.value_text(row.target, row.unit, currency=row.currency)
    wanted = text if row.higher_is_better else t("{value} max", value=text)
    return html.Span(wanted, title=t("Due {day}", day=row.due))


def bullet(row: ResultRow) -> components.Child:
    """Return the value as a share of its target: the line marks the target, the notch the baseline."""
    if row.target is None:
        return html.Span(t("No target"), className="tdm-muted")
    if row.value is None:
        return html.Span(t("No value"), className="tdm-muted")
    if row.share is None:
        return html.Span(t("Reached") if row.reached else t("Not reached"), className="tdm-soft")
    said = t("{share} of the target", share=formats.percent(row.share))
    style: dict[str, float] = {"--a": round(row.share, 1)}
    marks = [html.I(className="a")]
    if row.baseline is not None and 0 <= row.baseline <= SCALE_END:
        style["--b"] = round(row.baseline, 1)
        marks.append(html.I(className="b"))
        said = t("{said}, baseline {share}", said=said, share=formats.percent(row.baseline))
    return html.Div(
        [*marks, html.I(className="g")], className="tdm-bullet", role="img", style=style, **{"aria-label": said}
    )


def _share(row: ResultRow) -> components.Child:
    if row.share is None:
        return ""
    text = formats.percent(round(row.share))
    if not row.reached:
        return text
    return html.Span([components.icon("check-lg"), components.hidden(t("reached: ")), text],
                     className="tdm-status is-good")  # fmt: skip


def figures_card(view: FiguresView) -> html.Section:
    """Return the figures of both sides next to each other, those that differ first."""
    if not view.rows:
        note = html.Div(html.P(view.reason, className="tdm-note mt-0"), className="card-body pt-2")
        return _card(view.title, view.sub, note, id="figures-title")
    heads = [html.Th(text, scope="col") for text in (t("Figure"), t("Month"))]
    numbers = (t("Ours"), t("Theirs"), t("Difference"), t("Tolerance"))
    heads += [html.Th(text, scope="col", className="num") for text in numbers]
    table = html.Table(
        [
            html.Caption(view.title, className="visually-hidden"),
            html.Thead(html.Tr([*heads, html.Th(t("Result"), scope="col")])),
            html.Tbody([_figure_row(row, view.tolerance) for row in view.rows]),
        ],
        className="table",
    )
    region = t("Figures of both sides, scrolls sideways")
    return _card(view.title, view.sub, table, id="figures-title", region=region, foot=_figures_foot(view))


def _figure_row(row: FigureRow, tolerance: str) -> html.Tr:
    symbol, tone = STATUSES[row.status]
    words = {"agreed": t("Agrees"), "disputed": t("To resolve"), "one-sided": t("Not reported")}
    status = html.Span([components.icon(symbol), words[row.status]], className=f"tdm-status {tone}".strip())
    numbers = [html.Td(text, className="num") for text in (row.ours, row.theirs, row.difference)]
    return html.Tr(
        [
            html.Th(row.name, scope="row"),
            html.Td(row.month, className="tdm-soft text-nowrap"),
            *numbers,
            html.Td(tolerance, className="num tdm-soft"),
            html.Td(status),
        ]
    )


def _figures_foot(view: FiguresView) -> Sequence[Component]:
    if not view.more and not view.review_href:
        return []
    way = [components.link(t("Take them to the review"), href=view.review_href)] if view.review_href else []
    return [html.Div([html.Span(view.more), *way], className="card-footer d-flex justify-content-between gap-3")]


def calendar_card(view: ChartView, *, height: int) -> Component:
    """Return the calendar of activity, its colours explained under it; without activity why it is empty."""
    if view.figure is None:
        empty = components.empty_state(symbol="calendar3", title=view.title, text=view.reason)
        return html.Section(empty, className="card", **{"aria-label": view.title})
    swatches = [html.I(className=f"tdm-heat is-{strength}") for strength in ("0", *SWATCHES)]
    legend = html.Div([html.Span("0"), *swatches, html.Span(t("4 or more"))], className="tdm-heatkey")
    shown = ChartView(
        view.title, view.sub, view.figure, view.label, view.table, view.file_name, view.reason,
        legend,
    )  # fmt: skip
    return chart(shown, id=PartnerIds.DAYS, height=height)


def _card(
    title: str, sub: str, content: Component, *, id: str, region: str = "", foot: Sequence[Component] = ()
) -> html.Section:
    head = html.Div(html.Div([html.H3(title, id=id), html.P(sub)]), className="card-header")
    scroll = {"tabIndex": "0", "role": "region", "aria-label": region}
    body = html.Div(content, className="table-responsive", **scroll) if region else content
    # A card without a table is as high as what it says.
    return html.Section([head, body, *foot], className="card h-100" if region else "card", **{"aria-labelledby": id})
