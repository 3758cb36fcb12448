"""The list of reviews under the filters of an address, and whose review is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from callbacks.filter_bar import filter_bar_view
from callbacks.filters import Filters, parse_filters
from callbacks.review_agenda import quarter_name
from callbacks.services import day_of
from callbacks.views import partner_path
from data.work.reviews import CLOSED, OPEN, ReviewLine
from kpi import summary
from kpi.board import Board
from kpi.catalogue import HEADLINE
from kpi.language import t, tn
from kpi.review import differences, due, to_discuss
from kpi.selection import Selection, matching
from kpi.summary import Quarter
from layouts import formats, reviews

if TYPE_CHECKING:
    from callbacks.services import Services

PATH = "/reviews"
SHOWN = 50
"""Reviews on one page of the list."""
DUE_SHOWN = 12
"""Partners that the list of due reviews names."""
LONGEST_PAGE = 5
"""Digits of a page's number that are read."""


def reviews_view(services: Services, search: str | None) -> reviews.ReviewsView:
    """Return all that the page shows for an address.

    Parameters
    ----------
    services
        The running app.
    search
        Query of the address; whatever a client sends.
    """
    asked = parse_qs((search or "").removeprefix("?"))
    status = asked.get("status", [""])[0]
    status = status if status in (OPEN, CLOSED) else ""
    board = services.board()
    filters = parse_filters(search, board, fiscal_start=services.settings.fiscal_year_start) if board else None
    known = services.reviews().list()
    fitting = _fitting(known, board, filters)
    listed = [one for one in fitting if status in ("", one.status)]
    page = _page(asked, len(listed))
    rows = listed[page * SHOWN : (page + 1) * SHOWN]
    base = filters.href(PATH) if filters else PATH
    view = reviews.ReviewsView(
        title=_title(fitting),
        sub=t("A review goes through what changed, what was agreed, and what comes next"),
        filters=None,
        notices=[],
        statuses=[
            (label, _with(base, "status", value), value == status)
            for value, label in (("", t("All")), (OPEN, t("Open")), (CLOSED, t("Closed")))
        ],
        rows=_rows(services, board, rows, known),
        total=len(listed),
        earlier_href=_page_href(base, status, page - 1) if page else "",
        later_href=_page_href(base, status, page + 1) if len(listed) > (page + 1) * SHOWN else "",
    )
    return view if board is None or filters is None else _with_due(services, view, known, board, filters, asked)


def _with_due(
    services: Services,
    view: reviews.ReviewsView,
    known: Sequence[ReviewLine],
    board: Board,
    filters: Filters,
    asked: Mapping[str, Sequence[str]],
) -> reviews.ReviewsView:
    """Return the page with its filters, with whose review is due, and with the partner that the address names."""
    quarter = quarter_to_review(filters)
    at = filters.periods.index(quarter)
    before = filters.periods[at - 1] if at else None
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
    reviewed = {one.partner_id for one in known if one.period == quarter.key}
    rows = due(board, HEADLINE[0], chosen, reviewed=reviewed, now=quarter, before=before)
    wanted = asked.get("partner", [""])[0]
    notices = list(filters.notices)
    if wanted and wanted not in board.programme.partners.index:
        notices.append(t("There is no partner “{partner}”; choose one below.", partner=wanted[:40]))
        wanted = ""
    last = _last_reviews(known)
    return reviews.ReviewsView(
        **{
            **vars(view),
            "filters": filter_bar_view(board, filters, int(chosen.sum()), path=PATH),
            "notices": notices,
            "period": quarter.key,
            "period_name": quarter.label,
            "due": [_due_row(services, board, row, quarter, before, last) for row in rows[:DUE_SHOWN]],
            "due_total": len(rows),
            "due_sub": t("Partners without a review, the largest fall in engagement first")
            if quarter == filters.period
            else t("The last quarter that is over: partners without a review, the largest fall in engagement first"),
            "start": _start(services, filters, known, wanted, quarter) if wanted else None,
            "clear_href": filters.cleared().href(PATH),
        }
    )


def quarter_to_review(filters: Filters) -> Quarter:
    """Return the quarter that is looked back on: the one asked for, else the last that is over."""
    if filters.explicit_period or filters.period.complete or filters.before is None:
        return filters.period
    return filters.before


def _fitting(known: Sequence[ReviewLine], board: Board | None, filters: Filters | None) -> list[ReviewLine]:
    """Return the reviews of the partners and the quarter in view; of all, also of partners that are gone."""
    if board is None or filters is None:
        return list(known)
    if filters.explicit_period:
        known = [one for one in known if one.period == filters.period.key]
    if filters.selection == Selection():
        return list(known)
    chosen = matching(board, filters.selection, kpi=filters.kpi, month=filters.period.column)
    ids = set(board.programme.partners.index[chosen])
    return [one for one in known if one.partner_id in ids]


def _rows(
    services: Services, board: Board | None, lines: Sequence[ReviewLine], known: Sequence[ReviewLine]
) -> list[reviews.ReviewRow]:
    actions = Counter(one.review_id for one in services.actions().list() if one.is_open)
    figures = _unsettled(services, board, lines, known)
    return [
        reviews.ReviewRow(
            href=f"{PATH}/{one.id}",
            partner=services.partner_name(one.partner_id),
            period=quarter_name(services, one.period),
            is_open=one.status == OPEN,
            held=formats.day(one.held_on) if one.held_on else "",
            closed=formats.day(day_of(one.closed_at)) if one.closed_at else "",
            open_points=_points(figures.get(one.id, len(one.unsettled)), actions[one.id]),
        )
        for one in lines
    ]


def _unsettled(
    services: Services, board: Board | None, lines: Sequence[ReviewLine], known: Sequence[ReviewLine]
) -> dict[int, int]:
    """Return how many figures the open reviews still have to settle; closed ones say so themselves."""
    if board is None:
        return {}
    ends = {
        one.key: board.programme.calendar.first + one.column
        for one in summary.quarters(board.programme.calendar, fiscal_start=services.settings.fiscal_year_start)
    }
    partners = set(board.programme.partners.index)
    under_way = [one for one in lines if one.status == OPEN and one.period in ends and one.partner_id in partners]
    found = differences(board, {one.partner_id for one in under_way})
    settled: dict[str, set[tuple[int, str]]] = {}
    for one in known:
        settled.setdefault(one.partner_id, set()).update(one.settled)
    return {
        one.id: sum(
            figure.status != "agreed"
            for figure in to_discuss(found[one.partner_id], until=ends[one.period], settled=settled[one.partner_id])
        )
        for one in under_way
    }


def _points(figures: int, actions: int) -> str:
    parts = []
    if figures:
        parts.append(
            tn("{count} figure to settle", "{count} figures to settle", figures, count=formats.count(figures))
        )
    if actions:
        parts.append(tn("{count} open action", "{count} open actions", actions, count=formats.count(actions)))
    return ", ".join(parts)


def _title(known: Sequence[ReviewLine]) -> str:
    under_way = sum(one.status == OPEN for one in known)
    if not known:
        return t("Quarterly reviews")
    if not under_way:
        return t("No review is open")
    return tn("{count} review is open", "{count} reviews are open", under_way, count=formats.count(under_way))


def _last_reviews(known: Sequence[ReviewLine]) -> dict[str, str]:
    """Return the latest quarter that was reviewed, by partner."""
    last: dict[str, str] = {}
    for one in known:
        last[one.partner_id] = max(last.get(one.partner_id, ""), one.period)
    return last


def _due_row(
    services: Services, board: Board, row: int, quarter: Quarter, before: Quarter | None, last: Mapping[str, str]
) -> reviews.DueRow:
    about = board.programme.partners.iloc[row]
    partner_id = str(about.name)
    one = summary.standing(board.reading(HEADLINE[0]), quarter, before, row=row)
    return reviews.DueRow(
        partner_id=partner_id,
        name=str(about["name"]) or partner_id,
        href=partner_path(partner_id),
        band=one.band,
        score=one.value,
        change=one.change,
        last=quarter_name(services, last[partner_id]) if partner_id in last else "",
    )


def _start(
    services: Services, filters: Filters, known: Sequence[ReviewLine], partner_id: str, quarter: Quarter
) -> reviews.StartView:
    held = {one.period: f"{PATH}/{one.id}" for one in known if one.partner_id == partner_id}
    # The quarter that is due stands first: what is offered is what is usually wanted.
    offered = [quarter, *(one for one in reversed(filters.periods) if one != quarter)]
    return reviews.StartView(
        partner_id=partner_id,
        name=services.partner_name(partner_id),
        periods=[(one.key, one.label, held.get(one.key, "")) for one in offered],
    )


def _page(asked: Mapping[str, Sequence[str]], total: int) -> int:
    """Return the page of the list, from 0; the last one when the address asks for more."""
    text = asked.get("page", [""])[0]
    wanted = int(text) - 1 if text.isascii() and text.isdigit() and len(text) <= LONGEST_PAGE else 0
    return max(min(wanted, (total - 1) // SHOWN), 0)


def _with(href: str, key: str, value: str) -> str:
    """Return an address with one more part of the query; the same without a value."""
    return f"{href}{'&' if '?' in href else '?'}{key}={value}" if value else href


def _page_href(base: str, status: str, page: int) -> str:
    return _with(_with(base, "status", status), "page", str(page + 1) if page else "")
