"""The oracle's facts: rows as of a day, months, spans, existence and windows (specification 2 and 3).

Plain lists and loops. Each rule is one function and quotes the sentence that it puts into code.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

Rows = Mapping[str, Sequence[Mapping[str, str]]]
EVENT_TABLES = ("interactions", "surveys", "advocacy", "measures", "deals")
CUT_BY_EXISTENCE = ("interactions", "surveys", "advocacy")


@dataclass(frozen=True)
class Partner:
    """One row of `partners`, or a partner that only facts name."""

    partner_id: str
    partner_type: str = "unknown"
    tier: str = ""
    region: str = ""
    manager: str = ""
    joined: int | None = None
    left: int | None = None


@dataclass(frozen=True)
class Event:
    """One row of interactions, surveys, advocacy or measures.

    `order` is its place among all rows of its table, `delivery` the number of the file that it came in.
    """

    partner_id: str
    day: date
    order: int
    kind: str = ""
    quantity: float = 1.0
    initiated_by: str = ""
    score: float = 0.0
    scale_min: float | None = None
    scale_max: float | None = None
    respondent: tuple[str, str] = ("", "")
    value: Decimal = Decimal(0)
    reported_by: str = ""
    delivery: int = 0


@dataclass(frozen=True)
class Deal:
    """One deal as it stood at the end of `as_of`; `closed` only when it was won or lost by then."""

    partner_id: str
    opened: date
    stage: str
    closed: date | None
    amount: Decimal
    sourced_by: str
    deal_type: str
    customer: str = ""


@dataclass
class World:
    """Everything that was known at the end of `as_of`."""

    as_of: date
    partners: dict[str, Partner] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    deals: list[Deal] = field(default_factory=list)
    counted: dict[str, list[Event]] = field(default_factory=dict)
    spans: dict[str, tuple[int, int] | None] = field(default_factory=dict)
    lives: dict[str, tuple[int, int]] = field(default_factory=dict)
    memory: dict[object, object] = field(default_factory=dict)


# Reading ---------------------------------------------------------------------------------------


def month_of(day: date) -> int:
    """The grain is the calendar month."""
    return day.year * 12 + day.month - 1


@cache
def month_text(month: int) -> str:
    """Month `2026-03`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


@cache
def days_in(month: int) -> int:
    """The number of days of a month."""
    return monthrange(month // 12, month % 12 + 1)[1]


def text(row: Mapping[str, str], column: str) -> str:
    """A cell as stripped text, empty when the column is absent."""
    return (row.get(column) or "").strip()


def word(row: Mapping[str, str], column: str) -> str:
    """A cell of a vocabulary in lower snake case."""
    return snake_case(text(row, column))


@cache
def snake_case(cell: str) -> str:
    """`Co-marketing` is `co_marketing`."""
    return re.sub(r"[^0-9a-z]+", "_", cell.casefold()).strip("_")


def number(row: Mapping[str, str], column: str) -> float | None:
    """A cell as a number, None when it is empty."""
    cell = text(row, column)
    return float(cell) if cell else None


def exact(row: Mapping[str, str], column: str) -> Decimal:
    """A cell as a number of which 0.1 + 0.2 − 0.3 is 0; nothing when it is empty."""
    return Decimal(text(row, column) or 0)


def day(row: Mapping[str, str], column: str) -> date | None:
    """A cell as a date, None when it is empty."""
    cell = text(row, column)
    return date.fromisoformat(cell) if cell else None


def respondent_of(row: Mapping[str, str], order: int) -> tuple[str, str]:
    """Without a respondent, rows that share a response_id are one; without either, each row is its own."""
    if text(row, "respondent"):
        return ("respondent", text(row, "respondent"))
    if text(row, "response_id"):
        return ("response", text(row, "response_id"))
    return ("row", str(order))


def event_of(row: Mapping[str, str], order: int, when: date, delivery: int) -> Event:
    """A row of an event table; 'quantity (1)' is 1 when it is absent."""
    quantity = number(row, "quantity")
    return Event(
        partner_id=text(row, "partner_id"),
        day=when,
        order=order,
        kind=word(row, "kind") or word(row, "question") or word(row, "measure"),
        quantity=1.0 if quantity is None else quantity,
        initiated_by=word(row, "initiated_by"),
        score=number(row, "score") or 0.0,
        scale_min=number(row, "scale_min"),
        scale_max=number(row, "scale_max"),
        respondent=respondent_of(row, order),
        value=exact(row, "value"),
        reported_by=word(row, "reported_by"),
        delivery=delivery,
    )


def events_until(rows: Sequence[Mapping[str, str]], as_of: date, files: int) -> list[Event]:
    """Rows after `as_of` are ignored; the rows came in this many files of the same size, one after the other."""
    found = []
    size = -(-len(rows) // files)
    for order, row in enumerate(rows):
        when = day(row, "date")
        if when is not None and when <= as_of:
            found.append(event_of(row, order, when, order // size))
    return found


def deals_until(rows: Sequence[Mapping[str, str]], as_of: date) -> list[Deal]:
    """Rows after `as_of` are ignored; a deal that closes after it is open.

    'On an open deal [closed_on] is the expected date, kept and not counted.'
    """
    found = []
    for row in rows:
        opened, closed, stage = day(row, "opened_on"), day(row, "closed_on"), word(row, "stage")
        if opened is None or opened > as_of:
            continue
        if stage == "open" or closed is None or closed > as_of:
            stage, closed = "open", None
        source, kind = word(row, "sourced_by"), word(row, "deal_type")
        customer = text(row, "customer")
        found.append(
            Deal(text(row, "partner_id"), opened, stage, closed, exact(row, "amount"), source, kind, customer)
        )
    return found


def latest_date(tables: Rows) -> date | None:
    """The latest date found in the event tables: the default of `as_of`.

    'as_of is the latest date found in interactions, surveys, advocacy, measures, and the opening and
    (won or lost) closing dates of deals, unless given.'
    """
    dates = [day(row, "date") for name in EVENT_TABLES[:-1] for row in tables.get(name, [])]
    for row in tables.get("deals", []):
        dates.append(day(row, "opened_on"))
        if word(row, "stage") != "open":
            dates.append(day(row, "closed_on"))
    return max((each for each in dates if each is not None), default=None)


def partners_of(rows: Sequence[Mapping[str, str]]) -> dict[str, Partner]:
    """The partners of the table `partners`."""
    found = {}
    for row in rows:
        joined, left = day(row, "joined_on"), day(row, "left_on")
        found[text(row, "partner_id")] = Partner(
            text(row, "partner_id"),
            word(row, "partner_type"),
            text(row, "tier"),
            text(row, "region"),
            text(row, "manager"),
            None if joined is None else month_of(joined),
            None if left is None else month_of(left),
        )
    return found


def world(tables: Rows, as_of: date | None = None, files: int = 1) -> World | None:
    """Everything known as of a day; None when no event table has a row by then."""
    known = as_of or latest_date(tables)
    if known is None:
        return None
    it = World(known, partners_of(tables.get("partners", [])))
    it.events = {name: events_until(tables.get(name, []), known, files) for name in EVENT_TABLES[:-1]}
    it.deals = deals_until(tables.get("deals", []), known)
    add_partners_of_facts(it)
    it.spans = {name: span(it, name) for name in EVENT_TABLES}
    if all(value is None for value in it.spans.values()):
        return None
    it.lives = {partner_id: existence(it, partner) for partner_id, partner in it.partners.items()}
    it.counted = {
        name: [row for row in it.events[name] if exists(it, row.partner_id, month_of(row.day))]
        for name in CUT_BY_EXISTENCE
    }
    return it


def add_partners_of_facts(it: World) -> None:
    """A partner that appears in facts but not in `partners` is kept under the type `unknown`."""
    named = [row.partner_id for rows in it.events.values() for row in rows]
    for partner_id in [*named, *(deal.partner_id for deal in it.deals)]:
        if partner_id not in it.partners:
            it.partners[partner_id] = Partner(partner_id)


# Section 3: time and existence -------------------------------------------------------------------


def months_of_deal(deal: Deal) -> list[int]:
    """A deal counts at its opening month and, when won or lost, at its closing month."""
    months = [month_of(deal.opened)]
    if deal.closed is not None:
        months.append(month_of(deal.closed))
    return months


def table_months(it: World, table: str, partner_id: str | None = None) -> list[int]:
    """The months of every accepted row of a table (of one partner)."""
    if table == "deals":
        mine = [deal for deal in it.deals if partner_id in (None, deal.partner_id)]
        return [month for deal in mine for month in months_of_deal(deal)]
    return [month_of(row.day) for row in it.events[table] if partner_id in (None, row.partner_id)]


def span(it: World, table: str) -> tuple[int, int] | None:
    """Each table has a span: from the month of its first accepted row to the month of its last.

    'Spans, as_of and first rows take every accepted row.'
    """
    months = table_months(it, table)
    return (min(months), max(months)) if months else None


def first_month(it: World) -> int:
    """Output starts at the first month of any event table."""
    return min(value[0] for value in it.spans.values() if value is not None)


def last_month(it: World) -> int:
    """[Output] ends at the month of `as_of`."""
    return month_of(it.as_of)


def is_partial(it: World, month: int) -> bool:
    """The month that holds `as_of` is partial unless `as_of` is its last day."""
    return month == last_month(it) and it.as_of.day < days_in(month)


def existence(it: World, partner: Partner) -> tuple[int, int]:
    """A partner exists from `joined_on` to `left_on`, whole months at both ends.

    'Without joined_on from its first row, and without rows from the first month of the data; without
    left_on to the end.'
    """
    start = partner.joined
    if start is None:
        rows = [month for table in EVENT_TABLES for month in table_months(it, table, partner.partner_id)]
        start = min(rows) if rows else first_month(it)
    return start, last_month(it) if partner.left is None else partner.left


def exists(it: World, partner_id: str, month: int) -> bool:
    """Whether a partner exists in a month."""
    start, end = it.lives[partner_id]
    return start <= month <= end


def output_months(it: World) -> list[int]:
    """The months of the output."""
    return list(range(first_month(it), last_month(it) + 1))


def window_months(it: World, table: str, month: int, width: int, partner_id: str | None = None) -> list[int]:
    """The months that are left of a window.

    'A window of W months ending at month m is m−W+1..m, cut to the table's span and, for interactions,
    surveys and advocacy, to the partner's existence.'
    """
    value = it.spans[table]
    if value is None:
        return []
    months = [each for each in range(month - width + 1, month + 1) if value[0] <= each <= value[1]]
    if partner_id is not None and table in CUT_BY_EXISTENCE:
        months = [each for each in months if exists(it, partner_id, each)]
    return months


def length(it: World, months: Iterable[int]) -> float:
    """The length of a window in months.

    'Counts 1 for a complete month and the elapsed fraction of its days for the partial one, at least 1
    in all.'
    """
    total = 0.0
    for month in months:
        total += it.as_of.day / days_in(month) if is_partial(it, month) else 1.0
    return max(total, 1.0)


def rows_between(rows: Iterable[Event], first: int, last: int) -> list[Event]:
    """The rows dated in the months first..last."""
    return [row for row in rows if first <= month_of(row.day) <= last]


def counted_between(it: World, table: str, first: int, last: int) -> list[Event]:
    """The counted rows of the months first..last.

    'Interactions, surveys and advocacy dated outside [existence] are kept, not counted.'
    """
    key = ("counted", table, first, last)
    if key not in it.memory:
        it.memory[key] = rows_between(it.counted[table], first, last)
    return it.memory[key]  # type: ignore[return-value]


def deals_active(it: World, first: int, last: int) -> list[Deal]:
    """The deals that count in the months first..last, at their opening or at their closing."""
    key = ("deals", first, last)
    if key not in it.memory:
        it.memory[key] = [deal for deal in it.deals if any(first <= month <= last for month in months_of_deal(deal))]
    return it.memory[key]  # type: ignore[return-value]


def rows_of(it: World, table: str, first: int, last: int) -> Sequence[Event | Deal]:
    """The counted rows of any table in the months first..last."""
    if table == "deals":
        return deals_active(it, first, last)
    return counted_between(it, table, first, last)


def is_defined(it: World, table: str, months: Sequence[int], members: set[str], month: int) -> bool:
    """Whether a sum or count over interactions, advocacy or deals is defined.

    'Is 0 when months are left in the window, the partner has no row in them and the table has one
    anywhere in the 12 months ending at m; else missing.'
    """
    if not months:
        return False
    own = [row for row in rows_of(it, table, months[0], months[-1]) if row.partner_id in members]
    return bool(own) or bool(rows_of(it, table, month - 11, month))
