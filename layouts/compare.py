"""Partners side by side: one column each, the same figures in every row, their trends in one chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, formats, html, search
from layouts.charts import ChartView, chart
from layouts.ids import CompareIds
from layouts.saved_views import views_menu

TREND_HEIGHT, TREND_HEIGHT_PHONE = 324, 280


@dataclass(frozen=True)
class ColumnView:
    """A partner, or the median of its peers; `colour` is that of its line in the chart."""

    name: str
    detail: str
    colour: str
    href: str = ""
    remove_href: str = ""
    notice: str = ""


@dataclass(frozen=True)
class CellView:
    """A figure: as text, its change, its band, its place from 0 to 100, and a remark below."""

    text: str
    change: float | None = None
    unit: str = "points"
    higher_is_better: bool = True
    band: str = ""
    share: float | None = None
    note: str = ""
    is_best: bool = False


@dataclass(frozen=True)
class RowView:
    """One figure of every column; without an address its name is no link."""

    label: str
    cells: Sequence[CellView]
    href: str = ""


@dataclass(frozen=True)
class SectionView:
    """Rows under a heading."""

    title: str
    sub: str
    rows: Sequence[RowView]


@dataclass(frozen=True)
class CompareView:
    """Everything that the page shows. `periods` and `switch` list (label, href, is it the one shown)."""

    title: str
    sub: str
    notices: Sequence[str]
    columns: Sequence[ColumnView]
    find_at: str
    can_add: bool
    peers_href: str
    peers_label: str
    period: str
    periods: Sequence[tuple[str, str, bool]]
    switch: Sequence[tuple[str, str, bool]]
    scores: SectionView
    trend: ChartView
    sections: Sequence[SectionView]
    currency: str = "EUR"
    height: int = TREND_HEIGHT


@dataclass(frozen=True)
class TooFewView:
    """There are no two columns: why, the one there is, and ways in as (label, detail, href)."""

    notices: Sequence[str]
    only: ColumnView | None
    find_at: str
    peers_href: str
    suggestions: Sequence[tuple[str, str]]


def layout(view: CompareView) -> Component:
    """Return the whole page."""
    switch = components.segmented(
        label=t("KPI shown in the chart and the components"), key="kpi", options=view.switch
    )
    return html.Div(
        [
            components.page_head(title=view.title, sub=view.sub, actions=_actions(view)),
            _notices(view.notices),
            _bar(view),
            html.Section(
                [
                    _section_head(view.scores, "compare-scores", heading=html.H2),
                    _table(view, [view.scores], label=view.scores.title),
                ],
                className="card mt-3 tdm-tablecard",
                **{"aria-labelledby": "compare-scores"},
            ),
            components.section_head(title=t("How they moved and what they are made of"), control=switch),
            chart(view.trend, id=CompareIds.TREND, height=view.height),
            *[_card(view, section, f"compare-{at}") for at, section in enumerate(view.sections) if section.rows],
        ],
        className="tdm-comparepage",
        style={"--n": len(view.columns)},
    )


def too_few(view: TooFewView) -> Component:
    """Return the page while there are fewer than two columns, with a way in."""
    if view.only is None:
        title = t("Choose partners to compare")
        text = t("Put two to six partners side by side: scores, trends, components, KPIs and targets.")
    else:
        title = t("Choose a partner to compare {name} with", name=view.only.name)
        text = t("One more is enough, six are the most.")
    ways: list[Component] = [_picker(view.find_at)]
    if view.peers_href:
        label = t("Compare with its peers")
        ways.append(components.link(label, href=view.peers_href, class_name="btn btn-outline-secondary"))
    body = [
        components.icon("layout-three-columns"),
        html.H2(title),
        html.P(text),
        html.Div(ways, className="tdm-actions tdm-compareways"),
    ]
    if view.suggestions:
        links = [html.Li(components.link(label, href=href)) for label, href in view.suggestions]
        body.append(html.Ul(links, className="tdm-suggestions"))
    empty = html.Div(body, className="tdm-empty")
    return html.Div(
        [
            components.page_head(
                title=t("Compare partners"), sub=t("Two to six partners, or a partner and its peers")
            ),
            _notices(view.notices),
            html.Section(empty, className="card tdm-comparestart", **{"aria-label": t("Choose partners")}),
        ]
    )


def no_data() -> Component:
    """Return the page before there are any data."""
    empty = components.empty_state(
        symbol="file-earmark-arrow-up",
        title=t("No data yet"),
        text=t("Partners can be compared once there is a file of activities, surveys, advocacy or deals."),
        actions=[components.link(t("Add data"), href="/data", class_name="btn btn-primary")],
    )
    return html.Div(
        [
            components.page_head(title=t("Compare partners"), sub=""),
            html.Section(empty, className="card", **{"aria-label": t("First use")}),
        ]
    )


def _actions(view: CompareView) -> list[Component]:
    options = [
        html.Li(
            components.link(
                label,
                href=href,
                class_name="tdm-option is-single",
                keep_scroll=True,
                **({"aria-current": "true"} if shown else {}),
            )
        )
        for label, href, shown in view.periods
    ]
    period = components.menu(
        name="period",
        summary=[components.hidden(t("Period: ")), html.Span(view.period)],
        items=html.Ul(options, className="tdm-optionlist"),
        class_name="tdm-options tdm-periodmenu",
        className="btn btn-outline-secondary",
    )
    to_print = html.Button(
        [components.icon("printer"), html.Span(t("Print"), className="tdm-lab")],
        className="btn btn-outline-secondary",
        type="button",
        **{"data-tdm-print": ""},
    )
    return [views_menu(), period, components.copy_button(), to_print]


def _notices(notices: Sequence[str]) -> html.Div:
    shown = [components.notice(text=text, kind="warning") for text in notices]
    return html.Div(shown, className="tdm-notices")


def _bar(view: CompareView) -> html.Div:
    """Return the field that adds a partner, and the switch of the peers."""
    parts: list[Component] = []
    if view.can_add:
        parts.append(_picker(view.find_at))
    else:
        parts.append(html.P(t("Six partners are the most that fit side by side."), className="tdm-muted mb-0"))
    if view.peers_href:
        link = {"href": view.peers_href, "class_name": "btn btn-outline-secondary", "keep_scroll": True}
        parts.append(components.link(view.peers_label, **link))
    return html.Div(parts, className="tdm-comparebar")


def _picker(find_at: str) -> Component:
    return search.picker(
        field_id=CompareIds.PICK,
        list_id=CompareIds.FOUND,
        said_id=CompareIds.SAID,
        label=t("Add a partner"),
        find_at=find_at,
    )


def _card(view: CompareView, section: SectionView, head_id: str) -> html.Section:
    return html.Section(
        [_section_head(section, head_id), _table(view, [section], label=section.title, brief=True)],
        className="card mt-3 tdm-tablecard",
        **{"aria-labelledby": head_id},
    )


def _section_head(section: SectionView, head_id: str, *, heading: type[Component] = html.H3) -> html.Div:
    title = heading(section.title, id=head_id)
    return html.Div(html.Div([title, html.P(section.sub)]), className="card-header")


def _table(view: CompareView, sections: Sequence[SectionView], *, label: str, brief: bool = False) -> html.Div:
    """Return the figures in a region that scrolls sideways, with the names of the rows held at its edge."""
    heads = [_column_head(column, brief=brief) for column in view.columns]
    rows = [_row(row) for section in sections for row in section.rows]
    return html.Div(
        html.Table(
            [
                html.Caption(label, className="visually-hidden"),
                html.Thead(html.Tr([html.Td(), *heads])),
                html.Tbody(rows),
            ],
            className="table tdm-versus" if brief else "table tdm-versus is-large",
        ),
        className="table-responsive",
        tabIndex="0",
        role="region",
        **{"aria-label": t("{table}, scrolls sideways", table=label)},
    )


def _column_head(column: ColumnView, *, brief: bool) -> html.Th:
    name = components.link(column.name, href=column.href) if column.href else column.name
    mark = html.I(className="tdm-swatch", style={"--c": column.colour}, **{"aria-hidden": "true"})
    head: list[components.Child] = [html.Span([mark, html.Span(name)], className="tdm-versus-name")]
    if not brief:
        head.append(html.Small(column.detail))
        if column.notice:
            head.append(html.Small(column.notice))
        if column.remove_href:
            name_of = {"aria-label": t("Remove {name}", name=column.name)}
            remove = {"href": column.remove_href, "class_name": "btn-close tdm-noprint", "keep_scroll": True}
            head.append(components.link("", **remove, **name_of))
    return html.Th(head, scope="col")


def _row(row: RowView) -> html.Tr:
    name = components.link(row.label, href=row.href) if row.href else row.label
    return html.Tr([html.Th(name, scope="row"), *[_cell(cell) for cell in row.cells]])


def _cell(cell: CellView) -> html.Td:
    value: list[components.Child] = [html.Span(cell.text, className="n")]
    if cell.band:
        value.append(components.band(name=cell.band))
    if cell.is_best:
        value.append(components.hidden(t("best of these")))
    if cell.change is not None and not formats.is_missing(cell.change):
        delta = components.delta(change=cell.change, unit=cell.unit, higher_is_better=cell.higher_is_better)
        value.append(delta)
    parts: list[components.Child] = [html.Div(value, className="tdm-versus-value")]
    if cell.share is not None:
        bar = html.Div(html.I(), className="tdm-bar", style={"--v": round(cell.share, 1)}, **{"aria-hidden": "true"})
        parts.append(bar)
    if cell.note:
        parts.append(html.Small(cell.note))
    return html.Td(parts, className="is-best" if cell.is_best else "")
