"""Business goals: the figures that serve each, and what every partner gives to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, html
from layouts.targets import PagerView, pager, status


@dataclass(frozen=True)
class GoalView:
    """A goal of the list: how many KPIs and targets serve it, and its page."""

    name: str
    kpis: int
    targets: int
    late: int
    href: str
    shown: bool


@dataclass(frozen=True)
class ServingView:
    """A figure that serves the goal in view; figures as text.

    Parameters
    ----------
    kpi, kpi_href
        The KPI and its definition.
    scope
        Whom the figure is of.
    whole, target, due
        Where it is, should be, and by when; empty without a target.
    status
        Of the target; empty without one.
    href
        Where the partners behind it are shown.
    shown
        Whether they are.
    """

    kpi: str
    kpi_href: str
    scope: str
    whole: str
    target: str
    due: str
    status: str
    href: str
    shown: bool


@dataclass(frozen=True)
class PartView:
    """What one partner gives to the figure; `bar` is its length in per cent of the longest."""

    partner: str
    href: str
    value: str
    contribution: str
    share: str
    effect: str
    bar: float


@dataclass(frozen=True)
class PartsView:
    """The partners behind a figure; `reason` says why there are none, `columns` whether it is a sum of parts."""

    title: str
    sub: str
    parts: Sequence[PartView]
    adds_up: bool = True
    reason: str = ""
    pager: PagerView | None = None


@dataclass(frozen=True)
class GoalsView:
    """Everything that the tab shows."""

    title: str
    sub: str
    goals: Sequence[GoalView]
    goal: str
    serving: Sequence[ServingView]
    parts: PartsView
    csv_href: str


def layout(view: GoalsView) -> html.Div:
    """Return the tab."""
    download = html.A(
        [components.icon("download"), t("Download CSV")],
        href=view.csv_href,
        className="btn btn-outline-secondary",
        download="",
    )
    cells = [
        html.Div(_goal_list(view.goals), className="col-12 col-lg-4 col-xl-3"),
        html.Div([_serving_card(view), _parts_card(view.parts)], className="col-12 col-lg-8 col-xl-9 tdm-stack"),
    ]
    return html.Div(
        [
            components.section_head(title=view.title, sub=view.sub, control=download),
            html.Div(cells, className="row tdm-grid"),
        ]
    )


def none_yet() -> html.Section:
    """Return the tab while nothing serves a goal."""
    empty = components.empty_state(
        symbol="flag",
        title=t("No goals yet"),
        text=t("A goal appears here with the first KPI that has data, or with a target that names one."),
        actions=[components.link(t("Add data"), href="/data", class_name="btn btn-outline-secondary")],
    )
    return html.Section(empty, className="card", **{"aria-label": t("Business goals")})


def _goal_list(goals: Sequence[GoalView]) -> html.Nav:
    return html.Nav(
        html.Ul([html.Li(_goal_link(one)) for one in goals], className="tdm-goallist card"),
        **{"aria-label": t("Business goals"), "data-tdm-keep": "goals"},
    )


def _goal_link(one: GoalView) -> html.A:
    counts = [formats.counted("{count} KPI", "{count} KPIs", one.kpis)]
    if one.targets:
        counts.append(formats.counted("{count} target", "{count} targets", one.targets))
    if one.late:
        counts.append(t("{count} late", count=formats.count(one.late)))
    current = {"aria-current": "true"} if one.shown else {}
    return components.link(
        [html.B(one.name), html.Span(", ".join(counts))],
        href=one.href,
        class_name="tdm-goal active" if one.shown else "tdm-goal",
        keep_scroll=True,
        **current,
    )


def _serving_card(view: GoalsView) -> html.Section:
    heads = [html.Th(t("Figure"), scope="col"), html.Th(t("For"), scope="col")]
    heads += [html.Th(text, scope="col", className="num") for text in (t("Now"), t("Target"), t("Due"))]
    heads += [html.Th(t("Status"), scope="col"), html.Th(components.hidden(t("Partners behind it")), scope="col")]
    caption = html.Caption(t("Figures that serve {goal}", goal=view.goal), className="visually-hidden")
    table = html.Table(
        [caption, html.Thead(html.Tr(heads)), html.Tbody([_serving_row(one) for one in view.serving])],
        className="table tdm-stack-sm tdm-flow",
    )
    name = {"aria-label": t("Figures that serve {goal}, scrolls sideways", goal=view.goal)}
    head = html.Div(
        html.Div(html.H3(t("What serves {goal}", goal=view.goal), id="goal-serving")), className="card-header"
    )
    return html.Section(
        [head, html.Div(table, className="table-responsive", tabIndex="0", role="region", **name)],
        className="card",
        **{"aria-labelledby": "goal-serving"},
    )


def _serving_row(one: ServingView) -> html.Tr:
    behind = components.link(
        t("Partners"),
        href=one.href,
        class_name="btn btn-outline-secondary btn-sm" + (" active" if one.shown else ""),
        keep_scroll=True,
        **{"aria-label": t("Partners behind {kpi} of {scope}", kpi=one.kpi, scope=one.scope)},
        **({"aria-current": "true"} if one.shown else {}),
    )
    return html.Tr(
        [
            html.Th(components.link(one.kpi, href=one.kpi_href, class_name="tdm-rowlink"), scope="row"),
            html.Td(one.scope, className="tdm-soft"),
            html.Td(one.whole, className="num", **{"data-label": t("Now")}),
            html.Td(one.target or formats.MISSING, className="num", **{"data-label": t("Target")}),
            html.Td(one.due or formats.MISSING, className="num tdm-nowrap", **{"data-label": t("Due")}),
            html.Td(status(one.status) if one.status else ""),
            html.Td(behind, className="num"),
        ],
        className="table-active" if one.shown else "",
    )


def _parts_card(view: PartsView) -> html.Section:
    head = html.Div([html.H3(view.title, id="goal-parts"), html.P(view.sub)])
    body: list[Component] = [html.Div(head, className="card-header")]
    if view.parts:
        body.append(_parts_table(view))
    else:
        body.append(components.empty_state(symbol="people", title=t("No partner to show"), text=view.reason))
    if view.parts and view.adds_up:
        explained = t(
            "Contribution is a partner's part of the figure; effect is what the figure would lose without it."
        )
        body.append(html.P(explained, className="tdm-note tdm-cardnote"))
    if view.pager:
        body.append(pager(view.pager))
    return html.Section(body, className="card", id="goal-partners", **{"aria-labelledby": "goal-parts"})


def _parts_table(view: PartsView) -> html.Div:
    numbers = [t("Own value")]
    if view.adds_up:
        numbers += [t("Contribution"), t("Share"), t("Effect")]
    heads = [html.Th(t("Partner"), scope="col")]
    if view.adds_up:
        heads.append(html.Th(components.hidden(t("Contribution, beside the largest")), scope="col"))
    heads += [html.Th(text, scope="col", className="num") for text in numbers]
    table = html.Table(
        [
            html.Caption(view.title, className="visually-hidden"),
            html.Thead(html.Tr(heads)),
            html.Tbody([_part_row(one, adds_up=view.adds_up) for one in view.parts]),
        ],
        className="table tdm-stack-sm tdm-flow",
    )
    name = {"aria-label": t("{title}, scrolls sideways", title=view.title)}
    return html.Div(table, className="table-responsive", tabIndex="0", role="region", **name)


def _part_row(one: PartView, *, adds_up: bool) -> html.Tr:
    cells = [html.Th(components.link(one.partner, href=one.href, class_name="tdm-rowlink"), scope="row")]
    if adds_up:
        bar = html.Div(html.I(), className="tdm-bar", style={"--v": one.bar}, **{"aria-hidden": "true"})
        cells.append(html.Td(bar, className="tdm-barcell"))
    labelled = [(t("Own value"), one.value)]
    if adds_up:
        labelled += [(t("Contribution"), one.contribution), (t("Share"), one.share), (t("Effect"), one.effect)]
    cells += [html.Td(text, className="num", **{"data-label": label}) for label, text in labelled]
    return html.Tr(cells)
