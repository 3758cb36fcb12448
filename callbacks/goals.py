"""Business goals: the tab of the Actions page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from callbacks.filters import Filters
from callbacks.target_views import address, change_words, value_words
from callbacks.views import partner_path, period_name
from kpi.board import Board
from kpi.chance import Outlook
from kpi.goals import EVERYBODY, Aim, Part, Parts, aims, parts_of, whole_of
from kpi.language import lowered, t
from kpi.programme import Flags
from kpi.schema import type_plural
from kpi.selection import Selection, matching
from kpi.smart import smart_check
from layouts import formats, goals

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from callbacks.services import Services

CSV_PATH: Final = "/actions/goals.csv"

SHOWN: Final = 20
"""Partners on one page of the list."""

LATE: Final = frozenset({"at risk", "overdue"})
"""Statuses of targets that ask for a decision."""

MOST_SERVING: Final = 40
"""Figures of one goal that are listed."""

MOST_CHECKED: Final = 100
"""Targets up to which the list of goals says how many are late."""


def goals_tab(services: Services, board: Board, filters: Filters, search: str) -> Component:
    """Return the business goals of the Actions page.

    Parameters
    ----------
    services
        The running app.
    board, filters
        The scores, and the partners in view.
    search
        Query of the address; ``goal`` names the goal, ``serves`` and ``whom`` the figure whose partners are shown.
    """
    view = goals_view(services, board, filters, search)
    return goals.none_yet() if view is None else goals.layout(view)


def goals_view(services: Services, board: Board, filters: Filters, search: str) -> goals.GoalsView | None:
    """Return all that the tab shows; None while nothing serves a goal."""
    column, currency = filters.period.column, services.currency()
    held = by_goal(aims(board))
    if not held:
        return None
    asked = {key: values[0] for key, values in parse_qs(search.removeprefix("?")).items()}
    outlook = Outlook.of(board, column, services.settings.fiscal_year_start)
    goal = next((one for one in held if one.casefold() == asked.get("goal", "").casefold()), next(iter(held)))
    shown = _asked_aim(board, held[goal], asked, column)
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=column)
    return goals.GoalsView(
        title=_title(held),
        sub=t("Values of {period}", period=period_name(filters.period)),
        goals=_goal_views(held, goal, filters, outlook),
        goal=t(goal),
        serving=[
            _serving(one, goal, board, filters, outlook, currency, shown=one is shown)
            for one in serving(board, held[goal], shown, chosen)
        ],
        parts=_parts_view(shown, goal, board, filters, chosen, asked, currency),
        csv_href=filters.href(CSV_PATH),
    )


def serving(board: Board, held: Sequence[Aim], shown: Aim, chosen: Flags) -> list[Aim]:
    """Return the figures of a goal to list: all of groups, and of single partners those in view, as many as fit."""
    partners = {str(name) for name in board.programme.partners.index[chosen]}
    fitting = [one for one in held if not one.partner_id or one.partner_id in partners or one is shown]
    groups = [one for one in fitting if not one.partner_id or one is shown]
    room = max(MOST_SERVING - len(groups), 0)
    single = [one for one in fitting if one.partner_id and one is not shown][:room]
    kept = {id(one) for one in [*groups, *single]}
    return [one for one in fitting if id(one) in kept]


def by_goal(held: Sequence[Aim]) -> dict[str, list[Aim]]:
    """Return aims by their goal, both in their order."""
    made: dict[str, list[Aim]] = {}
    for one in held:
        made.setdefault(one.goal, []).append(one)
    return made


def scope_words(board: Board, aim: Aim) -> str:
    """Return whom a figure is of, as a name."""
    if aim.partner_id:
        return str(board.programme.partners.at[aim.partner_id, "name"]) or aim.partner_id
    return t("All partners") if aim.scope == EVERYBODY else type_plural(aim.scope)


def _title(held: Mapping[str, Sequence[Aim]]) -> str:
    figures = len({aim.kpi for some in held.values() for aim in some})
    named = sum(aim.target is not None for some in held.values() for aim in some)
    kpis = formats.counted("{count} KPI", "{count} KPIs", figures)
    targets = formats.counted("{count} target", "{count} targets", named)
    return formats.counted(
        "{count} business goal, served by {kpis} and {targets}",
        "{count} business goals, served by {kpis} and {targets}",
        len(held),
        kpis=kpis,
        targets=targets,
    )


def _asked_aim(board: Board, held: Sequence[Aim], asked: Mapping[str, str], column: int) -> Aim:
    """Return the figure that an address names, else the first with a value."""
    wanted = asked.get("serves"), asked.get("whom", EVERYBODY)
    for one in held:
        if (one.kpi, one.scope) == wanted:
            return one
    known = (one for one in held if whole_of(board, one, column=column) is not None)
    return next(known, held[0])


def _goal_views(
    held: Mapping[str, Sequence[Aim]], goal: str, filters: Filters, outlook: Outlook
) -> list[goals.GoalView]:
    counted = sum(one.target is not None for some in held.values() for one in some) <= MOST_CHECKED
    return [
        goals.GoalView(
            name=t(name),
            kpis=len({one.kpi for one in some}),
            targets=sum(one.target is not None for one in some),
            late=sum(_status(one, outlook) in LATE for one in some) if counted else 0,
            href=address(filters, "goals", goal=name),
            shown=name == goal,
        )
        for name, some in held.items()
    ]


def _status(aim: Aim, outlook: Outlook) -> str:
    return "" if aim.target is None else smart_check(outlook, aim.target).status


def _serving(
    aim: Aim, goal: str, board: Board, filters: Filters, outlook: Outlook, currency: str, *, shown: bool
) -> goals.ServingView:
    kpi = board.catalogue[aim.kpi]
    return goals.ServingView(
        kpi=kpi.short,
        kpi_href=f"/kpis/{aim.kpi}",
        scope=scope_words(board, aim),
        whole=value_words(whole_of(board, aim, column=filters.period.column), kpi, currency),
        target=value_words(aim.target.value, kpi, currency) if aim.target else "",
        due=formats.day(aim.target.due) if aim.target else "",
        status=_status(aim, outlook),
        href=address(filters, "goals", goal=goal, serves=aim.kpi, whom=aim.scope),
        shown=shown,
    )


def _parts_view(
    aim: Aim, goal: str, board: Board, filters: Filters, chosen: Flags, asked: Mapping[str, str], currency: str
) -> goals.PartsView:
    kpi, found = board.catalogue[aim.kpi], parts_of(board, aim, column=filters.period.column, chosen=chosen)
    pages = max(-(-len(found.parts) // SHOWN), 1)
    page = asked.get("page", "1")
    at = min(max(int(page), 1), pages) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    shown = found.parts[(at - 1) * SHOWN : at * SHOWN]
    longest = max((one.contribution or 0.0 for one in found.parts[:1]), default=0.0)
    adds_up = found.share is not None
    names = board.programme.partners["name"]
    return goals.PartsView(
        title=_parts_title(aim, board, found),
        sub=_parts_sub(aim, board, filters, found, currency),
        parts=[
            goals.PartView(
                partner=str(names.iloc[one.partner]) or str(names.index[one.partner]),
                href=filters.href(partner_path(str(names.index[one.partner]))),
                value=value_words(one.value, kpi, currency),
                contribution=change_words(one.contribution, kpi, currency).removeprefix("+") or formats.MISSING,
                share=formats.percent(None if one.share is None else 100 * one.share),
                effect=change_words(one.effect, kpi, currency) or formats.MISSING,
                bar=bar_length(one, longest),
            )
            for one in shown
        ],
        adds_up=adds_up,
        reason=_reason(kpi.name, found),
        pager=_pager(aim, goal, filters, len(found.parts), at, pages) if pages > 1 else None,
    )


def bar_length(part: Part, longest: float) -> float:
    """Return the length of a partner's bar in per cent of the longest; 0 for what takes away."""
    if part.contribution is None or longest <= 0:
        return 0.0
    return round(max(100 * part.contribution / longest, 0.0), 1)


def _parts_title(aim: Aim, board: Board, found: Parts) -> str:
    """Say who brings most, where that can be said."""
    kpi = board.catalogue[aim.kpi]
    names = board.programme.partners["name"]
    first = found.parts[0] if found.parts else None
    if first is None or first.share is None or not 0 < first.share < 1:
        return t("{kpi} by partner", kpi=kpi.short)
    return t(
        "{partner} brings most: {share} of {kpi}",
        partner=str(names.iloc[first.partner]) or str(names.index[first.partner]),
        share=formats.percent(100 * first.share),
        kpi=lowered(kpi.short),
    )


def _parts_sub(aim: Aim, board: Board, filters: Filters, found: Parts, currency: str) -> str:
    kpi = board.catalogue[aim.kpi]
    said = t(
        "{scope}, {period}: {kpi} {whole}",
        scope=scope_words(board, aim),
        period=period_name(filters.period),
        kpi=kpi.name,
        whole=value_words(found.whole, kpi, currency),
    )
    if filters.selection != Selection() and found.share is not None and found.parts:
        partners = formats.counted(
            "the {count} partner in view brings", "the {count} partners in view bring", len(found.parts)
        )
        said = t("{said}; {partners} {share}", said=said, partners=partners, share=formats.percent(100 * found.share))
    return said


def _reason(name: str, found: Parts) -> str:
    if found.count:
        return t("None of the partners in view has data for {kpi}; {count} others have.", kpi=lowered(name),
                 count=formats.count(found.count))  # fmt: skip
    return t("No partner has data for {kpi} in this period.", kpi=lowered(name))


def _pager(aim: Aim, goal: str, filters: Filters, count: int, at: int, pages: int) -> goals.PagerView:
    def turned(page: int) -> str:
        return address(filters, "goals", goal=goal, serves=aim.kpi, whom=aim.scope, page=str(page))

    return goals.PagerView(
        text=t("{first} to {last} of {total}", first=formats.count((at - 1) * SHOWN + 1),
               last=formats.count(min(at * SHOWN, count)), total=formats.count(count)),
        previous=turned(at - 1) if at > 1 else "",
        following=turned(at + 1) if at < pages else "",
    )  # fmt: skip
