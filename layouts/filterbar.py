"""The filter bar: every choice is a link to the same page with that choice toggled.

The addresses are computed by the server, so a filter can be combined, bookmarked, sent, opened in a new tab
and used by keyboard, and the page has no filter callbacks beside the search field. Several values in one menu
mean "or".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from kpi.language import t, tn
from layouts import components, formats, html
from layouts.ids import FilterIds
from layouts.saved_views import views_menu

LIVE = {"aria-live": "polite", "data-tdm-keep": "chips"}


@dataclass(frozen=True)
class FilterOption:
    """One value of a filter; `href` is the page with it toggled, `count` the partners that it would show."""

    label: str
    value: str
    count: int | None
    selected: bool
    href: str


@dataclass(frozen=True)
class FilterMenu:
    """One filter, named as in addresses; `summary` is what is chosen (All, EMEA, 2 of 4).

    A period takes one value only.
    """

    name: str
    label: str
    summary: str
    options: Sequence[FilterOption]
    is_set: bool = False
    is_single: bool = False


@dataclass(frozen=True)
class FilterChip:
    """A filter that is on, named as in addresses, and the page without it."""

    key: str
    label: str
    text: str
    remove_href: str


@dataclass(frozen=True)
class FilterBarView:
    """Everything that the bar shows."""

    menus: Sequence[FilterMenu]
    chips: Sequence[FilterChip]
    matched: int
    total: int
    clear_href: str
    search: str = ""


def filter_bar(*, view: FilterBarView) -> html.Div:
    """Return menus, saved views, search, the number of partners that match, and the filters that are on.

    A callback replaces the children of the parts with an id. The search field stays, so that nobody's typing is
    interrupted: the script writes its text into the address.
    """
    return html.Div(
        [
            html.Div(
                [
                    html.Div(menus(view=view), id=FilterIds.MENUS, className="tdm-filtermenus tdm-panel"),
                    views_menu(),
                    _search(view.search),
                    _panel_button(view),
                ],
                className="tdm-filters",
            ),
            html.Div(active(view=view), id=FilterIds.ACTIVE, className="tdm-active", **LIVE),
        ],
        className="tdm-filterbar",
        role="search",
        **{"aria-label": t("Filters")},
    )


def parts(*, view: FilterBarView) -> list[tuple[FilterIds, list[components.Child]]]:
    """Return the id and the content of each part that a filter changes."""
    return [
        (FilterIds.MENUS, menus(view=view)),
        (FilterIds.ACTIVE, active(view=view)),
        (FilterIds.BUTTON, button_content(view=view)),
    ]


def menus(*, view: FilterBarView) -> list[Component]:
    """Return the menus: a row on wide screens; on a phone a panel with a heading and a way back."""
    close = {"data-tdm-close": "", "aria-label": t("Close filters")}
    head = [html.H2(t("Filters")), html.Button(className="btn-close", type="button", **close)]
    shown = tn("Show {count} partner", "Show {count} partners", view.matched, count=formats.count(view.matched))
    done = html.Button(shown, className="btn btn-primary tdm-panel-done", type="button", **{"data-tdm-close": ""})
    return [html.Div(head, className="tdm-panel-head"), *[_menu(menu) for menu in view.menus], done]


def active(*, view: FilterBarView) -> list[components.Child]:
    """Return the number of partners that match and a chip for each filter that is on."""
    parts: list[components.Child] = [html.Strong(matched_text(matched=view.matched, total=view.total))]
    parts += [
        components.chip(key=chip.key, label=chip.label, text=chip.text, remove_href=chip.remove_href)
        for chip in view.chips
    ]
    if view.chips:
        clear = {"href": view.clear_href, "class_name": "btn btn-link btn-sm", "keep_scroll": True}
        parts.append(components.link(t("Clear all"), **clear))
    return parts


def button_content(*, view: FilterBarView) -> list[components.Child]:
    """Return the content of the button that opens the filters on a phone: how many are on."""
    badge = [html.Span(str(len(view.chips)), className="tdm-count ms-0")] if view.chips else []
    return [components.icon("sliders"), t("Filters"), *badge]


def matched_text(*, matched: int, total: int) -> str:
    """Return how many partners match: 128 of 312 partners."""
    return tn(
        "{matched} of {total} partner",
        "{matched} of {total} partners",
        total,
        matched=formats.count(matched),
        total=formats.count(total),
    )


def _menu(menu: FilterMenu) -> html.Details:
    options = html.Ul([html.Li(_option(option, menu)) for option in menu.options], className="tdm-optionlist")
    return components.menu(
        name=menu.name,
        summary=[html.Span(menu.label), html.Span(menu.summary, className="tdm-chosen")],
        items=html.Div(options, role="group", **{"aria-label": menu.label}),
        class_name="tdm-filtermenu",
        className="btn tdm-filter is-set" if menu.is_set else "btn tdm-filter",
    )


def _option(option: FilterOption, menu: FilterMenu) -> html.A:
    """Return a checkbox, or for a single choice a plain link that says which one is current."""
    count = {} if option.count is None else {"data-count": formats.count(option.count)}
    if menu.is_single:
        state = {"aria-current": "true"} if option.selected else {}
    else:
        state = {"role": "checkbox", "aria-checked": "true" if option.selected else "false"}
    return components.link(
        html.Span(option.label),
        href=option.href,
        class_name=f"tdm-option {'is-single' if menu.is_single else 'is-many'}",
        keep_scroll=True,
        **state,
        **count,
        **{"data-tdm-key": menu.name},
        **({} if menu.is_single else {"data-tdm-value": option.value}),
    )


def _search(text: str) -> html.Div:
    return html.Div(
        [
            components.icon("search"),
            html.Label(t("Find a partner"), htmlFor=FilterIds.SEARCH, className="visually-hidden"),
            dbc.Input(
                id=FilterIds.SEARCH,
                type="search",
                value=text,
                placeholder=t("Find a partner"),
                autocomplete="off",
            ),
        ],
        className="tdm-search",
    )


def _panel_button(view: FilterBarView) -> html.Button:
    panel = {"data-tdm-panel": FilterIds.MENUS.value, "aria-controls": FilterIds.MENUS.value}
    return html.Button(
        button_content(view=view),
        id=FilterIds.BUTTON,
        className="btn btn-outline-secondary d-md-none",
        type="button",
        **{**panel, "aria-expanded": "false"},
    )
