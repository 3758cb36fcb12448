"""Findings as pages list them: looked for once per board and month, beside the requests, and cut cheaply for each.

Looking takes seconds with many partners or many targets, so no request waits for it: the first one begins it in a
thread and shows that it is under way; the page asks again until it is there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from callbacks.filters import Filters
from callbacks.security import log_error
from kpi.board import Board
from kpi.catalogue import HEADLINE
from kpi.follow_up import insight_key, is_good_news
from kpi.insight_rules.finding import PROGRAMME
from kpi.insights import Insight, insights
from kpi.language import language, t
from kpi.programme import Flags
from kpi.reading import BAND_NAMES
from kpi.schema import type_plural
from kpi.selection import Selection
from kpi.summary import yearly_bookings
from layouts import formats

if TYPE_CHECKING:
    from callbacks.services import Services

PATIENCE = 60.0
"""Longest that a download waits for findings [s]."""

#: Held while a search is begun, so that it is begun once, and while one runs, so that others wait for the processor.
_BEGIN, _RUN = threading.Lock(), threading.Lock()


class Listed(NamedTuple):
    """A finding with what every list of it shows, found out once.

    Parameters
    ----------
    insight
        The finding.
    key
        By which it is known.
    row
        Row of its partner; None for a group.
    who
        Whom it is about, in the language of whoever asked.
    is_good
        Whether it is good news.
    band
        Band of the partner's score; empty when it is about none.
    stake
        Bookings of the partner in twelve months [currency]; 0 for a group.
    """

    insight: Insight
    key: str
    row: int | None
    who: str
    is_good: bool
    band: str
    stake: float


@dataclass(frozen=True)
class Found:
    """What is known of the findings of a month: all of them, that they are being looked for, or why there are none.

    Parameters
    ----------
    items
        The findings, most important first.
    pending
        Whether they are still being looked for.
    failed
        Number under which the log tells why they could not be found; empty when all went well.
    """

    items: tuple[Listed, ...] = ()
    pending: bool = False
    failed: str = ""


def found(services: Services, board: Board, filters: Filters, *, patience: float = 0.0) -> Found:
    """Return the findings of the period in view; they are looked for from here on when nobody has asked before.

    Parameters
    ----------
    services
        The running app, for its fiscal year and its currency.
    board
        The scores.
    filters
        For their period.
    patience
        How long to wait for them [s]; pages don't.
    """
    column, fiscal_start, currency = filters.period.column, services.settings.fiscal_year_start, services.currency()
    # What is said of groups is decided by those who see all of them.
    groups = services.scope().is_all
    question = ("insights", column, fiscal_start, currency, groups, language().locale)

    def look() -> tuple[Listed, ...]:
        return listed(board, column, fiscal_start, currency, groups=groups)

    with _BEGIN:
        search = board.memory.get(question, lambda: _begin(look))
    if patience:
        search = _waited(search, patience)
    return search.result() if search.done() else Found(pending=True)


def listed(board: Board, column: int, fiscal_start: int, currency: str, *, groups: bool = True) -> tuple[Listed, ...]:
    """Look for the findings of a month; those about groups of partners only with `groups`."""
    rows = {str(partner): at for at, partner in enumerate(board.programme.partners.index)}
    names = board.programme.partners["name"].tolist()
    stakes = yearly_bookings(board, column)

    def of(one: Insight) -> Listed:
        row = rows.get(one.partner_id)
        who = _group_name(one.group) if row is None else str(names[row])
        band = "" if row is None or one.kpi not in HEADLINE else _band(board, one.kpi, row, column)
        stake = 0.0 if row is None else float(stakes[row])
        return Listed(one, insight_key(one), row, who, is_good_news(one), band, stake)

    money = partial(formats.money, currency=currency)
    looked = insights(board, column=column, fiscal_start=fiscal_start, money=money)
    return tuple(of(one) for one in looked if groups or one.partner_id)


def about(items: Sequence[Listed], selection: Selection, chosen: Flags) -> list[Listed]:
    """Return the findings about the partners in view: theirs, those of types in view, and those of the programme.

    A finding about a type stands while nothing but types is chosen, one about the programme while nothing is.
    """
    only_types = selection.without("partner_type") == Selection()
    types = set(selection.partner_type)

    def fits(group: str) -> bool:
        return only_types and (not types or (group != PROGRAMME and group in types))

    groups = {one.insight.group for one in items if one.row is None}
    fitting = {group for group in groups if fits(group)}
    return [one for one in items if (one.insight.group in fitting if one.row is None else chosen[one.row])]


def _group_name(group: str) -> str:
    return t("All partners") if group == PROGRAMME else type_plural(group)


def _band(board: Board, kpi: str, row: int, column: int) -> str:
    return BAND_NAMES[int(board.reading(kpi).band_codes[row, column])]


def _begin(look: Callable[[], tuple[Listed, ...]]) -> Future[Found]:
    """Look in a thread of its own, which does not keep the process alive, in the language of who asked."""
    future: Future[Found] = Future()
    context = copy_context()

    def run() -> None:
        try:
            with _RUN:
                items = context.run(look)
            future.set_result(Found(items))
        except Exception as error:
            future.set_result(Found(failed=log_error(error)))

    threading.Thread(target=run, name="tandem-insights", daemon=True).start()
    return future


def _waited(search: Future[Found], patience: float) -> Future[Found]:
    search.exception(timeout=patience)
    return search
