"""The search: partners, KPIs, pages and saved views that match what was typed, answered as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from dash import Dash
from flask import Flask, Response, jsonify, request

from callbacks.access import pages_open
from callbacks.filters import parse_filters
from callbacks.views import partner_path
from kpi.catalogue import CATALOGUE
from kpi.language import t
from kpi.lookup import best_matches, folded, partners_named
from kpi.schema import type_label
from kpi.site_kpis import site_catalogue
from layouts import search, shell
from layouts.ids import SearchIds

if TYPE_CHECKING:
    from callbacks.services import Services
    from kpi.board import Board

PATH = "/api/search"
SHOWN = 8
"""Choices of a group: more would push the next group out of sight."""

RECENT = 5
"""Choices made before that are offered before anything is typed."""

LONGEST = 100
"""Characters of what was typed that are looked at."""


def register(_app: Dash, _services: Services) -> None:
    """Connect nothing: the search asks an address of its own."""


def routes(server: Flask, services: Services) -> None:
    """Add the address of the search; before the manager app, whose pages are a catch-all."""

    @server.get(PATH, endpoint="search")
    def find() -> Response:
        typed = request.args.get("q", "").strip()[:LONGEST]
        recent = request.args.getlist("recent")[:RECENT]
        groups = found(services, typed, here=request.args.get("search", ""), recent=recent)
        return answer(groups, typed, prefix=SearchIds.RESULTS)


def answer(groups: Sequence[search.ChoiceGroup], typed: str, *, prefix: str) -> Response:
    """Return what was found as the script shows it."""
    return jsonify(nodes=search.found_nodes(groups, prefix=prefix), said=search.found_text(groups, typed))


def found(services: Services, typed: str, *, here: str = "", recent: Sequence[str] = ()) -> list[search.ChoiceGroup]:
    """Return what matches; before anything is typed what was chosen lately, and the pages.

    Parameters
    ----------
    services
        The running app.
    typed
        Whatever a client sends.
    here
        Query of the page in view: a partner is opened at its period and KPI.
    recent
        Paths that were chosen lately, the latest first; those that lead nowhere are left out.
    """
    board = services.board()
    if not typed:
        known = {choice.href.partition("?")[0]: choice for choice in _known(services, board, recent, here)}
        lately = [known[path] for path in dict.fromkeys(recent) if path in known]
        pages = [one for one in _pages() if one.href not in recent]
        return _filled(_group(t("Recent"), lately), _group(t("Pages"), pages))
    partners = [] if board is None else [partner_choices(board, typed, here=here)]
    return _filled(
        *partners,
        _matching(t("KPIs"), _kpis(services), typed),
        _matching(t("Pages"), _pages(), typed),
        _matching(t("Saved views"), _views(services), typed),
    )


def partner_choices(
    board: Board, typed: str, *, here: str = "", href: Callable[[str], str] | None = None, without: Sequence[str] = ()
) -> search.ChoiceGroup:
    """Return the partners that match, each leading to its page, or wherever `href` says.

    Parameters
    ----------
    board
        The scores.
    typed
        Words of a name or an id.
    here
        Query of the page in view.
    href
        From a partner id to an address.
    without
        Ids of partners to leave out.
    """
    matches = partners_named(board.programme, typed, most=SHOWN + len(without))
    ids = [str(board.programme.partners.index[at]) for at in matches.best]
    kept = [one for one in ids if one not in without][:SHOWN]
    filters = parse_filters(here, board).cleared()
    more = None
    if href is None and matches.total > len(kept):
        every = filters.with_selection(replace(filters.selection, search=typed)).href("/partners")
        more = search.Choice(t("See all that match"), every, icon="arrow-right")
    choices = [partner_choice(board, one, href(one) if href else filters.href(partner_path(one))) for one in kept]
    return search.ChoiceGroup(t("Partners"), choices, matches.total, more)


def partner_choice(board: Board, partner_id: str, href: str) -> search.Choice:
    """Return a partner as a choice, told from others of its name by type, tier and region."""
    about = board.programme.partners.loc[partner_id]
    details = (type_label(str(about["partner_type"])), str(about["tier"]), str(about["region"]))
    detail = ", ".join(one for one in details if one)
    return search.Choice(str(about["name"]) or partner_id, href, detail, "building")


def _known(services: Services, board: Board | None, recent: Sequence[str], here: str) -> list[search.Choice]:
    """Return the choices behind some paths."""
    made = [*_kpis(services), *_pages()]
    if board is None:
        return made
    filters = parse_filters(here, board).cleared()
    for path in recent:
        partner_id = unquote(path.removeprefix("/partners/"))
        if path.startswith("/partners/") and partner_id in board.programme.partners.index:
            made.append(partner_choice(board, partner_id, filters.href(partner_path(partner_id))))
    return made


def _kpis(services: Services) -> list[search.Choice]:
    catalogue = {**CATALOGUE, **site_catalogue(services.method)}
    return [search.Choice(kpi.name, f"/kpis/{kpi.id}", t("KPI"), "graph-up") for kpi in catalogue.values()]


def _pages() -> list[search.Choice]:
    pages = (*shell.PAGES, (t("Compare partners"), "/compare"), *shell.ACCOUNT_PAGES)
    shown = pages_open(href for _, href in pages)
    return [search.Choice(label, href, "", "file-earmark") for label, href in pages if href in shown]


def _views(services: Services) -> list[search.Choice]:
    return [search.Choice(one.name, one.href, t("Saved view"), "bookmark") for one in services.saved_views().list()]


def _matching(title: str, choices: Sequence[search.Choice], typed: str) -> search.ChoiceGroup:
    # A path says what its label may not: "kpis", "sales_cycle".
    texts = [folded(f"{one.label}\n{one.href.partition('?')[0]}") for one in choices]
    matches = best_matches(texts, typed, most=SHOWN)
    return search.ChoiceGroup(title, [choices[at] for at in matches.best], matches.total)


def _group(title: str, choices: Sequence[search.Choice]) -> search.ChoiceGroup:
    return search.ChoiceGroup(title, choices, len(choices))


def _filled(*groups: search.ChoiceGroup) -> list[search.ChoiceGroup]:
    return [group for group in groups if group.choices]
