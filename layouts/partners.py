"""The list of partners: all that pass the filters, or what they are together by type, tier, region or manager."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from kpi.language import t
from layouts import components, filterbar, filtered, formats, html, partner_table, tiles
from layouts.ids import PartnerListIds


@dataclass(frozen=True)
class GroupRow:
    """Partners that are alike in what they are grouped by; `href` lists them."""

    name: str
    href: str
    partners: int
    scores: Sequence[float | None]
    bands: Sequence[str]
    history: Sequence[float | None]
    change: float | None


@dataclass(frozen=True)
class GroupsView:
    """The groups that the list is summed up by.

    Parameters
    ----------
    title
        What they are, for readers of the screen.
    label
        What partners are grouped by.
    scores
        Labels of the scores, the one in view first.
    rows
        The groups.
    """

    title: str
    label: str
    scores: Sequence[str]
    rows: Sequence[GroupRow]


@dataclass(frozen=True)
class PartnersView:
    """Everything that the page shows; each switch lists (label, href, is it the one shown)."""

    title: str
    sub: str
    filters: filterbar.FilterBarView
    switch: Sequence[tuple[str, str, bool]]
    grouping: Sequence[tuple[str, str, bool]]
    table: partner_table.PartnerTableView
    compare_href: str
    groups: GroupsView | None = None
    no_match: filtered.NoMatchView | None = None
    notices: Sequence[str] = ()


PARTS: tuple[tuple[str, str], ...] = (
    (PartnerListIds.HEAD, "children"),
    (PartnerListIds.NOTICES, "children"),
    (PartnerListIds.NO_MATCH, "children"),
    (PartnerListIds.SWITCH, "children"),
    (PartnerListIds.GROUPS, "children"),
    (PartnerListIds.LIST, "hidden"),
    (PartnerListIds.TABLE, "children"),
    (PartnerListIds.GRID, "columnDefs"),
)
"""Every (id, property) of the page alone that a filter changes, in the order of `parts`."""


def layout(view: PartnersView) -> Component:
    """Return the whole page."""
    head = html.Div(partner_table.table_head(view=view.table), id=PartnerListIds.TABLE, className="tdm-tablehead")
    grid = partner_table.partner_grid(view=view.table, grid_id=PartnerListIds.GRID)
    table = html.Section(
        [html.Div(head, className="card-header"), grid],
        className="card mt-3 tdm-tablecard",
        **{"aria-labelledby": "partners-title"},
    )
    body = [
        html.Div(_switch(view), id=PartnerListIds.SWITCH),
        html.Div(_groups(view), id=PartnerListIds.GROUPS),
        html.Div(table, id=PartnerListIds.LIST, hidden=view.groups is not None),
    ]
    return html.Div(
        [
            html.Div(_head(view), id=PartnerListIds.HEAD),
            html.Div(filtered.notices(view.notices), id=PartnerListIds.NOTICES),
            filterbar.filter_bar(view=view.filters),
            html.Div(filtered.no_match(view.no_match), id=PartnerListIds.NO_MATCH, className="tdm-instead"),
            html.Div(body),
        ]
    )


def parts(view: PartnersView) -> tuple[Any, ...]:
    """Return the value of each of `PARTS` for another view of the page."""
    return (
        _head(view),
        filtered.notices(view.notices),
        filtered.no_match(view.no_match),
        _switch(view),
        _groups(view),
        view.groups is not None,
        partner_table.table_head(view=view.table),
        partner_table.grid_columns(view=view.table),
    )


def no_data() -> Component:
    """Return the page before there are any data."""
    empty = components.empty_state(
        symbol="people",
        title=t("No partners yet"),
        text=t("Partners appear here with the first file, even when it names them only in passing."),
        actions=[components.link(t("Add data"), href="/data", class_name="btn btn-primary")],
    )
    head = components.page_head(title=t("Partners"))
    return html.Div([head, html.Section(empty, className="card", **{"aria-label": t("No partners yet")})])


def _head(view: PartnersView) -> Component:
    compare = components.link(
        [components.icon("layout-split"), html.Span(t("Compare"))],
        href=view.compare_href,
        class_name="btn btn-outline-secondary",
    )
    return components.page_head(title=view.title, sub=view.sub, actions=[compare, components.copy_button()])


def _switch(view: PartnersView) -> Component:
    grouping = components.segmented(label=t("Group partners by"), key="group", options=view.grouping)
    scores = components.segmented(label=t("Score in view"), key="kpi", options=view.switch)
    return html.Div([grouping, scores], className="tdm-listtools")


def _groups(view: PartnersView) -> Component | None:
    if view.groups is None:
        return None
    first, *others = view.groups.scores
    heads = [
        components.Column(view.groups.label),
        components.Column(t("Partners"), is_number=True),
        components.Column(first),
        components.Column(t("12 quarters")),
        components.Column(t("Change"), is_number=True),
        *[components.Column(name) for name in others],
    ]
    rows = [_group_row(row) for row in view.groups.rows]
    table = components.data_table(table=components.TableView(view.groups.title, heads, rows))
    title = html.Div(
        [html.H2(view.groups.title, id="groups-title"), html.P(t("Means of the partners in each group"))]
    )
    return html.Section(
        [html.Div(title, className="card-header"), table],
        className="card mt-3 tdm-groups",
        **{"aria-labelledby": "groups-title"},
    )


def _group_row(row: GroupRow) -> list[components.Child | components.Cell]:
    first, *others = [
        components.Cell(_score(value, band, chip=at == 0), value)
        for at, (value, band) in enumerate(zip(row.scores, row.bands, strict=True))
    ]
    line = tiles.sparkline(values=row.history, band=row.bands[0], label=t("History of {group}", group=row.name))
    change = components.delta(change=row.change, is_new=row.scores[0] is not None)
    return [
        components.link(row.name, href=row.href),
        components.Cell(formats.count(row.partners), row.partners),
        first,
        line,
        components.Cell(change, row.change),
        *others,
    ]


def _score(value: float | None, band: str, *, chip: bool) -> Component:
    number = [] if value is None else [html.Span(formats.score(value), className="n")]
    return html.Div([*number, components.band(name=band, chip=chip)], className="tdm-cell")
