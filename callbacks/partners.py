"""The list of partners: from filters in the address to the table, or to the groups that it is summed up by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import Dash, Input, Output, State, no_update, set_props

from callbacks.drawing import live_ids, solid_value
from callbacks.filter_bar import cut_of, filter_bar_view, no_match_view, option_label
from callbacks.filters import Filters, parse_filters
from callbacks.partner_list import connect_grid, table_view
from callbacks.views import kpi_switch, period_name
from kpi import titles
from kpi.board import Board
from kpi.catalogue import CATALOGUE, HEADLINE
from kpi.language import marked, t
from kpi.slices import Slice, band_of
from layouts import filterbar, formats, partners
from layouts.ids import PartnerListIds, ShellIds

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services
    from layouts.figures import Canvas

PATH: Final = "/partners"

_GROUPS: Final = {
    "partner_type": (marked("By type"), marked("Type"), marked("Partner types")),
    "tier": (marked("By tier"), marked("Tier"), marked("Tiers")),
    "region": (marked("By region"), marked("Region"), marked("Regions")),
    "manager": (marked("By manager"), marked("Manager"), marked("Managers")),
}
"""Attribute -> its name in the switch, as a column, and as the title of the table."""


def partners_page(services: Services, search: str | None, canvas: Canvas) -> Component:
    """Return the page for an address.

    Parameters
    ----------
    services
        The running app.
    search
        Query of the address.
    canvas
        What charts are drawn on; the page has none.
    """
    view = partners_of(services, search)
    return partners.no_data() if view is None else partners.layout(view)


def partners_of(services: Services, search: str | None) -> partners.PartnersView | None:
    """Return what the page shows for an address; None while there is nothing to score."""
    board = services.board()
    if board is None:
        return None
    return partners_view(board, parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start))


def partners_view(board: Board, filters: Filters) -> partners.PartnersView:
    """Return all that the page shows under some filters."""
    cut = cut_of(board, filters)
    matched = cut.matched
    counted = formats.counted("{count} partner", "{count} partners", matched)
    return partners.PartnersView(
        title=titles.bands_title(cut.band_counts(filters.until))
        if matched
        else t("No partner matches these filters"),
        sub=t(
            "{kpi}, {period}, for {partners}",
            kpi=CATALOGUE[filters.kpi].name,
            period=period_name(filters.period),
            partners=counted,
        ),
        filters=filter_bar_view(board, filters, matched, path=PATH, cut=cut),
        notices=filters.notices,
        switch=kpi_switch(filters, path=PATH),
        grouping=_grouping(filters),
        table=table_view(filters, matched, path=PATH),
        compare_href=filters.without_list().href("/compare"),
        groups=_groups_view(cut, filters) if filters.group and matched else None,
        no_match=None if matched else no_match_view(board, filters, path=PATH),
    )


def _grouping(filters: Filters) -> list[tuple[str, str, bool]]:
    choices = [("", t("List")), *((name, t(words[0])) for name, words in _GROUPS.items())]
    return [(label, filters.grouped_href(PATH, name), name == filters.group) for name, label in choices]


def _groups_view(cut: Slice, filters: Filters) -> partners.GroupsView:
    name = filters.group
    kpis = [filters.kpi, *(kpi for kpi in HEADLINE if kpi != filters.kpi)]
    _, label, title = _GROUPS[name]
    at = filters.until
    scores = {kpi: cut.values_by(name, kpi, at) for kpi in kpis}
    return partners.GroupsView(
        title=t(title),
        label=t(label),
        scores=[CATALOGUE[kpi].short for kpi in kpis],
        rows=[
            partners.GroupRow(
                name=option_label(name, value),
                href=_group_href(filters, value),
                partners=count,
                scores=[scores[kpi][value][-1] for kpi in kpis],
                bands=[band_of(cut.board, kpi, scores[kpi][value][-1]) for kpi in kpis],
                history=scores[filters.kpi][value],
                change=_change(scores[filters.kpi][value]),
            )
            for value, count in cut.sizes_by(name).items()
        ],
    )


def _group_href(filters: Filters, value: str) -> str:
    """Return the address of the list of one group's partners."""
    selection = filters.selection.without(filters.group).toggled(filters.group, value)
    return filters.with_selection(selection).grouped_href(PATH, "")


def _change(history: list[float | None]) -> float | None:
    now, before = history[-1], history[-2] if len(history) > 1 else None
    return None if now is None or before is None else now - before


def register(app: Dash, services: Services) -> None:
    """Connect the page: its parts to the address, and its table."""
    connect_grid(app, services, PartnerListIds.GRID)

    @app.callback(
        [Output(part, name) for part, name in partners.PARTS],
        Input(ShellIds.LOCATION, "search"),
        State(ShellIds.LOCATION, "pathname"),
        prevent_initial_call=True,
    )
    def refilter(search: object, path: object) -> Any:
        view = partners_of(services, str(search or "")) if path == PATH else None
        if view is None:
            return [no_update] * len(partners.PARTS)
        live = live_ids(app)
        for part, children in filterbar.parts(view=view.filters):
            set_props(part, {"children": solid_value(children, live)})
        return [solid_value(part, live) for part in partners.parts(view)]
