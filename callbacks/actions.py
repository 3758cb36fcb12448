"""The Actions page: findings, actions, targets, business goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from callbacks import action_files
from callbacks.access import pages_open
from callbacks.action_edits import Refused, Told, do
from callbacks.action_list import ActionPile, action_pile, form_view
from callbacks.action_query import PATH, REMOVED, Question, parse_question, with_question
from callbacks.action_views import action_row
from callbacks.attention import attention_items
from callbacks.filter_bar import filter_bar_view
from callbacks.filters import Filters, parse_filters
from callbacks.insight_list import Found, Listed, about, found
from callbacks.insight_views import insight_view
from callbacks.security import log_error
from callbacks.targets import goals_tab, targets_tab
from callbacks.views import period_name
from callbacks.work import HIDDEN, OPEN, STARTED, Work, work_of
from kpi.insight_rules.rules import RULES
from kpi.language import t
from kpi.selection import matching
from layouts import actions as page
from layouts import filterbar, formats, insights, shell
from layouts.action_parts import status_words
from layouts.ids import OverviewIds, ShellIds, WorkIds

if TYPE_CHECKING:
    from dash.development.base_component import Component
    from flask import Flask

    from callbacks.services import Services
    from kpi.board import Board
    from kpi.programme import Flags
    from layouts.figures import Canvas

INSIGHTS_A_PAGE, ACTIONS_A_PAGE = 20, 50


def actions_page(services: Services, search: str | None, canvas: Canvas) -> Component:
    """Return the page for an address.

    Parameters
    ----------
    services
        The running app.
    search
        Query of the address.
    canvas
        What charts are drawn on.
    """
    board = services.board()
    if board is None:
        return page.nothing_yet()
    filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start)
    question = parse_question(search)
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
    work = work_of(services)
    known = found(services, board, filters)
    sorted_out = work.piles(known.items, filters.period.key, services.today())
    piles = {name: about(pile, filters.selection, chosen) for name, pile in sorted_out.items()}
    pile = action_pile(services, filters, question, chosen)
    match question.tab:
        case "insights":
            body, menus = _insights(services, board, filters, question, known, piles, work)
        case "actions":
            body, menus = _actions(services, board, filters, question, pile)
        case "targets":
            body, menus = [targets_tab(services, board, filters, search or "")], []
        case _:
            body, menus = [goals_tab(services, board, filters, search or "")], []
    return page.layout(_page_view(services, board, filters, question, chosen, menus, known, piles, pile), body)


def _page_view(
    services: Services,
    board: Board,
    filters: Filters,
    question: Question,
    chosen: Flags,
    menus: Sequence[filterbar.FilterMenu],
    known: Found,
    piles: dict[str, list[Listed]],
    pile: ActionPile,
) -> page.PageView:
    """Return what stands around the tab."""
    matched = int(chosen.sum())
    waiting = len(piles[OPEN])
    return page.PageView(
        title=_title(waiting if known.items or not known.pending else None, pile.overdue),
        sub=t(
            "{period} for {partners}",
            period=period_name(filters.period),
            partners=formats.counted("{count} partner", "{count} partners", matched),
        ),
        tab=question.tab,
        tabs=[
            page.TabView(name, label, count, Question(tab=name).href(filters))
            for name, label, count in (
                ("insights", t("Findings"), waiting),
                ("actions", t("Actions"), pile.open),
                ("targets", t("Targets"), None),
                ("goals", t("Business goals"), None),
            )
        ],
        filters=with_question(filter_bar_view(board, filters, matched, path=PATH), question, menus),
        add_href=Question(tab="actions", new="").href(filters),
        notices=filters.notices,
        has_form=question.tab == "actions" and (question.new is not None or bool(question.edit)),
    )


def _title(waiting: int | None, overdue: int) -> str:
    """Return what the page shows as a finding; a neutral title while that is not known or nothing waits."""
    late = formats.counted("{count} action is overdue", "{count} actions are overdue", overdue)
    if not waiting:
        return late if overdue else t("Findings and actions")
    wait = formats.counted("{count} finding waits for a decision", "{count} findings wait for a decision", waiting)
    return t("{findings}; {actions}", findings=wait, actions=late) if overdue else wait


def _insights(
    services: Services,
    board: Board,
    filters: Filters,
    question: Question,
    known: Found,
    piles: dict[str, list[Listed]],
    work: Work,
) -> tuple[list[Component], list[filterbar.FilterMenu]]:
    of_rules = [one for one in piles[question.show] if not question.rules or one.insight.rule in question.rules]
    shown, pager = _part(of_rules, INSIGHTS_A_PAGE, filters, question)
    names = {OPEN: t("Open"), STARTED: t("Started"), HIDDEN: t("Hidden")}
    title, text = _no_insights(question)
    view = page.InsightsView(
        items=[insight_view(services, board, filters, one, work=work, detailed=True) for one in shown],
        piles=[
            (
                name if known.pending else f"{name} {formats.count(len(piles[key]))}",
                replace(question, show=key, page=1).href(filters),
                key == question.show,
            )
            for key, name in names.items()
        ],
        pager=pager,
        file_href=question.href(filters, action_files.INSIGHTS),
        empty_title=title,
        empty_text=text,
        pending=known.pending,
        failed=known.failed,
    )
    return page.insights_tab(view), [_rule_menu(filters, question, piles[question.show])]


def _no_insights(question: Question) -> tuple[str, str]:
    if question.rules:
        return t("No finding of this kind"), t("Choose another kind, or all of them, in the menu above.")
    if question.show == HIDDEN:
        return t("Nothing is hidden"), t("What you snooze or dismiss is listed here, and can be brought back.")
    if question.show == STARTED:
        return t("No action answers a finding yet"), t("Findings with an open action are listed here.")
    return (
        t("Nothing stands out"),
        t("Nothing exceeds what these partners' figures usually do, or all of it is decided."),
    )


def _rule_menu(filters: Filters, question: Question, pile: Sequence[Listed]) -> filterbar.FilterMenu:
    counts: dict[str, int] = {}
    for one in pile:
        counts[one.insight.rule] = counts.get(one.insight.rule, 0) + 1
    rules = [rule for rule in RULES if rule in counts or rule in question.rules]
    options = [(rule, t(RULES[rule].title), counts.get(rule, 0)) for rule in rules]
    return choice_menu(filters, question, "rules", "rule", t("Finding"), options)


def _actions(
    services: Services, board: Board, filters: Filters, question: Question, pile: ActionPile
) -> tuple[list[Component], list[filterbar.FilterMenu]]:
    shown, pager = _part(pile.shown, ACTIONS_A_PAGE, filters, question)
    here = question.plain()
    rows = [
        replace(
            action_row(services, board, one, edit_href=replace(here, edit=str(one.id)).href(filters)),
            is_removed=REMOVED in question.statuses,
        )
        for one in shown
    ]
    narrowed = bool(question.statuses or question.owners or question.insight or filters != filters.cleared())
    view = page.ActionsView(
        rows=rows,
        pager=pager,
        file_href=question.href(filters, action_files.ACTIONS),
        add_href=replace(here, new="").href(filters),
        sub=t(
            "Measured is the change that went with an action, from the quarter before it to the quarter after it, "
            "beside the median change of its peers"
        ),
        empty_title=t("No action matches") if narrowed else t("Nothing is planned yet"),
        empty_text=t("Drop a filter, or add an action.")
        if narrowed
        else t("Start one from a finding in one click, or add one by hand."),
        form=form_view(services, board, filters, question, search_key=question.new),
    )
    words = {**status_words(), REMOVED: t("Removed")}
    statuses = [(name, words[name], pile.by_status.get(name, 0)) for name in words]
    owners = [(name, name or t("Nobody yet"), count) for name, count in pile.by_owner.items()]
    menus = [
        choice_menu(filters, question, "statuses", "status", t("Status"), statuses),
        choice_menu(filters, question, "owners", "owner", t("Owner"), owners),
    ]
    return page.actions_tab(view), menus


def choice_menu(
    filters: Filters,
    question: Question,
    name: str,
    key: str,
    label: str,
    options: Sequence[tuple[str, str, int]],
) -> filterbar.FilterMenu:
    """Return a menu of one of the question's values: (value, label, count)."""
    chosen: tuple[str, ...] = getattr(question, name)
    words = {value: text for value, text, _ in options}
    one = words.get(chosen[0], chosen[0]) if len(chosen) == 1 else t("{count} chosen", count=str(len(chosen)))
    return filterbar.FilterMenu(
        name=key,
        label=label,
        summary=one if chosen else t("All"),
        options=[
            filterbar.FilterOption(
                label=text,
                value=value,
                count=count,
                selected=value in chosen,
                href=question.toggled(name, value).href(filters),
            )
            for value, text, count in options
        ],
        is_set=bool(chosen),
    )


def _part(
    items: Sequence[Any], size: int, filters: Filters, question: Question
) -> tuple[Sequence[Any], page.PagerView]:
    """Return the part of a list that the address asks for, the last one when it asks for more."""
    pages = max(-(-len(items) // size), 1)
    at = min(question.page, pages)
    first, last = (at - 1) * size, min(at * size, len(items))
    here = question.plain()
    return items[first:last], page.PagerView(
        first=first + 1,
        last=last,
        total=len(items),
        previous_href=replace(here, page=at - 1).href(filters) if at > 1 else "",
        next_href=replace(here, page=at + 1).href(filters) if at < pages else "",
    )


def routes(server: Flask, services: Services) -> None:
    """Add the files of findings and actions."""
    action_files.add_routes(server, services)


def register(app: Dash, services: Services) -> None:
    """Connect the page, and what any page asks about findings and actions."""
    app.clientside_callback(
        ClientsideFunction("work", "told"),
        Input(WorkIds.TOLD, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(WorkIds.TOLD, "data"),
        Output(ShellIds.REFRESH, "data", allow_duplicate=True),
        Output(WorkIds.DONE, "data"),
        Output(ShellIds.NAV, "children", allow_duplicate=True),
        Input(WorkIds.ASKED, "data"),
        State(ShellIds.LOCATION, "pathname"),
        State(ShellIds.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def answer(asked: object, path: object, search: object) -> tuple[Any, ...]:
        told, is_new = answered(services, asked, str(search or ""))
        said = {**told.as_dict(), "at": str(services.clock().timestamp())}
        if not is_new:
            return said, no_update, no_update, no_update
        mark = f"work-{services.clock().timestamp()}-{quote(str(asked)[-40:])}"
        nav = shell.nav_items(
            pathname=str(path or "/"),
            open_actions=work_of(services).open_actions,
            pages=pages_open(shell.EVERY_PAGE),
        )
        if path == "/":
            return said, no_update, mark, nav
        return said, no_update if told.go else mark, no_update, nav

    @app.callback(
        Output(ShellIds.REFRESH, "data", allow_duplicate=True),
        Output(WorkIds.DONE, "data", allow_duplicate=True),
        Input(WorkIds.LOOKED, "data"),
        State(ShellIds.LOCATION, "pathname"),
        State(ShellIds.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def look(_asked: object, path: object, search: object) -> tuple[Any, Any]:
        if not looked(services, str(search or "")):
            return no_update, no_update
        mark = f"found-{services.clock().timestamp()}"
        return (no_update, mark) if path == "/" else (mark, no_update)

    @app.callback(
        Output(OverviewIds.ATTENTION, "children", allow_duplicate=True),
        Input(WorkIds.DONE, "data"),
        State(ShellIds.LOCATION, "search"),
        State(ShellIds.LOCATION, "pathname"),
        prevent_initial_call=True,
    )
    def renew_attention(_done: object, search: object, path: object) -> Any:
        board = services.board()
        if path != "/" or board is None:
            return no_update
        filters = parse_filters(str(search or ""), board, fiscal_start=services.settings.fiscal_year_start)
        chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
        return insights.attention_card(attention_items(services, board, filters, chosen))


def looked(services: Services, search: str) -> bool:
    """Return whether the findings of a page are there by now, so that it has to be drawn anew."""
    board = services.board()
    if board is None:
        return False
    filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start)
    return not found(services, board, filters).pending


def answered(services: Services, asked: object, search: str) -> tuple[Told, bool]:
    """Do what was asked; returns what to say, and whether the page has to be drawn anew."""
    try:
        told = do(services, asked, search)
    except Refused as error:
        # Drawn anew as well, so that a field shows again what is kept; a form stays as it was filled in.
        return Told(str(error), kind="bad"), isinstance(asked, dict) and asked.get("do") != "save"
    except Exception as error:
        text = t("That did not work. The error is in the log as {reference}.", reference=log_error(error))
        return Told(text, kind="bad"), False
    return told, bool(told.text)
