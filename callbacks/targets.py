"""Targets: the tab of the Actions page, setting, changing and removing them, and their downloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from callbacks.filters import Filters
from callbacks.goals import goals_tab as goals_tab
from callbacks.target_card import target_card as target_card
from callbacks.target_edits import save_target
from callbacks.target_files import CSV_PATH, add_routes
from callbacks.target_form import FIELDS, check_view, form_view, may_change, scope_options, typed
from callbacks.target_views import (
    PATH,
    address,
    by_due,
    by_urgency,
    found_target,
    held_targets,
    in_view,
    statuses_of,
    target_title,
    target_view,
)
from callbacks.views import period_name
from kpi.chance import Outlook
from kpi.language import raised, t
from kpi.selection import Selection, matching
from kpi.smart import SmartCheck, smart_check
from layouts import formats, target_form, targets
from layouts.ids import ShellIds, TargetIds, WorkIds

if TYPE_CHECKING:
    from dash.development.base_component import Component
    from flask import Flask

    from callbacks.services import Services
    from kpi.board import Board
    from kpi.targets import Target

SHOWN: Final = 50
"""Targets on one page of the table."""

MOST_CHECKED: Final = 100
"""Targets up to which all are checked, so that those that ask for a decision come first. Each takes a few
milliseconds."""

MOST_REMOVED: Final = 20
"""Removed targets that are offered again, the last ones."""

DROPPED: Final = frozenset({"edit", "new", "partner", "of"})
"""Keys of an address that mean the form; what stays when it is closed are the others."""


def targets_tab(services: Services, board: Board, filters: Filters, search: str) -> Component:
    """Return the targets of the Actions page.

    Parameters
    ----------
    services
        The running app.
    board, filters
        The scores, and the partners in view.
    search
        Query of the address; ``edit=<id>`` or ``new=1`` open the form, ``page=2`` turns to the next targets.
    """
    form = form_view(services, board, filters, search)
    view = targets_view(services, board, filters, search)
    return targets.layout(view if form is None else _with_form(view, form))


def targets_view(services: Services, board: Board, filters: Filters, search: str) -> targets.TargetsView:
    """Return all that the tab shows beside the form."""
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
    held = by_due(in_view(board, filters, chosen))
    outlook = Outlook.of(board, filters.period.column, services.settings.fiscal_year_start)
    pages = max(-(-len(held) // SHOWN), 1)
    at = min(asked_page(search), pages)
    all_checked = len(held) <= MOST_CHECKED
    looked_at = held if all_checked else held[(at - 1) * SHOWN : at * SHOWN]
    checks = [smart_check(outlook, one) for one in looked_at]
    shown = by_urgency(checks)[(at - 1) * SHOWN : at * SHOWN] if all_checked else checks
    currency = services.currency()
    return targets.TargetsView(
        title=tab_title(held, checks if all_checked else None, is_filtered=filters.selection != Selection()),
        sub=_sub(filters, held, all_checked=all_checked),
        rows=[
            target_view(one, outlook, filters, currency=currency, is_fixed=not may_change(services, one.target))
            for one in shown
        ],
        new_href=address(filters, "targets", new="1"),
        csv_href=filters.href(CSV_PATH),
        removed=_removed(services, board, outlook),
        pager=_pager(filters, len(held), at, pages) if pages > 1 else None,
        filtered_href=address(filters.cleared(), "targets") if filters.selection != Selection() else "",
    )


def tab_title(held: Sequence[Target], checks: Sequence[SmartCheck] | None, *, is_filtered: bool) -> str:
    """Return what the targets come to, as the heading of the tab; `checks` is None when not all were checked."""
    count = len(held)
    if not count:
        return t("No target for these partners") if is_filtered else t("No targets yet")
    total = formats.counted("{count} target", "{count} targets", count)
    if checks is None:
        return t("{targets}, the next due on {day}", targets=total, day=formats.day(held[0].due))
    counts = statuses_of(checks)
    risky, overdue, good = counts["at risk"], counts["overdue"], counts["on track"] + counts["reached"]
    if risky and overdue:
        return t("{count} of {targets} at risk or overdue", count=formats.count(risky + overdue), targets=total)
    if risky:
        return t("{count} of {targets} at risk", count=formats.count(risky), targets=total)
    if overdue:
        return t("{count} of {targets} overdue", count=formats.count(overdue), targets=total)
    if good:
        return t("{count} of {targets} reached or on track", count=formats.count(good), targets=total)
    return total


def asked_page(search: object) -> int:
    """Return the page of the table that an address names, 1 for nonsense."""
    asked = parse_qs(str(search or "").removeprefix("?")).get("page", ["1"])[0]
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 and int(asked) else 1


def without_form(search: object) -> str:
    """Return the address of the targets without what opens the form, and with the rest of its query."""
    parts = str(search or "").removeprefix("?").split("&")
    return f"{PATH}?" + "&".join(part for part in parts if part.partition("=")[0] not in DROPPED)


def routes(server: Flask, services: Services) -> None:
    """Add the addresses of downloads; before the manager app, whose pages are a catch-all."""
    add_routes(server, services)


def register(app: Dash, services: Services) -> None:
    """Connect the form: the check that answers as one types, the partners to choose from, and saving."""
    fields = [Input(one, "value") for one in FIELDS]
    typed_now = [State(one, "value") for one in FIELDS]

    @app.callback(
        Output(TargetIds.CHECK, "children"),
        *fields,
        State(TargetIds.EDITED, "data"),
        prevent_initial_call=True,
    )
    def check(*values: Any) -> Any:
        board = services.board()
        if board is None:
            return no_update
        return target_form.check(check_view(services, board, typed(values[:-1]), found_target(board, values[-1])))

    @app.callback(
        Output(TargetIds.SCOPES, "children"),
        Input(TargetIds.SCOPE, "value"),
        prevent_initial_call=True,
    )
    def offer(wanted: Any) -> Any:
        board = services.board()
        if board is None or not isinstance(wanted, str):
            return no_update
        return target_form.choices(scope_options(board, wanted, groups=services.scope().is_all))

    @app.callback(
        Output({"type": TargetIds.ERROR.value, "field": ALL}, "children"),
        Output(WorkIds.TOLD, "data", allow_duplicate=True),
        Input(TargetIds.SAVE, "n_clicks"),
        *[Input(one, "n_submit") for one in FIELDS[1:]],
        *typed_now,
        State(TargetIds.EDITED, "data"),
        State(ShellIds.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def save(*values: Any) -> Any:
        errors = [one["id"]["field"] for one in ctx.outputs_list[0]]
        board = services.board()
        if board is None or not any(one["value"] for one in ctx.triggered):
            return [no_update] * len(errors), no_update
        *_, edited_id, search = values
        asked = typed(values[-2 - len(FIELDS) : -2])
        told, problems = save_target(services, board, asked, edited_id, go=without_form(search))
        return [problems.get(name, "") for name in errors], told.as_dict() if told else no_update


def _with_form(view: targets.TargetsView, form: target_form.FormView) -> targets.TargetsView:
    return targets.TargetsView(**{**vars(view), "form": target_form.form(form)})


def _sub(filters: Filters, held: Sequence[Target], *, all_checked: bool) -> str:
    if not held:
        return ""
    order = t("what asks for a decision first") if all_checked else t("the next due first")
    return t("Values of {period}; {order}", period=period_name(filters.period), order=order)


def _pager(filters: Filters, count: int, at: int, pages: int) -> targets.PagerView:
    first, last = (at - 1) * SHOWN + 1, min(at * SHOWN, count)
    return targets.PagerView(
        text=t("{first} to {last} of {total}", first=formats.count(first), last=formats.count(last),
               total=formats.count(count)),
        previous=address(filters, "targets", page=str(at - 1)) if at > 1 else "",
        following=address(filters, "targets", page=str(at + 1)) if at < pages else "",
    )  # fmt: skip


def _removed(services: Services, board: Board, outlook: Outlook) -> list[targets.RemovedView]:
    """Return the targets that were removed last, but for those whose place another has taken."""
    taken = {one.key for one in held_targets(board)}
    gone = [one for one in services.targets().list(removed=True) if one.key not in taken]
    return [
        targets.RemovedView(raised(target_title(outlook, one)), str(one.number))
        for one in gone[: -1 - MOST_REMOVED : -1]
    ]
