"""The filter bar of any page, and what stands in for the page when no partner passes the filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from callbacks.filters import Filters, query_word
from callbacks.views import period_name
from kpi.board import Board
from kpi.language import marked, t
from kpi.schema import type_label
from kpi.selection import Selection
from kpi.slices import Slice, slice_of
from layouts import components, filterbar, filtered, formats

_MENUS: Final = {
    "type": ("partner_type", marked("Type")),
    "tier": ("tier", marked("Tier")),
    "region": ("region", marked("Region")),
    "manager": ("manager", marked("Manager")),
    "band": ("band", marked("Band")),
}
"""Key in the address -> filter and its label."""

_DROPPED: Final = {
    "partner_type": (marked("Drop the type"), marked("Without the type there would be {partners}.")),
    "tier": (marked("Drop the tier"), marked("Without the tier there would be {partners}.")),
    "region": (marked("Drop the region"), marked("Without the region there would be {partners}.")),
    "manager": (marked("Drop the manager"), marked("Without the manager there would be {partners}.")),
    "band": (marked("Drop the band"), marked("Without the band there would be {partners}.")),
    "search": (marked("Drop the search"), marked("Without the search there would be {partners}.")),
}
"""Filter -> what the button that drops it says, and what dropping it gives."""


def cut_of(board: Board, filters: Filters) -> Slice:
    """Return the partners that pass the filters, ready to be summed up."""
    return slice_of(board, filters.selection, kpi=filters.kpi, quarter=filters.period, quarters=filters.periods)


def filter_bar_view(
    board: Board, filters: Filters, matched: int, *, path: str, cut: Slice | None = None
) -> filterbar.FilterBarView:
    """Return the filter bar of a page.

    Parameters
    ----------
    board
        The scores.
    filters
        What the address says.
    matched
        How many partners the page shows.
    path
        Path of the page.
    cut
        The partners that pass the filters, where they are known already.
    """
    cut = cut or cut_of(board, filters)
    counts = cut.option_counts()
    menus = [_period_menu(filters, path)]
    menus += [_menu(filters, key, counts[name], path) for key, (name, _) in _MENUS.items()]
    return filterbar.FilterBarView(
        menus=menus,
        chips=_chips(filters, path),
        matched=matched,
        total=cut.total,
        clear_href=filters.cleared_href(path),
        search=filters.selection.search,
    )


def no_match_view(board: Board, filters: Filters, *, path: str) -> filtered.NoMatchView:
    """Name the filter whose dropping shows most partners."""
    best, most, dropped = Selection(), 0, ""
    for name in _DROPPED:
        if not filters.selection.values(name):
            continue
        relaxed = filters.selection.without(name)
        count = cut_of(board, filters.with_selection(relaxed)).matched
        if count > most:
            best, most, dropped = relaxed, count, name
    label, text = _DROPPED.get(dropped, (marked("Drop the filters"), ""))
    return filtered.NoMatchView(
        title=t("No partner matches all of these filters"),
        text=t(text, partners=formats.counted("{count} partner", "{count} partners", most))
        if text
        else t("No single filter is to blame; clear them all to start again."),
        drop_label=t(label),
        drop_href=filters.with_selection(best).href(path),
        clear_href=filters.cleared_href(path),
    )


def option_label(name: str, value: str) -> str:
    """Return a filter's value as people read it."""
    if name == "partner_type":
        return type_label(value)
    if name == "band":
        return components.band_word(value)
    return value or t("Not given")


def _period_menu(filters: Filters, path: str) -> filterbar.FilterMenu:
    options = [
        filterbar.FilterOption(
            label=period_name(quarter),
            value=quarter.key,
            count=None,
            selected=quarter.column == filters.period.column,
            href=filters.period_href(path, quarter),
        )
        for quarter in reversed(filters.periods)
    ]
    return filterbar.FilterMenu(
        name="period", label=t("Period"), summary=filters.period.label, options=options, is_single=True
    )


def _menu(filters: Filters, key: str, counts: Mapping[str, int], path: str) -> filterbar.FilterMenu:
    name, label = _MENUS[key]
    chosen = filters.selection.values(name)
    options = [
        filterbar.FilterOption(
            label=option_label(name, value),
            value=query_word(name, value),
            count=count,
            selected=value in chosen,
            href=filters.toggled_href(path, name, value),
        )
        for value, count in counts.items()
    ]
    return filterbar.FilterMenu(
        name=key, label=t(label), summary=_summary(name, chosen, len(options)), options=options, is_set=bool(chosen)
    )


def _summary(name: str, chosen: tuple[str, ...], total: int) -> str:
    if not chosen:
        return t("All")
    if len(chosen) == 1:
        return option_label(name, chosen[0])
    return t("{chosen} of {total}", chosen=str(len(chosen)), total=str(total))


def _any_of(words: list[str]) -> str:
    """Return words of which one is enough, as a list in a sentence."""
    if len(words) == 1:
        return words[0]
    return t("{all_but_last} or {last}", all_but_last=", ".join(words[:-1]), last=words[-1])


def _chips(filters: Filters, path: str) -> list[filterbar.FilterChip]:
    chips = [
        filterbar.FilterChip(
            key=key,
            label=t(label),
            text=_any_of([option_label(name, value) for value in filters.selection.values(name)]),
            remove_href=filters.without_href(path, name),
        )
        for key, (name, label) in _MENUS.items()
        if filters.selection.values(name)
    ]
    if filters.selection.search:
        without = filters.without_href(path, "search")
        chips.append(filterbar.FilterChip("q", t("Name"), filters.selection.search, without))
    return chips
